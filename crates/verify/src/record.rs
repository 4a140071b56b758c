//! Does the record hang together?

use crate::integrity::{Manifest, key};
use crate::pack::Pack;
use crate::report::{About, Report};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const ABOUT: About = About::Integrity;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entry {
    seq: u64,
    at: Option<String>,
    kind: Option<String>,
    body: Option<Value>,
    previous: String,
    hash: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Heads {
    heads: Vec<SignedHead>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SignedHead {
    seq: u64,
    hash: String,
    public_key: String,
    signature: String,
}

pub(crate) fn check(
    pack: &Pack,
    manifest: Option<&Manifest>,
    head: Option<&str>,
    report: &mut Report,
) {
    let mut faults = Vec::new();
    let entries = entries(pack, &mut faults);
    let mut whole = 0;
    for (at, entry) in entries.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| entries.get(at));
        if let Some(before) = before {
            if entry.seq != before.seq.saturating_add(1) {
                faults.push(format!("entry {} follows entry {}", entry.seq, before.seq));
            }
            if entry.previous != before.hash {
                faults.push(format!("entry {} does not hang on the one before", entry.seq));
            }
        }
        match hash_of(entry) {
            None if entry.body.is_some() || entry.kind.is_some() => {
                faults.push(format!("entry {} is neither whole nor sealed", entry.seq));
            }
            None => {}
            Some(hash) => {
                whole += 1;
                if hash != entry.hash {
                    faults.push(format!("entry {} is not what its hash is of", entry.seq));
                }
            }
        }
    }
    let what = format!("the record: {} entries, {whole} of them whole", entries.len());
    report.check(ABOUT, &what, faults);
    ends(&entries, manifest, head, report);
    signatures(pack, &entries, report);
}

fn entries(pack: &Pack, faults: &mut Vec<String>) -> Vec<Entry> {
    let Some(bytes) = pack.file("record.jsonl") else {
        faults.push("record.jsonl is not there".to_owned());
        return Vec::new();
    };
    let mut entries = Vec::new();
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    for (number, line) in (1..).zip(lines) {
        match serde_json::from_slice(line) {
            Ok(entry) => entries.push(entry),
            Err(error) => faults.push(format!("line {number} cannot be read: {error}")),
        }
    }
    if entries.is_empty() {
        faults.push("it is empty".to_owned());
    }
    entries
}

/// Of a whole entry: over its canonical JSON (RFC 8785) without the hash.
fn hash_of(entry: &Entry) -> Option<String> {
    let (at, kind, body) = (entry.at.as_ref()?, entry.kind.as_ref()?, entry.body.as_ref()?);
    let text = serde_json_canonicalizer::to_string(&serde_json::json!({
        "at": at, "body": body, "kind": kind, "previous": entry.previous, "seq": entry.seq,
    }))
    .ok()?;
    Some(hex::encode(Sha256::digest(text)))
}

/// The tail: a cut one shows against the manifest, and against what was kept elsewhere.
fn ends(entries: &[Entry], manifest: Option<&Manifest>, head: Option<&str>, report: &mut Report) {
    let mut faults = Vec::new();
    let last = entries.last();
    if let (Some(last), Some(manifest)) = (last, manifest) {
        report.head.clone_from(&last.hash);
        let record = &manifest.record;
        if last.seq != record.entries || last.hash != record.head {
            faults.push(format!(
                "it ends with entry {}, and the manifest says {}",
                last.seq, record.entries
            ));
        }
    }
    report.check(ABOUT, "the end of the record", faults);
    if let Some(head) = head {
        let found = entries.iter().any(|entry| entry.hash.eq_ignore_ascii_case(head.trim()));
        let fault = || format!("no entry has the hash {head}: it was cut, or made anew");
        let faults = if found { Vec::new() } else { vec![fault()] };
        report.check(ABOUT, "the head that was kept elsewhere", faults);
    }
}

fn signatures(pack: &Pack, entries: &[Entry], report: &mut Report) {
    let what = "signatures in the record";
    let mut faults = Vec::new();
    let heads: Heads = match pack.file("record-heads.json").map(serde_json::from_slice) {
        Some(Ok(heads)) => heads,
        Some(Err(error)) => {
            report.check(ABOUT, what, vec![format!("record-heads.json cannot be read: {error}")]);
            return;
        }
        None => {
            report.check(ABOUT, what, vec!["record-heads.json is not there".to_owned()]);
            return;
        }
    };
    let own = key(pack).ok();
    let verifier = own.as_ref().and_then(|own| VerifyingKey::from_bytes(own).ok());
    let own = own.map(hex::encode).unwrap_or_default();
    let by_seq: HashMap<u64, &str> =
        entries.iter().map(|entry| (entry.seq, entry.hash.as_str())).collect();
    for head in &heads.heads {
        if by_seq.get(&head.seq) != Some(&head.hash.as_str()) {
            faults.push(format!("entry {} was signed with another hash", head.seq));
            continue;
        }
        if head.public_key != own {
            faults.push(format!("entry {} was signed by another key", head.seq));
            continue;
        }
        let message = format!("rollcall record head v1\n{}\n{}", head.seq, head.hash);
        let signature = hex::decode(&head.signature).ok();
        let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let holds = match (&verifier, signature) {
            (Some(key), Some(signature)) => {
                key.verify_strict(message.as_bytes(), &signature).is_ok()
            }
            _ => false,
        };
        if !holds {
            faults.push(format!("the signature under entry {} does not hold", head.seq));
        }
    }
    let newest = entries.last().map(|entry| entry.seq);
    if newest.is_some() && heads.heads.iter().map(|head| head.seq).max() != newest {
        faults.push("the newest entry is not signed".to_owned());
    }
    report.check(ABOUT, &format!("{} {what}", heads.heads.len()), faults);
}
