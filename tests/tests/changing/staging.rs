//! What is staged lasts until it is run or taken out, and says at once what cannot be.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    AccountState, GroupWish, GroupWishKind, NewUser, Outcome, ProtectedAs, RunState, StagedKind,
    Steer, UserQuery, UserRow, UserWish, UserWishKind, WantedValue,
};
use rollcall_engine::{AccountRef, GroupId, ProblemCode};
use rollcall_simulator::Running;
use rollcall_tests::gate::Gate;
use rollcall_tests::outside::patched;
use rollcall_tests::world::{World, faults, simulate, writes};
use serde_json::json;

fn set(rows: &[UserRow], path: &str, value: &str) -> UserWish {
    UserWish {
        kind: UserWishKind::Set,
        accounts: refs(rows),
        all_of: None,
        values: vec![WantedValue { path: path.to_owned(), value: Some(value.to_owned()) }],
    }
}

fn each(kind: UserWishKind, rows: &[UserRow]) -> UserWish {
    UserWish { kind, accounts: refs(rows), all_of: None, values: Vec::new() }
}

fn refs(rows: &[UserRow]) -> Vec<AccountRef> {
    rows.iter()
        .map(|row| AccountRef {
            connection_id: row.connection_id.clone(),
            account_id: row.account_id.clone(),
        })
        .collect()
}

async fn active(world: &World, connection: &str) -> Vec<UserRow> {
    let mut rows = world.rows(connection).await;
    rows.retain(|row| row.status == AccountState::Active && row.user_name.contains("@example"));
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_staged_survives_a_restart_is_planned_together_and_leaves_with_its_run() {
    let apps = simulate("monday", 120).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await.id;
    let people = active(&world, connection.as_str()).await;
    let answer = world.house.stage_users(set(&people[..3], "title", "Lead")).await.unwrap();
    assert_eq!((answer.staged, answer.stage.changes.len()), (3, 3));
    let oracle = apps.oracle("monday").unwrap();
    let groups = oracle.groups().into_iter().map(|(id, _)| id);
    let group = groups.into_iter().find(|id| (5..60).contains(&oracle.members(id).unwrap().len()));
    let group = group.expect("a group");
    let members = world.members(connection.as_str(), &group).await;
    let joins: Vec<String> = people
        .iter()
        .map(|row| row.account_id.to_string())
        .filter(|id| !members.contains(id))
        .take(2)
        .collect();
    let leaves: Vec<String> = members.iter().take(2).cloned().collect();
    world
        .house
        .stage_members(
            connection.as_str(),
            &GroupId::from(group.as_str()),
            joins.clone(),
            leaves.clone(),
        )
        .await
        .unwrap();
    assert!(writes(&apps, "monday").is_empty(), "staging sends nothing");

    let world = world.restart().await;
    let stage = world.house.stage().await.unwrap();
    assert_eq!(stage.changes.len(), 5);
    let title = &stage.changes[0];
    assert_eq!((title.kind, title.on.as_str()), (StagedKind::Set, people[0].name.as_str()));
    assert_eq!(title.values[0].label, "Title");
    assert_eq!(title.values[0].before, people[0].title);
    assert_eq!(title.values[0].after.as_deref(), Some("Lead"));
    let add = stage.changes.iter().find(|one| one.kind == StagedKind::AddMember).unwrap();
    let names: Vec<&str> = add.members.iter().map(|one| one.account_id.as_str()).collect();
    assert_eq!(names, joins);

    // Another choice of members takes the place of the first.
    let stage = world
        .house
        .stage_members(
            connection.as_str(),
            &GroupId::from(group.as_str()),
            joins.clone(),
            Vec::new(),
        )
        .await
        .unwrap();
    assert_eq!(stage.changes.len(), 4);
    world
        .house
        .stage_members(connection.as_str(), &GroupId::from(group.as_str()), joins.clone(), leaves)
        .await
        .unwrap();

    let plan = world.house.plan_stage().await.unwrap();
    assert_eq!(plan.items.len(), 5, "{:?}", plan.items);
    assert_eq!(world.house.stage().await.unwrap().changes.len(), 5, "a plan alone changes nothing");
    let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!((run.verified, run.not_verified), (5, 0), "{:?}", run.items);
    assert!(world.house.stage().await.unwrap().changes.is_empty());
    assert!(world.house.plan_stage().await.is_err(), "nothing is left to plan");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wish_is_one_a_later_value_counts_and_a_contradiction_is_named() {
    let apps = simulate("monday", 60).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await.id;
    let people = active(&world, connection.as_str()).await;
    let house = &world.house;
    for title in ["Lead", "Lead", "Buyer"] {
        house.stage_users(set(&people[..2], "title", title)).await.unwrap();
    }
    let stage = house.stage_users(set(&people[..1], "locale", "sv-SE")).await.unwrap().stage;
    assert_eq!(stage.changes.len(), 2);
    let joined = stage.changes.iter().find(|one| one.values.len() == 2).unwrap();
    let titles: Vec<_> = stage
        .changes
        .iter()
        .flat_map(|one| &one.values)
        .filter(|value| value.path == "title")
        .map(|value| value.after.as_deref())
        .collect();
    assert_eq!(titles, [Some("Buyer"), Some("Buyer")]);

    let refused = house.stage_users(each(UserWishKind::Deactivate, &people[..4])).await;
    let problem = refused.unwrap_err();
    assert_eq!(problem.code, ProblemCode::BadRequest);
    assert!(problem.side_words.contains(&people[0].name), "{problem}");
    assert_eq!(house.stage().await.unwrap(), stage, "the stage is as it was");

    let stage = house.unstage(vec![joined.id]).await.unwrap();
    assert_eq!(stage.changes.len(), 1);
    let group = apps.oracle("monday").unwrap().groups().remove(0).0;
    let delete = GroupWish {
        kind: GroupWishKind::Delete,
        connection_id: connection.clone(),
        group_id: GroupId::from(group.clone()),
        name: String::new(),
    };
    house.stage_group(delete.clone()).await.unwrap();
    let id = people[0].account_id.clone();
    assert!(
        house
            .stage_members(
                connection.as_str(),
                &GroupId::from(group.as_str()),
                vec![id.into_string()],
                Vec::new()
            )
            .await
            .is_err()
    );
    assert!(writes(&apps, "monday").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_for_all_who_match_says_whom_it_leaves_out_and_why() {
    let apps = simulate("monday", 1_200).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await.id;
    let house = &world.house;
    let rows = world.rows(connection.as_str()).await;
    let wish = |kind| UserWish {
        kind,
        accounts: Vec::new(),
        all_of: Some(UserQuery {
            connections: vec![connection.to_string()],
            ..UserQuery::default()
        }),
        values: Vec::new(),
    };
    let inactive = rows.iter().filter(|row| row.status == AccountState::Inactive).count();
    let answer = house.stage_users(wish(UserWishKind::Activate)).await.unwrap();
    assert_eq!(answer.staged as usize, inactive);
    assert_eq!(answer.left_out.len(), 1, "{:?}", answer.left_out);
    assert_eq!(answer.left_out[0].count as usize, rows.len() - inactive);
    assert!(answer.left_out[0].why.contains("Active already"));
    let ids = answer.stage.changes.iter().map(|one| one.id).collect();
    house.unstage(ids).await.unwrap();

    let department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
    let answer = house.stage_users(set(&rows[..3], department, "HR")).await.unwrap();
    assert_eq!((answer.staged, answer.left_out[0].count), (0, 3));
    assert!(answer.left_out[0].why.contains("does not keep"), "{:?}", answer.left_out);
    house.protect(connection.as_str(), &rows[0].account_id, ProtectedAs::Own).await.unwrap();
    let answer = house.stage_users(each(UserWishKind::Delete, &rows[..1])).await.unwrap();
    assert!(answer.left_out[0].why.contains("your own account"), "{:?}", answer.left_out);
    let attributes = house.attributes(&[connection.to_string()]).await.unwrap();
    let one = |path: &str| attributes.iter().find(|one| one.path == path).unwrap();
    assert!(one("title").refused.is_empty());
    assert!(one(department).refused[0].why.contains("does not keep"));
    let mine = house.account_attributes(connection.as_str(), &rows[5].account_id).await.unwrap();
    let title = mine.iter().find(|one| one.attribute.path == "title").unwrap();
    assert_eq!(title.value, rows[5].title);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_and_a_new_group_are_staged_and_made() {
    let apps = simulate("monday", 60).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await.id;
    let oracle = apps.oracle("monday").unwrap();
    let (group, name) = oracle.groups().remove(0);
    let value = |path: &str, value: &str| WantedValue {
        path: path.to_owned(),
        value: Some(value.to_owned()),
    };
    let user = NewUser {
        connection_id: connection.clone(),
        values: vec![value("userName", "sara@example.com"), value("displayName", "Sara Ek")],
        groups: vec![group.clone()],
    };
    let nameless = NewUser { values: vec![value("displayName", "x")], ..user.clone() };
    assert!(world.house.stage_new_user(nameless).await.is_err());
    let stage = world.house.stage_new_user(user).await.unwrap();
    assert_eq!(stage.changes[0].names, [name]);
    let create = |kind, name: &str| GroupWish {
        kind,
        connection_id: connection.clone(),
        group_id: GroupId::default(),
        name: name.to_owned(),
    };
    assert!(world.house.stage_group(create(GroupWishKind::Create, " ")).await.is_err());
    world.house.stage_group(create(GroupWishKind::Create, "Launch")).await.unwrap();
    let plan = world.house.plan_stage().await.unwrap();
    let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!((run.verified, run.not_verified), (3, 0), "{:?}", run.items);
    let made = oracle.user("sara@example.com").unwrap();
    assert!(oracle.members(&group).unwrap().contains(&made.id));
    assert!(oracle.members("Launch").unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_failed_is_tried_again() {
    let apps = simulate("monday", 60).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await.id;
    let people = active(&world, connection.as_str()).await;
    world.house.stage_users(set(&people[..3], "title", "Lead")).await.unwrap();
    let plan = world.house.plan_stage().await.unwrap();
    faults(&apps, "monday", &["user:patch:skip=1:times=1:403"]);
    let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    let refused: Vec<_> =
        run.items.iter().filter(|item| item.outcome == Some(Outcome::Refused)).collect();
    assert_eq!((run.verified, refused.len()), (2, 1), "{:?}", run.items);
    faults(&apps, "monday", &[]);
    apps.forget_requests("monday");
    let again = world.house.plan_retry(&run.id).await.unwrap();
    assert_eq!(again.items.len(), 1);
    assert_eq!(again.items[0].on, refused[0].on);
    let second = world.house.run_plan_to_end(&again.id, None).await.unwrap();
    assert_eq!((second.verified, second.not_verified), (1, 0));
    assert_eq!(writes(&apps, "monday").len(), 1, "the others are left alone");
    assert!(world.house.plan_retry(&second.id).await.is_err(), "nothing is left to try again");
}

/// An app whose requests can be held, its house, and the active people in it.
async fn behind_a_gate() -> (Running, World, Gate, Vec<UserRow>) {
    let apps = simulate("monday", 60).await;
    let world = World::new().await;
    let app = &apps.apps[0];
    let gate = Gate::before(&app.address).await;
    let connection = world.connect("monday", "Monday", (&gate.address, &app.token)).await.id;
    world.read(connection.as_str()).await;
    let people = active(&world, connection.as_str()).await;
    (apps, world, gate, people)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_held_goes_on_and_is_stopped_after_what_is_under_way() {
    let (apps, world, gate, people) = behind_a_gate().await;
    let house = &world.house;
    house.stage_users(set(&people[..20], "title", "Lead")).await.unwrap();
    let plan = house.plan_stage().await.unwrap();
    let patch = |method: &axum::http::Method, _: &str| method == axum::http::Method::PATCH;
    let first = gate.hold_there(8, patch);
    let run = house.run_plan(&plan.id, None).await.unwrap();
    first.arrived(8).await;
    assert_eq!(house.steer_run(&run.id, Steer::Pause).await.unwrap().state, RunState::Paused);
    first.open();
    let mut progress = house.progress();
    let ended = |wanted: usize| {
        move |progress: &rollcall_engine::view::Progress| {
            let run = progress.run.as_ref().unwrap();
            run.items.iter().filter(|item| item.outcome.is_some()).count() == wanted
        }
    };
    let wait = std::time::Duration::from_secs(60);
    tokio::time::timeout(wait, progress.wait_for(ended(8))).await.unwrap().unwrap();
    assert_eq!(house.run(&run.id).await.unwrap().state, RunState::Paused);
    // Held: the next request does not come, however often the others look.
    assert_eq!(writes(&apps, "monday").len(), 8);

    let second = gate.hold_there(8, patch);
    assert_eq!(house.steer_run(&run.id, Steer::GoOn).await.unwrap().state, RunState::Running);
    second.arrived(8).await;
    assert_eq!(house.steer_run(&run.id, Steer::Stop).await.unwrap().state, RunState::Stopping);
    second.open();
    let finished = |progress: &rollcall_engine::view::Progress| {
        progress.run.as_ref().is_some_and(|run| run.state == RunState::Finished)
    };
    tokio::time::timeout(wait, progress.wait_for(finished)).await.unwrap().unwrap();
    let run = house.run(&run.id).await.unwrap();
    let outcomes: Vec<_> = run.items.iter().filter_map(|item| item.outcome).collect();
    let expected = [[Outcome::Verified; 16].as_slice(), &[Outcome::NotSent; 4]].concat();
    assert_eq!(outcomes, expected);
    assert!(run.items[19].words.contains("stopped"), "{}", run.items[19].words);
    assert_eq!(writes(&apps, "monday").len(), 16);
    assert!(house.steer_run(&run.id, Steer::GoOn).await.is_err(), "it is over");
    // What was left out is planned again, and only that.
    assert_eq!(house.plan_retry(&run.id).await.unwrap().items.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_busy_app_refused_goes_once_more_alone() {
    let (apps, world, gate, people) = behind_a_gate().await;
    let house = &world.house;
    let patch = |method: &axum::http::Method, _: &str| method == axum::http::Method::PATCH;
    let busy = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}"#;
    // As many as it refuses beside others; alone it takes each.
    for (refused, sent, verified) in [(2, 8, 8), (100, 0, 0)] {
        let title = format!("Lead {refused}");
        house.stage_users(set(&people[..8], "title", &title)).await.unwrap();
        let plan = house.plan_stage().await.unwrap();
        apps.forget_requests("monday");
        gate.answer(refused, patch, (500, Vec::new(), busy));
        let run = house.run_plan_to_end(&plan.id, None).await.unwrap();
        gate.forget_rules();
        assert_eq!((run.verified, run.not_verified), (verified, 8 - verified), "{run:#?}");
        assert_eq!(writes(&apps, "monday").len(), sent, "{refused}");
        let twice = run.items.iter().filter(|item| item.exchange.matches("PATCH ").count() > 1);
        let expected = if refused == 2 { 2..=2 } else { 1..=8 };
        assert!(expected.contains(&twice.count()), "{run:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_once_is_not_called_unsent_when_the_run_is_stopped() {
    let (apps, world, gate, people) = behind_a_gate().await;
    let house = &world.house;
    let patch = |method: &axum::http::Method, _: &str| method == axum::http::Method::PATCH;
    let busy = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"500"}"#;
    house.stage_users(set(&people[..2], "title", "Lead")).await.unwrap();
    let plan = house.plan_stage().await.unwrap();
    apps.forget_requests("monday");
    let refused = gate.answer(1, patch, (500, Vec::new(), busy));
    let other = gate.hold_there(1, patch);
    let run = house.run_plan(&plan.id, None).await.unwrap();
    refused.arrived(1).await;
    other.arrived(1).await;
    // The refused one waits to go alone.
    house.steer_run(&run.id, Steer::Stop).await.unwrap();
    other.open();
    let finished = |progress: &rollcall_engine::view::Progress| {
        progress.run.as_ref().is_some_and(|run| run.state == RunState::Finished)
    };
    let wait = std::time::Duration::from_secs(60);
    let mut progress = house.progress();
    tokio::time::timeout(wait, progress.wait_for(finished)).await.unwrap().unwrap();
    let run = house.run(&run.id).await.unwrap();
    let mut outcomes: Vec<_> = run.items.iter().filter_map(|item| item.outcome).collect();
    outcomes.sort_by_key(|outcome| *outcome == Outcome::Refused);
    assert_eq!(outcomes, [Outcome::Verified, Outcome::Refused], "{:#?}", run.items);
    assert_eq!(writes(&apps, "monday").len(), 1, "and the other one was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_looked_at_when_a_run_is_held_is_looked_at_again_before_it_is_sent() {
    let (apps, world, gate, people) = behind_a_gate().await;
    let house = &world.house;
    house.stage_users(set(&people[..2], "title", "Lead")).await.unwrap();
    let plan = house.plan_stage().await.unwrap();
    let look = |method: &axum::http::Method, path: &str| {
        method == axum::http::Method::GET && path.contains("/Users/")
    };
    let looks = gate.hold_there(2, look);
    let run = house.run_plan(&plan.id, None).await.unwrap();
    looks.arrived(2).await;
    house.steer_run(&run.id, Steer::Pause).await.unwrap();
    let renamed = json!({"op": "replace", "path": "displayName", "value": "Else"});
    looks.open();
    let path = format!("Users/{}", people[0].account_id);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(writes(&apps, "monday").is_empty(), "a held run sends nothing new");
    patched(&apps, "monday", &path, renamed).await;
    house.steer_run(&run.id, Steer::GoOn).await.unwrap();
    let finished = |progress: &rollcall_engine::view::Progress| {
        progress.run.as_ref().is_some_and(|run| run.state == RunState::Finished)
    };
    let wait = std::time::Duration::from_secs(60);
    let mut progress = house.progress();
    tokio::time::timeout(wait, progress.wait_for(finished)).await.unwrap().unwrap();
    let run = house.run(&run.id).await.unwrap();
    let outcomes: Vec<_> = run.items.iter().filter_map(|item| item.outcome).collect();
    assert_eq!(outcomes, [Outcome::HeldBack, Outcome::Verified], "{:#?}", run.items);
}
