//! What kind of file the bytes are, by their first ones and never by the file's name.

use crate::error::TruthError;
use crate::fold::clip;

/// The kinds that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Text,
    Zip,
    /// The container of the workbooks of old, `.xls`.
    Old,
}

const FEW_CONTROLS: usize = 5;

/// Looks at the first bytes; text is not decoded yet.
pub(crate) fn of_bytes(bytes: &[u8], file_name: &str) -> Result<FileKind, TruthError> {
    let file = clip(file_name, 80);
    let wrong =
        |kind: &str| Err(TruthError::WrongKind { file: file.clone(), kind: kind.to_owned() });
    const SIGNS: [(&[u8], &str); 9] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1f\x8b", "a packed file (gzip)"),
        (b"7z\xbc\xaf\x27\x1c", "a packed file (7z)"),
        (b"Rar!\x1a", "a packed file (RAR)"),
        (b"{\\rtf", "a text document (RTF)"),
        (b"SQLite format 3\0", "a database"),
    ];
    if let Some((_, kind)) = SIGNS.iter().find(|(sign, _)| bytes.starts_with(sign)) {
        return wrong(kind);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // The container of the old formats is also what a password wraps around the new one.
        let has = |stream: &str| {
            let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &name).is_some()
        };
        return if has("EncryptedPackage") {
            Err(TruthError::PasswordProtected { file })
        } else if has("Workbook") || has("Book") {
            Ok(FileKind::Old)
        } else if has("WordDocument") {
            wrong("a text document (Word)")
        } else {
            wrong("a non-workbook document in an old format")
        };
    }
    let zip = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|s| bytes.starts_with(*s));
    Ok(if zip { FileKind::Zip } else { FileKind::Text })
}

/// `ID;P…` and then records that begin with a letter or two: `B;Y3;X4`, `C;Y1;X1;K"Email"`. A list whose
/// first column is called ID goes on with people.
fn is_sylk(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().is_some_and(|line| line.starts_with("ID;P"));
    let record = |line: &str| {
        line.split_once(';').is_some_and(|(kind, rest)| {
            matches!(kind, "B" | "C" | "F" | "O" | "P" | "NN" | "NU" | "NE" | "W")
                && rest.starts_with(|c: char| c.is_ascii_uppercase())
        })
    };
    first && lines.take(3).filter(|line| !line.is_empty()).all(record)
}

/// Checks decoded text for things that are not a list.
pub(crate) fn check_text(text: &str, file_name: &str) -> Result<(), TruthError> {
    let file = || clip(file_name, 80);
    let start: String = text.trim_start().chars().take(512).collect::<String>().to_lowercase();
    let wrong = |kind: &str| Err(TruthError::WrongKind { file: file(), kind: kind.to_owned() });
    if start.starts_with("<?xml") {
        return wrong(if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            "an XML spreadsheet of 2003"
        } else {
            "an XML file"
        });
    }
    if start.starts_with("mime-version:") && start.contains("multipart/") {
        return wrong("a web archive (MHTML)");
    }
    if is_sylk(text) {
        return wrong("a SYLK file (.slk)");
    }
    if start.starts_with("begin:vcard") {
        return wrong("a file of contacts (vCard)");
    }
    let inner = start.strip_prefix('[').map_or(start.as_str(), str::trim_start);
    if inner.starts_with('{') {
        return wrong("a JSON file");
    }
    let odd = |c: &char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c');
    let looked_at = 100_000;
    let controls = text.chars().take(looked_at).filter(odd).count();
    let most = text.chars().take(looked_at).count() / 50;
    // A few in a short list are named with their rows.
    if text.contains('\0') || controls > most.max(FEW_CONTROLS) {
        return Err(TruthError::NotText { file: file() });
    }
    Ok(())
}
