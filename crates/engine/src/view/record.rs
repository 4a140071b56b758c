//! The record as screens and the command line show it.

use crate::view::Facet;
use serde::{Deserialize, Serialize};
use specta::Type;

/// An entry of the record with its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordEntry {
    pub seq: u32,
    pub at: String,
    /// "connection-made", "read-ended", "plan-made", "item-ended" …
    pub kind: String,
    pub words: String,
    /// Canonical JSON.
    pub body: String,
    pub hash: String,
}

/// What a screen of the record asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordQuery {
    /// Searched in kind and body, without regard to case and accents.
    pub text: String,
    pub kinds: Vec<String>,
    /// Ids of the connections that an entry is about. One about several, as a plan, is not found
    /// by them.
    pub connections: Vec<String>,
    pub newest_first: bool,
    pub offset: u32,
    pub limit: u32,
}

/// Entries of the record, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordPage {
    pub entries: Vec<RecordEntry>,
    /// Entries that the query finds.
    pub total: u32,
    /// Entries of the whole record.
    pub all: u32,
    /// Kinds of the whole record, with a label each.
    pub kinds: Vec<Facet>,
}

/// What a check of the whole local copy found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StoreCheck {
    pub whole: bool,
    /// What is wrong with pages, tables and what they say of each other.
    pub findings: Vec<String>,
    /// `None`: the record could not be read.
    pub record: Option<RecordCheck>,
}

/// Whether the chain and the signatures of the record hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordCheck {
    pub entries: u32,
    pub intact: bool,
    /// First entry that does not fit, when one does not.
    pub first_bad: Option<u32>,
    pub words: String,
    /// SHA-256 of the newest entry.
    pub head: String,
}
