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
    KeychainAbsent,
    KeychainLocked,
    StoreWrongKey,
    StoreDamaged,
    StoreNewer,
    StoreInUse,
    DiskFull,
    AddressRefused,
    CannotReach,
    NotTrusted,
    TokenRefused,
    TokenMissing,
    NotAllowed,
    WrongAddress,
    NotScim,
    TimedOut,
    TooLarge,
    SlowedDown,
    ServerFailed,
    Refused,
    NotFound,
    ConnectionRemoved,
    Cancelled,
    BadRequest,
    PlanExpired,
    PlanUsed,
    NotConfirmed,
    Internal,
}

/// An error an admin can act on. Never carries a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{what} {side_words} {state} {next}")]
pub struct Problem {
    pub code: ProblemCode,
    /// What failed, one sentence.
    pub what: String,
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
