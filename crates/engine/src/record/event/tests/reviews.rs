//! Entries about reviews.

use super::*;
use crate::view::{ExceptionKind, ManagerOpen};
use rollcall_store::{CaseId, ConnectionId, GroupId, ReviewId};

pub(super) fn q4() -> ReviewName {
    ReviewName { review: ReviewId::from("v1"), name: text("Q4") }
}

fn sam() -> Reviewer {
    Reviewer {
        number: 2,
        name: text("Sam"),
        email: text("sam@x.example"),
        why: text("manager of 3 of them"),
    }
}

pub(super) fn handed() -> Vec<Line> {
    vec![
        line(
            RecordEvent::ReviewHandedOver {
                review: q4(),
                items: vec![1, 2],
                to: sam(),
                reason: text("on leave"),
                by: text("ann"),
            },
            "review-handed-over",
            r#"{"by":"ann","items":[1,2],"name":"Q4","reason":"on leave","review":"v1","to":{"email":"sam@x.example","name":"Sam","number":2,"why":"manager of 3 of them"}}"#,
            "Handed 2 items of Q4 over to Sam",
        ),
        line(
            RecordEvent::ReviewHandedOut {
                review: q4(),
                packet_sha256: text("ab"),
                reviewer: text("Sam"),
                items: 7,
            },
            "review-handed-out",
            r#"{"items":7,"name":"Q4","packet_sha256":"ab","review":"v1","reviewer":"Sam"}"#,
            "Handed out a packet of Q4 to Sam: 7 items",
        ),
        line(
            RecordEvent::ReviewAnswered {
                review: q4(),
                packet_sha256: text("ab"),
                reviewer: text("Sam"),
                late: true,
                signed_by: None,
                imported_by: text("ann"),
                file_sha256: text("cd"),
            },
            "review-answered",
            r#"{"file_sha256":"cd","imported_by":"ann","late":true,"name":"Q4","packet_sha256":"ab","review":"v1","reviewer":"Sam","signed_by":null}"#,
            "Imported the answers of Sam to Q4",
        ),
    ]
}

fn started() -> RecordEvent {
    RecordEvent::ReviewStarted {
        review: q4(),
        by: text("ann"),
        items: 1,
        outside: 2,
        population_sha256: text("ab"),
        reads: vec![Some(7), None],
        exclusions: vec![Exclusion {
            connection: ConnectionId::from("c2"),
            name: text("Wiki"),
            reason: text("in maintenance"),
            by: text("ann"),
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
            left_out: true,
        }],
        reviewers: vec![sam()],
        second: Some(text("Farid Rahimi")),
        managers: ManagersLook {
            clear: 1,
            without: 1,
            none: 0,
            open: vec![ManagerOpen { written: text("S."), why: text("two people"), items: 1 }],
        },
    }
}

fn excepted() -> RecordEvent {
    RecordEvent::ReviewExcepted {
        review: q4(),
        item: 4,
        group: Some(GroupId::from("g1")),
        exception: ReviewException {
            kind: ExceptionKind::Manual,
            owner: text("Sam"),
            due: Some(text("2026-02-03")),
            expires: None,
            note: text("by hand"),
            proof: None,
            by: text("ann"),
            at: "2026-01-02T03:04:05Z".parse().unwrap(),
        },
    }
}

pub(super) fn reviews() -> Vec<Line> {
    let (review, by) = (q4(), text("ann"));
    vec![
        line(
            started(),
            "review-started",
            r#"{"by":"ann","exclusions":[{"at":"2026-01-02T03:04:05.000Z","by":"ann","connection":"c2","left_out":true,"name":"Wiki","reason":"in maintenance"}],"items":1,"managers":{"clear":1,"none":0,"open":[{"items":1,"why":"two people","written":"S."}],"without":1},"name":"Q4","outside":2,"population_sha256":"ab","reads":[7,null],"review":"v1","reviewers":[{"email":"sam@x.example","name":"Sam","number":2,"why":"manager of 3 of them"}],"second":"Farid Rahimi"}"#,
            "Froze the review Q4: 1 item",
        ),
        line(
            RecordEvent::ReviewRevokesPlanned {
                review: review.clone(),
                case: CaseId::from("k1"),
                by: by.clone(),
                not_planned: vec![text("Shop is not connected.")],
            },
            "review-revokes-planned",
            r#"{"by":"ann","case":"k1","name":"Q4","not_planned":["Shop is not connected."],"review":"v1"}"#,
            "Planned the revokes of Q4",
        ),
        line(
            excepted(),
            "review-excepted",
            r#"{"exception":{"at":"2026-01-02T03:04:05.000Z","by":"ann","due":"2026-02-03","expires":null,"kind":"manual","note":"by hand","owner":"Sam","proof":null},"group":"g1","item":4,"name":"Q4","review":"v1"}"#,
            "Added an exception for item 4 of Q4",
        ),
        line(
            RecordEvent::ReviewReopened { review: review.clone(), by: by.clone(), open: 2 },
            "review-reopened",
            r#"{"by":"ann","name":"Q4","open":2,"review":"v1"}"#,
            "Reopened Q4: 2 revokes are open",
        ),
        line(
            RecordEvent::ReviewClosed {
                review: review.clone(),
                by: by.clone(),
                items: 9,
                verified: 3,
                excepted: 1,
            },
            "review-closed",
            r#"{"by":"ann","excepted":1,"items":9,"name":"Q4","review":"v1","verified":3}"#,
            "Closed Q4: 3 revokes verified, 1 excepted",
        ),
        line(
            RecordEvent::ReviewDiscarded { review: review.clone(), by: by.clone() },
            "review-discarded",
            r#"{"by":"ann","name":"Q4","review":"v1"}"#,
            "Discarded the review Q4",
        ),
        line(
            RecordEvent::ReviewPacked {
                review,
                by,
                left_out: vec![text("email")],
                files_sha256: text("ab"),
            },
            "review-packed",
            r#"{"by":"ann","files_sha256":"ab","left_out":["email"],"name":"Q4","review":"v1"}"#,
            "Exported the evidence of Q4",
        ),
    ]
}
