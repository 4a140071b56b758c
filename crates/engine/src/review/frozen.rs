//! An account as it is frozen, and what it was at the last review. Pure.

use crate::view::{ListState, ReviewGroup};
use rollcall_store::{AccountId, ConnectionId, GroupId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashSet};

/// An item of the population; in the evidence pack exactly as here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FrozenItem {
    pub(crate) connection: ConnectionId,
    pub(crate) account_id: AccountId,
    pub(crate) user_name: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) active: bool,
    pub(crate) privileged: bool,
    /// Why it is privileged; empty when it is not.
    pub(crate) role: String,
    pub(crate) title: String,
    pub(crate) department: String,
    pub(crate) list: ListState,
    pub(crate) list_day: Option<String>,
    /// What the HR list calls the person: "employee", "contractor", "service"; empty when it
    /// does not name them.
    #[serde(default)]
    pub(crate) kind: String,
    /// The row of the HR list that names the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hr: Option<HrRow>,
    /// A shared mailbox or a service account, and why.
    pub(crate) shared: Option<String>,
    pub(crate) since_last: String,
    pub(crate) last_decision: Option<String>,
    /// The same for all accounts of one human.
    pub(crate) person: String,
    /// The group of a membership that is decided separately; `None` when it is about the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<ReviewGroup>,
    /// All groups of the account; of a membership the one.
    pub(crate) groups: Vec<ReviewGroup>,
}

/// A row of the HR list as it was when the population was frozen: what `list` and the manager
/// follow from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HrRow {
    /// Line of the file or row of the sheet, from 1.
    pub(crate) row: u32,
    pub(crate) employee_number: String,
    pub(crate) name: String,
    /// All of the person's addresses, the one at work first.
    pub(crate) emails: Vec<String>,
    /// As written.
    pub(crate) status: String,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
    /// As written.
    pub(crate) manager: String,
    /// The person found for that; empty if none.
    pub(crate) manager_email: String,
    pub(crate) department: String,
    pub(crate) title: String,
}

impl From<&rollcall_truth::Entry> for HrRow {
    fn from(entry: &rollcall_truth::Entry) -> Self {
        Self {
            row: entry.row,
            employee_number: entry.employee_number.clone(),
            name: entry.name.clone(),
            emails: entry.emails.clone(),
            status: entry.status_word.clone(),
            start: entry.start.map(|day| day.to_string()),
            end: entry.end.map(|day| day.to_string()),
            manager: entry.manager.clone(),
            manager_email: String::new(),
            department: entry.department.clone(),
            title: entry.title.clone(),
        }
    }
}

impl FrozenItem {
    /// What it is about, in words: "Jo Doe", or "Jo Doe in EMEA Sales".
    pub(crate) fn words(&self) -> String {
        match &self.group {
            None => self.name.clone(),
            Some(group) => format!("{} in {}", self.name, group.name),
        }
    }
}

/// An account that was read and is outside the scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outside {
    pub(crate) connection: ConnectionId,
    pub(crate) account_id: AccountId,
    pub(crate) user_name: String,
    pub(crate) active: bool,
    pub(crate) groups: Vec<GroupId>,
    pub(crate) why: String,
}

/// The same of an item that the last review revoked: access that is there again did not stay as it was.
pub(crate) fn since_revoked(now: &FrozenItem, since: (u8, String)) -> (u8, String) {
    let (how, words) = since;
    let again = match (&now.group, now.active) {
        (Some(_), _) => "in the group again after a revoke",
        (None, true) => "active again after a revoke",
        (None, false) => return (how, words),
    };
    match how {
        0 => (1, again.to_owned()),
        how => (how, format!("{again}, {words}")),
    }
}

/// What the last review of a connection read of its accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LastRead {
    /// The connection was not excluded: its read was complete.
    pub(crate) complete: bool,
    /// Accounts that were read and were outside its scope; those in it are items.
    pub(crate) outside: HashSet<AccountId>,
}

/// What is known of an item that no review was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreviewed {
    /// No review was about items like it in its connection.
    First,
    /// The last review read its connection completely, and the account was not there.
    NotThere,
    /// It was outside the last review, or nothing proves that it was not there.
    NotIncluded,
}

/// `known`: items like it were reviewed before in its connection. A review freezes every account that
/// it read, also those outside its scope: a complete read without the account proves that it is new.
/// That a scope left the account out proves nothing.
pub(crate) fn unreviewed(now: &FrozenItem, known: bool, last: Option<&LastRead>) -> Unreviewed {
    match last {
        _ if !known => Unreviewed::First,
        Some(last) if last.complete && !last.outside.contains(&now.account_id) => {
            Unreviewed::NotThere
        }
        _ => Unreviewed::NotIncluded,
    }
}

/// What moved since the last review, in words: 0 nothing, 1 changed, 2 new. `last` is the item that was
/// last about the same, or the account of a membership; without one, what is known instead.
pub(crate) fn since_last(now: &FrozenItem, last: Result<&FrozenItem, Unreviewed>) -> (u8, String) {
    let last = match last {
        Ok(last) => last,
        Err(Unreviewed::First) => return (0, "first review".to_owned()),
        Err(Unreviewed::NotThere) => return (2, "new account".to_owned()),
        Err(Unreviewed::NotIncluded) => return (2, "not in the last review".to_owned()),
    };
    if let Some(group) = &now.group {
        return match last.groups.iter().any(|known| known.id == group.id) {
            true => (0, "no change".to_owned()),
            false => (2, "new in the group".to_owned()),
        };
    }
    let mut words = Vec::new();
    if became_privileged(last, now) {
        words.push("became admin".to_owned());
    }
    if became_privileged(now, last) {
        words.push("no longer admin".to_owned());
    }
    match (last.active, now.active) {
        (true, false) => words.push("deactivated".to_owned()),
        (false, true) => words.push("activated".to_owned()),
        _ => {}
    }
    let ids = |item: &FrozenItem| -> BTreeSet<GroupId> {
        item.groups.iter().map(|group| group.id.clone()).collect()
    };
    let (before, after) = (ids(last), ids(now));
    let (came, went) = (after.difference(&before).count(), before.difference(&after).count());
    let groups = |count: usize| if count == 1 { "group" } else { "groups" };
    if came > 0 {
        words.push(format!("+{came} {}", groups(came)));
    }
    if went > 0 {
        words.push(format!("−{went} {}", groups(went)));
    }
    if words.is_empty() { (0, "no change".to_owned()) } else { (1, words.join(", ")) }
}

/// Where memberships are decided separately, a group makes them privileged and not the account:
/// membership in that group before did not change the account.
fn became_privileged(before: &FrozenItem, after: &FrozenItem) -> bool {
    let known = |group: &ReviewGroup| after.role == format!("in {}", group.name);
    after.privileged && !before.privileged && !before.groups.iter().any(known)
}

/// The hash of a population, as the evidence pack defines it: one line for each account with its
/// groups, sorted. A membership that is an item is in the line of its account.
pub(crate) fn population_sha256<'a>(
    items: impl IntoIterator<Item = &'a FrozenItem>,
    outside: &[Outside],
) -> String {
    let line =
        |connection: &ConnectionId, account: &AccountId, active: bool, mut groups: Vec<&str>| {
            groups.sort_unstable();
            let state = if active { "active" } else { "inactive" };
            format!("{connection}\t{account}\t{state}\t{}\n", groups.join(","))
        };
    let inside = items.into_iter().filter(|one| one.group.is_none()).map(|one| {
        let groups = one.groups.iter().map(|group| group.id.as_str()).collect();
        line(&one.connection, &one.account_id, one.active, groups)
    });
    let outside = outside.iter().map(|one| {
        let groups = one.groups.iter().map(GroupId::as_str).collect();
        line(&one.connection, &one.account_id, one.active, groups)
    });
    let mut lines: Vec<String> = inside.chain(outside).collect();
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(groups: &[&str]) -> FrozenItem {
        FrozenItem {
            connection: "c".into(),
            account_id: "1".into(),
            user_name: "jo@example.com".to_owned(),
            name: "Jo".to_owned(),
            email: "jo@example.com".to_owned(),
            active: true,
            privileged: false,
            role: String::new(),
            title: String::new(),
            department: String::new(),
            list: ListState::NoList,
            list_day: None,
            kind: String::new(),
            hr: None,
            shared: None,
            since_last: String::new(),
            last_decision: None,
            person: String::new(),
            group: None,
            groups: groups
                .iter()
                .map(|id| ReviewGroup { id: (*id).into(), name: (*id).to_owned() })
                .collect(),
        }
    }

    #[test]
    fn what_moved_since_the_last_review_is_said_in_words() {
        let now = FrozenItem { privileged: true, active: false, ..item(&["a", "c", "d"]) };
        assert_eq!(since_last(&item(&["a"]), Ok(&item(&["a"]))).1, "no change");
        let by_group =
            FrozenItem { privileged: true, role: "in b".to_owned(), ..item(&["a", "b"]) };
        assert_eq!(since_last(&by_group, Ok(&item(&["a", "b"]))).1, "no change");
        assert_eq!(since_last(&item(&["a", "b"]), Ok(&by_group)).1, "no change");
        assert_eq!(since_last(&by_group, Ok(&item(&["a"]))).1, "became admin, +1 group");
        let membership = FrozenItem {
            group: Some(ReviewGroup { id: "b".into(), name: "B".to_owned() }),
            ..item(&["b"])
        };
        assert_eq!(membership.words(), "Jo in B");
        assert_eq!(since_last(&membership, Ok(&item(&["a", "b"]))).1, "no change");
        assert_eq!(since_last(&membership, Ok(&item(&["a"]))).1, "new in the group");
        let revoked = |now: &FrozenItem| since_revoked(now, (0, "no change".to_owned()));
        let active = FrozenItem { active: true, ..item(&["a"]) };
        assert_eq!(revoked(&active), (1, "active again after a revoke".to_owned()));
        assert_eq!(revoked(&membership), (1, "in the group again after a revoke".to_owned()));
        let gone = FrozenItem { active: false, ..item(&["a"]) };
        assert_eq!(revoked(&gone), (0, "no change".to_owned()), "it stayed as it was decided");
        let more = since_revoked(&active, (1, "+1 group".to_owned()));
        assert_eq!(more, (1, "active again after a revoke, +1 group".to_owned()));
        let (moved, words) = since_last(&now, Ok(&item(&["a", "b"])));
        assert_eq!((moved, words.as_str()), (1, "became admin, deactivated, +2 groups, −1 group"));
    }

    #[test]
    fn an_account_is_new_only_if_a_complete_read_of_the_last_review_was_without_it() {
        let last = |complete, outside: &[&str]| {
            let outside = outside.iter().map(|id| (*id).into()).collect();
            Some(LastRead { complete, outside })
        };
        let new = (2, "new account");
        let not_in_it = (2, "not in the last review");
        let cases = [
            ("the connection was never reviewed", false, None, (0, "first review")),
            (
                "all its accounts were outside of every review",
                false,
                last(true, &["1"]),
                (0, "first review"),
            ),
            ("it was not there", true, last(true, &["2"]), new),
            ("nobody was there", true, last(true, &[]), new),
            ("it was there and outside the scope", true, last(true, &["1", "2"]), not_in_it),
            ("the read was not complete", true, last(false, &["2"]), not_in_it),
            ("the app was left out", true, last(false, &[]), not_in_it),
            ("no review is left that read the app", true, None, not_in_it),
        ];
        let membership = FrozenItem {
            group: Some(ReviewGroup { id: "b".into(), name: "B".to_owned() }),
            ..item(&["b"])
        };
        for (why, known, last, (moved, words)) in cases {
            for now in [&item(&["a"]), &membership] {
                let said = since_last(now, Err(unreviewed(now, known, last.as_ref())));
                assert_eq!(said, (moved, words.to_owned()), "{why}");
            }
        }
    }

    #[test]
    fn the_hash_of_a_population_does_not_depend_on_its_order_and_depends_on_all_else() {
        let outside = Outside {
            connection: "c".into(),
            account_id: "2".into(),
            user_name: "x".to_owned(),
            active: false,
            groups: vec!["b".into(), "a".into()],
            why: "inactive".to_owned(),
        };
        let hash = population_sha256(&[item(&["b", "a"])], std::slice::from_ref(&outside));
        // `printf 'c\t1\tactive\ta,b\nc\t2\tinactive\ta,b\n' | sha256sum`
        let lines = "c\t1\tactive\ta,b\nc\t2\tinactive\ta,b\n";
        assert_eq!(hash, hex::encode(Sha256::digest(lines)));
        assert_ne!(hash, population_sha256(&[item(&["a"])], std::slice::from_ref(&outside)));
        assert_ne!(hash, population_sha256(&[item(&["a", "b"])], &[]));
        let group = ReviewGroup { id: "a".into(), name: "A".to_owned() };
        let membership = FrozenItem { group: Some(group), ..item(&["a"]) };
        let with_it = [item(&["a", "b"]), membership];
        assert_eq!(hash, population_sha256(&with_it, std::slice::from_ref(&outside)));
    }
}
