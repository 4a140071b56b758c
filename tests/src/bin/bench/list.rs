//! Looking at an HR list of 100 000 rows – its cells, and which column is what – against the bare parse
//! of the same bytes by the libraries that read workbooks and CSV.

use crate::table::{Limit, Line, median};
use calamine::{DataType, Reader, Xlsx};
use rollcall_truth::{guess, open};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fmt::Write as _;
use std::io::Cursor;
use std::time::Instant;

const ROWS: u32 = 100_000;
const ROUNDS: usize = 5;
const NAMES: [&str; 8] = [
    "Employee ID",
    "Name",
    "Work Email",
    "Status",
    "Hire Date",
    "Termination Date",
    "Manager",
    "Department",
];

pub async fn lines() -> Vec<Line> {
    tokio::task::spawn_blocking(|| vec![workbook(), text()]).await.expect("both are measured")
}

fn workbook() -> Line {
    let bytes = a_workbook();
    let bare = || {
        let mut book = Xlsx::new(Cursor::new(bytes.as_slice())).expect("a workbook");
        let name = book.sheet_names().first().cloned().expect("a sheet");
        let range = book.worksheet_range(&name).expect("cells");
        range.used_cells().filter(|(_, _, cell)| !cell.is_empty()).count()
    };
    line("Looking at an .xlsx of 100 000 rows", 1.5, "list.xlsx", &bytes, &bare, "calamine")
}

fn text() -> Line {
    let bytes = a_text().into_bytes();
    let bare = || {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        reader.records().flatten().map(|record| record.len()).sum()
    };
    line("Looking at a CSV of 100 000 rows", 3.0, "list.csv", &bytes, &bare, "the csv crate")
}

fn line(
    what: &str,
    most: f64,
    name: &str,
    bytes: &[u8],
    bare: &dyn Fn() -> usize,
    base: &str,
) -> Line {
    let (mut looks, mut bares) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        assert!(bare() > 0, "the base reads the cells");
        bares.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        look(name, bytes);
        looks.push(start.elapsed().as_secs_f64());
    }
    let (look, bare) = (median(&looks), median(&bares));
    Line {
        what: what.to_owned(),
        limit: Limit::Times(most),
        measured: look / bare,
        from: format!("{:.0} ms, {base} alone {:.0} ms", look * 1e3, bare * 1e3),
    }
}

/// What is done with a file before its people are read.
fn look(name: &str, bytes: &[u8]) {
    let table = open(bytes, name).expect("a list");
    assert_eq!(table.rows.len(), ROWS as usize, "every row is read");
    let guess = guess(&table);
    assert_eq!(guess.columns.iter().flat_map(|column| column.field).count(), NAMES.len());
}

fn cells(row: u32) -> [String; 8] {
    let left = row.is_multiple_of(10);
    [
        format!("E{row:06}"),
        format!("Person {row}"),
        format!("person{row}@example.com"),
        if left { "Terminated" } else { "Active" }.to_owned(),
        format!("20{:02}-{:02}-{:02}", row % 24, row % 12 + 1, row % 28 + 1),
        if left { format!("2026-{:02}-{:02}", row % 10 + 1, row % 28 + 1) } else { String::new() },
        format!("E{:06}", row / 10),
        format!("Department {}", row % 40),
    ]
}

fn a_text() -> String {
    let mut text = NAMES.join(",") + "\n";
    for row in 0..ROWS {
        writeln!(text, "{}", cells(row).join(",")).expect("text grows");
    }
    text
}

fn a_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(NAMES) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    for row in 0..ROWS {
        for (column, cell) in (0..).zip(cells(row)) {
            if cell.is_empty() {
                continue;
            }
            if matches!(column, 4 | 5) {
                let date = ExcelDateTime::parse_from_str(&cell).expect("a date");
                sheet.write_datetime_with_format(row + 1, column, date, &day).expect("a cell");
            } else {
                sheet.write_string(row + 1, column, cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}
