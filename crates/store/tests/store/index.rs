//! The index of texts follows the texts; searches are right at every moment in between.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::*;

fn people(app: &str, count: u32, word: &str) -> Vec<AccountSeen> {
    (0..count).map(|n| person(&format!("{app}-{n}"), &format!("{word} {n:04}"))).collect()
}

fn found(store: &Store, text: &str) -> u32 {
    let page = store.users(&UserQuery { text: text.into(), ..all() }).unwrap();
    assert_eq!(page.rows.len(), page.total as usize, "{text}");
    page.total
}

#[test]
fn texts_are_found_before_and_after_they_come_into_the_index() {
    let world = World::new();
    let store = world.store();
    let one = world.connect("One");
    read(store, &one, 1, people("one", 400, "Quicksilver"), vec![], Verdict::Complete);
    let counts = |store: &Store| {
        ["quicksilver", "quicksilver 0007", "qui", "one-39", "nobody"]
            .map(|text| found(store, text))
    };
    let before = counts(store);
    assert_eq!(before, [400, 1, 400, 11, 0]);
    store.tidy().unwrap();
    assert_eq!(counts(store), before);

    let two = world.connect("Two");
    read(store, &two, 11, people("two", 300, "Quicksand"), vec![], Verdict::Complete);
    assert_eq!(
        [found(store, "qui"), found(store, "quicks"), found(store, "sand")],
        [700, 700, 300]
    );
    store.tidy().unwrap();
    assert_eq!(
        [found(store, "qui"), found(store, "quicks"), found(store, "sand")],
        [700, 700, 300]
    );
}

#[test]
fn changes_are_found_whether_the_text_was_in_the_index_or_not() {
    let world = World::new();
    let store = world.store();
    let one = world.connect("One");
    read(store, &one, 1, people("one", 50, "Before"), vec![], Verdict::Complete);
    store.tidy().unwrap();
    read(store, &one, 11, people("one", 60, "Afterwards"), vec![], Verdict::Complete);
    assert_eq!([found(store, "before"), found(store, "afterwards")], [0, 60]);
    read(store, &one, 21, people("one", 60, "Finally"), vec![], Verdict::Complete);
    assert_eq!([found(store, "afterwards"), found(store, "finally")], [0, 60]);
    store.tidy().unwrap();
    assert_eq!([found(store, "afterwards"), found(store, "finally")], [0, 60]);
}

#[test]
fn a_member_that_is_listed_later_is_found() {
    let world = World::new();
    let store = world.store();
    let one = world.connect("One");
    let birds = group("birds", "Birds", Some(&["late"]));
    read(store, &one, 1, people("one", 5, "Somebody"), vec![birds], Verdict::Complete);
    store.tidy().unwrap();
    read(store, &one, 11, vec![person("late", "Latecomer")], vec![], Verdict::Partial);
    assert_eq!(found(store, "latecomer"), 1);
    store.tidy().unwrap();
    assert_eq!(found(store, "latecomer"), 1);
}

#[test]
fn row_numbers_of_a_removed_connection_are_indexed_anew() {
    let mut world = World::new();
    let one = world.connect("One");
    let gone = world.connect("Gone");
    let store = world.store();
    read(store, &one, 1, people("one", 20, "Staying"), vec![], Verdict::Complete);
    read(store, &gone, 2, people("gone", 20, "Leaving"), vec![], Verdict::Complete);
    store.tidy().unwrap();
    store.remove_connection(&gone, at(9)).unwrap();
    assert_eq!([found(store, "staying"), found(store, "leaving")], [20, 0]);
    let new = world.connect("New");
    let store = world.open();
    read(store, &new, 11, people("new", 30, "Arriving"), vec![], Verdict::Complete);
    assert_eq!([found(store, "leaving"), found(store, "arriving")], [0, 30]);
    store.tidy().unwrap();
    assert_eq!([found(store, "leaving"), found(store, "arriving")], [0, 30]);
    assert!(store.check().unwrap().is_empty());
}
