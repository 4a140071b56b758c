//! People are kept in the store. After every change those that are shown are those that linking gives
//! from the same accounts, list and decisions.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use jiff::ToSpan;
use proptest::prelude::*;
use rollcall_engine::view::{AccountMark, PeopleFilter, PeopleQuery};
use rollcall_engine::{AccountId, Clock, SuggestionDecision};
use rollcall_tests::odd_app::OddApp;
use rollcall_tests::world::World;
use rusqlite::Connection as Database;
use secrecy::ExposeSecret;
use serde_json::json;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const USERS: usize = 6;
const DAY: i64 = 86_400;

/// One thing that people may follow from.
#[derive(Clone, Debug)]
enum Step {
    /// In the app, seen with the next read of it.
    Rename(usize, usize),
    Address(usize, usize),
    Number(usize, usize),
    Active(usize, bool),
    Remove(usize),
    Add(usize, usize),
    Read(usize),
    /// From Rollcall, read back.
    Close(usize),
    /// For each person of the list: the number, and days from today to the first and the last day.
    List(Vec<(usize, i32, i32)>),
    Answer(bool),
    Link(usize, usize),
    Cut(usize),
    Mark(usize, bool),
    Days(i64),
    Restart,
    Disconnect,
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..2 * USERS;
    let row = (0..USERS, -3..4_i32, -3..4_i32);
    prop_oneof![
        1 => (who.clone(), 0..USERS).prop_map(|(who, name)| Step::Rename(who, name)),
        1 => (who.clone(), 0..USERS).prop_map(|(who, address)| Step::Address(who, address)),
        1 => (who.clone(), 0..USERS).prop_map(|(who, number)| Step::Number(who, number)),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, active)| Step::Active(who, active)),
        1 => who.clone().prop_map(Step::Remove),
        1 => (who.clone(), 0..USERS).prop_map(|(who, name)| Step::Add(who, name)),
        4 => (0..2_usize).prop_map(Step::Read),
        1 => who.clone().prop_map(Step::Close),
        2 => prop::collection::vec(row, 1..USERS).prop_map(Step::List),
        1 => any::<bool>().prop_map(Step::Answer),
        1 => (who.clone(), who.clone()).prop_map(|(one, other)| Step::Link(one, other)),
        1 => who.clone().prop_map(Step::Cut),
        1 => (who, any::<bool>()).prop_map(|(who, service)| Step::Mark(who, service)),
        3 => (1..3_i64).prop_map(Step::Days),
        1 => Just(Step::Restart),
        1 => Just(Step::Disconnect),
    ]
}

struct Company {
    apps: [OddApp; 2],
    connections: Vec<String>,
    world: World,
    clock: Clock,
    ahead: Arc<AtomicI64>,
}

impl Company {
    async fn new() -> Self {
        let apps = [OddApp::of(USERS).await, OddApp::of(USERS).await];
        let ahead = Arc::new(AtomicI64::new(0));
        let of_clock = Arc::clone(&ahead);
        let clock = Clock::fixed(move || {
            let ahead = of_clock.load(Ordering::SeqCst);
            jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead)
        });
        let world = World::with(|options| options.clock = clock.clone()).await;
        let mut connections = Vec::new();
        for (name, app) in ["One", "Two"].into_iter().zip(&apps) {
            let made = world.connect("scim", name, (&app.address, &app.token)).await;
            connections.push(made.id.to_string());
        }
        world.house.read(&[]).await.expect("reads");
        Self { apps, connections, world, clock, ahead }
    }

    fn app(&self, who: usize) -> (&OddApp, String) {
        (&self.apps[who / USERS], format!("u{}", who % USERS))
    }

    fn set(&self, who: usize, attribute: &str, value: serde_json::Value) {
        let (app, id) = self.app(who);
        app.set(&id, attribute, value);
    }

    /// The connection of an account, and its id there; `None` when the connection is gone.
    fn account(&self, who: usize) -> Option<(&str, AccountId)> {
        let (_, id) = self.app(who);
        Some((self.connections.get(who / USERS)?, AccountId::from(id.as_str())))
    }

    async fn person(&self, who: usize) -> Option<u32> {
        let (connection, account) = self.account(who)?;
        self.world.house.person_of(connection, &account).await.ok()?
    }

    async fn import(&self, rows: &[(usize, i32, i32)]) {
        let today = self.clock.today();
        let day = |days: i32| today.checked_add(days.days()).unwrap();
        let mut text = String::from("Employee number,Name,Work email,First day,Last day of work\n");
        for (who, start, end) in rows {
            // Some have no last day.
            let end = if *end < 0 { String::new() } else { day(*end).to_string() };
            let start = day(*start - 3);
            writeln!(text, "{who},person{who},person{who}@example.com,{start},{end}").unwrap();
        }
        let house = &self.world.house;
        let look = house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a list");
        // One that is held is not imported.
        let _ = house.import_truth(&look.id, None).await;
    }

    /// What is refused changes nothing, which is a step too.
    async fn take(mut self, step: &Step) -> Self {
        let house = self.world.house.clone();
        match step {
            Step::Rename(who, name) => {
                self.set(*who, "displayName", json!(format!("person{name}")));
            }
            Step::Address(who, address) => {
                let address = format!("person{address}@example.com");
                self.set(*who, "emails", json!([{"value": address, "primary": true}]));
            }
            Step::Number(who, number) => {
                self.set(*who, "employeeNumber", json!(number.to_string()));
            }
            Step::Active(who, active) => self.set(*who, "active", json!(active)),
            Step::Remove(who) => self.app(*who).0.remove(&self.app(*who).1),
            Step::Add(who, name) => {
                let (app, id) = self.app(*who);
                app.remove(&id);
                app.add(&id, &format!("person{name}@example.com"));
            }
            Step::Read(app) => {
                if let Some(connection) = self.connections.get(*app) {
                    self.world.read(connection).await;
                }
            }
            Step::Close(who) => {
                if let Some((connection, account)) = self.account(*who)
                    && let Ok(plan) = house.plan_deactivate(connection, &account).await
                {
                    let typed = plan.confirmation.type_this.as_deref();
                    let _ = house.run_plan_to_end(&plan.id, typed).await;
                }
            }
            Step::List(rows) => self.import(rows).await,
            Step::Answer(same) => {
                for id in 1..20 {
                    if house.decide_tie(id, SuggestionDecision::of(*same)).await.is_ok() {
                        break;
                    }
                }
            }
            Step::Link(one, other) => {
                if let (Some(one), Some(other)) =
                    (self.person(*one).await, self.person(*other).await)
                {
                    let _ = house.link_people(one, other).await;
                }
            }
            Step::Cut(who) => {
                if let (Some(person), Some((connection, account))) =
                    (self.person(*who).await, self.account(*who))
                {
                    let _ = house.cut_tie(person, connection, &account).await;
                }
            }
            Step::Mark(who, service) => {
                let mark = if *service { AccountMark::Service } else { AccountMark::None };
                if let Some((connection, account)) = self.account(*who) {
                    let _ = house.mark_account(connection, &account, mark).await;
                }
            }
            Step::Days(days) => drop(self.ahead.fetch_add(days * DAY, Ordering::SeqCst)),
            Step::Restart => {
                drop(house);
                let clock = self.clock.clone();
                let world = self.world.restart_with(|options| options.clock = clock.clone()).await;
                return Self { world, ..self };
            }
            Step::Disconnect => {
                if self.connections.len() > 1
                    && let Some(connection) = self.connections.pop()
                {
                    house.disconnect(&connection).await.expect("disconnected");
                }
            }
        }
        self
    }

    /// The store as another program would open it.
    async fn database(&self) -> Database {
        let data = self.world.folder.path().join("data");
        let name = std::fs::read_to_string(data.join("rollcall.id")).unwrap();
        let key = self.world.keychain.get(&format!("store:{}", name.trim())).await.unwrap();
        let db = Database::open(data.join("rollcall.db")).unwrap();
        db.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cipher_page_size = 8192;
             PRAGMA cipher_hmac_algorithm = HMAC_SHA256",
            key.expect("a key").expose_secret()
        ))
        .unwrap();
        db
    }

    /// What is shown holds after it was made again from nothing but its input.
    async fn shows_what_linking_gives(&self, at: &str) {
        let house = &self.world.house;
        let all = || PeopleQuery { limit: 1_000, ..PeopleQuery::default() };
        let shown = house.people(all()).await.expect("people");
        let db = self.database().await;
        let kept = rows(&db);
        db.execute_batch("UPDATE people SET stamp = 0; UPDATE people_state SET stale = stale + 1")
            .unwrap();
        assert_eq!(house.people(all()).await.expect("people"), shown, "{at}");
        assert_eq!(rows(&db), kept, "{at}");
        for (filter, value) in [
            (PeopleFilter::NotInList, "not-in-list"),
            (PeopleFilter::LeftActive, "left-active"),
            (PeopleFilter::NotKnown, "not-known"),
            (PeopleFilter::NoApp, "no-app"),
            (PeopleFilter::TwoInOneApp, "two-in-one-app"),
            (PeopleFilter::Proposed, "proposed"),
            (PeopleFilter::OtherNumber, "other-number"),
            (PeopleFilter::Shared, "shared"),
        ] {
            let Some(facet) = shown.filters.iter().find(|facet| facet.value == value) else {
                continue;
            };
            let query = PeopleQuery { filters: vec![filter], ..all() };
            let found = house.people(query).await.expect("people").total;
            assert_eq!(facet.count, found, "{value}, {at}");
        }
    }
}

/// Everything that is kept of people, but for what says that it has to be written again.
fn rows(db: &Database) -> Vec<String> {
    let mut rows = Vec::new();
    for sql in [
        "SELECT json_array(id, name, name_key, email, text, entry, entry_key, list_state, list_day,
           department, shared, admin, apps, twice, other_number, turns_on)
         FROM people ORDER BY id",
        "SELECT json_array(subject, person, why) FROM person_accounts ORDER BY subject",
        "SELECT json_array(id, one, other, a, b, why) FROM tie_proposals ORDER BY id",
        "SELECT tied_on FROM people_state",
    ] {
        let mut statement = db.prepare(sql).unwrap();
        let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.extend(found.map(Result::unwrap));
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn people_that_are_kept_are_those_that_linking_gives(
        steps in prop::collection::vec(step(), 6..16)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let mut company = Company::new().await;
            company.shows_what_linking_gives("at first").await;
            for (number, step) in steps.iter().enumerate() {
                company = company.take(step).await;
                let at = format!("after step {number} of {steps:?}");
                company.shows_what_linking_gives(&at).await;
            }
        });
    }
}
