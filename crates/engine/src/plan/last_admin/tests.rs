//! Which change takes an admin role away.

use super::*;
use crate::plan::sample;
use rollcall_providers::Expected;
use serde_json::{Map, json};

#[test]
fn an_admin_steps_down_when_the_role_or_the_access_goes() {
    let role = AdminRole { path: "userType".into(), values: vec!["Admin".into(), "Owner".into()] };
    let (c, user) = (|| "c".to_owned(), || "1".to_owned());
    let set = |path: &str, value: Value| {
        let values = Map::from_iter([(path.to_owned(), value)]);
        Change::Set { connection: c(), user: user(), values }
    };
    let cases = [
        (Change::Deactivate { connection: c(), user: user() }, true),
        (Change::Delete { connection: c(), user: user() }, true),
        (set("userType", json!("member")), true),
        (set("USERTYPE", json!("member")), true),
        (set("userType", Value::Null), true),
        (set("userType", json!(["Admin"])), true),
        (set("userType", json!("Owner")), false),
        (set("userType", json!(" admin ")), false),
        (set("title", json!("member")), false),
        (Change::Activate { connection: c(), user: user() }, false),
        (Change::RemoveMember { connection: c(), group: "g".into(), users: vec![user()] }, false),
    ];
    for (wish, steps) in cases {
        assert_eq!(steps_down(&wish, &role), steps.then_some("1"), "{wish:?}");
    }
}

fn role() -> AdminRole {
    AdminRole { path: "userType".into(), values: vec!["Admin".into()] }
}

fn set(values: Value) -> Change {
    let values = values.as_object().unwrap().clone();
    Change::Set { connection: "c".into(), user: "1".into(), values }
}

#[test]
fn an_edit_of_several_values_counts_by_the_role_among_them() {
    let role = role();
    assert_eq!(steps_down(&set(json!({"title": "x", "userType": "guest"})), &role), Some("1"));
    assert_eq!(steps_down(&set(json!({"title": "guest", "userType": "Admin"})), &role), None);
}

#[test]
fn an_edit_of_nothing_leaves_an_admin_in_place() {
    assert_eq!(steps_down(&set(json!({})), &role()), None);
}

#[test]
fn what_is_done_to_groups_makes_no_admin_step_down() {
    let (c, group) = (|| "c".to_owned(), || "g".to_owned());
    for wish in [
        Change::DeleteGroup { connection: c(), group: group() },
        Change::RenameGroup { connection: c(), group: group(), name: "n".into() },
        Change::AddMember { connection: c(), group: group(), users: vec!["1".into()] },
    ] {
        assert_eq!(steps_down(&wish, &role()), None, "{wish:?}");
    }
}

type Ids = &'static [&'static str];

fn ids(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn admins(ids: &[&str]) -> Vec<Admin> {
    let admin = |id: &&str| Admin { id: (*id).into(), name: "Jo".to_owned() };
    ids.iter().map(admin).collect()
}

fn leave(connection: &str, user: &str) -> Item {
    let wish = Change::Deactivate { connection: connection.into(), user: user.into() };
    sample::item(wish, Expected::Gone, json!({}))
}

fn demote(connection: &str, user: &str, to: &str) -> Item {
    let values = Map::from_iter([("userType".to_owned(), json!(to))]);
    let wish = Change::Set { connection: connection.into(), user: user.into(), values };
    sample::item(wish, Expected::Gone, json!({}))
}

#[test]
fn those_who_step_down_are_counted_in_their_own_connection() {
    let items = [
        leave("a", "1"),
        demote("a", "2", "guest"),
        demote("a", "3", "Admin"),
        leave("a", "1"),
        leave("b", "4"),
    ];
    assert_eq!(leaving(&items, "a", &role()), ids(&["1", "2"]));
    assert_eq!(leaving(&items, "b", &role()), ids(&["4"]));
    assert_eq!(leaving(&items, "c", &role()), ids(&[]));
}

#[test]
fn admins_stay_when_none_would_be_left() {
    let none = Settings::default;
    let go = Settings::letting_go;
    // Who leaves, all admins, the settings; who stays.
    let cases: [(Ids, Ids, Settings, Ids); 9] = [
        (&["1"], &["1"], none(), &["1"]),
        // Another admin is left.
        (&["1"], &["1", "2"], none(), &[]),
        (&["1", "2"], &["1", "2"], none(), &["1", "2"]),
        (&["1", "9"], &["1"], none(), &["1"]),
        // None of those who leave is an admin.
        (&["9"], &["1"], none(), &[]),
        (&["9"], &[], none(), &[]),
        // One may go, by a reason on the record.
        (&["1"], &["1"], go("1"), &[]),
        (&["1", "2"], &["1", "2"], go("1"), &["2"]),
        (&["1"], &["1"], go("2"), &["1"]),
    ];
    for (number, (leaving, all, settings, expected)) in cases.into_iter().enumerate() {
        let stay = who_stays(&ids(leaving), &admins(all), &settings);
        assert_eq!(stay, ids(expected), "case {number}");
    }
}

#[test]
fn only_the_items_of_admins_who_stay_are_blocked() {
    let mut drafts = Drafts {
        items: vec![
            leave("a", "1"),
            demote("a", "1", "guest"),
            demote("a", "1", "Admin"),
            leave("a", "2"),
            leave("b", "1"),
        ],
        ..Drafts::default()
    };
    let wish = drafts.items[0].wish.clone();
    block(&mut drafts, "a", &role(), &ids(&["1"]));
    let kept: Vec<(&str, &str)> =
        drafts.items.iter().map(|item| (item.connection_id.as_str(), item.target.id())).collect();
    assert_eq!(kept, [("a", "1"), ("a", "2"), ("b", "1")]);
    assert_eq!(drafts.blocked.len(), 2);
    let blocked = &drafts.blocked[0];
    assert_eq!((blocked.why.as_str(), blocked.because), (WHY, Because::Cannot));
    assert_eq!((blocked.connection_id.as_str(), blocked.change.as_str()), ("a", "Deactivate"));
    assert_eq!(blocked.wish, Some(wish));
}
