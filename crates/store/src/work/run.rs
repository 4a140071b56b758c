//! Runs and their journal: a crash at any point leaves what is needed to settle each item by
//! reading.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Durability,
    db::pool::Store,
    ids::{ConnectionId, PlanId, RunId},
    moment::Moment,
    record::entry::{Entry, append},
    record::kinds::RUN_STARTED,
    record::transaction::Transaction,
};
use rusqlite::{Connection as Database, OptionalExtension, Row, params, types::Type};

/// The application of one plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    pub id: RunId,
    pub plan_id: PlanId,
    pub started_at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    pub plan_id: PlanId,
    pub started_at: Moment,
    pub ended_at: Option<Moment>,
    /// In the order of `seq`.
    pub items: Vec<RunItem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunItem {
    pub seq: u32,
    pub connection_id: ConnectionId,
    pub item_json: String,
    pub outcome: Option<RunOutcome>,
    /// In the order in which it was written.
    pub journal: Vec<JournalEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOutcome {
    /// One of the six words; the engine owns them.
    pub outcome: String,
    pub body_json: String,
    pub at: Moment,
}

/// A step of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The live state was compared with the before-image.
    Checked,
    /// The request is about to be sent. From here on, only reading shows what happened.
    Intent,
    /// The request left, as far as Rollcall knows.
    Sent,
    /// The server answered.
    Answered,
    ReadBack,
    /// A later start settled the item by reading.
    Settled,
}

impl Step {
    const ALL: [Self; 6] =
        [Self::Checked, Self::Intent, Self::Sent, Self::Answered, Self::ReadBack, Self::Settled];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Intent => "intent",
            Self::Sent => "sent",
            Self::Answered => "answered",
            Self::ReadBack => "read-back",
            Self::Settled => "settled",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    pub step: Step,
    pub at: Moment,
    pub body_json: String,
}

/// An item whose intent was written and whose outcome was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsettledItem {
    pub run_id: RunId,
    pub plan_id: PlanId,
    pub seq: u32,
    pub connection_id: ConnectionId,
    pub item_json: String,
    pub journal: Vec<JournalEntry>,
}

impl Transaction<'_> {
    /// Starts a run with all its items.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the id is taken or the plan was run before.
    pub fn begin_run(&self, run: &RunRecord, items: &[(u32, ConnectionId, String)]) -> Result<()> {
        let taken = self
            .db
            .prepare_cached("SELECT 1 FROM runs WHERE id = ?1 OR plan_id = ?2")?
            .exists((&run.id, &run.plan_id))?;
        if taken {
            return Err(StoreError::refused("this plan was run already"));
        }
        self.db
            .prepare_cached("INSERT INTO runs (id, plan_id, started_at) VALUES (?1, ?2, ?3)")?
            .execute((&run.id, &run.plan_id, &run.started_at))?;
        let mut insert = self.db.prepare_cached(
            "INSERT INTO run_items (run_id, seq, connection_id, item) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (seq, connection_id, item_json) in items {
            insert.execute(params![run.id, seq, connection_id, item_json])?;
        }
        Ok(())
    }

    /// Ends a run.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Refused`] while an item has no outcome.
    pub fn end_run(&self, run_id: &RunId) -> Result<()> {
        let open = self
            .db
            .prepare_cached("SELECT 1 FROM run_items WHERE run_id = ?1 AND outcome IS NULL")?
            .exists([run_id])?;
        if open {
            return Err(StoreError::refused("an item of this run has no outcome"));
        }
        let ended = self
            .db
            .prepare_cached("UPDATE runs SET ended_at = coalesce(ended_at, ?2) WHERE id = ?1")?
            .execute((run_id, self.at))?;
        if ended == 1 { Ok(()) } else { Err(no_run(run_id)) }
    }
}

impl Store {
    /// Writes a step of an item. An intent is on the disk when this returns, regardless of the
    /// computer: nothing may be sent before. The other steps follow with the item's outcome;
    /// one that is lost leaves an item that is settled by reading.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for the item; [`StoreError::Refused`] when it has its outcome.
    pub fn journal(
        &self,
        run_id: &RunId,
        seq: u32,
        step: Step,
        at: Moment,
        json: &str,
    ) -> Result<()> {
        let durability = if step == Step::Intent { Durability::Now } else { Durability::Soon };
        self.write(durability, |db| {
            without_outcome(db, run_id, seq)?;
            db.prepare_cached(
                "INSERT INTO journal (run_id, seq, step, at, body) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![run_id, seq, step.as_str(), at, json])?;
            Ok(())
        })
    }

    /// Writes how an item ended, and the entry about it. Once. Both are on the disk when this
    /// returns, with all steps before: the next intent has little left to wait for.
    ///
    /// # Errors
    /// As [`Store::journal`].
    pub fn set_outcome(
        &self,
        run_id: &RunId,
        seq: u32,
        outcome: &str,
        json: &str,
        at: Moment,
        entry: &Entry,
    ) -> Result<()> {
        self.write(Durability::Now, |db| {
            without_outcome(db, run_id, seq)?;
            db.prepare_cached(
                "UPDATE run_items SET outcome = ?3, outcome_body = ?4, outcome_at = ?5
                 WHERE run_id = ?1 AND seq = ?2",
            )?
            .execute(params![run_id, seq, outcome, json, at])?;
            append(db, &self.inner.signing, entry, at)?;
            Ok(())
        })
    }

    /// A run with its items and their journal.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn run(&self, id: &RunId) -> Result<Run> {
        self.read(|db| {
            let mut run = db
                .prepare_cached("SELECT id, plan_id, started_at, ended_at FROM runs WHERE id = ?1")?
                .query_row([id], run_of_row)
                .optional()?
                .ok_or_else(|| no_run(id))?;
            run.items = items(db, id)?;
            Ok(run)
        })
    }

    /// Runs, the last one begun first, without their items. In the order of their entries on the
    /// record: a clock may have been set back between them.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn runs(&self, limit: u32) -> Result<Vec<Run>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT r.id, r.plan_id, r.started_at, r.ended_at
                 FROM runs r
                 LEFT JOIN (SELECT seq, CASE WHEN json_valid(body) THEN json_extract(body, '$.run') END AS run
                            FROM record WHERE kind = ?2) AS begun ON begun.run = r.id
                 ORDER BY begun.seq DESC NULLS LAST, r.started_at DESC, r.id DESC LIMIT ?1",
            )?;
            Ok(statement.query_map((limit, RUN_STARTED), run_of_row)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Ids of runs that were not ended, oldest first: under way, or cut short by a stop.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn unfinished_runs(&self) -> Result<Vec<RunId>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id FROM runs WHERE ended_at IS NULL ORDER BY started_at, id",
            )?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Items whose intent was written without an outcome: what was asked may have happened. Ask
    /// for them at the start, before any run.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn unsettled(&self) -> Result<Vec<UnsettledItem>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(
                "SELECT i.run_id, r.plan_id, i.seq, i.connection_id, i.item
                 FROM run_items i JOIN runs r ON r.id = i.run_id
                 WHERE i.outcome IS NULL AND EXISTS (
                   SELECT 1 FROM journal j
                   WHERE j.run_id = i.run_id AND j.seq = i.seq AND j.step = 'intent')
                 ORDER BY r.started_at, i.run_id, i.seq",
            )?;
            let mut found: Vec<UnsettledItem> = statement
                .query_map([], |row| {
                    Ok(UnsettledItem {
                        run_id: row.get(0)?,
                        plan_id: row.get(1)?,
                        seq: row.get(2)?,
                        connection_id: row.get(3)?,
                        item_json: row.get(4)?,
                        journal: Vec::new(),
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            for item in &mut found {
                item.journal = journal(db, &item.run_id, item.seq)?;
            }
            Ok(found)
        })
    }
}

fn no_run(id: &RunId) -> StoreError {
    StoreError::not_found(format!("run \"{id}\""))
}

fn run_of_row(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        plan_id: row.get(1)?,
        started_at: row.get(2)?,
        ended_at: row.get(3)?,
        items: Vec::new(),
    })
}

fn without_outcome(db: &Database, run_id: &RunId, seq: u32) -> Result<()> {
    let outcome: Option<Option<String>> = db
        .prepare_cached("SELECT outcome FROM run_items WHERE run_id = ?1 AND seq = ?2")?
        .query_row((run_id, seq), |row| row.get(0))
        .optional()?;
    match outcome {
        None => Err(StoreError::not_found(format!("item {seq} of run \"{run_id}\""))),
        Some(None) => Ok(()),
        Some(Some(_)) => Err(StoreError::refused("this item already has its outcome")),
    }
}

fn items(db: &Database, run_id: &RunId) -> Result<Vec<RunItem>> {
    let mut statement = db.prepare_cached(
        "SELECT seq, connection_id, item, outcome, outcome_body, outcome_at
         FROM run_items WHERE run_id = ?1 ORDER BY seq",
    )?;
    let mut items: Vec<RunItem> = statement
        .query_map([run_id], |row| {
            let outcome = match row.get::<_, Option<String>>(3)? {
                None => None,
                Some(outcome) => {
                    Some(RunOutcome { outcome, body_json: row.get(4)?, at: row.get(5)? })
                }
            };
            Ok(RunItem {
                seq: row.get(0)?,
                connection_id: row.get(1)?,
                item_json: row.get(2)?,
                outcome,
                journal: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for item in &mut items {
        item.journal = journal(db, run_id, item.seq)?;
    }
    Ok(items)
}

fn journal(db: &Database, run_id: &RunId, seq: u32) -> Result<Vec<JournalEntry>> {
    let mut statement = db.prepare_cached(
        "SELECT step, at, body FROM journal WHERE run_id = ?1 AND seq = ?2 ORDER BY id",
    )?;
    let rows = statement.query_map((run_id, seq), |row| {
        let text: String = row.get(0)?;
        let step = Step::ALL
            .into_iter()
            .find(|step| step.as_str() == text)
            .ok_or_else(|| rusqlite::Error::InvalidColumnType(0, "step".into(), Type::Text))?;
        Ok(JournalEntry { step, at: row.get(1)?, body_json: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
