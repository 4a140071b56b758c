//! What is stored and hashed for each kind, and what is said about it. The kinds and bodies of this table
//! are in records that exist: a line that changes breaks their meaning.

mod connections;
mod decisions;
mod people;
mod reconcile;
mod reviews;
mod runs;

use super::super::sentence;
use super::*;
use std::collections::BTreeSet;

/// An event with its kind, its canonical body and its sentence.
struct Line {
    event: RecordEvent,
    kind: &'static str,
    body: &'static str,
    sentence: &'static str,
}

fn line(
    event: RecordEvent,
    kind: &'static str,
    body: &'static str,
    sentence: &'static str,
) -> Line {
    Line { event, kind, body, sentence }
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// All variants, and the name of one. A new variant does not compile until it is listed here.
macro_rules! variants {
    ($($variant:ident)*) => {
        const VARIANTS: &[&str] = &[$(stringify!($variant)),*];

        fn variant(event: &RecordEvent) -> &'static str {
            match event {
                $(RecordEvent::$variant { .. } => stringify!($variant),)*
            }
        }
    };
}

variants! {
    ConnectionMade ConnectionRemoved ConnectionChanged TokenReplaced TokenSwept SettingChanged
    ReadEnded PlanMade PlanDiscarded
    RunStarted ItemEnded RunSettled RunEnded RunRechecked RunSteered
    TruthImported TieDecided AccountMarked RulesChanged DifferencesIgnored DifferencesShown
    CaseStarted CaseClosed CaseStopped CaseMarkedIntended CaseTriedAgain CaseRechecked
    CaseReleasePlanned CaseReleased ResidualTicked
    ReviewStarted ReviewDecided ReviewContradicted ReviewHandedOver ReviewHandedOut ReviewAnswered
    ReviewSigned ReviewRevokesPlanned ReviewExcepted ReviewReopened ReviewClosed ReviewDiscarded
    ReviewPacked
}

fn table() -> Vec<Line> {
    let parts = [
        connections::connections(),
        runs::reads_and_plans(),
        runs::runs(),
        people::people(),
        people::cases(),
        reconcile::reconcile(),
        decisions::decisions(),
        decisions::signatures(),
        reviews::handed(),
        reviews::reviews(),
    ];
    parts.into_iter().flatten().collect()
}

fn canonical(body: Value) -> String {
    serde_json_canonicalizer::to_string(&rollcall_store::exact_numbers(body)).unwrap()
}

#[test]
fn every_kind_is_in_the_table() {
    let lines = table();
    let found: BTreeSet<&str> = lines.iter().map(|line| variant(&line.event)).collect();
    let wanted: BTreeSet<&str> = VARIANTS.iter().copied().collect();
    assert_eq!(found, wanted);
    let kinds: BTreeSet<&str> = lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds.len(), VARIANTS.len(), "each variant is a kind of its own");
}

#[test]
fn each_event_is_stored_and_said_as_in_the_table() {
    for Line { event, kind, body, sentence } in table() {
        let entry = event.entry();
        assert_eq!((entry.kind.as_str(), canonical(entry.body).as_str()), (kind, body));
        assert_eq!(event.sentence(), sentence, "{kind} {body}");
    }
}

#[test]
fn each_stored_entry_is_read_as_the_event_that_it_was() {
    for Line { event, kind, body, sentence } in table() {
        assert_eq!(sentence::of(kind, body), sentence, "{kind} {body}");
        let read = RecordEvent::of(kind, body).unwrap();
        assert_eq!(canonical(read.entry().body), body);
        // Large numbers are stored as texts.
        if kind != "plan-made" {
            assert_eq!(read, event);
        }
    }
}

#[test]
fn entries_from_before_a_field_existed_are_read() {
    let review = r#""review":"v1","name":"Q4","by":"Jo""#;
    for (kind, body, sentence) in [
        (
            "setting-changed",
            r#"{"connection":"c1","name":"Shop","setting":"protected","account":"u1","lifted":"Left."}"#
                .to_owned(),
            "Lifted the protection of u1 in Shop: Left.",
        ),
        (
            "truth-imported",
            r#"{"name":"hr.csv","sha256":"cd","rows":9,"entries":8,"rejected":1,"held":false}"#
                .to_owned(),
            "Imported the HR list hr.csv: 8 people, 1 row skipped",
        ),
        (
            "review-started",
            format!(
                r#"{{{review},"items":7,"outside":0,"population_sha256":"ab","reads":[1],"exclusions":[],"reviewers":[]}}"#
            ),
            "Froze the review Q4: 7 items",
        ),
        (
            "review-decided",
            format!(
                r#"{{{review},"source":"screen","bulk":false,"decisions":[{{"item":1,"decision":"keep","drop":[],"reason":""}}]}}"#
            ),
            "Jo decided about 1 item of Q4",
        ),
        (
            "review-contradicted",
            format!(r#"{{{review},"source":"csv","conflicts":[]}}"#),
            "Jo contradicted the decision about 0 items of Q4",
        ),
        (
            "review-answered",
            r#"{"review":"v1","name":"Q4","packet_sha256":"ab","reviewer":"Sam","late":false,"signed_by":null}"#
                .to_owned(),
            "Imported the answers of Sam to Q4",
        ),
        (
            "review-signed",
            format!(
                r#"{{{review},"role":"second","statement":"All of it.","signed_at":"2026-01-02T03:04:05Z"}}"#
            ),
            "Jo signed Q4 as the second signer",
        ),
    ] {
        assert_eq!(sentence::of(kind, &body), sentence);
    }
}

#[test]
fn what_is_not_known_is_its_label() {
    for body in ["{}", "no json", r#"{"name":"Shop"}"#, "null"] {
        assert_eq!(sentence::of("of-tomorrow", body), "Of tomorrow");
    }
    for Line { kind, .. } in table() {
        for body in ["no json", "null", r#"{"name":7}"#] {
            assert_eq!(sentence::of(kind, body), sentence::label(kind), "{kind} {body}");
        }
    }
}

#[test]
fn the_store_tells_apart_kinds_that_exist() {
    let kind = |wanted: &str| {
        table().into_iter().find(|line| variant(&line.event) == wanted).map(|line| line.kind)
    };
    assert_eq!(kind("ItemEnded"), Some(rollcall_store::ITEM_ENDED));
    assert_eq!(kind("RunStarted"), Some(rollcall_store::RUN_STARTED));
}
