//! 50 000 rows of an HR list against 6 apps of 100 000 accounts each: the buckets, beside bare reading
//! and hashing of the same rows; and the peak memory of the command line, beside a tenth of it.

use crate::apps::{App, House, program};
use crate::memory::watched;
use crate::people::{bare, everybody};
use crate::table::{Limit, Line, median};
use rollcall_engine::view::{ReconcileBucket, ReconcileIgnore, ReconcileQuery};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Instant;

const APPS: u32 = 6;
const USERS: u32 = 100_000;
const ROWS: usize = 50_000;
const ROUNDS: u32 = 3;

pub async fn lines() -> Vec<Line> {
    let (few, ..) = compared(USERS / 10, ROWS / 10).await;
    let (many, took, bare, found) = compared(USERS, ROWS).await;
    let from = format!("{took:.2} s : {bare:.2} s, medians of {ROUNDS}, {found} values differ");
    vec![
        Line {
            what: "Buckets of 600 000 accounts beside 50 000 rows".to_owned(),
            limit: Limit::Below(3.0, "s"),
            measured: took,
            from: from.clone(),
        },
        Line {
            what: "Buckets : bare reading and hashing of the same rows".to_owned(),
            limit: Limit::Times(4.0),
            measured: took / bare,
            from,
        },
        Line {
            what: "Peak memory of `rollcall reconcile` : 600 000 accounts to 60 000".to_owned(),
            limit: Limit::Times(1.3),
            measured: many / few,
            from: format!("{many:.1} MiB : {few:.1} MiB (VmHWM), 50 000 and 5 000 rows"),
        },
    ]
}

/// Mebibytes of the command line, seconds of the comparison and of bare reading, values that differ.
async fn compared(users: u32, rows: usize) -> (f64, f64, f64, u32) {
    let folder = tempfile::tempdir().expect("a folder");
    // The command line opens it later, with the key from the real keychain.
    let house = House::shipped(folder.path()).await;
    let mut ids = Vec::new();
    {
        // All apps have the same people: every person of the list has an account in each.
        let apps: Vec<App> = (0..APPS).map(|_| App::start(users, 1)).collect();
        for (number, app) in (1..).zip(&apps) {
            ids.push(app.connect(&house.engine, &format!("App {number}")).await);
        }
        house.engine.read(&[]).await.expect("the reads end");
    }
    // Every fiftieth is in another department than the apps say.
    let list = everybody(&house, &ids[0], rows, &|number, department| match number % 50 {
        0 => "Moved",
        _ => department,
    });
    let list = list.await;
    let look = house.engine.look_at_truth("hr.csv", list.as_bytes()).await.expect("a list");
    let typed = look.held.as_ref().map(|held| held.type_this.clone());
    house.engine.import_truth(&look.id, typed.as_deref()).await.expect("an import");
    let query = ReconcileQuery {
        bucket: ReconcileBucket::Differs,
        limit: 200,
        ..ReconcileQuery::default()
    };
    let view = house.engine.reconcile(query.clone()).await.expect("a comparison");
    assert_eq!(view.accounts, users * APPS);
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        // What is ignored causes all of it to be computed again, and no linking.
        let ignore = ReconcileIgnore {
            bucket: ReconcileBucket::Differs,
            rows: vec![view.rows[round as usize].at.clone()],
            until: jiff::Zoned::now().date().to_string(),
            reason: "The next round".to_owned(),
        };
        house.engine.reconcile_ignore(ignore).await.expect("ignored");
        let start = Instant::now();
        let again = house.engine.reconcile(query.clone()).await.expect("a comparison");
        times.push(start.elapsed().as_secs_f64());
        assert!(again.total < view.total);
    }
    let (file, keychain) = house.close().await;
    let peak = command_line(folder.path());
    let name = std::fs::read_to_string(folder.path().join("rollcall.id")).expect("a name");
    let entry = format!("store:{}", name.trim());
    let key = keychain.get(&entry).await.expect("a keychain").expect("the store's key");
    let hex = key.expose_secret().to_owned();
    let bare = tokio::task::spawn_blocking(move || bare(&file, &hex)).await.expect("bare reading");
    (peak, median(&times), bare, view.total)
}

/// Mebibytes at the most.
fn command_line(data: &std::path::Path) -> f64 {
    let mut child = Command::new(program())
        .args(["--json", "reconcile", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command line starts");
    let peak = watched(&mut child);
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "comparing failed");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let buckets = said["result"].as_array().expect("buckets").len();
    assert_eq!(buckets, ReconcileBucket::ALL.len());
    peak
}
