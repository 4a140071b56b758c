//! Signatures under a review: what is signed, by whom, and how each signer was identified.

use rollcall_store::Moment;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the decisions under a signature are, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignFacts {
    /// Items that are decided.
    pub decisions: u32,
    /// Items that are kept.
    pub keep: u32,
    /// Kept items that were decided in bulk; part of `keep`.
    pub keep_bulk: u32,
    /// Items with groups to leave.
    pub change: u32,
    /// Changed items that were decided in bulk; part of `change`.
    pub change_bulk: u32,
    /// Items that are revoked.
    pub revoke: u32,
    /// Revoked items that were decided in bulk; part of `revoke`.
    pub revoke_bulk: u32,
    /// Kept although the HR list says that the person has left.
    pub leavers_kept: u32,
    /// Kept although the HR list does not name the person.
    pub not_listed_kept: u32,
    /// Kept, and the HR list leaves open whether the person is employed.
    pub not_known_kept: u32,
    /// Kept with privileged access.
    pub privileged_kept: u32,
    /// Imported from a file.
    pub imported: u32,
    /// Made by another reviewer before the item was handed over.
    pub by_others: u32,
    /// Made after the due day.
    pub late: u32,
}

/// In which role a signature is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SignRole {
    /// A reviewer signs the own part.
    #[default]
    Reviewer,
    /// The admin states whose answers were imported. It is not the reviewer's signature.
    Import,
    /// The second signer, over all parts.
    Second,
}

impl SignRole {
    /// As it is kept and on the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Import => "import",
            Self::Second => "second",
        }
    }
}

/// A signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignOff {
    /// Who signs: a reviewer, the admin for an import, or the second signer.
    pub role: SignRole,
    /// Number of the reviewer whose part it is; `None` for the second signer.
    #[serde(default)]
    pub reviewer: Option<u32>,
    /// The name that the signer gave.
    pub name: String,
    /// The sentence that the signer confirmed.
    pub statement: String,
    /// When it was signed.
    pub at: Moment,
    /// The numbers in the sentence; all zero for signatures from before they were saved.
    #[serde(default)]
    pub facts: SignFacts,
    /// The user of this computer when it was signed.
    #[serde(default)]
    pub user: String,
    /// How the signer was identified, one sentence.
    #[serde(default)]
    pub identified: String,
    /// For a replacement: the second signer who was named at the start; empty if none.
    #[serde(default)]
    pub instead_of: Option<String>,
    /// Why the replacement signs.
    #[serde(default)]
    pub reason: String,
}

/// Whether a person confirmed the statement of a signature. The evidence says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum SignAsked {
    /// A person read the statement and confirmed it: in the window, on a terminal, or by repeating it.
    #[default]
    Confirmed,
    /// A command without a terminal printed it and asked nothing.
    PrintedOnly,
}

/// A new signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignRequest {
    /// Who signs: a reviewer, the admin for an import, or the second signer.
    pub role: SignRole,
    /// Number of the reviewer whose part it is. Without it, the reviewer of that name.
    pub reviewer: Option<u32>,
    /// The signer's name as typed; for a reviewer, the name that the review has for them.
    pub name: String,
    /// The statement that was shown and is confirmed, see [`SignOffLook`].
    pub confirms: String,
    /// Why someone other than the named second signer signs.
    pub reason: String,
    /// Whether a person confirmed the statement.
    #[serde(default)]
    pub asked: SignAsked,
}

/// What there is to sign now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignOffLook {
    /// Of each reviewer with items, by number.
    pub parts: Vec<SignPart>,
    /// The signature over all parts.
    pub second: SecondSigner,
}

/// The part of one reviewer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SignPart {
    /// Number of the reviewer.
    pub reviewer: u32,
    /// Name of the reviewer.
    pub name: String,
    /// *Import* when every answer came from a file: then the admin may state that.
    pub role: SignRole,
    /// Items that are undecided, or decided both ways.
    pub left: u32,
    /// The decisions of the part, counted.
    pub facts: SignFacts,
    /// What the reviewer confirms.
    pub statement: String,
    /// What the admin confirms instead, where `role` is *import*.
    pub import_statement: String,
    /// The signature under the part; `None`: not signed.
    pub signed: Option<SignOff>,
}

/// The signature over all parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SecondSigner {
    /// Who was named at the start.
    pub named: Option<String>,
    /// All decisions of the review, counted.
    pub facts: SignFacts,
    /// What the second signer confirms.
    pub statement: String,
    /// Reviewers whose parts are not signed yet.
    pub waits_for: Vec<String>,
}
