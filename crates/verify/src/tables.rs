//! Does each CSV file say what its JSON file says?

use crate::canon::{Json, Places};
use crate::files::{Files, printed};
use crate::integrity::Manifest;
use crate::json;
use crate::pack::Pack;
use crate::report::{About, Report};
use crate::threads::each;
use std::borrow::Cow;

const ABOUT: About = About::Integrity;

/// A CSV file: its columns, and those of them that may not be missing unless they are left out.
type Table<'a> = (&'static str, Vec<&'a Json<'a>>, &'static [&'static str]);

pub(crate) fn check(
    pack: &Pack,
    files: &Files<'_>,
    manifest: Option<&Manifest>,
    report: &mut Report,
) {
    let all = |value, names: &[&str]| -> Vec<&Json<'_>> {
        names.iter().flat_map(|name| Json::list(value, name)).collect()
    };
    let tables: [Table<'_>; 5] = [
        (
            "population.csv",
            all(&files.population, &["items", "outside"]),
            &["item", "app", "account_id", "user_name", "name", "active", "list", "groups", "why"],
        ),
        (
            "decisions.csv",
            all(&files.decisions, &["decisions"]),
            &["item", "app", "decision", "reason", "by", "at", "bulk", "late", "kept_although"],
        ),
        (
            "remediation.csv",
            all(&files.remediation, &["lines"]),
            &["item", "app", "change", "outcome", "read_back_at", "exception"],
        ),
        (
            "residual.csv",
            all(&files.residual, &["lines"]),
            &["app", "text", "done_by", "done_at", "note"],
        ),
        (
            "hr-rows.csv",
            all(&files.hr_rows, &["rows"]),
            &["item", "row", "status", "start", "end", "manager"],
        ),
    ];
    let fault = |(name, rows, needed): &Table<'_>| {
        let Some(bytes) = pack.file(name) else { return Some(format!("{name} is missing")) };
        let needed = needed.iter().filter(|one| !manifest.is_some_and(|m| m.leaves_out(one)));
        same(bytes, rows, needed.copied()).err().map(|why| format!("{name}: {why}"))
    };
    let faults = each(&tables, fault).into_iter().flatten().collect();
    report.check(ABOUT, "the CSV files say what the JSON files say", faults);
}

fn same<'a>(
    bytes: &[u8],
    rows: &[&Json<'a>],
    mut needed: impl Iterator<Item = &'static str>,
) -> Result<(), String> {
    let text = str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let mut lines = Lines::of(text.strip_prefix('\u{feff}').unwrap_or(text));
    let head = lines.next()?.ok_or("it has no line")?.to_vec();
    if let Some(gone) = needed.find(|name| !head.iter().any(|one| one == name)) {
        return Err(format!("it has no column {gone}"));
    }
    // A column of which no row knows anything would be an invented one.
    let made =
        |name: &&Cow<'_, str>| !rows.is_empty() && rows.iter().all(|row| row.get(name).is_none());
    if let Some(name) = head.iter().find(|name| made(name) && !KNOWN.contains(&name.as_ref())) {
        return Err(format!("no file has what its column {name} says"));
    }
    let mut places = Places::new();
    let (mut number, mut fault) = (0, None);
    while let Some(cells) = lines.next()? {
        if let (Some(row), None) = (rows.get(number), &fault) {
            fault = differs(number + 1, (&head, cells), row, &mut places);
        }
        number += 1;
    }
    if number != rows.len() {
        return Err(format!("it has {number} rows, and the JSON file {}", rows.len()));
    }
    fault.map_or(Ok(()), Err)
}

/// What a row says that its values do not. `places`: where the row before had each column.
fn differs<'a>(
    number: usize,
    (head, cells): (&[Cow<'_, str>], &[Cow<'_, str>]),
    row: &Json<'a>,
    places: &mut Places<'a>,
) -> Option<String> {
    if cells.len() != head.len() {
        return Some(format!("row {number} has {} cells", cells.len()));
    }
    for ((name, cell), value) in head.iter().zip(cells).zip(row.values(head, places)) {
        if !says(cell, value) {
            return Some(format!("row {number}, {name}: it says “{cell}”"));
        }
    }
    None
}

/// Columns that a file has though none of its rows may need them.
const KNOWN: [&str; 2] = ["group", "why"];

/// A cell is its value as text, cleaned for spreadsheets: without control and direction characters,
/// and led by an apostrophe where it begins like a formula.
fn says(cell: &str, value: &Json<'_>) -> bool {
    match value {
        // Most are written as they are.
        _ if is_plainly(cell, value) => true,
        Json::Object(..) if value.text("name").is_none() => {
            json::read::<Json<'_>>(cell.as_bytes()).is_ok_and(|read| read == *value)
        }
        value => {
            let (cell, value) = (clean(cell), clean(&words(value)));
            cell == value || cell.strip_prefix('\'') == Some(value.as_str())
        }
    }
}

/// Whether a cell is the text of the value, letter by letter. What is the same is the same when it is
/// cleaned.
fn is_plainly(cell: &str, value: &Json<'_>) -> bool {
    match value {
        Json::Null => cell.is_empty(),
        Json::Bool(it) => cell == if *it { "true" } else { "false" },
        Json::Text(text) => cell == text,
        Json::List(all) => {
            let mut rest = Some(cell);
            for (place, one) in all.iter().enumerate() {
                let between = if place > 0 { "; " } else { "" };
                let name = match one {
                    Json::Text(text) => Some(&**text),
                    other => other.text("name"),
                };
                rest = rest.and_then(|rest| rest.strip_prefix(between)?.strip_prefix(name?));
            }
            rest == Some("")
        }
        Json::Number(number) => is_digits(cell, *number),
        Json::Object(..) => false,
    }
}

/// Whether a cell is a small whole number, digit by digit.
fn is_digits(cell: &str, number: f64) -> bool {
    let plain = cell.len() < 10 && !(cell.len() > 1 && cell.starts_with('0'));
    let digits = cell.bytes().all(|digit| digit.is_ascii_digit());
    plain && digits && cell.parse::<u32>().is_ok_and(|read| f64::from(read) == number)
}

fn words(value: &Json<'_>) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(it) => it.to_string(),
        Json::Number(number) => printed(*number),
        Json::Text(text) => text.to_string(),
        Json::Object(..) => match value.text("name") {
            Some(name) => name.to_owned(),
            // A look after the change.
            None => ["at", "found"].map(|name| value.text(name).unwrap_or_default()).join(" "),
        },
        Json::List(all) => all.iter().map(words).collect::<Vec<_>>().join("; "),
    }
}

fn clean(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || c.is_whitespace()
            || matches!(c,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(|c| !hidden(*c)).collect()
}

/// Records of cells (RFC 4180), one after the other. Cells without quotes are read in place.
struct Lines<'a> {
    rest: &'a str,
    cells: Vec<Cow<'a, str>>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self { rest: text, cells: Vec::new() }
    }

    /// The next record.
    fn next(&mut self) -> Result<Option<&[Cow<'a, str>]>, String> {
        self.cells.clear();
        if self.rest.is_empty() {
            return Ok(None);
        }
        loop {
            let (cell, end) = self.cell()?;
            match end {
                Some(b',') => self.cells.push(cell),
                _ => {
                    self.cells.push(cell);
                    break;
                }
            }
        }
        Ok(Some(&self.cells))
    }

    /// A cell, and what it ends with; `None`: the end of the text.
    fn cell(&mut self) -> Result<(Cow<'a, str>, Option<u8>), String> {
        let bytes = self.rest.as_bytes();
        let special = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r' | b'"');
        let end = bytes.iter().position(special).unwrap_or(bytes.len());
        let by = match bytes.get(end..) {
            Some([b'\r', b'\n', ..]) => Some((2, b'\n')),
            Some([one @ (b',' | b'\n'), ..]) => Some((1, *one)),
            Some([]) => None,
            _ => return self.quoted(),
        };
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest.get(by.map_or(0, |(bytes, _)| bytes)..).unwrap_or_default();
        Ok((Cow::Borrowed(cell), by.map(|(_, byte)| byte)))
    }

    /// One with quotes in it, letter by letter.
    fn quoted(&mut self) -> Result<(Cow<'a, str>, Option<u8>), String> {
        let mut cell = String::new();
        let mut letters = self.rest.chars().peekable();
        let (mut quoted, mut bytes) = (false, 0);
        let mut end = None;
        while let Some(letter) = letters.next() {
            bytes += letter.len_utf8();
            match letter {
                '"' if quoted && letters.next_if_eq(&'"').is_some() => {
                    bytes += 1;
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                other if quoted => cell.push(other),
                '"' if cell.is_empty() => quoted = true,
                '\r' if letters.peek() == Some(&'\n') => {}
                ',' | '\n' => {
                    end = Some(if letter == ',' { b',' } else { b'\n' });
                    break;
                }
                other => cell.push(other),
            }
        }
        if quoted {
            return Err("a quote is not closed".to_owned());
        }
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        Ok((Cow::Owned(cell), end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Result<Vec<Vec<String>>, String> {
        let (mut lines, mut all) = (Lines::of(text), Vec::new());
        while let Some(cells) = lines.next()? {
            all.push(cells.iter().map(|cell| cell.to_string()).collect());
        }
        Ok(all)
    }

    #[test]
    fn cells_are_split_as_they_were_written() {
        let read = lines("a,\"b,\"\"c\"\"\nd\",\r\n,'=1\n").unwrap();
        assert_eq!(read, [vec!["a", "b,\"c\"\nd", ""], vec!["", "'=1"]]);
        assert!(lines("a,\"b\n").is_err());
        for (text, wanted) in [
            ("", vec![]),
            ("a", vec![vec!["a"]]),
            ("a,", vec![vec!["a", ""]]),
            ("a,\n", vec![vec!["a", ""]]),
            ("\n\na", vec![vec![""], vec![""], vec!["a"]]),
            ("a\rb,c\r\nd", vec![vec!["a\rb", "c"], vec!["d"]]),
            ("a\"b\",\"\"\"\"", vec![vec!["a\"b\"", "\""]]),
            ("\"a\"b,\"\"\r\n\"ü,\"", vec![vec!["ab", ""], vec!["ü,"]]),
        ] {
            assert_eq!(lines(text).unwrap(), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_cell_is_its_value_with_the_guards_of_a_spreadsheet() {
        let value = |text: &'static str| json::read::<Json<'_>>(text.as_bytes()).unwrap();
        for (cell, json, holds) in [
            ("", "null", true),
            ("12", "12", true),
            ("0", "0", true),
            ("", "0", false),
            ("012", "12", false),
            ("1.5", "1.5", true),
            ("+12", "12", false),
            ("true", "true", true),
            ("'=1+1", "\"=1+1\"", true),
            ("Jo  Doe", "\"Jo\\u202e Doe\"", true),
            (
                "Core; Wiki",
                "[{\"id\":\"1\",\"name\":\"Core\"},{\"id\":\"2\",\"name\":\"Wiki\"}]",
                true,
            ),
            ("{\"b\":1,\"a\":\"x\"}", "{\"a\":\"x\",\"b\":1}", true),
            ("{\"b\":2,\"a\":\"x\"}", "{\"a\":\"x\",\"b\":1}", false),
            ("keep", "\"revoke\"", false),
            ("", "\"revoke\"", false),
            ("''=1", "\"=1\"", false),
            ("", "[]", true),
            ("a; b", "[\"a\",\"b\"]", true),
            ("a;b", "[\"a\",\"b\"]", true),
            ("a; b; ", "[\"a\",\"b\"]", false),
            ("a", "[\"a\",\"b\"]", false),
            ("True", "true", false),
            ("12.0", "12", false),
        ] {
            assert_eq!(says(cell, &value(json)), holds, "{cell} {json}");
        }
    }
}
