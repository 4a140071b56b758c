//! What reading back must find for a change to count as verified.

use rollcall_scim::{Group, Members, Resource};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What reading a user by id finds after a deactivation that took.
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
    /// The server answers 404 for the id.
    Gone,
}

/// A value at a path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedValue {
    pub path: String,
    /// `None`: no value there.
    pub value: Option<Value>,
    /// The server never gives this attribute back, so that it cannot be compared.
    pub write_only: bool,
}

/// Who is in a group, without naming everybody: a plan over a large group stays small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSet {
    pub count: usize,
    /// SHA-256 over the sorted ids, each ended by a zero byte; hexadecimal.
    pub sha256: String,
}

impl MemberSet {
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ids: Vec<&str> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut digest = Sha256::new();
        for id in &ids {
            digest.update(id.as_bytes());
            digest.update([0]);
        }
        Self { count: ids.len(), sha256: hex::encode(digest.finalize()) }
    }

    /// `None` when the resource does not tell its members.
    pub fn of_group(resource: &Resource) -> Option<Self> {
        match Group::of(resource).members {
            Members::Unknown => None,
            Members::Listed(members) => {
                Some(Self::of(members.iter().map(|member| member.value.as_str())))
            }
        }
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
            Self::Members(members) => MemberSet::of_group(resource).as_ref() == Some(members),
            Self::Gone => false,
        }
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

    /// Whether something of it can never be read, so that no reading tells whether it took.
    pub fn cannot_be_read(&self) -> bool {
        matches!(self, Self::Values(values) if values.iter().any(|value| value.write_only))
    }

    /// Whether 404 for the id proves the change.
    pub fn is_met_by_absence(&self) -> bool {
        match self {
            Self::Ended(states) => states.contains(&EndState::NotFound),
            Self::Gone => true,
            Self::Active | Self::Values(_) | Self::Members(_) => false,
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
            Self::Members(members) => format!("{} members, nobody else changed", members.count),
            Self::Gone => "not found".to_owned(),
        }
    }
}

impl ExpectedValue {
    fn is_met_by(&self, resource: &Resource) -> bool {
        !self.write_only && self.holds_in(resource)
    }

    /// Whether the value is what stands in the resource, as far as that tells it.
    pub fn holds_in(&self, resource: &Resource) -> bool {
        match (&self.value, resource.get(&self.path)) {
            (None, None | Some(Value::Null)) => true,
            (None, Some(found)) => is_nothing(found),
            (Some(_), None) => false,
            (Some(asked), Some(found)) => same(asked, found),
        }
    }

    fn words(&self) -> String {
        match &self.value {
            _ if self.write_only => format!("{} (never given back)", self.path),
            None => format!("{} empty", self.path),
            Some(value) => format!("{} is {}", self.path, shown(value)),
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
            return format!("{} not known (never given back)", self.path);
        }
        match resource.get(&self.path) {
            None | Some(Value::Null) => format!("{} empty", self.path),
            Some(found) => format!("{} is {}", self.path, shown(found)),
        }
    }
}

fn plain_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Texts are compared without the blanks around them; numbers and flags also where one side sends
/// them as text.
fn same(asked: &Value, found: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    match (plain(asked), plain(found)) {
        (Some(asked), Some(found)) => asked == found,
        _ => asked == found,
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
        Expected::Values(vec![ExpectedValue { path: path.into(), value, write_only: false }])
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
        let one = ExpectedValue { path: "title".into(), value: Some(json!("x")), write_only: true };
        assert!(!Expected::Values(vec![one]).is_met_by(&resource(json!({"title": "x"}))));
    }

    #[test]
    fn members_are_a_set_and_unknown_is_not_empty() {
        let group = |ids: &[&str]| {
            let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
            resource(json!({"members": members}))
        };
        let expected = Expected::Members(MemberSet::of(["a", "b"]));
        assert!(expected.is_met_by(&group(&["b", "a", "b"])));
        assert!(!expected.is_met_by(&group(&["a"])));
        assert!(!expected.is_met_by(&group(&["a", "b", "c"])));
        assert_ne!(MemberSet::of(["ab"]), MemberSet::of(["a", "b"]));
        let nobody = Expected::Members(MemberSet::of([]));
        assert!(nobody.is_met_by(&group(&[])));
        assert!(!nobody.is_met_by(&resource(json!({"displayName": "x"}))));
    }

    #[test]
    fn absence_proves_an_end_only_where_it_is_known_for_it() {
        assert!(Expected::Gone.is_met_by_absence());
        assert!(Expected::Ended(vec![EndState::NotFound]).is_met_by_absence());
        assert!(!Expected::Ended(vec![EndState::Inactive]).is_met_by_absence());
        assert!(!Expected::Active.is_met_by_absence());
    }
}
