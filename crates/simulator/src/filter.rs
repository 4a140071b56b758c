//! Filters of the only kind these providers take: `attribute eq value` (RFC 7644 §3.4.2.2).

use serde_json::{Map, Value};

use crate::plays::FilterValue;
use crate::reply::Refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) attribute: String,
    pub(crate) value: String,
}

impl Filter {
    pub(crate) fn parse(text: &str, form: FilterValue) -> Result<Self, Refusal> {
        let refused = |why: &str| Refusal::typed(400, "invalidFilter", format!("{why}: {text}"));
        let mut parts = text.trim().splitn(3, ' ');
        let (Some(attribute), Some(operator), Some(value)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(refused("not a filter"));
        };
        if !operator.eq_ignore_ascii_case("eq") {
            return Err(refused("only eq is supported"));
        }
        let value = match serde_json::from_str::<Value>(value.trim()) {
            Ok(Value::String(value)) => value,
            Ok(Value::Bool(value)) => value.to_string(),
            _ if form == FilterValue::QuotedOrBare && !value.contains('"') => value.trim().into(),
            _ => return Err(refused("not one quoted value")),
        };
        Ok(Self { attribute: attribute.to_owned(), value })
    }

    /// The name from `allowed` that this filter asks for.
    pub(crate) fn among<'a>(&self, allowed: &'a [String]) -> Option<&'a str> {
        allowed.iter().find(|name| name.eq_ignore_ascii_case(&self.attribute)).map(String::as_str)
    }

    /// Whether a record has the value: names in the case they have, the rest in any case.
    pub(crate) fn matches(&self, record: &Map<String, Value>, active: bool) -> bool {
        let same = |value: Option<&str>| {
            value.is_some_and(|value| value.eq_ignore_ascii_case(&self.value))
        };
        match self.attribute.to_ascii_lowercase().as_str() {
            "active" => self.value.eq_ignore_ascii_case(&active.to_string()),
            "given_name" => name(record).0.as_deref() == Some(&self.value),
            "family_name" => name(record).1.as_deref() == Some(&self.value),
            "email" | "emails" | "emails.value" => emails(record).any(|email| same(Some(email))),
            wanted => record
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(wanted))
                .is_some_and(|(_, value)| same(value.as_str())),
        }
    }
}

fn emails(record: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let listed = record.get("emails").and_then(Value::as_array).into_iter().flatten();
    listed
        .filter_map(|email| email.get("value").and_then(Value::as_str))
        .chain(record.get("userName").and_then(Value::as_str))
}

/// Given and family name, from the parts or from the one name there is.
fn name(record: &Map<String, Value>) -> (Option<String>, Option<String>) {
    let part =
        |key: &str| record.get("name").and_then(|name| name.get(key)).and_then(Value::as_str);
    let (first, rest) = part("formatted").and_then(|name| name.split_once(' ')).unzip();
    (part("givenName").or(first).map(String::from), part("familyName").or(rest).map(String::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_eq_with_one_value_is_a_filter() {
        let quoted = |text| Filter::parse(text, FilterValue::Quoted);
        assert_eq!(quoted("userName eq \"a \\\"b\\\" c\"").unwrap().value, "a \"b\" c");
        assert_eq!(quoted("active EQ true").unwrap().value, "true");
        for wrong in [
            "",
            "userName",
            "userName co \"a\"",
            "userName eq a",
            "userName eq \"a\" and x eq \"b\"",
        ] {
            assert_eq!(quoted(wrong).unwrap_err().scim_type, Some("invalidFilter"), "{wrong}");
        }
        let bare = Filter::parse("given_name eq Oskar", FilterValue::QuotedOrBare).unwrap();
        assert_eq!(bare.value, "Oskar");
    }
}
