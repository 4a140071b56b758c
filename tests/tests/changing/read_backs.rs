//! Random gateways and errors around a write: *verified* is said only when the app's own state says so,
//! and what a truthful app did is verified.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rollcall_engine::view::{AccountState, Outcome};
use rollcall_engine::{AccountId, Change};
use rollcall_tests::odd_app::{Answer, Gateway, Lists, NotFound, Odd, OddApp};
use rollcall_tests::world::World;
use serde_json::json;
use std::cell::Cell;

const CASES: u32 = 200;

/// Accounts of the app; more than a page shows.
const USERS: usize = 320;

#[derive(Clone, Copy, Debug)]
enum Wish {
    Deactivate,
    Delete,
    Title,
}

fn gateway() -> impl Strategy<Value = Gateway> {
    let bodies = prop::sample::select(vec![Gateway::ROUTE, Gateway::PLAIN, Gateway::EMPTY]);
    let statuses = vec![401, 403, 404, 407, 410, 501, 502, 503, 504, 511];
    (bodies, prop::sample::select(statuses)).prop_map(|(body, status)| body.with(status))
}

/// What stands for the app in reads: most often a 404.
fn front() -> impl Strategy<Value = Gateway> {
    let bodies = prop::sample::select(vec![Gateway::ROUTE, Gateway::PLAIN, Gateway::EMPTY]);
    prop_oneof![3 => bodies, 1 => gateway()]
}

fn odd() -> impl Strategy<Value = Odd> {
    let errors = prop::sample::select(vec![400, 401, 403, 404, 409, 422, 500]);
    let answer = prop_oneof![
        3 => Just(Answer::Own),
        1 => errors.prop_map(Answer::Error),
        3 => gateway().prop_map(Answer::Gateway),
        1 => Just(Answer::Cut),
    ];
    let lists = prop_oneof![
        3 => Just(Lists::Well),
        1 => Just(Lists::NoFilter),
        1 => Just(Lists::FilterRefused),
        1 => Just(Lists::FilterIgnored),
        1 => Just(Lists::Nobody),
        2 => front().prop_map(Lists::Gateway),
    ];
    let not_found = prop::sample::select(vec![NotFound::Scim, NotFound::Json, NotFound::Empty]);
    (any::<bool>(), answer, prop::option::of(front()), lists, 0..4_u32, any::<bool>(), not_found)
        .prop_map(|(writes_nothing, answer, front, lists, lag, removes, not_found)| Odd {
            writes_nothing,
            answer,
            front,
            lists,
            lag,
            removes,
            not_found,
            always: false,
        })
}

/// Nothing but the app's own word, at once.
fn is_truthful(odd: &Odd) -> bool {
    let vouches =
        odd.not_found == NotFound::Scim || !matches!(odd.lists, Lists::Gateway(_) | Lists::Nobody);
    !odd.writes_nothing && odd.front.is_none() && odd.lag == 0 && vouches
}

struct Case {
    app: OddApp,
    world: World,
    connection: String,
}

impl Case {
    async fn check(&self, id: &str, wish: Wish, odd: Odd) -> Outcome {
        let (connection, user) = (self.connection.clone(), id.to_owned());
        let values = json!({"title": "Lead"}).as_object().unwrap().clone();
        let change = match wish {
            Wish::Deactivate => Change::Deactivate { connection, user },
            Wish::Delete => Change::Delete { connection, user },
            Wish::Title => Change::Set { connection, user, values },
        };
        self.app.be(Odd::default());
        let plan = self.world.house.plan_changes(vec![change]).await.expect("a plan");
        self.app.be(odd);
        let ended = self.world.run(&plan).await;
        let words = &ended.words;
        let outcome = ended.outcome.expect("an outcome");
        let done = match wish {
            Wish::Deactivate => self.app.active(id) != Some(true),
            Wish::Delete => self.app.active(id).is_none(),
            Wish::Title => self.app.value(id, "title") == json!("Lead"),
        };
        if outcome == Outcome::Verified {
            assert!(done, "{wish:?} {odd:?}: verified and not so: {words}");
        }
        if is_truthful(&odd) {
            assert_eq!(outcome, Outcome::Verified, "{wish:?} {odd:?}: done: {words}");
        }
        // What is kept here is not more than that.
        let row =
            self.world.house.user(&self.connection, &AccountId::from(id)).await.expect("a row").row;
        match row.status {
            AccountState::NoLongerListed => {
                assert_eq!(self.app.active(id), None, "{odd:?}: {words}")
            }
            AccountState::Inactive => {
                assert_ne!(self.app.active(id), Some(true), "{odd:?}: {words}")
            }
            AccountState::Active => {}
        }
        outcome
    }
}

#[test]
fn verified_is_said_only_of_what_is_so() {
    let config = ProptestConfig {
        cases: CASES,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Default::default()
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let case = runtime.block_on(async {
        let app = OddApp::of(USERS).await;
        let no_waits = |options: &mut rollcall_engine::Options| options.retry.attempts = 2;
        let world = World::with(no_waits).await;
        let made = world.connect("scim", "Intranet", (&app.address, &app.token)).await;
        world.read(made.id.as_str()).await;
        Case { app, world, connection: made.id.into_string() }
    });
    let (next, verified, unknown) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let wishes = prop::sample::select(vec![Wish::Deactivate, Wish::Delete, Wish::Title]);
    TestRunner::new(config)
        .run(&(wishes, odd()), |(wish, odd)| {
            // An account of its own, somewhere in the list.
            let id = format!("u{}", (next.get() * 7 + 5) % USERS);
            next.set(next.get() + 1);
            let outcome = runtime.block_on(case.check(&id, wish, odd));
            verified.set(verified.get() + u32::from(outcome == Outcome::Verified));
            unknown.set(unknown.get() + u32::from(outcome == Outcome::Unknown));
            Ok(())
        })
        .expect("only what is so");
    let (verified, unknown) = (verified.get(), unknown.get());
    assert!(verified * 5 > CASES && unknown * 10 > CASES, "{verified} verified, {unknown} unknown");
}
