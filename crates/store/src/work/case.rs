//! What is done about people over all apps. The engine owns what a body means.

use crate::{
    db::error::{Result, StoreError},
    db::pool::Lasting,
    db::pool::Store,
    record::entry::{Entry, append},
};
use rusqlite::{OptionalExtension, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRecord {
    pub id: String,
    pub kind: String,
    pub state: String,
    pub made_at: String,
    pub body_json: String,
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<CaseRecord> {
    Ok(CaseRecord {
        id: row.get(0)?,
        kind: row.get(1)?,
        state: row.get(2)?,
        made_at: row.get(3)?,
        body_json: row.get(4)?,
    })
}

impl Store {
    /// Keeps a case as it stands, with an entry on the record when there is one; on the disk then.
    /// The number of the entry.
    ///
    /// # Errors
    /// Of the database.
    pub fn keep_case(
        &self,
        case: &CaseRecord,
        entry: Option<&Entry<'_>>,
        at: &str,
    ) -> Result<Option<u32>> {
        self.write(Lasting::Now, |db| {
            db.prepare_cached(
                "INSERT INTO cases VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body",
            )?
            .execute((
                &case.id,
                &case.kind,
                &case.state,
                &case.made_at,
                &case.body_json,
            ))?;
            entry.map(|entry| append(db, &self.inner.signing, entry, at)).transpose()
        })
    }

    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn case(&self, id: &str) -> Result<CaseRecord> {
        self.read(|db| {
            db.prepare_cached("SELECT id, kind, state, made_at, body FROM cases WHERE id = ?1")?
                .query_row([id], of_row)
                .optional()?
                .ok_or_else(|| StoreError::not_found(format!("case \"{id}\"")))
        })
    }

    /// Cases in one of these states, newest first.
    ///
    /// # Errors
    /// Of the database.
    pub fn cases(&self, states: &[&str]) -> Result<Vec<CaseRecord>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT id, kind, state, made_at, body FROM cases ORDER BY made_at DESC, id DESC",
            )?;
            let rows = all.query_map([], of_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(rows.into_iter().filter(|case| states.contains(&case.state.as_str())).collect())
        })
    }
}
