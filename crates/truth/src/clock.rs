//! The time of day behind a date.

/// A time of day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Clock {
    /// Since midnight; never a midnight itself.
    pub seconds: i32,
    pub zone: Zone,
}

/// What a time of day says of its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Zone {
    Unstated,
    /// Written with `Z`, `+00:00` or `UTC`.
    Utc,
    /// Written with another offset: the day beside it is that of the place itself.
    Offset,
}

/// The number of seconds between summer and winter time of one zone.
const HOUR: i32 = 3600;

impl Clock {
    /// None for midnight, which says nothing beyond the day.
    pub(crate) fn local(seconds: i32) -> Option<Self> {
        (seconds != 0).then_some(Self { seconds, zone: Zone::Unstated })
    }

    /// `12:30:00`
    pub(crate) fn words(self) -> String {
        let minutes = self.seconds / 60;
        format!("{:02}:{:02}:{:02}", minutes / 60, minutes % 60, self.seconds % 60)
    }

    /// To the next minute; 23:59:32 comes from a program that counts seconds of the solar time of
    /// long ago. 23:59 and 23:59:59 are how the end of a day is written.
    fn rounded(self) -> i32 {
        if matches!(self.seconds % 60, 0 | 59) { self.seconds } else { self.seconds / 60 * 60 + 60 }
    }
}

/// Whether the times of a whole column are the midnights of a zone in the east, so that the day
/// which begins then is meant: all 23:00 or 22:00, all 18:30. `None` in it is a midnight as written;
/// in London only the midnights of summer are at 23:00Z.
pub(crate) fn begins_next_day(clocks: &[Option<Clock>]) -> bool {
    if clocks.iter().flatten().any(|clock| clock.zone == Zone::Offset) {
        return false;
    }
    let times: Vec<(i32, bool)> =
        clocks.iter().flatten().map(|clock| (clock.rounded(), clock.zone == Zone::Utc)).collect();
    if times.len() < clocks.len() {
        return !times.is_empty() && times.iter().all(|time| *time == (23 * HOUR, true));
    }
    let (Some(earliest), Some(latest)) =
        (times.iter().map(|time| time.0).min(), times.iter().map(|time| time.0).max())
    else {
        return false;
    };
    let alike = times.iter().all(|time| time.0 == earliest || time.0 == latest);
    let one_zone = alike && matches!(latest - earliest, 0 | HOUR);
    let on_the_quarter = earliest % 900 == 0;
    // Afternoons without a zone are the ends of working days; with one they are midnights in Asia.
    let evening = if times.iter().all(|time| time.1) { 13 * HOUR } else { 22 * HOUR };
    one_zone && on_the_quarter && earliest >= evening
}

/// Cuts off what follows the date: `T12:00:00Z`, ` 12:00 PM`.
pub(crate) fn split(text: &str) -> (String, Option<Clock>) {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let cut = (1..bytes.len())
        .find(|at| matches!(bytes[*at], b'T' | b't') && digit(at - 1) && digit(at + 1));
    if let Some((date, time)) = cut.and_then(|cut| Some((text.get(..cut)?, text.get(cut + 1..)?))) {
        return (date.to_owned(), read(time));
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    let at = parts.iter().position(|part| part.contains(':')).unwrap_or(parts.len());
    let date = parts[..at].join(" ");
    let date = date.trim_end_matches(',');
    let zulu =
        date.strip_suffix(['Z', 'z']).filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    (zulu.unwrap_or(date).to_owned(), read(&parts[at..].join(" ")))
}

/// `23:00:00.000Z`, `11:30 PM`, `00:00:00 GMT+0100 (CET)`
fn read(time: &str) -> Option<Clock> {
    let end = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'));
    let (numbers, rest) = time.split_at(end.unwrap_or(time.len()));
    let mut numbers = numbers.split(':');
    let mut hours: i32 = numbers.next()?.parse().ok()?;
    let minutes: i32 = numbers.next()?.parse().ok()?;
    let seconds: f64 = numbers.next().unwrap_or("0").parse().ok()?;
    let rest = rest.trim().to_lowercase();
    if rest.starts_with("pm") && hours < 12 {
        hours += 12;
    } else if rest.starts_with("am") && hours == 12 {
        hours = 0;
    }
    let zone = rest.trim_start_matches("am").trim_start_matches("pm").trim();
    let is_utc = ["z", "utc", "gmt", "+00:00", "+0000", "+00", "-00:00"].contains(&zone);
    let offset = zone.trim_start_matches("gmt").trim_start_matches("utc");
    let is_offset = offset
        .strip_prefix(['+', '-'])
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let zone = match (is_utc, is_offset) {
        (true, _) => Zone::Utc,
        (false, true) => Zone::Offset,
        (false, false) => Zone::Unstated,
    };
    if hours > 23 || minutes > 59 || seconds >= 60.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let seconds = hours * HOUR + minutes * 60 + seconds as i32;
    ((1..24 * HOUR).contains(&seconds)).then_some(Clock { seconds, zone })
}

/// `230000`
pub(crate) fn of_digits(digits: &str) -> Option<Clock> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i32>().ok();
    let seconds = part(0..2)? * HOUR + part(2..4)? * 60 + part(4..6)?;
    ((1..24 * HOUR).contains(&seconds)).then_some(Clock { seconds, zone: Zone::Unstated })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_day(times: &[&str]) -> bool {
        let clocks: Vec<_> = times.iter().map(|time| read(time)).collect();
        begins_next_day(&clocks)
    }

    #[test]
    fn midnights_of_one_zone_begin_the_next_day() {
        assert!(next_day(&["23:00:00.000Z", "22:00:00.000Z", "23:00:00.000Z"]), "Berlin");
        assert!(next_day(&["18:30:00Z"]), "Kolkata");
        assert!(next_day(&["15:00:00Z", "15:00:00Z"]), "Tokyo");
        assert!(next_day(&["23:00:00Z", "00:00:00Z"]), "London");
        assert!(next_day(&["23:59:32", "23:59:32"]), "seconds of 1900");
        assert!(next_day(&["23:00:00", "22:00:00"]), "without a zone");
    }

    #[test]
    fn other_times_are_of_the_day_they_are_written_with() {
        assert!(!next_day(&["05:00:00Z", "04:00:00Z"]), "New York: the same day");
        assert!(!next_day(&["12:00:00Z"]), "noon keeps the day in every zone");
        assert!(!next_day(&["17:00", "17:00"]), "the end of working days");
        assert!(!next_day(&["23:59:59", "23:59:59"]), "the end of the day");
        assert!(!next_day(&["23:59", "23:59"]), "the end of the day");
        assert!(!next_day(&["23:00:00Z", "08:13:05Z"]), "moments");
        assert!(!next_day(&["23:00:00", "00:00:00"]), "without a zone");
        assert!(!next_day(&["23:30:00-05:00", "23:30:00-05:00"]), "the offset is stated");
        assert!(!next_day(&["23:00:00+01:00"]), "the offset is stated");
        assert!(!next_day(&[]));
    }

    #[test]
    fn a_time_is_cut_off_and_read() {
        for (text, date, seconds, zone) in [
            ("2026-11-03T23:00:00.000Z", "2026-11-03", 82_800, Zone::Utc),
            ("11/03/2026 11:30 PM", "11/03/2026", 84_600, Zone::Unstated),
            ("2026-11-03 09:30:00+00:00", "2026-11-03", 34_200, Zone::Utc),
            ("2026-11-03T09:30:00+01:00", "2026-11-03", 34_200, Zone::Offset),
            ("2026-11-03T23:30:00-0500", "2026-11-03", 84_600, Zone::Offset),
            ("Tue Nov 03 2026 09:30:00 GMT+0100", "Tue Nov 03 2026", 34_200, Zone::Offset),
        ] {
            assert_eq!(split(text), (date.to_owned(), Some(Clock { seconds, zone })), "{text}");
        }
        assert_eq!(split("Nov 3, 2026 12:00 AM"), ("Nov 3, 2026".to_owned(), None));
        assert_eq!(split("2026-11-03Z"), ("2026-11-03".to_owned(), None));
    }
}
