//! The peak memory of `rollcall read` as the population grows.

use crate::apps::{App, House, program};
use crate::table::{Limit, Line};
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const FEW: u32 = 20_000;
const MANY: u32 = 200_000;

pub async fn line() -> Line {
    let few = peak(FEW).await;
    let many = peak(MANY).await;
    Line {
        what: "Peak memory of `rollcall read` : 200 000 users to 20 000".to_owned(),
        limit: Limit::Times(1.2),
        measured: many / few,
        from: format!("{many:.1} MiB : {few:.1} MiB (VmHWM)"),
    }
}

/// Mebibytes.
async fn peak(users: u32) -> f64 {
    let app = App::start(users, 1);
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::shipped(folder.path()).await;
    app.connect(&house.engine, "App").await;
    house.close().await;
    let mut child = Command::new(program())
        .args(["--json", "read", "App", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command line starts");
    let peak = watched(&mut child);
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "reading {users} users failed");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["result"][0]["users_received"], users, "{said}");
    peak
}

/// The kernel's own high-water mark. It only grows, so the last look before the end tells it; the
/// output is one line that waits in the pipe.
pub fn watched(child: &mut Child) -> f64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    while child.try_wait().expect("the child is ours").is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = mark.and_then(|rest| rest.trim().split(' ').next()?.parse::<f64>().ok());
        peak = kib.map_or(peak, |kib| kib / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
