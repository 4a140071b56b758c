//! Files of answers: what a CSV file or the answers of a packet would set.

use crate::view::ReviewDecision;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a file of answers would set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswersLook {
    /// Decisions that can be set.
    pub lines: Vec<AnswerLine>,
    /// Rows that say what is decided already.
    pub already: u32,
    /// Rows that cannot be used, by number.
    pub rejected: Vec<AnswersRejected>,
    /// They came after the review was due.
    pub late: bool,
    /// The name under the answers of a packet.
    pub signed_by: Option<String>,
    /// Items of the reviewer that a packet's answers say nothing of.
    pub left: u32,
    /// How many were set, once they were.
    pub set: u32,
    /// The reviewer whose answers they are.
    pub answers_of: String,
    /// Lines that count as bulk: more than twenty equal ones in the file.
    pub bulk: u32,
    /// Lines that replace a decision, the first of `lines`.
    pub replaces: u32,
    /// Signers whose signatures an import takes off.
    pub unsigns: Vec<String>,
}

/// A decision in a file of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswerLine {
    /// Number of the item.
    pub item: u32,
    /// The account or membership: "Jo Doe", "Jo Doe in EMEA Sales".
    pub name: String,
    /// What the file says.
    pub decision: ReviewDecision,
    /// As the reviewer wrote it; may be empty.
    pub reason: String,
    /// Groups that are dropped, by name.
    pub drop: Vec<String>,
    /// What is decided now; `None`: nothing.
    pub was: Option<ReviewDecision>,
    /// Whose decision it contradicts: it waits then.
    pub contradicts: Option<String>,
    /// One of more than twenty equal decisions of the file.
    pub bulk: bool,
}

/// A row of a file of answers that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AnswersRejected {
    /// Line of the CSV file, or number of the answer in a packet, from 1.
    pub row: u32,
    /// One sentence.
    pub why: String,
}
