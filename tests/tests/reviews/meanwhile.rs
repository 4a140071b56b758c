//! An access review and what changes meanwhile: accounts that are renamed or re-created, what fails
//! at the first try, what is given back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use reqwest::Method;
use rollcall_engine::view::{LineState, RemediationState, ReviewState};
use rollcall_tests::outside::{outside, patched};
use rollcall_tests::review::{apps, decide_all, manual, oskar_revoked, proven, rows, wanted};
use rollcall_tests::world::{World, assert_told, faults, simulate};
use rollcall_verify::Outcome;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_who_was_decided_about_any_more_is_held_back() {
    let apps = simulate("scim", 40).await;
    let world = World::new().await;
    let connection = world.connect_all(&apps).await.remove(0);
    let view = world.house.start_review(wanted()).await.unwrap();
    let id = view.brief.id.as_str();
    let mut revoked = rows(&world, id).await;
    revoked.retain(|row| !row.privileged && row.reviewer == 1);
    revoked.truncate(3);
    let items: Vec<u32> = revoked.iter().map(|row| row.item).collect();
    decide_all(&world, id, |row| items.contains(&row.item)).await;

    // Another admin gives the first account to someone else, and re-creates the second one.
    let (first, second, third) = (revoked.remove(0), revoked.remove(0), revoked.remove(0));
    let operation = json!({"op": "replace", "path": "userName", "value": "new.hire@example.com"});
    patched(&apps, "scim", &format!("Users/{}", first.account_id), operation).await;
    let path = format!("Users/{}", second.account_id);
    outside(&apps, "scim", Method::DELETE, &path, None).await;
    let recreated = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": second.user_name, "active": true,
        "name": {"givenName": "Some", "familyName": "Body"},
    });
    outside(&apps, "scim", Method::POST, "Users", Some(recreated)).await;

    let plan = world.house.plan_review(id).await.unwrap();
    world.carry_out(&plan).await;
    let view = world.house.review(id).await.unwrap();
    let line = |item: u32| view.remediation.iter().find(|line| line.item == item).unwrap();
    assert_eq!(line(third.item).state, RemediationState::Verified);
    assert_eq!(line(first.item).state, RemediationState::Open);
    assert!(line(first.item).words.contains("new.hire@example.com"), "{:?}", line(first.item));
    assert_eq!(line(second.item).state, RemediationState::Open);
    assert!(line(second.item).words.contains("re-created"), "{:?}", line(second.item));
    // What waits is open in the case too, and sent again it is looked at again.
    let case = world.house.case(&plan.case_id).await.unwrap();
    assert_eq!((case.brief.verified, case.brief.open, case.brief.lines), (1, 2, 3));
    let problem = world.house.try_case_again(&plan.case_id).await.unwrap_err();
    assert_told(&problem, "no token");
    let again = world.house.plan_case_again(&plan.case_id).await.unwrap();
    assert!(again.plan.is_none(), "nothing of it can be sent");
    let case = world.house.case(&plan.case_id).await.unwrap();
    assert_eq!((case.brief.verified, case.brief.open), (1, 2));
    let oracle = apps.oracle("scim").unwrap();
    assert!(oracle.user("new.hire@example.com").unwrap().active, "nobody took it from them");
    assert!(oracle.user(&second.user_name).unwrap().active);
    let moved = rows(&world, id).await;
    let now = |item: u32| moved.iter().find(|row| row.item == item).unwrap().now.clone();
    assert!(now(first.item).unwrap().contains("called new.hire@example.com"));
    assert!(now(second.item).unwrap().starts_with("no longer listed"));

    // An app that is gone meanwhile leaves what it had open, to be excepted.
    world.house.disconnect(connection.id.as_str()).await.unwrap();
    let problem = world.house.plan_review(id).await.unwrap_err();
    assert_told(&problem, "no token");
    for item in [first.item, second.item] {
        world.house.except_item(id, item, None, manual("Jo"), None).await.unwrap();
    }
    let view = world.house.close_review(id).await.unwrap();
    assert_eq!(view.brief.state, ReviewState::Closed);
    let zip = world.folder.path().join("evidence.zip");
    proven(&world, id, &zip).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_case_left_open_the_next_one_carries_out() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let (id, _) = oskar_revoked(&world).await;
    let id = id.as_str();

    // Planned, looked at, discarded: the review is unchanged.
    let plan = world.house.plan_review(id).await.unwrap();
    world.house.discard_case(&plan.case_id).await.unwrap();
    let view = world.house.review(id).await.unwrap();
    assert!(view.case.is_none());
    assert!(view.remediation.iter().all(|line| line.state == RemediationState::Waiting));

    // One app is down; the admin stops trying, and plans again when it is back.
    let run = async || {
        let plan = world.house.plan_review(id).await.unwrap();
        world.carry_out(&plan).await
    };
    faults(&apps, "monday", &["patch:500"]);
    let first = run().await;
    assert_eq!((first.brief.verified, first.brief.lines), (1, 2));
    assert_eq!(first.brief.people.len(), 1, "one person, two accounts");
    assert_eq!(first.brief.people[0].name, "Oskar Lind");
    world.house.plan_review(id).await.expect_err("it is under way");
    world.house.stop_case(&first.brief.id).await.unwrap();
    faults(&apps, "monday", &[]);
    let second = run().await;
    assert_eq!((second.brief.verified, second.brief.lines), (1, 1), "only what was left");
    let verified_lines = async || {
        let view = world.house.review(id).await.unwrap();
        let of = |state| view.remediation.iter().filter(|line| line.state == state).count();
        (of(RemediationState::Verified), of(RemediationState::Open))
    };
    assert_eq!(verified_lines().await, (2, 0));

    // Restored access is no longer taken away, even if its removal was verified once.
    let back = world.house.plan_release(&second.brief.id).await.unwrap();
    let typed = back.confirmation.type_this.clone();
    world.house.run_plan_to_end(&back.id, typed.as_deref()).await.unwrap();
    assert_eq!(verified_lines().await, (1, 1));
    world.house.close_review(id).await.expect_err("access is there again");
    run().await;
    assert_eq!(verified_lines().await, (2, 0));
    world.house.close_review(id).await.unwrap();
    let folder = world.folder.path().join("evidence");
    proven(&world, id, &folder).await;
}

/// A revoke whose first try failed, of an account that is given to somebody else before the next.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_renamed_between_two_tries_is_held_back_too() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let (id, revoked) = oskar_revoked(&world).await;
    faults(&apps, "monday", &["patch:500"]);
    let plan = world.house.plan_review(&id).await.unwrap();
    let case = world.carry_out(&plan).await;
    assert_eq!((case.brief.verified, case.brief.open), (1, 1));
    faults(&apps, "monday", &[]);
    let open = case.lines.iter().find(|line| line.state != LineState::Verified).unwrap();
    let row = revoked.iter().find(|row| row.connection_id == open.connection_id).unwrap();
    let operation = json!({"op": "replace", "path": "displayName", "value": "Zoe New"});
    patched(&apps, "monday", &format!("Users/{}", row.account_id), operation).await;
    let case = world.house.try_case_again(&plan.case_id).await.unwrap();
    assert_eq!((case.brief.verified, case.brief.open), (1, 1), "{:#?}", case.lines);
    let line = case.lines.iter().find(|line| line.state != LineState::Verified).unwrap();
    assert!(line.words.contains("The account changed after the decision about it"), "{line:?}");
    assert!(apps.oracle("monday").unwrap().user(row.account_id.as_str()).unwrap().active);
}

/// What a later read finds again is not called gone: before the review is closed, and after.
#[tokio::test(flavor = "multi_thread")]
async fn access_that_comes_back_keeps_a_review_from_closing_and_opens_a_closed_one() {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    let (id, revoked) = oskar_revoked(&world).await;
    let run = async || {
        let plan = world.house.plan_review(&id).await.unwrap();
        world.carry_out(&plan).await
    };
    run().await;
    let open = async || {
        let view = world.house.review(&id).await.unwrap();
        view.remediation.iter().filter(|line| line.state == RemediationState::Open).count()
    };
    assert_eq!(open().await, 0);
    let back = async || {
        let monday = apps.app("monday").unwrap();
        let row = revoked.iter().find(|row| row.connection_name == monday.name).unwrap();
        let operation = json!({"op": "replace", "path": "active", "value": true});
        patched(&apps, "monday", &format!("Users/{}", row.account_id), operation).await;
        world.house.read(&[]).await.unwrap();
    };
    back().await;
    assert_eq!(open().await, 1);
    let problem = world.house.close_review(&id).await.expect_err("the access is there again");
    assert_told(&problem, "no token");
    run().await;
    world.house.close_review(&id).await.unwrap();
    let folder = world.folder.path().join("whole");
    proven(&world, &id, &folder).await;

    // Closed, and the access comes back once more: a pack says so, and the review is taken up again.
    back().await;
    let folder = world.folder.path().join("again");
    world.house.write_pack(&id, &folder, &[]).await.unwrap();
    let report = rollcall_verify::verify(&folder, None).unwrap();
    let failed: Vec<&str> = report
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fails)
        .map(|check| check.words.as_str())
        .collect();
    assert!(failed.len() == 1 && failed[0].contains("no longer in effect"), "{failed:?}");
    run().await;
    assert_eq!(world.house.review(&id).await.unwrap().brief.state, ReviewState::Signed);
    world.house.close_review(&id).await.unwrap();
    let folder = world.folder.path().join("closed-again");
    proven(&world, &id, &folder).await;
}
