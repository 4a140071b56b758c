//! The run: applies one plan, once. For each item: look again → journal the intent → send →
//! journal the answer → read back → outcome. Green means read back.

use crate::failure::{Doing, asked, internal};
use crate::home::Rollcall;
use crate::plan::{Item, Plan, Target, state};
use crate::problem::{Problem, ProblemCode};
use crate::read_back::{Found, read_back};
use crate::view::{Outcome, Phase, RunItem, RunState, RunView};
use rollcall_providers::Profile;
use rollcall_scim::{Answer, Client, Failure, FailureKind, Reached, Resource};
use rollcall_store::{Connection, Entry, RunRecord, Step};
use serde_json::json;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// One item on its way: what the window shows, and what is needed to go on.
pub(crate) struct Verdictive {
    pub outcome: Outcome,
    pub words: String,
    pub problem: Option<Problem>,
    /// It could not be written down here how the item ended: the next start settles it by reading.
    pub open: bool,
    /// Id of what was created.
    pub made: Option<String>,
}

impl Verdictive {
    fn new(outcome: Outcome, words: impl Into<String>, problem: Option<Problem>) -> Self {
        Self { outcome, words: words.into(), problem, open: false, made: None }
    }
}

impl Rollcall {
    /// Checks and claims the plan, then applies it in the background. The answer is the run's
    /// first state; progress follows on the stream.
    pub async fn run_plan(&self, plan_id: &str, typed: Option<&str>) -> Result<RunView, Problem> {
        let (run, plan) = self.claim(plan_id, typed).await?;
        let engine = self.clone();
        let first = run.clone();
        tokio::spawn(async move {
            engine.apply(run, plan).await;
        });
        Ok(first)
    }

    /// Like [`Rollcall::run_plan`], and waits for the end.
    pub async fn run_plan_to_end(
        &self,
        plan_id: &str,
        typed: Option<&str>,
    ) -> Result<RunView, Problem> {
        let (run, plan) = self.claim(plan_id, typed).await?;
        Ok(self.apply(run, plan).await)
    }

    /// A run as it stands, from memory while it runs, else from the journal.
    pub async fn run(&self, run_id: &str) -> Result<RunView, Problem> {
        if let Some(run) = self.0.reporter.current().run
            && run.id == run_id
        {
            return Ok(run);
        }
        self.kept_run(run_id).await
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

    async fn claim(&self, plan_id: &str, typed: Option<&str>) -> Result<(RunView, Plan), Problem> {
        let (record, plan) = self.kept_plan(plan_id).await?;
        let what = format!("Running “{}” failed.", plan.title);
        let refuse = |code, why: &str, next: &str| Err(asked(code, &what, why, next));
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
                "The connection's address or settings changed since the plan was made.",
                "Make the plan again.",
            );
        }
        let run = RunRecord {
            id: crate::clock::new_id(),
            plan_id: plan.id.clone(),
            started_at: self.0.clock.text(),
        };
        let items = plan
            .items
            .iter()
            .map(|item| Ok((item.seq, item.connection_id.clone(), serde_json::to_string(item)?)))
            .collect::<Result<Vec<_>, serde_json::Error>>()
            .map_err(|error| internal("Preparing the run", &error.to_string()))?;
        let kept = run.clone();
        let body =
            json!({"run": run.id, "plan": plan.id, "hash": record.hash, "title": plan.title});
        let claimed = self
            .stored("Beginning the run", move |store| {
                let entry = Entry { kind: "run-started", body: &body };
                if store.set_plan_state(&kept.plan_id, state::OPEN, state::USED)? {
                    store.begin_run(&kept, &items, &entry).map(Some)
                } else {
                    Ok(None)
                }
            })
            .await?;
        let Some(seq) = claimed else {
            return refuse(
                ProblemCode::PlanUsed,
                "The plan was run or discarded already. A plan runs once.",
                "Make a new plan if the change is still wanted.",
            );
        };
        let mut views = Vec::with_capacity(plan.items.len());
        for item in &plan.items {
            views.push(self.waiting_item(item).await);
        }
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
        Ok((view, plan))
    }

    pub(crate) async fn waiting_item(&self, item: &Item) -> RunItem {
        let (connection_name, color, ..) = self.item_place(item).await;
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
            problem: None,
            exchange: String::new(),
            settled_later: false,
        }
    }

    async fn apply(&self, mut run: RunView, plan: Plan) -> RunView {
        let mut open = false;
        for (index, item) in plan.items.iter().enumerate() {
            let started = Instant::now();
            let mut exchange = String::new();
            let ended = self.apply_item(&mut run, index, item, &mut exchange).await;
            let mut ended = ended.unwrap_or_else(|problem| {
                let words = problem.side_words.clone();
                Verdictive::new(Outcome::NotSent, words, Some(problem))
            });
            let Some(view) = run.items.get_mut(index) else { continue };
            view.phase = Phase::Done;
            view.seconds = Some(started.elapsed().as_secs_f64());
            view.exchange = exchange;
            show(view, &ended);
            if !ended.open
                && let Err(problem) = self.keep_outcome(&run.id, view).await
            {
                ended = not_kept(ended, problem);
                show(view, &ended);
            }
            open |= ended.open;
            tally(&mut run);
            self.0.reporter.run(run.clone());
            if open {
                // What cannot be written down is not begun.
                break;
            }
        }
        if open || self.end_run(&mut run).await.is_err() {
            run.state = RunState::Interrupted;
            self.0.reporter.run(run.clone());
            self.0.reporter.data_changed();
        }
        run
    }

    pub(crate) async fn end_run(&self, run: &mut RunView) -> Result<(), Problem> {
        let at = self.0.clock.text();
        let (id, ended) = (run.id.clone(), at.clone());
        tally(run);
        let body =
            json!({"run": run.id, "verified": run.verified, "not_verified": run.not_verified});
        self.stored("Ending the run", move |store| {
            store.end_run(&id, &ended, &Entry { kind: "run-ended", body: &body })
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

    fn phase(&self, run: &mut RunView, index: usize, phase: Phase) {
        if let Some(view) = run.items.get_mut(index) {
            view.phase = phase;
        }
        self.0.reporter.run(run.clone());
    }

    async fn journal(
        &self,
        run: &RunView,
        item: &Item,
        step: Step,
        text: &str,
    ) -> Result<(), Problem> {
        let (id, seq, at) = (run.id.clone(), item.seq, self.0.clock.text());
        let body = json!({"exchange": text}).to_string();
        self.stored("Writing the journal", move |store| store.journal(&id, seq, step, &at, &body))
            .await
    }

    /// An error here means: nothing was sent.
    async fn apply_item(
        &self,
        run: &mut RunView,
        index: usize,
        item: &Item,
        exchange: &mut String,
    ) -> Result<Verdictive, Problem> {
        let connection = self.connection(&item.connection_id).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let client = self.client(&connection).await?;
        self.phase(run, index, Phase::Checking);
        if let Some((words, problem)) = self.moved(&connection, &profile, item).await? {
            return Ok(Verdictive::new(Outcome::HeldBack, words, problem));
        }
        self.journal(run, item, Step::Intent, "").await?;
        self.phase(run, index, Phase::Sending);
        let cancel = CancellationToken::new();
        let sent = client.send(&item.request, &cancel).await;
        let answered = match &sent {
            Ok(answer) => answer.exchange().as_text(),
            Err(failure) => failure.exchange.as_text(),
        };
        exchange.push_str(&answered);
        // From here on an error must not end in "not sent": the request is on its way or done.
        if let Err(problem) = self.journal(run, item, Step::Answered, &answered).await {
            return Ok(unknown_after(problem));
        }
        if let Err(failure) = &sent
            && failure.reached == Reached::NotSent
        {
            let problem = doing(item, &profile, &client).problem(failure);
            let words = "The request did not leave this computer.";
            return Ok(Verdictive::new(Outcome::NotSent, words, Some(problem)));
        }
        self.phase(run, index, Phase::ReadingBack);
        let made = sent.as_ref().ok().and_then(|answer| made_id(item, answer));
        let waits = &self.0.read_back_waits_ms;
        let found = read_back(&client, &profile, item, made.as_deref(), waits).await;
        exchange.push_str("\n\n");
        exchange.push_str(&found.exchange);
        if let Err(problem) = self.journal(run, item, Step::ReadBack, &found.exchange).await {
            return Ok(unknown_after(problem));
        }
        let at = self.clock_time();
        let mut judged = judge(&profile, &client, item, sent.as_ref().err(), &found.found, &at);
        judged.made = made_by(item, &found.found).or(made);
        match self.keep_found(&connection, item, &found.found, &run.id).await {
            Ok(()) => Ok(judged),
            // The connection was removed meanwhile: nothing is shown of it, and what was read holds.
            Err(problem) if problem.code == ProblemCode::NotFound => Ok(judged),
            Err(problem) => Ok(unknown_after(problem)),
        }
    }

    /// Puts what was read back into the local copy, so that tables show it at once.
    pub(crate) async fn keep_found(
        &self,
        connection: &Connection,
        item: &Item,
        found: &Found,
        run_id: &str,
    ) -> Result<(), Problem> {
        let (id, at, run) = (connection.id.clone(), self.0.clock.text(), run_id.to_owned());
        let resource = match found {
            Found::Here(resource) => Some(resource.as_ref().clone()),
            Found::Gone => None,
            Found::Unreadable(_) => return Ok(()),
        };
        match (&item.target, resource) {
            (Target::User(account), resource) => {
                let seen = resource.as_ref().and_then(crate::rows::account_seen);
                let account = account.clone();
                self.stored("Keeping what was read back", move |store| {
                    store.apply_read_back(&id, &account, seen.as_ref(), Some(&run), &at)
                })
                .await?;
            }
            (Target::NewUser(_), Some(resource)) => {
                let Some(seen) = crate::rows::account_seen(&resource) else { return Ok(()) };
                self.stored("Keeping what was read back", move |store| {
                    store.apply_read_back(&id, &seen.id, Some(&seen), Some(&run), &at)
                })
                .await?;
            }
            (Target::Group(group), resource) => {
                let (group, seen) = (group.clone(), resource.map(crate::rows::group_seen));
                self.stored("Keeping what was read back", move |store| {
                    store.apply_group_read_back(&id, &group, seen.as_ref(), Some(&run), &at)
                })
                .await?;
            }
            (Target::NewGroup(_), Some(resource)) => {
                let seen = crate::rows::group_seen(resource);
                self.stored("Keeping what was read back", move |store| {
                    store.apply_group_read_back(&id, &seen.id, Some(&seen), Some(&run), &at)
                })
                .await?;
            }
            (Target::NewUser(_) | Target::NewGroup(_), None) => {}
        }
        self.0.reporter.data_changed();
        Ok(())
    }

    pub(crate) fn clock_time(&self) -> String {
        self.0.clock.text()
    }

    async fn kept_run(&self, run_id: &str) -> Result<RunView, Problem> {
        let id = run_id.to_owned();
        let kept = self.stored("Looking up the run", move |store| store.run(&id)).await?;
        let (_, plan) = self.kept_plan(&kept.plan_id).await?;
        let mut items = Vec::with_capacity(kept.items.len());
        for stored in &kept.items {
            let ended = stored.outcome.as_ref().map(|outcome| &outcome.body_json);
            match ended.and_then(|json| serde_json::from_str::<RunItem>(json).ok()) {
                Some(item) => items.push(item),
                None => {
                    let item: Item = serde_json::from_str(&stored.item_json)
                        .map_err(|error| internal("Reading the journal", &error.to_string()))?;
                    items.push(self.waiting_item(&item).await);
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

fn doing<'a>(item: &'a Item, profile: &'a Profile, client: &'a Client) -> Doing<'a> {
    Doing { what: &item.change, profile, host: client.endpoint().host(), state: "" }
}

const NOT_WRITTEN: &str = "The request was sent, and then this computer could not write down how it ended. Rollcall settles it by reading at the next start.";

/// Something was sent, and the journal or the local copy did not take what followed.
fn unknown_after(problem: Problem) -> Verdictive {
    let state = "The request was sent. Whether it took effect was not written down.".to_owned();
    let problem = Some(Problem { state, ..problem });
    Verdictive { open: true, ..Verdictive::new(Outcome::Unknown, NOT_WRITTEN, problem) }
}

/// The outcome could not be put on the record. What was not sent stays so; all else is read again.
fn not_kept(ended: Verdictive, problem: Problem) -> Verdictive {
    match ended.outcome {
        Outcome::NotSent | Outcome::HeldBack => {
            let problem = ended.problem.or(Some(problem));
            Verdictive { problem, open: true, ..ended }
        }
        _ => unknown_after(problem),
    }
}

fn show(view: &mut RunItem, ended: &Verdictive) {
    view.outcome = Some(ended.outcome);
    view.words.clone_from(&ended.words);
    view.problem.clone_from(&ended.problem);
    if let Some(made) = &ended.made {
        view.account_id.clone_from(made);
    }
}

/// The outcome, from how the sending ended and what was read back.
pub(crate) fn judge(
    profile: &Profile,
    client: &Client,
    item: &Item,
    failed: Option<&Failure>,
    found: &Found,
    at: &str,
) -> Verdictive {
    let expected = found.is_expected(&item.expected);
    let reads = found.words(&item.expected);
    let problem = |failure: &Failure, state: &str| {
        let doing = Doing { state, ..doing(item, profile, client) };
        doing.problem(failure)
    };
    match failed {
        None if expected => Verdictive::new(
            Outcome::Verified,
            format!("Read back at {at}: {reads}, as expected."),
            None,
        ),
        None => {
            let (words, trouble) = match found {
                Found::Unreadable(failure) => (
                    format!(
                        "{} accepted the request; the result could not be read back.",
                        profile.name
                    ),
                    Some(problem(
                        failure,
                        "The request was accepted. Whether it took is not known.",
                    )),
                ),
                _ => (
                    format!(
                        "{} accepted the request, yet read back at {at} it is {reads}.",
                        profile.name
                    ),
                    None,
                ),
            };
            Verdictive::new(Outcome::AcceptedNotVerified, words, trouble)
        }
        Some(_) if expected => Verdictive::new(
            Outcome::Verified,
            format!(
                "The answer was lost or an error, yet read back at {at}: {reads}, as expected."
            ),
            None,
        ),
        Some(failure) => {
            // A gateway that lost sight of the app (RFC 9110 §15.6.3, §15.6.5) does not speak for it.
            let answered =
                matches!(failure.kind, FailureKind::Status(_) | FailureKind::SlowedDown { .. })
                    && !matches!(failure.status(), Some(502 | 504));
            let readable = !matches!(found, Found::Unreadable(_));
            if answered && readable {
                let state = format!("Nothing was changed. Read back: {reads}.");
                Verdictive::new(
                    Outcome::Refused,
                    format!("{} refused. Read back at {at}: {reads}.", profile.name),
                    Some(problem(failure, &state)),
                )
            } else {
                let state = if readable {
                    format!("Read back at {at}: {reads}. The request may still take effect.")
                } else {
                    "Whether the request took effect is not known.".to_owned()
                };
                Verdictive::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
            }
        }
    }
}

/// The id that the answer to a creation tells.
fn made_id(item: &Item, answer: &Answer) -> Option<String> {
    if !matches!(item.target, Target::NewUser(_) | Target::NewGroup(_)) {
        return None;
    }
    Resource::from_value(answer.json().ok()?).ok()?.id()
}

/// The id of what a creation has made, as read back.
fn made_by(item: &Item, found: &Found) -> Option<String> {
    match (&item.target, found) {
        (Target::NewUser(_) | Target::NewGroup(_), Found::Here(resource)) => resource.id(),
        _ => None,
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
    run.verified = crate::shape::count(verified as u64);
    run.not_verified = crate::shape::count((done - verified) as u64);
    run.to_go = crate::shape::count((run.items.len() - done) as u64);
}
