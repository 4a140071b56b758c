//! The six ways a change can end, and no other: each brought about at the app, reported as it is,
//! and sent once at most. Green is what was read back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{AccountState, Outcome, PlanView, RunItem, UserRow};
use rollcall_engine::{Options, ProblemCode, Side};
use rollcall_simulator as simulator;
use rollcall_tests::gate::{Gate, one_account};
use rollcall_tests::outside::outside;
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{PROVIDERS, World, assert_told, faults, simulate, writes};
use serde_json::json;
use std::time::Duration;

const MANY: u32 = 120;

/// A connected, read app with its engine, and people to deactivate one after the other.
struct Case {
    provider: &'static str,
    apps: simulator::Running,
    world: World,
    connection: String,
    people: Vec<UserRow>,
}

impl Case {
    async fn new(provider: &'static str) -> Self {
        Self::with(provider, World::new().await).await
    }

    async fn with(provider: &'static str, world: World) -> Self {
        let apps = simulate(provider, MANY).await;
        let connection = world.connect_and_read(&apps).await.id;
        let oracle = apps.oracle(provider).unwrap();
        let special = [oracle.token_owner(), oracle.sole_owner()];
        let special: Vec<String> = special.into_iter().flatten().map(|user| user.id).collect();
        let mut people = world.rows(connection.as_str()).await;
        people.retain(|row| row.status == AccountState::Active);
        people.retain(|row| !special.iter().any(|id| row.account_id == id.as_str()));
        Self { provider, apps, world, connection: connection.into_string(), people }
    }

    fn token(&self) -> &str {
        &self.apps.apps[0].token
    }

    fn faults(&self, texts: &[&str]) {
        faults(&self.apps, self.provider, texts);
    }

    fn active(&self, row: &UserRow) -> bool {
        self.apps.oracle(self.provider).unwrap().user(row.account_id.as_str()).unwrap().active
    }

    async fn status(&self, row: &UserRow) -> AccountState {
        self.world.row(&self.connection, &row.user_name).await.status
    }

    /// Plans for the next person, lets `between` happen, and runs.
    async fn run(&mut self, between: impl AsyncFnOnce(&Self, &UserRow)) -> (UserRow, RunItem) {
        let row = self.people.pop().expect("enough people");
        let plan = self.world.plan(&self.connection, row.account_id.as_str()).await;
        between(self, &row).await;
        self.apps.forget_requests(self.provider);
        let ended = self.world.run(&plan).await;
        self.faults(&[]);
        let run = self.world.house.plan(&plan.id).await.unwrap().run_id.unwrap();
        let run = self.world.house.run(&run).await.unwrap();
        let green = u32::from(ended.outcome == Some(Outcome::Verified));
        assert_eq!((run.verified, run.not_verified, run.to_go), (green, 1 - green, 0));
        if let Some(problem) = &ended.problem {
            assert_told(problem, self.token());
        }
        assert!(ended.words.len() > 20, "it says how it ended: {}", ended.words);
        assert!(!ended.exchange.contains(self.token()));
        (row, ended)
    }

    /// Sends something to the app beside the engine, as another admin would.
    async fn other_admin(&self, method: &str, row: &UserRow, body: Option<serde_json::Value>) {
        let path = format!("Users/{}", url_encoded(row.account_id.as_str()));
        outside(&self.apps, self.provider, method.parse().unwrap(), &path, body).await;
    }
}

fn url_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn set(path: &str, value: serde_json::Value) -> Option<serde_json::Value> {
    Some(json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": path, "value": value}],
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_200_without_effect_is_green_nowhere_at_any_provider() {
    for provider in PROVIDERS {
        let mut case = Case::new(provider).await;
        let oracle = case.apps.oracle(provider).unwrap();
        let before = Truth::of(&oracle);
        let (row, ended) = case.run(async |case, _| case.faults(&["lying-200"])).await;
        assert_eq!(ended.outcome, Some(Outcome::AcceptedNotVerified), "{provider}");
        assert!(ended.words.contains(": active"), "{provider}: {}", ended.words);
        assert_eq!(writes(&case.apps, provider).len(), 1, "{provider}");
        assert_eq!(Truth::of(&oracle), before, "{provider}: the fault lets nothing happen");
        assert_eq!(case.status(&row).await, AccountState::Active, "{provider}");
        let record = case.world.record_text().await;
        assert!(record.contains(r#""outcome":"accepted-not-verified""#), "{provider}: {record}");
        assert!(!record.contains(r#""outcome":"verified""#), "{provider}: {record}");
        assert!(record.contains(r#""not_verified":1"#), "{provider}: {record}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_who_refused_why_and_that_nothing_changed() {
    let mut case = Case::new("scim").await;
    for (fault, code) in [
        ("patch:400", ProblemCode::Refused),
        ("patch:401", ProblemCode::TokenRefused),
        ("patch:403", ProblemCode::NotAllowed),
        ("patch:409", ProblemCode::Refused),
        ("patch:500", ProblemCode::ServerFailed),
    ] {
        let (row, ended) = case.run(async |case, _| case.faults(&[fault])).await;
        assert_eq!(ended.outcome, Some(Outcome::Refused), "{fault}: {}", ended.words);
        let problem = ended.problem.expect("a refusal has a reason");
        assert_eq!((problem.code, problem.side), (code, Side::There), "{fault}");
        assert!(problem.state.contains("Nothing was changed"), "{fault}: {}", problem.state);
        assert!(ended.words.contains("Read back"), "{fault}: {}", ended.words);
        assert_eq!(writes(&case.apps, "scim").len(), 1, "{fault}: never sent again");
        assert!(case.active(&row));
        assert_eq!(case.status(&row).await, AccountState::Active);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admin_who_made_the_token_is_refused_in_the_providers_words() {
    let mut case = Case::new("monday").await;
    let owner = case.apps.oracle("monday").unwrap().token_owner().unwrap();
    let row = case.world.row(&case.connection, &owner.user_name).await;
    case.people.push(row);
    let (row, ended) = case.run(async |_, _| {}).await;
    assert_eq!(ended.outcome, Some(Outcome::Refused), "{}", ended.words);
    let problem = ended.problem.unwrap();
    assert_eq!(problem.code, ProblemCode::NotAllowed);
    assert!(problem.side_words.contains("generated the SCIM token"), "{}", problem.side_words);
    assert!(problem.next.contains("another admin create a token"), "{}", problem.next);
    assert!(case.active(&row));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_moved_since_the_plan_is_held_back_and_nothing_is_sent() {
    let mut case = Case::new("scim").await;
    let changes = [
        ("active", json!(false), "“active”, now “inactive”"),
        ("userName", json!("somebody.else@example.com"), "somebody.else@example.com"),
        ("displayName", json!("Somebody Else"), "Somebody Else"),
        ("title", json!("Chief of everything"), "Chief of everything"),
    ];
    for (path, value, told) in changes {
        let other = set(path, value);
        let change = async |case: &Case, row: &UserRow| {
            case.other_admin("PATCH", row, other).await;
        };
        let (_, ended) = case.run(change).await;
        assert_eq!(ended.outcome, Some(Outcome::HeldBack), "{path}: {}", ended.words);
        assert!(ended.words.contains(told), "{path}: both are shown: {}", ended.words);
        assert!(ended.words.contains("nothing was sent"), "{path}: {}", ended.words);
        assert!(writes(&case.apps, "scim").is_empty(), "{path}");
    }
    // Gone meanwhile: not a success, somebody else did it.
    let change = async |case: &Case, row: &UserRow| case.other_admin("DELETE", row, None).await;
    let (_, ended) = case.run(change).await;
    assert_eq!(ended.outcome, Some(Outcome::HeldBack), "{}", ended.words);
    assert_eq!(ended.problem.unwrap().code, ProblemCode::NotFound);
    assert!(writes(&case.apps, "scim").is_empty());
    assert!(!case.world.record_text().await.contains(r#""outcome":"verified""#));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_settled_by_reading_back() {
    let mut case = Case::new("scim").await;
    for fault in ["patch:cut-after", "patch:500-after", "patch:504-after", "patch:half-page"] {
        let (row, ended) = case.run(async |case, _| case.faults(&[fault])).await;
        assert_eq!(ended.outcome, Some(Outcome::Verified), "{fault}: {}", ended.words);
        assert!(ended.words.contains("inactive, as expected"), "{fault}: {}", ended.words);
        assert_eq!(writes(&case.apps, "scim").len(), 1, "{fault}: never sent again");
        assert!(!case.active(&row));
        assert_eq!(case.status(&row).await, AccountState::Inactive);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_neither_known_nor_read_is_unknown_and_sent_once() {
    let world = World::with(|options| options.request_timeout = Duration::from_secs(4)).await;
    let mut case = Case::with("scim", world).await;
    // One look passes before the write; every later one fails.
    let unreadable = "user:get:skip=1:500";
    for (write, done, readable) in [
        ("patch:cut-after", true, false),
        ("patch:cut-before", false, false),
        ("patch:403", false, false),
        ("patch:cut-before", false, true),
        ("patch:502", false, true),
        ("patch:504", false, true),
        ("patch:silent", false, true),
    ] {
        let wanted = if readable { vec![write] } else { vec![write, unreadable] };
        let (row, ended) = case.run(async |case, _| case.faults(&wanted)).await;
        assert_eq!(ended.outcome, Some(Outcome::Unknown), "{wanted:?}: {}", ended.words);
        let state = &ended.problem.expect("it says why").state;
        let told = if readable { "may still take effect" } else { "is not known" };
        assert!(state.contains(told), "{wanted:?}: {state}");
        assert_eq!(writes(&case.apps, "scim").len(), 1, "{wanted:?}: never sent again");
        assert_eq!(case.active(&row), !done, "{wanted:?}");
        assert_eq!(case.status(&row).await, AccountState::Active, "{wanted:?}: not guessed");
        // The next read tells.
        case.world.read(&case.connection).await;
        let state = if done { AccountState::Inactive } else { AccountState::Active };
        assert_eq!(case.status(&row).await, state, "{wanted:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_change_that_cannot_be_read_back_is_not_green() {
    let mut case = Case::new("airtable").await;
    let (row, ended) = case.run(async |case, _| case.faults(&["user:get:skip=1:503"])).await;
    assert_eq!(ended.outcome, Some(Outcome::AcceptedNotVerified), "{}", ended.words);
    assert!(ended.words.contains("could not be read back"), "{}", ended.words);
    assert_eq!(ended.problem.unwrap().code, ProblemCode::ServerFailed);
    assert!(!case.active(&row));
    assert_eq!(case.status(&row).await, AccountState::Active, "not guessed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_saying_404_does_not_prove_that_an_account_is_gone() {
    let apps = simulate("zscaler-zpa", MANY).await;
    let gate = Gate::before(&apps.apps[0].address).await;
    let world = World::new().await;
    let app = (gate.address.as_str(), apps.apps[0].token.as_str());
    let connection = world.connect("zscaler-zpa", "Gated", app).await;
    world.read(connection.id.as_str()).await;
    let leaver = apps.oracle("zscaler-zpa").unwrap().leaver().unwrap();
    let plan = world.plan(connection.id.as_str(), &leaver.id).await;
    // Something in front of the app says yes, and is itself all that is left afterwards.
    let json = vec![("content-type", "application/scim+json".to_owned())];
    let html = vec![("content-type", "text/html".to_owned())];
    let once = gate.hold_there(1, one_account);
    gate.answer(1, |method, _| method == "PATCH", (200, json, "{}"));
    gate.answer(u32::MAX, one_account, (404, html, "<!doctype html><h1>Not found</h1>"));
    let (ended, ()) = tokio::join!(world.run(&plan), async {
        once.arrived(1).await;
        once.open();
    });
    assert_eq!(ended.outcome, Some(Outcome::AcceptedNotVerified), "{}", ended.words);
    assert!(apps.oracle("zscaler-zpa").unwrap().user(&leaver.id).unwrap().active);
    assert_eq!(
        world.row(connection.id.as_str(), &leaver.user_name).await.status,
        AccountState::Active,
        "a web page marks nobody as gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_looked_at_before_is_not_sent() {
    let mut case = Case::new("scim").await;
    for (fault, code) in [
        ("user:get:401", ProblemCode::TokenRefused),
        ("user:get:html", ProblemCode::NotScim),
        ("user:get:500", ProblemCode::ServerFailed),
        ("user:get:cut-before", ProblemCode::CannotReach),
        ("user:get:bad-json", ProblemCode::NotScim),
    ] {
        let (row, ended) = case.run(async |case, _| case.faults(&[fault])).await;
        assert_eq!(ended.outcome, Some(Outcome::NotSent), "{fault}: {}", ended.words);
        assert_eq!(ended.problem.unwrap().code, code, "{fault}");
        assert!(writes(&case.apps, "scim").is_empty(), "{fault}");
        assert!(case.active(&row));
    }
    // The app is down.
    let row = case.people.pop().unwrap();
    let plan = case.world.plan(&case.connection, row.account_id.as_str()).await;
    let token = case.token().to_owned();
    case.apps.stop().await;
    let ended = case.world.run(&plan).await;
    assert_eq!(ended.outcome, Some(Outcome::NotSent), "{}", ended.words);
    let problem = ended.problem.unwrap();
    assert_told(&problem, &token);
    assert_eq!((problem.code, problem.side), (ProblemCode::CannotReach, Side::Between));
    assert!(problem.state.contains("Nothing was changed"), "{}", problem.state);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_out_again_only_when_the_app_said_it_did_nothing() {
    let patience = |options: &mut Options| options.retry.longest_wait = Duration::from_millis(200);
    let mut case = Case::with("scim", World::with(patience).await).await;
    let (row, ended) = case.run(async |case, _| case.faults(&["patch:times=2:429=0"])).await;
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
    let statuses: Vec<_> = writes(&case.apps, "scim").iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [Some(429), Some(429), Some(200)]);
    assert!(!case.active(&row));
    // Asked to wait longer than anybody waits: nothing was done, and nothing is sent again.
    let (row, ended) = case.run(async |case, _| case.faults(&["patch:429=9999"])).await;
    assert_eq!(ended.outcome, Some(Outcome::NotSent), "{}", ended.words);
    assert!(ended.words.contains("asked to wait"), "{}", ended.words);
    assert_eq!(ended.problem.unwrap().code, ProblemCode::SlowedDown);
    assert_eq!(writes(&case.apps, "scim").len(), 1);
    assert!(case.active(&row));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_removed_during_a_run_does_not_turn_sent_into_not_sent() {
    let apps = simulate("scim", MANY).await;
    let gate = Gate::before(&apps.apps[0].address).await;
    let world = World::new().await;
    let app = (gate.address.as_str(), apps.apps[0].token.as_str());
    let connection = world.connect("scim", "Gated", app).await;
    world.read(connection.id.as_str()).await;
    let leaver = apps.oracle("scim").unwrap().leaver().unwrap();
    let plan: PlanView = world.plan(connection.id.as_str(), &leaver.id).await;
    let sent = gate.hold_back(1, |method, _| method == "PATCH");
    let (ended, ()) = tokio::join!(world.run(&plan), async {
        sent.arrived(1).await;
        world.house.disconnect(connection.id.as_str()).await.unwrap();
        sent.open();
    });
    assert_eq!(ended.outcome, Some(Outcome::Verified), "{}", ended.words);
    assert!(!apps.oracle("scim").unwrap().user(&leaver.id).unwrap().active);
    assert!(world.record_text().await.contains(r#""outcome":"verified""#));
    assert!(world.house.verify_record().await.unwrap().intact);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_says_by_whom_or_that_it_is_outside_of_what_is_shown() {
    let case = Case::new("airtable").await;
    let house = &case.world.house;
    let create = |user_name: &str| rollcall_engine::Change::Create {
        connection: case.connection.clone(),
        values: json!({"userName": user_name, "name.givenName": "Jo", "name.familyName": "Ek"})
            .as_object()
            .unwrap()
            .clone(),
        groups: Vec::new(),
    };
    let plan = house.plan_changes(vec![create("private.account@example.com")]).await.unwrap();
    let run = house.run_plan_to_end(&plan.id, None).await.unwrap();
    let item = &run.items[0];
    assert_eq!(item.outcome, Some(Outcome::Refused), "{}", item.words);
    let problem = item.problem.as_ref().unwrap();
    assert_told(problem, case.token());
    assert!(problem.side_words.contains("does not expose over SCIM"), "{problem}");
    let holder = &case.people[0];
    let problem = house.plan_changes(vec![create(&holder.user_name)]).await.unwrap_err();
    assert!(problem.side_words.contains(holder.account_id.as_str()), "{problem}");
    let rename = rollcall_engine::Change::Set {
        connection: case.connection.clone(),
        user: case.people[1].account_id.to_string(),
        values: json!({"userName": holder.user_name}).as_object().unwrap().clone(),
    };
    let problem = house.plan_changes(vec![rename]).await.unwrap_err();
    assert!(problem.side_words.contains(holder.account_id.as_str()), "{problem}");
    assert_eq!(writes(&case.apps, "airtable").len(), 1);
}
