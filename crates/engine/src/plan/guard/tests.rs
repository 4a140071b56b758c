//! How many people one plan may take something from, and whom it takes nothing from.

use super::*;
use crate::plan::sample;
use rollcall_providers::{Expected, MemberSet};

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
            assert!(why.starts_with(&format!("{people} people in Shop")), "{why}");
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
