//! What came of the revokes of a review, the exceptions, and the evidence pack.

use rollcall_store::{ConnectionId, GroupId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How far the removal of an access is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum RemediationState {
    /// Not planned, or not run yet.
    Waiting,
    Verified,
    /// Not verified; the words say why.
    Open,
    Excepted,
}

/// The outcome of a revoke, or of a dropped group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct RemediationLine {
    pub item: u32,
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub name: String,
    pub change: String,
    /// Id of the group that is dropped.
    pub group: Option<GroupId>,
    pub state: RemediationState,
    pub words: String,
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

/// Who answers for an access that was not removed, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ReviewException {
    pub kind: ExceptionKind,
    pub owner: String,
    /// Of *manual*.
    pub due: Option<String>,
    /// Of *risk*.
    pub expires: Option<String>,
    pub note: String,
    /// Name of the attached proof.
    pub proof: Option<String>,
    pub by: String,
    pub at: String,
}

/// A pack that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PackView {
    pub path: String,
    pub files: u32,
    /// Number and hash of the newest entry of the record: to be kept outside this computer too.
    pub entries: u32,
    pub head: String,
    /// SHA-256 of the public key.
    pub key_fingerprint: String,
}
