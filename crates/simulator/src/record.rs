//! One account's attributes, made from the person and the app's habits.

use serde_json::{Map, Value, json};

use crate::base::{Base, ENTERPRISE};
use crate::company::{Kind, OFFICES, Person, SOLE_OWNER, TOKEN_OWNER};
use crate::plays::{Emails, ManagerValue, NameParts};

impl Base {
    pub(crate) fn record(&self, index: u32, person: &Person) -> Map<String, Value> {
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
                let manager = self.colleague(person.manager?);
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
    person.index == TOKEN_OWNER || person.index == SOLE_OWNER
}
