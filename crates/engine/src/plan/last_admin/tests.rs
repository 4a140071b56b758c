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
