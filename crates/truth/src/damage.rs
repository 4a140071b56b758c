//! Characters that no keyboard writes into a list, and letters that an export lost.

use crate::notes::Notes;
use crate::table::Row;
use compact_str::CompactString;
use std::borrow::Cow;

/// What some programs write for a letter that an encoding does not have.
const SUBSTITUTE: char = '\u{1a}';
const REPLACEMENT: char = '\u{fffd}';

/// Takes control characters out of names of columns and cells, and says where they were. A substitute
/// for a letter is shown as one.
pub(crate) fn take_out_controls(header: &mut [String], rows: &mut [Row]) -> Vec<String> {
    for name in header.iter_mut() {
        if let Cow::Owned(clean) = without_controls(name) {
            *name = clean;
        }
    }
    let mut notes = Notes::default();
    for row in rows {
        let number = row.number;
        for (cell, name) in row.cells.iter_mut().zip(header.iter()) {
            let Cow::Owned(clean) = without_controls(cell) else { continue };
            if let Some(control) = cell.chars().find(|c| is_control(*c)) {
                let code = u32::from(control);
                notes.add(
                    &format!("“{name}” has a control character (U+{code:04X}); it is left out"),
                    number,
                );
            }
            *cell = CompactString::from(clean);
        }
    }
    notes.words()
}

/// False when no part of a text has a control character; read without a jump, as a whole file is.
pub(crate) fn may_have_controls(text: &str) -> bool {
    let odd = |byte: u8| may_be_control(byte) & !matches!(byte, b'\t' | b'\n' | b'\r');
    text.as_bytes().chunks(4096).any(|part| part.iter().fold(false, |any, byte| any | odd(*byte)))
}

/// A control character has a byte below the space, or is one of two bytes.
fn may_be_control(byte: u8) -> bool {
    (byte < b' ') | (byte == 0x7f) | (byte == 0xc2)
}

fn without_controls(text: &str) -> Cow<'_, str> {
    let odd = |c: char| is_control(c) || c == SUBSTITUTE;
    if !text.bytes().any(may_be_control) || !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !is_control(*c));
    let text: String = kept.map(|c| if c == SUBSTITUTE { REPLACEMENT } else { c }).collect();
    Cow::Owned(text.trim().to_owned())
}

/// Line ends and tabs are part of a cell.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t'..='\r' | '\u{85}' | SUBSTITUTE)
}

/// True for a name of which an export lost letters: it wrote “?” or “�” in their place, as in
/// “C?line” for Céline. Such a name may be that of another person and must not match one.
pub fn has_lost_letters(name: &str) -> bool {
    // The first byte of the replacement character; most names have neither.
    if !name.bytes().any(|byte| byte == b'?' || byte == 0xef) {
        return false;
    }
    if name.contains(REPLACEMENT) {
        return true;
    }
    // “?? ??” for 山田 太郎: every letter is lost.
    let marks = name.bytes().filter(|byte| *byte == b'?').count();
    if marks > 1 && name.chars().all(|c| c == '?' || c.is_whitespace()) {
        return true;
    }
    let letters: Vec<char> = name.chars().collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphabetic() || *c == '?')
    };
    // “Anna ?” and “(?)” are remarks: there no letter is beside the mark.
    let beside = |at: usize| is_letter(at.checked_sub(1)) || is_letter(Some(at + 1));
    letters.contains(&'?')
        && letters.iter().any(|c| c.is_alphabetic())
        && letters.iter().enumerate().any(|(at, c)| *c == '?' && beside(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_letters_are_told_from_remarks() {
        for name in [
            "C?line Y?lmaz",
            "?sa Lind",
            "Ren?",
            "M\u{fffd}ller",
            "S??ren",
            "J?",
            "???? Wu",
            "?? ??",
            "????",
        ] {
            assert!(has_lost_letters(name), "{name}");
        }
        for name in ["Céline Yılmaz", "Anna ?", "Anna Lind (?)", "", "O'Neil-Smith", "?", "- ? -"]
        {
            assert!(!has_lost_letters(name), "{name}");
        }
    }

    #[test]
    fn controls_go_and_line_ends_stay() {
        assert_eq!(without_controls("A\u{1b}nna\u{9b}"), "Anna");
        assert_eq!(without_controls("M\u{1a}ller"), "M\u{fffd}ller");
        assert_eq!(without_controls("12 Main St\r\nÅmål\t\u{b}"), "12 Main St\r\nÅmål\t\u{b}");
        assert_eq!(without_controls("Â\u{a0}x"), "Â\u{a0}x");
        for (text, may) in [
            ("A,B\r\nÅmål\tx\n", false),
            ("A\u{1b}nna", true),
            ("M\u{1a}ller", true),
            ("A\u{7f}", true),
            ("A\u{9b}", true),
            ("", false),
        ] {
            assert_eq!(may_have_controls(text), may, "{text:?}");
            assert_eq!(may_have_controls(&format!("{}{text}", "x".repeat(5_000))), may);
        }
    }
}
