//! The stretch of the record that a review lies in: its own entries whole, of the others only what
//! keeps the chain together.

use super::{Gathered, Trouble, head_json};
use crate::case::whoami;
use crate::record::event::RecordEvent;
use rollcall_store::{CaseId, RecordEntry, RunId, Store};
use serde_json::{Value, json};
use std::collections::HashSet;

/// Entries asked for at once.
const AT_ONCE: u32 = 2_000;

pub(super) struct Stretch {
    pub(super) lines: Vec<u8>,
    pub(super) heads: Vec<Value>,
    pub(super) entries: u32,
    pub(super) head: String,
}

/// Puts on record that a pack was made, with the hash over its files; the number of that entry.
pub(super) fn packed(
    store: &Store,
    gathered: &Gathered,
    files_sha256: &str,
) -> Result<u32, Trouble> {
    let event = RecordEvent::ReviewPacked {
        review: gathered.review.named(),
        by: whoami(),
        left_out: gathered.left_out.clone(),
        files_sha256: files_sha256.to_owned(),
    };
    let entry = event.entry();
    Ok(store.record_append(&entry.kind, &entry.body, gathered.made_at)?)
}

/// `last`: the entry that says that the pack was made, which the stretch ends with.
pub(super) fn stretch(store: &Store, gathered: &Gathered, last: u32) -> Result<Stretch, Trouble> {
    let ends = last;
    let review = &gathered.review;
    let mut about: HashSet<&str> = HashSet::from([review.id.as_str()]);
    about.extend(review.cases.iter().map(CaseId::as_str));
    about.extend(gathered.cases.iter().flat_map(|case| &case.runs).map(RunId::as_str));
    about.extend(gathered.plans.values().map(|(plan, _)| plan.as_str()));
    let reads: HashSet<u64> =
        review.connections.iter().filter_map(|one| one.read).map(u64::from).collect();
    let (mut lines, mut heads) = (Vec::new(), Vec::new());
    let mut newest: Option<RecordEntry> = None;
    let mut after = review.record_from.saturating_sub(1);
    loop {
        let mut entries = store.record(after, AT_ONCE)?;
        entries.retain(|entry| entry.seq <= ends);
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in &entries {
            let body: Value = serde_json::from_str(&entry.body).unwrap_or_default();
            let named = |key: &str| {
                body.get(key).and_then(Value::as_str).is_some_and(|id| about.contains(id))
            };
            let of_read =
                body.get("read").and_then(Value::as_u64).is_some_and(|id| reads.contains(&id));
            let is_its_own = of_read
                || ["review", "case", "run", "plan", "id", "run_id"].iter().any(|key| named(key));
            let line = if is_its_own {
                json!({
                    "seq": entry.seq, "at": entry.at, "kind": entry.kind, "body": body,
                    "previous": entry.previous, "hash": entry.hash,
                })
            } else {
                json!({"seq": entry.seq, "previous": entry.previous, "hash": entry.hash})
            };
            lines.extend_from_slice(line.to_string().as_bytes());
            lines.push(b'\n');
        }
        newest = entries.into_iter().last();
    }
    let mut after = review.record_from.saturating_sub(1);
    loop {
        let some = store.record_heads(after, AT_ONCE)?;
        let Some(last) = some.last() else { break };
        after = last.seq;
        heads.extend(some.iter().filter(|head| head.seq <= ends).map(head_json));
    }
    let (entries, head) =
        newest.map_or_else(|| (0, String::new()), |entry| (entry.seq, entry.hash));
    Ok(Stretch { lines, heads, entries, head })
}

/// An Ed25519 public key (hex) as SubjectPublicKeyInfo (RFC 8410).
pub(super) fn der(key: &str) -> Vec<u8> {
    let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    der.extend(hex::decode(key).unwrap_or_default());
    der
}

/// The same as text (RFC 7468).
pub(super) fn pem(key: &str) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der(key));
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
}
