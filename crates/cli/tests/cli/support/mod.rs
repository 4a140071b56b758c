//! Running the program, and simulated apps beside it.
#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests; not every file uses all")]

use assert_cmd::Command;
use rollcall_simulator as simulator;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for something that must come; a test that meets it has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

const PROGRAM: &str = env!("CARGO_BIN_EXE_rollcall");

/// Where the log goes, instead of the folder of the person who runs this.
pub const STATE: (&str, &str) = ("XDG_STATE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/state"));

/// The program without any keychain in reach.
pub fn without_keychain() -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env(STATE.0, STATE.1)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/rollcall-test-bus")
        .env_remove("DISPLAY");
    command
}

/// That the keychain service is one of a test session, and not that of the person who runs this.
#[track_caller]
pub fn of_a_test_session() {
    let set = std::env::var_os("ROLLCALL_REAL_KEYCHAIN").is_some_and(|value| value == "1");
    assert!(set, "ROLLCALL_REAL_KEYCHAIN=1 is not set: cargo xtask test --only keychain sets it");
}

/// How one call ended.
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// The whole output as one JSON value.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.all()))
    }

    /// What `next_cursor`, `as_of` and `complete` go with.
    #[track_caller]
    pub fn listing(&self) -> Vec<Value> {
        let value = self.json();
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 4, "{keys:?}");
        for key in ["next_cursor", "as_of", "complete"] {
            assert!(value.get(key).is_some(), "{key} is missing: {}", self.out);
        }
        value["result"].as_array().unwrap().clone()
    }

    pub fn all(&self) -> String {
        format!("exit {}\n{}{}", self.status, self.out, self.err)
    }
}

pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    Ended {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A store of its own.
pub struct Desk {
    pub data: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { data: tempfile::tempdir().unwrap() }
    }

    /// Runs the program on this store with the keychain there is.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = Command::new(PROGRAM);
        command.env(STATE.0, STATE.1).arg("--data").arg(self.data.path());
        command.args(arguments).write_stdin(input);
        ended(&mut command)
    }

    /// Starts the program on this store and lets it run.
    pub fn start(&self, arguments: &[&str]) -> Child {
        std::process::Command::new(PROGRAM)
            .arg("--data")
            .arg(self.data.path())
            .args(arguments)
            .env(STATE.0, STATE.1)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    #[track_caller]
    pub fn connect(&self, app: &App, name: &str) {
        let arguments =
            ["connect", "--provider", &app.provider, "--name", name, "--url", &app.address];
        let done = self.run_with(&arguments, &format!("{}\n", app.token));
        assert_eq!(done.status, 0, "{}", done.all());
    }
}

#[derive(Clone)]
pub struct App {
    pub provider: String,
    pub name: String,
    pub address: String,
    pub token: String,
}

/// `rollcall simulate`, ended when dropped.
pub struct Apps {
    child: Child,
    pub apps: Vec<App>,
}

impl Apps {
    pub fn start(arguments: &[&str]) -> Self {
        let mut child = std::process::Command::new(PROGRAM)
            .args(["--json", "simulate"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let listing: Value = serde_json::from_str(&line).unwrap();
        let text = |app: &Value, key: &str| app[key].as_str().unwrap().to_owned();
        let apps = listing["result"]
            .as_array()
            .unwrap()
            .iter()
            .map(|app| App {
                provider: text(app, "provider"),
                name: text(app, "name"),
                address: text(app, "address"),
                token: text(app, "token"),
            })
            .collect();
        Self { child, apps }
    }

    pub fn app(&self, provider: &str) -> &App {
        self.apps.iter().find(|app| app.provider == provider).unwrap()
    }
}

impl Drop for Apps {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One app in this process, so that a test sees what it is asked.
pub struct Watched {
    // Ends before its runtime does.
    apps: simulator::Running,
    _runtime: tokio::runtime::Runtime,
}

impl Watched {
    pub fn start(provider: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let options =
            simulator::Options { apps: vec![provider.to_owned()], ..simulator::Options::default() };
        let apps = runtime.block_on(simulator::start(options)).unwrap();
        Self { apps, _runtime: runtime }
    }

    pub fn app(&self) -> App {
        let app = &self.apps.apps[0];
        App {
            provider: app.provider_id.clone(),
            name: app.name.clone(),
            address: app.address.clone(),
            token: app.token.clone(),
        }
    }

    /// Puts these faults in place of the ones before, and forgets what was asked before.
    pub fn faults(&self, texts: &[&str]) {
        let faults = texts.iter().map(|text| text.parse().unwrap()).collect();
        let provider = &self.apps.apps[0].provider_id;
        self.apps.set_faults(provider, faults);
        self.apps.forget_requests(provider);
    }

    /// It accepts this token from now on, and no other.
    pub fn set_token(&self, token: &str) {
        self.apps.set_token(&self.apps.apps[0].provider_id, token);
    }

    /// How many such requests it has seen since the faults were set, answered or not.
    pub fn seen(&self, method: &str, part: &str) -> usize {
        let requests = self.apps.requests(&self.apps.apps[0].provider_id);
        let fits = |seen: &&simulator::Seen| {
            seen.method == method && format!("{}?{}", seen.path, seen.query).contains(part)
        };
        requests.iter().filter(fits).count()
    }

    /// Waits until it has seen one.
    #[track_caller]
    pub fn wait_for(&self, method: &str, part: &str) {
        self.wait_until_seen(method, part, 1);
    }

    /// Waits until it has seen so many.
    #[track_caller]
    pub fn wait_until_seen(&self, method: &str, part: &str, times: usize) {
        let start = Instant::now();
        while self.seen(method, part) < times {
            assert!(start.elapsed() < PATIENCE, "nobody asks for {method} {part}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
