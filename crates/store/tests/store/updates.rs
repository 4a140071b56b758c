//! Plans, cases and reviews are changed from the state in which they are, with what happened on the
//! record: all of it or nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::{faults::fail_at_each_step, *};
use rollcall_store::*;
use rollcall_store::{CaseId, PlanId, ReviewId};
use serde_json::json;

fn plan(id: &str) -> PlanRecord {
    PlanRecord {
        id: id.into(),
        hash: "00".repeat(32),
        made_at: at(1),
        expires_at: at(30),
        state: "open".into(),
        body_json: r#"{"items":[]}"#.into(),
        revision: 0,
    }
}

fn case() -> CaseRecord {
    CaseRecord {
        id: "case".into(),
        kind: "lockdown".into(),
        state: "open".into(),
        made_at: at(1),
        body_json: "0".into(),
        revision: 0,
    }
}

fn review() -> ReviewRecord {
    ReviewRecord {
        id: "review".into(),
        state: "open".into(),
        made_at: at(1),
        body_json: r#"{"signed":true}"#.into(),
        revision: 0,
    }
}

fn frozen(number: u32) -> ReviewItemWrite {
    ReviewItemWrite {
        connection_id: "c".into(),
        account_id: AccountId::from(number.to_string()),
        reviewer: 1,
        name: "Jo Doe".into(),
        body_json: "{}".into(),
        ..ReviewItemWrite::default()
    }
}

/// A store with a plan, a case and a review of two items.
fn world() -> World {
    let world = World::new();
    world
        .store()
        .transact(at(1), |all| -> Result<()> {
            all.add_plan(&plan("plan"))?;
            all.add_case(&case())?;
            all.add_review(&review(), &[frozen(1), frozen(2)], &["outside".into()])
        })
        .unwrap();
    world
}

fn decided(item: u32) -> (u32, Decision, String) {
    (item, Decision::Revoke, r#"{"press":"p"}"#.into())
}

/// The decision and the loss of the signature that is under it.
fn decide(store: &Store, item: u32, only: &DecideOnly) -> Result<Vec<u32>> {
    store.update_review(&ReviewId::from("review"), at(3), |review, all| {
        review.body_json = r#"{"signed":false}"#.into();
        let moved = all.decide(review, &[decided(item)], only)?;
        if moved.is_empty() {
            all.record("review-decided", &json!({"item": item}))?;
        }
        Ok(moved)
    })
}

#[test]
fn changes_made_at_the_same_time_all_count() {
    let world = world();
    let store = world.store();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let add = |case: &mut CaseRecord, all: &Transaction<'_>| -> Result<()> {
                        let now: u32 = case.body_json.parse().unwrap();
                        case.body_json = (now + 1).to_string();
                        all.record("counted", &json!(now + 1)).map(drop)
                    };
                    store.update_case(&CaseId::from("case"), at(2), add).unwrap();
                }
            });
        }
    });
    let case = store.case(&CaseId::from("case")).unwrap();
    assert_eq!((case.body_json.as_str(), case.revision), ("80", 80));
    assert_eq!(store.record_head().unwrap().0, 80);
}

#[test]
fn what_is_refused_leaves_nothing_and_what_changes_nothing_writes_nothing() {
    #[derive(Debug)]
    enum Failed {
        Refused,
        Store(#[allow(dead_code, reason = "shown when a test fails")] StoreError),
    }
    impl From<StoreError> for Failed {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let world = world();
    let store = world.store();
    let refused = store.update_case(&CaseId::from("case"), at(2), |case, all| {
        case.state = "closed".into();
        all.record("case-closed", &json!({}))?;
        Err::<(), _>(Failed::Refused)
    });
    assert!(matches!(refused, Err(Failed::Refused)));
    assert_eq!(store.case(&CaseId::from("case")).unwrap(), case());
    assert_eq!(store.record_head().unwrap().0, 0);
    store.update_case(&CaseId::from("case"), at(2), |_, _| Ok::<_, StoreError>(())).unwrap();
    store.update_review(&ReviewId::from("review"), at(2), |_, _| Ok::<_, StoreError>(())).unwrap();
    store.update_plan(&PlanId::from("plan"), at(2), |_, _| Ok::<_, StoreError>(())).unwrap();
    assert_eq!(store.case(&CaseId::from("case")).unwrap().revision, 0);
    assert_eq!(store.review(&ReviewId::from("review")).unwrap().revision, 0);
    assert_eq!(store.plan(&PlanId::from("plan")).unwrap().revision, 0);
    let nowhere = store.update_case(&CaseId::from("none"), at(2), |_, _| Ok::<_, StoreError>(()));
    assert!(matches!(nowhere, Err(StoreError::NotFound { .. })));
}

#[test]
fn a_plan_changes_in_nothing_but_its_state() {
    let world = world();
    let store = world.store();
    let body = store.update_plan(&PlanId::from("plan"), at(2), |plan, _| -> Result<()> {
        plan.body_json = "{}".into();
        Ok(())
    });
    assert!(matches!(body, Err(StoreError::Refused { .. })));
    store
        .update_plan(&PlanId::from("plan"), at(2), |plan, _| -> Result<()> {
            plan.state = "used".into();
            Ok(())
        })
        .unwrap();
    assert_eq!(
        store.plan(&PlanId::from("plan")).unwrap(),
        PlanRecord { state: "used".into(), revision: 1, ..plan("plan") }
    );
}

#[test]
fn a_change_within_a_change_of_the_same_case_is_refused() {
    let world = world();
    let store = world.store();
    let nested = store.update_case(&CaseId::from("case"), at(2), |case, all| -> Result<()> {
        case.body_json = "1".into();
        all.update_case(&CaseId::from("case"), |inner| -> Result<()> {
            inner.body_json = "2".into();
            Ok(())
        })
    });
    assert!(matches!(nested, Err(StoreError::Refused { .. })));
    assert_eq!(store.case(&CaseId::from("case")).unwrap(), case());
}

#[test]
fn a_decision_and_the_loss_of_its_signature_are_one() {
    let world = world();
    let steps = fail_at_each_step(&world, |store| {
        decide(store, 1, &DecideOnly::Undecided).map(|moved| assert!(moved.is_empty()))
    });
    // The review, the decision, its item, the entry, the count of entries and the signed head:
    // before and after each.
    assert_eq!(steps, 12);
    let store = world.store();
    assert_eq!(store.review(&ReviewId::from("review")).unwrap().body_json, r#"{"signed":false}"#);
    assert_eq!(
        store.review_item(&ReviewId::from("review"), 1).unwrap().decided.unwrap().decision,
        Decision::Revoke
    );
}

#[test]
fn a_decision_that_comes_too_late_leaves_the_signature() {
    let world = world();
    let store = world.store();
    store
        .transact(at(2), |all| {
            all.update_review(&ReviewId::from("review"), |review| -> Result<()> {
                assert!(all.decide(review, &[decided(1)], &DecideOnly::Any)?.is_empty());
                Ok(())
            })
        })
        .unwrap();
    let before = store.review(&ReviewId::from("review")).unwrap();
    assert_eq!(before.revision, 1, "a decision changes the review");
    let late = store.transact(at(3), |all| {
        all.update_review(&ReviewId::from("review"), |review| {
            let kept = review.clone();
            review.body_json = r#"{"signed":false}"#.into();
            let moved = all.decide(review, &[decided(1), decided(2)], &DecideOnly::Undecided)?;
            if !moved.is_empty() {
                *review = kept;
            }
            Ok::<_, StoreError>(moved)
        })
    });
    assert_eq!(late.unwrap(), [1]);
    assert_eq!(store.review(&ReviewId::from("review")).unwrap(), before);
    assert_eq!(store.review_item(&ReviewId::from("review"), 2).unwrap().decided, None);
    let unknown = decide(store, 9, &DecideOnly::Any);
    assert!(matches!(unknown, Err(StoreError::NotFound { .. })));
    assert_eq!(store.review(&ReviewId::from("review")).unwrap(), before);
}

#[test]
fn a_fault_anywhere_in_a_change_leaves_nothing_of_it() {
    let world = world();
    let entry = json!({});
    // The case, the entry, the count, the head.
    let stopped = fail_at_each_step(&world, |store| {
        store.update_case(&CaseId::from("case"), at(2), |case, all| {
            case.state = "stopped".into();
            all.record("case-stopped", &entry).map(drop)
        })
    });
    assert_eq!(stopped, 8);
    let planned = fail_at_each_step(&world, |store| {
        store.transact(at(2), |all| {
            all.add_plan(&plan("other"))?;
            all.record("plan-made", &entry).map(drop)
        })
    });
    assert_eq!(planned, 8);
    let handed_over = fail_at_each_step(&world, |store| {
        store.update_review(&ReviewId::from("review"), at(2), |review, all| {
            all.give_items(review, &[1, 2], 2)?;
            all.record("review-handed-over", &entry).map(drop)
        })
    });
    assert_eq!(handed_over, 12);
    let started = fail_at_each_step(&world, |store| {
        store.transact(at(2), |all| {
            let review = ReviewRecord { id: "next".into(), ..review() };
            all.add_review(&review, &[frozen(1), frozen(2)], &["outside".into()])?;
            let from = all.record("review-started", &entry)?;
            all.update_review(&ReviewId::from("next"), |review| {
                review.body_json = json!({"record_from": from}).to_string();
                Ok(())
            })
        })
    });
    assert_eq!(started, 16);
}

#[test]
fn the_start_of_a_run_uses_its_plan_clears_the_stage_and_names_its_case_at_once() {
    let world = world();
    let store = world.store();
    let connection_id = world.connect("App");
    let wish = NewWish { connection_id, subject: "jo".into(), body_json: "{}".into() };
    store.restage(&[], &[wish], at(1)).unwrap();
    let staged: Vec<u32> = store.staged().unwrap().iter().map(|wish| wish.id).collect();
    let start = |store: &Store| -> Result<bool> {
        store.transact(at(2), |all| {
            let claimed = all.update_plan(&PlanId::from("plan"), |plan| -> Result<bool> {
                let open = plan.state == "open";
                if open {
                    plan.state = "used".into();
                }
                Ok(open)
            })?;
            if !claimed {
                return Ok(false);
            }
            let run = RunRecord { id: "run".into(), plan_id: "plan".into(), started_at: at(2) };
            all.begin_run(&run, &[(1, "c".into(), "{}".into()), (2, "c".into(), "{}".into())])?;
            all.unstage(&staged)?;
            all.update_case(&CaseId::from("case"), |case| -> Result<()> {
                case.body_json = "run".into();
                Ok(())
            })?;
            all.record("run-started", &json!({"run": "run"}))?;
            Ok(true)
        })
    };
    // The plan, the run, its two items, the wish, the case, the entry, the count, the head.
    assert_eq!(fail_at_each_step(&world, |store| start(store).map(|begun| assert!(begun))), 18);
    assert!(!start(store).unwrap(), "a plan runs once");
    assert_eq!(store.plan(&PlanId::from("plan")).unwrap().state, "used");
    assert_eq!(store.run_of_plan(&PlanId::from("plan")).unwrap(), Some(RunId::from("run")));
    assert_eq!(store.case(&CaseId::from("case")).unwrap().body_json, "run");
    assert!(store.staged().unwrap().is_empty());
}

#[test]
fn a_kill_in_the_middle_of_a_change_leaves_nothing_of_it() {
    let world = world();
    let copy = tempfile::tempdir().unwrap();
    let files = ["rollcall.db", "rollcall.db-wal"];
    world
        .store()
        .update_case(&CaseId::from("case"), at(2), |case, all| -> Result<()> {
            case.state = "stopped".into();
            all.record("case-stopped", &json!({}))?;
            // As a kill leaves it: the files as they are now.
            for file in files {
                std::fs::copy(world.folder.path().join(file), copy.path().join(file)).unwrap();
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(world.store().case(&CaseId::from("case")).unwrap().state, "stopped");
    let killed = world.try_open(&copy.path().join("rollcall.db"), &Holder::default()).unwrap();
    assert_eq!(killed.case(&CaseId::from("case")).unwrap(), case());
    assert_eq!(killed.record_head().unwrap().0, 0);
    assert_eq!(killed.check().unwrap(), [""; 0]);
}
