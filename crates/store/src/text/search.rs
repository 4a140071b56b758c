//! Words of a search, to rows.
//!
//! The index knows which rows have which triples of letters. It finds the candidates for a rare
//! text in well under a millisecond, and is slow for a text that nearly every row has. So it is
//! asked for a few rows only. When there are more, the text is common, and looking into the rows
//! while walking in the order of the sort finds a page soon.

use crate::db::error::Result;
use rusqlite::{Connection as Database, ToSql, types::Value};
use std::collections::HashSet;

/// A text that more rows have than one in so many is common, unless they are few anyway.
const COMMON: i64 = 10;
const FEW: i64 = 2_000;
/// The index knows texts of three letters and more.
const INDEXED: usize = 3;

/// What a search text finds.
pub(crate) enum Found {
    Everything,
    /// Exactly these rows.
    Rows(Vec<i64>),
    /// Rows for which all of these hold.
    Common(Vec<Condition>),
}

/// SQL over a row `t` of `account_texts`, with its value.
#[derive(Clone)]
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) value: Value,
}

struct Word {
    text: String,
    /// Listed groups with the word in their names.
    groups: Vec<i64>,
}

impl Word {
    fn is_indexed(&self) -> bool {
        self.text.chars().nth(INDEXED - 1).is_some()
    }

    /// Nothing but three letters, looked for in texts alone.
    fn is_one_triple(&self) -> bool {
        self.groups.is_empty() && self.text.chars().count() == INDEXED
    }

    /// All its triples of letters.
    fn triples(&self) -> String {
        let letters: Vec<char> = self.text.chars().collect();
        let quoted = letters.windows(INDEXED).map(|three| {
            let three: String = three.iter().collect();
            format!("\"{}\"", three.replace('"', "\"\""))
        });
        // A long text is as rare as its beginning, nearly.
        quoted.take(40).collect::<Vec<_>>().join(" AND ")
    }

    fn condition(&self) -> Condition {
        let text = "instr(t.text, ?) > 0";
        let sql = if self.groups.is_empty() {
            text.to_owned()
        } else {
            format!(
                "({text} OR t.subject IN (SELECT m.subject FROM memberships m
                   WHERE m.until_read IS NULL AND m.grp IN ({})))",
                list(&self.groups)
            )
        };
        Condition { sql, value: Value::from(self.text.clone()) }
    }
}

/// "1, 2, 3"
pub(crate) fn list(rows: &[i64]) -> String {
    rows.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

pub(crate) fn search(db: &Database, text: &str) -> Result<Found> {
    let mut words = Vec::new();
    for text in crate::text::fold::words(text) {
        words.push(Word { groups: groups_named(db, &text)?, text });
    }
    if words.is_empty() {
        return Ok(Found::Everything);
    }
    let most = most(db)?;
    let Some(unindexed) = unindexed(db, most)? else { return Ok(common(&words)) };
    let candidates = if words.iter().all(|word| word.groups.is_empty()) {
        // One question with all words: several common ones may be rare together.
        let query: Vec<String> =
            words.iter().filter(|word| word.is_indexed()).map(Word::triples).collect();
        let found = if query.is_empty() { None } else { indexed(db, &query.join(" AND "), most)? };
        found.map(|mut rows| {
            rows.extend(&unindexed);
            rows
        })
    } else {
        candidates_word_by_word(db, &words, &unindexed, most)?
    };
    match candidates {
        None => Ok(common(&words)),
        // A triple of letters is found by the index itself.
        Some(rows) if unindexed.is_empty() && words.iter().all(Word::is_one_triple) => {
            Ok(Found::Rows(rows))
        }
        Some(rows) => Ok(Found::Rows(check(db, &rows, &words)?)),
    }
}

fn common(words: &[Word]) -> Found {
    Found::Common(words.iter().map(Word::condition).collect())
}

/// Rows that the index does not have yet; `None` when there are too many.
fn unindexed(db: &Database, most: i64) -> Result<Option<Vec<i64>>> {
    let mut statement =
        db.prepare_cached("SELECT subject FROM account_texts WHERE subject > ?2 LIMIT ?1")?;
    few(&mut statement, &[&crate::text::index::indexed(db)?], most)
}

fn groups_named(db: &Database, word: &str) -> Result<Vec<i64>> {
    let mut statement =
        db.prepare_cached("SELECT id FROM groups WHERE listed = 1 AND instr(name_key, ?1) > 0")?;
    Ok(statement.query_map([word], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Candidates that the index finds; `None` when there are too many.
fn indexed(db: &Database, query: &str, most: i64) -> Result<Option<Vec<i64>>> {
    let mut statement = db.prepare_cached(
        "SELECT rowid FROM account_search WHERE account_search MATCH ?2 LIMIT ?1",
    )?;
    few(&mut statement, &[&query], most)
}

/// What a statement finds whose first value is its limit; `None` when that is more than `most`.
fn few(
    statement: &mut rusqlite::Statement<'_>,
    values: &[&dyn ToSql],
    most: i64,
) -> Result<Option<Vec<i64>>> {
    let limit = most + 1;
    let values: Vec<&dyn ToSql> =
        std::iter::once(&limit as &dyn ToSql).chain(values.iter().copied()).collect();
    let rows: Vec<i64> = statement
        .query_map(values.as_slice(), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(i64::try_from(rows.len()).is_ok_and(|found| found <= most).then_some(rows))
}

/// Rows above which a text is common in this store.
fn most(db: &Database) -> Result<i64> {
    let rows: i64 = db
        .prepare_cached("SELECT coalesce(sum(accounts), 0) FROM connections")?
        .query_row([], |row| row.get(0))?;
    Ok(FEW.max(rows / COMMON))
}

/// The rows of the words that are rare, met; `None` when none is.
fn candidates_word_by_word(
    db: &Database,
    words: &[Word],
    unindexed: &[i64],
    most: i64,
) -> Result<Option<Vec<i64>>> {
    let mut met: Option<HashSet<i64>> = None;
    for word in words.iter().filter(|word| word.is_indexed()) {
        let Some(mut rows) = indexed(db, &word.triples(), most)? else { continue };
        if !word.groups.is_empty() {
            let mut statement = db.prepare(&format!(
                "SELECT DISTINCT subject FROM memberships
                 WHERE until_read IS NULL AND grp IN ({}) LIMIT ?1",
                list(&word.groups)
            ))?;
            let Some(members) = few(&mut statement, &[], most)? else { continue };
            rows.extend(members);
        }
        let rows: HashSet<i64> = rows.iter().chain(unindexed).copied().collect();
        met = Some(match met {
            None => rows,
            Some(met) => met.intersection(&rows).copied().collect(),
        });
    }
    Ok(met.map(|rows| rows.into_iter().collect()))
}

/// Keeps the candidates for which every word holds.
fn check(db: &Database, rows: &[i64], words: &[Word]) -> Result<Vec<i64>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let conditions: Vec<Condition> = words.iter().map(Word::condition).collect();
    let all: Vec<&str> = conditions.iter().map(|condition| condition.sql.as_str()).collect();
    let mut statement = db.prepare_cached(&format!(
        "SELECT t.subject FROM account_texts t
         WHERE t.subject IN (SELECT value FROM json_each(?)) AND {}",
        all.join(" AND ")
    ))?;
    let rows = Value::from(format!("[{}]", list(rows)));
    let values = conditions.iter().map(|condition| &condition.value);
    let values = rusqlite::params_from_iter(std::iter::once(&rows).chain(values));
    Ok(statement.query_map(values, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}
