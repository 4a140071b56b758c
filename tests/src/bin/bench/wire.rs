//! A read with the pace that is delivered: over a slow line, beside a script in Python that fetches the same
//! pages, and at a limit that is documented.

use crate::apps::{App, House, program};
use crate::read::pages;
use crate::table::{Limit, Line, median};
use rollcall_engine::ConnectRequest;
use rollcall_engine::view::Verdict;
use rollcall_simulator::Options;
use secrecy::SecretString;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const USERS: u32 = 20_000;
/// Requests under way at the same time.
const AT_ONCE: f64 = 8.0;
/// Seconds from a request to its answer.
const LATENCY: f64 = 0.1;
const ROUNDS: usize = 3;
/// Requests a second that Zscaler documents.
const DOCUMENTED: f64 = 50.0;

pub async fn lines() -> Vec<Line> {
    let mut lines = vec![slow_line().await, documented().await];
    lines.extend(beside_python().await);
    lines
}

/// The read of an app by the engine, with the pace of its provider; its requests.
async fn read(app: &App, provider: &str) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let id = app.connect_as(provider, &house.engine, "App").await;
    let start = Instant::now();
    let ended = house.engine.read(&[id]).await.expect("the read ends");
    let took = start.elapsed().as_secs_f64();
    assert_eq!(ended[0].verdict, Verdict::Complete, "{}", ended[0].reason);
    house.close().await;
    took
}

async fn slow_line() -> Line {
    let app = App::start_with(USERS, 1, &["--fault", "latency=100ms"]);
    let requests = pages(&app.client()).await.len() as f64;
    let took = read(&app, "scim").await;
    let bare = requests / AT_ONCE * LATENCY;
    Line {
        what: "20 000 users at 100 ms, no limit : requests ÷ 8 × latency".to_owned(),
        limit: Limit::Times(1.5),
        measured: took / bare,
        from: format!("{took:.2} s : {bare:.2} s, {requests} requests"),
    }
}

async fn documented() -> Line {
    let apps = vec!["zscaler-zpa".to_owned()];
    let options = Options { apps, users: Some(20_000), ..Options::default() };
    let running = rollcall_simulator::start(options).await.expect("the simulator starts");
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let request = ConnectRequest {
        provider: "zscaler-zpa".to_owned(),
        name: "ZPA".to_owned(),
        address: running.apps[0].address.clone(),
        token: SecretString::from(running.apps[0].token.clone()),
        seat_price: String::new(),
    };
    let made = house.engine.connect(request).await.expect("the form is fine");
    running.forget_requests("zscaler-zpa");
    let start = Instant::now();
    let id = made.connection.expect("the app answers").id.to_string();
    house.engine.read(&[id]).await.expect("the read ends");
    let took = start.elapsed().as_secs_f64();
    let seen = running.requests("zscaler-zpa");
    assert!(seen.iter().all(|request| request.status != Some(429)), "no request is one too many");
    let requests = seen.len() as f64;
    let bare = requests / DOCUMENTED;
    Line {
        what: "An app with a documented limit : what the limit allows".to_owned(),
        limit: Limit::Times(1.1),
        measured: took / bare,
        from: format!("{took:.2} s : {bare:.2} s, {requests} requests at {DOCUMENTED} a second"),
    }
}

/// The command line as a process, and the script: seconds on the clock and of the processor.
async fn beside_python() -> Vec<Line> {
    let app = App::start(USERS, 1);
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::shipped(folder.path()).await;
    app.connect_as("scim", &house.engine, "App").await;
    house.close().await;
    let (mut reads, mut cpu, mut bare, mut decoding) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Once for nothing: the simulator makes its people when they are first asked for.
    for round in 0..=ROUNDS {
        let copy = tempfile::tempdir().expect("a folder");
        copied(folder.path(), copy.path());
        let (wall, used) = command_line(copy.path());
        let (script, decoded) = (script(&app, USERS, &[]).0, script(&app, USERS, &["decode"]).1);
        if round > 0 {
            reads.push(wall);
            cpu.push(used);
            bare.push(script);
            decoding.push(decoded);
        }
    }
    let (read, cpu) = (median(&reads), median(&cpu));
    let (bare, decoding) = (median(&bare), median(&decoding));
    vec![
        Line {
            what: "`rollcall read` of 20 000 users : httpx fetching the pages bare".to_owned(),
            limit: Limit::Times(1.0),
            measured: read / bare,
            from: format!(
                "{read:.2} s : {bare:.2} s, medians of {ROUNDS}, whole process to script"
            ),
        },
        Line {
            what: "The same, processor : the script decoding with scim2-models".to_owned(),
            limit: Limit::Times(0.07),
            measured: cpu / decoding,
            from: format!("{cpu:.2} s : {decoding:.2} s"),
        },
    ]
}

/// `rollcall read`, from its start to its end: seconds on the clock, and of the processor.
fn command_line(data: &Path) -> (f64, f64) {
    let (start, before) = (Instant::now(), processor_of_children());
    let output = Command::new(program())
        .args(["--json", "read", "App", "--data"])
        .arg(data)
        .stderr(Stdio::inherit())
        .output()
        .expect("the command line starts");
    let took = start.elapsed().as_secs_f64();
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["result"][0]["users_received"], USERS, "{said}");
    (took, processor_of_children() - before)
}

/// What the script says of itself: it is not charged with the start of Python.
pub fn script(app: &App, users: u32, more: &[&str]) -> (f64, f64) {
    let python =
        std::env::var_os("ROLLCALL_PYTHON").expect("ROLLCALL_PYTHON names a Python with httpx");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/fetch.py");
    let output = Command::new(python)
        .arg(script)
        .args([&app.address, &app.token])
        .args(more)
        .stderr(Stdio::inherit())
        .output()
        .expect("Python starts");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["users"], users, "{said}");
    let number = |name: &str| said[name].as_f64().expect("a number");
    (number("seconds"), number("processor"))
}

/// Processor seconds of the programs that were started here and have ended (proc(5): cutime, cstime).
fn processor_of_children() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").expect("the kernel tells");
    let fields = text.rsplit_once(')').expect("the name ends").1;
    let ticks = fields.split_whitespace().skip(13).take(2).flat_map(str::parse::<f64>).sum::<f64>();
    // A tick is a hundredth of a second on every Linux that Rollcall runs on.
    ticks / 100.0
}

fn copied(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the folder").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copied(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}
