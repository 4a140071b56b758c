//! One writer and a few readers, shared by all clones of a store.

use crate::{
    db::error::{CannotWrite, Result, StoreError},
    db::file::{Access, connect},
    db::interrupted::InterruptedRead,
    db::key::StoreKey,
    db::lock::Lock,
    db::record_key::RecordKey,
    db::unwritable::Opened,
};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Readers that are kept open between calls. More are made when more are asked at once.
const READERS: usize = 3;

/// When a transaction must be on the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// With the next checkpoint: a crash of the machine may cost the last seconds of a read,
    /// which are then read again. A crash of the program costs nothing.
    Soon,
    /// Before the call returns: plans, journal, record.
    Now,
}

pub(crate) struct Inner {
    path: PathBuf,
    key: StoreKey,
    /// Signs the record and checks what it signed.
    pub(crate) signing: RecordKey,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Connections (their row numbers) that are being read.
    pub(crate) reading: Mutex<HashSet<i64>>,
    pub(crate) interrupted: Vec<InterruptedRead>,
    opened: Opened,
    pub(crate) cannot_write: Option<CannotWrite>,
    /// Held, not used: dropped last, after the connections are closed.
    _lock: Option<Lock>,
    _copy: Option<tempfile::TempDir>,
}

/// What [`Inner`] is made of.
pub(crate) struct Parts {
    pub(crate) path: PathBuf,
    pub(crate) key: StoreKey,
    pub(crate) signing: RecordKey,
    pub(crate) writer: Connection,
    pub(crate) lock: Option<Lock>,
    pub(crate) interrupted: Vec<InterruptedRead>,
    pub(crate) opened: Opened,
    pub(crate) cannot_write: Option<CannotWrite>,
    pub(crate) copy: Option<tempfile::TempDir>,
}

impl Inner {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            path: parts.path,
            key: parts.key,
            signing: parts.signing,
            writer: Mutex::new(parts.writer),
            readers: Mutex::new(Vec::new()),
            reading: Mutex::new(HashSet::new()),
            interrupted: parts.interrupted,
            opened: parts.opened,
            cannot_write: parts.cannot_write,
            _lock: parts.lock,
            _copy: parts.copy,
        }
    }

    /// One transaction; rolled back when `work` fails.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        durability: Durability,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if let Some(why) = &self.cannot_write {
            return Err(StoreError::CannotWrite(why.clone()).into());
        }
        let mut writer = held(&self.writer);
        if durability == Durability::Now {
            writer.execute_batch("PRAGMA synchronous = FULL").map_err(StoreError::from)?;
        }
        let done = transact(&mut writer, work);
        if durability == Durability::Now {
            writer.execute_batch("PRAGMA synchronous = NORMAL").map_err(StoreError::from)?;
        }
        done
    }

    /// A view of one moment: everything that `work` asks sees the same rows.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let access = match self.opened {
            Opened::ToWrite => Access::Read,
            Opened::ToRead => Access::Immutable,
            Opened::Alone => return self.read_after_writing(work),
        };
        let idle = held(&self.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect(&self.path, &self.key, access)?,
        };
        let view = reader.transaction()?;
        let answer = work(&view);
        // Ends the view; there is nothing to keep.
        drop(view);
        let mut readers = held(&self.readers);
        if readers.len() < READERS {
            readers.push(reader);
        }
        answer
    }

    /// The same on the writer's connection, for what follows many writes: their pages are in its memory
    /// already, and a reader would decrypt and hold them once more. Nothing is written meanwhile.
    pub(crate) fn read_after_writing<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        work(&*held(&self.writer).transaction()?)
    }

    pub(crate) fn limit_pages(&self, pages: u64) -> Result<()> {
        let set = format!("PRAGMA max_page_count = {}", pages.max(1));
        held(&self.writer).query_row(&set, [], |_| Ok(()))?;
        Ok(())
    }

    /// Moves the log into the file, up to what readers still need.
    pub(crate) fn checkpoint(&self) -> Result<()> {
        if self.cannot_write.is_some() {
            return Ok(());
        }
        let writer = held(&self.writer);
        writer.execute_batch("PRAGMA busy_timeout = 50")?;
        let moved = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        writer.execute_batch("PRAGMA busy_timeout = 5000")?;
        Ok(moved?)
    }
}

/// The encrypted local copy. Cheap to clone; all clones share one writer and a few readers.
/// Every call blocks: call it off the async threads. The last clone closes the store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

impl Store {
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.inner.read(work)
    }

    pub(crate) fn read_after_writing<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        self.inner.read_after_writing(work)
    }

    pub(crate) fn write<T>(
        &self,
        durability: Durability,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.inner.write(durability, work)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The writer goes last, so that it empties the log into the file.
        held(&self.readers).clear();
    }
}

fn transact<T, E: From<StoreError>>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = writer
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)?;
    let answer = work(&transaction)?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(answer)
}

/// A panic elsewhere has rolled its transaction back: what the lock guards is sound.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
