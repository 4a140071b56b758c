//! Accounts: the table, its filters, and one of them whole.

use crate::view::Nouns;
use rollcall_store::{AccountId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// *active*, *inactive*, or *no longer listed* (absent from a complete read; never "deleted").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    Active,
    Inactive,
    NoLongerListed,
}

/// What accounts are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum UserSort {
    #[default]
    Name,
    UserName,
    Connection,
    Status,
    Title,
    Department,
    Groups,
    AsOf,
}

/// A group of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRef {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
}

/// What the table asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserQuery {
    /// Searched in name, user name, e-mail, title, department, id and group names.
    pub text: String,
    pub connections: Vec<String>,
    pub statuses: Vec<AccountState>,
    pub departments: Vec<String>,
    pub group: Option<GroupRef>,
    /// Only rows older than their connection's newest read.
    pub stale_only: bool,
    pub sort: UserSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

/// An account of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserRow {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// Never empty: falls back to user name, then id.
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub connection_name: String,
    pub color: String,
    pub status: AccountState,
    /// For *no longer listed*: when it was last listed.
    pub last_listed: Option<Moment>,
    pub title: String,
    pub department: String,
    pub user_type: String,
    /// `None`: members of some group were not read, so the count is unknown.
    pub groups: Option<u32>,
    /// Groups it is known to be in; at least so many.
    pub some_groups: u32,
    /// When this row was last seen in an answer of the server.
    pub as_of: Moment,
    /// Older than its connection's newest read.
    pub stale: bool,
}

/// Rows of the table of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserPage {
    pub rows: Vec<UserRow>,
    /// Rows that match.
    pub total: u32,
    /// All rows of the connections asked for, unfiltered.
    pub all: u32,
    /// Oldest `complete_at` or `as_of` behind the answer; `None` when nothing was read.
    pub as_of: Option<Moment>,
    /// Every connection asked for ended its newest read *complete*.
    pub complete: bool,
}

/// A value that rows can be filtered by, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
}

/// What the filters offer, with counts over the whole store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Facets {
    pub connections: Vec<Facet>,
    pub statuses: Vec<Facet>,
    pub departments: Vec<Facet>,
}

/// A value on the profile of an account, and its attribute path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Field {
    pub label: String,
    pub value: String,
    /// SCIM path.
    pub path: String,
}

/// A group of an account; `members` is `None` if they were not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserGroup {
    pub group_id: GroupId,
    pub name: String,
    pub members: Option<u32>,
}

/// One line of an account's past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryEntry {
    pub at: Moment,
    /// "First seen", "Department", "Joined group", "No longer listed" …
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An account's page: profile, groups, history, and what it may be asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserDetail {
    pub row: UserRow,
    pub fields: Vec<Field>,
    /// The groups it is known to be in; all of them only when `row.groups` is there.
    pub some_groups: Vec<UserGroup>,
    pub history: Vec<HistoryEntry>,
    /// The resource as the server sent it, indented JSON.
    pub raw: String,
    pub nouns: Nouns,
    /// What deactivation means there, in the provider's terms.
    pub deactivate_note: String,
    /// Why Deactivate is grayed out, when it is.
    pub deactivate_blocked: Option<String>,
    /// Why the activation is grayed out, when it is.
    pub activate_blocked: Option<String>,
    /// Why the deletion is grayed out, when it is.
    pub delete_blocked: Option<String>,
}

/// Whom a pasted text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserMatch {
    pub text: String,
    /// None, one, or several to choose from.
    pub rows: Vec<UserRow>,
    /// Ids of those who are in the group that was asked about.
    pub inside: Vec<String>,
}
