//! When a read proves who is gone, and what it says when it does not.

use super::*;
use rollcall_providers::Catalogue;
use rollcall_scim::{Exchange, FailureKind, Method, Reached};

mod words;

fn failure() -> Failure {
    let exchange = Exchange {
        method: Method::Get,
        url_path_and_query: "/Users".to_owned(),
        host: "app.example.com".to_owned(),
        request_body: None,
        status: None,
        content_type: None,
        answer: None,
        took_ms: 1,
        attempts: 1,
        at: String::new(),
    };
    let kind = FailureKind::Cut("reset".to_owned());
    Failure { kind, exchange: Box::new(exchange), reached: Reached::MaybeSent }
}

fn list(verdict: Verdict, reason: &str, distinct: u64) -> ListEnd {
    ListEnd {
        verdict,
        reason: reason.to_owned(),
        received: distinct,
        distinct,
        last_pass_only: false,
        claimed: Some(distinct),
        passes: 1,
        pass_complete: true,
        mismatched: 0,
        failure: (verdict != Verdict::Complete).then(failure),
    }
}

/// A read of 90 users and 9 groups; each case changes a part of it.
struct Case {
    users: ListEnd,
    groups: Option<Groups>,
    groups_unknown: u32,
    not_stated: u32,
    accounts: Asked,
    lost_groups: Asked,
    shrink: Option<Shrink>,
    confirm: Option<u32>,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            users: list(Verdict::Complete, "all 90 came", 90),
            groups: Some(groups(Some(list(Verdict::Complete, "all 9 came", 9)))),
            groups_unknown: 0,
            not_stated: 0,
            accounts: Asked::default(),
            lost_groups: Asked::default(),
            shrink: None,
            confirm: None,
        }
    }
}

fn groups(end: Option<ListEnd>) -> Groups {
    Groups { end, note: None, failed_members: None, withheld: false }
}

impl Case {
    fn end(&self) -> End {
        let profile = Catalogue::built_in().get("scim").unwrap().clone();
        conclude(&Ended {
            name: "Shop",
            profile: &profile,
            host: "app.example.com",
            users: &self.users,
            groups: self.groups.as_ref(),
            groups_unknown: self.groups_unknown,
            not_stated: self.not_stated,
            accounts: &self.accounts,
            lost_groups: &self.lost_groups,
            shrink: self.shrink,
            confirm: self.confirm,
            last_pass_only: LastPassOnly::default(),
        })
    }
}

/// The verdicts of the read, its users and its groups.
fn verdicts(end: &End) -> [Verdict; 3] {
    [end.verdict, end.users_verdict, end.groups_verdict]
}

const COMPLETE: Verdict = Verdict::Complete;
const PARTIAL: Verdict = Verdict::Partial;
const UNPROVEN: Verdict = Verdict::CannotBeProven;

#[test]
fn a_read_of_all_users_groups_and_members_is_complete() {
    let end = Case::default().end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
    assert_eq!(end.reason, "All 90 came.");
    assert_eq!((end.users_claimed, end.groups_claimed), (Some(90), Some(9)));
    assert!(!end.keep_members && end.problem.is_none());
    assert_eq!((end.confirm, end.confirmed), (None, None));
}

#[test]
fn an_app_that_offers_no_groups_is_read_completely() {
    let mut offers_none = groups(None);
    offers_none.note = Some("Shop offers no groups".to_owned());
    let end = Case { groups: Some(offers_none), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
    assert_eq!(end.reason, "All 90 came. Shop offers no groups.");
}

#[test]
fn a_list_that_breaks_off_makes_the_read_what_the_list_is() {
    for verdict in [PARTIAL, UNPROVEN] {
        let end = Case { users: list(verdict, "page 2 broke off", 50), ..Case::default() }.end();
        assert_eq!(verdicts(&end), [verdict, verdict, COMPLETE]);
        assert_eq!(end.reason, "Page 2 broke off.");
        assert!(end.problem.unwrap().what.contains("Reading users of Shop"));
    }
    for verdict in [PARTIAL, UNPROVEN] {
        let broken = groups(Some(list(verdict, "page 2 broke off", 5)));
        let end = Case { groups: Some(broken), ..Case::default() }.end();
        assert_eq!(verdicts(&end), [verdict, COMPLETE, verdict]);
        assert_eq!(end.reason, "All users were read. Groups: page 2 broke off.");
        assert!(end.problem.unwrap().what.contains("Reading groups of Shop"));
    }
    let end = Case { groups: None, ..Case::default() }.end();
    assert_eq!(verdicts(&end), [PARTIAL, COMPLETE, PARTIAL]);
    assert!(end.reason.contains("they were not read"), "{}", end.reason);
}

#[test]
fn groups_that_an_app_withholds_are_kept_until_zero_is_confirmed() {
    let mut withheld = groups(Some(list(PARTIAL, "the app answered 404", 0)));
    withheld.withheld = true;
    let end = Case { groups: Some(withheld), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [PARTIAL, COMPLETE, PARTIAL]);
    assert_eq!(end.confirm, Some(0));
    assert!(end.reason.contains("rollcall read Shop --confirm 0"), "{}", end.reason);
}

#[test]
fn members_that_were_not_read_are_unknown_and_not_none() {
    let mut broken = groups(Some(list(COMPLETE, "all 9 came", 9)));
    broken.failed_members = Some(failure());
    let end = Case { groups: Some(broken), groups_unknown: 2, ..Case::default() }.end();
    assert_eq!(verdicts(&end), [PARTIAL, COMPLETE, COMPLETE]);
    assert_eq!(end.groups_unknown, 2);
    assert!(end.reason.contains("Members of 2 groups were not: unknown, not none."));
    assert_eq!(end.problem.unwrap().state, "Their members are unknown, not none.");
    // Groups that the app sends without a word on members do not make the read a part of one.
    for (not_stated, words) in [(1, "1 group came without"), (3, "3 groups came without")] {
        let end = Case { not_stated, ..Case::default() }.end();
        assert_eq!(verdicts(&end), [COMPLETE; 3]);
        assert_eq!(end.groups_unknown, not_stated);
        assert!(end.reason.contains(words), "{}", end.reason);
    }
}

#[test]
fn one_that_answers_by_its_id_contradicts_the_list() {
    let answering = |n: usize| Asked {
        missing: 9,
        gone: 1,
        answering: (0..n).map(|n| format!("Jo {n}")).collect(),
        ..Asked::default()
    };
    let end = Case { accounts: answering(1), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, UNPROVEN, COMPLETE]);
    assert!(
        end.reason.starts_with("The list of users is incomplete: Jo 0 answers by id but is not")
    );
    assert!(end.reason.ends_with("Rollcall asked for 2 of 9 that are missing."), "{}", end.reason);
    // No number that the admin types settles that.
    assert!(end.keep_members && end.confirm.is_none());
    let end = Case { accounts: answering(7), confirm: Some(90), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, UNPROVEN, COMPLETE]);
    assert!(
        end.reason.contains("Jo 4 and 2 more answer by id but are not on the list"),
        "{}",
        end.reason
    );
    assert_eq!(end.confirmed, None);
    let end = Case { lost_groups: answering(1), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, COMPLETE, UNPROVEN]);
    assert!(end.keep_members && end.reason.contains("The list of groups"));
}

#[test]
fn what_nobody_vouches_for_waits_for_the_number() {
    let unknown = || Asked { missing: 1, unknown: 1, failure: Some(failure()), ..Asked::default() };
    let end = Case { accounts: unknown(), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, UNPROVEN, COMPLETE]);
    assert_eq!(end.confirm, Some(90));
    assert!(end.keep_members && end.problem.is_some());
    assert!(end.reason.contains("1 user is no longer listed"), "{}", end.reason);
    for (typed, verdict) in [(90, COMPLETE), (89, UNPROVEN)] {
        let end = Case { accounts: unknown(), confirm: Some(typed), ..Case::default() }.end();
        assert_eq!(end.verdict, verdict, "{typed}");
        assert_eq!(end.confirmed, (verdict == COMPLETE).then_some(typed));
    }
    let end = Case { lost_groups: unknown(), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [UNPROVEN, COMPLETE, UNPROVEN]);
    assert_eq!(end.confirm, Some(9));
    let end = Case { lost_groups: unknown(), confirm: Some(9), ..Case::default() }.end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
}

#[test]
fn a_loss_of_much_waits_for_the_number() {
    for (what, verdicts_then, noun) in [
        (Shrunk::Accounts, [UNPROVEN, UNPROVEN, COMPLETE], "users"),
        (Shrunk::Groups, [UNPROVEN, COMPLETE, UNPROVEN], "groups"),
        (Shrunk::Memberships, [UNPROVEN, COMPLETE, UNPROVEN], "memberships"),
    ] {
        let shrink = Some(Shrink { what, before: 200, now: 90 });
        let end = Case { shrink, ..Case::default() }.end();
        assert_eq!(verdicts(&end), verdicts_then);
        assert!(end.reason.contains(&format!("Only 90 of 200 {noun} are left")), "{}", end.reason);
        assert_eq!(end.confirm, Some(90));
        assert!(end.keep_members);
        let end = Case { shrink, confirm: Some(90), ..Case::default() }.end();
        assert_eq!(verdicts(&end), [COMPLETE; 3]);
        assert!(end.reason.contains("that number was confirmed"), "{}", end.reason);
        assert_eq!((end.confirm, end.confirmed), (None, Some(90)));
        assert!(!end.keep_members);
        let end = Case { shrink, confirm: Some(91), ..Case::default() }.end();
        assert_eq!(verdicts(&end), verdicts_then);
    }
}

#[test]
fn many_that_are_missing_are_asked_for_at_random_and_that_is_said() {
    let accounts = Asked { missing: 500, gone: 100, ..Asked::default() };
    let end = Case { accounts, ..Case::default() }.end();
    assert_eq!(verdicts(&end), [COMPLETE; 3]);
    assert!(end.reason.contains("500 users are no longer listed; 100 of them"), "{}", end.reason);
    let all = Asked { missing: 3, gone: 3, ..Asked::default() };
    assert_eq!(Case { accounts: all, ..Case::default() }.end().reason, "All 90 came.");
}

#[test]
fn a_doubt_about_a_list_that_broke_off_adds_nothing() {
    let accounts = Asked { missing: 1, unknown: 1, ..Asked::default() };
    let users = list(PARTIAL, "page 2 broke off", 50);
    let end = Case { users, accounts, ..Case::default() }.end();
    assert_eq!(verdicts(&end), [PARTIAL, PARTIAL, COMPLETE]);
    assert_eq!((end.reason.as_str(), end.confirm), ("Page 2 broke off.", None));
}

#[test]
fn a_name_with_a_space_is_typed_in_quotes() {
    let profile = Catalogue::built_in().get("scim").unwrap().clone();
    let (users, asked) = (list(COMPLETE, "", 1), Asked::default());
    let ended = Ended {
        name: "Jo's shop",
        profile: &profile,
        host: "app.example.com",
        users: &users,
        groups: None,
        groups_unknown: 0,
        not_stated: 0,
        accounts: &asked,
        lost_groups: &asked,
        shrink: None,
        confirm: None,
        last_pass_only: LastPassOnly::default(),
    };
    assert_eq!(ended.command(7), r"rollcall read 'Jo'\''s shop' --confirm 7");
}
