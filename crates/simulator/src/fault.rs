//! Faults on demand: what goes wrong, where, and how often. The grammar is in the crate's
//! documentation.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::call::{Call, Place};
use crate::catalogue;
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
    /// The second half of a page shows accounts of the first page once more.
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

/// A text that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("{0:?} says nothing that goes wrong")]
    NoKind(String),
    #[error("{0:?} is neither a scope nor a fault")]
    Unknown(String),
    #[error("{0:?} comes twice")]
    Twice(String),
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

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let mut fault = Self::new(FaultKind::EmptyBody);
        let mut kind = None;
        let apps = catalogue::ids();
        let mut rest = text;
        while !rest.is_empty() {
            // an address has colons of its own, so it takes all that is left
            let (segment, after) = match rest.split_once(':') {
                Some((segment, after)) if !rest.starts_with("redirect=") => (segment, after),
                _ => (rest, ""),
            };
            rest = after;
            let twice = || FaultError::Twice(segment.to_owned());
            if apps.iter().any(|id| id == segment) {
                put(&mut fault.app, segment.to_owned()).ok_or_else(twice)?;
            } else if let Some(part) = Part::named(segment) {
                put(&mut fault.part, part).ok_or_else(twice)?;
            } else if let Some(verb) = Verb::named(segment) {
                put(&mut fault.verb, verb).ok_or_else(twice)?;
            } else if let Some(page) = number(segment, "page=") {
                put(&mut fault.page, page).ok_or_else(twice)?;
            } else if let Some(times) = number(segment, "times=") {
                put(&mut fault.times, times).ok_or_else(twice)?;
            } else if let Some(skip) = number(segment, "skip=") {
                fault.skip = skip;
            } else if let Some(named) = FaultKind::named(segment) {
                put(&mut kind, named).ok_or_else(twice)?;
            } else {
                return Err(FaultError::Unknown(segment.to_owned()));
            }
        }
        fault.kind = kind.ok_or_else(|| FaultError::NoKind(text.to_owned()))?;
        Ok(fault)
    }
}

fn put<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    if slot.is_some() {
        return None;
    }
    *slot = Some(value);
    Some(())
}

fn number(segment: &str, name: &str) -> Option<u32> {
    segment.strip_prefix(name)?.parse().ok()
}

const PARTS: [(&str, Part); 5] = [
    ("users", Part::Users),
    ("groups", Part::Groups),
    ("user", Part::User),
    ("group", Part::Group),
    ("discovery", Part::Discovery),
];

const VERBS: [(&str, Verb); 6] = [
    ("get", Verb::Get),
    ("post", Verb::Post),
    ("put", Verb::Put),
    ("patch", Verb::Patch),
    ("delete", Verb::Delete),
    ("write", Verb::Write),
];

impl Part {
    fn named(text: &str) -> Option<Self> {
        PARTS.iter().find(|(name, _)| *name == text).map(|(_, part)| *part)
    }
}

impl Verb {
    fn named(text: &str) -> Option<Self> {
        VERBS.iter().find(|(name, _)| *name == text).map(|(_, verb)| *verb)
    }
}

impl FaultKind {
    fn named(text: &str) -> Option<Self> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        Some(match (name, value) {
            ("latency", Some(value)) => Self::Latency(duration(value)?),
            ("429", None | Some("none")) => Self::SlowDown(RetryAfter::None),
            ("429", Some("date")) => Self::SlowDown(RetryAfter::Date(2)),
            ("429", Some(value)) => Self::SlowDown(match value.strip_prefix("date+") {
                Some(seconds) => RetryAfter::Date(seconds.parse().ok()?),
                None => match value.parse() {
                    Ok(seconds) => RetryAfter::Seconds(seconds),
                    Err(_) => {
                        duration(value)?;
                        RetryAfter::Suffixed(value.to_owned())
                    }
                },
            }),
            ("429-storm", None) => Self::Storm,
            ("half-page", None) => Self::HalfPage,
            ("cut-before", None) => Self::CutBefore,
            ("cut-after", None) => Self::CutAfter,
            ("lying-200", None) => Self::Lying,
            ("wrong-total", Some(value)) => Self::WrongTotal(value.parse().ok()?),
            ("repeated-ids", None) => Self::RepeatedIds,
            ("drip", None) => Self::Drip(Duration::from_millis(100)),
            ("drip", Some(value)) => Self::Drip(duration(value)?),
            ("html", None) => Self::Html,
            ("redirect", Some(address)) => Self::Redirect(address.to_owned()),
            ("redirect", None) => Self::Redirect("https://elsewhere.example/login".into()),
            ("silent", None) => Self::Silent,
            ("long-name", None) => Self::LongName(10 << 20),
            ("long-name", Some(value)) => Self::LongName(bytes(value)?),
            ("big-body", None) => Self::BigBody(65 << 20),
            ("big-body", Some(value)) => Self::BigBody(bytes(value)?),
            ("gzip-bomb", None) => Self::GzipBomb(1 << 30),
            ("gzip-bomb", Some(value)) => Self::GzipBomb(bytes(value)?),
            ("gzip", None) => Self::Gzip,
            ("bad-json", None) => Self::BadJson,
            ("empty-body", None) => Self::EmptyBody,
            (status, None) => match status.strip_suffix("-after") {
                Some(status) => Self::StatusAfter(error_status(status)?),
                None => Self::Status(error_status(status)?),
            },
            _ => return None,
        })
    }
}

fn error_status(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (400..600).contains(status))
}

/// `200ms`, `2s`, `1m`.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit())?;
    let amount: u64 = text[..digits].parse().ok()?;
    match &text[digits..] {
        "ms" => Some(Duration::from_millis(amount)),
        "s" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_secs(amount * 60)),
        _ => None,
    }
}

/// `500`, `64KB`, `10MB`, `1GB`, in powers of 1024.
fn bytes(text: &str) -> Option<usize> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let amount: usize = text[..digits].parse().ok()?;
    let shift = match &text[digits..] {
        "" => 0,
        "KB" => 10,
        "MB" => 20,
        "GB" => 30,
        _ => return None,
    };
    amount.checked_mul(1 << shift)
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(app) = &self.app {
            write!(out, "{app}:")?;
        }
        for (name, part) in PARTS {
            if self.part == Some(part) {
                write!(out, "{name}:")?;
            }
        }
        for (name, verb) in VERBS {
            if self.verb == Some(verb) {
                write!(out, "{name}:")?;
            }
        }
        if let Some(page) = self.page {
            write!(out, "page={page}:")?;
        }
        if self.skip > 0 {
            write!(out, "skip={}:", self.skip)?;
        }
        if let Some(times) = self.times {
            write!(out, "times={times}:")?;
        }
        match &self.kind {
            FaultKind::Latency(time) => write!(out, "latency={}ms", time.as_millis()),
            FaultKind::Status(status) => write!(out, "{status}"),
            FaultKind::StatusAfter(status) => write!(out, "{status}-after"),
            FaultKind::SlowDown(RetryAfter::None) => write!(out, "429"),
            FaultKind::SlowDown(RetryAfter::Seconds(seconds)) => write!(out, "429={seconds}"),
            FaultKind::SlowDown(RetryAfter::Suffixed(text)) => write!(out, "429={text}"),
            FaultKind::SlowDown(RetryAfter::Date(seconds)) => write!(out, "429=date+{seconds}"),
            FaultKind::Storm => write!(out, "429-storm"),
            FaultKind::HalfPage => write!(out, "half-page"),
            FaultKind::CutBefore => write!(out, "cut-before"),
            FaultKind::CutAfter => write!(out, "cut-after"),
            FaultKind::Lying => write!(out, "lying-200"),
            FaultKind::WrongTotal(delta) => write!(out, "wrong-total={delta:+}"),
            FaultKind::RepeatedIds => write!(out, "repeated-ids"),
            FaultKind::Drip(time) => write!(out, "drip={}ms", time.as_millis()),
            FaultKind::Html => write!(out, "html"),
            FaultKind::Redirect(address) => write!(out, "redirect={address}"),
            FaultKind::Silent => write!(out, "silent"),
            FaultKind::LongName(length) => write!(out, "long-name={length}"),
            FaultKind::BigBody(length) => write!(out, "big-body={length}"),
            FaultKind::GzipBomb(length) => write!(out, "gzip-bomb={length}"),
            FaultKind::Gzip => write!(out, "gzip"),
            FaultKind::BadJson => write!(out, "bad-json"),
            FaultKind::EmptyBody => write!(out, "empty-body"),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_as_it_is_written() {
        for text in [
            "latency=200ms",
            "401",
            "403",
            "429",
            "429=5",
            "429=13s",
            "429=date+2",
            "429-storm",
            "500",
            "502",
            "503",
            "500-after",
            "half-page",
            "cut-before",
            "cut-after",
            "lying-200",
            "wrong-total=+5",
            "wrong-total=-5",
            "repeated-ids",
            "drip=100ms",
            "html",
            "silent",
            "redirect=http://127.0.0.1:9/a:b",
            "long-name=10485760",
            "big-body=65",
            "gzip-bomb=1024",
            "gzip",
            "bad-json",
            "empty-body",
            "zapier:users:get:page=2:skip=1:times=3:500",
            "notion:group:patch:redirect=https://elsewhere.example/login",
        ] {
            let fault: Fault = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(fault.to_string(), text);
        }
    }

    #[test]
    fn short_forms_have_their_meaning() {
        let kind = |text: &str| text.parse::<Fault>().unwrap().kind;
        assert_eq!(kind("429=date"), FaultKind::SlowDown(RetryAfter::Date(2)));
        assert_eq!(kind("long-name=10MB"), FaultKind::LongName(10 << 20));
        assert_eq!(kind("big-body"), FaultKind::BigBody(65 << 20));
        assert_eq!(kind("latency=2s"), FaultKind::Latency(Duration::from_secs(2)));
        // scopes and fault in any order
        assert_eq!("500:users:zapier".parse(), "zapier:users:500".parse::<Fault>());
    }

    #[test]
    fn what_is_no_fault_is_refused_with_its_word() {
        for (text, error) in [
            ("zapier:users", FaultError::NoKind("zapier:users".into())),
            ("", FaultError::NoKind(String::new())),
            ("nowhere:500", FaultError::Unknown("nowhere".into())),
            ("200", FaultError::Unknown("200".into())),
            ("429=soon", FaultError::Unknown("429=soon".into())),
            ("page=x:500", FaultError::Unknown("page=x".into())),
            ("500:502", FaultError::Twice("502".into())),
        ] {
            assert_eq!(text.parse::<Fault>(), Err(error), "{text}");
        }
    }
}
