//! The limits of one connection.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use crate::pace::{Learned, PaceLimits};

/// Everything a client needs to know besides the address.
#[derive(Clone)]
pub struct ClientOptions {
    /// The bearer token (RFC 6750), without the word `Bearer`.
    pub token: SecretString,
    /// What the log says the requests belong to.
    pub log_as: rollcall_log::Connection,
    /// How fast requests follow each other.
    pub pace: PaceLimits,
    /// What an earlier process learned of that.
    pub learned: Option<Learned>,
    /// From sending to the last byte of the answer, for each attempt.
    pub request_timeout: Duration,
    /// The same for one group by its id: a large one takes the server long to build.
    pub group_timeout: Duration,
    /// Name resolution, connection and TLS.
    pub connect_timeout: Duration,
    /// Largest body in bytes, as received and as unpacked.
    pub body_limit: usize,
    /// How often and how long a request is retried.
    pub retry: RetryLimits,
    /// An open connection without a request for this long is not used again: something between
    /// may have dropped it without a word, and a write must not get lost in there.
    pub idle_limit: Duration,
    /// How long to wait after a limit that does not say; `None` backs off.
    pub default_retry_after: Option<Duration>,
    /// Certificates (PEM) that are trusted besides the system's.
    pub extra_roots_pem: Option<Vec<u8>>,
    /// The `User-Agent` header.
    pub user_agent: String,
}

/// The bounds of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryLimits {
    /// Tries in all, the first included; limits that are waited for do not count.
    pub attempts: u32,
    /// The first back-off; each further one is twice as long.
    pub first: Duration,
    /// The longest back-off.
    pub cap: Duration,
    /// The longest that one request waits for limits, in all.
    pub longest_wait: Duration,
}

impl Default for RetryLimits {
    fn default() -> Self {
        Self {
            attempts: 5,
            first: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            longest_wait: Duration::from_secs(120),
        }
    }
}

impl ClientOptions {
    /// The usual limits: 60 s a request, 180 s one group, 10 s to connect, 64 MiB a page.
    pub fn new(token: SecretString) -> Self {
        Self {
            token,
            log_as: rollcall_log::Connection::untested("none"),
            pace: PaceLimits::default(),
            learned: None,
            request_timeout: Duration::from_secs(60),
            group_timeout: Duration::from_secs(180),
            connect_timeout: Duration::from_secs(10),
            body_limit: 64 * 1024 * 1024,
            // Below the five seconds after which many servers close.
            idle_limit: Duration::from_secs(3),
            retry: RetryLimits::default(),
            default_retry_after: None,
            extra_roots_pem: None,
            user_agent: concat!("Rollcall/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("pace", &self.pace)
            .field("request_timeout", &self.request_timeout)
            .field("group_timeout", &self.group_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("body_limit", &self.body_limit)
            .field("retry", &self.retry)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}
