//! One transaction over several parts of the store, together with its entries on the record.

use crate::{
    db::error::{Result, StoreError},
    db::pool::{Durability, Store},
    db::record_key::RecordKey,
    moment::Moment,
    record::entry::append_body,
};
use rusqlite::Connection as Database;
use serde_json::Value;

/// Why a change is refused that was begun from an older revision.
pub(crate) const CHANGED_MEANWHILE: &str = "this was changed in the meantime";

/// A transaction that is under way. Everything that is asked of it sees what was written in it
/// before, and no one else writes in the meantime.
pub struct Transaction<'a> {
    pub(crate) db: &'a Database,
    key: &'a RecordKey,
    pub(crate) at: Moment,
}

impl Transaction<'_> {
    /// The time of its entries on the record.
    #[must_use]
    pub fn at(&self) -> Moment {
        self.at
    }

    /// Appends an entry to the record; its number.
    ///
    /// # Errors
    /// When the database cannot be written; [`StoreError::Refused`] for a body that has no canonical form.
    pub fn record(&self, kind: &str, body: &Value) -> Result<u32> {
        append_body(self.db, self.key, kind, body, self.at)
    }
}

impl Store {
    /// Does `work` in one transaction: all of it is on the disk when this returns, or, after an
    /// error, none of it. `at` is the time of its entries on the record.
    ///
    /// One transaction at a time is under way, so that `work` neither waits for anything else nor
    /// asks this store otherwise than through its transaction.
    ///
    /// # Errors
    /// Of `work`; when the database cannot be written.
    pub fn transact<T, E: From<StoreError>>(
        &self,
        at: Moment,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner
            .write(Durability::Now, |db| work(&Transaction { db, key: &self.inner.signing, at }))
    }
}
