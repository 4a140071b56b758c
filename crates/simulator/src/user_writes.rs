//! Creating, changing and removing accounts: what an app keeps of what it is sent, what it refuses,
//! and what leaving means to it.

use serde_json::{Map, Value, json};

use crate::base::{Account, ENTERPRISE};
use crate::company::{SOLE_OWNER, TOKEN_OWNER};
use crate::patch::{self, get};
use crate::plays::{
    Act, DeactivatedUsers, Emails, EnterpriseAtTopLevel, GroupsAfterDeactivation, PostActive,
    PostInactiveAddress, PostRemovedAddress, PutUser, Reactivate, UnprovisionedWrites, UserDelete,
    Whose,
};
use crate::render::USER;
use crate::reply::Refusal;
use crate::state::State;
use crate::user_rules::{check, edit_allowed, kept, move_into_extension, role, truth, user_name};

/// A new account, or one taken up again; its index.
pub(crate) fn create(
    state: &mut State,
    body: &Map<String, Value>,
    now: i64,
) -> Result<u32, Refusal> {
    let base = state.base.clone();
    let plays = &base.plays;
    let mut record = kept(plays, body, None);
    if plays.enterprise_at_top_level == EnterpriseAtTopLevel::MovedIntoExtension {
        move_into_extension(plays, body, &mut record);
    }
    if plays.emails != Emails::Absent && !record.contains_key("emails") {
        record.insert("emails".into(), json!([{ "value": record.get("userName") }]));
    }
    if let (Some(extension), Some(role)) = (&plays.role_extension, &plays.default_role)
        && !record.contains_key(extension)
    {
        record.insert(extension.clone(), json!({ "role": role }));
    }
    let active = match plays.post_active {
        PostActive::Always => true,
        PostActive::AsAsked => get(body, "active").and_then(truth).unwrap_or(true),
    };
    check(plays, &mut record)?;
    let name = user_name(&record).to_lowercase();
    if plays.outside_accounts.contains(&name) {
        return Err(Refusal::uniqueness("userName belongs to an account outside this company"));
    }
    let mut account =
        Account { record, active, provisioned: true, gone: false, created: now, modified: now };
    if let Some(index) = state.find_user_name(&name) {
        let old = state.account(index);
        if !old.gone && (old.active || plays.post_inactive_address == PostInactiveAddress::Conflict)
        {
            return Err(Refusal::uniqueness("user already exists"));
        }
        seat(state, active)?;
        if !old.gone || plays.post_removed_address == PostRemovedAddress::Reattaches {
            account.created = old.created;
            state.put_user(index, account);
            return Ok(index);
        }
        state.free_name(index);
    } else {
        seat(state, active)?;
    }
    Ok(state.add_user(account))
}

/// PUT: the document replaces what is there, or is laid over it.
pub(crate) fn replace(
    state: &mut State,
    index: u32,
    body: &Map<String, Value>,
    now: i64,
) -> Result<(), Refusal> {
    let base = state.base.clone();
    let mut document = body.clone();
    let old = reachable(state, index)?;
    if base.plays.put_user == PutUser::Merges {
        for (key, value) in old.record {
            if get(&document, &key).is_none() {
                document.insert(key, value);
            }
        }
    }
    settle(state, index, &document, now)
}

/// PATCH: the operations in their order, all or none.
pub(crate) fn change(
    state: &mut State,
    index: u32,
    body: &Map<String, Value>,
    now: i64,
) -> Result<(), Refusal> {
    let base = state.base.clone();
    let old = reachable(state, index)?;
    let mut document = old.record;
    document.insert("active".into(), old.active.into());
    let mut urns = vec![ENTERPRISE, USER];
    urns.extend(base.plays.role_extension.as_deref());
    for operation in patch::operations(body, &base.plays)? {
        patch::apply(&mut document, &operation, &urns)?;
    }
    settle(state, index, &document, now)
}

pub(crate) fn delete(state: &mut State, index: u32, now: i64) -> Result<(), Refusal> {
    let base = state.base.clone();
    reachable(state, index)?;
    protect(state, index, Act::Delete)?;
    match base.plays.user_delete {
        UserDelete::Removes => remove(state, index, now),
        UserDelete::Deactivates => deactivate(state, index, now),
    }
    Ok(())
}

fn reachable(state: &State, index: u32) -> Result<Account, Refusal> {
    let account = state.account(index);
    let hidden = !account.provisioned
        && state.base.plays.unprovisioned_writes == UnprovisionedWrites::NotFound;
    if hidden { Err(Refusal::not_found("user")) } else { Ok(account) }
}

/// Brings an account to what `document` says, as far as the app goes along.
fn settle(
    state: &mut State,
    index: u32,
    document: &Map<String, Value>,
    now: i64,
) -> Result<(), Refusal> {
    let base = state.base.clone();
    let plays = &base.plays;
    let old = state.account(index);
    let mut record = kept(plays, document, Some(&old.record));
    check(plays, &mut record)?;
    edit_allowed(plays, &old, &mut record)?;
    let name = user_name(&record).to_lowercase();
    if name != old.user_name().to_lowercase()
        && state.find_user_name(&name).is_some_and(|holder| !state.account(holder).gone)
    {
        return Err(Refusal::uniqueness("userName already in use"));
    }
    if role(plays, &record) != role(plays, &old.record) {
        protect(state, index, Act::ChangeRole)?;
        if plays.token_dies_on_role_change && base.account_of(TOKEN_OWNER) == Some(index) {
            state.end_token();
        }
    }
    let active = match get(document, "active") {
        None => old.active,
        Some(value) => {
            truth(value).ok_or_else(|| Refusal::invalid_value("active is not a boolean"))?
        }
    };
    if old.active && !active {
        protect(state, index, Act::Deactivate)?;
    }
    if !old.active && active {
        if plays.reactivate == Reactivate::Refused {
            return Err(Refusal::new(400, "the user cannot be activated"));
        }
        seat(state, true)?;
    }
    let leaves = old.active && !active;
    state.put_user(index, Account { record, active: old.active, modified: now, ..old });
    if leaves {
        deactivate(state, index, now);
    } else {
        let account = Account { active, ..state.account(index) };
        state.put_user(index, account);
    }
    Ok(())
}

fn deactivate(state: &mut State, index: u32, now: i64) {
    let (left, gone) = {
        let plays = &state.base.plays;
        (
            plays.groups_after_deactivation == GroupsAfterDeactivation::Left,
            plays.deactivated_users == DeactivatedUsers::Gone,
        )
    };
    if gone {
        return remove(state, index, now);
    }
    if left {
        state.leave_all_groups(index);
    }
    let account = Account { active: false, modified: now, ..state.account(index) };
    state.put_user(index, account);
}

fn remove(state: &mut State, index: u32, now: i64) {
    state.leave_all_groups(index);
    let account = Account { active: false, gone: true, modified: now, ..state.account(index) };
    state.put_user(index, account);
}

fn protect(state: &State, index: u32, act: Act) -> Result<(), Refusal> {
    for rule in &state.base.plays.protected {
        let person = match rule.who {
            Whose::TokenOwner => TOKEN_OWNER,
            Whose::SoleOwner => SOLE_OWNER,
        };
        if rule.from.contains(&act) && state.base.account_of(person) == Some(index) {
            return Err(Refusal::new(rule.status, rule.detail.clone()));
        }
    }
    Ok(())
}

fn seat(state: &State, active: bool) -> Result<(), Refusal> {
    match state.base.plays.seats {
        Some(seats) if active && state.active_count() >= seats => {
            Err(Refusal::new(403, "no free seat"))
        }
        _ => Ok(()),
    }
}
