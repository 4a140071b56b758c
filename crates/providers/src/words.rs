//! `[words]`: the provider's own nouns, verbs, warnings and consequences.

use crate::fact::{Mark, ProfileFact};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Everything the screens say about a provider in its own terms. Mark and source of each statement
/// are in [`Profile::provenance`](crate::Profile::provenance).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What things are called there.
    pub nouns: Nouns,
    /// Shown in a plan before a deactivation is sent.
    pub deactivate_warning: Warning,
    /// Shown beside a user: what deactivation means there.
    pub deactivate_note: String,
    /// What taking a deactivation back consists of.
    pub undo: String,
    /// Access that stays after a deactivation; `detail` says where to end it by hand.
    pub residual: Vec<ProfileFact>,
    /// What SCIM does not show there.
    #[serde(deserialize_with = "texts")]
    pub hidden: Vec<String>,
    /// What SCIM can do there.
    pub can: Vec<ProfileFact>,
    /// What SCIM cannot do there.
    pub cannot: Vec<ProfileFact>,
    /// What the provider does not document.
    pub unknown: Vec<ProfileFact>,
    /// Whose the token is.
    pub token_owner: String,
    /// When it ends.
    pub token_ends: String,
    /// What it can do.
    pub token_can: String,
    /// By HTTP status: what a refusal usually means there and what to do next.
    pub refusals: BTreeMap<String, String>,
}

/// What things are called there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nouns {
    /// One account, in lower case: "member".
    pub user: String,
    /// The plural of `user`.
    pub users: String,
    /// One group, in lower case.
    pub group: String,
    /// The plural of `group`.
    pub groups: String,
    /// Verb of the deactivation: "Deactivate", "Remove from workspace".
    pub deactivate: String,
    /// State after it, lower case: "deactivated", "removed from workspace".
    pub deactivated: String,
}

/// A consequence that must be read before something is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// One sentence, shown bold.
    pub lead: String,
    /// The rest, one sentence or two.
    pub text: String,
    /// How sure it is.
    pub mark: Mark,
    /// Page or code behind it.
    pub source: String,
}

/// The screens show these lines plain; the file states a mark and a source for each.
fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let facts = Vec::<ProfileFact>::deserialize(deserializer)?;
    Ok(facts.into_iter().map(|fact| fact.text).collect())
}
