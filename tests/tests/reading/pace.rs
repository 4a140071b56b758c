//! A limit that a provider states is kept: no request is refused for it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Change;
use rollcall_engine::view::{AccountState, Outcome, UserQuery, Verdict};
use rollcall_simulator::{Options, start};
use rollcall_tests::world::{World, simulate};

/// Reads an app and deactivates people as fast as its stated limit allows.
async fn read_and_deactivate(provider: &str, users: u32, leavers: usize) {
    let apps = vec![provider.to_owned()];
    let apps = start(Options { apps, users: Some(users), ..Options::default() }).await.unwrap();
    let world = World::paced().await;
    let connection = world.connect_and_read(&apps).await.id.to_string();
    let most = users.to_string();
    world.house.set_guard(&connection, Some(users), Some(&most)).await.expect("a wide guard");
    let read = world.read(&connection).await;
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    let query = UserQuery {
        connections: vec![connection.clone()],
        statuses: vec![AccountState::Active],
        limit: u32::try_from(leavers).unwrap(),
        ..UserQuery::default()
    };
    let rows = world.house.users(query).await.unwrap().rows;
    let deactivation = |user: String| Change::Deactivate { connection: connection.clone(), user };
    let changes = rows.into_iter().map(|row| deactivation(row.account_id.to_string())).collect();
    let plan = world.house.plan_changes(changes).await.unwrap();
    let typed = plan.confirmation.type_this.clone();
    let run = world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.unwrap();
    assert!(run.items.iter().all(|item| item.outcome == Some(Outcome::Verified)), "{run:#?}");
    let refused = apps.requests(provider).iter().filter(|seen| seen.status == Some(429)).count();
    assert_eq!(refused, 0, "{provider}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_documented_limit_sees_no_request_too_many() {
    read_and_deactivate("zscaler-zpa", 400, 80).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stated_of_a_similar_interface_is_kept_too() {
    read_and_deactivate("airtable", 300, 40).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_read_learned_of_the_pace_is_kept_and_shown() {
    let provider = "scim";
    let apps = simulate(provider, 300).await;
    let world = World::paced().await;
    let id = world.connect_and_read(&apps).await.id.to_string();
    let pace = world.house.connection_detail(&id).await.unwrap().pace.expect("a pace");
    assert_eq!((pace.documented, pace.limited_at), (false, None));
    assert!(pace.words.starts_with("about ") && pace.words.ends_with(" a second"));

    apps.set_faults(provider, vec!["users:page=2:times=1:429=0".parse().unwrap()]);
    world.read(&id).await;
    let limited = world.house.connection_detail(&id).await.unwrap().pace.expect("a pace");
    assert!(limited.limited_at.is_some(), "{limited:?}");

    let world = world.restart_with(|options| options.speed_up = 1).await;
    let kept = world.house.connection_detail(&id).await.unwrap().pace;
    assert_eq!(kept.as_ref(), Some(&limited), "as another program finds it");
    apps.set_faults(provider, Vec::new());
    assert_eq!(world.read(&id).await.slowed_down, 0);
    let after = world.house.connection_detail(&id).await.unwrap().pace.expect("a pace");
    assert_eq!(after.limited_at, limited.limited_at, "it is not forgotten");
}
