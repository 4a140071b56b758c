//! What is not verified, planned and shown again before it is sent: also what no confirmed plan
//! ever held, since something stopped it when the case was planned.

use super::came_back::new_accounts;
use super::lockdown::follow;
use super::retry::name_run;
use super::{Case, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::{Blocked, Plan};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::view::{CaseKind, CasePlan, CaseState, CaseView, LineState, PlanView, RunView};
use rollcall_store::{CaseId, PersonNow, PlanId};

pub(super) const WHAT: &str = "The retry failed.";

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
    pub async fn plan_case_again(&self, case: &CaseId) -> Result<CasePlan, Problem> {
        let mut kept = self.to_be_tried(case).await?;
        let title = format!("Retry: {}", kept.title);
        let mut parts = self.to_plan_again(&kept).await?;
        let (mut plan, mut blocked) = self.plan_parts_of(&parts, &title).await?;
        let mut looked = self.looked_for(&blocked).await;
        let mut followed = Vec::new();
        if kept.kind == CaseKind::Lockdown && follow(&mut kept, &looked) {
            if let Some(plan) = plan {
                self.discard_plan(&plan.id).await?;
            }
            parts = self.to_plan_again(&kept).await?;
            (plan, blocked) = self.plan_parts_of(&parts, &title).await?;
            followed = std::mem::replace(&mut looked, self.looked_for(&blocked).await);
        }
        let notes = blocked.iter().map(Blocked::words).collect();
        if let Some(plan) = &plan {
            let again = plan.id.clone();
            kept = self
                .update_case(&kept.id, move |case| {
                    may_be_tried(case)?;
                    follow(case, &followed);
                    case.again = Some(again);
                    Ok(None)
                })
                .await?;
        } else if !blocked.is_empty() {
            let at = self.0.clock.moment();
            kept = self
                .update_case(&kept.id, move |case| {
                    may_be_tried(case)?;
                    follow(case, &followed);
                    case.blocked(&blocked, &looked, at);
                    case.settle_state();
                    let closed = || RecordEvent::CaseClosed { case: case.named(), run: None };
                    Ok((case.state == CaseState::Closed).then(closed))
                })
                .await?;
        }
        let lines = self.case_view(&kept).await?.lines;
        Ok(CasePlan { case_id: kept.id, plan, lines, notes })
    }

    async fn plan_parts_of(
        &self,
        parts: &[Part],
        title: &str,
    ) -> Result<(Option<PlanView>, Vec<Blocked>), Problem> {
        match parts.is_empty() {
            true => Ok((None, Vec::new())),
            false => self.plan_parts(parts, title.to_owned()).await,
        }
    }

    /// What is not verified, what a later read found otherwise again, and accounts that were made
    /// since.
    async fn to_plan_again(&self, kept: &Case) -> Result<Vec<Part>, Problem> {
        let reads = self.later_reads_of(kept).await?;
        let mut parts: Vec<Part> = kept
            .parts
            .iter()
            .enumerate()
            .filter(|(index, part)| {
                part.state != LineState::Verified || reads.is_back(kept, *index)
            })
            .map(|(_, part)| part.clone())
            .collect();
        parts.extend(self.new_parts(kept, &reads.people).await?);
        Ok(parts)
    }

    /// Accounts without a line that a later read shows as active, as parts that would end it.
    async fn new_parts(&self, kept: &Case, people: &[PersonNow]) -> Result<Vec<Part>, Problem> {
        let mut parts = Vec::new();
        for (person, account) in new_accounts(kept, people) {
            let connection = self.connection(account.connection_id.as_str()).await?;
            let noun = self.profile(&connection.provider)?.words.nouns.deactivate.clone();
            let (connection, user) = (connection.id, account.account_id.clone());
            let mut part = Part::new(
                Change::Deactivate {
                    connection: connection.into_string(),
                    user: user.into_string(),
                },
                &person.name,
                noun,
            );
            part.state = LineState::Yours;
            parts.push(part);
        }
        Ok(parts)
    }

    /// Confirms a plan of [`Rollcall::plan_case_again`] and runs it to its end.
    ///
    /// # Errors
    /// As [`Rollcall::run_plan`].
    pub async fn run_case_again(
        &self,
        case: &CaseId,
        plan: &PlanId,
        typed: Option<&str>,
    ) -> Result<CaseView, Problem> {
        let kept = self.to_be_tried(case).await?;
        let (run, plan) = self.begin_again(kept, plan, typed).await?;
        let run = self.apply(run, plan, None).await;
        self.take_in(case, &run.id).await?;
        self.case(case).await
    }

    /// Claims a plan of what is not verified, and names its run in the case.
    pub(crate) async fn begin_again(
        &self,
        kept: Case,
        plan: &PlanId,
        typed: Option<&str>,
    ) -> Result<(RunView, Plan), Problem> {
        // An account that was made since gets a line once its end is confirmed.
        let (_, planned) = self.kept_plan(plan).await?;
        let reads = self.later_reads_of(&kept).await?;
        let mut new = self.new_parts(&kept, &reads.people).await?;
        new.retain(|part| planned.items.iter().any(|item| item.wish == part.wish));
        let id = kept.id.clone();
        self.end_retry_worker(&kept.id);
        let claimed = self
            .claim_with(plan, typed, move |all, run, plan| {
                super::update(all, &id, |case| {
                    may_be_tried(case)?;
                    new.retain(|part| case.parts.iter().all(|one| one.wish != part.wish));
                    case.parts.append(&mut new);
                    case.state = CaseState::Open;
                    case.plan = Some(plan.id.clone());
                    name_run(case, run, plan);
                    let plan = Some(plan.id.clone());
                    Ok(Some(RecordEvent::CaseTriedAgain { case: case.named(), plan }))
                })
            })
            .await;
        let claimed = match claimed.transpose() {
            Some(Ok(claimed)) => claimed,
            // Not confirmed, or too old: the case stays as it is, and what it tries is tried on.
            refused => {
                self.keep_cases().await?;
                refused.transpose()?;
                return Err(internal(WHAT, "its plan was not claimed"));
            }
        };
        self.0.reporter.data_changed();
        Ok((claimed.run, claimed.plan))
    }

    /// The case whose open lines this plan is about, where it is one of
    /// [`Rollcall::plan_case_again`].
    pub(crate) async fn case_planned_again(&self, plan: &PlanId) -> Result<Option<Case>, Problem> {
        let states = [CaseState::Open, CaseState::Stopped, CaseState::Closed];
        let cases = self.kept_cases(&states).await?;
        Ok(cases.into_iter().find(|case| case.again.as_ref() == Some(plan)))
    }

    /// A case of which something may be tried again.
    pub(super) async fn to_be_tried(&self, case: &CaseId) -> Result<Case, Problem> {
        let kept = self.kept_case(case).await?;
        may_be_tried(&kept)?;
        Ok(kept)
    }
}

/// That something of a case may be tried again.
pub(super) fn may_be_tried(case: &Case) -> Result<(), Problem> {
    if matches!(case.state, CaseState::Planned | CaseState::Released) {
        return Err(asked(
            ProblemCode::BadRequest,
            WHAT,
            "This lockdown, quarantine or review is not in progress.",
            "Check its current state.",
        ));
    }
    Ok(())
}
