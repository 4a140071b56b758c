//! Does each CSV file say what its JSON file says?

use crate::canon::Json;
use crate::files::{Files, printed};
use crate::integrity::Manifest;
use crate::json;
use crate::pack::Pack;
use crate::report::{About, Report};

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
    let mut faults = Vec::new();
    for (name, rows, needed) in &tables {
        let Some(bytes) = pack.file(name) else {
            faults.push(format!("{name} is missing"));
            continue;
        };
        let needed = needed.iter().filter(|one| !manifest.is_some_and(|m| m.leaves_out(one)));
        if let Err(why) = same(bytes, rows, needed.copied()) {
            faults.push(format!("{name}: {why}"));
        }
    }
    report.check(ABOUT, "the CSV files say what the JSON files say", faults);
}

fn same(
    bytes: &[u8],
    rows: &[&Json<'_>],
    mut needed: impl Iterator<Item = &'static str>,
) -> Result<(), String> {
    let text = str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let mut lines = lines(text.strip_prefix('\u{feff}').unwrap_or(text))?.into_iter();
    let head = lines.next().ok_or("it has no line")?;
    if let Some(gone) = needed.find(|name| !head.iter().any(|one| one == name)) {
        return Err(format!("it has no column {gone}"));
    }
    // A column of which no row knows anything would be an invented one.
    let made = |name: &&String| !rows.is_empty() && rows.iter().all(|row| row.get(name).is_none());
    if let Some(name) = head.iter().find(|name| made(name) && !KNOWN.contains(&name.as_str())) {
        return Err(format!("no file has what its column {name} says"));
    }
    if lines.len() != rows.len() {
        return Err(format!("it has {} rows, and the JSON file {}", lines.len(), rows.len()));
    }
    for (number, (cells, row)) in (1..).zip(lines.zip(rows)) {
        if cells.len() != head.len() {
            return Err(format!("row {number} has {} cells", cells.len()));
        }
        for (name, cell) in head.iter().zip(&cells) {
            if !says(cell, row.get(name).unwrap_or(&Json::Null)) {
                return Err(format!("row {number}, {name}: it says “{cell}”"));
            }
        }
    }
    Ok(())
}

/// Columns that a file has though none of its rows may need them.
const KNOWN: [&str; 2] = ["group", "why"];

/// A cell is its value as text, cleaned for spreadsheets: without control and direction characters,
/// and led by an apostrophe where it begins like a formula.
fn says(cell: &str, value: &Json<'_>) -> bool {
    match value {
        Json::Object(_) if value.text("name").is_none() => {
            json::read::<Json<'_>>(cell.as_bytes()).is_ok_and(|read| read == *value)
        }
        value => {
            let (cell, value) = (clean(cell), clean(&words(value)));
            cell == value || cell.strip_prefix('\'') == Some(value.as_str())
        }
    }
}

fn words(value: &Json<'_>) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(it) => it.to_string(),
        Json::Number(number) => printed(*number),
        Json::Text(text) => text.to_string(),
        Json::Object(_) => match value.text("name") {
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

/// Records of cells (RFC 4180).
fn lines(text: &str) -> Result<Vec<Vec<String>>, String> {
    let (mut lines, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            other if quoted => cell.push(other),
            '"' if cell.is_empty() => quoted = true,
            ',' => cells.push(std::mem::take(&mut cell)),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' => {
                cells.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut cells));
            }
            other => cell.push(other),
        }
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        lines.push(cells);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_as_they_were_written() {
        let read = lines("a,\"b,\"\"c\"\"\nd\",\r\n,'=1\n").unwrap();
        assert_eq!(read, [vec!["a", "b,\"c\"\nd", ""], vec!["", "'=1"]]);
        assert!(lines("a,\"b\n").is_err());
    }

    #[test]
    fn a_cell_is_its_value_with_the_guards_of_a_spreadsheet() {
        let value = |text: &'static str| json::read::<Json<'_>>(text.as_bytes()).unwrap();
        for (cell, json, holds) in [
            ("", "null", true),
            ("12", "12", true),
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
        ] {
            assert_eq!(says(cell, &value(json)), holds, "{cell} {json}");
        }
    }
}
