//! The one filter that every provider is known to support, `attribute eq "value"` (RFC 7644
//! §3.4.2.2), and the check of the rows it returns: a filter is a request, not a proof.

use serde_json::Value;

use crate::resource::{Resource, text_of};

/// `attribute eq "value"` with the value as an escaped JSON string. Characters that cannot be in
/// an attribute path are dropped from `attribute`.
pub fn eq(attribute: &str, value: &str) -> String {
    Equals { attribute: attribute.to_owned(), value: value.to_owned() }.to_text()
}

/// A parsed equality filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equals {
    /// The attribute's path, as it was written.
    pub attribute: String,
    /// The compared value, without quotation marks and escapes.
    pub value: String,
}

impl Equals {
    /// Reads `attribute eq "value"`, also without quotes; `None` for any other filter.
    pub fn parse(filter: &str) -> Option<Self> {
        let (attribute, rest) = filter.trim().split_once(char::is_whitespace)?;
        let (operator, value) = rest.trim_start().split_once(char::is_whitespace)?;
        if !operator.eq_ignore_ascii_case("eq") || !attribute.chars().all(in_attribute) {
            return None;
        }
        let value = match value.trim() {
            quoted if quoted.starts_with('"') => serde_json::from_str::<String>(quoted).ok()?,
            plain if plain.contains(char::is_whitespace) || plain.is_empty() => return None,
            plain => plain.to_owned(),
        };
        Some(Self { attribute: attribute.to_owned(), value })
    }

    /// The filter as it is sent.
    pub fn to_text(&self) -> String {
        let attribute: String = self.attribute.chars().filter(|c| in_attribute(*c)).collect();
        format!("{attribute} eq {}", Value::String(self.value.clone()))
    }

    /// Whether a row really is what was asked for. Compared without case, as `userName` and
    /// `displayName` are (RFC 7643 §4.1.1); any entry of a multi-valued attribute counts. A row
    /// without the attribute does not match.
    pub fn matches(&self, resource: &Resource) -> bool {
        let wanted = self.value.trim().to_lowercase();
        let same = |value: &Value| text_of(value).is_some_and(|text| text.to_lowercase() == wanted);
        let found = |path: &str| match resource.get(path) {
            Some(Value::Array(items)) => items.iter().any(|item| match item {
                Value::Object(map) => crate::resource::member(map, "value").is_some_and(same),
                plain => same(plain),
            }),
            Some(plain) => same(plain),
            None => false,
        };
        match self.attribute.as_str() {
            // Filter names that some servers use in place of the schema's.
            "email" => found("emails") || found("email") || found("userName"),
            "given_name" => found("name.givenName") || found("given_name"),
            "family_name" => found("name.familyName") || found("family_name"),
            "id" => resource.id().is_some_and(|id| id == self.value),
            path => {
                // `emails.value` asks for any of them, not for the primary one.
                let list = path.strip_suffix(".value").unwrap_or(path);
                found(path) || found(list)
            }
        }
    }
}

/// Characters of an attribute path: RFC 7643 §2.1 names, sub-attributes and URNs.
fn in_attribute(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '_' | '-' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn row(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    #[test]
    fn quotes_and_backslashes_stay_inside_the_value() {
        assert_eq!(eq("userName", r#"a" or "1" eq "1"#), r#"userName eq "a\" or \"1\" eq \"1""#);
        assert_eq!(eq("userName", r"a\"), r#"userName eq "a\\""#);
        assert_eq!(eq(r#"user Name" or x"#, "1"), r#"userNameorx eq "1""#);
    }

    #[test]
    fn a_row_is_compared_with_what_was_asked() {
        let jo = row(json!({"id": 5, "userName": "Jo@Example.org", "name": {"givenName": "Jo"},
            "emails": [{"value": "x@y", "primary": true}, {"value": "second@y"}]}));
        for filter in [
            r#"userName eq "jo@example.org""#,
            r#"email eq "second@y""#,
            r#"emails.value eq "second@y""#,
            "email eq x@y",
            r#"given_name eq "Jo""#,
            r#"id eq "5""#,
        ] {
            assert!(Equals::parse(filter).unwrap().matches(&jo), "{filter}");
        }
        for filter in [r#"userName eq "other""#, r#"title eq "x""#, r#"id eq "55""#] {
            assert!(!Equals::parse(filter).unwrap().matches(&jo), "{filter}");
        }
    }

    #[test]
    fn other_filters_are_not_taken_for_equalities() {
        for filter in [
            "",
            "userName",
            "userName sw \"a\"",
            "a eq \"b\" or c eq \"d\"",
            "title pr",
            "a eq b c",
        ] {
            assert_eq!(Equals::parse(filter), None, "{filter}");
        }
    }

    proptest! {
        #[test]
        fn any_value_comes_back_out_of_its_filter(value in ".*") {
            let text = eq("userName", &value);
            let wanted = Equals { attribute: "userName".to_owned(), value };
            prop_assert_eq!(Equals::parse(&text), Some(wanted));
        }

        #[test]
        fn parsing_any_text_never_panics(text in ".{0,60}", row_text in ".{0,9}") {
            if let Some(found) = Equals::parse(&text) {
                let _ = found.matches(&row(json!({"userName": row_text})));
            }
        }
    }
}
