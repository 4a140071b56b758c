//! Entries about reads, plans and runs.

use super::*;
use rollcall_store::{ConnectionId, PlanId, RunId};

fn read(verdict: Verdict, groups_claimed: Option<u32>, confirmed: Option<u32>) -> RecordEvent {
    RecordEvent::ReadEnded {
        connection: ConnectionId::from("c1"),
        name: text("Shop"),
        read: 7,
        verdict,
        reason: text("All came."),
        users_received: 120,
        users_claimed: Some(121),
        groups_received: 4,
        groups_claimed,
        groups_unknown: 1,
        confirmed,
    }
}

pub(super) fn reads_and_plans() -> Vec<Line> {
    vec![
        line(
            read(Verdict::Complete, Some(4), None),
            "read-ended",
            r#"{"connection":"c1","groups_claimed":4,"groups_received":4,"groups_unknown":1,"name":"Shop","read":7,"reason":"All came.","users_claimed":121,"users_received":120,"verdict":"complete"}"#,
            "Read Shop: complete. All came.",
        ),
        line(
            read(Verdict::CannotBeProven, None, Some(31)),
            "read-ended",
            r#"{"confirmed":31,"connection":"c1","groups_claimed":null,"groups_received":4,"groups_unknown":1,"name":"Shop","read":7,"reason":"All came.","users_claimed":121,"users_received":120,"verdict":"cannot-be-proven"}"#,
            "Read Shop: cannot-be-proven. All came.",
        ),
        line(
            RecordEvent::PlanMade {
                plan: PlanId::from("p1"),
                hash: text("ab"),
                title: text("Deactivate Jo"),
                expires_at: "2026-01-02T03:04:05Z".parse().unwrap(),
                items: vec![json!({"seq": 1, "id": 144_115_188_075_855_873_u64})],
            },
            "plan-made",
            r##"{"expires_at":"2026-01-02T03:04:05.000Z","hash":"ab","items":[{"id":"#144115188075855873","seq":1}],"plan":"p1","title":"Deactivate Jo"}"##,
            "Planned: Deactivate Jo",
        ),
        line(
            RecordEvent::PlanDiscarded { plan: PlanId::from("p1"), hash: text("ab") },
            "plan-discarded",
            r#"{"hash":"ab","plan":"p1"}"#,
            "Discarded a plan",
        ),
    ]
}

pub(super) fn runs() -> Vec<Line> {
    let run = text("r1");
    let found = |item, holds| ItemFound { item, holds };
    let steered = |steered| RecordEvent::RunSteered { run: RunId::from("r1"), steered };
    vec![
        line(
            RecordEvent::RunStarted {
                run: RunId::from(run.clone()),
                plan: PlanId::from("p1"),
                hash: text("ab"),
                title: text("Deactivate Jo"),
            },
            "run-started",
            r#"{"hash":"ab","plan":"p1","run":"r1","title":"Deactivate Jo"}"#,
            "Started the run: Deactivate Jo",
        ),
        line(
            RecordEvent::ItemEnded {
                run: RunId::from(run.clone()),
                item: 2,
                connection: ConnectionId::from("c1"),
                account: text("u1"),
                change: text("Deactivate"),
                on: text("Jo"),
                outcome: Outcome::AcceptedNotVerified,
                words: text("It is so."),
                settled_later: false,
                exchange: text("PATCH /Users/u1"),
            },
            "item-ended",
            r#"{"account":"u1","change":"Deactivate","connection":"c1","exchange":"PATCH /Users/u1","item":2,"on":"Jo","outcome":"accepted-not-verified","run":"r1","settled_later":false,"words":"It is so."}"#,
            "Deactivate Jo: accepted-not-verified. It is so.",
        ),
        line(
            RecordEvent::RunSettled { run: RunId::from(run.clone()) },
            "run-settled",
            r#"{"run":"r1"}"#,
            "Settled an interrupted run by reading it back",
        ),
        line(
            RecordEvent::RunEnded { run: RunId::from(run.clone()), verified: 1, not_verified: 2 },
            "run-ended",
            r#"{"not_verified":2,"run":"r1","verified":1}"#,
            "Run ended: 1 verified, 2 not verified",
        ),
        line(
            RecordEvent::RunRechecked {
                run: RunId::from(run),
                items: vec![found(1, Some(true)), found(2, Some(false)), found(3, None)],
            },
            "run-rechecked",
            r#"{"items":[{"holds":true,"item":1},{"holds":false,"item":2},{"holds":null,"item":3}],"run":"r1"}"#,
            "Rechecked a run: 1 of 3 changes are still in effect",
        ),
        line(
            steered(Steered::Paused),
            "run-steered",
            r#"{"run":"r1","steered":"paused"}"#,
            "Paused a run",
        ),
        line(
            steered(Steered::WentOn),
            "run-steered",
            r#"{"run":"r1","steered":"went on"}"#,
            "Resumed a run",
        ),
        line(
            steered(Steered::Stopped),
            "run-steered",
            r#"{"run":"r1","steered":"stopped"}"#,
            "Stopped a run after the requests in progress",
        ),
    ]
}
