//! What reading back must find for a change to count as verified.

use crate::attribute_name::attribute_name;
use crate::compare::{Likeness, compare, same_but_for_case};
use rollcall_scim::{Resource, User};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use crate::member_set::MemberSet;

/// What reading a user by id finds after a deactivation that took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndState {
    /// The user is there with `active` false.
    Inactive,
    /// The server answers 404 for the id.
    NotFound,
}

impl EndState {
    /// "inactive", "not found".
    pub fn words(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::NotFound => "not found",
        }
    }
}

/// What proves a change, and nothing less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// One of these states; none of them: nothing that can be read proves it.
    Ended(Vec<EndState>),
    /// The user is there and active.
    Active,
    /// The resource is there with these values.
    Values(Vec<ExpectedValue>),
    /// The group has exactly these members.
    Members(MemberSet),
    /// The account says this of one group.
    OwnGroup(OwnGroup),
    /// The server answers 404 for the id.
    Gone,
}

/// A value at a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedValue {
    /// Attribute path (RFC 7644 §3.10).
    pub path: String,
    /// `None`: no value there.
    pub value: Option<Value>,
    /// The server never gives this attribute back, so that it cannot be compared.
    pub write_only: bool,
    /// How the letters of the value are compared.
    #[serde(default, skip_serializing_if = "Spelling::is_by_schema")]
    pub spelling: Spelling,
}

/// How the letters of a value are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spelling {
    /// As RFC 7643 says of a user's attribute at this path.
    #[default]
    BySchema,
    /// Case means nothing: the name of a group (RFC 7643 §8.7.1).
    AnyCase,
    /// Each letter counts: nothing but the case was to change.
    Exact,
}

impl Spelling {
    fn is_by_schema(&self) -> bool {
        *self == Self::BySchema
    }
}

/// What the account itself says of one group. Proves a membership where the group's own list is
/// known to leave people out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnGroup {
    /// The group's id.
    pub group: String,
    /// The account must be a member of the group; otherwise it must not be.
    pub inside: bool,
    /// The account named this group before. Without that, its silence on it proves nothing.
    pub named_before: bool,
    /// It named no other group: then an account without `groups` is in none (RFC 7643 §2.5).
    pub only_one: bool,
}

impl OwnGroup {
    /// What the account says; `None`: nothing that counts.
    pub fn of(&self, resource: &Resource) -> Option<bool> {
        match User::of(resource).into_direct_groups() {
            Some(groups) => Some(groups.contains(&self.group)),
            None => (self.named_before && self.only_one).then_some(false),
        }
    }

    fn is_met_by(&self, resource: &Resource) -> bool {
        (self.inside || self.named_before) && self.of(resource) == Some(self.inside)
    }
}

impl Expected {
    /// Whether the resource that was read back proves the change.
    pub fn is_met_by(&self, resource: &Resource) -> bool {
        match self {
            Self::Ended(states) => {
                resource.flag("active") == Some(false) && states.contains(&EndState::Inactive)
            }
            Self::Active => resource.flag("active") == Some(true),
            Self::Values(values) => values.iter().all(|value| value.is_met_by(resource)),
            Self::Members(members) => members.is_met_by(resource),
            Self::OwnGroup(own) => own.is_met_by(resource),
            Self::Gone => false,
        }
    }

    /// Whether a resource already matches exactly before anything is sent: then there is nothing to
    /// do. Case counts, since another spelling is a change that can be asked for.
    pub fn is_so_already(&self, resource: &Resource) -> bool {
        match self {
            Self::Values(values) => values
                .iter()
                .all(|value| !value.write_only && value.likeness(resource) == Likeness::Same),
            _ => self.is_met_by(resource),
        }
    }

    /// Lets each letter count where nothing but the case is to change: there the same letters in
    /// their old case prove nothing.
    #[must_use]
    pub fn strict_where_only_case_changes(mut self, before: &Resource) -> Self {
        if let Self::Values(values) = &mut self {
            for value in values {
                if value.likeness(before) == Likeness::ButForCase {
                    value.spelling = Spelling::Exact;
                }
            }
        }
        self
    }

    /// What is to be found, without the name of the attribute where it is only one.
    pub fn value_words(&self) -> String {
        match self {
            Self::Values(values) => match values.as_slice() {
                [ExpectedValue { value: Some(value), .. }] => plain_words(value),
                [ExpectedValue { value: None, .. }] => "empty".to_owned(),
                _ => self.words(),
            },
            _ => self.words(),
        }
    }

    /// Whether some of it can never be read, so that no read shows whether it took effect.
    pub fn cannot_be_read(&self) -> bool {
        matches!(self, Self::Values(values) if values.iter().any(|value| value.write_only))
    }

    /// Whether 404 for the id proves the change.
    pub fn is_met_by_absence(&self) -> bool {
        match self {
            Self::Ended(states) => states.contains(&EndState::NotFound),
            Self::Gone => true,
            Self::Active | Self::Values(_) | Self::Members(_) | Self::OwnGroup(_) => false,
        }
    }

    /// As part of a sentence: "inactive, or not found".
    pub fn words(&self) -> String {
        match self {
            Self::Ended(states) => {
                let words: Vec<&str> = states.iter().map(|state| state.words()).collect();
                words.join(", or ")
            }
            Self::Active => "active".to_owned(),
            Self::Values(values) => {
                let words: Vec<String> = values.iter().map(ExpectedValue::words).collect();
                words.join(", ")
            }
            Self::Members(members) => members.words(),
            Self::OwnGroup(OwnGroup { inside: true, .. }) => {
                "the account names the group itself".to_owned()
            }
            Self::OwnGroup(OwnGroup { named_before: false, .. }) => {
                "nothing that can be read: the account did not name the group itself".to_owned()
            }
            Self::OwnGroup(_) => "the account no longer names the group itself".to_owned(),
            Self::Gone => "not found".to_owned(),
        }
    }
}

impl ExpectedValue {
    /// A value that can be read back.
    pub fn new(path: impl Into<String>, value: Option<Value>) -> Self {
        Self { path: path.into(), value, write_only: false, spelling: Spelling::BySchema }
    }

    fn is_met_by(&self, resource: &Resource) -> bool {
        !self.write_only && self.holds_in(resource)
    }

    /// Whether the resource has this value, as far as it shows it.
    pub fn holds_in(&self, resource: &Resource) -> bool {
        self.likeness(resource) >= self.least()
    }

    fn least(&self) -> Likeness {
        match self.spelling {
            Spelling::Exact => Likeness::Same,
            Spelling::BySchema | Spelling::AnyCase => Likeness::ButForCase,
        }
    }

    /// How close the resource's value is to this one.
    pub fn likeness(&self, resource: &Resource) -> Likeness {
        let found = resource.get(&self.path);
        let likeness = compare(&self.path, self.value.as_ref(), found);
        match (&self.value, found) {
            (Some(Value::String(asked)), Some(Value::String(found)))
                if likeness == Likeness::Differs
                    && self.spelling == Spelling::AnyCase
                    && same_but_for_case(asked.trim(), found.trim()) =>
            {
                Likeness::ButForCase
            }
            _ => likeness,
        }
    }

    /// What the attribute is called.
    pub fn name(&self) -> &str {
        attribute_name(&self.path)
    }

    fn words(&self) -> String {
        match &self.value {
            _ if self.write_only => format!("{} (never returned)", self.name()),
            None => format!("{} empty", self.name()),
            Some(value) => format!("{} is {}", self.name(), shown(value)),
        }
    }

    /// What is there, alone: "Buyer", "empty".
    pub fn found_value(&self, resource: &Resource) -> String {
        if self.write_only {
            return "not known".to_owned();
        }
        match resource.get(&self.path) {
            None | Some(Value::Null) => "empty".to_owned(),
            Some(found) => plain_words(found),
        }
    }

    /// What is there instead, or the same: "title is “Buyer”".
    pub fn found_words(&self, resource: &Resource) -> String {
        if self.write_only {
            return format!("{} not known (never returned)", self.name());
        }
        match resource.get(&self.path) {
            None | Some(Value::Null) => format!("{} empty", self.name()),
            Some(found) => {
                let words = format!("{} is {}", self.name(), shown(found));
                if self.likeness(resource) != Likeness::ButForCase {
                    return words;
                }
                let text = found.to_string();
                let case = if text == text.to_lowercase() { "lower case" } else { "other case" };
                format!("{words} (the app stores it in {case})")
            }
        }
    }
}

fn plain_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{text}”"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    fn value(path: &str, value: Option<Value>) -> Expected {
        Expected::Values(vec![ExpectedValue::new(path, value)])
    }

    #[test]
    fn values_are_met_as_they_were_asked_for_and_not_by_others() {
        let user = resource(json!({"title": " Buyer ", "n": "7", "name": {"givenName": ""}}));
        assert!(value("title", Some(json!("Buyer"))).is_met_by(&user));
        assert!(value("n", Some(json!(7))).is_met_by(&user));
        assert!(value("name.givenName", None).is_met_by(&user));
        assert!(value("department", None).is_met_by(&user));
        assert!(!value("title", Some(json!("buyer"))).is_met_by(&user));
        assert!(!value("title", None).is_met_by(&user));
        assert!(!value("department", Some(json!("HR"))).is_met_by(&user));
    }

    #[test]
    fn what_is_never_given_back_is_never_met() {
        let one =
            ExpectedValue { write_only: true, ..ExpectedValue::new("title", Some(json!("x"))) };
        assert!(!Expected::Values(vec![one]).is_met_by(&resource(json!({"title": "x"}))));
    }

    #[test]
    fn a_value_in_another_case_is_met_where_case_means_nothing_and_the_words_say_so() {
        let user =
            resource(json!({"userName": "jo@x.org", "externalId": "a7", "displayName": "Ab"}));
        let name = value("userName", Some(json!("Jo@X.org")));
        assert!(name.is_met_by(&user));
        assert!(!name.is_so_already(&user));
        let Expected::Values(values) = &name else { panic!() };
        assert_eq!(
            values[0].found_words(&user),
            "user name is “jo@x.org” (the app stores it in lower case)"
        );
        // Where nothing else was to change, the old case proves nothing.
        assert!(!name.strict_where_only_case_changes(&user).is_met_by(&user));
        assert!(!value("externalId", Some(json!("A7"))).is_met_by(&user));
        assert!(!value("displayName", Some(json!("AB"))).is_met_by(&user));
        let group = ExpectedValue {
            spelling: Spelling::AnyCase,
            ..ExpectedValue::new("displayName", Some(json!("AB")))
        };
        assert!(Expected::Values(vec![group]).is_met_by(&user));
    }

    #[test]
    fn the_account_speaks_of_a_group_only_where_it_did_before() {
        let left =
            OwnGroup { group: "g".to_owned(), inside: false, named_before: true, only_one: true };
        let proves = |own: &OwnGroup, account: Value| {
            Expected::OwnGroup(own.clone()).is_met_by(&resource(account))
        };
        assert!(proves(&left, json!({"groups": []})));
        assert!(proves(&left, json!({"groups": [{"value": "h"}]})));
        assert!(!proves(&left, json!({"groups": [{"value": "g"}]})));
        // Left out when there is none (RFC 7643 §2.5); lost with the others when there were more.
        assert!(proves(&left, json!({"id": "1"})));
        assert!(!proves(&OwnGroup { only_one: false, ..left.clone() }, json!({"id": "1"})));
        // It never named the group: that it does not now says nothing.
        let silent = OwnGroup { named_before: false, ..left.clone() };
        assert!(!proves(&silent, json!({"groups": []})));
        let joined = OwnGroup { inside: true, ..silent };
        assert!(proves(&joined, json!({"groups": [{"value": "g"}]})));
        assert!(!proves(&joined, json!({"id": "1"})));
        // A group within a group is not a direct membership.
        assert!(!proves(&joined, json!({"groups": [{"value": "g", "type": "indirect"}]})));
    }

    #[test]
    fn absence_proves_an_end_only_where_it_is_known_for_it() {
        assert!(Expected::Gone.is_met_by_absence());
        assert!(Expected::Ended(vec![EndState::NotFound]).is_met_by_absence());
        assert!(!Expected::Ended(vec![EndState::Inactive]).is_met_by_absence());
        assert!(!Expected::Active.is_met_by_absence());
    }
}
