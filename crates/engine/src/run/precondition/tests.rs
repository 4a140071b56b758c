//! When an item is held back because something moved since the plan was made.

use super::*;
use crate::change::Change;
use crate::plan::sample;
use crate::problem::{ProblemCode, Side};
use crate::witness::Vouched;
use rollcall_providers::{EndState, ExpectedValue, MemberSet, Spelling};
use serde_json::{Map, json};

mod moves;

fn resource(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

/// What changed after the plan was created.
fn moves(item: &Item, live: &Resource) -> Option<String> {
    changed(item, live).unwrap()
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
        assert_eq!(moves(&deactivation(jo()), &resource(live.clone())), None, "{live}");
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
        let found = moves(&deactivation(jo()), &resource(with(path, value)));
        assert!(found.as_ref().is_some_and(|moved| moved.contains(words)), "{path}: {found:?}");
    }
}

#[test]
fn groups_count_only_where_the_plan_knew_them() {
    let item = deactivation(with("groups", Value::Null));
    assert_eq!(moves(&item, &resource(jo())), None);
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
    assert_eq!(moves(&retitle(), &resource(jo())), None);
    let moved = moves(&retitle(), &resource(with("nickName", json!("j")))).unwrap();
    assert!(moved.starts_with("It was: ") && moved.contains("“j”"), "{moved}");
    // Other changes do not check it.
    assert_eq!(moves(&deactivation(jo()), &resource(with("nickName", json!("j")))), None);
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
        let moved = moves(&rename(), &live);
        assert_eq!(moved.as_deref(), words);
    }
    // Where the plan did not know the members, they do not count.
    let unknown = Item { members_before: None, ..rename() };
    let live = group("Old", &["7"]);
    assert_eq!(moves(&unknown, &live), None);
}

#[test]
fn what_is_found_is_as_before_or_changed_only_when_it_was_read() {
    use Compared::{AsBefore, Changed, NotKnown};
    let here = |value: Value| Found::Here(Box::new(resource(value)));
    let gone = || Found::Gone(Vouched::Error);
    let unproven = || Found::Unproven("the list continues".into());
    let cases = [
        (deactivation(jo()), here(jo()), AsBefore),
        (deactivation(jo()), here(with("active", json!(false))), Changed),
        (deactivation(jo()), gone(), Changed),
        (deactivation(jo()), unproven(), NotKnown),
        // The plan does not show what there was before.
        (deactivation(Value::Null), here(jo()), NotKnown),
        (deactivation(json!("Jo")), here(jo()), NotKnown),
        (deactivation(Value::Null), gone(), Changed),
        // What is to be made was nowhere before.
        (create("jo"), gone(), AsBefore),
        (create("jo"), here(jo()), Changed),
        (create("jo"), unproven(), NotKnown),
        (make("G"), gone(), AsBefore),
        (make("G"), here(json!({"id": "9", "displayName": "G"})), Changed),
        (rename(), Found::Here(Box::new(group("Old", &["1", "2"]))), AsBefore),
        (rename(), Found::Here(Box::new(group("New", &["1", "2"]))), Changed),
        (rename(), Found::Here(Box::new(group("Old", &["1"]))), Changed),
        (rename(), Found::Gone(Vouched::List), Changed),
    ];
    for (number, (item, found, compared)) in cases.into_iter().enumerate() {
        assert_eq!(compare_found(&item, &found), compared, "case {number}");
    }
}

/// The creation of an account.
fn create(name: &str) -> Item {
    let wish = Change::Create { connection: "c".into(), values: Map::new(), groups: Vec::new() };
    let item = sample::item(wish, Expected::Active, json!({}));
    Item { target: Target::NewUser(name.into()), ..item }
}

/// The creation of a group.
fn make(name: &str) -> Item {
    let wish = Change::CreateGroup { connection: "c".into(), name: name.into(), members: vec![] };
    sample::item(wish, Expected::Gone, json!({}))
}

fn trouble(code: ProblemCode, side: Side) -> Problem {
    Problem {
        code,
        what: "Reading Jo failed.".into(),
        side,
        side_words: String::new(),
        state: String::new(),
        next: String::new(),
        exchange: None,
    }
}

#[test]
fn an_item_is_sent_only_while_its_target_is_as_the_plan_shows_it() {
    let gone = || trouble(ProblemCode::NotFound, Side::There);
    let cases = [
        (deactivation(jo()), Ok(jo()), None),
        (
            deactivation(jo()),
            Ok(with("title", json!("Boss"))),
            Some(
                "The account changed after the plan was created, so nothing was sent. Title was \
                “Lead”, now “Boss”.",
            ),
        ),
        (
            deactivation(jo()),
            Err(gone()),
            Some(
                "The account existed when the plan was created and is not found now. Nothing was \
                sent.",
            ),
        ),
        // Nothing shows that the account is as it was.
        (
            deactivation(Value::Null),
            Ok(jo()),
            Some(
                "The plan does not show the account as it was before, so nothing was sent. Create \
                a new plan.",
            ),
        ),
        (rename(), Ok(group("Old", &["1", "2"]).as_value()), None),
        (
            rename(),
            Ok(group("Old", &["1"]).as_value()),
            Some(
                "The group changed after the plan was created, so nothing was sent. It had 2 \
                members, now 1.",
            ),
        ),
        (
            rename(),
            Err(gone()),
            Some(
                "The group existed when the plan was created and is not found now. Nothing was \
                sent.",
            ),
        ),
        (
            Item { before_image: json!([]), ..rename() },
            Ok(group("Old", &["1", "2"]).as_value()),
            Some(
                "The plan does not show the group as it was before, so nothing was sent. Create a \
                new plan.",
            ),
        ),
    ];
    for (number, (item, live, words)) in cases.into_iter().enumerate() {
        let is_gone = live.is_err();
        let held = held_back(&item, live.map(resource)).unwrap();
        // The exchange is shown where the app denied the id.
        let exchange = held.as_ref().and_then(|(_, problem)| problem.clone());
        assert_eq!(exchange, is_gone.then(gone), "case {number}");
        assert_eq!(held.map(|(words, _)| words).as_deref(), words, "case {number}");
    }
}

#[test]
fn a_target_that_cannot_be_read_is_trouble_and_not_a_reason() {
    for (code, side) in [
        (ProblemCode::ServerFailed, Side::There),
        (ProblemCode::CannotReach, Side::Between),
        // The local copy does not have it, which the app did not say.
        (ProblemCode::NotFound, Side::Here),
    ] {
        for item in [deactivation(jo()), rename()] {
            assert_eq!(held_back(&item, Err(trouble(code, side))), Err(trouble(code, side)));
        }
    }
}

#[test]
fn a_name_that_somebody_took_after_the_plan_was_created_is_left_alone() {
    let named = |id: &str| resource(json!({"id": id, "userName": "jo"}));
    let words = |name: &str, id: &str| {
        format!(
            "Someone else created “{name}” after the plan was created (id {id}), so nothing was \
            sent."
        )
    };
    let cut = format!("{}…", "é".repeat(NAME_SHOWN));
    let cases = [
        ("jo", vec![], None),
        ("jo", vec![named("7")], Some(words("jo", "7"))),
        // The first one is named.
        ("jo", vec![named("7"), named("8")], Some(words("jo", "7"))),
        ("jo", vec![resource(json!({"userName": "jo"}))], Some(words("jo", ""))),
        (&"é".repeat(NAME_SHOWN + 1), vec![named("7")], Some(words(&cut, "7"))),
    ];
    for (name, holders, expected) in cases {
        let held = name_conflict(name, &holders);
        assert!(held.as_ref().is_none_or(|(_, problem)| problem.is_none()));
        assert_eq!(held.map(|(words, _)| words), expected);
    }
}

#[test]
fn a_target_that_is_gone_holds_the_item_back_and_other_trouble_stops_it() {
    let missing = trouble(ProblemCode::NotFound, Side::There);
    let (words, behind) = target_missing("account", missing.clone()).unwrap().unwrap();
    assert!(words.contains("The account") && words.ends_with("Nothing was sent."), "{words}");
    assert_eq!(behind, Some(missing));
    for (code, side) in
        [(ProblemCode::NotFound, Side::Here), (ProblemCode::ServerFailed, Side::There)]
    {
        assert!(target_missing("account", trouble(code, side)).is_err());
    }
}
