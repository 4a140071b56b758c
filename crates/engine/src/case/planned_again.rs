//! What is not verified, planned and shown once more before it is sent: also what no confirmed plan
//! ever held, since something stopped it when the case was planned.

use super::{Case, Part};
use crate::failure::asked;
use crate::home::Rollcall;
use crate::plan::Plan;
use crate::problem::{Problem, ProblemCode};
use crate::view::{CasePlan, CaseState, CaseView, LineState, RunView};
use serde_json::json;

pub(super) const WHAT: &str = "Trying it again failed.";

impl Part {
    /// It waits for the admin, and no plan that was confirmed held it.
    pub(super) fn was_never_confirmed(&self) -> bool {
        self.state == LineState::Yours && self.run.is_none()
    }
}

impl Rollcall {
    /// Plans everything that is not verified, guard and protections included. Nothing is sent.
    /// Where nothing can be sent, the lines say why, and there is no plan.
    ///
    /// # Errors
    /// When it was not confirmed yet, or access was given back.
    pub async fn plan_case_again(&self, case: &str) -> Result<CasePlan, Problem> {
        let mut kept = self.to_be_tried(case).await?;
        let parts: Vec<Part> =
            kept.parts.iter().filter(|part| part.state != LineState::Verified).cloned().collect();
        let (plan, blocked) = match parts.is_empty() {
            true => (None, Vec::new()),
            false => self.plan_parts(&parts, format!("Again: {}", kept.title)).await?,
        };
        if plan.is_none() && !blocked.is_empty() {
            let looked = self.looked_for(&blocked).await;
            kept.blocked(&blocked, &looked, &self.0.clock.text());
            kept.settle_state();
            let closed = kept.state == CaseState::Closed;
            let told = closed.then(|| ("case-closed", json!({})));
            self.keep_case(&mut kept, told).await?;
        }
        if let Some(plan) = &plan {
            kept.again = Some(plan.id.clone());
            self.keep_case(&mut kept, None).await?;
        }
        let notes =
            blocked.iter().map(|one| format!("{} {}: {}", one.change, one.on, one.why)).collect();
        let lines = self.case_view(&kept).await?.lines;
        Ok(CasePlan { case_id: kept.id, plan, lines, notes })
    }

    /// Confirms a plan of [`Rollcall::plan_case_again`] and runs it to its end.
    ///
    /// # Errors
    /// As [`Rollcall::run_plan`].
    pub async fn run_case_again(
        &self,
        case: &str,
        plan: &str,
        typed: Option<&str>,
    ) -> Result<CaseView, Problem> {
        let kept = self.to_be_tried(case).await?;
        let (run, plan) = self.begin_again(kept, plan, typed).await?;
        self.end_planned(case, run, plan).await?;
        self.case(case).await
    }

    /// Claims a plan of what is not verified, and names its run in the case.
    pub(crate) async fn begin_again(
        &self,
        mut kept: Case,
        plan: &str,
        typed: Option<&str>,
    ) -> Result<(RunView, Plan), Problem> {
        self.end_keeper(&kept.id);
        kept.state = CaseState::Open;
        kept.plan = Some(plan.to_owned());
        // Kept before it is run: a crash in between finds the run by the plan.
        self.keep_case(&mut kept, Some(("case-tried-again", json!({"plan": plan})))).await?;
        self.begin_planned(kept, plan, typed).await
    }

    /// The case whose open lines this plan is about, where it is one of
    /// [`Rollcall::plan_case_again`].
    pub(crate) async fn case_planned_again(&self, plan: &str) -> Result<Option<Case>, Problem> {
        let cases = self.kept_cases(&["open", "stopped", "closed"]).await?;
        Ok(cases.into_iter().find(|case| case.again.as_deref() == Some(plan)))
    }

    /// A case of which something may be tried again.
    pub(super) async fn to_be_tried(&self, case: &str) -> Result<Case, Problem> {
        let kept = self.kept_case(case).await?;
        if matches!(kept.state, CaseState::Planned | CaseState::Released) {
            return Err(asked(
                ProblemCode::BadRequest,
                WHAT,
                "It is not under way.",
                "Look at how it stands.",
            ));
        }
        Ok(kept)
    }
}
