//! Reads and their receipts, as they are looked up.

use crate::{
    connections::connection::key_of,
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::ConnectionId,
    moment::Moment,
    read::losses::LastPassOnly,
};
use rusqlite::{Connection as Database, OptionalExtension, Row, types::Type};

/// How a read, or one of its lists, ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Running,
    Complete,
    Partial,
    CannotBeProven,
}

impl Verdict {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::CannotBeProven => "cannot-be-proven",
        }
    }

    pub(crate) fn column(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let text: String = row.get(at)?;
        [Self::Running, Self::Complete, Self::Partial, Self::CannotBeProven]
            .into_iter()
            .find(|verdict| verdict.as_str() == text)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(at, "verdict".into(), Type::Text))
    }
}

/// One pass over a connection's users and groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub id: u32,
    pub connection_id: ConnectionId,
    pub started_at: Moment,
    /// `None` while it runs, and when Rollcall stopped during it: not known.
    pub ended_at: Option<Moment>,
    pub verdict: Verdict,
    pub users_verdict: Verdict,
    pub groups_verdict: Verdict,
    /// Why, one sentence.
    pub reason: String,
    /// Distinct accounts and groups seen.
    pub users_received: u32,
    pub users_claimed: Option<u32>,
    pub groups_received: u32,
    pub groups_claimed: Option<u32>,
    /// Groups whose members were not read.
    pub groups_unknown: u32,
    /// Median time of an answer.
    pub answer_ms: Option<u32>,
    pub slowed_down: u32,
    /// Server clock minus ours.
    pub clock_offset_ms: Option<f64>,
    /// What stopped it, as the engine's JSON.
    pub problem_json: Option<String>,
    /// The number of accounts, groups or memberships that the admin may confirm.
    pub confirm: Option<u32>,
}

/// How a read ended, as the engine reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadEnd {
    /// Of users, groups and members together.
    pub verdict: Verdict,
    /// Only `Complete` marks accounts that were not seen as *no longer listed*.
    pub users_verdict: Verdict,
    /// Only `Complete` marks groups that were not seen as not listed.
    pub groups_verdict: Verdict,
    /// Which passes count where a list was complete.
    pub last_pass_only: LastPassOnly,
    /// Memberships that the answers no longer have are not gone: too many are missing.
    pub keep_members: bool,
    pub reason: String,
    pub users_claimed: Option<u32>,
    pub groups_claimed: Option<u32>,
    pub groups_unknown: u32,
    pub answer_ms: Option<u32>,
    pub slowed_down: u32,
    pub clock_offset_ms: Option<f64>,
    pub problem_json: Option<String>,
    /// The number of accounts, groups or memberships that the admin may confirm.
    pub confirm: Option<u32>,
    /// RFC 3339, UTC.
    pub at: Moment,
}

/// What one page of a read was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// "users", "groups", "members" (one group asked for by its id) or "absent" (one account or group
    /// that is not in its list, asked for by its id).
    pub kind: String,
    pub pass: u32,
    pub page: u32,
    pub query: String,
    pub status: u32,
    pub received: u32,
    pub duplicates: u32,
    pub claimed_total: Option<u32>,
    pub ms: u32,
    /// Hex, of the body.
    pub sha256: String,
}

/// The body of a page, kept for a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPage {
    /// The group that was asked for by its id, or nothing.
    pub about: String,
    /// The body as unpacked, packed again with zlib (RFC 1950).
    pub zlib: Vec<u8>,
}

const COLUMNS: &str = "r.id, c.id, r.started_at, r.ended_at, r.verdict, r.users_verdict,
    r.groups_verdict, r.reason, r.users_received, r.users_claimed, r.groups_received,
    r.groups_claimed, r.groups_unknown, r.answer_ms, r.slowed_down, r.clock_offset_ms, r.problem,
    r.confirm";

fn of_row(row: &Row<'_>) -> rusqlite::Result<Read> {
    Ok(Read {
        id: row.get(0)?,
        connection_id: row.get(1)?,
        started_at: row.get(2)?,
        ended_at: row.get(3)?,
        verdict: Verdict::column(row, 4)?,
        users_verdict: Verdict::column(row, 5)?,
        groups_verdict: Verdict::column(row, 6)?,
        reason: row.get(7)?,
        users_received: row.get(8)?,
        users_claimed: row.get(9)?,
        groups_received: row.get(10)?,
        groups_claimed: row.get(11)?,
        groups_unknown: row.get(12)?,
        answer_ms: row.get(13)?,
        slowed_down: row.get(14)?,
        clock_offset_ms: row.get(15)?,
        problem_json: row.get(16)?,
        confirm: row.get(17)?,
    })
}

pub(crate) fn newest_read(db: &Database, connection: i64) -> Result<Option<Read>> {
    Ok(newest(db, connection, 1)?.pop())
}

pub(crate) fn read_by_id(db: &Database, id: u32) -> Result<Read> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reads r JOIN connections c ON c.key = r.connection WHERE r.id = ?1"
    );
    db.prepare_cached(&sql)?
        .query_row([id], of_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("read {id}")))
}

fn newest(db: &Database, connection: i64, limit: u32) -> Result<Vec<Read>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM reads r JOIN connections c ON c.key = r.connection
         WHERE r.connection = ?1 AND r.kind = 'list' ORDER BY r.id DESC LIMIT ?2"
    );
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map((connection, limit), of_row)?.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// The newest reads of a connection, newest first, a running one included.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub fn reads(&self, connection_id: &ConnectionId, limit: u32) -> Result<Vec<Read>> {
        self.read(|db| newest(db, key_of(db, connection_id)?, limit))
    }

    /// Whether any read of the connection ever had a group.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub fn had_groups(&self, connection_id: &ConnectionId) -> Result<bool> {
        self.read(|db| {
            let key = key_of(db, connection_id)?;
            Ok(db.prepare_cached("SELECT 1 FROM groups WHERE connection = ?1")?.exists([key])?)
        })
    }

    /// One read by its number, of a removed connection too.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub fn read_by_id(&self, id: u32) -> Result<Read> {
        self.read(|db| read_by_id(db, id))
    }

    /// The newest complete read of the same connection before this one.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn complete_before(&self, id: u32) -> Result<Option<Read>> {
        self.read(|db| {
            let before: Option<u32> = db
                .prepare_cached(
                    "SELECT max(r.id) FROM reads r JOIN reads this ON this.id = ?1
                     WHERE r.connection = this.connection AND r.kind = 'list' AND r.id < ?1
                       AND r.verdict = 'complete'",
                )?
                .query_row([id], |row| row.get(0))?;
            before.map(|id| read_by_id(db, id)).transpose()
        })
    }

    /// The kept page of a receipt, by its number from 1; `None` when its body was not kept.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn kept_page(&self, read_id: u32, number: u32) -> Result<Option<KeptPage>> {
        self.read(|db| {
            Ok(db
                .prepare_cached(
                    "SELECT about, zlib FROM read_pages WHERE read = ?1 AND number = ?2",
                )?
                .query_row((read_id, number), |row| {
                    Ok(KeptPage { about: row.get(0)?, zlib: row.get(1)? })
                })
                .optional()?)
        })
    }

    /// The receipts of a read, in the order of its pages.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn receipts(&self, read_id: u32) -> Result<Vec<Receipt>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT kind, pass, page, query, status, received, duplicates, claimed_total, ms,
                        sha256
                 FROM receipts WHERE read = ?1 ORDER BY number",
            )?;
            let rows = statement.query_map([read_id], |row| {
                Ok(Receipt {
                    kind: row.get(0)?,
                    pass: row.get(1)?,
                    page: row.get(2)?,
                    query: row.get(3)?,
                    status: row.get(4)?,
                    received: row.get(5)?,
                    duplicates: row.get(6)?,
                    claimed_total: row.get(7)?,
                    ms: row.get(8)?,
                    sha256: hex::encode(row.get::<_, Vec<u8>>(9)?),
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
