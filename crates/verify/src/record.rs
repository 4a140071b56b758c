//! Does the record hang together?

use crate::canon::Json;
use crate::integrity::{Manifest, key};
use crate::json;
use crate::pack::Pack;
use crate::report::{About, Report};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const ABOUT: About = About::Integrity;
const WHOLE: [&str; 6] = ["seq", "at", "kind", "body", "previous", "hash"];
const SEALED: [&str; 3] = ["seq", "previous", "hash"];

pub(crate) struct Entry<'a> {
    seq: u64,
    previous: String,
    hash: String,
    /// For a complete one.
    pub(crate) content: Option<Content<'a>>,
}

pub(crate) struct Content<'a> {
    pub(crate) kind: String,
    pub(crate) body: Json<'a>,
    /// Computed again over its content.
    hash: String,
}

#[derive(Debug, Deserialize)]
struct Heads {
    heads: Vec<SignedHead>,
}

#[derive(Debug, Deserialize)]
struct SignedHead {
    seq: u64,
    hash: String,
    public_key: String,
    signature: String,
}

/// The entries, for what the files say to be compared with.
pub(crate) fn check<'a>(
    pack: &'a Pack,
    manifest: Option<&Manifest>,
    head: Option<&str>,
    report: &mut Report,
) -> Vec<Entry<'a>> {
    let mut faults = Vec::new();
    let entries = entries(pack, &mut faults);
    for (before, entry) in entries.iter().zip(entries.iter().skip(1)) {
        if Some(entry.seq) != before.seq.checked_add(1) {
            faults.push(format!("entry {} follows entry {}", entry.seq, before.seq));
        }
        if entry.previous != before.hash {
            faults.push(format!("entry {} is not chained to the one before", entry.seq));
        }
    }
    let whole = entries.iter().filter_map(|entry| Some((entry, entry.content.as_ref()?)));
    for (entry, _) in whole.clone().filter(|(entry, content)| content.hash != entry.hash) {
        faults.push(format!("entry {} does not match its hash", entry.seq));
    }
    let what = format!("the record: {} entries, {} of them whole", entries.len(), whole.count());
    report.check(ABOUT, &what, faults);
    if let Some(last) = entries.last() {
        report.head.clone_from(&last.hash);
    }
    end(entries.last(), manifest, report);
    if let Some(head) = head {
        kept_elsewhere(&entries, head.trim(), report);
    }
    signatures(pack, &entries, report);
    entries
}

fn entries<'a>(pack: &'a Pack, faults: &mut Vec<String>) -> Vec<Entry<'a>> {
    let Some(bytes) = pack.file("record.jsonl") else {
        faults.push("record.jsonl is missing".to_owned());
        return Vec::new();
    };
    let mut entries = Vec::new();
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    for (number, line) in (1..).zip(lines) {
        let read = json::read(line).map_err(|error| format!("cannot be read: {error}"));
        match read.and_then(entry) {
            Ok(entry) => entries.push(entry),
            Err(why) => faults.push(format!("line {number} of record.jsonl {why}")),
        }
    }
    if entries.is_empty() {
        faults.push("record.jsonl is empty".to_owned());
    }
    entries
}

/// An extra member would be covered by no hash, and people would read it anyway.
fn entry(json: Json<'_>) -> Result<Entry<'_>, String> {
    let neither = || "is neither a whole entry nor a sealed one".to_owned();
    let Json::Object(_, values) = &json else { return Err(neither()) };
    let has = |names: &[&str]| {
        values.len() == names.len() && names.iter().all(|name| json.get(name).is_some())
    };
    let is_whole = has(&WHOLE);
    if !is_whole && !has(&SEALED) {
        return Err(neither());
    }
    let text = |name: &str| json.text(name).map(str::to_owned).ok_or_else(neither);
    let seq = json.number("seq").ok_or_else(neither)?;
    let (previous, hash) = (text("previous")?, text("hash")?);
    let content = if is_whole {
        text("at")?;
        let made_again = hex::encode(Sha256::digest(json.canonical_without("hash")));
        let kind = text("kind")?;
        let body = json.into_member("body").ok_or_else(neither)?;
        Some(Content { kind, body, hash: made_again })
    } else {
        None
    };
    Ok(Entry { seq, previous, hash, content })
}

/// A cut tail shows against the manifest.
fn end(last: Option<&Entry<'_>>, manifest: Option<&Manifest>, report: &mut Report) {
    let what = "the end of the record";
    let (Some(last), Some(manifest)) = (last, manifest) else {
        report.cannot(ABOUT, what, "record or manifest cannot be read");
        return;
    };
    let (seq, record) = (last.seq, &manifest.record);
    let mut faults = Vec::new();
    if seq != record.entries {
        faults.push(format!("it ends with entry {seq}, and the manifest says {}", record.entries));
    } else if last.hash != record.head {
        faults.push(format!("it ends with entry {seq}, and the manifest has another hash for it"));
    }
    report.check(ABOUT, &format!("{what}: entry {seq}"), faults);
}

/// And all that is in the pack against what is not in it. The newest entry holds the hash over the
/// files, and its own hash is computed again here; what is sealed before it has no part in that.
fn kept_elsewhere(entries: &[Entry<'_>], head: &str, report: &mut Report) {
    let what = "the head that was kept elsewhere";
    let Some(place) = entries.iter().position(|entry| entry.hash.eq_ignore_ascii_case(head)) else {
        let fault = format!(
            "no entry has the hash {head}: it was cut off, or re-created, or the pack was written before this head"
        );
        report.check(ABOUT, what, vec![fault]);
        return;
    };
    let Some(entry) = entries.get(place) else { return };
    match entries.len() - place - 1 {
        0 => {
            let sealed = entry.content.is_none();
            let faults = sealed.then(|| "it is of an entry without content".to_owned());
            let what = format!("{what} is entry {}, the newest", entry.seq);
            report.check(ABOUT, &what, faults.into_iter().collect());
        }
        later => {
            let why = format!(
                "is entry {}, and {later} are newer: it says nothing of this pack, which was made later",
                entry.seq
            );
            report.cannot(ABOUT, what, &why);
        }
    }
}

fn signatures(pack: &Pack, entries: &[Entry<'_>], report: &mut Report) {
    let what = "signatures in the record";
    let heads: Heads = match pack.file("record-heads.json").map(serde_json::from_slice) {
        Some(Ok(heads)) => heads,
        Some(Err(error)) => {
            report.check(ABOUT, what, vec![format!("record-heads.json cannot be read: {error}")]);
            return;
        }
        None => {
            report.check(ABOUT, what, vec!["record-heads.json is missing".to_owned()]);
            return;
        }
    };
    let own = key(pack).ok();
    let verifier = own.as_ref().and_then(|own| VerifyingKey::from_bytes(own).ok());
    let own = own.map(hex::encode);
    let by_seq: HashMap<u64, &str> =
        entries.iter().map(|entry| (entry.seq, entry.hash.as_str())).collect();
    let mut faults = Vec::new();
    for head in &heads.heads {
        let seq = head.seq;
        match by_seq.get(&seq) {
            Some(hash) if *hash == head.hash => {}
            Some(_) => faults.push(format!("entry {seq} was signed with another hash")),
            None => faults.push(format!("entry {seq} is signed and not in record.jsonl")),
        }
        if Some(&head.public_key) != own.as_ref() {
            faults.push(format!("entry {seq} was signed by another key"));
            continue;
        }
        let message = format!("rollcall record head v1\n{seq}\n{}", head.hash);
        let signature = hex::decode(&head.signature).ok();
        let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
        let holds = match (&verifier, signature) {
            (Some(key), Some(signature)) => {
                key.verify_strict(message.as_bytes(), &signature).is_ok()
            }
            _ => false,
        };
        if !holds {
            faults.push(format!("the signature under entry {seq} does not hold"));
        }
    }
    let newest = entries.last().map(|entry| entry.seq);
    if newest.is_none_or(|newest| heads.heads.iter().all(|head| head.seq != newest)) {
        faults.push("the newest entry is not signed".to_owned());
    }
    report.check(ABOUT, &format!("{} {what}", heads.heads.len()), faults);
}
