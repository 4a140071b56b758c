//! What kind of file the bytes are, by their first ones and never by the file's name.

use crate::error::TruthError;
use crate::fold::clip;

/// The two kinds that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Text,
    Zip,
}

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
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let protected = bytes.windows(name.len()).any(|window| window == name);
        return Err(if protected {
            TruthError::PasswordProtected { file }
        } else {
            TruthError::OldExcel { file }
        });
    }
    let zip = [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|s| bytes.starts_with(*s));
    Ok(if zip { FileKind::Zip } else { FileKind::Text })
}

/// Looks at decoded text for what is no list.
pub(crate) fn check_text(text: &str, file_name: &str) -> Result<(), TruthError> {
    let file = || clip(file_name, 80);
    let start: String = text.trim_start().chars().take(512).collect::<String>().to_lowercase();
    let web = ["<!doctype html", "<html", "<head", "<body", "<table"];
    if web.iter().any(|tag| start.starts_with(tag))
        || (start.starts_with('<') && start.contains("<html"))
    {
        return Err(TruthError::WebPage { file: file() });
    }
    let wrong = |kind: &str| Err(TruthError::WrongKind { file: file(), kind: kind.to_owned() });
    if start.starts_with("<?xml") {
        return wrong("an XML file");
    }
    let inner = start.strip_prefix('[').map_or(start.as_str(), str::trim_start);
    if inner.starts_with('{') {
        return wrong("a JSON file");
    }
    let odd = |c: &char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c');
    let looked_at = 100_000;
    let controls = text.chars().take(looked_at).filter(odd).count();
    let most = text.chars().take(looked_at).count() / 50;
    if text.contains('\0') || controls > most {
        return Err(TruthError::NotText { file: file() });
    }
    Ok(())
}
