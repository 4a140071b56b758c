//! What may stand in the log, one function for each event.
//!
//! Every value is a text of the program itself (`&'static str`), a number, or an id that Rollcall made.
//! Do not add a parameter of another type: what is known only at run time may name a person.

use std::fmt;
use std::time::Duration;
use tracing::{Span, error, info, info_span, warn};
use uuid::Uuid;

pub(crate) const TARGET: &str = "rollcall::support";
/// Of what goes to standard error alone.
const STANDARD_ERROR: &str = "rollcall::detail";

/// An id that Rollcall made. Any other text is not written.
#[derive(Clone, Copy, Debug)]
struct Id(Option<Uuid>);

impl Id {
    fn of(text: &str) -> Self {
        // Those of runs and connections are of version 7; the ids that apps give are not ours to write.
        Self(Uuid::try_parse(text).ok().filter(|id| id.get_version_num() == 7))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => id.hyphenated().fmt(f),
            None => f.write_str("none"),
        }
    }
}

/// The connection that an event is about.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    id: Id,
    provider: &'static str,
}

impl Connection {
    /// `id` is the connection's own, `provider` the file of the catalogue that it was made from.
    pub fn new(id: &str, provider: &'static str) -> Self {
        Self { id: Id::of(id), provider }
    }

    /// One that is not made yet: its address and token are being tested.
    pub fn untested(provider: &'static str) -> Self {
        Self { id: Id(None), provider }
    }

    fn span(self) -> Span {
        info_span!(target: TARGET, "connection", id = %self.id, provider = self.provider)
    }
}

/// A request and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// `GET`, `PATCH`, …
    pub method: &'static str,
    /// The path without ids, as `/Users/{id}`; never a query.
    pub path: &'static str,
    /// Of the last answer; `None` if none began.
    pub status: Option<u16>,
    /// `ok`, `reached` for a test of the connection, or the kind of failure.
    pub result: &'static str,
    /// From the first attempt to the end of the last one, waits included.
    pub took: Duration,
    /// Attempts after the first one.
    pub retries: u32,
}

/// The program began.
pub(crate) fn started(program: &'static str) {
    info!(
        target: TARGET,
        program,
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        processor = std::env::consts::ARCH,
        "started"
    );
}

/// The command line ended with this exit status.
pub fn ended(status: u8) {
    info!(target: TARGET, status, "ended");
}

/// The span of a run. What is done in it is instrumented with it.
pub fn run(id: &str) -> Span {
    info_span!(target: TARGET, "run", id = %Id::of(id))
}

/// A request ended.
pub fn request(of: Connection, request: &Request) {
    let Request { method, path, status, result, took, retries } = *request;
    let ms = milliseconds(took);
    of.span().in_scope(|| {
        info!(target: TARGET, method, path, status, result, ms, retries, "request");
    });
}

/// A request is tried again after `wait`; `why` is `asked to wait` or `backing off`.
pub fn waits(of: Connection, why: &'static str, wait: Duration, attempt: u32) {
    let ms = milliseconds(wait);
    of.span().in_scope(|| info!(target: TARGET, why, ms, attempt, "waits"));
}

/// An item of a run ended, with the code of its problem.
pub fn item_ended(of: Connection, outcome: &'static str, code: Option<&'static str>) {
    of.span().in_scope(|| info!(target: TARGET, outcome, code, "item ended"));
}

/// A run ended; both are numbers of items.
pub fn run_ended(verified: u32, not_verified: u32) {
    info!(target: TARGET, verified, not_verified, "run ended");
}

/// A read of a connection ended, with the code of its problem.
pub fn read_ended(of: Connection, verdict: &'static str, code: Option<&'static str>) {
    of.span().in_scope(|| info!(target: TARGET, verdict, code, "read ended"));
}

/// Something failed. `what` is a sentence of the program, `code` that of the problem.
pub fn failed(what: &'static str, code: &'static str) {
    warn!(target: TARGET, what, code, "failed");
}

/// The same, and `detail` for who watches standard error. The file does not get it: it may be of others.
pub fn failed_with(what: &'static str, code: &'static str, detail: &dyn fmt::Display) {
    failed(what, code);
    warn!(target: STANDARD_ERROR, what, %detail, "failed");
}

/// The same of what ends the program.
pub fn ended_with(what: &'static str, code: &'static str, detail: &dyn fmt::Display) {
    failed(what, code);
    error!(target: STANDARD_ERROR, what, %detail, "failed");
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_id_of_our_own_is_written() {
        let own = Uuid::now_v7().to_string();
        assert_eq!(Id::of(&own).to_string(), own);
        let of_an_app = "2819c223-7f76-453a-919d-413861904646";
        for text in [of_an_app, "oskar.lind@example.com", "1", "", &own[1..]] {
            assert_eq!(Id::of(text).to_string(), "none", "{text}");
        }
    }
}
