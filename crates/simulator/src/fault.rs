//! Faults on demand: what goes wrong, where, and how often. Written down in
//! `fault_text`.

use std::time::Duration;

use crate::call::{Call, Place};
use crate::limiter::RetryAfter;

/// One thing that goes wrong within its scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Provider id; none = every app.
    pub app: Option<String>,
    pub part: Option<Part>,
    pub verb: Option<Verb>,
    /// Only this page of a list, counted from 1 by `startIndex` and `count`.
    pub page: Option<u32>,
    /// Let so many matching requests pass first.
    pub skip: u32,
    /// Then hit so many; none = all.
    pub times: Option<u32>,
    pub kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The list and everything below.
    Users,
    Groups,
    /// One resource by id.
    User,
    Group,
    Discovery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// Anything but GET.
    Write,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// Waits before anything else.
    Latency(Duration),
    /// This status instead of an answer; nothing is done.
    Status(u16),
    /// Does it, then answers this status.
    StatusAfter(u16),
    SlowDown(RetryAfter),
    /// Two of three requests get 429, with each form of Retry-After in turn.
    Storm,
    /// Sends half of the body, then closes the connection.
    HalfPage,
    /// Closes the connection without an answer, nothing done.
    CutBefore,
    /// Does it, then closes the connection without an answer.
    CutAfter,
    /// Writes answer as if done; nothing is.
    Lying,
    /// Added to every `totalResults`.
    WrongTotal(i64),
    /// The second half of a page repeats accounts of the first page.
    RepeatedIds,
    /// The body in small pieces with this much time between.
    Drip(Duration),
    /// A login page with status 200.
    Html,
    /// 302 to this address.
    Redirect(String),
    /// Takes the request and never answers.
    Silent,
    /// The first resource of a list has a name of so many characters.
    LongName(usize),
    /// Every group, in a list or alone, says that it has no members; they have not gone.
    NoMembers,
    /// A list with so many bytes of padding.
    BigBody(usize),
    /// Some kilobytes that unpack to this many bytes.
    GzipBomb(usize),
    /// Answers packed whenever the client allows it.
    Gzip,
    /// A body that is no JSON, but says it is.
    BadJson,
    /// Status 200 and no body.
    EmptyBody,
}

impl Fault {
    /// This fault everywhere and always.
    pub fn new(kind: FaultKind) -> Self {
        Self { app: None, part: None, verb: None, page: None, skip: 0, times: None, kind }
    }
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Self::new(kind)
    }
}

/// A fault in use, with its counts.
#[derive(Clone, Debug)]
pub(crate) struct Armed {
    fault: Fault,
    met: u32,
    fired: u32,
}

impl Armed {
    pub(crate) fn new(fault: Fault) -> Self {
        Self { fault, met: 0, fired: 0 }
    }

    /// The kind, when this call is hit; and how often it has fired before.
    pub(crate) fn fires(&mut self, call: &Call, page: Option<u32>) -> Option<(FaultKind, u32)> {
        let fault = &self.fault;
        let hit = fault.part.is_none_or(|part| part.covers(&call.place))
            && fault.verb.is_none_or(|verb| verb.covers(call))
            && (fault.page.is_none() || fault.page == page)
            && (fault.kind != FaultKind::Lying || call.is_write());
        if !hit {
            return None;
        }
        self.met += 1;
        if self.met <= fault.skip || fault.times.is_some_and(|times| self.fired >= times) {
            return None;
        }
        if fault.kind == FaultKind::Storm && (self.met - fault.skip).is_multiple_of(3) {
            return None;
        }
        self.fired += 1;
        Some((fault.kind.clone(), self.fired - 1))
    }
}

impl Part {
    fn covers(self, place: &Place) -> bool {
        match self {
            Self::Users => matches!(place, Place::Users(_)),
            Self::Groups => matches!(place, Place::Groups(_)),
            Self::User => matches!(place, Place::Users(Some(_))),
            Self::Group => matches!(place, Place::Groups(Some(_))),
            Self::Discovery => matches!(place, Place::Discovery(..)),
        }
    }
}

impl Verb {
    fn covers(self, call: &Call) -> bool {
        match self {
            Self::Write => call.is_write(),
            Self::Get => call.method == "GET",
            Self::Post => call.method == "POST",
            Self::Put => call.method == "PUT",
            Self::Patch => call.method == "PATCH",
            Self::Delete => call.method == "DELETE",
        }
    }
}
