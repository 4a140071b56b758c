//! The record can only grow, and any other change to it is detected.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::*;
use serde_json::json;

/// A record of six entries, its store closed.
fn written() -> World {
    let mut world = World::new();
    for n in 1..=6 {
        let seq = world
            .store()
            .record_append("note", &json!({"z": n, "a": ["ä", null], "who": "Oskar Lind"}), at(n))
            .unwrap();
        assert_eq!(seq, n);
    }
    world.close();
    world
}

fn first_bad(mut world: World, sql: &str) -> Option<(u32, RecordFault)> {
    behind_its_back(&world, &format!("{FREE} {sql}")).unwrap();
    world.open().record_verify().unwrap().first_bad
}

#[test]
fn an_untouched_record_is_intact() {
    let mut world = written();
    let verified = world.open().record_verify().unwrap();
    assert_eq!((verified.entries, verified.first_bad), (6, None));
    let entries = world.store().record(2, 2).unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(entries[0].body, r#"{"a":["ä",null],"who":"Oskar Lind","z":3}"#);
    assert_eq!(world.store().record_head().unwrap(), (6, verified.head.clone()));
    assert_eq!(world.store().record(5, 9).unwrap()[0].hash, verified.head);
    assert_eq!(World::new().store().record_verify().unwrap().first_bad, None);
}

#[test]
fn the_hash_can_be_computed_by_anybody() {
    use sha2::{Digest, Sha256};
    let mut world = written();
    let [one, two] = &world.open().record(0, 2).unwrap()[..] else { panic!("two entries") };
    let text = format!(
        r#"{{"at":"{}","body":{},"kind":"note","previous":"{}","seq":2}}"#,
        at(2),
        two.body,
        one.hash
    );
    assert_eq!(hex::encode(Sha256::digest(text)), two.hash);
}

#[test]
fn the_database_itself_refuses_to_change_an_entry() {
    let world = written();
    for sql in [
        "UPDATE record SET body = '{}' WHERE seq = 2",
        "DELETE FROM record WHERE seq = 6",
        "INSERT OR REPLACE INTO record SELECT seq, at, kind, '{}', previous, hash FROM record WHERE seq = 2",
        "INSERT INTO record SELECT 9, at, kind, body, previous, hash FROM record WHERE seq = 2",
        "UPDATE record_head SET entries = 5",
        "UPDATE record_head SET head = 'x'",
        "DELETE FROM record_head",
    ] {
        let refused = behind_its_back(&world, sql).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
}

#[test]
fn an_altered_entry_is_named() {
    let body = "UPDATE record SET body = replace(body, 'Oskar', 'Oscar') WHERE seq = 3";
    assert_eq!(first_bad(written(), body), Some((3, RecordFault::Altered)));
    let spaces = "UPDATE record SET body = replace(body, ':', ': ') WHERE seq = 3";
    assert_eq!(first_bad(written(), spaces), Some((3, RecordFault::Altered)));
    let broken = "UPDATE record SET body = 'not json' WHERE seq = 1";
    assert_eq!(first_bad(written(), broken), Some((1, RecordFault::Altered)));
    let time = "UPDATE record SET at = '2026-01-01T00:00:00Z' WHERE seq = 6";
    assert_eq!(first_bad(written(), time), Some((6, RecordFault::Altered)));
}

#[test]
fn a_missing_entry_is_named_also_at_the_end() {
    assert_eq!(
        first_bad(written(), "DELETE FROM record WHERE seq = 4"),
        Some((4, RecordFault::Missing))
    );
    assert_eq!(
        first_bad(written(), "DELETE FROM record WHERE seq > 4"),
        Some((5, RecordFault::Missing))
    );
    assert_eq!(first_bad(written(), "DELETE FROM record"), Some((1, RecordFault::Missing)));
}

#[test]
fn a_moved_entry_is_named() {
    let closed_up = "DELETE FROM record WHERE seq = 3; UPDATE record SET seq = 3 WHERE seq = 4";
    assert_eq!(first_bad(written(), closed_up), Some((3, RecordFault::Moved { was: 4 })));
}

#[test]
fn an_entry_put_in_without_being_recorded_is_named() {
    let sql = "INSERT INTO record SELECT 7, at, kind, body, hash, hash FROM record WHERE seq = 6";
    assert_eq!(first_bad(written(), sql), Some((7, RecordFault::Added)));
}

#[test]
fn an_entry_replaced_with_a_fitting_hash_breaks_the_chain_after_it() {
    use sha2::{Digest, Sha256};
    for seq in [3, 6] {
        let mut world = written();
        let entry = world.open().record(seq - 1, 1).unwrap().remove(0);
        world.close();
        let text = format!(
            r#"{{"at":"{}","body":{{}},"kind":"note","previous":"{}","seq":{seq}}}"#,
            entry.at, entry.previous
        );
        let hash = hex::encode(Sha256::digest(text));
        let sql = format!("UPDATE record SET body = '{{}}', hash = '{hash}' WHERE seq = {seq}");
        assert_eq!(first_bad(world, &sql), Some((seq, RecordFault::Altered)));
    }
}
