//! The outcome of an item that was being sent when Rollcall stopped.

use super::*;
use crate::change::Change;
use crate::plan::sample;
use crate::witness::Vouched;
use rollcall_providers::{EndState, Expected, ExpectedValue, Spelling};
use rollcall_scim::{Exchange, Failure, FailureKind, Method, Reached, Resource};
use serde_json::{Map, Value, json};

const AT: &str = "2026-11-29 10:00:00 UTC";

fn jo(active: bool, name: &str) -> Value {
    json!({"id": "1", "active": active, "userName": name})
}

fn here(value: Value) -> Found {
    Found::Here(Box::new(Resource::from_value(value).unwrap()))
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

fn deactivation() -> Item {
    let wish = Change::Deactivate { connection: "c".into(), user: "1".into() };
    sample::item(wish, Expected::Ended(vec![EndState::Inactive]), jo(true, "jo"))
}

#[test]
fn only_what_is_found_as_expected_is_verified() {
    let cases = [
        (here(jo(false, "jo")), Outcome::Verified, "inactive, as expected."),
        (here(jo(true, "jo")), Outcome::Unknown, "active. The change has not taken effect so far."),
        (here(jo(true, "al")), Outcome::Unknown, "neither the former nor the expected state."),
        (
            Found::Gone(Vouched::Error),
            Outcome::Unknown,
            "neither the former nor the expected \
            state.",
        ),
        (
            Found::Unproven("the list continues".into()),
            Outcome::Unknown,
            "not found, which proves nothing: the list continues.",
        ),
    ];
    for (found, outcome, words) in cases {
        let (ended, said) = outcome_after_stop(&deactivation(), &found, AT).unwrap();
        assert_eq!(ended, outcome, "{said}");
        let lead = format!("Rollcall stopped before the response came. Read back at {AT}: ");
        assert!(said.starts_with(&lead) && said.ends_with(words), "{said}");
    }
}

#[test]
fn what_cannot_be_read_now_stays_open() {
    assert!(outcome_after_stop(&deactivation(), &unreadable(), AT).is_none());
}

#[test]
fn an_account_that_was_to_go_and_is_gone_is_verified() {
    let wish = Change::Delete { connection: "c".into(), user: "1".into() };
    let item = sample::item(wish, Expected::Gone, jo(true, "jo"));
    let gone = Found::Gone(Vouched::List);
    let (outcome, words) = outcome_after_stop(&item, &gone, AT).unwrap();
    assert_eq!(outcome, Outcome::Verified);
    assert!(words.ends_with("not found, and not in its list, as expected."), "{words}");
}

#[test]
fn a_password_that_no_app_gives_back_is_never_verified() {
    let expected = Expected::Values(vec![ExpectedValue {
        path: "password".into(),
        value: Some(json!("secret")),
        write_only: true,
        spelling: Spelling::BySchema,
    }]);
    let wish = Change::Set { connection: "c".into(), user: "1".into(), values: Map::new() };
    let item = sample::item(wish, expected, jo(true, "jo"));
    let (outcome, words) = outcome_after_stop(&item, &here(jo(true, "jo")), AT).unwrap();
    assert_eq!(outcome, Outcome::Unknown);
    assert!(words.ends_with("Whether the change took effect cannot be read."), "{words}");
}

#[test]
fn a_plan_that_does_not_show_the_former_state_leaves_open_whether_it_changed() {
    let item = Item { before_image: Value::Null, ..deactivation() };
    let (outcome, words) = outcome_after_stop(&item, &here(jo(true, "jo")), AT).unwrap();
    assert_eq!(outcome, Outcome::Unknown);
    assert!(words.ends_with("active. Whether the change took effect is not known."), "{words}");
    // What was read as expected needs no former state.
    let (outcome, _) = outcome_after_stop(&item, &here(jo(false, "jo")), AT).unwrap();
    assert_eq!(outcome, Outcome::Verified);
}
