//! Answers that change nothing, and answers that were given at once.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use super::undoing::started;
use rollcall_engine::view::{ReviewDecision, ReviewRow};
use rollcall_tests::review::{answered_after, decide, rows, sign_part};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_decision_again_changes_nothing_and_leaves_the_signature() {
    let (_apps, world, id) = started().await;
    for row in rows(&world, &id).await {
        decide(&world, &id, &row, ReviewDecision::Keep, "as agreed").await.unwrap();
    }
    sign_part(&world, &id, "Priya Nair").await.unwrap();
    let mine = rows(&world, &id).await.into_iter().find(|row| row.reviewer == 1).unwrap();
    let (before, signed) = (world.record_text().await, world.house.review(&id).await.unwrap());
    decide(&world, &id, &mine, ReviewDecision::Keep, "as agreed").await.unwrap();
    assert_eq!(world.record_text().await, before);
    assert_eq!(world.house.review(&id).await.unwrap().sign_offs, signed.sign_offs);
    // Another reason is another decision.
    decide(&world, &id, &mine, ReviewDecision::Keep, "still needed").await.unwrap();
    assert_eq!(world.house.review(&id).await.unwrap().sign_offs, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_answers_of_a_packet_that_were_given_at_once_are_bulk() {
    let (_apps, world, id) = started().await;
    let mine: Vec<ReviewRow> =
        rows(&world, &id).await.into_iter().filter(|row| row.reviewer == 1).collect();
    let privileged = mine.iter().filter(|row| row.privileged).count();
    assert!(mine.len() > 21 && privileged > 0);
    let page = world.house.review_packet(&id, 1).await.unwrap();
    // One after the other, each is a decision of its own.
    let read = answered_after(&page, mine.len(), 300);
    let found = world.house.look_at_answers(&id, 1, read.as_bytes()).await.unwrap();
    assert_eq!((found.lines.len(), found.bulk, found.rejected.len()), (mine.len(), 0, 0));
    // Faster than anyone reads a line.
    let at_once = answered_after(&page, mine.len(), 299);
    let found = world.house.take_answers(&id, 1, at_once.as_bytes()).await.unwrap();
    assert_eq!((found.bulk as usize, found.rejected.len()), (mine.len() - privileged, privileged));
    let why = &found.rejected[0].why;
    assert!(why.contains("has privileged access") && why.contains("a bulk decision"), "{why}");
    let now = rows(&world, &id).await;
    assert_eq!(now.iter().filter(|row| row.bulk).count(), mine.len() - privileged);
    assert!(now.iter().filter(|row| row.bulk).all(|row| !row.privileged));
}
