//! Files that Rollcall hands out: under another name until they are whole, so that nothing by half
//! ever stands under the name that was asked for. What has that name already stays.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Who may read a new file, where the system knows owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    Owner,
    /// Whoever the system lets read this user's other files.
    Usual,
}

/// A file that is being written. Dropped before [`NewFile::keep`], it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: NamedTempFile,
    to: PathBuf,
}

impl NewFile {
    /// Begins a file in the folder that it is to stand in.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`]; of the system.
    pub fn new(to: &Path, readers: Readers) -> io::Result<Self> {
        free(to)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".rollcall-").suffix(".part");
        #[cfg(unix)]
        if readers == Readers::Usual {
            // The system takes away what the user's mask does.
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        }
        #[cfg(not(unix))]
        let _ = readers;
        Ok(Self { file: builder.tempfile_in(folder_of(to))?, to: to.to_owned() })
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
}

impl NewFolder {
    pub(crate) fn new(to: &Path) -> io::Result<Self> {
        free(to)?;
        let folder = tempfile::Builder::new()
            .prefix(".rollcall-")
            .suffix(".part")
            .tempdir_in(folder_of(to))?;
        Ok(Self { folder, to: to.to_owned() })
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
        // Somebody was faster.
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
