//! What is said of an outcome, and which answers are the word of the app.

use super::*;
use crate::problem::Side;
use rollcall_providers::{ExpectedValue, MemberSet, Spelling};

const LOST_STATE: &str = "The request was sent. Whether it took effect was not saved.";

fn trouble(what: &str) -> Problem {
    Problem {
        what: what.to_owned(),
        ..outcome_of(&deactivation(), Some(&cut()), &here(jo(true))).problem.unwrap()
    }
}

fn of_kind(kind: FailureKind) -> Failure {
    Failure { kind, ..failed(500, "") }
}

fn slowed_down(status: Option<u16>) -> Failure {
    let mut failure = of_kind(FailureKind::SlowedDown { tries: 3, until: None, said: None });
    failure.exchange.status = status;
    failure
}

/// Of a group of `before`, which should be `after`.
fn membership(add: bool, users: &[&str], before: &[&str], after: &[&str]) -> Item {
    let users = users.iter().map(|id| (*id).to_owned()).collect();
    let (connection, group) = ("c".to_owned(), "g".to_owned());
    let wish = match add {
        true => Change::AddMember { connection, group, users },
        false => Change::RemoveMember { connection, group, users },
    };
    let expected = Expected::Members(MemberSet::of(after.iter().copied()));
    Item {
        members_before: Some(MemberSet::of(before.iter().copied())),
        ..sample::item(wish, expected, json!({"id": "g", "displayName": "Sales"}))
    }
}

fn group_of(members: &[&str]) -> Found {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    here(json!({"id": "g", "displayName": "Sales", "members": members}))
}

fn set_title(title: &str) -> Item {
    let wish = Change::Set { connection: "c".into(), user: "1".into(), values: Default::default() };
    let expected = Expected::Values(vec![ExpectedValue {
        path: "title".into(),
        value: Some(json!(title)),
        write_only: false,
        spelling: Spelling::BySchema,
    }]);
    sample::item(wish, expected, json!({"id": "1", "title": "Lead"}))
}

#[test]
fn green_says_when_and_what_was_read_back() {
    let ended = outcome_of(&deactivation(), None, &here(jo(false)));
    assert_eq!(ended.words, "Read back at 10:00:00 UTC: inactive, as expected.");
}

#[test]
fn an_accepted_change_that_is_not_there_says_what_is_there() {
    let ended = outcome_of(&deactivation(), None, &here(jo(true)));
    assert_eq!(
        ended.words,
        "Shop accepted the request, but the change is not there. Read back at 10:00:00 UTC: active."
    );
}

#[test]
fn an_accepted_change_that_cannot_be_read_back_is_of_unknown_effect() {
    let ended = outcome_of(&deactivation(), None, &Found::Unreadable(failed(503, "")));
    assert_eq!(ended.words, "Shop accepted the request; the result could not be read back.");
    let problem = ended.problem.unwrap();
    assert_eq!(problem.state, "The request was accepted. Whether it took effect is not known.");
    // A 503 without the app's own words is of something between.
    assert_eq!(problem.side, Side::Between);
}

#[test]
fn an_accepted_creation_that_no_one_finds_is_not_green() {
    let wish =
        Change::Create { connection: "c".into(), values: Default::default(), groups: vec![] };
    let create = sample::item(wish, Expected::Active, json!({}));
    let ended = outcome_of(&create, None, &Found::Unproven("the list continues".into()));
    assert_eq!(ended.outcome, Outcome::AcceptedNotVerified);
    assert!(ended.words.ends_with("not found, which proves nothing: the list continues."));
    assert!(ended.problem.is_none());
    let ended = outcome_of(&create, None, &Found::Gone(Vouched::List));
    assert_eq!(ended.outcome, Outcome::AcceptedNotVerified);
}

#[test]
fn a_lost_answer_does_not_matter_once_the_change_is_read_back() {
    let ended = outcome_of(&deactivation(), Some(&cut()), &here(jo(false)));
    assert_eq!(
        ended.words,
        "The response was lost or was an error, but the change took effect. Read back at \
        10:00:00 UTC: inactive, as expected."
    );
}

#[test]
fn a_refusal_says_that_nothing_was_changed_and_what_was_read() {
    let ended = outcome_of(&deactivation(), Some(&failed(400, OWN)), &here(jo(true)));
    assert_eq!(ended.words, "Shop refused (400). Read back at 10:00:00 UTC: active.");
    assert_eq!(ended.problem.unwrap().state, "Nothing was changed. Read back: active.");
    let said = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403",
        "detail":"the owner of this token cannot be removed with it."}"#;
    let ended = outcome_of(&deactivation(), Some(&failed(403, said)), &here(jo(true)));
    assert_eq!(
        ended.words,
        "Shop refused (403). It says: “the owner of this token cannot be removed with it”. Read back \
        at 10:00:00 UTC: active."
    );
}

#[test]
fn an_error_after_which_the_state_changed_says_both() {
    let neither = here(json!({"id": "1", "active": true, "userName": "other@example.com"}));
    let ended = outcome_of(&deactivation(), Some(&failed(500, OWN)), &neither);
    assert_eq!(
        ended.words,
        "Shop answered with an error, but the state changed. Read back at 10:00:00 UTC: active."
    );
    assert_eq!(ended.problem.unwrap().state, ended.words);
}

#[test]
fn a_lost_answer_with_the_old_state_may_still_take_effect() {
    let ended = outcome_of(&deactivation(), Some(&cut()), &here(jo(true)));
    assert_eq!(
        ended.words,
        "Read back at 10:00:00 UTC: active. The request may still take effect."
    );
    assert_eq!(ended.problem.unwrap().state, ended.words);
}

#[test]
fn a_lost_answer_and_nothing_readable_is_not_known() {
    let unreadable = Found::Unreadable(failed(503, ""));
    let ended = outcome_of(&deactivation(), Some(&cut()), &unreadable);
    assert_eq!(
        ended.words,
        "Read back at 10:00:00 UTC: not readable. Whether the request took effect is not known."
    );
    assert_eq!(ended.problem.unwrap().state, ended.words);
}

#[test]
fn the_trouble_of_an_item_names_the_change_that_failed() {
    let ended = outcome_of(&deactivation(), Some(&failed(400, OWN)), &here(jo(true)));
    assert_eq!(ended.problem.unwrap().what, "Deactivate failed.");
    let ended = outcome_of(&deactivation(), None, &Found::Unreadable(failed(503, "")));
    assert_eq!(ended.problem.unwrap().what, "Deactivate failed.");
}

#[test]
fn an_app_that_asks_to_wait_has_refused_without_acting() {
    let slow = slowed_down(Some(429));
    assert!(is_answer_of_app(&slow) && is_refusal(&slow));
    let ended = outcome_of(&deactivation(), Some(&slow), &here(jo(true)));
    assert_eq!(ended.outcome, Outcome::Refused);
    // Asked to wait by a server that is busy: it may have acted.
    assert!(is_answer_of_app(&slowed_down(Some(503))));
    assert!(!is_refusal(&slowed_down(Some(503))));
}

#[test]
fn only_the_statuses_of_a_refusal_are_one() {
    for (status, refuses) in [(399, false), (400, true), (407, true), (409, true), (499, true)] {
        assert_eq!(is_refusal(&failed(status, OWN)), refuses, "{status}");
    }
}

#[test]
fn an_answer_without_a_status_refuses_nothing() {
    assert!(!is_refusal(&slowed_down(None)));
}

#[test]
fn trouble_on_the_way_is_never_the_word_of_the_app() {
    let kinds = [
        FailureKind::NameNotResolved,
        FailureKind::CannotConnect("refused".into()),
        FailureKind::TlsNotTrusted("expired".into()),
        FailureKind::TimedOut("waiting"),
        FailureKind::Cut("reset".into()),
        FailureKind::BodyTooLarge { limit: 1 },
        FailureKind::UnpackedTooLarge { limit: 1 },
        FailureKind::RedirectRefused { to: "https://x".into() },
        FailureKind::NotJson { html: true, content_type: None },
        FailureKind::BadJson("?".into()),
        FailureKind::Cancelled,
        FailureKind::Setup("?".into()),
    ];
    for kind in kinds {
        let mut failure = of_kind(kind);
        failure.exchange.status = Some(400);
        assert!(!is_answer_of_app(&failure), "{}", failure.kind);
        assert!(!is_refusal(&failure), "{}", failure.kind);
        let ended = outcome_of(&deactivation(), Some(&failure), &here(jo(true)));
        assert_eq!(ended.outcome, Outcome::Unknown, "{}", failure.kind);
    }
}

#[test]
fn a_refusal_without_the_words_of_the_app_proves_nothing_where_nobody_is_found() {
    // The status is one that nothing in between sends, but no error object came with it.
    let bare = failed(409, "");
    let ended = outcome_of(&deactivation(), Some(&bare), &Found::Unproven("it continues".into()));
    assert_eq!(ended.outcome, Outcome::Unknown);
    assert!(ended.words.ends_with("Whether the request took effect is not known."));
}

#[test]
fn a_gateway_that_lost_the_app_refuses_nothing_even_in_the_words_of_the_app() {
    let found = Found::Unproven("it continues".into());
    let ended = outcome_of(&deactivation(), Some(&failed(502, OWN)), &found);
    assert_eq!(ended.outcome, Outcome::Unknown);
    assert!(ended.words.ends_with("The request may still take effect."), "{}", ended.words);
}

#[test]
fn a_deletion_that_the_app_answers_with_not_found_took_effect() {
    let wish = Change::Delete { connection: "c".into(), user: "1".into() };
    let delete = sample::item(wish, Expected::Gone, jo(true));
    let ended = outcome_of(&delete, Some(&failed(404, OWN)), &Found::Gone(Vouched::Error));
    assert_eq!(ended.outcome, Outcome::Verified);
    assert!(ended.words.ends_with("not found, as expected."), "{}", ended.words);
}

#[test]
fn a_creation_whose_answer_was_lost_is_green_once_the_account_is_found() {
    let wish =
        Change::Create { connection: "c".into(), values: Default::default(), groups: vec![] };
    let create = sample::item(wish, Expected::Active, json!({}));
    assert_eq!(outcome_of(&create, Some(&cut()), &here(jo(true))).outcome, Outcome::Verified);
    // Nowhere so far: it may still come.
    let ended = outcome_of(&create, Some(&cut()), &Found::Gone(Vouched::List));
    assert_eq!(ended.outcome, Outcome::Unknown);
    assert!(ended.words.ends_with("The request may still take effect."));
}

#[test]
fn members_that_joined_are_counted_with_those_who_were_there() {
    let item = membership(true, &["2"], &["1"], &["1", "2"]);
    let ended = outcome_of(&item, None, &group_of(&["1", "2"]));
    assert_eq!(
        ended.words,
        "Read back at 10:00:00 UTC: 2 members, including the one added, as expected."
    );
}

#[test]
fn members_who_left_are_named_as_left_after_an_error_too() {
    let item = membership(false, &["1", "2"], &["1", "2", "3"], &["3"]);
    let ended = outcome_of(&item, Some(&cut()), &group_of(&["3"]));
    assert!(ended.words.ends_with("1 member, without the 2 removed, as expected."));
}

#[test]
fn a_group_that_is_not_as_expected_says_nothing_of_who_was_added() {
    let item = membership(true, &["2"], &["1"], &["1", "2"]);
    let ended = outcome_of(&item, None, &group_of(&["1"]));
    assert_eq!(ended.outcome, Outcome::AcceptedNotVerified);
    assert!(
        ended.words.ends_with("Read back at 10:00:00 UTC: 1 member, not 2."),
        "{}",
        ended.words
    );
}

#[test]
fn a_refused_membership_is_refused_while_the_group_is_as_it_was() {
    let item = membership(true, &["2"], &["1"], &["1", "2"]);
    let refused = failed(400, OWN);
    assert_eq!(outcome_of(&item, Some(&refused), &group_of(&["1"])).outcome, Outcome::Refused);
    // Somebody else is in it now.
    let ended = outcome_of(&item, Some(&refused), &group_of(&["3"]));
    assert_eq!(ended.outcome, Outcome::Unknown);
    assert!(ended.words.contains("the state changed"));
}

#[test]
fn a_value_that_was_set_is_read_back_by_name() {
    let ended = outcome_of(&set_title("Boss"), None, &here(json!({"id": "1", "title": "Boss"})));
    assert_eq!(ended.outcome, Outcome::Verified);
    assert_eq!(ended.words, "Read back at 10:00:00 UTC: title is “Boss”, as expected.");
    let ended = outcome_of(&set_title("Boss"), None, &here(json!({"id": "1"})));
    assert!(ended.words.ends_with("title empty."), "{}", ended.words);
}

#[test]
fn a_long_value_is_shown_by_its_start() {
    let found = here(json!({"id": "1", "title": "é".repeat(VALUE_SHOWN + 1)}));
    let ended = outcome_of(&set_title("Boss"), None, &found);
    assert!(ended.words.ends_with("é…."), "{}", ended.words);
    let lead =
        "Shop accepted the request, but the change is not there. Read back at 10:00:00 UTC: ";
    assert_eq!(ended.words.chars().count(), lead.len() + VALUE_SHOWN + "….".chars().count());
}

#[test]
fn an_outcome_that_was_not_saved_is_open_and_keeps_its_trouble() {
    let lost = unknown_after(trouble("Saving the outcome failed."), None);
    assert_eq!((lost.outcome, lost.open, &lost.made), (Outcome::Unknown, true, &None));
    assert_eq!(
        lost.words,
        "The request was sent, but this computer could not save the result. Rollcall settles it \
        by reading back at the next start."
    );
    let problem = lost.problem.unwrap();
    assert_eq!(problem.what, "Saving the outcome failed.");
    assert_eq!(problem.state, LOST_STATE);
    let lost = unknown_after(trouble("Saving the outcome failed."), Some("9".to_owned()));
    assert_eq!((lost.open, lost.made.as_deref()), (true, Some("9")));
}

#[test]
fn the_first_trouble_of_an_item_that_was_not_sent_stays() {
    let ended = ItemResult::new(Outcome::HeldBack, "moved", Some(trouble("Looking failed.")));
    let kept = not_kept(ended, trouble("Saving failed.")).problem.unwrap();
    assert_eq!(kept.what, "Looking failed.");
    assert_ne!(kept.state, LOST_STATE);
}

#[test]
fn the_trouble_of_saving_stands_where_there_was_none() {
    let ended = ItemResult::new(Outcome::NotSent, "stopped", None);
    let kept = not_kept(ended, trouble("Saving failed.")).problem.unwrap();
    assert_eq!(kept.what, "Saving failed.");
    assert_ne!(kept.state, LOST_STATE);
}

#[test]
fn what_was_sent_and_not_saved_drops_the_former_trouble() {
    let ended = ItemResult::new(Outcome::Refused, "no", Some(trouble("Deactivate failed.")));
    let kept = not_kept(ended, trouble("Saving failed.")).problem.unwrap();
    assert_eq!((kept.what.as_str(), kept.state.as_str()), ("Saving failed.", LOST_STATE));
}

#[test]
fn a_third_state_after_a_lost_answer_is_not_called_an_error_of_the_app() {
    let neither = here(json!({"id": "1", "active": true, "userName": "other@example.com"}));
    let ended = outcome_of(&deactivation(), Some(&cut()), &neither);
    assert_eq!(ended.outcome, Outcome::Unknown);
    assert_eq!(
        ended.words,
        "Read back at 10:00:00 UTC: active. The request may still take effect."
    );
}

#[test]
fn a_hint_of_the_catalogue_names_the_connection() {
    let catalogue = Catalogue::built_in();
    let mut named = 0;
    for profile in catalogue.all() {
        let doing = Doing {
            what: "Deactivate",
            name: "Shop EU",
            profile,
            host: "app.example.com",
            state: "",
        };
        let next = doing.problem(&failed(403, OWN)).next;
        assert!(!next.contains("NAME"), "{next}");
        named += usize::from(next.contains("`rollcall connection token 'Shop EU'`"));
    }
    assert!(named > 0, "some hints have a command");
}
