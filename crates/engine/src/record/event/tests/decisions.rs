//! Entries about decisions and signatures of a review.

use super::reviews::q4;
use super::*;
use crate::record::parts::DecisionMade;
use crate::view::ReviewDecision;
use rollcall_store::GroupId;

fn decided(change: impl FnOnce(&mut DecisionsMade)) -> RecordEvent {
    let one = DecisionMade {
        item: 1,
        decision: Some(ReviewDecision::Change),
        drop: vec![GroupId::from("g1")],
        reason: text("moved"),
        bulk: false,
        kept_although: String::new(),
    };
    let mut decided = DecisionsMade {
        by: text("Jo"),
        reviewer: 1,
        user: text("ann"),
        source: text("screen"),
        decisions: vec![one],
        ..DecisionsMade::default()
    };
    change(&mut decided);
    RecordEvent::ReviewDecided { review: q4(), decided }
}

pub(super) fn decisions() -> Vec<Line> {
    let keep = |item| DecisionMade {
        item,
        decision: Some(ReviewDecision::Keep),
        bulk: true,
        kept_although: text("left"),
        ..DecisionMade::default()
    };
    vec![
        line(
            decided(|_| ()),
            "review-decided",
            r#"{"bulk":false,"by":"Jo","decisions":[{"bulk":false,"decision":"change","drop":["g1"],"item":1,"kept_although":"","reason":"moved"}],"file_sha256":"","imported":false,"name":"Q4","press":"","review":"v1","reviewer":1,"source":"screen","undoes":"","user":"ann"}"#,
            "Jo decided about 1 item of Q4",
        ),
        line(
            decided(|made| {
                (made.press, made.bulk) = (text("b1"), true);
                made.decisions = vec![keep(4), keep(5)];
            }),
            "review-decided",
            r#"{"bulk":true,"by":"Jo","decisions":[{"bulk":true,"decision":"keep","drop":[],"item":4,"kept_although":"left","reason":""},{"bulk":true,"decision":"keep","drop":[],"item":5,"kept_although":"left","reason":""}],"file_sha256":"","imported":false,"name":"Q4","press":"b1","review":"v1","reviewer":1,"source":"screen","undoes":"","user":"ann"}"#,
            "Jo kept 2 items of Q4 in bulk",
        ),
        line(
            decided(|made| {
                (made.undoes, made.imported) = (text("b1"), true);
                made.decisions[0].decision = None;
            }),
            "review-decided",
            r#"{"bulk":false,"by":"Jo","decisions":[{"bulk":false,"decision":null,"drop":["g1"],"item":1,"kept_although":"","reason":"moved"}],"file_sha256":"","imported":true,"name":"Q4","press":"","review":"v1","reviewer":1,"source":"screen","undoes":"b1","user":"ann"}"#,
            "Undid decisions about 1 item of Q4",
        ),
        line(
            decided(|made| {
                (made.undoes, made.press, made.bulk) = (text("b2"), text("b1"), true);
                made.decisions = vec![keep(4)];
            }),
            "review-decided",
            r#"{"bulk":true,"by":"Jo","decisions":[{"bulk":true,"decision":"keep","drop":[],"item":4,"kept_although":"left","reason":""}],"file_sha256":"","imported":false,"name":"Q4","press":"b1","review":"v1","reviewer":1,"source":"screen","undoes":"b2","user":"ann"}"#,
            "Restored earlier decisions about 1 item of Q4",
        ),
        line(
            decided(|made| {
                made.source = text("csv");
                (made.file_sha256, made.imported) = (text("ab"), true);
                made.decisions[0].decision = Some(ReviewDecision::Revoke);
            }),
            "review-decided",
            r#"{"bulk":false,"by":"Jo","decisions":[{"bulk":false,"decision":"revoke","drop":["g1"],"item":1,"kept_although":"","reason":"moved"}],"file_sha256":"ab","imported":true,"name":"Q4","press":"","review":"v1","reviewer":1,"source":"csv","undoes":"","user":"ann"}"#,
            "ann imported decisions of Jo about 1 item of Q4",
        ),
        line(
            RecordEvent::ReviewContradicted {
                review: q4(),
                by: text("Jo"),
                user: text("ann"),
                source: text("csv"),
                conflicts: vec![Conflicting {
                    item: 3,
                    decision: ReviewDecision::Revoke,
                    drop: vec![],
                    reason: text("left"),
                }],
            },
            "review-contradicted",
            r#"{"by":"Jo","conflicts":[{"decision":"revoke","drop":[],"item":3,"reason":"left"}],"name":"Q4","review":"v1","source":"csv","user":"ann"}"#,
            "Jo contradicted the decision about 1 item of Q4",
        ),
    ]
}

fn signed(role: SignRole, reviewer: Option<u32>, instead_of: Option<&str>) -> RecordEvent {
    RecordEvent::ReviewSigned {
        review: q4(),
        role,
        reviewer,
        by: text("Jo"),
        user: text("ann"),
        statement: text("1 decision: 1 kept."),
        facts: SignFacts { decisions: 1, keep: 1, ..SignFacts::default() },
        instead_of: instead_of.map(text),
        reason: String::new(),
        signed_at: "2026-01-02T03:04:05Z".parse().unwrap(),
    }
}

pub(super) fn signatures() -> Vec<Line> {
    vec![
        line(
            signed(SignRole::Reviewer, Some(1), None),
            "review-signed",
            r#"{"by":"Jo","facts":{"by_others":0,"change":0,"change_bulk":0,"decisions":1,"imported":0,"keep":1,"keep_bulk":0,"late":0,"leavers_kept":0,"not_known_kept":0,"not_listed_kept":0,"privileged_kept":0,"revoke":0,"revoke_bulk":0},"instead_of":null,"name":"Q4","reason":"","review":"v1","reviewer":1,"role":"reviewer","signed_at":"2026-01-02T03:04:05.000Z","statement":"1 decision: 1 kept.","user":"ann"}"#,
            "Jo signed Q4 as its reviewer",
        ),
        line(
            signed(SignRole::Import, Some(2), None),
            "review-signed",
            r#"{"by":"Jo","facts":{"by_others":0,"change":0,"change_bulk":0,"decisions":1,"imported":0,"keep":1,"keep_bulk":0,"late":0,"leavers_kept":0,"not_known_kept":0,"not_listed_kept":0,"privileged_kept":0,"revoke":0,"revoke_bulk":0},"instead_of":null,"name":"Q4","reason":"","review":"v1","reviewer":2,"role":"import","signed_at":"2026-01-02T03:04:05.000Z","statement":"1 decision: 1 kept.","user":"ann"}"#,
            "Jo attested the imported answers to Q4",
        ),
        line(
            signed(SignRole::Second, None, Some("")),
            "review-signed",
            r#"{"by":"Jo","facts":{"by_others":0,"change":0,"change_bulk":0,"decisions":1,"imported":0,"keep":1,"keep_bulk":0,"late":0,"leavers_kept":0,"not_known_kept":0,"not_listed_kept":0,"privileged_kept":0,"revoke":0,"revoke_bulk":0},"instead_of":"","name":"Q4","reason":"","review":"v1","reviewer":null,"role":"second","signed_at":"2026-01-02T03:04:05.000Z","statement":"1 decision: 1 kept.","user":"ann"}"#,
            "Jo signed Q4 as the second signer",
        ),
        line(
            signed(SignRole::Second, None, Some("Farid Rahimi")),
            "review-signed",
            r#"{"by":"Jo","facts":{"by_others":0,"change":0,"change_bulk":0,"decisions":1,"imported":0,"keep":1,"keep_bulk":0,"late":0,"leavers_kept":0,"not_known_kept":0,"not_listed_kept":0,"privileged_kept":0,"revoke":0,"revoke_bulk":0},"instead_of":"Farid Rahimi","name":"Q4","reason":"","review":"v1","reviewer":null,"role":"second","signed_at":"2026-01-02T03:04:05.000Z","statement":"1 decision: 1 kept.","user":"ann"}"#,
            "Jo signed Q4 as the second signer, instead of Farid Rahimi",
        ),
    ]
}
