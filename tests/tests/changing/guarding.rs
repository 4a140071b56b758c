//! What keeps a plan from going too far: the guard of a connection and protected accounts.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, Outcome, PlanState, ProtectedAs};
use rollcall_engine::{AccountId, Change, ProblemCode};
use rollcall_tests::scene::{Scene, not_planned};
use rollcall_tests::world::writes;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_six_deactivations_stop_until_the_guard_is_raised_by_its_number() {
    let scene = Scene::of("scim", 400).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    let people: Vec<String> = scene.active().await.into_iter().take(26).collect();
    assert_eq!(house.guard(connection).await.unwrap().people, 25);
    scene.apps.forget_requests("scim");
    let problem = not_planned(house.plan_changes(scene.deactivate(&people)).await);
    assert!(problem.side_words.contains("26 accounts"), "{problem}");
    assert!(problem.side_words.contains("allows 25"), "{problem}");
    assert!(writes(&scene.apps, "scim").is_empty(), "nothing was sent");
    // One fewer fits, and wants its number typed.
    let plan = house.plan_changes(scene.deactivate(&people[..25])).await.unwrap();
    assert_eq!(plan.confirmation.type_this.as_deref(), Some("25"));
    for typed in [None, Some("yes"), Some("25")] {
        let problem = house.set_guard(connection, Some(26), typed).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::NotConfirmed);
    }
    house.set_guard(connection, Some(26), Some("26")).await.unwrap();
    // The plan was made under other settings.
    let problem = house.run_plan_to_end(&plan.id, Some("25")).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::PlanExpired, "{problem}");
    let refused = house.plan(&plan.id).await.unwrap();
    assert_eq!(refused.state, PlanState::Outdated);
    assert!(refused.lead.contains("Nothing was sent."), "{}", refused.lead);
    let plan = house.plan_changes(scene.deactivate(&people)).await.unwrap();
    assert_eq!(plan.items.len(), 26);
    house.discard_plan(&plan.id).await.unwrap();
    let record = scene.world.record_text().await;
    assert!(
        record.contains(r#""setting":"guard""#) && record.contains(r#""after":26"#),
        "{record}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_app_has_a_small_guard_and_the_others_go_on() {
    let scene = Scene::of("scim", 40).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    let people = scene.active().await;
    let guard = house.guard(connection).await.unwrap();
    assert_eq!(guard.people, guard.active.div_ceil(10));
    let mut changes = scene.deactivate(&people[..6]);
    let values = json!({"title": "Buyer"}).as_object().unwrap().clone();
    let (connection, user) = (connection.clone(), people[9].clone());
    changes.push(Change::Set { connection, user, values });
    let plan = house.plan_changes(changes).await.unwrap();
    let blocked = plan.items.iter().filter(|item| item.blocked.is_some()).count();
    assert_eq!((plan.items.len(), blocked), (7, 6));
    assert!(plan.lead.contains("1 will be sent, 6 are blocked"), "{}", plan.lead);
    let run = house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!((run.items.len(), run.verified), (1, 1), "what is blocked is not in the run");
    assert!(scene.oracle.user(&people[0]).unwrap().active);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_account_loses_nothing_until_the_protection_is_lifted_with_a_reason() {
    let scene = Scene::of("scim", 120).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    let (group, members) = scene.group();
    let one = members.first().unwrap();
    house
        .protect(connection, &AccountId::from(one.as_str()), ProtectedAs::BreakGlass)
        .await
        .unwrap();
    assert_eq!(house.protected(connection).await.unwrap()[0].account_id, one.as_str());
    let detail = house.user_page(connection, &AccountId::from(one.as_str())).await.unwrap();
    for blocked in [&detail.deactivate_blocked, &detail.delete_blocked] {
        let words = blocked.as_deref().unwrap_or_default();
        assert!(words.contains("Protected as a break-glass account"), "{words}");
        assert!(words.contains("Lift the protection on the page of"), "{words}");
    }
    let other = house
        .user_page(connection, &AccountId::from(members.last().unwrap().as_str()))
        .await
        .unwrap();
    assert_eq!(other.deactivate_blocked, None);
    for change in [
        scene.deactivate(std::slice::from_ref(one)).remove(0),
        Change::Delete { connection: connection.clone(), user: one.clone() },
        scene.remove(&group, &[one]),
    ] {
        let problem = not_planned(house.plan_changes(vec![change]).await);
        assert!(problem.side_words.contains("a break-glass account"), "{problem}");
    }
    let problem =
        house.lift_protection(connection, &AccountId::from(one.as_str()), " ").await.unwrap_err();
    assert!(problem.side_words.contains("reason"), "{problem}");
    house
        .lift_protection(connection, &AccountId::from(one.as_str()), "the vault was rebuilt")
        .await
        .unwrap();
    assert_eq!(
        house
            .user_page(connection, &AccountId::from(one.as_str()))
            .await
            .unwrap()
            .deactivate_blocked,
        None
    );
    let run = scene.run(vec![scene.remove(&group, &[one])], async |_| {}).await;
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);
    let record = scene.world.record_text().await;
    assert!(record.contains("the vault was rebuilt"), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays_until_the_block_is_lifted_with_a_reason() {
    let scene = Scene::of("monday", 120).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    house.set_guard(connection, Some(100), Some("100")).await.unwrap();
    let rows = scene.world.rows(connection).await;
    let admins: Vec<String> = rows
        .iter()
        .filter(|row| row.status == AccountState::Active && row.user_type == "admin")
        .map(|row| row.account_id.to_string())
        .collect();
    assert!(admins.len() > 1, "several admins to begin with");
    let problem = not_planned(house.plan_changes(scene.deactivate(&admins)).await);
    assert!(problem.side_words.contains("last account with an admin role"), "{problem}");
    let others = &admins[1..];
    assert_eq!(
        house.plan_changes(scene.deactivate(others)).await.unwrap().items.len(),
        others.len()
    );
    // The others are no longer admins; nothing says so of the one who is left.
    let demoted = others.iter().map(|user| Change::Set {
        connection: connection.clone(),
        user: user.clone(),
        values: json!({"userType": "member"}).as_object().unwrap().clone(),
    });
    let owner = scene.oracle.token_owner().unwrap().id;
    let demoted: Vec<Change> = demoted
        .filter(|change| !matches!(change, Change::Set { user, .. } if *user == owner))
        .collect();
    let run = scene.run(demoted, async |_| {}).await;
    assert_eq!(run.not_verified, 0, "{:?}", run.items);
    let protected = house.protected(connection).await.unwrap();
    let [only] = protected.as_slice() else { panic!("one admin is left: {protected:?}") };
    assert_eq!(only.kind, ProtectedAs::LastAdmin);
    let last = vec![only.account_id.to_string()];
    let words = house
        .user_page(connection, &AccountId::from(last[0].as_str()))
        .await
        .unwrap()
        .deactivate_blocked;
    let words = words.unwrap_or_default();
    assert!(words.starts_with("Protected as the last account with an admin role."), "{words}");
    for change in [
        scene.deactivate(&last).remove(0),
        Change::Set {
            connection: connection.clone(),
            user: last[0].clone(),
            values: json!({"userType": "viewer"}).as_object().unwrap().clone(),
        },
    ] {
        let problem = not_planned(house.plan_changes(vec![change]).await);
        assert!(problem.side_words.contains("last account with an admin role"), "{problem}");
    }
    let title = Change::Set {
        connection: connection.clone(),
        user: last[0].clone(),
        values: json!({"title": "Head"}).as_object().unwrap().clone(),
    };
    house.plan_changes(vec![title]).await.expect("an edit of something else is fine");
    assert!(
        house.lift_protection(connection, &AccountId::from(last[0].as_str()), " ").await.is_err()
    );
    house
        .lift_protection(connection, &AccountId::from(last[0].as_str()), "The app is given up")
        .await
        .unwrap();
    assert!(house.protected(connection).await.unwrap().is_empty());
    assert!(scene.world.record_text().await.contains("The app is given up"));
    house.plan_changes(scene.deactivate(&last)).await.expect("it may go now");
}
