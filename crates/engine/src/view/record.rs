//! The record as screens and the command line show it.

use crate::view::Facet;
use serde::{Deserialize, Serialize};
use specta::Type;

/// An entry of the record with its sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordEntry {
    /// Number of the entry, from 1 without gaps.
    pub seq: u32,
    /// When the entry was written.
    pub at: String,
    /// "connection-made", "read-ended", "plan-made", "item-ended" …
    pub kind: String,
    /// What happened, as a sentence.
    pub words: String,
    /// What happened, as canonical JSON (RFC 8785).
    pub body: String,
    /// SHA-256 in hex, over the entry and the hash of the previous one as canonical JSON (RFC
    /// 8785).
    pub hash: String,
}

/// What a screen of the record asks for. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordQuery {
    /// Searched in kind and body, without regard to case and accents.
    pub text: String,
    /// Kinds of entries, as in [`RecordEntry::kind`].
    pub kinds: Vec<String>,
    /// Ids of the connections that an entry is about. One about several, as a plan, is not found
    /// by them.
    pub connections: Vec<String>,
    /// Otherwise the oldest entry comes first.
    pub newest_first: bool,
    /// Entries to skip.
    pub offset: u32,
    /// Entries to return at most.
    pub limit: u32,
}

/// Entries of the record that a query finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordPage {
    /// The entries from `offset` on.
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
    /// Nothing is wrong: no findings, and the record is intact.
    pub whole: bool,
    /// What is wrong with pages, tables and what they say of each other.
    pub findings: Vec<String>,
    /// `None`: the record could not be read.
    pub record: Option<RecordCheck>,
}

/// Whether the chain and the signatures of the record hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecordCheck {
    /// Entries of the whole record.
    pub entries: u32,
    /// Every hash and signature holds; the newest entries may wait for the signature of their run.
    pub intact: bool,
    /// First entry that does not fit, when one does not.
    pub first_bad: Option<u32>,
    /// The result as a sentence.
    pub words: String,
    /// SHA-256 of the newest entry.
    pub head: String,
}
