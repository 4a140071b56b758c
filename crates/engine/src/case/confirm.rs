//! The confirmation of a case: its plan is claimed and its run named in it, both or neither. What was
//! planned and not confirmed can be thrown away.

use super::{Case, Happened, update};
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::Plan;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::CaseStart;
use crate::view::{CaseState, CaseView, LineState};
use rollcall_store::{CaseId, Moment, RunId};

impl Rollcall {
    /// Confirms a case: its plan is run, and what stays open is tried again until it is verified
    /// or the admin stops it. Answers at once.
    ///
    /// # Errors
    /// As [`Rollcall::run_plan`]; when it was confirmed before.
    pub async fn start_case(
        &self,
        case: &CaseId,
        typed: Option<&str>,
    ) -> Result<CaseView, Problem> {
        let (case, first) = self.confirm(case, typed).await?;
        let engine = self.clone();
        let worker = self.new_retry_worker(&case.id);
        let id = case.id.clone();
        tokio::spawn(async move { engine.run_until_closed(&id, first, &worker).await });
        self.case(&case.id).await
    }

    /// The same, and waits for the end of its first run; what is open then is left to the caller.
    pub async fn start_case_to_end(
        &self,
        case: &CaseId,
        typed: Option<&str>,
    ) -> Result<CaseView, Problem> {
        let (case, first) = self.confirm(case, typed).await?;
        if let Some((run, plan)) = first {
            let run = self.apply(run, plan, None).await;
            self.take_in(&case.id, &run.id).await?;
        }
        self.case(&case.id).await
    }

    async fn confirm(
        &self,
        case: &CaseId,
        typed: Option<&str>,
    ) -> Result<(Case, Option<(crate::view::RunView, crate::plan::Plan)>), Problem> {
        let kept = self.kept_case(case).await?;
        let at = self.0.clock.moment();
        let Some(plan) = &kept.plan else {
            let case = self.update_case(&kept.id, move |case| confirmed(case, None, at)).await?;
            return Ok((case, None));
        };
        still_planned(&kept)?;
        let (id, planned) = (kept.id.clone(), plan.clone());
        let claimed = self
            .claim_with(plan, typed, move |all, run, plan| {
                update(all, &id, |case| {
                    if case.plan != Some(planned) {
                        return Err(Undone::Meanwhile);
                    }
                    Ok(confirmed(case, Some((run, plan)), at)?)
                })
            })
            .await?;
        let Some(claimed) = claimed else {
            return Err(asked(
                ProblemCode::PlanUsed,
                "Confirming it failed.",
                "It was planned again in the meantime.",
                "Review the new plan and confirm that one.",
            ));
        };
        self.0.reporter.data_changed();
        Ok((claimed.beside, Some((claimed.run, claimed.plan))))
    }

    /// Throws away what was planned and not confirmed.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn discard_case(&self, case: &CaseId) -> Result<(), Problem> {
        let id = self.kept_case(case).await?.id;
        self.transact("Discarding it", move |all| {
            update(all, &id, |case| {
                if case.state != CaseState::Planned {
                    return Ok(None);
                }
                if let Some(plan) = &case.plan {
                    crate::plan::discard(all, plan)?;
                }
                case.state = CaseState::Stopped;
                case.parts.clear();
                Ok(None)
            })
        })
        .await?;
        self.0.reporter.data_changed();
        Ok(())
    }
}

/// That a case is not confirmed yet.
fn still_planned(case: &Case) -> Result<(), Problem> {
    if case.state == CaseState::Planned {
        return Ok(());
    }
    Err(asked(
        ProblemCode::PlanUsed,
        "Confirming it failed.",
        "It was already confirmed or discarded.",
        "Check its current state.",
    ))
}

/// What its confirmation makes of a case. `run`: its id, the plan's and the plan's hash; `None` while
/// no app answered.
fn confirmed(
    case: &mut Case,
    run: Option<(&RunId, &Plan)>,
    at: Moment,
) -> Result<Happened, Problem> {
    still_planned(case)?;
    case.state = CaseState::Open;
    case.started_at = Some(at);
    if let Some((run, plan)) = run {
        case.confirmed = Some((plan.id.clone(), plan.hash()?));
        case.runs.push(run.to_owned());
        for part in &mut case.parts {
            if part.state == LineState::Waiting {
                part.state = LineState::Running;
                part.run = Some(run.to_owned());
            }
        }
    }
    // If all of it was read in the requested state, there is nothing to wait for.
    case.settle_state();
    case.notes.clear();
    let start = CaseStart::Confirmed {
        people: case.people.iter().map(|one| one.name.clone()).collect(),
        by: case.by.clone(),
        plan: case.plan.clone(),
        runs: case.runs.clone(),
    };
    Ok(Some(RecordEvent::CaseStarted { case: case.named(), start }))
}
