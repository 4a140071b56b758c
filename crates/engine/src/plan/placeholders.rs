//! Items that follow one that makes something: its id is not known before it is made, so the plan
//! names it by a placeholder, and the run fills in the id.

use crate::change::Change;
use crate::plan::{Item, Target};
use crate::view::RunItem;
use rollcall_providers::{MemberSet, Profile, add_members, remove_members};
use rollcall_scim::MemberIds;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Ids of what a run has created so far, by their placeholders in the plan.
pub(crate) type Made = HashMap<String, String>;

/// Keeps the id of what an item created, when it created something and its id is known.
pub(crate) fn note(made: &mut Made, item: &Item, view: &RunItem) {
    if let Some(stands_for_it) = &item.makes
        && !view.account_id.is_empty()
    {
        made.insert(stands_for_it.clone(), view.account_id.clone());
    }
}

/// A change with the ids of what was made in place of what stood for them; `None` while one of them
/// is not made.
pub(crate) fn substitute_ids(change: &Change, follows: &[String], made: &Made) -> Option<Change> {
    let id = |id: &String| match made.get(id) {
        Some(id) => Some(id.clone()),
        None if follows.contains(id) => None,
        None => Some(id.clone()),
    };
    let ids = |users: &[String]| users.iter().map(id).collect::<Option<Vec<String>>>();
    Some(match change {
        Change::AddMember { connection, group, users } => Change::AddMember {
            connection: connection.clone(),
            group: id(group)?,
            users: ids(users)?,
        },
        Change::RemoveMember { connection, group, users } => Change::RemoveMember {
            connection: connection.clone(),
            group: id(group)?,
            users: ids(users)?,
        },
        other => other.clone(),
    })
}

/// The group that an item is about, by its id.
pub(crate) fn group_of<'a>(item: &'a Item, made: &'a Made) -> Option<&'a str> {
    let Target::Group(group) = &item.target else { return None };
    match made.get(group) {
        Some(id) => Some(id),
        None if item.follows.contains(group) => None,
        None => Some(group),
    }
}

/// Placeholders of groups that earlier items create, among the groups that a plan expects of an
/// account.
pub(crate) fn stand_ins(image: &Value, made: &HashMap<String, String>) -> Vec<String> {
    let ids = groups_in(image).iter().filter_map(|one| group_id(one));
    ids.filter(|id| made.contains_key(*id)).map(str::to_owned).collect()
}

/// An item about an account with the ids of the groups that were made in place of what stood for
/// them. A group that was not created has no members.
pub(crate) fn with_its_groups(item: &Item, made: &Made) -> Item {
    let mut filled = item.clone();
    let Some(groups) = groups_key(&filled.before_image)
        .and_then(|key| filled.before_image.get_mut(&key))
        .and_then(Value::as_array_mut)
    else {
        return filled;
    };
    groups.retain_mut(|one| match group_id(one) {
        Some(id) if item.follows.iter().any(|follows| follows == id) => match made.get(id) {
            Some(id) => {
                *one = json!({"value": id});
                true
            }
            None => false,
        },
        _ => true,
    });
    filled
}

fn groups_key(image: &Value) -> Option<String> {
    image.as_object()?.keys().find(|key| key.eq_ignore_ascii_case("groups")).cloned()
}

fn groups_in(image: &Value) -> &[Value] {
    let groups = groups_key(image).and_then(|key| image.get(&key)).and_then(Value::as_array);
    groups.map_or(&[], Vec::as_slice)
}

fn group_id(group: &Value) -> Option<&str> {
    group.get("value").unwrap_or(group).as_str()
}

/// An item about the members of a group with everything that the plan could not know, computed from
/// the group's current members, before or after it was sent. `None` when something it needs was
/// not made, or when the group is not as the plan found it.
pub(crate) fn resolve_item(
    item: &Item,
    made: &Made,
    profile: &Profile,
    now: &BTreeSet<String>,
) -> Option<Item> {
    let wish = substitute_ids(&item.wish, &item.follows, made)?;
    let group = group_of(item, made)?.to_owned();
    let (users, add) = match &wish {
        Change::AddMember { users, .. } => (users, true),
        Change::RemoveMember { users, .. } => (users, false),
        _ => return None,
    };
    let before: BTreeSet<String> = if add {
        now.iter().filter(|id| !users.contains(id)).cloned().collect()
    } else {
        now.iter().chain(users).cloned().collect()
    };
    let new: BTreeSet<&String> = made.values().collect();
    let planned = MemberSet::of(before.iter().filter(|id| !new.contains(id)).map(String::as_str));
    if item.members_before.as_ref() != Some(&planned) {
        return None;
    }
    let mut filled = from_members(item, wish, &group, profile, &before)?;
    if let Some(image) = filled.before_image.as_object_mut()
        && item.follows.iter().any(|one| image.get("id").and_then(|id| id.as_str()) == Some(one))
    {
        image.insert("id".to_owned(), Value::String(group.clone()));
    }
    Some(filled)
}

/// An item about the members of a group, if an earlier item of its run left other members in the
/// group than the plan expected: computed from the members that item found. `None`: it is about
/// something else, or it would change nothing now.
pub(crate) fn from_left(item: &Item, profile: &Profile, left: &BTreeSet<String>) -> Option<Item> {
    let Target::Group(group) = &item.target else { return None };
    let changes_something = match &item.wish {
        Change::AddMember { users, .. } => users.iter().all(|user| !left.contains(user)),
        Change::RemoveMember { users, .. } => users.iter().all(|user| left.contains(user)),
        _ => false,
    };
    if !changes_something {
        return None;
    }
    from_members(item, item.wish.clone(), group, profile, left)
}

/// The item with this wish about a group with these members.
fn from_members(
    item: &Item,
    wish: Change,
    group: &str,
    profile: &Profile,
    before: &BTreeSet<String>,
) -> Option<Item> {
    let mut intent = match &wish {
        Change::AddMember { users, .. } => {
            add_members(profile, group, MemberIds::new(users.clone())?, before)
        }
        Change::RemoveMember { users, .. } => {
            remove_members(profile, group, MemberIds::new(users.clone())?, before)
        }
        _ => return None,
    };
    let left_out_when_empty =
        item.members_before.as_ref().is_some_and(|before| before.left_out_when_empty);
    intent.leaves_out_when_empty(left_out_when_empty);
    let members_before =
        MemberSet { left_out_when_empty, ..MemberSet::of(before.iter().map(String::as_str)) };
    Some(Item {
        target: Target::Group(group.to_owned()),
        wish,
        request: intent.request,
        expected: intent.expected,
        read_back: intent.read_back,
        members_before: Some(members_before),
        ..item.clone()
    })
}

#[cfg(test)]
mod tests;
