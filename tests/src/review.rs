//! An access review of two apps: who is asked, what is decided, and the evidence of it.

use crate::world::{World, simulate_all};
use rollcall_engine::Problem;
use rollcall_engine::view::{
    DecideRequest, ExceptionKind, NewException, ReviewDecision, ReviewRequest, ReviewRow,
    ReviewTableQuery, ReviewView, ReviewerName, SignRequest, SignRole,
};
use rollcall_simulator as simulator;
use rollcall_verify::Outcome;
use sha2::Digest as _;
use std::path::Path;

pub const PRIYA: &str = "priya.nair@example.com";
pub const OSKAR: &str = "oskar.lind@example.com";

pub async fn apps() -> simulator::Running {
    simulate_all(&["airtable", "monday"], 40).await
}

pub fn who(name: &str, email: &str) -> ReviewerName {
    ReviewerName { name: name.to_owned(), email: email.to_owned() }
}

/// Priya decides, and Carla about Priya's own accounts.
pub fn wanted() -> ReviewRequest {
    ReviewRequest {
        name: "Q4 2026".to_owned(),
        reviewers: vec![who("Priya Nair", PRIYA), who("Carla Mendes", "carla.mendes@example.com")],
        ..ReviewRequest::default()
    }
}

pub async fn rows(world: &World, review: &str) -> Vec<ReviewRow> {
    let query = ReviewTableQuery { limit: 1_000, ..ReviewTableQuery::default() };
    world.house.review_rows(review, query).await.unwrap().rows
}

/// A change drops the first of the account's groups.
pub async fn decide(
    world: &World,
    review: &str,
    row: &ReviewRow,
    decision: ReviewDecision,
    reason: &str,
) -> Result<(), Problem> {
    let wanted = DecideRequest {
        items: vec![row.item],
        decision: Some(decision),
        drop: match decision {
            ReviewDecision::Change => vec![row.groups[0].id.to_string()],
            _ => Vec::new(),
        },
        reason: reason.to_owned(),
        by: row.reviewer,
        ms: 1_200,
    };
    world.house.decide_review(review, wanted).await.map(drop)
}

/// What the page of a packet saves when all of its items are kept, one after the other.
pub fn answered(page: &str, items: usize) -> String {
    answered_after(page, items, 900)
}

/// The same, with the milliseconds between two answers.
pub fn answered_after(page: &str, items: usize, ms: u32) -> String {
    let part = |from: &str, to: &str| {
        let start = page.find(from).unwrap() + from.len();
        page[start..].split(to).next().unwrap().to_owned()
    };
    let data: serde_json::Value =
        serde_json::from_str(&part("<script type=\"application/json\" id=\"data\">", "</script>"))
            .unwrap();
    let hash = part("const packet = \"", "\"");
    let all = data["items"].as_array().unwrap();
    assert_eq!(all.len(), items, "the reviewer's own items and no others");
    let answers: Vec<serde_json::Value> = all
        .iter()
        .map(|one| {
            serde_json::json!({"item": one["item"], "decision": "keep", "drop": [], "reason": "as agreed", "ms": ms})
        })
        .collect();
    let answers = serde_json::to_string(&answers).unwrap();
    let sha256 = hex::encode(sha2::Sha256::digest(&answers));
    let head = serde_json::json!({
        "format": "rollcall-answers/1", "review": data["review"]["id"],
        "population_sha256": data["population_sha256"], "packet_sha256": hash,
        "reviewer": data["reviewer"]["number"], "answers_sha256": sha256,
    })
    .to_string();
    format!("{},\"answers\":{answers}}}", head.strip_suffix('}').unwrap())
}

/// One signs the own part, as the review states it.
pub async fn sign_part(world: &World, review: &str, name: &str) -> Result<ReviewView, Problem> {
    let look = world.house.sign_off(review).await?;
    let part = look.parts.iter().find(|part| part.name == name);
    let wanted = SignRequest {
        role: SignRole::Reviewer,
        reviewer: None,
        name: name.to_owned(),
        confirms: part.map_or_else(String::new, |part| part.statement.clone()),
        reason: String::new(),
        ..SignRequest::default()
    };
    world.house.sign_review(review, wanted).await
}

/// The second signature over all parts; with a reason, of a replacement.
pub async fn sign_second(
    world: &World,
    review: &str,
    name: &str,
    reason: &str,
) -> Result<ReviewView, Problem> {
    let wanted = SignRequest {
        role: SignRole::Second,
        reviewer: None,
        name: name.to_owned(),
        confirms: world.house.sign_off(review).await?.second.statement,
        reason: reason.to_owned(),
        ..SignRequest::default()
    };
    world.house.sign_review(review, wanted).await
}

/// Each reviewer signs the own part.
pub async fn sign_parts(world: &World, review: &str) -> Result<(), Problem> {
    for part in world.house.sign_off(review).await?.parts {
        sign_part(world, review, &part.name).await?;
    }
    Ok(())
}

/// Each reviewer signs the own part, and Carla all of them.
pub async fn sign(world: &World, review: &str) {
    sign_parts(world, review).await.unwrap();
    sign_second(world, review, "Carla Mendes", "").await.unwrap();
}

/// These rows are revoked, the rest is kept, and it is signed; the rows that are revoked.
pub async fn decide_all(
    world: &World,
    review: &str,
    revoke: impl Fn(&ReviewRow) -> bool,
) -> Vec<ReviewRow> {
    let all = rows(world, review).await;
    for row in &all {
        let decision = match revoke(row) {
            true => ReviewDecision::Revoke,
            false => ReviewDecision::Keep,
        };
        decide(world, review, row, decision, "as agreed").await.unwrap();
    }
    sign(world, review).await;
    all.into_iter().filter(|row| revoke(row)).collect()
}

/// A signed review of all apps in which Oskar's accounts are revoked, and these.
pub async fn oskar_revoked(world: &World) -> (String, Vec<ReviewRow>) {
    let review = world.house.start_review(wanted()).await.unwrap().brief.id;
    let revoked = decide_all(world, review.as_str(), |row| row.user_name == OSKAR).await;
    (review.into_string(), revoked)
}

/// Done by hand, with an owner and a day.
pub fn manual(owner: &str) -> NewException {
    NewException {
        kind: ExceptionKind::Manual,
        owner: owner.to_owned(),
        due: Some("2099-01-31".to_owned()),
        expires: None,
        note: "closed in the conmaker after the transfer".to_owned(),
    }
}

/// The evidence is written there, and the independent program says yes to it.
pub async fn proven(world: &World, review: &str, to: &Path) {
    let pack = world.house.write_pack(review, to, &[]).await.unwrap();
    verified(to, &pack.head);
}

/// The independent program says yes.
pub fn verified(pack: &Path, head: &str) {
    let report = rollcall_verify::verify(pack, Some(head)).unwrap();
    for check in &report.checks {
        let holds = matches!(check.outcome, Outcome::Holds | Outcome::NotProven);
        assert!(holds, "{}", check.words);
    }
    assert!(report.checks.len() >= 18, "{} checks", report.checks.len());
    assert_eq!(report.head, head);
}
