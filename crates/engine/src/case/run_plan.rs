//! Running a plan that the admin confirmed. What the run of a case's plan comes to is kept with the case.

use crate::core::Rollcall;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::view::RunView;
use jiff::Timestamp;
use rollcall_store::{CaseId, PlanId};
use std::ops::RangeInclusive;

/// A plan that was claimed, its run, and the case whose open lines it is about.
struct Begun {
    run: RunView,
    plan: Plan,
    case: Option<CaseId>,
}

impl Rollcall {
    /// Checks and claims the plan, then applies it in the background. The answer is the run's
    /// first state; progress follows on the stream. What it comes to is kept with the case, where it
    /// is a plan of what a case has open.
    pub async fn run_plan(
        &self,
        plan_id: &PlanId,
        typed: Option<&str>,
    ) -> Result<RunView, Problem> {
        let begun = self.begin(plan_id, typed).await?;
        let (engine, first) = (self.clone(), begun.run.clone());
        tokio::spawn(async move { engine.carry_out(begun, None).await });
        Ok(first)
    }

    /// Like [`Rollcall::run_plan`], and waits for the end.
    pub async fn run_plan_to_end(
        &self,
        plan_id: &PlanId,
        typed: Option<&str>,
    ) -> Result<RunView, Problem> {
        let begun = self.begin(plan_id, typed).await?;
        Ok(self.carry_out(begun, None).await)
    }

    /// The same for a plan made a moment ago without a question: each account is read once, by the
    /// plan. What was read longer ago is looked at again.
    pub async fn run_plan_at_once(
        &self,
        plan_id: &PlanId,
        typed: Option<&str>,
    ) -> Result<RunView, Problem> {
        let begun = self.begin(plan_id, typed).await?;
        let looked = begun.plan.looked();
        Ok(self.carry_out(begun, looked).await)
    }

    async fn begin(&self, plan_id: &PlanId, typed: Option<&str>) -> Result<Begun, Problem> {
        let Some(case) = self.case_planned_again(plan_id).await? else {
            let (run, plan) = self.claim(plan_id, typed).await?;
            return Ok(Begun { run, plan, case: None });
        };
        let id = case.id.clone();
        let (run, plan) = self.begin_again(case, plan_id, typed).await?;
        Ok(Begun { run, plan, case: Some(id) })
    }

    async fn carry_out(&self, begun: Begun, looked: Option<RangeInclusive<Timestamp>>) -> RunView {
        let Begun { run, plan, case } = begun;
        let run = self.apply(run, plan, looked).await;
        if let Some(case) = case
            && let Err(problem) = self.take_in(&case, &run.id).await
        {
            rollcall_log::failed_with(
                "the result of a run could not be saved with its case",
                problem.code.as_str(),
                &problem,
            );
        }
        run
    }
}
