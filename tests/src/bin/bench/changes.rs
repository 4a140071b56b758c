//! Planning and running many changes against the bare requests that the rules demand.

use crate::apps::{App, House};
use crate::table::{Limit, Line};
use futures::StreamExt;
use rollcall_engine::Change;
use rollcall_engine::view::{AccountState, Outcome, UserQuery};
use rollcall_scim::{Client, Patch, PatchForm, RemoveMemberForm, Request};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const USERS: u32 = 12_000;
const RUN: usize = 1_000;
const PLAN: usize = 5_000;
/// The client of the benchmark asks for so many at once.
const IN_FLIGHT: usize = 4;

pub async fn lines() -> Vec<Line> {
    let app = App::start_with(USERS, 3, &["--fault", "latency=5ms"]);
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let id = app.connect(&house.engine, "App").await;
    house.engine.read(std::slice::from_ref(&id)).await.expect("the read ends");
    let most = USERS.to_string();
    house.engine.set_guard(&id, Some(USERS), Some(&most)).await.expect("a wide guard");
    let people = people(&house, &id).await;
    let (bare, rest) = people.split_at(RUN);
    vec![
        running(&app, &house, &id, bare, &rest[..RUN]).await,
        planning(&app, &house, &id, &rest[RUN..]).await,
    ]
}

async fn people(house: &House, connection: &str) -> Vec<String> {
    let mut people = Vec::new();
    loop {
        let query = UserQuery {
            connections: vec![connection.to_owned()],
            statuses: vec![AccountState::Active],
            offset: u32::try_from(people.len()).unwrap_or(u32::MAX),
            limit: 1_000,
            ..UserQuery::default()
        };
        let page = house.engine.users(query).await.expect("rows");
        if page.rows.is_empty() {
            return people;
        }
        people.extend(page.rows.into_iter().map(|row| row.account_id.into_string()));
    }
}

fn deactivations(connection: &str, people: &[String]) -> Vec<Change> {
    let of = |user: &String| Change::Deactivate {
        connection: connection.to_owned(),
        user: user.clone(),
    };
    people.iter().map(of).collect()
}

async fn running(app: &App, house: &House, id: &str, bare: &[String], people: &[String]) -> Line {
    let client = app.client();
    let start = Instant::now();
    for user in bare {
        get(&client, user).await;
        let body = Patch::active(false).body(PatchForm::WithPath, RemoveMemberForm::FilterPath);
        let request = Request::patch(["Users", user.as_str()], body);
        client.send(&request, &CancellationToken::new()).await.expect("an answer");
        get(&client, user).await;
    }
    let bare = start.elapsed();
    let plan = house.engine.plan_changes(deactivations(id, people)).await.expect("a plan");
    let typed = plan.confirmation.type_this.clone();
    let start = Instant::now();
    let run = house.engine.run_plan_to_end(&plan.id, typed.as_deref()).await.expect("a run");
    let took = start.elapsed();
    assert!(run.items.iter().all(|item| item.outcome == Some(Outcome::Verified)));
    Line {
        what: format!("Running {RUN} deactivations : the bare requests at 5 ms"),
        limit: Limit::Times(1.2),
        measured: took.as_secs_f64() / bare.as_secs_f64(),
        from: format!(
            "{:.2} s : {:.2} s; look again, send, read back, one after the other",
            took.as_secs_f64(),
            bare.as_secs_f64()
        ),
    }
}

async fn get(client: &Client, user: &str) {
    client.get(&Request::get(["Users", user]), &CancellationToken::new()).await.expect("a user");
}

async fn planning(app: &App, house: &House, id: &str, people: &[String]) -> Line {
    let people = &people[..PLAN];
    let client = app.client();
    let start = Instant::now();
    futures::stream::iter(people).for_each_concurrent(IN_FLIGHT, |user| get(&client, user)).await;
    let bare = start.elapsed();
    let start = Instant::now();
    let plan = house.engine.plan_changes(deactivations(id, people)).await.expect("a plan");
    let took = start.elapsed();
    assert_eq!(plan.items.len(), PLAN);
    let beyond = took.saturating_sub(bare).max(Duration::ZERO);
    Line {
        what: format!("Planning {PLAN} changes, beyond its requests"),
        limit: Limit::Below(2.0, "s"),
        measured: beyond.as_secs_f64(),
        from: format!("{:.2} s : {:.2} s", took.as_secs_f64(), bare.as_secs_f64()),
    }
}
