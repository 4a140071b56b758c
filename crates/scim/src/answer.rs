//! A complete answer with success status, and its reading as JSON.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::error::ScimError;
use crate::exchange::{ANSWER_SHOWN, BODY_SHOWN, Exchange};
use crate::failure::{Failure, FailureKind, Reached};
use crate::list_answer::{ListAnswer, NotAList};
use crate::request::{Method, Request};
use crate::scrub::Scrubber;

/// What the server answered. [`crate::Client`] only gives out answers with a 2xx status.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status, 2xx.
    pub status: u16,
    /// The `Content-Type` header as sent.
    pub content_type: Option<String>,
    /// Unpacked. If the server included the token, it has been removed.
    pub body: Bytes,
    /// SHA-256 of the body as unpacked, in hexadecimal.
    pub sha256: String,
    /// Time of the successful attempt, from sending to the last byte.
    pub took: Duration,
    /// How often the request was sent, the last time included.
    pub attempts: u32,
    /// The `Date` header as sent.
    pub date: Option<String>,
    /// How far the server's clock is ahead of ours, to about a second.
    pub clock_offset_ms: Option<f64>,
    pub(crate) asked: Arc<Asked>,
}

/// The request as it is shown with an answer or a failure.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) url_path_and_query: String,
    pub(crate) host: String,
    pub(crate) request_body: Option<String>,
    pub(crate) scrubber: Scrubber,
}

impl Asked {
    pub(crate) fn new(
        request: &Request,
        url: Option<&url::Url>,
        host: String,
        scrubber: &Scrubber,
    ) -> Self {
        let url_path_and_query = match url {
            Some(url) => url[url::Position::BeforePath..].to_owned(),
            None => format!("/{}", request.path.join("/")),
        };
        let body = request.body.as_ref().map(ToString::to_string);
        Self {
            method: request.method,
            url_path_and_query: scrubber.text(&url_path_and_query),
            host,
            request_body: body.map(|text| scrubber.start_of(text.as_bytes(), BODY_SHOWN)),
            scrubber: scrubber.clone(),
        }
    }

    /// A failure with its exchange. `answer` is what came, if anything did.
    pub(crate) fn failure(
        &self,
        kind: FailureKind,
        reached: Reached,
        answer: Option<Seen<'_>>,
        took: Duration,
        attempts: u32,
    ) -> Failure {
        let exchange = Exchange {
            method: self.method,
            url_path_and_query: self.url_path_and_query.clone(),
            host: self.host.clone(),
            request_body: self.request_body.clone(),
            status: answer.as_ref().map(|seen| seen.status),
            content_type: answer
                .as_ref()
                .and_then(|seen| seen.content_type)
                .map(|text| self.scrubber.start_of(text.as_bytes(), 200)),
            answer: answer.map(|seen| self.scrubber.start_of(seen.body, ANSWER_SHOWN)),
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            attempts,
            at: jiff::Timestamp::now().to_string(),
        };
        Failure { kind: self.scrubbed(kind), exchange: Box::new(exchange), reached }
    }

    /// The kind with every text that a server may have written cleaned.
    fn scrubbed(&self, kind: FailureKind) -> FailureKind {
        let clean = |text: String| self.scrubber.text(&text);
        match kind {
            FailureKind::CannotConnect(why) => FailureKind::CannotConnect(clean(why)),
            FailureKind::TlsNotTrusted(why) => FailureKind::TlsNotTrusted(clean(why)),
            FailureKind::Cut(why) => FailureKind::Cut(clean(why)),
            FailureKind::RedirectRefused { to } => {
                FailureKind::RedirectRefused { to: self.scrubber.start_of(to.as_bytes(), 300) }
            }
            FailureKind::NotJson { html, content_type } => FailureKind::NotJson {
                html,
                content_type: content_type.map(|text| self.scrubber.start_of(text.as_bytes(), 200)),
            },
            FailureKind::BadJson(why) => FailureKind::BadJson(clean(why)),
            FailureKind::Status(error) => FailureKind::Status(ScimError {
                status: error.status,
                scim_type: error.scim_type.map(clean),
                detail: error.detail.map(clean),
                from_app: error.from_app,
            }),
            FailureKind::Setup(why) => FailureKind::Setup(clean(why)),
            other => other,
        }
    }
}

/// As much of an answer as came.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) status: u16,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl Answer {
    /// Reads the body as JSON. A web page is recognized by what it is and by what it says it is;
    /// an error object under a success status is an error.
    pub fn json(&self) -> Result<Value, Failure> {
        let text = without_mark(&self.body);
        match serde_json::from_slice::<Value>(text) {
            Ok(mut value) => {
                if let Some(status) = hidden_error(&value) {
                    let error = ScimError::of(status, &self.body);
                    return Err(self.failed(FailureKind::Status(error)));
                }
                self.asked.scrubber.value(text, &mut value);
                Ok(value)
            }
            Err(error) => Err(self.failed(self.not_json(text, &error))),
        }
    }

    /// Parses the body as a page of a list, distinguished from web pages and errors as
    /// [`Answer::json`] does it.
    pub fn list(&self) -> Result<ListAnswer, Failure> {
        let text = without_mark(&self.body);
        let page = match self.asked.scrubber.spelled_out(text) {
            Some(clean) => Bytes::from(clean),
            None => self.body.slice_ref(text),
        };
        ListAnswer::of(&page).map_err(|why| {
            self.failed(match &why {
                NotAList::Shape => FailureKind::BadJson(why.to_string()),
                NotAList::Error(status) => FailureKind::Status(ScimError::of(*status, &self.body)),
                NotAList::Json(error) => self.not_json(text, error),
            })
        })
    }

    /// The exchange of this answer, for showing.
    pub fn exchange(&self) -> Exchange {
        // The kind is not part of the exchange.
        *self.failed(FailureKind::Cancelled).exchange
    }

    /// A failure that is found in this answer later on.
    pub fn failed(&self, kind: FailureKind) -> Failure {
        let content_type = self.content_type.as_deref();
        let seen = Seen { status: self.status, content_type, body: &self.body };
        self.asked.failure(kind, Reached::Answered, Some(seen), self.took, self.attempts)
    }

    fn not_json(&self, text: &[u8], error: &serde_json::Error) -> FailureKind {
        let kind = self.content_type.as_deref().unwrap_or("").to_ascii_lowercase();
        let page = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
        if page || kind.contains("html") {
            FailureKind::NotJson { html: true, content_type: self.content_type.clone() }
        } else if text.is_empty() {
            FailureKind::BadJson("it is empty".to_owned())
        } else if kind.is_empty() || kind.contains("json") {
            FailureKind::BadJson(if error.is_eof() {
                "it ends too early".to_owned()
            } else {
                format!("line {}, column {} is not JSON", error.line(), error.column())
            })
        } else {
            FailureKind::NotJson { html: false, content_type: self.content_type.clone() }
        }
    }
}

impl fmt::Debug for Answer {
    /// Without the body: it is personal data, and long.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .field("took", &self.took)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Without the byte order mark that some servers put first.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

/// The status of an error object (RFC 7644 §3.12) that came with a 2xx.
fn hidden_error(value: &Value) -> Option<u16> {
    let map = value.as_object()?;
    error_status(crate::resource::member(map, "schemas")?, crate::resource::member(map, "status"))
}

/// The status that an object says, if its schemas make it an error.
pub(crate) fn error_status(schemas: &Value, status: Option<&Value>) -> Option<u16> {
    let is_error = |value: &Value| {
        value.as_str().is_some_and(|text| {
            text.eq_ignore_ascii_case("urn:ietf:params:scim:api:messages:2.0:Error")
        })
    };
    let found = match schemas {
        Value::Array(items) => items.iter().any(is_error),
        single => is_error(single),
    };
    let status = status.and_then(crate::resource::text_of);
    found.then(|| status.and_then(|text| text.parse().ok()).unwrap_or(500))
}
