//! CSV with any separator.

use crate::error::TruthError;
use crate::kind;
use crate::table::{Choices, Rows, Sheet, Source};
use crate::text::{self, Decoded};
use csv::{Reader, ReaderBuilder, StringRecord};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records that are looked at for the separator.
const LOOKED_AT: usize = 60;

/// All records, each with the line in which it starts.
pub(crate) fn read(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    let Decoded { text, encoding, guessed, lossy } =
        text::decode_as(bytes, choices.encoding.as_deref())?;
    kind::check_text(&text, file_name)?;
    let mut notes = Vec::new();
    if lossy {
        notes.push(format!("Some bytes are not {encoding}; they are shown as �."));
    }
    let (said, body) = said_separator(&text);
    let separator = said.unwrap_or_else(|| likely_separator(body));
    let mut lines = Lines { text: &text, byte: 0, line: 1 };
    let skipped = text.len() - body.len();

    let mut rows = Rows::default();
    let mut reader = reader(body, separator);
    let mut record = StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let byte = record.position().map_or(0, |position| position.byte());
        let start = skipped + usize::try_from(byte).unwrap_or(0);
        let line = lines.of_record(start);
        let ends = skipped + usize::try_from(reader.position().byte()).unwrap_or(0);
        if ends >= text.len() && is_unclosed(&record, text.get(start..).unwrap_or_default()) {
            return Err(TruthError::UnclosedQuote { line });
        }
        rows.push(line, record.iter())?;
    }
    let source = Source::Csv { separator: char::from(separator), encoding, guessed };
    Ok(Sheet::alone(source, rows.done(), notes))
}

fn reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Excel's own first line: `sep=;`. Gives the rest of the text.
fn said_separator(text: &str) -> (Option<u8>, &str) {
    let line = text.lines().next().unwrap_or_default();
    let said = line.trim().trim_matches('"');
    let is_said = said.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    match said.as_bytes() {
        [_, _, _, _, separator] if is_said => (Some(*separator), &text[line.len()..]),
        // A tab is gone with the white space.
        [_, _, _, _] if is_said => (Some(b'\t'), &text[line.len()..]),
        _ => (None, text),
    }
}

/// The separator that cuts most records into the same number of cells, more cells counting more.
fn likely_separator(text: &str) -> u8 {
    let mut best = (0.0, b',');
    for separator in SEPARATORS {
        let mut widths = Vec::new();
        for record in reader(text, separator).records().take(LOOKED_AT).flatten() {
            widths.push(record.len());
        }
        let most = widths.iter().copied().map(|w| (w, widths.iter().filter(|x| **x == w).count()));
        let most = most.filter(|(width, _)| *width > 1).max_by_key(|(_, count)| *count);
        let Some((width, count)) = most else { continue };
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (share, cuts) = (count as f64 / widths.len() as f64, (width - 1) as f64);
        let score = share * share * cuts;
        if score > best.0 {
            best = (score, separator);
        }
    }
    best.1
}

/// The last record runs over line ends and has a quotation mark without its other half.
fn is_unclosed(record: &StringRecord, raw: &str) -> bool {
    record.iter().any(|cell| cell.contains(['\n', '\r']))
        && raw.bytes().filter(|b| *b == b'"').count() % 2 == 1
}

/// Counts lines as an editor does; the reader skips empty ones without counting them to a record.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record at `byte`; records come in order.
    fn of_record(&mut self, byte: usize) -> u32 {
        let bytes = self.text.as_bytes();
        while let Some(here) = bytes.get(self.byte) {
            let ends_line = match here {
                b'\n' => true,
                b'\r' => bytes.get(self.byte + 1) != Some(&b'\n'),
                _ => false,
            };
            if self.byte >= byte && !matches!(here, b'\n' | b'\r') {
                break;
            }
            self.line = self.line.saturating_add(u32::from(ends_line));
            self.byte += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (char, Vec<(u32, Vec<String>)>) {
        let sheet = read(text.as_bytes(), "list.csv", &Choices::default()).unwrap();
        let Source::Csv { separator, .. } = sheet.source else { panic!("not CSV") };
        (separator, sheet.rows.into_iter().map(|row| (row.number, row.cells)).collect())
    }

    #[test]
    fn the_separator_is_the_one_that_cuts_alike() {
        for separator in [',', ';', '\t', '|'] {
            let text = ["name", "mail", "team"].join(&separator.to_string());
            let text =
                format!("{text}\n\"Lind, Oskar\"{separator}o@example.com{separator}a;b,c|d\n");
            let text = text.replace("a;b,c|d", "Sales");
            let (found, rows) = rows(&text);
            assert_eq!(found, separator);
            assert_eq!(rows[1].1[0], "Lind, Oskar");
        }
    }

    #[test]
    fn a_comma_in_every_name_does_not_win_over_semicolons() {
        let (separator, _) = rows("Name;Mail\nLind, Oskar;o@x.de\nBerg, Åsa;a@x.de\n");
        assert_eq!(separator, ';');
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let (_, found) = rows("a,b\r\n\r\n\"x\r\ny\",1\r\n\r\nz,2\r\n");
        let numbers: Vec<u32> = found.iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, 3, 6]);
        assert_eq!(found[1].1[0], "x\r\ny");
        let (_, found) = rows("a,b\rx,1\ry,2\r");
        assert_eq!(found.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn the_line_that_says_the_separator_is_no_row() {
        let (separator, found) = rows("sep=|\na,b|c\n1,2|3\n");
        assert_eq!(separator, '|');
        assert_eq!(found[0], (2, vec!["a,b".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_swallow_people() {
        let error = read(b"a,b\n1,2\n\"x,3\ny,4\n", "list.csv", &Choices::default()).unwrap_err();
        assert_eq!(error, TruthError::UnclosedQuote { line: 3 });
        assert_eq!(rows("a,b\n5\" disk,2\n").1[1].1[0], "5\" disk");
    }
}
