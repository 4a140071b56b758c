//! One person, every app: shut at once, what is open tried again until it is shut, all of it in one
//! receipt.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use reqwest::Method;
use rollcall_engine::view::{
    AccountState, CaseFormat, CaseState, CaseView, LineState, LockdownRequest, Outcome,
    PeopleFilter, PeopleQuery, ProtectedAs, QuarantineRequest,
};
use rollcall_engine::{AccountId, CaseId, Change, ProblemCode, Tick};
use rollcall_simulator as simulator;
use rollcall_tests::outside::{outside, patched};
use rollcall_tests::scene::Scene;
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{PROVIDERS, World, assert_told, faults, simulate_all, writes};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// All six apps, connected and read.
pub(crate) async fn six() -> (simulator::Running, World) {
    let apps = simulate_all(&PROVIDERS, 60).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    (apps, world)
}

pub(crate) async fn number_of(world: &World, name: &str) -> u32 {
    let query = PeopleQuery { text: name.to_owned(), limit: 10, ..PeopleQuery::default() };
    let mut found = world.house.people(query).await.expect("people").rows;
    found.retain(|one| one.name == name);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found.remove(0).id
}

/// Waits until the case is as wished; a bounded time.
pub(crate) async fn until(world: &World, id: &CaseId, is: impl Fn(&CaseView) -> bool) -> CaseView {
    for _ in 0..600 {
        let case = world.house.case(id).await.expect("the case");
        if is(&case) {
            return case;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the case does not come to it: {:#?}", world.house.case(id).await);
}

fn states(case: &CaseView, state: LineState) -> usize {
    case.lines.iter().filter(|line| line.state == state).count()
}

pub(crate) fn people(id: u32) -> LockdownRequest {
    LockdownRequest { people: vec![id], groups: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_are_shut_one_is_open_and_closes_when_it_answers_again() {
    let (apps, world) = six().await;
    let oskar = number_of(&world, "Oskar Lind").await;
    faults(&apps, "airtable", &["500"]);
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a plan");
    let plan = planned.plan.expect("five answer");
    assert_eq!(plan.items.iter().filter(|item| item.blocked.is_none()).count(), 5);
    assert_eq!(planned.lines.len(), 6);
    assert!(planned.notes.iter().any(|note| note.contains("stays open and can be retried")));
    assert!(PROVIDERS.iter().all(|app| writes(&apps, app).is_empty()), "nothing is sent yet");

    let typed = plan.confirmation.type_this.as_deref();
    let case = world.house.start_case(&planned.case_id, typed).await.expect("a start");
    let open = until(&world, &case.brief.id, |case| case.brief.verified == 5).await;
    assert_eq!((open.brief.state, open.brief.open), (CaseState::Open, 1));
    assert_eq!(open.lines.iter().filter(|line| line.state == LineState::Verified).count(), 5);
    let line = open.lines.iter().find(|line| line.state != LineState::Verified).expect("one");
    assert_eq!(line.connection_name, "Airtable");
    assert!(!line.words.is_empty());
    until(&world, &case.brief.id, |case| case.lines.iter().any(|line| line.tries > 1)).await;
    assert!(writes(&apps, "airtable").is_empty(), "nothing is sent to what cannot be read");

    faults(&apps, "airtable", &[]);
    let closed = until(&world, &case.brief.id, |case| case.brief.state == CaseState::Closed).await;
    assert_eq!((closed.brief.verified, closed.brief.open, closed.brief.lines), (6, 0, 6));
    for app in PROVIDERS {
        let oracle = apps.oracle(app).expect("the app");
        assert!(writes(&apps, app).len() <= 1, "{app}: one write at most");
        let still = oracle.listed_ids().iter().any(|id| {
            oracle.user(id).is_some_and(|user| user.active && user.user_name.contains("oskar.lind"))
        });
        assert!(!still, "{app} shows him active");
    }
    // The receipt is a page that needs nothing, and data.
    let page = world.house.case_file(&case.brief.id, CaseFormat::Html).await.expect("a page");
    assert!(page.contains("<strong>6 of 6 changes verified</strong>"));
    assert!(page.contains("Residual access"));
    let json = world.house.case_file(&case.brief.id, CaseFormat::Json).await.expect("data");
    for app in &apps.apps {
        assert!(!page.contains(&app.token) && !json.contains(&app.token));
    }
    let again = world.house.recheck_case(&case.brief.id).await.expect("a look");
    assert!(
        again
            .lines
            .iter()
            .all(|line| line.checks.last().is_some_and(|check| check.holds == Some(true)))
    );
    let ticked =
        world.house.tick_residual(&case.brief.id, 1, Tick::Done, "done").await.expect("a tick");
    assert!(ticked.residual[0].done_at.is_some());
    assert!(world.record_text().await.contains("case-closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_shows_settles_and_finishes_it() {
    let (apps, world) = six().await;
    let oskar = number_of(&world, "Oskar Lind").await;
    faults(&apps, "zapier", &["500"]);
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.open, 1);
    let world = world.restart().await;
    world.house.settle().await.expect("settled");
    let open = world.house.resume_cases().await.expect("open ones");
    assert_eq!((open.len(), open[0].open), (1, 1));
    faults(&apps, "zapier", &[]);
    world.house.keep_cases().await.expect("kept");
    until(&world, &planned.case_id, |case| case.brief.state == CaseState::Closed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_apps_down_is_tried_and_can_be_stopped() {
    let (apps, world) = six().await;
    let oskar = number_of(&world, "Oskar Lind").await;
    for app in PROVIDERS {
        faults(&apps, app, &["500"]);
    }
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a case");
    assert!(planned.plan.is_none());
    let case = world.house.start_case(&planned.case_id, None).await.expect("a start");
    let id = case.brief.id.clone();
    until(&world, &id, |case| case.lines.iter().all(|line| line.tries > 0)).await;
    let stopped = world.house.stop_case(&id).await.expect("a stop");
    assert_eq!(stopped.brief.state, CaseState::Stopped);
    assert_eq!((states(&stopped, LineState::Stopped), stopped.brief.verified), (6, 0));
    assert!(PROVIDERS.iter().all(|app| writes(&apps, app).is_empty()));
    for app in PROVIDERS {
        faults(&apps, app, &[]);
    }
    let again = world.house.try_case_again(&id).await.expect("another try");
    assert_eq!(again.brief.verified, 6, "{again:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_waits_for_the_admin_and_a_lie_is_never_green() {
    let (apps, world) = six().await;
    let oskar = number_of(&world, "Oskar Lind").await;
    faults(&apps, "airtable", &["write:401"]);
    faults(&apps, "monday", &["write:lying-200"]);
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a plan");
    let typed = planned.plan.as_ref().and_then(|plan| plan.confirmation.type_this.clone());
    world.house.start_case(&planned.case_id, typed.as_deref()).await.expect("a start");
    // The lie is tried some times more, then it waits too; nothing continues automatically.
    let case = until(&world, &planned.case_id, |case| {
        case.brief.verified == 4 && states(case, LineState::Yours) == 2
    })
    .await;
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Open, 2));
    let line = |name: &str| {
        case.lines.iter().find(|line| line.connection_name == name).expect("a line").clone()
    };
    let dead = line("Airtable");
    assert_told(dead.problem.as_ref().expect("a problem"), "no token");
    assert_eq!(dead.answer, "401");
    assert_eq!(line("monday.com").outcome, Some(Outcome::AcceptedNotVerified));
    let sent = writes(&apps, "airtable").len();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(writes(&apps, "airtable").len(), sent, "a dead token is not tried again");

    faults(&apps, "airtable", &[]);
    faults(&apps, "monday", &[]);
    let case = world.house.try_case_again(&planned.case_id).await.expect("another try");
    assert_eq!((case.brief.state, case.brief.verified), (CaseState::Closed, 6));

    // Somebody gives access back in the app itself: the receipt finds it, and says so.
    let user = world.row(dead.connection_id.as_str(), "oskar.lind@example.com").await.account_id;
    let again =
        Change::Activate { connection: dead.connection_id.to_string(), user: user.into_string() };
    let plan = world.house.plan_changes(vec![again]).await.expect("a plan");
    world.house.run_plan_to_end(&plan.id, None).await.expect("a run");
    let case = world.house.recheck_case(&planned.case_id).await.expect("a look");
    assert_eq!((case.brief.state, case.brief.verified), (CaseState::Open, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_already_is_said_to_be() {
    let (apps, world) = six().await;
    let oskar = number_of(&world, "Oskar Lind").await;
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.state, CaseState::Closed);
    world.house.read(&[]).await.expect("reads");
    let view = world.house.person(oskar).await.expect("the person keeps the number");
    assert_eq!(view.cases.len(), 1);
    let unlisted = view.apps.iter().flat_map(|app| &app.accounts);
    assert!(unlisted.clone().any(|one| one.state == AccountState::NoLongerListed));
    assert_eq!(unlisted.count(), 6, "all of them are still his");
    let sent: usize = PROVIDERS.iter().map(|app| writes(&apps, app).len()).sum();
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a look");
    assert!(planned.plan.is_none(), "nothing to send");
    let case = world.carry_out(&planned).await;
    assert_eq!((case.brief.state, case.brief.verified), (CaseState::Closed, 6), "{case:#?}");
    assert!(!case.residual.is_empty(), "what SCIM cannot reach is said again");
    assert_eq!(sent, PROVIDERS.iter().map(|app| writes(&apps, app).len()).sum::<usize>());
}

/// Locks somebody down in all apps.
async fn locked_down(world: &World, number: u32) -> CaseView {
    let planned = world.house.plan_lockdown(people(number)).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.state, CaseState::Closed, "{:#?}", case.lines);
    case
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_made_anew_is_not_taken_for_gone() {
    let (apps, world) = six().await;
    let number = number_of(&world, "Oskar Lind").await;
    let first = locked_down(&world, number).await;
    let checked = world.house.recheck_case(&first.brief.id).await.expect("a look");
    assert_eq!(checked.brief.open, 0, "all of it still in effect");
    let oracle = apps.oracle("scim").expect("the app");
    let gone = oracle.user("oskar.lind@example.com").expect("inactive").id;
    let path = format!("Users/{gone}");
    outside(&apps, "scim", Method::DELETE, &path, None).await;
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "oskar.lind@example.com",
        "name": {"formatted": "Oskar Lind"},
        "emails": [{"value": "oskar.lind@example.com", "primary": true}],
        "active": true,
    });
    outside(&apps, "scim", Method::POST, "Users", Some(body)).await;
    let recreated = oracle.user("oskar.lind@example.com").expect("re-created").id;
    assert_ne!(gone, recreated, "another account");

    let checked = world.house.recheck_case(&first.brief.id).await.expect("a look");
    assert_eq!((checked.brief.state, checked.brief.open), (CaseState::Open, 1), "{checked:#?}");
    let found = |line: &rollcall_engine::view::ReceiptLine| {
        line.checks.last().is_some_and(|check| check.holds == Some(false))
    };
    let line = checked.lines.iter().find(|line| found(line)).expect("the line");
    assert!(line.checks.last().is_some_and(|check| check.found.contains(&recreated)), "{line:?}");

    // Sent again it waits for the admin: nobody has seen a plan for the other account.
    let case = world.house.try_case_again(&first.brief.id).await.expect("a try");
    assert_eq!(states(&case, LineState::Yours), 1, "{:#?}", case.lines);
    assert!(oracle.user(&recreated).expect("the account").active);

    // A new lockdown takes it in, also before the app is read again.
    let second = locked_down(&world, number).await;
    assert_eq!(second.brief.verified, second.brief.lines, "{:#?}", second.lines);
    let about = |line: &rollcall_engine::view::ReceiptLine| line.request.contains(&recreated);
    assert!(second.lines.iter().any(about), "{:#?}", second.lines);
    assert!(oracle.user(&recreated).is_none_or(|user| !user.active), "shut");
    world.house.read(&[]).await.expect("reads");
    assert!(world.house.case(&second.brief.id).await.expect("it").brief.active_again.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_finds_access_again_is_said_until_it_is_answered() {
    let (apps, world) = six().await;
    let number = number_of(&world, "Oskar Lind").await;
    let case = locked_down(&world, number).await;
    assert!(world.house.open_cases().await.expect("cases").is_empty());
    let held =
        PeopleQuery { filters: vec![PeopleFilter::OpenCase], limit: 10, ..PeopleQuery::default() };
    let rows = world.house.people(held.clone()).await.expect("people").rows;
    assert!(rows.iter().any(|one| one.id == number), "who is locked down is found by the filter");

    let id = apps.oracle("scim").expect("the app").user("oskar.lind@example.com").expect("he").id;
    let operation = json!({"op": "replace", "path": "active", "value": true});
    patched(&apps, "scim", &format!("Users/{id}"), operation).await;
    world.house.read(&[]).await.expect("reads");
    let open = world.house.open_cases().await.expect("cases");
    let [again] = open.as_slice() else { panic!("{open:?}") };
    assert_eq!((again.id.as_str(), again.active_again.len()), (case.brief.id.as_str(), 1));
    assert_eq!((again.verified, again.open), (5, 1), "what was read last counts");
    assert_eq!(world.house.overview().await.expect("overview").cases.len(), 1);
    let page = world.house.case_file(&again.id, CaseFormat::Html).await.expect("a page");
    assert!(page.contains("Active again in"), "{page}");

    // Locked down again it is held by the newer one, and said no more.
    let newer = locked_down(&world, number).await;
    world.house.read(&[]).await.expect("reads");
    assert!(world.house.open_cases().await.expect("cases").is_empty());
    // An account with intended access is left alone.
    let operation = json!({"op": "replace", "path": "active", "value": true});
    patched(&apps, "scim", &format!("Users/{id}"), operation).await;
    world.house.read(&[]).await.expect("reads");
    let open = world.house.open_cases().await.expect("cases");
    assert_eq!(open.iter().map(|one| &one.id).collect::<Vec<_>>(), [&newer.brief.id]);
    world.house.stop_case(&newer.brief.id).await.expect("let be");
    let open = world.house.open_cases().await.expect("cases");
    assert!(open.iter().all(|one| one.id != newer.brief.id), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_must_not_be_shut_is_said_before() {
    let (_apps, world) = six().await;
    let problem = world.house.plan_lockdown(people(4_000_000)).await.expect_err("nobody");
    assert_eq!(problem.code, ProblemCode::NotFound);
    let oskar = number_of(&world, "Oskar Lind").await;
    let connections = world.house.connections().await.expect("connections");
    for connection in &connections {
        let user = world.house.find_users(connection.id.as_str(), "oskar.lind@example.com").await;
        for user in user.expect("a search") {
            let as_owner = ProtectedAs::TokenOwner;
            world
                .house
                .protect(connection.id.as_str(), &user.account_id, as_owner)
                .await
                .expect("protected");
        }
    }
    let problem = world.house.plan_lockdown(people(oskar)).await.expect_err("all protected");
    assert_told(&problem, "no token");
    assert!(problem.side_words.contains("token"), "{problem:?}");
}

/// Members of each group by their user names: a re-created account has another id.
fn by_name(oracle: &simulator::Oracle) -> BTreeMap<String, BTreeSet<String>> {
    let name = |id: String| oracle.user(&id).map_or(id, |user| user.user_name);
    oracle
        .groups()
        .into_iter()
        .map(|(id, name_of)| {
            let members = oracle.members(&id).unwrap_or_default();
            (name_of, members.into_iter().map(name).collect())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn access_comes_back_as_it_was() {
    let (apps, world) = six().await;
    let before: Vec<_> =
        PROVIDERS.iter().map(|app| by_name(&apps.oracle(app).expect("the app"))).collect();
    let id = number_of(&world, "Carla Mendes").await;
    let wanted = LockdownRequest { people: vec![id], groups: true };
    let planned = world.house.plan_lockdown(wanted).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.open, 0, "{:#?}", case.lines);
    let back = world.house.plan_release(&planned.case_id).await.expect("a release");
    let typed = back.confirmation.type_this.as_deref();
    let run = world.house.run_plan_to_end(&back.id, typed).await.expect("a run");
    assert_eq!(run.not_verified, 0, "{:#?}", run.items);
    let case = world.house.case(&planned.case_id).await.expect("the case");
    assert_eq!(case.brief.state, CaseState::Released);
    // An app that removed the account made a new one: the name and the groups are the same.
    for (app, before) in PROVIDERS.iter().zip(before) {
        let now = apps.oracle(app).expect("the app");
        assert_eq!(by_name(&now), before, "{app}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quarantine_and_release_restore_exactly_the_groups() {
    let (apps, world) = six().await;
    let id = number_of(&world, "Carla Mendes").await;
    let before: Vec<Truth> =
        PROVIDERS.iter().map(|app| Truth::of(&apps.oracle(app).expect("the app"))).collect();
    let over = QuarantineRequest {
        people: vec![id],
        leave_out: Vec::new(),
        due: Some("2020-01-01".to_owned()),
    };
    let problem = world.house.plan_quarantine(over.clone()).await.expect_err("a day that is over");
    assert_told(&problem, "no token");
    let connections = world.house.connections().await.expect("connections");
    let read = connections.iter().find_map(|one| one.last_read.as_ref()?.ended_at);
    let today = read.map(|at| at.timestamp().strftime("%Y-%m-%d").to_string());
    let planned = world
        .house
        .plan_quarantine(QuarantineRequest { due: today, ..over })
        .await
        .expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.open, 0, "{:#?}", case.lines);
    assert!(!case.brief.overdue, "today is not over");
    // There is nothing to be stopped, and it lasts until it is released.
    let case = world.house.stop_case(&planned.case_id).await.expect("the case");
    assert_eq!(case.brief.state, CaseState::Closed);
    let view = world.house.person(id).await.expect("the person");
    assert!(view.apps.iter().flat_map(|app| &app.accounts).all(|one| one.groups == Some(0)));
    assert!(
        view.apps.iter().flat_map(|app| &app.accounts).all(|one| one.state == AccountState::Active)
    );
    let back = world.house.plan_release(&planned.case_id).await.expect("a release");
    let typed = back.confirmation.type_this.as_deref();
    let run = world.house.run_plan_to_end(&back.id, typed).await.expect("a run");
    assert_eq!(run.not_verified, 0);
    for (app, before) in PROVIDERS.iter().zip(before) {
        let now = Truth::of(&apps.oracle(app).expect("the app"));
        assert_eq!(now, before, "{app}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_says_what_changed_meanwhile_and_does_not_force_it() {
    let scene = Scene::of("scim", 60).await;
    let (world, oracle) = (&scene.world, &scene.oracle);
    // Somebody in two groups at least.
    let groups: Vec<String> = oracle.groups().into_iter().map(|(id, _)| id).collect();
    let in_groups = |id: &String| {
        groups.iter().filter(|group| scene.members(group).contains(id)).cloned().collect::<Vec<_>>()
    };
    let user = scene.active().await.into_iter().find(|id| in_groups(id).len() > 2).expect("one");
    let of_user = in_groups(&user);
    let person = world
        .house
        .person_of(&scene.connection, &AccountId::from(user.as_str()))
        .await
        .expect("a look");
    let wanted = QuarantineRequest {
        people: vec![person.expect("a person")],
        leave_out: Vec::new(),
        due: None,
    };
    let planned = world.house.plan_quarantine(wanted).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.open, 0, "{:#?}", case.lines);
    assert!(in_groups(&user).is_empty());

    // Another admin deletes one of the groups and gives another an owner.
    world.house.set_guard(&scene.connection, Some(60), Some("60")).await.expect("a guard");
    let deletes = vec![Change::DeleteGroup {
        connection: scene.connection.clone(),
        group: of_user[0].clone(),
    }];
    scene.run(deletes, async |_| {}).await;
    let owner = json!({"op": "replace", "path": "owner", "value": "somebody.new@example.com"});
    scene.other_admin(&of_user[1], owner).await;

    let back = world.house.plan_release(&planned.case_id).await.expect("a release");
    let blocked: Vec<&str> = back.items.iter().filter_map(|item| item.blocked.as_deref()).collect();
    assert!(blocked.iter().any(|why| why.contains("no longer exists")), "{blocked:?}");
    assert!(blocked.iter().any(|why| why.contains("a new owner")), "{blocked:?}");
    let typed = back.confirmation.type_this.as_deref();
    let run = world.house.run_plan_to_end(&back.id, typed).await.expect("a run");
    assert_eq!(run.not_verified, 0);
    let now: BTreeSet<String> = groups
        .iter()
        .filter(|group| oracle.members(group).is_some_and(|members| members.contains(&user)))
        .cloned()
        .collect();
    assert_eq!(now, of_user[2..].iter().cloned().collect(), "all but those two");
    let case = world.house.case(&planned.case_id).await.expect("the case");
    assert_eq!(case.notes.len(), 2, "{:?}", case.notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_before_does_not_come_back_with_somebody_elses_release() {
    let (apps, world) = six().await;
    let oracle = apps.oracle("scim").expect("the app");
    let carla = oracle.user("carla.mendes@example.com").expect("Carla").id;
    let held = |id: &str| oracle.members(id).expect("a group");
    let (id, name) = oracle
        .groups()
        .into_iter()
        .find(|(id, _)| held(id).contains(&carla) && held(id).len() > 2)
        .expect("a group of Carla's");
    let other = held(&id).into_iter().find(|one| *one != carla).expect("someone else");
    // Another admin takes somebody else out, and Rollcall has not read it yet.
    let path = format!("members[value eq \"{other}\"]");
    let operation = json!({"op": "remove", "path": path});
    patched(&apps, "scim", &format!("Groups/{id}"), operation).await;
    let before = by_name(&oracle);
    assert!(!held(&id).contains(&other), "{name}");

    let number = number_of(&world, "Carla Mendes").await;
    let wanted = QuarantineRequest { people: vec![number], ..QuarantineRequest::default() };
    let planned = world.house.plan_quarantine(wanted).await.expect("a plan");
    world.carry_out(&planned).await;
    let plan = world.house.plan_release(&planned.case_id).await.expect("a release");
    let typed = plan.confirmation.type_this.clone();
    world.house.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    assert_eq!(by_name(&oracle), before, "nobody but Carla comes back");
}
