//! When an item is held back because something moved since the plan was made.

use super::*;
use crate::change::Change;
use crate::plan::sample;
use crate::problem::{ProblemCode, Side};
use crate::witness::Vouched;
use rollcall_providers::{EndState, ExpectedValue, Spelling};
use serde_json::{Map, json};

mod moves;

fn resource(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

fn jo() -> Value {
    json!({
        "id": "1", "active": true, "userName": "jo@example.com", "displayName": "Jo",
        "emails": [{"value": "jo@example.com", "primary": true}],
        "roles": [{"value": "member"}], "userType": "full", "title": "Lead",
        "groups": [{"value": "a"}, {"value": "b"}],
        "meta": {"lastModified": "2026-11-29T10:00:00Z"},
    })
}

fn deactivation(before: Value) -> Item {
    let wish = Change::Deactivate { connection: "c".into(), user: "1".into() };
    sample::item(wish, Expected::Ended(vec![EndState::Inactive]), before)
}

fn with(path: &str, value: Value) -> Value {
    let mut jo = jo();
    jo[path] = value;
    jo
}

#[test]
fn an_account_that_is_as_it_was_has_not_moved() {
    let same = [
        jo(),
        // Servers move these with every request.
        with("meta", json!({"lastModified": "2026-11-30T10:00:00Z"})),
        // Nothing of Rollcall looks at it.
        with("x-last-login", json!("2026-11-30")),
        // In which order a list is sent means nothing.
        with("groups", json!([{"value": "b"}, {"value": "a"}])),
    ];
    for live in same {
        assert_eq!(user_moved(&deactivation(jo()), &resource(live.clone())), None, "{live}");
    }
}

#[test]
fn what_moved_is_said_with_both_values() {
    let cases = [
        ("active", json!(false), "State was “active”, now “inactive”."),
        ("active", Value::Null, "State was “active”, now “not stated”."),
        ("userName", json!("al@example.com"), "User name was “jo@example.com”, now “al@"),
        ("displayName", json!("Al"), "Name was “Jo”, now “Al”."),
        ("emails", json!([{"value": "al@example.com"}]), "E-mail was “jo@example.com”, now “al@"),
        ("roles", json!([{"value": "owner"}]), "Role was “member”, now “owner”."),
        ("userType", json!("guest"), "User type was “full”, now “guest”."),
        ("title", json!("Boss"), "Title was “Lead”, now “Boss”."),
        ("groups", json!([{"value": "a"}]), "Groups was “a, b”, now “a”."),
    ];
    for (path, value, words) in cases {
        let found = user_moved(&deactivation(jo()), &resource(with(path, value)));
        assert!(found.as_ref().is_some_and(|moved| moved.contains(words)), "{path}: {found:?}");
    }
}

#[test]
fn groups_count_only_where_the_plan_knew_them() {
    let item = deactivation(with("groups", Value::Null));
    assert_eq!(user_moved(&item, &resource(jo())), None);
}

/// A new title.
fn retitle() -> Item {
    let values = Map::from_iter([("nickName".to_owned(), json!("J"))]);
    let expected = Expected::Values(vec![ExpectedValue {
        path: "nickName".into(),
        value: Some(json!("J")),
        write_only: false,
        spelling: Spelling::BySchema,
    }]);
    let wish = Change::Set { connection: "c".into(), user: "1".into(), values };
    sample::item(wish, expected, jo())
}

#[test]
fn what_is_about_to_be_set_counts_to_the_letter() {
    assert_eq!(user_moved(&retitle(), &resource(jo())), None);
    let moved = user_moved(&retitle(), &resource(with("nickName", json!("j")))).unwrap();
    assert!(moved.starts_with("It was: ") && moved.contains("“j”"), "{moved}");
    // Other changes do not check it.
    assert_eq!(user_moved(&deactivation(jo()), &resource(with("nickName", json!("j")))), None);
}

fn group(name: &str, members: &[&str]) -> Resource {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    resource(json!({"id": "g", "displayName": name, "members": members}))
}

/// A rename of a group of two.
fn rename() -> Item {
    let wish =
        Change::RenameGroup { connection: "c".into(), group: "g".into(), name: "New".into() };
    let before = group("Old", &["1", "2"]);
    let members = MemberSet::of_group(&before);
    let image = json!({"id": "g", "displayName": "Old"});
    Item { members_before: members, ..sample::item(wish, Expected::Gone, image) }
}

#[test]
fn a_group_has_moved_with_its_name_or_its_members() {
    let nobody = resource(json!({"id": "g", "displayName": "Old"}));
    let cases = [
        (group("Old", &["1", "2"]), None),
        (group("Old", &["2", "1"]), None),
        (group("Other", &["1", "2"]), Some("Its name was “Old”, now “Other”.")),
        (group("Old", &["1"]), Some("It had 2 members, now 1.")),
        (group("Old", &["1", "3"]), Some("It still has 2 members, but not the same ones.")),
        (nobody, Some("The app no longer returns its members.")),
    ];
    for (live, words) in cases {
        let moved = group_moved(&rename(), &live, members_told(&rename(), &live));
        assert_eq!(moved.as_deref(), words);
    }
    // Where the plan did not know the members, they do not count.
    let unknown = Item { members_before: None, ..rename() };
    let live = group("Old", &["7"]);
    assert_eq!(group_moved(&unknown, &live, members_told(&unknown, &live)), None);
}

#[test]
fn an_item_is_as_before_only_when_that_was_read() {
    let here = |value: Value| Found::Here(Box::new(resource(value)));
    let gone = || Found::Gone(Vouched::Error);
    let unproven = || Found::Unproven("the list continues".into());
    let create = Change::Create { connection: "c".into(), values: Map::new(), groups: Vec::new() };
    let create = sample::item(create, Expected::Active, json!({}));
    let make = Change::CreateGroup { connection: "c".into(), name: "G".into(), members: vec![] };
    let make = sample::item(make, Expected::Gone, json!({}));
    let cases = [
        (deactivation(jo()), here(jo()), true),
        (deactivation(jo()), here(with("active", json!(false))), false),
        (deactivation(jo()), gone(), false),
        (deactivation(jo()), unproven(), false),
        // What is to be made was nowhere before.
        (create, gone(), true),
        (make, here(json!({"id": "9", "displayName": "G"})), false),
        (rename(), Found::Here(Box::new(group("Old", &["1", "2"]))), true),
        (rename(), Found::Here(Box::new(group("New", &["1", "2"]))), false),
    ];
    for (number, (item, found, before)) in cases.into_iter().enumerate() {
        assert_eq!(as_before(&item, &found), before, "case {number}");
    }
}

#[test]
fn a_target_that_is_gone_holds_the_item_back_and_other_trouble_stops_it() {
    let problem = |code, side| Problem {
        code,
        what: String::new(),
        side,
        side_words: String::new(),
        state: String::new(),
        next: String::new(),
        exchange: None,
    };
    let missing = problem(ProblemCode::NotFound, Side::There);
    let (words, behind) = target_missing("account", missing.clone()).unwrap().unwrap();
    assert!(words.contains("The account") && words.ends_with("Nothing was sent."), "{words}");
    assert_eq!(behind, Some(missing));
    for (code, side) in
        [(ProblemCode::NotFound, Side::Here), (ProblemCode::ServerFailed, Side::There)]
    {
        assert!(target_missing("account", problem(code, side)).is_err());
    }
}
