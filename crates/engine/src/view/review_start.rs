//! Starting a review: its scope, who decides about what, and how the managers were found.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What an item of a review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    /// An account with all its groups; *change* drops some of them.
    #[default]
    Account,
    /// A membership, an account in one group, decided separately; also each account itself.
    /// With groups in the scope, their memberships alone.
    Membership,
}

/// Who decides about what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewAssign {
    /// The first reviewer decides everything.
    #[default]
    One,
    /// The manager of the HR list; the first reviewer about those without one.
    Manager,
    /// One named for each connection.
    App,
    /// One named for each group; of several groups the first that has one.
    Group,
}

/// A person who may decide or sign; the address is matched with accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewerName {
    /// The name that the reviewer signs with.
    pub name: String,
    /// The address of the reviewer's own accounts, which someone else decides about.
    pub email: String,
}

/// A reviewer named for a connection or a group, by its name or id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewerFor {
    /// Id or name of the connection or group.
    pub what: String,
    /// Who decides about its items.
    pub reviewer: ReviewerName,
}

/// A connection whose read is not complete, and why the review starts anyway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewExclusion {
    /// Id or name.
    pub connection: String,
    /// Why, in the admin's words. Required; it is in the evidence.
    pub reason: String,
}

/// What an admin wants reviewed, by whom and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewRequest {
    /// "Q4 2026": at most 200 characters, and not the name of another review.
    pub name: String,
    /// "2026-12-05".
    pub due: Option<String>,
    /// Ids or names; all when empty.
    pub connections: Vec<String>,
    /// Whether accounts or memberships are decided.
    #[serde(default)]
    pub granularity: Granularity,
    /// Names of groups; accounts in any of them, or the memberships of them. All when empty.
    pub groups: Vec<String>,
    /// All when empty.
    pub departments: Vec<String>,
    /// Only privileged items.
    pub only_admins: bool,
    /// Not in the HR list, or left.
    pub only_not_in_list: bool,
    /// Names of groups that make an account privileged, in addition to the apps' own admin roles.
    pub privileged_groups: Vec<String>,
    /// How items are divided among the reviewers.
    pub assign: ReviewAssign,
    /// The first decides if no one else does, the next one about the first one's own accounts.
    pub reviewers: Vec<ReviewerName>,
    /// Who decides about which app or group; counts with *app* and *group* alone.
    pub named: Vec<ReviewerFor>,
    /// Connections that may be read incompletely; all others must be read completely.
    pub exclusions: Vec<ReviewExclusion>,
    /// Who signs second. Without it, the second of `reviewers`.
    #[serde(default)]
    pub second: Option<ReviewerName>,
    /// With *manager*: so many items without a clear manager were shown and go to the first
    /// reviewer. With more of them the review does not start.
    #[serde(default)]
    pub without_manager: u32,
}

/// How the managers of the HR list were found, in items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ManagersLook {
    /// Items whose manager is clear.
    pub clear: u32,
    /// All other items: the first reviewer decides about them.
    pub without: u32,
    /// Of those, items of people for whom the list names no manager, or whom it does not name.
    pub none: u32,
    /// For those, the manager's name on the list, and why it is not certain who that is.
    pub open: Vec<ManagerOpen>,
}

/// A manager's name on the HR list without a certain person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ManagerOpen {
    /// The manager as the list writes them.
    pub written: String,
    /// "no one on the list has this name".
    pub why: String,
    /// Items of people with this manager.
    pub items: u32,
}
