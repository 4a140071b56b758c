//! The file as SQLCipher opens it, and the names of what lies beside it.

use crate::db::{error::Result, key::StoreKey};
use rusqlite::{Connection, OpenFlags};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// What a connection to the database is for.
pub(crate) enum Access {
    Create,
    Write,
    Read,
    /// Reads a file that nobody changes: without locks, without a log.
    Immutable,
    /// Reads a file and its log, and does not share them.
    Alone,
}

/// `<path><suffix>`: the suffix comes after the whole file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// One connection to the database: key first, then how it behaves.
pub(crate) fn connect(path: &Path, key: &StoreKey, access: Access) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = match access {
        Access::Immutable => immutable(path)?,
        _ => Connection::open_with_flags(path, flags)?,
    };
    db.execute_batch(&key.pragma())?;
    if matches!(access, Access::Alone) {
        db.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    }
    // It would write to standard error what the errors say anyway.
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))?;
    db.set_prepared_statement_cache_capacity(128);
    db.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;
         PRAGMA trusted_schema = OFF;",
    )?;
    match access {
        Access::Create => {
            db.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?
        }
        // A page that is written often goes from the log to the file once: a checkpoint each
        // 64 MiB. The log is cut back after a large read.
        Access::Write => db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -49152;
             PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 16777216;",
        )?,
        Access::Read | Access::Immutable | Access::Alone => {
            db.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -49152;")?
        }
    }
    Ok(db)
}

pub(crate) fn immutable(path: &Path) -> Result<Connection> {
    let name = path.to_string_lossy();
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?)
}

pub(crate) fn lines(db: &Connection, pragma: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(pragma)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
