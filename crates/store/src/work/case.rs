//! What is done about people over all apps. The engine owns what a body means.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Store,
    ids::CaseId,
    moment::Moment,
    record::transaction::{CHANGED_MEANWHILE, Transaction},
};
use rusqlite::{Connection as Database, OptionalExtension, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    pub id: CaseId,
    pub kind: String,
    pub state: String,
    pub made_at: Moment,
    pub body_json: String,
    /// How often it was changed.
    pub revision: u32,
}

const COLUMNS: &str = "id, kind, state, made_at, body, revision";

fn of_row(row: &Row<'_>) -> rusqlite::Result<CaseRecord> {
    Ok(CaseRecord {
        id: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        made_at: row.get(3)?,
        body_json: row.get(4)?,
        revision: row.get(5)?,
    })
}

fn find(db: &Database, id: &CaseId) -> Result<CaseRecord> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM cases WHERE id = ?1"))?
        .query_row([id], of_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found(format!("case \"{id}\"")))
}

impl Transaction<'_> {
    /// Keeps a new case.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when there is one with this id.
    pub fn add_case(&self, case: &CaseRecord) -> Result<()> {
        let added = self
            .db
            .prepare_cached(
                "INSERT OR IGNORE INTO cases (id, kind, state, made_at, body)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((&case.id, &case.kind, &case.state, &case.made_at, &case.body_json))?;
        if added == 1 { Ok(()) } else { Err(StoreError::refused("this case is kept already")) }
    }

    /// Changes a case from the state in which it is now. Id, kind and the time when it was made
    /// stay. Writes nothing when nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; of `change`.
    pub fn update_case<T, E: From<StoreError>>(
        &self,
        id: &CaseId,
        change: impl FnOnce(&mut CaseRecord) -> Result<T, E>,
    ) -> Result<T, E> {
        let before = find(self.db, id)?;
        let mut case = before.clone();
        let answer = change(&mut case)?;
        if (&case.state, &case.body_json) != (&before.state, &before.body_json) {
            self.write_case(&before, &case)?;
        }
        Ok(answer)
    }

    fn write_case(&self, before: &CaseRecord, case: &CaseRecord) -> Result<()> {
        let written = self
            .db
            .prepare_cached(
                "UPDATE cases SET state = ?3, body = ?4, revision = revision + 1
                 WHERE id = ?1 AND revision = ?2",
            )?
            .execute((&before.id, before.revision, &case.state, &case.body_json))?;
        if written == 1 { Ok(()) } else { Err(StoreError::refused(CHANGED_MEANWHILE)) }
    }
}

impl Store {
    /// Changes a case in a separate transaction, with what happened to it on the record.
    ///
    /// # Errors
    /// As [`Transaction::update_case`].
    pub fn update_case<T, E: From<StoreError>>(
        &self,
        id: &CaseId,
        at: Moment,
        change: impl FnOnce(&mut CaseRecord, &Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transact(at, |all| all.update_case(id, |case| change(case, all)))
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn case(&self, id: &CaseId) -> Result<CaseRecord> {
        self.read(|db| find(db, id))
    }

    /// Cases in one of these states, newest first.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn cases(&self, states: &[&str]) -> Result<Vec<CaseRecord>> {
        self.read(|db| {
            let mut all = db.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM cases ORDER BY made_at DESC, id DESC"
            ))?;
            let rows = all.query_map([], of_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(rows.into_iter().filter(|case| states.contains(&case.state.as_str())).collect())
        })
    }
}
