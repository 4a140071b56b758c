//! What came back after a case: which of it is reported, by which case, and in which words.

use super::*;
use crate::case::Case;
use crate::change::Change;
use rollcall_store::{AccountId, ConnectionId, Moment};
use serde_json::json;

const VERIFIED: &str = "2026-11-30T10:00:00Z";
const LATER: &str = "2026-11-30T11:00:00Z";

fn wish(kind: &str, user: &str, group: &str) -> Change {
    let wish = match kind {
        "deactivate" => json!({"change": kind, "connection": "c", "user": user}),
        _ => json!({"change": kind, "connection": "c", "group": group, "users": [user]}),
    };
    serde_json::from_value(wish).unwrap()
}

fn verified(wish: Change, change: &str) -> Part {
    let part = Part::new(wish, "Jo", change.to_owned());
    Part { state: LineState::Verified, at: Some(VERIFIED.parse().unwrap()), ..part }
}

/// A lockdown of Jo that took the account and one group.
fn lockdown(state: CaseState) -> Case {
    let mut case = Case::new(CaseKind::Lockdown, "Lockdown of Jo".to_owned());
    case.state = state;
    case.started_at = Some("2026-11-30T09:00:00Z".parse().unwrap());
    case.people = vec![KeptPerson {
        name: "Jo".to_owned(),
        email: "jo@example.com".to_owned(),
        accounts: vec![(ConnectionId::from("c"), AccountId::from("u"))],
    }];
    case.parts = vec![
        verified(wish("deactivate", "u", ""), "Deactivate"),
        verified(wish("remove-member", "u", "g"), "Leave team EMEA Sales"),
    ];
    case
}

fn person(active: Vec<ActiveNow>) -> PersonNow {
    PersonNow { id: Some(1), active }
}

fn active(connection: &str, account: &str, first_seen: Option<&str>) -> ActiveNow {
    ActiveNow {
        connection_id: ConnectionId::from(connection),
        account_id: AccountId::from(account),
        read_at: LATER.parse().unwrap(),
        first_seen: first_seen.map(|at| at.parse().unwrap()),
    }
}

fn reads(says: &[LaterRead], active: Vec<ActiveNow>) -> LaterReads {
    let since = |says: &LaterRead| Since { says: *says, read_at: LATER.parse().ok() };
    LaterReads { lines: says.iter().map(since).collect(), people: vec![person(active)] }
}

fn labels() -> Labels {
    [("c", "Shop"), ("d", "Flowtap")]
        .map(|(id, name)| (ConnectionId::from(id), (name.to_owned(), String::new())))
        .into()
}

fn connected(at: &str) -> HashMap<ConnectionId, Moment> {
    [("c", "2026-11-01T00:00:00Z"), ("d", at)]
        .map(|(id, at)| (ConnectionId::from(id), at.parse().unwrap()))
        .into()
}

fn said(case: &Case, reads: &LaterReads) -> (Vec<String>, Vec<String>) {
    let words = words(case, &reads.back(case, &connected(LATER)), &labels());
    (words.active_again, words.came_back)
}

use LaterRead::{Confirms, Contradicts, Silent, Unclear};

#[test]
fn each_line_that_a_later_read_contradicts_is_named_and_not_counted() {
    let case = lockdown(CaseState::Closed);
    for (says, again, back, verified) in [
        ([Silent, Silent], vec![], vec![], 2),
        ([Confirms, Unclear], vec![], vec![], 2),
        ([Contradicts, Silent], vec!["Shop"], vec![], 1),
        ([Confirms, Contradicts], vec![], vec!["in team EMEA Sales again in Shop"], 1),
        ([Contradicts, Contradicts], vec!["Shop"], vec!["in team EMEA Sales again in Shop"], 0),
    ] {
        let reads = reads(&says, Vec::new());
        let (found_again, found_back) = said(&case, &reads);
        assert_eq!(
            (found_again, found_back),
            (
                again.into_iter().map(str::to_owned).collect(),
                back.into_iter().map(str::to_owned).collect(),
            ),
            "{says:?}"
        );
        assert_eq!(reads.counted(&case), Counted { verified, meant: 0 }, "{says:?}");
    }
}

#[test]
fn what_was_given_back_or_is_intended_is_neither_verified_nor_back() {
    for meant in [Meant::Released, Meant::Intended] {
        let mut case = lockdown(CaseState::Closed);
        case.parts[1].meant = Some(meant);
        let reads = reads(&[Confirms, Contradicts], Vec::new());
        assert_eq!(said(&case, &reads), (Vec::new(), Vec::new()), "{meant:?}");
        assert_eq!(reads.counted(&case), Counted { verified: 1, meant: 1 });
        let check = reads.check(&case.parts[1], 1).unwrap();
        assert_eq!(check.holds, Some(false), "the line says it anyway");
        assert!(check.found.starts_with("in the group in a later read of the app, "), "{check:?}");
    }
}

#[test]
fn a_doubtful_membership_is_not_known_on_its_line() {
    let case = lockdown(CaseState::Closed);
    let reads = reads(&[Silent, Unclear], Vec::new());
    assert_eq!(reads.check(&case.parts[0], 0), None);
    let check = reads.check(&case.parts[1], 1).unwrap();
    assert_eq!((check.holds, check.at), (None, LATER.parse().unwrap()));
}

#[test]
fn an_account_without_a_line_is_again_active_only_where_access_was_ended() {
    let case = lockdown(CaseState::Closed);
    for (account, again, back) in [
        // Re-created in an app where the person's access ended.
        (active("c", "new", Some(LATER)), Some("Shop"), None),
        // In an app that was connected after the lockdown.
        (active("d", "u", None), None, Some("active in Flowtap, connected since")),
        // It has a line.
        (active("c", "u", None), None, None),
        // Of the same user name, and seen before the lockdown began: it was left out knowingly.
        (active("d", "old", Some("2026-11-30T08:00:00Z")), None, None),
    ] {
        let reads = reads(&[Confirms, Confirms], vec![account.clone()]);
        let all = said(&case, &reads);
        let wanted = |words: Option<&str>| words.map(str::to_owned).into_iter().collect();
        assert_eq!(all, (wanted(again), wanted(back)), "{account:?}");
    }
    let reads = reads(&[Confirms, Confirms], vec![active("d", "u", None)]);
    let before = words(&case, &reads.back(&case, &connected("2026-11-01T00:00:00Z")), &labels());
    assert_eq!(before.came_back, ["active in Flowtap with an account found since"]);
    let mut case = case;
    case.intended.push((ConnectionId::from("d"), AccountId::from("u")));
    assert_eq!(said(&case, &reads), (Vec::new(), Vec::new()), "marked as intended");
}

#[test]
fn a_stopped_case_is_watched_and_a_released_one_is_not() {
    for (state, is_watched) in [
        (CaseState::Open, true),
        (CaseState::Closed, true),
        (CaseState::Stopped, true),
        (CaseState::Planned, false),
        (CaseState::Released, false),
    ] {
        assert_eq!(watched(&lockdown(state)), is_watched, "{state:?}");
    }
    let mut discarded = lockdown(CaseState::Stopped);
    discarded.parts.clear();
    assert!(!watched(&discarded), "it was never confirmed");
}

#[test]
fn a_return_is_reported_once_by_the_newest_case_about_it() {
    let reported = |newer: &Case, older: &Case, says: [LaterRead; 2]| {
        let made_at = connected(LATER);
        let mut all = [newer, older].map(|case| {
            let of = |(part, says): (&Part, &LaterRead)| match part.state {
                LineState::Verified if watched(case) => *says,
                _ => Silent,
            };
            let says: Vec<LaterRead> = case.parts.iter().zip(&says).map(of).collect();
            let back = reads(&says, Vec::new()).back(case, &made_at);
            Reported { case, people: vec![Some(1)], back }
        });
        once(&mut all);
        all.map(|one| one.back.len())
    };
    let older = lockdown(CaseState::Closed);
    // Both verified it; the newer one reports.
    let newer = lockdown(CaseState::Closed);
    assert_eq!(reported(&newer, &older, [Contradicts, Contradicts]), [2, 0]);
    // The newer lockdown left the groups alone: the membership is the older one's.
    let mut newer = lockdown(CaseState::Closed);
    newer.parts.truncate(1);
    assert_eq!(reported(&newer, &older, [Silent, Contradicts]), [0, 1]);
    // A newer case that was stopped before it ended anything watches nothing.
    let mut newer = lockdown(CaseState::Stopped);
    newer.parts.iter_mut().for_each(|part| part.state = LineState::Stopped);
    assert_eq!(reported(&newer, &older, [Contradicts, Contradicts])[1], 2);
    // The newer one gave it back, so nothing is a return.
    let newer = lockdown(CaseState::Released);
    assert_eq!(reported(&newer, &older, [Contradicts, Contradicts])[1], 0);
}

#[test]
fn many_groups_are_counted_and_people_are_named_where_they_are_several() {
    let mut case = lockdown(CaseState::Closed);
    case.parts = ["A", "B", "C"]
        .map(|group| verified(wish("remove-member", "u", group), &format!("Leave team {group}")))
        .into();
    case.parts.push(verified(wish("add-member", "u", "h"), "Join team Holding"));
    let reads = reads(&[Contradicts, Contradicts, Contradicts, Contradicts], Vec::new());
    let (_, back) = said(&case, &reads);
    assert_eq!(back, ["in 3 groups again in Shop", "no longer in team Holding in Shop"]);
    let other = KeptPerson { name: "Al".to_owned(), ..case.people[0].clone() };
    case.people.push(other);
    case.parts.truncate(2);
    let (_, back) = said(&case, &reads);
    assert_eq!(back, ["in team A and team B again in Shop (Jo)"]);
}
