//! Which later read contradicts what was verified, which confirms it, and which says nothing of it.

use super::*;
use crate::view::LineCheck;
use serde_json::json;

const BEFORE: &str = "2026-11-30T09:00:00Z";
const VERIFIED: &str = "2026-11-30T10:00:00Z";
const LATER: &str = "2026-11-30T11:00:00Z";

fn wish(kind: &str) -> Change {
    let wish = match kind {
        "deactivate" | "activate" | "delete" => {
            json!({"change": kind, "connection": "c", "user": "u"})
        }
        _ => json!({"change": kind, "connection": "c", "group": "g", "users": ["u"]}),
    };
    serde_json::from_value(wish).unwrap()
}

fn verified(kind: &str) -> Part {
    let part = Part::new(wish(kind), "Jo", String::new());
    Part { state: LineState::Verified, at: Some(VERIFIED.parse().unwrap()), ..part }
}

fn account(state: AccountState, read_at: &str) -> Seen {
    Seen::Account(AccountNow {
        state,
        user_name: "jo@example.com".to_owned(),
        groups: Vec::new(),
        read_at: read_at.parse().unwrap(),
    })
}

fn membership(inside: Inside, unproven: bool, read_at: &str) -> Seen {
    // Empty: its members were never read.
    Seen::Membership(MembershipNow { inside, unproven, read_at: read_at.parse().ok() })
}

#[test]
fn only_a_later_read_that_can_say_it_counts() {
    use AccountState::{Active, Inactive, NoLongerListed};
    use Inside::{Listed, NamedOnly, No};
    use LaterRead::{Confirms, Contradicts, Silent, Unclear};
    let (ends, leaves, joins) = ("deactivate", "remove-member", "add-member");
    for (kind, seen, says) in [
        // An account whose access was ended.
        (ends, account(Active, LATER), Contradicts),
        (ends, account(Inactive, LATER), Confirms),
        (ends, account(NoLongerListed, LATER), Confirms),
        (ends, account(Active, BEFORE), Silent),
        (ends, account(Active, VERIFIED), Silent),
        // A group that was left.
        (leaves, membership(Listed, false, LATER), Contradicts),
        (leaves, membership(No, false, LATER), Confirms),
        (leaves, membership(Listed, false, BEFORE), Silent),
        (leaves, membership(Listed, false, ""), Silent),
        // A list that leaves people out proves who is on it, and of nobody that they are not.
        (leaves, membership(Listed, true, LATER), Contradicts),
        (leaves, membership(No, true, LATER), Silent),
        (leaves, membership(NamedOnly, true, LATER), Unclear),
        // A group that was joined.
        (joins, membership(No, false, LATER), Contradicts),
        (joins, membership(Listed, false, LATER), Confirms),
        (joins, membership(Listed, true, LATER), Confirms),
        (joins, membership(No, true, LATER), Silent),
        (joins, membership(NamedOnly, true, LATER), Unclear),
        (joins, membership(NamedOnly, true, BEFORE), Silent),
        (joins, membership(No, false, BEFORE), Silent),
        // One says nothing of the other, and no other change is watched.
        (ends, membership(Listed, false, LATER), Silent),
        (leaves, account(Active, LATER), Silent),
        ("activate", account(Inactive, LATER), Silent),
    ] {
        assert_eq!(later_read(&verified(kind), Some(&seen)), says, "{kind}: {seen:?}");
    }
    assert_eq!(later_read(&verified(ends), None), Silent, "never read");
}

#[test]
fn what_was_not_verified_is_not_contradicted() {
    let active = account(AccountState::Active, LATER);
    for state in [
        LineState::Waiting,
        LineState::Running,
        LineState::Open,
        LineState::Yours,
        LineState::Stopped,
    ] {
        let part = Part { state, ..verified("deactivate") };
        assert_eq!(later_read(&part, Some(&active)), LaterRead::Silent, "{state:?}");
    }
}

#[test]
fn a_recheck_after_the_read_counts_more_than_the_read() {
    let active = account(AccountState::Active, LATER);
    let mut part = verified("deactivate");
    let check =
        |at: &str, holds| LineCheck { at: at.parse().unwrap(), holds, found: String::new() };
    part.checks.push(check("2026-11-30T12:00:00Z", None));
    assert_eq!(later_read(&part, Some(&active)), LaterRead::Contradicts, "it found nothing out");
    part.checks.push(check("2026-11-30T12:30:00Z", Some(true)));
    assert_eq!(later_read(&part, Some(&active)), LaterRead::Silent);
    let newer = account(AccountState::Active, "2026-11-30T13:00:00Z");
    assert_eq!(later_read(&part, Some(&newer)), LaterRead::Contradicts);
}

#[test]
fn a_release_takes_back_what_it_is_the_opposite_of() {
    let members = |kind: &str, users: &[&str]| -> Change {
        let wish = json!({"change": kind, "connection": "c", "group": "g", "users": users});
        serde_json::from_value(wish).unwrap()
    };
    assert!(takes_back(&wish("activate"), &wish("deactivate")));
    assert!(takes_back(&wish("add-member"), &wish("remove-member")));
    assert!(takes_back(&wish("remove-member"), &wish("add-member")));
    assert!(takes_back(&members("add-member", &["x", "u"]), &wish("remove-member")));
    assert!(!takes_back(&members("add-member", &["x"]), &wish("remove-member")));
    assert!(!takes_back(&wish("add-member"), &wish("add-member")));
    assert!(!takes_back(&wish("activate"), &wish("remove-member")));
    assert!(!takes_back(&wish("deactivate"), &wish("activate")), "a case ends access");
}

#[test]
fn a_place_is_an_account_or_an_account_in_a_group() {
    let of = |kind: &str| place(&wish(kind));
    let about = |group: Option<&str>| {
        Some(Place {
            connection_id: ConnectionId::from("c"),
            account_id: AccountId::from("u"),
            group_id: group.map(GroupId::from),
        })
    };
    assert_eq!(of("deactivate"), about(None));
    assert_eq!(of("remove-member"), about(Some("g")));
    assert_eq!(of("add-member"), about(Some("g")));
    assert_eq!(of("delete"), None);
}
