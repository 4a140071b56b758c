//! A case as screens and the command line show it.

use super::came_back::{LaterReads, Reported, Words, once, words};
use super::{CONFIRMED, Case, KeptPerson, Part};
use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::view::{
    CaseBrief, CaseKind, CasePerson, CaseState, CaseView, LineState, Phase, ReceiptLine,
    ResidualLine,
};
use rollcall_store::{CaseId, ConnectionId, Person};
use std::collections::{HashMap, HashSet};

/// Whether a line that only a person can close is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// A person says that it is closed.
    Done,
    /// It is open.
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
    /// A case as it is now, by its id, with each line and what was left open.
    pub async fn case(&self, case: &CaseId) -> Result<CaseView, Problem> {
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
        let reads = self.later_reads(&cases).await?;
        let made_at = self.connected_at().await?;
        let mut all: Vec<_> = cases
            .iter()
            .zip(&reads)
            .map(|(case, reads)| {
                let people = reads.people.iter().map(|now| now.id).collect();
                Reported { case, people, back: reads.back(case, &made_at) }
            })
            .collect();
        once(&mut all);
        let (labels, today) = (self.labels().await, self.0.clock.today().to_string());
        let briefs = all.iter().zip(&reads).map(|(one, reads)| {
            brief(one.case, reads, words(one.case, &one.back, &labels), &today)
        });
        Ok(briefs.collect())
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
    pub(crate) async fn people_in_cases(&self) -> Result<HashMap<u32, CaseId>, Problem> {
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
        let theirs: HashSet<CaseId> = self
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
        case: &CaseId,
        number: u32,
        tick: Tick,
        note: &str,
    ) -> Result<CaseView, Problem> {
        let (at, by, note) = (self.0.clock.moment(), super::whoami(), note.trim().to_owned());
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

    pub(super) async fn case_view(&self, case: &Case) -> Result<CaseView, Problem> {
        let labels = self.labels().await;
        // While its run is under way the run knows more.
        let running = match case.runs.last() {
            Some(run) if case.parts.iter().any(|part| part.state == LineState::Running) => {
                Some(self.planned_and_ended(run).await?)
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
        let reads = self.later_reads_of(case).await?;
        for (index, (part, line)) in case.parts.iter().zip(&mut lines).enumerate() {
            line.checks.extend(reads.check(part, index));
        }
        let back = words(case, &reads.back(case, &self.connected_at().await?), &labels);
        let today = self.0.clock.today().to_string();
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
                    done_at: one.done_at,
                    note: one.note.clone(),
                }
            })
            .collect();
        let (plan_id, plan_hash) = case
            .confirmed
            .clone()
            .unwrap_or_else(|| (case.plan.clone().unwrap_or_default(), String::new()));
        Ok(CaseView {
            brief: brief(case, &reads, back, &today),
            started_at: case.started_at,
            ended_at: case.parts.iter().filter_map(|part| part.at).max(),
            plan_id,
            plan_hash,
            record_from: case.record_from,
            record_to: case.record_to,
            runs: case.runs.clone(),
            lines,
            residual,
            checked_at: case.checked_at,
            groups: case.groups,
            notes: case.notes.clone(),
        })
    }
}

fn brief(case: &Case, reads: &LaterReads, back: Words, today: &str) -> CaseBrief {
    let counted = reads.counted(case);
    let (verified, meant) = (count(counted.verified as u64), count(counted.meant as u64));
    let lines = count(case.parts.len() as u64);
    let held = !matches!(case.state, CaseState::Released | CaseState::Planned);
    CaseBrief {
        id: case.id.clone(),
        kind: case.kind,
        state: case.state,
        title: case.title.clone(),
        people: case
            .people
            .iter()
            .zip(&reads.people)
            .map(|(person, now)| CasePerson {
                id: now.id,
                name: person.name.clone(),
                email: person.email.clone(),
            })
            .collect(),
        review: case.review.clone(),
        made_at: case.started_at.unwrap_or(case.made_at),
        by: case.by.clone(),
        verified,
        open: match case.state {
            CaseState::Released => case.not_given_back,
            _ if held => lines - verified - meant,
            _ => 0,
        },
        lines,
        overdue: held && case.due.as_ref().is_some_and(|due| due.as_str() < today),
        due: case.due.clone(),
        trying: case.state == CaseState::Open && case.tries(),
        sent: !case.runs.is_empty(),
        active_again: back.active_again,
        came_back: back.came_back,
    }
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
        CaseKind::Lockdown | CaseKind::Review => brief.state == CaseState::Open || brief.is_back(),
        CaseKind::Quarantine => holds(brief) || brief.is_back(),
    }
}

fn label(labels: &Labels, connection: &ConnectionId) -> (String, String) {
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
        at: part.at,
        tries: part.tries,
        next_at: part.next_at,
        problem: part.problem.clone(),
        exchange: part.exchange.clone(),
        run_id: part.run.clone(),
        checks: part.checks.clone(),
    }
}
