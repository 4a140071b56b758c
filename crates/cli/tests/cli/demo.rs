//! The whole job on simulated apps, without a keychain.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{ended, without_keychain};

#[test]
fn the_demo_deactivates_and_proves_it_in_every_app_without_a_keychain() {
    let ended = ended(without_keychain().args(["demo", "--json"]));
    assert_eq!(ended.status, 0, "{}", ended.all());
    let steps = ended.listing();
    assert_eq!(ended.json()["complete"], true);
    assert!(steps.iter().all(|step| step["done"] == true), "{}", ended.out);
    let count = |name: &str| steps.iter().filter(|step| step["step"] == name).count();
    assert_eq!(count("connect"), 5);
    assert_eq!(count("read"), 2);
    assert_eq!(count("deactivate"), 5);
    assert_eq!(count("verify"), 1);
    let result = steps.iter().find(|step| step["step"] == "result").unwrap();
    assert_eq!(result["words"], "Oskar Lind is active in 0 of 5 accounts");
}

#[test]
fn the_demo_in_words_shows_plan_outcome_and_what_the_next_read_says() {
    let ended = ended(without_keychain().arg("demo"));
    assert_eq!(ended.status, 0, "{}", ended.all());
    for words in [
        "simulated",
        "Remove from workspace",
        "Notion has no suspended state.",
        "\"active\": false",
        "Oskar Lind in Zapier: verified.",
        "no longer listed",
        "Newest entry: sha256",
    ] {
        assert!(ended.out.contains(words), "{words} is not in {}", ended.out);
    }
}

#[test]
fn the_demo_looks_as_before() {
    let ended = ended(without_keychain().arg("demo"));
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\b[0-9a-f]{64}\b", "[sha256]");
    settings.add_filter(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[id]");
    settings.add_filter(r"\b20\d\d-\d\d-\d\d \d\d:\d\d UTC", "[time]");
    settings.add_filter(r"\b\d\d:\d\d:\d\d UTC", "[time]");
    settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:[port]");
    settings.bind(|| insta::assert_snapshot!("demo", ended.out));
}

#[test]
fn a_demo_about_nobody_does_not_end_as_done() {
    let ended = ended(without_keychain().args(["demo", "--json", "--person", "Nobody At All"]));
    assert_eq!(ended.status, 3, "{}", ended.all());
}
