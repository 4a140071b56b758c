//! Whether an answer is a limit, and how long it asks to wait. Pure: status, headers and the time.
//!
//! Read are `Retry-After` (RFC 9110 §10.2.3), `RateLimit` and `RateLimit-*`
//! (draft-ietf-httpapi-ratelimit-headers, in both of its forms) and the `X-RateLimit-*` headers
//! that came before it. Moments count from the answer's own `Date`: the two clocks may differ.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::retry_after::{self, http_date};

/// A server that asks to be left alone for a while. It has not done what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// The wait that the answer names.
    pub(crate) wait: Option<Duration>,
    /// Too many requests came; otherwise the server is down for a while.
    pub(crate) slow_down: bool,
}

/// Numbers from here on are seconds since 1970, not seconds from now: 32 years are no wait.
const EPOCH_SECONDS: f64 = 1e9;
/// Numbers from here on are milliseconds since 1970.
const EPOCH_MILLISECONDS: f64 = 1e11;

/// The limit that an answer with an error status states. 429 is one. 403 and 503 are one when
/// the answer names a wait or says that nothing is left; a 403 without that is a refusal.
pub(crate) fn limit(status: u16, headers: &HeaderMap, here: Timestamp) -> Option<Limit> {
    if !matches!(status, 403 | 429 | 503) {
        return None;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let there = text(DATE.as_str()).and_then(|date| http_date(date.trim())).unwrap_or(here);
    let retry_after = text(RETRY_AFTER.as_str()).and_then(|value| retry_after::parse(value, there));
    let quota = text("ratelimit").and_then(structured);
    let plain = |names: [&str; 3]| names.into_iter().find_map(text);
    let remaining = quota.map(|quota| quota.remaining).or_else(|| {
        number(plain(["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"])?)
    });
    let nothing_left = remaining.is_some_and(|remaining| remaining <= 0.0);
    let reset = quota.and_then(|quota| quota.reset).and_then(seconds).or_else(|| {
        let text = plain(["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"])?;
        moment(text, there)
    });
    let spent = status == 429 && remaining.is_none() || nothing_left;
    let reset = reset.filter(|_| spent);
    if status != 429 && retry_after.is_none() && !nothing_left {
        return None;
    }
    // “0” is what limiters round down to: then the end of the window is the better word.
    let wait = match retry_after {
        Some(wait) if wait.is_zero() => reset.or(Some(wait)),
        named => named.or(reset),
    };
    Some(Limit { wait, slow_down: status != 503 || nothing_left })
}

/// A moment or a wait: seconds from now, seconds or milliseconds since 1970 (distinguished by their
/// size), or a date.
fn moment(text: &str, there: Timestamp) -> Option<Duration> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(number) if number >= EPOCH_MILLISECONDS => since(number / 1000.0, there),
        Ok(number) if number >= EPOCH_SECONDS => since(number, there),
        Ok(number) => seconds(number),
        Err(_) => retry_after::parse(text, there),
    }
}

fn since(epoch: f64, there: Timestamp) -> Option<Duration> {
    let now = there.as_millisecond() as f64 / 1000.0;
    seconds((epoch - now).max(0.0))
}

fn seconds(number: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(number).ok()
}

/// The number at the start of a header: `0`, `0, 10;w=60`.
fn number(text: &str) -> Option<f64> {
    text.trim().split([',', ';']).next()?.trim().parse().ok()
}

#[derive(Clone, Copy)]
struct Quota {
    remaining: f64,
    /// Seconds until it is renewed.
    reset: Option<f64>,
}

/// `"burst";r=0;t=30, "day";r=900;t=3600`, or the older `limit=10, remaining=0, reset=30`: the
/// quota that has the least left, of several the one that is renewed last.
fn structured(text: &str) -> Option<Quota> {
    let named = |item: &str, name: &str| {
        item.split(';').find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().parse::<f64>().ok())?
        })
    };
    let older = text.replace(',', ";");
    if let Some(remaining) = named(&older, "remaining") {
        return Some(Quota { remaining, reset: named(&older, "reset") });
    }
    let quotas = text
        .split(',')
        .filter_map(|item| Some(Quota { remaining: named(item, "r")?, reset: named(item, "t") }));
    quotas.reduce(|one, other| {
        let order = one.remaining.total_cmp(&other.remaining).reverse();
        let order = order.then(one.reset.unwrap_or(0.0).total_cmp(&other.reset.unwrap_or(0.0)));
        if order.is_ge() { one } else { other }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};

    const HERE: &str = "2026-11-29T18:00:00Z";

    fn limit_of(status: u16, headers: &[(&str, &str)]) -> Option<Limit> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.insert(name, HeaderValue::from_str(value).unwrap());
        }
        limit(status, &map, HERE.parse().unwrap())
    }

    fn wait(status: u16, headers: &[(&str, &str)]) -> Option<u64> {
        limit_of(status, headers)?.wait.map(|wait| wait.as_secs())
    }

    #[test]
    fn a_limit_is_told_apart_from_a_refusal_and_from_a_failure() {
        let left = ("X-RateLimit-Remaining", "4999");
        let reset = ("X-RateLimit-Reset", "1796000000");
        for (status, headers, expected) in [
            (429, &[][..], Some(true)),
            (429, &[left, reset], Some(true)),
            (403, &[("Retry-After", "3")], Some(true)),
            (403, &[("X-RateLimit-Remaining", "0")], Some(true)),
            (403, &[("X-Rate-Limit-Remaining", "0"), reset], Some(true)),
            (403, &[("RateLimit", "\"default\";r=0;t=30")], Some(true)),
            (503, &[("Retry-After", "3")], Some(false)),
            (503, &[("RateLimit-Remaining", "0"), ("RateLimit-Reset", "3")], Some(true)),
            // The lawful twins: rights are missing, or the server is down.
            (403, &[], None),
            (403, &[left, reset], None),
            (403, &[("Retry-After", "soon")], None),
            (403, &[("RateLimit", "\"default\";r=10;t=30")], None),
            (503, &[], None),
            (503, &[left], None),
            (401, &[("Retry-After", "3")], None),
            (400, &[("X-RateLimit-Remaining", "0")], None),
            (500, &[("Retry-After", "3")], None),
        ] {
            let found = limit_of(status, headers).map(|limit| limit.slow_down);
            assert_eq!(found, expected, "{status} {headers:?}");
        }
    }

    #[test]
    fn every_way_to_name_the_wait_is_read() {
        for (headers, expected) in [
            (&[][..], None),
            (&[("Retry-After", "13")], Some(13)),
            (&[("Retry-After", "2026-11-29T18:01:10Z")], Some(70)),
            (&[("X-RateLimit-Reset", "30")], Some(30)),
            (&[("X-Rate-Limit-Reset", "1795975270")], Some(70)),
            (&[("X-RateLimit-Reset", "1795975270000")], Some(70)),
            (&[("X-RateLimit-Reset", "1795975270.5")], Some(70)),
            (&[("X-RateLimit-Reset", "2026-11-29T18:01:10Z")], Some(70)),
            (&[("RateLimit-Reset", "50")], Some(50)),
            (&[("RateLimit", "limit=100, remaining=0, reset=50")], Some(50)),
            (&[("RateLimit", "\"burst\";r=0;t=10, \"day\";r=0;t=50")], Some(50)),
            (&[("RateLimit", "\"burst\";r=0;t=50, \"day\";r=900;t=3600")], Some(50)),
            // What is named by Retry-After goes first, unless it is nothing.
            (&[("Retry-After", "13"), ("X-RateLimit-Reset", "30")], Some(13)),
            (&[("Retry-After", "0"), ("X-RateLimit-Reset", "30")], Some(30)),
            (&[("Retry-After", "0")], Some(0)),
            // Something is left: the window's end is not what this 429 is about.
            (&[("X-RateLimit-Remaining", "7"), ("X-RateLimit-Reset", "3000")], None),
            (&[("X-RateLimit-Reset", "never")], None),
        ] {
            assert_eq!(wait(429, headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn moments_count_from_the_date_of_the_answer() {
        let behind = ("Date", "Sun, 29 Nov 2026 17:50:00 GMT");
        let ahead = ("Date", "Sun, 29 Nov 2026 18:10:00 GMT");
        for (headers, expected) in [
            ([behind, ("Retry-After", "Sun, 29 Nov 2026 17:50:06 GMT")], 6),
            ([ahead, ("Retry-After", "Sun, 29 Nov 2026 18:10:06 GMT")], 6),
            ([behind, ("Retry-After", "2026-11-29T17:50:06Z")], 6),
            ([behind, ("X-RateLimit-Reset", "1795974606")], 6),
            ([behind, ("Retry-After", "6")], 6),
            ([("Date", "yesterday"), ("Retry-After", "2026-11-29T18:00:06Z")], 6),
            ([ahead, ("Retry-After", "2026-11-29T18:00:06Z")], 0),
        ] {
            assert_eq!(wait(429, &headers), Some(expected), "{headers:?}");
        }
    }

    proptest! {
        #[test]
        fn any_headers_never_panic(status in 400_u16..600, after in "[ -~]{0,30}", quota in "[a-z\";=0-9, .]{0,40}", reset in "[0-9.e-]{0,30}") {
            let _ = limit_of(status, &[("Retry-After", &after), ("RateLimit", &quota), ("X-RateLimit-Reset", &reset)]);
        }
    }
}
