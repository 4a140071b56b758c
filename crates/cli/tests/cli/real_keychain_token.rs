//! A connection is changed on the command line, with the real keychain service: its token replaced
//! while a lockdown waits for it, its name, address and price. Runs when `ROLLCALL_REAL_KEYCHAIN=1`
//! is set, under `dbus-run-session` with an unlocked keyring.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Apps, Desk, Watched, of_a_test_session};

const PERSON: &str = "oskar.lind@example.com";
const NEW: &str = "a-new-token-0123456789";

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_lockdown_closes_when_the_token_it_waits_for_is_replaced() {
    of_a_test_session();
    let (zaps, boards) = (Apps::start(&["--app", "zapier"]), Watched::start("monday"));
    let desk = Desk::new();
    desk.connect(zaps.app("zapier"), "Zaps");
    desk.connect(&boards.app(), "Boards");
    let run = |arguments: &[&str], input: &str, status: i32| {
        let ended = desk.run_with(arguments, input);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.all());
        ended
    };
    run(&["read"], "", 0);
    boards.set_token(NEW);
    run(&["read", "Boards"], "", 3);
    let listed = run(&["connections"], "", 0);
    assert!(listed.out.contains("token rejected (401)"), "{}", listed.out);
    run(&["lockdown", PERSON, "--yes"], "", 3);
    assert_eq!(run(&["cases", "--json"], "", 0).listing()[0]["state"], "open");

    // Tested first: a wrong one changes nothing.
    let wrong = run(&["connection", "token", "Boards"], "wrong-token\n", 1);
    assert!(wrong.err.contains("401"), "{}", wrong.all());
    run(&["connection", "token", "Boards"], "", 2);
    run(&["connection", "token", "Nobody"], NEW, 1);
    run(&["read", "Boards"], "", 3);

    let replaced = run(&["connection", "token", "Boards"], &format!("{NEW}\n"), 0);
    assert!(replaced.out.contains("Replaced the token of Boards"), "{}", replaced.out);
    assert!(replaced.out.contains("The case is closed."), "{}", replaced.out);
    assert!(!replaced.all().contains(NEW));
    assert_eq!(run(&["cases", "--json"], "", 0).listing()[0]["state"], "closed");
    run(&["read", "Boards"], "", 0);
    let listed = run(&["connections", "--json"], "", 0).listing();
    assert_eq!(listed[0]["health"], "healthy");
    let record = run(&["record", "--json", "--limit", "1000"], "", 0);
    assert!(record.out.contains("token-replaced") && !record.out.contains(NEW));
}

#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn name_address_and_price_are_changed_and_the_guard_stays() {
    of_a_test_session();
    let apps = Apps::start(&["--app", "zapier", "--users", "60"]);
    let desk = Desk::new();
    desk.connect(apps.app("zapier"), "Zaps");
    let run = |arguments: &[&str], status: i32| {
        let ended = desk.run(arguments);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.all());
        ended
    };
    run(&["guard", "Zaps", "3", "--confirm", "3"], 0);
    run(&["connection", "rename", "Zaps", "Flows"], 0);
    run(&["guard", "Zaps"], 1);
    run(&["connection", "price", "Flows", "12.50EUR"], 0);
    run(&["connection", "price", "Flows", "cheap"], 1);
    let listed = run(&["connections", "--json"], 0).listing();
    assert_eq!(
        (&listed[0]["name"], &listed[0]["seat_price"]),
        (&"Flows".into(), &"12.50 EUR".into())
    );
    let free = run(&["connection", "price", "Flows", "none", "--json"], 0).listing();
    assert!(free[0]["seat_price"].is_null());

    // Another host: nobody can be asked, so nothing is sent there.
    let other = apps.app("zapier").address.replace("127.0.0.1", "localhost");
    let asked = run(&["connection", "address", "Flows", &other], 1);
    assert!(asked.err.contains("localhost") && asked.err.contains("--yes"), "{}", asked.err);
    let moved = run(&["connection", "address", "Flows", &other, "--yes", "--json"], 0).listing();
    assert_eq!(moved[0]["address"], other.as_str());
    run(&["read", "Flows"], 0);
    let guard = run(&["guard", "Flows", "--json"], 0);
    assert!(guard.out.contains("3"), "{}", guard.out);
}
