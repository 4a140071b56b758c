//! A store on a disk that is read-only or full opens to be read. Such disks are made in a mount
//! namespace of this test's own; where the system makes none, `cargo xtask test` says that these are
//! skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]
#![cfg(target_os = "linux")]

use crate::support::*;
use rollcall_store::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for the copy of this test that runs on such a disk: its folder.
const FOLDER: &str = "ROLLCALL_TEST_FOLDER";
const KEY: [u8; 32] = [7; 32];
const SIGNING: [u8; 32] = [9; 32];

fn open(folder: &Path) -> Result<Store> {
    let signing = Signing::Kept(RecordKey::from_bytes(&SIGNING));
    let holder = Holder::default();
    Store::open(&folder.join("rollcall.db"), &StoreKey::from_bytes(KEY), signing, &holder)
}

/// Runs one test of this file again with `mount` done before it.
#[track_caller]
fn elsewhere(test: &str, mount: &str, folder: &Path) {
    let script = format!("{mount} && exec \"$0\" --exact unwritable::{test} --ignored --nocapture");
    let again = std::env::current_exe().unwrap();
    let mut unshare = Command::new("unshare");
    let done = unshare.args(["-Urm", "sh", "-c", &script]).arg(again).env(FOLDER, folder).output();
    let done = done.expect("unshare runs");
    let said = String::from_utf8_lossy(&done.stdout);
    let trouble = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("running 1 test"), "no such disk can be made here: {trouble}");
    assert!(done.status.success(), "{said}\n{trouble}");
}

fn asked_for() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

fn fill(store: &Store, connection: &ConnectionId, minute: u32, count: usize) {
    let people = (0..count).map(|n| person(&format!("u{n}"), &format!("Person {n}"))).collect();
    read(store, connection, minute, people, vec![], Verdict::Complete);
}

fn new_store(folder: &Path) -> Store {
    let store = open(folder).unwrap();
    store.add_connection(&connection("id", "Notion")).unwrap();
    store
}

/// Everything can be looked at, and nothing written.
fn reads_and_does_not_write(store: &Store, why: &CannotWrite) {
    assert_eq!(store.cannot_write(), Some(why));
    assert_eq!(store.users(&all()).unwrap().total, 300);
    assert_eq!(store.connections().unwrap().len(), 1);
    assert!(store.record_verify().unwrap().first_bad.is_none());
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    let refused = store.record_append("note", &serde_json::json!({}), at(90));
    assert!(matches!(refused, Err(StoreError::CannotWrite(_))), "{refused:?}");
}

#[test]
#[ignore = "needs a mount namespace: cargo xtask test --only disks"]
fn on_a_read_only_disk() {
    if let Some(folder) = asked_for() {
        let store = open(&folder).unwrap();
        let Some(CannotWrite::Refused { detail }) = store.cannot_write() else { panic!("refused") };
        let why = CannotWrite::Refused { detail: detail.clone() };
        reads_and_does_not_write(&store, &why);
        return;
    }
    for crashed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = new_store(folder.path());
        fill(&store, &ConnectionId::from("id"), 1, 300);
        if crashed {
            // As a process that was killed leaves it: with its log.
            let copy = tempfile::tempdir().unwrap();
            for file in ["rollcall.db", "rollcall.db-wal"] {
                fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
            }
            drop(store);
            for file in ["rollcall.db", "rollcall.db-wal"] {
                fs::copy(copy.path().join(file), folder.path().join(file)).unwrap();
            }
            assert!(fs::metadata(folder.path().join("rollcall.db-wal")).unwrap().len() > 0);
        } else {
            drop(store);
        }
        let path = folder.path().display();
        let mount = format!("mount --bind '{path}' '{path}' && mount -o remount,bind,ro '{path}'");
        elsewhere("on_a_read_only_disk", &mount, folder.path());
        // With the disk writable again it goes on as before.
        let store = open(folder.path()).unwrap();
        assert_eq!(store.cannot_write(), None);
        store.record_append("note", &serde_json::json!({}), at(91)).unwrap();
    }
}

#[test]
#[ignore = "needs a mount namespace: cargo xtask test --only disks"]
fn on_a_disk_that_ran_full() {
    if let Some(folder) = asked_for() {
        let store = new_store(&folder);
        fill(&store, &ConnectionId::from("id"), 1, 300);
        let filler = folder.join("filler");
        // A read breaks off, and the process with it: what it left cannot be tidied up.
        let handle = store.begin_read(&ConnectionId::from("id"), at(10)).unwrap();
        let left = fs::File::create(&filler).unwrap();
        fill_disk(left);
        let mut refused = None;
        for n in 0..40 {
            let people = (0..200).map(|p| person(&format!("n{n}-{p}"), "Somebody New")).collect();
            if let Err(error) = handle.users(people).and_then(|_| handle.flush()) {
                refused = Some(error);
                break;
            }
        }
        assert!(matches!(refused, Some(StoreError::DiskFull)), "{refused:?}");
        let copied = tempfile::tempdir_in("/dev/shm").unwrap();
        for file in ["rollcall.db", "rollcall.db-wal"] {
            fs::copy(folder.join(file), copied.path().join(file)).unwrap();
        }
        drop(handle);
        drop(store);
        // As a killed process leaves it: the log beside the file, and no index of it.
        fs::remove_file(&filler).unwrap();
        for file in ["rollcall.db", "rollcall.db-wal"] {
            fs::copy(copied.path().join(file), folder.join(file)).unwrap();
        }
        let _ = fs::remove_file(folder.join("rollcall.db-shm"));
        fill_disk(fs::File::create(&filler).unwrap());
        let store = open(&folder).unwrap();
        reads_and_does_not_write(&store, &CannotWrite::DiskFull);
        drop(store);
        fs::remove_file(&filler).unwrap();
        let store = open(&folder).unwrap();
        assert_eq!(store.cannot_write(), None);
        assert_eq!(store.interrupted_reads().len(), 1, "the read that broke off is named");
        store.record_append("note", &serde_json::json!({}), at(91)).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    let mount = format!("mount -t tmpfs -o size=3m tmpfs '{path}'");
    elsewhere("on_a_disk_that_ran_full", &mount, folder.path());
}

fn fill_disk(mut file: fs::File) {
    use std::io::Write;
    let block = [0_u8; 4_096];
    while file.write_all(&block).is_ok() {}
}
