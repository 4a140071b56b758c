//! Evidence that two persons are one, when it is not enough.

use crate::input::Node;
use serde::{Deserialize, Serialize};

/// Two persons that may be one, by one account or entry of each; `a` is before `b`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proposal {
    pub a: Node,
    pub b: Node,
    pub why: Vec<Hint>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Hint {
    /// The employee number, but the names share nothing.
    SameNumberOtherName {
        number: String,
    },
    /// Several have the number who cannot be one person.
    SameNumberOfSeveral {
        number: String,
    },
    /// The same except leading zeros, case or separators.
    SameNumberOtherFormat {
        a: String,
        b: String,
    },
    SameAddressOtherName {
        address: String,
    },
    /// The numbers differ, in nothing but their form.
    SameAddressOtherNumber {
        address: String,
    },
    /// A row of the list and an account, and each number also belongs to someone else.
    SameAddressAgainstNumbers {
        address: String,
    },
    /// One of them had left, and the address may have been given to someone new.
    SameAddressMaybeReused {
        address: String,
    },
    /// Several have it who cannot be one person.
    SameAddressOfSeveral {
        address: String,
    },
    FormerAddress {
        address: String,
    },
    SameWithoutPlus {
        address: String,
    },
    SameLocalPart {
        local_part: String,
    },
    SameExternalId {
        value: String,
    },
    SameName {
        name: String,
    },
}
