//! When an item is green, refused or unknown.

use super::*;
use crate::plan::sample;
use crate::witness::Vouched;
use rollcall_providers::{Catalogue, EndState, Expected};
use rollcall_scim::{Exchange, Method, Reached, Resource, ScimError};
use serde_json::{Value, json};

mod words;

fn failed(status: u16, body: &str) -> Failure {
    let exchange = Exchange {
        method: Method::Patch,
        url_path_and_query: "/Users/1".to_owned(),
        host: "app.example.com".to_owned(),
        request_body: None,
        status: Some(status),
        content_type: None,
        answer: Some(body.to_owned()),
        took_ms: 1,
        attempts: 1,
        at: String::new(),
    };
    let kind = FailureKind::Status(ScimError::of(status, body.as_bytes()));
    Failure { kind, exchange: Box::new(exchange), reached: Reached::Answered }
}

#[test]
fn only_the_app_itself_refuses() {
    let own = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}"#;
    let other = r#"{"message":"no Route matched with those values"}"#;
    for (status, body, answers, refuses) in [
        (400, own, true, true),
        (403, own, true, true),
        (404, own, true, true),
        (409, own, true, true),
        (422, own, true, true),
        // A separate form, with a status that nothing in between sends.
        (400, other, true, true),
        (409, "", true, true),
        // It may have acted before it failed, or may still act.
        (408, own, true, false),
        (500, own, true, false),
        (501, own, true, false),
        (502, own, false, false),
        (504, own, false, false),
        // The word of something between.
        (401, other, false, false),
        (403, other, false, false),
        (404, "404 page not found", false, false),
        (410, "", false, false),
        (407, other, false, false),
        (501, other, false, false),
        (502, other, false, false),
        (503, other, false, false),
        (511, "<html>", false, false),
    ] {
        let failure = failed(status, body);
        assert_eq!(is_answer_of_app(&failure), answers, "{status} {body}");
        assert_eq!(is_refusal(&failure), refuses, "{status} {body}");
    }
}

const OWN: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}"#;

fn cut() -> Failure {
    Failure { kind: FailureKind::Cut("reset".into()), ..failed(500, "") }
}

fn here(value: Value) -> Found {
    Found::Here(Box::new(Resource::from_value(value).unwrap()))
}

fn jo(active: bool) -> Value {
    json!({"id": "1", "active": active, "userName": "jo@example.com"})
}

/// The deactivation of an active account.
fn deactivation() -> Item {
    let wish = Change::Deactivate { connection: "c".into(), user: "1".into() };
    sample::item(wish, Expected::Ended(vec![EndState::Inactive]), jo(true))
}

fn outcome_of(item: &Item, failed: Option<&Failure>, found: &Found) -> ItemResult {
    let profile = Catalogue::built_in().get("scim").unwrap().clone();
    let doing = Doing {
        what: &item.change,
        name: "Shop",
        profile: &profile,
        host: "app.example.com",
        state: "",
    };
    classify_outcome(&doing, item, failed, found, "10:00:00 UTC")
}

#[test]
fn green_means_read_back() {
    let (refused, failing) = (failed(400, OWN), failed(500, OWN));
    let (lost, gateway) = (cut(), failed(502, ""));
    let unreadable = || Found::Unreadable(failed(503, ""));
    let as_expected = || here(jo(false));
    let as_before = || here(jo(true));
    let neither = || here(json!({"id": "1", "active": true, "userName": "other@example.com"}));
    let unproven = || Found::Unproven("the list continues".into());
    let cases: [(Option<&Failure>, Found, Outcome, &str); 18] = [
        // The app accepted it.
        (None, as_expected(), Outcome::Verified, "inactive, as expected."),
        (
            None,
            as_before(),
            Outcome::AcceptedNotVerified,
            "the change is not there. Read back at 10:00:00 UTC: active.",
        ),
        (None, unreadable(), Outcome::AcceptedNotVerified, "could not be read back."),
        (None, Found::Gone(Vouched::List), Outcome::AcceptedNotVerified, "not in its list"),
        // The app answered with an error before it acted.
        (Some(&refused), as_before(), Outcome::Refused, "Shop refused (400). Read back"),
        (Some(&refused), unproven(), Outcome::Refused, "Shop refused (400)."),
        (
            Some(&refused),
            as_expected(),
            Outcome::Verified,
            "The response was lost or was an error, but",
        ),
        (Some(&refused), neither(), Outcome::Unknown, "but the state changed."),
        (Some(&refused), unreadable(), Outcome::Unknown, "not known"),
        // The app answered with an error and may have acted.
        (Some(&failing), as_before(), Outcome::Refused, "Shop refused (500)."),
        (Some(&failing), neither(), Outcome::Unknown, "but the state changed."),
        // No answer of the app: what it does may still come.
        (Some(&lost), as_before(), Outcome::Unknown, "may still take effect"),
        (Some(&lost), as_expected(), Outcome::Verified, "as expected."),
        (Some(&lost), unreadable(), Outcome::Unknown, "not known"),
        (Some(&lost), unproven(), Outcome::Unknown, "not known"),
        (Some(&gateway), as_before(), Outcome::Unknown, "may still take effect"),
        (Some(&gateway), as_expected(), Outcome::Verified, "as expected."),
        (Some(&gateway), unreadable(), Outcome::Unknown, "not known"),
    ];
    for (number, (failed, found, outcome, words)) in cases.into_iter().enumerate() {
        let ended = outcome_of(&deactivation(), failed, &found);
        assert_eq!(ended.outcome, outcome, "case {number}: {}", ended.words);
        assert!(ended.words.contains(words), "case {number}: {}", ended.words);
        assert!(!ended.open && ended.made.is_none());
        // What is not green after an error says why; what is green has no trouble.
        let troubled = outcome != Outcome::Verified
            && (failed.is_some() || matches!(found, Found::Unreadable(_)));
        assert_eq!(ended.problem.is_some(), troubled, "case {number}");
    }
}

#[test]
fn an_account_that_is_gone_proves_only_what_ends_with_it() {
    let gone = || Found::Gone(Vouched::Error);
    let delete = Change::Delete { connection: "c".into(), user: "1".into() };
    let delete = sample::item(delete, Expected::Gone, jo(true));
    assert_eq!(outcome_of(&delete, None, &gone()).outcome, Outcome::Verified);
    let ended = outcome_of(&delete, None, &here(jo(true)));
    assert_eq!(ended.outcome, Outcome::AcceptedNotVerified);
    assert!(ended.words.contains("still there"));
    // For an app whose inactive accounts leave the list, gone is an end too.
    let mut unlisted = deactivation();
    unlisted.expected = Expected::Ended(vec![EndState::Inactive, EndState::NotFound]);
    assert_eq!(outcome_of(&unlisted, None, &gone()).outcome, Outcome::Verified);
    let refused = failed(400, OWN);
    assert_eq!(outcome_of(&deactivation(), Some(&refused), &gone()).outcome, Outcome::Unknown);
}

#[test]
fn a_creation_that_was_refused_is_nowhere() {
    let wish =
        Change::Create { connection: "c".into(), values: Default::default(), groups: vec![] };
    let create = sample::item(wish, Expected::Active, json!({}));
    let refused = failed(409, OWN);
    let gone = Found::Gone(Vouched::List);
    assert_eq!(outcome_of(&create, Some(&refused), &gone).outcome, Outcome::Refused);
    // It is there although the app answered with an error: it is not known who made it.
    let inactive = here(jo(false));
    assert_eq!(outcome_of(&create, Some(&refused), &inactive).outcome, Outcome::Unknown);
    assert_eq!(outcome_of(&create, None, &here(jo(true))).outcome, Outcome::Verified);
    // As planned, and still not shown to be the one that was to be created.
    let taken = outcome_of(&create, Some(&refused), &here(jo(true)));
    assert_eq!(taken.outcome, Outcome::Unknown);
    assert!(taken.words.contains("Nothing shows who created it"), "{}", taken.words);
}

#[test]
fn a_busy_app_is_told_from_one_that_refuses() {
    let taken =
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"uniqueness"}"#;
    let wish =
        Change::Create { connection: "c".into(), values: Default::default(), groups: vec![] };
    let create = sample::item(wish, Expected::Active, json!({}));
    for (status, body, busy) in [
        (500, OWN, true),
        (503, OWN, true),
        (423, OWN, true),
        (409, OWN, true),
        (409, taken, false),
        (400, OWN, false),
        (403, OWN, false),
        (404, OWN, false),
        (501, OWN, false),
        // Something between speaks for nobody.
        (503, "{}", false),
    ] {
        let failure = failed(status, body);
        let of = |item: &Item| may_come_from_crowding(item, &failure);
        assert_eq!(of(&deactivation()), busy, "{status} {body}");
        assert!(!of(&create), "a creation is not sent twice: {status}");
    }
}

#[test]
fn the_words_count_the_members_that_an_item_is_about() {
    let users = |n: usize| (0..n).map(|id| id.to_string()).collect::<Vec<_>>();
    let (connection, group) = ("c".to_owned(), "g".to_owned());
    for (add, number, words) in [
        (true, 1, ", including the one added"),
        (true, 3, ", including all 3 added"),
        (false, 1, ", without the one removed"),
        (false, 2, ", without the 2 removed"),
    ] {
        let (connection, group, users) = (connection.clone(), group.clone(), users(number));
        let wish = match add {
            true => Change::AddMember { connection, group, users },
            false => Change::RemoveMember { connection, group, users },
        };
        assert_eq!(members_met(&sample::item(wish, Expected::Gone, json!({}))), words);
    }
    assert_eq!(members_met(&deactivation()), "");
}

#[test]
fn what_cannot_be_written_down_stays_open_unless_nothing_was_sent() {
    let problem = || outcome_of(&deactivation(), Some(&cut()), &here(jo(true))).problem.unwrap();
    let ended = |outcome, made: Option<&str>| ItemResult {
        made: made.map(str::to_owned),
        ..ItemResult::new(outcome, "as it was", None)
    };
    for outcome in [Outcome::NotSent, Outcome::HeldBack] {
        let kept = not_kept(ended(outcome, None), problem());
        assert_eq!((kept.outcome, kept.words.as_str()), (outcome, "as it was"));
        assert!(kept.open && kept.problem.is_some());
    }
    for outcome in
        [Outcome::Verified, Outcome::AcceptedNotVerified, Outcome::Refused, Outcome::Unknown]
    {
        // What was created keeps its id.
        for made in [None, Some("9")] {
            let kept = not_kept(ended(outcome, made), problem());
            assert_eq!((kept.outcome, kept.made.as_deref()), (Outcome::Unknown, made));
            assert!(kept.open && kept.words == NOT_WRITTEN);
            let state = kept.problem.unwrap().state;
            assert!(state.starts_with("The request was sent."), "{state}");
        }
    }
}

#[test]
fn without_the_former_state_nothing_is_called_refused_or_changed() {
    let (refused, failing, lost) = (failed(400, OWN), failed(500, OWN), cut());
    let as_before = || here(jo(true));
    let as_expected = || here(jo(false));
    let gone = || Found::Gone(Vouched::Error);
    let cases: [(Option<&Failure>, Found, Outcome, &str); 7] = [
        (Some(&refused), as_before(), Outcome::Unknown, "Whether the request took effect is not"),
        (Some(&failing), as_before(), Outcome::Unknown, "Whether the request took effect is not"),
        (Some(&lost), as_before(), Outcome::Unknown, "Whether the request took effect is not"),
        // The account was there when the plan was created.
        (Some(&refused), gone(), Outcome::Unknown, "but the state changed."),
        // What was read back needs no former state.
        (None, as_expected(), Outcome::Verified, "as expected."),
        (Some(&refused), as_expected(), Outcome::Verified, "as expected."),
        (None, as_before(), Outcome::AcceptedNotVerified, "the change is not there."),
    ];
    for (number, (failed, found, outcome, words)) in cases.into_iter().enumerate() {
        let item = Item { before_image: Value::Null, ..deactivation() };
        let ended = outcome_of(&item, failed, &found);
        assert_eq!(ended.outcome, outcome, "case {number}: {}", ended.words);
        assert!(ended.words.contains(words), "case {number}: {}", ended.words);
    }
}
