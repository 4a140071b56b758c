//! Every kind of change, struck at every step of its run: the request cut before or after its
//! effect, an error after the effect, reads that fail, the program killed. Never a doubled write,
//! never an end without a name, and what is said is what the app's own state says.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use axum::http::Method;
use rollcall_engine::view::{ConnectionView, Outcome, RunState};
use rollcall_engine::{Change, ConnectRequest};
use rollcall_simulator as simulator;
use rollcall_simulator::Oracle;
use rollcall_tests::apart::Place;
use rollcall_tests::gate::{Gate, after_a_write};
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{World, faults, simulate, writes};
use secrecy::SecretString;
use serde_json::{Value, json};

const HOUSE: &str = env!("CARGO_BIN_EXE_house");
const NAME: &str = "Gated";
const APP: &str = "scim";

/// A change that was not made yet, and how to tell from the app's own state that it is.
struct Case {
    name: &'static str,
    change: Value,
    there: Box<dyn Fn(&Oracle) -> bool>,
}

/// One of each kind, about people and groups that no other case is about.
struct Cases {
    active: Vec<String>,
    inactive: Vec<String>,
    groups: Vec<String>,
    made: u32,
}

const KINDS: [&str; 10] = [
    "deactivate",
    "activate",
    "set",
    "delete",
    "create",
    "add-member",
    "remove-member",
    "create-group",
    "rename-group",
    "delete-group",
];

impl Cases {
    fn of(oracle: &Oracle) -> Self {
        let mut cases =
            Self { active: Vec::new(), inactive: Vec::new(), groups: Vec::new(), made: 0 };
        let special: Vec<String> = [oracle.token_owner(), oracle.sole_owner()]
            .into_iter()
            .flatten()
            .map(|user| user.id)
            .collect();
        for id in oracle.listed_ids() {
            let user = oracle.user(&id).unwrap();
            if special.contains(&id) || !user.user_name.ends_with("@example.com") {
                continue;
            }
            if user.active { &mut cases.active } else { &mut cases.inactive }.push(id);
        }
        cases.groups = oracle
            .groups()
            .into_iter()
            .map(|(id, _)| id)
            .filter(|id| oracle.members(id).unwrap().len() > 2)
            .collect();
        cases
    }

    fn next(&mut self, kind: &'static str, oracle: &Oracle) -> Case {
        self.made += 1;
        let name = format!("New{}", self.made);
        let user_name = format!("new{}@example.com", self.made);
        let mut change = json!({"change": kind, "connection": NAME});
        let object = change.as_object_mut().unwrap();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        let there: Box<dyn Fn(&Oracle) -> bool> = match kind {
            "deactivate" | "delete" | "set" | "activate" => {
                let people = if kind == "activate" { &mut self.inactive } else { &mut self.active };
                let user = people.pop().expect("enough people");
                put("user", json!(user));
                match kind {
                    "deactivate" => Box::new(move |app| !app.user(&user).unwrap().active),
                    "activate" => Box::new(move |app| app.user(&user).unwrap().active),
                    "delete" => Box::new(move |app| app.user(&user).unwrap().gone),
                    _ => {
                        put("values", json!({"title": name}));
                        Box::new(move |app| app.user(&user).unwrap().record["title"] == *name)
                    }
                }
            }
            "create" => {
                put("values", json!({"userName": user_name, "displayName": name}));
                Box::new(move |app| app.user(&user_name).is_some())
            }
            "create-group" => {
                put("name", json!(name));
                Box::new(move |app| app.members(&name).is_some())
            }
            "delete-group" | "rename-group" => {
                let group = if kind == "delete-group" {
                    self.groups.pop().expect("enough groups")
                } else {
                    self.groups[0].clone()
                };
                put("group", json!(group));
                if kind == "delete-group" {
                    Box::new(move |app| app.members(&group).is_none())
                } else {
                    put("name", json!(name));
                    Box::new(move |app| app.groups().contains(&(group.clone(), name.clone())))
                }
            }
            _ => {
                let group = self.groups[1].clone();
                let members = oracle.members(&group).unwrap();
                let add = kind == "add-member";
                let user = if add {
                    self.active.iter().find(|id| !members.contains(id)).unwrap().clone()
                } else {
                    members[0].clone()
                };
                put("group", json!(group));
                put("users", json!([user]));
                Box::new(move |app| app.members(&group).unwrap().contains(&user) == add)
            }
        };
        let case = Case { name: kind, change, there };
        assert!(!(case.there)(oracle), "{kind} is not made yet");
        case
    }
}

struct Scene {
    apps: simulator::Running,
    gate: Gate,
    oracle: Oracle,
    cases: Cases,
}

impl Scene {
    async fn new() -> Self {
        let apps = simulate(APP, 400).await;
        let gate = Gate::before(&apps.apps[0].address).await;
        let oracle = apps.oracle(APP).unwrap();
        let cases = Cases::of(&oracle);
        Self { apps, gate, oracle, cases }
    }

    fn sent(&self) -> usize {
        writes(&self.apps, APP).len()
    }

    fn request(&self) -> ConnectRequest {
        ConnectRequest {
            provider: APP.to_owned(),
            name: NAME.to_owned(),
            address: self.gate.address.clone(),
            token: SecretString::from(self.apps.apps[0].token.clone()),
            seat_price: String::new(),
        }
    }
}

/// What strikes a run in the program's own lifetime.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Strike {
    /// The last look before the intent fails for good.
    LookFails,
    /// The connection is cut before the app acts.
    CutBefore,
    /// The app acts, and the connection is cut before it answers.
    CutAfter,
    /// The app acts and answers 500.
    ErrorAfter,
    /// The app does not act and answers 500.
    Error,
    /// The app acts; every later request fails.
    ReadBackFails,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_strikes_a_run_what_it_says_is_what_the_app_holds() {
    let mut scene = Scene::new().await;
    let world = World::new().await;
    let made = world.house.connect(scene.request()).await.unwrap();
    let connection: ConnectionView = made.connection.expect("every rung passes");
    world.read(connection.id.as_str()).await;
    world.house.set_guard(connection.id.as_str(), Some(300), Some("300")).await.unwrap();
    for kind in KINDS {
        for strike in [
            Strike::LookFails,
            Strike::CutBefore,
            Strike::CutAfter,
            Strike::ErrorAfter,
            Strike::Error,
            Strike::ReadBackFails,
        ] {
            let case = scene.cases.next(kind, &scene.oracle);
            let on = format!("{} {strike:?}", case.name);
            let change: Change = serde_json::from_value(case.change.clone()).unwrap();
            let plan = world.house.plan_changes(vec![change]).await;
            let plan = plan.unwrap_or_else(|problem| panic!("{on}: {problem}"));
            scene.apps.forget_requests(APP);
            let before = Truth::of(&scene.oracle);
            match strike {
                Strike::LookFails => faults(&scene.apps, APP, &["get:500"]),
                Strike::CutBefore => faults(&scene.apps, APP, &["write:cut-before"]),
                Strike::CutAfter => faults(&scene.apps, APP, &["write:times=1:cut-after"]),
                Strike::ErrorAfter => faults(&scene.apps, APP, &["write:times=1:500-after"]),
                Strike::Error => faults(&scene.apps, APP, &["write:500"]),
                Strike::ReadBackFails => {
                    scene.gate.answer(u32::MAX, after_a_write(), (500, Vec::new(), "{}"));
                }
            }
            let typed = plan.confirmation.type_this.as_deref();
            let run = world.house.run_plan_to_end(&plan.id, typed).await.unwrap();
            faults(&scene.apps, APP, &[]);
            scene.gate.forget_rules();
            let item = &run.items[0];
            let outcome = item.outcome.unwrap_or_else(|| panic!("{on}: an end without a name"));
            let there = (case.there)(&scene.oracle);
            let acts =
                matches!(strike, Strike::CutAfter | Strike::ErrorAfter | Strike::ReadBackFails);
            assert_eq!(there, acts, "{on}: {}", item.words);
            let expected: &[Outcome] = match strike {
                Strike::LookFails => &[Outcome::NotSent],
                Strike::CutAfter | Strike::ErrorAfter => &[Outcome::Verified],
                Strike::CutBefore => &[Outcome::Unknown, Outcome::NotSent],
                Strike::Error => &[Outcome::Refused, Outcome::Unknown],
                Strike::ReadBackFails => &[Outcome::AcceptedNotVerified, Outcome::Unknown],
            };
            assert!(expected.contains(&outcome), "{on}: {outcome:?} {}", item.words);
            assert_eq!(run.state, RunState::Finished, "{on}");
            let sent = scene.sent();
            assert!(sent <= 1, "{on}: sent {sent} times");
            // Asked again, it says what is so.
            let still = world.house.recheck(&run.id).await.unwrap();
            if let [asked] = still.items.as_slice() {
                assert!(asked.holds.is_none_or(|holds| holds == there), "{on}: {asked:?}");
            }
            let now = Truth::of(&scene.oracle);
            let touched = now.changed_since(&before, &scene.oracle).len();
            assert!(touched <= 1, "{on}: nobody else changed");
            if !there {
                assert_eq!(now, before, "{on}: nothing changed");
            }
        }
    }
    assert!(world.house.verify_record().await.unwrap().intact);
}

/// Where the program is killed, by what is on its way then.
#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Checking,
    RequestLost,
    AnswerLost,
    ReadingBack,
    ReadBackLost,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_change_killed_at_every_step_is_settled_as_the_app_says() {
    let mut scene = Scene::new().await;
    let place = Place::default();
    let house = place.open().await;
    let made = house.connect(scene.request()).await.unwrap();
    let connection = made.connection.expect("every rung passes");
    house.read(&[]).await.unwrap();
    house.set_guard(connection.id.as_str(), Some(300), Some("300")).await.unwrap();
    drop(house);
    for kind in KINDS {
        for at in [At::Checking, At::RequestLost, At::AnswerLost, At::ReadingBack, At::ReadBackLost]
        {
            let case = scene.cases.next(kind, &scene.oracle);
            let on = format!("{} {at:?}", case.name);
            scene.apps.forget_requests(APP);
            let mut apart = place.start(HOUSE).await;
            apart.order(&format!("plan {}", case.change)).await;
            apart.says(&["planned"]).await;
            let gate = &scene.gate;
            let write = |method: &Method, _: &str| *method != Method::GET;
            let held = match at {
                At::Checking => gate.hold_there(1, |_, _| true),
                At::RequestLost => gate.hold_there(1, write),
                At::AnswerLost => gate.hold_back(1, write),
                At::ReadingBack => gate.hold_there(1, after_a_write()),
                At::ReadBackLost => gate.hold_back(1, after_a_write()),
            };
            apart.order("run").await;
            held.arrived(1).await;
            apart.kill().await;
            gate.forget_rules();
            let sent = scene.sent();
            let there = (case.there)(&scene.oracle);
            let acted = !matches!(at, At::Checking | At::RequestLost);
            assert_eq!((sent, there), (usize::from(acted), acted), "{on}");

            let house = place.open().await;
            let settled = house.settle().await.unwrap();
            assert_eq!(settled.len(), 1, "{on}: it is named");
            assert_eq!((settled[0].state, settled[0].to_go), (RunState::Finished, 0), "{on}");
            let item = &settled[0].items[0];
            let outcome = match at {
                At::Checking => Outcome::NotSent,
                At::RequestLost => Outcome::Unknown,
                At::AnswerLost | At::ReadingBack | At::ReadBackLost => Outcome::Verified,
            };
            assert_eq!(item.outcome, Some(outcome), "{on}: {}", item.words);
            assert_eq!(scene.sent(), sent, "{on}: settled by reading alone");
            assert!(house.settle().await.unwrap().is_empty(), "{on}: settled once");
            assert!(house.verify_record().await.unwrap().intact, "{on}");
        }
    }
}
