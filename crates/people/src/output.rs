//! Who is who, with the reason for each tie.

use crate::hint::Proposal;
use crate::input::Node;
use serde::{Deserialize, Serialize};

/// Each account is in exactly one person or alone; each entry that is not a service is in exactly
/// one person, which may have no account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tied {
    /// In order of their first accounts; those without an account last.
    pub people: Vec<Person>,
    /// Shared mailboxes and service accounts, in order.
    pub alone: Vec<Alone>,
    pub proposals: Vec<Proposal>,
    /// What the admin linked although it cannot be.
    pub unheld: Vec<Unheld>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Person {
    pub accounts: Vec<Tie>,
    pub entry: Option<EntryTie>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tie {
    pub account: i64,
    pub why: Why,
    /// The account it is linked to; none for the first.
    pub to: Option<Node>,
}

/// The entry of a person. It is the one that the accounts are tied to, so it needs no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EntryTie {
    pub entry: i64,
}

/// The reason for a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Why {
    /// Alone, or the one that others are tied to.
    First,
    Number {
        value: String,
    },
    Address {
        value: String,
    },
    /// The address; the employee numbers differ, and are of two numberings.
    AddressOtherNumber {
        value: String,
    },
    FormerAddress {
        value: String,
    },
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Alone {
    pub account: i64,
    pub why: Apart,
}

/// Why an account belongs to no person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Apart {
    MarkedShared,
    MarkedService,
    ListedAsService { entry: i64 },
    LooksShared { local_part: String },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unheld {
    pub a: Node,
    pub b: Node,
    pub because: Because,
}

/// What keeps two apart, no matter what they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// The admin said apart, of these two or of others of theirs.
    Apart,
    OtherNumber,
    TwoEntries,
    /// One of them is marked, or listed, as no person.
    NoPerson,
}
