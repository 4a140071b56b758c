//! Cells of CSV files that people open in a spreadsheet: what is written into them, and what a
//! spreadsheet made of what was there. Pure.

/// Signs that begin a formula, also as wide as an ideograph: some spreadsheets read those too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A mark that turns the direction of text, or is not there to be seen: a name must not pass for
/// another one.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// Text as a cell holds it: without control and direction characters, and led by an apostrophe where
/// a spreadsheet takes it for a formula.
pub fn cell(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        match letter {
            '\t' | '\r' | '\n' | '\u{2028}' | '\u{2029}' => clean.push(' '),
            hidden if hidden.is_control() || is_hidden(hidden) => {}
            other => clean.push(other),
        }
    }
    if clean.trim_start().starts_with(FORMULA) { format!("'{clean}") } else { clean }
}

/// A table as a spreadsheet opens it: with a byte order mark, so that it is read as UTF-8.
pub fn marked(table: &[u8]) -> Vec<u8> {
    [b"\xef\xbb\xbf", table].concat()
}

/// The text that [`cell`] led with an apostrophe.
pub(crate) fn plain(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start().starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// Whether a cell still says what was written into it. A spreadsheet drops the apostrophe and leading
/// zeros, writes a number in its own way, and saves letters that its encoding lacks as question marks.
pub(crate) fn says(found: &str, written: &str) -> bool {
    let (found, written) = (found.trim(), cell(written));
    let (found, written) = (plain(found).trim(), plain(&written).trim().to_owned());
    if found.to_lowercase() == written.to_lowercase() {
        return true;
    }
    if let (Some(one), Some(other)) = (number(found), number(&written)) {
        return one == other;
    }
    let mut letters = found.chars();
    let alike = written.chars().all(|letter| match letters.next() {
        Some('?') => !letter.is_ascii() || letter == '?',
        Some(other) => other.to_lowercase().eq(letter.to_lowercase()),
        None => false,
    });
    alike && letters.next().is_none()
}

/// The figures of a whole number, without leading zeros, however a spreadsheet writes it.
fn number(text: &str) -> Option<String> {
    let figures = |c: char| c.is_ascii_digit();
    if !text.starts_with(figures) {
        return None;
    }
    if text.chars().all(figures) {
        let short = text.trim_start_matches('0');
        return Some(if short.is_empty() { "0" } else { short }.to_owned());
    }
    // More figures than a spreadsheet keeps say nothing for certain.
    let value: f64 = text.replace(',', ".").parse().ok()?;
    (value.fract() == 0.0 && value < 1e15).then(|| format!("{value:.0}"))
}

/// What a spreadsheet made of an answer, in words; `None` for a text that a person wrote.
pub(crate) fn spoilt(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if is_error(text) {
        return Some("is a spreadsheet error");
    }
    if is_date(text) {
        return Some("is a date, and spreadsheets turn other texts into dates");
    }
    if is_serial(text) {
        return Some("is the number that a spreadsheet uses for a day");
    }
    if is_scientific(text) {
        return Some("is a number that a spreadsheet shortened");
    }
    None
}

/// `#NAME?`, `#WERT!`, `#N/A`, `#NV`, `#####`, `Err:509`.
fn is_error(text: &str) -> bool {
    let code = text
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("err:"))
        .and_then(|_| text.get(4..))
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
    let Some(rest) = text.strip_prefix('#') else { return code };
    let one_word = !rest.is_empty() && !rest.contains(char::is_whitespace);
    let hashes = rest.chars().all(|c| c == '#') && rest.len() >= 2;
    let known = ["N/A", "NV", "N/D", "N/B", "GETTING_DATA", "H/T"];
    one_word
        && (hashes || rest.ends_with(['!', '?']) || known.contains(&rest.to_uppercase().as_str()))
}

/// Nothing but a day, in figures or with the name of a month, with or without a time.
fn is_date(text: &str) -> bool {
    let is_time = |part: &str| {
        part.contains(':')
            && part.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z'))
    };
    let mut parts: Vec<&str> = text.split([' ', 'T', '\u{a0}']).filter(|p| !p.is_empty()).collect();
    parts.retain(|part| !is_time(part) && !matches!(part.to_lowercase().as_str(), "am" | "pm"));
    let joined = parts.join(" ");
    let fields: Vec<&str> =
        joined.split(['-', '/', '.', ' ', ',']).filter(|field| !field.is_empty()).collect();
    let figures = |field: &&str| field.chars().all(|c| c.is_ascii_digit()) && field.len() <= 4;
    let month = |field: &&str| {
        let letters: String = field.to_lowercase().chars().take(3).collect();
        field.chars().all(char::is_alphabetic) && MONTHS.contains(&letters.as_str())
    };
    let months = fields.iter().filter(|field| month(field)).count();
    let rest = fields.iter().filter(|field| figures(field)).count();
    let marks = joined.chars().filter(|c| matches!(c, '-' | '/' | '.')).count();
    match (months, rest) {
        (1, 1 | 2) => months + rest == fields.len(),
        (0, 3) => fields.len() == 3 && marks >= 2,
        _ => false,
    }
}

/// First letters of the months in the languages that a spreadsheet is usually set to.
const MONTHS: [&str; 30] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
    "dec", // English
    "mär", "mai", "okt", "dez", // German
    "fév", "avr", "jui", "aoû", "déc", // French
    "ene", "abr", "ago", "dic", // Spanish
    "mrt", "mei", // Dutch
    "gen", "mag", "giu", // Italian
];

/// `46329`, 3 November 2026 as a spreadsheet counts days, with or without a time: any day of this
/// century. A number is not a reason in addition to one that may be a day.
fn is_serial(text: &str) -> bool {
    let (days, time) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let figures = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let century = 36_526..=73_050;
    figures(time) && figures(days) && days.parse().is_ok_and(|day: u32| century.contains(&day))
}

/// `1,23457E+11`.
fn is_scientific(text: &str) -> bool {
    let upper = text.to_uppercase();
    let Some((head, power)) = upper.split_once("E+") else { return false };
    let figures = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    figures(power) && figures(&head.replacen(['.', ','], "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_hides_what_it_says() {
        for (text, expected) in [
            ("Jo Doe", "Jo Doe"),
            ("=1+1", "'=1+1"),
            ("+49 30", "'+49 30"),
            ("-Ann", "'-Ann"),
            ("@jo", "'@jo"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠jo", "'＠jo"),
            (" =1+1", "' =1+1"),
            ("\u{202e}=1", "'=1"),
            ("\t=1", "' =1"),
            ("ab\u{202e}dc", "abdc"),
            ("a\u{200b}b\u{0000}c\u{feff}", "abc"),
            ("two\r\nlines", "two  lines"),
            ("O'Neil – a+b", "O'Neil – a+b"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
            let clean = cell(text);
            assert_eq!(plain(&clean), clean.strip_prefix('\'').unwrap_or(&clean), "{text:?}");
        }
        assert_eq!(plain("'tis his"), "'tis his");
        assert_eq!(marked(b"a,b"), b"\xef\xbb\xbfa,b");
    }

    #[test]
    fn a_cell_still_says_what_was_written_after_a_spreadsheet_saved_it() {
        for (found, written, same) in [
            ("jo@example.com", "jo@example.com", true),
            (" JO@example.com ", "jo@example.com", true),
            ("'=cmd|calc@example.com", "=cmd|calc@example.com", true),
            ("=cmd|calc@example.com", "=cmd|calc@example.com", true),
            ("123", "00123", true),
            ("1,00E+05", "1E5", true),
            ("417.0", "417", true),
            ("0", "000", true),
            // A number that a spreadsheet shortened is another one's as well.
            ("1,23457E+11", "123456789012", false),
            ("123456789012345678", "123456789012345679", false),
            ("100001", "100002", false),
            ("?ukasz@example.com", "łukasz@example.com", true),
            ("ab", "a\u{202e}b", true),
            ("al@example.com", "jo@example.com", false),
            ("", "jo@example.com", false),
            ("124", "00123", false),
            ("?o@example.com", "jo@example.com", false),
            ("jo@example.co", "jo@example.com", false),
            ("jo@example.com.au", "jo@example.com", false),
        ] {
            assert_eq!(says(found, written), same, "{found} / {written}");
        }
    }

    #[test]
    fn what_a_spreadsheet_made_of_an_answer_is_no_answer() {
        for text in [
            "#NAME?",
            "#VALUE!",
            "#REF!",
            "#DIV/0!",
            "#N/A",
            "#NV",
            "#WERT!",
            "#BEZUG!",
            "#NOM?",
            "#¿NOMBRE?",
            "#####",
            "Err:509",
            "err:508",
            "2026-03-04",
            "04.03.2026",
            "3/4/2026",
            "04-Mar",
            "4. Mär",
            "Mar-04",
            "4 Mar 2026",
            "2026-03-04 00:00:00",
            "03/04/26 12:00 AM",
            "1,23457E+11",
            "1.2E+05",
            "46329",
            " 46329 ",
            "46329.5",
            "46329,0416666667",
            "36526",
        ] {
            assert!(spoilt(text).is_some(), "{text}");
        }
        for text in [
            "",
            "left on 2026-11-03",
            "left in November",
            "INC-1234",
            "4711",
            "36525",
            "73051",
            "463290",
            "46329 it is",
            "INC 46329",
            "46329.5.1",
            "#123",
            "#4711 says so",
            "see #NAME? in the sheet",
            "Error 509",
            "Q4 2026",
            "1.2.3 of the policy",
            "3 of 4",
            "ok!",
            "needs it until May",
            "1/2",
            "role 12.3",
            "May",
            "E+5",
        ] {
            assert_eq!(spoilt(text), None, "{text}");
        }
    }
}
