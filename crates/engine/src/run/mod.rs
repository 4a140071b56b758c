//! The run: the application of one plan, claimed once; `apply` does it. Green means read back.

pub(crate) mod active_run;
pub(crate) mod apply;
mod collision;
pub(crate) mod empty_groups;
mod inverse;
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
use crate::core::transact::Undone;
use crate::plan::placeholders::{self, Made};
use crate::plan::to_view::item_place;
use crate::plan::{Item, Plan, state};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::view::{Outcome, Phase, RunItem, RunState, RunView};
use rollcall_store::{Entry, RunRecord, StoreError, Transaction};
use serde_json::json;

/// A plan that was claimed, and what was kept with the claim.
pub(crate) struct Claimed<T> {
    pub(crate) run: RunView,
    pub(crate) plan: Plan,
    pub(crate) beside: T,
}

/// Uses an open plan; `false` for one that was used or discarded.
fn uses(all: &Transaction<'_>, plan: &str) -> Result<bool, StoreError> {
    all.update_plan(plan, |plan| {
        let open = plan.state == state::OPEN;
        if open {
            state::USED.clone_into(&mut plan.state);
        }
        Ok(open)
    })
}

impl Rollcall {
    /// A run as it stands, from memory while it runs, else from the journal.
    pub async fn run(&self, run_id: &str) -> Result<RunView, Problem> {
        if let Some(run) = self.0.reporter.current().run
            && run.id == run_id
        {
            return Ok(run);
        }
        self.kept_run(run_id).await
    }

    /// A run as it stands, each of its items as it was planned beside how it ended, and the ids of
    /// what it has made.
    pub(crate) async fn planned_and_ended(
        &self,
        run_id: &str,
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

    /// Checks a plan and claims it: of several that try, one gets it.
    pub(crate) async fn claim(
        &self,
        plan_id: &str,
        typed: Option<&str>,
    ) -> Result<(RunView, Plan), Problem> {
        match self.claim_with(plan_id, typed, |_, _, _| Ok(())).await? {
            Some(claimed) => Ok((claimed.run, claimed.plan)),
            None => Err(internal("Beginning the run", "its plan was not claimed")),
        }
    }

    /// The same, and keeps what else is so once the run is begun, both or neither. `beside` gets the
    /// run's id and the plan. `None` where it found that something has changed meanwhile: the plan is
    /// still open then.
    pub(crate) async fn claim_with<T: Send + 'static>(
        &self,
        plan_id: &str,
        typed: Option<&str>,
        beside: impl FnOnce(&Transaction<'_>, &str, &Plan) -> Result<T, Undone> + Send + 'static,
    ) -> Result<Option<Claimed<T>>, Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        let what = format!("Running “{}” failed.", plan.title);
        let refuse = |code, why: &str, next: &str| Err(asked(code, &what, why, next));
        if record.state == state::OPEN {
            self.in_order(&what).await?;
            if plan.is_of_the_future(self.0.clock.now()) {
                return refuse(
                    ProblemCode::PlanExpired,
                    &format!(
                        "The plan was made at {}, which is later than this computer's clock.",
                        plan.made_at
                    ),
                    "Set the clock right, then make the plan again.",
                );
            }
        }
        if plan.expired(self.0.clock.now()) && record.state == state::OPEN {
            return refuse(
                ProblemCode::PlanExpired,
                "The plan is older than 15 minutes; what it shows may have moved.",
                "Make the plan again.",
            );
        }
        if let Some(wanted) = &plan.confirmation.type_this
            && typed.map(str::trim) != Some(wanted.as_str())
        {
            return refuse(
                ProblemCode::NotConfirmed,
                &format!("This cannot be undone as it was, so “{wanted}” has to be typed."),
                "Type it exactly as shown.",
            );
        }
        if self.places(&plan.items).await? != plan.places {
            return refuse(
                ProblemCode::PlanExpired,
                "The connection's address, its guard or its protected accounts changed since the plan was made.",
                "Make the plan again.",
            );
        }
        let run = RunRecord {
            id: crate::core::clock::new_id(),
            plan_id: plan.id.clone(),
            started_at: self.0.clock.text(),
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
                let told = json!({
                    "run": kept.id, "plan": plan.id, "hash": hash, "title": plan.title,
                });
                let seq = all.record("run-started", &told)?;
                let beside = beside(all, &kept.id, &plan)?;
                Ok(Some((plan, seq, beside)))
            })
            .await?;
        let Some(begun) = begun else { return Ok(None) };
        let Some((plan, seq, beside)) = begun else {
            return refuse(
                ProblemCode::PlanUsed,
                "The plan was run or discarded already. A plan runs once.",
                "Make a new plan if the change is still wanted.",
            );
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

    /// `settled`: what it came to was read after a stop in the middle.
    pub(crate) async fn end_run(&self, run: &mut RunView, settled: bool) -> Result<(), Problem> {
        tally(run);
        let id = run.id.clone();
        let told = json!({"run": id, "verified": run.verified, "not_verified": run.not_verified});
        let at = self
            .transact("Ending the run", move |all| {
                all.end_run(&id)?;
                if settled {
                    all.record("run-settled", &json!({"run": id}))?;
                }
                all.record("run-ended", &told)?;
                Ok(all.at().to_owned())
            })
            .await?;
        run.state = RunState::Finished;
        run.ended_at = Some(at);
        self.0.reporter.run(run.clone());
        self.0.reporter.data_changed();
        Ok(())
    }

    /// Writes the outcome and its entry on the record, together.
    pub(crate) async fn keep_outcome(&self, run_id: &str, view: &RunItem) -> Result<(), Problem> {
        let Some(outcome) = view.outcome else { return Ok(()) };
        let kept = serde_json::to_string(view)
            .map_err(|error| internal("Keeping the outcome", &error.to_string()))?;
        let (id, seq, at) = (run_id.to_owned(), view.seq, self.0.clock.text());
        let body = json!({
            "run": run_id, "item": view.seq, "connection": view.connection_id,
            "account": view.account_id, "change": view.change, "on": view.on,
            "outcome": outcome_name(outcome), "words": view.words,
            "settled_later": view.settled_later, "exchange": view.exchange,
        });
        self.stored("Keeping the outcome", move |store| {
            let entry = Entry { kind: "item-ended", body: &body };
            store.set_outcome(&id, seq, outcome_name(outcome), &kept, &at, &entry)
        })
        .await
    }

    async fn kept_run(&self, run_id: &str) -> Result<RunView, Problem> {
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

pub(crate) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified",
        Outcome::AcceptedNotVerified => "accepted-not-verified",
        Outcome::Refused => "refused",
        Outcome::HeldBack => "held-back",
        Outcome::Unknown => "unknown",
        Outcome::NotSent => "not-sent",
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
