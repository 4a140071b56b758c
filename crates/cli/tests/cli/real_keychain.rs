//! The admin's day on the command line, with the real keychain service and simulated apps. Runs
//! when `ROLLCALL_REAL_KEYCHAIN=1` is set, under `dbus-run-session` with an unlocked keyring.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Apps, Desk, Watched, of_a_test_session};
use serde_json::Value;
use std::path::Path;

const PERSON: &str = "oskar.lind@example.com";

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// Every byte of every file below the folder.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(bytes_below(&path));
        } else {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
fn connect_read_search_deactivate_verify_disconnect() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "zapier", "--app", "monday"]);
    let desk = Desk::new();
    let mut said = String::new();
    let mut run = |arguments: &[&str], status: i32| {
        let ended = desk.run(arguments);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.all());
        said.push_str(&ended.all());
        ended
    };

    let none = run(&["connections", "--json"], 1);
    assert!(none.err.contains("There is no store at"), "{}", none.all());
    desk.connect(apps.app("zapier"), "Zaps");
    desk.connect(apps.app("monday"), "Boards");

    // before the first read nothing is complete
    let early = run(&["users", "--json"], 3);
    assert_eq!(early.json()["complete"], false);
    assert!(early.listing().is_empty());

    let tested = run(&["test", "Zaps", "--json"], 0);
    assert_eq!(tested.listing().len(), 8);
    let read = run(&["read", "--json"], 0);
    assert_eq!(read.listing().len(), 2);
    assert_eq!(read.json()["complete"], true);
    run(&["read", "zaps"], 0);

    let connections = run(&["connections", "--json"], 0).listing();
    assert_eq!(connections.iter().map(|c| text(c, "name")).collect::<Vec<_>>(), ["Boards", "Zaps"]);
    assert_eq!(connections[1]["users"], 521);

    // cursors walk the whole listing once
    let mut ids = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let mut arguments = vec!["users", "--json", "--connection", "Zaps", "--limit", "200"];
        if let Some(cursor) = &cursor {
            arguments.extend(["--cursor", cursor]);
        }
        let page = run(&arguments, 0);
        ids.extend(page.listing().iter().map(|user| text(user, "account_id")));
        cursor = page.json()["next_cursor"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(ids.len(), 521);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 521);
    let big = run(&["users", "--json", "--limit", "5000"], 0);
    assert_eq!(big.listing().len(), 521 + 1204);
    run(&["users", "--cursor", "nonsense"], 2);

    let groups = run(&["groups", "--json", "--connection", "Boards"], 0).listing();
    assert_eq!(groups.len(), 41);
    let group = groups.iter().find(|group| group["members"].as_u64() > Some(0)).unwrap();
    let by_name = run(&["members", "Boards", &text(group, "name"), "--json", "--limit", "2000"], 0);
    let by_id =
        run(&["members", "Boards", &text(group, "group_id"), "--json", "--limit", "2000"], 0);
    assert_eq!(by_name.listing().len() as u64, group["members"].as_u64().unwrap());
    assert_eq!(by_name.out, by_id.out);

    // no terminal to ask on: nothing is planned or sent
    let unasked = run(&["deactivate", "Zaps", PERSON], 2);
    assert!(unasked.err.contains("--yes"), "{}", unasked.err);
    let active = run(&["users", "--json", "--search", PERSON, "--status", "active"], 0).listing();
    assert_eq!(active.len(), 2);

    let done = run(&["deactivate", "Zaps", PERSON, "--yes", "--json"], 0);
    assert_eq!(done.listing()[0]["outcome"], "verified");
    let words = run(&["deactivate", "Boards", PERSON, "--yes"], 0);
    assert!(words.out.contains("verified. Read back"), "{}", words.out);
    run(&["read"], 0);
    // A change that is already done is not a failure, for one app or all of them.
    for again in
        [run(&["deactivate", "Boards", PERSON, "--yes"], 0), run(&["lockdown", PERSON, "--yes"], 0)]
    {
        let said = "Nothing to do: already inactive (checked just now).";
        assert!(again.all().contains(said), "{}", again.all());
    }
    let checked = run(&["check", "--json"], 0).listing();
    assert_eq!(checked[0]["whole"], true);
    let after = run(&["users", "--json", "--search", PERSON], 0).listing();
    let mut states: Vec<String> = after
        .iter()
        .map(|user| text(user, "connection_name") + " " + &text(user, "status"))
        .collect();
    states.sort();
    assert_eq!(states, ["Boards inactive", "Zaps no-longer-listed"]);

    let entries = run(&["record", "--json", "--limit", "3"], 0);
    assert_eq!(entries.listing().len(), 3);
    let next = text(&entries.json(), "next_cursor");
    let more = run(&["record", "--json", "--cursor", &next], 0).listing();
    assert_eq!(more[0]["seq"], 4);
    let check = run(&["record", "--verify", "--json"], 0).listing();
    assert_eq!(check[0]["intact"], true);
    // Elsewhere: it is readable, as the store is not.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.jsonl");
    let export = ["record", "--export", file.to_str().unwrap(), "--json"];
    let written = run(&export, 0).listing();
    let lines = std::fs::read_to_string(&file).unwrap();
    assert_eq!(
        lines.lines().filter(|line| line.contains("\"previous\":")).count(),
        written[0]["entries"]
    );
    run(&export, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), lines, "it is left alone");

    // No terminal to ask on: what would end is shown, and nothing is removed.
    let unasked = run(&["disconnect", "Zaps"], 2);
    assert!(unasked.err.contains("--yes"), "{}", unasked.err);
    assert!(unasked.err.contains("rollcall connection token Zaps"), "{}", unasked.err);
    assert_eq!(run(&["connections", "--json"], 0).listing().len(), 2);
    run(&["disconnect", "Zaps", "--yes"], 0);
    assert_eq!(run(&["connections", "--json"], 0).listing().len(), 1);
    run(&["read", "Zaps"], 1);

    let kept = bytes_below(desk.data.path());
    assert!(!kept.is_empty());
    for app in &apps.apps {
        assert!(!said.contains(&app.token), "a token was printed");
        assert!(!holds(&kept, &app.token), "a token was kept in a file");
    }
    assert!(!holds(&kept, "Oskar") && !holds(&kept, PERSON), "a name was kept in the clear");
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_plan_is_saved_shown_applied_once_taken_back_and_asked_again() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "monday", "--users", "80"]);
    let desk = Desk::new();
    desk.connect(apps.app("monday"), "Boards");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let run = |arguments: &[&str], status: i32| {
        let ended = desk.run(arguments);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.all());
        ended
    };
    run(&["read"], 0);
    let plan = file("plan.json");
    let made = run(
        &["plan", "set", "Boards", PERSON, "title=Buyer", "name.familyName=Lindh", "-o", &plan],
        0,
    );
    assert!(made.out.contains("title is “Buyer”"), "{}", made.out);
    assert!(made.out.contains(&format!("rollcall apply {plan} --confirm ")), "{}", made.out);
    // A file that is there is not written over.
    run(&["plan", "deactivate", "Boards", PERSON, "-o", &plan], 1);
    let shown = run(&["show", &plan, "--json"], 0).json();
    let hash = text(&shown, "hash");
    assert_eq!((hash.len(), shown["items"].as_array().unwrap().len()), (64, 1));
    assert!(shown["expires"].is_string() && shown["warnings"].is_array(), "{shown}");
    run(&["apply", &plan, "--confirm", "0123abcd"], 2);
    run(&["apply", &plan, "--confirm", &hash[..4]], 2);

    // One byte is another plan; another store does not know it.
    let altered = file("altered.json");
    let whole = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&altered, whole.replacen("Buyer", "Owner", 1)).unwrap();
    let refused = run(&["apply", &altered, "--confirm", &hash[..8]], 1);
    assert!(refused.err.contains("altered"), "{}", refused.err);
    let other = Desk::new();
    other.connect(apps.app("monday"), "Boards");
    let refused = other.run(&["apply", &plan, "--confirm", &hash[..8]]);
    assert!(refused.err.contains("another store"), "{}", refused.all());

    let applied = run(&["apply", &plan, "--confirm", &hash[..8], "--json"], 0).json();
    assert_eq!(applied["items"][0]["outcome"], "verified", "{applied}");
    let id = text(&applied, "run");
    let again = run(&["apply", &plan, "--confirm", &hash[..8]], 1);
    assert!(again.err.contains("runs once"), "{}", again.err);
    let runs = run(&["runs", "--json"], 0).listing();
    assert_eq!((runs.len(), text(&runs[0], "id")), (1, id.clone()));
    assert!(run(&["recheck", &id], 0).out.contains("still in effect"), "it holds");

    let undo = file("undo.json");
    let hash = text(&run(&["undo", &id, "-o", &undo, "--json"], 0).json(), "hash");
    let undone = run(&["apply", &undo, "--confirm", &hash[..12], "--json"], 0).json();
    assert_eq!(undone["items"][0]["outcome"], "verified", "{undone}");
    let recheck = run(&["recheck", &id, "--json"], 3).json();
    assert_eq!(recheck["items"][0]["holds"], false, "{recheck}");

    // Many changes in a file: three in one app, one of them already done.
    let changes = file("changes.jsonl");
    let groups = run(&["groups", "--json"], 0).listing();
    let group = groups.iter().find(|group| group["members"].as_u64() > Some(3)).unwrap();
    let members = run(&["members", "Boards", &text(group, "group_id"), "--json"], 0).listing();
    let (group, one) = (text(group, "group_id"), text(&members[0], "member_id"));
    let lines = [
        serde_json::json!({"change": "remove-member", "connection": "Boards", "group": group, "users": [one]}),
        serde_json::json!({"change": "activate", "connection": "Boards", "user": PERSON}),
        serde_json::json!({"change": "create-group", "connection": "Boards", "name": "Fresh"}),
    ];
    std::fs::write(&changes, lines.map(|line| line.to_string()).join("\n")).unwrap();
    let plan = file("many.json");
    let made = run(&["plan", "from", &changes, "-o", &plan, "--json"], 0).json();
    let blocked =
        made["items"].as_array().unwrap().iter().filter(|item| !item["blocked"].is_null());
    assert_eq!((made["items"].as_array().unwrap().len(), blocked.count()), (3, 1), "{made}");
    let hash = text(&made, "hash");
    // What was blocked was not done: the end is partial, and says so.
    let applied = run(&["apply", &plan, "--confirm", &hash[..8], "--json"], 3);
    assert!(applied.err.contains("Activate · Oskar Lind: "), "{}", applied.err);
    let applied = applied.json();
    assert_eq!(applied["items"].as_array().unwrap().len(), 2, "{applied}");

    // The guard and a protection, as in the window.
    let guard = run(&["guard", "Boards", "--json"], 0).json();
    let people = guard["people"].as_u64().unwrap();
    let more = (people + 1).to_string();
    run(&["guard", "Boards", &more], 1);
    run(&["guard", "Boards", &more, "--confirm", &more], 0);
    run(&["protect", "Boards", PERSON, "--as", "break-glass"], 0);
    assert_eq!(run(&["protected", "Boards", "--json"], 0).listing().len(), 1);
    let refused = run(&["plan", "deactivate", "Boards", PERSON, "-o", &file("no.json")], 1);
    assert!(refused.err.contains("break-glass"), "{}", refused.err);
    run(&["lift", "Boards", PERSON, "--reason", "left the rota"], 0);
    run(&["plan", "deactivate", "Boards", PERSON, "-o", &file("yes.json")], 0);
    let check = run(&["record", "--verify", "--json"], 0).listing();
    assert_eq!(check[0]["intact"], true);
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_wrong_token_names_the_rung_and_keeps_nothing() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "notion"]);
    let app = apps.app("notion");
    let desk = Desk::new();
    let arguments = ["connect", "--provider", "notion", "--name", "N", "--url", &app.address];
    let wrong = desk.run_with(&arguments, "not-the-token\n");
    assert_eq!(wrong.status, 1, "{}", wrong.all());
    assert!(wrong.out.contains("FAILED   Token"), "{}", wrong.out);
    assert_eq!(wrong.err.lines().count(), 4, "{}", wrong.err);
    assert!(!wrong.all().contains("not-the-token"));
    let empty = desk.run_with(&arguments, "\n");
    assert_eq!(empty.status, 2, "{}", empty.all());
    let json = desk.run_with(&[&arguments[..], &["--json"]].concat(), "not-the-token\n");
    let problem: Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(problem["code"], "token-refused");
    let plain = [
        "connect",
        "--provider",
        "notion",
        "--name",
        "N",
        "--url",
        "http://api.notion.com/scim/v2",
    ];
    let plain = desk.run_with(&plain, "x\n");
    assert_eq!(plain.status, 1, "{}", plain.all());
    assert!(desk.run(&["connections", "--json"]).listing().is_empty());
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn an_app_that_answers_200_and_does_nothing_ends_with_3() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "airtable", "--fault", "lying-200"]);
    let desk = Desk::new();
    desk.connect(apps.app("airtable"), "A");
    assert_eq!(desk.run(&["read"]).status, 0);
    let ended = desk.run(&["deactivate", "A", PERSON, "--yes", "--json"]);
    assert_eq!(ended.status, 3, "{}", ended.all());
    assert_eq!(ended.listing()[0]["outcome"], "accepted-not-verified");
    assert_eq!(ended.json()["complete"], false);
    let user = desk.run(&["users", "--json", "--search", PERSON]).listing();
    assert_eq!(user[0]["status"], "active");
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_read_that_breaks_off_is_partial_everywhere() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "airtable", "--fault", "users:page=3:500"]);
    let desk = Desk::new();
    desk.connect(apps.app("airtable"), "A");
    let read = desk.run(&["read", "--json"]);
    assert_eq!(read.status, 3, "{}", read.all());
    assert_eq!(read.listing()[0]["verdict"], "partial");
    let users = desk.run(&["users", "--json"]);
    assert_eq!(users.status, 3, "{}", users.all());
    assert_eq!(users.json()["complete"], false);
    let words = desk.run(&["users"]);
    assert!(words.out.lines().next().unwrap().contains("partial"), "{}", words.out);
    let gone = desk.run(&["users", "--json", "--status", "no-longer-listed"]);
    assert!(gone.listing().is_empty(), "a partial read makes nobody disappear");
}

/// Page three of the users is asked for, and never answered.
const STUCK: (&str, &str, &str) = ("users:page=3:silent", "GET", "/Users?startIndex=201");

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn two_programs_do_not_share_a_store() {
    of_a_test_session();
    let app = Watched::start("airtable");
    let desk = Desk::new();
    desk.connect(&app.app(), "A");
    app.faults(&[STUCK.0]);
    let mut reading = desk.start(&["--json", "read"]);
    app.wait_for(STUCK.1, STUCK.2);
    let second = desk.run(&["--json", "connections"]);
    assert_eq!(second.status, 1, "{}", second.all());
    let problem: Value = serde_json::from_str(&second.err).unwrap();
    assert_eq!(problem["code"], "store-in-use");
    let who = problem["side_words"].as_str().unwrap();
    let first = format!(
        "rollcall on the command line, `read` on this computer: process {}, since 20",
        reading.id()
    );
    assert!(who.contains(&first), "{who}");
    assert!(reading.try_wait().unwrap().is_none(), "the first goes on");
    reading.kill().unwrap();
    reading.wait().unwrap();
    assert_eq!(desk.run(&["connections"]).status, 0);
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_program_killed_during_a_read_says_so_at_the_next_start() {
    of_a_test_session();
    let app = Watched::start("airtable");
    let desk = Desk::new();
    desk.connect(&app.app(), "A");
    app.faults(&[STUCK.0]);
    let mut reading = desk.start(&["--json", "read"]);
    app.wait_for(STUCK.1, STUCK.2);
    reading.kill().unwrap();
    reading.wait().unwrap();
    let next = desk.run(&["connections", "--json"]);
    assert_eq!(next.status, 0, "{}", next.all());
    assert!(next.err.contains("stopped while it read A"), "{}", next.err);
    assert_eq!(next.listing()[0]["last_read"]["verdict"], "partial");
    let again = desk.run(&["connections"]);
    assert!(again.err.is_empty(), "it is said once: {}", again.err);
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_program_killed_after_sending_settles_by_reading_at_the_next_start() {
    of_a_test_session();
    let app = Watched::start("airtable");
    let desk = Desk::new();
    desk.connect(&app.app(), "A");
    assert_eq!(desk.run(&["read"]).status, 0);
    app.faults(&["patch:silent"]);
    let mut running = desk.start(&["deactivate", "A", PERSON, "--yes"]);
    app.wait_for("PATCH", "/Users/");
    running.kill().unwrap();
    running.wait().unwrap();
    let next = desk.run(&["connections"]);
    assert!(next.err.contains("stopped during a run"), "{}", next.all());
    assert!(next.err.contains("Oskar Lind"), "{}", next.err);
    assert!(next.err.contains("Read back at"), "{}", next.err);
    assert!(next.err.contains("unknown"), "the app has not done it: {}", next.err);
    let entries = desk.run(&["record", "--json", "--limit", "1000"]).listing();
    let kinds: Vec<String> = entries.iter().map(|entry| text(entry, "kind")).collect();
    assert!(kinds.iter().any(|kind| kind == "run-settled"), "{kinds:?}");
    assert!(desk.run(&["connections"]).err.is_empty(), "it is settled once");
    assert_eq!(app.seen("PATCH", ""), 1, "settled by reading, not by sending again");
    assert_eq!(desk.run(&["record", "--verify"]).status, 0);
}

/// Runs on a terminal made by `script`, and types there when the question appears.
#[cfg(target_os = "linux")]
fn on_a_terminal(desk: &Desk, arguments: &str, question: &str, typed: &str) -> String {
    use std::io::{Read, Write};
    let program = env!("CARGO_BIN_EXE_rollcall");
    let line =
        format!("stty cols 120; {program} --data {} {arguments}", desk.data.path().display());
    let mut child = std::process::Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut screen = child.stdout.take().unwrap();
    let (shown, shows) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut chunk = [0; 4096];
        while let Ok(read @ 1..) = screen.read(&mut chunk) {
            if shown.send(chunk[..read].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut keyboard = child.stdin.take().unwrap();
    let (mut all, mut asked) = (Vec::new(), false);
    loop {
        // The prompt takes the terminal over and then asks; what is typed before that is lost.
        if !asked && String::from_utf8_lossy(&all).contains(question) {
            asked = true;
            keyboard.write_all(typed.as_bytes()).unwrap();
            keyboard.flush().unwrap();
        }
        match shows.recv_timeout(crate::support::PATIENCE) {
            Ok(more) => all.extend(more),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                panic!("it stands still: {}", String::from_utf8_lossy(&all));
            }
        }
    }
    child.wait().unwrap();
    drop(keyboard);
    let all = String::from_utf8_lossy(&all).into_owned();
    assert!(asked, "{question:?} was never asked: {all}");
    all
}

#[cfg(target_os = "linux")]
const YES_OR_NO: &str = "(y/N)";
#[cfg(target_os = "linux")]
const TYPE: &str = "Type oskar.lind@example.com";

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn on_a_terminal_only_a_clear_yes_sends() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "airtable", "--app", "notion"]);
    let desk = Desk::new();
    desk.connect(apps.app("airtable"), "A");
    desk.connect(apps.app("notion"), "N");
    assert_eq!(desk.run(&["read"]).status, 0);
    let runs = || {
        let entries = desk.run(&["record", "--json", "--limit", "1000"]).listing();
        entries.iter().filter(|entry| text(entry, "kind") == "run-started").count()
    };
    let reversible = format!("deactivate A {PERSON}");
    let one_way = format!("deactivate N {PERSON}");
    // nothing, escape, Ctrl-C; and a plain y where the name has to be typed
    for (arguments, typed) in
        [(&reversible, "\n"), (&reversible, "\u{1b}"), (&reversible, "\u{3}"), (&one_way, "y\n")]
    {
        let question = if arguments == &one_way { TYPE } else { YES_OR_NO };
        let said = on_a_terminal(&desk, arguments, question, typed);
        assert!(said.contains("Nothing was sent"), "{typed:?}: {said}");
        assert_eq!(runs(), 0, "{typed:?}: {said}");
    }
    let active = desk.run(&["users", "--json", "--search", PERSON, "--status", "active"]);
    assert_eq!(active.listing().len(), 2);

    let said = on_a_terminal(&desk, &reversible, YES_OR_NO, "y\n");
    assert!(said.contains("verified."), "{said}");
    let said = on_a_terminal(&desk, &one_way, TYPE, &format!("{PERSON}\n"));
    assert!(said.contains("verified."), "{said}");
    assert_eq!(runs(), 2);
}
