//! Access reviews: a frozen population and what was decided about it. The engine owns what a body
//! means; what is frozen is never changed, and a decision is never taken out.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{AccountId, ConnectionId, GroupId, ReviewId},
    moment::Moment,
};
use rusqlite::{Connection as Database, OptionalExtension, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRecord {
    pub id: ReviewId,
    /// "open", "signed", "closed" or "discarded".
    pub state: String,
    pub made_at: Moment,
    pub body_json: String,
    /// How often it was changed; each decision about one of its items changes it.
    pub revision: u32,
}

/// An item to be frozen; its number is its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewItemWrite {
    pub connection_id: ConnectionId,
    pub account_id: AccountId,
    /// For a membership that is a separate item; empty if the item is about the account.
    pub group_id: GroupId,
    pub group: String,
    pub reviewer: u32,
    pub privileged: bool,
    /// 0 not listed, 1 employed, 2 not started, 3 left, 4 no list.
    pub list_state: u8,
    /// Since the last review: 0 nothing, 1 changed, 2 new.
    pub moved: u8,
    pub name: String,
    pub app: String,
    /// Names to search in.
    pub text: String,
    pub body_json: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Decision {
    #[default]
    None,
    Keep,
    Change,
    Revoke,
}

impl Decision {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Keep => 1,
            Self::Change => 2,
            Self::Revoke => 3,
        }
    }

    pub(crate) fn of_number(number: u8) -> Self {
        match number {
            1 => Self::Keep,
            2 => Self::Change,
            3 => Self::Revoke,
            _ => Self::None,
        }
    }
}

/// One decision, as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecord {
    pub item: u32,
    pub decision: Decision,
    pub at: Moment,
    pub body_json: String,
}

/// What an item has to be for a decision about it to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecideOnly {
    Any,
    /// Undecided.
    Undecided,
    /// Decided by this bulk decision, and not again since.
    Pressed(String),
}

impl DecideOnly {
    pub(crate) fn holds(&self, db: &Database, review: &ReviewId, item: u32) -> Result<bool> {
        Ok(match self {
            Self::Any => true,
            Self::Undecided => db
                .prepare_cached(
                    "SELECT 1 FROM review_items WHERE review = ?1 AND item = ?2 AND decision = 0",
                )?
                .exists((review, item))?,
            Self::Pressed(press) => db
                .prepare_cached(
                    "SELECT 1 FROM review_items i JOIN review_decisions d ON d.id = i.decided
                     WHERE i.review = ?1 AND i.item = ?2 AND json_extract(d.body, '$.press') = ?3",
                )?
                .exists((review, item, press))?,
        })
    }
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<ReviewRecord> {
    Ok(ReviewRecord {
        id: row.get(0)?,
        state: row.get(1)?,
        made_at: row.get(2)?,
        body_json: row.get(3)?,
        revision: row.get(4)?,
    })
}

pub(crate) fn find(db: &Database, id: &ReviewId) -> Result<ReviewRecord> {
    db.prepare_cached("SELECT id, state, made_at, body, revision FROM reviews WHERE id = ?1")?
        .query_row([id], of_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("review \"{id}\"")))
}

impl Store {
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn review(&self, id: &ReviewId) -> Result<ReviewRecord> {
        self.read(|db| find(db, id))
    }

    /// All of them, newest first.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn reviews(&self) -> Result<Vec<ReviewRecord>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT id, state, made_at, body, revision FROM reviews ORDER BY made_at DESC, id DESC",
            )?;
            Ok(all.query_map([], of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Items whose decision that counts was made by a press.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_pressed(&self, review: &ReviewId, press: &str) -> Result<Vec<u32>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT i.item FROM review_items i JOIN review_decisions d ON d.id = i.decided
                 WHERE i.review = ?1 AND json_extract(d.body, '$.press') = ?2 ORDER BY i.item",
            )?;
            Ok(all
                .query_map((review, press), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?)
        })
    }

    /// When its newest decision was made, by the time it has.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_decided_at(&self, review: &ReviewId) -> Result<Option<Moment>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT max(at) FROM review_decisions WHERE review = ?1")?
                .query_row([review], |row| row.get(0))?)
        })
    }

    /// Every decision of a review, in the order in which they were made.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_decisions(&self, review: &ReviewId) -> Result<Vec<DecisionRecord>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT item, decision, at, body FROM review_decisions WHERE review = ?1 ORDER BY id",
            )?;
            let rows = all.query_map([review], |row| {
                Ok(DecisionRecord {
                    item: row.get(0)?,
                    decision: Decision::of_number(row.get(1)?),
                    at: row.get(2)?,
                    body_json: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Who was read and is outside the scope.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn review_outside(&self, review: &ReviewId) -> Result<Vec<String>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT body FROM review_outside WHERE review = ?1 ORDER BY number",
            )?;
            Ok(all.query_map([review], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
    }
}
