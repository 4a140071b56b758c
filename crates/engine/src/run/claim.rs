//! Claiming a plan: it is checked again, used once, and its run begins, in one transaction with
//! everything else that holds from then on.

use super::{tally, waiting_item};
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::{KeptState, Plan};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::view::{RunState, RunView};
use rollcall_store::{PlanId, PlanRecord, RunId, RunRecord, StoreError, Transaction};

/// A plan that was claimed, and what was kept with the claim.
pub(crate) struct Claimed<T> {
    pub(crate) run: RunView,
    pub(crate) plan: Plan,
    pub(crate) beside: T,
}

/// Uses an open plan; `false` for one that was used or discarded.
fn uses(all: &Transaction<'_>, plan: &PlanId) -> Result<bool, StoreError> {
    all.update_plan(plan, |plan| {
        let open = KeptState::of(plan) == Some(KeptState::Open);
        if open {
            KeptState::Used.as_str().clone_into(&mut plan.state);
        }
        Ok(open)
    })
}

fn failed(plan: &Plan) -> String {
    format!("Running “{}” failed.", plan.title)
}

impl Rollcall {
    /// Whether a plan may be run: it is not too old, what must be typed was typed, and its connections
    /// are as they were. Whether it was run already shows when it is claimed.
    async fn may_run(
        &self,
        record: &PlanRecord,
        plan: &Plan,
        typed: Option<&str>,
    ) -> Result<(), Problem> {
        let what = failed(plan);
        let refuse = |code, why: &str, next: &str| Err(asked(code, &what, why, next));
        if KeptState::of(record) == Some(KeptState::Open) {
            self.in_order(&what).await?;
            if plan.is_of_the_future(self.0.clock.now()) {
                return refuse(
                    ProblemCode::PlanExpired,
                    &format!(
                        "The plan was created at {}, which is later than this computer's clock.",
                        plan.made_at
                    ),
                    "Correct the clock, then create the plan again.",
                );
            }
        }
        if plan.expired(self.0.clock.now()) && KeptState::of(record) == Some(KeptState::Open) {
            return refuse(
                ProblemCode::PlanExpired,
                "The plan is older than 15 minutes, so what it shows may be out of date.",
                "Create the plan again.",
            );
        }
        if let Some(wanted) = &plan.confirmation.type_this
            && typed.map(str::trim) != Some(wanted.as_str())
        {
            return refuse(
                ProblemCode::NotConfirmed,
                &format!("This cannot be fully undone, so type “{wanted}” to confirm."),
                "Type it exactly as shown.",
            );
        }
        if !self.is_at_its_places(plan).await? {
            return refuse(
                ProblemCode::PlanExpired,
                "The connection's address, its guard or its protected accounts changed after the \
                plan was created, or it was removed.",
                "Create the plan again.",
            );
        }
        Ok(())
    }

    /// Checks a plan and claims it: of several that try, one gets it.
    pub(crate) async fn claim(
        &self,
        plan_id: &PlanId,
        typed: Option<&str>,
    ) -> Result<(RunView, Plan), Problem> {
        match self.claim_with(plan_id, typed, |_, _, _| Ok(())).await? {
            Some(claimed) => Ok((claimed.run, claimed.plan)),
            None => Err(internal("Beginning the run", "its plan was not claimed")),
        }
    }

    /// The same, and saves what belongs to the started run, both or neither. `beside` gets the
    /// run's id and the plan. `None` where it found that something has changed meanwhile: the plan is
    /// still open then.
    pub(crate) async fn claim_with<T: Send + 'static>(
        &self,
        plan_id: &PlanId,
        typed: Option<&str>,
        beside: impl FnOnce(&Transaction<'_>, &RunId, &Plan) -> Result<T, Undone> + Send + 'static,
    ) -> Result<Option<Claimed<T>>, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        self.may_run(&record, &plan, typed).await?;
        let what = failed(&plan);
        let run = RunRecord {
            id: RunId::from(crate::core::clock::new_id()),
            plan_id: plan.id.clone(),
            started_at: self.0.clock.moment(),
        };
        let items = plan
            .items
            .iter()
            .map(|item| Ok((item.seq, item.connection_id.clone(), serde_json::to_string(item)?)))
            .collect::<Result<Vec<_>, serde_json::Error>>()
            .map_err(|error| internal("Preparing the run", &error.to_string()))?;
        let (hash, kept) = (record.hash, run.clone());
        let begun = self
            .transact_unless_changed("Beginning the run", move |all| {
                if !uses(all, &plan.id)? {
                    return Ok(None);
                }
                all.begin_run(&kept, &items)?;
                all.unstage(&plan.staged)?;
                let started = RecordEvent::RunStarted {
                    run: kept.id.clone(),
                    plan: plan.id.clone(),
                    hash,
                    title: plan.title.clone(),
                };
                let seq = started.append(all)?;
                let beside = beside(all, &kept.id, &plan)?;
                Ok(Some((plan, seq, beside)))
            })
            .await?;
        let Some(begun) = begun else { return Ok(None) };
        let Some((plan, seq, beside)) = begun else {
            return Err(asked(
                ProblemCode::PlanUsed,
                &what,
                "The plan was already run or discarded. A plan runs once.",
                "Create a new plan if the change is still wanted.",
            ));
        };
        let labels = self.labels().await;
        let views = plan.items.iter().map(|item| waiting_item(item, &labels)).collect();
        let mut view = RunView {
            id: run.id,
            plan_id: plan.id.clone(),
            title: plan.title.clone(),
            state: RunState::Running,
            started_at: run.started_at,
            ended_at: None,
            items: views,
            verified: 0,
            not_verified: 0,
            to_go: 0,
            record_seq: Some(seq),
        };
        tally(&mut view);
        self.0.reporter.run(view.clone());
        Ok(Some(Claimed { run: view, plan, beside }))
    }
}
