//! What a table of accounts asks for, and what it gets.

use crate::ids::{AccountId, ConnectionId, GroupId};
use crate::{moment::Moment, users::write::AccountState};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    #[default]
    Name,
    UserName,
    /// By the connection's name, then by name.
    Connection,
    Status,
    Title,
    Department,
    /// By number of groups; rows whose groups are unknown come last, descending first.
    Groups,
    AsOf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
}

/// Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Every word must be found somewhere: in name, user name, e-mail addresses, title,
    /// department, id or the name of a group that the account is in. Case and accents do not
    /// matter.
    pub text: String,
    /// Ids.
    pub connections: Vec<ConnectionId>,
    pub statuses: Vec<AccountState>,
    /// Compared without case and accents; "" finds accounts without one.
    pub departments: Vec<String>,
    pub group: Option<GroupRef>,
    /// Only rows older than their connection's newest read.
    pub stale_only: bool,
    pub sort: UserSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

/// An account as the table shows it; "" where it has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// Never empty.
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub connection_name: String,
    pub status: AccountState,
    /// For *no longer listed*: when the read that saw it last was started.
    pub last_listed: Option<Moment>,
    pub title: String,
    pub department: String,
    pub user_type: String,
    /// `None`: members of some group were not read, so the count is unknown.
    pub groups: Option<u32>,
    /// Groups it is known to be in; at least so many.
    pub some_groups: u32,
    /// Start of the newest read that saw this row.
    pub as_of: Moment,
    /// Older than its connection's newest ended read.
    pub stale: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPage {
    pub rows: Vec<UserRow>,
    /// Rows that match.
    pub total: u32,
    /// All rows of the connections asked for, unfiltered.
    pub all: u32,
    /// The oldest `as_of` that a listed row of the connections asked for can have; `None` when
    /// none of them was read.
    pub as_of: Option<Moment>,
    /// Every connection asked for ended its newest read *complete*.
    pub complete: bool,
}

/// A value of a filter and how many accounts have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub value: String,
    pub label: String,
    pub count: u32,
}

/// What the filters offer, with counts over the whole store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// `value` is the connection's id; by name.
    pub connections: Vec<Facet>,
    pub statuses: Vec<(AccountState, u32)>,
    /// By name; accounts without a department are not in it.
    pub departments: Vec<Facet>,
}
