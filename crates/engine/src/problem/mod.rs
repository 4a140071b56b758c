//! The four-part error that every screen and every command shows: what failed, on which side,
//! what the state is now, what to do next.

pub(crate) mod failure;
mod missing;

use serde::{Deserialize, Serialize};
use specta::Type;

/// Which end of the wire the fault is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// This computer: keychain, disk, store, settings.
    Here,
    /// Name resolution, TLS, proxy, cut connections.
    Between,
    /// The provider answered, and the answer is the fault.
    There,
    /// What was typed or asked for.
    Asked,
}

impl Problem {
    /// Whether the app vouches that the account or group is gone. A connection or row that the local
    /// copy does not have is something else.
    pub(crate) fn says_gone(&self) -> bool {
        self.code == ProblemCode::NotFound && self.side == Side::There
    }
}

/// Closed list; a code exists only where a screen or the command line branches on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// This computer has no keychain service.
    KeychainAbsent,
    /// The keychain is locked.
    KeychainLocked,
    /// The keychain has no key, or another key, for the local copy.
    StoreWrongKey,
    /// Pages of the local copy cannot be read.
    StoreDamaged,
    /// A newer Rollcall wrote the local copy.
    StoreNewer,
    /// Another process has the local copy open.
    StoreInUse,
    /// There is no room for it.
    DiskFull,
    /// The address cannot be the one of this provider.
    AddressRefused,
    /// The name is not resolved, nothing accepts connections, or the connection broke.
    CannotReach,
    /// The certificate is not trusted.
    NotTrusted,
    /// 401 (RFC 6750 §3.1).
    TokenRefused,
    /// The keychain has no token for the connection.
    TokenMissing,
    /// 403 of an app, or a file of this computer that may not be written.
    NotAllowed,
    /// 404 or 410 of an address, or a redirect to another one.
    WrongAddress,
    /// The response is not SCIM.
    NotScim,
    /// No complete response came within the time limit.
    TimedOut,
    /// The response is larger than Rollcall accepts.
    TooLarge,
    /// The app asks to wait longer than allowed.
    SlowedDown,
    /// 5xx.
    ServerFailed,
    /// Another status of the app.
    Refused,
    /// What was named does not exist.
    NotFound,
    /// The connection was removed from Rollcall.
    ConnectionRemoved,
    /// It was stopped by the admin.
    Cancelled,
    /// What was asked cannot be done.
    BadRequest,
    /// The plan is too old to run.
    PlanExpired,
    /// The plan ran already.
    PlanUsed,
    /// A number has to be typed first.
    NotConfirmed,
    /// Single apps could not be read completely; the others could be used without them.
    NotComplete,
    /// None of the others: a fault of this computer or of Rollcall.
    Internal,
}

impl ProblemCode {
    /// As the log has it: the word of its JSON, spelled as people read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KeychainAbsent => "keychain-absent",
            Self::KeychainLocked => "keychain-locked",
            Self::StoreWrongKey => "store-wrong-key",
            Self::StoreDamaged => "store-damaged",
            Self::StoreNewer => "store-newer",
            Self::StoreInUse => "store-in-use",
            Self::DiskFull => "disk-full",
            Self::AddressRefused => "address-refused",
            Self::CannotReach => "cannot-reach",
            Self::NotTrusted => "not-trusted",
            Self::TokenRefused => "token-refused",
            Self::TokenMissing => "token-missing",
            Self::NotAllowed => "not-allowed",
            Self::WrongAddress => "wrong-address",
            Self::NotScim => "not-scim",
            Self::TimedOut => "timed-out",
            Self::TooLarge => "too-large",
            Self::SlowedDown => "slowed-down",
            Self::ServerFailed => "server-failed",
            Self::Refused => "refused",
            Self::NotFound => "not-found",
            Self::ConnectionRemoved => "connection-removed",
            Self::Cancelled => "canceled",
            Self::BadRequest => "bad-request",
            Self::PlanExpired => "plan-expired",
            Self::PlanUsed => "plan-used",
            Self::NotConfirmed => "not-confirmed",
            Self::NotComplete => "not-complete",
            Self::Internal => "internal",
        }
    }
}

/// An error an admin can act on. Never carries a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{what} {side_words} {state} {next}")]
pub struct Problem {
    /// What kind of problem it is.
    pub code: ProblemCode,
    /// What failed, one sentence.
    pub what: String,
    /// Where the fault is.
    pub side: Side,
    /// On which side, in words, one sentence.
    pub side_words: String,
    /// What the state is now, one sentence or two.
    pub state: String,
    /// What to do next.
    pub next: String,
    /// The exchange behind it, token left out; several lines of text.
    pub exchange: Option<String>,
}

/// Whether a problem is only that a connection was removed: the other apps continue.
pub(crate) fn is_removed(problem: &Problem) -> bool {
    problem.code == ProblemCode::ConnectionRemoved
}
