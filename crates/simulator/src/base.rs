//! What an app holds before anybody changes it. Nothing of it is stored but who has an account:
//! accounts are made from the seed when they are asked for, so 200 000 of them cost two lookup
//! tables and no more.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::catalogue::Profile;
use crate::company::{Company, KNOWN, Kind, OFFICES, PEOPLE, Person, TOKEN_OWNER};
use crate::dice::{Dice, Permutation, hash_text};
use crate::groups::{self, SeedGroup};
use crate::ids::Ids;
use crate::plays::{
    DeactivatedUsers, Emails, GroupsAfterDeactivation, ManagerValue, NameParts, OtherDomains,
    Plays, SpecialCharacters,
};

/// The key of the enterprise extension (RFC 7643 §4.3).
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

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
    dice: Dice,
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
        let hidden = if plays.deactivated_users == DeactivatedUsers::Unlisted && scale != Some(0) {
            plays.inactive
        } else {
            0
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

    fn person(&self, index: u32) -> std::borrow::Cow<'_, Person> {
        let further = self.further_start();
        match self.people.get(index as usize) {
            Some(person) => self.company.person(*person),
            None => self.company.person(KNOWN + (index - further)),
        }
    }

    pub(crate) fn display(&self, index: u32) -> String {
        self.person(index).display.clone()
    }

    pub(crate) fn account(&self, index: u32) -> Account {
        let person = self.person(index);
        let created =
            person.joined + i64::try_from(self.dice.below(index.into(), 9_000_000)).unwrap_or(0);
        let since = self.dice.also("modified").below(index.into(), 20_000_000);
        Account {
            record: self.record(index, &person),
            active: self.active(index),
            provisioned: self.provisioned(index),
            gone: false,
            created,
            modified: created + i64::try_from(since).unwrap_or(0),
        }
    }

    fn record(&self, index: u32, person: &Person) -> Map<String, Value> {
        let plays = &self.plays;
        let key = u64::from(index);
        let mut record = Map::new();
        record.insert("userName".into(), person.address.clone().into());
        if let Some(name) = self.name(key, person) {
            if plays.display_name && !person.display.is_empty() {
                record.insert("displayName".into(), person.display.clone().into());
            }
            record.insert("name".into(), name);
        }
        if plays.emails != Emails::Absent {
            record.insert("emails".into(), self.emails(key, person));
        }
        for attribute in &plays.attributes {
            if let Some(value) = self.attribute(attribute, key, person) {
                record.insert(attribute.clone(), value);
            }
        }
        if !plays.enterprise.is_empty() && person.kind != Kind::Service {
            let extension: Map<String, Value> = plays
                .enterprise
                .iter()
                .filter_map(|name| Some((name.clone(), self.enterprise(name, person)?)))
                .collect();
            record.insert(ENTERPRISE.into(), extension.into());
        }
        if let Some(extension) = &plays.role_extension
            && let Some(role) = self.role(key, person)
        {
            record.insert(extension.clone(), json!({ "role": role }));
        }
        record
    }

    fn name(&self, key: u64, person: &Person) -> Option<Value> {
        let plays = &self.plays;
        let notable = person.notable();
        if !notable && self.dice.also("nameless").one_in(key, plays.missing_names_one_in) {
            return Some(json!({}));
        }
        if !notable && self.dice.also("null name").one_in(key, plays.null_names_one_in) {
            return Some(json!({ "givenName": null, "familyName": null }));
        }
        if person.display.is_empty() {
            return None;
        }
        Some(match plays.name_parts {
            NameParts::GivenFamily => {
                json!({ "givenName": person.given, "familyName": person.family })
            }
            NameParts::Formatted => json!({ "formatted": person.display }),
            NameParts::All => json!({
                "givenName": person.given,
                "familyName": person.family,
                "formatted": person.display,
            }),
        })
    }

    fn emails(&self, key: u64, person: &Person) -> Value {
        let second = (self.plays.emails == Emails::Primary
            && self.dice.also("alias").one_in(key, 25))
        .then(|| json!({ "value": format!("alias.{}", person.address) }));
        let first = match self.plays.emails {
            Emails::Typed => json!({ "value": person.address, "type": "work", "primary": true }),
            Emails::Primary => json!({ "value": person.address, "primary": true }),
            Emails::Plain | Emails::Absent => json!({ "value": person.address }),
        };
        std::iter::once(first).chain(second).collect()
    }

    fn attribute(&self, name: &str, key: u64, person: &Person) -> Option<Value> {
        let (_, timezone, locale) = OFFICES[person.office];
        Some(match name {
            "externalId" if person.kind != Kind::Service => {
                format!("idp-{:04}", person.index + 1).into()
            }
            "title" => person.title.into(),
            "locale" | "preferredLanguage" => locale.into(),
            "timezone" => timezone.into(),
            "userType" => self.user_type(key, person)?.into(),
            "nickName" if !person.given.is_empty() && self.dice.also("nick").one_in(key, 6) => {
                person.given.clone().into_owned().into()
            }
            "phoneNumbers" if self.dice.also("phone").one_in(key, 3) => {
                let digits = 10_000_000 + self.dice.also("number").below(key, 89_999_999);
                json!([{ "value": format!("+46 {digits}"), "type": "work" }])
            }
            _ => return None,
        })
    }

    /// Of the values the provider knows, or a plain word where it knows none.
    fn user_type(&self, key: u64, person: &Person) -> Option<String> {
        let types = &self.plays.user_types;
        if types.is_empty() {
            let kind = match person.kind {
                Kind::Employee => "Employee",
                Kind::Contractor => "Contractor",
                Kind::Service => "Service",
            };
            return Some(kind.into());
        }
        let place = if is_admin(person) || self.dice.also("admin").one_in(key, 60) {
            0
        } else if person.kind == Kind::Contractor {
            types.len() - 1
        } else if self.dice.also("viewer").one_in(key, 8) {
            2
        } else {
            1
        };
        types.get(place.min(types.len() - 1)).cloned()
    }

    fn role(&self, key: u64, person: &Person) -> Option<String> {
        let roles = &self.plays.roles;
        let place = if is_admin(person) {
            0
        } else if self.dice.also("no role").one_in(key, self.plays.missing_role_one_in) {
            return None;
        } else if person.kind == Kind::Contractor {
            roles.len().checked_sub(1)?
        } else {
            usize::from(!self.dice.also("admin").one_in(key, 60)) + 1
        };
        roles.get(place.min(roles.len().checked_sub(1)?)).cloned()
    }

    fn enterprise(&self, name: &str, person: &Person) -> Option<Value> {
        Some(match name {
            "department" => person.department.name.into(),
            "costCenter" => person.department.cost_center.into(),
            "division" => person.department.division.into(),
            "organization" => "Example Corp".into(),
            "employeeNumber" => format!("E{:05}", person.index + 10_000).into(),
            "manager" => {
                let manager = self.company.person(person.manager?);
                let value = match self.plays.manager {
                    ManagerValue::EmailAddress => manager.address.clone(),
                    ManagerValue::Id => self.user_ids.of(self.account_of(manager.index)?),
                };
                json!({ "value": value, "displayName": manager.display })
            }
            _ => return None,
        })
    }
}

fn is_admin(person: &Person) -> bool {
    person.index == TOKEN_OWNER || person.index == crate::company::SOLE_OWNER
}

/// Notable people and the service accounts for certain, the rest by lot.
fn choose_people(plays: &Plays, company: &Company, dice: Dice, most: u32) -> Vec<u32> {
    let allowed = |person: &&Person| {
        let domain_known = plays.other_domains == OtherDomains::Listed
            || plays.verified_domains.iter().any(|domain| domain == person.domain());
        let letters_known = plays.special_characters == SpecialCharacters::Kept || !person.special;
        domain_known && letters_known && person.index < PEOPLE + plays.service_accounts
    };
    let mut people: Vec<&Person> = company.known().iter().filter(allowed).collect();
    people.sort_by_key(|person| {
        let certain = person.notable() || person.kind == Kind::Service;
        let lot =
            if person.notable() { person.index.into() } else { dice.roll(person.index.into()) };
        (!person.notable(), !certain, lot)
    });
    people.into_iter().take(most as usize).map(|person| person.index).collect()
}

/// Mostly people who left; but not all of them, or there would be nothing to find.
fn choose_inactive(
    plays: &Plays,
    company: &Company,
    dice: Dice,
    people: &[u32],
    listed: u32,
) -> Vec<bool> {
    let dice = dice.also("who is inactive");
    let known = company.known();
    let wanted = match plays.deactivated_users {
        DeactivatedUsers::Gone => 0,
        DeactivatedUsers::Unlisted => plays.inactive,
        DeactivatedUsers::Listed => {
            let part = u64::from(listed.min(plays.listed)) * u64::from(plays.inactive);
            u32::try_from(part / u64::from(plays.listed.max(1))).unwrap_or(0)
        }
    };
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|place| {
        let person = &known[people[*place] as usize];
        let unwilling = person.notable() || person.kind == Kind::Service;
        let leaver = person.left && !dice.also("stays").one_in(person.index.into(), 5);
        (unwilling, !leaver, dice.roll(person.index.into()))
    });
    mark(people.len(), order.into_iter().take(wanted as usize))
}

fn choose_by_hand(plays: &Plays, company: &Company, dice: Dice, people: &[u32]) -> Vec<bool> {
    let dice = dice.also("who came by hand");
    let part =
        people.len() as u64 * u64::from(plays.unprovisioned) / u64::from(plays.listed.max(1));
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|place| {
        let person = &company.known()[people[*place] as usize];
        (person.notable(), dice.roll(person.index.into()))
    });
    mark(people.len(), order.into_iter().take(usize::try_from(part).unwrap_or(0)))
}

fn mark(length: usize, places: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut marks = vec![false; length];
    for place in places {
        marks[place] = true;
    }
    marks
}

/// From a text to the indices that may have it: hashes in a sorted list, 16 bytes each.
#[derive(Debug, Default)]
struct TextIndex(Vec<(u64, u32)>);

impl TextIndex {
    fn new(total: u32, text: impl Fn(u32) -> String) -> Self {
        let mut entries: Vec<(u64, u32)> =
            (0..total).map(|index| (hash_text(&text(index)), index)).collect();
        entries.sort_unstable();
        Self(entries)
    }

    fn candidates(&self, text: &str) -> impl Iterator<Item = u32> + '_ {
        let hash = hash_text(text);
        let first = self.0.partition_point(|(known, _)| *known < hash);
        self.0[first..].iter().take_while(move |(known, _)| *known == hash).map(|(_, index)| *index)
    }
}
