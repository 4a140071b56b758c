//! Times as the pack writes them. Compared as texts, 10:00:00Z would come after 10:00:00.500Z.

/// Seconds since 1970 and nanoseconds, of an RFC 3339 time in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(i64, u32);

impl Moment {
    pub(crate) fn seconds(self) -> i64 {
        self.0
    }
}

/// Seconds since 1970 of a time with its offset: "2026-11-29 12:00:05 +13:00".
pub(crate) fn seconds_of_local(text: &str) -> Option<i64> {
    let mut parts = text.split(' ');
    let (date, time, offset) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let sign = match offset.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let east = number(hours.as_bytes(), 2)? * 3_600 + number(minutes.as_bytes(), 2)? * 60;
    Some(moment(&format!("{date}T{time}Z"))?.seconds() - sign * east)
}

/// Seconds since 1970 at which a day begins in UTC.
pub(crate) fn day_begins(text: &str) -> Option<i64> {
    Some(days(text)? * 86_400)
}

pub(crate) fn moment(text: &str) -> Option<Moment> {
    let rest = text.strip_suffix('Z').or_else(|| text.strip_suffix("+00:00"))?;
    let (date, time) = rest.split_once('T')?;
    let days = days(date)?;
    let (time, fraction) = match time.split_once('.') {
        Some((time, fraction)) => (time, Some(fraction)),
        None => (time, None),
    };
    let [hours, minutes, seconds] = three(time, b':')?;
    let (hours, minutes, seconds) = (number(hours, 2)?, number(minutes, 2)?, number(seconds, 2)?);
    // 60 is a leap second.
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let nanos = match fraction {
        None => 0,
        Some(digits) if (1..=9).contains(&digits.len()) => {
            let scale = (digits.len()..9).fold(1, |scale, _| scale * 10);
            number(digits.as_bytes(), digits.len())? * scale
        }
        Some(_) => return None,
    };
    let seconds = days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
    Some(Moment(seconds, u32::try_from(nanos).ok()?))
}

pub(crate) fn is_day(text: &str) -> bool {
    days(text).is_some()
}

fn three(text: &str, between: u8) -> Option<[&[u8]; 3]> {
    let mut parts = text.as_bytes().split(|byte| *byte == between);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_none() { Some(three) } else { None }
}

fn number(text: &[u8], digits: usize) -> Option<i64> {
    let next = |number: i64, digit: &u8| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    };
    if text.len() == digits { text.iter().try_fold(0, next) } else { None }
}

/// Days since 1970-01-01.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = three(date, b'-')?;
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day < 1 || day > longest {
        return None;
    }
    // Years counted from March, so that the leap day is the last of its year.
    let years = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    Some(years * 365 + leaps + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_compared_as_times() {
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(Moment(0, 0)));
        assert_eq!(moment("2000-03-01T00:00:01.5Z"), Some(Moment(951_868_801, 500_000_000)));
        assert_eq!(moment("2026-11-27T10:00:00+00:00"), moment("2026-11-27T10:00:00.000Z"));
        assert!(moment("2026-11-27T10:00:00Z") < moment("2026-11-27T10:00:00.500Z"));
        assert!(moment("2024-02-29T23:59:59Z") < moment("2024-03-01T00:00:00Z"));
    }

    #[test]
    fn a_local_time_is_the_moment_that_its_offset_says() {
        let utc = |at: &str| moment(at).map(Moment::seconds);
        for (local, at) in [
            ("2026-11-29 12:00:05 +13:00", "2026-11-28T23:00:05Z"),
            ("2026-11-29 12:00:05 -08:30", "2026-11-29T20:30:05Z"),
            ("2026-11-29 12:00:05 +00:00", "2026-11-29T12:00:05Z"),
        ] {
            assert_eq!(seconds_of_local(local), utc(at), "{local}");
        }
        for odd in ["2026-11-29 12:00:05", "2026-11-29 12:00:05 13:00", "now", ""] {
            assert_eq!(seconds_of_local(odd), None, "{odd}");
        }
        assert_eq!(day_begins("1970-01-02"), Some(86_400));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "zzz",
            "2026-11-27",
            "2026-02-29T10:00:00Z",
            "2026-13-01T10:00:00Z",
            "2026-11-27T25:00:00Z",
            "2026-11-27T10:00:00+02:00",
            "2026-11-27T10:00:00.Z",
            "2026-11-27T10:00:00.1234567890Z",
            "2026-11-27T10:00:00:00Z",
            "2026-11-27-01T10:00:00Z",
            "-026-11-27T10:00:00Z",
            "２026-11-27T10:00:00Z",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
        assert!(is_day("2026-12-10") && !is_day("soon") && !is_day("2026-12-32"));
    }
}
