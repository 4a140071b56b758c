//! Accounts as linking needs them: read from the store, with their resources parsed meanwhile.

use super::identity::Identity;
use crate::view::AccountMark;
use jiff::civil::Date;
use rollcall_people::{Account, Mark};
use rollcall_providers::AdminRole;
use rollcall_scim::Resource;
use rollcall_store::{
    AccountState, ClosedHere, ConnectionId, Moment, Store, StoreError, TieAccount, TieInput,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::mpsc;

/// Batches that may wait to be parsed.
const AHEAD: usize = 8;

/// An account of the input and what its resource says; the resource itself is no longer there.
/// One that was closed from here is known by its values from before: what closing did to them says
/// nothing about whose it is.
pub(super) struct Known {
    pub(super) account: TieAccount,
    pub(super) identity: Identity,
    pub(super) admin: bool,
}

impl Known {
    pub(super) fn of(mut account: TieAccount, roles: &HashMap<ConnectionId, AdminRole>) -> Self {
        let raw = std::mem::take(&mut account.raw);
        let role = roles.get(account.connection_id.as_str());
        let admin = account.state != AccountState::NoLongerListed
            && role.is_some_and(|role| has_role(&raw, role));
        let before = account.closed_here.as_mut().and_then(|closed| closed.before.take());
        let identity = Identity::of(before.as_ref().map_or(&raw, |before| &before.raw));
        if let Some(before) = before {
            account.name = before.name;
            account.user_name = before.user_name;
            account.email = before.email;
        }
        Self { identity, account, admin }
    }
}

/// Reads the input, and takes the resources apart on another core meanwhile.
pub(super) fn read(
    store: &Store,
    roles: &HashMap<ConnectionId, AdminRole>,
) -> Result<(Vec<Known>, TieInput), StoreError> {
    std::thread::scope(|scope| {
        let (send, batches) = mpsc::sync_channel::<Vec<TieAccount>>(AHEAD);
        let taking_apart = scope.spawn(move || {
            batches.into_iter().flatten().map(|one| Known::of(one, roles)).collect::<Vec<_>>()
        });
        // It hangs up only when it panics, which is reported below.
        let input = store.tie_input(|batch| drop(send.send(batch)));
        drop(send);
        let known = taking_apart.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut input = input?;
        look_up_entries(store, &known, &mut input)?;
        Ok((known, input))
    })
}

/// A person's first day on the list may be later than the time when Rollcall closed their accounts.
/// Such an entry may be about a new person, unless an earlier list had it with that day.
fn look_up_entries(store: &Store, known: &[Known], input: &mut TieInput) -> Result<(), StoreError> {
    let closed = |one: &Known| Some(one.account.closed_here.as_ref()?.at.timestamp().as_second());
    let Some(first) = known.iter().filter_map(closed).min() else { return Ok(()) };
    let start = |body: &str| serde_json::from_str::<rollcall_truth::Entry>(body).ok()?.start;
    let late: HashMap<&str, Date> = input
        .entries
        .iter()
        .filter_map(|entry| Some((entry.key.as_str(), start(&entry.body_json)?)))
        .filter(|(_, day)| midnight(*day).is_some_and(|at| at > first))
        .collect();
    if late.is_empty() {
        return Ok(());
    }
    let mut since: HashMap<String, Moment> = HashMap::new();
    let keys: Vec<&str> = late.keys().copied().collect();
    for (key, imported_at, body) in store.entries_over_time(&keys)? {
        if start(&body).as_ref() == late.get(key.as_str()) {
            since.entry(key).or_insert(imported_at);
        }
    }
    for entry in &mut input.entries {
        entry.listed_since = since.remove(&entry.key);
    }
    Ok(())
}

/// Start of a day, in seconds since 1970.
pub(super) fn midnight(day: Date) -> Option<i64> {
    day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp().as_second())
}

pub(super) fn account<'a>(known: &'a Known, former: &'a [String]) -> Account<'a> {
    let TieAccount { state, since, first_seen, missed_at, last_listed, closed_here, .. } =
        &known.account;
    let left = *state != AccountState::Active;
    let mut addresses: Vec<Cow<'a, str>> =
        known.identity.emails.iter().map(|one| Cow::Borrowed(one.as_str())).collect();
    for one in [&known.account.email, &known.account.user_name] {
        if !addresses.iter().any(|known| known.eq_ignore_ascii_case(one)) {
            addresses.push(Cow::Borrowed(one));
        }
    }
    let second = |at: &Moment| at.timestamp().as_second();
    // If an app does not return it, what was seen here is all that is known.
    let was_active = since != first_seen;
    let left_at = match (closed_here, known.identity.last_modified) {
        (Some(ClosedHere { at, .. }), _) => Some(second(at)),
        (None, Some(at)) => Some(at),
        (None, None) if was_active => Some(second(since)),
        (None, None) => None,
    };
    // A list that had it proves that it was there then, however old its last change is.
    let left_at = left_at.max(last_listed.as_ref().map(second).filter(|_| closed_here.is_none()));
    let first_seen = Some(second(first_seen));
    Account {
        key: known.account.subject,
        connection: known.account.connection,
        addresses,
        former: former.iter().map(|one| Cow::Borrowed(one.as_str())).collect(),
        employee_number: Cow::Borrowed(&known.identity.employee_number),
        name: Cow::Borrowed(&known.account.name),
        external_id: Cow::Borrowed(&known.identity.external_id),
        mark: mark(&known.account.mark),
        left,
        left_at: if left { left_at } else { None },
        closed_here: closed_here.is_some(),
        // An app's clock may be ahead: what was seen was there.
        // Seen first in the first list of its app, it may have been there for long.
        not_before: match known.identity.created {
            Some(created) => Some(first_seen.map_or(created, |seen| created.min(seen))),
            None => missed_at.as_ref().map(second),
        },
        since: match (known.identity.created, first_seen) {
            (Some(created), Some(seen)) => Some(created.min(seen)),
            (created, seen) => created.or(seen),
        },
    }
}

fn mark(text: &str) -> Mark {
    match AccountMark::of(text) {
        AccountMark::Shared => Mark::Shared,
        AccountMark::Service => Mark::Service,
        AccountMark::Person => Mark::Person,
        AccountMark::None => Mark::None,
    }
}

/// Whether a resource has one of the roles.
pub(crate) fn has_role(raw: &str, role: &AdminRole) -> bool {
    // Most resources have none of the roles' names in them at all.
    let named = |value: &String| {
        let mut parts = raw.as_bytes().windows(value.len().max(1));
        parts.any(|part| part.eq_ignore_ascii_case(value.as_bytes()))
    };
    if !role.values.iter().any(named) {
        return false;
    }
    serde_json::from_str(raw)
        .ok()
        .and_then(|value| Resource::from_value(value).ok())
        .and_then(|resource| resource.text(&role.path))
        .is_some_and(|value| role.includes(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(raw: &str, missed_at: Option<&str>) -> Known {
        let account = TieAccount {
            subject: 1,
            connection: 1,
            connection_id: ConnectionId::from("c1"),
            state: AccountState::Active,
            name: "Jo Doe".to_owned(),
            user_name: "jo@example.com".to_owned(),
            email: "jo@example.com".to_owned(),
            raw: raw.to_owned(),
            first_seen: "2026-11-02T00:00:00Z".parse().unwrap(),
            missed_at: missed_at.map(|at| at.parse().unwrap()),
            since: "2026-11-02T00:00:00Z".parse().unwrap(),
            mark: String::new(),
            last_listed: None,
            closed_here: None,
        };
        Known::of(account, &HashMap::new())
    }

    #[test]
    fn that_an_account_came_late_needs_a_witness() {
        let second = |at: &str| at.parse::<Moment>().unwrap().timestamp().as_second();
        let seen = second("2026-11-02T00:00:00Z");
        let missed = "2026-11-01T00:00:00Z";
        let created = |at: &str| format!(r#"{{"meta":{{"created":"{at}"}}}}"#);
        let (early, ahead) = ("2024-05-01T00:00:00Z", "2026-11-09T00:00:00Z");
        for (raw, missed_at, since, not_before) in [
            ("{}", None, seen, None),
            ("{}", Some(missed), seen, Some(second(missed))),
            (&*created(early), None, second(early), Some(second(early))),
            (&*created(early), Some(missed), second(early), Some(second(early))),
            // An app's clock may be ahead.
            (&*created(ahead), None, seen, Some(seen)),
        ] {
            let known = known(raw, missed_at);
            let account = account(&known, &[]);
            let found = (account.since, account.not_before);
            assert_eq!(found, (Some(since), not_before), "{raw} {missed_at:?}");
        }
    }
}
