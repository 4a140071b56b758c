//! Absence needs a presence beside it: an account is gone when the app itself says so, and a gateway's
//! 404 says nothing. The legitimate cases that look alike stay as they are.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, CaseState, LockdownRequest, Outcome, RunItem, RunState};
use rollcall_engine::{AccountId, Change, Problem, ProblemCode, Side};
use rollcall_tests::gate::Gate;
use rollcall_tests::odd_app::{Answer, Gateway, Lists, NotFound, Odd, OddApp};
use rollcall_tests::world::{World, assert_told};
use serde_json::json;

/// A read app with its engine.
struct Case {
    app: OddApp,
    world: World,
    connection: String,
}

impl Case {
    async fn of(users: usize) -> Self {
        let (app, world) = (OddApp::of(users).await, World::new().await);
        let made = world.connect("scim", "Intranet", (&app.address, &app.token)).await;
        world.read(made.id.as_str()).await;
        Self { app, world, connection: made.id.into_string() }
    }

    async fn run(&self, change: Change, odd: Odd) -> RunItem {
        self.app.be(Odd::default());
        let plan = self.world.house.plan_changes(vec![change]).await.expect("a plan");
        self.app.be(odd);
        let ended = self.world.run(&plan).await;
        if let Some(problem) = &ended.problem {
            assert_told(problem, &self.app.token);
        }
        ended
    }

    async fn deactivate(&self, id: &str, odd: Odd) -> RunItem {
        let (connection, user) = (self.connection.clone(), id.to_owned());
        self.run(Change::Deactivate { connection, user }, odd).await
    }

    /// Why no plan can be made of a deactivation.
    async fn not_planned(&self, id: &str, odd: Odd) -> Problem {
        self.app.be(Odd { always: true, ..odd });
        self.world
            .house
            .plan_deactivate(&self.connection, &AccountId::from(id))
            .await
            .expect_err("no plan")
    }

    async fn status(&self, id: &str) -> AccountState {
        let rows = self.world.rows(&self.connection).await;
        rows.into_iter().find(|row| row.account_id == id).expect("a row").status
    }
}

fn lost(gateway: Gateway) -> Odd {
    let answer = Answer::Gateway(gateway.with(502));
    Odd { writes_nothing: true, answer, front: Some(gateway), ..Odd::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_404_of_a_gateway_proves_nothing() {
    let case = Case::of(9).await;
    let gateways = [Gateway::ROUTE, Gateway::PLAIN, Gateway::EMPTY, Gateway::PLAIN.with(410)];
    for (gateway, id) in gateways.into_iter().zip(["u2", "u3", "u4", "u5"]) {
        let odd = Odd { lists: Lists::Gateway(gateway), ..lost(gateway) };
        let ended = case.deactivate(id, odd).await;
        assert_eq!(ended.outcome, Some(Outcome::Unknown), "{gateway:?}: {}", ended.words);
        assert_eq!(ended.problem.unwrap().side, Side::Between, "{gateway:?}");
        assert_eq!(case.app.active(id), Some(true));
        assert_eq!(case.status(id).await, AccountState::Active, "{gateway:?}: not dropped");
    }
    // Accepted, and then the gateway answers: not more than accepted.
    let odd = Odd { answer: Answer::Own, lists: Lists::Nobody, ..lost(Gateway::ROUTE) };
    let ended = case.deactivate("u6", odd).await;
    assert_eq!(ended.outcome, Some(Outcome::AcceptedNotVerified), "{}", ended.words);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.side, Side::Between);
    assert_eq!(case.status("u6").await, AccountState::Active);
    // The list gets through, and has the account.
    for lists in [Lists::Well, Lists::NoFilter, Lists::FilterIgnored, Lists::FilterRefused] {
        let ended = case.deactivate("u7", Odd { lists, ..lost(Gateway::ROUTE) }).await;
        assert_eq!(ended.outcome, Some(Outcome::Unknown), "{lists:?}: {}", ended.words);
        assert!(ended.words.contains(": active"), "{lists:?}: {}", ended.words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_the_app_removes_is_verified_as_gone() {
    let case = Case::of(9).await;
    let removed = Odd { removes: true, ..Odd::default() };
    // The app vouches at once: a look before, the write, a look after.
    let ended = case.deactivate("u2", removed).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
    assert_eq!(case.app.asked().len(), 3, "{:?}", case.app.asked());
    assert_eq!(case.status("u2").await, AccountState::NoLongerListed);
    // The write itself is answered 404 by the app, or its answer is lost.
    for (id, answer) in [
        ("u3", Answer::Error(404)),
        ("u4", Answer::Gateway(Gateway::PLAIN.with(502))),
        ("u5", Answer::Cut),
    ] {
        let ended = case.deactivate(id, Odd { answer, ..removed }).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{answer:?}: {}", ended.words);
    }
    // An app whose 404 is no SCIM error: its list vouches.
    for (id, not_found, lists) in [
        ("u6", NotFound::Json, Lists::Well),
        ("u7", NotFound::Empty, Lists::FilterRefused),
        ("u8", NotFound::Json, Lists::NoFilter),
    ] {
        let ended = case.deactivate(id, Odd { not_found, lists, ..removed }).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{lists:?}: {}", ended.words);
        assert!(ended.words.contains("not in its list"), "{}", ended.words);
        assert!(ended.exchange.contains("Asked beside it"), "{}", ended.exchange);
        assert_eq!(case.status(id).await, AccountState::NoLongerListed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_between_is_no_refusal() {
    let case = Case::of(9).await;
    for (id, status) in ["u2", "u3", "u4", "u5", "u6"].into_iter().zip([401, 403, 501, 503, 511]) {
        let answer = Answer::Gateway(Gateway::PLAIN.with(status));
        let odd = Odd { writes_nothing: true, answer, ..Odd::default() };
        let ended = case.deactivate(id, odd).await;
        assert_eq!(ended.outcome, Some(Outcome::Unknown), "{status}: {}", ended.words);
        assert_eq!(ended.problem.unwrap().side, Side::Between, "{status}");
    }
    // The same of the app itself is one.
    for (id, status) in ["u7", "u8"].into_iter().zip([403, 501]) {
        let answer = Answer::Error(status);
        let odd = Odd { writes_nothing: true, answer, ..Odd::default() };
        let ended = case.deactivate(id, odd).await;
        assert_eq!(ended.outcome, Some(Outcome::Refused), "{status}: {}", ended.words);
        assert_eq!(ended.problem.unwrap().side, Side::There, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn planning_takes_nobody_for_gone_on_the_word_of_a_gateway() {
    let case = Case::of(9).await;
    let front = Odd { front: Some(Gateway::ROUTE), ..Odd::default() };
    let problem =
        case.not_planned("u2", Odd { lists: Lists::Gateway(Gateway::ROUTE), ..front }).await;
    assert_eq!(problem.side, Side::Between);
    let problem = case.not_planned("u2", front).await;
    assert!(problem.side_words.contains("still has the account"), "{problem}");
    // The lawful twin: gone, as the app's own error and its list say.
    case.app.remove("u2");
    for not_found in [NotFound::Scim, NotFound::Json] {
        let problem = case.not_planned("u2", Odd { not_found, ..Odd::default() }).await;
        assert_eq!((problem.code, problem.side), (ProblemCode::NotFound, Side::There));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_not_gone_and_nobody_out_of_it_on_the_word_of_a_gateway() {
    for gateway in [Gateway::ROUTE, Gateway::PLAIN, Gateway::EMPTY.with(410)] {
        let case = Case::of(9).await;
        case.world.house.set_guard(&case.connection, Some(9), Some("9")).await.expect("a guard");
        let connection = || case.connection.clone();
        let group = || "g0".to_owned();
        let delete = || Change::DeleteGroup { connection: connection(), group: group() };
        let leaves = || Change::RemoveMember {
            connection: connection(),
            group: group(),
            users: vec!["u1".to_owned()],
        };
        let away = Odd { lists: Lists::Gateway(gateway), ..lost(gateway) };
        for change in [delete(), leaves()] {
            let ended = case.run(change, away).await;
            assert_eq!(ended.outcome, Some(Outcome::Unknown), "{gateway:?}: {}", ended.words);
            assert_eq!(ended.problem.unwrap().side, Side::Between, "{gateway:?}");
        }
        // The list gets through, and has the group.
        let ended = case.run(delete(), lost(gateway)).await;
        assert_eq!(ended.outcome, Some(Outcome::Unknown), "{gateway:?}: {}", ended.words);
        assert_eq!(case.app.members("g0").unwrap(), ["u0", "u1"]);
        case.app.be(Odd::default());
        assert_eq!(case.world.members(&case.connection, "g0").await.len(), 2, "not dropped");
        // The lawful twins: the app itself shows both.
        let ended = case.run(leaves(), Odd::default()).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{gateway:?}: {}", ended.words);
        // Its list vouches; one with nothing on it would not.
        case.app.add_group("g1", "Marketing");
        let vouched = Odd { not_found: NotFound::Json, ..Odd::default() };
        let ended = case.run(delete(), vouched).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{gateway:?}: {}", ended.words);
        assert_eq!(case.app.members("g0"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_looked_at_again_through_a_gateway_is_not_known() {
    let case = Case::of(9).await;
    let leaves = Change::RemoveMember {
        connection: case.connection.clone(),
        group: "g0".to_owned(),
        users: vec!["u1".to_owned()],
    };
    let (connection, user) = (case.connection.clone(), "u2".to_owned());
    let changes = vec![Change::Deactivate { connection, user }, leaves];
    let house = &case.world.house;
    house.set_guard(&case.connection, Some(9), Some("9")).await.expect("a guard");
    let plan = house.plan_changes(changes).await.unwrap();
    let run = house.run_plan_to_end(&plan.id, None).await.unwrap();
    assert_eq!(run.verified, 2, "{:?}", run.items);
    let holds = async || -> Vec<Option<bool>> {
        let again = house.recheck(&run.id).await.unwrap();
        again.items.iter().map(|item| item.holds).collect()
    };
    for gateway in [Gateway::PLAIN, Gateway::ROUTE.with(503), Gateway::EMPTY.with(401)] {
        let lists = Lists::Gateway(gateway);
        case.app.be(Odd { front: Some(gateway), lists, always: true, ..Odd::default() });
        assert_eq!(holds().await, [None, None], "{gateway:?}");
    }
    // The lawful twins: the app says what is so.
    case.app.be(Odd::default());
    assert_eq!(holds().await, [Some(true), Some(true)]);
    case.app.set("u2", "active", json!(true));
    case.app.remove_group("g0");
    assert_eq!(holds().await, [Some(false), Some(false)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stop_left_open_is_not_settled_on_the_word_of_a_gateway() {
    for (gateway, kept_back) in [(Gateway::PLAIN, "u2"), (Gateway::ROUTE.with(410), "u3")] {
        let case = Case::of(9).await;
        let gate = Gate::before(&case.app.address).await;
        let address = gate.address.as_str();
        let gated = case.world.connect("scim", "Gated", (address, &case.app.token)).await.id;
        case.world.read(gated.as_str()).await;
        let (connection, user) = (gated.clone(), kept_back.to_owned());
        let plan = case
            .world
            .house
            .plan_changes(vec![Change::Deactivate { connection: connection.into_string(), user }])
            .await;
        let plan = plan.unwrap();
        // The request never gets there, and Rollcall stops before it learns that.
        let held = gate.hold_there(1, |method, _| method == "PATCH");
        let house = case.world.house.clone();
        let running = tokio::spawn(async move { house.run_plan_to_end(&plan.id, None).await });
        held.arrived(1).await;
        running.abort();
        let _ = running.await;
        let world = case.world.restart().await;
        gate.forget_rules();
        let lists = Lists::Gateway(gateway);
        case.app.be(Odd { front: Some(gateway), lists, always: true, ..Odd::default() });
        let settled = world.house.settle().await.unwrap();
        let run = &settled[0];
        assert!(run.items[0].outcome.is_none(), "{gateway:?}: {:?}", run.items[0]);
        assert_eq!((run.state, run.to_go), (RunState::Interrupted, 1), "{gateway:?}");
        // The lawful twin: the app answers, and shows that nothing was done.
        case.app.be(Odd::default());
        let settled = world.house.settle().await.unwrap();
        let item = &settled[0].items[0];
        assert_eq!(item.outcome, Some(Outcome::Unknown), "{gateway:?}: {}", item.words);
        assert!(item.words.contains("active"), "{}", item.words);
        assert_eq!(case.app.active(kept_back), Some(true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockdown_stays_open_while_a_gateway_answers() {
    let case = Case::of(9).await;
    let house = &case.world.house;
    let of = async |account: &str| {
        let person = house
            .person_of(&case.connection, &AccountId::from(account))
            .await
            .unwrap()
            .expect("a person");
        house.plan_lockdown(LockdownRequest { people: vec![person], groups: false }).await
    };
    let gateway = Odd {
        front: Some(Gateway::PLAIN),
        lists: Lists::Gateway(Gateway::PLAIN),
        always: true,
        ..Odd::default()
    };
    case.app.be(gateway);
    let planned = of("u2").await.expect("a case");
    let started = case.world.carry_out(&planned).await;
    assert_eq!((started.brief.verified, started.brief.open), (0, 1), "{:?}", started.lines);
    case.app.be(Odd::default());
    let again = house.try_case_again(&planned.case_id).await.expect("tried");
    assert_eq!((again.brief.verified, again.brief.open), (1, 0), "{:?}", again.lines);
    // Looked at again while the gateway answers: not known, and not called gone.
    case.app.be(gateway);
    let again = house.recheck_case(&planned.case_id).await.expect("looked at");
    assert_eq!(again.lines[0].checks.last().unwrap().holds, None, "{:?}", again.lines);
    // The lawful twin: the app vouches, and nobody has the name now.
    case.app.remove("u3");
    case.app.be(Odd::default());
    let planned = of("u3").await.expect("a case");
    assert_eq!(case.world.carry_out(&planned).await.brief.open, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_creation_without_an_id_is_found_by_its_name_or_in_the_list() {
    let case = Case::of(9).await;
    for (name, odd) in [
        ("jo@example.com", Odd::default()),
        ("jo+test@example.com", Odd::default()),
        ("kim@example.com", Odd { lists: Lists::NoFilter, ..Odd::default() }),
        ("sam@example.com", Odd { lists: Lists::FilterRefused, ..Odd::default() }),
    ] {
        let values = json!({"userName": name}).as_object().unwrap().clone();
        let connection = case.connection.clone();
        let change = Change::Create { connection, values, groups: Vec::new() };
        // The answer is lost, so nothing tells the id.
        let answer = Answer::Gateway(Gateway::NOTHING.with(201));
        let ended = case.run(change, Odd { answer, ..odd }).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{name}: {}", ended.words);
        assert!(ended.account_id.starts_with('n'), "{name}: {}", ended.account_id);
        let run = case.world.house.runs(1).await.unwrap().remove(0);
        case.app.be(Odd::default());
        let undo = case.world.house.plan_undo(&run.id).await.expect("an undo");
        let undone = case.world.run(&undo).await;
        assert_eq!(undone.outcome, Some(Outcome::Verified), "{name}: {}", undone.words);
        assert_eq!(case.app.active(&ended.account_id), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_predecessor_that_is_gone_does_not_stand_in_the_way() {
    let case = Case::of(9).await;
    case.app.remove("u2");
    case.app.add("again", "person2@example.com");
    case.world.read(&case.connection).await;
    assert_eq!(case.status("u2").await, AccountState::NoLongerListed);
    let change = Change::Deactivate {
        connection: case.connection.clone(),
        user: "person2@example.com".to_owned(),
    };
    let ended = case.run(change, Odd::default()).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
    assert_eq!(ended.account_id, "again");
    // The lawful twins: two that are listed are not distinguished, and the last one who had a name
    // is still found.
    case.app.add("other", "person3@example.com");
    case.app.remove("u4");
    case.world.read(&case.connection).await;
    let found = |name: &'static str| case.world.house.find_users(&case.connection, name);
    assert_eq!(found("person3@example.com").await.unwrap().len(), 2);
    assert_eq!(found("person4@example.com").await.unwrap()[0].account_id, "u4");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_or_address_that_is_taken_names_the_listed_account() {
    let case = Case::of(9).await;
    case.app.remove("u2");
    case.world.read(&case.connection).await;
    let create = async |name: &str, email: &str| {
        let values = json!({"userName": name, "emails": [{"value": email, "primary": true}]});
        let (connection, groups) = (case.connection.clone(), Vec::new());
        let values = values.as_object().unwrap().clone();
        let odd = Odd { writes_nothing: true, answer: Answer::Error(409), ..Odd::default() };
        let ended = case.run(Change::Create { connection, values, groups }, odd).await;
        assert_eq!(ended.outcome, Some(Outcome::Refused), "{}", ended.words);
        ended.problem.unwrap().side_words
    };
    // Its name was an account's that is gone, its address is a listed one's.
    let words = create("person2@example.com", "person5@example.com").await;
    assert!(words.contains("“person5@example.com” belongs to person5 (id u5)"), "{words}");
    let words = create("person2@example.com", "new@example.com").await;
    assert!(words.contains("no longer lists"), "{words}");
    let words = create("new@example.com", "new@example.com").await;
    assert!(words.contains("does not expose over SCIM"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_app_costs_one_look() {
    let case = Case::of(30).await;
    for (id, status) in ["u2", "u3", "u4", "u5"].into_iter().zip([400, 403, 409, 422]) {
        let odd = Odd { writes_nothing: true, answer: Answer::Error(status), ..Odd::default() };
        let ended = case.deactivate(id, odd).await;
        assert_eq!(ended.outcome, Some(Outcome::Refused), "{status}: {}", ended.words);
        assert_eq!(case.app.asked().len(), 3, "{status}: {:?}", case.app.asked());
    }
    // The lawful twin: an error that may come after the effect is looked at again.
    let odd = Odd { answer: Answer::Error(500), lag: 1, ..Odd::default() };
    let ended = case.deactivate("u6", odd).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_asks_for_nothing_twice() {
    let case = Case::of(9).await;
    let values = json!({"title": "Lead"}).as_object().unwrap().clone();
    let (connection, user) = (case.connection.clone(), "u2".to_owned());
    let ended = case.run(Change::Set { connection, user, values }, Odd::default()).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
    let run = case.world.house.runs(1).await.unwrap().remove(0);
    case.app.be(Odd::default());
    let undo = case.world.house.plan_undo(&run.id).await.expect("an undo");
    assert_eq!(case.app.asked().len(), 1, "{:?}", case.app.asked());
    assert_eq!(case.world.run(&undo).await.outcome, Some(Outcome::Verified));
    assert_eq!(case.app.value("u2", "title"), json!("Buyer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_from_before_a_lockdown_does_not_show_it_as_active_again() {
    let case = Case::of(9).await;
    let house = &case.world.house;
    // Accepted, and not readable for a while; then read as inactive, by a retry or by a look.
    for (id, look) in [("u2", false), ("u3", true)] {
        case.app.be(Odd::default());
        let person = house
            .person_of(&case.connection, &AccountId::from(id))
            .await
            .unwrap()
            .expect("a person");
        let request = LockdownRequest { people: vec![person], groups: false };
        let planned = house.plan_lockdown(request).await.expect("a case");
        let front = Some(Gateway::PLAIN.with(500));
        case.app.be(Odd { front, ..Odd::default() });
        let started = case.world.carry_out(&planned).await;
        assert_eq!(started.brief.open, 1, "{:?}", started.lines);
        case.app.be(Odd::default());
        let closed = match look {
            true => house.recheck_case(&planned.case_id).await.expect("looked at"),
            false => house.try_case_again(&planned.case_id).await.expect("tried"),
        };
        assert_eq!(closed.brief.state, CaseState::Closed, "{:?}", closed.lines);
        assert_eq!((closed.brief.verified, closed.brief.open), (1, 0), "{:?}", closed.lines);
        assert!(closed.brief.active_again.is_empty());
        assert_eq!(case.status(id).await, AccountState::Inactive, "the table has it too");
        // The lawful twin: somebody gives access back, and a later read finds it.
        case.app.set(id, "active", json!(true));
        case.world.read(&case.connection).await;
        let again = house.case(&planned.case_id).await.expect("a case");
        assert_eq!(again.brief.active_again, ["Intranet"], "{:?}", again.lines);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_not_free_because_a_filter_finds_nobody() {
    let case = Case::of(9).await;
    let create = |name: &str| {
        let values = json!({"userName": name}).as_object().unwrap().clone();
        Change::Create { connection: case.connection.clone(), values, groups: Vec::new() }
    };
    let group = |name: &str| Change::CreateGroup {
        connection: case.connection.clone(),
        name: name.to_owned(),
        members: Vec::new(),
    };
    // A filter that is not applied, and one that minds the case.
    for lists in [Lists::NoFilter, Lists::Well] {
        case.app.be(Odd { lists, always: true, ..Odd::default() });
        for wish in [create("Person5@Example.com"), group("SALES")] {
            let problem = case.world.house.plan_changes(vec![wish]).await.expect_err("taken");
            assert!(problem.to_string().contains("already"), "{lists:?}: {problem}");
        }
        for wish in [create("nobody.yet@example.com"), group("Another team")] {
            case.world.house.plan_changes(vec![wish]).await.expect("the name is free");
        }
    }
    // Another admin gives the name meanwhile: the list shows it, even if the filter does not.
    let plan = case.world.house.plan_changes(vec![create("new.hire@example.com")]).await.unwrap();
    case.app.hire("new.hire@example.com");
    let (answer, lists) = (Answer::Error(409), Lists::NoFilter);
    case.app.be(Odd { writes_nothing: true, answer, lists, always: true, ..Odd::default() });
    let ended = case.world.run(&plan).await;
    assert_eq!(ended.outcome, Some(Outcome::Refused), "{}", ended.words);
    let words = ended.problem.unwrap().side_words;
    assert!(words.contains("“new.hire@example.com” belongs to"), "{words}");
}
