//! Groups that change under a plan, and servers that do something else with them than was asked.
//! For anything that a server does to a group, green is only what was read back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::Change;
use rollcall_engine::view::Outcome;
use rollcall_tests::gate::{Gate, from_nth};
use rollcall_tests::scene::{Scene, not_planned};
use rollcall_tests::world::{PROVIDERS, World, faults, simulate, writes};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_changed_meanwhile_is_held_back() {
    for provider in ["scim", "zscaler-zpa", "notion"] {
        let scene = Scene::of(provider, 120).await;
        let (group, members) = scene.group();
        let (one, other) = (members.first().unwrap(), members.last().unwrap());
        let leaves = json!({"op": "remove", "path": format!("members[value eq \"{other}\"]")});
        let run = scene
            .run(vec![scene.remove(&group, &[one])], async |scene| {
                scene.other_admin(&group, leaves).await;
            })
            .await;
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(Outcome::HeldBack), "{provider}: {}", item.words);
        assert!(item.words.contains("members, now"), "{provider}: {}", item.words);
        assert!(writes(&scene.apps, provider).is_empty(), "{provider}: nothing was sent");
        assert!(scene.members(&group).contains(one), "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_yes_and_does_nothing_is_never_green() {
    for provider in ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"] {
        let scene = Scene::of(provider, 120).await;
        let (group, members) = scene.group();
        let one = members.first().unwrap();
        let run = scene
            .run(vec![scene.remove(&group, &[one])], async |scene| {
                faults(&scene.apps, provider, &["patch:lying-200"]);
            })
            .await;
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(Outcome::AcceptedNotVerified), "{provider}: {}", item.words);
        assert_eq!(scene.members(&group), members, "{provider}");
        assert_eq!(writes(&scene.apps, provider).len(), 1, "{provider}: sent once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_settled_by_reading_and_nothing_is_sent_twice() {
    for (fault, outcome, stays) in [
        ("patch:cut-before", Outcome::Unknown, true),
        ("patch:cut-after", Outcome::Verified, false),
        ("patch:500-after", Outcome::Verified, false),
        ("patch:500", Outcome::Refused, true),
        ("patch:403", Outcome::Refused, true),
    ] {
        let scene = Scene::of("scim", 120).await;
        let (group, members) = scene.group();
        let one = members.first().unwrap();
        let run = scene
            .run(vec![scene.remove(&group, &[one])], async |scene| {
                faults(&scene.apps, "scim", &[fault]);
            })
            .await;
        let item = &run.items[0];
        assert_eq!(item.outcome, Some(outcome), "{fault}: {} {:?}", item.words, item.problem);
        assert_eq!(scene.members(&group).contains(one), stays, "{fault}");
        assert_eq!(writes(&scene.apps, "scim").len(), 1, "{fault}: sent once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_changed_something_else_is_no_refusal() {
    let scene = Scene::of("scim", 120).await;
    let (group, members) = scene.group();
    let (one, other) = (members.first().unwrap(), members.last().unwrap());
    let gate = Gate::before(&scene.apps.apps[0].address).await;
    let token = &scene.apps.apps[0].token;
    let connection = scene.world.connect("scim", "Gated", (&gate.address, token)).await.id;
    scene.world.read(connection.as_str()).await;
    let users = vec![one.clone()];
    let change =
        Change::RemoveMember { connection: connection.into_string(), group: group.clone(), users };
    let plan = scene.world.house.plan_changes(vec![change]).await.unwrap();
    // The app answers with an error, and when it is read back somebody else is gone too.
    let one_group =
        |method: &axum::http::Method, path: &str| method == "GET" && path.contains("/Groups/");
    gate.answer(1, |method, _| method == "PATCH", (500, Vec::new(), "{}"));
    let held = gate.hold_there(1, from_nth(2, one_group));
    let house = scene.world.house.clone();
    let running = tokio::spawn(async move { house.run_plan_to_end(&plan.id, None).await });
    held.arrived(1).await;
    let leaves = json!({"op": "remove", "path": format!("members[value eq \"{other}\"]")});
    scene.other_admin(&group, leaves).await;
    held.open();
    let run = running.await.unwrap().unwrap();
    let item = &run.items[0];
    assert_eq!(item.outcome, Some(Outcome::Unknown), "{}", item.words);
    assert!(item.words.contains("the state changed"), "{}", item.words);
    assert!(!item.problem.as_ref().unwrap().state.contains("Nothing was changed"));
}

/// A profile that is wrong about its server: the removal it sends empties the group there.
const WRONG: &str = r#"
id = "wrong"
name = "Wrong"
color = "gray"

[speaks]
remove_member = { value = "value-array", mark = "assumed", source = "test" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_wipes_the_group_on_the_form_of_a_wrong_profile_is_found_out() {
    let apps = simulate("monday", 120).await;
    let world = World::with_profile("wrong", WRONG).await;
    let app = &apps.apps[0];
    let connection = world.connect("wrong", "Wrong", (&app.address, &app.token)).await.id;
    world.read(connection.as_str()).await;
    let oracle = apps.oracle("monday").unwrap();
    let scene =
        Scene { world, apps, oracle, provider: "monday", connection: connection.into_string() };
    let (group, members) = scene.group();
    let shown = scene.world.rows(&scene.connection).await;
    let one = members
        .iter()
        .find(|id| shown.iter().any(|row| row.account_id == id.as_str()))
        .expect("a member that is listed");
    let run = scene.run(vec![scene.remove(&group, &[one])], async |_| {}).await;
    let item = &run.items[0];
    assert!(scene.members(&group).is_empty(), "the fault is there");
    assert_eq!(item.outcome, Some(Outcome::AcceptedNotVerified), "{}", item.words);
    assert!(item.words.contains("0 members, not"), "{}", item.words);
    // Everybody comes back, not only the one who was named.
    let undo = scene.world.house.plan_undo(&run.id).await.unwrap();
    let undone = scene.world.house.run_plan_to_end(&undo.id, None).await.unwrap();
    assert_eq!(undone.items[0].outcome, Some(Outcome::Verified), "{}", undone.items[0].words);
    assert_eq!(scene.members(&group), members);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_groups_always_say_that_nobody_is_in_them_is_never_believed() {
    for provider in PROVIDERS {
        let scene = Scene::of(provider, 120).await;
        let (group, members) = scene.group();
        let outsider = scene.active().await.into_iter().find(|id| !members.contains(id)).unwrap();
        let leaver = members.first().unwrap();
        let add = || Change::AddMember {
            connection: scene.connection.clone(),
            group: group.clone(),
            users: vec![outsider.clone()],
        };
        // It says so from the beginning: there is nobody to remove, and who is added is not seen.
        faults(&scene.apps, provider, &["no-members"]);
        let problem = not_planned(
            scene.world.house.plan_changes(vec![scene.remove(&group, &[leaver])]).await,
        );
        // An account of some apps names its groups itself.
        let not_in_it = ["not in it (read just now)", "not on its member list (read just now)"];
        let said = |words: &&str| problem.side_words.contains(*words);
        assert!(not_in_it.iter().any(said), "{provider}: {problem}");
        let run = scene.run(vec![add()], async |_| {}).await;
        let item = &run.items[0];
        let unproven = Some(Outcome::AcceptedNotVerified);
        assert_eq!(item.outcome, unproven, "{provider}: {}", item.words);
        assert!(scene.members(&group).contains(&outsider), "{provider}: it was done");
        // It begins to say so after the request: the others seem gone, and nothing is green.
        let lies = |scene: &Scene| faults(&scene.apps, provider, &["group:get:skip=1:no-members"]);
        let leaves = vec![scene.remove(&group, &[leaver])];
        let run = scene.run(leaves, async |scene| lies(scene)).await;
        let item = &run.items[0];
        assert_eq!(item.outcome, unproven, "{provider}: {}", item.words);
        assert!(item.words.contains("0 members, not"), "{provider}: {}", item.words);
        let mut wanted = members.clone();
        wanted.insert(outsider.clone());
        wanted.remove(leaver);
        assert_eq!(scene.members(&group), wanted, "{provider}: nobody else left");
    }
}
