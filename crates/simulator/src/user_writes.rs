//! Creating, changing and removing accounts: what an app keeps of what it is sent, what it refuses,
//! and what leaving means to it.

use serde_json::{Map, Value, json};

use crate::base::{Account, ENTERPRISE};
use crate::company::{SOLE_OWNER, TOKEN_OWNER};
use crate::patch::{self, get};
use crate::plays::{
    Act, DeactivatedUsers, Emails, EnterpriseAtTopLevel, GroupsAfterDeactivation, NameParts,
    OtherDomains, Plays, PostActive, PostInactiveAddress, PostRemovedAddress, ProfileEdit, PutUser,
    Reactivate, SpecialCharacters, UnprovisionedWrites, UserDelete, UserNameCase, Whose,
};
use crate::render::USER;
use crate::reply::Refusal;
use crate::state::State;

/// Characters that apps which refuse "special characters" in names refuse.
const SPECIAL: &[char] = &[
    '<', '>', '=', '|', '@', '{', '}', '[', ']', '\\', '^', '~', ';', '"', '\t', '\n', '+', '!',
    '%', '$', '#', '*',
];

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

/// What the app keeps of a document; everything else is accepted and ignored.
fn kept(
    plays: &Plays,
    document: &Map<String, Value>,
    before: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    let mut record = Map::new();
    let names = ["userName", "name"].into_iter().chain(plays.display_name.then_some("displayName"));
    let emails = (plays.emails != Emails::Absent).then_some("emails");
    for name in names.chain(emails).chain(plays.attributes.iter().map(String::as_str)) {
        if let Some(value) = get(document, name).filter(|value| !value.is_null()) {
            record.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(before) = before {
        for fixed in &plays.create_only {
            record.remove(fixed);
            if let Some(value) = before.get(fixed) {
                record.insert(fixed.clone(), value.clone());
            }
        }
    }
    if !plays.enterprise.is_empty()
        && let Some(Value::Object(extension)) = get(document, ENTERPRISE)
    {
        let fields: Map<String, Value> = plays
            .enterprise
            .iter()
            .filter_map(|name| Some((name.clone(), get(extension, name)?.clone())))
            .collect();
        record.insert(ENTERPRISE.into(), fields.into());
    }
    if let Some(urn) = &plays.role_extension
        && let Some(Value::Object(extension)) = get(document, urn)
        && let Some(role) = get(extension, "role")
    {
        record.insert(urn.clone(), json!({ "role": role }));
    }
    if let Some(Value::Object(name)) = record.get_mut("name") {
        shape_name(plays, name, before);
    }
    record
}

/// Apps with one name field make one name of the parts.
fn shape_name(plays: &Plays, name: &mut Map<String, Value>, before: Option<&Map<String, Value>>) {
    let text = |name: &Map<String, Value>, key| {
        name.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    match plays.name_parts {
        NameParts::GivenFamily => {
            name.retain(|key, _| ["givenName", "familyName", "middleName"].contains(&key.as_str()));
        }
        NameParts::Formatted => {
            let joined = format!("{} {}", text(name, "givenName"), text(name, "familyName"));
            let old = before.and_then(|old| old.get("name")?.get("formatted")).cloned();
            let formatted = name.get("formatted").cloned();
            // parts given beside an unchanged whole are the newer wish
            if !joined.trim().is_empty() && (formatted.is_none() || formatted == old) {
                name.insert("formatted".into(), joined.trim().into());
            }
            name.retain(|key, _| key == "formatted");
        }
        NameParts::All => {}
    }
}

fn move_into_extension(plays: &Plays, body: &Map<String, Value>, record: &mut Map<String, Value>) {
    for name in &plays.enterprise {
        if let Some(value) = get(body, name) {
            let extension = record.entry(ENTERPRISE).or_insert_with(|| json!({}));
            extension[name.as_str()] = value.clone();
        }
    }
}

/// Rules about values, whoever the account belongs to.
fn check(plays: &Plays, record: &mut Map<String, Value>) -> Result<(), Refusal> {
    let name = user_name(record).to_owned();
    if name.is_empty() {
        return Err(Refusal::invalid_value("userName is required"));
    }
    match plays.user_name_case {
        UserNameCase::Refused if name != name.to_lowercase() => {
            return Err(Refusal::invalid_value("userName must be lower case"));
        }
        UserNameCase::Lowered => {
            record.insert("userName".into(), name.to_lowercase().into());
        }
        _ => {}
    }
    let domain = name.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
    if plays.other_domains == OtherDomains::Invisible && !plays.verified_domains.contains(&domain) {
        return Err(Refusal::invalid_value(
            "the domain of userName does not belong to this company",
        ));
    }
    if plays.special_characters == SpecialCharacters::Refused {
        let name = record.get("name");
        let parts = ["givenName", "familyName", "formatted"];
        let mut texts = parts
            .iter()
            .filter_map(|part| name?.get(*part)?.as_str())
            .chain(record.get("displayName").and_then(Value::as_str));
        if texts.any(|text| text.contains(SPECIAL)) {
            return Err(Refusal::invalid_value("special characters are not allowed in names"));
        }
    }
    if let Some(kind) = record.get("userType")
        && !plays.user_types.is_empty()
        && !plays.user_types.iter().any(|known| kind.as_str() == Some(known))
    {
        return Err(Refusal::invalid_value(format!("userType {kind} is not supported")));
    }
    if let Some(role) = role(plays, record)
        && plays.role_extension.is_some()
        && !plays.roles.contains(&role)
    {
        return Err(Refusal::invalid_value(format!("role {role} is not known")));
    }
    Ok(())
}

/// Whether name and address of this account may be edited at all.
fn edit_allowed(
    plays: &Plays,
    old: &Account,
    record: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    let domain = old.user_name().rsplit_once('@').map_or("", |(_, domain)| domain);
    if plays.verified_domains.iter().any(|known| known == domain) {
        return Ok(());
    }
    for part in ["userName", "name", "emails"] {
        if record.get(part) == old.record.get(part) {
            continue;
        }
        match plays.profile_edit_other_domains {
            ProfileEdit::Accepted => {}
            ProfileEdit::Refused => {
                return Err(Refusal::new(403, "the e-mail domain of this user is not verified"));
            }
            ProfileEdit::Ignored => match old.record.get(part) {
                Some(value) => {
                    record.insert(part.into(), value.clone());
                }
                None => {
                    record.remove(part);
                }
            },
        }
    }
    Ok(())
}

fn role(plays: &Plays, record: &Map<String, Value>) -> Option<String> {
    let value = match &plays.role_extension {
        Some(extension) => record.get(extension)?.get("role")?,
        None => record.get("userType")?,
    };
    value.as_str().map(String::from)
}

fn user_name(record: &Map<String, Value>) -> &str {
    record.get("userName").and_then(Value::as_str).unwrap_or_default()
}

/// A boolean as JSON or as text in any case, as identity providers send it.
pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
