//! Lists as text: separators, encodings, quotes.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{emails, list, list_of, table};
use rollcall_truth::{Source, open};

#[test]
fn any_separator_and_quoted_line_ends_give_the_same_people() {
    for separator in [",", ";", "\t", "|"] {
        let text = "Email,Name,Department\r\n\
                    o@example.com,\"Lind; Oskar | x\",\"Sales\r\nEMEA\"\r\n\r\n\
                    a@example.com,Åsa,IT\r\n"
            .replace(',', separator);
        let list = list(&text);
        assert_eq!(emails(&list.entries), ["o@example.com", "a@example.com"]);
        assert_eq!(list.entries[0].department, "Sales\r\nEMEA");
        assert_eq!((list.entries[0].row, list.entries[1].row), (2, 5));
    }
}

#[test]
fn the_encoding_is_found_and_said() {
    let text = "E-Mail;Vorname;Name\njm@example.com;Jörg;Müller\n";
    let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let western: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, name, is_guessed) in [
        (text.as_bytes().to_vec(), "UTF-8", false),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8 with BOM", false),
        ([b"\xff\xfe", le.as_slice()].concat(), "UTF-16LE", false),
        ([b"\xfe\xff", be.as_slice()].concat(), "UTF-16BE", false),
        (le, "UTF-16LE", true),
        (be, "UTF-16BE", true),
        (western, "windows-1252", true),
    ] {
        let table = open(&bytes, "export.csv").unwrap();
        let Source::Csv { separator, encoding, guessed } = &table.source else { panic!() };
        assert_eq!((*separator, encoding.as_str(), *guessed), (';', name, is_guessed));
        let list = list_of(&table);
        assert_eq!(list.entries[0].name, "Jörg Müller", "{name}");
        assert_eq!(list.entries[0].emails, ["jm@example.com"]);
    }
}

#[test]
fn bytes_that_do_not_fit_the_mark_are_noted() {
    let table = open(b"\xef\xbb\xbfEmail,Name\no@x.de,M\xfcller\n", "list.csv").unwrap();
    assert_eq!(
        list_of(&table).notes,
        [
            "Some bytes are not UTF-8 with BOM; they are shown as � in line 2.",
            "Row 2: letters of the name are lost in the file and written as ? or �, so it matches no one; an export in UTF-8 keeps them.",
        ]
    );
}

#[test]
fn control_characters_are_left_out_with_row_and_column() {
    let list = list("Email,Na\u{1b}me\na@x.de,An\u{1b}[31mna\nb@x.de,Bo\nc\u{7f}@x.de,C\u{9b}y\n");
    assert_eq!(
        list.notes,
        [
            "Row 2: “Name” has a control character (U+001B); it is left out.",
            "Row 4: “Email” has a control character (U+007F); it is left out.",
            "Row 4: “Name” has a control character (U+009B); it is left out.",
        ]
    );
    let names: Vec<_> = list.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["An[31mna", "Bo", "Cy"]);
    assert_eq!(emails(&list.entries), ["a@x.de", "b@x.de", "c@x.de"]);
    // The lawful twin: line ends and tabs within a cell.
    let list =
        crate::helpers::list("Email,Name,Note\na@x.de,Anna,\"a\tb\nc\"\nb@x.de,Bo,\"d\ne\"\n");
    assert_eq!(list.notes, Vec::<String>::new());
}

#[test]
fn letters_that_an_export_lost_are_noted_with_their_rows() {
    let list = list(
        "Email,Name,Manager\na@x.de,C?line Y?lmaz,Bo Berg\nb@x.de,Bo Berg,\nc@x.de,?sa Lind,C?line Y?lmaz\n\
         d@x.de,M\u{1a}ller,Bo Berg\n",
    );
    assert_eq!(
        list.notes,
        [
            "3 rows (2, 4, 5): letters of the name are lost in the file and written as ? or �, so it matches no one; an export in UTF-8 keeps them.",
            "Row 4: letters of the manager are lost in the file and written as ? or �, so it matches no one; an export in UTF-8 keeps them.",
        ]
    );
    assert_eq!(list.entries[3].name, "M\u{fffd}ller");
    assert_eq!(list.lost_letters, [2, 4, 5]);
    // An address or a number that lost letters is that of somebody else, or of nobody.
    let list = crate::helpers::list(
        "Email,Employee ID,Name\nm?ller@x.de,1,Jo M\nm\u{fffd}ller@x.de,,Jo M\nb@x.de,B?7,Bo Berg\n",
    );
    let named: Vec<_> =
        list.entries.iter().map(|one| (&*one.emails, &*one.employee_number)).collect();
    assert_eq!(named, [(&[][..], "1"), (&["b@x.de".to_owned()][..], "")]);
    assert_eq!(list.rejected.len(), 1);
    assert!(
        list.rejected[0].reason.starts_with("letters of its address or employee number are lost")
    );
    assert_eq!(list.lost_letters, [2, 3, 4]);
    // The lawful twin: a question mark that stands for no letter.
    let list =
        crate::helpers::list("Email,Name,Manager\na@x.de,Céline Yılmaz,?\nb@x.de,Bo Berg (?),\n");
    assert_eq!(list.notes, Vec::<String>::new());
    assert_eq!(list.lost_letters, Vec::<u32>::new());
}

#[test]
fn the_hash_is_the_one_of_the_bytes() {
    let table = table("Email\no@x.de\n");
    assert_eq!(table.sha256.len(), 64);
    assert_eq!(table, crate::helpers::table("Email\no@x.de\n"));
    assert_ne!(table.sha256, crate::helpers::table("Email\no@x.se\n").sha256);
}

#[test]
fn three_hundred_thousand_rows_are_read() {
    use std::fmt::Write;
    let mut text = String::from("Employee ID,Email,Name,Status,Hire Date\n");
    for n in 0..300_000 {
        writeln!(text, "{n},user{n}@example.com,User {n},Active,2020-01-{:02}", n % 28 + 1)
            .unwrap();
    }
    let list = list(&text);
    assert_eq!((list.entries.len(), list.rejected.len()), (300_000, 0));
    assert_eq!(list.notes, Vec::<String>::new());
}
