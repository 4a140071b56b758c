//! A store that cannot be written: on a read-only disk, in another user's folder, on a full disk.
//! What is in it can be read anyway.
//!
//! SQLite wants to write even for reading: it makes an index of the write-ahead log beside it. So
//! the way depends on what there is. Without a log the file is the whole store, and is read as one
//! that nobody changes. With a log, one unshared connection keeps the index in memory; that needs
//! the permission to lock the file. Where that is missing too, file and log are read
//! from a copy, which is as encrypted as they are.

use crate::{
    db::error::{CannotWrite, Result, StoreError},
    db::file::{Access, beside, connect},
    db::key::StoreKey,
};
use rusqlite::{Connection, ErrorCode};
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How the database of a store is opened.
pub(crate) enum Opened {
    /// One writer and several readers.
    ToWrite,
    /// Readers alone, of a file that nobody changes.
    ToRead,
    /// One connection for everything.
    Alone,
}

/// A store opened to be read.
pub(crate) struct Readable {
    pub(crate) database: Connection,
    pub(crate) path: PathBuf,
    pub(crate) opened: Opened,
    /// Removed with the store that reads from it.
    pub(crate) copy: Option<tempfile::TempDir>,
}

/// Whether an error means that the store cannot be written, and nothing else is wrong with it.
pub(crate) fn cannot_write(error: &StoreError) -> Option<CannotWrite> {
    let other = || Some(CannotWrite::Refused { detail: error.to_string() });
    match error {
        StoreError::DiskFull => Some(CannotWrite::DiskFull),
        StoreError::CannotWrite(why) => Some(why.clone()),
        StoreError::Io(error) => match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Some(CannotWrite::Refused { detail: error.to_string() })
            }
            _ => None,
        },
        StoreError::Sql(error) => match error.sqlite_error_code()? {
            ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::SystemIoFailure => other(),
            _ => None,
        },
        _ => None,
    }
}

/// Opens the store at `path` without writing anything beside it.
///
/// # Errors
/// When the database cannot be read; when there is a log and no room for a copy either.
pub(crate) fn open_to_read(path: &Path, key: &StoreKey) -> Result<Readable> {
    let log = beside(path, "-wal");
    let logged = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    if !logged {
        let database = connect(path, key, Access::Immutable)?;
        return Ok(Readable {
            database,
            path: path.to_owned(),
            opened: Opened::ToRead,
            copy: None,
        });
    }
    if let Ok(database) = connect(path, key, Access::Alone) {
        return Ok(Readable { database, path: path.to_owned(), opened: Opened::Alone, copy: None });
    }
    let folder = tempfile::Builder::new().prefix("rollcall-").tempdir()?;
    let copy = folder.path().join("rollcall.db");
    fs::copy(path, &copy)?;
    fs::copy(&log, beside(&copy, "-wal"))?;
    let database = connect(&copy, key, Access::Alone)?;
    Ok(Readable { database, path: copy, opened: Opened::Alone, copy: Some(folder) })
}
