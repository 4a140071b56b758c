//! Tying 100 000 accounts in 6 apps with a list of 50 000 rows, against bare reading and hashing of
//! the same rows; and the palette at 100 000 people.

use crate::apps::{App, House, program};
use crate::table::{Limit, Line, median};
use jiff::ToSpan;
use rollcall_engine::AccountId;
use rollcall_engine::view::{AccountMark, PeopleQuery, UserQuery};
use rusqlite::Connection;
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Three apps have the same people, the others their own.
const SEEDS: [u32; 6] = [1, 1, 1, 2, 3, 4];
const USERS: u32 = 16_700;
const ROWS: usize = 50_000;
const ROUNDS: usize = 5;
const TYPED: [&str; 6] = ["an", "ben", "oskar lind", "lin", "example", "zzzz"];

pub async fn lines() -> Vec<Line> {
    let folder = tempfile::tempdir().expect("a folder");
    // The command line opens it later, with the key from the real keychain.
    let house = House::shipped(folder.path()).await;
    let mut ids = Vec::new();
    {
        let apps: Vec<App> = SEEDS.iter().map(|seed| App::start(USERS, *seed)).collect();
        for (number, app) in (1..).zip(&apps) {
            ids.push(app.connect(&house.engine, &format!("App {number}")).await);
        }
        house.engine.read(&[]).await.expect("the reads end");
    }
    let list = list(&house, &ids[0]).await;
    let look = house.engine.look_at_truth("hr.csv", list.as_bytes()).await.expect("a list");
    house.engine.import_truth(&look.id, None).await.expect("an import");
    let first = PeopleQuery { limit: 1, ..PeopleQuery::default() };
    let start = Instant::now();
    let people = house.engine.people(first.clone()).await.expect("people").all;
    let rebuilt = start.elapsed().as_secs_f64();
    eprintln!("  {people} people, all of them written: {rebuilt:.2} s");
    let account = one_account(&house, &ids[0]).await;
    let mut ties = Vec::new();
    for round in 0..ROUNDS {
        // A mark causes all of it to be computed again.
        let mark = if round % 2 == 0 { AccountMark::Person } else { AccountMark::None };
        house
            .engine
            .mark_account(&ids[0], &AccountId::from(account.as_str()), mark)
            .await
            .expect("a mark");
        let start = Instant::now();
        house.engine.people(first.clone()).await.expect("people");
        ties.push(start.elapsed().as_secs_f64());
    }
    let palette = palette(&house).await;
    let (file, keychain) = house.close().await;
    let (mut listed, mut next_day) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // Where a day begins last, and where the day after it has begun always.
        command_line(folder.path(), people, "Etc/GMT+12");
        listed.push(command_line(folder.path(), people, "Etc/GMT+12"));
        next_day.push(command_line(folder.path(), people, "Etc/GMT-14"));
    }
    let name = std::fs::read_to_string(folder.path().join("rollcall.id")).expect("a name");
    let entry = format!("store:{}", name.trim());
    let key = keychain.get(&entry).await.expect("a keychain").expect("the store's key");
    let hex = key.expose_secret().to_owned();
    let bare = tokio::task::spawn_blocking(move || bare(&file, &hex)).await.expect("bare reading");
    let tied = median(&ties);
    let written = format!("{rebuilt:.2} s, once: every person is new");
    let from = format!("{tied:.2} s : {bare:.2} s, medians of {ROUNDS}, {people} people");
    vec![
        Line {
            what: "Tying 100 000 accounts with 50 000 rows".to_owned(),
            limit: Limit::Below(3.0, "s"),
            measured: tied,
            from: from.clone(),
        },
        Line {
            what: "The same with nobody known before".to_owned(),
            limit: Limit::Below(3.0, "s"),
            measured: rebuilt,
            from: written,
        },
        Line {
            what: "Tying : bare reading and hashing of the same rows".to_owned(),
            limit: Limit::Times(5.0),
            measured: tied / bare,
            from,
        },
        Line {
            what: format!("`rollcall people` at {people} people, the first page"),
            limit: Limit::AtMost(0.2, "s"),
            measured: median(&listed),
            from: format!("the whole process, median of {ROUNDS}"),
        },
        Line {
            what: "The same when a new day has begun".to_owned(),
            limit: Limit::AtMost(0.3, "s"),
            measured: median(&next_day),
            from: "with those who began and left since".to_owned(),
        },
        Line {
            what: format!("The palette at {people} people, worst of {}", TYPED.len()),
            limit: Limit::Below(100.0, "ms"),
            measured: palette.0.as_secs_f64() * 1_000.0,
            from: format!("“{}”", palette.1),
        },
    ]
}

/// The text of which the palette is slowest, and its median time.
async fn palette(house: &House) -> (Duration, &'static str) {
    let mut palette = (Duration::ZERO, "");
    for text in TYPED {
        house.engine.find(text).await.expect("found");
        let mut times: Vec<f64> = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            house.engine.find(text).await.expect("found");
            times.push(start.elapsed().as_secs_f64());
        }
        let took = Duration::from_secs_f64(median(&times));
        eprintln!("  palette, “{text}”: {:.1} ms", took.as_secs_f64() * 1_000.0);
        if took > palette.0 {
            palette = (took, text);
        }
    }
    palette
}

/// Seconds from the start of `rollcall people` to its end, on the day of a time zone.
fn command_line(data: &Path, people: u32, zone: &str) -> f64 {
    let mut command = Command::new(program());
    command.args(["--json", "people", "--data"]).arg(data).env("TZ", zone);
    let start = Instant::now();
    let output = command.output().expect("the command line starts");
    let took = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "listing people failed");
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = said["result"].as_array().expect("rows");
    assert!(!rows.is_empty() && rows.len() < people as usize, "it is one page");
    took
}

/// Everybody of one app, and as many others as make it 50 000.
async fn list(house: &House, connection: &str) -> String {
    let today = jiff::Zoned::now().date();
    let mut text = String::from("Employee number,Name,E-mail,Status,Department,Last day of work\n");
    let mut rows = 0;
    loop {
        let query = UserQuery {
            connections: vec![connection.to_owned()],
            offset: u32::try_from(rows).unwrap_or(u32::MAX),
            limit: 1_000,
            ..UserQuery::default()
        };
        let page = house.engine.users(query).await.expect("rows");
        if page.rows.is_empty() {
            break;
        }
        for row in page.rows {
            rows += 1;
            let name = row.name.replace(['"', ',', '\n'], " ");
            writeln!(text, ",{name},{},Active,{},", row.user_name, row.department).expect("a text");
        }
    }
    for number in rows..ROWS {
        // Some leave on one of these days.
        let last = match number % 100 {
            days @ 0..3 => today.checked_add((days as i64).days()).expect("a day").to_string(),
            _ => String::new(),
        };
        writeln!(
            text,
            "N{number},Jo Number{number},jo.number{number}@example.org,Active,Sales,{last}"
        )
        .expect("a text");
    }
    text
}

/// The first people of one app, with their departments as `department` says.
pub async fn everybody(
    house: &House,
    connection: &str,
    rows: usize,
    department: &(dyn for<'a> Fn(usize, &'a str) -> &'a str + Sync),
) -> String {
    let mut text = String::from("Name,E-mail,Status,Department\n");
    let mut number = 0;
    while number < rows {
        let query = UserQuery {
            connections: vec![connection.to_owned()],
            offset: u32::try_from(number).unwrap_or(u32::MAX),
            limit: 1_000,
            ..UserQuery::default()
        };
        for row in house.engine.users(query).await.expect("rows").rows {
            number += 1;
            let name = row.name.replace(['"', ',', '\n'], " ");
            let department = department(number, &row.department);
            writeln!(text, "{name},{},Active,{department}", row.user_name).expect("a text");
        }
    }
    text
}

async fn one_account(house: &House, connection: &str) -> String {
    let query =
        UserQuery { connections: vec![connection.to_owned()], limit: 1, ..UserQuery::default() };
    house.engine.users(query).await.expect("rows").rows.remove(0).account_id.into_string()
}

/// Median time of reading the rows that tying reads, and hashing their texts.
pub fn bare(file: &Path, key: &str) -> f64 {
    let db = Connection::open(file).expect("the file opens");
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_page_size = 8192;
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -49152;"
    ))
    .expect("the key fits");
    let times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let mut hash = Sha256::new();
            for sql in [
                "SELECT a.name || a.user_name || a.email || r.raw FROM accounts a
                 JOIN account_resources r ON r.subject = a.subject ORDER BY a.subject",
                "SELECT key || body FROM truth_entries ORDER BY id",
            ] {
                let mut statement = db.prepare(sql).expect("the schema is known");
                let mut rows = statement.query([]).expect("rows");
                while let Some(row) = rows.next().expect("a row") {
                    hash.update(row.get_ref(0).expect("a value").as_bytes().expect("a text"));
                }
            }
            assert_ne!(hash.finalize().as_slice(), [0; 32]);
            start.elapsed().as_secs_f64()
        })
        .collect();
    median(&times)
}
