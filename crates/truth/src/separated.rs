//! CSV with any separator.

use crate::damage;
use crate::error::TruthError;
use crate::kind;
use crate::table::{Choices, Rows, Sheet, Source};
use crate::text::{self, Decoded};
use csv::{Reader, ReaderBuilder, StringRecord};
use memchr::{memchr, memchr_iter, memchr2, memchr2_iter, memchr3_iter};
use std::ops::Range;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records that are looked at for the separator.
const LOOKED_AT: usize = 60;
/// Longer texts are worth a second core.
const MOST_ALONE: usize = 1024 * 1024;

/// All records, each with the line in which it starts.
pub(crate) fn read(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    let Decoded { text, encoding, guessed, lossy } =
        text::decode_as(bytes, choices.encoding.as_deref())?;
    kind::check_text(&text, file_name)?;
    let mut notes = Vec::new();
    if lossy {
        let lines = text::lines_with_damage(&text);
        notes.push(format!("Some bytes are not {encoding}; they are shown as � in {lines}."));
    }
    let (said, body) = said_separator(&text);
    let separator = said.unwrap_or_else(|| likely_separator(body));
    let Part { rows, spanning, widths, records, last, controls } =
        whole(&text, text.len() - body.len(), separator, MOST_ALONE)?;
    let usual = widths.0.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(width, _)| width);
    if let Some(line) = stray_quote(&spanning, usual, records) {
        return Err(TruthError::StrayQuote { line });
    }
    let ends = text.ends_with(['\n', '\r']);
    if records > 2 && last.1 < usual && !ends {
        notes.push(format!(
            "Line {} has fewer cells than the others and no line end: the file may have been cut off there.",
            last.0
        ));
    }
    let source = Source::Csv { separator: char::from(separator), encoding, guessed };
    let (rows, more) = rows.done();
    notes.extend(more);
    Ok(Sheet { controls, ..Sheet::alone(source, rows, notes) })
}

/// The records of a text, or of a half of it.
#[derive(Debug, Default)]
struct Part {
    rows: Rows,
    spanning: Vec<Spanning>,
    /// How many records have so many cells.
    widths: Widths,
    records: usize,
    /// Line and width of the last record.
    last: (u32, usize),
    /// Its text may have control characters.
    controls: bool,
}

/// All records from `start` on. A text without quotation marks, where each line end ends a record, is cut
/// at its separators; a long one by both cores.
fn whole(text: &str, start: usize, separator: u8, alone: usize) -> Result<Part, TruthError> {
    if memchr(b'"', text.as_bytes()).is_some() {
        return quoted(text, start, separator);
    }
    let length = text.len() - start;
    let middle = match length > alone {
        true => memchr(b'\n', &text.as_bytes()[start + length / 2..]),
        false => None,
    };
    let Some(middle) = middle.map(|place| start + length / 2 + place + 1) else {
        return plain(text, start..text.len(), separator);
    };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| plain(text, middle..text.len(), separator));
        (plain(text, start..middle, separator), second.join())
    });
    match second {
        Ok(second) => first?.with(second?),
        Err(_) => plain(text, start..text.len(), separator),
    }
}

/// The records of a range without quotation marks that begins and ends with a record, as the csv crate
/// cuts them: a record ends at `\n`, `\r\n` or `\r`, and an empty line is none.
fn plain(text: &str, range: Range<usize>, separator: u8) -> Result<Part, TruthError> {
    let body = text.get(range.clone()).unwrap_or_default();
    let bytes = body.as_bytes();
    let mut line = Lines { text, byte: 0, line: 1 }.at(range.start);
    let controls = damage::may_have_controls(body);
    let mut found = Part { controls, ..Part::default() };
    // The rows of the second part will stand behind those of the first one.
    found.rows.expect(memchr_iter(b'\n', bytes).count() * 2);
    let mut cells: Vec<&str> = Vec::new();
    let mut start = 0;
    for place in memchr3_iter(separator, b'\n', b'\r', bytes) {
        let cell = body.get(start..place).unwrap_or_default();
        start = place + 1;
        let byte = bytes.get(place).copied();
        if byte == Some(separator) {
            cells.push(cell);
            continue;
        }
        if !(cell.is_empty() && cells.is_empty()) {
            cells.push(cell);
            found.take(line, cells.len(), cells.drain(..))?;
        }
        let goes_on = byte == Some(b'\r') && bytes.get(start) == Some(&b'\n');
        line = line.saturating_add(u32::from(!goes_on));
    }
    let rest = body.get(start..).unwrap_or_default();
    if !(rest.is_empty() && cells.is_empty()) {
        cells.push(rest);
        found.take(line, cells.len(), cells.drain(..))?;
    }
    Ok(found)
}

/// The records of a text in which quotation marks may hold a cell together.
fn quoted(text: &str, from: usize, separator: u8) -> Result<Part, TruthError> {
    let body = text.get(from..).unwrap_or_default();
    let mut lines = Lines { text, byte: 0, line: 1 };
    let controls = damage::may_have_controls(body);
    let mut found = Part { controls, ..Part::default() };
    found.rows.expect(memchr_iter(b'\n', body.as_bytes()).count());
    let mut reader = reader(body, separator);
    let mut record = StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let byte = record.position().map_or(0, |position| position.byte());
        let start = from + usize::try_from(byte).unwrap_or(0);
        let line = lines.of_record(start);
        let ends = from + usize::try_from(reader.position().byte()).unwrap_or(0);
        if ends >= text.len() && is_unclosed(&record, text.get(start..).unwrap_or_default()) {
            return Err(TruthError::UnclosedQuote { line });
        }
        if has_line_end(record.as_slice()) {
            let raw = text.get(start..ends).unwrap_or_default();
            found.spanning.push(Spanning::of(line, &record, raw));
        }
        found.take(line, record.len(), record.iter())?;
    }
    Ok(found)
}

/// Widths of records, each with its count; a file has few different ones.
#[derive(Debug, Default, PartialEq)]
struct Widths(Vec<(usize, usize)>);

impl Widths {
    fn add(&mut self, width: usize, count: usize) {
        match self.0.iter_mut().find(|(known, _)| *known == width) {
            Some((_, counted)) => *counted += count,
            None => self.0.push((width, count)),
        }
    }
}

impl Part {
    fn take<'a>(
        &mut self,
        line: u32,
        width: usize,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), TruthError> {
        self.records += 1;
        self.last = (line, width);
        self.widths.add(width, 1);
        self.rows.push(line, cells)
    }

    fn with(mut self, after: Self) -> Result<Self, TruthError> {
        self.rows.append(after.rows)?;
        self.spanning.extend(after.spanning);
        for (width, count) in after.widths.0 {
            self.widths.add(width, count);
        }
        if after.records > 0 {
            self.last = after.last;
        }
        self.records += after.records;
        self.controls |= after.controls;
        Ok(self)
    }
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

fn has_line_end(cell: &str) -> bool {
    memchr2(b'\n', b'\r', cell.as_bytes()).is_some()
}

/// A record with a cell that runs over line ends.
#[derive(Debug)]
struct Spanning {
    line: u32,
    width: usize,
    columns: Vec<usize>,
    /// Behind the quotation mark that closes a cell comes something else than a separator.
    malformed: bool,
    line_ends: usize,
    /// What would be a separator if a stray quotation mark had not opened the cell.
    separators: usize,
}

impl Spanning {
    fn of(line: u32, record: &StringRecord, raw: &str) -> Self {
        let cells = record.iter().enumerate().filter(|(_, cell)| has_line_end(cell));
        let columns = cells.clone().map(|(column, _)| column).collect();
        let inside: Vec<&str> = cells.map(|(_, cell)| cell).collect();
        let count = |is: fn(char) -> bool| {
            inside.iter().map(|cell| cell.chars().filter(|c| is(*c)).count()).sum()
        };
        let line_ends = inside.iter().map(|cell| cell.lines().count().saturating_sub(1)).sum();
        let separators = count(|c| SEPARATORS.contains(&u8::try_from(c).unwrap_or(0)));
        let malformed = is_malformed(raw);
        Self { line, width: record.len(), columns, malformed, line_ends, separators }
    }

    fn looks_swallowed(&self, usual: usize) -> bool {
        let whole_lines = self.separators >= self.line_ends.max(1) * usual.saturating_sub(1).max(1);
        self.malformed || (self.separators > 0 && self.width != usual) || whole_lines
    }
}

/// A quotation mark within a quoted cell that neither doubles nor ends it.
fn is_malformed(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let mut quoted = false;
    let mut starts = true;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        if *byte == b'"' && quoted && next == Some(&b'"') {
            at += 1;
        } else if *byte == b'"' && quoted {
            quoted = false;
            let ends = |byte: &u8| SEPARATORS.contains(byte) || byte.is_ascii_whitespace();
            if !next.is_none_or(ends) {
                return true;
            }
        } else if *byte == b'"' && starts {
            quoted = true;
        }
        starts = SEPARATORS.contains(byte) || matches!(byte, b'\n' | b'\r');
        at += 1;
    }
    false
}

/// The line of a record of which a stray quotation mark makes one of several. A column in which many
/// cells run over line ends is one of addresses or remarks.
fn stray_quote(spanning: &[Spanning], usual: usize, records: usize) -> Option<u32> {
    let swallowed = spanning.iter().filter(|record| record.looks_swallowed(usual));
    let usually = |column: &usize| {
        let alike = spanning.iter().filter(|record| record.columns.contains(column)).count();
        alike > 2 && alike * 5 >= records
    };
    swallowed
        .filter(|record| record.malformed || !record.columns.iter().all(usually))
        .map(|record| record.line)
        .next()
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
        self.at(byte);
        let bytes = self.text.as_bytes();
        while bytes.get(self.byte).is_some_and(|here| matches!(here, b'\n' | b'\r')) {
            self.ends(self.byte);
            self.byte += 1;
        }
        self.line
    }

    /// The line of `byte`, which may be a line end.
    fn at(&mut self, byte: usize) -> u32 {
        let before = self.text.as_bytes().get(self.byte..byte).unwrap_or_default();
        for place in memchr2_iter(b'\n', b'\r', before) {
            self.ends(self.byte + place);
        }
        self.byte = self.byte.max(byte);
        self.line
    }

    /// A line ends at `\n`, and at a `\r` that has none behind it.
    fn ends(&mut self, place: usize) {
        if self.text.as_bytes().get(place..place + 2) != Some(b"\r\n") {
            self.line = self.line.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> (char, Vec<(u32, Vec<String>)>) {
        let sheet = read(text.as_bytes(), "list.csv", &Choices::default()).unwrap();
        let Source::Csv { separator, .. } = sheet.source else { panic!("not CSV") };
        (
            separator,
            sheet
                .rows
                .into_iter()
                .map(|row| (row.number, row.cells.into_iter().map(String::from).collect()))
                .collect(),
        )
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
    fn two_halves_are_the_whole() {
        let text =
            "name,mail\r\n\r\nÅsa,a@x.de\n\nBo\u{200b},b@x.de,more\r\nCy\rDi,d@x.de\n\n\nEd,e@x.de";
        let whole_of = |text: &str, start, alone| {
            let part = whole(text, start, b',', alone).unwrap();
            (format!("{:?}", part.rows), part.records, part.last, part.widths)
        };
        for lines in 0..6 {
            let text = format!("{}{text}", "x,y\r\n".repeat(lines));
            for start in [0, lines.min(1) * 5] {
                let alone = whole_of(&text, start, usize::MAX);
                assert_eq!(whole_of(&text, start, 1), alone, "{text:?} from {start}");
            }
        }
        // With quotation marks a line end may be part of a cell.
        let quoted = "a,\"b\nc\"\n".repeat(3);
        assert_eq!(whole_of(&quoted, 0, 1).1, 3);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        #[test]
        fn a_text_without_quotation_marks_is_cut_as_the_csv_crate_cuts_it(
            text in "([a-cé\u{200b} ,;]|\n|\r|\r\n){0,40}",
            separator in prop::sample::select(vec![b',', b';', b'a']),
        ) {
            let shown = |part: Part| {
                (format!("{:?}", part.rows), part.records, part.last, part.widths)
            };
            let cut = shown(plain(&text, 0..text.len(), separator).unwrap());
            prop_assert_eq!(&cut, &shown(quoted(&text, 0, separator).unwrap()));
            prop_assert_eq!(&cut, &shown(whole(&text, 0, separator, 1).unwrap()));
        }
    }

    #[test]
    fn the_line_that_says_the_separator_is_no_row() {
        let (separator, found) = rows("sep=|\na,b|c\n1,2|3\n");
        assert_eq!(separator, '|');
        assert_eq!(found[0], (2, vec!["a,b".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn a_stray_quotation_mark_does_not_swallow_people() {
        let none = Choices::default();
        for text in [
            "Id,Name,Status\n1,\"Anna,Active\n2,Bob,Active\n3,\"Cara\",Left\n4,Dan,Active\n",
            "Id,Name,Status\n1,\"Anna,Active\n2,Bob\",Active\n4,Dan,Active\n",
            "Id;Name;Status\n1;\"Anna;Active\n2;Bob;Active\n3;Cara;\"Left\"\n4;Dan;Active\n",
        ] {
            let error = read(text.as_bytes(), "list.csv", &none).unwrap_err();
            assert_eq!(error, TruthError::StrayQuote { line: 2 }, "{text}");
        }
    }

    #[test]
    fn cells_that_run_over_lines_stay_where_that_is_meant() {
        for text in [
            "Id,Address,Status\n1,\"12 Main St, Apt 4\nSpringfield\",Active\n2,Elm St 3,Left\n",
            "Id,Note\n1,\"a, b\nc\"\n2,\"d\ne, f\"\n3,\"g, h\ni\"\n",
            "Id,Note,Status\n1,\"she said \"\"no\"\"\nand left\",Active\n2,x,Left\n",
        ] {
            assert!(read(text.as_bytes(), "list.csv", &Choices::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_does_not_swallow_people() {
        let error = read(b"a,b\n1,2\n\"x,3\ny,4\n", "list.csv", &Choices::default()).unwrap_err();
        assert_eq!(error, TruthError::UnclosedQuote { line: 3 });
        assert_eq!(rows("a,b\n5\" disk,2\n").1[1].1[0], "5\" disk");
    }
}
