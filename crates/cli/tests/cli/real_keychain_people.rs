//! People, lockdown, quarantine and release on the command line, on simulated apps, with the real
//! keychain service. Runs when `ROLLCALL_REAL_KEYCHAIN=1` is set.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Apps, Desk, Watched, of_a_test_session};
use serde_json::Value;

const APPS: [&str; 6] = ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"];

/// A request that fails so often that the first lockdown finds the app down, and comes to its end.
const DOWN_FOR_A_WHILE: &str = "airtable:write:times=2:503";

fn run(desk: &Desk, arguments: &[&str], status: i32) -> crate::support::Ended {
    let ended = desk.run(arguments);
    let start: String = ended.all().chars().take(2_000).collect();
    assert_eq!(ended.status, status, "{arguments:?}: {start}");
    ended
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
fn one_person_is_shut_in_six_apps_quarantined_and_let_back() {
    of_a_test_session();
    let desk = Desk::new();
    let lists = tempfile::tempdir().unwrap();
    let list = lists.path().join("hr-export.csv");
    let list = list.to_str().unwrap();
    let mut arguments = vec!["--truth", list, "--users", "60", "--fault", DOWN_FOR_A_WHILE];
    arguments.extend(APPS.iter().flat_map(|app| ["--app", app]));
    let apps = Apps::start(&arguments);
    for app in APPS {
        desk.connect(apps.app(app), app);
    }
    let unread = run(&desk, &["lockdown", "Oskar Lind", "--yes"], 1);
    assert!(unread.err.contains("No app has been read yet"), "{}", unread.all());
    run(&desk, &["read"], 0);
    let unlisted = run(&desk, &["people", "--filter", "not-in-list"], 1);
    assert!(unlisted.err.contains("No HR list"), "{}", unlisted.all());

    let looked = run(&desk, &["truth", list], 0);
    assert!(looked.out.contains("Nothing was imported"), "{}", looked.all());
    run(&desk, &["truth", list, "--yes"], 0);
    let left = run(&desk, &["people", "--filter", "left-active", "--json"], 0);
    let names: Vec<&str> = left.json()["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .map(|name| if name == "Oskar Lind" { "Oskar Lind" } else { "" })
        .collect();
    assert!(names.contains(&"Oskar Lind"), "{}", left.all());
    let person = run(&desk, &["person", "oskar.lind@example.com"], 0);
    assert!(person.out.contains("Last day"), "{}", person.all());

    // Nothing is asked where there is no terminal, and a dry run sends nothing.
    run(&desk, &["lockdown", "Oskar Lind"], 2);
    let dry = run(&desk, &["lockdown", "Oskar Lind", "--dry-run"], 0);
    assert!(dry.err.contains("nothing was sent"), "{}", dry.all());

    // One app is down: five are shut, one is open, exit status 3; then it closes, 0.
    let locked = run(&desk, &["lockdown", "oskar.lind@example.com", "--yes", "--json"], 3);
    let case = locked.json();
    let id = case["brief"]["id"].as_str().unwrap().to_owned();
    assert_eq!((&case["brief"]["verified"], &case["brief"]["open"]), (&5.into(), &1.into()));
    // Nothing is sent again without a question, and a dry run shows what would be.
    run(&desk, &["receipt", &id, "--again"], 2);
    let dry = run(&desk, &["receipt", &id, "--again", "--dry-run"], 0);
    assert!(
        dry.all().contains("nothing was sent") || dry.all().contains("can be sent"),
        "{}",
        dry.all()
    );
    let mut tries = 0;
    let closed = loop {
        let ended = desk.run(&["receipt", &id, "--again", "--yes", "--json"]);
        if ended.status == 0 {
            break ended.json();
        }
        assert_eq!(ended.status, 3, "{}", ended.all());
        tries += 1;
        assert!(tries < 10, "{}", ended.all());
    };
    assert_eq!(closed["brief"]["verified"], 6);
    let page = desk.data.path().join("receipt.html");
    let page = page.to_str().unwrap();
    run(&desk, &["receipt", &id, "--recheck", "--html", page, "--tick", "1", "--note", "seen"], 0);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("6 of 6 changes verified") && page.contains("seen"));
    for app in &apps.apps {
        assert!(!page.contains(&app.token), "a token is in the receipt");
    }
    let cases = run(&desk, &["cases"], 0);
    assert!(cases.out.contains("locked down"), "{}", cases.all());
    // Once more: nothing is sent, and the receipt says what was read.
    let again = run(&desk, &["lockdown", "Oskar Lind", "--yes", "--json"], 0).json();
    assert_eq!((&again["brief"]["verified"], &again["brief"]["open"]), (&6.into(), &0.into()));
    assert_eq!(again["runs"], Value::Array(Vec::new()));
    let back = run(&desk, &["release", "Oskar Lind", "--dry-run"], 0);
    assert!(back.err.contains("nothing was sent"), "{}", back.all());
    let back = run(&desk, &["release", "Oskar Lind", "--yes"], 0);
    for app in APPS {
        assert!(back.out.contains(&format!("{app} · ")), "{app}: {}", back.all());
    }

    let cases = run(&desk, &["cases", "--json"], 0).json();
    let states: Vec<&Value> =
        cases["result"].as_array().unwrap().iter().map(|case| &case["state"]).collect();
    assert_eq!(states, ["released", "released"], "the receipt of what was shut already too");

    // A tie is cut, and tied again by hand.
    run(&desk, &["untie", "airtable", "oskar.lind@example.com"], 0);
    let two = run(&desk, &["people", "--search", "Oskar Lind", "--json"], 0).json();
    let numbers: Vec<String> =
        two["result"].as_array().unwrap().iter().map(|one| one["id"].to_string()).collect();
    let [one, other] = numbers.as_slice() else { panic!("{two}") };
    run(&desk, &["tie", one, other], 0);
    let tied = run(&desk, &["tie", "Oskar Lind", "oskar.lind@example.com"], 1);
    assert!(tied.err.contains("already one person"), "{}", tied.all());

    // Out of all groups, and back into exactly these.
    let groups = |ended: &crate::support::Ended| -> Vec<Value> {
        let apps = ended.json()["apps"].as_array().unwrap().clone();
        apps.iter()
            .flat_map(|app| app["accounts"].as_array().unwrap().clone())
            .map(|one| one["some_groups"].clone())
            .collect()
    };
    let before = groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0));
    assert!(before.iter().any(|groups| !groups.as_array().unwrap().is_empty()));
    run(&desk, &["quarantine", "Carla Mendes", "--yes", "--due", "2020-01-01"], 1);
    run(&desk, &["quarantine", "Carla Mendes", "--dry-run"], 0);
    run(&desk, &["quarantine", "Carla Mendes", "--yes", "--due", "2999-01-01"], 0);
    let held = groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0));
    assert!(held.iter().all(|groups| groups.as_array().unwrap().is_empty()));
    run(&desk, &["release", "Carla Mendes", "--yes"], 0);
    assert_eq!(groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0)), before);
    run(&desk, &["record", "--verify"], 0);
}

/// An admin who stops waiting gets the receipt so far, and the status that says that something is
/// open.
#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn ctrl_c_while_waiting_ends_with_the_receipt() {
    of_a_test_session();
    let app = Watched::start("scim");
    let desk = Desk::new();
    desk.connect(&app.app(), "scim");
    run(&desk, &["read"], 0);
    app.faults(&["patch:503"]);
    let waiting = desk.start(&["lockdown", "oskar.lind@example.com", "--yes", "--wait"]);
    // The second try belongs to the waiting.
    app.wait_until_seen("PATCH", "Users", 2);
    interrupt(&waiting);
    let ended = waiting.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(ended.status.code(), Some(3), "{out}");
    assert!(out.contains("0 of 1 changes verified, 1 open"), "{out}");
    app.faults(&[]);
    let id = out.lines().find_map(|line| line.trim().strip_prefix("Receipt ")).unwrap();
    run(&desk, &["receipt", id, "--again", "--yes"], 0);
}

/// Presses Ctrl-C.
fn interrupt(program: &std::process::Child) {
    let pid = program.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(kill.success());
}

/// Ctrl-C says what was sent and how to go on: during the first run, and before anything is planned.
#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn ctrl_c_says_what_state_things_are_in() {
    of_a_test_session();
    let app = Watched::start("scim");
    let desk = Desk::new();
    desk.connect(&app.app(), "scim");
    run(&desk, &["read"], 0);
    app.faults(&["patch:silent"]);
    let running = desk.start(&["lockdown", "oskar.lind@example.com", "--yes", "--wait"]);
    app.wait_until_seen("PATCH", "Users", 1);
    interrupt(&running);
    let ended = running.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{err}");
    assert!(err.contains("Interrupted. Lockdown of Oskar Lind: 0 of 1 changes verified"), "{err}");
    let id = err.split("`rollcall case receipt ").nth(1).and_then(|rest| rest.split('`').next());
    let id = id.unwrap().to_owned();
    app.faults(&[]);
    // Quiet is quiet, and so is output for programs; the reminder is there otherwise.
    let loud = run(&desk, &["connections"], 0);
    assert!(loud.err.contains("Lockdown of Oskar Lind: 1 of 1 open."), "{}", loud.err);
    for quiet in [&["connections", "-q"][..], &["connections", "--json"]] {
        let quiet = run(&desk, quiet, 0);
        assert_eq!(quiet.err, "", "{}", quiet.all());
    }
    run(&desk, &["receipt", &id, "--again", "--yes"], 0);

    // Before the case exists.
    app.faults(&["user:get:silent"]);
    let planning = desk.start(&["lockdown", "mei.tanaka@example.com", "--yes"]);
    app.wait_until_seen("GET", "Users/", 1);
    interrupt(&planning);
    let ended = planning.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(130), "{err}");
    assert!(err.contains("Interrupted. No change was sent to an app."), "{err}");
}
