//! The record as a file that outlives the store: JSON Lines, to be checked without Rollcall.

use crate::{
    db::error::Result,
    db::pool::Store,
    record,
    record::entry::{COLUMNS, of_row},
};
use serde_json::{Value, json, value::RawValue};
use std::io::Write;

impl Store {
    /// Writes every entry and then every signed head, oldest first, as they were at one moment.
    /// Nothing is held in memory but what is being written. Gives the number of entries.
    ///
    /// An entry's line is canonical JSON of `at`, `body`, `hash`, `kind`, `previous` and `seq`:
    /// `hash` is the SHA-256 of the same without `hash`. A body that was altered and is no longer JSON is written as a text. A head's line is `{"head":…}` with `hash`,
    /// `public_key`, `seq` and `signature`, as [`SignedHead`](crate::SignedHead) has them.
    ///
    /// # Errors
    /// [`StoreError::Io`](crate::StoreError::Io) and
    /// [`StoreError::DiskFull`](crate::StoreError::DiskFull) of `to`; when the
    /// database cannot be read.
    pub fn export_record(&self, to: &mut impl Write) -> Result<u32> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached(&format!("SELECT {COLUMNS} FROM record ORDER BY seq"))?;
            let mut rows = statement.query([])?;
            let mut entries = 0;
            while let Some(row) = rows.next()? {
                let entry = of_row(row)?;
                let body = one_line(&entry.body);
                let [at, hash, kind, previous] =
                    [entry.at, entry.hash, entry.kind, entry.previous].map(|text| json!(text));
                writeln!(
                    to,
                    r#"{{"at":{at},"body":{body},"hash":{hash},"kind":{kind},"previous":{previous},"seq":{}}}"#,
                    entry.seq
                )?;
                entries += 1;
            }
            let mut statement = db.prepare_cached(
                "SELECT seq, hash, public_key, signature FROM record_heads ORDER BY seq",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let head = record::heads::of_row(row)?;
                let [hash, public_key, signature] =
                    [head.hash, head.public_key, head.signature].map(|text| json!(text));
                writeln!(
                    to,
                    r#"{{"head":{{"hash":{hash},"public_key":{public_key},"seq":{},"signature":{signature}}}}}"#,
                    head.seq
                )?;
            }
            Ok(entries)
        })
    }
}

/// A body unchanged if it is JSON on one line, which every one was that Rollcall wrote.
fn one_line(body: &str) -> String {
    let whole = !body.contains(['\n', '\r']) && serde_json::from_str::<&RawValue>(body).is_ok();
    if whole { body.to_owned() } else { Value::from(body).to_string() }
}
