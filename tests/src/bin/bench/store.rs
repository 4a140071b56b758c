//! Questions to a store of 100 000 accounts against the SQL that somebody who knows the schema
//! would write by hand for the same rows and the same total.

use crate::apps::{App, House};
use crate::questions::{Bare, Question, Sample, filters, searches};
use crate::table::{Limit, Line, median, ms};
use rollcall_store::{Holder, RecordKey, Signing, Store, StoreKey, UserQuery};
use rusqlite::{Connection, params_from_iter};
use secrecy::ExposeSecret;
use std::path::Path;
use std::time::Instant;

const APPS: u32 = 4;
const USERS: u32 = 100_000;
const ROUNDS: usize = 15;
/// What the window asks for at a time.
pub const PAGE: u32 = 200;

pub async fn lines() -> Vec<Line> {
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    {
        let apps: Vec<App> = (1..=APPS).map(|seed| App::start(USERS / APPS, seed)).collect();
        for (number, app) in (1..).zip(&apps) {
            app.connect(&house.engine, &format!("App {number}")).await;
        }
        let reads = house.engine.read(&[]).await.expect("the reads end");
        assert_eq!(reads.iter().map(|read| read.users_received).sum::<u32>(), USERS);
    }
    let (file, keychain) = house.close().await;
    let name = std::fs::read_to_string(folder.path().join("rollcall.id")).expect("a name");
    let entry = format!("store:{}", name.trim());
    let key = keychain.get(&entry).await.expect("a keychain").expect("the store's key");
    let hex = key.expose_secret().to_owned();
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hexadecimal");
    }
    let measured = tokio::task::spawn_blocking(move || {
        // Nothing is written to the record and nothing of it is checked.
        let signing = Signing::Kept(RecordKey::generate());
        let key = StoreKey::from_bytes(bytes);
        let store = Store::open(&file, &key, signing, &Holder::default()).expect("the store opens");
        let bare = bare(&file, &hex);
        let sample = Sample::of(&bare);
        let mut lines = kind("Searching", &store, &bare, searches(&sample));
        lines.extend(kind("Filter, sort, first page of", &store, &bare, filters(&sample)));
        lines
    });
    measured.await.expect("the questions are answered")
}

/// The same file with the same key and cache, without the store.
fn bare(file: &Path, key: &str) -> Connection {
    let db = Connection::open(file).expect("the file opens");
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = 8192;
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -49152;"
    ))
    .expect("the key fits");
    db.set_prepared_statement_cache_capacity(128);
    db
}

/// The worst ratio and the longest time of these questions.
fn kind(name: &str, store: &Store, bare: &Connection, questions: Vec<Question>) -> Vec<Line> {
    let count = questions.len();
    let mut worst = (0.0, String::new());
    let mut slowest = (0.0, "");
    for question in questions {
        let (ours, base) = measure(store, bare, &question);
        let words = format!("{}: {ours:.2} ms : {base:.2} ms", question.what);
        eprintln!("  {words} = {:.2}", ours / base);
        if ours / base > worst.0 {
            worst = (ours / base, words);
        }
        if ours > slowest.0 {
            slowest = (ours, question.what);
        }
    }
    vec![
        Line {
            what: format!("{name} 100 000 accounts : bare SQL"),
            limit: Limit::Times(3.0),
            measured: worst.0,
            from: format!("worst of {count}, medians of {ROUNDS} – {}", worst.1),
        },
        Line {
            what: format!("{name} 100 000 accounts, longest"),
            limit: Limit::Below(100.0, "ms"),
            measured: slowest.0,
            from: slowest.1.to_owned(),
        },
    ]
}

/// Medians in milliseconds; the base is the quickest of the ways to write it.
fn measure(store: &Store, db: &Connection, question: &Question) -> (f64, f64) {
    let page = store.users(&question.query).expect("an answer");
    let ours: Vec<String> = page.rows.into_iter().map(|row| row.account_id.into_string()).collect();
    for way in &question.bare {
        let (total, rows) = ask(db, way);
        let rows: Vec<String> = rows.into_iter().map(|row| row.0).collect();
        assert_eq!(total, page.total, "{}: {}", question.what, way.total);
        assert!(rows == ours, "{}: other rows than {}", question.what, way.page);
    }
    let mut times = Vec::new();
    let mut bases = vec![Vec::new(); question.bare.len()];
    for _ in 0..ROUNDS {
        times.push(timed(|| store.users(&question.query).expect("an answer").rows.len()));
        for (way, base) in question.bare.iter().zip(&mut bases) {
            base.push(timed(|| ask(db, way).1.len()));
        }
    }
    let base = bases.iter().map(|base| median(base)).fold(f64::INFINITY, f64::min);
    (median(&times), base)
}

fn timed(work: impl FnOnce() -> usize) -> f64 {
    let start = Instant::now();
    std::hint::black_box(work());
    ms(start.elapsed())
}

/// What the table shows of a row.
type Row = (String, [String; 6], i64, i64, i64);

/// The total and the rows of the first page.
fn ask(db: &Connection, way: &Bare) -> (u32, Vec<Row>) {
    let values = || params_from_iter(way.values.iter());
    let total = db
        .prepare_cached(&way.total)
        .and_then(|mut sql| sql.query_row(values(), |row| row.get(0)))
        .unwrap_or_else(|error| panic!("{error}: {}", way.total));
    let sql = format!(
        "SELECT s.scim_id, a.name, a.user_name, a.email, a.title, a.department, a.user_type,
                a.connection, a.state,
                (SELECT count(*) FROM memberships m
                 WHERE m.subject = a.subject AND m.until_read IS NULL)
         FROM ({}) p CROSS JOIN accounts a ON a.subject = p.subject
         CROSS JOIN subjects s ON s.id = p.subject",
        way.page
    );
    let mut sql = db.prepare_cached(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let rows = sql.query_map(values(), |row| {
        let texts = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        Ok((row.get(0)?, texts, row.get(7)?, row.get(8)?, row.get(9)?))
    });
    let rows = rows.and_then(Iterator::collect).expect("rows");
    (total, rows)
}

/// The first page of everything.
pub fn first_page() -> UserQuery {
    UserQuery { limit: PAGE, ..UserQuery::default() }
}
