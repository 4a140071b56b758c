//! What keeps a plan from going too far: the guard of a connection, protected accounts, and groups
//! that change under a plan. Whatever a server does to a group, green is only what was read back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, Outcome, ProtectedAs, RunView};
use rollcall_engine::{Change, Problem, ProblemCode};
use rollcall_simulator as simulator;
use rollcall_simulator::Oracle;
use rollcall_tests::gate::{Gate, from_nth};
use rollcall_tests::world::{PROVIDERS, World, faults, simulate, writes};
use serde_json::json;
use std::collections::BTreeSet;

struct Scene {
    world: World,
    apps: simulator::Running,
    oracle: Oracle,
    provider: &'static str,
    connection: String,
}

impl Scene {
    async fn of(provider: &'static str, users: u32) -> Self {
        let apps = simulate(provider, users).await;
        let world = World::new().await;
        let connection = world.connect_and_read(&apps).await.id;
        let oracle = apps.oracle(provider).unwrap();
        Self { world, apps, oracle, provider, connection }
    }

    async fn active(&self) -> Vec<String> {
        let rows = self.world.rows(&self.connection).await;
        let active = rows.into_iter().filter(|row| row.status == AccountState::Active);
        active.map(|row| row.account_id).collect()
    }

    fn deactivate(&self, users: &[String]) -> Vec<Change> {
        let of = |user: &String| Change::Deactivate {
            connection: self.connection.clone(),
            user: user.clone(),
        };
        users.iter().map(of).collect()
    }

    /// A group of some members, and who is in it.
    fn group(&self) -> (String, BTreeSet<String>) {
        let groups = self.oracle.groups().into_iter();
        let members = |id: &str| self.members(id);
        groups
            .map(|(id, _)| (members(&id), id))
            .find(|(members, _)| (5..60).contains(&members.len()))
            .map(|(members, id)| (id, members))
            .expect("a group")
    }

    fn members(&self, group: &str) -> BTreeSet<String> {
        self.oracle.members(group).unwrap().into_iter().collect()
    }

    fn remove(&self, group: &str, users: &[&String]) -> Change {
        Change::RemoveMember {
            connection: self.connection.clone(),
            group: group.to_owned(),
            users: users.iter().map(|user| (*user).clone()).collect(),
        }
    }

    async fn run(&self, changes: Vec<Change>, between: impl AsyncFnOnce(&Self)) -> RunView {
        let plan = self.world.house.plan_changes(changes).await.expect("a plan");
        between(self).await;
        self.apps.forget_requests(self.provider);
        let typed = plan.confirmation.type_this.as_deref();
        let run = self.world.house.run_plan_to_end(&plan.id, typed).await.expect("a run");
        faults(&self.apps, self.provider, &[]);
        run
    }

    /// Another admin changes the group meanwhile.
    async fn other_admin(&self, group: &str, operation: serde_json::Value) {
        let app = &self.apps.apps[0];
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation],
        });
        let sent = client
            .patch(format!("{}/Groups/{group}", app.address))
            .bearer_auth(&app.token)
            .header("content-type", "application/scim+json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(sent.status().is_success(), "{}", sent.status());
    }
}

fn refused(planned: Result<rollcall_engine::view::PlanView, Problem>) -> Problem {
    planned.expect_err("no plan")
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_six_deactivations_stop_until_the_guard_is_raised_by_its_number() {
    let scene = Scene::of("scim", 400).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    let people: Vec<String> = scene.active().await.into_iter().take(26).collect();
    assert_eq!(house.guard(connection).await.unwrap().people, 25);
    scene.apps.forget_requests("scim");
    let problem = refused(house.plan_changes(scene.deactivate(&people)).await);
    assert!(problem.side_words.contains("26 people"), "{problem}");
    assert!(problem.side_words.contains("25 through"), "{problem}");
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
    house.protect(connection, one, ProtectedAs::BreakGlass).await.unwrap();
    assert_eq!(house.protected(connection).await.unwrap()[0].account_id, *one);
    for change in [
        scene.deactivate(std::slice::from_ref(one)).remove(0),
        Change::Delete { connection: connection.clone(), user: one.clone() },
        scene.remove(&group, &[one]),
    ] {
        let problem = refused(house.plan_changes(vec![change]).await);
        assert!(problem.side_words.contains("a break-glass account"), "{problem}");
    }
    let problem = house.lift_protection(connection, one, " ").await.unwrap_err();
    assert!(problem.side_words.contains("reason"), "{problem}");
    house.lift_protection(connection, one, "the vault was rebuilt").await.unwrap();
    let run = scene.run(vec![scene.remove(&group, &[one])], async |_| {}).await;
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);
    let record = scene.world.record_text().await;
    assert!(record.contains("the vault was rebuilt"), "{record}");
}

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
    scene.world.read(&connection).await;
    let users = vec![one.clone()];
    let change = Change::RemoveMember { connection, group: group.clone(), users };
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
    assert!(item.words.contains("not as it was"), "{}", item.words);
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
    let world = World::with(|options| {
        let folder = options.data.join("providers");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("wrong.toml"), WRONG).unwrap();
    })
    .await;
    let app = &apps.apps[0];
    let connection = world.connect("wrong", "Wrong", (&app.address, &app.token)).await.id;
    world.read(&connection).await;
    let oracle = apps.oracle("monday").unwrap();
    let scene = Scene { world, apps, oracle, provider: "monday", connection };
    let (group, members) = scene.group();
    let shown = scene.world.rows(&scene.connection).await;
    let one = members
        .iter()
        .find(|id| shown.iter().any(|row| row.account_id == **id))
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
        let problem =
            refused(scene.world.house.plan_changes(vec![scene.remove(&group, &[leaver])]).await);
        assert!(problem.side_words.contains("not in it"), "{provider}: {problem}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays_until_the_block_is_lifted_with_a_reason() {
    let scene = Scene::of("monday", 120).await;
    let (house, connection) = (&scene.world.house, &scene.connection);
    house.set_guard(connection, Some(100), Some("100")).await.unwrap();
    let rows = scene.world.rows(connection).await;
    let admins: Vec<String> = rows
        .iter()
        .filter(|row| row.status == AccountState::Active && row.user_type == "admin")
        .map(|row| row.account_id.clone())
        .collect();
    assert!(admins.len() > 1, "several admins to begin with");
    let problem = refused(house.plan_changes(scene.deactivate(&admins)).await);
    assert!(problem.side_words.contains("last account with an admin role"), "{problem}");
    let others = &admins[1..];
    assert_eq!(
        house.plan_changes(scene.deactivate(others)).await.unwrap().items.len(),
        others.len()
    );
    // The others are no admins any more; nobody says so of the one who is left.
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
    let last = vec![only.account_id.clone()];
    for change in [
        scene.deactivate(&last).remove(0),
        Change::Set {
            connection: connection.clone(),
            user: last[0].clone(),
            values: json!({"userType": "viewer"}).as_object().unwrap().clone(),
        },
    ] {
        let problem = refused(house.plan_changes(vec![change]).await);
        assert!(problem.side_words.contains("last account with an admin role"), "{problem}");
    }
    let title = Change::Set {
        connection: connection.clone(),
        user: last[0].clone(),
        values: json!({"title": "Head"}).as_object().unwrap().clone(),
    };
    house.plan_changes(vec![title]).await.expect("an edit of something else is fine");
    assert!(house.lift_protection(connection, &last[0], " ").await.is_err());
    house.lift_protection(connection, &last[0], "The app is given up").await.unwrap();
    assert!(house.protected(connection).await.unwrap().is_empty());
    assert!(scene.world.record_text().await.contains("The app is given up"));
    house.plan_changes(scene.deactivate(&last)).await.expect("it may go now");
}

/// A profile of a server without PATCH for users.
const PUT_ONLY: &str = r#"
id = "whole"
name = "Whole"
color = "gray"

[speaks]
user_update = { value = "put", mark = "assumed", source = "test" }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn without_patch_the_whole_resource_goes_back_and_loses_nothing() {
    let apps = simulate("scim", 120).await;
    let gate = Gate::before(&apps.apps[0].address).await;
    let patched = gate.answer(
        u32::MAX,
        |method, path| method == "PATCH" && path.contains("/Users/"),
        (405, Vec::new(), "{}"),
    );
    let world = World::with(|options| {
        let folder = options.data.join("providers");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("whole.toml"), PUT_ONLY).unwrap();
    })
    .await;
    let connection = world.connect("whole", "Whole", (&gate.address, &apps.apps[0].token)).await.id;
    world.read(&connection).await;
    let oracle = apps.oracle("scim").unwrap();
    let user = world.rows(&connection).await.into_iter().find(|row| {
        row.status == AccountState::Active && !row.department.is_empty() && !row.title.is_empty()
    });
    let user = user.unwrap().account_id;
    let record = || oracle.user(&user).unwrap().record;
    let before = record();
    let set = |values: serde_json::Value| Change::Set {
        connection: connection.clone(),
        user: user.clone(),
        values: values.as_object().unwrap().clone(),
    };
    let department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
    let plan = world
        .house
        .plan_changes(vec![set(json!({"title": "Head", department: "Quality", "locale": null}))])
        .await
        .unwrap();
    assert_eq!(plan.items[0].request.method, "PUT");
    let run = world.house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!(run.items[0].outcome, Some(Outcome::Verified), "{}", run.items[0].words);
    let mut wanted = before.clone();
    wanted["title"] = json!("Head");
    wanted["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"] =
        json!("Quality");
    wanted.as_object_mut().unwrap().remove("locale");
    assert_eq!(record(), wanted, "what was asked for, and nothing else is lost");
    let undo = world.house.plan_undo(&run.id).await.unwrap();
    let undone = world.house.run_plan_to_end(&undo.id, None).await.unwrap();
    assert_eq!(undone.items[0].outcome, Some(Outcome::Verified), "{}", undone.items[0].words);
    assert_eq!(record(), before);
    let plan = world.plan(&connection, &user).await;
    assert_eq!(world.run(&plan).await.outcome, Some(Outcome::Verified));
    assert!(!oracle.user(&user).unwrap().active);
    assert_eq!(patched.count(), 0, "PATCH was never tried");
}

#[tokio::test(flavor = "multi_thread")]
async fn wishes_that_cannot_both_be_or_say_nothing_are_told_before_anything_is_asked() {
    let scene = Scene::of("scim", 120).await;
    let (group, members) = scene.group();
    let people = scene.active().await;
    let outsider = people.iter().find(|id| !members.contains(*id)).unwrap().clone();
    let connection = || scene.connection.clone();
    let set = |user: &str, values: serde_json::Value| Change::Set {
        connection: connection(),
        user: user.to_owned(),
        values: values.as_object().unwrap().clone(),
    };
    let join = Change::AddMember {
        connection: connection(),
        group: group.clone(),
        users: vec![outsider.clone()],
    };
    let name = |name: &str| Change::CreateGroup {
        connection: connection(),
        name: name.to_owned(),
        members: Vec::new(),
    };
    let rename = Change::RenameGroup { connection: connection(), group, name: " ".to_owned() };
    scene.apps.forget_requests("scim");
    for (wishes, why) in [
        (
            vec![Change::Delete { connection: connection(), user: outsider.clone() }, join],
            "deleted and added",
        ),
        (
            vec![
                set(&people[0], json!({"userName": "same@example.com"})),
                set(&people[1], json!({"userName": "Same@example.com"})),
            ],
            "two accounts cannot have",
        ),
        (vec![set(&people[0], json!({"userName": null}))], "never taken away"),
        (vec![name(" ")], "needs a name"),
        (vec![rename], "needs a name"),
    ] {
        let problem = refused(scene.world.house.plan_changes(wishes).await);
        assert!(problem.side_words.contains(why), "{why}: {problem}");
    }
    assert!(writes(&scene.apps, "scim").is_empty());
}
