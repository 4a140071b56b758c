//! How many people one plan may take something from, and whom it takes nothing from.

use super::*;
use crate::plan::sample;
use crate::problem::Side;
use rollcall_providers::{Expected, MemberSet};

mod changes;
mod stops;

#[test]
fn the_usual_guard_is_the_smaller_of_two_and_lets_one_through() {
    for (active, people) in [
        (0, 1),
        (3, 1),
        (10, 1),
        (11, 2),
        (20, 2),
        (21, 3),
        (240, 24),
        (250, 25),
        (251, 25),
        (100_000, 25),
    ] {
        assert_eq!(usual(active), people, "{active}");
    }
}

#[test]
fn a_plan_is_stopped_when_more_lose_something_than_the_guard_lets_through() {
    for (limit, people, stopped) in [
        (5, 5, false),
        (5, 6, true),
        // One account can always be fixed.
        (0, 1, false),
        (1, 1, false),
        (0, 2, true),
        (1, 2, true),
        (u32::MAX, u32::MAX, false),
    ] {
        let guard = Guard { people: limit, set: true, active: 100 };
        let why = over("Shop", &guard, people);
        assert_eq!(why.is_some(), stopped, "{people} of {limit}");
        if let Some(why) = why {
            assert!(why.starts_with(&format!("{people} accounts in Shop")), "{why}");
            assert!(why.contains("(100 accounts are active)"), "{why}");
        }
    }
}

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// Every wish, and who loses access through it.
fn wishes() -> Vec<(Change, Vec<&'static str>)> {
    let c = || "c".to_owned();
    let (user, group) = (|| "1".to_owned(), || "g".to_owned());
    let values = serde_json::Map::new;
    vec![
        (Change::Deactivate { connection: c(), user: user() }, vec!["1"]),
        (Change::Delete { connection: c(), user: user() }, vec!["1"]),
        (
            Change::RemoveMember { connection: c(), group: group(), users: names(&["1", "2"]) },
            vec!["1", "2"],
        ),
        (Change::Activate { connection: c(), user: user() }, vec![]),
        (Change::Set { connection: c(), user: user(), values: values() }, vec![]),
        (Change::Create { connection: c(), values: values(), groups: vec![] }, vec![]),
        (Change::AddMember { connection: c(), group: group(), users: names(&["1"]) }, vec![]),
        (Change::CreateGroup { connection: c(), name: group(), members: vec![] }, vec![]),
        (Change::RenameGroup { connection: c(), group: group(), name: "n".into() }, vec![]),
        // Its members are counted by the plan, which knows them.
        (Change::DeleteGroup { connection: c(), group: group() }, vec![]),
    ]
}

#[test]
fn a_change_takes_something_from_whom_it_ends_or_puts_out() {
    for (wish, people) in wishes() {
        assert_eq!(losers(&wish), people, "{wish:?}");
    }
}

fn item(wish: Change) -> Item {
    sample::item(wish, Expected::Gone, serde_json::Value::Null)
}

#[test]
fn each_person_counts_once_and_each_member_of_a_group_that_goes() {
    let c = || "c".to_owned();
    let leave = |user: &str| item(Change::Deactivate { connection: c(), user: user.into() });
    let out = |users: &[&str]| {
        let users = names(users);
        item(Change::RemoveMember { connection: c(), group: "g".into(), users })
    };
    let end = |members: Option<&[&str]>| Item {
        members_before: members.map(|ids| MemberSet::of(ids.iter().copied())),
        ..item(Change::DeleteGroup { connection: c(), group: "g".into() })
    };
    let cases: [(Vec<Item>, usize); 7] = [
        (vec![], 0),
        (vec![leave("1"), leave("2")], 2),
        // An account that leaves a group and the app counts once.
        (vec![leave("1"), out(&["1", "2"])], 2),
        (vec![out(&["1", "2"]), out(&["2", "3"])], 3),
        (vec![end(Some(&["1", "2", "3"]))], 3),
        (vec![end(None)], 0),
        (vec![leave("1"), end(Some(&["1", "2"]))], 3),
    ];
    for (number, (items, people)) in cases.into_iter().enumerate() {
        assert_eq!(losing(items.iter()), people, "case {number}");
    }
}

#[test]
fn protections_are_of_one_account_and_say_as_what() {
    let protection =
        |user: &str, kind| Protection { user: user.to_owned(), name: "Jo".to_owned(), kind };
    let settings = Settings {
        protected: vec![
            protection("1", ProtectedAs::TokenOwner),
            protection("2", ProtectedAs::BreakGlass),
        ],
        admins_let_go: names(&["3"]),
        ..Settings::default()
    };
    for (user, protected, owns_token, may_go) in
        [("1", true, true, false), ("2", true, false, false), ("3", false, false, true)]
    {
        let why = settings.protects(user);
        assert_eq!(why.is_some(), protected, "{user}");
        assert!(why.is_none_or(|why| why.starts_with("protected as ")));
        assert_eq!(settings.owns_token(user), owns_token, "{user}");
        assert_eq!(settings.may_go(user), may_go, "{user}");
    }
}

fn protection(user: &str, kind: ProtectedAs) -> Protection {
    Protection { user: user.to_owned(), name: "Jo".to_owned(), kind }
}

fn protecting(protected: Vec<Protection>) -> Settings {
    Settings { protected, ..Settings::default() }
}

fn connection(settings: &str) -> Connection {
    Connection {
        id: "c".into(),
        name: "Shop".into(),
        provider: "scim".into(),
        address: "https://app.example.com".into(),
        seat_price: None,
        made_at: rollcall_store::Moment::default(),
        removed_at: None,
        settings: settings.into(),
    }
}

fn of_group(wish: Change, members: &[&str]) -> Item {
    Item { members_before: Some(MemberSet::of(members.iter().copied())), ..item(wish) }
}

#[test]
fn a_plan_over_the_guard_says_both_numbers_and_of_how_many() {
    let guard = Guard { people: 5, set: false, active: 42 };
    assert_eq!(
        over("Shop", &guard, 6).as_deref(),
        Some(
            "6 accounts in Shop would lose access; its guard allows 5 at once (42 accounts are active)."
        )
    );
}

#[test]
fn a_protected_account_is_named_by_why_it_is_protected() {
    for (kind, as_what) in [
        (ProtectedAs::TokenOwner, "the owner of the connection's token"),
        (ProtectedAs::Own, "your own account"),
        (ProtectedAs::BreakGlass, "a break-glass account"),
        (ProtectedAs::Service, "a service account"),
    ] {
        let why = protecting(vec![protection("1", kind)]).protects("1");
        let words = format!("protected as {as_what}; lift the protection with a reason first.");
        assert_eq!(why, Some(words));
    }
}

#[test]
fn an_account_that_is_protected_twice_owns_the_token_by_either() {
    let both = protecting(vec![
        protection("1", ProtectedAs::BreakGlass),
        protection("1", ProtectedAs::TokenOwner),
    ]);
    assert!(both.owns_token("1"));
    assert!(both.protects("1").unwrap().contains("a break-glass account"));
}

#[test]
fn the_owner_of_the_token_is_one_account_and_not_whoever_is_protected() {
    let settings = protecting(vec![
        protection("1", ProtectedAs::TokenOwner),
        protection("2", ProtectedAs::Own),
    ]);
    assert!(!settings.owns_token("2") && !settings.owns_token("3"));
}

#[test]
fn a_connection_without_settings_protects_nobody_and_lets_nobody_go() {
    let settings = Settings::of(&connection("{}")).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!((settings.protects("1"), settings.holding_group()), (None, None));
    assert!(!settings.may_go("1") && !settings.owns_token("1"));
}

#[test]
fn settings_come_back_as_they_were_kept() {
    let settings = Settings {
        guard: Some(7),
        protected: vec![protection("1", ProtectedAs::Service)],
        admins_let_go: names(&["3"]),
        holding_group: Some("g".into()),
    };
    let kept = serde_json::to_string(&settings).unwrap();
    assert_eq!(Settings::of(&connection(&kept)).unwrap(), settings);
    assert!(kept.contains(r#""as":"service""#), "{kept}");
}

#[test]
fn settings_that_cannot_be_read_are_trouble_and_not_none() {
    let problem = Settings::of(&connection("{")).unwrap_err();
    assert_eq!(problem.code, ProblemCode::Internal);
    assert!(problem.what.contains("Reading the connection's settings"), "{}", problem.what);
}

#[test]
fn the_holding_group_is_the_one_that_was_chosen() {
    let settings = Settings { holding_group: Some("g".into()), ..Settings::default() };
    assert_eq!(settings.holding_group(), Some(&GroupId::from("g")));
}

#[test]
fn an_admin_who_may_go_is_not_thereby_freed_of_a_protection() {
    let settings = Settings {
        admins_let_go: names(&["1", "2"]),
        ..protecting(vec![protection("1", ProtectedAs::Own)])
    };
    assert!(settings.may_go("1") && settings.may_go("2"));
    assert!(settings.protects("1").is_some() && settings.protects("2").is_none());
}

#[test]
fn members_of_a_group_that_stays_lose_nothing() {
    let c = || "c".to_owned();
    for wish in [
        Change::RenameGroup { connection: c(), group: "g".into(), name: "n".into() },
        Change::AddMember { connection: c(), group: "g".into(), users: names(&["9"]) },
    ] {
        assert_eq!(members_lost(&of_group(wish.clone(), &["1", "2"])), 0, "{wish:?}");
    }
}

#[test]
fn who_is_put_out_of_a_group_counts_and_not_who_stays_in_it() {
    let out =
        Change::RemoveMember { connection: "c".into(), group: "g".into(), users: names(&["1"]) };
    let items = [of_group(out, &["1", "2", "3"])];
    assert_eq!(losing(items.iter()), 1);
}

#[test]
fn an_account_that_is_ended_twice_counts_once() {
    let c = || "c".to_owned();
    let items = [
        item(Change::Deactivate { connection: c(), user: "1".into() }),
        item(Change::Delete { connection: c(), user: "1".into() }),
    ];
    assert_eq!(losing(items.iter()), 1);
}

#[test]
fn members_of_two_groups_that_go_count_in_each() {
    let end = |group: &str| {
        let wish = Change::DeleteGroup { connection: "c".into(), group: group.into() };
        of_group(wish, &["1", "2"])
    };
    let items = [end("g"), end("h")];
    assert_eq!(losing(items.iter()), 4);
}
