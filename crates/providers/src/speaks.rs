//! `[speaks]`: what a client may rely on. Closed lists, named by behavior.

use crate::deactivate::Deactivate;
use crate::fact::Fact;
use rollcall_scim::{Paging, PatchForm, RemoveMemberForm};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known about a provider's SCIM server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speaks {
    /// How pages follow each other.
    pub paging: Fact<Paging>,
    /// Resources to ask for in one page; the server may send fewer.
    pub page_size: Fact<u32>,
    /// Attribute that makes the order of users stable, where the server sorts.
    pub user_sort_by: Option<Fact<String>>,
    /// The same for groups.
    pub group_sort_by: Option<Fact<String>>,
    /// Pages keep one order, so that an id seen twice is a surprise.
    pub stable_order: Fact<bool>,
    /// Attributes that users can be filtered by with `eq`, best first.
    pub user_filter: Fact<Vec<String>>,
    /// The same for groups.
    pub group_filter: Fact<Vec<String>>,
    /// Query parameters that every list needs, on every page.
    pub extra_query: Fact<BTreeMap<String, String>>,
    /// Deactivated users stay in the list with `active` false.
    pub lists_inactive: Fact<bool>,
    /// The list of groups carries their members.
    pub members_in_group_list: Fact<bool>,
    /// How the value of an attribute is replaced.
    pub patch_dialect: Fact<PatchForm>,
    /// How an attribute of a user who exists is changed.
    pub user_update: Fact<UserUpdate>,
    /// How operations on members are spelled; they always have a path.
    pub member_dialect: Fact<PatchForm>,
    /// How one member is taken out of a group.
    pub remove_member: Fact<RemoveMemberForm>,
    /// Members to add or remove in one request at most.
    pub members_per_request: Fact<u32>,
    /// How a user's access is ended.
    pub deactivate: Fact<Deactivate>,
    /// What may be found afterwards.
    pub after_deactivate: Fact<Vec<AfterDeactivate>>,
    /// A deactivated user can be set active again under the same id.
    pub can_reactivate: Fact<bool>,
    /// Attributes of a user that keep what is written to them; `*` for every attribute of the
    /// schema.
    pub writable: Fact<Vec<String>>,
    /// Attributes that are taken when a user is created and ignored later.
    pub create_only: Fact<Vec<String>>,
    /// How a user's manager is named in `manager.value` (RFC 7643 §4.3).
    pub manager: Fact<ManagerForm>,
    /// Attributes that are taken and never given back: nothing can verify them.
    pub write_only: Fact<Vec<String>>,
    /// What deleting a user does.
    pub delete_user: Fact<DeleteUser>,
    /// What can be done to groups themselves.
    pub group_writes: Fact<Vec<GroupWrite>>,
    /// Where a user's role is shown, and the roles that administer the app; absent where none is
    /// shown.
    pub admin_role: Option<Fact<AdminRole>>,
    /// Deactivating ends sessions that are open.
    pub ends_sessions: Fact<Known>,
    /// The pace that the provider allows.
    pub limits: Fact<Limits>,
    /// What the server wants of values, or does to them.
    pub normalizations: Fact<Vec<Normalization>>,
    /// What ids look like; they are compared as text and never sorted.
    pub ids: Fact<Vec<IdKind>>,
}

/// What is found after a deactivation that took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterDeactivate {
    /// The user is there with `active` false.
    Inactive,
    /// Reading the user by id answers 404.
    NotFound,
    /// A complete list no longer holds the user.
    Unlisted,
}

/// What names a manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ManagerForm {
    /// The id of the manager's account.
    Id,
    /// The manager's e-mail address.
    EmailAddress,
}

/// What deleting a user does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeleteUser {
    /// Reading the user by id answers 404 afterwards.
    Removes,
    /// The same as a deactivation.
    Deactivates,
    /// SCIM cannot delete users there.
    NotOffered,
}

/// What can be done to a group beside its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupWrite {
    /// A new group (RFC 7644 §3.3).
    Create,
    /// Another `displayName`.
    Rename,
    /// The removal of a group (RFC 7644 §3.6).
    Delete,
}

/// How an attribute of a user who exists is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserUpdate {
    /// RFC 7644 §3.5.2: the attributes alone.
    Patch,
    /// RFC 7644 §3.5.1, where there is no PATCH: the whole resource as it was read just before, with
    /// the change in it.
    Put,
}

/// What shows that a user administers the app.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminRole {
    /// Attribute path (RFC 7644 §3.10).
    pub path: String,
    /// Values, compared without regard to case.
    pub values: Vec<String>,
}

impl AdminRole {
    /// Whether a value at the path makes an admin.
    pub fn includes(&self, value: &str) -> bool {
        self.values.iter().any(|one| one.eq_ignore_ascii_case(value.trim()))
    }
}

/// Yes, no, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// It is stated or was seen.
    Yes,
    /// The opposite is stated or was seen.
    No,
    /// Nothing states it.
    Unknown,
}

/// The pace a connection keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Requests a second: a documented number is kept exactly, an assumed one is where to begin.
    pub per_second: f64,
    /// What an assumed number does not grow beyond: what is stated of a similar interface.
    #[serde(default)]
    pub most_per_second: Option<f64>,
    /// Requests that may go out at once after a pause.
    pub burst: u32,
    /// Requests under way at the same time, to begin with; at most 8 when answers stay quick.
    pub in_flight: u32,
    /// Rest after a 429 that does not say how long.
    pub default_retry_after_seconds: u32,
}

/// What a server wants of values, or does to them without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalization {
    /// `userName` is changed to lower case.
    LowerCaseUserName,
    /// Names with special characters are refused.
    NoSpecialCharactersInNames,
}

/// What an id looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdKind {
    /// A UUID (RFC 9562).
    Uuid,
    /// Decimal digits.
    Digits,
    /// Any text.
    Opaque,
}
