//! What ties an account to a person, out of its resource.

use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// The few attributes that tying needs. Other spellings of the attributes' names than the RFC's and
/// all lower case are not looked for: they would cost a second look at every resource.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Shape<'a> {
    emails: Value,
    #[serde(rename = "externalId", alias = "externalid")]
    external_id: Value,
    #[serde(rename = "employeeNumber")]
    employee_number: Value,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
    enterprise: Enterprise,
    #[serde(borrow)]
    meta: Meta<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Enterprise {
    #[serde(rename = "employeeNumber", alias = "employeenumber")]
    employee_number: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Meta<'a> {
    #[serde(borrow)]
    created: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "lastModified", alias = "lastmodified")]
    last_modified: Option<Cow<'a, str>>,
}

/// What a resource says about who it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) emails: Vec<String>,
    pub(super) external_id: String,
    pub(super) employee_number: String,
    /// Seconds since 1970.
    pub(super) created: Option<i64>,
    pub(super) last_modified: Option<i64>,
}

impl Identity {
    /// Of a resource as JSON; one that cannot be read says nothing.
    pub(super) fn of(raw: &str) -> Self {
        let Ok(shape) = serde_json::from_str::<Shape<'_>>(raw) else { return Self::default() };
        let number = text(&shape.enterprise.employee_number);
        Self {
            emails: emails(&shape.emails),
            external_id: text(&shape.external_id),
            employee_number: if number.is_empty() { text(&shape.employee_number) } else { number },
            created: shape.meta.created.as_deref().and_then(seconds),
            last_modified: shape.meta.last_modified.as_deref().and_then(seconds),
        }
    }
}

/// The primary address first.
fn emails(value: &Value) -> Vec<String> {
    let many = match value {
        Value::Array(many) => many.as_slice(),
        Value::Null => &[],
        one => std::slice::from_ref(one),
    };
    let mut found: Vec<(bool, String)> = many
        .iter()
        .filter_map(|one| match one {
            Value::String(address) => Some((false, address.clone())),
            Value::Object(parts) => {
                let address = parts.get("value")?.as_str()?.to_owned();
                Some((parts.get("primary") == Some(&Value::Bool(true)), address))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(primary, _)| !primary);
    found.into_iter().map(|(_, address)| address).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

pub(super) fn seconds(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_is_taken_from_any_usual_shape() {
        let of = Identity::of(
            r#"{"id":"1","emails":[{"value":"b@example.com"},{"value":"a@example.com","primary":true},"c@example.com"],
                "externalId":7,"meta":{"created":"2026-01-02T00:00:00Z"},
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"0012"}}"#,
        );
        assert_eq!(of.emails, ["a@example.com", "b@example.com", "c@example.com"]);
        assert_eq!((of.external_id.as_str(), of.employee_number.as_str()), ("7", "0012"));
        assert_eq!(of.created, Some(1_767_312_000));
        assert_eq!(Identity::of("[]"), Identity::default());
        assert_eq!(Identity::of(r#"{"emails":"x@example.com"}"#).emails, ["x@example.com"]);
    }
}
