//! People that are kept: what vouches that they fit, and that they are kept whole or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::{faults::fail_at_each_step, *};
use rollcall_store::*;

const RULES: &str = "rules 1";
const DAY: &str = "2026-11-22";
const NEXT: &str = "2026-11-23";

fn fit(store: &Store, day: &str) -> PeopleFit {
    store.people_fit(RULES, day).unwrap()
}

fn basis(store: &Store) -> PeopleBasis {
    match fit(store, DAY) {
        PeopleFit::Changed(basis) => basis,
        other => panic!("{other:?}"),
    }
}

fn one(subject: i64, name: &str) -> PersonWrite {
    let accounts = vec![(subject, String::new())];
    PersonWrite { name: name.into(), text: name.into(), accounts, ..PersonWrite::default() }
}

fn link(store: &Store, people: &[PersonWrite], day: &str) {
    let basis = match fit(store, day) {
        PeopleFit::Changed(basis) => basis,
        _ => PeopleBasis::default(),
    };
    store.set_people(people, &[], &basis, day).unwrap();
}

/// Two accounts in one app, a list with one of them, linked.
fn world() -> (World, ConnectionId) {
    let world = World::new();
    let app = world.connect("App");
    let store = world.store();
    let users = vec![person("1", "Jo Doe"), person("2", "Al Roe")];
    read(store, &app, 1, users, Vec::new(), Verdict::Complete);
    list(store, "Jo");
    link(store, &[one(1, "Jo Doe"), one(2, "Al Roe")], DAY);
    (world, app)
}

fn list(store: &Store, name: &str) {
    let list = TruthList {
        id: 0,
        name: name.into(),
        imported_at: at(2),
        sha256: String::new(),
        rows: 1,
        entries: 1,
        rejected: 0,
        detail_json: "{}".into(),
    };
    let entries = vec![(1, name.to_owned(), format!(r#"{{"name":"{name}"}}"#))];
    let new = NewTruthList { list, entries, layout: ("l".into(), "m".into()) };
    store.add_truth_list(&new, &entry("list-imported")).unwrap();
}

fn entry(kind: &str) -> Entry {
    Entry { kind: kind.to_owned(), body: serde_json::Value::Null }
}

#[test]
fn people_fit_until_something_changes_that_they_are_linked_from() {
    let (mut world, app) = world();
    assert_eq!(fit(world.store(), DAY), PeopleFit::Fits);
    world.open();
    assert_eq!(fit(world.store(), DAY), PeopleFit::Fits, "also for the next program");
    let store = world.store();
    let again = || {
        assert!(matches!(fit(store, DAY), PeopleFit::Changed(_)));
        link(store, &[one(1, "Jo Doe"), one(2, "Al Roe")], DAY);
        assert_eq!(fit(store, DAY), PeopleFit::Fits);
    };
    let users = || vec![person("1", "Jo Doe"), person("2", "Al Roe")];
    read(store, &app, 3, users(), Vec::new(), Verdict::Complete);
    again();
    read(store, &app, 5, users(), Vec::new(), Verdict::Partial);
    again();
    list(store, "Al");
    again();
    let pair = [("account:1".to_owned(), "account:2".to_owned())];
    store.decide_ties(&pair, false, &entry("tie-decided"), at(7)).unwrap();
    again();
    let account = AccountId::from("1");
    store.mark_account(&app, &account, "service", &entry("account-marked"), at(8)).unwrap();
    again();
    store.apply_read_back(&app, &account, None, None, at(9)).unwrap();
    again();
    let other = world.connect("Other");
    assert_eq!(fit(store, DAY), PeopleFit::Fits, "an app that was never read has nobody");
    read(store, &other, 11, vec![person("1", "Jo Doe")], Vec::new(), Verdict::Complete);
    again();
    store.remove_connection(&other, at(13)).unwrap();
    again();
    assert!(matches!(store.people_fit("rules 2", DAY).unwrap(), PeopleFit::Changed(_)));
    assert_eq!(fit(store, NEXT), PeopleFit::OtherDay);
    assert!(matches!(fit(store, "2026-11-21"), PeopleFit::Changed(_)), "the clock was set back");
}

#[test]
fn what_was_not_counted_is_noticed_by_the_fingerprint() {
    for sql in [
        "UPDATE connections SET newest_read = newest_read + 1",
        "UPDATE connections SET removed_at = 'now'",
        "INSERT INTO truth_lists VALUES (9, '', '', '', 0, 0, 0, '')",
        "INSERT INTO tie_decisions VALUES ('account:1', 'account:2', 1, '')",
        "INSERT INTO account_marks VALUES (1, 'service')",
    ] {
        let (world, _) = world();
        assert_eq!(fit(world.store(), DAY), PeopleFit::Fits);
        behind_its_back(&world, sql).unwrap();
        assert!(matches!(fit(world.store(), DAY), PeopleFit::Changed(_)), "{sql}");
    }
}

#[test]
fn what_changes_while_people_are_linked_stays_to_be_done() {
    let (world, app) = world();
    let store = world.store();
    read(store, &app, 3, vec![person("1", "Jo Doe")], Vec::new(), Verdict::Complete);
    let before = basis(store);
    let account = AccountId::from("1");
    store.mark_account(&app, &account, "service", &entry("account-marked"), at(5)).unwrap();
    store.set_people(&[one(1, "Jo Doe")], &[], &before, DAY).unwrap();
    assert!(matches!(fit(store, DAY), PeopleFit::Changed(_)));
}

#[test]
fn a_fault_while_people_are_kept_leaves_those_of_before() {
    let (world, app) = world();
    let users = vec![person("1", "Jo Doe"), person("3", "Bo Moe")];
    read(world.store(), &app, 3, users, Vec::new(), Verdict::Complete);
    let people = |store: &Store| -> Result<()> {
        let people = [PersonWrite { id: 1, ..one(1, "Jo Poe") }, one(3, "Bo Moe")];
        let why = "alike".to_owned();
        let (a, b) = ("account:1".to_owned(), "account:3".to_owned());
        let proposals = [ProposalWrite { one: 0, other: 1, a, b, why }];
        store.set_people(&people, &proposals, &basis(store), DAY)
    };
    assert!(fail_at_each_step(&world, people) > 8);
    assert_eq!(fit(world.store(), DAY), PeopleFit::Fits);
    let shown = world.store().people(&PeopleQuery { limit: 9, ..Default::default() }).unwrap();
    let names: Vec<&str> = shown.rows.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((names, shown.all), (vec!["Bo Moe", "Jo Poe"], 2));
}

#[test]
fn on_a_new_day_those_alone_turn_whose_day_it_is() {
    let (world, _) = world();
    let store = world.store();
    list(store, "Jo");
    let entry = texts(&world, "SELECT CAST(max(id) AS TEXT) FROM truth_entries").remove(0);
    let listed = |id: u32, name: &str, turns_on: Option<&str>| PersonWrite {
        id,
        entry: entry.parse().ok(),
        list_state: 2,
        turns_on: turns_on.map(str::to_owned),
        ..one(i64::from(id), name)
    };
    link(store, &[listed(1, "Jo Doe", Some(NEXT)), listed(2, "Al Roe", Some("2026-11-24"))], DAY);
    assert_eq!(fit(store, NEXT), PeopleFit::OtherDay);
    let turning = store.people_turning(NEXT).unwrap();
    assert_eq!(turning, [(1, r#"{"name":"Jo"}"#.to_owned())]);
    let turn = PersonTurn { id: 1, list_state: 1, list_day: None, turns_on: None };
    let turned = |store: &Store| -> Result<()> {
        assert!(store.turn_people(std::slice::from_ref(&turn), RULES, NEXT)?);
        Ok(())
    };
    assert!(fail_at_each_step(&world, turned) > 3);
    assert_eq!(fit(store, NEXT), PeopleFit::Fits);
    let states = |id| store.person(id).unwrap().list_state;
    assert_eq!((states(1), states(2)), (1, 2));
    // Another program was quicker, or something changed meanwhile.
    assert!(!store.turn_people(&[], RULES, NEXT).unwrap());
    list(store, "Jo");
    assert!(!store.turn_people(&[], RULES, "2026-11-24").unwrap());
}
