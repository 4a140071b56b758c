//! Applies the items of a plan: for each one look again → journal the intent → send → journal the
//! answer → read back → outcome. Connections go side by side, the items of one in their order.

use crate::connections::lock;
use crate::home::Rollcall;
use crate::judge::{Verdictive, doing, judge, not_kept, unknown_after};
use crate::made::{Made, filled_in, group_of, with_ids};
use crate::plan::{Item, Plan, Target};
use crate::problem::{Problem, ProblemCode};
use crate::progress::Reporter;
use crate::read_back::{Found, read_back};
use crate::run::tally;
use crate::view::{Outcome, Phase, RunItem, RunState, RunView, Steer};
use rollcall_providers::Profile;
use rollcall_scim::{Answer, Failure, Reached, Resource};
use rollcall_store::{Connection, Step};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// A run on its way, shared by its connections.
pub(crate) struct Going {
    pub(crate) id: String,
    run: Mutex<RunView>,
    /// Something could not be written down: nothing more is begun.
    open: AtomicBool,
    /// What the admin wants of it.
    wanted: watch::Sender<Wanted>,
    /// Ids of what it has made.
    made: Mutex<Made>,
}

/// Whether a run goes on. What is under way always ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    GoOn,
    Pause,
    Stop,
}

impl Going {
    /// Changes what is shown of one item, and tells who watches.
    fn change(&self, reporter: &Reporter, index: usize, change: impl FnOnce(&mut RunItem)) {
        let mut run = lock(&self.run);
        let Some(item) = run.items.get_mut(index) else { return };
        change(item);
        let (item, ended) = (item.clone(), item.outcome.is_some());
        if ended {
            tally(&mut run);
        }
        reporter.run_item(&run, index, item);
    }

    /// Waits while the run is paused; false when it is to end.
    async fn may_go_on(&self) -> bool {
        let mut wanted = self.wanted.subscribe();
        // An error would say that the run is gone, and this one holds it.
        let now = wanted.wait_for(|wanted| *wanted != Wanted::Pause).await;
        now.is_ok_and(|wanted| *wanted == Wanted::GoOn)
    }

    fn phase(&self, reporter: &Reporter, index: usize, phase: Phase) {
        self.change(reporter, index, |item| item.phase = phase);
    }
}

impl Rollcall {
    pub(crate) async fn apply(&self, run: RunView, plan: Plan) -> RunView {
        let id = run.id.clone();
        let going = Arc::new(Going {
            id: id.clone(),
            run: Mutex::new(run),
            open: AtomicBool::new(false),
            wanted: watch::Sender::new(Wanted::GoOn),
            made: Mutex::new(Made::new()),
        });
        lock(&self.0.running).insert(id.clone(), Arc::clone(&going));
        let mut by_connection: Vec<(String, Vec<(usize, Item)>)> = Vec::new();
        for (index, item) in plan.items.into_iter().enumerate() {
            match by_connection.iter_mut().find(|(id, _)| *id == item.connection_id) {
                Some((_, items)) => items.push((index, item)),
                None => by_connection.push((item.connection_id.clone(), vec![(index, item)])),
            }
        }
        let mut connections = JoinSet::new();
        for (_, items) in by_connection {
            let (engine, going) = (self.clone(), Arc::clone(&going));
            connections.spawn(async move {
                for (index, item) in items {
                    if going.open.load(Ordering::Relaxed) {
                        break;
                    }
                    if going.may_go_on().await {
                        engine.apply_one(&going, index, &item).await;
                    } else {
                        engine.leave_out(&going, index, &item).await;
                    }
                }
            });
        }
        let mut whole = true;
        while let Some(ended) = connections.join_next().await {
            whole &= ended.is_ok();
        }
        lock(&self.0.running).remove(&id);
        let mut run = lock(&going.run).clone();
        let open = !whole || going.open.load(Ordering::Relaxed);
        if open || self.end_run(&mut run).await.is_err() {
            run.state = RunState::Interrupted;
            self.0.reporter.run(run.clone());
            self.0.reporter.data_changed();
        }
        run
    }

    /// Holds a run before its next item, lets it go on, or ends it after what is under way. Whatever
    /// is left out then ends as *not sent*.
    ///
    /// # Errors
    /// When the run is not under way.
    pub async fn steer_run(&self, run_id: &str, steer: Steer) -> Result<RunView, Problem> {
        let Some(going) = lock(&self.0.running).get(run_id).cloned() else {
            return Err(crate::failure::asked(
                ProblemCode::NotFound,
                "Steering the run failed.",
                "It is not under way (any more).",
                "Look at how its items ended.",
            ));
        };
        let (wanted, state) = match steer {
            Steer::Pause => (Wanted::Pause, RunState::Paused),
            Steer::GoOn => (Wanted::GoOn, RunState::Running),
            Steer::Stop => (Wanted::Stop, RunState::Stopping),
        };
        let changed = going.wanted.send_if_modified(|now| {
            let changed = *now != wanted && *now != Wanted::Stop;
            if changed {
                *now = wanted;
            }
            changed
        });
        if changed {
            let word = match steer {
                Steer::Pause => "paused",
                Steer::GoOn => "went on",
                Steer::Stop => "stopped",
            };
            self.on_record("run-steered", json!({"run": run_id, "steered": word})).await?;
        }
        let mut run = lock(&going.run);
        if changed {
            run.state = state;
        }
        // Once it has ended there is a newer state to be shown than this one.
        if lock(&self.0.running).contains_key(run_id) {
            self.0.reporter.run(run.clone());
        }
        Ok(run.clone())
    }

    /// Ends an item that is not begun any more because the admin stopped the run.
    async fn leave_out(&self, going: &Going, index: usize, item: &Item) {
        let mut view = self.waiting_item(item).await;
        view.phase = Phase::Done;
        view.outcome = Some(Outcome::NotSent);
        view.words = "You stopped the run before this was sent.".to_owned();
        if self.keep_outcome(&going.id, &view).await.is_err() {
            going.open.store(true, Ordering::Relaxed);
        }
        going.change(&self.0.reporter, index, |item| *item = view);
    }

    /// An item that follows another with the id that was made; why it is held back when there is
    /// none, or when its group is not as the plan found it.
    async fn filled_in(
        &self,
        item: &Item,
        connection: &Connection,
        profile: &Profile,
        made: &Made,
    ) -> Result<Result<Item, String>, Problem> {
        let Some(group) = group_of(item, made) else {
            return Ok(Err("What it is about was not made, so nothing was sent.".to_owned()));
        };
        if with_ids(&item.wish, &item.follows, made).is_none() {
            return Ok(Err("Whom it is about was not made, so nothing was sent.".to_owned()));
        }
        let (_, now) = self.live_group(connection, profile, group).await?;
        Ok(now.and_then(|now| filled_in(item, made, profile, &now)).ok_or_else(|| {
            "The members of the group changed since the plan was made, so nothing was sent."
                .to_owned()
        }))
    }

    async fn apply_one(&self, going: &Going, index: usize, item: &Item) {
        let started = Instant::now();
        let mut exchange = String::new();
        let ended = self.apply_item(going, index, item, &mut exchange).await;
        let mut ended = ended.unwrap_or_else(|problem| {
            let words = problem.side_words.clone();
            Verdictive::new(Outcome::NotSent, words, Some(problem))
        });
        let mut view = self.waiting_item(item).await;
        view.phase = Phase::Done;
        view.seconds = Some(started.elapsed().as_secs_f64());
        view.exchange = exchange;
        show(&mut view, &ended);
        if !ended.open
            && let Err(problem) = self.keep_outcome(&going.id, &view).await
        {
            ended = not_kept(ended, problem);
            show(&mut view, &ended);
        }
        if ended.open {
            // What cannot be written down is not begun.
            going.open.store(true, Ordering::Relaxed);
        }
        going.change(&self.0.reporter, index, |item| *item = view);
    }

    async fn journal(
        &self,
        run_id: &str,
        item: &Item,
        step: Step,
        text: &str,
    ) -> Result<(), Problem> {
        let (id, seq, at) = (run_id.to_owned(), item.seq, self.0.clock.text());
        let body = json!({"exchange": text}).to_string();
        self.stored("Writing the journal", move |store| store.journal(&id, seq, step, &at, &body))
            .await
    }

    /// An error here means: nothing was sent.
    async fn apply_item(
        &self,
        going: &Going,
        index: usize,
        item: &Item,
        exchange: &mut String,
    ) -> Result<Verdictive, Problem> {
        let connection = self.connection(&item.connection_id).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let client = self.client(&connection).await?;
        going.phase(&self.0.reporter, index, Phase::Checking);
        let filled;
        let item = if item.follows.is_empty() {
            item
        } else {
            let made = lock(&going.made).clone();
            match self.filled_in(item, &connection, &profile, &made).await? {
                Ok(item) => filled = item,
                Err(words) => return Ok(Verdictive::new(Outcome::HeldBack, words, None)),
            }
            &filled
        };
        if let Some((words, problem)) = self.moved(&connection, &profile, item).await? {
            return Ok(Verdictive::new(Outcome::HeldBack, words, problem));
        }
        self.journal(&going.id, item, Step::Intent, "").await?;
        going.phase(&self.0.reporter, index, Phase::Sending);
        let cancel = CancellationToken::new();
        let sent = client.send(&item.request, &cancel).await;
        let answered = match &sent {
            Ok(answer) => answer.exchange().as_text(),
            Err(failure) => failure.exchange.as_text(),
        };
        exchange.push_str(&answered);
        // From here on an error must not end in "not sent": the request is on its way or done.
        if let Err(problem) = self.journal(&going.id, item, Step::Answered, &answered).await {
            return Ok(unknown_after(problem));
        }
        if let Err(failure) = &sent
            && failure.reached == Reached::NotSent
        {
            let problem = doing(item, &profile, &client).problem(failure);
            let words = "The request did not leave this computer.";
            return Ok(Verdictive::new(Outcome::NotSent, words, Some(problem)));
        }
        going.phase(&self.0.reporter, index, Phase::ReadingBack);
        let made = sent.as_ref().ok().and_then(|answer| made_id(item, answer));
        let waits = &self.0.read_back_waits_ms;
        let found = read_back(&client, &profile, item, made.as_deref(), waits).await;
        exchange.push_str("\n\n");
        exchange.push_str(&found.exchange);
        if let Err(problem) = self.journal(&going.id, item, Step::ReadBack, &found.exchange).await {
            return Ok(unknown_after(problem));
        }
        let at = self.clock_time();
        let mut judged = judge(&profile, &client, item, sent.as_ref().err(), &found.found, &at);
        if judged.outcome == Outcome::Refused
            && sent.as_ref().err().and_then(Failure::status) == Some(409)
            && let Some(words) = self.collision(&connection, &profile, item).await
            && let Some(problem) = &mut judged.problem
        {
            problem.side_words = format!("{} {words}", problem.side_words);
        }
        let there = made_by(item, &found.found);
        if let (Some(stands_for_it), Some(id)) = (&item.makes, &there) {
            lock(&going.made).insert(stands_for_it.clone(), id.clone());
        }
        judged.made = there.or(made);
        match self.keep_found(&connection, item, &found.found, &going.id).await {
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
}

fn show(view: &mut RunItem, ended: &Verdictive) {
    view.outcome = Some(ended.outcome);
    view.words.clone_from(&ended.words);
    view.problem.clone_from(&ended.problem);
    if let Some(made) = &ended.made {
        view.account_id.clone_from(made);
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
pub(crate) fn made_by(item: &Item, found: &Found) -> Option<String> {
    match (&item.target, found) {
        (Target::NewUser(_) | Target::NewGroup(_), Found::Here(resource)) => resource.id(),
        _ => None,
    }
}
