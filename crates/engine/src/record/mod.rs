//! Looking at the record: the append-only, hash-chained, signed log of all that was done.

pub(crate) mod event;
pub(crate) mod export;
pub(crate) mod parts;
mod sentence;

use crate::core::Rollcall;
use crate::problem::{Problem, ProblemCode};
use crate::view::{Facet, RecordCheck, RecordEntry, RecordPage, RecordQuery, StoreCheck};
use event::RecordEvent;
use rollcall_store::Store;

impl Rollcall {
    /// Appends to the record. The record is part of the act: when it cannot be written, the act
    /// fails with it.
    pub(crate) async fn on_record(&self, event: &RecordEvent) -> Result<u32, Problem> {
        let (entry, at) = (event.entry(), self.0.clock.moment());
        let append = move |store: &Store| store.record_append(&entry.kind, &entry.body, at);
        self.stored("Writing the record", append).await
    }

    /// Entries after number `after`, oldest first.
    pub async fn record(&self, after: u32, limit: u32) -> Result<Vec<RecordEntry>, Problem> {
        let entries =
            self.stored("Reading the record", move |store| store.record(after, limit)).await?;
        Ok(entries.into_iter().map(shown).collect())
    }

    /// A page of the entries that a query finds.
    pub async fn record_page(&self, query: RecordQuery) -> Result<RecordPage, Problem> {
        let wanted = rollcall_store::RecordQuery {
            text: query.text,
            kinds: query.kinds,
            connections: query.connections,
            newest_first: query.newest_first,
            offset: query.offset,
            limit: query.limit,
        };
        let page =
            self.stored("Searching the record", move |store| store.record_page(&wanted)).await?;
        let facet = |(kind, count): (String, u32)| Facet {
            label: sentence::label(&kind),
            value: kind,
            count,
        };
        Ok(RecordPage {
            entries: page.entries.into_iter().map(shown).collect(),
            total: page.total,
            all: page.all,
            kinds: page.kinds.into_iter().map(facet).collect(),
        })
    }

    /// Looks at the whole local copy: every page, the tables and what they say of each other, the
    /// record's chain and signatures. Damage is an answer, not an error.
    pub async fn check_store(&self) -> Result<StoreCheck, Problem> {
        let mut findings =
            self.stored("Checking the local copy", rollcall_store::Store::check).await?;
        let record = match self.verify_record().await {
            Ok(record) => Some(record),
            Err(problem) if problem.code == ProblemCode::StoreDamaged => {
                findings.push(format!("The record cannot be read. {}", problem.side_words));
                None
            }
            Err(problem) => return Err(problem),
        };
        let whole = findings.is_empty() && record.as_ref().is_some_and(|record| record.intact);
        Ok(StoreCheck { whole, findings, record })
    }

    /// Recomputes the chain and checks the signatures with the key in the keychain.
    pub async fn verify_record(&self) -> Result<RecordCheck, Problem> {
        let verified =
            self.stored("Checking the record", rollcall_store::Store::record_verify).await?;
        let words = match &verified.first_bad {
            None => intact(verified.entries, verified.unsigned),
            Some((seq, why)) => format!("Entry {seq} is not intact: {why}."),
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

/// The sentence for a record without faults.
fn intact(entries: u32, unsigned: u32) -> String {
    let whole = format!("{entries} entries, unbroken from the first to the last");
    match unsigned {
        0 => format!("{whole}, all signed."),
        1 => format!("{whole}. The last one is not signed yet: its run has not ended."),
        _ => format!("{whole}. The last {unsigned} are not signed yet: their run has not ended."),
    }
}

fn shown(entry: rollcall_store::RecordEntry) -> RecordEntry {
    RecordEntry {
        seq: entry.seq,
        words: sentence::of(&entry.kind, &entry.body),
        at: entry.at,
        kind: entry.kind,
        body: entry.body,
        hash: entry.hash,
    }
}
