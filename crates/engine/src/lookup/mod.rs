//! Search, filter and sort over the local copy. Nothing here asks a provider.
//!
//! `groups` lists groups and their members, `attributes` what can be edited of a user, `compare` what
//! changed between two dates.

pub(crate) mod attributes;
pub(crate) mod compare;
pub(crate) mod groups;

use crate::change::availability::{activate_blocked, deactivate_blocked, delete_blocked};
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::to_view::{self, Place};
use crate::view::{
    Facet, Facets, Field, HistoryEntry, UserDetail, UserGroup, UserMatch, UserPage, UserQuery,
    UserRow, UserSort,
};
use rollcall_providers::schema::ENTERPRISE;
use rollcall_scim::{Resource, User};
use rollcall_store::{AccountId, Connection, ConnectionId, GroupId, Moment};
use std::collections::HashMap;

/// Rows a single question may bring back.
const LIMIT: u32 = 1_000;

impl Rollcall {
    /// The rows `offset..offset+limit` that match, the total, and how fresh and complete they are.
    pub async fn users(&self, query: UserQuery) -> Result<UserPage, Problem> {
        let connections = self.named_connections().await?;
        let wanted = rollcall_store::UserQuery {
            text: query.text,
            connections: query.connections.into_iter().map(ConnectionId::from).collect(),
            statuses: query.statuses.into_iter().map(to_view::stored_state).collect(),
            departments: query.departments,
            group: query.group.map(|group| rollcall_store::GroupRef {
                connection_id: group.connection_id,
                group_id: group.group_id,
            }),
            stale_only: query.stale_only,
            sort: user_sort(query.sort),
            descending: query.descending,
            offset: query.offset,
            limit: query.limit.min(LIMIT),
        };
        let page = self.stored("Searching the users", move |store| store.users(&wanted)).await?;
        Ok(UserPage {
            rows: self.user_rows(page.rows, &connections)?,
            total: page.total,
            all: page.all,
            as_of: page.as_of,
            complete: page.complete,
        })
    }

    /// What the filters offer.
    pub async fn facets(&self) -> Result<Facets, Problem> {
        let facets = self.stored("Counting for the filters", |store| store.facets()).await?;
        let facet = |facet: rollcall_store::Facet| Facet {
            value: facet.value,
            label: facet.label,
            count: facet.count,
        };
        Ok(Facets {
            connections: facets.connections.into_iter().map(facet).collect(),
            statuses: facets
                .statuses
                .into_iter()
                .map(|(state, count)| {
                    let (value, label) = match state {
                        rollcall_store::AccountState::Active => ("active", "Active"),
                        rollcall_store::AccountState::Inactive => ("inactive", "Inactive"),
                        rollcall_store::AccountState::NoLongerListed => {
                            ("no-longer-listed", "No longer listed")
                        }
                    };
                    Facet { value: value.to_owned(), label: label.to_owned(), count }
                })
                .collect(),
            departments: facets.departments.into_iter().map(facet).collect(),
        })
    }

    /// One account with fields, groups, history and the resource as it came.
    pub async fn user(
        &self,
        connection: &str,
        account_id: &AccountId,
    ) -> Result<UserDetail, Problem> {
        let connection = self.connection(connection).await?;
        let profile = self.profile(&connection.provider)?;
        let (id, account) = (connection.id.clone(), account_id.to_owned());
        let found = self
            .stored("Looking up the user", move |store| store.account(&id, &account))
            .await?
            .ok_or_else(|| no_such_user(account_id.as_str(), &connection.name))?;
        let resource = serde_json::from_str(&found.raw)
            .ok()
            .and_then(|value| Resource::from_value(value).ok());
        let place = Place { connection: &connection, profile };
        let row = to_view::user_row(found.row, &place);
        Ok(UserDetail {
            fields: resource.as_ref().map(fields).unwrap_or_default(),
            some_groups: found
                .some_groups
                .into_iter()
                .map(|group| UserGroup {
                    group_id: group.group_id,
                    name: group.name,
                    members: group.members,
                })
                .collect(),
            history: found
                .history
                .into_iter()
                .map(|entry| HistoryEntry {
                    at: entry.at,
                    what: entry.what,
                    before: entry.before.map(|text| bounded(text, VALUE_SHOWN)),
                    after: entry.after.map(|text| bounded(text, VALUE_SHOWN)),
                })
                .collect(),
            raw: indented(&found.raw),
            nouns: to_view::nouns(profile),
            deactivate_note: profile.words.deactivate_note.clone(),
            deactivate_blocked: deactivate_blocked(&row, profile),
            activate_blocked: activate_blocked(&row, profile),
            delete_blocked: delete_blocked(&row, profile),
            row,
        })
    }

    /// Accounts of one connection that are exactly this id, user name or e-mail address.
    pub async fn find_users(&self, connection: &str, text: &str) -> Result<Vec<UserRow>, Problem> {
        let connection = self.connection(connection).await?;
        let (id, wanted) = (connection.id.clone(), text.to_owned());
        let rows = self
            .stored("Looking up the user", move |store| store.find_account(&id, &wanted))
            .await?;
        let profile = self.profile(&connection.provider)?;
        let place = Place { connection: &connection, profile };
        Ok(rows.into_iter().map(|row| to_view::user_row(row, &place)).collect())
    }

    /// Whom each of these texts names in a connection: an id, a user name, an e-mail address or,
    /// when it is none of these, a whole name; and who of them is in the group, when one is named. In
    /// the order of the texts.
    pub async fn match_users(
        &self,
        connection: &str,
        group: Option<String>,
        texts: Vec<String>,
    ) -> Result<Vec<UserMatch>, Problem> {
        let connection = self.connection(connection).await?;
        let (id, group) = (connection.id.clone(), group.map(GroupId::from));
        let found = self
            .stored("Looking up the users", move |store| {
                store.match_accounts(&id, group.as_ref(), &texts)
            })
            .await?;
        let profile = self.profile(&connection.provider)?;
        let place = Place { connection: &connection, profile };
        Ok(found
            .into_iter()
            .map(|matched| {
                let inside = matched.rows.iter().filter(|(_, inside)| *inside);
                UserMatch {
                    inside: inside.map(|(row, _)| row.account_id.to_string()).collect(),
                    rows: matched
                        .rows
                        .into_iter()
                        .map(|(row, _)| to_view::user_row(row, &place))
                        .collect(),
                    text: matched.text,
                }
            })
            .collect())
    }

    /// Every connection, by its id.
    pub(crate) async fn named_connections(
        &self,
    ) -> Result<HashMap<ConnectionId, Connection>, Problem> {
        let all = self.stored("Listing the connections", |store| store.connections()).await?;
        Ok(all.into_iter().map(|connection| (connection.id.clone(), connection)).collect())
    }

    fn user_rows(
        &self,
        rows: Vec<rollcall_store::UserRow>,
        connections: &HashMap<ConnectionId, Connection>,
    ) -> Result<Vec<UserRow>, Problem> {
        let mut shaped = Vec::with_capacity(rows.len());
        for row in rows {
            if let Some(connection) = connections.get(&row.connection_id) {
                let profile = self.profile(&connection.provider)?;
                shaped.push(to_view::user_row(row, &Place { connection, profile }));
            }
        }
        Ok(shaped)
    }
}

pub(crate) fn no_such_user(account: &str, connection: &str) -> Problem {
    asked(
        ProblemCode::NotFound,
        "Finding the user failed.",
        &format!("The local copy of {connection} has no user “{account}”."),
        "Read the connection again, or search for part of the name.",
    )
}

fn user_sort(sort: UserSort) -> rollcall_store::UserSort {
    match sort {
        UserSort::Name => rollcall_store::UserSort::Name,
        UserSort::UserName => rollcall_store::UserSort::UserName,
        UserSort::Connection => rollcall_store::UserSort::Connection,
        UserSort::Status => rollcall_store::UserSort::Status,
        UserSort::Title => rollcall_store::UserSort::Title,
        UserSort::Department => rollcall_store::UserSort::Department,
        UserSort::Groups => rollcall_store::UserSort::Groups,
        UserSort::AsOf => rollcall_store::UserSort::AsOf,
    }
}

/// Characters of a resource that are shown.
const RESOURCE_SHOWN: usize = 100_000;

pub(crate) fn indented(json: &str) -> String {
    let text = serde_json::from_str::<serde_json::Value>(json)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| json.to_owned());
    bounded(text, RESOURCE_SHOWN)
}

/// The profile tab: what has a value, in the order an admin looks for it.
fn fields(resource: &Resource) -> Vec<Field> {
    let user = User::of(resource);
    let enterprise = |name: &str| format!("{ENTERPRISE}:{name}");
    let mut fields = Vec::new();
    let mut add = |label: &str, value: Option<String>, path: String| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = bounded(value, VALUE_SHOWN);
            fields.push(Field { label: label.to_owned(), value, path });
        }
    };
    add("Title", user.title.clone(), "title".into());
    add("Department", user.department.clone(), enterprise("department"));
    add("Manager", user.manager.clone(), enterprise("manager"));
    add("Cost center", user.cost_center.clone(), enterprise("costCenter"));
    add("Division", user.division.clone(), enterprise("division"));
    add("Organization", user.organization.clone(), enterprise("organization"));
    add("Employee number", user.employee_number.clone(), enterprise("employeeNumber"));
    add("User type", user.user_type.clone(), "userType".into());
    add("Role", Some(user.roles.join(", ")), "roles".into());
    let emails: Vec<&str> = user.emails.iter().map(|email| email.value.as_str()).collect();
    add("E-mail", Some(emails.join(", ")), "emails".into());
    add("User name", user.user_name.clone(), "userName".into());
    add("Id", Some(user.id.clone()), "id".into());
    add("External id", user.external_id.clone(), "externalId".into());
    add("Locale", user.locale.clone(), "locale".into());
    add("Time zone", user.timezone.clone(), "timezone".into());
    add("Created", user.created.as_deref().map(moment), "meta.created".into());
    add("Last modified", user.last_modified.as_deref().map(moment), "meta.lastModified".into());
    fields
}

/// A moment as it is shown; some apps send milliseconds or seconds since 1970.
fn moment(text: &str) -> String {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i64>().ok());
    let at = match (digits.flatten(), text.len()) {
        (Some(number), 13) => jiff::Timestamp::from_millisecond(number).ok(),
        (Some(number), 10) => jiff::Timestamp::from_second(number).ok(),
        _ => None,
    };
    at.map_or_else(|| text.to_owned(), |at| Moment::from(at).to_string())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn moments_are_shown_as_moments() {
        for (sent, shown) in [
            ("1549193660000", "2019-02-03T11:34:20.000Z"),
            ("1549193660", "2019-02-03T11:34:20.000Z"),
            ("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"),
            ("20260102", "20260102"),
            ("", ""),
        ] {
            assert_eq!(moment(sent), shown);
        }
    }
}
