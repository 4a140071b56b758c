//! What is staged, as it is shown.

use crate::change::Change;
use crate::change::merge::Wish;
use crate::lookup::attributes::label;
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::{StagedChange, StagedKind, StagedMember, StagedValue};
use rollcall_providers::Profile;
use rollcall_store::{AccountId, Connection, GroupId, StagedWish};
use serde_json::Value;

/// A wish as it is shown.
pub(crate) fn staged_change(
    kept: StagedWish,
    wish: Wish,
    connection: &Connection,
    profile: &Profile,
) -> StagedChange {
    let nouns = &profile.words.nouns;
    let (kind, change) = match &wish.change {
        Change::Deactivate { .. } => (StagedKind::Deactivate, nouns.deactivate.clone()),
        Change::Activate { .. } => (StagedKind::Activate, "Activate".to_owned()),
        Change::Delete { .. } => (StagedKind::Delete, "Delete".to_owned()),
        Change::Set { .. } => (StagedKind::Set, "Edit".to_owned()),
        Change::Create { .. } => (StagedKind::Create, format!("Create {}", nouns.user)),
        Change::AddMember { .. } => (StagedKind::AddMember, format!("Add to {}", nouns.group)),
        Change::RemoveMember { .. } => {
            (StagedKind::RemoveMember, format!("Remove from {}", nouns.group))
        }
        Change::CreateGroup { .. } => (StagedKind::CreateGroup, format!("Create {}", nouns.group)),
        Change::RenameGroup { .. } => (StagedKind::RenameGroup, format!("Rename {}", nouns.group)),
        Change::DeleteGroup { .. } => (StagedKind::DeleteGroup, format!("Delete {}", nouns.group)),
    };
    let named = |id: &String| wish.names.get(id).unwrap_or(id).clone();
    let values = match &wish.change {
        Change::Set { values, .. } | Change::Create { values, .. } => values
            .iter()
            .map(|(path, value)| StagedValue {
                path: path.clone(),
                label: label(path),
                before: wish.before.get(path).cloned().unwrap_or_default(),
                after: shown(value),
            })
            .collect(),
        _ => Vec::new(),
    };
    let members = match &wish.change {
        Change::AddMember { users, .. } | Change::RemoveMember { users, .. } => users
            .iter()
            .map(|id| StagedMember { account_id: AccountId::from(id.clone()), name: named(id) })
            .collect(),
        _ => Vec::new(),
    };
    let names = match &wish.change {
        Change::Create { groups, .. } => groups.iter().map(named).collect(),
        Change::RenameGroup { name, .. } => vec![name.clone()],
        _ => Vec::new(),
    };
    StagedChange {
        id: kept.id,
        kind,
        connection_id: connection.id.clone(),
        connection_name: connection.name.clone(),
        color: profile.color.clone(),
        change,
        on: wish.on,
        account_id: wish.change.user().map(AccountId::from),
        group_id: wish.change.group().map(GroupId::from),
        values,
        members,
        names,
        at: kept.at,
    }
}

/// A value as text; `None` when it is taken away.
pub(crate) fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Some(bounded(text, VALUE_SHOWN))
}
