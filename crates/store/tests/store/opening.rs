//! What happens when a store is opened that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::*;
use std::fs;

/// A store with a few people in it, closed.
fn filled() -> World {
    let mut world = World::new();
    let id = world.connect("Notion");
    let people = (0..300).map(|n| person(&format!("u{n}"), &format!("Person {n}"))).collect();
    read(world.store(), &id, 1, people, vec![], Verdict::Complete);
    world.close();
    world
}

fn opened(world: &World) -> Result<Store> {
    world.try_open(&world.path(), &Holder::default())
}

/// Every file of the folder but the lock, with its bytes.
fn files(world: &World) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(world.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().ends_with(".lock"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn refused_untouched(world: &World) -> StoreError {
    let before = files(world);
    let error = opened(world).err().expect("the store must not open");
    assert!(files(world) == before, "something was written, removed or added");
    error
}

fn change(world: &World, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(world.path()).unwrap();
    change(&mut bytes);
    fs::write(world.path(), bytes).unwrap();
}

#[test]
fn a_store_is_made_and_found_again() {
    let mut world = filled();
    assert_eq!(world.open().users(&all()).unwrap().total, 300);
    assert!(world.store().check().unwrap().is_empty());
    assert!(world.store().interrupted_reads().is_empty());
}

#[test]
fn a_wrong_key_is_named_and_changes_nothing() {
    let mut world = filled();
    world.key = StoreKey::generate();
    assert!(matches!(refused_untouched(&world), StoreError::WrongKey));
}

#[test]
fn damage_at_the_start_is_not_taken_for_a_wrong_key() {
    let world = filled();
    change(&world, |bytes| bytes[..8192].fill(0x5a));
    let error = refused_untouched(&world);
    assert!(
        matches!(&error, StoreError::Damaged { detail } if detail.contains("1 of its")),
        "{error:?}"
    );
}

#[test]
fn damage_in_the_first_page_after_the_salt_is_damage() {
    let world = filled();
    change(&world, |bytes| bytes[100..3000].fill(0));
    assert!(matches!(refused_untouched(&world), StoreError::Damaged { .. }));
}

#[test]
fn damage_further_in_is_found_when_it_is_met_and_by_the_check() {
    let mut world = filled();
    let pages = fs::read(world.path()).unwrap().len() / 8192;
    change(&world, |bytes| {
        for page in 8..pages {
            bytes[page * 8192 + 500] ^= 1;
        }
    });
    // Either the opening meets it or the first question does.
    match opened(&world) {
        Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}"),
        Ok(store) => {
            assert!(!store.check().unwrap().is_empty());
            let error = store.users(&all()).unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        }
    }
    world.close();
}

#[test]
fn a_file_cut_in_half_is_damaged() {
    let world = filled();
    change(&world, |bytes| bytes.truncate(bytes.len() / 2 / 8192 * 8192));
    assert!(matches!(refused_untouched(&world), StoreError::Damaged { .. }));
}

#[test]
fn an_empty_file_a_plain_database_and_a_stray_file_are_damaged_not_replaced() {
    for content in [&b""[..], b"SQLite format 3\0 and so on", b"hello"] {
        let world = filled();
        fs::write(world.path(), content).unwrap();
        assert!(matches!(refused_untouched(&world), StoreError::Damaged { .. }));
    }
}

#[test]
fn a_log_without_its_file_is_not_mixed_into_a_new_store() {
    let world = filled();
    fs::remove_file(world.path()).unwrap();
    fs::write(world.folder.path().join("rollcall.db-wal"), b"frames").unwrap();
    assert!(matches!(refused_untouched(&world), StoreError::Damaged { .. }));
}

#[test]
fn a_second_opener_is_told_that_the_store_is_in_use() {
    let mut world = filled();
    // Left by one that was killed; the next holder is another.
    let word = world.folder.path().join("rollcall.db.holder");
    fs::write(&word, r#"{"program": "old", "process": 1, "since": "2026"}"#).unwrap();
    let first = Holder { program: "the first".into(), process: 7, since: at(1) };
    world.store = Some(world.try_open(&world.path(), &first).unwrap());
    let Some(StoreError::InUse { by }) = opened(&world).err() else { panic!("it is in use") };
    assert_eq!(by, Some(first));
    // A word that cannot be read, or written, keeps nobody from anything.
    fs::write(&word, "{").unwrap();
    assert!(matches!(opened(&world).err(), Some(StoreError::InUse { by: None })));
    fs::remove_file(&word).unwrap();
    fs::create_dir(&word).unwrap();
    assert!(matches!(opened(&world).err(), Some(StoreError::InUse { by: None })));
    world.open();
    fs::remove_dir(&word).unwrap();
    let clone = world.store().clone();
    world.close();
    assert!(matches!(opened(&world).err(), Some(StoreError::InUse { .. })));
    drop(clone);
    assert!(opened(&world).is_ok());
}

#[test]
fn what_a_first_start_that_was_cut_short_left_is_no_hindrance() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollcall.db");
    fs::write(folder.path().join("rollcall.db.new"), b"half a store").unwrap();
    let new = Signing::New(RecordKey::generate());
    Store::open(&path, &StoreKey::generate(), new, &Holder::default()).unwrap();
    assert!(!folder.path().join("rollcall.db.new").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_store() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = filled();
    world.open();
    for file in ["rollcall.db", "rollcall.db-wal"] {
        let mode = fs::metadata(world.folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
    }
}

#[test]
fn a_key_is_not_printed() {
    let key = StoreKey::from_bytes([0xab; 32]);
    assert_eq!(format!("{key:?}"), "StoreKey(left out)");
}

#[test]
fn no_name_can_be_read_in_the_files() {
    let world = World::new();
    let id = world.connect("Secret Workspace");
    let people: Vec<_> = (0..500)
        .map(|n| {
            let mut seen =
                person(&format!("Identifier{n}"), &format!("Wilhelmina Featherstone {n}"));
            seen.department = Some("Clandestine Affairs".into());
            seen.raw()
        })
        .collect();
    let members: Vec<String> = (0..500).map(|n| format!("Identifier{n}")).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let handle = world.store().begin_read(&id, at(1)).unwrap();
    handle.users(people).unwrap();
    handle.groups(vec![group("g", "Conspirators", Some(&members))]).unwrap();
    handle.flush().unwrap();
    world.store().record_append("note", &serde_json::json!({"who": "Wilhelmina"}), at(2)).unwrap();
    // Sorted without an index, so that there would be a temporary file if there could be one.
    for sort in [UserSort::Groups, UserSort::AsOf] {
        world.store().users(&UserQuery { sort, text: "feather".into(), ..all() }).unwrap();
    }
    let looked_at = files(&world);
    assert!(looked_at.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    for (name, bytes) in looked_at {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for secret in [
            "wilhelmina",
            "featherstone",
            "clandestine",
            "conspirators",
            "identifier",
            "secret workspace",
            "create table",
        ] {
            assert!(!text.contains(secret), "{secret} in {name}");
        }
    }
}
