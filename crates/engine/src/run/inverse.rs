//! The inverse of one item of a run: what takes it back, from its before-image and from what it touched
//! as that is now. Pure.

use crate::change::Change;
use crate::plan::{Item, Warning};
use crate::run::precondition::same_value;
use crate::text::{NAME_SHOWN, bounded};
use rollcall_providers::schema::ENTERPRISE;
use rollcall_providers::{Expected, ExpectedValue, Profile};
use rollcall_scim::{Group, Members, Resource};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a new account can get of the old one's image.
const CARRIED: [&str; 16] = [
    "userName",
    "displayName",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    "emails",
    "externalId",
    "nickName",
    "profileUrl",
    "phoneNumbers",
    "addresses",
    "title",
    "userType",
    "locale",
    "timezone",
    "preferredLanguage",
];
const CARRIED_ENTERPRISE: [&str; 6] =
    ["department", "costCenter", "division", "organization", "employeeNumber", "manager"];

/// What the app creates on its own, and what has a separate kind of change.
const OF_THE_APP: [&str; 6] = ["schemas", "id", "meta", "active", "groups", "password"];

/// The item that is taken back, and where it was undo.
pub(super) struct ToUndo<'a> {
    pub(super) connection_id: &'a str,
    /// What the connection is called.
    pub(super) app: &'a str,
    pub(super) profile: &'a Profile,
    pub(super) item: &'a Item,
    /// The account or group before the run.
    pub(super) image: &'a Resource,
    /// Id of what the item made; empty when it is not known.
    pub(super) made: &'a str,
}

/// What an item touched, as it is now. `Err`: the app's words that it is gone.
pub(super) enum Touched {
    /// Its inverse needs no look.
    NotRead,
    Account {
        live: Result<Resource, String>,
        /// Groups that the account was in before and that are still there, with their members where
        /// the app states them.
        groups: Vec<(String, Option<BTreeSet<String>>)>,
        /// The account as the run left it: a server may have taken a part of what was asked.
        left: Option<Resource>,
    },
    Group(Result<Resource, String>),
}

/// What takes an item back.
#[derive(Debug, Default)]
pub(super) struct Inverse {
    pub(super) changes: Vec<Change>,
    /// Why something is not taken back.
    pub(super) blocked: Vec<String>,
    pub(super) warning: Option<Warning>,
    /// The account gets a new id, because this one is gone.
    pub(super) re_creates: Option<String>,
    /// A group that users left through the item, and who was named.
    pub(super) left_group: Option<(String, Vec<String>)>,
}

impl Inverse {
    fn change(change: Change) -> Self {
        Self { changes: vec![change], ..Self::default() }
    }

    fn blocked(why: String) -> Self {
        Self { blocked: vec![why], ..Self::default() }
    }
}

/// The inverse of an item that took, or may have.
pub(super) fn inverse(undo: &ToUndo<'_>, touched: Touched) -> Inverse {
    let connection = undo.connection_id.to_owned();
    match (&undo.item.wish, touched) {
        (
            Change::Deactivate { user, .. } | Change::Delete { user, .. },
            Touched::Account { live: Ok(live), groups, .. },
        ) => of_ended_access(connection, user, &live, groups),
        (
            Change::Deactivate { user, .. } | Change::Delete { user, .. },
            Touched::Account { live: Err(_), groups, .. },
        ) => of_gone_account(undo, user, groups),
        (Change::Set { user, .. }, Touched::Account { live, left, .. }) => match live {
            Ok(live) => of_values(undo, user, &live, left.as_ref()),
            Err(gone) => Inverse::blocked(gone),
        },
        (Change::RenameGroup { group, .. }, Touched::Group(live)) => match live {
            Ok(live) => of_rename(undo, group, &live),
            Err(gone) => Inverse::blocked(gone),
        },
        (
            Change::Deactivate { .. }
            | Change::Delete { .. }
            | Change::Set { .. }
            | Change::RenameGroup { .. },
            _,
        ) => Inverse::blocked("what this item changed was not read.".to_owned()),
        (Change::Activate { user, .. }, _) => {
            Inverse::change(Change::Deactivate { connection, user: user.clone() })
        }
        (Change::Create { .. } | Change::CreateGroup { .. }, _) if undo.made.is_empty() => {
            Inverse::blocked("the id of what was created is not known.".to_owned())
        }
        (Change::Create { .. }, _) => {
            Inverse::change(Change::Delete { connection, user: undo.made.to_owned() })
        }
        (Change::CreateGroup { .. }, _) => {
            Inverse::change(Change::DeleteGroup { connection, group: undo.made.to_owned() })
        }
        (Change::AddMember { group, users, .. }, _) => Inverse {
            left_group: Some((group.clone(), Vec::new())),
            ..Inverse::change(Change::RemoveMember {
                connection,
                group: group.clone(),
                users: users.clone(),
            })
        },
        // Who left is put together over all items of the group.
        (Change::RemoveMember { group, users, .. }, _) => {
            Inverse { left_group: Some((group.clone(), users.clone())), ..Inverse::default() }
        }
        (Change::DeleteGroup { .. }, _) => {
            let name = undo.image.text("displayName").unwrap_or_default();
            let members = match Group::of(undo.image).members {
                Members::Listed(members) => members.into_iter().map(|one| one.value).collect(),
                Members::Unknown => Vec::new(),
            };
            Inverse::change(Change::CreateGroup { connection, name, members })
        }
    }
}

/// Access comes back, and the account joins the groups that it is not in now.
fn of_ended_access(
    connection: String,
    user: &str,
    live: &Resource,
    groups: Vec<(String, Option<BTreeSet<String>>)>,
) -> Inverse {
    let mut inverse = Inverse::default();
    if live.flag("active") != Some(true) {
        let connection = connection.clone();
        inverse.changes.push(Change::Activate { connection, user: user.to_owned() });
    }
    for (group, members) in groups {
        // One that does not state its members may have none: the plan finds out.
        if !members.is_some_and(|members| members.contains(user)) {
            inverse.changes.push(Change::AddMember {
                connection: connection.clone(),
                group,
                users: vec![user.to_owned()],
            });
        }
    }
    inverse
}

/// A new account with what it can get of the old one's image.
fn of_gone_account(
    undo: &ToUndo<'_>,
    user: &str,
    groups: Vec<(String, Option<BTreeSet<String>>)>,
) -> Inverse {
    let values = carried(undo.profile, undo.image);
    let lost = left_out(undo.image, &values);
    let warning = (!lost.is_empty()).then(|| Warning {
        stop: false,
        lead: format!("{} is created without: {}.", undo.item.on, lost.join(", ")),
        text: "The account is gone, and a new one does not get these. The run that removed it \
        lists them."
            .to_owned(),
        count: 1,
    });
    let groups = groups.into_iter().map(|(group, _)| group).collect();
    let connection = undo.connection_id.to_owned();
    Inverse {
        warning,
        re_creates: Some(user.to_owned()),
        ..Inverse::change(Change::Create { connection, values, groups })
    }
}

/// The former values, where the run's values are still in place.
fn of_values(undo: &ToUndo<'_>, user: &str, live: &Resource, left: Option<&Resource>) -> Inverse {
    let mut inverse = Inverse::default();
    let Expected::Values(set) = &undo.item.expected else { return inverse };
    let mut values = Map::new();
    for value in set {
        match of_value(value, undo.image, live, left) {
            Former::Restored => {}
            Former::Is(former) => {
                values.insert(value.path.clone(), former);
            }
            Former::NeverShown => inverse.blocked.push(format!(
                "the former {} is not known: {} never returns it.",
                value.name(),
                undo.app
            )),
            Former::ChangedSince => inverse.blocked.push(no_more(&value.found_words(live))),
        }
    }
    if !values.is_empty() {
        let connection = undo.connection_id.to_owned();
        inverse.changes.push(Change::Set { connection, user: user.to_owned(), values });
    }
    inverse
}

/// What is known of the value that stood there before.
enum Former {
    Is(Value),
    /// It did not take effect, or it was changed back.
    Restored,
    /// The app never gives it back.
    NeverShown,
    ChangedSince,
}

fn of_value(
    value: &ExpectedValue,
    image: &Resource,
    live: &Resource,
    left: Option<&Resource>,
) -> Former {
    if value.write_only {
        Former::NeverShown
    } else if same_value(&value.path, image, live) {
        Former::Restored
    } else if value.holds_in(live) || left.is_some_and(|left| same_value(&value.path, left, live)) {
        Former::Is(image.get(&value.path).cloned().unwrap_or(Value::Null))
    } else {
        Former::ChangedSince
    }
}

/// The former name, where the run's name is still in place.
fn of_rename(undo: &ToUndo<'_>, group: &str, live: &Resource) -> Inverse {
    if !undo.item.expected.is_met_by(live) {
        let now = live.text("displayName").unwrap_or_default();
        return Inverse::blocked(no_more(&format!("“{now}”")));
    }
    Inverse::change(Change::RenameGroup {
        connection: undo.connection_id.to_owned(),
        group: group.to_owned(),
        name: undo.image.text("displayName").unwrap_or_default(),
    })
}

/// Why something that was changed since is not undone: the later change was intended.
fn no_more(now: &str) -> String {
    format!("it has changed since this run set it: {}.", bounded(now, NAME_SHOWN))
}

/// Attributes of a former account that a new one is not given, by name.
fn left_out(image: &Resource, given: &Map<String, Value>) -> Vec<String> {
    let is_given = |name: &str| {
        given.keys().any(|path| {
            let last = path.rsplit(':').next().unwrap_or(path);
            last.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
        })
    };
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    let Value::Object(image) = image.as_value() else { return Vec::new() };
    let mut lost = Vec::new();
    for (name, value) in image {
        if OF_THE_APP.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let parts = match value {
            Value::Object(parts) if name.contains(':') => parts,
            value => Map::from_iter([(name, value)]),
        };
        let kept = |(name, value): &(String, Value)| !empty(value) && !is_given(name);
        lost.extend(parts.into_iter().filter(kept).map(|(name, _)| name));
    }
    lost
}

/// The values of a former account that a new one can be given.
fn carried(profile: &Profile, image: &Resource) -> Map<String, Value> {
    let enterprise = CARRIED_ENTERPRISE.iter().map(|name| format!("{ENTERPRISE}:{name}"));
    CARRIED
        .iter()
        .map(|path| (*path).to_owned())
        .chain(enterprise)
        .filter(|path| rollcall_providers::keeps(profile, path))
        .filter_map(|path| {
            let value = image.get(&path).filter(|value| !value.is_null())?.clone();
            Some((path, value))
        })
        .collect()
}

#[cfg(test)]
mod tests;
