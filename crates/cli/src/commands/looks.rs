//! How commands look: snapshots of every help, a plan and a receipt; every listing in every format; and
//! short forms, which print what their command by noun prints.
//!
//! `INSTA_UPDATE=always cargo test -p rollcall-cli --bin rollcall looks` writes the snapshots,
//! which are then read and committed.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use super::on_the_store;
use crate::ending::{Ending, Stop};
use crate::listing::{FORMAT, Format, Listed};
use crate::options::{Arguments, command};
use crate::screen::Screen;
use clap::FromArgMatches;
use rollcall_engine::{ConnectRequest, Options, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

const PERSON: &str = "oskar.lind@example.com";

/// What differs from run to run.
fn settled() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\b[0-9a-f]{64}\b", "[sha256]");
    settings.add_filter(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[id]");
    settings.add_filter(r"\b20\d\d-\d\d-\d\dT[\d:.]+Z", "[time]");
    settings.add_filter(r"\b20\d\d-\d\d-\d\d \d\d:\d\d UTC", "[time]");
    settings.add_filter(r"\b\d\d:\d\d:\d\d UTC", "[time]");
    settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:[port]");
    settings
}

/// Calls `see` with each command and the names that lead to it.
pub fn walk(
    command: &mut clap::Command,
    path: &[String],
    see: &mut dyn FnMut(&mut clap::Command, &[String]),
) {
    see(command, path);
    for inner in command.get_subcommands_mut() {
        let path = [path, &[inner.get_name().to_owned()]].concat();
        walk(inner, &path, see);
    }
}

#[test]
fn every_help() {
    let mut all = command().term_width(100);
    all.build();
    let mut names = BTreeSet::new();
    settled().bind(|| {
        walk(&mut all, &[], &mut |command, path| {
            let name = [&["help".to_owned()], path].concat().join("-");
            insta::assert_snapshot!(name.clone(), command.render_long_help().to_string());
            names.insert(format!("{name}.snap"));
        });
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/snapshots");
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        let is_of_a_command = !file.starts_with("help") || names.contains(&file);
        assert!(is_of_a_command, "{file} is of a command that is gone");
    }
}

/// Two connected and read apps, with a keychain in memory.
struct Desk {
    rollcall: Rollcall,
    apps: simulator::Running,
    folder: TempDir,
}

/// How a line ended, and what it printed.
struct Said {
    ended: Result<Ending, Stop>,
    text: String,
}

impl Said {
    #[track_caller]
    fn done(self) -> String {
        assert!(matches!(self.ended, Ok(Ending::Done)), "{:?}\n{}", self.ended, self.text);
        self.text
    }
}

impl Desk {
    async fn new() -> Self {
        rollcall_engine::install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let providers = rollcall_engine::providers();
        let apps = providers.iter().take(2).map(|one| one.id.clone()).collect();
        let options = simulator::Options { apps, ..simulator::Options::default() };
        let apps = simulator::start(options).await.unwrap();
        let options = Options::new(folder.path().join("data"), Keychain::memory());
        let rollcall = Rollcall::open(options).await.unwrap();
        for (app, name) in apps.apps.iter().zip(["Acme", "Beta"]) {
            let request = ConnectRequest {
                provider: app.provider_id.clone(),
                name: name.to_owned(),
                address: app.address.clone(),
                token: SecretString::from(app.token.clone()),
                seat_price: String::new(),
            };
            assert!(rollcall.connect(request).await.unwrap().connection.is_some());
        }
        rollcall.read(&[]).await.unwrap();
        Self { rollcall, apps, folder }
    }

    async fn run(&self, line: &[&str]) -> Said {
        let typed = command().try_get_matches_from([&["rollcall"], line].concat()).unwrap();
        let arguments = Arguments::from_arg_matches(&typed).unwrap();
        let screen = Screen::new(arguments.wishes(), Listed::of(&typed));
        let ended = match screen.place_is_free() {
            Err(stop) => Err(stop),
            Ok(()) => Box::pin(on_the_store(&self.rollcall, arguments.command, &screen)).await,
        };
        Said { ended, text: screen.printed() }
    }

    /// A line with its words between spaces.
    async fn typed(&self, line: &str) -> Said {
        self.run(&line.split(' ').collect::<Vec<_>>()).await
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    async fn end(self) {
        drop(self.rollcall);
        self.apps.stop().await;
    }
}

/// The id in the last column of the only row of a table.
fn only_id(json: &str) -> String {
    let listing: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(listing["result"].as_array().unwrap().len(), 1, "{json}");
    listing["result"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_and_a_receipt() {
    let desk = Desk::new().await;
    let plan = desk.run(&["deactivate", "Acme", PERSON, "--dry-run"]).await.done();
    let lockdown = desk.run(&["lockdown", PERSON, "--yes"]).await.done();
    let id = only_id(&desk.typed("case list --format json").await.done());
    let receipt = desk.run(&["case", "receipt", &id]).await.done();
    assert!(lockdown.ends_with(&receipt), "{lockdown}");
    settled().bind(|| {
        insta::assert_snapshot!("plan", plan);
        insta::assert_snapshot!("lockdown", lockdown);
        insta::assert_snapshot!("receipt", receipt);
    });
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn short_forms_print_what_their_command_prints() {
    let desk = Desk::new().await;
    let plan = desk.path("plan.json");
    desk.run(&["plan", "deactivate", "Acme", PERSON, "-o", &plan]).await.done();
    desk.run(&["lockdown", PERSON, "--yes"]).await.done();
    desk.run(&["guard", "protect", "Acme", PERSON, "--as", "own"]).await.done();
    let case = only_id(&desk.typed("cases --json").await.done());
    let run = only_id(&desk.typed("runs --json --limit 1").await.done());
    let group: serde_json::Value =
        serde_json::from_str(&desk.typed("groups --connection Acme --limit 1 --json").await.done())
            .unwrap();
    let group = group["result"][0]["group_id"].as_str().unwrap();
    for (short, long) in [
        ("connections".to_owned(), "connection list".to_owned()),
        (
            "since Acme --from 2026-01-01".to_owned(),
            "connection since Acme --from 2026-01-01".to_owned(),
        ),
        ("users --limit 3".to_owned(), "users list --limit 3".to_owned()),
        ("groups".to_owned(), "groups list".to_owned()),
        (format!("members Acme {group}"), format!("groups members Acme {group}")),
        (format!("show {plan}"), format!("plan show {plan}")),
        ("runs".to_owned(), "run list".to_owned()),
        (format!("recheck {run}"), format!("run recheck {run}")),
        ("guard Acme".to_owned(), "guard limit Acme".to_owned()),
        ("protected Acme".to_owned(), "guard list Acme".to_owned()),
        ("people --limit 3".to_owned(), "people list --limit 3".to_owned()),
        (format!("person {PERSON}"), format!("people show {PERSON}")),
        ("cases".to_owned(), "case list".to_owned()),
        (format!("receipt {case}"), format!("case receipt {case}")),
        ("record --limit 3".to_owned(), "record list --limit 3".to_owned()),
        ("record --verify".to_owned(), "record verify".to_owned()),
    ] {
        let (one, other) = (desk.typed(&short).await, desk.typed(&long).await);
        assert_eq!(one.text, other.text, "{short}");
        let (one, other) = (one.ended.unwrap(), other.ended.unwrap());
        assert_eq!(one, other, "{short}");
    }
    desk.end().await;
}

/// Lines for each command that lists.
fn listings(group: &str, review: &str) -> Vec<Vec<String>> {
    let line = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    vec![
        line("connection list"),
        line("connection since Acme --from 2026-01-01"),
        line("read Acme"),
        line("users"),
        line("users list --limit 7"),
        line("groups"),
        line("groups list"),
        line(&format!("groups members Acme {group}")),
        line("run list"),
        line("guard list Acme"),
        line("people"),
        line("people list --limit 5"),
        line("case list"),
        line("reconcile"),
        line("reconcile list not-in-list --limit 3"),
        line("review list"),
        line(&format!("review items {review}")),
        line("record"),
        line("record list"),
    ]
}

fn rows_of(value: &serde_json::Value) -> usize {
    let number = |name: &str| value[name].as_array().map(Vec::len);
    let both = || Some(number("accounts")? + number("members")?);
    number("result").or_else(both).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_listing_comes_as_table_json_and_csv() {
    let desk = Desk::new().await;
    desk.run(&["lockdown", PERSON, "--yes"]).await.done();
    desk.run(&["guard", "protect", "Acme", PERSON, "--as", "own"]).await.done();
    let list = simulator::truth_list(1);
    let look = desk.rollcall.look_at_truth("hr.csv", list.as_bytes()).await.unwrap();
    desk.rollcall.import_truth(&look.id, None).await.unwrap();
    let reviewers = ["--reviewer", "Jo Doe <jo@example.com>", "--connection", "Acme"];
    desk.run(&[&["review", "new", "Q4"][..], &reviewers].concat()).await.done();
    let json = desk.typed("groups --connection Acme --limit 1 --format json").await.done();
    let group: serde_json::Value = serde_json::from_str(&json).unwrap();
    let group = group["result"][0]["group_id"].as_str().unwrap();

    for (number, line) in listings(group, "Q4").into_iter().enumerate() {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let with = async |more: &[&str]| desk.run(&[&line[..], more].concat()).await.done();
        let json = with(&["--format", "json"]).await;
        // What was read or recorded meanwhile has another time.
        if line[0] != "read" {
            assert_eq!(json, with(&["--json"]).await, "{line:?}");
        }
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        // Without a number of rows CSV has all of them, JSON a page.
        let mut rows = rows_of(&value);
        let all = !line.contains(&"--limit");
        let mut cursor = value["next_cursor"].as_str().filter(|_| all).map(str::to_owned);
        while let Some(at) = cursor {
            let json = with(&["--format", "json", "--cursor", &at]).await;
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            rows += rows_of(&value);
            cursor = value["next_cursor"].as_str().map(str::to_owned);
        }
        let text = with(&["--format", "csv"]).await;
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        assert!(csv.headers().unwrap().len() >= 3, "{line:?}: {text}");
        let records: Vec<_> = csv.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows, "{line:?}: {text}");
        assert!(text.ends_with("\r\n") && !text.contains("More with"), "{line:?}: {text}");
        let table = with(&["--format", "table"]).await;
        let first = csv::Reader::from_reader(text.as_bytes()).headers().unwrap()[0].to_owned();
        let is_head = |line: &str| line.trim_start().starts_with(&first);
        // A comparison of two dates is sentences: it is not rows of one kind.
        let has_head = line.starts_with(&["connection", "since"]) || table.lines().any(is_head);
        assert!(has_head, "{line:?} has no headings: {table}");
        if line[0] != "read" {
            assert_eq!(table, with(&[]).await, "{line:?}");
            let file = desk.path(&format!("{number}.csv"));
            assert_eq!(with(&["--format", "csv", "-o", &file]).await, "", "{line:?}");
            let written = std::fs::read_to_string(&file).unwrap();
            assert_eq!(written.strip_prefix('\u{feff}'), Some(text.as_str()), "{line:?}");
            let again = desk.run(&[&line[..], &["--format", "json", "-o", &file]].concat()).await;
            assert!(matches!(again.ended, Err(Stop::Failed(_))), "{line:?}: {:?}", again.ended);
            assert_eq!(std::fs::read_to_string(&file).unwrap(), written, "{line:?}");
            assert_eq!(with(&["--format", "csv", "-o", "-"]).await, text, "{line:?}");
        }
    }
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_leaves_out_the_line_above_a_table() {
    let desk = Desk::new().await;
    let usual = desk.typed("users --limit 2").await.done();
    let quiet = desk.typed("users --limit 2 --quiet").await.done();
    let lines: Vec<&str> = usual.lines().collect();
    assert_eq!(lines.len(), 5, "{usual}");
    assert!(lines[0].contains("complete") && lines[4].starts_with("More with"), "{usual}");
    assert_eq!(quiet.lines().collect::<Vec<_>>(), lines[1..4], "{quiet}");
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_says_above_that_more_follows() {
    let desk = Desk::new().await;
    for person in ["Acme", "Beta"] {
        desk.run(&["deactivate", person, PERSON, "--yes"]).await.done();
    }
    for line in ["users", "groups", "record", "run list"] {
        let part = desk.typed(&format!("{line} --limit 1")).await.done();
        let lead = part.lines().next().unwrap_or_default();
        assert!(lead.ends_with("; 1 row shown, more follow"), "{line}: {part}");
        let cursor = part.lines().last().and_then(|last| last.rsplit(' ').next()).unwrap();
        let next = desk.typed(&format!("{line} --limit 1 --cursor {cursor}")).await.done();
        assert_ne!(next.lines().nth(2), part.lines().nth(2), "{line}: {next}");
        let all = desk.typed(&format!("{line} --limit 9000")).await.done();
        let lead = all.lines().next().unwrap_or_default();
        assert!(!lead.contains("more follow"), "{line}: {lead}");
    }
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deactivation_names_its_run() {
    let desk = Desk::new().await;
    let said = desk.run(&["deactivate", "Acme", PERSON, "--yes"]).await.done();
    let run = only_id(&desk.typed("run list --json").await.done());
    assert!(said.contains(&format!("`rollcall run show {run}`")), "{said}");
    desk.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_argument_is_named_before_anything_is_asked() {
    let desk = Desk::new().await;
    for (line, why) in [
        (format!("case quarantine {PERSON} --due soon"), "“soon” is not a date."),
        (format!("case quarantine {PERSON} --due 2001-01-01"), "is in the past."),
        ("case quarantine nobody@x".to_owned(), "nobody@x"),
        ("lockdown nobody@x".to_owned(), "nobody@x"),
        ("case release nobody@x".to_owned(), "nobody@x"),
        ("deactivate Acme nobody@x".to_owned(), "nobody@x"),
        ("review revoke Q9".to_owned(), "Q9"),
    ] {
        let said = desk.typed(&line).await;
        let Err(Stop::Problem(problem)) = said.ended else { panic!("{line}: {:?}", said.ended) };
        assert!(problem.to_string().contains(why), "{line}: {problem}");
    }
    desk.end().await;
}

/// `every_listing_comes_as_table_json_and_csv` leaves none out.
#[test]
fn every_command_that_lists_is_tested() {
    let mut listed = BTreeSet::new();
    let tested: BTreeSet<String> = listings("G", "R")
        .iter()
        .map(|line| {
            let typed = command().try_get_matches_from(
                std::iter::once("rollcall").chain(line.iter().map(String::as_str)),
            );
            let typed = typed.unwrap_or_else(|error| panic!("{line:?}: {error}"));
            let mut path = Vec::new();
            let mut inner = &typed;
            while let Some((name, next)) = inner.subcommand() {
                path.push(name);
                inner = next;
            }
            path.join(" ")
        })
        .collect();
    walk(&mut command(), &[], &mut |command, path| {
        let lists = command.get_arguments().any(|argument| argument.get_id() == FORMAT);
        // The listing of simulated apps ends only with them; short forms are one with their command.
        if lists && !command.is_hide_set() && path != ["simulate"] {
            listed.insert(path.join(" "));
        }
    });
    assert_eq!(listed, tested);
}

#[test]
fn a_format_is_read_from_the_command_that_lists() {
    let of = |line: &[&str]| Listed::of(&command().try_get_matches_from(line).unwrap());
    assert_eq!(of(&["rollcall", "users", "--format", "csv"]).format, Some(Format::Csv));
    assert_eq!(of(&["rollcall", "groups", "list", "--format", "json"]).format, Some(Format::Json));
    assert_eq!(of(&["rollcall", "check"]).format, None);
    assert!(of(&["rollcall", "plan", "from", "a", "-o", "b"]).to.is_none(), "a plan's own -o");
}
