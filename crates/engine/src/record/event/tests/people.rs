//! Entries about people and their cases.

use super::*;
use rollcall_store::{AccountId, CaseId, ConnectionId, PlanId, RunId};

fn imported(held: bool, not_known: u32) -> RecordEvent {
    RecordEvent::TruthImported {
        name: text("hr.csv"),
        sha256: text("cd"),
        rows: 9,
        entries: 8,
        rejected: 1,
        held,
        not_known,
    }
}

pub(super) fn people() -> Vec<Line> {
    let pairs = vec![(text("account:1"), text("entry:mail:jo@x.example"))];
    let tie = |same, linked| RecordEvent::TieDecided { same, linked, pairs: pairs.clone() };
    let marked = |mark| RecordEvent::AccountMarked {
        connection: ConnectionId::from("c1"),
        account: AccountId::from("u1"),
        mark: text(mark),
    };
    vec![
        line(
            imported(false, 0),
            "truth-imported",
            r#"{"entries":8,"held":false,"name":"hr.csv","not_known":0,"rejected":1,"rows":9,"sha256":"cd"}"#,
            "Imported the HR list hr.csv: 8 people, 1 row skipped",
        ),
        line(
            imported(true, 2),
            "truth-imported",
            r#"{"entries":8,"held":true,"name":"hr.csv","not_known":2,"rejected":1,"rows":9,"sha256":"cd"}"#,
            "Imported the HR list hr.csv: 8 people, 2 of them not known, 1 row skipped",
        ),
        line(
            tie(true, Linked::Suggestion { why: text("same-name") }),
            "tie-decided",
            r#"{"pairs":[["account:1","entry:mail:jo@x.example"]],"same":true,"why":"same-name"}"#,
            "Decided about two accounts: the same person",
        ),
        line(
            tie(true, Linked::People { names: [text("Jo"), text("Jo Lind")] }),
            "tie-decided",
            r#"{"names":["Jo","Jo Lind"],"pairs":[["account:1","entry:mail:jo@x.example"]],"same":true}"#,
            "Decided about two accounts: the same person",
        ),
        line(
            tie(
                false,
                Linked::Account {
                    connection: ConnectionId::from("c1"),
                    account: AccountId::from("u1"),
                    from: text("Jo"),
                },
            ),
            "tie-decided",
            r#"{"account":"u1","connection":"c1","from":"Jo","pairs":[["account:1","entry:mail:jo@x.example"]],"same":false}"#,
            "Decided about two accounts: not the same person",
        ),
        line(
            marked("shared"),
            "account-marked",
            r#"{"account":"u1","connection":"c1","mark":"shared"}"#,
            "Marked u1 as shared",
        ),
        line(
            marked(""),
            "account-marked",
            r#"{"account":"u1","connection":"c1","mark":""}"#,
            "Removed the mark of u1",
        ),
    ]
}

fn a_case() -> CaseName {
    CaseName { case: CaseId::from("k1"), title: text("Lockdown of Jo") }
}

fn case_starts() -> Vec<Line> {
    let start = |start| RecordEvent::CaseStarted { case: a_case(), start };
    let confirmed = |plan: Option<&str>, runs: &[&str]| CaseStart::Confirmed {
        people: vec![text("Jo")],
        by: text("ann"),
        plan: plan.map(PlanId::from),
        runs: runs.iter().copied().map(RunId::from).collect(),
    };
    vec![
        line(
            start(confirmed(Some("p1"), &["r1"])),
            "case-started",
            r#"{"by":"ann","case":"k1","people":["Jo"],"plan":"p1","runs":["r1"],"title":"Lockdown of Jo"}"#,
            "Started: Lockdown of Jo",
        ),
        line(
            start(confirmed(None, &[])),
            "case-started",
            r#"{"by":"ann","case":"k1","people":["Jo"],"plan":null,"runs":[],"title":"Lockdown of Jo"}"#,
            "Started: Lockdown of Jo",
        ),
        line(
            start(CaseStart::Noticed { run: RunId::from("r1") }),
            "case-started",
            r#"{"case":"k1","run":"r1","title":"Lockdown of Jo"}"#,
            "Started: Lockdown of Jo",
        ),
    ]
}

pub(super) fn cases() -> Vec<Line> {
    let closed =
        |run: Option<&str>| RecordEvent::CaseClosed { case: a_case(), run: run.map(RunId::from) };
    let again = |plan: Option<&str>| RecordEvent::CaseTriedAgain {
        case: a_case(),
        plan: plan.map(PlanId::from),
    };
    let found = |line, holds, found| LineFound { line, holds, found: text(found) };
    let ticked = |done, note| RecordEvent::ResidualTicked {
        case: a_case(),
        line: 1,
        text: text("API keys"),
        done,
        by: text("ann"),
        note: text(note),
    };
    let mut lines = case_starts();
    lines.extend([
        line(
            closed(Some("r1")),
            "case-closed",
            r#"{"case":"k1","run":"r1","title":"Lockdown of Jo"}"#,
            "Closed, all verified: Lockdown of Jo",
        ),
        line(
            closed(None),
            "case-closed",
            r#"{"case":"k1","title":"Lockdown of Jo"}"#,
            "Closed, all verified: Lockdown of Jo",
        ),
        line(
            RecordEvent::CaseStopped { case: a_case() },
            "case-stopped",
            r#"{"case":"k1","title":"Lockdown of Jo"}"#,
            "Stopped retrying: Lockdown of Jo",
        ),
        line(
            RecordEvent::CaseMarkedIntended {
                case: a_case(),
                found: vec![text("active again in Shop"), text("in team Sales again in Shop")],
            },
            "case-marked-intended",
            r#"{"case":"k1","found":["active again in Shop","in team Sales again in Shop"],"title":"Lockdown of Jo"}"#,
            "Marked as intended: Lockdown of Jo, active again in Shop; in team Sales again in Shop",
        ),
        line(
            again(None),
            "case-tried-again",
            r#"{"case":"k1","title":"Lockdown of Jo"}"#,
            "Retried: Lockdown of Jo",
        ),
        line(
            again(Some("p2")),
            "case-tried-again",
            r#"{"case":"k1","plan":"p2","title":"Lockdown of Jo"}"#,
            "Retried: Lockdown of Jo",
        ),
        line(
            RecordEvent::CaseRechecked {
                case: a_case(),
                lines: vec![found(1, Some(true), "inactive"), found(3, None, "")],
            },
            "case-rechecked",
            r#"{"case":"k1","lines":[{"found":"inactive","holds":true,"line":1},{"found":"","holds":null,"line":3}],"title":"Lockdown of Jo"}"#,
            "Rechecked: Lockdown of Jo, 1 of 2 still in effect",
        ),
        line(
            RecordEvent::CaseReleasePlanned { case: a_case(), plan: PlanId::from("p3"), hash: text("ef") },
            "case-release-planned",
            r#"{"case":"k1","hash":"ef","plan":"p3","title":"Lockdown of Jo"}"#,
            "Planned the release: Lockdown of Jo",
        ),
        line(
            RecordEvent::CaseReleased { case: a_case(), run: RunId::from("r3") },
            "case-released",
            r#"{"case":"k1","run":"r3","title":"Lockdown of Jo"}"#,
            "Released: Lockdown of Jo",
        ),
        line(
            ticked(true, "asked IT"),
            "residual-ticked",
            r#"{"by":"ann","case":"k1","done":true,"line":1,"note":"asked IT","text":"API keys","title":"Lockdown of Jo"}"#,
            "Done by hand: API keys (Lockdown of Jo)",
        ),
        line(
            ticked(false, ""),
            "residual-ticked",
            r#"{"by":"ann","case":"k1","done":false,"line":1,"note":"","text":"API keys","title":"Lockdown of Jo"}"#,
            "Marked as not done by hand: API keys (Lockdown of Jo)",
        ),
    ]);
    lines
}
