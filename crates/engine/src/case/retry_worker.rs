//! Works on a case after its confirmation: runs its plan, saves the outcomes, and retries what is
//! open, each time with a separate plan.

use super::{Case, Part, TRIES_OF_ACCEPTED, retry_plan};
use crate::core::Rollcall;
use crate::core::lock;
use crate::plan::Plan;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::CaseStart;
use crate::view::{CaseState, CaseView, LineState, Outcome, RunItem, RunState, RunView};
use jiff::SignedDuration;
use rollcall_store::{CaseId, Moment, RunId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// A worker runs the case.
#[derive(Default)]
pub(super) struct RetryWorker {
    now: Notify,
    stopped: AtomicBool,
}

/// The workers of the cases that are retried, by the ids of the cases.
#[derive(Default)]
pub(super) struct RetryWorkers(Mutex<HashMap<CaseId, Arc<RetryWorker>>>);

impl Rollcall {
    pub(super) fn new_retry_worker(&self, id: &CaseId) -> Arc<RetryWorker> {
        let worker = Arc::new(RetryWorker::default());
        if let Some(before) =
            lock(&self.0.kept.of::<RetryWorkers>().0).insert(id.to_owned(), Arc::clone(&worker))
        {
            before.stopped.store(true, Ordering::Relaxed);
            before.now.notify_one();
        }
        worker
    }

    /// The retries of this case have ended.
    pub(super) fn end_retry_worker(&self, id: &CaseId) {
        if let Some(worker) = lock(&self.0.kept.of::<RetryWorkers>().0).remove(id) {
            worker.stopped.store(true, Ordering::Relaxed);
            worker.now.notify_one();
        }
    }

    pub(super) async fn run_until_closed(
        &self,
        id: &CaseId,
        first: Option<(RunView, Plan)>,
        worker: &RetryWorker,
    ) {
        if let Some((run, plan)) = first {
            let run = self.apply(run, plan, None).await;
            if let Err(problem) = self.take_in(id, &run.id).await {
                rollcall_log::failed_with(
                    "the result of a run could not be saved with its case",
                    problem.code.as_str(),
                    &problem,
                );
            }
        }
        for round in 0.. {
            if worker.stopped.load(Ordering::Relaxed) || !self.waits_for_more(id, round).await {
                break;
            }
            let waits = &self.0.case_waits;
            let wait = waits.get(round).or(waits.last()).copied().unwrap_or_default();
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = worker.now.notified() => {}
            }
            if worker.stopped.load(Ordering::Relaxed) {
                break;
            }
            if let Err(problem) = self.try_open(id, is_tried).await {
                rollcall_log::failed_with(
                    "the open items of a case could not be retried",
                    problem.code.as_str(),
                    &problem,
                );
            }
        }
        let workers = self.0.kept.of::<RetryWorkers>();
        let mut workers = lock(&workers.0);
        if workers.get(id).is_some_and(|kept| std::ptr::eq(Arc::as_ptr(kept), worker)) {
            workers.remove(id);
        }
    }

    /// Whether something is retried automatically; says when.
    async fn waits_for_more(&self, id: &CaseId, round: usize) -> bool {
        let waits = &self.0.case_waits;
        let wait = waits.get(round).or(waits.last()).copied().unwrap_or_default();
        let at = self.0.clock.now() + SignedDuration::try_from(wait).unwrap_or_default();
        let at = Moment::from(at);
        let kept = self.update_case(id, move |case| {
            if case.state == CaseState::Open {
                for part in case.parts.iter_mut().filter(|part| part.state == LineState::Open) {
                    part.next_at = Some(at);
                }
            }
            Ok(None)
        });
        kept.await.is_ok_and(|case| case.state == CaseState::Open && case.tries())
    }

    /// Takes the outcomes of a run into its case.
    pub(crate) async fn take_in(&self, id: &CaseId, run_id: &RunId) -> Result<(), Problem> {
        let (run, items, _) = self.planned_and_ended(run_id).await?;
        self.update_case(id, move |case| {
            let was = case.state;
            for (item, view) in &items {
                for part in case.parts.iter_mut().filter(|part| part.wish == item.wish) {
                    took(part, view, &run.id, run.ended_at);
                }
            }
            // A run that ended early has not said anything of the rest.
            if run.state != RunState::Running {
                for part in &mut case.parts {
                    if part.state == LineState::Running {
                        part.state = LineState::Open;
                        "It was not sent before the run ended.".clone_into(&mut part.words);
                    }
                }
            }
            case.settle_state();
            Ok((case.state == CaseState::Closed && was != CaseState::Closed)
                .then(|| RecordEvent::CaseClosed { case: case.named(), run: Some(run.id.clone()) }))
        })
        .await
        .map(drop)
    }

    /// Goes on with what was open when Rollcall last stopped: settled runs are included, and the
    /// rest is retried. Call after [`Rollcall::settle`]. While nothing can be written they are
    /// only listed.
    pub async fn resume_cases(&self) -> Result<Vec<crate::view::CaseBrief>, Problem> {
        if self.0.store.cannot_write().is_none() {
            match self.take_up_cases().await {
                Err(problem) if problem.code == ProblemCode::DiskFull => {}
                taken_up => taken_up?,
            }
        }
        self.open_cases().await
    }

    async fn take_up_cases(&self) -> Result<(), Problem> {
        for mut case in self.kept_cases(&[CaseState::Open]).await? {
            let mut under_way = case.parts.iter().any(|part| part.state == LineState::Running);
            if let Some(plan) = case.plan.clone()
                && let Some(run) =
                    self.stored("Looking up the run", move |store| store.run_of_plan(&plan)).await?
                && !case.runs.contains(&run)
            {
                let named = |case: &mut Case| {
                    case.runs.push(run);
                    Ok(None)
                };
                case = self.update_case(&case.id, named).await?;
                under_way = true;
            }
            // What was included before is not included again: a later recheck may have found
            // otherwise.
            if under_way && let Some(run) = case.runs.last() {
                self.take_in(&case.id, run).await?;
            }
        }
        // One that was planned and begun, and not yet noted as begun.
        for case in self.kept_cases(&[CaseState::Planned]).await? {
            let Some(plan) = case.plan.clone() else { continue };
            let run = self.stored("Looking up the run", move |store| store.run_of_plan(&plan));
            let Some(run) = run.await? else { continue };
            let begun = run.clone();
            self.update_case(&case.id, move |case| {
                case.state = CaseState::Open;
                case.started_at = Some(case.made_at);
                case.runs.push(begun.clone());
                let start = CaseStart::Noticed { run: begun };
                Ok(Some(RecordEvent::CaseStarted { case: case.named(), start }))
            })
            .await?;
            self.take_in(&case.id, &run).await?;
        }
        Ok(())
    }

    /// Looks after every open case from now on.
    pub async fn keep_cases(&self) -> Result<(), Problem> {
        if self.0.store.cannot_write().is_some() {
            return Ok(());
        }
        for case in self.kept_cases(&[CaseState::Open]).await? {
            if lock(&self.0.kept.of::<RetryWorkers>().0).contains_key(&case.id) || !case.tries() {
                continue;
            }
            let (engine, worker) = (self.clone(), self.new_retry_worker(&case.id));
            tokio::spawn(async move { engine.run_until_closed(&case.id, None, &worker).await });
        }
        Ok(())
    }

    /// Tries everything at once that was confirmed and is not verified, also what waited for the
    /// admin. What no confirmed plan held is left to [`Rollcall::plan_case_again`].
    ///
    /// # Errors
    /// When it is not open, and when nothing of it was ever confirmed.
    pub async fn try_case_again(&self, case: &CaseId) -> Result<CaseView, Problem> {
        let kept = self.to_be_tried(case).await?;
        let open = || kept.parts.iter().filter(|part| part.state != LineState::Verified);
        if open().next().is_some() && open().all(Part::was_never_confirmed) {
            return Err(asked(
                ProblemCode::BadRequest,
                retry_plan::WHAT,
                "The open items were stopped before they were planned, so you have not confirmed \
                them.",
                &format!(
                    "Plan them now with “Plan again…” in the receipt, or with `rollcall case receipt {} \
                    --again`. Both show the plan and ask before sending.",
                    kept.id
                ),
            ));
        }
        self.end_retry_worker(case);
        self.update_case(case, |case| {
            retry_plan::may_be_tried(case)?;
            case.state = CaseState::Open;
            Ok(Some(RecordEvent::CaseTriedAgain { case: case.named(), plan: None }))
        })
        .await?;
        let not_verified = |part: &Part| {
            let waits = matches!(part.state, LineState::Yours | LineState::Stopped);
            is_tried(part) || (waits && !part.was_never_confirmed())
        };
        self.try_open(case, not_verified).await?;
        self.keep_cases().await?;
        self.case(case).await
    }

    /// Tries what is open in one app in every open case, for its token was replaced: also what was
    /// refused for want of a good one. Returns the cases that had something to try.
    ///
    /// # Errors
    /// Of the store, and as a plan's.
    pub async fn try_cases_in(&self, connection: &str) -> Result<Vec<CaseView>, Problem> {
        let connection = self.connection(connection).await?.id;
        let app = connection.clone();
        let wanted = move |part: &Part| {
            let token = part.problem.as_ref().is_some_and(|problem| {
                matches!(problem.code, ProblemCode::TokenRefused | ProblemCode::TokenMissing)
            });
            part.connection_id == app
                && (is_tried(part) || (part.state == LineState::Yours && token))
        };
        let mut tried = Vec::new();
        for case in self.kept_cases(&[CaseState::Open]).await? {
            if !case.parts.iter().any(&wanted) {
                continue;
            }
            let kept = lock(&self.0.kept.of::<RetryWorkers>().0).contains_key(&case.id);
            self.end_retry_worker(&case.id);
            let ended = self.try_open(&case.id, wanted.clone()).await;
            if kept {
                self.keep_cases().await?;
            }
            ended?;
            tried.push(self.case(&case.id).await?);
        }
        Ok(tried)
    }

    /// Ends the trying; what is open stays open in the receipt, as stopped. Where nothing is tried and a
    /// later read found something otherwise again, that is marked as intended.
    ///
    /// # Errors
    /// When there is none with this id.
    pub async fn stop_case(&self, case: &CaseId) -> Result<CaseView, Problem> {
        self.end_retry_worker(case);
        let kept = self.kept_case(case).await?;
        if matches!(kept.state, CaseState::Closed | CaseState::Stopped) {
            self.mark_intended(&kept).await?;
            return self.case(&kept.id).await;
        }
        let stopped = self
            .update_case(&kept.id, |case| {
                if case.state != CaseState::Open {
                    return Ok(None);
                }
                case.state = CaseState::Stopped;
                for part in &mut case.parts {
                    if matches!(part.state, LineState::Open | LineState::Waiting) {
                        part.state = LineState::Stopped;
                        part.next_at = None;
                    }
                }
                Ok(Some(RecordEvent::CaseStopped { case: case.named() }))
            })
            .await?;
        self.case(&stopped.id).await
    }
}

/// Something is retried automatically.
fn is_tried(part: &Part) -> bool {
    matches!(part.state, LineState::Open | LineState::Running)
}

/// What an item's end makes of its part.
fn took(part: &mut Part, view: &RunItem, run_id: &RunId, ended: Option<Moment>) {
    let Some(outcome) = view.outcome else { return };
    if part.state == LineState::Verified {
        return;
    }
    part.run = Some(run_id.to_owned());
    part.outcome = Some(outcome);
    part.words.clone_from(&view.words);
    part.seconds = view.seconds;
    part.problem.clone_from(&view.problem);
    part.exchange.clone_from(&view.exchange);
    part.at = view.ended_at.or(ended).or(part.at);
    part.next_at = None;
    part.request = view.exchange.lines().next().unwrap_or_default().to_owned();
    part.answer = answer_in(&view.exchange);
    part.state = match outcome {
        Outcome::Verified => LineState::Verified,
        Outcome::NotSent | Outcome::Unknown | Outcome::HeldBack => LineState::Open,
        Outcome::AcceptedNotVerified if part.tries < TRIES_OF_ACCEPTED => LineState::Open,
        Outcome::AcceptedNotVerified => LineState::Yours,
        Outcome::Refused => match view.problem.as_ref().map(|problem| problem.code) {
            Some(
                ProblemCode::ServerFailed
                | ProblemCode::SlowedDown
                | ProblemCode::TimedOut
                | ProblemCode::CannotReach,
            ) => LineState::Open,
            _ => LineState::Yours,
        },
    };
}

/// Status of the answer in an exchange, as it is shown.
fn answer_in(exchange: &str) -> String {
    let answered = exchange.lines().find_map(|line| {
        let (status, _) = line.strip_prefix("HTTP ")?.split_once(' ')?;
        Some(status.to_owned())
    });
    match answered {
        Some(status) => status,
        None if exchange.is_empty() => String::new(),
        None => "no answer".to_owned(),
    }
}
