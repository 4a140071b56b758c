//! Pages that come side by side make no other people, verdict or record than the same pages one by one.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use rollcall_engine::view::{AccountState, ReadView};
use rollcall_tests::listing_server::{ListingServer, Refusal, Setup, TOKEN, Total};
use rollcall_tests::world::World;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One request at a time: the next page is asked for when the last one is there.
const ONE_BY_ONE: &str = r#"
id = "scim-one-by-one"
name = "One by one"
color = "gray"
[speaks]
limits = { value = { per_second = 100000.0, burst = 100000, in_flight = 1, default_retry_after_seconds = 1 }, mark = "documented", source = "this test" }
"#;

/// All that a read leaves behind.
#[derive(Debug, PartialEq)]
struct Left {
    verdict: String,
    received: (u32, u32),
    people: BTreeMap<String, AccountState>,
    members: BTreeMap<String, BTreeSet<String>>,
    record: Vec<(String, Value)>,
}

/// Without what is another one each time.
fn own(body: &str) -> Value {
    let mut body: Value = serde_json::from_str(body).unwrap();
    for key in ["connection_id", "read_id", "connection", "read"] {
        body.as_object_mut().unwrap().remove(key);
    }
    body
}

async fn left(world: &World, provider: &str, server: &ListingServer, groups: &[String]) -> Left {
    let app = (server.address.as_str(), TOKEN);
    let id = world.connect(provider, "Shop", app).await.id;
    let entries = world.house.record(0, 100).await.unwrap().len();
    let read: ReadView = world.read(id.as_str()).await;
    let rows = world.rows(id.as_str()).await;
    let mut members = BTreeMap::new();
    if read.groups_received > 0 {
        for group in groups {
            members.insert(group.clone(), world.members(id.as_str(), group).await);
        }
    }
    let record = world.house.record(0, 100).await.unwrap();
    Left {
        verdict: format!("{:?}: {}", read.verdict, read.reason),
        received: (read.users_received, read.groups_received),
        people: rows.into_iter().map(|row| (row.account_id.to_string(), row.status)).collect(),
        members,
        record: record.into_iter().skip(entries).map(|one| (one.kind, own(&one.body))).collect(),
    }
}

fn totals() -> impl Strategy<Value = Total> {
    prop_oneof![
        4 => Just(Total::Honest),
        1 => Just(Total::OfThePage),
        1 => Just(Total::TheCount),
        1 => (-40_i64..40).prop_map(Total::Off),
        1 => Just(Total::Absent),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn side_by_side_leaves_what_one_by_one_leaves(
        users in prop::collection::vec(any::<bool>(), 0..160),
        cap in 2_usize..30,
        total in totals(),
        ignores_start in prop::bool::weighted(0.2),
        hides_inactive in any::<bool>(),
        groups in prop::collection::btree_map("g[0-9]", prop::collection::btree_set(0_usize..160, 0..9), 0..5),
        groups_refused in prop::option::weighted(0.2, Just(Refusal::Scim(404))),
    ) {
        let setup = |setup: &mut Setup| {
            setup.users =
                users.iter().enumerate().map(|(at, active)| (format!("u{at}"), *active)).collect();
            let ids = |of: &BTreeSet<usize>| of.iter().map(|at| format!("u{at}")).collect();
            setup.groups = groups.iter().map(|(id, of)| (id.clone(), ids(of))).collect();
            (setup.cap, setup.total, setup.ignores_start) = (cap, total, ignores_start);
            (setup.hides_inactive, setup.groups_refused) = (hides_inactive, groups_refused);
        };
        let names: Vec<String> = groups.keys().cloned().collect();
        let (one_by_one, side_by_side) = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let server = ListingServer::of(0).await;
            let one = World::with_profile("scim-one-by-one", ONE_BY_ONE).await;
            server.set(setup);
            let one_by_one = left(&one, "scim-one-by-one", &server, &names).await;
            let server = ListingServer::of(0).await;
            server.set(setup);
            let many = World::new().await;
            (one_by_one, left(&many, "scim", &server, &names).await)
        });
        prop_assert_eq!(one_by_one.record.len(), 1, "the end of the read is on record");
        prop_assert_eq!(one_by_one, side_by_side);
    }
}
