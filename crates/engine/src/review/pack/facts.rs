//! The JSON files of a pack.

use super::super::deciding::frozen;
use super::super::frozen::Outside;
use super::super::remediation::{AGAIN, UNCLEAR, parts_of};
use super::super::{Conflict, DecisionBody, Review};
use super::files::Files;
use super::rows::{
    Column, ContradictionRow, DecisionRow, Decisions, ExceptionRow, HrListRow, HrRows, ItemRow,
    OutsideRow, Personal, Population, Remediation, RemediationRow, ResidualLines, ResidualRow,
};
use super::{Gathered, Trouble};
use crate::case::Place;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::view::{LineCheck, LineState, ListState, Outcome, RemediationLine};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rollcall_store::{ConnectionId, DecisionRecord, Moment, Receipt};
use std::collections::HashSet;

fn trouble(error: serde_json::Error) -> Problem {
    internal("Writing the evidence pack", &error.to_string())
}

pub(super) fn population(gathered: &Gathered) -> Result<Population, Problem> {
    let app = |connection: &ConnectionId| app_name(gathered, connection).to_owned();
    let mut items = Vec::with_capacity(gathered.items.len());
    for item in &gathered.items {
        let number = (item.item, item.reviewer);
        items.push(ItemRow::new(gathered, number, app(&item.connection_id), frozen(item)?));
    }
    let mut outside = Vec::with_capacity(gathered.outside.len());
    for body in &gathered.outside {
        let one: Outside = serde_json::from_str(body).map_err(trouble)?;
        outside.push(OutsideRow::new(gathered, app(&one.connection), one));
    }
    Ok(Population { items, outside })
}

/// Rows of the HR list behind the items, one for each item that has one.
pub(super) fn hr_rows(gathered: &Gathered) -> Result<HrRows, Problem> {
    let mut rows = Vec::new();
    for item in &gathered.items {
        let Some(hr) = frozen(item)?.hr else { continue };
        let personal = |column, value| Personal::of(gathered, column, value);
        let blind =
            [Column::Email, Column::Manager].iter().any(|one| gathered.leaves_out(one.as_str()));
        rows.push(HrListRow {
            item: item.item,
            row: hr.row,
            employee_number: personal(Column::EmployeeNumber, hr.employee_number),
            name: personal(Column::Name, hr.name),
            email: Personal::of(gathered, Column::Email, hr.emails),
            status: hr.status,
            start: hr.start,
            end: hr.end,
            manager: personal(Column::Manager, hr.manager),
            manager_email: if blind { Personal::LeftOut } else { Personal::Is(hr.manager_email) },
            department: personal(Column::Department, hr.department),
            title: personal(Column::Title, hr.title),
        });
    }
    Ok(HrRows { rows })
}

/// What SCIM cannot reach, with the ticks of who closed it by hand.
pub(super) fn residual(gathered: &Gathered) -> ResidualLines {
    let mut lines = Vec::new();
    for case in &gathered.cases {
        for (line, one) in (1..).zip(&case.residual) {
            lines.push(ResidualRow {
                case: case.id.clone(),
                line,
                connection: one.connection_id.clone(),
                app: app_name(gathered, &one.connection_id).to_owned(),
                name: Personal::of(gathered, Column::Name, one.person.clone()),
                text: one.text.clone(),
                place: one.place.clone(),
                done_by: one.done_by.clone(),
                done_at: one.done_at,
                note: one.note.clone(),
            });
        }
    }
    ResidualLines { lines }
}

fn app_name<'a>(gathered: &'a Gathered, connection: &ConnectionId) -> &'a str {
    let app = gathered.review.connections.iter().find(|one| one.id == *connection);
    app.map_or("", |app| app.name.as_str())
}

/// The item of a number.
fn item_of(gathered: &Gathered, number: u32) -> Option<&rollcall_store::ReviewItem> {
    gathered.items.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// A time is after the day on which it was due.
fn is_late(gathered: &Gathered, at: Moment) -> bool {
    let until = end_of_day(gathered.review.due.as_deref(), &gathered.zone);
    until.is_some_and(|until| at.timestamp() >= until)
}

fn reviewer_name(review: &Review, number: u32) -> String {
    let found = review.reviewers.iter().find(|one| one.number == number);
    found.map_or_else(String::new, |one| one.name.clone())
}

pub(super) fn decisions(gathered: &Gathered) -> Result<Decisions, Problem> {
    let mut decisions = Vec::with_capacity(gathered.decisions.len());
    let mut before: HashSet<u32> = HashSet::new();
    for one in &gathered.decisions {
        decisions.push(decision(gathered, one, !before.insert(one.item))?);
    }
    let contradiction = |one: &Conflict| ContradictionRow {
        item: one.item,
        decision: one.decision,
        drop: one.drop.clone(),
        reason: one.reason.clone(),
        by: reviewer_name(&gathered.review, one.by),
        reviewer: one.by,
        at: one.at,
        source: one.source.clone(),
    };
    let contradictions = gathered.review.contradictions.iter().map(contradiction).collect();
    Ok(Decisions { decisions, contradictions })
}

/// `changed`: an earlier decision about the same item was made.
fn decision(
    gathered: &Gathered,
    one: &DecisionRecord,
    changed: bool,
) -> Result<DecisionRow, Problem> {
    let body: DecisionBody = serde_json::from_str(&one.body_json).map_err(trouble)?;
    let of = item_of(gathered, one.item).map(frozen).transpose()?;
    let app = of.as_ref().map(|of| app_name(gathered, &of.connection).to_owned());
    let (name, user_name) = of.map(|of| (of.name, of.user_name)).unzip();
    let mut given = gathered.review.hand_overs.iter();
    Ok(DecisionRow {
        app,
        name: Personal::of(gathered, Column::Name, name),
        user_name: Personal::of(gathered, Column::UserName, user_name),
        late: is_late(gathered, one.at),
        changed,
        handed_over: given.any(|given| given.item == one.item && given.at <= one.at),
        imported: body.is_imported(),
        kept_although: Some(body.kept_although).filter(|why| !why.is_empty()),
        user: body.user,
        file_sha256: body.file_sha256,
        press: body.press,
        undoes: body.undoes,
        item: one.item,
        decision: one.decision,
        drop: body.drop,
        reason: body.reason,
        by: reviewer_name(&gathered.review, body.by),
        reviewer: body.by,
        at: one.at,
        ms: body.ms,
        bulk: body.bulk,
        source: body.source,
    })
}

/// The outcome of the revokes; the proofs go into the pack here too.
pub(super) fn remediation(gathered: &Gathered, files: &mut Files) -> Result<Remediation, Trouble> {
    let parts = parts_of(&gathered.cases);
    let mut lines = Vec::with_capacity(gathered.lines.len());
    for line in &gathered.lines {
        let Some(item) = item_of(gathered, line.item) else { continue };
        let place = Place {
            connection_id: item.connection_id.clone(),
            account_id: item.account_id.clone(),
            group_id: line.group.clone(),
        };
        let (part, case) =
            parts.get(&place).map_or((None, None), |(part, case)| (Some(*part), Some(*case)));
        let body = super::super::to_view::decision_body(item);
        let decided_at = item.decided.as_ref().map(|decided| decided.at);
        let run = part.and_then(|part| part.run.clone());
        let plan = run.as_ref().and_then(|run| gathered.plans.get(run));
        let verified = part.is_some_and(|part| part.state == LineState::Verified);
        let read_back_at = part.filter(|_| verified).and_then(|part| part.at);
        let days = decided_at.zip(read_back_at).map(|(from, to)| days(from, to));
        let frozen = frozen(item)?;
        let left_on = frozen.list_day.clone().filter(|_| frozen.list == ListState::Left);
        let left_until = end_of_day(left_on.as_deref(), &gathered.zone);
        let exception = exception(gathered, line, lines.len() + 1, files)?;
        let mut checks = part.map(|part| part.checks.clone()).unwrap_or_default();
        checks.extend(there_again(gathered, line, verified));
        // Requests, answers and words of an app name whom they are about.
        let said =
            |text: &str| if gathered.left_out.is_empty() { text.to_owned() } else { String::new() };
        let group_name = line.group.as_ref().and_then(|id| {
            let group = frozen.groups.iter().find(|group| group.id == *id);
            group.map(|group| group.name.clone())
        });
        lines.push(RemediationRow {
            item: line.item,
            app: app_name(gathered, &line.connection_id).to_owned(),
            name: Personal::of(gathered, Column::Name, frozen.name),
            user_name: Personal::of(gathered, Column::UserName, frozen.user_name),
            group_name,
            connection: item.connection_id.clone(),
            account_id: item.account_id.clone(),
            change: line.change.clone(),
            group: line.group.clone(),
            plan: plan.map(|(id, _)| id.clone()),
            plan_sha256: plan.map(|(_, hash)| hash.clone()),
            run,
            asked_by: reviewer_name(&gathered.review, body.by),
            run_by: case.map(|case| case.by.clone()),
            decided_at,
            state: line.state,
            outcome: match verified {
                true => Some(Outcome::Verified),
                false => part.and_then(|part| part.outcome),
            },
            words: said(part.map_or(line.words.as_str(), |part| part.words.as_str())),
            exchange: said(part.map_or("", |part| part.exchange.as_str())),
            days,
            left_on,
            left_until: left_until.map(Moment::from),
            hours_after_leaving: hours_after(left_until, read_back_at),
            read_back_at,
            checks,
            exception,
        });
    }
    Ok(Remediation { lines })
}

/// The exception of a line; its proof goes into the pack with the `number` of the line.
fn exception(
    gathered: &Gathered,
    line: &RemediationLine,
    number: usize,
    files: &mut Files,
) -> Result<Option<ExceptionRow>, Trouble> {
    let mut exceptions = gathered.review.exceptions.iter();
    let Some(kept) = exceptions.find(|kept| kept.item == line.item && kept.group == line.group)
    else {
        return Ok(None);
    };
    let one = kept.exception.clone();
    let proof = match (&kept.proof_base64, &one.proof) {
        (Some(text), Some(name)) => {
            let path = format!("proofs/{number}-{}", safe(name));
            files.put(&path, &STANDARD.decode(text).unwrap_or_default())?;
            Some(path)
        }
        _ => None,
    };
    Ok(Some(ExceptionRow {
        kind: one.kind,
        owner: one.owner,
        due: one.due,
        expires: one.expires,
        note: one.note,
        proof,
        by: one.by,
        at: one.at,
    }))
}

/// A look that the last read was: what was verified is there again, or may be.
fn there_again(gathered: &Gathered, line: &RemediationLine, verified: bool) -> Option<LineCheck> {
    let (holds, found) = match line.words.as_str() {
        AGAIN => (Some(false), "present again in the last read of the app"),
        UNCLEAR => (None, "named by the account and not on the group's list in the last read"),
        _ => return None,
    };
    let check = LineCheck { at: gathered.made_at, holds, found: found.to_owned() };
    Some(check).filter(|_| verified)
}

fn days(from: Moment, to: Moment) -> i64 {
    (to.timestamp().as_second() - from.timestamp().as_second()).max(0) / 86_400
}

/// A name as one part of a path.
fn safe(name: &str) -> String {
    let kept: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '.' { letter } else { '_' })
        .collect();
    let kept = kept.trim_matches('.');
    if kept.is_empty() { "proof".to_owned() } else { kept.chars().take(80).collect() }
}

/// Different ids among the accounts of a connection.
pub(super) fn distinct(gathered: &Gathered, connection: &ConnectionId) -> usize {
    let outside = gathered.outside.iter().filter_map(|body| serde_json::from_str(body).ok());
    let outside = outside.filter(|one: &Outside| one.connection == *connection).count();
    let items = gathered.items.iter().filter(|item| item.connection_id == *connection);
    items.filter(|item| item.group_id.as_str().is_empty()).count() + outside
}

/// When somebody's last day ended in the zone of the review.
pub(super) fn end_of_day(last_day: Option<&str>, zone: &TimeZone) -> Option<Timestamp> {
    crate::core::clock::end_of(last_day?.parse().ok()?, zone)
}

/// Whole hours from then until their access was read to be gone; negative when it was gone before.
fn hours_after(end: Option<Timestamp>, read_back_at: Option<Moment>) -> Option<i64> {
    Some((read_back_at?.timestamp().as_second() - end?.as_second()).div_euclid(3_600))
}

/// Where the body of a receipt goes.
pub(super) fn page_file(connection: usize, number: u32, receipt: &Receipt) -> String {
    format!("pages/{connection}/{number:04}-{}.json", receipt.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_count_from_the_end_of_the_last_day_where_the_computer_is() {
        for (zone, day, gone, hours) in [
            // Two hours after midnight in Auckland, which is ten hours before that of UTC.
            ("Pacific/Auckland", "2026-11-28", "2026-11-28T13:30:00Z", Some(2)),
            ("UTC", "2026-11-28", "2026-11-28T13:30:00Z", Some(-11)),
            ("America/Los_Angeles", "2026-11-28", "2026-11-29T10:00:00Z", Some(2)),
            // The night in which the clocks go back is an hour longer.
            ("America/Los_Angeles", "2026-11-01", "2026-11-02T09:59:59Z", Some(1)),
            ("+05:30", "2026-11-28", "2026-11-28T18:30:00Z", Some(0)),
            ("UTC", "2026-11-28", "2026-11-28T23:59:59Z", Some(-1)),
            ("UTC", "soon", "2026-11-28T23:59:59Z", None),
        ] {
            let zone_ = crate::core::clock::zone_of(zone).unwrap();
            let end = end_of_day(Some(day), &zone_);
            assert_eq!(hours_after(end, gone.parse().ok()), hours, "{zone} {day} {gone}");
            assert_eq!(hours_after(end, None), None);
        }
    }
}
