//! What a connection gained, lost and changed between two days, out of the local copy alone.

use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::view::{SinceAccount, SinceMember, SinceMoved, SinceView};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use rollcall_store::{AccountMoved, AccountThen, Moment};

const WHAT: &str = "Comparing two dates failed.";

impl Rollcall {
    /// Compares a connection at two moments: days as `2026-11-01` (their end, in the time zone of this
    /// computer; today counts from its start as `from`, and until now as `to`) or RFC 3339. Without
    /// `to` it is now. `group`: only this group's members, by id or name.
    ///
    /// # Errors
    /// For what is not a day, the wrong order, and a connection that was never read.
    pub async fn since(
        &self,
        connection: &str,
        from: &str,
        to: Option<&str>,
        group: Option<&str>,
    ) -> Result<SinceView, Problem> {
        let connection = self.connection(connection).await?;
        let (now, zone) = (self.0.clock.now(), self.0.clock.zone());
        let from = moment(from, Edge::From, now, &zone)?;
        let to = match to {
            Some(to) => moment(to, Edge::To, now, &zone)?,
            None => now,
        };
        if from > to {
            return Err(asked(
                ProblemCode::BadRequest,
                WHAT,
                "The first date is after the second.",
                "Name the older one first.",
            ));
        }
        let (id, from, to) = (connection.id.clone(), Moment::from(from), Moment::from(to));
        let found = self
            .stored("Comparing two dates", move |store| store.difference(&id, from, to))
            .await
            .map_err(|problem| match problem.code {
                ProblemCode::NotFound => asked(
                    ProblemCode::NotFound,
                    WHAT,
                    &format!("{} was never read.", connection.name),
                    "Read it first.",
                ),
                _ => problem,
            })?;
        if let Some(name) = group {
            let (id, wanted) = (connection.id.clone(), name.to_owned());
            let groups = self
                .stored("Looking up the group", move |store| store.find_groups(&id, &wanted))
                .await?;
            let known =
                |one: &rollcall_store::MemberMoved| one.group_id == name || one.group == name;
            if groups.is_empty() && !found.members.iter().any(known) {
                return Err(asked(
                    ProblemCode::NotFound,
                    WHAT,
                    &format!("{} has no group “{name}”.", connection.name),
                    "Check the list of its groups.",
                ));
            }
        }
        let wanted = group.map(str::to_lowercase);
        let members = found.members.into_iter().filter(|one| {
            wanted.as_ref().is_none_or(|wanted| {
                one.group_id.as_str().to_lowercase() == *wanted
                    || one.group.to_lowercase() == *wanted
            })
        });
        Ok(SinceView {
            connection_id: connection.id,
            connection_name: connection.name,
            before_first_read: found.from.1 > from,
            from: found.from.1,
            to: found.to.1,
            accounts: match group {
                Some(_) => Vec::new(),
                None => found.accounts.into_iter().map(account).collect(),
            },
            members: members
                .map(|one| SinceMember {
                    group_id: one.group_id,
                    group: one.group,
                    account_id: one.account_id,
                    name: one.name,
                    came: one.came,
                })
                .collect(),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    From,
    To,
}

/// A day means its end in this time zone. The end of today is still to come: as the older date
/// it is the start of today, as the newer one it is now.
fn moment(text: &str, edge: Edge, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Problem> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let day: Option<Date> = text.trim().parse().ok();
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|start| start.timestamp());
    let is_today = day.is_some_and(|day| day == now.to_zoned(zone.clone()).date());
    let at = match (day, edge) {
        (Some(day), Edge::From) if is_today => start(day),
        (Some(_), Edge::To) if is_today => Some(now),
        (Some(day), _) => day.checked_add(1.day()).ok().and_then(start),
        (None, _) => None,
    };
    at.ok_or_else(|| {
        asked(
            ProblemCode::BadRequest,
            WHAT,
            &format!("“{text}” is not a date."),
            "Write a day as 2026-11-01, or a time as 2026-11-01T09:30:00Z.",
        )
    })
}

fn account(one: AccountMoved) -> SinceAccount {
    let (moved, changes) = match (&one.before, &one.after) {
        (None, _) => (SinceMoved::Came, Vec::new()),
        (_, None) => (SinceMoved::Went, Vec::new()),
        (Some(before), Some(after)) => (SinceMoved::Changed, changes(before, after)),
    };
    let (name, user_name) = one
        .after
        .or(one.before)
        .map_or_else(Default::default, |shown| (shown.name, shown.user_name));
    SinceAccount { account_id: one.account_id, name, user_name, moved, changes }
}

fn changes(before: &AccountThen, after: &AccountThen) -> Vec<String> {
    let mut words = Vec::new();
    match (before.active, after.active) {
        (true, false) => words.push("deactivated".to_owned()),
        (false, true) => words.push("activated".to_owned()),
        _ => {}
    }
    for (label, was, is) in [
        ("name", &before.name, &after.name),
        ("user name", &before.user_name, &after.user_name),
        ("email", &before.email, &after.email),
        ("title", &before.title, &after.title),
        ("department", &before.department, &after.department),
        ("user type", &before.user_type, &after.user_type),
    ] {
        if was != is {
            let shown =
                |text: &String| if text.is_empty() { "–".to_owned() } else { text.clone() };
            words.push(format!("{label} {} → {}", shown(was), shown(is)));
        }
    }
    if words.is_empty() {
        words.push("another attribute".to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon UTC on November 29 is the 30th in Auckland and the 29th in Los Angeles.
    #[test]
    fn a_day_is_a_day_where_the_computer_stands() {
        let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
        let auckland = TimeZone::get("Pacific/Auckland").unwrap();
        let angeles = TimeZone::get("America/Los_Angeles").unwrap();
        for (zone, text, edge, expected) in [
            (&auckland, "2026-11-30", Edge::From, "2026-11-29T11:00:00Z"),
            (&auckland, "2026-11-30", Edge::To, "2026-11-29T12:00:00Z"),
            (&auckland, "2026-11-29", Edge::From, "2026-11-29T11:00:00Z"),
            (&auckland, "2026-11-28", Edge::To, "2026-11-28T11:00:00Z"),
            (&angeles, "2026-11-29", Edge::From, "2026-11-29T08:00:00Z"),
            (&angeles, "2026-11-29", Edge::To, "2026-11-29T12:00:00Z"),
            (&angeles, "2026-11-28", Edge::From, "2026-11-29T08:00:00Z"),
            // The clocks go back: this day has 25 hours.
            (&angeles, "2026-11-01", Edge::To, "2026-11-02T08:00:00Z"),
            (&angeles, "2026-11-29T01:00:00Z", Edge::From, "2026-11-29T01:00:00Z"),
        ] {
            let found = moment(text, edge, now, zone).unwrap().to_string();
            assert_eq!(found, expected, "{text} {edge:?}");
        }
        assert!(moment("yesterday", Edge::From, now, &angeles).is_err());
        // A day that has not begun is after now.
        assert!(moment("2026-11-30", Edge::From, now, &angeles).unwrap() > now);
    }
}
