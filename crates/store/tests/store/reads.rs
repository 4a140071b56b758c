//! What a read may conclude, and what it may not.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use AccountState::{Active, Inactive, NoLongerListed};
use Verdict::{CannotBeProven, Complete, Partial};
use rollcall_store::*;

fn people(ids: std::ops::Range<u32>) -> Vec<AccountSeen> {
    ids.map(|n| person(&format!("u{n}"), &format!("Person {n:05}"))).collect()
}

fn row(store: &Store, connection: &ConnectionId, id: &str) -> UserRow {
    store.account(connection, &AccountId::from(id)).unwrap().unwrap().row
}

#[test]
fn a_complete_read_marks_who_is_missing_as_no_longer_listed_and_keeps_them() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, people(0..10), vec![], Complete);
    let second = read(store, &id, 10, people(0..7), vec![], Complete);
    assert_eq!((second.users_received, second.verdict), (7, Complete));
    let page = store.users(&UserQuery { statuses: vec![NoLongerListed], ..all() }).unwrap();
    assert_eq!(names(&page), ["Person 00007", "Person 00008", "Person 00009"]);
    assert_eq!((page.total, page.all, page.complete), (3, 10, true));
    let gone = row(store, &id, "u8");
    assert_eq!(gone.last_listed, Some(at(1)));
    assert_eq!((gone.as_of, gone.stale), (at(10), false));
    assert_eq!(store.summary(&id).unwrap().users, Some(7));
}

#[test]
fn a_read_short_of_complete_marks_nobody_as_gone() {
    for verdict in [Partial, CannotBeProven] {
        let world = World::new();
        let (store, id) = (world.store(), world.connect("Zapier"));
        let groups =
            || vec![group("g", "All", Some(&["u1", "u2"])), group("h", "Other", Some(&[]))];
        read(store, &id, 1, people(0..10), groups(), Complete);
        read(store, &id, 10, people(0..3), vec![group("g", "All", None)], verdict);
        let page = store.users(&all()).unwrap();
        assert_eq!((page.total, page.complete), (10, false));
        assert!(page.rows.iter().all(|row| row.status == Active));
        assert_eq!(page.as_of, Some(at(1)));
        // Each row is as old as the answer that it was in.
        assert_eq!((row(store, &id, "u2").as_of, row(store, &id, "u2").stale), (at(10), false));
        assert_eq!((row(store, &id, "u5").as_of, row(store, &id, "u5").stale), (at(1), true));
        let stale = store.users(&UserQuery { stale_only: true, ..all() }).unwrap();
        assert_eq!((stale.total, stale.all), (7, 10));
        let groups = store.groups(&GroupQuery { limit: 10, ..Default::default() }).unwrap();
        assert!(groups.rows.iter().all(|group| group.listed));
        assert_eq!(groups.rows.iter().map(|group| group.stale).collect::<Vec<_>>(), [false, true]);
        assert_eq!(groups.rows[0].members, Some(2), "what was known stays known");
    }
}

#[test]
fn a_complete_read_after_a_partial_one_makes_every_row_fresh_again() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, people(0..10), vec![], Complete);
    read(store, &id, 10, people(0..3), vec![], Partial);
    read(store, &id, 20, people(0..10), vec![], Complete);
    let page = store.users(&all()).unwrap();
    assert!(page.rows.iter().all(|row| !row.stale && row.as_of == at(20)));
    assert_eq!((page.as_of, page.complete), (Some(at(20)), true));
    assert_eq!(store.users(&UserQuery { stale_only: true, ..all() }).unwrap().total, 0);
}

#[test]
fn a_complete_list_of_users_counts_though_the_groups_failed() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, people(0..4), vec![group("g", "G", Some(&["u1"]))], Complete);
    let handle = store.begin_read(&id, at(10)).unwrap();
    handle.users(people(0..3)).unwrap();
    let read = handle.finish(ended(Complete, Partial, 11)).unwrap();
    assert_eq!(read.verdict, Partial);
    assert_eq!(row(store, &id, "u3").status, NoLongerListed);
    let group = store.group(&id, &GroupId::from("g")).unwrap();
    assert!(group.row.listed && group.row.stale);
    assert!(!store.users(&all()).unwrap().complete);
}

#[test]
fn a_group_whose_members_were_not_read_is_unknown_not_empty() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("monday"));
    let groups = vec![group("a", "A", None), group("b", "B", Some(&["u1", "stranger"]))];
    read(store, &id, 1, people(0..3), groups, Complete);
    let of = |group: &str| {
        let group_id = group.into();
        let query =
            MemberQuery { connection_id: id.clone(), group_id, limit: 9, ..Default::default() };
        store.members(&query).unwrap()
    };
    let unknown = of("a");
    assert!(!unknown.known && unknown.rows.is_empty() && !unknown.complete);
    assert_eq!((unknown.group.members, unknown.as_of), (None, None));
    let known = of("b");
    assert_eq!((known.known, known.total, known.as_of), (true, 2, Some(at(1))));
    assert_eq!((known.rows[0].name.as_str(), known.rows[0].status), ("Person 00001", Some(Active)));
    assert_eq!((known.rows[1].name.as_str(), known.rows[1].status), ("stranger", None));
    // Somebody's number of groups is unknown as long as any group's members are.
    let account = store.account(&id, &AccountId::from("u1")).unwrap().unwrap();
    assert_eq!((account.row.groups, account.groups), (None, None));
    assert_eq!(account.some_groups.len(), 1);

    let handle = store.begin_read(&id, at(10)).unwrap();
    handle.users(people(0..3)).unwrap();
    handle.groups(vec![group("a", "A", None), group("b", "B", None)]).unwrap();
    handle.members(&GroupId::from("a"), vec![]).unwrap();
    handle.finish(ended(Complete, Complete, 11)).unwrap();
    let account = store.account(&id, &AccountId::from("u1")).unwrap().unwrap();
    assert_eq!(account.row.groups, Some(1));
    assert_eq!(account.groups.unwrap()[0].members, Some(2));
    assert_eq!(of("a").group.members, Some(0));
    let older = of("b");
    assert_eq!((older.total, older.complete, older.as_of), (2, false, Some(at(1))));
}

#[test]
fn a_membership_is_as_new_as_the_newest_read_that_can_say_it() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("ZPA"));
    let now = |group: &str, account: &str| {
        let key = (id.clone(), GroupId::from(group), AccountId::from(account));
        let now = store.memberships_now(&[key]).unwrap().remove(0)?;
        Some((now.inside, now.unproven, now.read_at))
    };
    let groups = |members: &[&str]| vec![group("g", "G", Some(members)), group("b", "B", None)];
    read(store, &id, 1, people(0..3), groups(&["u1"]), Complete);
    assert_eq!(now("g", "u1"), Some((Inside::Listed, false, Some(at(1)))));
    assert_eq!(now("g", "u2"), Some((Inside::No, false, Some(at(1)))));
    assert_eq!(now("b", "u1"), Some((Inside::No, false, None)), "never read");
    assert_eq!(now("none", "u1"), None);
    // Also a list that was cut shows who is on it.
    read(store, &id, 10, people(0..3), groups(&["u1", "u2"]), Partial);
    assert_eq!(now("g", "u2"), Some((Inside::Listed, false, Some(at(10)))));
    // A loss that waits for the admin leaves the members as old as they were.
    let handle = store.begin_read(&id, at(20)).unwrap();
    handle.users(people(0..3)).unwrap();
    handle.groups(groups(&["u2"])).unwrap();
    let end = ReadEnd { keep_members: true, ..ended(Complete, Complete, 21) };
    handle.finish(end).unwrap();
    assert_eq!(now("g", "u1"), Some((Inside::Listed, false, Some(at(10)))));
    read(store, &id, 30, people(0..3), groups(&["u2"]), Complete);
    assert_eq!(now("g", "u1"), Some((Inside::No, false, Some(at(30)))));
    // Members that are not returned are not read.
    let none = vec![group("g", "G", None), group("b", "B", None)];
    read(store, &id, 40, people(0..3), none, Complete);
    assert_eq!(now("g", "u1"), Some((Inside::No, false, Some(at(30)))));
    // The account names the group, and its list leaves the account out.
    let mut named = people(0..3);
    named[1].groups = Some(vec![GroupId::from("g")]);
    read(store, &id, 50, named, groups(&["u2"]), Complete);
    assert_eq!(now("g", "u1"), Some((Inside::NamedOnly, true, Some(at(50)))));
    assert_eq!(now("g", "u0"), Some((Inside::No, true, Some(at(50)))));
    // Nobody is in a group that is gone.
    read(store, &id, 60, people(0..3), vec![group("b", "B", None)], Complete);
    assert_eq!(now("g", "u2"), Some((Inside::No, false, Some(at(60)))));
}

#[test]
fn a_group_gone_from_a_complete_list_is_kept_as_not_listed_with_nobody_in_it() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("ZPA"));
    read(store, &id, 1, people(0..3), vec![group("a", "A", Some(&["u1"]))], Complete);
    read(store, &id, 10, people(0..3), vec![], Complete);
    assert!(!store.group(&id, &GroupId::from("a")).unwrap().row.listed);
    let account = store.account(&id, &AccountId::from("u1")).unwrap().unwrap();
    assert_eq!(account.groups, Some(vec![]));
    assert_eq!(account.history[0].kind, HistoryKind::LeftGroup);
    read(store, &id, 20, people(0..3), vec![group("a", "A", Some(&["u1"]))], Complete);
    assert_eq!(store.account(&id, &AccountId::from("u1")).unwrap().unwrap().row.groups, Some(1));
}

#[test]
fn somebody_listed_again_is_active_again() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let mut off = person("u1", "Person 00001");
    off.active = false;
    let with = |one: &AccountSeen| vec![person("u0", "Person 00000"), one.clone().raw()];
    read(store, &id, 1, with(&off), vec![], Complete);
    read(store, &id, 10, people(0..1), vec![], Complete);
    assert_eq!(row(store, &id, "u1").status, NoLongerListed);
    // Unchanged resource: comes back as what it was.
    read(store, &id, 20, with(&off), vec![], Partial);
    assert_eq!(row(store, &id, "u1").status, Inactive);
    assert_eq!(row(store, &id, "u1").last_listed, None);
    read(store, &id, 30, people(0..2), vec![], Complete);
    assert_eq!(row(store, &id, "u1").status, Active);
}

#[test]
fn a_dropped_read_is_partial_and_the_next_one_may_start() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, people(0..4), vec![], Complete);
    let handle = store.begin_read(&id, at(10)).unwrap();
    handle.users(people(0..2)).unwrap();
    assert!(matches!(store.begin_read(&id, at(11)).err(), Some(StoreError::Refused { .. })));
    assert!(matches!(store.remove_connection(&id, at(11)), Err(StoreError::Refused { .. })));
    drop(handle);
    let newest = store.reads(&id, 5).unwrap().remove(0);
    assert_eq!((newest.verdict, newest.users_received, newest.ended_at), (Partial, 2, None));
    assert!(store.users(&all()).unwrap().rows.iter().all(|row| row.status == Active));
    assert!(row(store, &id, "u3").stale && !row(store, &id, "u1").stale);
    read(store, &id, 20, people(0..4), vec![], Complete);
}

#[test]
fn a_read_is_shared_by_tasks_and_several_connections_are_read_side_by_side() {
    let world = World::new();
    let store = world.store();
    let ids: Vec<ConnectionId> = (0..4).map(|n| world.connect(&format!("App {n}"))).collect();
    std::thread::scope(|scope| {
        for id in &ids {
            scope.spawn(move || {
                let handle = std::sync::Arc::new(
                    store.begin_read(&ConnectionId::from(id.as_str()), at(1)).unwrap(),
                );
                std::thread::scope(|scope| {
                    for part in 0..3 {
                        let handle = handle.clone();
                        scope.spawn(move || {
                            for page in 0..5 {
                                let from = part * 500 + page * 100;
                                handle.users(people(from..from + 100)).unwrap();
                                store.users(&UserQuery { limit: 50, ..all() }).unwrap();
                            }
                        });
                    }
                });
                handle.finish(ended(Complete, Complete, 2)).unwrap();
            });
        }
    });
    assert_eq!(store.users(&all()).unwrap().total, 6_000);
    assert!(store.check().unwrap().is_empty());
}

#[test]
fn receipts_are_kept_in_order() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let handle = store.begin_read(&id, at(1)).unwrap();
    let receipts: Vec<Receipt> = (1..=3)
        .map(|page| Receipt {
            kind: "users".into(),
            pass: 1,
            page,
            query: format!("startIndex={page}"),
            status: 200,
            received: 100,
            duplicates: 0,
            claimed_total: Some(300),
            ms: 12,
            sha256: "ab".repeat(32),
        })
        .collect();
    for receipt in &receipts {
        handle.receipt(receipt).unwrap();
    }
    let read = handle.finish(ended(Complete, Complete, 2)).unwrap();
    assert_eq!(store.receipts(read.id).unwrap(), receipts);
    assert!(matches!(handle.receipt(&receipts[0]), Err(StoreError::Refused { .. })));
}

#[test]
fn a_read_cut_off_by_a_stop_is_named_at_the_next_start_and_partial() {
    let mut world = World::new();
    let id = world.connect("Zapier");
    read(world.store(), &id, 1, people(0..3_000), vec![], Complete);
    let handle = world.store().begin_read(&id, at(10)).unwrap();
    handle.users(people(0..1_500)).unwrap();
    handle.flush().unwrap();
    // As a kill leaves it: the files as they are now, with nothing closed.
    let copy = tempfile::tempdir().unwrap();
    for file in ["rollcall.db", "rollcall.db-wal"] {
        std::fs::copy(world.folder.path().join(file), copy.path().join(file)).unwrap();
    }
    let store = world.try_open(&copy.path().join("rollcall.db"), &Holder::default()).unwrap();
    let [found] = store.interrupted_reads() else { panic!("one read was interrupted") };
    assert_eq!((found.connection_name.as_str(), found.users_received), ("Zapier", 1_500));
    let newest = store.reads(&id, 1).unwrap().remove(0);
    assert_eq!(newest.reason, "Rollcall stopped during this read.");
    assert_eq!((newest.verdict, newest.ended_at), (Partial, None));
    let count = |query| store.users(&query).unwrap().total;
    assert_eq!(count(all()), 3_000);
    assert_eq!(count(UserQuery { stale_only: true, ..all() }), 1_500);
    assert_eq!(count(UserQuery { statuses: vec![NoLongerListed], ..all() }), 0);
    drop(store);
    assert!(
        world
            .try_open(&copy.path().join("rollcall.db"), &Holder::default())
            .unwrap()
            .interrupted_reads()
            .is_empty()
    );
    drop(handle);
    world.close();
}

#[test]
fn reading_again_without_a_change_grows_the_file_by_less_than_one_percent() {
    let mut world = World::new();
    let id = world.connect("Zapier");
    let members: Vec<String> = (0..2_000).map(|n| format!("u{n}")).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let go = |world: &World, minute| {
        let groups = vec![group("g", "Everyone", Some(&members))];
        read(world.store(), &id, minute, people(0..10_000), groups, Complete);
    };
    let size = |world: &mut World| {
        world.close();
        let size = std::fs::metadata(world.path()).unwrap().len();
        world.open();
        size
    };
    go(&world, 1);
    let first = size(&mut world);
    for minute in [10, 20, 30] {
        go(&world, minute);
    }
    let fourth = size(&mut world);
    assert!(fourth - first < first / 100, "{first} became {fourth}");
    assert_eq!(world.store().users(&all()).unwrap().as_of, Some(at(30)));
    assert_eq!(
        world.store().account(&id, &AccountId::from("u7")).unwrap().unwrap().history.len(),
        2
    );
}

#[test]
fn an_older_read_does_not_undo_what_a_read_back_has_seen_meanwhile() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, people(0..4), vec![], Complete);
    let handle = store.begin_read(&id, at(10)).unwrap();
    let mut off = person("u1", "Person 00001");
    off.active = false;
    store
        .apply_read_back(
            &id,
            &AccountId::from("u1"),
            Some(&off.raw()),
            Some(&RunId::from("run")),
            at(11),
        )
        .unwrap();
    store
        .apply_read_back(&id, &AccountId::from("u2"), None, Some(&RunId::from("run")), at(11))
        .unwrap();
    handle.users(people(0..4)).unwrap();
    handle.finish(ended(Complete, Complete, 12)).unwrap();
    assert_eq!(row(store, &id, "u1").status, Inactive);
    assert_eq!(row(store, &id, "u2").status, NoLongerListed);
    assert_eq!(row(store, &id, "u2").as_of, at(11));
    read(store, &id, 20, people(0..4), vec![], Complete);
    assert_eq!(row(store, &id, "u1").status, Active);
    assert_eq!(row(store, &id, "u2").status, Active);
}

#[test]
fn removing_a_connection_takes_its_people_and_leaves_its_reads() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let other = world.connect("Notion");
    let done = read(store, &id, 1, people(0..5), vec![group("g", "G", Some(&["u1"]))], Complete);
    read(store, &other, 2, people(0..2), vec![], Complete);
    store.remove_connection(&id, at(10)).unwrap();
    assert_eq!(store.users(&all()).unwrap().all, 2);
    assert_eq!(store.users(&UserQuery { text: "person".into(), ..all() }).unwrap().total, 2);
    assert_eq!(store.groups(&GroupQuery { limit: 9, ..Default::default() }).unwrap().all, 0);
    assert_eq!(store.connections().unwrap().len(), 1);
    assert_eq!(store.connection(id.as_str()).unwrap().removed_at, Some(at(10)));
    assert_eq!(store.read_by_id(done.id).unwrap().connection_id, id.as_str());
    assert!(matches!(store.account(&id, &AccountId::from("u1")), Err(StoreError::NotFound { .. })));
    assert!(store.check().unwrap().is_empty());
    // Its name is free again.
    store.add_connection(&connection("new", "zapier")).unwrap();
    assert_eq!(store.connection("ZAPIER").unwrap().id, "new");
}

#[test]
fn two_connections_may_not_have_one_name() {
    let world = World::new();
    world.connect("Zapier");
    let second = connection("second", "  zäpier ");
    assert!(matches!(world.store().add_connection(&second), Err(StoreError::Refused { .. })));
    let third = connection("third", "Notion");
    world.store().add_connection(&third).unwrap();
    let change = |change: fn(&mut Connection)| {
        world.store().update_connection(&ConnectionId::from("third"), at(2), |connection, all| {
            all.record("connection-changed", &serde_json::json!({}))?;
            change(connection);
            Ok::<_, StoreError>(())
        })
    };
    change(|connection| connection.seat_price = Some("12.50 EUR".into())).unwrap();
    let priced = Connection { seat_price: Some("12.50 EUR".into()), ..third };
    assert_eq!(world.store().connection("notion").unwrap(), priced);
    let refused = change(|connection| connection.name = "ZAPIER".into());
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
    assert_eq!(world.store().record(0, 10).unwrap().len(), 1, "a refused change is not on record");
}
