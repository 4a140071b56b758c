//! A clock that is set back: what is signed, closed, planned or run stops, or the evidence holds.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{PlanState, ReviewDecision};
use rollcall_engine::{AccountId, CaseId, Clock, Problem, ProblemCode, Side};
use rollcall_tests::review::{OSKAR, decide, rows, sign_parts, sign_second, verified, wanted};
use rollcall_tests::world::{World, assert_told, simulate, simulate_all, writes};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const DAY: i64 = 86_400;

/// A clock that is this many seconds ahead of the computer's.
async fn world_ahead() -> (World, Arc<AtomicI64>) {
    let ahead = Arc::new(AtomicI64::new(0));
    let of_clock = Arc::clone(&ahead);
    let clock = Clock::fixed(move || {
        let ahead = of_clock.load(Ordering::SeqCst);
        jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead)
    });
    (World::with(|options| options.clock = clock.clone()).await, ahead)
}

/// The step stopped because of the clock, in a sentence that says so.
#[track_caller]
fn stopped(problem: &Problem, at: &str) {
    assert_told(problem, "no token");
    assert!(problem.side_words.contains("clock"), "{at}: {problem}");
}

/// The steps of a review up to its pack; the clock is right before the step `back`, and a day ahead
/// until then. With `read`, the apps are read in between, which the record takes at any time.
async fn set_back_before(back: usize, read: bool) -> Result<(), (usize, Problem)> {
    let apps = simulate_all(&["airtable"], 40).await;
    let (world, ahead) = world_ahead().await;
    world.connect_all(&apps).await;
    let house = &world.house;
    house.read(&[]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("pack");
    let (mut id, mut case, mut typed) = (String::new(), CaseId::default(), None);
    let mut all = Vec::new();
    ahead.store(DAY, Ordering::SeqCst);
    for step in 0..9 {
        if step == back {
            ahead.store(0, Ordering::SeqCst);
            if read {
                house.read(&[]).await.unwrap();
            }
        }
        let done = match step {
            0 => match house.start_review(wanted()).await {
                Ok(view) => {
                    id = view.brief.id.into_string();
                    all = rows(&world, &id).await;
                    Ok(())
                }
                Err(problem) => Err(problem),
            },
            1 | 2 => {
                let half = all.len() / 2;
                let mine = if step == 1 { &all[..half] } else { &all[half..] };
                let mut done = Ok(());
                for row in mine {
                    let decision = match row.user_name == OSKAR {
                        true => ReviewDecision::Revoke,
                        false => ReviewDecision::Keep,
                    };
                    done = decide(&world, &id, row, decision, "as agreed").await;
                    if done.is_err() {
                        break;
                    }
                }
                done
            }
            3 => sign_parts(&world, &id).await,
            4 => sign_second(&world, &id, "Carla Mendes", "").await.map(drop),
            5 => match house.plan_review(&id).await {
                Ok(planned) => {
                    typed = planned.plan.and_then(|plan| plan.confirmation.type_this);
                    case = planned.case_id;
                    Ok(())
                }
                Err(problem) => Err(problem),
            },
            6 => house.start_case_to_end(&case, typed.as_deref()).await.map(drop),
            7 => house.close_review(&id).await.map(drop),
            _ => house.write_pack(&id, &to, &[]).await.map(|pack| verified(&to, &pack.head)),
        };
        done.map_err(|problem| (step, problem))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_a_review_stops_or_the_pack_verifies() {
    // A clock that stays as it is stops nothing, be it right or a day ahead.
    for back in [0, 9] {
        if let Err((step, problem)) = set_back_before(back, back == 0).await {
            panic!("step {step}, set back before {back}: {problem}");
        }
    }
    for back in 1..9 {
        for read in [false, true] {
            match set_back_before(back, read).await {
                Ok(()) => assert!(read, "nothing stopped, set back before {back}"),
                Err((step, problem)) => {
                    assert!(read || step == back, "set back before {back}, stopped at {step}");
                    stopped(&problem, &format!("step {step}, set back before {back}"));
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_the_future_does_not_run_and_runs_are_in_the_order_of_the_record() {
    let apps = simulate("scim", 40).await;
    let (world, ahead) = world_ahead().await;
    let connection = world.connect_and_read(&apps).await;
    let active = rollcall_engine::view::AccountState::Active;
    let rows = world.rows(connection.id.as_str()).await;
    let mut ids = rows.iter().filter(|row| row.status == active).map(|row| &row.account_id).skip(5);
    ahead.store(DAY, Ordering::SeqCst);
    let first = world.plan(connection.id.as_str(), ids.next().unwrap().as_str()).await;
    world.run(&first).await;
    let second = world.plan(connection.id.as_str(), ids.next().unwrap().as_str()).await;
    let sent = writes(&apps, "scim").len();

    ahead.store(0, Ordering::SeqCst);
    let third = ids.next().unwrap();
    let problem = world
        .house
        .plan_deactivate(connection.id.as_str(), &AccountId::from(third.as_str()))
        .await
        .unwrap_err();
    stopped(&problem, "planning");
    assert_eq!(problem.side, Side::Here);
    let problem = world.house.run_plan_to_end(&second.id, None).await.unwrap_err();
    stopped(&problem, "running");
    // A read goes on record for any time of the clock, and is its newest entry then.
    world.read(connection.id.as_str()).await;
    assert_eq!(world.house.plan(&second.id).await.unwrap().state, PlanState::Expired);
    let problem = world.house.run_plan_to_end(&second.id, None).await.unwrap_err();
    stopped(&problem, "running a plan of the future");
    assert_eq!(problem.code, ProblemCode::PlanExpired);
    assert_eq!(writes(&apps, "scim").len(), sent, "nothing was sent");

    // What is planned with the right clock runs, and is the newest run though its time is earlier.
    let third = world.plan(connection.id.as_str(), third.as_str()).await;
    world.run(&third).await;
    let runs = world.house.runs(10).await.unwrap();
    let plans: Vec<&str> = runs.iter().map(|run| run.plan_id.as_str()).collect();
    assert_eq!(plans, [third.id.as_str(), first.id.as_str()]);
    assert!(runs[0].started_at < runs[1].started_at);
}

/// A step back of a second, as when a clock is being set, is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_by_a_second_stops_nothing() {
    let apps = simulate("scim", 40).await;
    let (world, ahead) = world_ahead().await;
    let connection = world.connect_and_read(&apps).await;
    let leaver = apps.oracle("scim").unwrap().leaver().unwrap();
    ahead.store(1, Ordering::SeqCst);
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    ahead.store(0, Ordering::SeqCst);
    let run = world.run(&plan).await;
    assert_eq!(run.outcome, Some(rollcall_engine::view::Outcome::Verified));
}
