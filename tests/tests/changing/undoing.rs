//! For every change of a run, its undo leaves the app as it was: random changes over random
//! people and groups, at apps that can take every one of them back.

#![allow(clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use rollcall_engine::Change;
use rollcall_engine::view::Outcome;
use rollcall_simulator as simulator;
use rollcall_tests::truth::Truth;
use rollcall_tests::world::{World, unlimited};
use serde_json::json;

/// A wish with places instead of names: they are counted out over what the app has.
#[derive(Clone, Debug)]
enum Wish {
    Deactivate(usize),
    Activate(usize),
    Set(usize, String),
    Add(usize, Vec<usize>),
    Remove(usize, usize),
    Rename(usize, u16),
    CreateGroup(u16, Vec<usize>),
}

fn wish() -> impl Strategy<Value = Wish> {
    prop_oneof![
        any::<usize>().prop_map(Wish::Deactivate),
        any::<usize>().prop_map(Wish::Activate),
        (any::<usize>(), "[A-Za-zåé ]{1,12}[a-z]").prop_map(|(who, title)| Wish::Set(who, title)),
        (any::<usize>(), prop::collection::vec(any::<usize>(), 1..4))
            .prop_map(|(group, who)| Wish::Add(group, who)),
        (any::<usize>(), any::<usize>()).prop_map(|(group, who)| Wish::Remove(group, who)),
        (any::<usize>(), any::<u16>()).prop_map(|(group, name)| Wish::Rename(group, name)),
        (any::<u16>(), prop::collection::vec(any::<usize>(), 0..3))
            .prop_map(|(name, who)| Wish::CreateGroup(name, who)),
    ]
}

struct App {
    apps: simulator::Running,
    world: World,
    provider: &'static str,
    connection: String,
}

impl App {
    async fn of(provider: &'static str, seed: u64) -> Self {
        let options = simulator::Options {
            apps: vec![provider.to_owned()],
            users: Some(60),
            seed,
            ..unlimited()
        };
        let apps = simulator::start(options).await.expect("the simulator starts");
        let world = World::new().await;
        let connection = world.connect_and_read(&apps).await.id;
        Self { apps, world, provider, connection: connection.into_string() }
    }

    fn change(&self, wish: &Wish) -> Option<Change> {
        let oracle = self.apps.oracle(self.provider)?;
        let protected: Vec<String> = [oracle.token_owner(), oracle.sole_owner()]
            .into_iter()
            .flatten()
            .map(|user| user.id)
            .collect();
        let mut listed = oracle.listed_ids();
        listed.retain(|id| !protected.contains(id));
        let active = |id: &String| oracle.user(id).is_some_and(|user| user.active);
        let (people, inactive): (Vec<String>, Vec<String>) = listed.into_iter().partition(active);
        let groups = oracle.groups();
        let person = |at: usize| people.get(at % people.len()).cloned();
        let group = |at: usize| groups.get(at % groups.len()).map(|(id, _)| id.clone());
        let connection = self.connection.clone();
        Some(match wish {
            Wish::Deactivate(who) => Change::Deactivate { connection, user: person(*who)? },
            Wish::Activate(who) => Change::Activate {
                connection,
                user: inactive.get(who % inactive.len().max(1))?.clone(),
            },
            Wish::Set(who, title) => Change::Set {
                connection,
                user: person(*who)?,
                values: json!({"title": title.trim()}).as_object()?.clone(),
            },
            Wish::Add(to, who) => Change::AddMember {
                connection,
                group: group(*to)?,
                users: who.iter().filter_map(|who| person(*who)).collect(),
            },
            Wish::Remove(from, who) => {
                let group = group(*from)?;
                let members = oracle.members(&group)?;
                let one = members.get(*who % members.len().max(1))?.clone();
                Change::RemoveMember { connection, group, users: vec![one] }
            }
            Wish::Rename(which, name) => Change::RenameGroup {
                connection,
                group: group(*which)?,
                name: format!("Renamed {name}"),
            },
            Wish::CreateGroup(name, who) => Change::CreateGroup {
                connection,
                name: format!("Made {name}"),
                members: who.iter().filter_map(|who| person(*who)).collect(),
            },
        })
    }
}

/// Whether there was a plan.
async fn there_and_back(provider: &'static str, seed: u64, wishes: &[Wish]) -> bool {
    let app = App::of(provider, seed).await;
    let oracle = app.apps.oracle(provider).expect("the app");
    let before = Truth::of(&oracle);
    let house = &app.world.house;
    house.set_guard(&app.connection, Some(100), Some("100")).await.expect("a wide guard");
    let changes: Vec<Change> = wishes.iter().filter_map(|wish| app.change(wish)).collect();
    // Wishes that contradict each other, or that are so already, make no plan; then there is
    // nothing to take back.
    let Ok(plan) = house.plan_changes(changes).await else { return false };
    let typed = plan.confirmation.type_this.as_deref();
    let run = house.run_plan_to_end(&plan.id, typed).await.expect("a run");
    for item in &run.items {
        assert_eq!(item.outcome, Some(Outcome::Verified), "{provider}: {item:?}");
    }
    assert_ne!(Truth::of(&oracle), before, "{provider}: something changed");
    let undo = house.plan_undo(&run.id).await.expect("an undo");
    let typed = undo.confirmation.type_this.as_deref();
    let undone = house.run_plan_to_end(&undo.id, typed).await.expect("a run");
    for item in &undone.items {
        assert_eq!(item.outcome, Some(Outcome::Verified), "{provider}: undo {item:?}");
    }
    assert_eq!(Truth::of(&oracle), before, "{provider}: {wishes:?}");
    true
}

#[test]
fn a_run_and_its_undo_leave_the_app_as_it_was() {
    let config = ProptestConfig { cases: CASES, max_shrink_iters: 40, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let cases = (
        prop::sample::select(vec!["scim", "monday"]),
        1_u64..1_000,
        prop::collection::vec(wish(), 1..7),
    );
    let taken_back = std::cell::Cell::new(0);
    runner
        .run(&cases, |(provider, seed, wishes)| {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            let ran = runtime.block_on(there_and_back(provider, seed, &wishes));
            taken_back.set(taken_back.get() + u32::from(ran));
            Ok(())
        })
        .expect("taken back");
    assert!(taken_back.get() * 2 > CASES, "only {} plans were made", taken_back.get());
}

/// One plan makes a group with somebody in it, then edits that account: by then it is in a group
/// whose id the plan could not know.
#[test]
fn who_joins_a_new_group_is_edited_in_the_same_plan() {
    let wishes = [Wish::CreateGroup(0, vec![0, 1]), Wish::Set(0, "Lead".to_owned())];
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for provider in ["scim", "monday"] {
        assert!(runtime.block_on(there_and_back(provider, 1, &wishes)), "{provider}: a plan");
    }
}

const CASES: u32 = 12;
