//! The log for support: who writes it, where, and for whom.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Ended, ended, without_keychain};
use std::path::Path;

fn run(state: &Path, arguments: &[&str]) -> Ended {
    ended(without_keychain().env("XDG_STATE_HOME", state).args(arguments))
}

fn log(state: &Path) -> String {
    let files = std::fs::read_dir(state.join("rollcall/log")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn help_shows_the_folder_and_makes_none() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    for (arguments, status) in [
        (&["help"][..], 0),
        (&["help", "plan", "set"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["users", "--help"], 0),
        (&["completions", "bash"], 0),
        (&["frobnicate"], 2),
        (&["demo", "--json"], 0),
    ] {
        let ended = run(&state, arguments);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.all());
    }
    let shown = run(&state, &["help", "support"]);
    let folder = state.join("rollcall/log");
    assert!(shown.out.contains(folder.to_str().unwrap()), "{}", shown.out);
    assert!(!state.exists(), "nothing is made");
}

#[test]
fn commands_at_the_same_time_write_one_log_for_their_owner() {
    use std::os::unix::fs::PermissionsExt;
    const AT_ONCE: usize = 4;
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    let data = place.path().join("telling-folder");
    let arguments = ["--data", data.to_str().unwrap(), "users", "--search", "telling-name"];
    std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..AT_ONCE).map(|_| scope.spawn(|| run(&state, &arguments).status)).collect();
        assert!(all.into_iter().all(|one| one.join().unwrap() == 1), "there is no store");
    });
    let log = log(&state);
    let lines = |what: &str| log.lines().filter(|line| line.contains(what)).count();
    assert_eq!(lines("INFO started program=\"command line\" version="), AT_ONCE, "{log}");
    assert_eq!(lines("WARN failed what=\"opening the local copy\" code="), AT_ONCE, "{log}");
    assert_eq!(lines("WARN failed what=\"the command\" code="), AT_ONCE, "{log}");
    assert_eq!(lines("INFO ended status=1"), AT_ONCE, "{log}");
    assert_eq!(log.lines().count(), 4 * AT_ONCE, "{log}");
    assert!(!log.contains("telling"), "{log}");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = state.join("rollcall/log");
    assert_eq!(mode(&folder), 0o700);
    for file in std::fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[test]
fn a_folder_without_a_store_and_one_that_cannot_be_written_get_no_log() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    let data = state.join("rollcall");
    let ended = run(&state, &["--data", data.to_str().unwrap(), "users"]);
    assert_eq!(ended.status, 1, "{}", ended.all());
    assert!(!state.exists(), "a store may still be made there");
    // A file where the folder would be.
    std::fs::write(&state, "").unwrap();
    let other = place.path().join("other");
    let ended = run(&state, &["--data", other.to_str().unwrap(), "users", "--json"]);
    assert_eq!(ended.status, 1, "{}", ended.all());
    for line in ended.err.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", ended.err);
    }
}
