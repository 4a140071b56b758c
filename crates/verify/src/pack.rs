//! The files of a pack, from a folder or a zip.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

/// Largest file, and all files together.
const LARGEST: u64 = 2 << 30;
const ALL: u64 = 8 << 30;

pub(crate) struct Pack {
    files: BTreeMap<String, Vec<u8>>,
    /// Names that no file of a pack may have.
    pub(crate) unsafe_names: Vec<String>,
}

impl Pack {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let mut pack = Self { files: BTreeMap::new(), unsafe_names: Vec::new() };
        if path.is_dir() {
            let mut left = ALL;
            pack.folder(path, "", &mut left).map_err(|why| format!("{}: {why}", path.display()))?;
        } else {
            pack.zip(path).map_err(|why| format!("{}: {why}", path.display()))?;
        }
        if pack.files.is_empty() {
            return Err(format!("{}: there is no file in it", path.display()));
        }
        Ok(pack)
    }

    fn folder(&mut self, folder: &Path, before: &str, left: &mut u64) -> Result<(), String> {
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                self.folder(&entry.path(), &format!("{name}/"), left)?;
            } else if kind.is_file() {
                let file = File::open(entry.path()).map_err(|error| format!("{name}: {error}"))?;
                self.take(&name, file, left)?;
            } else {
                // A link would bring in what is not in the pack.
                self.unsafe_names.push(format!("{name} is no plain file"));
            }
        }
        Ok(())
    }

    fn zip(&mut self, path: &Path) -> Result<(), String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mut zip = zip::ZipArchive::new(BufReader::new(file))
            .map_err(|error| format!("neither a folder nor a zip: {error}"))?;
        let mut left = ALL;
        for number in 0..zip.len() {
            let entry = zip.by_index(number).map_err(|error| error.to_string())?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name().map_err(|error| error.to_string())?.into_owned();
            if self.files.contains_key(&name) {
                self.unsafe_names.push(format!("{name} is in it twice"));
                continue;
            }
            self.take(&name, entry, &mut left)?;
        }
        Ok(())
    }

    fn take(&mut self, name: &str, from: impl Read, left: &mut u64) -> Result<(), String> {
        if !is_safe(name) {
            self.unsafe_names.push(format!("{name} is no path inside the pack"));
            return Ok(());
        }
        let mut bytes = Vec::new();
        let limit = LARGEST.min(*left);
        from.take(limit + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        if bytes.len() as u64 > limit {
            return Err(format!("{name} is larger than this program reads"));
        }
        *left -= bytes.len() as u64;
        self.files.insert(name.to_owned(), bytes);
        Ok(())
    }

    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }
}

pub(crate) fn is_safe(name: &str) -> bool {
    !name.contains('\\')
        && !name.contains(':')
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
