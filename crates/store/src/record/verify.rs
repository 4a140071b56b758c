//! The check of the record: every hash, every link, every signature.
//!
//! An entry's hash needs nothing but the entry, and a link is a comparison of two stored texts, so
//! that the record is cut into stretches that are checked side by side, each row by row: nothing
//! holds the record in memory. Reading costs more than hashing, since each page of the file is
//! authenticated and decrypted.

use crate::{
    db::error::Result,
    db::pool::Store,
    db::record_key::holds,
    record,
    record::entry::{BEFORE_ALL, COLUMNS, head},
    record::heads::{SignedHead, is_signed},
    record::text::{Hex, Text},
};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection as Database, OptionalExtension, Row, Rows};
use std::thread;

/// Entries that are worth a thread of their own.
const STRETCH: u32 = 4096;
/// Threads at most: each has a connection to the database with a cache.
const THREADS: usize = 4;

/// What a check of the record found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that there should be.
    pub entries: u32,
    /// Entries after the newest signature: of a run that has not ended.
    pub unsigned: u32,
    /// Hash of the newest entry, as kept beside the record.
    pub head: String,
    /// The first entry that is not what was written, and what is wrong with it. Where only a
    /// signature shows that something is wrong, it is the first one after the last that has a good
    /// one.
    pub first_bad: Option<(u32, RecordFault)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    #[error("it was altered")]
    Altered,
    #[error("it is missing")]
    Missing,
    #[error("it is out of place: it was entry {was}")]
    Moved { was: u32 },
    #[error("it was added without being recorded")]
    Added,
    #[error("its signature is missing")]
    NotSigned,
    #[error("it, or one soon after it, is not what was signed")]
    Rewritten,
    #[error("its signature is not valid")]
    BadSignature,
    #[error("its signature was made with a different key than the one in this keychain")]
    OtherKey,
}

impl Store {
    /// Computes the whole chain again and checks every signature with the key that the store was
    /// opened with.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    /// An entry that is not what was written is an answer, not an error.
    pub fn record_verify(&self) -> Result<Verified> {
        let (entries, head) = self.read(head)?;
        // Not within a separate view: a store that is read by one connection has no second one.
        let found = self.stretches(entries)?;
        self.read(|db| {
            let chain = match found.iter().find_map(|stretch| stretch.chain) {
                Some(bad) => Some(bad),
                None => ends(db, entries, &head)?,
            };
            let newest = record::heads::newest(db, i64::MAX)?;
            let signed =
                found.iter().find_map(|stretch| stretch.signed).or((newest > entries).then_some(
                    Unsound { at: entries + 1, first: entries + 1, fault: RecordFault::Missing },
                ));
            let first_bad = match (chain, signed) {
                // What a broken chain names is more exact than a signature over several entries.
                (Some(chain), Some(signed)) if signed.at < chain.0 => {
                    Some((signed.first, signed.fault))
                }
                (Some(chain), _) => Some(chain),
                (None, signed) => signed.map(|signed| (signed.first, signed.fault)),
            };
            Ok(Verified { entries, unsigned: entries.saturating_sub(newest), head, first_bad })
        })
    }

    /// What each stretch of the record shows, in order. Entries only ever come after `entries`, so
    /// that it does no harm that each thread looks at its own moment.
    fn stretches(&self, entries: u32) -> Result<Vec<Stretch>> {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let threads = u32::try_from(threads).unwrap_or(1).min(entries.div_ceil(STRETCH)).max(1);
        let long = entries.div_ceil(threads);
        let key = self.inner.signing.verifier();
        thread::scope(|scope| {
            let running: Vec<_> = (0..threads)
                .map(|n| {
                    let (from, to) = (n * long + 1, (n + 1).saturating_mul(long).min(entries));
                    scope.spawn(move || self.read(|db| stretch(db, from, to, entries, &key)))
                })
                .collect();
            running
                .into_iter()
                .map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }
}

/// A signature that does not cover what it should.
#[derive(Clone, Copy)]
struct Unsound {
    /// The entry at which it shows.
    at: u32,
    /// The first entry that it leaves without a good one.
    first: u32,
    fault: RecordFault,
}

/// The first thing wrong with a stretch of the record, in its chain and in its signatures.
#[derive(Default)]
struct Stretch {
    chain: Option<(u32, RecordFault)>,
    signed: Option<Unsound>,
}

fn stretch(db: &Database, from: u32, to: u32, entries: u32, key: &VerifyingKey) -> Result<Stretch> {
    let mut found = Stretch::default();
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM record WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq"
    ))?;
    let mut rows = statement.query((from, to))?;
    let mut heads = db.prepare_cached(
        "SELECT seq, hash, public_key, signature FROM record_heads
         WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
    )?;
    let good = record::heads::newest(db, i64::from(from))?;
    let mut signatures = Signatures::new(heads.query((from, to))?, good, key)?;
    let mut last = before(db, from)?;
    let mut buffer = Vec::new();
    let mut next = from;
    while let Some(row) = rows.next()? {
        let seq: u32 = row.get(0)?;
        if seq != next {
            found.chain = Some((next, RecordFault::Missing));
            return Ok(found);
        }
        let text = Text {
            at: bytes(row, 1)?,
            kind: bytes(row, 2)?,
            body: bytes(row, 3)?,
            previous: bytes(row, 4)?,
        };
        let hash = text.hash(seq, &mut buffer);
        let stored = bytes(row, 5)?;
        if hash.as_slice() != stored {
            let fault = moved_or_altered(&text, stored, entries, &mut buffer);
            found.chain = Some((seq, fault));
            return Ok(found);
        }
        if last.is_some_and(|last| last.as_slice() != text.previous) {
            // This entry is what was written, so the one before it is not.
            found.chain = Some(((seq - 1).max(1), RecordFault::Altered));
            return Ok(found);
        }
        if found.signed.is_none() {
            found.signed = signatures.at(seq, text.kind, &hash)?;
        }
        (last, next) = (Some(hash), seq + 1);
    }
    if next <= to {
        found.chain = Some((next, RecordFault::Missing));
    }
    Ok(found)
}

/// A text as the database holds it, not copied.
fn bytes<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(column)?.as_bytes()?)
}

/// The hash that the first entry of a stretch follows. `None` when that entry is not there or has
/// none: the stretch before names it.
fn before(db: &Database, from: u32) -> Result<Option<Hex>> {
    if from <= 1 {
        return Ok(BEFORE_ALL.as_bytes().try_into().ok());
    }
    let hash: Option<String> = db
        .prepare_cached("SELECT hash FROM record WHERE seq = ?1")?
        .query_row([from - 1], |row| row.get(0))
        .optional()?;
    Ok(hash.and_then(|hash| hash.as_bytes().try_into().ok()))
}

/// What the chain cannot show: entries outside of it, and a newest one that was replaced.
fn ends(db: &Database, entries: u32, head: &str) -> Result<Option<(u32, RecordFault)>> {
    // Two questions: for one with OR the database would go over all entries.
    let ask = |sql: &str, than: u32| -> rusqlite::Result<Option<i64>> {
        db.prepare_cached(sql)?.query_row([than], |row| row.get(0))
    };
    let before_all = ask("SELECT min(seq) FROM record WHERE seq < ?1", 1)?;
    let after_all = ask("SELECT min(seq) FROM record WHERE seq > ?1", entries)?;
    if let Some(seq) = before_all.or(after_all) {
        return Ok(Some((u32::try_from(seq).unwrap_or(0), RecordFault::Added)));
    }
    let newest = before(db, entries.saturating_add(1))?;
    let fits = newest.is_some_and(|newest| newest.as_slice() == head.as_bytes());
    Ok((!fits).then_some((entries.max(1), RecordFault::Altered)))
}

fn moved_or_altered(
    text: &Text<'_>,
    stored: &[u8],
    entries: u32,
    buffer: &mut Vec<u8>,
) -> RecordFault {
    (1..=entries)
        .find(|was| text.hash(*was, buffer).as_slice() == stored)
        .map_or(RecordFault::Altered, |was| RecordFault::Moved { was })
}

/// The signed heads of a stretch, in order beside its entries.
struct Signatures<'a> {
    rows: Rows<'a>,
    /// The next one.
    head: Option<SignedHead>,
    key: &'a VerifyingKey,
    public_key: String,
    /// The newest entry with a good signature.
    good: u32,
}

impl<'a> Signatures<'a> {
    /// Of the heads in `rows`, the first of which comes after entry `good`.
    fn new(rows: Rows<'a>, good: u32, key: &'a VerifyingKey) -> rusqlite::Result<Self> {
        let public_key = hex::encode(key.as_bytes());
        let mut signatures = Self { rows, head: None, key, public_key, good };
        signatures.advance()?;
        Ok(signatures)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.head = self.rows.next()?.map(record::heads::of_row).transpose()?;
        Ok(())
    }

    /// What is wrong with the signature at an entry, when something is.
    fn at(&mut self, seq: u32, kind: &[u8], hash: &Hex) -> Result<Option<Unsound>> {
        let fault = match &self.head {
            Some(head) if head.seq == seq => {
                if head.hash.as_bytes() != hash {
                    Some(RecordFault::Rewritten)
                } else if head.public_key != self.public_key {
                    Some(RecordFault::OtherKey)
                } else if !holds(self.key, seq, &head.hash, &head.signature) {
                    Some(RecordFault::BadSignature)
                } else {
                    None
                }
            }
            _ if is_signed(kind) => Some(RecordFault::NotSigned),
            _ => return Ok(None),
        };
        if let Some(fault) = fault {
            return Ok(Some(Unsound { at: seq, first: self.good + 1, fault }));
        }
        self.good = seq;
        self.advance()?;
        Ok(None)
    }
}
