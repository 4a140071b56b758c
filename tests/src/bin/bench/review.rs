//! Reviews: what freezing adds to a read, opening and deciding 20 000 items, writing and checking the
//! evidence of them, and comparing two dates at 100 000 accounts.

use crate::apps::{App, House};
use crate::table::{Limit, Line, median};
use rollcall_engine::view::{
    DecideRequest, ReviewDecision, ReviewRequest, ReviewTableQuery, ReviewerName, SignRequest,
    SignRole,
};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Instant;

const MANY: u32 = 100_000;
const ITEMS: u32 = 20_000;
const ROUNDS: usize = 7;
/// Items kept by one decision.
const IN_BULK: usize = 1_000;

fn wanted() -> ReviewRequest {
    let who =
        |name: &str, email: &str| ReviewerName { name: name.to_owned(), email: email.to_owned() };
    ReviewRequest {
        name: "Bench".to_owned(),
        reviewers: vec![who("One", "one@example.net"), who("Two", "two@example.net")],
        ..ReviewRequest::default()
    }
}

pub async fn lines() -> Vec<Line> {
    let mut lines = freezing().await;
    lines.extend(deciding().await);
    lines
}

async fn freezing() -> Vec<Line> {
    let app = App::start(MANY, 1);
    let (mut reads, mut freezes, mut compared) = (Vec::new(), Vec::new(), Vec::new());
    // Once for nothing: the simulator makes its people when they are first asked for.
    for round in 0..=2 {
        let folder = tempfile::tempdir().expect("a folder");
        let house = House::new(folder.path()).await;
        let id = app.connect(&house.engine, "App").await;
        let from = jiff::Timestamp::now().to_string();
        let start = Instant::now();
        house.engine.read(&[]).await.expect("a read");
        let read = start.elapsed().as_secs_f64();
        let start = Instant::now();
        house.engine.since(&id, &from, None, None).await.expect("a comparison");
        compared.push(start.elapsed().as_secs_f64());
        drop(house);
        let folder = tempfile::tempdir().expect("a folder");
        let house = House::new(folder.path()).await;
        app.connect(&house.engine, "App").await;
        let start = Instant::now();
        let view = house.engine.start_review(wanted()).await.expect("a review");
        let freeze = start.elapsed().as_secs_f64();
        assert_eq!(view.brief.items, MANY);
        if round > 0 {
            reads.push(read);
            freezes.push(freeze);
        }
    }
    let (read, freeze) = (median(&reads), median(&freezes));
    let compared = median(&compared);
    vec![
        Line {
            what: "Reading and freezing 100 000 accounts : reading them".to_owned(),
            limit: Limit::Times(1.25),
            measured: freeze / read,
            from: format!("{freeze:.2} s : {read:.2} s, medians of {}", reads.len()),
        },
        Line {
            what: "Comparing two dates at 100 000 accounts".to_owned(),
            limit: Limit::Below(1.0, "s"),
            measured: compared,
            from: "all of them came in between".to_owned(),
        },
    ]
}

async fn deciding() -> Vec<Line> {
    let app = App::start(ITEMS, 2);
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    app.connect(&house.engine, "App").await;
    let engine = &house.engine;
    let id = engine.start_review(wanted()).await.expect("a review").brief.id;
    let query =
        || ReviewTableQuery { undecided_first: true, limit: 200, ..ReviewTableQuery::default() };
    let (mut opened, mut keys) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        engine.review(id.as_str()).await.expect("a review");
        let rows = engine.review_rows(id.as_str(), query()).await.expect("rows");
        opened.push(start.elapsed().as_secs_f64() * 1_000.0);
        let start = Instant::now();
        engine
            .decide_review(id.as_str(), decision(vec![rows.rows[0].item]))
            .await
            .expect("a decision");
        keys.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    let all: Vec<u32> = (1..=ITEMS).collect();
    for some in all.chunks(IN_BULK) {
        engine.decide_review(id.as_str(), decision(some.to_vec())).await.expect("decisions");
    }
    for (role, name) in [(SignRole::Reviewer, "One"), (SignRole::Second, "Two")] {
        let look = engine.sign_off(id.as_str()).await.expect("what is signed");
        let confirms = match role {
            SignRole::Second => look.second.statement,
            _ => look.parts[0].statement.clone(),
        };
        let wanted =
            SignRequest { role, name: name.to_owned(), confirms, ..SignRequest::default() };
        engine.sign_review(id.as_str(), wanted).await.expect("a signature");
    }
    engine.close_review(id.as_str()).await.expect("closed");
    let pack = folder.path().join("pack");
    let start = Instant::now();
    engine.write_pack(id.as_str(), &pack, &[]).await.expect("a pack");
    let written = start.elapsed().as_secs_f64();
    let (mut checked, mut hashed) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    // As an auditor checks it: against the head that was kept elsewhere.
    let head = rollcall_verify::verify(&pack, None).expect("a report").head;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let report = rollcall_verify::verify(&pack, Some(&head)).expect("a report");
        checked.push(start.elapsed().as_secs_f64());
        use rollcall_verify::Outcome;
        let holds = |one: Outcome| matches!(one, Outcome::Holds | Outcome::NotProven);
        assert!(report.checks.iter().all(|one| holds(one.outcome)));
        let start = Instant::now();
        bytes = hash(&pack);
        hashed.push(start.elapsed().as_secs_f64());
    }
    let (checked, hashed) = (median(&checked), median(&hashed));
    vec![
        Line {
            what: "Opening a review of 20 000 items".to_owned(),
            limit: Limit::Below(200.0, "ms"),
            measured: median(&opened),
            from: format!("with its first 200 rows, median of {ROUNDS}"),
        },
        Line {
            what: "One decision among 20 000 items".to_owned(),
            limit: Limit::Below(16.0, "ms"),
            measured: median(&keys),
            from: format!("on the disk and on record, median of {ROUNDS}"),
        },
        Line {
            what: "Writing the evidence of 20 000 items".to_owned(),
            limit: Limit::Below(10.0, "s"),
            measured: written,
            from: format!("{:.1} MB", bytes as f64 / 1e6),
        },
        Line {
            what: "Checking that evidence : bare reading and hashing of its bytes".to_owned(),
            limit: Limit::Times(1.5),
            measured: checked / hashed,
            from: format!("{checked:.3} s : {hashed:.3} s, medians of {ROUNDS}"),
        },
    ]
}

fn decision(items: Vec<u32>) -> DecideRequest {
    DecideRequest {
        items,
        decision: Some(ReviewDecision::Keep),
        drop: Vec::new(),
        reason: String::new(),
        by: 1,
        ms: 0,
    }
}

/// Reads and hashes every file of a folder; how many bytes.
fn hash(folder: &Path) -> u64 {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            bytes += hash(&path);
        } else {
            let read = std::fs::read(&path).expect("a file");
            bytes += read.len() as u64;
            assert_ne!(Sha256::digest(&read).as_slice(), [0; 32]);
        }
    }
    bytes
}
