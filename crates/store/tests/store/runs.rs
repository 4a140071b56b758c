//! Plans, runs and their journal.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::PlanId;
use rollcall_store::*;

fn plan() -> PlanRecord {
    PlanRecord {
        id: "p".into(),
        hash: "00".repeat(32),
        made_at: at(1),
        expires_at: at(30),
        state: "open".into(),
        body_json: r#"{"items":[]}"#.into(),
        revision: 0,
    }
}

fn run() -> RunRecord {
    RunRecord { id: "r".into(), plan_id: "p".into(), started_at: at(2) }
}

/// Keeps the plan.
fn save(store: &Store) -> Result<()> {
    store.transact(at(1), |all| all.add_plan(&plan()))
}

/// Begins the run, with its entry.
fn begin(store: &Store, run: &RunRecord) -> Result<u32> {
    store.transact(run.started_at, |all| {
        all.begin_run(run, &items())?;
        all.record("run-started", &serde_json::json!({"run": run.id}))
    })
}

/// Ends the run, with its entry.
fn end(store: &Store, at: Moment) -> Result<u32> {
    store.transact(at, |all| {
        all.end_run(&RunId::from("r"))?;
        all.record("run-ended", &serde_json::json!({"run": "r"}))
    })
}

/// Uses the plan where it is open.
fn uses(store: &Store, id: &str) -> Result<bool> {
    store.update_plan(&PlanId::from(id), at(2), |plan, _| {
        let open = plan.state == "open";
        if open {
            plan.state = "used".into();
        }
        Ok(open)
    })
}

fn entry() -> Entry {
    Entry { kind: "note".to_owned(), body: serde_json::Value::Null }
}

fn items() -> Vec<(u32, ConnectionId, String)> {
    (1..=3).map(|seq| (seq, ConnectionId::from("c"), format!("{{\"n\":{seq}}}"))).collect()
}

#[test]
fn a_plan_is_used_by_one_of_many_that_try() {
    let world = World::new();
    let store = world.store();
    save(store).unwrap();
    assert_eq!(store.plan(&PlanId::from("p")).unwrap(), plan());
    let used: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| uses(store, "p").unwrap())).collect();
        tries.into_iter().map(|one| usize::from(one.join().unwrap())).sum()
    });
    assert_eq!(used, 1);
    assert_eq!(store.plan(&PlanId::from("p")).unwrap().state, "used");
    let missing = uses(store, "q");
    assert!(matches!(missing, Err(StoreError::NotFound { .. })));
}

#[test]
fn a_plan_does_not_change_once_saved() {
    let world = World::new();
    save(world.store()).unwrap();
    let other = PlanRecord { body_json: "{}".into(), ..plan() };
    let again = world.store().transact(at(2), |all| all.add_plan(&other));
    assert!(matches!(again, Err(StoreError::Refused { .. })));
    let other = world.store().update_plan(&PlanId::from("p"), at(2), |plan, _| -> Result<()> {
        *plan = other;
        Ok(())
    });
    assert!(matches!(other, Err(StoreError::Refused { .. })));
    assert_eq!(world.store().plan(&PlanId::from("p")).unwrap(), plan());
}

#[test]
fn a_run_is_kept_with_its_steps_and_outcomes() {
    let world = World::new();
    let store = world.store();
    save(store).unwrap();
    begin(store, &run()).unwrap();
    assert_eq!(store.run_of_plan(&PlanId::from("p")).unwrap(), Some(RunId::from("r")));
    for step in [Step::Checked, Step::Intent, Step::Answered, Step::ReadBack] {
        store.journal(&RunId::from("r"), 1, step, at(3), "{}").unwrap();
    }
    store.set_outcome(&RunId::from("r"), 1, "verified", "{\"ok\":1}", at(4), &entry()).unwrap();
    assert!(matches!(end(store, at(5)), Err(StoreError::Refused { .. })));
    for seq in [2, 3] {
        store.set_outcome(&RunId::from("r"), seq, "not-sent", "{}", at(4), &entry()).unwrap();
    }
    end(store, at(5)).unwrap();
    let run = store.run(&RunId::from("r")).unwrap();
    assert_eq!(run.ended_at, Some(at(5)));
    assert_eq!(run.items.len(), 3);
    assert_eq!(run.items[0].journal.len(), 4);
    assert_eq!(run.items[0].outcome.as_ref().unwrap().outcome, "verified");
    assert!(store.unfinished_runs().unwrap().is_empty());
    assert_eq!(store.runs(5).unwrap().len(), 1);
}

#[test]
fn an_outcome_is_written_once_and_closes_the_journal_of_its_item() {
    let world = World::new();
    let store = world.store();
    begin(store, &run()).unwrap();
    store.set_outcome(&RunId::from("r"), 1, "refused", "{}", at(4), &entry()).unwrap();
    let again = store.set_outcome(&RunId::from("r"), 1, "verified", "{}", at(5), &entry());
    assert!(matches!(again, Err(StoreError::Refused { .. })));
    let late = store.journal(&RunId::from("r"), 1, Step::Intent, at(5), "{}");
    assert!(matches!(late, Err(StoreError::Refused { .. })));
    let nowhere = store.journal(&RunId::from("r"), 9, Step::Intent, at(5), "{}");
    assert!(matches!(nowhere, Err(StoreError::NotFound { .. })));
}

#[test]
fn a_plan_is_not_run_twice() {
    let world = World::new();
    begin(world.store(), &run()).unwrap();
    let second = RunRecord { id: "s".into(), ..run() };
    assert!(matches!(begin(world.store(), &second), Err(StoreError::Refused { .. })));
}

#[test]
fn what_was_in_flight_when_the_program_was_killed_is_named_afterwards() {
    let world = World::new();
    let store = world.store();
    begin(store, &run()).unwrap();
    store.journal(&RunId::from("r"), 1, Step::Intent, at(3), "{}").unwrap();
    store.set_outcome(&RunId::from("r"), 1, "verified", "{}", at(4), &entry()).unwrap();
    store.journal(&RunId::from("r"), 2, Step::Checked, at(4), "{}").unwrap();
    store.journal(&RunId::from("r"), 2, Step::Intent, at(5), "{\"request\":1}").unwrap();
    // As a kill leaves it: the files as they are now.
    let copy = tempfile::tempdir().unwrap();
    for file in ["rollcall.db", "rollcall.db-wal"] {
        std::fs::copy(world.folder.path().join(file), copy.path().join(file)).unwrap();
    }
    let store = world.try_open(&copy.path().join("rollcall.db"), &Holder::default()).unwrap();
    let unsettled = store.unsettled().unwrap();
    assert_eq!(unsettled.len(), 1);
    assert_eq!((unsettled[0].seq, unsettled[0].plan_id.as_str()), (2, "p"));
    assert_eq!(unsettled[0].journal.last().unwrap().body_json, "{\"request\":1}");
    assert_eq!(store.unfinished_runs().unwrap(), ["r"]);
    store.journal(&RunId::from("r"), 2, Step::Settled, at(9), "{}").unwrap();
    store.set_outcome(&RunId::from("r"), 2, "verified", "{}", at(9), &entry()).unwrap();
    assert!(store.unsettled().unwrap().is_empty());
}

#[test]
fn what_happened_and_its_entry_are_written_together_or_not_at_all() {
    let world = World::new();
    let store = world.store();
    let entries = || store.record_head().unwrap().0;
    assert_eq!(begin(store, &run()).unwrap(), 1);
    assert!(begin(store, &run()).is_err());
    assert!(end(store, at(3)).is_err());
    assert_eq!(entries(), 1, "what was refused leaves no entry");
    for seq in 1..=3 {
        store.set_outcome(&RunId::from("r"), seq, "not-sent", "{}", at(4), &entry()).unwrap();
        assert!(
            store.set_outcome(&RunId::from("r"), seq, "verified", "{}", at(4), &entry()).is_err()
        );
    }
    end(store, at(5)).unwrap();
    assert_eq!(entries(), 5);
    assert_eq!(store.record_verify().unwrap().first_bad, None);
}
