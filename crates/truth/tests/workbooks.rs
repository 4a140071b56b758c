//! Lists as Excel workbooks.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod helpers;

use helpers::{emails, list_of, workbook, write_rows};
use jiff::civil::date;
use rollcall_truth::{Format, Source, TruthError, open};
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook};

#[test]
fn cells_of_every_kind_are_read_as_text() {
    let bytes = workbook(|sheet| {
        sheet.set_name("People").unwrap();
        write_rows(
            sheet,
            &[&["Headcount"], &[], &["Employee ID", "Email", "Hire Date", "End", "Active"]],
        );
        let day = CellFormat::new().set_num_format("dd/mm/yyyy");
        let hired = ExcelDateTime::from_ymd(2020, 11, 3).unwrap();
        sheet.write_number(3, 0, 1001).unwrap();
        sheet.write_formula(3, 1, Formula::new("=\"a\"&\"@x.de\"").set_result("A@x.de")).unwrap();
        sheet.write_datetime_with_format(3, 2, hired, &day).unwrap();
        sheet.write_boolean(3, 4, true).unwrap();
        sheet.write_string(5, 0, "0007").unwrap();
        sheet.write_number(5, 2, 46329).unwrap();
    });
    let table = open(&bytes, "people.xlsx").unwrap();
    assert_eq!(
        table.source,
        Source::Workbook { format: Format::Xlsx, sheet: "People".to_owned(), from_1904: false }
    );
    let list = list_of(&table);
    let [first, second] = list.entries.as_slice() else { panic!("{list:?}") };
    assert_eq!((first.row, first.employee_number.as_str()), (4, "1001"));
    assert_eq!(first.emails, ["a@x.de"]);
    assert_eq!((first.start, first.status_word.as_str()), (Some(date(2020, 11, 3)), "true"));
    assert_eq!((second.row, second.employee_number.as_str()), (6, "0007"));
    assert_eq!(second.start, Some(date(2026, 11, 3)));
}

#[test]
fn the_sheet_with_people_in_it_is_read_and_hidden_ones_are_not() {
    let mut book = Workbook::new();
    write_rows(
        book.add_worksheet().set_name("About").unwrap(),
        &[&["Made by", "HR"], &["For", "IT"]],
    );
    let hidden = book.add_worksheet().set_name("Old").unwrap().set_hidden(true);
    write_rows(hidden, &[&["Email", "Name"], &["old@x.de", "Old"]]);
    write_rows(
        book.add_worksheet().set_name("Now").unwrap(),
        &[&["Email", "Name"], &["n@x.de", "N"]],
    );
    let table = open(&book.save_to_buffer().unwrap(), "people.xlsx").unwrap();
    assert_eq!(
        table.source,
        Source::Workbook { format: Format::Xlsx, sheet: "Now".to_owned(), from_1904: false }
    );
    assert_eq!(emails(&list_of(&table).entries), ["n@x.de"]);
}

#[test]
fn a_lone_cell_in_the_last_row_costs_nothing() {
    let bytes = workbook(|sheet| {
        write_rows(sheet, &[&["Email", "Name"], &["a@x.de", "A"]]);
        sheet.write_string(1_048_575, 0, "z@x.de").unwrap();
    });
    let table = open(&bytes, "people.xlsx").unwrap();
    assert_eq!((table.rows.len(), table.rows[1].number), (2, 1_048_576));
}

#[test]
fn a_lone_cell_in_the_last_column_is_refused() {
    let bytes = workbook(|sheet| {
        write_rows(sheet, &[&["Email", "Name"], &["a@x.de", "A"]]);
        sheet.write_string(1, 16_383, "far").unwrap();
    });
    assert_eq!(open(&bytes, "people.xlsx"), Err(TruthError::TooManyColumns { row: 2 }));
}

#[test]
fn a_workbook_without_rows_is_refused() {
    let empty = workbook(|_| {});
    assert_eq!(open(&empty, "people.xlsx"), Err(TruthError::Empty));
    let header = workbook(|sheet| write_rows(sheet, &[&["Email", "Name"]]));
    assert_eq!(open(&header, "people.xlsx"), Err(TruthError::NoRows));
}
