//! Looks into a workbook's zip before anything in it is read.

use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::{ALWAYS_UNPACKED, MOST_PARTS, MOST_RATIO, MOST_UNPACKED};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Unpacks every part once into nothing and counts: the sizes that a zip states of itself can lie,
/// and the library behind believes them.
pub(crate) fn check(bytes: &[u8], file_name: &str) -> Result<(), TruthError> {
    let damaged = |detail: String| TruthError::Damaged { detail };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    if zip.len() > MOST_PARTS {
        let detail = format!("it has more than {MOST_PARTS} parts");
        return Err(TruthError::UnpacksTooFar { detail });
    }
    is_workbook(&zip, file_name)?;
    let mut left = MOST_UNPACKED;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|e| damaged(e.to_string()))?;
        let packed = part.compressed_size().min(bytes.len() as u64);
        let most = left.min(ALWAYS_UNPACKED.max(packed.saturating_mul(MOST_RATIO)));
        let mut part = part.take(most.saturating_add(1));
        let unpacked = std::io::copy(&mut part, &mut std::io::sink())
            .map_err(|error| damaged(error.to_string()))?;
        if unpacked > most {
            let name = part.get_ref().name().map_or_else(|_| String::new(), |name| clip(&name, 80));
            let detail =
                format!("“{name}” in it is packed more than {MOST_RATIO} to one or too large");
            return Err(TruthError::UnpacksTooFar { detail });
        }
        left -= unpacked;
    }
    Ok(())
}

fn is_workbook(zip: &ZipArchive<Cursor<&[u8]>>, file_name: &str) -> Result<(), TruthError> {
    let has = |start: &str| zip.file_names().flatten().any(|name| name.starts_with(start));
    let kind = if has("xl/workbook.bin") {
        "a binary workbook (.xlsb)"
    } else if has("word/") {
        "a text document (Word)"
    } else if has("ppt/") {
        "a presentation"
    } else if has("content.xml") {
        "an OpenDocument file"
    } else if !has("[Content_Types].xml") && !has("xl/") {
        "a zip archive without a workbook in it"
    } else {
        return Ok(());
    };
    Err(TruthError::WrongKind { file: clip(file_name, 80), kind: kind.to_owned() })
}
