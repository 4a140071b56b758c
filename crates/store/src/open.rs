//! Opening a store: the file first, then what its last stop left to be put right.

use crate::{
    db::error::Result, db::holder::Holder, db::key::StoreKey, db::open::Recovery, db::pool::Store,
    db::record_key::Signing, read, record,
};
use std::path::Path;

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
        let recovery = Recovery {
            is_signed: |db| Ok(record::heads::newest(db, i64::MAX)? > 0),
            end_reads: read::settle::interrupted,
        };
        Self::open_file(path, key, signing, holder, &recovery)
    }
}
