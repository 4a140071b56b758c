//! One attempt: the request as it goes out, and the answer as it comes in within its limits.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap,
    HeaderName, HeaderValue, LOCATION,
};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout_at};

use crate::answer::{Answer, Asked, Seen};
use crate::body::Body;
use crate::clock::clock_offset;
use crate::error::ScimError;
use crate::failure::{Failure, FailureKind, Reached};
use crate::limit::{Limit, limit};
use crate::request::Method;
use crate::scrub::Scrubber;
use crate::slash::differs_by_slash;
use crate::wire::classify;

/// What one attempt needs.
pub(crate) struct Attempt<'a> {
    pub(crate) http: &'a reqwest::Client,
    pub(crate) authorization: &'a HeaderValue,
    pub(crate) scrubber: &'a Scrubber,
    pub(crate) body_limit: usize,
    pub(crate) asked: &'a Arc<Asked>,
    pub(crate) url: &'a url::Url,
    pub(crate) number: u32,
    pub(crate) start: Instant,
    /// From sending to the last byte of the answer.
    pub(crate) limit: Duration,
}

/// A failed attempt.
pub(crate) struct Miss {
    pub(crate) failure: Failure,
    /// The limit that the answer states.
    pub(crate) limit: Option<Limit>,
    /// The form of the address that the answer, a redirect, asks for, when it differs by the slash
    /// at its end alone.
    pub(crate) slash: Option<bool>,
}

impl Attempt<'_> {
    pub(crate) async fn run(self, body: Option<Bytes>) -> Result<Answer, Miss> {
        let deadline = self.start + self.limit;
        let wall = jiff::Timestamp::now();
        let sending = self.build(body).send();
        let mut response = match timeout_at(deadline, sending).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let (kind, reached) = classify(&error);
                return Err(self.miss(kind, reached, None));
            }
            Err(_) => {
                let kind = FailureKind::TimedOut("waiting for the response");
                return Err(self.miss(kind, Reached::MaybeSent, None));
            }
        };
        let head_after = self.start.elapsed();
        let status = response.status().as_u16();
        let header = |name: HeaderName| text_header(response.headers(), &name);
        let (content_type, date) = (header(CONTENT_TYPE), header(DATE));
        let (encoding, location) = (header(CONTENT_ENCODING), header(LOCATION));
        let limit = limit(status, response.headers(), jiff::Timestamp::now());
        let head = Head { status, content_type: content_type.as_deref() };

        let announced = response.content_length();
        let mut body = Body::new(self.body_limit, announced, encoding.as_deref())
            .map_err(|kind| self.miss(kind, Reached::Answered, Some(head.with(&[]))))?;
        loop {
            let (kind, reached) = match timeout_at(deadline, response.chunk()).await {
                Ok(Ok(Some(chunk))) => match body.push(&chunk) {
                    Ok(()) => continue,
                    Err(kind) => (kind, Reached::Answered),
                },
                Ok(Ok(None)) => break,
                Ok(Err(error)) => match classify(&error).0 {
                    FailureKind::TlsNotTrusted(why) => (FailureKind::Cut(why), Reached::MaybeSent),
                    kind => (kind, Reached::MaybeSent),
                },
                Err(_) => (FailureKind::TimedOut("receiving the response"), Reached::MaybeSent),
            };
            return Err(self.miss(kind, reached, Some(head.with(body.so_far()))));
        }
        let body = body
            .finish()
            .map_err(|kind| self.miss(kind, Reached::MaybeSent, Some(head.with(&[]))))?;
        let took = self.start.elapsed();

        if (300..400).contains(&status) {
            let to = location.unwrap_or_default();
            let slash = differs_by_slash(self.url, &to);
            let kind = FailureKind::RedirectRefused { to };
            let miss = self.miss(kind, Reached::Answered, Some(head.with(&body)));
            return Err(Miss { slash, ..miss });
        }
        if !(200..300).contains(&status) {
            let kind = FailureKind::Status(ScimError::of(status, &body));
            let miss = self.miss(kind, Reached::Answered, Some(head.with(&body)));
            return Err(Miss { limit, ..miss });
        }
        let sha256 = hex::encode(Sha256::digest(&body));
        Ok(Answer {
            status,
            clock_offset_ms: date.as_deref().and_then(|date| clock_offset(date, wall, head_after)),
            content_type,
            body: self.scrubber.body(Bytes::from(body)),
            sha256,
            took,
            attempts: self.number,
            date,
            asked: Arc::clone(self.asked),
        })
    }

    fn miss(&self, kind: FailureKind, reached: Reached, seen: Option<Seen<'_>>) -> Miss {
        let took = self.start.elapsed();
        let failure = self.asked.failure(kind, reached, seen, took, self.number);
        Miss { failure, limit: None, slash: None }
    }

    fn build(&self, body: Option<Bytes>) -> reqwest::RequestBuilder {
        let method = match self.asked.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self
            .http
            .request(method, self.url.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/scim+json, application/json")
            .header(ACCEPT_ENCODING, "gzip");
        if let Some(body) = body {
            builder = builder.header(CONTENT_TYPE, "application/scim+json").body(body);
        }
        builder
    }
}

/// The start of an answer.
#[derive(Clone, Copy)]
struct Head<'a> {
    status: u16,
    content_type: Option<&'a str>,
}

impl<'a> Head<'a> {
    fn with<'b>(self, body: &'b [u8]) -> Seen<'b>
    where
        'a: 'b,
    {
        Seen { status: self.status, content_type: self.content_type, body }
    }
}

fn text_header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}
