//! The check of a record of a million entries against bare SHA-256 over the same bytes.

use crate::table::{Limit, Line, median, ms};
use rollcall_store::{Holder, RecordKey, Signing, Store, StoreKey};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Instant;

const ENTRIES: u32 = 1_000_000;
const ROUNDS: usize = 5;
/// Bytes of entries that the base goes over again and again: they are held in memory, so that
/// nothing but hashing is measured.
const SAMPLE: usize = 64 << 20;

pub async fn lines() -> Vec<Line> {
    tokio::task::spawn_blocking(|| vec![line()]).await.expect("the record is checked")
}

fn line() -> Line {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("rollcall.db");
    let (key, signing) = (StoreKey::generate(), RecordKey::generate());
    let at = AT.parse().expect("a moment");
    let open = || {
        let signing = Signing::Kept(signing.clone());
        Store::open(&file, &key, signing, &Holder::default()).expect("the store opens")
    };
    open().record_append("run-started", &json!({"run": "r"}), at).expect("an entry");
    let start = Instant::now();
    let written = fill(&file, &key);
    let store = open();
    store.record_append("run-ended", &json!({"run": "r"}), at).expect("an entry");
    eprintln!("  made {ENTRIES} entries in {:.0} s", start.elapsed().as_secs_f64());
    let (mut times, mut bases) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let verified = store.record_verify().expect("an answer");
        times.push(ms(start.elapsed()));
        assert_eq!((verified.entries, verified.unsigned, verified.first_bad), (ENTRIES, 0, None));
        let start = Instant::now();
        bare(&written);
        bases.push(ms(start.elapsed()));
    }
    let (time, base) = (median(&times), median(&bases));
    Line {
        what: "Verifying 1 000 000 record entries : bare SHA-256".to_owned(),
        limit: Limit::Times(3.0),
        measured: time / base,
        from: format!(
            "medians of {ROUNDS} – {time:.0} ms : {base:.0} ms over {:.2} GB",
            written.bytes as f64 / 1e9
        ),
    }
}

const AT: &str = "2026-11-24T10:00:00.000Z";

/// What was written, as it is hashed.
struct Written {
    bytes: usize,
    /// The first of it.
    sample: Vec<u8>,
}

/// Appends all but the first and the last entry as the store would, in one transaction instead of
/// one for each.
fn fill(file: &Path, key: &StoreKey) -> Written {
    let mut db = Connection::open(file).expect("the file opens");
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_page_size = 8192;
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA cache_size = -262144;",
        hex::encode(key.as_bytes())
    ))
    .expect("the key fits");
    // A log of the size of the file would only have to be moved into it.
    db.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(())).expect("another journal");
    db.execute_batch("PRAGMA synchronous = OFF").expect("no waiting");
    let all = db.transaction().expect("a transaction");
    let mut previous: String =
        all.query_row("SELECT head FROM record_head", [], |row| row.get(0)).expect("a head");
    let mut written = Written { bytes: 0, sample: Vec::with_capacity(SAMPLE) };
    {
        let mut insert =
            all.prepare("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)").expect("a statement");
        for seq in 2..ENTRIES {
            let body = serde_json_canonicalizer::to_string(&body(seq)).expect("canonical");
            let text = format!(
                r#"{{"at":"{AT}","body":{body},"kind":"item-ended","previous":"{previous}","seq":{seq}}}"#
            );
            let hash = hex::encode(Sha256::digest(&text));
            insert.execute((seq, AT, "item-ended", &body, &previous, &hash)).expect("an entry");
            written.bytes += text.len();
            if written.sample.len() + text.len() <= SAMPLE {
                written.sample.extend_from_slice(text.as_bytes());
            }
            previous = hash;
        }
    }
    all.commit().expect("all of it");
    written
}

/// An item of a run as the engine puts it on the record.
fn body(seq: u32) -> Value {
    let account = format!("{:08x}-5c1e-7a30-9b1d-{:012x}", seq.wrapping_mul(2_654_435_761), seq);
    json!({
        "run": "019aa6b4-7d31-7c52-8f0a-52f0a4a1c9d3", "item": seq,
        "connection": "019aa6b4-1111-7c52-8f0a-52f0a4a1c9d3", "account": account,
        "change": "Deactivate", "on": format!("Person {seq} Featherstone"),
        "outcome": "verified", "words": "Read back: the account is inactive.",
        "settled_later": false,
        "exchange": format!(
            "PATCH https://scim.example.com/scim/v2/Users/{account}\n\
             Content-Type: application/scim+json\n\
             {{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{{\"op\":\"replace\",\"path\":\"active\",\"value\":false}}]}}\n\
             200 OK in 143 ms\n\
             {{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"id\":\"{account}\",\"userName\":\"person.{seq}@example.com\",\"active\":false}}"
        ),
    })
}

/// One SHA-256 over as many bytes as the entries have.
fn bare(written: &Written) {
    let mut hasher = Sha256::new();
    let mut left = written.bytes;
    while left > 0 {
        let next = left.min(written.sample.len());
        hasher.update(&written.sample[..next]);
        left -= next;
    }
    std::hint::black_box(hasher.finalize());
}
