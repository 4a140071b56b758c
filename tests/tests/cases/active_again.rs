//! A lockdown is watched by what it closed, even if the accounts are matched differently later: a
//! later read that finds access again says so until it is ended, given back, or meant.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use crate::lockdown::{number_of, people, six, until};
use rollcall_engine::view::{CaseState, LockdownRequest, PeopleQuery};
use rollcall_engine::{AccountId, CaseId};
use rollcall_tests::odd_app::{Odd, OddApp};
use rollcall_tests::outside::patched;
use rollcall_tests::world::World;
use serde_json::json;

const NAME: &str = "person1@example.com";

/// Two apps that know the same people; one removes whom it deactivates.
struct Scene {
    keeps: OddApp,
    removes: OddApp,
    world: World,
    connections: [String; 2],
}

impl Scene {
    async fn new() -> Self {
        let (keeps, removes, world) =
            (OddApp::of(4).await, OddApp::of(4).await, World::new().await);
        removes.be(Odd { removes: true, ..Odd::default() });
        let mut connections = Vec::new();
        for (app, name) in [(&keeps, "Keeps"), (&removes, "Removes")] {
            connections.push(
                world.connect("scim", name, (&app.address, &app.token)).await.id.into_string(),
            );
        }
        world.house.read(&[]).await.unwrap();
        let connections = connections.try_into().unwrap();
        Self { keeps, removes, world, connections }
    }

    async fn person(&self, name: &str) -> u32 {
        let query = PeopleQuery { text: name.to_owned(), limit: 5, ..PeopleQuery::default() };
        let mut rows = self.world.house.people(query).await.unwrap().rows;
        assert_eq!(rows.len(), 1, "{name}");
        rows.remove(0).id
    }

    async fn lock_down(&self, names: &[&str]) -> CaseId {
        let mut people = Vec::new();
        for name in names {
            people.push(self.person(name).await);
        }
        let house = &self.world.house;
        let planned = house.plan_lockdown(LockdownRequest { people, groups: false }).await.unwrap();
        let case = self.world.carry_out(&planned).await;
        assert_eq!((case.brief.state, case.brief.open), (CaseState::Closed, 0), "{:?}", case.lines);
        planned.case_id
    }

    async fn again(&self, case: &CaseId) -> Vec<String> {
        let cases = self.world.house.cases().await.unwrap();
        cases.into_iter().find(|one| one.id == *case).unwrap().active_again
    }

    async fn read(&self) {
        self.world.house.read(&[]).await.unwrap();
    }

    /// Looks at everybody, which works out who is who.
    async fn look(&self) {
        let query = PeopleQuery { limit: 100, ..PeopleQuery::default() };
        self.world.house.people(query).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_read_finds_active_is_named_until_it_is_ended() {
    let scene = Scene::new().await;
    let case = scene.lock_down(&[NAME]).await;
    assert_eq!(scene.removes.active("u1"), None);
    // One app's account is switched on again, the other app has a new one of the same user name.
    scene.keeps.set("u1", "active", json!(true));
    scene.removes.add("new", NAME);
    scene.removes.set("new", "displayName", json!("Somebody Else"));
    scene.read().await;
    assert_eq!(scene.again(&case).await, ["Keeps", "Removes"], "before anybody looks");
    for _ in 0..2 {
        scene.look().await;
        assert_eq!(scene.again(&case).await, ["Keeps", "Removes"], "however they are matched");
        scene.read().await;
    }
    // The person with one of the accounts now has the receipt too.
    for (connection, account) in [(0, "u1"), (1, "u1")] {
        let house = &scene.world.house;
        let person = house
            .person_of(&scene.connections[connection], &AccountId::from(account))
            .await
            .unwrap();
        let cases = house.person(person.unwrap()).await.unwrap().cases;
        assert!(cases.iter().any(|one| one.id == case), "{account} in {connection}");
    }
    // A plan of both, shown, confirmed, run: and it is over.
    let planned = scene.world.house.plan_case_again(&case).await.unwrap();
    let plan = planned.plan.unwrap();
    let on: Vec<&str> = plan.items.iter().map(|item| item.connection_name.as_str()).collect();
    assert_eq!(on, ["Keeps", "Removes"], "{:?}", planned.notes);
    assert_eq!(scene.keeps.active("u1"), Some(true), "nothing is sent yet");
    let typed = plan.confirmation.type_this.as_deref();
    let done = scene.world.house.run_case_again(&case, &plan.id, typed).await.unwrap();
    assert_eq!((done.brief.state, done.brief.open), (CaseState::Closed, 0), "{:?}", done.lines);
    assert_eq!(done.lines.len(), 3, "the new account has a line of its own");
    assert_eq!((scene.keeps.active("u1"), scene.removes.active("new")), (Some(false), None));
    scene.read().await;
    scene.look().await;
    assert!(scene.again(&case).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_people_it_is_said_who() {
    let scene = Scene::new().await;
    scene.world.house.set_guard(&scene.connections[0], Some(4), Some("4")).await.unwrap();
    scene.world.house.set_guard(&scene.connections[1], Some(4), Some("4")).await.unwrap();
    let case = scene.lock_down(&[NAME, "person2@example.com"]).await;
    scene.keeps.set("u2", "active", json!(true));
    scene.read().await;
    assert_eq!(scene.again(&case).await, ["Keeps (person2)"]);
}

/// The lawful twins: accounts of others, and what is inactive, are nobody's return.
#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_others_are_no_return() {
    let scene = Scene::new().await;
    let case = scene.lock_down(&[NAME]).await;
    scene.keeps.add("new", "someone@example.com");
    scene.removes.add("new", NAME);
    scene.removes.set("new", "active", json!(false));
    // A short user name is another person's in another app.
    scene.keeps.set("u1", "userName", json!("jdoe"));
    scene.read().await;
    scene.removes.add("other", "jdoe");
    scene.read().await;
    scene.look().await;
    assert!(scene.again(&case).await.is_empty());
    let planned = scene.world.house.plan_case_again(&case).await.unwrap();
    assert!(planned.plan.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_is_only_planned_leaves_the_receipt_alone() {
    let scene = Scene::new().await;
    let case = scene.lock_down(&[NAME]).await;
    let before = scene.world.house.case(&case).await.unwrap();
    // Somebody has the user name meanwhile, which the plan says.
    scene.removes.add("new", NAME);
    let plan = scene.world.house.plan_release(&case).await.unwrap();
    assert!(plan.items.iter().any(|item| item.blocked.is_some()), "{:?}", plan.items);
    scene.world.house.discard_plan(&plan.id).await.unwrap();
    let after = scene.world.house.case(&case).await.unwrap();
    assert_eq!((after.notes, after.lines), (before.notes, before.lines));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_so_any_more_stays_open_after_a_restart() {
    let (apps, world) = six().await;
    let number = number_of(&world, "Oskar Lind").await;
    let planned = world.house.plan_lockdown(people(number)).await.expect("a plan");
    let case = world.carry_out(&planned).await;
    assert_eq!(case.brief.state, CaseState::Closed);
    let id = apps.oracle("scim").expect("the app").user("oskar.lind@example.com").expect("he").id;
    let operation = json!({"op": "replace", "path": "active", "value": true});
    patched(&apps, "scim", &format!("Users/{id}"), operation).await;
    let case = world.house.recheck_case(&planned.case_id).await.expect("a look");
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Open, 1));
    let world = world.restart().await;
    world.house.settle().await.expect("settled");
    world.house.resume_cases().await.expect("resumed");
    let case = world.house.case(&planned.case_id).await.expect("the case");
    assert_eq!((case.brief.state, case.brief.open), (CaseState::Open, 1), "it is not forgotten");
    world.house.try_case_again(&planned.case_id).await.expect("sent again");
    let case = until(&world, &planned.case_id, |case| case.brief.open == 0).await;
    assert_eq!(case.brief.state, CaseState::Closed);
    assert!(!apps.oracle("scim").expect("the app").user(&id).expect("he").active);
}
