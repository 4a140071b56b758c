//! Signed heads of the record. A head is an entry's number and hash; since the hash depends on
//! every earlier entry, its signature vouches for all of them.
//!
//! Each entry is signed in the transaction that appends it, but for those about single items of a
//! run: their run's last entry is signed, and with it all of them. So a run of thousands costs one
//! signature, and a crash loses none.

use crate::{
    db::error::Result, db::pool::Store, db::record_key::RecordKey, record::kinds::ITEM_ENDED,
};
use rusqlite::{Connection as Database, Row};

/// A head with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHead {
    /// Number of the entry.
    pub seq: u32,
    /// Its hash.
    pub hash: String,
    /// The Ed25519 key that the signature is to be checked with, hex: for a reader without the
    /// keychain. [`Store::record_verify`] takes the one that belongs to the store's own secret.
    pub public_key: String,
    /// Over the bytes of `rollcall record head v1`, the number and the hash, a line each without
    /// an end of the last one; hex.
    pub signature: String,
}

pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<SignedHead> {
    Ok(SignedHead {
        seq: row.get(0)?,
        hash: row.get(1)?,
        public_key: row.get(2)?,
        signature: row.get(3)?,
    })
}

/// Whether an entry of this kind has a signature of its own.
pub(crate) fn is_signed(kind: &[u8]) -> bool {
    kind != ITEM_ENDED.as_bytes()
}

/// Signs an entry that was appended in the same transaction.
pub(crate) fn sign(db: &Database, key: &RecordKey, seq: u32, hash: &str) -> Result<()> {
    db.prepare_cached("INSERT INTO record_heads VALUES (?1, ?2, ?3, ?4)")?.execute((
        seq,
        hash,
        key.public_key(),
        key.sign(seq, hash),
    ))?;
    Ok(())
}

/// Number of the newest signed entry before `end`; 0 when there is none.
pub(crate) fn newest(db: &Database, end: i64) -> Result<u32> {
    Ok(db
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM record_heads WHERE seq < ?1")?
        .query_row([end], |row| row.get(0))?)
}

impl Store {
    /// The key that signs the record: 32 bytes, hex.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.inner.signing.public_key()
    }

    /// Signs a file that leaves the store with the record's key (Ed25519); 64 bytes. A file begins
    /// with a brace, so that its signature is none over a head.
    #[must_use]
    pub fn sign_bytes(&self, file: &[u8]) -> Vec<u8> {
        self.inner.signing.sign_bytes(file).to_vec()
    }

    /// Signed heads after a number, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn record_heads(&self, after_seq: u32, limit: u32) -> Result<Vec<SignedHead>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT seq, hash, public_key, signature FROM record_heads
                 WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            )?;
            Ok(statement.query_map((after_seq, limit), of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }
}
