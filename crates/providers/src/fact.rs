//! A fact, how sure it is, and where it came from.

use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// How sure a fact is. Ordered: `Assumed < Seen < Documented`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The standard's default, or a reasoned guess; checked by reading back.
    Assumed,
    /// The probe or working code showed it.
    Seen,
    /// The provider says so.
    Documented,
}

/// A value with its mark, its source, and the catalogue file that stated it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// How sure it is.
    pub mark: Mark,
    /// Page, RFC section or code behind it; never empty.
    pub source: String,
    /// Id of the catalogue file it came from: the provider's own, or the generic one.
    #[serde(default)]
    pub from: String,
}

impl<T> Deref for Fact<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Where a fact came from, without the fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// How sure the fact is.
    pub mark: Mark,
    /// Page, RFC section or code behind it.
    pub source: String,
    /// Id of the catalogue file it came from.
    pub from: String,
}

/// One line about what a provider can do, cannot do, hides, or does not document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileFact {
    /// The fact as a short sentence.
    pub text: String,
    /// A few words more; may be empty.
    #[serde(default)]
    pub detail: String,
    /// How sure it is.
    pub mark: Mark,
    /// Page, RFC section or code behind it.
    pub source: String,
}
