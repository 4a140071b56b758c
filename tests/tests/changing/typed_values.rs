//! Values as they are typed, kept and read back: texts for lists, servers that keep another spelling
//! or a half of what was asked.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Change;
use rollcall_engine::view::Outcome;
use rollcall_tests::member_server::{Habits, MemberServer, id_of, run, values};
use rollcall_tests::scene::not_planned;
use rollcall_tests::world::World;
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn set(connection: &str, n: usize, wish: Value) -> Change {
    Change::Set { connection: connection.to_owned(), user: id_of(n), values: values(wish) }
}

fn create(connection: &str, wish: Value) -> Change {
    Change::Create { connection: connection.to_owned(), values: values(wish), groups: Vec::new() }
}

async fn of(habits: Habits) -> (MemberServer, World, String) {
    let server = MemberServer::of(6, habits).await;
    let world = World::new().await;
    let connection = server.connected(&world).await;
    (server, world, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_for_a_list_is_an_entry_and_the_others_stay() {
    for habits in [Habits::default(), Habits { adds_to_emails: true, ..Habits::default() }] {
        let (server, world, connection) = of(habits).await;
        let home = json!({"emails[type eq \"home\"].value": "home@example.com"});
        let ended = run(&world, vec![set(&connection, 1, home)]).await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
        let new = json!({"emails": "new@example.com", "department": "HR", "manager": "person002@example.com"});
        let ended = run(&world, vec![set(&connection, 1, new)]).await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
        let user = server.user(1);
        assert_eq!(user["emails"][0]["value"], "new@example.com");
        assert_eq!(user["emails"][0]["primary"], true);
        assert_eq!(user["emails"][1]["value"], "home@example.com");
        assert_eq!(user[ENTERPRISE]["department"], "HR");
        assert_eq!(user[ENTERPRISE]["manager"], json!({"value": id_of(2)}));
        let undo = world.house.plan_undo(&ended.id).await.expect("an undo");
        let undone = world.house.run_plan_to_end(&undo.id, None).await.expect("a run");
        assert_eq!(undone.not_verified, 0, "{:#?}", undone.items);
        assert_eq!(server.user(1)["emails"][0]["value"], "person001@example.com");
        let ended = run(
            &world,
            vec![create(
                &connection,
                json!({"userName": "jo@example.com", "emails": "jo@example.com"}),
            )],
        )
        .await;
        assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_so_is_blocked_alone_with_the_way_to_write_it() {
    let (server, world, connection) = of(Habits::default()).await;
    let changes = vec![
        set(&connection, 1, json!({"name": "Jo Doe"})),
        set(&connection, 2, json!({"manager": "nobody@example.com"})),
        set(&connection, 3, json!({"title": "Buyer"})),
    ];
    let plan = world.house.plan_changes(changes).await.expect("a plan");
    let blocked: Vec<&str> = plan.items.iter().filter_map(|one| one.blocked.as_deref()).collect();
    assert_eq!(blocked.len(), 2, "{blocked:?}");
    assert!(blocked[0].contains("name.givenName=…"), "{blocked:?}");
    assert!(blocked[1].contains("Name the manager by id"), "{blocked:?}");
    world.house.run_plan_to_end(&plan.id, None).await.expect("a run");
    assert_eq!(server.user(3)["title"], "Buyer");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_case_is_verified_where_case_means_nothing_and_it_is_said() {
    let (server, world, connection) = of(Habits { lowers_names: true, ..Habits::default() }).await;
    let wish = json!({"userName": "Jo.Doe@Example.com", "emails": "Jo.Doe@Example.com"});
    let ended = run(&world, vec![create(&connection, wish)]).await;
    let item = &ended.items[0];
    assert_eq!(item.outcome, Some(Outcome::Verified), "{}", item.words);
    assert!(item.words.contains("the app stores it in lower case"), "{}", item.words);
    let ended =
        run(&world, vec![set(&connection, 1, json!({"userName": "New.Name@Example.com"}))]).await;
    assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
    let group = Change::CreateGroup {
        connection: connection.clone(),
        name: "Sales".to_owned(),
        members: Vec::new(),
    };
    let ended = run(&world, vec![group]).await;
    assert_eq!(ended.items[0].outcome, Some(Outcome::Verified), "{}", ended.items[0].words);
    // Nothing but the case was to change: the old case is no proof.
    let ended =
        run(&world, vec![set(&connection, 2, json!({"userName": "Person002@Example.com"}))]).await;
    assert_eq!(
        ended.items[0].outcome,
        Some(Outcome::AcceptedNotVerified),
        "{}",
        ended.items[0].words
    );
    // The lawful twin: a server that does nothing is never green.
    server.with(|inner| inner.habits.ignores_writes = true);
    for wish in [
        json!({"userName": "Other@Example.com"}),
        json!({"externalId": "A7"}),
        json!({"title": "Buyer"}),
    ] {
        let ended = run(&world, vec![set(&connection, 3, wish)]).await;
        assert_eq!(
            ended.items[0].outcome,
            Some(Outcome::AcceptedNotVerified),
            "{}",
            ended.items[0].words
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_that_took_is_taken_back_and_what_another_has_set_is_not() {
    let emails = json!({"emails": [{"value": "a@example.com", "primary": true}, {"value": "b@example.com"}]});
    let both = json!({"title": "Buyer", "department": "HR"});
    for (habits, wish, path, others) in [
        (
            Habits { keeps_one_email: true, ..Habits::default() },
            emails,
            "emails",
            json!([{"value": "c@example.com"}]),
        ),
        (Habits { forgets_extension: true, ..Habits::default() }, both, "title", json!("Cook")),
    ] {
        let (server, world, connection) = of(habits).await;
        for foreign in [false, true] {
            let before = server.user(1);
            let ended = run(&world, vec![set(&connection, 1, wish.clone())]).await;
            let item = &ended.items[0];
            assert_eq!(item.outcome, Some(Outcome::AcceptedNotVerified), "{path}: {}", item.words);
            if foreign {
                server.with(|inner| {
                    let path = rollcall_scim::AttributePath::parse(path).unwrap();
                    inner.users[1].set(&path, Some(others.clone()));
                });
                let problem = not_planned(world.house.plan_undo(&ended.id).await);
                assert!(
                    problem.side_words.contains("has changed since this run set it"),
                    "{problem}"
                );
            } else {
                let undo = world.house.plan_undo(&ended.id).await.expect("an undo");
                let undone = world.house.run_plan_to_end(&undo.id, None).await.expect("a run");
                assert_eq!(undone.not_verified, 0, "{path}: {:#?}", undone.items);
                assert_eq!(server.user(1), before, "{path}");
            }
        }
    }
}
