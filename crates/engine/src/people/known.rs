//! Accounts as tying takes them: read from the store, and their resources taken apart meanwhile.

use super::identity::{Identity, seconds};
use rollcall_people::{Account, Mark};
use rollcall_providers::AdminRole;
use rollcall_scim::Resource;
use rollcall_store::{AccountState, Store, StoreError, TieAccount, TieInput};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::mpsc;

/// Batches that may wait to be taken apart.
const AHEAD: usize = 8;

/// An account of the input beside what its resource says; the resource itself is no longer there.
pub(super) struct Known {
    pub(super) account: TieAccount,
    pub(super) identity: Identity,
    pub(super) admin: bool,
}

impl Known {
    pub(super) fn of(mut account: TieAccount, roles: &HashMap<String, AdminRole>) -> Self {
        let raw = std::mem::take(&mut account.raw);
        let role = roles.get(&account.connection_id);
        let admin = account.state != AccountState::NoLongerListed
            && role.is_some_and(|role| has_role(&raw, role));
        Self { identity: Identity::of(&raw), account, admin }
    }
}

/// Reads the input, and takes the resources apart on another core meanwhile.
pub(super) fn read(
    store: &Store,
    roles: &HashMap<String, AdminRole>,
) -> Result<(Vec<Known>, TieInput), StoreError> {
    std::thread::scope(|scope| {
        let (send, batches) = mpsc::sync_channel::<Vec<TieAccount>>(AHEAD);
        let taking_apart = scope.spawn(move || {
            batches.into_iter().flatten().map(|one| Known::of(one, roles)).collect::<Vec<_>>()
        });
        // It hangs up only when it panics, and that is told below.
        let input = store.tie_input(|batch| drop(send.send(batch)));
        drop(send);
        let known = taking_apart.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((known, input?))
    })
}

pub(super) fn account<'a>(known: &'a Known, former: &'a [String]) -> Account<'a> {
    let TieAccount { state, since, first_seen, .. } = &known.account;
    let left = *state != AccountState::Active;
    let mut addresses: Vec<Cow<'a, str>> =
        known.identity.emails.iter().map(|one| Cow::Borrowed(one.as_str())).collect();
    for one in [&known.account.email, &known.account.user_name] {
        if !addresses.iter().any(|known| known.eq_ignore_ascii_case(one)) {
            addresses.push(Cow::Borrowed(one));
        }
    }
    // When an app tells nothing of it, what was seen here is all that is known.
    let was_active = since != first_seen;
    let left_at = match known.identity.last_modified {
        Some(at) => Some(at),
        None if was_active => seconds(since),
        None => None,
    };
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
        since: known.identity.created.or_else(|| seconds(first_seen)),
    }
}

fn mark(text: &str) -> Mark {
    match text {
        "shared" => Mark::Shared,
        "service" => Mark::Service,
        "person" => Mark::Person,
        _ => Mark::None,
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
