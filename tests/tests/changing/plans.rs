//! A plan runs once, in time, confirmed and unchanged, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, Outcome, PlanState};
use rollcall_engine::{AccountId, Change, Clock, Problem, ProblemCode, Side};
use rollcall_tests::gate::Gate;
use rollcall_tests::scene::{Scene, not_planned};
use rollcall_tests::world::{World, assert_told, simulate, writes};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

#[track_caller]
fn refused(refused: Result<rollcall_engine::view::RunView, Problem>, code: ProblemCode) {
    let problem = refused.expect_err("it must not run");
    assert_told(&problem, "no token is anywhere near");
    assert_eq!((problem.code, problem.side), (code, Side::Asked), "{problem}");
    assert!(problem.state.contains("Nothing was sent"), "{}", problem.state);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_used_once_however_many_try() {
    let apps = simulate("scim", 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let leaver = apps.oracle("scim").unwrap().leaver().unwrap();
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (house, id) = (world.house.clone(), plan.id.clone());
        tries.spawn(async move { house.run_plan_to_end(&id, None).await });
    }
    let mut ran = 0;
    while let Some(tried) = tries.join_next().await {
        match tried.unwrap() {
            Ok(run) => {
                ran += 1;
                assert_eq!(run.items[0].outcome, Some(Outcome::Verified));
            }
            Err(problem) => refused(Err(problem), ProblemCode::PlanUsed),
        }
    }
    assert_eq!((ran, writes(&apps, "scim").len()), (1, 1));
    assert_eq!(world.house.plan(&plan.id).await.unwrap().state, PlanState::Used);
    let world = world.restart().await;
    refused(world.house.run_plan_to_end(&plan.id, None).await, ProblemCode::PlanUsed);
    assert_eq!(writes(&apps, "scim").len(), 1, "also after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_expires() {
    let apps = simulate("scim", 120).await;
    let seconds = Arc::new(AtomicI64::new(0));
    let now = Arc::clone(&seconds);
    let clock = Clock::fixed(move || {
        jiff::Timestamp::from_second(1_795_000_000 + now.load(Ordering::SeqCst)).unwrap()
    });
    let world = World::with(|options| options.clock = clock.clone()).await;
    let connection = world.connect_and_read(&apps).await;
    let rows = world.rows(connection.id.as_str()).await;
    let mut active =
        rows.iter().filter(|row| row.status == rollcall_engine::view::AccountState::Active);
    let first =
        world.plan(connection.id.as_str(), active.nth(5).unwrap().account_id.as_str()).await;
    let second =
        world.plan(connection.id.as_str(), active.next().unwrap().account_id.as_str()).await;
    seconds.store(15 * 60 - 1, Ordering::SeqCst);
    assert_eq!(world.run(&first).await.outcome, Some(Outcome::Verified), "in time");
    seconds.store(15 * 60, Ordering::SeqCst);
    assert_eq!(world.house.plan(&second.id).await.unwrap().state, PlanState::Expired);
    refused(world.house.run_plan_to_end(&second.id, None).await, ProblemCode::PlanExpired);
    assert_eq!(writes(&apps, "scim").len(), 1);
    assert_eq!(world.house.plan(&second.id).await.unwrap().run_id, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_plan_does_not_run() {
    let apps = simulate("scim", 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let leaver = apps.oracle("scim").unwrap().leaver().unwrap();
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    let discarded = world.house.discard_plan(&plan.id).await.unwrap();
    assert_eq!(discarded.state, PlanState::Discarded);
    refused(world.house.run_plan_to_end(&plan.id, None).await, ProblemCode::PlanUsed);
    refused(world.house.run_plan(&plan.id, None).await, ProblemCode::PlanUsed);
    assert!(writes(&apps, "scim").is_empty());
    assert!(apps.oracle("scim").unwrap().user(&leaver.id).unwrap().active);
    // Discarding twice is no second entry on the record.
    world.house.discard_plan(&plan.id).await.unwrap();
    assert_eq!(world.record_text().await.matches("plan-discarded ").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_wants_its_name_typed() {
    let apps = simulate("notion", 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let leaver = apps.oracle("notion").unwrap().leaver().unwrap();
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    let wanted = plan.confirmation.type_this.clone().expect("a name to type");
    assert_eq!(wanted, leaver.user_name);
    let upper = wanted.to_uppercase();
    let part = &wanted[..wanted.len() - 1];
    for typed in [None, Some(""), Some("y"), Some("yes"), Some(part), Some(upper.as_str())] {
        let tried = world.house.run_plan_to_end(&plan.id, typed).await;
        refused(tried, ProblemCode::NotConfirmed);
    }
    assert!(writes(&apps, "notion").is_empty());
    assert_eq!(world.house.plan(&plan.id).await.unwrap().state, PlanState::Open, "not used up");
    let typed = format!(" {wanted} ");
    let run = world.house.run_plan_to_end(&plan.id, Some(&typed)).await.unwrap();
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified));
    assert_eq!(writes(&apps, "notion").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inactive_account_an_unknown_one_and_one_gone_meanwhile_are_not_planned() {
    let apps = simulate("scim", 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let rows = world.rows(connection.id.as_str()).await;
    let inactive = rows
        .iter()
        .find(|row| row.status == rollcall_engine::view::AccountState::Inactive)
        .expect("somebody inactive");
    let active = rows
        .iter()
        .find(|row| row.status == rollcall_engine::view::AccountState::Active)
        .expect("somebody active");
    let plan = |id: &str| {
        let (house, connection, id) = (world.house.clone(), connection.id.clone(), id.to_owned());
        async move {
            house
                .plan_deactivate(connection.as_str(), &AccountId::from(id.as_str()))
                .await
                .expect_err("no plan")
        }
    };
    let told = |problem: Problem, code| {
        assert_told(&problem, &apps.apps[0].token);
        assert_eq!(problem.code, code, "{problem}");
    };
    told(plan(inactive.account_id.as_str()).await, ProblemCode::BadRequest);
    told(plan("nobody").await, ProblemCode::NotFound);
    rollcall_tests::world::faults(&apps, "scim", &["user:get:404"]);
    told(plan(active.account_id.as_str()).await, ProblemCode::NotFound);
    assert!(!world.record_text().await.contains("plan-made"));
}

/// A profile of a server without PATCH for users.
const PUT_ONLY: &str = r#"
id = "whole"
name = "Whole"
color = "gray"

[speaks]
user_update = { value = "put", mark = "assumed", source = "test" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn without_patch_the_whole_resource_goes_back_and_loses_nothing() {
    let apps = simulate("scim", 120).await;
    let gate = Gate::before(&apps.apps[0].address).await;
    let patched = gate.answer(
        u32::MAX,
        |method, path| method == "PATCH" && path.contains("/Users/"),
        (405, Vec::new(), "{}"),
    );
    let world = World::with_profile("whole", PUT_ONLY).await;
    let connection = world.connect("whole", "Whole", (&gate.address, &apps.apps[0].token)).await.id;
    world.read(connection.as_str()).await;
    let oracle = apps.oracle("scim").unwrap();
    let user = world.rows(connection.as_str()).await.into_iter().find(|row| {
        row.status == AccountState::Active && !row.department.is_empty() && !row.title.is_empty()
    });
    let user = user.unwrap().account_id;
    let record = || oracle.user(user.as_str()).unwrap().record;
    let before = record();
    let set = |values: serde_json::Value| Change::Set {
        connection: connection.to_string(),
        user: user.to_string(),
        values: values.as_object().unwrap().clone(),
    };
    let department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
    let plan = world
        .house
        .plan_changes(vec![set(json!({"title": "Head", department: "Quality", "locale": null}))])
        .await
        .unwrap();
    assert_eq!(plan.items[0].request.method, "PUT");
    let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);
    let mut wanted = before.clone();
    wanted["title"] = json!("Head");
    wanted["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"] =
        json!("Quality");
    wanted.as_object_mut().unwrap().remove("locale");
    assert_eq!(record(), wanted, "what was asked for, and nothing else is lost");
    let undo = world.house.plan_undo(&run.id).await.unwrap();
    let undone = world.house.run_plan_to_end(&undo.id, None).await.unwrap();
    assert_eq!(undone.items[0].outcome, Some(Outcome::Verified), "{}", undone.items[0].words);
    assert_eq!(record(), before);
    let plan = world.plan(connection.as_str(), user.as_str()).await;
    assert_eq!(world.run(&plan).await.outcome, Some(Outcome::Verified));
    assert!(!oracle.user(user.as_str()).unwrap().active);
    assert_eq!(patched.count(), 0, "PATCH was never tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_cannot_both_be_or_say_nothing_are_told_before_anything_is_asked() {
    let scene = Scene::of("scim", 120).await;
    let (group, members) = scene.group();
    let people = scene.active().await;
    let outsider = people.iter().find(|id| !members.contains(*id)).unwrap().clone();
    let connection = || scene.connection.clone();
    let set = |user: &str, values: serde_json::Value| Change::Set {
        connection: connection(),
        user: user.to_owned(),
        values: values.as_object().unwrap().clone(),
    };
    let join = Change::AddMember {
        connection: connection(),
        group: group.clone(),
        users: vec![outsider.clone()],
    };
    let name = |name: &str| Change::CreateGroup {
        connection: connection(),
        name: name.to_owned(),
        members: Vec::new(),
    };
    let rename = Change::RenameGroup { connection: connection(), group, name: " ".to_owned() };
    scene.apps.forget_requests("scim");
    for (wishes, why) in [
        (
            vec![Change::Delete { connection: connection(), user: outsider.clone() }, join],
            "deleted and added",
        ),
        (
            vec![
                set(&people[0], json!({"userName": "same@example.com"})),
                set(&people[1], json!({"userName": "Same@example.com"})),
            ],
            "two accounts cannot have",
        ),
        (vec![set(&people[0], json!({"userName": null}))], "but not removed"),
        (vec![name(" ")], "needs a name"),
        (vec![rename], "needs a name"),
    ] {
        let problem = not_planned(scene.world.house.plan_changes(wishes).await);
        assert!(problem.side_words.contains(why), "{why}: {problem}");
    }
    assert!(writes(&scene.apps, "scim").is_empty());
}
