//! Looking at an HR list on the command line: it needs neither store nor keychain, prints its questions
//! with their values and counts, and is answered by options.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::{Ended, ended, without_keychain};
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let data = folder.join("no-store");
    ended(without_keychain().arg("--data").arg(data).args(arguments))
}

fn list(folder: &Path, text: &str) -> String {
    let file = folder.join("hr.csv");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

const CODES: &str = "Email,Name,Status\na@x.de,A B,A\nb@x.de,B C,T\nc@x.de,C D,A\nd@x.de,D E,\n";

#[test]
fn questions_are_printed_and_answered_by_options() {
    let folder = tempfile::tempdir().unwrap();
    let file = list(folder.path(), CODES);
    let asked = run(folder.path(), &["hr", &file]);
    assert_eq!(asked.status, 3, "{}", asked.all());
    for words in [
        "What do these values of “Status” mean?",
        "A                        2 rows",
        "T                        1 row",
        "--means 'A=…'",
        "0 employed, 0 not started, 0 left, 4 not known",
    ] {
        assert!(asked.out.contains(words), "{words}: {}", asked.out);
    }
    assert!(asked.err.contains("There is no store yet"), "{}", asked.err);

    let answers = ["--means", "A=employed", "--means", "Status:T=left", "--row", "5=left"];
    let answered = run(folder.path(), &[&["truth", &file, "--json"][..], &answers].concat());
    assert_eq!(answered.status, 0, "{}", answered.all());
    let look = answered.json();
    assert_eq!(
        (&look["employed"], &look["left"], &look["not_known"], &look["cannot"]),
        (&2.into(), &2.into(), &0.into(), &serde_json::Value::Null)
    );
    assert_eq!(look["questions"][0]["open"], false);

    // All other values at once, and people who are still open for the file.
    let rest = ["--means", "Status:*=not-known", "--others", "employed"];
    let look = run(folder.path(), &[&["truth", &file, "--json"][..], &rest].concat()).json();
    assert_eq!((&look["employed"], &look["not_known"]), (&4.into(), &0.into()));
    assert!(!folder.path().join("no-store").exists(), "a look leaves no store behind");
}

#[test]
fn a_column_is_answered_by_its_name_or_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = list(folder.path(), "Email,Name,Kündigung am\na@x.de,A B,2026-10-01\nb@x.de,B C,\n");
    assert_eq!(run(folder.path(), &["truth", &file]).status, 3);
    for column in ["Kündigung am=ignored", "#3=ignored"] {
        let look = run(folder.path(), &["truth", &file, "--json", "--column", column]).json();
        assert_eq!((&look["employed"], &look["cannot"]), (&2.into(), &serde_json::Value::Null));
    }
    let look = run(folder.path(), &["truth", &file, "--json", "--map", "#3=end-date"]).json();
    assert_eq!((&look["employed"], &look["left"]), (&1.into(), &1.into()));
}

#[test]
fn answers_that_fit_no_question_end_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let file = list(folder.path(), CODES);
    for answer in [
        ["--means", "Q=employed"],
        ["--means", "A=gone"],
        ["--means", "A"],
        ["--column", "Boss=manager"],
        ["--row", "five=left"],
        ["--others", "gone"],
    ] {
        let ended = run(folder.path(), &["truth", &file, answer[0], answer[1]]);
        assert_eq!(ended.status, 2, "{answer:?}: {}", ended.all());
    }
}

#[test]
fn an_ordinary_list_is_looked_at_without_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Email,Name,Status,Last day\na@x.de,A B,Active,\nb@x.de,B C,Terminated,2025-10-01\n";
    let looked = run(folder.path(), &["truth", &list(folder.path(), text)]);
    assert_eq!(looked.status, 0, "{}", looked.all());
    assert!(
        looked.out.contains("1 employed, 0 not started, 1 left, 0 not known"),
        "{}",
        looked.out
    );
    assert!(!looked.out.contains('?'), "{}", looked.out);
}

#[test]
fn two_columns_of_one_name_are_told_by_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = list(folder.path(), "Email,Name,Status,Status\na@x.de,A B,Active,Terminated\n");
    let asked = run(folder.path(), &["truth", &file]);
    assert_eq!(asked.status, 3, "{}", asked.all());
    assert!(asked.out.contains("Column 3 has the same name and other values."), "{}", asked.out);
    assert!(asked.out.contains("--column '#4=ignored'"), "{}", asked.out);
    let look = run(folder.path(), &["truth", &file, "--json", "--column", "#4=status"]).json();
    assert_eq!(look["not_known"], 1, "they contradict each other");
}

#[test]
fn the_exit_status_says_whether_the_list_is_understood_asked_about_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let status = |text: &str| {
        let ended = run(folder.path(), &["truth", "check", &list(folder.path(), text)]);
        (ended.status, ended.all())
    };
    for (expected, text) in [
        (0, "Email,Name,Status\na@x.de,A B,Active\n"),
        (3, CODES),
        (3, "Email,Name,End date\na@x.de,A B,03/04/2026\n"),
        (1, "Email\na@x.de\n"),
        (1, "Name,Status\nA B,Active\n"),
        // The order of dates would not make it usable.
        (1, "Name,End date\nA B,03/04/2026\n"),
        (1, "%PDF-1.7\n"),
    ] {
        let (status, all) = status(text);
        assert_eq!(status, expected, "{text}: {all}");
    }
    let nowhere = folder.path().join("none.csv");
    let missing = run(folder.path(), &["truth", "check", nowhere.to_str().unwrap()]);
    assert_eq!(missing.status, 1, "{}", missing.all());
}

#[test]
fn yes_is_refused_where_nothing_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let file = list(folder.path(), "Email,Name,Status\na@x.de,A B,Active\n");
    let ended = run(folder.path(), &["truth", "check", &file, "--yes"]);
    assert_eq!(ended.status, 2, "{}", ended.all());
    assert!(ended.err.contains("takes no --yes"), "{}", ended.err);
    assert!(ended.err.contains(&format!("`rollcall truth import {file}`")), "{}", ended.err);
    // Both forms of the import take it.
    for line in [&["truth", "import", &file, "--yes"][..], &["truth", &file, "--yes"]] {
        let ended = run(folder.path(), line);
        assert_eq!(ended.status, 1, "{}", ended.all());
        assert!(ended.err.contains("There is no store"), "{}", ended.err);
    }
}
