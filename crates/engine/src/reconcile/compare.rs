//! One value of one account beside what the HR list says of its person. Pure.

use crate::reconcile::rules::{From, Rule, Takes, Wanted, text_of};
use rollcall_providers::{Likeness, ManagerForm, Profile, compare};
use rollcall_scim::Resource;
use rollcall_store::fold;
use rollcall_truth::{Entry, Field};
use serde_json::Value;

/// The manager that the list names for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ManagerOf<'a> {
    /// The list names none, or it is not certain who is meant.
    NotKnown,
    One(&'a Manager),
}

/// A manager who is on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Manager {
    pub(crate) person: u32,
    pub(crate) name: String,
    /// Of the list.
    pub(crate) addresses: Vec<String>,
}

/// The accounts of managers in the account's app.
pub(crate) trait Accounts {
    /// Whose account has this id.
    fn person_of(&self, id: &str) -> Option<u32>;
    /// Whether a person has an account that is listed.
    fn has(&self, person: u32) -> bool;
}

/// How a value stands to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    Same,
    /// The list says nothing, or the app does not show the value.
    NotKnown,
    Differs(Difference),
}

/// A value that is not the list's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) in_app: String,
    pub(crate) in_list: String,
    /// The value to set; `None` removes it.
    pub(crate) value: Option<String>,
    /// Only case or accents differ.
    pub(crate) spelling_only: bool,
    /// Why it is not proposed.
    pub(crate) refused: Option<String>,
}

/// What an account is compared in.
pub(crate) struct Account<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) resource: &'a Resource,
    pub(crate) entry: &'a Entry,
    pub(crate) manager: ManagerOf<'a>,
    pub(crate) accounts: &'a dyn Accounts,
}

impl Account<'_> {
    /// Compares one attribute.
    pub(crate) fn compared(&self, rule: &Rule) -> Compared {
        if rule.manager {
            return self.compared_manager(rule);
        }
        let found = self.resource.get(&rule.path);
        let shown = found.map(plain).unwrap_or_default();
        let wanted = match rule.wanted(self.entry) {
            Wanted::Value(text) => Some(text),
            Wanted::Clear => None,
            Wanted::Nothing => match self.part_of_whole_name(rule) {
                Some(Ok(text)) => Some(text),
                Some(Err(difference)) => return Compared::Differs(difference),
                None => return Compared::NotKnown,
            },
        };
        let asked = wanted.clone().map(Value::String);
        let same = wanted.as_deref() == Some(shown.as_str());
        if same || compare(&rule.path, asked.as_ref(), found) != Likeness::Differs {
            return Compared::Same;
        }
        let refused = match &rule.takes {
            Takes::Yes | Takes::IfShown => None,
            // An attribute that the app neither takes nor shows is not part of it.
            Takes::No(_) if shown.is_empty() => return Compared::NotKnown,
            Takes::No(why) => Some(why.clone()),
        };
        let in_list = wanted.clone().unwrap_or_default();
        let spelling_only = !shown.is_empty() && fold(&shown) == fold(&in_list);
        let letters = |text: &str| -> String {
            fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
        };
        let kept_plain = self.profile.wants_plain_names() && is_name(&rule.path);
        if kept_plain && !shown.is_empty() && letters(&shown) == letters(&in_list) {
            return Compared::Same;
        }
        Compared::Differs(Difference {
            in_app: shown,
            in_list,
            value: wanted,
            spelling_only,
            refused,
        })
    }

    /// A part of the name out of a list that has the name in one piece: what is left when the other
    /// part is taken away.
    fn part_of_whole_name(&self, rule: &Rule) -> Option<Result<String, Difference>> {
        let From::Field(part @ (Field::GivenName | Field::FamilyName)) = rule.from else {
            return None;
        };
        let whole = text_of(self.entry, Field::Name);
        if whole.is_empty() {
            return None;
        }
        let given = self.resource.get("name.givenName").map(plain).unwrap_or_default();
        let family = self.resource.get("name.familyName").map(plain).unwrap_or_default();
        match parts(whole, &given, &family) {
            Some((given, family)) => {
                Some(Ok(if part == Field::GivenName { given } else { family }))
            }
            None if part == Field::FamilyName => Some(Err(Difference {
                in_app: format!("{given} {family}").trim().to_owned(),
                in_list: whole.to_owned(),
                value: None,
                spelling_only: false,
                refused: Some("The list has the name in one piece.".to_owned()),
            })),
            // One row for the name is enough.
            None => None,
        }
    }

    fn compared_manager(&self, rule: &Rule) -> Compared {
        let ManagerOf::One(manager) = &self.manager else { return Compared::NotKnown };
        let found = self.resource.get(&rule.path);
        let (value, shown) = manager_in(found);
        let form = self.profile.speaks.manager.value;
        let same = match form {
            ManagerForm::EmailAddress => {
                manager.addresses.iter().any(|one| one.eq_ignore_ascii_case(&value))
            }
            ManagerForm::Id => self.accounts.person_of(&value) == Some(manager.person),
        };
        if same {
            return Compared::Same;
        }
        let has_account = self.accounts.has(manager.person);
        let refused = match (&rule.takes, form) {
            (Takes::No(_), _) if value.is_empty() => return Compared::NotKnown,
            (Takes::No(why), _) => Some(why.clone()),
            (_, ManagerForm::Id) if !has_account => {
                Some(format!("{} has no account in this app.", manager.name))
            }
            _ => None,
        };
        Compared::Differs(Difference {
            in_app: shown,
            in_list: manager.name.clone(),
            value: manager.addresses.first().cloned(),
            spelling_only: false,
            refused: match manager.addresses.first() {
                Some(_) => refused,
                None => refused.or(Some("The list has no address of the manager.".to_owned())),
            },
        })
    }
}

/// The value of a manager, and how it is shown.
fn manager_in(found: Option<&Value>) -> (String, String) {
    match found {
        Some(Value::Object(map)) => {
            let text = |name: &str| {
                let found = map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                found.map(|(_, value)| plain(value)).unwrap_or_default()
            };
            let (value, name) = (text("value"), text("displayName"));
            let shown = if name.is_empty() { value.clone() } else { name };
            (value, shown)
        }
        Some(other) => (plain(other), plain(other)),
        None => (String::new(), String::new()),
    }
}

/// A value as text; empty for what is no single value.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn is_name(path: &str) -> bool {
    path.starts_with("name.") || path == "displayName"
}

/// Given and family name of a whole name, by the parts that the app has: one of them has to be in it.
fn parts(whole: &str, given: &str, family: &str) -> Option<(String, String)> {
    if let Some((family, given)) = whole.split_once(',') {
        let (given, family) = (given.trim(), family.trim());
        let both = !given.is_empty() && !family.is_empty() && !given.contains(',');
        return both.then(|| (given.to_owned(), family.to_owned()));
    }
    // “+1 +1” is “+1+1” in two fields.
    let close = |text: &str| text.split_whitespace().collect::<String>();
    if !given.is_empty() && !family.is_empty() && close(whole) == close(&format!("{given}{family}"))
    {
        return Some((given.to_owned(), family.to_owned()));
    }
    let words: Vec<&str> = whole.split_whitespace().collect();
    let joined = |words: &[&str]| words.join(" ");
    let at = |count: usize| Some((joined(words.get(..count)?), joined(words.get(count..)?)));
    let (given_words, family_words) =
        (given.split_whitespace().count(), family.split_whitespace().count());
    if given_words > 0 && given_words < words.len() {
        let (first, rest) = at(given_words)?;
        if fold(&first) == fold(given) {
            return Some((first, rest));
        }
    }
    if family_words > 0 && family_words < words.len() {
        let (first, rest) = at(words.len() - family_words)?;
        if fold(&rest) == fold(family) {
            return Some((first, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests;
