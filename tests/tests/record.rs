//! The record, looked at and taken along.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::RecordQuery;
use rollcall_tests::world::{World, simulate};

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_finds_entries_by_text_kind_and_connection() {
    let apps = simulate("scim", 40).await;
    let world = World::new().await;
    let first = world.connect_and_read(&apps).await;
    world.house.set_guard(&first.id, Some(3), None).await.unwrap();
    let all = RecordQuery { limit: 100, ..RecordQuery::default() };
    let page = world.house.record_page(all.clone()).await.unwrap();
    let kinds: Vec<&str> = page.entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["connection-made", "read-ended", "setting-changed"]);
    assert_eq!((page.total, page.all), (3, 3));
    let labels: Vec<_> = page.kinds.iter().map(|kind| (kind.label.as_str(), kind.count)).collect();
    assert_eq!(labels, [("Connection made", 1), ("Read ended", 1), ("Setting changed", 1)]);
    let guard = RecordQuery { text: "GUARD".into(), connections: vec![first.id], ..all };
    let page = world.house.record_page(guard).await.unwrap();
    assert_eq!(page.entries.len(), 1);
    assert!(page.entries[0].words.contains("from 3 people"), "{}", page.entries[0].words);
}
