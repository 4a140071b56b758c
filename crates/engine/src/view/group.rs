//! Groups and their members.

use crate::view::AccountState;
use rollcall_store::{ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What groups are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GroupSort {
    #[default]
    Name,
    Connection,
    Members,
    AsOf,
}

/// What the table of groups asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupQuery {
    pub text: String,
    pub connections: Vec<String>,
    pub sort: GroupSort,
    pub descending: bool,
    pub offset: u32,
    pub limit: u32,
}

/// A group of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRow {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
    pub name: String,
    pub connection_name: String,
    pub color: String,
    /// "team", "user group" …
    pub noun: String,
    /// `None`: not read, unknown.
    pub members: Option<u32>,
    /// Accounts that name the group themselves; `None`: no account returns its groups.
    pub named_by: Option<u32>,
    /// Of these, so many are not in the group's own list: its members are not proven, and the rows
    /// have both.
    pub unproven: u32,
    pub listed: bool,
    pub as_of: Moment,
    pub stale: bool,
}

/// Rows of the table of groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupPage {
    pub rows: Vec<GroupRow>,
    pub total: u32,
    pub all: u32,
    pub as_of: Option<Moment>,
    pub complete: bool,
}

/// Which members of a group are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberQuery {
    pub connection_id: ConnectionId,
    pub group_id: GroupId,
    pub text: String,
    pub offset: u32,
    pub limit: u32,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberRow {
    pub member_id: String,
    /// "user", "group", or what the server called it.
    pub kind: String,
    pub name: String,
    pub user_name: String,
    /// `None` when the account is not in the store.
    pub status: Option<AccountState>,
}

/// Members of a group; `known` is false when they were not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberPage {
    pub group: GroupRow,
    /// False: the members were not read; `rows` is then empty and means nothing.
    pub known: bool,
    pub rows: Vec<MemberRow>,
    pub total: u32,
    pub as_of: Option<Moment>,
    pub complete: bool,
}
