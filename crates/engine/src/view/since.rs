//! What came, went and changed between two dates.

use rollcall_store::{AccountId, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How an account differs between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SinceMoved {
    Came,
    /// No longer listed.
    Went,
    Changed,
}

/// An account that came, went or changed between two dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceAccount {
    pub account_id: AccountId,
    pub name: String,
    pub user_name: String,
    pub moved: SinceMoved,
    /// "deactivated", "title Buyer → Lead".
    pub changes: Vec<String>,
}

/// A membership that came or went between two dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceMember {
    pub group_id: GroupId,
    pub group: String,
    pub account_id: AccountId,
    pub name: String,
    pub came: bool,
}

/// What changed in an app between two dates, by the local copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SinceView {
    pub connection_id: ConnectionId,
    pub connection_name: String,
    /// When the reads began that are compared.
    pub from: Moment,
    pub to: Moment,
    /// Nothing was read by the first date: it is compared with the first read there is.
    pub before_first_read: bool,
    pub accounts: Vec<SinceAccount>,
    pub members: Vec<SinceMember>,
}
