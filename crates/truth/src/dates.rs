//! Dates as HR systems write them: one cell. What a whole column says is in [`crate::order`].

use crate::clock::{self, Clock};
use crate::field::DateOrder;
use crate::fold::{fold, is_blank};
use crate::table::NO_VALUE;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Years that can be a first or last day of work.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2099;
/// The last year of those that systems write where they have none: 1900-01-01, 0001-01-01.
const EARLY: i16 = 1910;
/// Days since 1900 or 1904 that fall into those years.
const SERIALS: std::ops::RangeInclusive<f64> = 16_000.0..=80_000.0;
/// 9999-12-31 as Excel counts days.
const LAST_SERIAL: f64 = 2_958_465.0;

/// What a cell says about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Nothing,
    /// A formula whose value is not saved.
    NotKnown,
    /// 9999-12-31, 4712-12-31, 2999-12-31: how systems write “without end”. The parts may show the
    /// order.
    Far(Option<DateOrder>),
    /// 1900-01-01, 1970-01-01 and alike, which is how systems write “no date”.
    Early,
    Day(Day),
}

/// A day as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// Day and month; or in their written order, see `form`.
    pub first: i8,
    pub second: i8,
    /// Of two digits, when `short`.
    pub year: i16,
    pub short: bool,
    pub form: Form,
    pub clock: Option<Clock>,
    /// Written as a number of days.
    pub serial: bool,
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The parts show which is which.
    Fixed,
    /// 03/11/2026
    Slashed,
    /// 03.11.2026: the day comes first, but for exports with the setting of another country.
    Dotted,
}

impl Written {
    /// The order that this value leaves, when it leaves only one.
    pub(crate) fn tells(self) -> Option<DateOrder> {
        match self {
            Self::Day(day) => day.tells(),
            Self::Far(order) => order,
            _ => None,
        }
    }
}

impl Day {
    fn of(date: Date) -> Self {
        Self {
            first: date.day(),
            second: date.month(),
            year: date.year(),
            short: false,
            form: Form::Fixed,
            clock: None,
            serial: false,
        }
    }

    fn tells(self) -> Option<DateOrder> {
        match self.form {
            Form::Fixed => None,
            _ if self.first > 12 => Some(DateOrder::DayMonth),
            _ if self.second > 12 => Some(DateOrder::MonthDay),
            _ => None,
        }
    }

    /// Neither number shows which of them is the month.
    pub(crate) fn is_open(self) -> bool {
        self.form != Form::Fixed && self.tells().is_none() && self.first != self.second
    }

    /// The day in that order and year; none where there is no such day.
    pub(crate) fn on(self, order: DateOrder, year: i16) -> Option<Date> {
        let (day, month) = match (self.form, order) {
            (Form::Fixed, _) | (_, DateOrder::DayMonth) => (self.first, self.second),
            (_, DateOrder::MonthDay) => (self.second, self.first),
        };
        Date::new(year, month, day).ok()
    }
}

/// Reads one cell. `serials` says that bare numbers are days as Excel counts them, and whether from
/// 1904.
///
/// # Errors
/// The reason, to follow the cell in a sentence: “is not a date”.
pub(crate) fn read(cell: &str, serials: Option<bool>) -> Result<Written, String> {
    let none = || "is not a date".to_owned();
    let text = cell.trim();
    if text == NO_VALUE {
        return Ok(Written::NotKnown);
    }
    if is_blank(text) || text.chars().all(|c| "0./- :".contains(c)) {
        return Ok(Written::Nothing);
    }
    if let Some(written) = usual(text) {
        return Ok(written);
    }
    // Nothing that long is a date, and nothing long is looked at.
    if text.len() > 90 {
        return Err(none());
    }
    if let Some(from_1904) = serials
        && let Ok(number) = text.parse::<f64>()
    {
        if number.floor() == LAST_SERIAL {
            return Ok(Written::Far(None));
        }
        if SERIALS.contains(&number) {
            let (date, clock) = of_serial(number, from_1904).ok_or_else(none)?;
            return Ok(Written::Day(Day { serial: true, clock, ..Day::of(date) }));
        }
    }
    let (text, clock) = clock::split(text);
    let written = date_of(&text)?;
    Ok(match written {
        Written::Day(day) => Written::Day(Day { clock: clock.or(day.clock), ..day }),
        other => other,
    })
}

/// 2026-11-03, which is what most cells are.
fn usual(text: &str) -> Option<Written> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_i16, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i16::from(*digit - b'0'))
        })
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    classed(Day::of(date)).ok()
}

fn date_of(text: &str) -> Result<Written, String> {
    let none = || "is not a date".to_owned();
    let text = text.replace(['年', '月', '년', '월'], "-").replace(['日', '일'], " ");
    let text = text.trim();
    let parts = runs(text);
    let words: Vec<&str> = parts.iter().copied().filter(|part| !is_number(part)).collect();
    let numbers: Vec<&str> = parts.iter().copied().filter(|part| is_number(part)).collect();
    if !words.is_empty() {
        return with_month_name(&words, &numbers);
    }
    match numbers.as_slice() {
        [digits] if matches!(digits.len(), 8 | 14) && digits.len() == text.len() => {
            let clock = digits.get(8..).and_then(clock::of_digits);
            let read = day(digits.get(..4), digits.get(4..6), digits.get(6..8))?;
            Ok(match read {
                Written::Day(day) => Written::Day(Day { clock, ..day }),
                other => other,
            })
        }
        [year, month, date] if year.len() == 4 => day(Some(year), Some(month), Some(date)),
        [first, second, year] => {
            let form = if text.contains('.') { Form::Dotted } else { Form::Slashed };
            numeric(small(first)?, small(second)?, year, form)
        }
        _ => Err(none()),
    }
}

fn numeric(first: i8, second: i8, year: &str, form: Form) -> Result<Written, String> {
    let none = || "is not a date".to_owned();
    let (year, short) = year_of(year)?;
    let leap = if short { 2000 } else { year };
    let day_first = Date::new(leap, second, first).is_ok();
    let month_first = Date::new(leap, first, second).is_ok();
    if !day_first && !month_first {
        return Err(none());
    }
    let (clock, serial) = (None, false);
    let day = Day { first, second, year, short, form, clock, serial };
    if short { Ok(Written::Day(day)) } else { classed(day) }
}

/// Days as Excel counts them; the part behind the point is the time. Excel treats 1900 as a leap
/// year.
/// The day of a serial number, and the time of day.
pub(crate) fn of_serial(number: f64, from_1904: bool) -> Option<(Date, Option<Clock>)> {
    if !(0.0..=LAST_SERIAL + 1.0).contains(&number) {
        return None;
    }
    let start = match (from_1904, number < 60.0) {
        (true, _) => date(1904, 1, 1),
        (false, true) => date(1899, 12, 31),
        (false, false) => date(1899, 12, 30),
    };
    // 23:59:59.99 is of its day; what seven digits behind the point cannot tell from midnight is
    // midnight.
    let seconds = number.fract() * 86_400.0;
    let last = 86_399.0;
    let seconds = if (last..86_399.991).contains(&seconds) { last } else { seconds.round() };
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds above")]
    let seconds = seconds as i32;
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds above")]
    let days = number.floor() as i32 + seconds / 86_400;
    let date = start.checked_add(days.days()).ok()?;
    Some((date, Clock::local(seconds % 86_400)))
}

/// A cell of a workbook that is a date, as text: with the time where it has one.
pub(crate) fn shown_serial(number: f64, from_1904: bool) -> Option<String> {
    // Excel shows 0 as the day before the first; it is what a formula makes of an empty cell.
    let (date, clock) = of_serial(number, from_1904).filter(|_| number >= 1.0)?;
    Some(clock.map_or_else(|| date.to_string(), |clock| format!("{date} {}", clock.words())))
}

/// The value of a date cell in an OpenDocument file; true for one that is a date.
pub(crate) fn day_and_time(value: &str) -> (String, bool) {
    (value.trim_end_matches("T00:00:00").to_owned(), true)
}

fn with_month_name(words: &[&str], numbers: &[&str]) -> Result<Written, String> {
    let none = || "is not a date".to_owned();
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
    let none = || "is not a date".to_owned();
    let (year, short) = year_of(year.ok_or_else(none)?)?;
    let (second, first) = (small(month.ok_or_else(none)?)?, small(date.ok_or_else(none)?)?);
    // In a year that has every day.
    let leap = if short { 2000 } else { year };
    Date::new(leap, second, first).map_err(|_| none())?;
    let (form, clock, serial) = (Form::Fixed, None, false);
    let day = Day { first, second, year, short, form, clock, serial };
    if short { Ok(Written::Day(day)) } else { classed(day) }
}

/// A day with all digits of its year: far, early, or one that can be.
fn classed(day: Day) -> Result<Written, String> {
    let last = (day.first, day.second) == (31, 12) || (day.first, day.second) == (12, 31);
    if day.year > *YEARS.end() || (day.year == *YEARS.end() && last) {
        return Ok(Written::Far(day.tells()));
    }
    if day.year <= EARLY || (day.year, day.first, day.second) == (1970, 1, 1) {
        return Ok(Written::Early);
    }
    if YEARS.contains(&day.year) {
        Ok(Written::Day(day))
    } else {
        Err(format!("is in a year that cannot be right ({})", day.year))
    }
}

fn small(digits: &str) -> Result<i8, String> {
    let read = if digits.len() <= 2 { digits.parse().ok() } else { None };
    read.ok_or_else(|| "is not a date".to_owned())
}

/// A year, and whether it has two digits only.
fn year_of(digits: &str) -> Result<(i16, bool), String> {
    let year = digits.parse::<i16>().ok().filter(|_| matches!(digits.len(), 2 | 4));
    let year = year.ok_or_else(|| "is not a date".to_owned())?;
    Ok((year, digits.len() == 2))
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

/// The languages of the names of columns, whole or in three or four letters.
#[rustfmt::skip]
fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "janner", "janvier", "enero", "januari", "jan", "janv", "ene", "gennaio", "gen", "janeiro", "stycznia", "styczen", "sty"],
        &["february", "februar", "fevrier", "febrero", "februari", "feb", "febr", "fev", "fevr", "febbraio", "fevereiro", "lutego", "luty", "lut"],
        &["march", "marz", "maerz", "mars", "marzo", "mar", "mrz", "maart", "mrt", "marco", "marca", "marzec"],
        &["april", "avril", "abril", "apr", "avr", "abr", "aprile", "kwietnia", "kwiecien", "kwi"],
        &["may", "mai", "mayo", "maj", "mei", "maggio", "mag", "maio", "maja"],
        &["june", "juni", "juin", "junio", "jun", "giugno", "giu", "junho", "czerwca", "czerwiec", "cze"],
        &["july", "juli", "juillet", "julio", "jul", "juil", "luglio", "lug", "julho", "lipca", "lipiec", "lip"],
        &["august", "aout", "agosto", "augusti", "aug", "ago", "augustus", "sierpnia", "sierpien", "sie"],
        &["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set", "settembre", "setembro", "wrzesnia", "wrzesien", "wrz"],
        &["october", "oktober", "octobre", "octubre", "oct", "okt", "ottobre", "ott", "outubro", "out", "pazdziernika", "pazdziernik", "paz"],
        &["november", "novembre", "noviembre", "nov", "novembro", "listopada", "listopad", "lis"],
        &["december", "dezember", "decembre", "diciembre", "dec", "dez", "dic", "dicembre", "dezembro", "grudnia", "grudzien", "gru"],
    ];
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&word)).map(|(number, _)| number)
}

/// Extra text in a written date.
fn is_filler(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    ["st", "nd", "rd", "th", "of", "de", "del", "den", "er"].contains(&word)
        || DAYS.contains(&word)
        || (word.ends_with("day") && word.get(..3).is_some_and(|day| DAYS.contains(&day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(text: &str) -> Option<Date> {
        match read(text, None) {
            Ok(Written::Day(day)) => {
                day.on(DateOrder::DayMonth, if day.short { day.year + 2000 } else { day.year })
            }
            _ => None,
        }
    }

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
            "3 listopada 2026",
            "3 nov. 2026",
            "Tue, 3 Nov 2026",
            "Tue Nov 03 2026 00:00:00 GMT+0100 (Central European Standard Time)",
            "20261103",
            "20261103000000Z",
            "2026 Nov 3",
            "2026年11月3日",
        ] {
            assert_eq!(day_of(text), Some(date(2026, 11, 3)), "{text}");
        }
        assert_eq!(day_of("1er août 2026"), Some(date(2026, 8, 1)));
        assert_eq!(day_of("3 mai 2026"), Some(date(2026, 5, 3)));
    }

    #[test]
    fn numbers_leave_the_order_open_unless_one_is_above_twelve() {
        let read = |text| match read(text, None).unwrap() {
            Written::Day(day) => day,
            other => panic!("{other:?}"),
        };
        let open = read("11/03/2026 12:00:00 AM");
        assert!(open.is_open());
        assert_eq!(open.on(DateOrder::MonthDay, 2026), Some(date(2026, 11, 3)));
        assert_eq!(open.on(DateOrder::DayMonth, 2026), Some(date(2026, 3, 11)));
        assert_eq!(read("25/3/26").tells(), Some(DateOrder::DayMonth));
        assert_eq!(read("3-25-2026").tells(), Some(DateOrder::MonthDay));
        assert_eq!(read("11.25.2026").tells(), Some(DateOrder::MonthDay));
        assert_eq!(read("3-25-2026").on(DateOrder::DayMonth, 2026), None);
        assert!(!read("03/03/2026").is_open());
        assert!(!read("2026-03-11").is_open());
    }

    #[test]
    fn numbers_are_days_only_where_it_is_said() {
        let serial = |text, from| match read(text, Some(from)) {
            Ok(Written::Day(day)) => day.on(DateOrder::DayMonth, day.year),
            _ => None,
        };
        assert_eq!(serial("46329", false), Some(date(2026, 11, 3)));
        assert_eq!(serial("46329.75", false), Some(date(2026, 11, 3)));
        assert_eq!(serial("46328.9999999", false), Some(date(2026, 11, 3)));
        let last_moment = 46_329.0 + 86_399.99 / 86_400.0;
        let last_moment = last_moment.to_string();
        assert_eq!(serial(&last_moment, false), Some(date(2026, 11, 3)));
        assert_eq!(serial("44867", true), Some(date(2026, 11, 3)));
        assert_eq!(serial("20261103", false), Some(date(2026, 11, 3)));
        assert_eq!(read("2958465", Some(false)), Ok(Written::Far(None)));
        assert!(read("46329", None).is_err());
        assert_eq!(shown_serial(46_329.5, false).as_deref(), Some("2026-11-03 12:00:00"));
        assert_eq!(shown_serial(1.0, false).as_deref(), Some("1900-01-01"));
    }

    #[test]
    fn nothing_never_and_what_is_not_saved_are_no_days() {
        for text in ["", "-", "n/a", "00.00.0000", "0000-00-00"] {
            assert_eq!(read(text, None), Ok(Written::Nothing), "{text}");
        }
        for text in
            ["9999-12-31", "4712-12-31", "31-DEC-4712", "2999-12-31", "3000-01-01", "31.12.2099"]
        {
            assert!(matches!(read(text, None), Ok(Written::Far(_))), "{text}");
        }
        assert_eq!(read("12/31/9999", None), Ok(Written::Far(Some(DateOrder::MonthDay))));
        for text in ["1900-01-01", "01/01/1900", "0001-01-01T00:00:00", "30.12.1899", "1970-01-01"]
        {
            assert_eq!(read(text, None), Ok(Written::Early), "{text}");
        }
        assert_eq!(read(NO_VALUE, None), Ok(Written::NotKnown));
    }

    #[test]
    fn what_is_no_date_says_why() {
        for text in
            ["soon", "31.02.2026", "2026-13-01", "40/40/2026", "11/2026", "3 Nov", "1-2-345"]
        {
            assert_eq!(read(text, None), Err("is not a date".to_owned()), "{text}");
        }
        let absurd = "is in a year that cannot be right (1930)";
        assert_eq!(read("30.12.1930", None), Err(absurd.to_owned()));
    }
}
