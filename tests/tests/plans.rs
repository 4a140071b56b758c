//! A plan runs once, in time, confirmed and unchanged, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{Outcome, PlanState};
use rollcall_engine::{Clock, Problem, ProblemCode, Side};
use rollcall_tests::world::{World, assert_told, simulate, writes};
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
    let plan = world.plan(&connection.id, &leaver.id).await;
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
    let rows = world.rows(&connection.id).await;
    let mut active =
        rows.iter().filter(|row| row.status == rollcall_engine::view::AccountState::Active);
    let first = world.plan(&connection.id, &active.nth(5).unwrap().account_id).await;
    let second = world.plan(&connection.id, &active.next().unwrap().account_id).await;
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
    let plan = world.plan(&connection.id, &leaver.id).await;
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
    let plan = world.plan(&connection.id, &leaver.id).await;
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
    let rows = world.rows(&connection.id).await;
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
        async move { house.plan_deactivate(&connection, &id).await.expect_err("no plan") }
    };
    let told = |problem: Problem, code| {
        assert_told(&problem, &apps.apps[0].token);
        assert_eq!(problem.code, code, "{problem}");
    };
    told(plan(&inactive.account_id).await, ProblemCode::BadRequest);
    told(plan("nobody").await, ProblemCode::NotFound);
    rollcall_tests::world::faults(&apps, "scim", &["user:get:404"]);
    told(plan(&active.account_id).await, ProblemCode::NotFound);
    assert!(!world.record_text().await.contains("plan-made"));
}
