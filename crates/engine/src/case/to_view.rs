//! A case as screens and the command line show it.

use super::{CONFIRMED, Case, KeptPerson, Part};
use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::problem::failure::{asked, internal};
use crate::problem::is_removed;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::view::{
    CaseBrief, CaseKind, CasePerson, CaseState, CaseView, LineCheck, LineState, Phase, ReceiptLine,
    ResidualLine,
};
use rollcall_store::{AccountRef, ActiveNow, Person, PersonNow, RunId};
use std::collections::{HashMap, HashSet};

/// Whether a line that only a person can close is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    Done,
    NotDone,
}

impl Tick {
    /// As shown beside the line.
    #[must_use]
    pub fn of(done: bool) -> Self {
        if done { Self::Done } else { Self::NotDone }
    }
}

impl Rollcall {
    pub async fn case(&self, case: &str) -> Result<CaseView, Problem> {
        let case = self.kept_case(case).await?;
        let case = self.with_release(case).await?;
        self.case_view(&case).await
    }

    /// All that were confirmed, newest first.
    pub async fn cases(&self) -> Result<Vec<CaseBrief>, Problem> {
        let mut cases = Vec::new();
        for case in self.kept_cases(&CONFIRMED).await? {
            if case.started_at.is_some() {
                cases.push(self.with_release(case).await?);
            }
        }
        let mut briefs = self.briefs(&cases).await?;
        // A person who was locked down again since belongs to that case, and is reported once.
        let mut held = HashSet::new();
        for brief in &mut briefs {
            if brief.people.iter().all(|one| one.id.is_some_and(|id| held.contains(&id))) {
                brief.active_again.clear();
            }
            if brief.kind == CaseKind::Lockdown && holds(brief) {
                held.extend(brief.people.iter().filter_map(|one| one.id));
            }
        }
        Ok(briefs)
    }

    /// Lockdowns that are not closed or do not hold, and quarantines that are not released, overdue
    /// ones first.
    pub async fn open_cases(&self) -> Result<Vec<CaseBrief>, Problem> {
        let mut open: Vec<CaseBrief> =
            self.cases().await?.into_iter().filter(needs_a_look).collect();
        open.sort_by_key(|brief| !brief.overdue);
        Ok(open)
    }

    /// Who is locked down or in quarantine, and the newest case of it.
    pub(crate) async fn people_in_cases(&self) -> Result<HashMap<u32, String>, Problem> {
        let mut found = HashMap::new();
        for case in self.cases().await?.into_iter().filter(holds) {
            for id in case.people.iter().filter_map(|person| person.id) {
                found.entry(id).or_insert_with(|| case.id.clone());
            }
        }
        Ok(found)
    }

    /// Cases about a person, newest first.
    pub(crate) async fn cases_of(&self, person: &Person) -> Result<Vec<CaseBrief>, Problem> {
        // Who is who may have changed since: an account of theirs is enough.
        let has = |kept: &KeptPerson| {
            person.accounts.iter().any(|one| {
                kept.accounts.iter().any(|(connection, account)| {
                    *connection == one.connection_id && *account == one.account_id
                })
            })
        };
        let theirs: HashSet<String> = self
            .kept_cases(&CONFIRMED)
            .await?
            .into_iter()
            .filter(|case| case.people.iter().any(has))
            .map(|case| case.id)
            .collect();
        Ok(self.cases().await?.into_iter().filter(|brief| theirs.contains(&brief.id)).collect())
    }

    /// Ticks what was closed by hand, with a note, or takes the tick back.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for the line.
    pub async fn tick_residual(
        &self,
        case: &str,
        number: u32,
        tick: Tick,
        note: &str,
    ) -> Result<CaseView, Problem> {
        let (at, by, note) = (self.0.clock.text(), super::whoami(), note.trim().to_owned());
        let done = tick == Tick::Done;
        let ticked = self
            .update_case(case, move |case| {
                let place = usize::try_from(number).unwrap_or(0).checked_sub(1);
                let Some(line) = place.and_then(|place| case.residual.get_mut(place)) else {
                    return Err(asked(
                        ProblemCode::NotFound,
                        "Ticking the line failed.",
                        "The receipt has no such line.",
                        "Open the receipt again.",
                    ));
                };
                line.done_by = done.then(|| by.clone());
                line.done_at = done.then_some(at);
                line.note.clone_from(&note);
                let text = line.text.clone();
                let case = case.named();
                Ok(Some(RecordEvent::ResidualTicked { case, line: number, text, done, by, note }))
            })
            .await?;
        self.case(&ticked.id).await
    }

    /// Says on each line what a later read of its app found again. What was read last counts.
    async fn what_came_back(&self, case: &Case, lines: &mut [ReceiptLine]) -> Result<(), Problem> {
        let accounts: Vec<_> = case.people.iter().map(KeptPerson::refs).collect();
        let people = self
            .stored("Looking up the people", move |store| store.people_behind(&accounts))
            .await?;
        let active = active_now(&people);
        for (part, line) in case.parts.iter().zip(lines) {
            if !is_back(case, part, &active) {
                continue;
            }
            let connection = match self.connection(&part.connection_id).await {
                Err(problem) if is_removed(&problem) => continue,
                found => found?,
            };
            let read = self.connection_view(&connection).await?.last_read;
            line.checks.push(LineCheck {
                at: read.and_then(|read| read.ended_at).unwrap_or_default(),
                holds: Some(false),
                found: "active in the last read of the app".to_owned(),
            });
        }
        Ok(())
    }

    pub(super) async fn brief_of(&self, case: &Case) -> Result<CaseBrief, Problem> {
        let mut only = self.briefs(std::slice::from_ref(case)).await?;
        only.pop().ok_or_else(|| internal("Showing the case", "there is none"))
    }

    async fn briefs(&self, cases: &[Case]) -> Result<Vec<CaseBrief>, Problem> {
        let labels = self.labels().await;
        let accounts: Vec<Vec<AccountRef>> =
            cases.iter().flat_map(|case| case.people.iter().map(KeptPerson::refs)).collect();
        let mut now = self
            .stored("Looking up the people", move |store| store.people_behind(&accounts))
            .await?
            .into_iter();
        let today = self.0.clock.today().to_string();
        let briefs = cases.iter().map(|case| {
            let people: Vec<PersonNow> = now.by_ref().take(case.people.len()).collect();
            brief(case, &people, &labels, &today)
        });
        Ok(briefs.collect())
    }

    pub(super) async fn case_view(&self, case: &Case) -> Result<CaseView, Problem> {
        let labels = self.labels().await;
        // While its run is under way the run knows more.
        let running = match case.runs.last() {
            Some(run) if case.parts.iter().any(|part| part.state == LineState::Running) => {
                Some(self.planned_and_ended(&RunId::from(run.as_str())).await?)
            }
            _ => None,
        };
        let mut lines: Vec<ReceiptLine> =
            (1..).zip(&case.parts).map(|(number, part)| line(number, part, &labels)).collect();
        if let Some((_, items, _)) = &running {
            for (item, view) in items {
                let place = case
                    .parts
                    .iter()
                    .position(|part| part.state == LineState::Running && part.wish == item.wish);
                let Some(line) = place.and_then(|place| lines.get_mut(place)) else { continue };
                match view.phase {
                    Phase::Waiting => line.state = LineState::Waiting,
                    Phase::Done => {
                        line.outcome = view.outcome;
                        line.words.clone_from(&view.words);
                        line.seconds = view.seconds;
                        if view.outcome == Some(crate::view::Outcome::Verified) {
                            line.state = LineState::Verified;
                        }
                    }
                    _ => line.state = LineState::Running,
                }
            }
        }
        self.what_came_back(case, &mut lines).await?;
        let residual = (1..)
            .zip(&case.residual)
            .map(|(number, one)| {
                let (connection_name, color) = label(&labels, &one.connection_id);
                ResidualLine {
                    number,
                    connection_id: one.connection_id.clone(),
                    connection_name,
                    color,
                    person: one.person.clone(),
                    text: one.text.clone(),
                    place: one.place.clone(),
                    done_by: one.done_by.clone(),
                    done_at: one.done_at.clone(),
                    note: one.note.clone(),
                }
            })
            .collect();
        let (plan_id, plan_hash) = case
            .confirmed
            .clone()
            .unwrap_or_else(|| (case.plan.clone().unwrap_or_default(), String::new()));
        Ok(CaseView {
            brief: self.brief_of(case).await?,
            started_at: case.started_at.clone(),
            ended_at: case.parts.iter().filter_map(|part| part.at.clone()).max(),
            plan_id,
            plan_hash,
            record_from: case.record_from,
            record_to: case.record_to,
            runs: case.runs.clone(),
            lines,
            residual,
            checked_at: case.checked_at.clone(),
            groups: case.groups,
            notes: case.notes.clone(),
        })
    }
}

fn brief(case: &Case, people: &[PersonNow], labels: &Labels, today: &str) -> CaseBrief {
    let active = active_now(people);
    let holds = |part: &&Part| part.state == LineState::Verified && !is_back(case, part, &active);
    let verified = case.parts.iter().filter(holds).count();
    let (verified, lines) = (count(verified as u64), count(case.parts.len() as u64));
    let held = !matches!(case.state, CaseState::Released | CaseState::Planned);
    let mut active_again: Vec<String> = active_again(case, people)
        .map(|(person, account)| {
            let app = label(labels, account.connection_id.as_str()).0;
            match case.people.len() {
                1 => app,
                _ => format!("{app} ({})", person.name),
            }
        })
        .collect();
    active_again.dedup();
    CaseBrief {
        id: case.id.clone(),
        kind: case.kind,
        state: case.state,
        title: case.title.clone(),
        people: case
            .people
            .iter()
            .zip(people)
            .map(|(person, now)| CasePerson {
                id: now.id,
                name: person.name.clone(),
                email: person.email.clone(),
            })
            .collect(),
        made_at: case.started_at.clone().unwrap_or_else(|| case.made_at.clone()),
        by: case.by.clone(),
        verified,
        open: match case.state {
            CaseState::Released => case.not_given_back,
            _ if held => lines - verified,
            _ => 0,
        },
        lines,
        overdue: held && case.due.as_ref().is_some_and(|due| due.as_str() < today),
        due: case.due.clone(),
        trying: case.state == CaseState::Open && case.tries(),
        sent: !case.runs.is_empty(),
        active_again,
    }
}

/// When each account of these people was read that was listed as active last, by connection and id.
fn active_now(people: &[PersonNow]) -> HashMap<(&str, &str), &str> {
    let mut read = HashMap::new();
    for one in people.iter().flat_map(|now| &now.active) {
        let key = (one.connection_id.as_str(), one.account_id.as_str());
        read.insert(key, one.read_at.as_str());
    }
    read
}

/// An account whose access was verified to have ended, and that is active by a later read.
fn is_back(case: &Case, part: &Part, active: &HashMap<(&str, &str), &str>) -> bool {
    watched(case)
        && part.state == LineState::Verified
        && part.wish.user().is_some_and(|user| {
            let read = active.get(&(part.connection_id.as_str(), user));
            read.is_some_and(|read| part.is_before(read))
        })
}

/// Later reads are held against it.
fn watched(case: &Case) -> bool {
    case.kind != CaseKind::Quarantine && matches!(case.state, CaseState::Open | CaseState::Closed)
}

/// Accounts that the local copy shows as active, of people whose access was verified to have ended
/// there; after a lockdown also those that it knew nothing of.
pub(super) fn active_again<'a>(
    case: &'a Case,
    people: &'a [PersonNow],
) -> impl Iterator<Item = (&'a KeptPerson, &'a ActiveNow)> {
    let ended = watched(case);
    let now = case.people.iter().zip(people).filter(move |_| ended);
    let active =
        now.flat_map(|(person, now)| now.active.iter().map(move |account| (person, account)));
    active.filter(|(person, account)| {
        let in_it = |part: &&Part| {
            part.person == person.name
                && part.connection_id == account.connection_id.as_str()
                && part.wish.user().is_some()
        };
        let mut own = case.parts.iter().filter(in_it);
        let its = own.clone().find(|part| part.wish.user() == Some(account.account_id.as_str()));
        let ended =
            |part: &Part| part.state == LineState::Verified && part.is_before(&account.read_at);
        match its {
            Some(part) => ended(part),
            None if case.kind == CaseKind::Lockdown => {
                let began = case.started_at.as_ref().unwrap_or(&case.made_at);
                let is_new = account.first_seen.as_ref().is_none_or(|first| began < first);
                *began < account.read_at && is_new && own.all(ended)
            }
            None => account.first_seen.is_none() && own.any(ended),
        }
    })
}

/// It holds a person: locked down, or in quarantine until released. What a review
/// revoked is in its review.
fn holds(brief: &CaseBrief) -> bool {
    match brief.kind {
        CaseKind::Review => brief.state == CaseState::Open,
        CaseKind::Lockdown | CaseKind::Quarantine => {
            matches!(brief.state, CaseState::Open | CaseState::Closed)
        }
    }
}

fn needs_a_look(brief: &CaseBrief) -> bool {
    match brief.kind {
        CaseKind::Lockdown | CaseKind::Review => {
            brief.state == CaseState::Open || !brief.active_again.is_empty()
        }
        CaseKind::Quarantine => holds(brief),
    }
}

fn label(labels: &Labels, connection: &str) -> (String, String) {
    labels
        .get(connection)
        .cloned()
        .unwrap_or_else(|| ("an app that was disconnected".to_owned(), String::new()))
}

fn line(number: u32, part: &Part, labels: &Labels) -> ReceiptLine {
    let (connection_name, color) = label(labels, &part.connection_id);
    ReceiptLine {
        number,
        connection_id: part.connection_id.clone(),
        connection_name,
        color,
        person: part.person.clone(),
        change: part.change.clone(),
        state: part.state,
        outcome: part.outcome,
        request: part.request.clone(),
        answer: part.answer.clone(),
        words: part.words.clone(),
        seconds: part.seconds,
        at: part.at.clone(),
        tries: part.tries,
        next_at: part.next_at.clone(),
        problem: part.problem.clone(),
        exchange: part.exchange.clone(),
        run_id: part.run.clone(),
        checks: part.checks.clone(),
    }
}
