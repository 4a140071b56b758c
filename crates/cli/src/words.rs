//! Small phrases that several commands share.

use crate::listing::{Cell, cells};
use rollcall_engine::Moment;
use rollcall_engine::view::{
    AccountState, ConnectionView, Health, Outcome, PaceView, ReadView, RungState, RungView, Verdict,
};

pub fn status(status: AccountState) -> &'static str {
    match status {
        AccountState::Active => "active",
        AccountState::Inactive => "inactive",
        AccountState::NoLongerListed => "no longer listed",
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Running => "reading",
        Verdict::Complete => "complete",
        Verdict::Partial => "partial",
        Verdict::CannotBeProven => "cannot be proven",
    }
}

pub fn health(health: Health) -> &'static str {
    match health {
        Health::NeverRead => "not read yet",
        Health::Healthy => "healthy",
        Health::Partial => "partial",
        Health::Reading => "being read",
        Health::NotAnswering => "not answering",
        Health::TokenRejected => "token rejected (401)",
        Health::TokenMissing => "no token in the keychain",
    }
}

pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "verified",
        Outcome::AcceptedNotVerified => "accepted, not verified",
        Outcome::Refused => "refused",
        Outcome::HeldBack => "held back",
        Outcome::Unknown => "unknown",
        Outcome::NotSent => "not sent",
    }
}

/// A number, or that it is not known.
pub fn count(count: Option<u32>) -> String {
    count.map_or_else(|| "unknown".to_owned(), grouped)
}

/// "1 row", "4 200 rows".
pub fn plural(number: u32, one: &str, several: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { several })
}

/// "  Acme · Deactivate · Jo: verified. Read back: inactive."; without words, the state alone.
pub fn ended(place: [&str; 3], state: &str, words: &str) -> String {
    let end = if words.is_empty() { String::new() } else { format!(" {words}") };
    format!("  {}: {state}.{end}", place.join(" · "))
}

/// The same of what is held in memory.
pub fn counted(number: usize, one: &str, several: &str) -> String {
    plural(u32::try_from(number).unwrap_or(u32::MAX), one, several)
}

/// "4 207".
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// "as of 2026-11-21 09:12 UTC, complete"
pub fn freshness(as_of: Option<Moment>, complete: bool) -> String {
    let complete = if complete { "complete" } else { "partial" };
    match as_of {
        Some(at) => format!("as of {}, {complete}", time(at)),
        None => format!("not read yet, {complete}"),
    }
}

/// ", 3 open": what the parts leave of a total, so that a line adds up; empty when nothing is left.
pub fn rest(total: u32, parts: &[u32], word: &str) -> String {
    match parts.iter().fold(total, |left, part| left.saturating_sub(*part)) {
        0 => String::new(),
        left => format!(", {} {word}", grouped(left)),
    }
}

/// "2026-11-21 09:12 UTC"
pub fn time(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// "521 of 521"; "not read" where no answer said how many there are: that is not none.
pub fn received(received: u32, claimed: Option<u32>, of: Verdict) -> String {
    match claimed {
        Some(claimed) => format!("{} of {}", grouped(received), grouped(claimed)),
        None if received == 0 && of == Verdict::Partial => "not read".to_owned(),
        None => grouped(received),
    }
}

pub fn read_row(read: &ReadView, name: &str) -> Vec<Cell> {
    cells![
        name,
        verdict(read.verdict),
        received(read.users_received, read.users_claimed, read.verdict),
        received(read.groups_received, read.groups_claimed, read.verdict),
        read.reason.clone(),
    ]
}

pub fn connection_row(connection: &ConnectionView) -> Vec<Cell> {
    let read = connection.last_read.as_ref();
    cells![
        connection.name.clone(),
        connection.provider_name.clone(),
        connection.address.clone(),
        health(connection.health),
        Cell::count(connection.users),
        Cell::count(connection.groups),
        read.map_or("never", |read| verdict(read.verdict)),
        connection.complete_at.map_or_else(|| Cell::from("never"), Cell::Time),
    ]
}

/// "  Pace: about 60 a second; last limited: never"
pub fn pace_line(pace: &PaceView) -> String {
    let limited = pace.limited_at.map_or_else(|| "never".to_owned(), time);
    let stated = if pace.documented { " (documented)" } else { "" };
    format!("  Pace: {}{stated}; last limited: {limited}", pace.words)
}

pub fn rung_line(rung: &RungView) -> String {
    let sign = match rung.state {
        RungState::Passed => "passed ",
        RungState::Failed => "FAILED ",
        RungState::Skipped => "skipped",
        RungState::Waiting | RungState::Trying => "not reached",
    };
    if rung.detail.is_empty() {
        format!("  {sign}  {}", rung.name)
    } else {
        format!("  {sign}  {}: {}", rung.name, rung.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_unknown_is_not_zero() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(4207), "4 207");
        assert_eq!(grouped(1_234_567), "1 234 567");
        assert_eq!(count(None), "unknown");
    }

    #[test]
    fn a_line_without_words_ends_with_its_state() {
        let place = ["Acme", "Deactivate", "Jo"];
        assert_eq!(ended(place, "open", ""), "  Acme · Deactivate · Jo: open.");
        assert_eq!(ended(place, "verified", "Read."), "  Acme · Deactivate · Jo: verified. Read.");
    }

    #[test]
    fn a_line_of_counts_names_what_its_parts_leave() {
        assert_eq!(rest(5, &[3, 2], "open"), "");
        assert_eq!(rest(1_300, &[20, 1], "open"), ", 1 279 open");
        assert_eq!(rest(2, &[3], "open"), "");
    }

    #[test]
    fn freshness_says_time_zone_and_completeness() {
        assert_eq!(
            freshness("2026-11-21T09:12:08Z".parse().ok(), true),
            "as of 2026-11-21 09:12 UTC, complete"
        );
        assert_eq!(freshness(None, false), "not read yet, partial");
    }
}
