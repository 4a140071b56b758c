//! What a protection or a guard stopped is sent by no retry: only by a plan that was shown and
//! confirmed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    CaseState, LineState, LockdownRequest, PeopleQuery, PersonRow, ProtectedAs,
};
use rollcall_engine::{AccountId, Deactivation, ProblemCode};
use rollcall_tests::odd_app::{Odd, OddApp};
use rollcall_tests::world::{World, assert_told, faults, simulate_all, writes};
use serde_json::json;

const APPS: [&str; 2] = ["scim", "airtable"];

async fn oskar(world: &World) -> PersonRow {
    let query = PeopleQuery { text: "oskar.lind".to_owned(), limit: 9, ..PeopleQuery::default() };
    let mut found = world.house.people(query).await.unwrap().rows;
    found.retain(|one| one.name == "Oskar Lind");
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_protection_stopped_waits_for_a_plan_of_its_own() {
    let apps = simulate_all(&APPS, 60).await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.unwrap();
    let scim = connections.iter().find(|one| one.provider == "scim").unwrap();
    let account = world.row(scim.id.as_str(), "oskar.lind@example.com").await.account_id;
    world
        .house
        .protect(scim.id.as_str(), &AccountId::from(account.as_str()), ProtectedAs::BreakGlass)
        .await
        .unwrap();
    let person = oskar(&world).await;
    let wanted = || LockdownRequest { people: vec![person.id], groups: false };
    let planned = world.house.plan_lockdown(wanted()).await.unwrap();
    let case = world.carry_out(&planned).await;
    let id = case.brief.id.clone();
    assert_eq!((case.brief.verified, case.brief.open), (1, 1));
    assert!(writes(&apps, "scim").is_empty());

    // Neither a retry nor the lifting of the protection sends anything.
    for _ in 0..2 {
        let problem = world.house.try_case_again(&id).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::BadRequest);
        assert_told(&problem, "no token");
        world.house.keep_cases().await.unwrap();
        assert!(writes(&apps, "scim").is_empty());
        if world
            .house
            .protected(scim.id.as_str())
            .await
            .unwrap()
            .iter()
            .any(|p| p.account_id == account)
        {
            let stopped = world.house.plan_case_again(&id).await.unwrap();
            assert!(stopped.plan.is_none(), "the protection stops it again");
            assert!(stopped.notes[0].contains("protected"), "{:?}", stopped.notes);
            world
                .house
                .lift_protection(scim.id.as_str(), &AccountId::from(account.as_str()), "he left")
                .await
                .unwrap();
        }
    }

    // It is planned and shown, and sent when that is confirmed.
    let again = world.house.plan_case_again(&id).await.unwrap();
    let plan = again.plan.unwrap();
    assert_eq!(plan.items.len(), 1);
    assert!(writes(&apps, "scim").is_empty());
    let state = world.house.case(&id).await.unwrap().lines;
    assert_eq!(state.iter().filter(|line| line.state == LineState::Yours).count(), 1);
    // What is not confirmed changes nothing of the case.
    world.house.discard_plan(&plan.id).await.unwrap();
    let kept = world.house.case(&id).await.unwrap();
    world.house.run_plan(&plan.id, None).await.unwrap_err();
    assert_eq!(world.house.case(&id).await.unwrap(), kept);
    assert!(!world.record_text().await.contains("case-tried-again"));
    let plan = world.house.plan_case_again(&id).await.unwrap().plan.unwrap();
    // Run from the plan's own screen it closes the case as well.
    let typed = plan.confirmation.type_this.as_deref();
    let run = world.house.run_plan(&plan.id, typed).await.unwrap();
    let mut progress = world.house.progress();
    while world.house.case(&id).await.unwrap().brief.state != CaseState::Closed {
        progress.changed().await.unwrap();
    }
    let case = world.house.case(&id).await.unwrap();
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Closed, 0));
    assert!(case.lines.iter().any(|line| line.run_id.as_ref() == Some(&run.id)));
    assert_eq!(writes(&apps, "scim").len(), 1);
    // The plan is used up.
    assert!(world.house.run_case_again(&id, &plan.id, typed).await.is_err());
    assert_eq!(writes(&apps, "scim").len(), 1);
}

/// The lawful twin: what was confirmed and did not take is tried again without another question.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_confirmed_is_tried_again_as_it_was() {
    let apps = simulate_all(&APPS, 60).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.unwrap();
    faults(&apps, "airtable", &["patch:403"]);
    let person = oskar(&world).await;
    let wanted = LockdownRequest { people: vec![person.id], groups: false };
    let planned = world.house.plan_lockdown(wanted).await.unwrap();
    let case = world.carry_out(&planned).await;
    assert_eq!((case.brief.verified, case.brief.open), (1, 1), "{:#?}", case.lines);
    faults(&apps, "airtable", &[]);
    let case = world.house.try_case_again(&case.brief.id).await.unwrap();
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Closed, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inactive_account_is_nothing_to_do_and_no_failure() {
    let apps = simulate_all(&APPS, 60).await;
    let world = World::new().await;
    let connections = world.connect_all(&apps).await;
    world.house.read(&[]).await.unwrap();
    let person = oskar(&world).await;
    let wanted = || LockdownRequest { people: vec![person.id], groups: false };
    let planned = world.house.plan_lockdown(wanted()).await.unwrap();
    world.carry_out(&planned).await;
    for connection in &connections {
        let account = world.row(connection.id.as_str(), "oskar.lind@example.com").await.account_id;
        let planned = world
            .house
            .plan_deactivation(connection.id.as_str(), &AccountId::from(account.as_str()))
            .await
            .unwrap();
        assert!(matches!(planned, Deactivation::Already), "{planned:?}");
    }
    let planned = world.house.plan_lockdown(wanted()).await.unwrap();
    assert!(planned.plan.is_none());
    assert!(planned.lines.iter().all(|line| line.state == LineState::Verified));
    // An account that is not there is another matter.
    let gone = world
        .house
        .plan_deactivation(connections[0].id.as_str(), &AccountId::from("nobody"))
        .await
        .unwrap_err();
    assert_told(&gone, "no token");
}

/// Where the app removes deactivated accounts, the undo creates a new account: with all that it can
/// be given, and the rest named.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_in_place_of_a_removed_one_says_what_it_lacks() {
    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    for roles in [true, false] {
        let (app, world) = (OddApp::of(4).await, World::new().await);
        let made = world.connect("scim", "Removes", (&app.address, &app.token)).await;
        app.set("u1", ENTERPRISE, json!({"manager": {"value": "u2"}, "department": "Sales"}));
        app.set("u1", "phoneNumbers", json!([{"value": "+44 20 7946 0000", "type": "work"}]));
        if roles {
            app.set("u1", "roles", json!([{"value": "owner"}]));
        }
        app.be(Odd { removes: true, ..Odd::default() });
        world.read(made.id.as_str()).await;
        let plan = world.plan(made.id.as_str(), "u1").await;
        let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
        let back = world.house.plan_undo(&run.id).await.unwrap();
        let lost: Vec<&str> = back.warnings.iter().map(|one| one.lead.as_str()).collect();
        match roles {
            true => {
                assert!(lost.iter().any(|one| one.ends_with("created without: roles.")), "{lost:?}")
            }
            false => assert!(lost.iter().all(|one| !one.contains("without")), "{lost:?}"),
        }
        let run = world.house.run_plan_to_end(&back.id, None).await.unwrap();
        assert_eq!(run.not_verified, 0, "{:?}", run.items);
        let id = run.items[0].account_id.clone();
        assert_eq!(app.value(&id, ENTERPRISE)["manager"]["value"], "u2");
        assert_eq!(app.value(&id, "phoneNumbers")[0]["value"], "+44 20 7946 0000");
        assert_eq!(app.value(&id, "emails")[0]["primary"], true);
    }
}
