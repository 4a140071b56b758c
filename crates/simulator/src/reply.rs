//! What goes back, before any fault touches it.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::plays::{ErrorStatus, Plays};

pub(crate) const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
pub(crate) const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    /// Groups in it, one or a list, with an empty list of members.
    pub(crate) fn without_members(mut self) -> Self {
        let Ok(mut body) = serde_json::from_slice::<Value>(&self.body) else { return self };
        let resources = match body.get_mut("Resources").and_then(Value::as_array_mut) {
            Some(list) => list.iter_mut().collect(),
            None => vec![&mut body],
        };
        for group in resources {
            group["members"] = Value::Array(Vec::new());
        }
        self.body = Bytes::from(body.to_string());
        self
    }

    pub(crate) fn json(plays: &Plays, status: u16, body: &Value) -> Self {
        Self {
            status,
            content_type: plays.content_type.clone(),
            headers: Vec::new(),
            body: serde_json::to_vec(body).unwrap_or_default().into(),
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, content_type: String::new(), headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn page(status: u16, html: &str) -> Self {
        Self {
            status,
            content_type: "text/html; charset=utf-8".into(),
            headers: Vec::new(),
            body: Bytes::copy_from_slice(html.as_bytes()),
        }
    }

    pub(crate) fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }
}

/// A no, in the words of RFC 7644 §3.12.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) scim_type: Option<&'static str>,
    pub(crate) detail: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, scim_type: None, detail: detail.into() }
    }

    pub(crate) fn typed(status: u16, scim_type: &'static str, detail: impl Into<String>) -> Self {
        Self { status, scim_type: Some(scim_type), detail: detail.into() }
    }

    pub(crate) fn invalid_value(detail: impl Into<String>) -> Self {
        Self::typed(400, "invalidValue", detail)
    }

    pub(crate) fn uniqueness(detail: impl Into<String>) -> Self {
        Self::typed(409, "uniqueness", detail)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    pub(crate) fn reply(&self, plays: &Plays) -> Reply {
        let mut body = Map::new();
        body.insert("schemas".into(), json!([ERROR]));
        body.insert(
            "status".into(),
            match plays.error_status {
                ErrorStatus::Text => self.status.to_string().into(),
                ErrorStatus::Number => self.status.into(),
            },
        );
        if let Some(scim_type) = self.scim_type.filter(|_| plays.error_scim_type) {
            body.insert("scimType".into(), scim_type.into());
        }
        body.insert("detail".into(), self.detail.clone().into());
        Reply::json(plays, self.status, &body.into())
    }
}

/// A login page, as it comes instead of JSON from a wrong address or an ended session.
pub(crate) const LOGIN_PAGE: &str = "<!doctype html><html><head><title>Log in</title></head><body>\
    <h1>Log in to continue</h1><form method=\"post\"><input name=\"email\">\
    <input name=\"password\" type=\"password\"><button>Log in</button></form></body></html>";
