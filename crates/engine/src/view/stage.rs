//! What the window is shown of the stage, and what it stages.

use crate::view::UserQuery;
use rollcall_store::{AccountId, AccountRef, ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a staged change does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum StagedKind {
    /// Ends the access of an account.
    Deactivate,
    /// Gives an inactive account its access back.
    Activate,
    /// Deletes an account.
    Delete,
    /// Sets or removes values of an account.
    Set,
    /// Creates an account.
    Create,
    /// Adds accounts to a group.
    AddMember,
    /// Removes accounts from a group.
    RemoveMember,
    /// Creates a group.
    CreateGroup,
    /// Gives a group another name.
    RenameGroup,
    /// Deletes a group.
    DeleteGroup,
}

/// A requested value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WantedValue {
    /// SCIM path.
    pub path: String,
    /// `None`: the value is taken away.
    pub value: Option<String>,
}

/// Changes that can be requested for existing accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum UserWishKind {
    /// End the access.
    Deactivate,
    /// Give the access back.
    Activate,
    /// Delete the account.
    Delete,
    /// Set or remove values.
    Set,
}

/// The same wish for one or many accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UserWish {
    /// What is wanted of each account.
    pub kind: UserWishKind,
    /// The accounts by their ids; not used when `all_of` is there.
    pub accounts: Vec<AccountRef>,
    /// Every account that matches, instead of `accounts`; its `offset` and `limit` do not count.
    pub all_of: Option<UserQuery>,
    /// For `set`.
    pub values: Vec<WantedValue>,
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewUser {
    /// The app in which it is created.
    pub connection_id: ConnectionId,
    /// Its attributes; those without a value are left out.
    pub values: Vec<WantedValue>,
    /// Ids of the groups that it joins.
    pub groups: Vec<String>,
}

/// What is wanted of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum GroupWishKind {
    /// A new group.
    Create,
    /// Another name for a group.
    Rename,
    /// The end of a group.
    Delete,
}

/// A wanted change of a group; `group_id` is empty for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupWish {
    /// Whether the group is created, renamed or deleted.
    pub kind: GroupWishKind,
    /// The app that the group is in.
    pub connection_id: ConnectionId,
    /// Empty for a new one.
    pub group_id: GroupId,
    /// The new name; not for a deletion.
    pub name: String,
}

/// A staged value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StagedValue {
    /// SCIM path.
    pub path: String,
    /// "Title".
    pub label: String,
    /// As it stood when it was staged; empty when there was none.
    pub before: String,
    /// `None`: it is taken away.
    pub after: Option<String>,
}

/// An account that is staged to join or leave a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StagedMember {
    /// The account's id in the app.
    pub account_id: AccountId,
    /// The account's name when it was staged, or its id.
    pub name: String,
}

/// One wish on the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StagedChange {
    /// Number of the change on the stage; never used again for another one.
    pub id: u32,
    /// What the change does.
    pub kind: StagedKind,
    /// The app in which the change is made.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub connection_name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// In the provider's words: "Deactivate", "Add to team".
    pub change: String,
    /// Whom or what: "Oskar Lind", "EMEA Sales".
    pub on: String,
    /// The account it is about, when it is about one that exists.
    pub account_id: Option<AccountId>,
    /// The group it is about, when it is about one that exists.
    pub group_id: Option<GroupId>,
    /// What is set, of a new account too.
    pub values: Vec<StagedValue>,
    /// Who joins or leaves.
    pub members: Vec<StagedMember>,
    /// Names of the groups that a new account joins; the new name of a group.
    pub names: Vec<String>,
    /// When it was staged, or last merged with another change.
    pub at: Moment,
}

/// Everything staged, in the order in which it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StageView {
    /// Oldest first; a merged change counts as new.
    pub changes: Vec<StagedChange>,
}

/// Why some accounts of a wish are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LeftOut {
    /// The reason, one sentence for all of them.
    pub why: String,
    /// Accounts that are left out for this reason.
    pub count: u32,
    /// The first few names.
    pub names: Vec<String>,
}

/// The result of a wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StageAnswer {
    /// The whole stage after the wish.
    pub stage: StageView,
    /// Accounts that it is staged for now.
    pub staged: u32,
    /// Accounts that the wish cannot apply to, by reason.
    pub left_out: Vec<LeftOut>,
}

/// An app that does not take an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttributeRefusal {
    /// The app that refuses it.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub connection_name: String,
    /// Why, one sentence.
    pub why: String,
}

/// An attribute that can be set in at least one of the connections asked for, or is known to be
/// refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AttributeView {
    /// SCIM path.
    pub path: String,
    /// "Title".
    pub label: String,
    /// Where it cannot be set, and why. As long as the list of connections: nowhere.
    pub refused: Vec<AttributeRefusal>,
    /// Names of the connections that never give it back: it ends *accepted, not verified*.
    pub write_only: Vec<String>,
    /// Names of the connections that take it when an account is created, and not later.
    pub create_only: Vec<String>,
}

/// An attribute of one account, with what it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccountAttribute {
    /// The attribute, and whether the account's app takes it.
    pub attribute: AttributeView,
    /// Empty when there is none.
    pub value: String,
}

/// Something that an app does not do to its groups.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct GroupRefusal {
    /// What the app does not do.
    pub kind: GroupWishKind,
    /// Why, one sentence.
    pub why: String,
}
