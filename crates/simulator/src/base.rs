//! What an app holds before anybody changes it. Nothing of it is stored but who has an account:
//! accounts are made from the seed when they are asked for, so 200 000 of them cost two lookup
//! tables and no more.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::catalogue::Profile;
use crate::company::{Company, KNOWN, Person};
use crate::dice::{Dice, Permutation};
use crate::groups::{self, SeedGroup};
use crate::ids::Ids;
use crate::plays::{DeactivatedUsers, GroupsAfterDeactivation, Plays};
use crate::roster::{choose_by_hand, choose_inactive, choose_people, part};
use crate::text_index::TextIndex;

/// The key of the enterprise extension (RFC 7643 §4.3).
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// 1 January 2026.
const THIS_YEAR: i64 = 1_767_225_600;

/// One account as the provider keeps it; how it is written down is `render`'s matter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Account {
    pub(crate) record: Map<String, Value>,
    pub(crate) active: bool,
    pub(crate) provisioned: bool,
    /// Removed: found neither in lists nor by id.
    pub(crate) gone: bool,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl Account {
    pub(crate) fn user_name(&self) -> &str {
        self.record.get("userName").and_then(Value::as_str).unwrap_or_default()
    }
}

/// Extra members of a cohort reach into the next one, so that accounts are in one or two.
const COHORT: u32 = 120;

#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) plays: Plays,
    pub(crate) user_ids: Ids,
    pub(crate) group_ids: Ids,
    /// Accounts, counting hidden ones.
    pub(crate) total: u32,
    company: Arc<Company>,
    pub(crate) dice: Dice,
    /// Account index → index in the company, for those of the company.
    people: Vec<u32>,
    inactive: Vec<bool>,
    by_hand: Vec<bool>,
    groups: Vec<SeedGroup>,
    groups_of: Vec<Vec<u32>>,
    cohorts: u32,
    order: Permutation,
    ids: TextIndex,
    names: TextIndex,
}

impl Base {
    /// `scale`: so many listed users instead of the sample's number, with a group for every hundred.
    pub(crate) fn new(
        profile: &Profile,
        company: &Arc<Company>,
        seed: u64,
        scale: Option<u32>,
    ) -> Self {
        let plays = profile.plays.clone();
        let dice = Dice::new(seed, &profile.id);
        let listed = scale.unwrap_or(plays.listed);
        let hidden = match plays.deactivated_users {
            DeactivatedUsers::Unlisted => part(plays.inactive, listed.min(plays.listed), &plays),
            _ => 0,
        };
        let total = listed + hidden;
        let people = choose_people(&plays, company, dice, total.min(plays.listed + hidden));
        let inactive = choose_inactive(&plays, company, dice, &people, listed);
        let by_hand = choose_by_hand(&plays, company, dice, &people);

        let in_groups = |place: usize| {
            plays.groups_after_deactivation == GroupsAfterDeactivation::Kept || !inactive[place]
        };
        let known = company.known();
        let persons: Vec<&Person> = people.iter().map(|index| &known[*index as usize]).collect();
        let groups = groups::seed(&plays, dice.also("groups"), &persons, &in_groups);
        let mut groups_of = vec![Vec::new(); people.len()];
        for (group, seeded) in (0_u32..).zip(&groups) {
            for member in &seeded.members {
                groups_of[*member as usize].push(group);
            }
        }
        let further = total.saturating_sub(u32::try_from(people.len()).unwrap_or(u32::MAX));
        let cohorts = match scale {
            Some(users) if further > 0 => (users / 100).saturating_sub(plays.groups),
            _ => 0,
        };
        let ids_of = |prefix: &str, purpose: &str, first_number| Ids {
            style: plays.id_style,
            prefix: prefix.to_owned(),
            digits_one_in: plays.digits_one_in,
            first_number,
            dice: dice.also(purpose),
        };
        let mut base = Self {
            user_ids: ids_of(&plays.user_id_prefix, "user ids", plays.first_number),
            group_ids: ids_of(&plays.group_id_prefix, "group ids", plays.first_number / 10 + 7),
            order: Permutation::new(dice.also("order"), u64::from(total)),
            plays,
            total,
            company: Arc::clone(company),
            dice,
            people,
            inactive,
            by_hand,
            groups,
            groups_of,
            cohorts,
            ids: TextIndex::default(),
            names: TextIndex::default(),
        };
        base.ids = TextIndex::new(total, |index| base.user_ids.of(index));
        base.names = TextIndex::new(total, |index| base.person(index).address.to_lowercase());
        base
    }

    /// Account indices in the order the app lists them.
    pub(crate) fn order(&self) -> impl Iterator<Item = u32> + '_ {
        (0..u64::from(self.total))
            .filter_map(|position| u32::try_from(self.order.at(position)).ok())
    }

    pub(crate) fn find_id(&self, id: &str) -> Option<u32> {
        self.ids.candidates(id).find(|index| self.user_ids.of(*index) == id)
    }

    /// `name` in lower case.
    pub(crate) fn find_name(&self, name: &str) -> Option<u32> {
        self.names.candidates(name).find(|index| self.person(*index).address.to_lowercase() == name)
    }

    pub(crate) fn account_of(&self, person: u32) -> Option<u32> {
        let place = self.people.iter().position(|known| *known == person)?;
        u32::try_from(place).ok()
    }

    pub(crate) fn active(&self, index: u32) -> bool {
        match self.inactive.get(index as usize) {
            Some(inactive) => !inactive,
            None if self.plays.deactivated_users == DeactivatedUsers::Listed => {
                self.dice.also("inactive").below(index.into(), self.plays.listed.into())
                    >= self.plays.inactive.into()
            }
            None => true,
        }
    }

    pub(crate) fn provisioned(&self, index: u32) -> bool {
        match self.by_hand.get(index as usize) {
            Some(by_hand) => !by_hand,
            None => {
                self.dice.also("by hand").below(index.into(), self.plays.listed.into())
                    >= self.plays.unprovisioned.into()
            }
        }
    }

    pub(crate) fn group_count(&self) -> u32 {
        u32::try_from(self.groups.len()).unwrap_or(0) + self.cohorts
    }

    pub(crate) fn group_name(&self, group: u32) -> String {
        match self.groups.get(group as usize) {
            Some(seeded) => seeded.name.clone(),
            None => format!("Cohort {group:05}"),
        }
    }

    pub(crate) fn group_members(&self, group: u32) -> Vec<u32> {
        let Some(seeded) = self.groups.get(group as usize) else {
            let first = self.cohort_start(group);
            return (first..(first + COHORT).min(self.total)).collect();
        };
        seeded.members.clone()
    }

    /// Groups the account is in, ascending.
    pub(crate) fn groups_of(&self, index: u32) -> Vec<u32> {
        if let Some(groups) = self.groups_of.get(index as usize) {
            return groups.clone();
        }
        let width = self.cohort_width();
        let place = index - self.further_start();
        let first = (place + 1).saturating_sub(COHORT).div_ceil(width);
        let last = (place / width).min(self.cohorts.saturating_sub(1));
        let offset = u32::try_from(self.groups.len()).unwrap_or(0);
        if self.cohorts == 0 || first > last {
            return Vec::new();
        }
        (first..=last).map(|cohort| offset + cohort).collect()
    }

    fn further_start(&self) -> u32 {
        u32::try_from(self.people.len()).unwrap_or(u32::MAX)
    }

    fn cohort_width(&self) -> u32 {
        ((self.total - self.further_start()) / self.cohorts.max(1)).max(1)
    }

    fn cohort_start(&self, group: u32) -> u32 {
        let cohort = group - u32::try_from(self.groups.len()).unwrap_or(0);
        self.further_start() + cohort * self.cohort_width()
    }

    fn person(&self, index: u32) -> Cow<'_, Person> {
        let further = self.further_start();
        match self.people.get(index as usize) {
            Some(person) => self.company.person(*person),
            None => self.company.person(KNOWN + (index - further)),
        }
    }

    /// Somebody of the company by the company's own index.
    pub(crate) fn colleague(&self, person: u32) -> Cow<'_, Person> {
        self.company.person(person)
    }

    pub(crate) fn user_name(&self, index: u32) -> String {
        self.person(index).address.clone()
    }

    pub(crate) fn display(&self, index: u32) -> String {
        self.person(index).display.clone()
    }

    pub(crate) fn account(&self, index: u32) -> Account {
        let person = self.person(index);
        let created =
            person.joined + i64::try_from(self.dice.below(index.into(), 9_000_000)).unwrap_or(0);
        let since = self.dice.also("modified").below(index.into(), 20_000_000);
        let modified = created + i64::try_from(since).unwrap_or(0);
        let active = self.active(index);
        // Inactive accounts became inactive this year.
        let modified =
            if active { modified } else { modified.max(THIS_YEAR + modified % 20_000_000) };
        Account {
            record: self.record(index, &person),
            active,
            provisioned: self.provisioned(index),
            gone: false,
            created,
            modified,
        }
    }
}
