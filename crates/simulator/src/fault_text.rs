//! Faults as text; the grammar is in the crate's documentation.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::catalogue;
use crate::fault::{Fault, FaultKind, Part, Verb};
use crate::limiter::RetryAfter;

/// A text that is no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("{0:?} names no fault")]
    NoKind(String),
    #[error("{0:?} is neither a scope nor a fault")]
    Unknown(String),
    #[error("{0:?} comes twice")]
    Twice(String),
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
            ("no-members", None) => Self::NoMembers,
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
            FaultKind::NoMembers => write!(out, "no-members"),
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
            "no-members",
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
            "scim:users:get:page=2:skip=1:times=3:500",
            "scim:group:patch:redirect=https://elsewhere.example/login",
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
        assert_eq!("500:users:scim".parse(), "scim:users:500".parse::<Fault>());
    }

    #[test]
    fn what_is_no_fault_is_refused_with_its_word() {
        for (text, error) in [
            ("scim:users", FaultError::NoKind("scim:users".into())),
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
