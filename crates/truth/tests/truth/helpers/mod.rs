//! What the tests of this crate share.
#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests")]

use jiff::civil::{Date, date};
use rollcall_truth::{Entry, List, Table, entries, guess, open};
use rust_xlsxwriter::{Workbook, Worksheet};
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

pub fn today() -> Date {
    date(2026, 11, 25)
}

pub fn table(text: &str) -> Table {
    open(text.as_bytes(), "list.csv").unwrap()
}

/// The list with the guess taken as it is.
pub fn list(text: &str) -> List {
    list_of(&table(text))
}

pub fn list_of(table: &Table) -> List {
    entries(table, &guess(table).mapping(), today()).unwrap()
}

pub fn emails(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.emails.first().map_or("", String::as_str)).collect()
}

/// A workbook with one sheet.
pub fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

pub fn write_rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
}

/// A workbook of sheets, each with its name and rows.
pub fn sheets(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        write_rows(book.add_worksheet().set_name(*name).unwrap(), rows);
    }
    book.save_to_buffer().unwrap()
}

/// A zip archive of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
