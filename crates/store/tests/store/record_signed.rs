//! A record whose chain was made to fit again is found by its signatures.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rollcall_store::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write;

const KINDS: [&str; 7] =
    ["plan-made", "run-started", "item-ended", "item-ended", "item-ended", "run-ended", "note"];

/// A record with a run in it, its store closed: entries 1, 2, 6 and 7 are signed.
fn written() -> World {
    let mut world = World::new();
    for (n, kind) in (1..).zip(KINDS) {
        world.store().record_append(kind, &json!({"n": n, "on": "Oskar Lind"}), at(n)).unwrap();
    }
    world.close();
    world
}

fn first_bad(mut world: World, sql: &str) -> Option<(u32, RecordFault)> {
    behind_its_back(&world, &format!("{FREE} {sql}")).unwrap();
    world.open().record_verify().unwrap().first_bad
}

/// What somebody writes who alters an entry and makes all hashes after it fit, the head too.
fn chained_anew(world: &mut World, altered: u32) -> String {
    let entries = world.open().record(0, 100).unwrap();
    world.close();
    let mut sql = String::new();
    let mut previous = entries[altered as usize - 1].previous.clone();
    for entry in entries.iter().filter(|entry| entry.seq >= altered) {
        let body = if entry.seq == altered { r#"{"n":0}"# } else { &entry.body };
        let text = format!(
            r#"{{"at":"{}","body":{body},"kind":"{}","previous":"{previous}","seq":{}}}"#,
            entry.at, entry.kind, entry.seq
        );
        let hash = hex::encode(Sha256::digest(text));
        let seq = entry.seq;
        writeln!(
            sql,
            "UPDATE record SET body = '{body}', previous = '{previous}', hash = '{hash}' WHERE seq = {seq};"
        )
        .unwrap();
        previous = hash;
    }
    sql + &format!("UPDATE record_head SET head = '{previous}';")
}

/// Signs every head from `from` on with another key, over what the record says now.
fn signed_anew(world: &World, from: u32, public_key: Option<&str>) {
    let thief = SigningKey::from_bytes(&[7; 32]);
    let shown = public_key.map_or_else(|| hex::encode(thief.verifying_key()), str::to_owned);
    let hashes = texts(world, "SELECT hash FROM record ORDER BY seq");
    let mut sql = String::new();
    for (seq, hash) in (1..).zip(hashes).filter(|(seq, _)| *seq >= from) {
        let message = format!("rollcall record head v1\n{seq}\n{hash}");
        let signature = hex::encode(thief.sign(message.as_bytes()).to_bytes());
        writeln!(
            sql,
            "UPDATE record_heads SET hash = '{hash}', public_key = '{shown}',
               signature = '{signature}' WHERE seq = {seq};"
        )
        .unwrap();
    }
    behind_its_back(world, &sql).unwrap();
}

#[test]
fn all_but_the_items_of_a_run_are_signed_and_anybody_can_check_it() {
    let mut world = written();
    let store = world.open();
    let verified = store.record_verify().unwrap();
    assert_eq!((verified.entries, verified.unsigned, verified.first_bad), (7, 0, None));
    let heads = store.record_heads(0, 100).unwrap();
    assert_eq!(heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [1, 2, 6, 7]);
    for head in heads {
        assert_eq!(store.record(head.seq - 1, 1).unwrap()[0].hash, head.hash);
        let mut key = [0; 32];
        hex::decode_to_slice(&head.public_key, &mut key).unwrap();
        let signature = hex::decode(&head.signature).unwrap();
        let message = format!("rollcall record head v1\n{}\n{}", head.seq, head.hash);
        VerifyingKey::from_bytes(&key)
            .unwrap()
            .verify_strict(message.as_bytes(), &Signature::from_slice(&signature).unwrap())
            .unwrap();
    }
}

#[test]
fn entries_of_a_run_that_has_not_ended_are_counted_as_unsigned() {
    let world = World::new();
    for (n, kind) in (1..).zip(&KINDS[..5]) {
        world.store().record_append(kind, &json!({"n": n}), at(n)).unwrap();
    }
    let verified = world.store().record_verify().unwrap();
    assert_eq!((verified.entries, verified.unsigned, verified.first_bad), (5, 3, None));
}

#[test]
fn altered_dropped_swapped_and_cut_entries_are_named() {
    let altered = "UPDATE record SET body = replace(body, 'Oskar', 'Oscar') WHERE seq = 4";
    assert_eq!(first_bad(written(), altered), Some((4, RecordFault::Altered)));
    let dropped = "DELETE FROM record WHERE seq = 4";
    assert_eq!(first_bad(written(), dropped), Some((4, RecordFault::Missing)));
    let swapped =
        "UPDATE record SET seq = -4 WHERE seq = 4; UPDATE record SET seq = 4 WHERE seq = 5;
                   UPDATE record SET seq = 5 WHERE seq = -4";
    assert_eq!(first_bad(written(), swapped), Some((4, RecordFault::Moved { was: 5 })));
    let cut = "DELETE FROM record WHERE seq > 4;";
    assert_eq!(first_bad(written(), cut), Some((5, RecordFault::Missing)));
    let head = "UPDATE record_head SET entries = 4, head = (SELECT hash FROM record WHERE seq = 4)";
    let fixed_up = format!("{cut} {head}");
    assert_eq!(first_bad(written(), &fixed_up), Some((5, RecordFault::Missing)));
}

#[test]
fn a_record_chained_anew_is_found_whatever_became_of_the_signatures() {
    let rewritten = |altered: u32, also: &str| {
        let mut world = written();
        let sql = chained_anew(&mut world, altered);
        first_bad(world, &format!("{sql} {also}"))
    };
    assert_eq!(rewritten(2, ""), Some((2, RecordFault::Rewritten)));
    assert_eq!(rewritten(7, ""), Some((7, RecordFault::Rewritten)));
    let unsigned = "DELETE FROM record_heads WHERE seq >= 2";
    assert_eq!(rewritten(2, unsigned), Some((2, RecordFault::NotSigned)));
    // Entry 4 has no signature of its own. Those of 3 to 6 hang on that of 6, so that 3 is the first
    // that nothing vouches for.
    assert_eq!(rewritten(4, ""), Some((3, RecordFault::Rewritten)));
    assert_eq!(
        rewritten(4, "DELETE FROM record_heads WHERE seq >= 4"),
        Some((3, RecordFault::NotSigned))
    );
}

#[test]
fn a_record_signed_with_another_key_is_found_also_from_the_start() {
    for (altered, named) in [(1, 1), (2, 2), (4, 3), (7, 7)] {
        let mut world = written();
        let ours = world.signing.public_key();
        let sql = chained_anew(&mut world, altered);
        behind_its_back(&world, &format!("{FREE} {sql}")).unwrap();
        signed_anew(&world, altered, None);
        let found = world.open().record_verify().unwrap().first_bad;
        assert_eq!(found, Some((named, RecordFault::OtherKey)));
        world.close();
        signed_anew(&world, altered, Some(&ours));
        let found = world.open().record_verify().unwrap().first_bad;
        assert_eq!(found, Some((named, RecordFault::BadSignature)));
    }
}

#[test]
fn a_signature_for_another_entry_or_with_other_bytes_does_not_hold() {
    let copied =
        "UPDATE record_heads SET signature = (SELECT signature FROM record_heads WHERE seq = 1)
                  WHERE seq = 2";
    assert_eq!(first_bad(written(), copied), Some((2, RecordFault::BadSignature)));
    for bytes in ["", "zz", &"0".repeat(128)] {
        let sql = format!("UPDATE record_heads SET signature = '{bytes}' WHERE seq = 7");
        assert_eq!(first_bad(written(), &sql), Some((7, RecordFault::BadSignature)));
    }
}

#[test]
fn the_database_itself_refuses_to_change_a_signature() {
    let world = written();
    for sql in [
        "UPDATE record_heads SET signature = '' WHERE seq = 2",
        "DELETE FROM record_heads WHERE seq = 7",
        "INSERT OR REPLACE INTO record_heads SELECT seq, hash, '', '' FROM record_heads WHERE seq = 7",
        "INSERT INTO record_heads SELECT 3, hash, public_key, signature FROM record_heads WHERE seq = 2",
        "INSERT INTO record_heads SELECT 8, hash, public_key, signature FROM record_heads WHERE seq = 7",
    ] {
        let refused = behind_its_back(&world, sql).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
}

#[test]
fn a_signed_record_is_not_opened_with_a_key_made_just_now() {
    let mut world = written();
    let new = Signing::New(RecordKey::generate());
    let refused = Store::open(&world.path(), &world.key, new, &Holder::default());
    assert!(matches!(refused.err(), Some(StoreError::RecordKeyMissing)));
    // One that was kept may be the wrong one: the check says so.
    world.signing = RecordKey::generate();
    let found = world.open().record_verify().unwrap().first_bad;
    assert_eq!(found, Some((1, RecordFault::OtherKey)));
    let mut empty = World::new();
    empty.close();
    let new = Signing::New(RecordKey::generate());
    assert!(Store::open(&empty.path(), &empty.key, new, &Holder::default()).is_ok());
}

#[test]
fn the_key_that_signs_is_not_printed_and_not_in_the_store() {
    let world = written();
    assert_eq!(format!("{:?}", world.signing), "RecordKey(left out)");
    let secret = hex::encode(world.signing.as_bytes());
    let tables = texts(&world, "SELECT name FROM sqlite_master WHERE type = 'table'");
    assert!(tables.iter().any(|name| name == "record_heads"));
    for name in tables.iter().filter(|name| !name.starts_with("account_search")) {
        let columns = texts(&world, &format!("SELECT name FROM pragma_table_info('{name}')"));
        for column in columns {
            let sql = format!(
                "SELECT CAST(\"{column}\" AS TEXT) FROM \"{name}\" WHERE \"{column}\" IS NOT NULL"
            );
            assert!(texts(&world, &sql).iter().all(|text| !text.contains(&secret)), "{name}");
        }
    }
}

/// Long enough to be cut into stretches: what is wrong is named wherever it lies.
#[test]
fn a_long_record_is_checked_side_by_side() {
    let mut world = World::new();
    let long = 9_001;
    world.store().record_append("run-started", &json!({"run": "r"}), at(1)).unwrap();
    world.close();
    // Appended as the store does it, in one transaction.
    let mut previous = texts(&world, "SELECT head FROM record_head").remove(0);
    let mut sql = "BEGIN;".to_owned();
    for seq in 2..=long {
        let text = format!(
            r#"{{"at":"{}","body":{{"n":{seq}}},"kind":"item-ended","previous":"{previous}","seq":{seq}}}"#,
            at(1)
        );
        let hash = hex::encode(Sha256::digest(text));
        writeln!(
            sql,
            "INSERT INTO record VALUES ({seq}, '{}', 'item-ended', '{{\"n\":{seq}}}', '{previous}', '{hash}');",
            at(1)
        )
        .unwrap();
        previous = hash;
    }
    behind_its_back(&world, &(sql + "COMMIT")).unwrap();
    world.open().record_append("run-ended", &json!({"run": "r"}), at(2)).unwrap();
    let verified = world.store().record_verify().unwrap();
    assert_eq!((verified.entries, verified.unsigned, verified.first_bad), (long + 1, 0, None));
    world.close();
    behind_its_back(&world, FREE).unwrap();
    // From the last to the first, so that each is the first that is wrong.
    for seq in [9_002, 9_001, 6_002, 6_001, 4_502, 4_501, 3_001, 3_000, 2, 1] {
        let sql = format!("UPDATE record SET body = '{{}}' WHERE seq = {seq}");
        behind_its_back(&world, &sql).unwrap();
        let found = world.open().record_verify().unwrap().first_bad;
        assert_eq!(found, Some((seq, RecordFault::Altered)));
        world.close();
    }
}
