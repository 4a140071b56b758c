//! An import is named before it replaces decisions, and taken back to what was decided before it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use super::tables::{Table, look};
use rollcall_engine::Problem;
use rollcall_engine::view::{DecideRequest, ListState, ReviewDecision, ReviewHandOver, ReviewRow};
use rollcall_simulator as simulator;
use rollcall_tests::review::{answered, apps, decide, proven, rows, sign, wanted, who};
use rollcall_tests::world::{World, assert_told};

pub async fn started() -> (simulator::Running, World, String) {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    (apps, world, id.into_string())
}

/// What is decided about each item, by whom and why.
async fn decided(world: &World, id: &str) -> Vec<impl PartialEq + std::fmt::Debug + use<>> {
    let of = |row: ReviewRow| {
        (row.item, row.decision, row.reason, row.decided_by, row.bulk, row.imported_by)
    };
    rows(world, id).await.into_iter().map(of).collect()
}

#[track_caller]
fn no(ended: Result<impl std::fmt::Debug, Problem>, words: &str) {
    let problem = ended.unwrap_err();
    assert!(problem.side_words.contains(words), "{words}: {problem}");
    assert_told(&problem, "no token");
}

async fn keep_in_bulk(world: &World, id: &str, of: &[ReviewRow]) {
    let wanted = DecideRequest {
        items: of.iter().map(|row| row.item).collect(),
        decision: Some(ReviewDecision::Keep),
        drop: Vec::new(),
        reason: String::new(),
        by: 1,
        ms: 0,
    };
    world.house.decide_review(id, wanted).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_undone_to_what_was_decided_before_it_and_the_pack_proves_it() {
    let (_apps, mut world, id) = started().await;
    let all = rows(&world, &id).await;
    let mine: Vec<ReviewRow> =
        all.iter().filter(|row| row.reviewer == 1 && !row.privileged).cloned().collect();
    let (left, pressed, open) = (&mine[0], &mine[1], &mine[2]);
    decide(&world, &id, left, ReviewDecision::Revoke, "left in May").await.unwrap();
    let untouched = decided(&world, &id).await;
    let mut others = mine.clone();
    others.remove(2);
    keep_in_bulk(&world, &id, &others).await;
    let before = decided(&world, &id).await;

    // One decision that was made separately, one of a press, one that was open.
    let mut table = Table::of(&world, &id, Some(1)).await;
    let place = |table: &Table, row: &ReviewRow| {
        let item = table.at("item");
        table.rows.iter().position(|one| one[item] == row.item.to_string()).unwrap()
    };
    for (row, decision, reason) in
        [(left, "keep", "came back"), (pressed, "revoke", "moved on"), (open, "keep", "in use")]
    {
        let at = place(&table, row);
        table.set(at, "decision", decision);
        table.set(at, "reason", reason);
    }
    let found = look(&world, &id, 1, &table).await;
    assert_eq!((found.lines.len(), found.replaces, found.rejected.len()), (3, 2, 0), "{found:?}");
    let was: Vec<_> = found.lines.iter().map(|one| (one.item, one.was)).collect();
    let (revoke, keep) = (Some(ReviewDecision::Revoke), Some(ReviewDecision::Keep));
    assert_eq!(was, [(left.item, revoke), (pressed.item, keep), (open.item, None)]);
    world.house.take_answers(&id, 1, &table.bytes()).await.unwrap();
    let bulk = world.house.review(&id).await.unwrap().bulk.unwrap();
    assert!(bulk.imported);
    assert_eq!(
        bulk.words,
        "3 decisions of Priya Nair were imported; 2 of them replaced earlier ones."
    );

    // After a restart, each is as it was, and the press can be undone then.
    world = world.restart().await;
    let undone = world.house.undo_bulk(&id, Some(&bulk.id)).await.unwrap();
    assert_eq!(
        undone.words,
        "1 item is undecided again. 2 items have their earlier decisions again."
    );
    assert_eq!(decided(&world, &id).await, before);
    no(world.house.undo_bulk(&id, Some(&bulk.id)).await, "import was already undone");
    assert!(world.record_text().await.contains(&format!("\"undoes\":\"{}\"", bulk.id)));
    let press = world.house.review(&id).await.unwrap().bulk.unwrap();
    assert!(!press.imported);
    assert_eq!(press.standing, press.kept, "the restored decision is the press's again");
    world.house.undo_bulk(&id, None).await.unwrap();
    assert_eq!(decided(&world, &id).await, untouched);
    no(world.house.undo_bulk(&id, None).await, "no bulk decision and no import");

    // Imported again, with what the press kept; one of it decided since: that one stays. The evidence
    // agrees.
    world.house.take_answers(&id, 1, &table.bytes()).await.unwrap();
    decide(&world, &id, open, ReviewDecision::Revoke, "no longer").await.unwrap();
    let undone = world.house.undo_bulk(&id, None).await.unwrap();
    assert_eq!((undone.items.len(), undone.stayed), (mine.len() - 1, 1), "{}", undone.words);
    for row in rows(&world, &id).await.iter().filter(|row| row.decision.is_none()) {
        decide(&world, &id, row, ReviewDecision::Keep, "as agreed").await.unwrap();
    }
    sign(&world, &id).await;
    no(world.house.undo_bulk(&id, None).await, "signed");
    let plan = world.house.plan_review(&id).await.unwrap();
    world.carry_out(&plan).await;
    world.house.close_review(&id).await.unwrap();
    proven(&world, &id, &world.folder.path().join("pack")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_rows_of_a_file_replace_no_decision_and_rows_with_their_own_reason_do() {
    let (_apps, world, id) = started().await;
    let all = rows(&world, &id).await;
    let mine: Vec<&ReviewRow> =
        all.iter().filter(|row| row.reviewer == 1 && !row.privileged).collect();
    decide(&world, &id, mine[0], ReviewDecision::Revoke, "left in May").await.unwrap();
    let mut table = Table::of(&world, &id, Some(1)).await;
    let item = table.at("item");
    let place = |row: &ReviewRow| {
        table.rows.iter().position(|one| one[item] == row.item.to_string()).unwrap()
    };
    let places: Vec<usize> = mine.iter().map(|row| place(row)).collect();
    for at in &places {
        table.set(*at, "decision", "keep");
        table.set(*at, "reason", "");
    }
    let found = look(&world, &id, 1, &table).await;
    assert_eq!((found.replaces, found.bulk as usize), (0, mine.len() - 1));
    assert_eq!(found.rejected.len(), 1);
    let why = &found.rejected[0].why;
    assert!(why.contains("is decided already (revoke)") && why.contains("bulk"), "{why}");
    // With a reason of its own it is a decision like any other, and named.
    table.set(places[0], "reason", "came back");
    let found = look(&world, &id, 1, &table).await;
    assert_eq!((found.replaces, found.rejected.len()), (1, 0), "{found:?}");
    assert_eq!(found.lines[0].item, mine[0].item, "what is replaced comes first");
    // What is decided so already is not decided again.
    world.house.take_answers(&id, 1, &table.bytes()).await.unwrap();
    let found = look(&world, &id, 1, &table).await;
    assert_eq!((found.already as usize, found.lines.len()), (mine.len(), 0), "{found:?}");
    assert!(mine.iter().all(|row| row.list == ListState::NoList));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contradiction_goes_with_its_import_and_waits_again_when_the_import_settled_it() {
    let (_apps, world, id) = started().await;
    let all = rows(&world, &id).await;
    let row = all.iter().find(|row| row.reviewer == 1 && !row.privileged).unwrap();
    decide(&world, &id, row, ReviewDecision::Keep, "").await.unwrap();
    let over = ReviewHandOver {
        items: vec![row.item],
        to: who("Carla Mendes", "carla.mendes@example.com"),
        reason: "on leave".to_owned(),
    };
    world.house.hand_over(&id, over).await.unwrap();
    let waiting = async || world.house.review(&id).await.unwrap().conflicts.len();
    let file = async |decision: &str, reason: &str| {
        let mut table = Table::of(&world, &id, Some(2)).await;
        let item = table.at("item");
        let at = table.rows.iter().position(|one| one[item] == row.item.to_string()).unwrap();
        table.rows = vec![table.rows[at].clone()];
        table.set(0, "decision", decision);
        table.set(0, "reason", reason);
        table.bytes()
    };
    let before = decided(&world, &id).await;
    let revoke = file("revoke", "left").await;
    // It waits, and goes when its import is undone.
    let taken = world.house.take_answers(&id, 2, &revoke).await.unwrap();
    assert_eq!((taken.set, taken.replaces, waiting().await), (0, 0, 1));
    let undone = world.house.undo_bulk(&id, None).await.unwrap();
    assert_eq!(undone.words, "1 answer that contradicted another reviewer was removed.");
    assert_eq!(waiting().await, 0);
    assert_eq!(decided(&world, &id).await, before);
    // It waits; another file settles it; that one is undone, and it waits again.
    world.house.take_answers(&id, 2, &revoke).await.unwrap();
    let keep = file("keep", "still here").await;
    let taken = world.house.take_answers(&id, 2, &keep).await.unwrap();
    assert_eq!((taken.set, taken.replaces, waiting().await), (1, 1, 0));
    world.house.undo_bulk(&id, None).await.unwrap();
    assert_eq!(waiting().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_whose_answers_were_undone_is_answered_again() {
    let (_apps, world, id) = started().await;
    let hers = rows(&world, &id).await.iter().filter(|row| row.reviewer == 2).count();
    let page = world.house.review_packet(&id, 2).await.unwrap();
    let answers = answered(&page, hers);
    let before = decided(&world, &id).await;
    world.house.take_answers(&id, 2, answers.as_bytes()).await.unwrap();
    no(world.house.take_answers(&id, 2, answers.as_bytes()).await, "already answered");
    let undone = world.house.undo_bulk(&id, None).await.unwrap();
    assert_eq!(undone.items.len(), hers);
    assert_eq!(decided(&world, &id).await, before);
    let taken = world.house.take_answers(&id, 2, answers.as_bytes()).await.unwrap();
    assert_eq!(taken.set as usize, hers);
}
