//! What was decided before a press or an import: taking it back restores exactly that. Pure.

use super::{DecisionBody, trouble_reading};
use crate::problem::Problem;
use rollcall_store::DecisionRecord;
use std::collections::{BTreeMap, BTreeSet};

/// An item whose decision is still that of the press or the import.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) item: u32,
    /// `None`: it was undecided.
    pub(super) decided: Option<(rollcall_store::Decision, DecisionBody)>,
}

/// What was decided about each item before `press` decided it. `all` are the decisions of the review in
/// the order in which they were made; what was itself `undone` is not restored.
pub(super) fn before(
    all: &[DecisionRecord],
    press: &str,
    undone: &BTreeSet<&str>,
) -> Result<Vec<Before>, Problem> {
    let mut of: BTreeMap<u32, Vec<(rollcall_store::Decision, DecisionBody)>> = BTreeMap::new();
    for one in all {
        let body = serde_json::from_str(&one.body_json).map_err(|error| trouble_reading(&error))?;
        of.entry(one.item).or_default().push((one.decision, body));
    }
    let standing =
        of.into_iter().filter(|(_, made)| made.last().is_some_and(|(_, body)| body.press == press));
    Ok(standing
        .map(|(item, made)| Before { item, decided: earlier(made, press, undone) })
        .collect())
}

/// The newest decision about one item that is older than those of `press` and was not taken back.
fn earlier(
    mut made: Vec<(rollcall_store::Decision, DecisionBody)>,
    press: &str,
    undone: &BTreeSet<&str>,
) -> Option<(rollcall_store::Decision, DecisionBody)> {
    let mut press = press.to_owned();
    loop {
        let first = made.iter().position(|(_, body)| body.press == press)?;
        made.truncate(first);
        let (decision, body) = made.last()?;
        if *decision == rollcall_store::Decision::None {
            return None;
        }
        if body.press.is_empty() || !undone.contains(body.press.as_str()) {
            return made.pop();
        }
        press.clone_from(&body.press);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_store::Decision::{self, Keep, None as Cleared, Revoke};

    /// Decisions about item 7: what, by which press or import, and which one it takes back.
    fn made(all: &[(Decision, &str, &str)]) -> Vec<DecisionRecord> {
        let record = |(at, (decision, press, undoes)): (usize, &(Decision, &str, &str))| {
            let body = DecisionBody {
                reason: format!("reason {at}"),
                press: (*press).to_owned(),
                undoes: (*undoes).to_owned(),
                ..DecisionBody::default()
            };
            DecisionRecord {
                item: 7,
                decision: *decision,
                at: rollcall_store::Moment::default(),
                body_json: serde_json::to_string(&body).unwrap(),
            }
        };
        all.iter().enumerate().map(record).collect()
    }

    #[test]
    fn what_was_decided_before_counts_again() {
        // What happened, what of it was undone, what is undone now, and what is decided then: nothing
        // to undo, undecided, or the decision at that place.
        type Case<'a> =
            (&'a [(Decision, &'a str, &'a str)], &'a [&'a str], &'a str, Option<Option<usize>>);
        let cases: [Case<'_>; 11] = [
            // A press on an undecided item.
            (&[(Keep, "p", "")], &[], "p", Some(None)),
            // An import over a decision that was made separately.
            (&[(Revoke, "", ""), (Keep, "i", "")], &[], "i", Some(Some(0))),
            // An import over a decision that was cleared.
            (&[(Revoke, "", ""), (Cleared, "", ""), (Keep, "i", "")], &[], "i", Some(None)),
            // Decided again since: it stays.
            (&[(Keep, "p", ""), (Revoke, "", "")], &[], "p", None),
            // Of another press.
            (&[(Keep, "p", "")], &[], "q", None),
            // An import over a press; then the press itself.
            (&[(Keep, "p", ""), (Revoke, "i", "")], &[], "i", Some(Some(0))),
            (&[(Keep, "p", ""), (Revoke, "i", ""), (Keep, "p", "i")], &["i"], "p", Some(None)),
            // Two imports, undone from the newest on.
            (&[(Keep, "i", ""), (Revoke, "j", "")], &[], "j", Some(Some(0))),
            (&[(Keep, "i", ""), (Revoke, "j", ""), (Keep, "i", "j")], &["j"], "i", Some(None)),
            // The older import was undone first, when this item already had the newer one's.
            (&[(Keep, "i", ""), (Revoke, "j", "")], &["i"], "j", Some(None)),
            (&[(Revoke, "", ""), (Keep, "i", ""), (Revoke, "j", "")], &["i"], "j", Some(Some(0))),
        ];
        for (all, undone, press, expected) in cases {
            let undone = undone.iter().copied().collect();
            let found = before(&made(all), press, &undone).unwrap();
            let found: Vec<Option<String>> =
                found.into_iter().map(|one| one.decided.map(|(_, body)| body.reason)).collect();
            let expected: Vec<Option<String>> = expected
                .into_iter()
                .map(|place| place.map(|place| format!("reason {place}")))
                .collect();
            assert_eq!(found, expected, "{all:?} without {undone:?}, undoing {press}");
        }
    }
}
