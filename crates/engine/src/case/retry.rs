//! One more try of what is open in a case, with a separate plan. What happens to the case while the
//! plan is made counts: a try that is out of date is thrown away.

use super::recreated::Looked;
use super::{Case, Part, update};
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::{Blocked, Plan};
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::{CaseState, LineState};
use rollcall_store::{CaseId, Moment, RunId};

impl Rollcall {
    /// One more try of the parts that are wanted. Nothing is sent that the admin has not confirmed
    /// before.
    pub(super) async fn try_open(
        &self,
        id: &CaseId,
        wanted: impl Fn(&Part) -> bool,
    ) -> Result<(), Problem> {
        let case = self.kept_case(id).await?;
        let parts: Vec<Part> = case.parts.iter().filter(|part| wanted(part)).cloned().collect();
        if parts.is_empty() {
            return Ok(());
        }
        let (plan, blocked) = self.plan_parts(&parts, format!("Retry: {}", case.title)).await?;
        let looked = self.looked_for(&blocked).await;
        let tried = Tried { parts, blocked, looked, at: self.0.clock.moment() };
        let Some(plan) = plan else {
            return self.keep_tried(id, tried).await;
        };
        let case_id = id.to_owned();
        // The admin confirmed the case; what it still takes is confirmed with it.
        let claimed = self
            .claim_with(&plan.id, plan.confirmation.type_this.as_deref(), move |all, run, plan| {
                update(all, &case_id, |case| {
                    if !tried.still_stands(case) {
                        return Err(Undone::Meanwhile);
                    }
                    tried.note(case);
                    case.plan = Some(plan.id.clone());
                    name_run(case, run, plan);
                    Ok(None)
                })
            })
            .await?;
        let Some(claimed) = claimed else {
            // Stopped or settled while it was planned: nothing of it is sent.
            self.discard_plan(&plan.id).await?;
            return Ok(());
        };
        self.0.reporter.data_changed();
        let run = self.apply(claimed.run, claimed.plan, None).await;
        self.take_in(id, &run.id).await
    }

    /// Notes a try that came to nothing that could be sent.
    async fn keep_tried(&self, id: &CaseId, tried: Tried) -> Result<(), Problem> {
        self.update_case(id, move |case| {
            if !tried.still_stands(case) {
                return Ok(None);
            }
            tried.note(case);
            case.settle_state();
            let closed = || RecordEvent::CaseClosed { case: case.named(), run: None };
            Ok((case.state == CaseState::Closed).then(closed))
        })
        .await
        .map(drop)
    }
}

/// Names a claimed run in its case, with the parts that it is about.
pub(super) fn name_run(case: &mut Case, run: &RunId, plan: &Plan) {
    case.runs.push(run.to_owned());
    for part in &mut case.parts {
        if plan.items.iter().any(|item| item.wish == part.wish) {
            part.state = LineState::Running;
            part.run = Some(run.to_owned());
            part.next_at = None;
            part.meant = None;
        }
    }
}

/// One more try of parts, as they were when it was planned.
struct Tried {
    parts: Vec<Part>,
    blocked: Vec<Blocked>,
    looked: Looked,
    at: Moment,
}

impl Tried {
    /// Whether the case is still open and each of the parts still as it was. Otherwise it was
    /// stopped, or a part was settled or retried, while this was planned.
    fn still_stands(&self, case: &Case) -> bool {
        let same = |was: &Part| {
            case.parts.iter().any(|part| {
                (&part.wish, part.state, part.tries) == (&was.wish, was.state, was.tries)
            })
        };
        case.state == CaseState::Open && self.parts.iter().all(same)
    }

    fn note(&self, case: &mut Case) {
        let is_tried = |part: &Part| self.parts.iter().any(|was| was.wish == part.wish);
        for part in case.parts.iter_mut().filter(|part| is_tried(part)) {
            part.tries += 1;
        }
        case.blocked(&self.blocked, &self.looked, self.at);
    }
}
