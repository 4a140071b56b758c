//! Connecting, replacing a token and removing, stopped at each call to the keychain: after the next
//! start there is no token without a connection, and no connection without a token.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::{ConnectRequest, NewStore, Options, ProblemCode, Rollcall};
use rollcall_simulator as simulator;
use rollcall_tests::secrets::{Secrets, Stop};
use rollcall_tests::world::{World, assert_told, simulate};
use secrecy::SecretString;
use std::time::Duration;

async fn world(secrets: &Secrets) -> World {
    let keychain = secrets.keychain();
    World::with(|options| options.keychain = keychain.clone()).await
}

fn request(apps: &simulator::Running) -> ConnectRequest {
    let app = apps.app("zapier").expect("the app");
    ConnectRequest {
        provider: "zapier".to_owned(),
        name: "Zapier".to_owned(),
        address: app.address.clone(),
        token: SecretString::from(app.token.clone()),
        seat_price: String::new(),
    }
}

/// What is stopped in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Connect,
    Replace,
    Remove,
}

impl Act {
    async fn on(self, house: Rollcall, request: ConnectRequest) {
        // Whether it succeeds shows in what is there afterwards.
        match self {
            Self::Connect => drop(house.connect(request).await),
            Self::Replace => drop(house.replace_token("Zapier", request.token).await),
            Self::Remove => drop(house.disconnect("Zapier").await),
        }
    }
}

/// True when it was stopped; false when it came to its end before.
async fn stopped_at(act: Act, call: usize, stop: Stop) -> bool {
    let apps = simulate("zapier", 10).await;
    let secrets = Secrets::default();
    let world = world(&secrets).await;
    if act != Act::Connect {
        world.house.connect(request(&apps)).await.expect("connected");
    }
    secrets.stop_at(call, stop);
    let acting = tokio::spawn(act.on(world.house.clone(), request(&apps)));
    while !acting.is_finished() && !secrets.is_stopped() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let was_stopped = secrets.is_stopped();
    acting.abort();
    let _ = acting.await;

    let keychain = secrets.keychain();
    secrets.go_on();
    let world = world.restart_with(|options| options.keychain = keychain.clone()).await;
    let said = world.house.sweep_tokens().await.expect("a sweep");
    let connections = world.house.connections().await.expect("the connections");
    let at = format!("{act:?}, call {call}, {stop:?}: {said:?}");
    assert_eq!(secrets.tokens().len(), connections.len(), "{at}: {:?}", secrets.tokens());
    for connection in &connections {
        let test = world.house.test(connection.id.as_str()).await.expect("a test");
        assert!(test.passed, "{at}: it has a good token");
    }
    if !was_stopped {
        assert_eq!(connections.len(), usize::from(act != Act::Remove), "{at}");
        assert!(said.is_empty(), "{at}: nothing was left over");
    }
    let swept = world.house.record(0, 1_000).await.expect("the record");
    let swept = swept.iter().filter(|entry| entry.kind == "token-swept").count();
    assert_eq!(swept, said.len(), "{at}: on the record");
    let again = world.house.sweep_tokens().await.expect("a sweep");
    assert!(again.is_empty(), "{at}: once");
    // The name is free again, or the connection can be used and removed.
    if connections.is_empty() {
        let made = world.house.connect(request(&apps)).await.expect("a test");
        assert!(made.connection.is_some(), "{at}");
    }
    world.house.disconnect("Zapier").await.expect("removed");
    assert!(secrets.tokens().is_empty(), "{at}");
    was_stopped
}

async fn at_every_call(act: Act) {
    for stop in [Stop::Before, Stop::After] {
        let mut stops = 0;
        while stopped_at(act, stops, stop).await {
            stops += 1;
            assert!(stops < 20, "it never comes to its end");
        }
        assert!(stops >= 2, "{act:?} asks the keychain {stops} times");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connecting_stopped_at_any_call_leaves_no_token_alone() {
    at_every_call(Act::Connect).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replacing_stopped_at_any_call_leaves_one_good_token() {
    at_every_call(Act::Replace).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_stopped_at_any_call_leaves_both_or_neither() {
    at_every_call(Act::Remove).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_changes_nothing_and_deletes_nothing() {
    let apps = simulate("zapier", 10).await;
    let secrets = Secrets::default();
    let world = world(&secrets).await;
    let made = world.house.connect(request(&apps)).await.expect("a test");
    let token = secrets.tokens();
    secrets.lock(true);
    let kept = world.house.disconnect("Zapier").await.expect_err("it is locked");
    assert_eq!(kept.code, ProblemCode::KeychainLocked);
    assert_told(&kept, "sample-");
    let kept = world.house.replace_token("Zapier", request(&apps).token).await.expect_err("locked");
    assert_eq!(kept.code, ProblemCode::KeychainLocked);
    secrets.lock(false);
    let all = world.house.connections().await.expect("the connections");
    assert_eq!((all.len(), secrets.tokens()), (1, token));
    assert_eq!(Some(&all[0].token_at), made.connection.as_ref().map(|one| &one.token_at));
    assert!(!world.record_text().await.contains("connection-removed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_is_said_before_a_missing_store() {
    let secrets = Secrets::default();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let open = async || {
        let options = Options::new(data.clone(), secrets.keychain());
        let refused = Options { new_store: NewStore::Refuse, ..options };
        Rollcall::open(refused).await.err().expect("it does not open")
    };
    assert_eq!(open().await.code, ProblemCode::NotFound);
    secrets.lock(true);
    assert_eq!(open().await.code, ProblemCode::KeychainLocked);
    assert!(!data.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_deleted_is_said_and_swept_at_the_next_start() {
    let apps = simulate("zapier", 10).await;
    let secrets = Secrets::default();
    let world = world(&secrets).await;
    world.house.connect(request(&apps)).await.expect("a test");
    secrets.keep(true);
    let left = world.house.disconnect("Zapier").await.expect_err("the token is left");
    assert!(left.state.contains("Zapier is removed"), "{left:?}");
    assert!(world.house.connections().await.expect("none").is_empty());
    assert_eq!(secrets.tokens().len(), 1);
    let keychain = secrets.keychain();
    let world = world.restart_with(|options| options.keychain = keychain.clone()).await;
    let [said] = world.house.sweep_tokens().await.expect("a sweep").try_into().expect("one");
    assert!(said.contains("the token of Zapier is still in the keychain"), "{said}");
    secrets.keep(false);
    let [said] = world.house.sweep_tokens().await.expect("a sweep").try_into().expect("one");
    assert!(said.contains("deleted the token of Zapier"), "{said}");
    assert!(secrets.tokens().is_empty() && secrets.texts().is_empty());
}
