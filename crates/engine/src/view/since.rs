//! What came, went and changed between two dates.

use rollcall_store::{AccountId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How an account differs between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SinceMoved {
    /// Listed at the second date, and not at the first.
    Came,
    /// No longer listed.
    Went,
    /// Listed at both, with other values or another state.
    Changed,
}

/// An account that came, went or changed between two dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceAccount {
    /// The account's id in the app.
    pub account_id: AccountId,
    /// The name at the second date; at the first if the account went.
    pub name: String,
    /// The user name at the second date; at the first if the account went.
    pub user_name: String,
    /// Whether it came, went or changed.
    pub moved: SinceMoved,
    /// "deactivated", "title Buyer → Lead".
    pub changes: Vec<String>,
}

/// A membership that came or went between two dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceMember {
    /// The group's id in the app.
    pub group_id: GroupId,
    /// What the group is called.
    pub group: String,
    /// The member's id in the app.
    pub account_id: AccountId,
    /// What the member is called.
    pub name: String,
    /// True: joined the group; false: left it.
    pub came: bool,
}

/// What changed in an app between two dates, by the local copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceView {
    /// The app that is compared.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub connection_name: String,
    /// Start of the read that stands for the first date.
    pub from: Moment,
    /// Start of the read that stands for the second date.
    pub to: Moment,
    /// Nothing was read by the first date: it is compared with the first read there is.
    pub before_first_read: bool,
    /// Empty when one group was asked for.
    pub accounts: Vec<SinceAccount>,
    /// Memberships that came or went; of one group if it was asked for.
    pub members: Vec<SinceMember>,
}
