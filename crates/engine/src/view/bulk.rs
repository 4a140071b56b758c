//! What one press or one import decides, what a press leaves out, and taking it back.

use rollcall_store::{GroupId, Moment};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Items that a press left out, each counted once, under the first that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BulkLeftOut {
    /// Decided already, or decided both ways.
    pub decided: u32,
    /// Another reviewer's.
    pub others: u32,
    /// Accounts of the reviewer's own.
    pub own: u32,
    /// Items with privileged access.
    pub privileged: u32,
    /// The HR list says that the person has left.
    pub left: u32,
    /// The HR list does not name the person.
    pub not_listed: u32,
    /// The HR list leaves open whether the person is employed.
    pub not_known: u32,
}

/// One press that kept several items, or one imported file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BulkPress {
    /// A UUID; an undo names the press or the import by it.
    pub id: String,
    /// When the reviewer pressed, or the file was imported.
    pub at: Moment,
    /// Name of the reviewer.
    pub by: String,
    /// Items that it decided.
    pub kept: u32,
    /// Those of them whose decision is still the one of the press or the import.
    pub standing: u32,
    /// Items that the press did not keep, by reason; all zero for an import.
    pub left_out: BulkLeftOut,
    /// It is an import.
    pub imported: bool,
    /// What it decided, left out and replaced, in a sentence or two.
    pub words: String,
    /// Signers whose signatures an undo takes off.
    pub unsigns: Vec<String>,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Decided {
    /// Items that were decided, by number.
    pub items: Vec<u32>,
    /// With several items: what was kept and what was left out.
    pub bulk: Option<BulkPress>,
}

/// What came of taking a press or an import back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BulkUndone {
    /// Items that are as they were before.
    pub items: Vec<UndoneItem>,
    /// Items that were decided again since, and stay as they are.
    pub stayed: u32,
    /// The same in a sentence or two.
    pub words: String,
}

/// An item that is as it was before: undecided, or decided as earlier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct UndoneItem {
    /// Number of the item in its review.
    pub item: u32,
    /// The earlier decision, which counts again; `None`: the item is undecided.
    pub decision: Option<super::ReviewDecision>,
    /// Groups that the earlier decision drops; empty unless it is *change*.
    pub drop: Vec<GroupId>,
    /// The reason of the earlier decision; empty if it had none.
    pub reason: String,
    /// The earlier decision was itself made in bulk.
    pub bulk: bool,
    /// The user of this computer who undid it, if the earlier decision came from a file; otherwise
    /// `None`.
    pub imported_by: Option<String>,
}
