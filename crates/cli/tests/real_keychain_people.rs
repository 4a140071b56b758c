//! People, lockdown, quarantine and the way back on the command line, on made-up apps, with the real
//! keychain service. Runs when `ROLLCALL_REAL_KEYCHAIN=1` is set.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod support;

use serde_json::Value;
use support::{Apps, Desk, real_keychain};

const APPS: [&str; 6] = ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"];

/// A request that fails so often that the first lockdown finds the app down, and comes to its end.
const DOWN_FOR_A_WHILE: &str = "airtable:write:times=2:503";

fn run(desk: &Desk, arguments: &[&str], status: i32) -> support::Ended {
    let ended = desk.run(arguments);
    let start: String = ended.all().chars().take(2_000).collect();
    assert_eq!(ended.status, status, "{arguments:?}: {start}");
    ended
}

#[test]
fn one_person_is_shut_in_six_apps_quarantined_and_let_back() {
    if !real_keychain() {
        return;
    }
    let desk = Desk::new();
    let list = desk.data.path().join("hr-export.csv");
    let list = list.to_str().unwrap();
    let mut arguments = vec!["--truth", list, "--users", "60", "--fault", DOWN_FOR_A_WHILE];
    arguments.extend(APPS.iter().flat_map(|app| ["--app", app]));
    let apps = Apps::start(&arguments);
    for app in APPS {
        desk.connect(apps.app(app), app);
    }
    run(&desk, &["read"], 0);

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
    let mut tries = 0;
    let closed = loop {
        let ended = desk.run(&["receipt", &id, "--again", "--json"]);
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
    run(&desk, &["cases"], 0);
    run(&desk, &["release", "Oskar Lind", "--yes"], 0);

    // Out of all groups, and back into exactly these.
    let groups = |ended: &support::Ended| -> Vec<Value> {
        let apps = ended.json()["apps"].as_array().unwrap().clone();
        apps.iter()
            .flat_map(|app| app["accounts"].as_array().unwrap().clone())
            .map(|one| one["some_groups"].clone())
            .collect()
    };
    let before = groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0));
    assert!(before.iter().any(|groups| !groups.as_array().unwrap().is_empty()));
    run(&desk, &["quarantine", "Carla Mendes", "--yes", "--due", "2020-01-01"], 0);
    let held = groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0));
    assert!(held.iter().all(|groups| groups.as_array().unwrap().is_empty()));
    run(&desk, &["release", "Carla Mendes", "--yes"], 0);
    assert_eq!(groups(&run(&desk, &["person", "Carla Mendes", "--json"], 0)), before);
    run(&desk, &["record", "--verify"], 0);
}
