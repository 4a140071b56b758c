//! Accounts: the table, its filters, and one of them whole.

use crate::view::Nouns;
use rollcall_store::{AccountId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// *active*, *inactive*, or *no longer listed* (absent from a complete read; never "deleted").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// The app's list has the account, and `active` is true or left out (RFC 7643 §4.1.1).
    Active,
    /// The app's list has the account, and `active` is false.
    Inactive,
    /// A complete read did not have the account.
    NoLongerListed,
}

/// What accounts are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum UserSort {
    /// By name, without regard to case and accents.
    #[default]
    Name,
    /// By user name, without regard to case and accents.
    UserName,
    /// By the connection's name, then by name.
    Connection,
    /// Active, then inactive, then no longer listed.
    Status,
    /// By title, without regard to case and accents.
    Title,
    /// By department, without regard to case and accents.
    Department,
    /// By number of groups; unknown numbers come last, and first when descending.
    Groups,
    /// By the read that saw the account last.
    AsOf,
}

/// A group of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRef {
    /// The app that the group is in.
    pub connection_id: ConnectionId,
    /// The group's id in the app.
    pub group_id: GroupId,
}

/// What the table asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserQuery {
    /// Searched in name, user name, e-mail, title, department, id and group names.
    pub text: String,
    /// Ids of connections.
    pub connections: Vec<String>,
    /// States that are wanted.
    pub statuses: Vec<AccountState>,
    /// Compared without case and accents; "" finds accounts without one.
    pub departments: Vec<String>,
    /// Only accounts known to be in this group; `None`: regardless of groups.
    pub group: Option<GroupRef>,
    /// Only rows older than their connection's newest read.
    pub stale_only: bool,
    /// The order of the rows.
    pub sort: UserSort,
    /// Reverses the order.
    pub descending: bool,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return at most; more than 1 000 counts as 1 000.
    pub limit: u32,
}

/// An account of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserRow {
    /// The app that the account is in.
    pub connection_id: ConnectionId,
    /// The account's id in the app (RFC 7643 §3.1).
    pub account_id: AccountId,
    /// Never empty: falls back to user name, then id.
    pub name: String,
    /// The account's `userName` (RFC 7643 §4.1.1); may be empty.
    pub user_name: String,
    /// The primary address, else the first one, else a user name that is an address; may be empty.
    pub email: String,
    /// What the connection is called.
    pub connection_name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// As the app was read last.
    pub status: AccountState,
    /// For *no longer listed*: when it was last listed.
    pub last_listed: Option<Moment>,
    /// The account's `title` in the app; may be empty.
    pub title: String,
    /// The `department` of the enterprise extension (RFC 7643 §4.3); may be empty.
    pub department: String,
    /// The account's `userType` in the app: "Employee"; may be empty.
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
    /// The accounts from `offset` on.
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
    /// What a query names: an id, a state, a department.
    pub value: String,
    /// What screens show for the value.
    pub label: String,
    /// Rows that have the value.
    pub count: u32,
}

/// What the filters offer, with counts over the whole store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Facets {
    /// By name; `value` is the connection's id.
    pub connections: Vec<Facet>,
    /// All three states, also those without accounts.
    pub statuses: Vec<Facet>,
    /// By name; accounts without a department are not counted.
    pub departments: Vec<Facet>,
}

/// A value on the profile of an account, and its attribute path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Field {
    /// "Title", "Cost center" …
    pub label: String,
    /// As the app returns it, or several joined with commas; at most 1 000 characters.
    pub value: String,
    /// SCIM path.
    pub path: String,
}

/// A group of an account; `members` is `None` if they were not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserGroup {
    /// The group's id in the app.
    pub group_id: GroupId,
    /// What the group is called in the app.
    pub name: String,
    /// How many members the group has; `None`: not read, unknown.
    pub members: Option<u32>,
}

/// One line of an account's past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HistoryEntry {
    /// Start of the read that found it.
    pub at: Moment,
    /// "First seen", "Department", "Joined group", "No longer listed" …
    pub what: String,
    /// The earlier value, or a note such as "last listed …"; `None`: there was none.
    pub before: Option<String>,
    /// The later value; `None`: there is none.
    pub after: Option<String>,
}

/// An account's page: profile, groups, history, and what it may be asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserDetail {
    /// The account as the table shows it.
    pub row: UserRow,
    /// Attributes that have a value.
    pub fields: Vec<Field>,
    /// The groups it is known to be in; all of them only when `row.groups` is there.
    pub some_groups: Vec<UserGroup>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
    /// The resource as the server sent it, indented JSON.
    pub raw: String,
    /// What the provider calls accounts and groups.
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
    /// The pasted text that was looked up.
    pub text: String,
    /// None, one, or several to choose from.
    pub rows: Vec<UserRow>,
    /// Ids of those who are in the group that was asked about.
    pub inside: Vec<String>,
}
