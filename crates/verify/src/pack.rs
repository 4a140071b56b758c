//! The files of a pack, from a folder or a zip.

use crate::integrity::sha256;
use crate::threads::each;
use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Largest file, and all files together.
const LARGEST: u64 = 2 << 30;
const ALL: u64 = 8 << 30;
/// Folders in one another; a pack has three.
const DEEPEST: usize = 32;

#[derive(Default)]
pub(crate) struct Pack {
    files: BTreeMap<String, Kept>,
    /// Names that no file of a pack may have, and files that cannot be read.
    pub(crate) unsafe_names: Vec<String>,
}

struct Kept {
    bytes: Vec<u8>,
    sha256: String,
}

/// A file of a folder that is still to be read.
struct Found {
    name: String,
    path: PathBuf,
    bytes: u64,
}

/// Why a file was not taken.
enum Refused {
    Unreadable(String),
    /// This ends it all: what is read of it would be no file of the pack.
    TooLarge,
}

impl Pack {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let mut pack = Self::default();
        let opened = if path.is_dir() { pack.folder(path) } else { pack.zip(path) };
        opened.map_err(|why| format!("{}: {why}", path.display()))?;
        if pack.files.is_empty() {
            return Err(format!("{}: there is no file in it", path.display()));
        }
        Ok(pack)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        let mut found = Vec::new();
        self.find(folder, "", 0, &mut found)?;
        // The largest first, so that no thread is left alone with it at the end.
        found.sort_by_key(|file| std::cmp::Reverse(file.bytes));
        let left = AtomicU64::new(ALL);
        let read = each(&found, |file| {
            let from = File::open(&file.path).map_err(|e| Refused::Unreadable(e.to_string()))?;
            let bytes = read(from, file.bytes, &left)?;
            Ok(Kept { sha256: sha256(&bytes), bytes })
        });
        for (file, read) in found.into_iter().zip(read) {
            match read {
                Ok(kept) => self.keep(&file.name, kept),
                Err(why) => self.refuse(&file.name, why)?,
            }
        }
        Ok(())
    }

    fn find(
        &mut self,
        folder: &Path,
        before: &str,
        depth: usize,
        found: &mut Vec<Found>,
    ) -> Result<(), String> {
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() && depth < DEEPEST {
                let inside = self.find(&entry.path(), &format!("{name}/"), depth + 1, found);
                if let Err(why) = inside {
                    self.unsafe_names.push(format!("{name} cannot be read: {why}"));
                }
            } else if !kind.is_file() {
                // A link would bring in what is not in the pack.
                self.unsafe_names.push(format!("{name} is no plain file"));
            } else if self.may_have(&name) {
                found.push(Found { name, path: entry.path(), bytes: size(&entry) });
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
        let left = AtomicU64::new(ALL);
        let mut unpacked = Vec::new();
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
            let name = name.strip_prefix(&inside).unwrap_or(name);
            if self.may_have(name) {
                match read(entry, 0, &left) {
                    Ok(bytes) => unpacked.push((name, bytes)),
                    Err(why) => self.refuse(name, why)?,
                }
            }
        }
        let hashes = each(&unpacked, |(_, bytes)| sha256(bytes));
        for ((name, bytes), sha256) in unpacked.into_iter().zip(hashes) {
            self.keep(name, Kept { bytes, sha256 });
        }
        Ok(())
    }

    fn may_have(&mut self, name: &str) -> bool {
        let safe = is_safe(name);
        if !safe {
            self.unsafe_names.push(format!("“{name}” is no path inside the pack"));
        }
        safe
    }

    fn keep(&mut self, name: &str, file: Kept) {
        if self.files.insert(name.to_owned(), file).is_some() {
            self.unsafe_names.push(format!("{name} is in it twice"));
        }
    }

    fn refuse(&mut self, name: &str, why: Refused) -> Result<(), String> {
        match why {
            Refused::Unreadable(why) => {
                self.unsafe_names.push(format!("{name} cannot be read: {why}"));
                Ok(())
            }
            Refused::TooLarge => Err(format!("{name} is larger than this program reads")),
        }
    }

    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|file| file.bytes.as_slice())
    }

    pub(crate) fn sha256(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|file| file.sha256.as_str())
    }

    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// For room and order only: of what is read, the bytes themselves are counted.
fn size(entry: &DirEntry) -> u64 {
    entry.metadata().map_or(0, |about| about.len())
}

/// All of it, as far as the bounds allow; `left` is what all files together may still have.
fn read(from: impl Read, expected: u64, left: &AtomicU64) -> Result<Vec<u8>, Refused> {
    let limit = LARGEST.min(left.load(Ordering::Relaxed));
    // One more than there is, so that the end is seen without growing.
    let room = usize::try_from(expected.min(limit) + 1).unwrap_or(0);
    let mut bytes = Vec::with_capacity(room);
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Refused::Unreadable(error.to_string()))?;
    let count = bytes.len() as u64;
    let fits = |left: u64| if count > limit { None } else { left.checked_sub(count) };
    match left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits) {
        Ok(_) => Ok(bytes),
        Err(_) => Err(Refused::TooLarge),
    }
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
