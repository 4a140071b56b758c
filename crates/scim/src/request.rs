//! A request as a value: it can be planned, hashed, shown and stored. It holds nothing secret;
//! the token is added by the client at the last moment.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The methods of RFC 7644 §3.2 that Rollcall uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Reads a resource or a list.
    Get,
    /// Creates a resource.
    Post,
    /// Replaces a resource.
    Put,
    /// Changes attributes of a resource.
    Patch,
    /// Removes a resource.
    Delete,
}

impl Method {
    /// The method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to ask of a connection, relative to its address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path segments below the connection's address, not encoded.
    pub path: Vec<String>,
    /// Query parameters in order, not encoded.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The JSON to send, if there is any.
    #[serde(default)]
    pub body: Option<Value>,
}

impl Request {
    /// A request without query and body.
    pub fn new<S: Into<String>>(method: Method, path: impl IntoIterator<Item = S>) -> Self {
        let path = path.into_iter().map(Into::into).collect();
        Self { method, path, query: Vec::new(), body: None }
    }

    /// A GET.
    pub fn get<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new(Method::Get, path)
    }

    /// A PATCH with its body (see [`crate::Patch`]).
    pub fn patch<S: Into<String>>(path: impl IntoIterator<Item = S>, body: Value) -> Self {
        Self::new(Method::Patch, path).with_body(body)
    }

    /// A POST.
    pub fn post<S: Into<String>>(path: impl IntoIterator<Item = S>, body: Value) -> Self {
        Self::new(Method::Post, path).with_body(body)
    }

    /// A PUT of a whole resource.
    pub fn put<S: Into<String>>(path: impl IntoIterator<Item = S>, body: Value) -> Self {
        Self::new(Method::Put, path).with_body(body)
    }

    /// A DELETE.
    pub fn delete<S: Into<String>>(path: impl IntoIterator<Item = S>) -> Self {
        Self::new(Method::Delete, path)
    }

    /// The path as a text of ours: the name of what is asked, and `{id}` for an id. Nothing that an app
    /// or an admin wrote is in it.
    pub(crate) fn path_template(&self) -> &'static str {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [] => "/",
            ["Users"] => "/Users",
            ["Users", _] => "/Users/{id}",
            ["Groups"] => "/Groups",
            ["Groups", _] => "/Groups/{id}",
            ["Schemas"] => "/Schemas",
            ["Schemas", _] => "/Schemas/{id}",
            ["ResourceTypes"] => "/ResourceTypes",
            ["ResourceTypes", _] => "/ResourceTypes/{id}",
            ["ServiceProviderConfig"] => "/ServiceProviderConfig",
            _ => "/{other}",
        }
    }

    /// The same with one more query parameter.
    #[must_use]
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The same with this body.
    #[must_use]
    pub fn with_body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_template_holds_no_text_of_an_app() {
        for (path, template) in [
            (&[][..], "/"),
            (&["Users"], "/Users"),
            (&["Users", "ann@example.com"], "/Users/{id}"),
            (&["Groups", "EMEA Sales"], "/Groups/{id}"),
            (&["Schemas", "urn:acme:secret"], "/Schemas/{id}"),
            (&["users", "ann"], "/{other}"),
            (&["Users", "ann", "roles"], "/{other}"),
            (&["acme-tenant"], "/{other}"),
        ] {
            let request = Request::get(path.iter().copied()).with_query("filter", "ann");
            assert_eq!(request.path_template(), template, "{path:?}");
        }
    }

    #[test]
    fn a_request_survives_being_stored() {
        let request = Request::patch(["Users", "a/b"], json!({"Operations": []}))
            .with_query("scim_provisioned_only", "false");
        let text = serde_json::to_string(&request).unwrap();
        assert!(text.contains("\"PATCH\""), "{text}");
        assert_eq!(serde_json::from_str::<Request>(&text).unwrap(), request);
    }
}
