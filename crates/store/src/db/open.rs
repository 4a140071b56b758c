//! Opening: the lock, the key, the file's state, the schema.
//!
//! The order matters. The lock first, so that no other process looks at the same time. Then the
//! file as bytes, before SQLite may touch it: is it a store at all, and does the key fit? Only
//! then is it opened for writing.

use crate::{
    db::error::{CannotWrite, Result, StoreError},
    db::file::{Access, beside, connect, immutable, lines},
    db::holder::Holder,
    db::interrupted::InterruptedRead,
    db::key::{PAGE, StoreKey},
    db::lock::Lock,
    db::migrate::{MIGRATIONS, check_version, migrate},
    db::pool::{Inner, Parts, Store, held},
    db::record_key::{RecordKey, Signing},
    db::unwritable::{Opened, cannot_write, open_to_read},
};
use rusqlite::Connection;
use std::{
    fs::{self, File, OpenOptions},
    io::Read,
    path::Path,
    sync::{Arc, Mutex},
};

/// What a file that was just opened needs before its first use. Handed in, so that opening knows no
/// table.
pub(crate) struct Recovery {
    /// Whether the record holds a signature, so that only the key that signed it may go on.
    pub(crate) is_signed: fn(&Connection) -> Result<bool>,
    /// Ends the reads that were under way, and names them.
    pub(crate) end_reads: fn(&mut Connection) -> Result<Vec<InterruptedRead>>,
}

impl Store {
    /// What [`Store::open`] does.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub(crate) fn open_file(
        path: &Path,
        key: &StoreKey,
        signing: Signing,
        holder: &Holder,
        recovery: &Recovery,
    ) -> Result<Self> {
        start_library()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let there = path.try_exists()?;
        let (lock, mut unwritable) = match Lock::take(path, holder) {
            Ok(lock) => (Some(lock), None),
            Err(error) => match cannot_write(&error).filter(|_| there) {
                Some(why) => (Lock::take_to_read(path)?, Some(why)),
                None => return Err(error),
            },
        };
        if there {
            inspect(path, key)?;
        } else {
            create(path, key, MIGRATIONS)?;
        }
        if unwritable.is_none() {
            match writable(path, key, recovery) {
                Ok(writer) => {
                    let parts = Parts {
                        path: path.to_owned(),
                        key: key.clone(),
                        signing: usable(signing, &writer.database, recovery)?,
                        writer: writer.database,
                        lock,
                        interrupted: writer.interrupted,
                        opened: Opened::ToWrite,
                        cannot_write: None,
                        copy: None,
                    };
                    return Ok(Self { inner: Arc::new(Inner::new(parts)) });
                }
                Err(error) => unwritable = Some(cannot_write(&error).ok_or(error)?),
            }
        }
        let readable = open_to_read(path, key)?;
        check_version(&readable.database, MIGRATIONS)?;
        let parts = Parts {
            path: readable.path,
            key: key.clone(),
            signing: usable(signing, &readable.database, recovery)?,
            writer: readable.database,
            lock,
            interrupted: Vec::new(),
            opened: readable.opened,
            cannot_write: unwritable,
            copy: readable.copy,
        };
        Ok(Self { inner: Arc::new(Inner::new(parts)) })
    }

    /// Why the store is open to be read only; `None` when it can be written. Everything that would
    /// write ends with [`StoreError::CannotWrite`].
    #[must_use]
    pub fn cannot_write(&self) -> Option<&CannotWrite> {
        self.inner.cannot_write.as_ref()
    }

    /// Reads that were under way when Rollcall last stopped, found when this store was opened.
    #[must_use]
    pub fn interrupted_reads(&self) -> &[InterruptedRead] {
        &self.inner.interrupted
    }

    /// Limits the file to this many bytes while it is open. What does not
    /// fit is refused as on a full disk, with [`StoreError::DiskFull`]. A file that is larger
    /// already stays as it is.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn limit_size(&self, bytes: u64) -> Result<()> {
        self.inner.limit_pages(bytes / PAGE)
    }
}

/// A store that can be written, and what its last stop left open.
struct Writable {
    database: Connection,
    interrupted: Vec<InterruptedRead>,
}

fn writable(path: &Path, key: &StoreKey, recovery: &Recovery) -> Result<Writable> {
    let mut database = connect(path, key, Access::Write)?;
    migrate(&mut database, path, MIGRATIONS)?;
    let interrupted = (recovery.end_reads)(&mut database)?;
    Ok(Writable { database, interrupted })
}

/// The key that signs the record from here on.
fn usable(signing: Signing, db: &Connection, recovery: &Recovery) -> Result<RecordKey> {
    match signing {
        Signing::Kept(key) => Ok(key),
        Signing::New(_) if (recovery.is_signed)(db)? => Err(StoreError::RecordKeyMissing),
        Signing::New(key) => Ok(key),
    }
}

/// Starts SQLCipher before anything can use it. SQLite calls itself started a moment before it
/// starts SQLCipher: a second thread that opened its first database in that moment had its key
/// refused.
fn start_library() -> Result<()> {
    static STARTED: Mutex<bool> = Mutex::new(false);
    let mut started = held(&STARTED);
    if !*started {
        Connection::open_in_memory()?;
        *started = true;
    }
    Ok(())
}

/// Makes the store under another name and moves it into place, so that a store is whole or absent.
fn create(path: &Path, key: &StoreKey, migrations: &[&str]) -> Result<()> {
    if beside(path, "-wal").try_exists()? {
        return Err(StoreError::damaged("the file is gone, its write-ahead log is still there"));
    }
    let new = beside(path, ".new");
    // Left by an interrupted first start; it was never used.
    for left in [new.clone(), beside(&new, "-journal"), beside(&new, "-wal"), beside(&new, "-shm")]
    {
        match fs::remove_file(left) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&new)?;
    {
        let mut db = connect(&new, key, Access::Create)?;
        migrate(&mut db, &new, migrations)?;
        db.close().map_err(|(_, error)| error)?;
    }
    fs::rename(&new, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // The name must last as long as what it names. Not every file system can promise it.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Looks at the file as bytes, without changing anything.
fn inspect(path: &Path, key: &StoreKey) -> Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length == 0 {
        return Err(StoreError::damaged("the file is empty"));
    }
    let mut start = Vec::with_capacity(16);
    file.by_ref().take(16).read_to_end(&mut start)?;
    // While a page is on its way from the log into the file, the file may end within it.
    let log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if length % PAGE != 0 && !log {
        let missing = match PAGE - length % PAGE {
            1 => "1 byte is missing".to_owned(),
            more => format!("{more} bytes are missing"),
        };
        return Err(StoreError::damaged(format!("the file ends within a page: {missing}")));
    }
    if start.starts_with(b"SQLite format 3") {
        return Err(StoreError::damaged("the file is a database without encryption"));
    }
    if start == key.salt() {
        return Ok(());
    }
    if length < PAGE {
        return Err(StoreError::damaged("the file is too short to be a store"));
    }
    let unfit = pages_that_do_not_fit(path, key)?;
    if unfit >= length / PAGE {
        return Err(StoreError::WrongKey);
    }
    Err(StoreError::damaged(format!(
        "the start of the file and {unfit} of its {} pages are not what was written",
        length / PAGE
    )))
}

/// Counts the pages whose signature does not fit the key. `immutable` keeps SQLite from locking,
/// recovering or writing anything.
fn pages_that_do_not_fit(path: &Path, key: &StoreKey) -> Result<u64> {
    let db = immutable(path)?;
    db.execute_batch(&key.pragma())?;
    let findings = lines(&db, "PRAGMA cipher_integrity_check")?;
    Ok(findings.iter().filter(|line| line.starts_with("HMAC verification failed")).count() as u64)
}
