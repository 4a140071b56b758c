//! Applies the items of a plan: for each one look again → journal the intent → send → journal the
//! answer → read back → outcome. Connections go side by side, and so do the items of one connection that
//! have nothing to do with each other (`order`).

use crate::core::Rollcall;
use crate::core::lock;
use crate::live::members_of;
use crate::plan::placeholders::{
    Made, from_left, group_of, resolve_item, substitute_ids, with_its_groups,
};
use crate::plan::{Item, Plan, Target};
use crate::problem::failure::Doing;
use crate::problem::{Problem, ProblemCode};
use crate::run::active_run::{ActiveRun, ActiveRuns, Wanted};
use crate::run::empty_groups::or_empty;
use crate::run::order::Queue;
use crate::run::outcome::{
    ItemResult, classify_outcome, is_busy, is_refusal, not_kept, unknown_after,
};
use crate::run::precondition::{Compared, compare_found};
use crate::run::read_back::{Found, ReadBack, read_back};
use crate::run::{Ended, waiting_item};
use crate::view::{Outcome, Phase, RunItem, RunState, RunView};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Timestamp;
use rollcall_log::Instrument;
use rollcall_providers::Profile;
use rollcall_scim::{Answer, Client, Failure, FailureKind, Resource};
use rollcall_store::{Connection, GroupId, Moment, RunId, Step};
use serde_json::json;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::{RwLock, watch};
use tokio::task::JoinSet;

/// Items of one connection under way at the same time; its pace narrows their requests further.
const AT_ONCE: usize = 8;

/// How an item ended, before that is written down.
struct Applied {
    ended: ItemResult,
    exchange: String,
    /// What was read back, of the item as it was sent.
    found: Option<(Connection, Item, ReadBack)>,
    /// Refused, perhaps only because the app was busy with another item.
    busy: bool,
}

impl Applied {
    fn of(ended: ItemResult) -> Self {
        Self { ended, exchange: String::new(), found: None, busy: false }
    }
}

/// How far an item came.
enum Begun {
    Ended(Box<Applied>),
    /// What was before could not be written down, so nothing was sent.
    Not,
    /// The run was held or stopped in the meantime, and nothing was sent.
    Held,
}

/// Items of one connection go side by side. One that may have been refused because of that goes once more,
/// alone.
#[derive(Default)]
struct Turns {
    several: bool,
    lock: RwLock<()>,
    /// One was refused again when it went alone: it was not for the others.
    in_vain: AtomicBool,
}

impl Begun {
    fn ended(applied: Applied) -> Self {
        Self::Ended(Box::new(applied))
    }
}

impl Rollcall {
    /// `looked`: while the look that the plan was made from counts as the look before sending.
    pub(crate) async fn apply(
        &self,
        run: RunView,
        plan: Plan,
        looked: Option<RangeInclusive<Timestamp>>,
    ) -> RunView {
        let span = rollcall_log::run(run.id.as_str());
        self.apply_all(run, plan, looked).instrument(span).await
    }

    async fn apply_all(
        &self,
        run: RunView,
        plan: Plan,
        looked: Option<RangeInclusive<Timestamp>>,
    ) -> RunView {
        let id = run.id.clone();
        let labels = self.labels().await;
        let active = Arc::new(ActiveRun {
            id: id.clone(),
            labels,
            run: Mutex::new(run),
            open: AtomicBool::new(false),
            wanted: watch::Sender::new(Wanted::GoOn),
            looked,
            made: Mutex::new(Made::new()),
            groups_looked_at: Mutex::default(),
            left: Mutex::default(),
        });
        let linking_held = self.hold_linking();
        lock(&self.0.kept.of::<ActiveRuns>().0).insert(id.clone(), Arc::clone(&active));
        let mut by_connection: Vec<(String, Vec<(usize, Item)>)> = Vec::new();
        for (index, item) in plan.items.into_iter().enumerate() {
            match by_connection.iter_mut().find(|(id, _)| *id == item.connection_id.as_str()) {
                Some((_, items)) => items.push((index, item)),
                None => by_connection.push((item.connection_id.to_string(), vec![(index, item)])),
            }
        }
        let mut connections = JoinSet::new();
        for (_, items) in by_connection {
            let (engine, active) = (self.clone(), Arc::clone(&active));
            let work = async move { engine.apply_to_one(&active, &items).await };
            connections.spawn(work.in_current_span());
        }
        let mut whole = true;
        while let Some(ended) = connections.join_next().await {
            whole &= ended.is_ok();
        }
        lock(&self.0.kept.of::<ActiveRuns>().0).remove(&id);
        drop(linking_held);
        let mut run = lock(&active.run).clone();
        let open = !whole || active.open.load(Ordering::Relaxed);
        if open || self.end_run(&mut run, Ended::Applied).await.is_err() {
            run.state = RunState::Interrupted;
            self.0.reporter.run(run.clone());
            self.0.reporter.data_changed();
        }
        run
    }

    /// The items of one connection. What cannot be written down ends it: nothing more is begun.
    async fn apply_to_one(&self, active: &ActiveRun, items: &[(usize, Item)]) {
        let mut queue = Queue::new(&items.iter().map(|(_, item)| item).collect::<Vec<_>>());
        let turns = &Turns { several: items.len() > 1, ..Turns::default() };
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < AT_ONCE
                && !active.open.load(Ordering::Relaxed)
                && let Some(place) = queue.begin()
            {
                let Some((index, item)) = items.get(place) else { break };
                under_way.push(async move {
                    while !self.apply_one(active, *index, item, turns).await {}
                    place
                });
            }
            let Some(place) = under_way.next().await else { break };
            queue.ended(place);
        }
    }

    /// Ends an item that is not started because the admin stopped the run.
    async fn leave_out(&self, active: &ActiveRun, index: usize, item: &Item) {
        let mut view = waiting_item(item, &active.labels);
        view.phase = Phase::Done;
        view.outcome = Some(Outcome::NotSent);
        view.words = "You stopped the run before this was sent.".to_owned();
        if self.keep_outcome(&active.id, &view).await.is_err() {
            active.open.store(true, Ordering::Relaxed);
        }
        active.change(&self.0.reporter, index, |item| *item = view);
    }

    /// An item that follows another, with the created id; why it is held back if there is none, or
    /// if its group is not as the plan found it.
    async fn resolve_item(
        &self,
        item: &Item,
        connection: &Connection,
        profile: &Profile,
        made: &Made,
    ) -> Result<Result<Item, String>, Problem> {
        if matches!(item.target, Target::User(_)) {
            return Ok(Ok(with_its_groups(item, made)));
        }
        let Some(group) = group_of(item, made) else {
            return Ok(Err("Its target was not created, so nothing was sent.".to_owned()));
        };
        if substitute_ids(&item.wish, &item.follows, made).is_none() {
            return Ok(Err("Its account was not created, so nothing was sent.".to_owned()));
        }
        let (_, now) = self.live_group(connection, profile, &GroupId::from(group)).await?;
        Ok(or_empty(item, now).and_then(|now| resolve_item(item, made, profile, &now)).ok_or_else(
            || {
                "The members of the group changed after the plan was created, so nothing was sent."
                    .to_owned()
            },
        ))
    }

    /// Ends with the item's outcome written down. False: the run was held before it was sent, so it is
    /// looked at again.
    async fn apply_one(
        &self,
        active: &ActiveRun,
        index: usize,
        item: &Item,
        turns: &Turns,
    ) -> bool {
        if !active.may_go_on().await {
            self.leave_out(active, index, item).await;
            return true;
        }
        let started = Instant::now();
        let beside = turns.lock.read().await;
        let mut begun = self.apply_item(active, index, item).await;
        drop(beside);
        if let Ok(Begun::Ended(first)) = &begun
            && first.busy
            && turns.several
            && !turns.in_vain.load(Ordering::Relaxed)
        {
            let _alone = turns.lock.write().await;
            // What was not sent a second time stays what it was: sent once, and refused.
            if let Ok(Begun::Ended(mut second)) = self.apply_item(active, index, item).await
                && !matches!(second.ended.outcome, Outcome::NotSent | Outcome::HeldBack)
            {
                turns.in_vain.fetch_or(second.busy, Ordering::Relaxed);
                second.exchange = format!("{}\n\n{}", first.exchange, second.exchange);
                begun = Ok(Begun::Ended(second));
            }
        }
        let applied = match begun {
            Ok(Begun::Ended(applied)) => *applied,
            Ok(Begun::Held) => return false,
            Ok(Begun::Not) => return true,
            Err(problem) => {
                let words = problem.side_words.clone();
                Applied::of(ItemResult::new(Outcome::NotSent, words, Some(problem)))
            }
        };
        let ended = (started.elapsed().as_secs_f64(), self.0.clock.moment());
        self.write_down(active, index, item, applied, ended).await;
        true
    }

    /// The read-back into the journal and the local copy, the outcome onto the record.
    async fn write_down(
        &self,
        active: &ActiveRun,
        index: usize,
        item: &Item,
        applied: Applied,
        (seconds, ended_at): (f64, Moment),
    ) {
        let Applied { mut ended, exchange, found, .. } = applied;
        if let Some((connection, item, back)) = found
            && let Err(problem) = self.keep_back(active, &connection, &item, &back).await
        {
            ended = unknown_after(problem, ended.made);
        }
        let mut view = waiting_item(item, &active.labels);
        view.phase = Phase::Done;
        view.seconds = Some(seconds);
        view.ended_at = Some(ended_at);
        view.exchange = exchange;
        show(&mut view, &ended);
        if !ended.open
            && let Err(problem) = self.keep_outcome(&active.id, &view).await
        {
            ended = not_kept(ended, problem);
            show(&mut view, &ended);
        }
        if ended.open {
            // What cannot be written down is not begun.
            active.open.store(true, Ordering::Relaxed);
        }
        active.change(&self.0.reporter, index, |item| *item = view);
    }

    async fn keep_back(
        &self,
        active: &ActiveRun,
        connection: &Connection,
        item: &Item,
        back: &ReadBack,
    ) -> Result<(), Problem> {
        self.journal(&active.id, item, Step::ReadBack, &back.exchange).await?;
        match self.keep_found(connection, item, &back.found, &active.id).await {
            // The connection was removed meanwhile: nothing is shown of it, and what was read holds.
            Err(problem) if problem.code == ProblemCode::NotFound => Ok(()),
            kept => kept,
        }
    }

    pub(crate) async fn journal(
        &self,
        run_id: &RunId,
        item: &Item,
        step: Step,
        text: &str,
    ) -> Result<(), Problem> {
        let (id, seq, at) = (run_id.to_owned(), item.seq, self.0.clock.moment());
        let body = json!({"exchange": text}).to_string();
        self.stored("Writing the journal", move |store| store.journal(&id, seq, step, at, &body))
            .await
    }

    /// An error here means: nothing was sent.
    async fn apply_item(
        &self,
        active: &ActiveRun,
        index: usize,
        item: &Item,
    ) -> Result<Begun, Problem> {
        let connection = self.connection(item.connection_id.as_str()).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let client = self.client(&connection).await?;
        active.phase(&self.0.reporter, index, Phase::Checking);
        let held_back = |words: String, problem: Option<Problem>| {
            Ok(Begun::ended(Applied::of(ItemResult::new(Outcome::HeldBack, words, problem))))
        };
        let filled = match item.follows.is_empty() {
            true => None,
            false => {
                let made = lock(&active.made).clone();
                match self.resolve_item(item, &connection, &profile, &made).await? {
                    Ok(item) => Some(item),
                    Err(words) => return held_back(words, None),
                }
            }
        };
        let item = filled.as_ref().unwrap_or(item);
        let group = match &item.target {
            Target::Group(group) => Some((connection.id.clone(), GroupId::from(group.as_str()))),
            _ => None,
        };
        let left = group.as_ref().and_then(|group| lock(&active.left).get(group).cloned());
        let rebased = left.and_then(|left| from_left(item, &profile, &left));
        let item = rebased.as_ref().unwrap_or(item);
        let looked_at = |group| lock(&active.groups_looked_at).insert(group);
        let first = group.clone().is_some_and(looked_at);
        let looked =
            active.looked.as_ref().is_some_and(|while_it| while_it.contains(&self.0.clock.now()));
        if !looked
            && let Some((words, problem)) =
                self.check_precondition(&connection, &profile, item, first).await?
        {
            return held_back(words, problem);
        }
        if active.open.load(Ordering::Relaxed) {
            return Ok(Begun::Not);
        }
        if active.is_held() {
            active.phase(&self.0.reporter, index, Phase::Waiting);
            return Ok(Begun::Held);
        }
        if let Some(group) = &group {
            lock(&active.left).remove(group);
        }
        self.journal(&active.id, item, Step::Intent, "").await?;
        active.phase(&self.0.reporter, index, Phase::Sending);
        let sent = match self.send(&active.id, &client, item).await {
            Ok(sent) => sent,
            // A part of it may be done.
            Err(problem) => return Ok(Begun::ended(Applied::of(unknown_after(problem, None)))),
        };
        let (answered, in_parts) = (sent.exchanges(), sent.words());
        // Reading back after a limit would only run into it again.
        let did_nothing = sent.did_nothing();
        let sent = sent.ended;
        active.phase(&self.0.reporter, index, Phase::ReadingBack);
        let made = sent.as_ref().ok().and_then(|answer| made_id(item, answer));
        let waits = &self.0.read_back_waits_ms;
        let refused = sent.as_ref().err().is_some_and(is_refusal);
        let enough = |found: &Found| refused && compare_found(item, found) == Compared::AsBefore;
        let back = async {
            match did_nothing {
                true => None,
                false => {
                    Some(read_back(&client, &profile, item, made.as_deref(), waits, enough).await)
                }
            }
        };
        let journal = self.journal(&active.id, item, Step::Answered, &answered);
        let (journal, back) = tokio::join!(journal, back);
        // From here on an error must not end in "not sent": the request is on its way or done.
        if let Err(problem) = journal {
            let there = back.and_then(|back| made_by(item, &back.found));
            let ended = unknown_after(problem, there.or(made));
            return Ok(Begun::ended(Applied { exchange: answered, ..Applied::of(ended) }));
        }
        let doing = doing(item, &connection, &profile, &client);
        let Some(back) = back else {
            let ended = not_sent(&doing, sent.as_ref().err());
            return Ok(Begun::ended(Applied { exchange: answered, ..Applied::of(ended) }));
        };
        let exchange = format!("{answered}\n\n{}", back.exchange);
        let at = self.0.clock.time_of_day();
        let mut ended = classify_outcome(&doing, item, sent.as_ref().err(), &back.found, &at);
        if sent.as_ref().err().and_then(Failure::status) == Some(409) {
            self.name_holder(&connection, &profile, item, &mut ended).await;
        }
        let busy = is_busy(item, &ended, sent.as_ref().err());
        ended.words.push_str(&in_parts);
        let left = left_in_group(item, ended.outcome, &back.found);
        if let (Some(group), Some(members)) = (group, left) {
            lock(&active.left).insert(group, members);
        }
        // After a refusal somebody else made what is found.
        let there = made_by(item, &back.found).filter(|_| !refused);
        if let (Some(stands_for_it), Some(id)) = (&item.makes, &there) {
            lock(&active.made).insert(stands_for_it.clone(), id.clone());
        }
        ended.made = there.or(made);
        let found = Some((connection, item.clone(), back));
        Ok(Begun::ended(Applied { ended, exchange, found, busy }))
    }

    /// Says in a refusal which account or group has the name already.
    async fn name_holder(
        &self,
        connection: &Connection,
        profile: &Profile,
        item: &Item,
        ended: &mut ItemResult,
    ) {
        if ended.outcome == Outcome::Refused
            && let Some(words) = self.collision(connection, profile, item).await
            && let Some(problem) = &mut ended.problem
        {
            problem.side_words = format!("{} {words}", problem.side_words);
        }
    }
}

fn show(view: &mut RunItem, ended: &ItemResult) {
    view.outcome = Some(ended.outcome);
    view.words.clone_from(&ended.words);
    view.problem.clone_from(&ended.problem);
    if let Some(made) = &ended.made {
        view.account_id.clone_from(made);
    }
}

/// What was being done, for what went wrong with it.
fn doing<'a>(
    item: &'a Item,
    connection: &'a Connection,
    profile: &'a Profile,
    client: &'a Client,
) -> Doing<'a> {
    let (name, host) = (connection.name.as_str(), client.endpoint().host());
    Doing { what: &item.change, name, profile, host, state: "" }
}

/// The end of an item whose request did nothing.
fn not_sent(doing: &Doing<'_>, failure: Option<&Failure>) -> ItemResult {
    let app = doing.name;
    let words = match failure.map(|failure| &failure.kind) {
        Some(FailureKind::SlowedDown { .. }) => format!("{app} asked to wait and did nothing."),
        Some(FailureKind::Cut(_)) => format!("{app} did not process the request."),
        _ => "The request did not leave this computer.".to_owned(),
    };
    let problem = failure.map(|failure| doing.problem(failure));
    ItemResult::new(Outcome::NotSent, words, problem)
}

/// Who is in the group after an item whose end is certain.
fn left_in_group(item: &Item, outcome: Outcome, found: &Found) -> Option<BTreeSet<String>> {
    let certain = matches!(outcome, Outcome::Verified | Outcome::Refused);
    match (&item.target, found) {
        (Target::Group(_), Found::Here(group)) if certain => or_empty(item, members_of(group)),
        _ => None,
    }
}

/// The id in the answer to a creation.
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
