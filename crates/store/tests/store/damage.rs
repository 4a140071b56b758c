//! What the check of a whole store sees.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::*;
use std::fs;

fn filled() -> World {
    let mut world = World::new();
    let id = world.connect("Notion");
    let people = (0..300).map(|n| person(&format!("u{n}"), &format!("Person {n}"))).collect();
    let groups = vec![group("g", "Everybody", Some(&["u1", "u2"]))];
    read(world.store(), &id, 1, people, groups, Verdict::Complete);
    world.store().record_append("note", &serde_json::json!({"who": "Jo"}), at(2)).unwrap();
    world.close();
    world
}

/// What is wrong with the store, or why it does not open at all.
fn look(world: &World) -> Vec<String> {
    match world.try_open(&world.path(), &Holder::default()) {
        Ok(store) => store.check().unwrap(),
        Err(StoreError::Damaged { detail }) => vec![detail],
        Err(other) => panic!("{other}"),
    }
}

/// The next of a row of numbers that look random.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 16
}

#[test]
fn every_flipped_bit_is_seen() {
    let world = filled();
    let whole = fs::read(world.path()).unwrap();
    assert!(look(&world).is_empty());
    let mut seed = 20_261_129;
    for _ in 0..25 {
        // Another start may have moved pages.
        fs::write(world.path(), &whole).unwrap();
        let mut bytes = whole.clone();
        let at = next(&mut seed) as usize % (bytes.len() * 8);
        bytes[at / 8] ^= 1 << (at % 8);
        fs::write(world.path(), bytes).unwrap();
        assert!(!look(&world).is_empty(), "bit {} of byte {}", at % 8, at / 8);
    }
    fs::write(world.path(), &whole).unwrap();
    assert!(look(&world).is_empty(), "the whole file is whole");
}

#[test]
fn a_file_that_lost_its_end_is_damaged_however_little_it_is() {
    for lost in [1, 100, 8_191, 8_192, 30_000] {
        let world = filled();
        let mut bytes = fs::read(world.path()).unwrap();
        bytes.truncate(bytes.len() - lost);
        fs::write(world.path(), bytes).unwrap();
        let found = look(&world);
        assert!(!found.is_empty(), "{lost} bytes");
        if lost == 1 {
            assert!(found[0].contains("1 byte is missing"), "{found:?}");
        }
    }
}

#[test]
fn rows_that_refer_to_nothing_are_named() {
    for (sql, named) in [
        ("DELETE FROM groups", "memberships of no group"),
        ("DELETE FROM account_resources WHERE subject < 5", "without their resource: 4"),
        ("DELETE FROM account_texts WHERE subject = 1", "without their search text: 1"),
        ("DELETE FROM absences; UPDATE accounts SET state = 2 WHERE subject = 3", "missed them: 1"),
        ("UPDATE connections SET accounts = 7", "differs from the count"),
        ("INSERT INTO runs VALUES ('r', 'no plan', '', NULL)", "runs without a plan: 1"),
    ] {
        let world = filled();
        behind_its_back(&world, sql).unwrap();
        let found = look(&world);
        assert!(found.iter().any(|line| line.contains(named)), "{sql}: {found:?}");
    }
}
