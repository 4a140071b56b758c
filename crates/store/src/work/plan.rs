//! Plans: kept as they were frozen, used once.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Lasting,
    db::pool::Store,
};
use rusqlite::{OptionalExtension, params};

/// A frozen plan. The engine owns what `state` and `body_json` mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRecord {
    pub id: String,
    /// SHA-256 over its canonical JSON, hex.
    pub hash: String,
    pub made_at: String,
    pub expires_at: String,
    /// "open", "used", "discarded", "expired".
    pub state: String,
    pub body_json: String,
}

impl Store {
    /// # Errors
    /// [`StoreError::Refused`] when there is a plan with this id: a plan never changes.
    pub fn save_plan(&self, plan: &PlanRecord) -> Result<()> {
        self.write(Lasting::Now, |db| {
            let saved = db
                .prepare_cached("INSERT OR IGNORE INTO plans VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![
                    plan.id,
                    plan.hash,
                    plan.made_at,
                    plan.expires_at,
                    plan.state,
                    plan.body_json
                ])?;
            if saved == 1 { Ok(()) } else { Err(StoreError::refused("this plan is saved already")) }
        })
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn plan(&self, id: &str) -> Result<PlanRecord> {
        self.read(|db| {
            db.prepare_cached(
                "SELECT id, hash, made_at, expires_at, state, body FROM plans WHERE id = ?1",
            )?
            .query_row([id], |row| {
                Ok(PlanRecord {
                    id: row.get(0)?,
                    hash: row.get(1)?,
                    made_at: row.get(2)?,
                    expires_at: row.get(3)?,
                    state: row.get(4)?,
                    body_json: row.get(5)?,
                })
            })
            .optional()?
            .ok_or_else(|| StoreError::not_found(format!("plan \"{id}\"")))
        })
    }

    /// Moves a plan from one state to another; `false` when it was not in `expected`. Of several
    /// that try the same at once, one gets `true`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_plan_state(&self, id: &str, expected: &str, new: &str) -> Result<bool> {
        self.write(Lasting::Now, |db| {
            let moved = db
                .prepare_cached("UPDATE plans SET state = ?3 WHERE id = ?1 AND state = ?2")?
                .execute((id, expected, new))?;
            if moved == 0
                && !db.prepare_cached("SELECT 1 FROM plans WHERE id = ?1")?.exists([id])?
            {
                return Err(StoreError::not_found(format!("plan \"{id}\"")));
            }
            Ok(moved == 1)
        })
    }

    /// The run that used a plan, when one did.
    ///
    /// # Errors
    /// Of the database.
    pub fn run_of_plan(&self, plan_id: &str) -> Result<Option<String>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT id FROM runs WHERE plan_id = ?1")?
                .query_row([plan_id], |row| row.get(0))
                .optional()?)
        })
    }
}
