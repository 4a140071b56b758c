//! What a refused name or address collides with, in words.

use super::*;
use rollcall_store::ConnectionId;
use serde_json::json;

fn values(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn c() -> String {
    "c".to_owned()
}

fn create(of: Value) -> Change {
    Change::Create { connection: c(), values: values(of), groups: vec![] }
}

#[test]
fn only_names_and_addresses_can_collide() {
    let user = |texts: &[&'static str]| Some((Kind::User, texts.to_vec()));
    let emails = json!([{"value": "a@example.com"}, {"value": "b@example.com"}]);
    let cases = [
        (create(json!({"userName": "jo"})), user(&["jo"])),
        (create(json!({"USERNAME": "jo", "title": "Lead"})), user(&["jo"])),
        (
            create(json!({"emails": emails, "userName": "jo"})),
            user(&["jo", "a@example.com", "b@example.com"]),
        ),
        // An address that is the name in another case is one text.
        (
            create(json!({"userName": "Jo@example.com", "emails": [{"value": "jo@example.com"}]})),
            user(&["Jo@example.com"]),
        ),
        (create(json!({"emails": "a@example.com"})), user(&["a@example.com"])),
        (create(json!({"emails[type eq \"work\"].value": "a@b.c"})), user(&["a@b.c"])),
        (create(json!({"userName": "", "emails": []})), None),
        (create(json!({"title": "Lead"})), None),
        (
            Change::Set {
                connection: c(),
                user: "1".into(),
                values: values(json!({"userName": "jo"})),
            },
            user(&["jo"]),
        ),
        (
            Change::CreateGroup { connection: c(), name: "Sales".into(), members: vec![] },
            Some((Kind::Group, vec!["Sales"])),
        ),
        (
            Change::RenameGroup { connection: c(), group: "g".into(), name: "Sales".into() },
            Some((Kind::Group, vec!["Sales"])),
        ),
        (Change::Activate { connection: c(), user: "1".into() }, None),
        (Change::DeleteGroup { connection: c(), group: "g".into() }, None),
    ];
    for (change, expected) in cases {
        assert_eq!(given(&change), expected, "{change:?}");
    }
}

#[test]
fn nobody_is_outside_of_the_list_only_where_the_list_is_whole() {
    let whole = words_of_nobody("Shop", "user", &["jo", "jo@example.com"], None);
    assert!(whole.starts_with("“jo” or “jo@example.com” belongs to another user"));
    let doubtful = words_of_nobody("Shop", "user", &["jo"], Some("the list continues"));
    assert!(doubtful.starts_with("It is not known which user has “jo”"), "{doubtful}");
    assert!(doubtful.contains("(the list continues)"), "{doubtful}");
}

fn known(status: AccountState) -> UserRow {
    UserRow {
        connection_id: ConnectionId::from(c()),
        account_id: "7".into(),
        name: "Al".into(),
        user_name: "al".into(),
        email: String::new(),
        connection_name: "Shop".into(),
        status,
        last_listed: None,
        title: String::new(),
        department: String::new(),
        user_type: String::new(),
        groups: None,
        some_groups: 0,
        as_of: rollcall_store::Moment::default(),
        stale: false,
    }
}

#[test]
fn who_had_a_name_is_said_with_the_state_of_the_account() {
    for (status, words) in [
        (AccountState::Active, "“jo” belongs to Al (id 7)."),
        (AccountState::Inactive, "“jo” belongs to Al (id 7, inactive)."),
        (
            AccountState::NoLongerListed,
            "“jo” belonged to Al (id 7), an account that Shop no longer lists.",
        ),
    ] {
        assert_eq!(words_of_known("Shop", "jo", &known(status)), words);
    }
}

#[test]
fn an_address_is_found_in_an_entry_and_in_a_plain_list() {
    for emails in [
        json!({"value": "a@example.com"}),
        json!(["a@example.com"]),
        json!([{"type": "work"}, {"value": "a@example.com"}, 7]),
    ] {
        let change = create(json!({"emails": emails.clone()}));
        assert_eq!(given(&change), Some((Kind::User, vec!["a@example.com"])), "{emails}");
    }
}

#[test]
fn an_address_is_found_by_its_path_in_any_case() {
    let change = create(json!({"EMAILS[primary eq true].value": "a@example.com"}));
    assert_eq!(given(&change), Some((Kind::User, vec!["a@example.com"])));
}

#[test]
fn a_group_without_a_name_collides_with_nothing() {
    let change = Change::RenameGroup { connection: c(), group: "g".into(), name: String::new() };
    assert_eq!(given(&change), None);
}

#[test]
fn a_name_that_nobody_shows_is_outside_of_what_the_app_exposes() {
    assert_eq!(
        words_of_nobody("Shop", "user", &["jo"], None),
        "“jo” belongs to another user, which Shop does not expose over SCIM."
    );
}
