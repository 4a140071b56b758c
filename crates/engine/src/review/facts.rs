//! What the decisions under a signature are: counted, and as the sentence that is signed. Pure.

use super::DecisionBody;
use crate::view::{ListState, SignFacts};
use rollcall_store::{Decision, ReviewItem};

/// A current decision, with the facts that a signature states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) decision: Decision,
    pub(crate) bulk: bool,
    pub(crate) imported: bool,
    pub(crate) kept_although: Option<ListState>,
    /// The item gives privileged access.
    pub(crate) privileged: bool,
    /// Made by another reviewer than the one whose part it is.
    pub(crate) by_other: bool,
    pub(crate) late: bool,
}

/// Counts what is decided; an item without a decision counts for nothing.
pub(crate) fn facts(all: impl IntoIterator<Item = Counted>) -> SignFacts {
    let mut facts = SignFacts::default();
    for one in all {
        let bulk = u32::from(one.bulk);
        match one.decision {
            Decision::None => continue,
            Decision::Keep => {
                facts.keep += 1;
                facts.keep_bulk += bulk;
                facts.privileged_kept += u32::from(one.privileged);
            }
            Decision::Change => {
                facts.change += 1;
                facts.change_bulk += bulk;
            }
            Decision::Revoke => {
                facts.revoke += 1;
                facts.revoke_bulk += bulk;
            }
        }
        facts.decisions += 1;
        match one.kept_although {
            Some(ListState::Left) => facts.leavers_kept += 1,
            Some(ListState::NotListed) => facts.not_listed_kept += 1,
            Some(_) => facts.not_known_kept += 1,
            None => {}
        }
        facts.imported += u32::from(one.imported);
        facts.by_others += u32::from(one.by_other);
        facts.late += u32::from(one.late);
    }
    facts
}

/// "75 decisions: 69 keep, 63 of them in bulk; 6 revoke; 5 leavers kept".
pub(crate) fn sentence(facts: &SignFacts) -> String {
    let mut parts = Vec::new();
    for (count, bulk, word) in [
        (facts.keep, facts.keep_bulk, "keep"),
        (facts.change, facts.change_bulk, "change"),
        (facts.revoke, facts.revoke_bulk, "revoke"),
    ] {
        match (count, bulk) {
            (0, _) => {}
            (_, 0) => parts.push(format!("{count} {word}")),
            (1, _) => parts.push(format!("1 {word}, in bulk")),
            (_, bulk) => parts.push(format!("{count} {word}, {bulk} of them in bulk")),
        }
    }
    for (count, one, many) in [
        (facts.leavers_kept, "leaver kept", "leavers kept"),
        (
            facts.not_listed_kept,
            "account kept that is not on the HR list",
            "accounts kept that are not on the HR list",
        ),
        (
            facts.not_known_kept,
            "account kept whose person the HR list leaves open",
            "accounts kept whose people the HR list leaves open",
        ),
        (facts.privileged_kept, "privileged item kept", "privileged items kept"),
        (facts.imported, "imported from a file", "imported from files"),
        (
            facts.by_others,
            "made by another reviewer before a hand-over",
            "made by another reviewer before a hand-over",
        ),
        (facts.late, "made after the due day", "made after the due day"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    let word = if facts.decisions == 1 { "decision" } else { "decisions" };
    match parts.is_empty() {
        true => format!("{} {word}", facts.decisions),
        false => format!("{} {word}: {}", facts.decisions, parts.join("; ")),
    }
}

/// How the list contradicts keeping an account; `None` when it does not.
pub(crate) fn kept_although(decision: Option<Decision>, list: ListState) -> Option<ListState> {
    let against = match list {
        ListState::Left | ListState::NotListed | ListState::NotKnown => true,
        ListState::NoList | ListState::Employed | ListState::NotStarted => false,
    };
    (against && decision == Some(Decision::Keep)).then_some(list)
}

/// A decision as the signature counts it.
pub(crate) fn counted(
    decision: Decision,
    body: &DecisionBody,
    item: &ReviewItem,
    list: ListState,
    late: bool,
) -> Counted {
    Counted {
        decision,
        bulk: body.bulk,
        imported: body.is_imported(),
        kept_although: kept_although(Some(decision), list),
        privileged: item.privileged,
        by_other: body.by != item.reviewer,
        late,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Counted = Counted {
        decision: Decision::Keep,
        bulk: false,
        imported: false,
        kept_although: None,
        privileged: false,
        by_other: false,
        late: false,
    };
    const BULK: Counted = Counted { bulk: true, ..KEEP };
    const REVOKE: Counted = Counted { decision: Decision::Revoke, ..KEEP };
    const CHANGE: Counted = Counted { decision: Decision::Change, ..KEEP };
    const UNDECIDED: Counted = Counted { decision: Decision::None, bulk: true, late: true, ..KEEP };
    const LEAVER: Counted = Counted { kept_although: Some(ListState::Left), ..KEEP };
    const PRIVILEGED: Counted = Counted { privileged: true, ..KEEP };
    const ORPHAN: Counted = Counted { kept_although: Some(ListState::NotListed), ..KEEP };

    #[test]
    fn the_sentence_is_what_was_decided() {
        let many = |one: Counted, count: usize| vec![one; count];
        for (all, sentence) in [
            (Vec::new(), "0 decisions"),
            (many(UNDECIDED, 3), "0 decisions"),
            (many(KEEP, 1), "1 decision: 1 keep"),
            (many(BULK, 1), "1 decision: 1 keep, in bulk"),
            (
                [many(BULK, 63), many(LEAVER, 5), many(KEEP, 1), many(REVOKE, 6)].concat(),
                "75 decisions: 69 keep, 63 of them in bulk; 6 revoke; 5 leavers kept",
            ),
            (
                [many(CHANGE, 2), many(REVOKE, 1), many(UNDECIDED, 4)].concat(),
                "3 decisions: 2 change; 1 revoke",
            ),
            (
                [many(ORPHAN, 1), many(Counted { late: true, ..KEEP }, 2)].concat(),
                "3 decisions: 3 keep; 1 account kept that is not on the HR list; 2 made after the due day",
            ),
            (
                [many(PRIVILEGED, 2), many(Counted { privileged: true, ..REVOKE }, 1)].concat(),
                "3 decisions: 2 keep; 1 revoke; 2 privileged items kept",
            ),
            (
                many(Counted { imported: true, bulk: true, ..REVOKE }, 21),
                "21 decisions: 21 revoke, 21 of them in bulk; 21 imported from files",
            ),
            (
                [many(Counted { by_other: true, ..KEEP }, 1), many(KEEP, 1)].concat(),
                "2 decisions: 2 keep; 1 made by another reviewer before a hand-over",
            ),
        ] {
            assert_eq!(super::sentence(&facts(all)), sentence);
        }
    }

    #[test]
    fn only_a_keep_is_made_although_the_list_says_otherwise() {
        use ListState::{Employed, Left, NoList, NotKnown, NotListed, NotStarted};
        for (decision, list, expected) in [
            (Decision::Keep, Left, Some(Left)),
            (Decision::Keep, NotListed, Some(NotListed)),
            (Decision::Keep, NotKnown, Some(NotKnown)),
            (Decision::Keep, Employed, None),
            (Decision::Keep, NotStarted, None),
            (Decision::Keep, NoList, None),
            (Decision::Revoke, Left, None),
            (Decision::Change, NotListed, None),
            (Decision::None, Left, None),
        ] {
            assert_eq!(kept_although(Some(decision), list), expected, "{decision:?} {list:?}");
        }
    }
}
