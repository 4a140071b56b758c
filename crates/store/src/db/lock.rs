//! One Rollcall at a time has a store open. The second one learns who the first is.
//!
//! The lock is the system's, on `<store>.lock`. The holder is named in a separate file,
//! `<store>.holder`: Windows lets no process read a locked file.

use crate::{
    db::error::{Result, StoreError},
    db::file::beside,
    db::holder::Holder,
};
use serde_json::{Value, json};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// More than this in a holder's file was not written by Rollcall.
const LONGEST_FILE: u64 = 4096;
/// Characters of a text in it that are passed on.
const LONGEST_TEXT: usize = 120;

/// The lock, for as long as it lives. It goes when the process does, however that ends.
pub(crate) struct Lock {
    _file: File,
    holder: PathBuf,
}

impl Lock {
    /// Takes the lock of the store at `path` and writes who has it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] with the holder, if that can be read; [`StoreError::Io`].
    pub(crate) fn take(path: &Path, who: &Holder) -> Result<Self> {
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside(path, ".lock"))?;
        let holder = beside(path, ".holder");
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse { by: read(&holder) }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        // Left by a process that was killed: better no name than the wrong one. Whether this or
        // the writing works, the lock is held anyway.
        let _ = fs::remove_file(&holder);
        let _ = write(&holder, who);
        Ok(Self { _file: file, holder })
    }
}

impl Lock {
    /// Takes the lock of a store that cannot be written; `None` if there is no lock file, so that
    /// nothing can hold it.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub(crate) fn take_to_read(path: &Path) -> Result<Option<Self>> {
        let file = match File::open(beside(path, ".lock")) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let holder = beside(path, ".holder");
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file, holder })),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { by: read(&holder) }),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Before the lock goes: afterwards it may be another's.
        let _ = fs::remove_file(&self.holder);
    }
}

/// Under another name first, so that no one reads half of it.
fn write(file: &Path, who: &Holder) -> io::Result<()> {
    let text = json!({"program": who.program, "process": who.process, "since": who.since});
    let new = beside(file, ".new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(&new)?;
    let written = to.write_all(text.to_string().as_bytes());
    drop(to);
    written.and_then(|()| fs::rename(&new, file)).inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

/// `None` for a file that does not exist, cannot be read or is not Rollcall's.
fn read(file: &Path) -> Option<Holder> {
    let mut text = String::new();
    File::open(file).ok()?.take(LONGEST_FILE).read_to_string(&mut text).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    let words = |key: &str| {
        let text = value.get(key).and_then(Value::as_str)?.trim();
        let fits = !text.is_empty()
            && text.chars().count() <= LONGEST_TEXT
            && !text.chars().any(char::is_control);
        fits.then(|| text.to_owned())
    };
    Some(Holder {
        program: words("program")?,
        process: value.get("process")?.as_u64()?.try_into().ok()?,
        since: words("since")?.parse().ok()?,
    })
}
