//! Which items one bulk decision may keep, and why it leaves out the others. Pure.

use super::KeptReviewer;
use super::frozen::FrozenItem;
use super::reviewers::is_own_account;
use crate::view::{BulkLeftOut, ListState};
use rollcall_store::{Decision, ReviewItem};

/// Equal decisions of one file from which on each of them counts as bulk.
pub(crate) const EQUAL: usize = 21;

/// Milliseconds between decisions below which they were made at once: nobody reads a line in that
/// time. Those of a table have no time of their own.
pub(crate) const AT_ONCE: u32 = 300;

/// Why an item is not decided in bulk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Decided,
    Others,
    Own,
    Privileged,
    Left,
    NotListed,
    NotKnown,
}

/// Why one press does not keep an item; the first that applies.
pub(crate) fn left_out(
    item: &ReviewItem,
    one: &FrozenItem,
    by: &KeptReviewer,
    in_conflict: bool,
) -> Option<Why> {
    let decided = item.decided.as_ref().is_some_and(|made| made.decision != Decision::None);
    if decided || in_conflict {
        Some(Why::Decided)
    } else if is_own_account(by, one) {
        Some(Why::Own)
    } else if item.reviewer != by.number {
        Some(Why::Others)
    } else {
        needs_a_look(one)
    }
}

/// Why any decision about an item is made for that item alone.
pub(crate) fn needs_a_look(one: &FrozenItem) -> Option<Why> {
    if one.privileged {
        return Some(Why::Privileged);
    }
    match one.list {
        ListState::Left => Some(Why::Left),
        ListState::NotListed => Some(Why::NotListed),
        ListState::NotKnown => Some(Why::NotKnown),
        ListState::NoList | ListState::Employed | ListState::NotStarted => None,
    }
}

pub(crate) fn count(all: &mut BulkLeftOut, why: Why) {
    *match why {
        Why::Decided => &mut all.decided,
        Why::Others => &mut all.others,
        Why::Own => &mut all.own,
        Why::Privileged => &mut all.privileged,
        Why::Left => &mut all.left,
        Why::NotListed => &mut all.not_listed,
        Why::NotKnown => &mut all.not_known,
    } += 1;
}

impl BulkLeftOut {
    /// All items that were left out.
    pub fn total(&self) -> u32 {
        self.decided
            + self.others
            + self.own
            + self.privileged
            + self.left
            + self.not_listed
            + self.not_known
    }
}

/// "63 items are kept in bulk. Left out: 6 of people who have left, 2 with privileged access."
pub(crate) fn words(kept: u32, out: &BulkLeftOut) -> String {
    let head = match kept {
        0 => "Nothing is kept in bulk.".to_owned(),
        1 => "1 item is kept in bulk.".to_owned(),
        many => format!("{many} items are kept in bulk."),
    };
    let parts: Vec<String> = [
        (out.left, "of people who have left"),
        (out.not_listed, "of people who are not on the HR list"),
        (out.not_known, "of people whom the HR list leaves open"),
        (out.privileged, "with privileged access"),
        (out.own, "of the reviewer's own accounts"),
        (out.others, "of other reviewers"),
        (out.decided, "decided already"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    match parts.is_empty() {
        true => head,
        false => format!("{head} Left out: {}.", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_store::{AccountId, ConnectionId, DecisionRecord, GroupId};

    fn account(list: ListState, privileged: bool, email: &str) -> FrozenItem {
        FrozenItem {
            connection: ConnectionId::from("c"),
            account_id: AccountId::from("1"),
            user_name: email.to_owned(),
            name: "Jo Doe".to_owned(),
            email: email.to_owned(),
            active: true,
            privileged,
            role: if privileged { "admin".to_owned() } else { String::new() },
            title: String::new(),
            department: String::new(),
            list,
            list_day: None,
            kind: String::new(),
            hr: None,
            shared: None,
            since_last: String::new(),
            last_decision: None,
            person: "p1".to_owned(),
            group: None,
            groups: Vec::new(),
        }
    }

    fn item(reviewer: u32, decision: Option<Decision>) -> ReviewItem {
        ReviewItem {
            item: 1,
            connection_id: ConnectionId::from("c"),
            account_id: AccountId::from("1"),
            group_id: GroupId::from(String::new()),
            reviewer,
            privileged: false,
            list_state: 1,
            moved: 0,
            body_json: String::new(),
            decided: decision.map(|decision| DecisionRecord {
                item: 1,
                decision,
                at: rollcall_store::Moment::default(),
                body_json: String::new(),
            }),
        }
    }

    #[test]
    fn a_press_keeps_what_is_ordinary_and_undecided_and_ones_own_to_decide() {
        use ListState::{Employed, Left, NoList, NotKnown, NotListed, NotStarted};
        let by = KeptReviewer {
            number: 1,
            name: "Priya Nair".to_owned(),
            email: "priya@example.com".to_owned(),
            why: String::new(),
        };
        let (jo, own) = ("jo@example.com", "Priya+admin@example.com");
        for (list, privileged, email, reviewer, decided, conflict, expected) in [
            (Employed, false, jo, 1, None, false, None),
            (NotStarted, false, jo, 1, None, false, None),
            // Without a list, no one is missing from it.
            (NoList, false, jo, 1, None, false, None),
            (Left, false, jo, 1, None, false, Some(Why::Left)),
            (NotListed, false, jo, 1, None, false, Some(Why::NotListed)),
            (NotKnown, false, jo, 1, None, false, Some(Why::NotKnown)),
            (Employed, true, jo, 1, None, false, Some(Why::Privileged)),
            (Employed, false, own, 1, None, false, Some(Why::Own)),
            (Employed, false, jo, 2, None, false, Some(Why::Others)),
            (Employed, false, jo, 1, Some(Decision::Revoke), false, Some(Why::Decided)),
            (Employed, false, jo, 1, Some(Decision::Keep), false, Some(Why::Decided)),
            // A decision that was taken back leaves the item undecided.
            (Employed, false, jo, 1, Some(Decision::None), false, None),
            (Employed, false, jo, 1, None, true, Some(Why::Decided)),
            // The first reason counts it, once.
            (Left, true, jo, 1, Some(Decision::Revoke), false, Some(Why::Decided)),
            (Left, true, jo, 1, None, false, Some(Why::Privileged)),
        ] {
            let one = account(list, privileged, email);
            let found = left_out(&item(reviewer, decided), &one, &by, conflict);
            assert_eq!(found, expected, "{list:?} {privileged} {email} {reviewer} {decided:?}");
        }
    }

    #[test]
    fn what_is_left_out_is_counted_and_said() {
        let mut out = BulkLeftOut::default();
        assert_eq!(words(2, &out), "2 items are kept in bulk.");
        for why in [Why::Left, Why::Left, Why::NotListed, Why::Privileged, Why::Own] {
            count(&mut out, why);
        }
        count(&mut out, Why::Others);
        count(&mut out, Why::Decided);
        count(&mut out, Why::NotKnown);
        assert_eq!(out.total(), 8);
        assert_eq!(
            words(1, &out),
            "1 item is kept in bulk. Left out: 2 of people who have left, 1 of people who are not \
             on the HR list, 1 of people whom the HR list leaves open, 1 with privileged access, 1 of \
             the reviewer's own accounts, 1 of other reviewers, 1 decided already."
        );
        assert!(words(0, &out).starts_with("Nothing is kept in bulk."));
    }
}
