//! Plans: kept as they were frozen, used once.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::{PlanId, RunId},
    moment::Moment,
    record::transaction::{CHANGED_MEANWHILE, Transaction},
};
use rusqlite::{Connection as Database, OptionalExtension, params};

/// A frozen plan. The engine owns what `state` and `body_json` mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRecord {
    pub id: PlanId,
    /// SHA-256 over its canonical JSON, hex.
    pub hash: String,
    pub made_at: Moment,
    pub expires_at: Moment,
    /// "open", "used", "discarded", "expired".
    pub state: String,
    pub body_json: String,
    /// How often its state was changed.
    pub revision: u32,
}

const COLUMNS: &str = "id, hash, made_at, expires_at, state, body, revision";

fn find(db: &Database, id: &PlanId) -> Result<PlanRecord> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM plans WHERE id = ?1"))?
        .query_row([id], |row| {
            Ok(PlanRecord {
                id: row.get(0)?,
                hash: row.get(1)?,
                made_at: row.get(2)?,
                expires_at: row.get(3)?,
                state: row.get(4)?,
                body_json: row.get(5)?,
                revision: row.get(6)?,
            })
        })
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("plan \"{id}\"")))
}

impl Transaction<'_> {
    /// Keeps a new plan.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is a plan with this id: a plan never changes.
    pub fn add_plan(&self, plan: &PlanRecord) -> Result<()> {
        let added = self
            .db
            .prepare_cached(
                "INSERT OR IGNORE INTO plans (id, hash, made_at, expires_at, state, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                plan.id,
                plan.hash,
                plan.made_at,
                plan.expires_at,
                plan.state,
                plan.body_json
            ])?;
        if added == 1 { Ok(()) } else { Err(StoreError::refused("this plan is saved already")) }
    }

    /// Changes the state of a plan from the one in which it is now. The rest of a plan never
    /// changes. Writes nothing when nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Refused`] when more than the state is changed; of
    /// `change`.
    pub fn update_plan<T, E: From<StoreError>>(
        &self,
        id: &PlanId,
        change: impl FnOnce(&mut PlanRecord) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = find(self.db, id)?;
        let mut plan = before.clone();
        let answer = change(&mut plan)?;
        let state = std::mem::replace(&mut plan.state, before.state.clone());
        if plan != before {
            return Err(StoreError::refused("a plan never changes").into());
        }
        if state != before.state {
            self.write_plan(&before, &state)?;
        }
        Ok(answer)
    }

    fn write_plan(&self, before: &PlanRecord, state: &str) -> Result<()> {
        let written = self
            .db
            .prepare_cached(
                "UPDATE plans SET state = ?3, revision = revision + 1
                 WHERE id = ?1 AND revision = ?2",
            )?
            .execute((&before.id, before.revision, state))?;
        if written == 1 { Ok(()) } else { Err(StoreError::refused(CHANGED_MEANWHILE)) }
    }
}

impl Store {
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn plan(&self, id: &PlanId) -> Result<PlanRecord> {
        self.read(|db| find(db, id))
    }

    /// Changes the state of a plan in a separate transaction, with what happened to it on the
    /// record.
    ///
    /// # Errors
    /// As [`Transaction::update_plan`].
    pub fn update_plan<T, E: From<StoreError>>(
        &self,
        id: &PlanId,
        at: Moment,
        change: impl FnOnce(&mut PlanRecord, &Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(at, |all| all.update_plan(id, |plan| change(plan, all)))
    }

    /// The run that used a plan, when one did.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn run_of_plan(&self, plan_id: &PlanId) -> Result<Option<RunId>> {
        self.read(|db| {
            Ok(db
                .prepare_cached("SELECT id FROM runs WHERE plan_id = ?1")?
                .query_row([plan_id], |row| row.get(0))
                .optional()?)
        })
    }
}
