//! What Rollcall did to an account says nothing about whose it is: people whose accounts it closed
//! stay one person each.
#![allow(clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::AccountId;
use rollcall_engine::view::{LockdownRequest, PeopleFilter, PeopleQuery, PersonRow};
use rollcall_simulator as simulator;
use rollcall_tests::world::{World, unlimited};
use std::collections::BTreeSet;

const PEOPLE: usize = 30;
/// As many at once as stay under the guard.
const AT_ONCE: usize = 5;

async fn page(world: &World, filters: Vec<PeopleFilter>) -> Vec<PersonRow> {
    let mut rows = Vec::new();
    loop {
        let query = PeopleQuery {
            filters: filters.clone(),
            offset: u32::try_from(rows.len()).expect("a few thousand"),
            limit: 1_000,
            ..PeopleQuery::default()
        };
        let page = world.house.people(query).await.expect("people");
        if page.rows.is_empty() {
            return rows;
        }
        rows.extend(page.rows);
    }
}

/// Accounts of a person, each by its connection and id.
type Accounts = BTreeSet<(String, String)>;

async fn accounts(world: &World, person: u32) -> Accounts {
    let view = world.house.person(person).await.expect("a person");
    let of = view.apps.iter().flat_map(|app| {
        app.accounts.iter().map(|one| (app.connection_id.to_string(), one.account_id.to_string()))
    });
    of.collect()
}

async fn lock_down(world: &World, people: &[PersonRow]) {
    for some in people.chunks(AT_ONCE) {
        let people = some.iter().map(|one| one.id).collect();
        let wanted = LockdownRequest { people, groups: false };
        let planned = world.house.plan_lockdown(wanted).await.expect("a plan");
        world.carry_out(&planned).await;
    }
}

async fn company(users: Option<u32>) -> (simulator::Running, World) {
    let apps = simulator::start(simulator::Options { users, ..unlimited() });
    let apps = apps.await.expect("the apps start");
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    (apps, world)
}

/// Locks people down and compares who is who before, after, and after the apps were read again.
async fn stays(world: &World, people: Vec<PersonRow>) {
    assert!(people.len() >= 10, "only {} people", people.len());
    let mut before = Vec::new();
    for person in &people {
        before.push(accounts(world, person.id).await);
    }
    let all = page(world, Vec::new()).await.len();
    lock_down(world, &people).await;
    for _ in 0..2 {
        let mut apart = Vec::new();
        for (person, before) in people.iter().zip(&before) {
            let (connection, account) = before.first().expect("accounts");
            let now = world
                .house
                .person_of(connection, &AccountId::from(account.as_str()))
                .await
                .expect("a look");
            if accounts(world, now.expect("a person")).await != *before {
                apart.push(&person.name);
            }
        }
        assert!(apart.is_empty(), "{} fell apart: {apart:?}", apart.len());
        assert_eq!(page(world, Vec::new()).await.len(), all, "nobody else came of it");
        world.house.read(&[]).await.expect("reads");
    }
}

fn in_several_apps(people: Vec<PersonRow>) -> Vec<PersonRow> {
    people.into_iter().filter(|one| one.cells.len() > 1 && one.shared.is_none()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_thirty_people_stay_in_one_piece() {
    let (_apps, world) = company(Some(150)).await;
    let mut people = in_several_apps(page(&world, Vec::new()).await);
    people.truncate(PEOPLE);
    assert_eq!(people.len(), PEOPLE);
    stays(&world, people).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_list_those_it_does_not_name_stay_in_one_piece() {
    let (_apps, world) = company(None).await;
    let list = simulator::truth_list(1);
    let look = world.house.look_at_truth("hr-export.csv", list.as_bytes()).await.expect("a list");
    world.house.import_truth(&look.id, None).await.expect("an import");
    let mut people = in_several_apps(page(&world, vec![PeopleFilter::NotInList]).await);
    people.truncate(PEOPLE);
    stays(&world, people).await;
}
