//! Creating, changing and removing groups, and who is in them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::patch::{self, Op, Operation, Path, get};
use crate::plays::{PutGroup, RemoveValueArray};
use crate::render::GROUP;
use crate::reply::Refusal;
use crate::state::{Group, State};

pub(crate) fn create(
    state: &mut State,
    body: &Map<String, Value>,
    now: i64,
) -> Result<u32, Refusal> {
    let name = name(body)?.ok_or_else(|| Refusal::invalid_value("displayName is required"))?;
    free(state, &name, None)?;
    let members = match get(body, "members") {
        Some(listed) if !state.base.plays.post_ignores_members => members(state, listed)?,
        _ => BTreeSet::new(),
    };
    let external_id = text(body, "externalId");
    Ok(state.add_group(Group { name, external_id, owner: None, members, modified: now }))
}

pub(crate) fn replace(
    state: &mut State,
    group: u32,
    body: &Map<String, Value>,
    now: i64,
) -> Result<(), Refusal> {
    let mut value = state.group(group).ok_or_else(|| Refusal::not_found("group"))?;
    let merges = state.base.plays.put_group == PutGroup::Merges;
    let keeps = merges || state.base.plays.put_group == PutGroup::KeepsAbsentMembers;
    match name(body)? {
        Some(name) => {
            free(state, &name, Some(group))?;
            value.name = name;
        }
        None if keeps => {}
        None => return Err(Refusal::invalid_value("displayName is required")),
    }
    if !merges || get(body, "externalId").is_some() {
        value.external_id = text(body, "externalId");
    }
    match get(body, "members") {
        Some(listed) if merges => value.members.extend(members(state, listed)?),
        Some(listed) => value.members = members(state, listed)?,
        None if keeps => {}
        None => value.members.clear(),
    }
    value.modified = now;
    state.put_group(group, Some(value));
    Ok(())
}

pub(crate) fn change(
    state: &mut State,
    group: u32,
    body: &Map<String, Value>,
    now: i64,
) -> Result<(), Refusal> {
    let mut value = state.group(group).ok_or_else(|| Refusal::not_found("group"))?;
    for operation in patch::operations(body, &state.base.plays)? {
        apply(state, group, &mut value, &operation)?;
    }
    value.modified = now;
    state.put_group(group, Some(value));
    Ok(())
}

pub(crate) fn delete(state: &mut State, group: u32) -> Result<(), Refusal> {
    let name = state.group_name(group).unwrap_or_default();
    if state.base.plays.undeletable_groups.contains(&name) {
        return Err(Refusal::new(403, "pages would be left without anyone who has full access"));
    }
    state.put_group(group, None);
    Ok(())
}

fn apply(
    state: &State,
    group: u32,
    value: &mut Group,
    operation: &Operation,
) -> Result<(), Refusal> {
    let Some(path) = &operation.path else {
        let Some(Value::Object(values)) = &operation.value else {
            return Err(Refusal::invalid_value("without a path the value must be an object"));
        };
        for (key, inner) in values {
            let operation =
                Operation { op: operation.op, path: Some(key.clone()), value: Some(inner.clone()) };
            apply(state, group, value, &operation)?;
        }
        return Ok(());
    };
    let path = Path::parse(path, &[GROUP])?;
    let as_text = || operation.value.as_ref().and_then(Value::as_str).map(String::from);
    match path.attribute.to_ascii_lowercase().as_str() {
        "displayname" => {
            let name = as_text()
                .filter(|name| !name.is_empty() && operation.op != Op::Remove)
                .ok_or_else(|| Refusal::invalid_value("displayName cannot be empty"))?;
            free(state, &name, Some(group))?;
            value.name = name;
        }
        "owner" => value.owner = as_text().filter(|_| operation.op != Op::Remove),
        "externalid" => value.external_id = as_text().filter(|_| operation.op != Op::Remove),
        "members" => change_members(state, value, &path, operation)?,
        // accepted and ignored, as for users
        _ => {}
    }
    Ok(())
}

fn change_members(
    state: &State,
    value: &mut Group,
    path: &Path,
    operation: &Operation,
) -> Result<(), Refusal> {
    match (operation.op, &path.filter, &operation.value) {
        (Op::Add, _, Some(listed)) => value.members.extend(members(state, listed)?),
        (Op::Replace, None, Some(listed)) => value.members = members(state, listed)?,
        (Op::Remove, Some((_, id)), _) => {
            // nobody of that id is in the group: nothing to do, and nothing to complain about
            if let Some(member) = state.find_user(id) {
                value.members.remove(&member);
            }
        }
        (Op::Remove, None, Some(listed))
            if state.base.plays.remove_value_array == RemoveValueArray::RemovesNamed =>
        {
            for member in members(state, listed)? {
                value.members.remove(&member);
            }
        }
        // a remove of "members" that names nobody means everybody
        (Op::Remove, None, _) => value.members.clear(),
        _ => return Err(Refusal::invalid_value("members needs a value")),
    }
    Ok(())
}

fn members(state: &State, listed: &Value) -> Result<BTreeSet<u32>, Refusal> {
    let one = std::slice::from_ref(listed);
    let elements = listed.as_array().map_or(one, Vec::as_slice);
    elements
        .iter()
        .map(|element| {
            let id = match element.as_object().and_then(|member| get(member, "value")) {
                Some(Value::String(id)) => id.clone(),
                Some(Value::Number(id)) => id.to_string(),
                _ => return Err(Refusal::invalid_value("a member needs a value")),
            };
            state
                .find_user(&id)
                .filter(|index| !state.account(*index).gone)
                .ok_or_else(|| Refusal::invalid_value(format!("no user {id}")))
        })
        .collect()
}

fn free(state: &State, name: &str, group: Option<u32>) -> Result<(), Refusal> {
    match state.find_group_name(name) {
        Some(holder) if Some(holder) != group => {
            Err(Refusal::uniqueness("displayName already in use"))
        }
        _ => Ok(()),
    }
}

fn name(body: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match get(body, "displayName") {
        None => Ok(None),
        Some(Value::String(name)) if !name.is_empty() => Ok(Some(name.clone())),
        Some(_) => Err(Refusal::invalid_value("displayName is not a text")),
    }
}

fn text(body: &Map<String, Value>, key: &str) -> Option<String> {
    get(body, key).and_then(Value::as_str).map(String::from)
}
