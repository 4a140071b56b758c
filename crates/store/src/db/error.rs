//! What can go wrong with the store.

use crate::db::holder::Holder;
use std::io;

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store did not do what was asked. With every variant, the file is as it was before
/// the call: nothing is overwritten, repaired or deleted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file is a store, made with another key.
    #[error("the store was made with another key")]
    WrongKey,
    /// The record has signed heads, and the key that signed them was not kept.
    #[error("the record was signed, and there is no key to continue with")]
    RecordKeyMissing,
    /// The key fits, or no key could: the bytes are not what was written.
    #[error("the store is damaged: {detail}")]
    Damaged { detail: String },
    /// Written by a newer Rollcall; reading it with an older one could lose what it added.
    #[error("the store has schema {found}, this Rollcall knows schemas up to {supported}")]
    Newer { found: u32, supported: u32 },
    /// Another process, or another part of this one, has the store open: who, when that is known.
    #[error("the store is in use by another Rollcall")]
    InUse { by: Option<Holder> },
    #[error("the disk is full")]
    DiskFull,
    /// The store is open to be read only.
    #[error("the store cannot be written: {0}")]
    CannotWrite(CannotWrite),
    #[error("the store's file cannot be used: {0}")]
    Io(#[source] io::Error),
    #[error("the store's database refused: {0}")]
    Sql(#[source] rusqlite::Error),
    /// No such connection, account, group, plan, run or item.
    #[error("there is no {what}")]
    NotFound { what: String },
    /// Asked for something that the store's rules do not allow.
    #[error("{why}")]
    Refused { why: String },
}

/// What keeps a store from being written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotWrite {
    #[error("the disk is full")]
    DiskFull,
    /// The disk, the folder or the file is read-only.
    #[error("{detail}")]
    Refused { detail: String },
}

impl StoreError {
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }

    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::Refused { why: why.into() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if let rusqlite::Error::SqliteFailure(failure, _) = &error {
            match failure.extended_code {
                rusqlite::ffi::SQLITE_IOERR_SHORT_READ => {
                    return Self::damaged("a part of the file is missing");
                }
                // The index of the log could not be given its size.
                rusqlite::ffi::SQLITE_IOERR_SHMSIZE => return Self::DiskFull,
                _ => {}
            }
        }
        match error.sqlite_error_code() {
            // By now the key has been proven to fit, so that a page which cannot be
            // authenticated (`NotADatabase`) is damage.
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Self::damaged(error.to_string()),
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::InUse { by: None },
            _ => Self::Sql(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}
