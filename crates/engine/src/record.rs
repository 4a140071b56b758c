//! Looking at the record: the append-only, hash-chained log of all that was done.

use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::{RecordCheck, RecordEntry};
use serde_json::Value;

impl Rollcall {
    /// Entries after number `after`, oldest first.
    pub async fn record(&self, after: u32, limit: u32) -> Result<Vec<RecordEntry>, Problem> {
        let entries =
            self.stored("Reading the record", move |store| store.record(after, limit)).await?;
        Ok(entries
            .into_iter()
            .map(|entry| RecordEntry {
                seq: entry.seq,
                words: words(&entry.kind, &entry.body),
                at: entry.at,
                kind: entry.kind,
                body: entry.body,
                hash: entry.hash,
            })
            .collect())
    }

    /// Recomputes the chain.
    pub async fn verify_record(&self) -> Result<RecordCheck, Problem> {
        let verified =
            self.stored("Checking the record", rollcall_store::Store::record_verify).await?;
        let words = match &verified.first_bad {
            None => format!("{} entries, unbroken from the first to the last.", verified.entries),
            Some((seq, why)) => format!("Entry {seq} does not fit: {why}."),
        };
        Ok(RecordCheck {
            entries: verified.entries,
            intact: verified.first_bad.is_none(),
            first_bad: verified.first_bad.map(|(seq, _)| seq),
            words,
            head: verified.head,
        })
    }
}

/// One sentence about an entry.
fn words(kind: &str, body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match kind {
        "connection-made" => format!("Connected {} at {}", text("name"), text("address")),
        "connection-removed" => format!("Removed the connection {}", text("name")),
        "read-ended" => format!("Read {}: {}. {}", text("name"), text("verdict"), text("reason")),
        "plan-made" => format!("Planned: {}", text("title")),
        "plan-discarded" => "Discarded a plan".to_owned(),
        "run-started" => format!("Ran: {}", text("title")),
        "item-ended" => {
            format!("{} {}: {}. {}", text("change"), text("on"), text("outcome"), text("words"))
        }
        "run-settled" => "Settled a run by reading".to_owned(),
        "run-ended" => {
            let number = |key: &str| body.get(key).and_then(Value::as_u64).unwrap_or(0);
            format!("Run ended: {} verified, {} not", number("verified"), number("not_verified"))
        }
        other => other.to_owned(),
    }
}
