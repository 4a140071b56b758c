//! Opening: the lock, the key, the file's state, the schema.
//!
//! The order matters. The lock first, so that nobody else looks at the same time. Then the file
//! as bytes, before SQLite may touch it: is it a store at all, and does the key fit? Only then is
//! it opened for writing.

use crate::{
    db::error::{CannotWrite, Result, StoreError},
    db::key::{PAGE, StoreKey},
    db::lock::{Holder, Lock},
    db::migrate::{MIGRATIONS, check_version, migrate},
    db::pool::{Access, Inner, Parts, held},
    db::record_key::{RecordKey, Signing},
    db::unwritable::{Opened, cannot_write, open_to_read},
    read,
    read::reads::InterruptedRead,
    record,
};
use rusqlite::{Connection, OpenFlags};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

/// The encrypted local copy. Cheap to clone; all clones share one writer and a few readers.
/// Every call blocks: call it off the async threads. The last clone closes the store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

impl Store {
    /// Opens the store at `path`, or makes it when there is none.
    ///
    /// Takes an exclusive lock on `<path>.lock` for as long as the store is open, as `holder`. Reads that were
    /// running when Rollcall last stopped are ended as *partial*; see
    /// [`Store::interrupted_reads`]. `signing` signs the record from here on, and what was signed is
    /// checked with it. A store that cannot be written is opened to be read; see
    /// [`Store::cannot_write`].
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::WrongKey`], [`StoreError::RecordKeyMissing`], [`StoreError::Damaged`],
    /// [`StoreError::Newer`], [`StoreError::DiskFull`], [`StoreError::Io`]. The file is left as it
    /// was.
    ///
    /// How a wrong key is told from damage, though both make pages unreadable: the first 16 bytes
    /// of the file are derived from its key. When they fit the key, the key is right, and what
    /// cannot be read is damaged. When they do not, either the key is wrong or those bytes are
    /// damaged: then every page is checked against the key's signature, and a single page that
    /// fits proves the key right.
    pub fn open(path: &Path, key: &StoreKey, signing: Signing, holder: &Holder) -> Result<Self> {
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
            match writable(path, key) {
                Ok(writer) => {
                    let parts = Parts {
                        path: path.to_owned(),
                        key: key.clone(),
                        signing: usable(signing, &writer.database)?,
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
            signing: usable(signing, &readable.database)?,
            writer: readable.database,
            lock,
            interrupted: Vec::new(),
            opened: readable.opened,
            cannot_write: unwritable,
            copy: readable.copy,
        };
        Ok(Self { inner: Arc::new(Inner::new(parts)) })
    }

    /// Why the store is open to be read only; `None` when it can be written. Whatever would write
    /// ends with [`StoreError::CannotWrite`].
    #[must_use]
    pub fn cannot_write(&self) -> Option<&CannotWrite> {
        self.inner.cannot_write.as_ref()
    }

    /// Reads that were under way when Rollcall last stopped, found when this store was opened.
    #[must_use]
    pub fn interrupted_reads(&self) -> &[InterruptedRead] {
        &self.inner.interrupted
    }

    /// Lets the file grow to so many bytes and no further, for as long as it is open. What does not
    /// fit is refused as on a full disk, with [`StoreError::DiskFull`]. A file that is larger
    /// already stays as it is.
    ///
    /// # Errors
    /// Of the database.
    pub fn limit_size(&self, bytes: u64) -> Result<()> {
        self.inner.limit_pages(bytes / PAGE)
    }
}

/// A store that can be written, and what its last stop left open.
struct Writable {
    database: Connection,
    interrupted: Vec<InterruptedRead>,
}

fn writable(path: &Path, key: &StoreKey) -> Result<Writable> {
    let mut database = connect(path, key, Access::Write)?;
    migrate(&mut database, path, MIGRATIONS)?;
    let interrupted = read::settle::interrupted(&mut database)?;
    Ok(Writable { database, interrupted })
}

/// The key that goes on signing the record.
fn usable(signing: Signing, db: &Connection) -> Result<RecordKey> {
    match signing {
        Signing::Kept(key) => Ok(key),
        Signing::New(_) if record::heads::newest(db, i64::MAX)? > 0 => {
            Err(StoreError::RecordKeyMissing)
        }
        Signing::New(key) => Ok(key),
    }
}

pub(crate) fn lines(db: &Connection, pragma: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare(pragma)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// `<path><suffix>`: the suffix comes after the whole file name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Starts SQLCipher before anybody can use it. SQLite calls itself started a moment before it starts
/// SQLCipher: a second thread that opened its first database in that moment had its key refused.
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
    // Left by a first start that was cut short; nobody has ever used it.
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

fn immutable(path: &Path) -> Result<Connection> {
    let name = path.to_string_lossy();
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Ok(Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?)
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
