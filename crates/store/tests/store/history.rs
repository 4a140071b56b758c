//! The past of one account.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use HistoryKind::*;
use Verdict::{Complete, Partial};
use rollcall_store::*;

/// When, what kind, what, before, after.
type Told = (Moment, HistoryKind, String, Option<String>, Option<String>);

fn told(store: &Store, connection: &ConnectionId, id: &str) -> Vec<Told> {
    let history = store.account(connection, &AccountId::from(id)).unwrap().unwrap().history;
    history.into_iter().map(|one| (one.at, one.kind, one.what, one.before, one.after)).collect()
}

fn entry(minute: u32, kind: HistoryKind, what: &str, before: &str, after: &str) -> Told {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (at(minute), kind, what.to_owned(), some(before), some(after))
}

#[test]
fn values_memberships_and_listing_come_together_newest_first() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let bystander = || person("0", "Bystander");
    let one = person("1", "Oskar Lind");
    let groups = |in_a: bool, in_b: bool| {
        vec![
            group("a", "A", Some(if in_a { &["0", "1"] } else { &["0"] })),
            group("b", "B", Some(if in_b { &["1"] } else { &[] })),
        ]
    };
    read(store, &id, 1, vec![bystander(), one.clone()], groups(true, false), Complete);
    let mut changed = one.clone();
    changed.department = Some("Sales".into());
    changed.active = false;
    let mut changed = changed.raw();
    changed.raw = changed.raw.replacen('{', "{\"aLocale\":\"sv-SE\",", 1);
    read(store, &id, 10, vec![bystander(), changed.clone()], groups(false, true), Complete);
    read(store, &id, 20, vec![bystander()], groups(false, true), Complete);
    read(store, &id, 30, vec![bystander(), changed], groups(false, true), Complete);
    assert_eq!(
        told(store, &id, "1"),
        [
            entry(30, ListedAgain, "Listed again", "", ""),
            entry(
                20,
                NoLongerListed,
                "No longer listed",
                "last listed 2026-11-22T00:10:00.000Z",
                ""
            ),
            entry(10, Value, "Status", "active", "inactive"),
            entry(10, Value, "Department", "", "Sales"),
            entry(10, Attribute, "aLocale", "", "sv-SE"),
            entry(10, JoinedGroup, "Joined group", "", "B"),
            entry(10, LeftGroup, "Left group", "A", ""),
            entry(1, FirstSeen, "First seen", "", "Oskar Lind"),
            entry(1, InGroup, "In group", "", "A"),
        ]
    );
}

#[test]
fn a_membership_is_only_ended_by_a_read_that_read_the_members() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let one = || vec![person("1", "Oskar Lind")];
    read(store, &id, 1, one(), vec![group("a", "A", Some(&["1"]))], Complete);
    read(store, &id, 10, one(), vec![group("a", "A", None)], Complete);
    read(store, &id, 20, one(), vec![], Partial);
    assert_eq!(told(store, &id, "1").len(), 2);
    read(store, &id, 30, one(), vec![group("a", "A", Some(&[]))], Partial);
    assert_eq!(told(store, &id, "1")[0], entry(30, LeftGroup, "Left group", "A", ""));
}

#[test]
fn what_a_read_back_found_names_its_run() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    read(store, &id, 1, vec![person("1", "Oskar Lind")], vec![], Complete);
    store
        .apply_read_back(&id, &AccountId::from("1"), None, Some(&RunId::from("run-7")), at(5))
        .unwrap();
    let history = store.account(&id, &AccountId::from("1")).unwrap().unwrap().history;
    assert_eq!(
        (history[0].kind, history[0].run_id.clone()),
        (NoLongerListed, Some(RunId::from("run-7")))
    );
    assert_eq!(history[1].run_id, None);
    // Read-backs are not reads of the connection.
    assert_eq!(store.reads(&id, 9).unwrap().len(), 1);
    read(store, &id, 10, vec![], vec![], Complete);
    assert_eq!(store.account(&id, &AccountId::from("1")).unwrap().unwrap().history.len(), 2);
    let missing = store.apply_read_back(&id, &AccountId::from("nobody"), None, None, at(6));
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
}

#[test]
fn what_only_the_server_says_about_the_resource_is_no_change() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    for minute in [1, 10] {
        let mut one = person("1", "Oskar Lind");
        one.raw = format!(r#"{{"id":"1","meta":{{"version":"{minute}"}},"groups":[{minute}]}}"#);
        read(store, &id, minute, vec![one], vec![], Complete);
    }
    let detail = store.account(&id, &AccountId::from("1")).unwrap().unwrap();
    assert_eq!(detail.history.len(), 1);
    assert!(detail.raw.contains("\"version\":\"10\""), "the newest resource is kept anyway");
}

#[test]
fn an_account_seen_twice_in_one_read_has_one_past() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let handle = store.begin_read(&id, at(1)).unwrap();
    let mut later = person("1", "Oskar Lind");
    later.title = Some("Boss".into());
    handle.users(vec![person("1", "Oskar Lind")]).unwrap();
    handle.users(vec![later.raw()]).unwrap();
    let read = handle.finish(ended(Complete, Complete, 2)).unwrap();
    assert_eq!(read.users_received, 1);
    let detail = store.account(&id, &AccountId::from("1")).unwrap().unwrap();
    assert_eq!((detail.history.len(), detail.row.title.as_str()), (1, "Boss"));
}

#[test]
fn an_extension_attribute_is_named_as_rfc_7644_does() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    for (minute, center) in [(1, "K1"), (10, "K2")] {
        let mut one = person("1", "Oskar Lind");
        one.raw = format!(
            r#"{{"id":"1","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{"costCenter":"{center}"}}}}"#
        );
        read(store, &id, minute, vec![one], vec![], Complete);
    }
    let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter";
    assert_eq!(told(store, &id, "1")[0], entry(10, Attribute, path, "K1", "K2"));
}

#[test]
fn the_same_values_spelled_otherwise_are_no_change() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Notion"));
    let mut seen = person("u1", "Zoë Lind").raw();
    seen.raw = r#"{"id":"u1","displayName":"Zoë Lind","x":[1,2]}"#.into();
    read(store, &id, 1, vec![seen.clone()], vec![], Verdict::Complete);
    seen.raw = "{\n \"x\": [1, 2], \"displayName\": \"Zo\\u00eb Lind\", \"id\": \"u1\" }".into();
    read(store, &id, 10, vec![seen.clone()], vec![], Verdict::Complete);
    assert_eq!(told(store, &id, "u1").len(), 1);
    seen.raw = r#"{"id":"u1","displayName":"Zoë Lind","x":[2,1]}"#.into();
    read(store, &id, 20, vec![seen], vec![], Verdict::Complete);
    let entries = told(store, &id, "u1");
    assert_eq!(entries.len(), 2, "{entries:?}");
}

/// Subject by account id of what tying is given.
fn closed(store: &Store) -> Vec<(String, Option<ClosedHere>, Option<Moment>)> {
    let mut found = Vec::new();
    let take = |some: Vec<TieAccount>| {
        found.extend(some.into_iter().map(|one| (one.name, one.closed_here, one.last_listed)));
    };
    store.tie_input(take).unwrap();
    found
}

#[test]
fn tying_is_told_what_a_run_closed_and_how_it_was_before() {
    let world = World::new();
    let (store, id) = (world.store(), world.connect("Zapier"));
    let all = || vec![person("1", "Ada Fischer"), person("2", "Bo Lind"), person("3", "Cy Moe")];
    read(store, &id, 1, all(), vec![], Complete);
    let run = RunRecord { id: "run".into(), plan_id: "plan".into(), started_at: at(4) };
    store.transact(at(4), |all| all.begin_run(&run, &[])).unwrap();

    // The app keeps the one under another name, and forgets the other.
    let blank = AccountSeen { active: false, email: None, ..person("1", "Deactivated user") };
    store
        .apply_read_back(
            &id,
            &AccountId::from("1"),
            Some(&blank.raw()),
            Some(&RunId::from("run")),
            at(5),
        )
        .unwrap();
    store
        .apply_read_back(&id, &AccountId::from("2"), None, Some(&RunId::from("run")), at(5))
        .unwrap();
    // Somebody else closed the third.
    let off = || AccountSeen { active: false, ..person("3", "Cy Moe") }.raw();
    let blank = || AccountSeen { active: false, email: None, ..person("1", "Deactivated user") };
    read(store, &id, 10, vec![off(), blank().raw()], vec![], Complete);

    let found = closed(store);
    let [ada, bo, cy] = found.as_slice() else { panic!("{found:?}") };
    let before = ada.1.as_ref().and_then(|closed| closed.before.as_ref()).unwrap();
    assert_eq!(ada.1.as_ref().unwrap().at, at(4), "the account was active when the run began");
    assert_eq!(before.name, "Ada Fischer");
    assert_eq!(before.email, "ada.fischer@example.com");
    assert_eq!(bo.1, Some(ClosedHere { at: at(4), before: None }));
    assert_eq!(bo.2, Some(at(1)));
    assert_eq!((&cy.1, &cy.2), (&None, &None));

    // Once active again, and closed by somebody else, it is that one's doing.
    read(store, &id, 20, all(), vec![], Complete);
    assert!(closed(store).iter().all(|one| one.1.is_none()));
    read(store, &id, 30, vec![off(), person("2", "Bo Lind")], vec![], Complete);
    let found = closed(store);
    assert!(found.iter().all(|one| one.1.is_none()), "{found:?}");
    assert_eq!(found[0].2, Some(at(20)));
}

#[test]
fn tying_is_given_the_complete_list_that_was_without_an_account_that_came_later() {
    let world = World::new();
    let (store, id, other) = (world.store(), world.connect("Zapier"), world.connect("Notion"));
    let missed = |id: &ConnectionId| {
        let mut found = Vec::new();
        let take = |some: Vec<TieAccount>| {
            let own = some.into_iter().filter(|one| one.connection_id == *id);
            found.extend(own.map(|one| (one.name, one.missed_at)));
        };
        store.tie_input(take).unwrap();
        found
    };
    let (ada, bo, cy) = (person("1", "Ada Fischer"), person("2", "Bo Lind"), person("3", "Cy Moe"));
    read(store, &other, 1, vec![ada.clone()], vec![], Complete);
    read(store, &id, 2, vec![ada.clone()], vec![], Partial);
    // A list that is not complete says nothing of those that it is without.
    read(store, &id, 3, vec![ada.clone(), bo.clone()], vec![], Complete);
    read(store, &id, 4, vec![ada.clone(), bo.clone(), cy], vec![], Complete);
    let name = |name: &str, at: Option<Moment>| (name.to_owned(), at);
    assert_eq!(
        missed(&id),
        [name("Ada Fischer", None), name("Bo Lind", None), name("Cy Moe", Some(at(3)))]
    );
    assert_eq!(missed(&other), [name("Ada Fischer", None)], "each app by its own lists");
    // What it is now is another question than when it came.
    let off = AccountSeen { active: false, ..bo };
    read(store, &id, 10, vec![ada, off], vec![], Complete);
    assert_eq!(missed(&id)[1], name("Bo Lind", None));
}
