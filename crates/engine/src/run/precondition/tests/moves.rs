//! What counts as a move, what does not, and what is said of it.

use super::*;
use rollcall_scim::{Exchange, Failure, FailureKind, Method, Reached};

const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// What moved between two images of an account that is deactivated.
fn between(before: Value, now: Value) -> Option<String> {
    moves(&deactivation(before), &resource(now))
}

fn without(path: &str) -> Value {
    let mut jo = jo();
    jo.as_object_mut().unwrap().remove(path);
    jo
}

fn value(path: &str, value: Value, write_only: bool) -> ExpectedValue {
    ExpectedValue {
        path: path.into(),
        value: Some(value),
        write_only,
        spelling: Spelling::BySchema,
    }
}

/// An edit of these values.
fn edit(values: Vec<ExpectedValue>) -> Item {
    let wish = Change::Set { connection: "c".into(), user: "1".into(), values: Map::new() };
    sample::item(wish, Expected::Values(values), jo())
}

/// A rename of a group that had this name and these members.
fn rename_of(image: Value, members: Option<MemberSet>) -> Item {
    let wish =
        Change::RenameGroup { connection: "c".into(), group: "g".into(), name: "New".into() };
    Item { members_before: members, ..sample::item(wish, Expected::Gone, image) }
}

fn members(ids: &[&'static str]) -> Option<MemberSet> {
    Some(MemberSet::of(ids.iter().copied()))
}

fn old() -> Value {
    json!({"id": "g", "displayName": "Old"})
}

fn unreadable() -> Found {
    let exchange = Exchange {
        method: Method::Get,
        url_path_and_query: "/Users/1".to_owned(),
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
    Found::Unreadable(Failure { kind, exchange: Box::new(exchange), reached: Reached::NotSent })
}

fn same(path: &str, one: Value, other: Value) -> bool {
    same_value(path, &resource(one), &resource(other))
}

#[test]
fn an_account_whose_state_was_not_stated_has_moved_once_it_is() {
    let moved = between(without("active"), jo());
    assert_eq!(moved.as_deref(), Some("State was “not stated”, now “active”."));
    let moved = between(with("active", json!(false)), jo());
    assert_eq!(moved.as_deref(), Some("State was “inactive”, now “active”."));
}

#[test]
fn another_department_is_a_move() {
    let moved = between(jo(), with(DEPARTMENT, json!({"department": "Sales"})));
    assert_eq!(moved.as_deref(), Some("Department was “”, now “Sales”."));
}

#[test]
fn all_that_moved_is_said_in_one_line() {
    let mut now = with("active", json!(false));
    now["title"] = json!("Boss");
    assert_eq!(
        between(jo(), now).as_deref(),
        Some("State was “active”, now “inactive”. Title was “Lead”, now “Boss”.")
    );
}

#[test]
fn another_role_beside_the_former_is_a_move() {
    let two = json!([{"value": "member"}, {"value": "owner"}]);
    let moved = between(jo(), with("roles", two));
    assert_eq!(moved.as_deref(), Some("Role was “member”, now “member, owner”."));
}

#[test]
fn a_value_that_went_is_a_move_to_nothing() {
    for (path, words) in [
        ("title", "Title was “Lead”, now “”."),
        ("userType", "User type was “full”, now “”."),
        ("userName", "User name was “jo@example.com”, now “”."),
        ("roles", "Role was “member”, now “”."),
    ] {
        assert_eq!(between(jo(), without(path)).as_deref(), Some(words));
    }
}

#[test]
fn a_value_that_came_is_a_move_from_nothing() {
    for (path, words) in [
        ("title", "Title was “”, now “Lead”."),
        ("userType", "User type was “”, now “full”."),
        ("userName", "User name was “”, now “jo@example.com”."),
    ] {
        assert_eq!(between(without(path), jo()).as_deref(), Some(words));
    }
}

#[test]
fn only_the_primary_address_counts() {
    let addresses =
        |other: &str| json!([{"value": other}, {"value": "jo@example.com", "primary": true}]);
    let before = with("emails", addresses("a@example.com"));
    assert_eq!(between(before, with("emails", addresses("b@example.com"))), None);
}

#[test]
fn an_address_in_another_case_is_a_move() {
    let moved = between(jo(), with("emails", json!([{"value": "Jo@example.com"}])));
    assert_eq!(moved.as_deref(), Some("E-mail was “jo@example.com”, now “Jo@example.com”."));
}

#[test]
fn an_account_that_is_called_the_same_by_another_attribute_has_not_moved() {
    let mut now = without("displayName");
    now["name"] = json!({"formatted": "Jo"});
    assert_eq!(between(jo(), now), None);
}

#[test]
fn groups_that_are_no_longer_named_are_a_move() {
    let moved = between(jo(), without("groups"));
    assert_eq!(moved.as_deref(), Some("Groups was “a, b”, now “”."));
}

#[test]
fn a_group_that_an_account_without_any_joined_is_a_move() {
    let moved = between(without("groups"), with("groups", json!([{"value": "a"}])));
    assert_eq!(moved.as_deref(), Some("Groups was “”, now “a”."));
}

#[test]
fn a_long_value_that_moved_is_shown_by_its_start() {
    let long = |letter: &str| letter.repeat(NAME_SHOWN + 1);
    let moved = between(with("title", json!(long("a"))), with("title", json!(long("b")))).unwrap();
    let shown = |letter: &str| format!("“{}…”", letter.repeat(NAME_SHOWN));
    assert_eq!(moved, format!("Title was {}, now {}.", shown("a"), shown("b")));
}

#[test]
fn each_value_that_is_about_to_be_set_counts() {
    let item =
        edit(vec![value("locale", json!("de"), false), value("nickName", json!("J"), false)]);
    assert_eq!(moves(&item, &resource(jo())), None);
    let moved = moves(&item, &resource(with("nickName", json!("K"))));
    assert_eq!(moved.as_deref(), Some("It was: nickname empty; now: nickname is “K”."));
}

#[test]
fn an_edit_is_held_back_by_what_else_moved() {
    let item = edit(vec![value("nickName", json!("J"), false)]);
    let moved = moves(&item, &resource(with("title", json!("Boss"))));
    assert_eq!(moved.as_deref(), Some("Title was “Lead”, now “Boss”."));
}

#[test]
fn a_password_that_is_never_shown_holds_nothing_back() {
    let item = edit(vec![value("password", json!("secret"), true)]);
    assert_eq!(moves(&item, &resource(jo())), None);
}

#[test]
fn a_list_that_is_about_to_be_set_may_come_in_another_order() {
    let numbers = |ids: [&str; 2]| json!({"phoneNumbers": ids.map(|id| json!({"value": id}))});
    assert!(same("phoneNumbers", numbers(["1", "2"]), numbers(["2", "1"])));
    assert!(!same("phoneNumbers", numbers(["1", "2"]), numbers(["1", "3"])));
}

#[test]
fn a_part_that_one_of_two_values_lacks_makes_them_different() {
    let (less, more) = (
        json!({"manager": {"value": "9"}}),
        json!({"manager": {"value": "9", "displayName": "T"}}),
    );
    assert!(!same("manager", less.clone(), more.clone()));
    assert!(!same("manager", more, less));
}

#[test]
fn a_value_in_another_case_is_another_value() {
    assert!(!same("userName", json!({"userName": "Jo"}), json!({"userName": "jo"})));
}

#[test]
fn no_value_and_an_empty_one_are_the_same() {
    assert!(same("title", json!({}), json!({"title": ""})));
    assert!(same("title", json!({}), json!({})));
    assert!(!same("title", json!({}), json!({"title": "Lead"})));
}

#[test]
fn a_group_that_got_or_lost_its_name_has_moved() {
    let item = rename_of(json!({"id": "g"}), None);
    let moved = moves(&item, &resource(old()));
    assert_eq!(moved.as_deref(), Some("Its name was “”, now “Old”."));
    let moved = moves(&rename_of(old(), None), &resource(json!({"id": "g"})));
    assert_eq!(moved.as_deref(), Some("Its name was “Old”, now “”."));
}

#[test]
fn a_group_whose_name_and_members_moved_is_said_by_its_name() {
    let moved = moves(&rename(), &group("Other", &["7"]));
    assert_eq!(moved.as_deref(), Some("Its name was “Old”, now “Other”."));
}

#[test]
fn a_group_of_one_is_said_in_the_singular() {
    let item = rename_of(old(), members(&["1"]));
    let moved = moves(&item, &group("Old", &["1", "2"]));
    assert_eq!(moved.as_deref(), Some("It had 1 member, now 2."));
    let moved = moves(&item, &group("Old", &["2"]));
    assert_eq!(moved.as_deref(), Some("It still has 1 member, but not the same ones."));
}

#[test]
fn a_group_that_got_its_first_member_has_moved() {
    let moved = moves(&rename_of(old(), members(&[])), &group("Old", &["1"]));
    assert_eq!(moved.as_deref(), Some("It had 0 members, now 1."));
}

#[test]
fn an_empty_group_that_leaves_its_list_out_has_not_moved() {
    let nobody = MemberSet { left_out_when_empty: true, ..MemberSet::of([]) };
    assert_eq!(moves(&rename_of(old(), Some(nobody)), &resource(old())), None);
}

#[test]
fn a_long_name_of_a_group_is_shown_by_its_start() {
    let long = "é".repeat(NAME_SHOWN + 1);
    let moved = moves(&rename_of(old(), None), &resource(json!({"displayName": long})));
    let shown = format!("Its name was “Old”, now “{}…”.", "é".repeat(NAME_SHOWN));
    assert_eq!(moved, Some(shown));
}

#[test]
fn nothing_is_known_of_what_could_not_be_read() {
    for item in [deactivation(jo()), rename(), make("G"), create("jo")] {
        assert_eq!(compare_found(&item, &unreadable()), Compared::NotKnown);
        // A search that proves nothing does not make a new name free.
        let unproven = Found::Unproven("the list continues".into());
        assert_eq!(compare_found(&item, &unproven), Compared::NotKnown);
    }
}

#[test]
fn a_plan_without_the_former_state_does_not_call_anything_unchanged() {
    for image in [Value::Null, json!("Jo"), json!([]), json!(1), json!(true)] {
        assert_eq!(changed(&deactivation(image.clone()), &resource(jo())), Err(NoImage));
        let item = rename_of(image, members(&["1"]));
        assert_eq!(changed(&item, &group("Old", &["1"])), Err(NoImage));
    }
    // An image without values is one: all of them are new.
    let moved = moves(&rename_of(json!({}), None), &resource(old()));
    assert_eq!(moved.as_deref(), Some("Its name was “”, now “Old”."));
}
