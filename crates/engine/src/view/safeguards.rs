//! What keeps a plan from doing too much.

use rollcall_store::AccountId;
use serde::{Deserialize, Serialize};
use specta::Type;

/// How many people one plan may take something from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Guard {
    /// The largest number in one plan for this connection; one person is always possible.
    pub people: u32,
    /// An admin set it; otherwise it is the smaller of 25 people and a tenth of the active accounts.
    pub set: bool,
    /// Active accounts of the connection in the local copy.
    pub active: u32,
}

/// Why no plan takes anything from an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum ProtectedAs {
    /// The account that the connection's token belongs to.
    TokenOwner,
    /// The admin's own.
    Own,
    /// An account for emergencies, when nobody else can sign in.
    BreakGlass,
    /// An account that a program uses.
    Service,
    /// Protected automatically, where the app shows roles.
    LastAdmin,
}

impl ProtectedAs {
    /// What the account is, as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::TokenOwner => "the owner of the connection's token",
            Self::Own => "your own account",
            Self::BreakGlass => "a break-glass account",
            Self::Service => "a service account",
            Self::LastAdmin => "the last account with an admin role",
        }
    }
}

/// An account that no plan removes access from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Protected {
    /// The account's id in the app.
    pub account_id: AccountId,
    /// The account's name when it was protected.
    pub name: String,
    /// Why it is protected.
    pub kind: ProtectedAs,
}
