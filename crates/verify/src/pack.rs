//! The files of a pack, from a folder or a zip: those that the manifest names and nothing else, none
//! further than the largest size that it has.

use crate::threads::each;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Largest file, and all files together, that are held in memory.
const LARGEST: u64 = 2 << 30;
const ALL: u64 = 8 << 30;
/// Of the files that the manifest does not name.
const OWN: u64 = 64 << 20;
/// Folders in one another; a pack has three.
const DEEPEST: usize = 32;
/// Files that the manifest does not name.
pub(crate) const UNNAMED: [&str; 3] = ["manifest.json", "manifest.sig", "SHA256SUMS"];

#[derive(Default)]
pub(crate) struct Pack {
    files: BTreeMap<String, Kept>,
    /// There and not read, since the manifest does not name them.
    others: BTreeSet<String>,
    /// Names that no file of a pack may have, files that cannot be read, and what is wrong with a zip.
    pub(crate) unsafe_names: Vec<String>,
    /// What a file manager left beside the files.
    pub(crate) litter: Vec<String>,
}

struct Kept {
    /// Empty where only the hash counts.
    bytes: Vec<u8>,
    size: u64,
    sha256: String,
}

/// A file that is still to be read: its name, and where it is.
struct Found<Place> {
    name: String,
    place: Place,
}

/// Why a file was not taken.
enum Refused {
    Unreadable(String),
    /// This ends it all: what is read of it would be no file of the pack.
    TooLarge,
}

#[derive(Deserialize)]
struct Named {
    path: String,
    bytes: u64,
}

#[derive(Deserialize)]
struct Names {
    files: Vec<Named>,
}

impl Pack {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let mut pack = Self::default();
        let opened = if path.is_dir() { pack.folder(path) } else { pack.zip(path) };
        opened.map_err(|why| format!("{}: {why}", path.display()))?;
        if pack.files.is_empty() && pack.others.is_empty() {
            return Err(format!("{}: there is no file in it", path.display()));
        }
        Ok(pack)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        let mut found = Vec::new();
        self.find(folder, "", 0, &mut found)?;
        let left = AtomicU64::new(ALL);
        let open = |found: &Found<PathBuf>, wanted: u64| {
            let from = File::open(&found.place).map_err(|e| Refused::Unreadable(e.to_string()))?;
            let size = from.metadata().map_or(0, |about| about.len());
            read(from, (size, wanted), is_kept(&found.name), &left)
        };
        let (own, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|file| UNNAMED.contains(&file.name.as_str()));
        for file in own {
            let read = open(&file, OWN);
            self.take(&file.name, read)?;
        }
        let (named, largest) = self.named();
        let mut wanted = Vec::new();
        for file in others {
            match named.get(&file.name) {
                Some(bytes) => wanted.push((*bytes, file)),
                None => drop(self.others.insert(file.name)),
            }
        }
        // The largest first, so that no thread is left alone with it at the end.
        wanted.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
        let read = each(&wanted, |(_, file)| open(file, largest));
        for ((_, file), read) in wanted.into_iter().zip(read) {
            self.take(&file.name, read)?;
        }
        Ok(())
    }

    fn find(
        &mut self,
        folder: &Path,
        before: &str,
        depth: usize,
        found: &mut Vec<Found<PathBuf>>,
    ) -> Result<(), String> {
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if is_litter(&name) {
                self.litter.push(name);
            } else if kind.is_dir() && depth < DEEPEST {
                let inside = self.find(&entry.path(), &format!("{name}/"), depth + 1, found);
                if let Err(why) = inside {
                    self.unsafe_names.push(format!("{name} cannot be read: {why}"));
                }
            } else if !kind.is_file() {
                // A link would bring in what is not in the pack.
                self.unsafe_names.push(format!("{name} is not a regular file"));
            } else if self.may_have(&name) {
                found.push(Found { name, place: entry.path() });
            }
        }
        Ok(())
    }

    fn zip(&mut self, path: &Path) -> Result<(), String> {
        let mut file = File::open(path).map_err(|error| error.to_string())?;
        let layout = crate::zipped::faults(&mut file);
        let mut zip = zip::ZipArchive::new(BufReader::new(file))
            .map_err(|error| format!("neither a folder nor a zip: {error}"))?;
        self.unsafe_names.extend(layout);
        if zip.has_duplicate_names() {
            // Which of the two a reader sees depends on the program that unpacks it.
            self.unsafe_names.push("two files of the zip have one name".to_owned());
        }
        let names: Vec<String> =
            zip.file_names().map(|name| name.unwrap_or_default().into_owned()).collect();
        let inside = top_folder(&names);
        let mut found: Vec<Found<usize>> = Vec::new();
        for number in 0..zip.len() {
            let whole = names.get(number).map_or("", String::as_str);
            let name = whole.strip_prefix(&inside).unwrap_or(whole);
            if is_litter(name) || is_litter(whole) {
                self.litter.push(whole.to_owned());
                continue;
            }
            match zip.by_index_raw(number) {
                Err(error) => self.unsafe_names.push(format!("{whole} cannot be read: {error}")),
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) if entry.is_symlink() => {
                    self.unsafe_names.push(format!("{whole} is not a regular file"));
                }
                Ok(_) if self.may_have(name) => {
                    found.push(Found { name: name.to_owned(), place: number });
                }
                Ok(_) => {}
            }
        }
        let left = AtomicU64::new(ALL);
        let mut open = |found: &Found<usize>, wanted: u64| {
            let entry =
                zip.by_index(found.place).map_err(|e| Refused::Unreadable(e.to_string()))?;
            read(entry, (0, wanted), is_kept(&found.name), &left)
        };
        let (own, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|file| UNNAMED.contains(&file.name.as_str()));
        for file in own {
            let read = open(&file, OWN);
            self.take(&file.name, read)?;
        }
        let (named, largest) = self.named();
        for file in others {
            if named.contains_key(&file.name) {
                let read = open(&file, largest);
                self.take(&file.name, read)?;
            } else {
                self.others.insert(file.name);
            }
        }
        Ok(())
    }

    /// Names and sizes as the manifest has them, and the largest of these; none where it cannot be
    /// read.
    fn named(&self) -> (BTreeMap<String, u64>, u64) {
        let names = self.file("manifest.json").map(serde_json::from_slice::<Names>);
        let files = names.and_then(Result::ok).map(|names| names.files).unwrap_or_default();
        let largest = files.iter().map(|file| file.bytes).max().unwrap_or(0);
        (files.into_iter().map(|file| (file.path, file.bytes)).collect(), largest)
    }

    fn may_have(&mut self, name: &str) -> bool {
        let safe = is_safe(name);
        if !safe {
            self.unsafe_names.push(format!("“{name}” is not a path inside the pack"));
        }
        safe
    }

    fn take(&mut self, name: &str, read: Result<Kept, Refused>) -> Result<(), String> {
        match read {
            Ok(kept) => {
                if self.files.insert(name.to_owned(), kept).is_some() {
                    self.unsafe_names.push(format!("{name} is in it twice"));
                }
                Ok(())
            }
            Err(Refused::Unreadable(why)) => {
                self.unsafe_names.push(format!("{name} cannot be read: {why}"));
                Ok(())
            }
            Err(Refused::TooLarge) => Err(format!("{name} is larger than this program reads")),
        }
    }

    /// A file's bytes; of a proof there are none, only its hash counts.
    pub(crate) fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|file| file.bytes.as_slice())
    }

    pub(crate) fn size(&self, name: &str) -> Option<u64> {
        self.files.get(name).map(|file| file.size)
    }

    pub(crate) fn sha256(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|file| file.sha256.as_str())
    }

    /// Also of files that were not read.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(&self.others).map(String::as_str)
    }
}

/// Whether its bytes are looked at, and not its hash alone.
fn is_kept(name: &str) -> bool {
    !name.starts_with("proofs/")
}

/// As a stream: one byte more than is wanted shows that there is more, and that is read no further.
/// `expected`: the size that the file seems to have. `left` is what all files together may still hold in
/// memory.
fn read(
    mut from: impl Read,
    (expected, wanted): (u64, u64),
    keep: bool,
    left: &AtomicU64,
) -> Result<Kept, Refused> {
    let mut from = from.by_ref().take(wanted.saturating_add(1));
    // No room is reserved for more than may still be held.
    let room = expected.min(wanted).min(LARGEST).min(left.load(Ordering::Relaxed));
    let room = if keep { usize::try_from(room).unwrap_or(0) } else { 0 };
    let (mut hash, mut bytes, mut size) = (Sha256::new(), Vec::with_capacity(room), 0);
    let mut part = vec![0; 1 << 16];
    loop {
        let count = from.read(&mut part).map_err(|e| Refused::Unreadable(e.to_string()))?;
        let read = part.get(..count).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        hash.update(read);
        size += count as u64;
        if keep {
            let fits = |left: u64| left.checked_sub(count as u64).filter(|_| size <= LARGEST);
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits)
                .map_err(|_| Refused::TooLarge)?;
            bytes.extend_from_slice(read);
        }
    }
    Ok(Kept { bytes, size, sha256: hex::encode(hash.finalize()) })
}

/// What file managers leave in opened folders, and in zips that they create.
fn is_litter(name: &str) -> bool {
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    name.split('/').any(|part| part == "__MACOSX")
        || last.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|one| one.eq_ignore_ascii_case(last))
}

/// A folder zipped by hand has its own name before every path.
fn top_folder(names: &[String]) -> String {
    let mut names = names.iter().filter(|name| !is_litter(name)).peekable();
    let Some((folder, _)) = names.peek().and_then(|name| name.split_once('/')) else {
        return String::new();
    };
    let folder = format!("{folder}/");
    let manifest = format!("{folder}manifest.json");
    let (mut has_it, mut has_all) = (false, is_safe(folder.trim_end_matches('/')));
    for name in names {
        has_it |= *name == manifest;
        has_all &= name.starts_with(&folder);
    }
    if has_it && has_all { folder } else { String::new() }
}

pub(crate) fn is_safe(name: &str) -> bool {
    !name.chars().any(|letter| matches!(letter, '\\' | ':') || letter.is_control())
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}
