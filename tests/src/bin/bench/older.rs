//! The command line beside that of commit 40dd3ab, which `ROLLCALL_BASE` names: over a line with 100 ms from
//! a request to its answer, on an app that sets no limit. Each process from its start to its end.

use crate::apps::{App, program};
use crate::plot::{connect, took_to_read};
use crate::table::{Limit, Line};
use rollcall_scim::{ListRules, Listing};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const READ: u32 = 20_000;
const USERS: u32 = 3_000;
const RUN: usize = 1_000;
const SLOW: [&str; 2] = ["--fault", "latency=100ms"];

/// Nothing without the older command line.
pub async fn lines() -> Vec<Line> {
    let Some(base) = std::env::var_os("ROLLCALL_BASE").map(PathBuf::from) else {
        eprintln!("left out: ROLLCALL_BASE does not name the older command line");
        return Vec::new();
    };
    let app = App::start_with(READ, 1, &SLOW);
    let (older, now) = (took_to_read(&base, &app), took_to_read(&program(), &app));
    drop(app);
    let (older_run, now_run) = (run(&base).await, run(&program()).await);
    vec![
        Line {
            what: "20 000 users at 100 ms, no limit : 40dd3ab".to_owned(),
            limit: Limit::Times(0.2),
            measured: now / older,
            from: format!("{now:.2} s : {older:.2} s"),
        },
        Line {
            what: "1 000 deactivations at 100 ms, no limit : 40dd3ab".to_owned(),
            limit: Limit::Times(0.25),
            measured: now_run / older_run,
            from: format!("{now_run:.1} s : {older_run:.1} s, without planning"),
        },
    ]
}

/// Seconds to run a plan of a thousand deactivations. The app says how many are inactive in the end.
async fn run(program: &Path) -> f64 {
    let app = App::start_with(USERS, 1, &SLOW);
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    connect(program, &data, &app);
    let timed = |words: &[&str]| {
        let start = Instant::now();
        let done = Command::new(program)
            .args(words)
            .arg("--data")
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .expect("the command line starts");
        assert!(done.success(), "{words:?}");
        start.elapsed().as_secs_f64()
    };
    timed(&["read", "App"]);
    timed(&["guard", "App", "2000", "--confirm", "2000"]);
    let before = active(&app).await;
    let (changes, plan) = (folder.path().join("changes.jsonl"), folder.path().join("plan.json"));
    let lines: Vec<String> = before.iter().take(RUN).map(|user| deactivation(user)).collect();
    std::fs::write(&changes, lines.join("\n")).expect("a file");
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    timed(&["plan", "from", &text(&changes), "-o", &text(&plan)]);
    let planned = std::fs::read(&plan).expect("the plan");
    let planned: Value = serde_json::from_slice(&planned).expect("JSON");
    let hash = planned["hash"].as_str().expect("the plan's hash");
    let took = timed(&["apply", &text(&plan), "--confirm", &hash[..12]]);
    assert_eq!(active(&app).await.len(), before.len() - RUN, "each is inactive");
    took
}

fn deactivation(user: &str) -> String {
    json!({"change": "deactivate", "connection": "App", "user": user}).to_string()
}

/// Ids of the active accounts, as the app lists them.
async fn active(app: &App) -> Vec<String> {
    let (client, cancel) = (app.client(), CancellationToken::new());
    let mut listing = Listing::new(&client, &ListRules::new("Users"), &cancel);
    let mut ids = Vec::new();
    while let Some(page) = listing.next().await {
        for row in page.rows {
            let user: Value = serde_json::from_str(&row.to_text()).expect("JSON");
            if user["active"] == true {
                ids.push(user["id"].as_str().expect("an id").to_owned());
            }
        }
    }
    ids
}
