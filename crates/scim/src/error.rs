//! Error bodies (RFC 7644 §3.12) of any shape: the object the RFC asks for, other objects, plain
//! text, HTML, nothing.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reason::{reason, scim_type};
use crate::resource::member;

/// The longest `detail` that is kept, in characters.
const DETAIL: usize = 500;

/// What a server said about a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScimError {
    /// The HTTP status; what the body claims about it is ignored.
    pub status: Option<u16>,
    /// `uniqueness`, `invalidFilter` and so on; an open list.
    pub scim_type: Option<String>,
    /// The server's own words, at most 500 characters.
    pub detail: Option<String>,
    /// The body is a SCIM error object (RFC 7644 §3.12; `Errors` of SCIM 1.1): the app itself
    /// answered. Anything else may come from a gateway, proxy or sign-in page in front of it.
    #[serde(default)]
    pub from_app: bool,
}

impl ScimError {
    /// Reads an error body; never fails.
    pub fn of(status: u16, body: &[u8]) -> Self {
        let value = serde_json::from_slice::<Value>(body);
        let from_app = value.as_ref().is_ok_and(is_scim_error);
        let (scim_type, detail) = match value {
            Ok(value) => (scim_type(&value), reason(&value)),
            Err(_) => (None, from_text(&String::from_utf8_lossy(body))),
        };
        let detail = detail.map(|text| shorten(&text)).filter(|text| !text.is_empty());
        Self { status: Some(status), scim_type, detail, from_app }
    }
}

impl fmt::Display for ScimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "status {status}")?,
            None => f.write_str("an error")?,
        }
        if let Some(scim_type) = &self.scim_type {
            write!(f, " ({scim_type})")?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        Ok(())
    }
}

/// Whether this is an error object that only a SCIM server writes: it names the error schema, has a
/// `scimType`, or is SCIM 1.1's list of `Errors`.
fn is_scim_error(value: &Value) -> bool {
    let Value::Object(map) = value else { return false };
    let names_schema = match member(map, "schemas") {
        Some(Value::Array(schemas)) => schemas.iter().any(is_error_schema),
        Some(schema) => is_error_schema(schema),
        None => false,
    };
    let lists_errors = member(map, "Errors").is_some_and(|errors| {
        errors.as_array().is_some_and(|errors| {
            errors.iter().any(|error| {
                error.as_object().is_some_and(|error| {
                    member(error, "description").is_some() && member(error, "code").is_some()
                })
            })
        })
    });
    // Some servers put the error object into another one: {"status": …, "response": {…}}.
    let nested = || {
        ["response", "error"].iter().any(|key| {
            matches!(member(map, key), Some(inner @ Value::Object(inside))
                if member(inside, "schemas").is_some() && is_scim_error(inner))
        })
    };
    names_schema
        || member(map, "scimType").is_some_and(Value::is_string)
        || lists_errors
        || nested()
}

fn is_error_schema(schema: &Value) -> bool {
    schema.as_str().is_some_and(|urn| {
        let urn = urn.trim().to_ascii_lowercase();
        urn.starts_with("urn:") && urn.contains(":scim:") && urn.ends_with(":error")
    })
}

/// The title of an HTML page, the message of an XML error, or the text as it is.
fn from_text(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with('<') {
        return Some(text.to_owned());
    }
    let lower = text.to_ascii_lowercase();
    ["<title", "<message", "<detail", "<faultstring", "<h1"].iter().find_map(|tag| {
        let open = lower.find(tag)?;
        let start = open + lower[open..].find('>')? + 1;
        let end = start + lower[start..].find('<')?;
        Some(text[start..end].to_owned()).filter(|words| !words.trim().is_empty())
    })
}

fn shorten(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(DETAIL) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn detail(body: &str) -> Option<String> {
        ScimError::of(400, body.as_bytes()).detail
    }

    #[test]
    fn the_rfc_object_is_read_with_its_status_as_string_or_number() {
        for status in ["\"409\"", "409"] {
            let body = format!(
                r#"{{"schemas":[],"status":{status},"scimType":"uniqueness","detail":"taken"}}"#
            );
            let found = ScimError::of(409, body.as_bytes());
            assert_eq!(found.scim_type.as_deref(), Some("uniqueness"));
            assert_eq!(found.to_string(), "status 409 (uniqueness): taken");
        }
    }

    #[test]
    fn texts_and_pages_give_their_words() {
        for (body, expected) in [
            (r#""just text""#, Some("just text")),
            ("Service  Unavailable\n", Some("Service Unavailable")),
            ("<html><HEAD><Title lang=en>Sign in</title></html>", Some("Sign in")),
            (
                "<?xml version='1.0'?><Error><Code>X</Code><Message>No seat</Message></Error>",
                Some("No seat"),
            ),
            ("<html><title></title><h1>Blocked</h1>", Some("Blocked")),
            ("<html>", None),
            ("", None),
            ("{}", None),
            ("null", None),
        ] {
            assert_eq!(detail(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn only_a_scim_error_object_is_the_word_of_the_app() {
        for (body, expected) in [
            (r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}"#, true),
            (r#"{"SCHEMAS":["urn:ietf:params:scim:api:messages:2.0:error"]}"#, true),
            (r#"{"schemas":"urn:ietf:params:scim:api:messages:2.0:Error"}"#, true),
            (r#"{"scimType":"noTarget","detail":"no such user"}"#, true),
            (r#"{"Errors":[{"description":"not found","code":"404"}]}"#, true),
            (r#"{"response":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}}"#, true),
            (r#"{"response":{"status":404,"message":"no route"}}"#, false),
            (r#"{"errors":[{"message":"no route"}]}"#, false),
            (r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"]}"#, false),
            (r#"{"message":"no Route matched with those values"}"#, false),
            (r#"{"status":404,"error":"Not Found","path":"/scim/v2/Users/1"}"#, false),
            (r#"{"detail":"Not found."}"#, false),
            ("404 page not found\n", false),
            ("<html><title>Sign in</title></html>", false),
            ("[]", false),
            ("", false),
        ] {
            assert_eq!(ScimError::of(404, body.as_bytes()).from_app, expected, "{body}");
        }
    }

    #[test]
    fn a_long_detail_is_cut() {
        assert_eq!(detail(&"ü".repeat(10_000)).unwrap().chars().count(), DETAIL + 1);
    }

    proptest! {
        #[test]
        fn decoding_any_bytes_never_panics(status: u16, body in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = ScimError::of(status, &body).to_string();
        }

        #[test]
        fn decoding_any_markup_never_panics(body in "<[a-zA-Zİ<>/ ]{0,30}(<title>?[^<]{0,5}<?)?.{0,10}") {
            let _ = ScimError::of(400, body.as_bytes());
        }
    }
}
