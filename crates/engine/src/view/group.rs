//! Groups and their members.

use crate::view::AccountState;
use rollcall_store::{ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What groups are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GroupSort {
    /// By name, without regard to case and accents.
    #[default]
    Name,
    /// By the connection's name, then by name.
    Connection,
    /// By number of members; unknown numbers come last, and first when descending.
    Members,
    /// By the read that saw the group last.
    AsOf,
}

/// What the table of groups asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupQuery {
    /// Every word must be in the name or the id, without regard to case and accents.
    pub text: String,
    /// Ids of connections.
    pub connections: Vec<String>,
    /// The order of the rows.
    pub sort: GroupSort,
    /// Reverses the order.
    pub descending: bool,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return at most; more than 1 000 counts as 1 000.
    pub limit: u32,
}

/// A group of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRow {
    /// The app that the group is in.
    pub connection_id: ConnectionId,
    /// The group's id in the app (RFC 7643 §3.1).
    pub group_id: GroupId,
    /// The group's `displayName` (RFC 7643 §4.2), or its id where the app returns none.
    pub name: String,
    /// What the connection is called.
    pub connection_name: String,
    /// CSS color of the app's dot.
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
    /// False: the app's list, read completely, no longer has the group.
    pub listed: bool,
    /// Start of the newest read that saw the group.
    pub as_of: Moment,
    /// Older than its connection's newest ended read.
    pub stale: bool,
}

/// Rows of the table of groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupPage {
    /// The groups from `offset` on.
    pub rows: Vec<GroupRow>,
    /// Groups that match.
    pub total: u32,
    /// All groups of the connections asked for, unfiltered.
    pub all: u32,
    /// Start of the oldest read behind the rows; `None` when nothing was read.
    pub as_of: Option<Moment>,
    /// Every connection asked for ended its newest read *complete*.
    pub complete: bool,
}

/// Which members of a group are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberQuery {
    /// The app that the group is in.
    pub connection_id: ConnectionId,
    /// The group's id in the app.
    pub group_id: GroupId,
    /// Every word must be found in what is known of the member.
    pub text: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return at most; more than 1 000 counts as 1 000.
    pub limit: u32,
}

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberRow {
    /// The member's `value` (RFC 7643 §4.2): the id of an account or a group.
    pub member_id: String,
    /// "User", "Group", or what the app calls it; empty when the app does not say.
    pub kind: String,
    /// Never empty: the account's name, else what the group calls it, else its id.
    pub name: String,
    /// The account's user name; empty if it has none or is not in the store.
    pub user_name: String,
    /// `None` when the account is not in the store.
    pub status: Option<AccountState>,
}

/// Members of a group; `known` is false when they were not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MemberPage {
    /// The group that was asked for.
    pub group: GroupRow,
    /// False: the members were not read; `rows` is then empty and means nothing.
    pub known: bool,
    /// The members from `offset` on.
    pub rows: Vec<MemberRow>,
    /// Members that match.
    pub total: u32,
    /// Start of the read that had the members; `None` when they were never read.
    pub as_of: Option<Moment>,
    /// The connection's newest read had the members, and no account contradicts it.
    pub complete: bool,
}
