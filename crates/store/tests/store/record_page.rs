//! The record as a screen asks for it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::support::*;
use rollcall_store::*;
use serde_json::json;

fn filled() -> World {
    let world = World::new();
    for (n, kind, body) in [
        (1, "connection-made", json!({"connection": "c1", "name": "Shop"})),
        (2, "plan-made", json!({"plan": "p", "items": [{"connection": "c1", "on": "Zoë Müller"}]})),
        (
            3,
            "item-ended",
            json!({"connection": "c1", "on": "Zoë Müller", "words": "It said \"no\"."}),
        ),
        (4, "item-ended", json!({"connection": "c2", "on": "Oskar Lind", "words": "50 % done_"})),
        (5, "run-ended", json!({"run": "r"})),
    ] {
        world.store().record_append(kind, &body, at(n)).unwrap();
    }
    world
}

fn query() -> RecordQuery {
    RecordQuery { limit: 10, ..RecordQuery::default() }
}

#[track_caller]
fn finds(world: &World, query: &RecordQuery, numbers: &[u32]) {
    let page = world.store().record_page(query).unwrap();
    assert_eq!(page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), numbers);
    assert_eq!((page.total as usize, page.all), (numbers.len(), 5));
}

#[test]
fn text_is_found_in_kind_and_body_without_regard_to_case_and_accents() {
    let world = filled();
    for (text, numbers) in [
        ("", &[1, 2, 3, 4, 5][..]),
        ("zoe mull", &[2, 3]),
        ("ITEM-", &[3, 4]),
        ("said \"no\"", &[3]),
        ("%", &[4]),
        ("_", &[4]),
        ("' OR 1 --", &[]),
    ] {
        finds(&world, &RecordQuery { text: text.into(), ..query() }, numbers);
    }
}

#[test]
fn kinds_and_connections_are_any_of_those_named() {
    let world = filled();
    let kinds = vec!["item-ended".to_owned(), "run-ended".to_owned()];
    let connections = vec!["c1".to_owned()];
    finds(&world, &RecordQuery { kinds: kinds.clone(), ..query() }, &[3, 4, 5]);
    finds(&world, &RecordQuery { connections: connections.clone(), ..query() }, &[1, 3]);
    let both = vec!["c1".to_owned(), "c2".to_owned()];
    finds(&world, &RecordQuery { connections: both, ..query() }, &[1, 3, 4]);
    let all = RecordQuery { kinds, connections, text: "no".into(), ..query() };
    finds(&world, &all, &[3]);
    let page = world.store().record_page(&query()).unwrap();
    let counts: Vec<_> = page.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [("connection-made", 1), ("item-ended", 2), ("plan-made", 1), ("run-ended", 1)]
    );
}

#[test]
fn pages_follow_each_other_in_both_directions() {
    let world = filled();
    for text in ["", "N"] {
        let page = |newest_first, offset| {
            let text = text.to_owned();
            let query = RecordQuery { text, newest_first, offset, limit: 2, ..query() };
            let page = world.store().record_page(&query).unwrap();
            assert_eq!(page.total, 5);
            page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>()
        };
        assert_eq!(
            [page(false, 0), page(false, 2), page(false, 4)],
            [vec![1, 2], vec![3, 4], vec![5]]
        );
        assert_eq!(
            [page(true, 0), page(true, 2), page(true, 4)],
            [vec![5, 4], vec![3, 2], vec![1]]
        );
        assert_eq!(page(true, 5), Vec::<u32>::new());
    }
    assert!(world.store().record_page(&query()).unwrap().entries.len() == 5);
}
