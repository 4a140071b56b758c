//! Killed as a program is killed (SIGKILL, a process of its own) during a read and at every step
//! of a run: the next start opens the store, names what was in flight and settles it by reading.
//! Nothing is sent a second time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    AccountState, ConnectionView, Outcome, RunState, RunView, UserQuery, UserRow, Verdict,
};
use rollcall_engine::{ConnectRequest, Rollcall};
use rollcall_simulator as simulator;
use rollcall_store::Step;
use rollcall_tests::apart::Place;
use rollcall_tests::gate::{Gate, Held, from_nth, one_account};
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{simulate, writes};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const HOUSE: &str = env!("CARGO_BIN_EXE_house");
const NAME: &str = "Gated";
const MANY: u32 = 240;

/// An app behind a gate, and a store that processes open one after the other.
struct Scene {
    apps: simulator::Running,
    gate: Gate,
    place: Place,
    connection: ConnectionView,
}

impl Scene {
    async fn new() -> Self {
        Self::of(MANY).await
    }

    /// Connected, not read yet.
    async fn of(users: u32) -> Self {
        let apps = simulate("scim", users).await;
        let gate = Gate::before(&apps.apps[0].address).await;
        let place = Place::default();
        let house = place.open().await;
        let made = house
            .connect(ConnectRequest {
                provider: "scim".to_owned(),
                name: NAME.to_owned(),
                address: gate.address.clone(),
                token: SecretString::from(apps.apps[0].token.clone()),
                seat_price: String::new(),
            })
            .await
            .unwrap();
        let connection = made.connection.expect("every rung passes");
        Self { apps, gate, place, connection }
    }

    async fn read(&self) {
        let house = self.place.open().await;
        let read = house.read(&[]).await.unwrap().remove(0);
        assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    }

    async fn active_people(&self) -> Vec<UserRow> {
        let house = self.place.open().await;
        let mut rows = rows(&house).await;
        rows.retain(|row| row.status == AccountState::Active);
        rows
    }

    fn writes_to(&self, row: &UserRow) -> usize {
        let path = format!("/Users/{}", row.account_id);
        writes(&self.apps, "scim").iter().filter(|seen| seen.path == path).count()
    }

    fn is_active(&self, row: &UserRow) -> bool {
        self.apps.oracle("scim").unwrap().user(row.account_id.as_str()).unwrap().active
    }
}

async fn rows(house: &Rollcall) -> Vec<UserRow> {
    let query = UserQuery { limit: 1_000, ..UserQuery::default() };
    house.users(query).await.unwrap().rows
}

/// Every entry of the record as kind and body.
async fn record(house: &Rollcall) -> Vec<(String, Value)> {
    let entries = house.record(0, 10_000).await.unwrap();
    entries
        .into_iter()
        .map(|entry| (entry.kind, serde_json::from_str(&entry.body).unwrap()))
        .collect()
}

async fn page_three_is_asked_for(scene: &Scene) {
    let held = scene
        .gate
        .hold_there(1, |_, path| path.contains("/Users?") && path.contains("startIndex=201"));
    let mut apart = scene.place.start(HOUSE).await;
    apart.order(&format!("read {NAME}")).await;
    held.arrived(1).await;
    apart.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_was_killed_is_partial_and_makes_nobody_disappear() {
    let scene = Scene::new().await;
    let truth: BTreeSet<String> =
        scene.apps.oracle("scim").unwrap().listed_ids().into_iter().collect();

    // The first read there ever was.
    page_three_is_asked_for(&scene).await;
    let house = scene.place.open().await;
    assert_eq!(house.interrupted_reads(), [NAME]);
    assert!(house.settle().await.unwrap().is_empty(), "no run was in flight");
    let page = house.users(UserQuery { limit: 1_000, ..UserQuery::default() }).await.unwrap();
    assert!(!page.complete);
    assert!(
        page.rows.len() <= 200
            && page.rows.iter().all(|row| truth.contains(row.account_id.as_str()))
    );
    let view = house.connections().await.unwrap().remove(0);
    let last = view.last_read.unwrap();
    assert_eq!((last.verdict, view.complete_at), (Verdict::Partial, None));
    assert!(last.reason.contains("Rollcall stopped during this read"), "{}", last.reason);
    assert_eq!(last.ended_at, None, "when it stopped is not known, and not invented");
    drop(house);

    scene.read().await;
    let house = scene.place.open().await;
    assert!(house.interrupted_reads().is_empty(), "it is said once");
    assert_eq!(rows(&house).await.len(), truth.len());
    drop(house);

    // A later one: what was there stays, old rows are called old.
    page_three_is_asked_for(&scene).await;
    let house = scene.place.open().await;
    assert_eq!(house.interrupted_reads(), [NAME]);
    let page = house.users(UserQuery { limit: 1_000, ..UserQuery::default() }).await.unwrap();
    assert!(!page.complete);
    assert_eq!(page.rows.len(), truth.len());
    assert!(page.rows.iter().all(|row| row.status != AccountState::NoLongerListed));
    assert!(page.rows.iter().any(|row| row.stale));
    let view = house.connections().await.unwrap().remove(0);
    assert_eq!(view.last_read.unwrap().verdict, Verdict::Partial);
    assert!(view.complete_at.is_some(), "the complete one before it is still known");
    drop(house);
    scene.read().await;
    let house = scene.place.open().await;
    assert!(rows(&house).await.iter().all(|row| !row.stale));
}

/// Killed when page `page` is missing and others behind it have come.
async fn killed_beside(scene: &Scene, page: u32) {
    let at = |path: &str| -> Option<u32> {
        let after = path.split_once("/Users?")?.1.split_once("startIndex=")?.1;
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        Some(digits.parse::<u32>().unwrap() / 100 + 1)
    };
    let missing = scene.gate.hold_there(1, move |_, path| at(path) == Some(page));
    let behind = scene.gate.hold_back(2, move |_, path| at(path).is_some_and(|one| one > page));
    let mut apart = scene.place.start(HOUSE).await;
    apart.order(&format!("read {NAME}")).await;
    missing.arrived(1).await;
    behind.arrived(2).await;
    apart.kill().await;
    scene.gate.forget_rules();
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_a_read_side_by_side_is_killed_the_next_one_has_the_same_people() {
    let scene = Scene::of(3_000).await;
    let truth: BTreeSet<String> =
        scene.apps.oracle("scim").unwrap().listed_ids().into_iter().collect();
    let ids = |rows: Vec<UserRow>| -> BTreeSet<String> {
        rows.into_iter().map(|row| row.account_id.to_string()).collect()
    };
    let mut reads = 0;
    for page in [2, 9, 21, 27] {
        killed_beside(&scene, page).await;
        let house = scene.place.open().await;
        assert_eq!(house.interrupted_reads(), [NAME], "page {page}");
        let known = ids(all_rows(&house).await);
        assert!(known.is_subset(&truth), "page {page}");
        let view = house.connections().await.unwrap().remove(0);
        assert_eq!(view.last_read.unwrap().verdict, Verdict::Partial, "page {page}");
        assert_eq!(read_entries(&house).await, reads, "what did not end is no entry");
        drop(house);
        scene.read().await;
        reads += 1;
        let house = scene.place.open().await;
        let rows = all_rows(&house).await;
        assert!(rows.iter().all(|row| !row.stale && row.status != AccountState::NoLongerListed));
        assert_eq!(rows.len(), truth.len(), "page {page}: nobody twice");
        assert_eq!(ids(rows), truth, "page {page}");
        assert_eq!(read_entries(&house).await, reads, "page {page}");
    }
}

async fn all_rows(house: &Rollcall) -> Vec<UserRow> {
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap();
        let query = UserQuery { offset, limit: 1_000, ..UserQuery::default() };
        let page = house.users(query).await.unwrap();
        if page.rows.is_empty() {
            return all;
        }
        all.extend(page.rows);
    }
}

/// How many entries of the record are of a read.
async fn read_entries(house: &Rollcall) -> usize {
    record(house).await.iter().filter(|(kind, _)| kind.starts_with("read")).count()
}

/// Where the process is killed, by what is on its way then.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    /// The last look before the intent.
    Checking,
    /// The intent is in the journal; the connection was asked to wait before it may send.
    Intent,
    /// The request is on its way and never arrives.
    RequestLost,
    /// The app has done it; the answer is on its way.
    AnswerLost,
    /// The answer is in the journal; the read-back is on its way.
    ReadingBack,
}

/// Kills a deactivation at the step.
async fn kill_at(scene: &Scene, at: At, row: &UserRow) {
    let patch = |method: &axum::http::Method, _: &str| method == "PATCH";
    let gate = &scene.gate;
    // The first look is the plan's, the second the run's, the third the read-back.
    let held: Held = match at {
        At::Checking | At::Intent => gate.hold_there(1, from_nth(2, one_account)),
        At::RequestLost => gate.hold_there(1, patch),
        At::AnswerLost => gate.hold_back(1, patch),
        At::ReadingBack => gate.hold_there(1, from_nth(3, one_account)),
    };
    let mut apart = scene.place.start(HOUSE).await;
    apart.order(&format!("deactivate {NAME} {}", row.account_id)).await;
    held.arrived(1).await;
    if at == At::Intent {
        // While the look is on its way the app asks the connection to stand still. The look then
        // ends, the intent is written, and nothing goes out.
        let wait = vec![("retry-after", "100".to_owned())];
        let limited = gate.answer(1, |_, path| path.contains("/Users?"), (429, wait, "{}"));
        apart.order(&format!("test {NAME}")).await;
        limited.arrived(1).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        held.open();
        apart.says(&["phase sending"]).await;
    }
    apart.kill().await;
    gate.forget_rules();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_at_any_step_is_named_and_settled_by_reading() {
    let scene = Scene::new().await;
    scene.read().await;
    let mut people = scene.active_people().await;
    let oracle = scene.apps.oracle("scim").unwrap();
    for (at, steps, outcome, sent, words) in [
        (At::Checking, vec![], Outcome::NotSent, 0, "stopped before this was sent"),
        (At::Intent, vec![Step::Intent], Outcome::Unknown, 0, "has not taken effect so far"),
        (At::RequestLost, vec![Step::Intent], Outcome::Unknown, 0, "has not taken effect so far"),
        (At::AnswerLost, vec![Step::Intent], Outcome::Verified, 1, "inactive, as expected"),
        (
            At::ReadingBack,
            vec![Step::Intent, Step::Answered],
            Outcome::Verified,
            1,
            "inactive, as expected",
        ),
    ] {
        let row = people.pop().unwrap();
        let before = Truth::of(&oracle);
        kill_at(&scene, at, &row).await;
        assert_eq!(scene.writes_to(&row), sent, "{at:?}");

        // What the kill left, before anybody settles it.
        let store = scene.place.store().await;
        let unfinished = store.unfinished_runs().unwrap();
        assert_eq!(unfinished.len(), 1, "{at:?}");
        let kept = store.run(&unfinished[0]).unwrap();
        let journal: Vec<Step> = kept.items[0].journal.iter().map(|entry| entry.step).collect();
        // The answer is written down beside the read-back: the kill may come before it.
        let early = at == At::ReadingBack && journal == [Step::Intent];
        assert!(early || journal == steps, "{at:?}: killed at {journal:?}, not at {steps:?}");
        assert!(kept.items[0].outcome.is_none());
        drop(store);

        let house = scene.place.open().await;
        let settled = house.settle().await.unwrap();
        let [run]: &[RunView; 1] = settled.as_slice().try_into().unwrap();
        assert!(run.title.contains(&row.name), "{at:?}: it is named: {}", run.title);
        assert_eq!((run.state, run.to_go), (RunState::Finished, 0), "{at:?}");
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(outcome), "{at:?}: {}", item.words);
        assert!(item.words.contains(words) && item.settled_later, "{at:?}: {}", item.words);
        assert_eq!(scene.writes_to(&row), sent, "{at:?}: settled by reading alone");
        let status = if sent == 1 { AccountState::Inactive } else { AccountState::Active };
        let found = house.find_users(scene.connection.id.as_str(), &row.user_name).await.unwrap();
        assert_eq!(found[0].status, status, "{at:?}");
        let entries = record(&house).await;
        let last: Vec<&str> = entries.iter().rev().take(3).map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(last, ["run-ended", "run-settled", "item-ended"], "{at:?}");
        assert!(house.verify_record().await.unwrap().intact, "{at:?}");
        assert!(house.settle().await.unwrap().is_empty(), "{at:?}: settled once");
        drop(house);
        let changed = Truth::of(&oracle).changed_since(&before, &oracle);
        assert_eq!(changed.len(), sent, "{at:?}: and nobody else changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_program_stands_still_and_dies_the_next_start_puts_it_right() {
    let scene = Scene::new().await;
    scene.read().await;
    let mut people = scene.active_people().await;
    let mut met = BTreeSet::new();
    // Each look at the clock is a place between two writes: one more of them each time.
    for look in 1.. {
        assert!(look < 40, "the run never ends before the clock stops");
        let row = people.pop().unwrap();
        let mut apart = scene.place.start(HOUSE).await;
        apart.order(&format!("freeze {look}")).await;
        apart.says(&["will freeze"]).await;
        apart.order(&format!("deactivate {NAME} {}", row.account_id)).await;
        let said = apart.says(&["frozen", "done"]).await;
        apart.kill().await;
        let sent = scene.writes_to(&row);
        assert!(sent <= 1, "look {look}: sent {sent} times");

        let house = scene.place.open().await;
        let settled = house.settle().await.unwrap();
        assert_eq!(scene.writes_to(&row), sent, "look {look}: settled by reading alone");
        assert!(settled.len() <= 1 && house.settle().await.unwrap().is_empty());
        let entries = record(&house).await;
        assert!(house.verify_record().await.unwrap().intact, "look {look}");
        let of = |kind: &str| -> Vec<&Value> {
            entries.iter().filter(|(it, _)| it == kind).map(|(_, body)| body).collect()
        };
        let ended: Vec<_> = of("item-ended")
            .into_iter()
            .filter(|it| it["account"] == row.account_id.as_str())
            .collect();
        // Sent, or begun: then it is on record how it ended, once.
        let begun = !settled.is_empty() || sent == 1;
        assert_eq!(ended.len(), usize::from(begun), "look {look}: {ended:?}");
        assert_eq!(of("run-started").len(), of("run-ended").len(), "look {look}");
        let outcome = ended.first().map_or("", |it| it["outcome"].as_str().unwrap());
        assert_eq!(outcome == "verified", sent == 1, "look {look}: {outcome}");
        assert_eq!(scene.is_active(&row), sent == 0, "look {look}");
        met.insert((!settled.is_empty(), outcome.to_owned()));
        let status = if sent == 1 { AccountState::Inactive } else { AccountState::Active };
        let found = house.find_users(scene.connection.id.as_str(), &row.user_name).await.unwrap();
        assert_eq!(found[0].status, status, "look {look}");
        if said.starts_with("done") {
            assert!(settled.is_empty(), "look {look}: it had ended on its own");
            break;
        }
    }
    // The sweep has been before the run, before the sending and after it.
    for (settled, outcome) in
        [(false, ""), (true, "not-sent"), (true, "verified"), (false, "verified")]
    {
        assert!(met.contains(&(settled, outcome.to_owned())), "{settled} {outcome}: {met:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_at_the_next_start_stays_open_for_the_one_after() {
    let scene = Scene::new().await;
    scene.read().await;
    let row = scene.active_people().await.pop().unwrap();
    kill_at(&scene, At::AnswerLost, &row).await;

    // The app does not answer now.
    rollcall_tests::world::faults(&scene.apps, "scim", &["user:500"]);
    let house = scene.place.open().await;
    let run = house.settle().await.unwrap().remove(0);
    assert_eq!((run.state, run.to_go, run.verified), (RunState::Interrupted, 1, 0));
    assert_eq!(run.items[0].outcome, None, "nothing is guessed");
    drop(house);
    rollcall_tests::world::faults(&scene.apps, "scim", &[]);

    // The token is not in the keychain now; the house opens anyway.
    let secrets = std::fs::read_dir(scene.place.0.path().join("secrets")).unwrap();
    let mut tokens = secrets.map(|entry| entry.unwrap().path()).filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("token-"))
    });
    let (token, another) = (tokens.next().unwrap(), tokens.next());
    assert_eq!(another, None, "one connection has one token");
    let aside = scene.place.0.path().join("token-aside");
    std::fs::rename(&token, &aside).unwrap();
    let house = scene.place.open().await;
    let run = house.settle().await.unwrap().remove(0);
    assert_eq!((run.state, run.to_go), (RunState::Interrupted, 1));
    drop(house);
    std::fs::rename(&aside, &token).unwrap();

    let house = scene.place.open().await;
    let run = house.settle().await.unwrap().remove(0);
    assert_eq!((run.state, run.items[0].outcome), (RunState::Finished, Some(Outcome::Verified)));
    assert_eq!(scene.writes_to(&row), 1);
    assert!(house.settle().await.unwrap().is_empty());
}

/// The kinds of change that a deactivation does not stand for: what is made has no id yet, and a
/// group is more than the one who leaves it.
#[tokio::test(flavor = "multi_thread")]
async fn a_creation_or_a_membership_killed_on_its_way_is_settled_and_never_doubled() {
    let scene = Scene::new().await;
    scene.read().await;
    let oracle = scene.apps.oracle("scim").unwrap();
    let (group, members) = oracle
        .groups()
        .into_iter()
        .map(|(id, _)| (id.clone(), oracle.members(&id).unwrap()))
        .find(|(_, members)| members.len() > 4)
        .unwrap();
    for (number, lost) in [(0, true), (1, false)] {
        let user_name = format!("new{number}@example.com");
        let (leaver, team) = (members[number].clone(), format!("Team{number}"));
        for (change, method, there) in [
            (
                json!({"change": "remove-member", "connection": NAME, "group": group, "users": [leaver]}),
                "PATCH",
                Box::new(|| !oracle.members(&group).unwrap().contains(&leaver))
                    as Box<dyn Fn() -> bool>,
            ),
            (
                json!({"change": "create", "connection": NAME, "values": {"userName": user_name, "displayName": "New"}}),
                "POST",
                Box::new(|| oracle.user(&user_name).is_some()),
            ),
            (
                json!({"change": "create-group", "connection": NAME, "name": team}),
                "POST",
                Box::new(|| oracle.members(&team).is_some()),
            ),
        ] {
            scene.apps.forget_requests("scim");
            let on_its_way = move |asked: &axum::http::Method, _: &str| asked == method;
            let held = if lost {
                scene.gate.hold_there(1, on_its_way)
            } else {
                scene.gate.hold_back(1, on_its_way)
            };
            let mut apart = scene.place.start(HOUSE).await;
            apart.order(&format!("change {change}")).await;
            held.arrived(1).await;
            apart.kill().await;
            scene.gate.forget_rules();
            let sent = writes(&scene.apps, "scim").len();
            assert_eq!((sent, there()), (usize::from(!lost), !lost), "{change}");

            let house = scene.place.open().await;
            let settled = house.settle().await.unwrap();
            let item = &settled[0].items[0];
            let outcome = if lost { Outcome::Unknown } else { Outcome::Verified };
            assert_eq!(item.outcome, Some(outcome), "{change}: {}", item.words);
            assert!(item.settled_later);
            assert_eq!(writes(&scene.apps, "scim").len(), sent, "{change}: read, not sent again");
            assert!(house.settle().await.unwrap().is_empty(), "{change}: settled once");
        }
        let now = oracle.members(&group).unwrap();
        assert!(members.iter().all(|id| now.contains(id) || *id == leaver), "nobody else left");
    }
}
