//! Items of a review: the table of them, and what is decided about each.

use crate::view::{ListState, ReviewerName};
use rollcall_store::{AccountId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a reviewer decides about an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewDecision {
    /// The access stays as it is.
    Keep,
    /// Some of its groups are dropped.
    Change,
    /// The account is deactivated, or the membership ends.
    Revoke,
}

/// A row of the review's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRow {
    /// Number of the item in its review.
    pub item: u32,
    /// The app that the account is in.
    pub connection_id: ConnectionId,
    /// What the connection is called now; "Shop (removed)" after its removal.
    pub connection_name: String,
    /// CSS color of the app's dot; empty when it is not known.
    pub color: String,
    /// The account's id in the app.
    pub account_id: AccountId,
    /// The account's name when the population was frozen.
    pub name: String,
    /// The account's user name when the population was frozen; may be empty.
    pub user_name: String,
    /// The account's address when the population was frozen; may be empty.
    pub email: String,
    /// The account was active when the population was frozen.
    pub active: bool,
    /// It has an admin role of the app, or is in a group that the admin named as privileged.
    pub privileged: bool,
    /// Why it is privileged.
    pub privilege: String,
    /// From the HR list, else from the app; may be empty.
    pub title: String,
    /// From the HR list, else from the app; may be empty.
    pub department: String,
    /// The group of a membership; `None` when it is about the account.
    pub group: Option<ReviewGroup>,
    /// Its groups; of a membership the one.
    pub groups: Vec<ReviewGroup>,
    /// What the HR list said when the population was frozen.
    pub list: ListState,
    /// Last day of work for *left*, first day for *not-started*, as 2026-11-30; otherwise `None`.
    pub list_day: Option<String>,
    /// "no change", "+1 group", "became admin", "new account", "not in the last review", "first review".
    pub since_last: String,
    /// New or changed since the last review.
    pub moved: bool,
    /// The current state, if it differs from the frozen one.
    pub now: Option<String>,
    /// Number of the reviewer who has to decide.
    pub reviewer: u32,
    /// The decision that counts; `None`: undecided.
    pub decision: Option<ReviewDecision>,
    /// Groups to leave; empty unless the decision is *change*.
    pub drop: Vec<GroupId>,
    /// What the reviewer wrote; may be empty.
    pub reason: String,
    /// The reviewer whose decision it is.
    pub decided_by: String,
    /// When it was decided or imported; `None` while undecided.
    pub decided_at: Option<Moment>,
    /// It was decided at once with others.
    pub bulk: bool,
    /// The computer's user who imported the decision from a file; `None` when it was made here.
    pub imported_by: Option<String>,
    /// The reviewer who had the item before it was handed over.
    pub handed_from: Option<String>,
    /// Kept although the HR list says so: *left*, *not-listed* or *not-known*.
    pub kept_although: Option<ListState>,
    /// At the last review: "keep on 2026-09-30"; `None` when nothing was decided about it then.
    pub last_decision: Option<String>,
    /// Another reviewer's decision contradicts this one, and waits for the admin.
    pub conflict: bool,
}

/// A group of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewGroup {
    /// The group's id in the app.
    pub id: GroupId,
    /// What the group was called when the population was frozen.
    pub name: String,
}

/// Rows of the table of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ReviewRows {
    /// The items from `offset` on.
    pub rows: Vec<ReviewRow>,
    /// Items that match.
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
    /// By number of the reviewer, then by person.
    Reviewer,
    /// As they were frozen.
    Flat,
}

/// Which items are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewTableQuery {
    /// Every word must be in name, user name, address, app or groups.
    pub text: String,
    /// Number of a reviewer; `None`: items of all.
    pub reviewer: Option<u32>,
    /// Only items without a decision.
    pub only_undecided: bool,
    /// Only items with privileged access.
    pub only_privileged: bool,
    /// Only items of people who are not on the HR list or have left by it.
    pub only_not_in_list: bool,
    /// Only items that are new or changed since the last review.
    pub only_moved: bool,
    /// Puts undecided items first, each part in the given order.
    pub undecided_first: bool,
    /// Puts new items first, then changed ones.
    pub moved_first: bool,
    /// How the rows are grouped.
    pub order: ReviewOrder,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to return at most; more than 1 000 counts as 1 000.
    pub limit: u32,
}

/// One decision about one or several items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DecideRequest {
    /// Numbers of the items; more than one can only be kept.
    pub items: Vec<u32>,
    /// `None` takes back what was decided.
    pub decision: Option<ReviewDecision>,
    /// Ids of groups, with *change*.
    pub drop: Vec<String>,
    /// At most 2 000 characters. Required for *change*, *revoke* and some keeps; otherwise may be
    /// empty.
    pub reason: String,
    /// Number of the reviewer who decides.
    pub by: u32,
    /// Time it took, if known.
    pub ms: u32,
}

/// Items that another reviewer has to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewHandOver {
    /// Numbers of the items.
    pub items: Vec<u32>,
    /// A reviewer of the review by their address, or a new one.
    pub to: ReviewerName,
    /// Why, in the admin's words. Required; it is in the evidence.
    pub reason: String,
}
