//! A request as the simulated app sees it: method, place, query, body.

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::reply::Refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Users(Option<String>),
    Groups(Option<String>),
    /// A discovery endpoint, and what follows its name.
    Discovery(String, Option<String>),
    /// Below the base, but nothing we know.
    Unknown,
    /// Outside the base path.
    Elsewhere,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) place: Place,
    /// Path below the base as sent, still encoded.
    pub(crate) path: String,
    pub(crate) raw_query: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Call {
    /// `path` as sent; `base` the app's own path, without a slash at the end.
    pub(crate) fn new(method: &str, path: &str, query: &str, base: &str, body: Bytes) -> Self {
        let below = path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let place = match below {
            None => Place::Elsewhere,
            Some(rest) => place(rest),
        };
        Self {
            method: method.to_ascii_uppercase(),
            place,
            path: below.unwrap_or(path).to_owned(),
            raw_query: query.to_owned(),
            query: query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect(),
            body,
        }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn is_write(&self) -> bool {
        self.method != "GET" && self.method != "HEAD"
    }

    pub(crate) fn is_list(&self) -> bool {
        !self.is_write() && matches!(self.place, Place::Users(None) | Place::Groups(None))
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Refusal::typed(400, "invalidSyntax", "the body is not an object")),
            Err(error) => Err(Refusal::typed(400, "invalidSyntax", error.to_string())),
        }
    }
}

fn place(rest: &str) -> Place {
    let mut segments = rest.trim_matches('/').splitn(2, '/');
    let first = segments.next().map(decode).unwrap_or_default();
    let second = segments.next().filter(|id| !id.is_empty());
    // an id is one segment: a slash inside it comes encoded
    if second.is_some_and(|id| id.contains('/')) {
        return Place::Unknown;
    }
    let second = second.map(decode);
    match first.as_str() {
        "Users" => Place::Users(second),
        "Groups" => Place::Groups(second),
        "ServiceProviderConfig" | "ResourceTypes" | "Schemas" => Place::Discovery(first, second),
        _ => Place::Unknown,
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (decode(&name.replace('+', " ")), decode(&value.replace('+', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(path: &str) -> Place {
        Call::new("GET", path, "", "/x/scim/v2", Bytes::new()).place
    }

    #[test]
    fn an_id_is_one_encoded_segment() {
        assert_eq!(place_of("/x/scim/v2/Users"), Place::Users(None));
        assert_eq!(place_of("/x/scim/v2/Users/a%2Fb%3Fc"), Place::Users(Some("a/b?c".into())));
        assert_eq!(place_of("/x/scim/v2/Users/a/b"), Place::Unknown);
        assert_eq!(place_of("/x/scim/v2x/Users"), Place::Elsewhere);
        assert_eq!(place_of("/login"), Place::Elsewhere);
    }

    #[test]
    fn a_query_is_decoded() {
        let call = Call::new(
            "get",
            "/x/Users",
            "filter=userName+eq%20%22a%26b%22&count=5",
            "/x",
            Bytes::new(),
        );
        assert_eq!(call.parameter("filter"), Some("userName eq \"a&b\""));
        assert_eq!(call.parameter("count"), Some("5"));
    }
}
