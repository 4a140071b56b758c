//! Files that are no list: each is refused with what is wrong and what to do.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{workbook, write_rows, zipped};
use proptest::prelude::*;
use rollcall_truth::{DateOrder, Field, Mapping, TruthError, entries, guess, limits, open};

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn files_of_other_kinds_are_named() {
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".as_slice(), &wide("Workbook")].concat();
    let locked =
        [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &wide("EncryptedPackage")].concat();
    for (bytes, words) in [
        (b"".to_vec(), "The file is empty."),
        (b" \r\n\n".to_vec(), "The file is empty."),
        (b"\xef\xbb\xbf".to_vec(), "The file is empty."),
        (b"%PDF-1.7\n%\xe2\xe3".to_vec(), "“f” is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "“f” is a picture"),
        (old, "The workbook is damaged"),
        (locked, "“f” is protected with a password."),
        (zipped(&[("readme.txt", b"hello")]), "“f” is a zip archive without a workbook in it"),
        (zipped(&[("word/document.xml", b"<a/>")]), "“f” is a text document (Word)"),
        (zipped(&[("xl/workbook.bin", b"")]), "The workbook is damaged"),
        (zipped(&[("content.xml", b"<a")]), "The workbook is damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(),
            "“f” is a non-workbook document in an old format",
        ),
        (
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n".to_vec(),
            "“f” is a web archive (MHTML)",
        ),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"Email\"\r\n".to_vec(), "“f” is a SYLK file"),
        (b"<html><body><table><tr><td>Sign in</td></tr></table>".to_vec(), "“f” is a web page"),
        (zipped(&[("[Content_Types].xml", b"<a/>")]), "The workbook is damaged"),
        (b"PK\x03\x04 and nothing".to_vec(), "The workbook is damaged"),
        (b"\n<!DOCTYPE html><title>Sign in".to_vec(), "“f” is a web page"),
        (b"<?xml version=\"1.0\"?><Workbook/>".to_vec(), "“f” is an XML file"),
        (b"[{\"email\": \"o@x.de\"}]".to_vec(), "“f” is a JSON file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e".to_vec(), "“f” is not text."),
    ] {
        let error = open(&bytes, "f").unwrap_err();
        let (wrong, next) = error.words();
        assert!(wrong.starts_with(words), "{wrong} – expected {words}");
        assert!(next.ends_with('.') && next.len() > 20, "{next}");
    }
}

#[test]
fn a_list_whose_first_column_is_called_id_is_no_sylk_file() {
    let table = open(b"ID;Personnel;Email\nC;1;a@example.com\nP;2;b@example.com\n", "f").unwrap();
    assert_eq!(table.rows.len(), 2);
}

#[test]
fn a_workbook_that_was_cut_off_is_damaged() {
    let bytes = workbook(|sheet| write_rows(sheet, &[&["Email", "Name"], &["a@x.de", "A"]]));
    for part in [bytes.len() / 2, bytes.len() - 1] {
        let error = open(&bytes[..part], "people.xlsx").unwrap_err();
        assert!(matches!(error, TruthError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn what_unpacks_too_far_is_refused() {
    let zeros = vec![0; 40 * 1024 * 1024];
    let bomb = zipped(&[("[Content_Types].xml", b"<a/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    let error = open(&bomb, "people.xlsx").unwrap_err();
    assert!(matches!(error, TruthError::UnpacksTooFar { .. }), "{error:?}");
    let names: Vec<String> = (0..2_001).map(|n| format!("xl/{n}.xml")).collect();
    let parts: Vec<(&str, &[u8])> =
        names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let error = open(&zipped(&parts), "people.xlsx").unwrap_err();
    assert!(matches!(error, TruthError::UnpacksTooFar { .. }), "{error:?}");
}

#[test]
fn lists_beyond_the_limits_are_refused() {
    let mut rows = String::from("Email,Name\n");
    for _ in 0..limits::MOST_ROWS {
        rows.push_str("a@x.de,A\n");
    }
    assert_eq!(open(rows.as_bytes(), "f"), Err(TruthError::TooManyRows));
    let columns = format!("Email,Name\n{}x\n", "x,".repeat(limits::MOST_COLUMNS));
    assert_eq!(open(columns.as_bytes(), "f"), Err(TruthError::TooManyColumns { row: 2 }));
    let cell = format!("Email,Name\na@x.de,{}\n", "ä".repeat(limits::LONGEST_CELL + 1));
    assert_eq!(open(cell.as_bytes(), "f"), Err(TruthError::CellTooLong { row: 2 }));
    let huge = format!("Email,Name\na@x.de,{}\n", "x".repeat(10_000_000));
    assert_eq!(open(huge.as_bytes(), "f"), Err(TruthError::CellTooLong { row: 2 }));
    let fits = format!("Email,Name\na@x.de,{}\n", "ä".repeat(limits::LONGEST_CELL));
    assert_eq!(open(fits.as_bytes(), "f").unwrap().rows.len(), 1);
}

#[test]
fn names_of_columns_that_stand_twice_are_taken_once() {
    let table =
        open(b"Email,Name,Email,Name\na@x.de,A,b@x.de,B\nEmail,Name,Email,Name\n", "f").unwrap();
    assert_eq!((table.rows.len(), table.left_out.len()), (1, 1));
    let mapping = guess(&table).mapping();
    let emails = mapping.columns.iter().filter(|field| **field == Some(Field::Email)).count();
    assert_eq!(emails, 1);
}

#[test]
fn a_header_alone_is_no_list() {
    assert_eq!(open(b"Email;Name\n\n;\n", "f"), Err(TruthError::NoRows));
    assert_eq!(open(b"a@x.de,A\nb@x.de,B\n", "f"), Err(TruthError::NoHeader));
}

/// Opens, guesses and reads with the guess and with a mapping that makes little sense.
fn go_through(bytes: &[u8]) {
    let Ok(table) = open(bytes, "any") else { return };
    let mapping = guess(&table).mapping();
    let _ = entries(&table, &mapping, crate::helpers::today());
    use Field::*;
    let fields = [Email, StartDate, EndDate, EmployeeNumber, Status, OtherEmail, Type, Manager];
    let columns = fields.into_iter().map(Some).take(table.header.len()).collect();
    let mapping = Mapping::of(columns, Some(DateOrder::MonthDay));
    let list = match entries(&table, &mapping, crate::helpers::today()) {
        Err(TruthError::OneColumn { .. }) if table.header.len() == 1 => return,
        list => list.unwrap(),
    };
    let all = table.rows.len() + table.left_out.len();
    assert_eq!(list.entries.len() + list.rejected.len(), all);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        go_through(&bytes);
    }

    #[test]
    fn arbitrary_lists_never_panic(
        text in "(Email|Name|[^,]{0,9}),(Status|Start Date)\n([^\n]{0,20}[,;\t|\"\n=@0-9/.-]{0,4}){0,12}"
    ) {
        go_through(text.as_bytes());
        go_through(&wide(&text));
    }

    #[test]
    fn arbitrary_dates_never_panic(
        cells in prop::collection::vec("[0-9]{0,5}[-./ TZ:a-zé年]{0,4}[0-9]{0,4}[-./ ]?[0-9]{0,5}", 1..9)
    ) {
        go_through(format!("Email,Start Date\na@x.de,{}\n", cells.join("\nb@x.de,")).as_bytes());
    }

    #[test]
    fn a_workbook_with_changed_bytes_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)
    ) {
        let mut bytes = workbook(|sheet| write_rows(sheet, &[&["Email", "Name"], &["a@x.de", "A"]]));
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        go_through(&bytes);
    }

    #[test]
    fn a_sheet_with_any_text_in_it_never_panics(
        inner in "(<row( r=\"[0-9]{0,11}\")?>|</row>|<c( r=\"[A-Z]{0,4}[0-9]{0,11}\")?( t=\"(s|n|str|b|d|e|is)\")?>|<v>[0-9.eE-]{0,12}</v>|</c>|<f>|&#x?[0-9a-f]{1,7};){0,20}"
    ) {
        go_through(&with_sheet(&inner));
    }
}

/// A workbook whose only sheet has `inner` as its rows.
fn with_sheet(inner: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{inner}</sheetData></worksheet>");
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><workbookPr date1904=\"1\"/><sheets>\
         <sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let book_parts = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{REL}/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let parts = format!(
        "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{REL}/officeDocument\" \
         Target=\"xl/workbook.xml\"/></Relationships>"
    );
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", parts.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_parts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

#[test]
fn days_counted_from_1904_are_told_by_the_workbook() {
    let cell = |text: &str| format!("<c t=\"str\"><v>{text}</v></c>");
    let header = ["Email", "Start Date"].map(cell).concat();
    let row = format!("{}<c><v>44867</v></c>", cell("a@x.de"));
    let table = open(&with_sheet(&format!("<row>{header}</row><row>{row}</row>")), "f").unwrap();
    let list = crate::helpers::list_of(&table);
    assert_eq!(list.entries[0].start, Some(jiff::civil::date(2026, 11, 3)));
}
