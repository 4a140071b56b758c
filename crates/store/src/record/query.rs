//! The record as a screen asks for it: searched, filtered, a page at a time.

use crate::{
    db::error::Result,
    db::pool::Store,
    record::entry::{COLUMNS, RecordEntry, head, of_row},
    text::fold::fold,
};
use rusqlite::{Connection as Database, Row, ToSql, params_from_iter};

/// Which entries are wanted. Empty lists mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordQuery {
    /// Found anywhere in the kind or the body. Case and accents do not matter.
    pub text: String,
    pub kinds: Vec<String>,
    /// Ids: entries whose body names one of them as its `connection`.
    pub connections: Vec<String>,
    pub newest_first: bool,
    pub offset: u32,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    pub entries: Vec<RecordEntry>,
    /// Entries that the query finds.
    pub total: u32,
    /// Entries of the whole record.
    pub all: u32,
    /// Every kind of the whole record and how often it is there, by name.
    pub kinds: Vec<(String, u32)>,
}

impl Store {
    /// A page of the record.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn record_page(&self, query: &RecordQuery) -> Result<RecordPage> {
        self.read(|db| {
            let (all, _) = head(db)?;
            let kinds = db
                .prepare_cached("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            let found = found(db, query)?;
            let total = found.as_ref().map_or(all, |found| len(found));
            let last = total.saturating_sub(query.offset);
            let many = query.limit.min(last);
            let mut entry =
                db.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE seq = ?1"))?;
            let mut entries = Vec::new();
            for n in 0..many {
                let place = if query.newest_first { last - n } else { query.offset + n + 1 };
                // Numbers have no gaps, so that without a condition the place is the number.
                let seq = match &found {
                    Some(found) => found.get(place as usize - 1).copied().unwrap_or_default(),
                    None => place,
                };
                // A removed entry has no row; the check of the chain names it.
                entries
                    .extend(entry.query_map([seq], of_row)?.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            Ok(RecordPage { entries, total, all, kinds })
        })
    }
}

fn len(found: &[u32]) -> u32 {
    u32::try_from(found.len()).unwrap_or(u32::MAX)
}

/// Numbers of the entries that a query finds, oldest first; `None` when it asks for all.
fn found(db: &Database, query: &RecordQuery) -> Result<Option<Vec<u32>>> {
    let text = needle(&query.text);
    let mut conditions = Vec::new();
    let mut values: Vec<&dyn ToSql> = Vec::new();
    if !query.kinds.is_empty() {
        conditions.push(format!("kind IN ({})", marks(query.kinds.len())));
        values.extend(query.kinds.iter().map(|kind| kind as &dyn ToSql));
    }
    if !query.connections.is_empty() {
        let one = "CASE WHEN instr(body, ?) AND json_valid(body)
                   THEN body ->> '$.connection' = ? ELSE FALSE END";
        conditions.push(format!("({})", vec![one; query.connections.len()].join(" OR ")));
        let twice = query.connections.iter().flat_map(|id| [id, id]);
        values.extend(twice.map(|id| id as &dyn ToSql));
    }
    if conditions.is_empty() && text.is_empty() {
        return Ok(None);
    }
    // The body only where it is read: without it an index answers.
    let columns = if text.is_empty() { "seq" } else { "seq, kind, body" };
    let mut sql = format!("SELECT {columns} FROM record");
    if !conditions.is_empty() {
        sql = format!("{sql} WHERE {}", conditions.join(" AND "));
    }
    let mut statement = db.prepare_cached(&format!("{sql} ORDER BY seq"))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let fits = text.is_empty() || holds(row, 1, &text)? || holds(row, 2, &text)?;
        if fits {
            found.push(row.get(0)?);
        }
    }
    Ok(Some(found))
}

/// Whether a column of a row has the text.
fn holds(row: &Row<'_>, column: usize, text: &str) -> rusqlite::Result<bool> {
    Ok(fold(row.get_ref(column)?.as_str()?).contains(text))
}

/// The text as it appears in a body: folded, and escaped as JSON escapes it.
fn needle(text: &str) -> String {
    let quoted = serde_json::Value::from(text.trim()).to_string();
    fold(&quoted[1..quoted.len() - 1])
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}
