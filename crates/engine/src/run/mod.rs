//! The run: the application of one plan, claimed once. Green means read back.
//!
//! `apply` goes through the items, `order` says which go side by side: `precondition` looks whether the plan still holds, `send` sends,
//! `read_back` looks at the result, `outcome` says how the item ended, and `collision` who has a name that
//! was refused. `active_run` is what is under way. `recover` finishes what a crash left open, `recheck`
//! asks later, `retry` plans what did not end verified, and `undo` plans the `inverse` of each item.

pub(crate) mod active_run;
pub(crate) mod apply;
pub(crate) mod claim;
mod collision;
pub(crate) mod empty_groups;
mod inverse;
mod order;
pub(crate) mod outcome;
pub(crate) mod precondition;
pub(crate) mod read_back;
pub(crate) mod recheck;
pub(crate) mod recover;
pub(crate) mod retry;
pub(crate) mod send;
pub(crate) mod undo;

use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::core::lock;
use crate::plan::Item;
use crate::plan::placeholders::{self, Made};
use crate::plan::to_view::item_place;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::record::event::RecordEvent;
use crate::text;
use crate::view::{Outcome, Phase, RunItem, RunState, RunView};
use rollcall_scim::Client;
use rollcall_store::{ConnectionId, PlanId, RunId};
use std::collections::HashSet;

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It was applied to its end, or to a stop.
    Applied,
    /// What it came to was read after a stop in the middle.
    Settled,
}

impl Rollcall {
    /// The current state of a run, from memory while it runs, otherwise from the journal.
    pub async fn run(&self, run_id: &RunId) -> Result<RunView, Problem> {
        if let Some(run) = self.0.reporter.current().run
            && run.id == *run_id
        {
            return Ok(run);
        }
        self.kept_run(run_id).await
    }

    /// Id of the run of a plan; `None` before it began.
    ///
    /// # Errors
    /// When the local copy cannot be read.
    pub async fn run_of_plan(&self, plan: &PlanId) -> Result<Option<RunId>, Problem> {
        let plan = plan.clone();
        self.stored("Looking up the run", move |store| store.run_of_plan(&plan)).await
    }

    /// The current state of a run: each item as planned and how it ended, and the ids of what it
    /// created.
    pub(crate) async fn planned_and_ended(
        &self,
        run_id: &RunId,
    ) -> Result<(RunView, Vec<(Item, RunItem)>, Made), Problem> {
        let run = self.run(run_id).await?;
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let mut made = Made::new();
        let mut items = Vec::with_capacity(kept.items.len());
        for stored in &kept.items {
            let Some(view) = run.items.iter().find(|view| view.seq == stored.seq) else { continue };
            let item: Item = serde_json::from_str(&stored.item_json)
                .map_err(|error| internal("Reading the journal", &error.to_string()))?;
            placeholders::note(&mut made, &item, view);
            items.push((item, view.clone()));
        }
        Ok((run, items, made))
    }

    /// Past runs, newest first.
    pub async fn runs(&self, limit: u32) -> Result<Vec<RunView>, Problem> {
        let kept = self.stored("Listing the runs", move |store| store.runs(limit)).await?;
        let mut runs = Vec::with_capacity(kept.len());
        for run in kept {
            runs.push(self.run(&run.id).await?);
        }
        Ok(runs)
    }

    /// How many runs there are, and a page of them, newest first.
    pub async fn runs_from(&self, offset: u32, limit: u32) -> Result<(u32, Vec<RunView>), Problem> {
        let kept = self.stored("Listing the runs", move |store| store.runs(u32::MAX)).await?;
        let page = kept.iter().skip(offset as usize).take(limit as usize);
        let mut runs = Vec::new();
        for run in page {
            runs.push(self.run(&run.id).await?);
        }
        Ok((text::count(kept.len() as u64), runs))
    }

    pub(crate) async fn end_run(&self, run: &mut RunView, how: Ended) -> Result<(), Problem> {
        tally(run);
        let id = run.id.clone();
        let ended = RecordEvent::RunEnded {
            run: id.clone(),
            verified: run.verified,
            not_verified: run.not_verified,
        };
        let at = self
            .transact("Ending the run", move |all| {
                all.end_run(&id)?;
                if how == Ended::Settled {
                    RecordEvent::RunSettled { run: id }.append(all)?;
                }
                ended.append(all)?;
                Ok(all.at().to_owned())
            })
            .await?;
        let asked: HashSet<_> = run.items.iter().map(|item| item.connection_id.clone()).collect();
        for connection in &asked {
            self.keep_pace(connection).await;
        }
        run.state = RunState::Finished;
        run.ended_at = Some(at);
        rollcall_log::run_ended(run.verified, run.not_verified);
        self.0.reporter.run(run.clone());
        self.0.reporter.data_changed();
        Ok(())
    }

    /// Writes the outcome and its entry on the record, together.
    pub(crate) async fn keep_outcome(&self, run_id: &RunId, view: &RunItem) -> Result<(), Problem> {
        let Some(outcome) = view.outcome else { return Ok(()) };
        let kept = serde_json::to_string(view)
            .map_err(|error| internal("Saving the outcome", &error.to_string()))?;
        let (id, seq, at) = (run_id.to_owned(), view.seq, self.0.clock.moment());
        let event = RecordEvent::ItemEnded {
            run: run_id.clone(),
            item: view.seq,
            connection: view.connection_id.clone(),
            account: view.account_id.clone(),
            change: view.change.clone(),
            on: view.on.clone(),
            outcome,
            words: view.words.clone(),
            settled_later: view.settled_later,
            exchange: view.exchange.clone(),
        };
        self.stored("Saving the outcome", move |store| {
            store.set_outcome(&id, seq, outcome.as_str(), &kept, at, &event.entry())
        })
        .await?;
        let code = view.problem.as_ref().map(|problem| problem.code.as_str());
        rollcall_log::item_ended(self.logged_as(&view.connection_id), outcome.as_str(), code);
        Ok(())
    }

    /// The connection as its client names it in the log.
    fn logged_as(&self, connection_id: &ConnectionId) -> rollcall_log::Connection {
        let client = lock(&self.0.clients).get(connection_id).map(Client::log_as);
        client.unwrap_or_else(|| rollcall_log::Connection::new(connection_id.as_str(), "unknown"))
    }

    async fn kept_run(&self, run_id: &RunId) -> Result<RunView, Problem> {
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let (_, plan) = self.kept_plan(&kept.plan_id).await?;
        let labels = self.labels().await;
        let mut items = Vec::with_capacity(kept.items.len());
        for stored in &kept.items {
            let ended = stored.outcome.as_ref().map(|outcome| &outcome.body_json);
            match ended.and_then(|json| serde_json::from_str::<RunItem>(json).ok()) {
                Some(item) => items.push(item),
                None => {
                    let item: Item = serde_json::from_str(&stored.item_json)
                        .map_err(|error| internal("Reading the journal", &error.to_string()))?;
                    items.push(waiting_item(&item, &labels));
                }
            }
        }
        let ended = kept.ended_at.is_some();
        let mut view = RunView {
            id: kept.id,
            plan_id: kept.plan_id,
            title: plan.title,
            state: if ended { RunState::Finished } else { RunState::Interrupted },
            started_at: kept.started_at,
            ended_at: kept.ended_at,
            items,
            verified: 0,
            not_verified: 0,
            to_go: 0,
            record_seq: None,
        };
        tally(&mut view);
        Ok(view)
    }
}

/// An item that is not begun.
pub(crate) fn waiting_item(item: &Item, labels: &Labels) -> RunItem {
    let (connection_name, color, ..) = item_place(item, labels);
    RunItem {
        seq: item.seq,
        connection_id: item.connection_id.clone(),
        connection_name,
        color,
        account_id: item.target.id().to_owned(),
        change: item.change.clone(),
        on: item.on.clone(),
        before: item.before.clone(),
        after: item.after.clone(),
        phase: Phase::Waiting,
        outcome: None,
        words: String::new(),
        seconds: None,
        ended_at: None,
        problem: None,
        exchange: String::new(),
        settled_later: false,
    }
}

pub(crate) fn tally(run: &mut RunView) {
    let ended = |item: &&RunItem| item.outcome.is_some();
    let verified = run.items.iter().filter(|item| item.outcome == Some(Outcome::Verified)).count();
    let done = run.items.iter().filter(ended).count();
    run.verified = crate::text::count(verified as u64);
    run.not_verified = crate::text::count((done - verified) as u64);
    run.to_go = crate::text::count((run.items.len() - done) as u64);
}
