//! Files that Rollcall hands out: under another name until they are complete, so that the requested
//! name never holds a partial file. What has that name already stays.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read a new file, where the system knows owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Only the user who runs Rollcall.
    Owner,
    /// Everyone whom the system lets read this user's other files.
    Usual,
}

const PREFIX: &str = ".rollcall-";
const SUFFIX: &str = ".part";
/// Letters and figures between them.
const RANDOM: usize = 6;
/// How often a name is tried again that another process swept meanwhile.
const TRIES: usize = 8;

/// Removes what writes left in the folder of `to` that were killed: files and folders with a name of
/// ours that no process holds. Nothing else is touched; gives the names.
pub fn sweep_left_overs(to: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder_of(to)) else { return Vec::new() };
    let names = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let middle = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let is_ours =
            middle.len() == RANDOM && middle.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_ours && is_removed(&entry.path())).then_some(name)
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The writer holds a lock, which ends with the process.
fn is_removed(path: &Path) -> bool {
    let Ok(about) = fs::symlink_metadata(path) else { return false };
    if about.is_symlink() {
        return false;
    }
    let Ok(held) = File::open(path) else { return false };
    if held.try_lock().is_err() {
        return false;
    }
    // The lock is held until it is gone: who makes one of this name waits, and then makes another.
    let removed = if about.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.is_ok()
}

/// Whether the lock is held on the file that is still there. A system without locks sweeps nothing
/// either.
fn is_locked(file: &File, path: &Path) -> bool {
    file.lock().is_err() || fs::symlink_metadata(path).is_ok()
}

/// Why a file or folder could not be written, for people: "its folder does not exist". No path stands in
/// it; the caller has the one that was asked for, and the temporary one is nobody's.
pub fn why_not_written(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AlreadyExists => "a file or folder with this name already exists".to_owned(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "its folder does not exist".to_owned()
        }
        io::ErrorKind::PermissionDenied => "you may not write in its folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "its disk is read-only".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "there is no room left on its disk".to_owned()
        }
        io::ErrorKind::IsADirectory => "it names a folder".to_owned(),
        kind => error.raw_os_error().map_or_else(
            || kind.to_string(),
            |number| io::Error::from_raw_os_error(number).to_string(),
        ),
    }
}

/// A file that is being written. Dropped before [`NewFile::keep`], it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    to: PathBuf,
}

impl NewFile {
    /// Begins a file in its final folder.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`]; of the system.
    pub fn new(to: &Path, readers: Readers) -> io::Result<Self> {
        free(to)?;
        sweep_left_overs(to);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
        #[cfg(unix)]
        if readers == Readers::Usual {
            // The system takes away what the user's mask does.
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        #[cfg(not(unix))]
        let _ = readers;
        for _ in 0..TRIES {
            let file = builder.tempfile_in(folder_of(to))?;
            if is_locked(file.as_file(), file.path()) {
                return Ok(Self { file, to: to.to_owned() });
            }
        }
        Err(io::ErrorKind::Interrupted.into())
    }

    /// Gives the file its name, once it is on the disk.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`]; of the system. No file is left then.
    pub fn keep(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist_noclobber(&self.to).map_err(|error| error.error)?;
        sync(folder_of(&self.to));
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Writes a new file in one go.
///
/// # Errors
/// As [`NewFile::new`].
pub fn write_new_file(to: &Path, readers: Readers, bytes: &[u8]) -> io::Result<()> {
    let mut file = NewFile::new(to, readers)?;
    file.write_all(bytes)?;
    file.keep()
}

/// A folder that is being filled, for its owner alone. Dropped before [`NewFolder::keep`], it leaves
/// nothing.
#[derive(Debug)]
pub(crate) struct NewFolder {
    folder: tempfile::TempDir,
    to: PathBuf,
    /// Holds the folder while it is filled, where the system lets folders be held.
    _held: Option<File>,
}

impl NewFolder {
    pub(crate) fn new(to: &Path) -> io::Result<Self> {
        free(to)?;
        sweep_left_overs(to);
        for _ in 0..TRIES {
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .suffix(SUFFIX)
                .rand_bytes(RANDOM)
                .tempdir_in(folder_of(to))?;
            let held = File::open(folder.path()).ok();
            if held.as_ref().is_none_or(|held| is_locked(held, folder.path())) {
                return Ok(Self { folder, to: to.to_owned(), _held: held });
            }
        }
        Err(io::ErrorKind::Interrupted.into())
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn keep(self) -> io::Result<()> {
        sync(self.folder.path());
        free(&self.to)?;
        fs::rename(self.folder.path(), &self.to)?;
        // It has another name now: nothing is left to be removed.
        let _ = self.folder.keep();
        sync(folder_of(&self.to));
        Ok(())
    }
}

fn free(to: &Path) -> io::Result<()> {
    match fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn folder_of(to: &Path) -> &Path {
    match to.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A name lasts as long as its folder. Not every file system can promise it.
fn sync(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_file_was_not_written_is_said_without_the_temporary_name() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken.csv");
        write_new_file(&taken, Readers::Usual, b"one").unwrap();
        for (to, expected) in [
            (taken.clone(), "a file or folder with this name already exists"),
            (folder.path().to_owned(), "a file or folder with this name already exists"),
            (folder.path().join("none/new.csv"), "its folder does not exist"),
            (taken.join("new.csv"), "its folder does not exist"),
        ] {
            let error = write_new_file(&to, Readers::Usual, b"two").unwrap_err();
            assert_eq!(why_not_written(&error), expected, "{to:?}: {error}");
        }
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(why_not_written(&full), "there is no room left on its disk");
        assert_eq!(fs::read(&taken).unwrap(), b"one");
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_has_its_name_when_it_is_whole_and_takes_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("record.jsonl");
        let mut file = NewFile::new(&to, Readers::Owner).unwrap();
        file.write_all(b"half").unwrap();
        assert!(!to.exists());
        drop(file);
        assert!(names(folder.path()).is_empty(), "given up, it leaves nothing");

        write_new_file(&to, Readers::Usual, b"whole").unwrap();
        assert_eq!(names(folder.path()), ["record.jsonl"]);
        let again = write_new_file(&to, Readers::Usual, b"other").unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        // Another writer was faster.
        let late = folder.path().join("late");
        let file = NewFile::new(&late, Readers::Usual).unwrap();
        fs::write(&late, "theirs").unwrap();
        assert_eq!(file.keep().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&late).unwrap(), "theirs");
        assert_eq!(names(folder.path()), ["late", "record.jsonl"]);
    }

    #[test]
    fn a_folder_has_its_name_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("pack");
        let new = NewFolder::new(&to).unwrap();
        fs::write(new.path().join("a"), "a").unwrap();
        drop(new);
        assert!(names(folder.path()).is_empty());
        let new = NewFolder::new(&to).unwrap();
        fs::write(new.path().join("a"), "a").unwrap();
        assert!(!to.exists());
        new.keep().unwrap();
        assert_eq!((names(folder.path()), names(&to)), (vec!["pack".into()], vec!["a".into()]));
        assert_eq!(NewFolder::new(&to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_write_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at(".rollcall-aB3xYz.part"), "half").unwrap();
        fs::create_dir(at(".rollcall-000000.part")).unwrap();
        fs::write(at(".rollcall-000000.part").join("review.json"), "{}").unwrap();
        // Names that are not ours, and a link that has one of ours.
        let others =
            [".rollcall-1234567.part", ".rollcall-abc-12.part", ".rollcall-abcdef", "a.part"];
        for name in others {
            fs::write(at(name), "theirs").unwrap();
        }
        std::os::unix::fs::symlink(at("a.part"), at(".rollcall-linked.part")).unwrap();
        // Two that are being written stay.
        let file = NewFile::new(&at("one"), Readers::Owner).unwrap();
        assert!(!at(".rollcall-aB3xYz.part").exists(), "a new file sweeps");
        fs::write(at(".rollcall-aB3xYz.part"), "half").unwrap();
        let new = NewFolder::new(&at("two")).unwrap();
        assert!(!at(".rollcall-000000.part").exists() && !at(".rollcall-aB3xYz.part").exists());
        fs::write(at(".rollcall-aB3xYz.part"), "half").unwrap();
        assert_eq!(sweep_left_overs(&at("three")), [".rollcall-aB3xYz.part"]);
        assert!(file.file.path().exists() && new.path().exists());
        file.keep().unwrap();
        new.keep().unwrap();
        let mut expected: Vec<String> = others.map(str::to_owned).to_vec();
        expected.extend(["one", "two", ".rollcall-linked.part"].map(str::to_owned));
        expected.sort();
        assert_eq!(names(folder.path()), expected);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_for_its_owner_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |to: &Path| fs::metadata(to).unwrap().permissions().mode() & 0o777;
        let to = folder.path().join("a");
        write_new_file(&to, Readers::Owner, b"").unwrap();
        assert_eq!(mode(&to), 0o600);
        let usual = folder.path().join("b");
        write_new_file(&usual, Readers::Usual, b"").unwrap();
        let plain = folder.path().join("c");
        fs::write(&plain, "").unwrap();
        assert_eq!(mode(&usual), mode(&plain));
    }
}
