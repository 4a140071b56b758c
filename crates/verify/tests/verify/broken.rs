//! It answers any input.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::made::Made;
use rollcall_verify::{Outcome, verify};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;

fn status(arguments: &[&str]) -> i32 {
    let out = Command::new(env!("CARGO_BIN_EXE_rollcall-verify")).args(arguments).output().unwrap();
    out.status.code().unwrap()
}

fn fails(folder: &Path) -> bool {
    let report = verify(folder, None).unwrap();
    report.checks.iter().any(|check| check.outcome == Outcome::Fails)
}

#[test]
fn wrong_arguments_and_what_is_no_pack_are_told_apart_from_a_pack_that_fails() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().to_str().unwrap();
    let text = place.path().join("text.zip");
    assert_eq!(status(&[folder]), 2, "an empty folder");
    fs::write(&text, "no zip").unwrap();
    let pack = place.path().join("pack");
    Made::new().folder(&pack);
    let pack = pack.to_str().unwrap();
    for wrong in [
        vec![],
        vec![text.to_str().unwrap()],
        vec!["/nowhere"],
        vec![pack, "--head"],
        vec![pack, "--head", "abc"],
        vec![pack, "--heads"],
        vec![pack, pack],
    ] {
        assert_eq!(status(&wrong), 2, "{wrong:?}");
    }
    assert_eq!((status(&["--help"]), status(&["--version"])), (0, 0));
}

#[test]
fn a_folder_with_something_else_in_it_fails() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("notes.txt"), "x").unwrap();
    assert!(fails(place.path()));
}

#[test]
fn files_broken_off_anywhere_are_named() {
    let whole = Made::new();
    for (name, bytes) in &whole.files {
        // Without its last line feed alone, SHA256SUMS says the same.
        for length in [0, 1, bytes.len() / 3, bytes.len() / 2, bytes.len() - 2] {
            let mut made = whole.clone();
            made.files.insert(name.clone(), bytes[..length].to_vec());
            let place = tempfile::tempdir().unwrap();
            made.folder(place.path());
            assert!(fails(place.path()), "{name} of {length} bytes");
        }
    }
}

/// Each value of each JSON file, replaced by each of these.
#[test]
fn wrong_types_and_odd_numbers_stop_nothing() {
    let odd = [
        Value::Null,
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!("\u{0}\u{202e}"),
        json!([]),
        json!([[[]]]),
        json!({}),
        json!({"a": 1}),
        json!(true),
    ];
    let place = tempfile::tempdir().unwrap();
    let whole = Made::new();
    whole.folder(place.path());
    for name in whole.files.keys().filter(|name| name.ends_with(".json")) {
        let json = whole.json(name);
        let mut paths = Vec::new();
        pointers(&json, String::new(), &mut paths);
        for (number, path) in paths.iter().enumerate() {
            let mut value = json.clone();
            *value.pointer_mut(path).unwrap() = odd[number % odd.len()].clone();
            fs::write(place.path().join(name), value.to_string()).unwrap();
            let report = verify(place.path(), None).unwrap();
            assert!(report.checks.len() >= 15, "{name}{path}");
        }
        fs::write(place.path().join(name), &whole.files[name]).unwrap();
    }
    for line in ["null", "[]", "{}", "{\"seq\":-1,\"previous\":\"\",\"hash\":\"\"}", "7", "\u{7f}"]
    {
        fs::write(place.path().join("record.jsonl"), line).unwrap();
        assert!(fails(place.path()), "{line}");
    }
    let deep = "[".repeat(100_000);
    for name in ["manifest.json", "record.jsonl", "pages/1/0001-users.json", "review.json"] {
        fs::write(place.path().join(name), &deep).unwrap();
        assert!(fails(place.path()), "{name}");
    }
}

fn pointers(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                pointers(value, format!("{at}/{name}"), all);
            }
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                pointers(value, format!("{at}/{place}"), all);
            }
        }
        _ => {}
    }
    all.push(at);
}

#[test]
fn a_zip_with_names_that_lead_out_or_come_twice_fails() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("pack.zip");
    for (added, becomes, words) in [
        ("xx/evil.txt", "../evil.txt", "“../evil.txt” is not a path inside the pack"),
        ("x_evil.txt", "\\_evil.txt", "is not a path inside the pack"),
        ("reviewXjson", "review.json", "two files of the zip have one name"),
    ] {
        let mut made = Made::new();
        made.files.insert(added.to_owned(), b"x".to_vec());
        made.zip(&file, "");
        let bytes = replaced(fs::read(&file).unwrap(), added.as_bytes(), becomes.as_bytes());
        fs::write(&file, bytes).unwrap();
        let report = verify(&file, None).unwrap();
        let said = report
            .checks
            .iter()
            .any(|check| check.outcome == Outcome::Fails && check.words.contains(words));
        assert!(said, "{becomes}: {report:#?}");
    }
}

/// Each way in which a zip may hold more than its entries, or show two programs two things.
#[test]
fn a_zip_is_its_entries_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("pack.zip");
    Made::new().zip(&file, "");
    let whole = fs::read(&file).unwrap();
    let said = |bytes: &[u8]| -> String {
        fs::write(&file, bytes).unwrap();
        match verify(&file, None) {
            Ok(report) => report
                .checks
                .iter()
                .filter(|check| check.outcome == Outcome::Fails)
                .map(|check| check.words.clone())
                .collect(),
            Err(why) => why,
        }
    };
    assert_eq!(said(&whole), "");
    let find = |of: &[u8], mark: &[u8]| of.windows(mark.len()).position(|at| at == mark).unwrap();
    let directory = find(&whole, b"PK\x01\x02");
    let second = 4 + find(&whole[4..], b"PK\x03\x04");
    // Bytes put somewhere, with the directory's place moved where it comes later.
    let with = |at: usize, moved: bool| {
        let mut bytes = whole.clone();
        let end = bytes.len() - 22;
        if moved {
            let start = (directory + 4) as u32;
            bytes[end + 16..end + 20].copy_from_slice(&start.to_le_bytes());
        }
        bytes.splice(at..at, *b"more");
        bytes
    };
    for (bytes, words) in [
        (with(0, false), "its directory cannot be read"),
        (with(0, true), "cannot be read"),
        (with(second, true), "cannot be read"),
        (with(directory, true), "there are bytes behind the last entry of the zip"),
        (with(whole.len() - 22, false), "there are bytes behind the directory of the zip"),
        (with(whole.len(), false), "there are bytes behind the end of the zip"),
    ] {
        let said = said(&bytes);
        // Where the directory leads nowhere, it depends on the place which of both is said.
        let nowhere = words == "cannot be read" && said.ends_with("there is no file in it");
        assert!(said.contains(words) || nowhere, "{words}: {said}");
    }
    // The name in front of the file, which the directory at the end does not have.
    let mut other = whole.clone();
    other[30] ^= 1;
    assert!(said(&other).contains("names another file"), "{}", said(&other));
    let mut sum = whole;
    sum[14] ^= 1;
    assert!(said(&sum).contains("is about other bytes"), "{}", said(&sum));
}

/// What file managers leave is named and not looked at; anything else is a fault.
#[test]
fn litter_of_file_managers_is_named_and_no_fault() {
    let litter =
        [".DS_Store", "pages/Thumbs.db", "Desktop.ini", "__MACOSX/._index.html", "._index.html"];
    let mut made = Made::new();
    for name in litter {
        made.files.insert(name.to_owned(), b"litter".to_vec());
    }
    let place = tempfile::tempdir().unwrap();
    made.folder(&place.path().join("q4"));
    made.zip(&place.path().join("q4.zip"), "q4/");
    for name in ["q4", "q4.zip"] {
        let report = verify(&place.path().join(name), Some(&made.head())).unwrap();
        for check in &report.checks {
            let holds = matches!(check.outcome, Outcome::Holds | Outcome::NotProven);
            assert!(holds, "{name}: {}", check.words);
        }
        let named =
            |litter: &str| report.checks[0].words.contains(litter.split('/').next().unwrap());
        assert!(litter.into_iter().all(named), "{}", report.checks[0].words);
    }
    made.files.insert("DS_Store".to_owned(), b"no litter".to_vec());
    made.folder(&place.path().join("more"));
    assert!(fails(&place.path().join("more")));
}

#[test]
fn a_damaged_zip_is_answered() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("pack.zip");
    Made::new().zip(&file, "");
    let whole = fs::read(&file).unwrap();
    for at in (0..whole.len()).step_by(101) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&file, &bytes).unwrap();
        let _ = verify(&file, None);
        fs::write(&file, &whole[..at]).unwrap();
        assert!(verify(&file, None).is_err(), "cut at {at}");
    }
}

fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    for at in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
    bytes
}

#[cfg(unix)]
#[test]
fn a_link_is_no_file_of_a_pack() {
    let place = tempfile::tempdir().unwrap();
    Made::new().folder(place.path());
    let csv = place.path().join("population.csv");
    fs::remove_file(&csv).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", &csv).unwrap();
    let report = verify(place.path(), None).unwrap();
    let words = "population.csv is not a regular file";
    assert!(report.checks.iter().any(|check| check.words.contains(words)));
}
