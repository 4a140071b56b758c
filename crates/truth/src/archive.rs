//! Looks into a workbook's zip before anything in it is read.

use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::{ALWAYS_UNPACKED, MOST_PARTS, MOST_RATIO, MOST_UNPACKED};
use crate::table::Format;
use memchr::memmem;
use std::io::{Cursor, Read, Write};
use zip::ZipArchive;

/// What the zip is, and what all its bytes show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed {
    pub format: Format,
    /// A sheet has formulas.
    pub formulas: bool,
    /// The workbook asks for its formulas to be computed when it is opened.
    pub not_computed: bool,
}

/// Unpacks every part once into nothing and counts: the sizes that a zip states of itself can lie,
/// and the library behind believes them.
pub(crate) fn check(bytes: &[u8], file_name: &str) -> Result<Packed, TruthError> {
    let damaged = |detail: String| TruthError::Damaged { detail };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    if zip.len() > MOST_PARTS {
        let detail = format!("it has more than {MOST_PARTS} parts");
        return Err(TruthError::UnpacksTooFar { detail });
    }
    let format = format(&zip, file_name)?;
    let mut packed = Packed { format, formulas: false, not_computed: false };
    let mut left = MOST_UNPACKED;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(|e| damaged(e.to_string()))?;
        let size = part.compressed_size().min(bytes.len() as u64);
        let most = left.min(ALWAYS_UNPACKED.max(size.saturating_mul(MOST_RATIO)));
        let name = part.name().map_or_else(|_| String::new(), |name| name.to_lowercase());
        let sought: &[&[u8]] = if name.contains("worksheets/") {
            &[b"<f>", b"<f "]
        } else if name.ends_with("workbook.xml") {
            &[b"fullCalcOnLoad=\"1\"", b"fullCalcOnLoad=\"true\""]
        } else {
            &[]
        };
        let mut part = part.take(most.saturating_add(1));
        let mut look = Look { sought, found: false, end: Vec::new() };
        let unpacked =
            std::io::copy(&mut part, &mut look).map_err(|error| damaged(error.to_string()))?;
        if unpacked > most {
            let name = part.get_ref().name().map_or_else(|_| String::new(), |name| clip(&name, 80));
            let detail =
                format!("“{name}” in it is packed more than {MOST_RATIO} to one or too large");
            return Err(TruthError::UnpacksTooFar { detail });
        }
        left -= unpacked;
        if name.contains("worksheets/") {
            packed.formulas |= look.found;
        } else {
            packed.not_computed |= look.found;
        }
    }
    Ok(packed)
}

/// Takes bytes, keeps none, and says whether one of the texts was among them.
struct Look<'a> {
    sought: &'a [&'a [u8]],
    found: bool,
    /// What a text that is cut in two may begin with.
    end: Vec<u8>,
}

impl Write for Look<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let longest = self.sought.iter().map(|text| text.len()).max().unwrap_or(0);
        if longest > 0 && !self.found {
            let seam = bytes.len().min(longest);
            self.end.extend_from_slice(&bytes[..seam]);
            let among =
                |bytes: &[u8]| self.sought.iter().any(|text| memmem::find(bytes, text).is_some());
            self.found = among(&self.end) || among(bytes);
            let keep = bytes.len().min(longest);
            self.end.clear();
            self.end.extend_from_slice(&bytes[bytes.len() - keep..]);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn format(zip: &ZipArchive<Cursor<&[u8]>>, file_name: &str) -> Result<Format, TruthError> {
    let has = |start: &str| zip.file_names().flatten().any(|name| name.starts_with(start));
    let kind = if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    } else if has("word/") {
        "a text document (Word)"
    } else if has("ppt/") {
        "a presentation"
    } else if has("Index/") {
        "a document of Apple Numbers or Pages"
    } else if has("content.xml") {
        return Ok(Format::Ods);
    } else if !has("[Content_Types].xml") && !has("xl/") {
        "a zip archive without a workbook in it"
    } else {
        return Ok(Format::Xlsx);
    };
    Err(TruthError::WrongKind { file: clip(file_name, 80), kind: kind.to_owned() })
}
