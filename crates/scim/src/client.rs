//! The HTTP client of one connection. It adds the token, keeps the pace, the limits and the
//! host, and tries again only where that is safe.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderMap,
    HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::answer::{Answer, Asked, Seen};
use crate::body::Body;
use crate::clock::clock_offset;
use crate::endpoint::Endpoint;
use crate::error::ScimError;
use crate::failure::{Failure, FailureKind, Reached};
use crate::http::http_client;
use crate::options::{ClientOptions, RetryLimits};
use crate::pace::{Pace, Waiting};
use crate::request::{Method, Request};
use crate::retry::{Next, Purpose, back_off, decide};
use crate::retry_after;
use crate::scrub::Scrubber;
use crate::wire::classify;

/// A client for one connection. Clones share the pace and the open connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    host: String,
    http: reqwest::Client,
    /// Marked sensitive: headers print it as such.
    authorization: HeaderValue,
    scrubber: Scrubber,
    pace: Pace,
    request_timeout: Duration,
    connect_timeout: Duration,
    body_limit: usize,
    retry: RetryLimits,
    default_retry_after: Option<Duration>,
}

/// A failed attempt and what the server said about trying again.
struct Miss {
    failure: Failure,
    retry_after: Option<Duration>,
}

impl Client {
    /// Prepares a client; sends nothing. Fails when the token cannot be put into a header, a
    /// certificate of `extra_roots_pem` cannot be read, or the system's roots are missing.
    pub fn new(endpoint: Endpoint, options: ClientOptions) -> Result<Self, Failure> {
        crate::install_crypto();
        let token = SecretString::from(options.token.expose_secret().trim().to_owned());
        let scrubber = Scrubber::new(&token);
        let host = shown_host(&endpoint);
        let setup = |why: &str| {
            let request = Request::get(Vec::<String>::new());
            let asked = Asked::new(&request, None, host.clone(), &scrubber);
            let kind = FailureKind::Setup(why.to_owned());
            asked.failure(kind, Reached::NotSent, None, Duration::ZERO, 0)
        };
        if token.expose_secret().is_empty() {
            return Err(setup("the token is empty"));
        }
        let bearer = SecretString::from(format!("Bearer {}", token.expose_secret()));
        let mut authorization = HeaderValue::from_str(bearer.expose_secret())
            .map_err(|_| setup("the token has characters that cannot be sent"))?;
        authorization.set_sensitive(true);
        let http = http_client(&endpoint, &options).map_err(|why| setup(&why))?;
        Ok(Self(Arc::new(Inner {
            host,
            endpoint,
            http,
            authorization,
            scrubber,
            pace: Pace::new(options.pace),
            request_timeout: options.request_timeout,
            connect_timeout: options.connect_timeout,
            body_limit: options.body_limit,
            retry: options.retry,
            default_retry_after: options.default_retry_after,
        })))
    }

    /// Asks for something. Tried again, within the limits, after 429 and 503 (as long as the
    /// server says), 5xx, cut connections and time-outs. A status other than 2xx is a failure.
    pub async fn get(
        &self,
        request: &Request,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let purpose = Purpose::Read { server_errors: u32::MAX };
        self.run(request, purpose, cancel).await
    }

    /// The same, but gives server errors up after this many tries.
    pub(crate) async fn get_with(
        &self,
        request: &Request,
        server_errors: u32,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        self.run(request, Purpose::Read { server_errors }, cancel).await
    }

    /// Changes something. Tried again only when the answer proves that nothing was done (429,
    /// 503 with Retry-After) or when the connection was never opened. A status other than 2xx is
    /// a failure; `reached` tells whether the change may have happened.
    pub async fn send(
        &self,
        request: &Request,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        self.run(request, Purpose::Write, cancel).await
    }

    /// Whether the host's name is known, something accepts connections, and TLS is trusted. Goes
    /// the way a request goes (proxies included), without the token; any HTTP answer will do.
    pub async fn reach(&self) -> Result<(), Failure> {
        let request = Request::get(Vec::<String>::new());
        let (asked, url) = self.asked(&request)?;
        let start = Instant::now();
        let limit = self.0.connect_timeout.saturating_mul(2);
        let sending = self.0.http.head(url).send();
        let error = match tokio::time::timeout(limit, sending).await {
            Ok(Err(error)) => error,
            // An answer, or a connected server that keeps silent about this question.
            Ok(Ok(_)) | Err(_) => return Ok(()),
        };
        let (kind, reached) = classify(&error);
        if reached == Reached::MaybeSent && !matches!(kind, FailureKind::TlsNotTrusted(_)) {
            return Ok(());
        }
        Err(asked.failure(kind, reached, None, start.elapsed(), 1))
    }

    /// Whether the connection stands still now, until when and why.
    pub fn waiting(&self) -> Option<Waiting> {
        self.0.pace.waiting()
    }

    /// How often the server said 429 so far.
    pub fn slowed_down(&self) -> u32 {
        self.0.pace.slowed_down()
    }

    /// The address of the connection.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    fn asked(&self, request: &Request) -> Result<(Arc<Asked>, url::Url), Failure> {
        let host = self.0.host.clone();
        match self.0.endpoint.url(&request.path, &request.query) {
            Ok(url) => Ok((Arc::new(Asked::new(request, Some(&url), host, &self.0.scrubber)), url)),
            Err(error) => {
                let asked = Asked::new(request, None, host, &self.0.scrubber);
                let kind = FailureKind::Setup(error.to_string());
                Err(asked.failure(kind, Reached::NotSent, None, Duration::ZERO, 0))
            }
        }
    }

    async fn run(
        &self,
        request: &Request,
        purpose: Purpose,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let (asked, url) = self.asked(request)?;
        let body = request.body.as_ref().map(|body| Bytes::from(body.to_string()));
        let mut attempt = 0;
        loop {
            let cancelled = |attempts| {
                let kind = FailureKind::Cancelled;
                asked.failure(kind, Reached::NotSent, None, Duration::ZERO, attempts)
            };
            let leave = self.0.pace.leave(cancel).await.map_err(|_| cancelled(attempt))?;
            attempt += 1;
            let start = Instant::now();
            let once = self.once(&asked, &url, body.clone(), attempt, start);
            let result = tokio::select! {
                biased;
                () = cancel.cancelled() => {
                    let (kind, took) = (FailureKind::Cancelled, start.elapsed());
                    return Err(asked.failure(kind, Reached::MaybeSent, None, took, attempt));
                }
                result = once => result,
            };
            drop(leave);
            let miss = match result {
                Ok(answer) => {
                    self.0.pace.answered();
                    return Ok(answer);
                }
                Err(miss) => miss,
            };
            let failure = miss.failure;
            let next = decide(purpose, &failure.kind, failure.reached, miss.retry_after, attempt);
            let last = attempt >= self.0.retry.attempts;
            match next {
                Next::GiveUp => {
                    if failure.reached == Reached::Answered {
                        self.0.pace.answered();
                    }
                    return Err(failure);
                }
                Next::Pause { wait, slow_down } => {
                    let wait = wait
                        .or(self.0.default_retry_after)
                        .unwrap_or_else(|| back_off(&self.0.retry, attempt, chance()));
                    // Others of this connection hold back too, also when this one gives up.
                    self.0.pace.asked_to_wait(wait.min(self.0.retry.longest_wait), slow_down);
                    if last || wait > self.0.retry.longest_wait {
                        return Err(if slow_down {
                            Failure { kind: FailureKind::SlowedDown { tries: attempt }, ..failure }
                        } else {
                            failure
                        });
                    }
                    tracing::debug!(host = %self.0.host, ?wait, attempt, "asked to wait");
                }
                Next::BackOff if last => return Err(failure),
                Next::BackOff => {
                    let wait = back_off(&self.0.retry, attempt, chance());
                    self.0.pace.backing_off(wait);
                    tracing::debug!(host = %self.0.host, ?wait, attempt, kind = %failure.kind, "backing off");
                    tokio::select! {
                        biased;
                        () = cancel.cancelled() => return Err(cancelled(attempt)),
                        () = sleep(wait) => {}
                    }
                }
            }
        }
    }

    async fn once(
        &self,
        asked: &Arc<Asked>,
        url: &url::Url,
        body: Option<Bytes>,
        attempt: u32,
        start: Instant,
    ) -> Result<Answer, Miss> {
        let deadline = start + self.0.request_timeout;
        let miss = |kind, reached, seen: Option<Seen<'_>>| Miss {
            failure: asked.failure(kind, reached, seen, start.elapsed(), attempt),
            retry_after: None,
        };
        let wall = jiff::Timestamp::now();
        let sending = self.build(asked.method, url, body).send();
        let mut response = match timeout_at(deadline, sending).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let (kind, reached) = classify(&error);
                return Err(miss(kind, reached, None));
            }
            Err(_) => {
                let kind = FailureKind::TimedOut("waiting for the answer");
                return Err(miss(kind, Reached::MaybeSent, None));
            }
        };
        let head_after = start.elapsed();
        let status = response.status().as_u16();
        let header = |name: HeaderName| text_header(response.headers(), &name);
        let (content_type, date) = (header(CONTENT_TYPE), header(DATE));
        let (encoding, location) = (header(CONTENT_ENCODING), header(LOCATION));
        let waits = header(RETRY_AFTER);
        let head = Head { status, content_type: content_type.as_deref() };

        let announced = response.content_length();
        let mut body = Body::new(self.0.body_limit, announced, encoding.as_deref())
            .map_err(|kind| miss(kind, Reached::Answered, Some(head.with(&[]))))?;
        loop {
            match timeout_at(deadline, response.chunk()).await {
                Ok(Ok(Some(chunk))) => {
                    if let Err(kind) = body.push(&chunk) {
                        return Err(miss(kind, Reached::Answered, Some(head.with(body.so_far()))));
                    }
                }
                Ok(Ok(None)) => break,
                Ok(Err(error)) => {
                    let kind = match classify(&error).0 {
                        FailureKind::TlsNotTrusted(why) => FailureKind::Cut(why),
                        kind => kind,
                    };
                    return Err(miss(kind, Reached::MaybeSent, Some(head.with(body.so_far()))));
                }
                Err(_) => {
                    let kind = FailureKind::TimedOut("receiving the answer");
                    return Err(miss(kind, Reached::MaybeSent, Some(head.with(body.so_far()))));
                }
            }
        }
        let body = match body.finish() {
            Ok(body) => body,
            Err(kind) => return Err(miss(kind, Reached::MaybeSent, Some(head.with(&[])))),
        };
        let took = start.elapsed();

        if (300..400).contains(&status) {
            let kind = FailureKind::RedirectRefused { to: location.unwrap_or_default() };
            return Err(miss(kind, Reached::Answered, Some(head.with(&body))));
        }
        if !(200..300).contains(&status) {
            let kind = FailureKind::Status(ScimError::of(status, &body));
            let mut miss = miss(kind, Reached::Answered, Some(head.with(&body)));
            let now = jiff::Timestamp::now();
            miss.retry_after = waits.and_then(|text| retry_after::parse(&text, now));
            return Err(miss);
        }
        let sha256 = hex::encode(Sha256::digest(&body));
        Ok(Answer {
            status,
            clock_offset_ms: date.as_deref().and_then(|date| clock_offset(date, wall, head_after)),
            content_type,
            body: self.0.scrubber.body(Bytes::from(body)),
            sha256,
            took,
            attempts: attempt,
            date,
            asked: Arc::clone(asked),
        })
    }

    fn build(
        &self,
        method: Method,
        url: &url::Url,
        body: Option<Bytes>,
    ) -> reqwest::RequestBuilder {
        let method = match method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self
            .0
            .http
            .request(method, url.clone())
            .header(AUTHORIZATION, self.0.authorization.clone())
            .header(ACCEPT, "application/scim+json, application/json")
            .header(ACCEPT_ENCODING, "gzip");
        if let Some(body) = body {
            builder = builder.header(CONTENT_TYPE, "application/scim+json").body(body);
        }
        builder
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.0.endpoint).finish_non_exhaustive()
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

fn shown_host(endpoint: &Endpoint) -> String {
    let usual = if endpoint.is_https() { 443 } else { 80 };
    match endpoint.port() {
        port if port == usual => endpoint.host().to_owned(),
        port => format!("{}:{port}", endpoint.host()),
    }
}

fn text_header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

fn chance() -> f64 {
    rand::random::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_cannot_be_sent_is_refused_without_repeating_it() {
        let endpoint = Endpoint::parse("http://127.0.0.1:1/scim").unwrap();
        for token in ["", "  ", "s3cr3t\nvalue", "s3cr3t\u{7f}"] {
            let options = ClientOptions::new(SecretString::from(token.to_owned()));
            let failure = Client::new(endpoint.clone(), options).unwrap_err();
            assert!(matches!(failure.kind, FailureKind::Setup(_)));
            assert_eq!(failure.reached, Reached::NotSent);
            assert!(!format!("{failure:?} {failure}").contains("s3cr3t"));
        }
    }

    #[test]
    fn printing_a_client_or_its_options_shows_no_token() {
        let endpoint = Endpoint::parse("http://127.0.0.1:1/scim").unwrap();
        let options = ClientOptions::new(SecretString::from("s3cr3t-value".to_owned()));
        let mut printed = format!("{options:?}");
        printed.push_str(&format!("{:?}", Client::new(endpoint, options).unwrap()));
        assert!(!printed.contains("s3cr3t"), "{printed}");
    }
}
