//! Which change takes an admin role away.

use super::*;
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
