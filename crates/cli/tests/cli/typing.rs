//! What is typed: mistakes, help, and life without a keychain.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Ended, ended, without_keychain};

fn run(arguments: &[&str]) -> Ended {
    ended(without_keychain().args(arguments))
}

#[test]
fn mistakes_in_the_typing_end_with_2() {
    for arguments in [
        &["frobnicate"][..],
        &[],
        &["users", "--limit", "0"],
        &["users", "--status", "gone"],
        &["connect", "--provider", "notion"],
        &["connect", "--provider", "nonesuch", "--name", "a", "--url", "b"],
        &["connect", "--provider", "scim", "--name", "a", "--url", "b", "--token", "c"],
        &["simulate", "--fault", "gremlins"],
        &["help", "nonesuch"],
    ] {
        let ended = run(arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {}", ended.all());
        assert!(!ended.err.is_empty() && ended.out.is_empty(), "{arguments:?}: {}", ended.all());
    }
}

#[test]
fn a_mistake_is_told_in_json_where_json_was_asked_for() {
    for line in [
        &["--json", "users", "--limit", "0"][..],
        &["users", "list", "--limit", "0", "--format", "json"],
        &["users", "--format=json", "--limit", "0"],
    ] {
        let ended = run(line);
        assert_eq!(ended.status, 2);
        let problem: serde_json::Value = serde_json::from_str(&ended.err).unwrap();
        assert_eq!(problem["code"], "usage");
        assert!(problem["what"].as_str().unwrap().contains("--limit"), "{problem}");
    }
}

#[test]
fn help_names_every_provider_and_the_exit_statuses() {
    let help = run(&["--help"]);
    assert_eq!(help.status, 0);
    assert!(help.out.contains("3 partial or not verified"), "{}", help.out);
    let connect = run(&["help", "connect"]);
    assert_eq!(connect.status, 0);
    for provider in ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"] {
        assert!(connect.out.contains(provider), "{}", connect.out);
    }
    assert_eq!(run(&["--version"]).out, format!("rollcall {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_on_the_keychain_says_how_to_have_one() {
    let help = run(&["help", "keychain"]);
    assert_eq!(help.status, 0);
    for words in ["dbus-run-session", "gnome-keyring-daemon --unlock", "nowhere else"] {
        assert!(help.out.contains(words), "{}", help.out);
    }
}

#[test]
fn without_a_keychain_nothing_is_kept_and_the_error_has_four_lines() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let connect = ["connect", "--provider", "scim", "--name", "a", "--url", "http://127.0.0.1:9/"];
    let ended = ended(
        without_keychain()
            .args(["--data", folder])
            .args(connect)
            .write_stdin("a-token-that-stays-nowhere\n"),
    );
    assert_eq!(ended.status, 1, "{}", ended.all());
    assert_eq!(ended.err.lines().count(), 4, "{}", ended.err);
    assert!(ended.err.contains("help keychain"), "{}", ended.err);
    assert!(!ended.all().contains("a-token-that"), "{}", ended.all());
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("a-token-that"));
    }

    let json = crate::support::ended(
        without_keychain()
            .args(["--json", "--data", folder])
            .args(connect)
            .write_stdin("a-token-that-stays-nowhere\n"),
    );
    assert_eq!(json.status, 1, "{}", json.all());
    let problem: serde_json::Value = serde_json::from_str(&json.err).unwrap();
    assert_eq!(problem["code"], "keychain-absent");
    for part in ["what", "side_words", "state", "next"] {
        assert!(!problem[part].as_str().unwrap().is_empty(), "{problem}");
    }
    assert!(json.out.is_empty());
}

#[test]
fn a_misspelled_folder_is_no_empty_store() {
    let place = tempfile::tempdir().unwrap();
    let typo = place.path().join("tpyo");
    let folder = typo.to_str().unwrap();
    for command in ["read", "connections", "users", "check", "cases", "record"] {
        let ended = run(&["--data", folder, command]);
        assert_eq!(ended.status, 1, "{command}: {}", ended.all());
        assert!(ended.out.is_empty(), "{command}: {}", ended.all());
        let no_store = format!("There is no store at {folder}.");
        assert!(ended.err.contains(&no_store), "{command}: {}", ended.all());
        assert!(ended.err.contains("--data"), "{command}: {}", ended.all());
        assert_eq!(ended.err.lines().count(), 4, "{command}: {}", ended.err);
        assert!(!typo.exists(), "{command} made it");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_of_something_else_is_refused_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let ended = ended(
        without_keychain()
            .args(["--data", folder.path().to_str().unwrap()])
            .args(["connect", "--provider", "scim", "--name", "a", "--url", "http://127.0.0.1:9/"])
            .write_stdin("a-token\n"),
    );
    assert_eq!(ended.status, 1, "{}", ended.all());
    assert!(ended.err.contains("is not empty"), "{}", ended.all());
    let mode = std::fs::metadata(folder.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o777);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
