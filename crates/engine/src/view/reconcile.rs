//! Accounts beside the HR list: what differs, and what is done about it.

use crate::view::{LeftOut, ListState, StageView, TruthList};
use rollcall_store::{AccountId, ConnectionId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What an account is beside the HR list. Each account that is listed is in one of them; one whose groups
/// differ, or that has a difference that is ignored, is in that bucket as well.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "kebab-case")]
pub enum ReconcileBucket {
    /// The list says that the person left, and the account is active.
    #[default]
    LeftActive,
    /// The account is active, and no entry of the list belongs to its person.
    NotInList,
    /// The list does not say whether the person works here; or the person is on the list, and not every
    /// app's list of accounts is complete enough to say that they have no account.
    NotKnown,
    /// It may belong to someone on the list; nobody has decided yet.
    Ambiguous,
    /// The person works here, and values of the account are not those of the list.
    Differs,
    /// The person works here, and the account is not in the groups that the rules of its app say.
    GroupsDiffer,
    /// The person works here or will, and has no account in an app whose rules ask for one; or in no app
    /// at all. The lists of accounts that say so are complete.
    NoAccount,
    /// The person works here, and nothing that can be compared differs.
    InStep,
    /// Inactive, or a shared mailbox or service account: not compared.
    SetAside,
    /// A difference that the admin leaves as it is until a day.
    Ignored,
}

impl ReconcileBucket {
    /// In the order of the screen.
    pub const ALL: [Self; 10] = [
        Self::LeftActive,
        Self::NotInList,
        Self::NotKnown,
        Self::Ambiguous,
        Self::Differs,
        Self::GroupsDiffer,
        Self::NoAccount,
        Self::InStep,
        Self::SetAside,
        Self::Ignored,
    ];

    /// "left-active", as answers, files and the command line have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftActive => "left-active",
            Self::NotInList => "not-in-list",
            Self::NotKnown => "not-known",
            Self::Ambiguous => "ambiguous",
            Self::Differs => "differs",
            Self::GroupsDiffer => "groups-differ",
            Self::NoAccount => "no-account",
            Self::InStep => "in-step",
            Self::SetAside => "set-aside",
            Self::Ignored => "ignored",
        }
    }

    /// As screens call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LeftActive => "Left, still active",
            Self::NotInList => "Not in the list",
            Self::NotKnown => "Not known",
            Self::Ambiguous => "Ambiguous",
            Self::Differs => "Profile differs",
            Self::GroupsDiffer => "Groups differ",
            Self::NoAccount => "No account",
            Self::InStep => "In step",
            Self::SetAside => "Set aside",
            Self::Ignored => "Ignored",
        }
    }
}

/// How much is in a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileCount {
    /// What is counted.
    pub bucket: ReconcileBucket,
    /// As screens call it.
    pub label: String,
    /// Rows of the table: one for each account; one for each value in `differs`, for each membership in
    /// `groups-differ`.
    pub rows: u32,
    /// Accounts; 0 in `no-account`.
    pub accounts: u32,
    /// People.
    pub people: u32,
}

/// An app that is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileAppView {
    /// The connection.
    pub connection_id: ConnectionId,
    /// What the connection is called.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// Its newest list of accounts is complete.
    pub complete: bool,
    /// When its newest read ended; `None` before the first one.
    pub read_at: Option<Moment>,
    /// Rows of the bucket that is shown.
    pub rows: u32,
    /// What the app's accounts cannot be compared in, each as a sentence.
    pub not_compared: Vec<String>,
    /// The file of rules that the connection is compared by; `None`: what Rollcall does without one.
    pub rules_file: Option<String>,
}

/// An attribute that differs somewhere in the bucket that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileField {
    /// SCIM path.
    pub path: String,
    /// "Title".
    pub label: String,
    /// Rows of the bucket.
    pub rows: u32,
}

/// Which rows are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileQuery {
    /// The bucket.
    pub bucket: ReconcileBucket,
    /// Every word must be found in a name or an address of the person.
    pub text: String,
    /// Only this app.
    pub connection_id: Option<ConnectionId>,
    /// Only this attribute; in `differs` and `ignored`.
    pub path: Option<String>,
    /// Rows that are skipped.
    pub offset: u32,
    /// Rows that are asked for, 1 000 at most.
    pub limit: u32,
}

/// One row: an account, one of its values, or a person without an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
pub struct ReconcileRef {
    /// Number of the person; 0 if the account has none yet.
    pub person_id: u32,
    /// `None`: a person without an account in any app.
    pub connection_id: Option<ConnectionId>,
    /// `None`: a person without an account.
    pub account_id: Option<AccountId>,
    /// SCIM path of the value; `None`: the account or person as a whole.
    pub path: Option<String>,
    /// Hash of both values as they are shown: other values are not meant. Empty without a path.
    pub seen: String,
}

/// What a row proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ReconcileProposal {
    /// Set the value of the list.
    Set,
    /// Add the account to the group.
    Join,
    /// Remove the account from the group.
    Leave,
    /// End the access of the account.
    Deactivate,
    /// Create an account, with the values and groups that the rules of its app say.
    Create,
    /// Decide whether both are one person.
    Decide,
    /// Nothing can be done, or nothing has to be.
    Nothing,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileRow {
    /// Names the row.
    pub at: ReconcileRef,
    /// The person's name.
    pub name: String,
    /// The person's address; may be empty.
    pub email: String,
    /// The account's user name; empty for a person without an account.
    pub user_name: String,
    /// What the list says of the person.
    pub list: ListState,
    /// The day that matters for it: the first one, or the last one.
    pub list_day: Option<String>,
    /// "Title"; empty for the account as a whole.
    pub label: String,
    /// The value in the app; empty: none.
    pub in_app: String,
    /// The value on the list; empty: none.
    pub in_list: String,
    /// What is proposed.
    pub proposal: ReconcileProposal,
    /// "Set title", "Deactivate", or why nothing is proposed.
    pub words: String,
    /// Only letters such as É and e, or their case, differ: not part of *accept all*.
    pub spelling_only: bool,
    /// Until when it is ignored, why and by whom; in `ignored`.
    pub ignored: Option<ReconcileIgnored>,
}

/// A difference that is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileIgnored {
    /// Number of the decision.
    pub id: u32,
    /// The last day.
    pub until: String,
    /// As the admin wrote it.
    pub reason: String,
    /// The user of the computer who decided.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// The apps beside the HR list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileView {
    /// The list that the accounts are compared with; `None`: none was imported, and nothing is compared.
    pub list: Option<TruthList>,
    /// The bucket that `rows` are of.
    pub bucket: ReconcileBucket,
    /// Every bucket, in the order of the screen.
    pub buckets: Vec<ReconcileCount>,
    /// Every app.
    pub apps: Vec<ReconcileAppView>,
    /// Attributes that differ in the bucket.
    pub fields: Vec<ReconcileField>,
    /// The rows asked for, by the names of the people.
    pub rows: Vec<ReconcileRow>,
    /// Rows that match.
    pub total: u32,
    /// Matching rows that *accept all* takes.
    pub acceptable: u32,
    /// Accounts of all apps that are listed.
    pub accounts: u32,
    /// Why people without an account cannot be named; `None`: they can.
    pub no_account_doubt: Option<String>,
    /// What was compared: another text means that accounts, people or the list changed.
    pub stamp: String,
}

/// Rows that are accepted: their proposals are staged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileAccept {
    /// The bucket that they were shown in.
    pub bucket: ReconcileBucket,
    /// These rows; not used when `all_of` is there.
    pub rows: Vec<ReconcileRef>,
    /// Every row that matches, has a proposal and is not `spelling_only`; its `offset` and `limit` do
    /// not count.
    pub all_of: Option<ReconcileQuery>,
    /// Of the view that `all_of` was chosen in.
    pub stamp: String,
}

/// What became of accepted rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileAnswer {
    /// The whole stage afterwards.
    pub stage: StageView,
    /// Changes that are staged now: one for each account.
    pub staged: u32,
    /// Rows that were accepted.
    pub rows: u32,
    /// Rows that nothing is staged for, by reason.
    pub left_out: Vec<LeftOut>,
}

/// Rows that are left as they are until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReconcileIgnore {
    /// The bucket that they were shown in.
    pub bucket: ReconcileBucket,
    /// The rows.
    pub rows: Vec<ReconcileRef>,
    /// The last day, 2026-12-31; at most a year ahead.
    pub until: String,
    /// Why; it must not be empty.
    pub reason: String,
}
