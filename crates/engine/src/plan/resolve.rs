//! From names to ids: whom and what a change is about.

use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use rollcall_store::{AccountId, Connection, GroupId};

impl Rollcall {
    /// The same change with ids in place of names.
    pub(super) async fn resolved(
        &self,
        connection: &Connection,
        change: Change,
    ) -> Result<Change, Problem> {
        let id = connection.id.clone();
        Ok(match change {
            Change::Deactivate { user, .. } => Change::Deactivate {
                user: self.user_id(connection, user).await?,
                connection: id.into_string(),
            },
            Change::Activate { user, .. } => Change::Activate {
                user: self.user_id(connection, user).await?,
                connection: id.into_string(),
            },
            Change::Delete { user, .. } => Change::Delete {
                user: self.user_id(connection, user).await?,
                connection: id.into_string(),
            },
            Change::Set { user, values, .. } => Change::Set {
                user: self.user_id(connection, user).await?,
                connection: id.into_string(),
                values,
            },
            Change::Create { values, groups: named, .. } => {
                let mut groups = Vec::with_capacity(named.len());
                for group in named {
                    groups.push(self.group_id(connection, group).await?);
                }
                Change::Create { connection: id.into_string(), values, groups }
            }
            Change::AddMember { group, users, .. } => Change::AddMember {
                group: self.group_id(connection, group).await?,
                users: self.user_ids(connection, users).await?,
                connection: id.into_string(),
            },
            Change::RemoveMember { group, users, .. } => Change::RemoveMember {
                group: self.group_id(connection, group).await?,
                users: self.user_ids(connection, users).await?,
                connection: id.into_string(),
            },
            Change::CreateGroup { name, members, .. } => Change::CreateGroup {
                members: self.user_ids(connection, members).await?,
                connection: id.into_string(),
                name,
            },
            Change::RenameGroup { group, name, .. } => Change::RenameGroup {
                group: self.group_id(connection, group).await?,
                connection: id.into_string(),
                name,
            },
            Change::DeleteGroup { group, .. } => Change::DeleteGroup {
                group: self.group_id(connection, group).await?,
                connection: id.into_string(),
            },
        })
    }

    async fn user_ids(
        &self,
        connection: &Connection,
        users: Vec<String>,
    ) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::with_capacity(users.len());
        for user in users {
            let (of, wanted) = (connection.id.clone(), user.clone());
            // A member need not be listed as an account: some apps hide those who came by hand.
            let known = self
                .stored("Looking up the member", move |store| store.knows_id(&of, &wanted))
                .await?;
            let id = if known { user } else { self.user_id(connection, user).await? };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    async fn user_id(&self, connection: &Connection, user: String) -> Result<String, Problem> {
        let id = connection.id.clone();
        let (as_id, wanted) = (AccountId::from(user.as_str()), user.clone());
        // An id names one account, even if others are called like it.
        let (is_id, found) = self
            .stored("Looking up the user", move |store| {
                let is_id = store.has_account(&id, &as_id)?;
                let found = if is_id { Vec::new() } else { store.find_account(&id, &wanted)? };
                Ok((is_id, found))
            })
            .await?;
        if is_id {
            return Ok(user);
        }
        let ids: Vec<String> = found.into_iter().map(|row| row.account_id.into_string()).collect();
        the_only(ids, "user", &user, &connection.name)
    }

    async fn group_id(&self, connection: &Connection, group: String) -> Result<String, Problem> {
        let (id, wanted) = (connection.id.clone(), group.clone());
        let found = self
            .stored("Looking up the group", move |store| store.find_groups(&id, &wanted))
            .await?;
        if found.iter().any(|id| *id == group.as_str()) {
            return Ok(group);
        }
        the_only(
            found.into_iter().map(GroupId::into_string).collect(),
            "group",
            &group,
            &connection.name,
        )
    }
}

fn the_only(
    mut found: Vec<String>,
    noun: &str,
    wanted: &str,
    connection: &str,
) -> Result<String, Problem> {
    match found.len() {
        0 => Err(asked(
            ProblemCode::NotFound,
            &format!("Finding the {noun} failed."),
            &format!("The local copy of {connection} has no {noun} “{wanted}”."),
            "Read the connection again, or search for part of the name.",
        )),
        1 => Ok(found.swap_remove(0)),
        several => Err(asked(
            ProblemCode::BadRequest,
            &format!("Finding the {noun} failed."),
            &format!("{several} {noun}s of {connection} are called “{wanted}”."),
            &format!("Name one by its id: {}.", found.join(", ")),
        )),
    }
}
