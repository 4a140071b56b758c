//! What can go wrong between asking and having an answer, and how far the request came.

use std::fmt;

use crate::error::ScimError;
use crate::exchange::Exchange;

/// A request that did not end in a usable answer. Printable anywhere: it holds no token.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// Boxed because failures travel in results; reads like a plain field.
    pub exchange: Box<Exchange>,
    /// How far the request came.
    pub reached: Reached,
}

/// How far a request came: decides whether it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// The server has certainly not seen it.
    NotSent,
    /// The server may have acted on it: no answer came, or not all of it.
    MaybeSent,
    /// The server answered in full.
    Answered,
}

/// The causes that callers distinguish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// No address is known for the host name.
    NameNotResolved,
    /// Nothing accepts connections there.
    CannotConnect(String),
    /// The encrypted connection was refused by us (certificate) or by the other side.
    TlsNotTrusted(String),
    /// A time limit passed while doing this.
    TimedOut(&'static str),
    /// The connection ended before the answer did.
    Cut(String),
    /// The answer is longer than this, in bytes as received.
    BodyTooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The answer unpacks to more than this, in bytes.
    UnpackedTooLarge {
        /// In bytes.
        limit: usize,
    },
    /// A redirect; none is followed.
    RedirectRefused {
        /// The `Location` header; empty if there was none.
        to: String,
    },
    /// A success that is not JSON; `html` when it is a page for people.
    NotJson {
        /// By its first character or its type.
        html: bool,
        /// The `Content-Type` header.
        content_type: Option<String>,
    },
    /// JSON that cannot be read, or that is not what was asked for.
    BadJson(String),
    /// The server said no.
    Status(ScimError),
    /// Asked to wait longer than allowed, after this many tries; `until` when that was named, by
    /// this computer's clock. Nothing was done.
    SlowedDown {
        /// How often the request was sent.
        tries: u32,
        /// The end of the wait that the server asked for.
        until: Option<jiff::Timestamp>,
        /// `detail` of its SCIM error.
        said: Option<String>,
    },
    /// Given up on our side.
    Cancelled,
    /// The request could not be made at all.
    Setup(String),
}

impl FailureKind {
    /// The cause in a word, without the texts of a server.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::NameNotResolved => "name-not-resolved",
            Self::CannotConnect(_) => "cannot-connect",
            Self::TlsNotTrusted(_) => "tls-not-trusted",
            Self::TimedOut(_) => "timed-out",
            Self::Cut(_) => "cut",
            Self::BodyTooLarge { .. } => "body-too-large",
            Self::UnpackedTooLarge { .. } => "unpacked-too-large",
            Self::RedirectRefused { .. } => "redirect-refused",
            Self::NotJson { .. } => "not-json",
            Self::BadJson(_) => "bad-json",
            Self::Status(_) => "refused",
            Self::SlowedDown { .. } => "slowed-down",
            Self::Cancelled => "canceled",
            Self::Setup(_) => "setup",
        }
    }
}

impl Failure {
    /// The HTTP status, when an answer began.
    pub fn status(&self) -> Option<u16> {
        self.exchange.status
    }

    /// Whether the app itself answered, with a SCIM error object. Everything that concludes from a
    /// refusal (gone, not allowed, not offered) needs this or another witness.
    pub fn is_from_app(&self) -> bool {
        matches!(&self.kind, FailureKind::Status(error) if error.from_app)
    }

    /// Whether a gateway, proxy or sign-in page in front of the app may have written this answer:
    /// a status that such programs send themselves, and no SCIM error object with it.
    pub fn may_be_between(&self) -> bool {
        matches!(&self.kind, FailureKind::Status(error)
            if !error.from_app
                && matches!(error.status, Some(401 | 403 | 404 | 407 | 410 | 501..=504 | 511)))
    }

    /// What the server said, when it did.
    pub fn scim_error(&self) -> Option<&ScimError> {
        match &self.kind {
            FailureKind::Status(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotResolved => f.write_str("the host name could not be resolved"),
            Self::CannotConnect(why) => write!(f, "no connection: {why}"),
            Self::TlsNotTrusted(why) => write!(f, "no trusted connection: {why}"),
            Self::TimedOut(doing) => write!(f, "timed out while {doing}"),
            Self::Cut(why) => write!(f, "the connection was cut: {why}"),
            Self::BodyTooLarge { limit } => write!(f, "the response is longer than {limit} bytes"),
            Self::UnpackedTooLarge { limit } => {
                write!(f, "the response unpacks to more than {limit} bytes")
            }
            Self::RedirectRefused { to } if to.is_empty() => {
                f.write_str("the server redirects elsewhere")
            }
            Self::RedirectRefused { to } => write!(f, "the server redirects to {to}"),
            Self::NotJson { html: true, .. } => {
                f.write_str("the response is a web page instead of JSON")
            }
            Self::NotJson { html: false, content_type } => match content_type {
                Some(content_type) => write!(f, "the response is {content_type} instead of JSON"),
                None => f.write_str("the response is not JSON"),
            },
            Self::BadJson(why) => write!(f, "the response cannot be read: {why}"),
            Self::Status(error) => write!(f, "the server answered {error}"),
            Self::SlowedDown { until: Some(until), .. } => {
                write!(f, "the server asks to wait until {}", clock_time(*until))
            }
            Self::SlowedDown { tries, .. } => {
                write!(f, "the server still asks to slow down after {tries} tries")
            }
            Self::Cancelled => f.write_str("canceled"),
            Self::Setup(why) => write!(f, "the request cannot be made: {why}"),
        }
    }
}

/// The end of a wait as people write it, at the full minute after it: `18:05 UTC on November 29`.
pub fn clock_time(at: jiff::Timestamp) -> String {
    let minute = jiff::SignedDuration::from_secs(59);
    at.checked_add(minute).unwrap_or(at).strftime("%H:%M UTC on %B %-d").to_string()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.exchange.host, self.kind)
    }
}

impl std::error::Error for Failure {}
