//! How far a server's clock is from ours, by its `Date` header.

use std::time::Duration;

use crate::retry_after::http_date;

/// The server's date carries whole seconds: half a second is the best guess for the rest. The
/// answer's head is taken as made half-way between sending and receiving.
pub(crate) fn clock_offset(date: &str, sent: jiff::Timestamp, head_after: Duration) -> Option<f64> {
    let theirs = http_date(date.trim())?;
    let middle = sent.as_millisecond() as f64 + head_after.as_secs_f64() * 500.0;
    Some(theirs.as_millisecond() as f64 + 500.0 - middle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_offset_is_the_server_date_against_the_middle_of_the_request() {
        let sent: jiff::Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();
        let offset = clock_offset("Sun, 06 Nov 1994 08:49:37 GMT", sent, Duration::from_secs(2));
        assert_eq!(offset, Some(6_500.0));
        assert_eq!(clock_offset("yesterday", sent, Duration::ZERO), None);
    }
}
