//! Items of a review: the table of them, and what is decided about each.

use crate::view::{ListState, ReviewerName};
use rollcall_store::{AccountId, ConnectionId, GroupId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a reviewer decides about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewDecision {
    Keep,
    /// Some of its groups are dropped.
    Change,
    Revoke,
}

/// A row of the review's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRow {
    pub item: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub color: String,
    pub account_id: AccountId,
    pub name: String,
    pub user_name: String,
    pub email: String,
    pub active: bool,
    pub privileged: bool,
    /// Why it is privileged.
    pub privilege: String,
    pub title: String,
    pub department: String,
    /// The group of a membership; `None` when it is about the account.
    pub group: Option<ReviewGroup>,
    /// Its groups; of a membership the one.
    pub groups: Vec<ReviewGroup>,
    pub list: ListState,
    pub list_day: Option<String>,
    /// "no change", "+1 group", "became admin", "new account", "first review".
    pub since_last: String,
    pub moved: bool,
    /// The current state, if it differs from the frozen one.
    pub now: Option<String>,
    pub reviewer: u32,
    pub decision: Option<ReviewDecision>,
    pub drop: Vec<GroupId>,
    pub reason: String,
    /// The reviewer whose decision it is.
    pub decided_by: String,
    pub decided_at: Option<String>,
    pub bulk: bool,
    /// The computer's user who imported the decision from a file; `None` when it was made here.
    pub imported_by: Option<String>,
    /// The reviewer who had the item before it was handed over.
    pub handed_from: Option<String>,
    /// Kept although the HR list says so: *left*, *not-listed* or *not-known*.
    pub kept_although: Option<ListState>,
    /// "keep by Carla Mendes in Q3 2026".
    pub last_decision: Option<String>,
    pub conflict: bool,
}

/// A group of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewGroup {
    pub id: GroupId,
    pub name: String,
}

/// Rows of the table of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRows {
    pub rows: Vec<ReviewRow>,
    pub total: u32,
}

/// What items are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewOrder {
    /// By person, then by app.
    #[default]
    Person,
    /// By app, then by group where an item is a membership.
    App,
    Reviewer,
    /// As they were frozen.
    Flat,
}

/// Which items are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewTableQuery {
    pub text: String,
    pub reviewer: Option<u32>,
    pub only_undecided: bool,
    pub only_privileged: bool,
    pub only_not_in_list: bool,
    pub only_moved: bool,
    pub undecided_first: bool,
    pub moved_first: bool,
    pub order: ReviewOrder,
    pub offset: u32,
    pub limit: u32,
}

/// One decision about one or several items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DecideRequest {
    pub items: Vec<u32>,
    /// `None` takes back what was decided.
    pub decision: Option<ReviewDecision>,
    /// Ids of groups, with *change*.
    pub drop: Vec<String>,
    pub reason: String,
    /// Number of the reviewer who decides.
    pub by: u32,
    /// Time it took, if known.
    pub ms: u32,
}

/// Items that another reviewer has to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewHandOver {
    pub items: Vec<u32>,
    /// A reviewer of the review by their address, or a new one.
    pub to: ReviewerName,
    pub reason: String,
}
