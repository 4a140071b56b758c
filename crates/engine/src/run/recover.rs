//! After a crash: what was in flight is named and settled by reading, never by sending again.

use crate::core::Rollcall;
use crate::plan::placeholders::{self, Made, group_of, resolve_item, with_its_groups};
use crate::plan::{Item, Target};
use crate::problem::{Problem, ProblemCode};
use crate::run::apply::made_by;
use crate::run::empty_groups::or_empty;
use crate::run::precondition::{Compared, compare_found};
use crate::run::read_back::{Found, read_back};
use crate::run::{Ended, tally, waiting_item};
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::{Outcome, Phase, RunItem, RunState, RunView};
use rollcall_log::Instrument;
use rollcall_providers::Profile;
use rollcall_store::{Connection, GroupId, RunId, Step};
use std::collections::BTreeSet;

impl Rollcall {
    /// Settles every run that was under way when Rollcall last stopped. What cannot be read now
    /// stays open and is tried again at the next start, and so does all of it while nothing can be
    /// written.
    pub async fn settle(&self) -> Result<Vec<RunView>, Problem> {
        let runs: BTreeSet<RunId> = self
            .stored("Looking for unfinished runs", rollcall_store::Store::unfinished_runs)
            .await?
            .into_iter()
            .collect();
        let mut settled = Vec::new();
        if self.0.store.cannot_write().is_some() {
            return Ok(settled);
        }
        for run_id in runs {
            let span = rollcall_log::run(run_id.as_str());
            match self.settle_run(&run_id).instrument(span).await {
                Err(problem) if problem.code == ProblemCode::DiskFull => break,
                run => settled.push(run?),
            }
        }
        Ok(settled)
    }

    async fn settle_run(&self, run_id: &RunId) -> Result<RunView, Problem> {
        let mut run = self.run(run_id).await?;
        let id = run_id.clone();
        let kept = self.stored("Reading the journal", move |store| store.run(&id)).await?;
        let mut made = Made::new();
        for stored in &kept.items {
            let item: Item = serde_json::from_str(&stored.item_json).map_err(|error| {
                crate::problem::failure::internal("Reading the journal", &error.to_string())
            })?;
            if stored.outcome.is_none() {
                let intent = stored.journal.iter().any(|entry| entry.step == Step::Intent);
                self.settle_one(&mut run, &item, intent, &made).await?;
            }
            if let Some(view) = run.items.iter().find(|view| view.seq == item.seq) {
                placeholders::note(&mut made, &item, view);
            }
        }
        tally(&mut run);
        if run.to_go == 0 {
            self.end_run(&mut run, Ended::Settled).await?;
        } else {
            run.state = RunState::Interrupted;
        }
        Ok(run)
    }

    async fn settle_one(
        &self,
        run: &mut RunView,
        item: &Item,
        intent: bool,
        made: &Made,
    ) -> Result<(), Problem> {
        let Some(view) = self.settle_item(item, intent, &run.id, made).await? else {
            return Ok(());
        };
        self.keep_outcome(&run.id, &view).await?;
        if let Some(shown) = run.items.iter_mut().find(|shown| shown.seq == view.seq) {
            *shown = view;
        }
        Ok(())
    }

    /// `None`: cannot be read now.
    async fn settle_item(
        &self,
        item: &Item,
        intent: bool,
        run_id: &RunId,
        made: &Made,
    ) -> Result<Option<RunItem>, Problem> {
        let mut view = waiting_item(item, &self.labels().await);
        view.phase = Phase::Done;
        view.settled_later = true;
        view.ended_at = Some(self.0.clock.moment());
        if !intent {
            view.outcome = Some(Outcome::NotSent);
            view.words = "Rollcall stopped before this was sent.".to_owned();
            return Ok(Some(view));
        }
        let Ok(connection) = self.connection(item.connection_id.as_str()).await else {
            view.outcome = Some(Outcome::Unknown);
            view.words =
                "Rollcall stopped while this was being sent, and the connection was removed since."
                    .to_owned();
            return Ok(Some(view));
        };
        // Without its token nothing can be read; that must not keep Rollcall from opening.
        let Ok(client) = self.client(&connection).await else { return Ok(None) };
        let Ok(profile) = self.profile(&connection.provider).cloned() else { return Ok(None) };
        let item = match self.filled_after_stop(item, made, &connection, &profile).await? {
            Filled::Item(item) => item,
            Filled::Unknown(words) => {
                view.outcome = Some(Outcome::Unknown);
                view.words = words.to_owned();
                return Ok(Some(view));
            }
            Filled::NotReadable => return Ok(None),
        };
        let item = item.as_ref();
        let back = read_back(&client, &profile, item, None, &[0], |_| false).await;
        let at = self.0.clock.day_and_time();
        let Some((outcome, words)) = outcome_after_stop(item, &back.found, &at) else {
            return Ok(None);
        };
        self.keep_found(&connection, item, &back.found, run_id).await?;
        if let Some(id) = made_by(item, &back.found) {
            view.account_id = id;
        }
        view.outcome = Some(outcome);
        view.words = words;
        view.exchange = back.exchange;
        Ok(Some(view))
    }

    /// The item with the ids of what was made before it.
    async fn filled_after_stop(
        &self,
        item: &Item,
        made: &Made,
        connection: &Connection,
        profile: &Profile,
    ) -> Result<Filled, Problem> {
        if item.follows.is_empty() {
            return Ok(Filled::Item(Box::new(item.clone())));
        }
        if matches!(item.target, Target::User(_)) {
            return Ok(Filled::Item(Box::new(with_its_groups(item, made))));
        }
        let Some(group) = group_of(item, made) else {
            return Ok(Filled::Unknown(
                "Rollcall stopped before the response came, and its target is not known.",
            ));
        };
        let now = match self.live_group(connection, profile, &GroupId::from(group)).await {
            Ok((_, now)) => now,
            Err(problem) if problem.says_gone() => {
                return Ok(Filled::Unknown(
                    "Rollcall stopped before the response came, and the group is gone now.",
                ));
            }
            Err(_) => return Ok(Filled::NotReadable),
        };
        let Some(now) = or_empty(item, now) else { return Ok(Filled::NotReadable) };
        Ok(match resolve_item(item, made, profile, &now) {
            Some(item) => Filled::Item(Box::new(item)),
            None => Filled::Unknown(
                "Rollcall stopped before the response came, and the group is neither in its former \
                nor in the expected state.",
            ),
        })
    }

    /// Names of the connections whose read was under way when Rollcall last stopped.
    pub fn interrupted_reads(&self) -> Vec<String> {
        let reads = self.0.store.interrupted_reads();
        reads.iter().map(|read| read.connection_name.clone()).collect()
    }
}

/// An item with the ids of what was made before it, after a stop.
enum Filled {
    Item(Box<Item>),
    /// What it came to cannot be known, and why.
    Unknown(&'static str),
    /// The app cannot be read now.
    NotReadable,
}

/// The outcome of an item that was being sent when Rollcall stopped, by what is found now. `None`: it
/// cannot be read now, so the item stays open.
fn outcome_after_stop(item: &Item, found: &Found, at: &str) -> Option<(Outcome, String)> {
    let reads = bounded(found.words(&item.expected), VALUE_SHOWN);
    let (outcome, then) = match found {
        Found::Unreadable(_) => return None,
        Found::Unproven(_) => (Outcome::Unknown, "."),
        found if found.is_expected(&item.expected) => (Outcome::Verified, ", as expected."),
        found => match compare_found(item, found) {
            Compared::Changed => {
                (Outcome::Unknown, ". This is neither the former nor the expected state.")
            }
            Compared::NotKnown => {
                (Outcome::Unknown, ". Whether the change took effect is not known.")
            }
            Compared::AsBefore if item.expected.cannot_be_read() => {
                (Outcome::Unknown, ". Whether the change took effect cannot be read.")
            }
            Compared::AsBefore => (Outcome::Unknown, ". The change has not taken effect so far."),
        },
    };
    let words =
        format!("Rollcall stopped before the response came. Read back at {at}: {reads}{then}");
    Some((outcome, words))
}

#[cfg(test)]
mod tests;
