//! Items that are kept with one press, and what the press leaves out.

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
    pub privileged: u32,
    /// The HR list says that the person has left.
    pub left: u32,
    /// The HR list does not name the person.
    pub not_listed: u32,
    /// The HR list leaves open whether the person is employed.
    pub not_known: u32,
}

/// One press that kept several items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BulkPress {
    pub id: String,
    pub at: String,
    /// Name of the reviewer.
    pub by: String,
    /// Items that it kept.
    pub kept: u32,
    /// Those of them whose decision is still the one of the press.
    pub standing: u32,
    pub left_out: BulkLeftOut,
    /// What it kept and left out, in a sentence or two.
    pub words: String,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Decided {
    /// Items that were decided, by number.
    pub items: Vec<u32>,
    /// With several items: what was kept and what was left out.
    pub bulk: Option<BulkPress>,
}

/// What came of taking a press back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BulkUndone {
    /// Items that are undecided again, by number.
    pub items: Vec<u32>,
    /// Items that were decided again since the bulk decision, and stay decided.
    pub stayed: u32,
}
