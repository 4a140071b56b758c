//! What a change costs in requests: no look is made twice, and no proof is left out for it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, GroupQuery, Outcome, RunView};
use rollcall_engine::{Change, Clock};
use rollcall_simulator::{Running, Seen};
use rollcall_tests::gate::Gate;
use rollcall_tests::outside::patched;
use rollcall_tests::scene::Scene;
use rollcall_tests::world::{World, simulate, writes};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const APPS: [&str; 3] = ["airtable", "monday", "scim"];

/// A house whose clock can be put forward, by seconds.
async fn with_clock(provider: &str) -> (World, Running, String, Arc<AtomicI64>) {
    let later = Arc::new(AtomicI64::new(0));
    let ahead = Arc::clone(&later);
    let clock = Clock::fixed(move || {
        let seconds = ahead.load(Ordering::Relaxed);
        jiff::Timestamp::new(1_800_000_000 + seconds, 0).unwrap()
    });
    let apps = simulate(provider, 60).await;
    let world = World::with(|options| options.clock = clock.clone()).await;
    let connection = world.connect_and_read(&apps).await.id;
    (world, apps, connection.into_string(), later)
}

async fn at_once(world: &World, plan: &rollcall_engine::view::PlanView) -> RunView {
    let typed = plan.confirmation.type_this.as_deref();
    world.house.run_plan_at_once(&plan.id, typed).await.expect("a run")
}

fn methods(seen: &[Seen]) -> Vec<&str> {
    seen.iter().map(|request| request.method.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_deactivation_at_once_looks_sends_and_reads_back() {
    for provider in APPS {
        let (world, apps, connection, _) = with_clock(provider).await;
        let leaver = apps.oracle(provider).unwrap().leaver().unwrap().id;
        apps.forget_requests(provider);
        let plan = world.plan(&connection, &leaver).await;
        let run = at_once(&world, &plan).await;
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(Outcome::Verified), "{provider}: {}", item.words);
        assert_eq!(methods(&apps.requests(provider)), ["GET", "PATCH", "GET"], "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_older_than_a_moment_is_made_again() {
    for (provider, path) in [("airtable", "name.familyName"), ("scim", "displayName")] {
        let (world, apps, connection, later) = with_clock(provider).await;
        let leaver = apps.oracle(provider).unwrap().leaver().unwrap().id;
        let plan = world.plan(&connection, &leaver).await;
        later.store(4, Ordering::Relaxed);
        let renamed = json!({"op": "replace", "path": path, "value": "Else"});
        patched(&apps, provider, &format!("Users/{leaver}"), renamed).await;
        apps.forget_requests(provider);
        let run = at_once(&world, &plan).await;
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(Outcome::HeldBack), "{provider}: {}", item.words);
        assert!(writes(&apps, provider).is_empty(), "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_clock_that_was_set_back_nothing_is_sent() {
    let (world, apps, connection, later) = with_clock("scim").await;
    let leaver = apps.oracle("scim").unwrap().leaver().unwrap().id;
    let plan = world.plan(&connection, &leaver).await;
    later.store(-60, Ordering::Relaxed);
    apps.forget_requests("scim");
    world.house.run_plan_at_once(&plan.id, None).await.expect_err("the clock is behind");
    assert!(writes(&apps, "scim").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn joins_of_one_group_are_one_request_however_they_are_written() {
    for provider in APPS {
        let scene = Scene::of(provider, 120).await;
        let (group, members) = scene.group();
        let outsiders: Vec<String> =
            scene.active().await.into_iter().filter(|id| !members.contains(id)).take(10).collect();
        let changes = outsiders.iter().map(|user| join(&scene, &group, &[user])).collect();
        scene.apps.forget_requests(provider);
        let plan = scene.world.house.plan_changes(changes).await.unwrap();
        let run = scene.world.house.run_plan_to_end(&plan.id, None).await.unwrap();
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(Outcome::Verified), "{provider}: {}", item.words);
        assert!(outsiders.iter().all(|user| scene.members(&group).contains(user)), "{provider}");
        let seen = scene.apps.requests(provider);
        assert_eq!(methods(&seen), ["GET", "GET", "PATCH", "GET"], "{provider}");
        // Ten people go back in one request too, and are still ten to be typed.
        let undo = scene.world.house.plan_undo(&run.id).await.unwrap();
        assert_eq!(undo.confirmation.type_this.as_deref(), Some("10"), "{provider}");
        scene.apps.forget_requests(provider);
        scene.world.house.run_plan_to_end(&undo.id, Some("10")).await.unwrap();
        assert_eq!(scene.members(&group), members, "{provider}");
        assert_eq!(writes(&scene.apps, provider).len(), 1, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_who_were_refused_together_are_tried_again_one_by_one() {
    let scene = Scene::of("scim", 120).await;
    let (group, members) = scene.group();
    let gate = Gate::before(&scene.apps.apps[0].address).await;
    let token = &scene.apps.apps[0].token;
    let connection = scene.world.connect("scim", "Gated", (&gate.address, token)).await.id;
    scene.world.read(connection.as_str()).await;
    let outsiders: Vec<String> =
        scene.active().await.into_iter().filter(|id| !members.contains(id)).take(3).collect();
    let add = Change::AddMember {
        connection: connection.into_string(),
        group: group.clone(),
        users: outsiders.clone(),
    };
    let plan = scene.world.house.plan_changes(vec![add]).await.unwrap();
    let refusal = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","detail":"One of them cannot join."}"#;
    gate.answer(1, |method, _| method == "PATCH", (400, Vec::new(), refusal));
    let run = scene.world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!(run.items[0].outcome, Some(Outcome::Refused), "{}", run.items[0].words);
    let again = scene.world.house.plan_retry(&run.id).await.unwrap();
    assert_eq!(again.items.len(), outsiders.len());
    gate.answer(1, |method, _| method == "PATCH", (400, Vec::new(), refusal));
    let run = scene.world.house.run_plan_to_end(&again.id, None).await.unwrap();
    let verified = run.items.iter().filter(|item| item.outcome == Some(Outcome::Verified));
    assert_eq!(verified.count(), outsiders.len() - 1, "{:?}", run.items);
    let refused = run.items.iter().filter(|item| item.outcome == Some(Outcome::Refused));
    assert_eq!(refused.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_plan_is_about_is_read_beside_each_other_and_once() {
    let apps = simulate("scim", 120).await;
    let world = World::new().await;
    let mut gates = Vec::new();
    let mut changes = Vec::new();
    for name in ["One", "Two"] {
        let gate = Gate::before(&apps.apps[0].address).await;
        let app = (gate.address.as_str(), apps.apps[0].token.as_str());
        let connection = world.connect("scim", name, app).await.id.into_string();
        world.read(&connection).await;
        let rows = world.rows(&connection).await;
        let mut users = rows.iter().filter(|row| row.status == AccountState::Active);
        let user = users.next().unwrap().account_id.to_string();
        let connections = vec![connection.clone()];
        let two = GroupQuery { connections, limit: 2, ..GroupQuery::default() };
        for group in world.house.groups(two).await.unwrap().rows {
            let (group, users) = (group.group_id.into_string(), vec![user.clone()]);
            changes.push(Change::AddMember { connection: connection.clone(), group, users });
        }
        changes.push(Change::Deactivate { connection, user });
        gates.push(gate);
    }
    let held: Vec<_> = gates.iter().map(|gate| gate.hold_there(3, |_, _| true)).collect();
    apps.forget_requests("scim");
    let house = world.house.clone();
    let planning = tokio::spawn(async move { house.plan_changes(changes).await });
    // Two groups and an account of each app: none waits for the answer of another.
    for of_one_app in &held {
        of_one_app.arrived(3).await;
    }
    held.iter().for_each(rollcall_tests::gate::Held::open);
    planning.await.unwrap().unwrap();
    assert_eq!(apps.requests("scim").len(), 6);
}

fn join(scene: &Scene, group: &str, users: &[&String]) -> Change {
    Change::AddMember {
        connection: scene.connection.clone(),
        group: group.to_owned(),
        users: users.iter().map(|user| (*user).clone()).collect(),
    }
}
