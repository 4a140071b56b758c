//! What is tied: accounts, entries of the HR list, and what the admin decided.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An account of one connection. Texts are taken as the app sent them; empty means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account<'a> {
    pub key: i64,
    pub connection: i64,
    /// Current e-mail addresses, the primary one first, and the user name when it is an address.
    /// What is not an address is ignored.
    pub addresses: Vec<Cow<'a, str>>,
    /// Addresses and user names that it had before.
    pub former: Vec<Cow<'a, str>>,
    pub employee_number: Cow<'a, str>,
    pub name: Cow<'a, str>,
    pub external_id: Cow<'a, str>,
    pub mark: Mark,
    /// Inactive or no longer listed.
    pub left: bool,
    /// When it left, in any unit, the same for all; read only when `left`.
    pub left_at: Option<i64>,
    /// The admin closed it from here, at `left_at`; read only when `left`. That it left says nothing
    /// about whose it is: it counts as there, except beside what came later.
    pub closed_here: bool,
    /// When it was there at the latest: created, or first seen.
    pub since: Option<i64>,
    /// When it was not there yet: before it was created, or when a complete list was without it.
    /// `None` when nothing vouches for that: it may have been there for long when it was first seen.
    pub not_before: Option<i64>,
}

/// A line of the HR list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<'a> {
    pub key: i64,
    pub addresses: Vec<Cow<'a, str>>,
    pub employee_number: Cow<'a, str>,
    pub name: Cow<'a, str>,
    /// The list says that this is not a person.
    pub service: bool,
    /// When it came to the list, or the day of entry.
    pub since: Option<i64>,
}

/// What the admin said that an account is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    #[default]
    None,
    Shared,
    Service,
    /// A person, although it looks like a mailbox.
    Person,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "key")]
pub enum Node {
    Account(i64),
    Entry(i64),
}

/// What the admin decided about two: one person, or never one person. Of both, apart holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    pub a: Node,
    pub b: Node,
    pub together: bool,
}
