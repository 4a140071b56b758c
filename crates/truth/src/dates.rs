//! Dates as HR systems write them.

use crate::field::DateOrder;
use crate::fold::{fold, is_blank};
use jiff::ToSpan;
use jiff::civil::Date;

/// Years that can be a first or last day of work.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;
/// Days since 1900 or 1904 that fall into those years.
const SERIALS: std::ops::RangeInclusive<f64> = 16_000.0..=80_000.0;

/// What a cell says about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nothing.
    Nothing,
    /// 9999-12-31, which is how SAP and others write “without end”.
    Never,
    Day(Date),
    /// 03/11/2026: which is the month must be known from elsewhere.
    Either {
        first: i8,
        second: i8,
        year: i16,
    },
}

impl Written {
    /// The order that this value leaves, when it leaves only one.
    pub(crate) fn tells(self) -> Option<DateOrder> {
        match self {
            Self::Either { first, .. } if first > 12 => Some(DateOrder::DayMonth),
            Self::Either { second, .. } if second > 12 => Some(DateOrder::MonthDay),
            _ => None,
        }
    }

    /// The day in that order; `None` as error where there is no such day.
    pub(crate) fn in_order(self, order: DateOrder) -> Result<Option<Date>, ()> {
        match self {
            Self::Nothing | Self::Never => Ok(None),
            Self::Day(date) => Ok(Some(date)),
            Self::Either { first, second, year } => {
                let (day, month) = match order {
                    DateOrder::DayMonth => (first, second),
                    DateOrder::MonthDay => (second, first),
                };
                Date::new(year, month, day).map(Some).map_err(|_| ())
            }
        }
    }
}

/// Reads one cell. `serials` says that bare numbers are days as Excel counts them, and whether from
/// 1904.
///
/// # Errors
/// The reason, to follow the cell in a sentence: “is no date”.
pub(crate) fn read(cell: &str, serials: Option<bool>) -> Result<Written, String> {
    let none = || "is no date".to_owned();
    let text = cell.trim();
    if is_blank(text) || text.chars().all(|c| "0./- :".contains(c)) {
        return Ok(Written::Nothing);
    }
    // Nothing that long is a date, and nothing long is looked at.
    if text.len() > 60 {
        return Err(none());
    }
    if let Some(from_1904) = serials
        && let Ok(number) = text.parse::<f64>()
        && SERIALS.contains(&number)
    {
        return of_serial(number, from_1904).map(Written::Day).ok_or_else(none);
    }
    let text = without_time(text);
    let parts = runs(&text);
    let words: Vec<&str> = parts.iter().copied().filter(|part| !is_number(part)).collect();
    let numbers: Vec<&str> = parts.iter().copied().filter(|part| is_number(part)).collect();
    if !words.is_empty() {
        return with_month_name(&words, &numbers);
    }
    match numbers.as_slice() {
        [digits] if matches!(digits.len(), 8 | 14) && digits.len() == text.len() => {
            day(digits.get(..4), digits.get(4..6), digits.get(6..8))
        }
        [year, month, date] if year.len() == 4 => day(Some(year), Some(month), Some(date)),
        [date, month, year] if text.contains('.') => day(Some(year), Some(month), Some(date)),
        [first, second, year] => {
            let (first, second) = (small(first)?, small(second)?);
            let year = year_of(year)?;
            if first == second {
                return Date::new(year, first, second).map(Written::Day).map_err(|_| none());
            }
            let day_first = (1..=31).contains(&first) && (1..=12).contains(&second);
            let month_first = (1..=12).contains(&first) && (1..=31).contains(&second);
            if !day_first && !month_first {
                return Err(none());
            }
            if year == 9999 {
                Ok(Written::Never)
            } else {
                Ok(Written::Either { first, second, year })
            }
        }
        _ => Err(none()),
    }
}

/// Days as Excel counts them; the part behind the point is the time. Excel takes 1900 for a leap
/// year, which only matters before March 1900.
pub(crate) fn of_serial(number: f64, from_1904: bool) -> Option<Date> {
    if !(61.0..=2_958_465.0).contains(&number) {
        return None;
    }
    let start = if from_1904 { Date::new(1904, 1, 1) } else { Date::new(1899, 12, 30) };
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds above")]
    let days = number.floor() as i32;
    start.ok()?.checked_add(days.days()).ok()
}

fn with_month_name(words: &[&str], numbers: &[&str]) -> Result<Written, String> {
    let none = || "is no date".to_owned();
    let mut month = None;
    for word in words {
        let word = fold(word);
        match (month_of(&word), month) {
            (Some(_), Some(_)) => return Err(none()),
            (Some(found), None) => month = Some(found),
            (None, _) if is_filler(&word) => {}
            (None, _) => return Err(none()),
        }
    }
    let month = month.ok_or_else(none)?.to_string();
    match numbers {
        [year, date] if year.len() == 4 => day(Some(year), Some(&month), Some(date)),
        [date, year] => day(Some(year), Some(&month), Some(date)),
        _ => Err(none()),
    }
}

fn day(year: Option<&str>, month: Option<&str>, date: Option<&str>) -> Result<Written, String> {
    let none = || "is no date".to_owned();
    let year = year_of(year.ok_or_else(none)?)?;
    let (month, date) = (small(month.ok_or_else(none)?)?, small(date.ok_or_else(none)?)?);
    if (year, month, date) == (9999, 12, 31) {
        return Ok(Written::Never);
    }
    Date::new(year, month, date).map(Written::Day).map_err(|_| none())
}

fn small(digits: &str) -> Result<i8, String> {
    let read = if digits.len() <= 2 { digits.parse().ok() } else { None };
    read.ok_or_else(|| "is no date".to_owned())
}

/// Two digits are of this century.
fn year_of(digits: &str) -> Result<i16, String> {
    let year = digits.parse::<i16>().ok().filter(|_| matches!(digits.len(), 2 | 4));
    let year = year.ok_or_else(|| "is no date".to_owned())?;
    let year = if digits.len() == 2 { 2000 + year } else { year };
    if YEARS.contains(&year) || year == 9999 {
        Ok(year)
    } else {
        Err(format!("is in a year that cannot be right ({year})"))
    }
}

/// Cuts what follows the date: `T12:00:00Z`, ` 12:00 PM`.
fn without_time(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let cut = (1..bytes.len())
        .find(|at| matches!(bytes[*at], b'T' | b't') && digit(at - 1) && digit(at + 1));
    let text = cut.and_then(|cut| text.get(..cut)).unwrap_or(text);
    let date: Vec<&str> = text.split_whitespace().take_while(|part| !part.contains(':')).collect();
    let date = date.join(" ");
    let date = date.trim_end_matches(',');
    let zulu =
        date.strip_suffix(['Z', 'z']).filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    zulu.unwrap_or(date).to_owned()
}

fn is_number(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}

/// Runs of digits and runs of letters: “3-Nov26” → 3, Nov, 26.
fn runs(text: &str) -> Vec<&str> {
    let kind = |c: char| (c.is_ascii_digit(), c.is_alphanumeric());
    let mut runs = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if before.is_some_and(|before| before != kind(c)) || at == text.len() {
            let run = &text[start..at];
            if run.starts_with(char::is_alphanumeric) {
                runs.push(run);
            }
            start = at;
        }
        before = Some(kind(c));
    }
    runs
}

/// English, German, French, Spanish and Swedish, whole or in three or four letters.
fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "janner", "janvier", "enero", "januari", "jan", "janv", "ene"],
        &["february", "februar", "fevrier", "febrero", "februari", "feb", "febr", "fev", "fevr"],
        &["march", "marz", "maerz", "mars", "marzo", "mar", "mrz"],
        &["april", "avril", "abril", "apr", "avr", "abr"],
        &["may", "mai", "mayo", "maj"],
        &["june", "juni", "juin", "junio", "jun"],
        &["july", "juli", "juillet", "julio", "jul", "juil"],
        &["august", "aout", "agosto", "augusti", "aug", "ago"],
        &["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set"],
        &["october", "oktober", "octobre", "octubre", "oct", "okt"],
        &["november", "novembre", "noviembre", "nov"],
        &["december", "dezember", "decembre", "diciembre", "dec", "dez", "dic"],
    ];
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word)).map(|(number, _)| number)
}

/// What stands around in a written date.
fn is_filler(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    ["st", "nd", "rd", "th", "of", "de", "del", "den", "er"].contains(&word)
        || DAYS.contains(&word)
        || (word.ends_with("day") && word.get(..3).is_some_and(|day| DAYS.contains(&day)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_way_to_write_the_third_of_november_is_read() {
        for text in [
            "2026-11-03",
            "2026-11-03T00:00:00Z",
            "2026-11-03T09:30:00.000+01:00",
            "2026-11-03Z",
            "2026-11-03 09:30:00",
            "2026/11/03",
            "2026.11.03",
            "03.11.2026",
            "3.11.26",
            "03.11.2026 09:30",
            "3 Nov 2026",
            "Nov 3, 2026",
            "November 3rd, 2026",
            "3-Nov-26",
            "03NOV2026",
            "3. November 2026",
            "3 novembre 2026",
            "3 de noviembre de 2026",
            "Tue, 3 Nov 2026",
            "20261103",
            "20261103000000Z",
            "2026 Nov 3",
        ] {
            assert_eq!(read(text, None), Ok(Written::Day(date(2026, 11, 3))), "{text}");
        }
        assert_eq!(read("1er août 2026", None), Ok(Written::Day(date(2026, 8, 1))));
        assert_eq!(read("3 mai 2026", None), Ok(Written::Day(date(2026, 5, 3))));
    }

    #[test]
    fn slashes_leave_the_order_open_unless_a_number_is_above_twelve() {
        let read = |text| read(text, None).unwrap();
        let open = read("11/03/2026 12:00:00 AM");
        assert_eq!(open, Written::Either { first: 11, second: 3, year: 2026 });
        assert_eq!(open.tells(), None);
        assert_eq!(open.in_order(DateOrder::MonthDay), Ok(Some(date(2026, 11, 3))));
        assert_eq!(open.in_order(DateOrder::DayMonth), Ok(Some(date(2026, 3, 11))));
        assert_eq!(read("25/3/26").tells(), Some(DateOrder::DayMonth));
        assert_eq!(read("3-25-2026").tells(), Some(DateOrder::MonthDay));
        assert_eq!(read("3-25-2026").in_order(DateOrder::DayMonth), Err(()));
        assert_eq!(read("03/03/2026"), Written::Day(date(2026, 3, 3)));
    }

    #[test]
    fn numbers_are_days_only_where_a_workbook_says_so() {
        assert_eq!(read("46329", Some(false)), Ok(Written::Day(date(2026, 11, 3))));
        assert_eq!(read("46329.75", Some(false)), Ok(Written::Day(date(2026, 11, 3))));
        assert_eq!(read("44867", Some(true)), Ok(Written::Day(date(2026, 11, 3))));
        assert_eq!(read("20261103", Some(false)), Ok(Written::Day(date(2026, 11, 3))));
        assert!(read("46329", None).is_err());
    }

    #[test]
    fn nothing_and_never_are_no_days() {
        for text in ["", "-", "n/a", "00.00.0000", "0000-00-00"] {
            assert_eq!(read(text, None), Ok(Written::Nothing), "{text}");
        }
        for text in ["9999-12-31", "31.12.9999", "12/31/9999"] {
            assert_eq!(read(text, None), Ok(Written::Never), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for text in
            ["soon", "31.02.2026", "2026-13-01", "40/40/2026", "11/2026", "3 Nov", "1-2-345"]
        {
            assert_eq!(read(text, None), Err("is no date".to_owned()), "{text}");
        }
        let absurd = "is in a year that cannot be right (1899)";
        assert_eq!(read("30.12.1899", None), Err(absurd.to_owned()));
        assert!(read("2101-01-01", None).is_err());
    }
}
