//! The release of a case: access in each provider's own way, and the groups as they were
//! remembered. What changed in the meantime is reported and not overwritten.

use super::came_back::Meant;
use super::later_read::takes_back;
use super::quarantine::owner_in;
use super::{Case, KeptPerson, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::{Because, Blocked};
use crate::problem::failure::asked;
use crate::problem::is_removed;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::view::{CaseKind, CaseState, LineState, Outcome, PlanView, RunView};
use rollcall_store::{AccountId, CaseId, ConnectionId, GroupId, RunId};
use std::collections::HashSet;

impl Rollcall {
    /// Plans the release. Groups that have a new owner since are left out, with that reason.
    ///
    /// # Errors
    /// When nothing of it was sent, and as [`Rollcall::plan_undo`].
    pub async fn plan_release(&self, case: &CaseId) -> Result<PlanView, Problem> {
        let case = self.kept_case(case).await?;
        if case.runs.is_empty() {
            return Err(asked(
                ProblemCode::BadRequest,
                "Planning the release failed.",
                "Nothing was sent.",
                "There is nothing to restore.",
            ));
        }
        // An automatic retry would work against it.
        self.end_retry_worker(&case.id);
        let mut alone = Vec::new();
        for part in &case.parts {
            if let Some(why) = self.other_owner(part).await?
                && let Some(group) = part.wish.group()
            {
                alone.push((part.connection_id.clone(), GroupId::from(group), why));
            }
        }
        let runs: Vec<RunId> = case.runs.iter().rev().cloned().collect();
        let title = match case.kind {
            CaseKind::Lockdown => format!("Restore access after the {}", lower(&case.title)),
            CaseKind::Quarantine => format!("Release from the {}", lower(&case.title)),
            CaseKind::Review => format!("Restore access after the {}", lower(&case.title)),
        };
        let plan = self.plan_back(&runs, title, &alone).await?;
        let (back, hash) = (plan.id.clone(), plan.hash.clone());
        self.update_case(&case.id, move |case| {
            case.back = Some(back.clone());
            Ok(Some(RecordEvent::CaseReleasePlanned { case: case.named(), plan: back, hash }))
        })
        .await?;
        Ok(plan)
    }

    /// Why a group is not joined again: it has a new owner.
    async fn other_owner(&self, part: &Part) -> Result<Option<String>, Problem> {
        let Change::RemoveMember { group, .. } = &part.wish else { return Ok(None) };
        if part.state != LineState::Verified {
            return Ok(None);
        }
        let connection = match self.connection(part.connection_id.as_str()).await {
            // The plan names what is left out for that.
            Err(problem) if is_removed(&problem) => return Ok(None),
            found => found?,
        };
        let profile = self.profile(&connection.provider)?.clone();
        let live =
            match self.live_group(&connection, &profile, &GroupId::from(group.as_str())).await {
                Ok((live, _)) => live,
                Err(problem) if problem.says_gone() => return Ok(None),
                Err(problem) => return Err(problem),
            };
        let now = owner_in(&live.as_value());
        Ok((now != part.owner).then(|| {
            format!("the {} has a new owner; ask the owner first.", profile.words.nouns.group)
        }))
    }

    /// The case with the result of its release.
    pub(crate) async fn with_release(&self, case: Case) -> Result<Case, Problem> {
        if case.state == CaseState::Released {
            return Ok(case);
        }
        let Some(back) = case.back.clone() else { return Ok(case) };
        let plan = back.clone();
        let run = self.stored("Looking up the release", move |store| store.run_of_plan(&plan));
        let Some(run) = run.await? else { return Ok(case) };
        let run = self.run(&run).await?;
        if run.ended_at.is_none() {
            return Ok(case);
        }
        if run.items.iter().any(|item| item.outcome != Some(Outcome::Verified)) {
            return self.given_back(case, &run).await;
        }
        let (_, plan) = self.kept_plan(&run.plan_id).await?;
        let released_by = run.id.clone();
        let case = self
            .update_case(&case.id, move |case| {
                // Another look has found it at the same moment, or another release was planned.
                if case.state == CaseState::Released || case.back != Some(back) {
                    return Ok(None);
                }
                case.state = CaseState::Released;
                case.notes = plan.blocked.iter().map(Blocked::words).collect();
                let stays = |one: &&Blocked| one.because != Because::Already;
                case.not_given_back = count(plan.blocked.iter().filter(stays).count() as u64);
                Ok(Some(RecordEvent::CaseReleased { case: case.named(), run: released_by }))
            })
            .await?;
        if case.state == CaseState::Released {
            self.release_receipts(&case, &run.id).await?;
        }
        Ok(case)
    }

    /// The case with what a release gave back that did not give back everything: a later read that
    /// finds it is not a return.
    async fn given_back(&self, case: Case, run: &RunView) -> Result<Case, Problem> {
        let (_, items, _) = self.planned_and_ended(&run.id).await?;
        let given: Vec<Change> = items
            .into_iter()
            .filter(|(_, view)| view.outcome == Some(Outcome::Verified))
            .map(|(item, _)| item.wish)
            .collect();
        let began = run.started_at;
        let is_given_back = move |part: &Part| {
            part.state == LineState::Verified
                && part.meant.is_none()
                && part.is_before(began)
                && given.iter().any(|wish| takes_back(wish, &part.wish))
        };
        if !case.parts.iter().any(&is_given_back) {
            return Ok(case);
        }
        self.update_case(&case.id, move |case| {
            for part in case.parts.iter_mut().filter(|part| is_given_back(part)) {
                part.meant = Some(Meant::Released);
            }
            Ok(None)
        })
        .await
    }

    /// Lockdowns that found everything shut already sent nothing: what was given back is given back
    /// for them too.
    async fn release_receipts(&self, released: &Case, run: &RunId) -> Result<(), Problem> {
        let accounts: HashSet<&(ConnectionId, AccountId)> =
            released.people.iter().flat_map(|person| &person.accounts).collect();
        for case in self.kept_cases(&[CaseState::Closed]).await? {
            let same =
                |person: &KeptPerson| person.accounts.iter().any(|one| accounts.contains(one));
            if case.kind == released.kind && case.runs.is_empty() && case.people.iter().all(same) {
                let run = run.to_owned();
                self.update_case(&case.id, move |case| {
                    if case.state != CaseState::Closed {
                        return Ok(None);
                    }
                    case.state = CaseState::Released;
                    Ok(Some(RecordEvent::CaseReleased { case: case.named(), run }))
                })
                .await?;
            }
        }
        Ok(())
    }
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
