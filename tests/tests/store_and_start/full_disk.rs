//! A disk that runs full: at any page of the file, in a read and in every step of a run. What was
//! there stays whole, what was sent is never called not sent, and with room again all is settled.
//! The limit is SQLite's own, on pages: the same error by the same way as from the disk.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, Outcome, RunState, Verdict};
use rollcall_engine::{Problem, ProblemCode, Side};
use rollcall_tests::world::{World, assert_told, faults, simulate, writes};
use std::collections::BTreeSet;

const PAGE: u64 = 4_096;

fn size(world: &World) -> u64 {
    std::fs::metadata(world.folder.path().join("data/rollcall.db")).unwrap().len()
}

/// Reads, and gives the trouble that must come of it: with the read, or instead of it.
async fn trouble(world: &World, token: &str) -> Problem {
    let problem = match world.house.read(&[]).await {
        Err(problem) => problem,
        Ok(mut reads) => {
            let read = reads.remove(0);
            assert_eq!(read.verdict, Verdict::Partial, "{}", read.reason);
            assert!(read.reason.contains("could not be saved"), "{}", read.reason);
            read.problem.expect("it says why")
        }
    };
    assert_told(&problem, token);
    assert_eq!((problem.code, problem.side), (ProblemCode::DiskFull, Side::Here), "{problem}");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_does_not_fit_is_told_and_costs_nothing_that_was_there() {
    let apps = simulate("scim", 600).await;
    let world = World::new().await;
    let connection = world.connect_all(&apps).await.remove(0);
    let empty = world.restart().await;
    let limit = size(&empty) + 40 * PAGE;
    let world = empty.restart_with(|options| options.largest_store = Some(limit)).await;
    let problem = trouble(&world, &apps.apps[0].token).await;
    assert!(problem.state.contains("is intact"), "{}", problem.state);
    let some = world.rows(connection.id.as_str()).await;
    assert!(some.len() < 600);
    assert!(some.iter().all(|row| row.status != AccountState::NoLongerListed));
    let view = world.house.connections().await.unwrap().remove(0);
    let last = view.last_read.expect("the read that did not fit is known");
    assert_ne!(last.verdict, Verdict::Complete, "{}", last.reason);
    assert_eq!(view.complete_at, None);
    assert!(world.house.verify_record().await.unwrap().intact);

    // With room again it is read, and with rows there a later read that does not fit hides none.
    let world = world.restart().await;
    assert_eq!(world.read(connection.id.as_str()).await.verdict, Verdict::Complete);
    let before = world.rows(connection.id.as_str()).await;
    assert_eq!(before.len(), 600);
    faults(&apps, "scim", &["users:page=1:long-name=1MB"]);
    let world = world.restart().await;
    let limit = size(&world) + 10 * PAGE;
    let world = world.restart_with(|options| options.largest_store = Some(limit)).await;
    trouble(&world, &apps.apps[0].token).await;
    let after = world.rows(connection.id.as_str()).await;
    assert_eq!(after.len(), before.len());
    assert!(after.iter().all(|row| row.status != AccountState::NoLongerListed));
    let view = world.house.connections().await.unwrap().remove(0);
    assert_ne!(view.last_read.unwrap().verdict, Verdict::Complete);
    assert!(view.complete_at.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_disk_runs_full_in_a_run_what_was_sent_is_not_called_unsent() {
    let apps = simulate("scim", 240).await;
    let mut world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let mut people = world.rows(connection.id.as_str()).await;
    people.retain(|row| row.status == AccountState::Active);
    let mut met = BTreeSet::new();
    // A page more each time: from no room for the run at all to room for everything.
    for pages in 0.. {
        assert!(pages < 60, "there is never room enough");
        let row = people.pop().unwrap();
        // The plan is made with room; what follows has to fit into what is left.
        let plan = world.plan(connection.id.as_str(), row.account_id.as_str()).await;
        world = world.restart().await;
        let limit = size(&world) + pages * PAGE;
        world = world.restart_with(|options| options.largest_store = Some(limit)).await;
        apps.forget_requests("scim");
        let ran = world.house.run_plan_to_end(&plan.id, None).await;
        let sent = writes(&apps, "scim").len();
        assert!(sent <= 1, "{pages} pages: sent {sent} times");
        let mut whole = false;
        match &ran {
            Err(problem) => {
                assert_eq!(sent, 0, "{pages} pages: {problem}");
                assert_told(problem, &apps.apps[0].token);
                assert_eq!(problem.code, ProblemCode::DiskFull, "{pages} pages: {problem}");
                met.insert("nothing begun");
            }
            Ok(run) => {
                let item = &run.items[0];
                let outcome = item.outcome.expect("it says what it knows");
                item.problem.iter().for_each(|it| assert_told(it, &apps.apps[0].token));
                whole = outcome == Outcome::Verified && run.state == RunState::Finished;
                if sent == 1 {
                    assert!(
                        matches!(outcome, Outcome::Verified | Outcome::Unknown),
                        "{pages} pages: {outcome:?} {}",
                        item.words
                    );
                } else {
                    assert_eq!(outcome, Outcome::NotSent, "{pages} pages: {}", item.words);
                }
                met.insert(match (sent, outcome) {
                    (1, Outcome::Verified) => "verified",
                    (1, _) => "sent, not written down",
                    _ => "not sent",
                });
            }
        }

        // With room again the next start settles what is open, by reading.
        world = world.restart().await;
        let settled = world.house.settle().await.unwrap();
        assert_eq!(writes(&apps, "scim").len(), sent, "{pages} pages: settled by reading alone");
        assert!(settled.iter().all(|run| run.state == RunState::Finished));
        assert!(world.house.settle().await.unwrap().is_empty());
        assert!(world.house.verify_record().await.unwrap().intact, "{pages} pages");
        let truth = apps.oracle("scim").unwrap().user(row.account_id.as_str()).unwrap();
        assert_eq!(truth.active, sent == 0, "{pages} pages");
        if sent == 1 {
            let run = world.house.plan(&plan.id).await.unwrap().run_id.expect("its run");
            let run = world.house.run(&run).await.unwrap();
            assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{pages} pages");
            let now = world.row(connection.id.as_str(), &row.user_name).await;
            assert_eq!(now.status, AccountState::Inactive, "{pages} pages");
        }
        let entries = world.house.record(0, 10_000).await.unwrap();
        let of = |kind: &str| entries.iter().filter(|entry| entry.kind == kind).count();
        assert_eq!(of("run-started"), of("run-ended"), "{pages} pages");
        assert_eq!(of("run-started"), of("item-ended"), "{pages} pages");
        if whole {
            break;
        }
    }
    assert!(met.contains("nothing begun") && met.contains("verified"), "{met:?}");
    assert!(met.contains("sent, not written down"), "{met:?}");
}
