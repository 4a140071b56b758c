//! What came of the revokes of a review, the exceptions, and the evidence pack.

use rollcall_store::{ConnectionId, GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How far the removal of an access is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RemediationState {
    /// Not planned, or not run yet.
    Waiting,
    /// Read back: the access is gone, and no later read shows it again.
    Verified,
    /// Not verified; the words say why.
    Open,
    /// Not verified, and the line has an exception.
    Excepted,
}

/// The outcome of a revoke, or of a dropped group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RemediationLine {
    /// Number of the item.
    pub item: u32,
    /// The app that the account is in.
    pub connection_id: ConnectionId,
    /// What the connection is called now; "Shop (removed)" after its removal.
    pub connection_name: String,
    /// The account's name when the population was frozen.
    pub name: String,
    /// In the provider's words: "Remove from workspace", "Leave team EMEA Sales".
    pub change: String,
    /// Id of the group that is dropped.
    pub group: Option<GroupId>,
    /// How far the removal is.
    pub state: RemediationState,
    /// What was read back, or why the line is open; empty before it is planned.
    pub words: String,
    /// Who answers for the line; `None`: nobody was named.
    pub exception: Option<ReviewException>,
}

/// Why an access stays: it is closed by hand, or its risk is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionKind {
    /// Done by hand, or to be done.
    Manual,
    /// Kept, as a risk that someone accepts until a day.
    Risk,
}

/// An exception as an admin asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewException {
    /// Closed by hand, or an accepted risk.
    pub kind: ExceptionKind,
    /// Name of the person responsible. Required.
    pub owner: String,
    /// The day by whose end it is closed by hand, such as 2026-12-05. Of *manual*, and required
    /// there.
    pub due: Option<String>,
    /// The day until which the risk is accepted, at most a year ahead. Of *risk*, and required there.
    pub expires: Option<String>,
    /// What was done, or why the risk is accepted. Required for *risk*, and for *manual* without a
    /// proof.
    pub note: String,
}

/// Who answers for an access that was not removed, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewException {
    /// Closed by hand, or an accepted risk.
    pub kind: ExceptionKind,
    /// Name of the person responsible.
    pub owner: String,
    /// Of *manual*.
    pub due: Option<String>,
    /// Of *risk*.
    pub expires: Option<String>,
    /// What was done, or why the risk is accepted.
    pub note: String,
    /// Name of the attached proof.
    pub proof: Option<String>,
    /// The user of this computer who entered it.
    pub by: String,
    /// When it was entered.
    pub at: Moment,
}

/// A pack that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PackView {
    /// The folder or zip file that was written.
    pub path: String,
    /// Files in the pack, with the manifest, its signature and the checksums.
    pub files: u32,
    /// Number and hash of the newest entry of the record: to be kept outside this computer too.
    pub entries: u32,
    /// SHA-256 of that entry, in hex.
    pub head: String,
    /// SHA-256 of the public key.
    pub key_fingerprint: String,
}
