//! The HTTP client of one connection. It adds the token, keeps the pace, the limits and the
//! host, and tries again only where that is safe.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::answer::{Answer, Asked};
use crate::attempt::{Attempt, Miss};
use crate::endpoint::Endpoint;
use crate::failure::{Failure, FailureKind, Reached};
use crate::http::http_client;
use crate::options::{ClientOptions, RetryLimits};
use crate::pace::{Learned, Pace, Waiting};
use crate::request::{Method, Request};
use crate::retry::{Next, Purpose, back_off, decide, pause};
use crate::scrub::Scrubber;
use crate::slash::{Slashes, with_slash};
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
    log_as: rollcall_log::Connection,
    pace: Pace,
    slashes: Slashes,
    request_timeout: Duration,
    group_timeout: Duration,
    connect_timeout: Duration,
    body_limit: usize,
    retry: RetryLimits,
    default_retry_after: Option<Duration>,
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
            log_as: options.log_as,
            pace: Pace::new(options.pace, options.learned),
            slashes: Slashes::default(),
            request_timeout: options.request_timeout,
            group_timeout: options.group_timeout,
            connect_timeout: options.connect_timeout,
            body_limit: options.body_limit,
            retry: options.retry,
            default_retry_after: options.default_retry_after,
        })))
    }

    /// Asks for something. Tried again, within the limits, after an answer that is a limit (as long
    /// as the server says), 5xx, cut connections and time-outs. A redirect that only adds or
    /// removes the slash at the end is followed. A status other than 2xx is a failure.
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

    /// Changes something. Sent again only when it is certain that nothing was done: the answer is a
    /// limit or a redirect (307, 308) that only adds or removes the slash at the end, the server
    /// did not process the request, or the connection was never opened. A status other than 2xx is
    /// a failure; `reached` says whether the change may have happened.
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
        let answer = tokio::time::timeout(limit, sending).await;
        let status = answer.as_ref().ok().and_then(|answer| answer.as_ref().ok());
        let status = status.map(|answer| answer.status().as_u16());
        let failed = match answer {
            Ok(Err(error)) => Some(classify(&error)),
            // An answer, or a connected server that keeps silent about this question.
            Ok(Ok(_)) | Err(_) => None,
        };
        let failed = failed.filter(|(kind, reached)| {
            *reached != Reached::MaybeSent || matches!(kind, FailureKind::TlsNotTrusted(_))
        });
        let result = failed.as_ref().map_or("reached", |(kind, _)| kind.word());
        self.log("HEAD", &request, (status, result), start.elapsed(), 1);
        match failed {
            Some((kind, reached)) => Err(asked.failure(kind, reached, None, start.elapsed(), 1)),
            None => Ok(()),
        }
    }

    /// Whether the connection is paused now, until when and why.
    pub fn waiting(&self) -> Option<Waiting> {
        self.0.pace.waiting()
    }

    /// How often the server said 429 so far.
    pub fn slowed_down(&self) -> u32 {
        self.0.pace.slowed_down()
    }

    /// What was learned of the pace so far; `None` while nothing limits it.
    pub fn learned(&self) -> Option<Learned> {
        self.0.pace.learned()
    }

    /// Requests that may be under way at the same time, at the moment.
    pub fn in_flight(&self) -> usize {
        self.0.pace.in_flight()
    }

    /// What the log says the requests belong to.
    pub fn log_as(&self) -> rollcall_log::Connection {
        self.0.log_as
    }

    /// The address of the connection.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    fn asked(&self, request: &Request) -> Result<(Arc<Asked>, url::Url), Failure> {
        let host = self.0.host.clone();
        match self.0.endpoint.url(&request.path, &request.query) {
            Ok(url) => {
                let slash = self.0.slashes.wanted(&request.path);
                let url = if slash { with_slash(&url, true) } else { url };
                Ok((Arc::new(Asked::new(request, Some(&url), host, &self.0.scrubber)), url))
            }
            Err(error) => {
                let asked = Asked::new(request, None, host, &self.0.scrubber);
                let kind = FailureKind::Setup(error.to_string());
                Err(asked.failure(kind, Reached::NotSent, None, Duration::ZERO, 0))
            }
        }
    }

    /// Runs the request and writes its outcome into the log.
    async fn run(
        &self,
        request: &Request,
        purpose: Purpose,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let start = Instant::now();
        let ended = self.tried(request, purpose, cancel).await;
        let (status, result, attempts) = match &ended {
            Ok(answer) => (Some(answer.status), "ok", answer.attempts),
            Err(failure) => (failure.status(), failure.kind.word(), failure.exchange.attempts),
        };
        self.log(request.method.as_str(), request, (status, result), start.elapsed(), attempts);
        ended
    }

    fn log(
        &self,
        method: &'static str,
        request: &Request,
        (status, result): (Option<u16>, &'static str),
        took: Duration,
        attempts: u32,
    ) {
        let (path, retries) = (request.path_template(), attempts.saturating_sub(1));
        let request = rollcall_log::Request { method, path, status, result, took, retries };
        rollcall_log::request(self.0.log_as, &request);
    }

    async fn tried(
        &self,
        request: &Request,
        purpose: Purpose,
        cancel: &CancellationToken,
    ) -> Result<Answer, Failure> {
        let (mut asked, mut url) = self.asked(request)?;
        let body = request.body.as_ref().map(|body| Bytes::from(body.to_string()));
        let (mut attempt, mut tries) = (0, 0);
        let (mut limits, mut waited, mut moved) = (0, Duration::ZERO, false);
        loop {
            let leave = self.0.pace.leave(cancel).await.map_err(|_| cancelled(&asked, attempt))?;
            if let Some(until) = self.0.pace.refusing() {
                let kind = FailureKind::SlowedDown { tries: attempt, until, said: None };
                return Err(asked.failure(kind, Reached::NotSent, None, Duration::ZERO, attempt));
            }
            attempt += 1;
            let start = Instant::now();
            let once = self.attempt(request, &asked, &url, attempt, start).run(body.clone());
            let result = tokio::select! {
                biased;
                () = cancel.cancelled() => {
                    let (kind, took) = (FailureKind::Cancelled, start.elapsed());
                    return Err(asked.failure(kind, Reached::MaybeSent, None, took, attempt));
                }
                result = once => result,
            };
            drop(leave);
            let Miss { failure, limit, slash } = match result {
                Ok(answer) => {
                    self.0.pace.answered(request.path_template(), answer.took);
                    return Ok(answer);
                }
                Err(miss) => miss,
            };
            if let Some(slash) = slash.filter(|_| !moved && may_follow(purpose, &failure)) {
                moved = true;
                self.0.slashes.learn(&request.path, slash);
                (asked, url) = self.asked(request)?;
                continue;
            }
            match decide(purpose, &failure.kind, failure.reached, limit, tries + 1) {
                Next::GiveUp => {
                    if failure.reached == Reached::Answered {
                        self.0.pace.answered(request.path_template(), start.elapsed());
                    }
                    return Err(failure);
                }
                Next::Pause(limit) => {
                    limits += 1;
                    let named = limit.wait.or(self.0.default_retry_after);
                    let wait = pause(&self.0.retry, limits, named, chance());
                    let left = self.0.retry.longest_wait.saturating_sub(waited);
                    if wait > left {
                        let until = end_of(limit.wait);
                        let hold = self.0.retry.longest_wait.max(Duration::from_secs(1)).min(wait);
                        self.0.pace.refuse(hold, until, limit.slow_down, start);
                        let said = failure.scim_error().and_then(|error| error.detail.clone());
                        let kind = FailureKind::SlowedDown { tries: attempt, until, said };
                        return Err(Failure { kind, ..failure });
                    }
                    waited += wait;
                    self.0.pace.asked_to_wait(wait, limit.slow_down, start);
                    rollcall_log::waits(self.0.log_as, "asked to wait", wait, attempt);
                }
                Next::BackOff if tries + 1 >= self.0.retry.attempts => return Err(failure),
                Next::BackOff => {
                    tries += 1;
                    let wait = back_off(&self.0.retry, tries, chance());
                    self.0.pace.backing_off(wait);
                    rollcall_log::waits(self.0.log_as, "backing off", wait, attempt);
                    tokio::select! {
                        biased;
                        () = cancel.cancelled() => return Err(cancelled(&asked, attempt)),
                        () = sleep(wait) => {}
                    }
                }
            }
        }
    }

    fn attempt<'a>(
        &'a self,
        request: &Request,
        asked: &'a Arc<Asked>,
        url: &'a url::Url,
        number: u32,
        start: Instant,
    ) -> Attempt<'a> {
        // A group by its id (RFC 7644 §3.2): the one answer that grows with the company.
        let one_group = request.method == Method::Get
            && matches!(request.path.as_slice(), [kind, _] if kind == "Groups");
        let limit = if one_group { self.0.group_timeout } else { self.0.request_timeout };
        Attempt {
            http: &self.0.http,
            authorization: &self.0.authorization,
            scrubber: &self.0.scrubber,
            body_limit: self.0.body_limit,
            asked,
            url,
            number,
            start,
            limit,
        }
    }
}

fn cancelled(asked: &Asked, attempts: u32) -> Failure {
    asked.failure(FailureKind::Cancelled, Reached::NotSent, None, Duration::ZERO, attempts)
}

/// Whether a redirect to the same address, except its slash, is followed: each one for a read, one
/// that keeps method and body (RFC 9110 §15.4.8, §15.4.9) for a write. The server did nothing else.
fn may_follow(purpose: Purpose, failure: &Failure) -> bool {
    match purpose {
        Purpose::Read { .. } => matches!(failure.status(), Some(301 | 302 | 307 | 308)),
        Purpose::Write => matches!(failure.status(), Some(307 | 308)),
    }
}

/// The moment at which a wait that the server named ends, by this computer's clock.
fn end_of(wait: Option<Duration>) -> Option<jiff::Timestamp> {
    let wait = jiff::SignedDuration::try_from(wait.filter(|wait| !wait.is_zero())?).ok()?;
    jiff::Timestamp::now().checked_add(wait).ok()
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.0.endpoint).finish_non_exhaustive()
    }
}

fn shown_host(endpoint: &Endpoint) -> String {
    let usual = if endpoint.is_https() { 443 } else { 80 };
    match endpoint.port() {
        port if port == usual => endpoint.host().to_owned(),
        port => format!("{}:{port}", endpoint.host()),
    }
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
