//! A provider's complete profile: the generic file under its own.

use crate::connect::Connect;
use crate::expected::EndState;
use crate::fact::{Mark, ProfileFact, Provenance};
use crate::speaks::{AfterDeactivate, Normalization, Speaks};
use crate::words::Words;
use rollcall_scim::{Basis, ListRules, PaceLimits, Request};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// Passes of a list when ids repeat or totals are missed. Three settle what an unstable order
/// hides without keeping the admin waiting for a list that keeps moving.
const PASSES: u32 = 3;

/// What is known of one provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The file's `id`; connections name it.
    pub id: String,
    /// The provider's name as it is shown.
    pub name: String,
    /// CSS color of the app's dot.
    pub color: String,
    /// What the form asks.
    pub connect: Connect,
    /// The provider's nouns, warnings and limits in words.
    pub words: Words,
    /// What the client may rely on.
    pub speaks: Speaks,
    provenance: BTreeMap<String, Provenance>,
}

/// A complete catalogue file after merging.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parts {
    id: String,
    name: String,
    color: String,
    connect: Connect,
    words: Words,
    speaks: Speaks,
}

impl Profile {
    pub(crate) fn of(parts: Parts, provenance: BTreeMap<String, Provenance>) -> Self {
        let Parts { id, name, color, connect, words, speaks } = parts;
        Self { id, name, color, connect, words, speaks, provenance }
    }

    /// Mark, source and file of a fact by its path, as `words.undo` or `speaks.paging`.
    pub fn provenance(&self, path: &str) -> Option<&Provenance> {
        self.provenance.get(path)
    }

    /// How to list this provider's users.
    pub fn user_list(&self) -> ListRules {
        self.list("Users", self.speaks.user_sort_by.as_ref().map(|fact| fact.value.clone()))
    }

    /// How to list this provider's groups.
    pub fn group_list(&self) -> ListRules {
        self.list("Groups", self.speaks.group_sort_by.as_ref().map(|fact| fact.value.clone()))
    }

    /// How to look one user up by a claimed user name; `None` where no filter is known. What comes
    /// back is a claim to be compared with what was asked.
    pub fn user_lookup(&self, user_name: &str) -> Option<ListRules> {
        let attribute = self.speaks.user_filter.first()?;
        let filter = Some(rollcall_scim::filter::eq(attribute, user_name));
        Some(ListRules { filter, sort_by: None, ..self.user_list() })
    }

    /// The same for a group and its name.
    pub fn group_lookup(&self, name: &str) -> Option<ListRules> {
        let attribute = self.speaks.group_filter.first()?;
        let filter = Some(rollcall_scim::filter::eq(attribute, name));
        Some(ListRules { filter, sort_by: None, ..self.group_list() })
    }

    /// Reads one user by id.
    pub fn user(&self, account_id: &str) -> Request {
        Request::get(["Users", account_id])
    }

    /// Reads one group by id, with its members.
    pub fn group(&self, group_id: &str) -> Request {
        Request::get(["Groups", group_id])
    }

    /// The pace to keep.
    pub fn pace(&self) -> PaceLimits {
        let limits = &self.speaks.limits;
        PaceLimits {
            per_second: limits.per_second,
            burst: limits.burst,
            in_flight: usize::try_from(limits.in_flight).unwrap_or(1).max(1),
            most_per_second: limits.most_per_second,
            basis: match limits.mark {
                Mark::Documented => Basis::Documented,
                Mark::Seen | Mark::Assumed => Basis::Assumed,
            },
        }
    }

    /// Rest after a 429 that does not say how long.
    pub fn default_retry_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.speaks.limits.default_retry_after_seconds))
    }

    /// What reading a user by id may find after a deactivation that took effect.
    pub fn end_states(&self) -> Vec<EndState> {
        let states = self.speaks.after_deactivate.iter();
        states
            .filter_map(|state| match state {
                AfterDeactivate::Inactive => Some(EndState::Inactive),
                AfterDeactivate::NotFound => Some(EndState::NotFound),
                AfterDeactivate::Unlisted => None,
            })
            .collect()
    }

    /// Whether the server refuses names with special characters: the same name without them is as near
    /// as it gets.
    pub fn wants_plain_names(&self) -> bool {
        self.speaks.normalizations.value.contains(&Normalization::NoSpecialCharactersInNames)
    }

    /// The state after a deactivation in this provider's words: "removed from workspace".
    pub fn after_deactivate_words(&self) -> String {
        self.words.nouns.deactivated.clone()
    }

    /// A deactivated user cannot be set active again under the same id.
    pub fn deactivation_is_one_way(&self) -> bool {
        !self.speaks.can_reactivate.value
    }

    /// What to do about a refusal with this HTTP status.
    pub fn refusal_hint(&self, status: u16) -> Option<&str> {
        self.words.refusals.get(&status.to_string()).map(String::as_str)
    }

    /// What SCIM can do there.
    pub fn facts_can(&self) -> Vec<ProfileFact> {
        self.words.can.clone()
    }

    /// What SCIM cannot do there.
    pub fn facts_cannot(&self) -> Vec<ProfileFact> {
        self.words.cannot.clone()
    }

    /// What the provider does not document.
    pub fn facts_unknown(&self) -> Vec<ProfileFact> {
        self.words.unknown.clone()
    }

    fn list(&self, resource: &str, sort_by: Option<String>) -> ListRules {
        ListRules {
            resource: resource.to_owned(),
            count: Some(self.speaks.page_size.value),
            paging: self.speaks.paging.value,
            query: self.speaks.extra_query.value.clone().into_iter().collect(),
            filter: None,
            sort_by,
            passes: PASSES,
            test_total: true,
            ..ListRules::new(resource)
        }
    }
}
