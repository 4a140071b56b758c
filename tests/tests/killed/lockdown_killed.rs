//! A lockdown whose program is killed in the middle: the next start shows it, settles what was under
//! way by reading, and finishes it. Nothing is sent twice.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::CaseState;
use rollcall_engine::{CaseId, ConnectRequest, Rollcall};
use rollcall_tests::apart::Place;
use rollcall_tests::gate::Gate;
use rollcall_tests::world::{simulate_all, writes};
use secrecy::SecretString;
use std::time::Duration;

const HOUSE: &str = env!("CARGO_BIN_EXE_house");

async fn connect(house: &Rollcall, provider: &str, address: &str, token: &str) {
    let request = ConnectRequest {
        provider: provider.to_owned(),
        name: provider.to_owned(),
        address: address.to_owned(),
        token: SecretString::from(token.to_owned()),
        seat_price: String::new(),
    };
    assert!(house.connect(request).await.unwrap().connection.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_killed_in_the_middle_is_shown_settled_and_finished() {
    // The request never arrives; or the app has done it and the answer never comes.
    for (arrives, sent_before) in [(false, 0), (true, 1)] {
        let apps = simulate_all(&["scim", "monday"], 60).await;
        let app = |id: &str| apps.apps.iter().find(|app| app.provider_id == id).unwrap();
        let gate = Gate::before(&app("scim").address).await;
        let place = Place::default();
        let house = place.open().await;
        connect(&house, "scim", &gate.address, &app("scim").token).await;
        connect(&house, "monday", &app("monday").address, &app("monday").token).await;
        house.read(&[]).await.unwrap();
        drop(house);

        let patch = |method: &axum::http::Method, _: &str| method == "PATCH";
        let held = if arrives { gate.hold_back(1, patch) } else { gate.hold_there(1, patch) };
        let mut apart = place.start(HOUSE).await;
        apart.order("lockdown oskar.lind").await;
        let said = apart.says(&["locking"]).await;
        let id = CaseId::from(said.trim_start_matches("locking "));
        held.arrived(1).await;
        apart.kill().await;
        gate.forget_rules();
        assert_eq!(writes(&apps, "scim").len(), sent_before);

        let house = place.open().await;
        house.settle().await.unwrap();
        let open = house.resume_cases().await.unwrap();
        assert!(open.iter().all(|case| case.id == id));
        if !arrives {
            assert_eq!(open.len(), 1, "what was not done is shown");
            assert_eq!(open[0].title, "Lockdown of Oskar Lind");
        }
        house.keep_cases().await.unwrap();
        let mut tries = 0;
        loop {
            let case = house.case(&id).await.unwrap();
            if case.brief.state == CaseState::Closed {
                assert_eq!((case.brief.verified, case.brief.open), (2, 0));
                break;
            }
            tries += 1;
            assert!(tries < 600, "{case:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for id in ["scim", "monday"] {
            assert_eq!(writes(&apps, id).len(), 1, "{id}: nothing is sent twice");
            let oracle = apps.oracle(id).unwrap();
            let ids = oracle.listed_ids();
            let mut users = ids.iter().filter_map(|id| oracle.user(id));
            assert!(!users.any(|user| user.user_name.contains("oskar.lind") && user.active));
        }
        assert!(house.verify_record().await.unwrap().intact);
    }
}
