//! The files of a pack, from a folder or a zip.

use crate::integrity::sha256;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Largest file, and all files together.
const LARGEST: u64 = 2 << 30;
const ALL: u64 = 8 << 30;
/// Folders in one another; a pack has three.
const DEEPEST: usize = 32;

pub(crate) struct Pack {
    files: BTreeMap<String, Vec<u8>>,
    hashes: BTreeMap<String, String>,
    /// Names that no file of a pack may have, and files that cannot be read.
    pub(crate) unsafe_names: Vec<String>,
    left: u64,
}

impl Pack {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let mut pack = Self {
            files: BTreeMap::new(),
            hashes: BTreeMap::new(),
            unsafe_names: Vec::new(),
            left: ALL,
        };
        if path.is_dir() {
            pack.folder(path, "", 0).map_err(|why| format!("{}: {why}", path.display()))?;
        } else {
            pack.zip(path).map_err(|why| format!("{}: {why}", path.display()))?;
        }
        if pack.files.is_empty() {
            return Err(format!("{}: there is no file in it", path.display()));
        }
        pack.hashes = hashes(&pack);
        Ok(pack)
    }

    fn folder(&mut self, folder: &Path, before: &str, depth: usize) -> Result<(), String> {
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() && depth < DEEPEST {
                let inside = self.folder(&entry.path(), &format!("{name}/"), depth + 1);
                if let Err(why) = inside {
                    self.unsafe_names.push(format!("{name} cannot be read: {why}"));
                }
            } else if kind.is_file() {
                match File::open(entry.path()) {
                    Ok(file) => self.take(&name, file)?,
                    Err(error) => {
                        self.unsafe_names.push(format!("{name} cannot be read: {error}"));
                    }
                }
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
        if zip.has_duplicate_names() {
            // Which of the two somebody sees depends on what they unpack it with.
            self.unsafe_names.push("two files of the zip have one name".to_owned());
        }
        let names: Vec<String> =
            zip.file_names().map(|name| name.unwrap_or_default().into_owned()).collect();
        let inside = top_folder(&names);
        for number in 0..zip.len() {
            let entry = match zip.by_index(number) {
                Ok(entry) => entry,
                Err(error) => {
                    let name = entry_name(&names, number);
                    self.unsafe_names.push(format!("{name} cannot be read: {error}"));
                    continue;
                }
            };
            if entry.is_dir() {
                continue;
            }
            if entry.is_symlink() {
                self.unsafe_names.push(format!("{} is no plain file", entry_name(&names, number)));
                continue;
            }
            let name = entry_name(&names, number);
            self.take(name.strip_prefix(&inside).unwrap_or(name), entry)?;
        }
        Ok(())
    }

    /// One that is too large ends it all: what is read of it would be no file of the pack.
    fn take(&mut self, name: &str, from: impl Read) -> Result<(), String> {
        if !is_safe(name) {
            self.unsafe_names.push(format!("“{name}” is no path inside the pack"));
            return Ok(());
        }
        let mut bytes = Vec::new();
        let limit = LARGEST.min(self.left);
        if let Err(error) = from.take(limit + 1).read_to_end(&mut bytes) {
            self.unsafe_names.push(format!("{name} cannot be read: {error}"));
            return Ok(());
        }
        if bytes.len() as u64 > limit {
            return Err(format!("{name} is larger than this program reads"));
        }
        self.left -= bytes.len() as u64;
        if self.files.insert(name.to_owned(), bytes).is_some() {
            self.unsafe_names.push(format!("{name} is in it twice"));
        }
        Ok(())
    }

    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    pub(crate) fn sha256(&self, name: &str) -> Option<&str> {
        self.hashes.get(name).map(String::as_str)
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }
}

/// Of each file, once; two take turns.
fn hashes(pack: &Pack) -> BTreeMap<String, String> {
    let files: Vec<(&str, &[u8])> = pack.files().collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut mine = Vec::new();
        while let Some((name, bytes)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            mine.push(((*name).to_owned(), sha256(bytes)));
        }
        mine
    };
    let (mine, theirs) = crate::side_by_side(work, work);
    mine.into_iter().chain(theirs).collect()
}

fn entry_name(names: &[String], number: usize) -> &str {
    names.get(number).map_or("", String::as_str)
}

/// Whoever zips the folder by hand gets it with its own name before every path.
fn top_folder(names: &[String]) -> String {
    if names.iter().any(|name| name == "manifest.json") {
        return String::new();
    }
    let Some((folder, _)) = names.first().and_then(|name| name.split_once('/')) else {
        return String::new();
    };
    let folder = format!("{folder}/");
    let has_all = is_safe(folder.trim_end_matches('/'))
        && names.contains(&format!("{folder}manifest.json"))
        && names.iter().all(|name| name.starts_with(&folder));
    if has_all { folder } else { String::new() }
}

pub(crate) fn is_safe(name: &str) -> bool {
    !name.chars().any(|letter| matches!(letter, '\\' | ':') || letter.is_control())
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
