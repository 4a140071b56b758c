//! Lists as Excel workbooks.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{emails, list_of, sheets, workbook, write_rows, zipped};
use jiff::civil::date;
use rollcall_truth::{
    ALL_SHEETS, Choices, Format, NO_VALUE, Source, Table, TruthError, open, open_with,
};
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

#[test]
fn of_several_sheets_with_people_one_is_asked_for_and_can_be_chosen() {
    let mut book = Workbook::new();
    for (name, person) in [("Staff", "s@x.de"), ("Leavers", "l@x.de")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        write_rows(sheet, &[&["Email", "Name"], &[person, "Person"]]);
    }
    let bytes = book.save_to_buffer().unwrap();
    let table = open(&bytes, "people.xlsx").unwrap();
    assert!(table.sheet_open);
    assert_eq!(counts(&table), [("Staff", 1), ("Leavers", 1), (ALL_SHEETS, 2)]);
    assert!(table.notes[0].contains("“Leavers” (1 person)"), "{:?}", table.notes);
    let choose = |sheet: &str| Choices { sheet: Some(sheet.to_owned()), encoding: None };
    let chosen = open_with(&bytes, "people.xlsx", &choose("Leavers")).unwrap();
    assert!(!chosen.sheet_open);
    assert_eq!(emails(&list_of(&chosen).entries), ["l@x.de"]);
    let none = open_with(&bytes, "people.xlsx", &choose("Nobody"));
    let has = "“Staff”, “Leavers”".to_owned();
    assert_eq!(none, Err(TruthError::NoSuchSheet { sheet: "Nobody".to_owned(), has }));
}

#[test]
fn a_zero_that_was_computed_is_no_missing_value() {
    let sheet = |result: &str, other: &str| {
        let bytes = workbook(|sheet| {
            write_rows(sheet, &[&["Email", "Name", "Points"], &["a@x.de", "A"], &["b@x.de", "B"]]);
            sheet.write_formula(1, 2, Formula::new("=0").set_result(result)).unwrap();
            sheet.write_formula(2, 2, Formula::new("=1").set_result(other)).unwrap();
        });
        let table = open(&bytes, "people.xlsx").unwrap();
        table.rows.iter().map(|row| row.cell(2).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(sheet("0", "1"), ["0", "1"], "one of them was computed");
    assert_eq!(sheet("0", "0"), [NO_VALUE, NO_VALUE], "a program that computes nothing");
}

/// The sheets that are shown to choose from, and how many people each has.
fn counts(table: &Table) -> Vec<(&str, u32)> {
    table.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.people)).collect()
}

#[test]
fn a_sheet_of_people_without_names_of_columns_is_not_left_out_in_silence() {
    let bytes = sheets(&[
        ("Active", &[&["Email", "Name"], &["a@x.de", "A"]]),
        ("More", &[&["b@x.de", "B"], &["c@x.de", "C"]]),
    ]);
    let table = open(&bytes, "people.xlsx").unwrap();
    assert!(table.sheet_open);
    assert!(table.notes[0].contains("“More” (2 people)"), "{:?}", table.notes);
}

#[test]
fn last_days_that_a_cell_shows_and_does_not_state_are_asked_about() {
    let cell = |kind: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" {value}><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let text = |shown: &str| cell("string", "", shown);
    let row = |cells: [String; 3]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    // A workbook that counts from 1904, saved in this format: the value is four years early.
    let day =
        |value: &str, shown: &str| cell("date", &format!("office:date-value=\"{value}\""), shown);
    let rows = [
        row([text("E-mail"), text("Name"), text("Last day")]),
        row([text("a@x.de"), text("Anna Vogel"), day("2026-03-30T00:00:00.000Z", "2030-03-31")]),
        row([
            text("b@x.de"),
            text("Bo Berg"),
            cell("float", "office:value=\"46111\"", "2030-03-31"),
        ]),
        row([text("c@x.de"), text("Cara Lee"), day("2026-03-30", "2026-03-30")]),
        row([text("d@x.de"), text("Dan Fox"), text("")]),
    ];
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"People\">{}\
         </table:table></office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    let bytes = zipped(&[("content.xml", content.as_bytes())]);
    let table = open(&bytes, "people.ods").unwrap();
    let guess = rollcall_truth::guess(&table);
    let mapping = guess.mapping();
    let questions = rollcall_truth::questions(&table, &guess, &mapping);
    assert!(questions.iter().any(|one| one.open && one.name == "Last day"), "{questions:?}");
    let status: Vec<_> = list_of(&table).entries.iter().map(|one| one.status).collect();
    use rollcall_truth::Status::{Employed, Left, NotKnown};
    assert_eq!(status, [NotKnown, NotKnown, Left, Employed]);
}
