//! `Retry-After` as servers really send it: seconds (RFC 9110 §10.2.3), seconds with a unit
//! (`13s`), and dates, also those of ISO 8601.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::{rfc2822, strtime};

/// How long to wait, seen from `now`; zero for a date that has passed, `None` for anything that
/// is not a waiting time.
pub fn parse(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    span(text).or_else(|| {
        let until = http_date(text).or_else(|| iso_date(text))?;
        Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
    })
}

fn span(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let seconds = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => number,
        "ms" => number / 1000.0,
        "m" | "min" | "mins" | "minute" | "minutes" => number * 60.0,
        "h" | "hour" | "hours" => number * 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

/// A date in any of the three forms of RFC 9110 §5.6.7.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    if let Ok(found) = PARSER.parse_timestamp(text) {
        return Some(found);
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].iter().find_map(|form| {
        let civil: DateTime = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

/// A date and time of ISO 8601; one without an offset is taken as UTC.
fn iso_date(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> Timestamp {
        "1994-11-06T08:49:30Z".parse().unwrap()
    }

    #[test]
    fn seconds_with_and_without_unit_are_read() {
        for (text, expected) in [
            ("13", 13_000),
            (" 13s ", 13_000),
            ("13 s", 13_000),
            ("2m", 120_000),
            ("500ms", 500),
            ("1.5", 1_500),
            ("0", 0),
            ("1h", 3_600_000),
            ("30 Seconds", 30_000),
        ] {
            assert_eq!(parse(text, now()), Some(Duration::from_millis(expected)), "{text}");
        }
    }

    #[test]
    fn dates_count_from_now_and_past_ones_mean_now() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "1994-11-06T08:49:37Z",
            "1994-11-06T08:49:37.000Z",
            "1994-11-06T10:49:37+02:00",
            "1994-11-06 08:49:37",
        ] {
            assert_eq!(parse(text, now()), Some(Duration::from_secs(7)), "{text}");
        }
        assert_eq!(parse("Sat, 05 Nov 1994 08:49:37 GMT", now()), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_waiting_time_is_none() {
        for text in ["", "-5", "soon", "5 bananas", "1.2.3", "s", "99999999999999999999999999h"] {
            assert_eq!(parse(text, now()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_any_text_never_panics(text in ".{0,40}|[0-9.]{0,400}[a-z]{0,3}") {
            let _ = parse(&text, now());
        }

        #[test]
        fn whole_seconds_are_exact(seconds in 0_u32..1_000_000) {
            let expected = Some(Duration::from_secs(u64::from(seconds)));
            prop_assert_eq!(parse(&seconds.to_string(), now()), expected);
            prop_assert_eq!(parse(&format!("{seconds}s"), now()), expected);
        }
    }
}
