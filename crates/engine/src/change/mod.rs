//! One wish of an admin, before it is a plan: whom it is about and what should be true afterwards.

pub(crate) mod availability;
pub(crate) mod merge;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// One change. `connection` is a connection's id or name; `user` an id, user name or e-mail
/// address, `group` an id or name. In a plan they are ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Ends the access of an account as its provider does it.
    Deactivate {
        /// Id or name of the connection.
        connection: String,
        /// Id, user name or e-mail address of the account.
        user: String,
    },
    /// Gives an inactive account its access back.
    Activate {
        /// Id or name of the connection.
        connection: String,
        /// Id, user name or e-mail address of the account.
        user: String,
    },
    /// Deletes an account.
    Delete {
        /// Id or name of the connection.
        connection: String,
        /// Id, user name or e-mail address of the account.
        user: String,
    },
    /// Attribute paths as RFC 7644 §3.10 writes them; `null` removes a value.
    Set {
        /// Id or name of the connection.
        connection: String,
        /// Id, user name or e-mail address of the account.
        user: String,
        /// The new values by attribute path.
        values: Map<String, Value>,
    },
    /// The groups are joined when the account is there: not every app takes them with it.
    Create {
        /// Id or name of the connection.
        connection: String,
        /// The values by attribute path (RFC 7644 §3.10); `userName` is required.
        values: Map<String, Value>,
        /// Ids or names of the groups to join; may be empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        groups: Vec<String>,
    },
    /// Adds accounts to a group.
    AddMember {
        /// Id or name of the connection.
        connection: String,
        /// Id or name of the group.
        group: String,
        /// Ids, user names or e-mail addresses of the accounts.
        users: Vec<String>,
    },
    /// Removes accounts from a group.
    RemoveMember {
        /// Id or name of the connection.
        connection: String,
        /// Id or name of the group.
        group: String,
        /// Ids, user names or e-mail addresses of the accounts.
        users: Vec<String>,
    },
    /// The members are added when the group is there.
    CreateGroup {
        /// Id or name of the connection.
        connection: String,
        /// The group's `displayName` (RFC 7643 §4.2).
        name: String,
        /// Ids, user names or e-mail addresses of the accounts; may be empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        members: Vec<String>,
    },
    /// Gives a group another name.
    RenameGroup {
        /// Id or name of the connection.
        connection: String,
        /// Id or name of the group.
        group: String,
        /// The new `displayName` (RFC 7643 §4.2).
        name: String,
    },
    /// Deletes a group.
    DeleteGroup {
        /// Id or name of the connection.
        connection: String,
        /// Id or name of the group.
        group: String,
    },
}

impl Change {
    /// Id or name of the connection.
    pub fn connection(&self) -> &str {
        match self {
            Self::Deactivate { connection, .. }
            | Self::Activate { connection, .. }
            | Self::Delete { connection, .. }
            | Self::Set { connection, .. }
            | Self::Create { connection, .. }
            | Self::AddMember { connection, .. }
            | Self::RemoveMember { connection, .. }
            | Self::CreateGroup { connection, .. }
            | Self::RenameGroup { connection, .. }
            | Self::DeleteGroup { connection, .. } => connection,
        }
    }

    /// What it is about, within its connection: only changes of the same thing can contradict each
    /// other or be one.
    pub(crate) fn subject(&self) -> (String, String) {
        let what = match (self.user(), self.group(), self) {
            (Some(user), ..) => format!("user {user}"),
            (_, Some(group), _) => format!("group {group}"),
            (.., Self::CreateGroup { name, .. }) => format!("new group {name}"),
            (.., Self::Create { values, .. }) => {
                let name = values.get("userName").and_then(Value::as_str).unwrap_or_default();
                format!("new user {name}")
            }
            _ => String::new(),
        };
        (self.connection().to_owned(), what)
    }

    /// What it does, in a few words of no provider.
    pub(crate) fn verb(&self) -> &'static str {
        match self {
            Self::Deactivate { .. } => "Deactivate",
            Self::Activate { .. } => "Activate",
            Self::Delete { .. } => "Delete",
            Self::Set { .. } => "Change",
            Self::Create { .. } => "Create",
            Self::AddMember { .. } => "Add to group",
            Self::RemoveMember { .. } => "Remove from group",
            Self::CreateGroup { .. } => "Create group",
            Self::RenameGroup { .. } => "Rename group",
            Self::DeleteGroup { .. } => "Delete group",
        }
    }

    /// Takes another edit of the same account in, or more members who join or leave the same group,
    /// so that both are one request. Gives back what it does not take.
    pub(crate) fn join(&mut self, other: Self) -> Option<Self> {
        match (self, other) {
            (
                Self::Set { connection, user, values },
                Self::Set { connection: there, user: whom, values: more },
            ) if *connection == there && *user == whom => {
                values.extend(more);
                None
            }
            (
                Self::AddMember { connection, group, users },
                Self::AddMember { connection: there, group: which, users: more },
            )
            | (
                Self::RemoveMember { connection, group, users },
                Self::RemoveMember { connection: there, group: which, users: more },
            ) if *connection == there && *group == which => {
                for user in more {
                    if !users.contains(&user) {
                        users.push(user);
                    }
                }
                None
            }
            (_, other) => Some(other),
        }
    }

    /// The same, each member separately.
    pub(crate) fn one_by_one(self) -> Vec<Self> {
        let each = |users: Vec<String>, of: &dyn Fn(Vec<String>) -> Self| {
            users.into_iter().map(|user| of(vec![user])).collect()
        };
        match self {
            Self::AddMember { connection, group, users } => each(users, &|users| Self::AddMember {
                connection: connection.clone(),
                group: group.clone(),
                users,
            }),
            Self::RemoveMember { connection, group, users } => each(users, &|users| {
                Self::RemoveMember { connection: connection.clone(), group: group.clone(), users }
            }),
            other => vec![other],
        }
    }

    /// The account that it is about, when it is about one that exists.
    pub(crate) fn user(&self) -> Option<&str> {
        match self {
            Self::Deactivate { user, .. }
            | Self::Activate { user, .. }
            | Self::Delete { user, .. }
            | Self::Set { user, .. } => Some(user),
            _ => None,
        }
    }

    /// The group that it is about, when it is about one that exists.
    pub(crate) fn group(&self) -> Option<&str> {
        match self {
            Self::AddMember { group, .. }
            | Self::RemoveMember { group, .. }
            | Self::RenameGroup { group, .. }
            | Self::DeleteGroup { group, .. } => Some(group),
            _ => None,
        }
    }

    /// Why both cannot be requested together. Names must be resolved to ids first. The same wish
    /// twice is not a contradiction.
    pub(crate) fn contradicts(&self, other: &Self) -> Option<&'static str> {
        if self == other || self.connection() != other.connection() {
            return None;
        }
        if let (Some(one), Some(two)) = (self.user(), other.user())
            && one == two
        {
            return match (self, other) {
                (Self::Set { values: one, .. }, Self::Set { values: two, .. }) => one
                    .iter()
                    .any(|(path, value)| two.get(path).is_some_and(|other| other != value))
                    .then_some("one attribute cannot have two values"),
                (Self::Set { .. }, _) | (_, Self::Set { .. }) => {
                    Some("an account that is created or deleted cannot be edited in the same plan")
                }
                _ => Some("an account cannot end up in two states"),
            };
        }
        if let (Some(one), Some(two)) = (self.group(), other.group())
            && one == two
        {
            return match (self, other) {
                (Self::AddMember { users: one, .. }, Self::RemoveMember { users: two, .. })
                | (Self::RemoveMember { users: one, .. }, Self::AddMember { users: two, .. }) => {
                    one.iter()
                        .any(|user| two.contains(user))
                        .then_some("an account cannot be added and removed at once")
                }
                (Self::RenameGroup { .. }, Self::RenameGroup { .. }) => {
                    Some("a group cannot have two names")
                }
                (Self::DeleteGroup { .. }, _) | (_, Self::DeleteGroup { .. }) => {
                    Some("a group that is deleted cannot be changed in the same plan")
                }
                _ => None,
            };
        }
        None
    }
}

/// Why changes of different things cannot be requested together. Names must be resolved to ids
/// first.
pub(crate) fn clash(changes: &[Change]) -> Option<String> {
    let mut deleted = HashSet::new();
    let mut names = HashSet::new();
    for change in changes {
        match change {
            Change::Delete { connection, user } => {
                deleted.insert((connection, user));
            }
            Change::Create { connection, values, .. } | Change::Set { connection, values, .. } => {
                let name = values.iter().find(|(path, _)| path.eq_ignore_ascii_case("userName"));
                if let Some(name) = name.and_then(|(_, value)| value.as_str())
                    && !names.insert((connection, name.to_lowercase()))
                {
                    return Some(format!("two accounts cannot have the user name “{name}”"));
                }
            }
            _ => {}
        }
    }
    changes.iter().find_map(|change| match change {
        Change::AddMember { connection, users, .. } => {
            let gone = users.iter().find(|user| deleted.contains(&(connection, *user)))?;
            Some(format!("“{gone}” is deleted and added to a group"))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn change(value: Value) -> Change {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_change_is_written_as_one_line_of_json() {
        let line = r#"{"change":"add-member","connection":"m","group":"g","users":["1","2"]}"#;
        let read: Change = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), line);
        assert!(serde_json::from_str::<Change>(r#"{"change":"explode"}"#).is_err());
    }

    #[test]
    fn members_of_one_group_join_and_part_again() {
        let members = |kind: &str, group: &str, users: &[&str]| {
            change(json!({"change": kind, "connection": "c", "group": group, "users": users}))
        };
        let mut one = members("add-member", "g", &["1", "2"]);
        assert!(one.join(members("add-member", "g", &["2", "3"])).is_none());
        assert_eq!(one, members("add-member", "g", &["1", "2", "3"]));
        for other in [members("add-member", "h", &["4"]), members("remove-member", "g", &["4"])] {
            assert_eq!(one.join(other.clone()), Some(other));
        }
        let parts = ["1", "2", "3"].map(|user| members("add-member", "g", &[user]));
        assert_eq!(one.one_by_one(), parts);
        let mut leave = members("remove-member", "g", &["1"]);
        assert!(leave.join(members("remove-member", "g", &["2"])).is_none());
        assert_eq!(leave.one_by_one().len(), 2);
        let delete = change(json!({"change": "delete-group", "connection": "c", "group": "g"}));
        assert_eq!(delete.clone().one_by_one(), [delete]);
    }

    #[test]
    fn what_cannot_both_be_is_told_apart() {
        let on = |kind: &str, user: &str| json!({"change": kind, "connection": "c", "user": user});
        let leave = change(on("deactivate", "1"));
        let set = |title: &str| {
            change(
                json!({"change": "set", "connection": "c", "user": "1", "values": {"title": title}}),
            )
        };
        assert!(leave.contradicts(&change(on("activate", "1"))).is_some());
        assert!(leave.contradicts(&set("x")).is_some());
        assert!(set("x").contradicts(&set("y")).is_some());
        assert!(leave.contradicts(&leave.clone()).is_none());
        assert!(leave.contradicts(&change(on("activate", "2"))).is_none());
        assert!(set("x").contradicts(&change(on("activate", "1"))).is_some());
        let members = |kind: &str, users: &[&str]| {
            change(json!({"change": kind, "connection": "c", "group": "g", "users": users}))
        };
        assert!(
            members("add-member", &["1"]).contradicts(&members("remove-member", &["1"])).is_some()
        );
        assert!(
            members("add-member", &["1"]).contradicts(&members("remove-member", &["2"])).is_none()
        );
        let delete = change(json!({"change": "delete-group", "connection": "c", "group": "g"}));
        assert!(delete.contradicts(&members("add-member", &["1"])).is_some());
    }
}
