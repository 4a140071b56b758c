//! Opening: the lock, the key, the file's state, the schema.
//!
//! The order matters. The lock first, so that nobody else looks at the same time. Then the file
//! as bytes, before SQLite may touch it: is it a store at all, and does the key fit? Only then is
//! it opened for writing.

use crate::{
    access::{Access, Inner, held},
    error::{Result, StoreError},
    key::{PAGE, StoreKey},
    lock::{Holder, Lock},
    migrate::{MIGRATIONS, migrate},
    read::InterruptedRead,
    record_heads,
    record_key::Signing,
    settle,
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
    /// checked with it.
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
        let lock = Lock::take(path, holder)?;
        if path.try_exists()? {
            inspect(path, key)?;
        } else {
            create(path, key, MIGRATIONS)?;
        }
        let mut writer = connect(path, key, Access::Write)?;
        migrate(&mut writer, path, MIGRATIONS)?;
        let signing = match signing {
            Signing::Kept(key) => key,
            Signing::New(_) if record_heads::newest(&writer, i64::MAX)? > 0 => {
                return Err(StoreError::RecordKeyMissing);
            }
            Signing::New(key) => key,
        };
        let interrupted = settle::interrupted(&mut writer)?;
        Ok(Self { inner: Arc::new(Inner::new(path, key, signing, writer, lock, interrupted)) })
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

    /// Reads the whole file and says what is wrong with it; empty when nothing is.
    ///
    /// # Errors
    /// When the check itself cannot be made.
    pub fn check(&self) -> Result<Vec<String>> {
        self.inner.write(crate::access::Lasting::Soon, |db| {
            let mut found = lines(db, "PRAGMA cipher_integrity_check")?;
            found.extend(lines(db, "PRAGMA quick_check")?.into_iter().filter(|line| line != "ok"));
            found.extend(lines(db, "PRAGMA foreign_key_check")?);
            Ok(found)
        })
    }
}

fn lines(db: &Connection, pragma: &str) -> Result<Vec<String>> {
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
    let name = path.to_string_lossy();
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    db.execute_batch(&key.pragma())?;
    let findings = lines(&db, "PRAGMA cipher_integrity_check")?;
    Ok(findings.iter().filter(|line| line.starts_with("HMAC verification failed")).count() as u64)
}

/// One connection to the database: key first, then how it behaves.
pub(crate) fn connect(path: &Path, key: &StoreKey, access: Access) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.execute_batch(&key.pragma())?;
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
        Access::Read => db.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -49152;")?,
    }
    Ok(db)
}
