//! One person in six healthy apps at 50 ms: when the first requests are out, and when all is verified,
//! against the slowest app's own chain of look, send, read back.

use crate::apps::{App, House};
use crate::table::{Limit, Line};
use rollcall_engine::view::{
    AccountState, CaseState, LineState, LockdownRequest, PeopleQuery, UserQuery,
};
use rollcall_scim::{Patch, PatchForm, RemoveMemberForm, Request};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const APPS: usize = 6;
const USERS: u32 = 60;

pub async fn lines() -> Vec<Line> {
    let apps: Vec<App> =
        (0..APPS).map(|_| App::start_with(USERS, 1, &["--fault", "latency=50ms"])).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let mut ids = Vec::new();
    for (number, app) in (1..).zip(&apps) {
        ids.push(app.connect(&house.engine, &format!("App {number}")).await);
    }
    house.engine.read(&[]).await.expect("the reads end");
    let mut slowest = Duration::ZERO;
    for (app, id) in apps.iter().zip(&ids) {
        slowest = slowest.max(chain(app, &house, id).await);
    }
    let query = PeopleQuery { text: "oskar lind".to_owned(), limit: 1, ..PeopleQuery::default() };
    let person = house.engine.people(query).await.expect("people").rows.remove(0);
    assert_eq!(person.cells.len(), APPS);
    let wanted = LockdownRequest { people: vec![person.id], groups: false };
    let planned = house.engine.plan_lockdown(wanted).await.expect("a plan");
    let typed = planned.plan.and_then(|plan| plan.confirmation.type_this);
    let mut progress = house.engine.progress();
    let start = Instant::now();
    house.engine.start_case(&planned.case_id, typed.as_deref()).await.expect("a start");
    let mut sent = None;
    loop {
        let run = progress.borrow_and_update().run.clone();
        if let Some(run) = run {
            let out = |line: &&rollcall_engine::view::RunItem| {
                !matches!(
                    line.phase,
                    rollcall_engine::view::Phase::Waiting | rollcall_engine::view::Phase::Checking
                )
            };
            if sent.is_none() && run.items.iter().filter(out).count() == APPS {
                sent = Some(start.elapsed());
            }
            if run.to_go == 0 && run.verified as usize == APPS {
                break;
            }
        }
        assert!(start.elapsed() < Duration::from_secs(60), "the lockdown never ends");
        progress.changed().await.expect("the house stands");
    }
    let all = start.elapsed();
    let sent = sent.unwrap_or(all);
    // Its receipt says the same a moment later.
    loop {
        let case = house.engine.case(&planned.case_id).await.expect("the case");
        if case.brief.state == CaseState::Closed {
            assert!(case.lines.iter().all(|line| line.state == LineState::Verified));
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    vec![
        Line {
            what: "First requests of a lockdown in 6 apps at 50 ms, last one out".to_owned(),
            limit: Limit::Below(2.0, "s"),
            measured: sent.as_secs_f64(),
            from: "from the press".to_owned(),
        },
        Line {
            what: "All of it verified : the slowest app's own chain".to_owned(),
            limit: Limit::Times(1.2),
            measured: all.as_secs_f64() / slowest.as_secs_f64(),
            from: format!(
                "{:.0} : {:.0} ms; look, send, read back",
                all.as_secs_f64() * 1e3,
                slowest.as_secs_f64() * 1e3
            ),
        },
    ]
}

/// Look, send, read back of somebody else, by a client that has been used before.
async fn chain(app: &App, house: &House, connection: &str) -> Duration {
    let query = UserQuery {
        connections: vec![connection.to_owned()],
        statuses: vec![AccountState::Active],
        limit: 50,
        ..UserQuery::default()
    };
    let rows = house.engine.users(query).await.expect("rows").rows;
    let user = rows.iter().find(|row| row.name != "Oskar Lind").expect("someone else");
    let client = app.client();
    let never = CancellationToken::new();
    let get = Request::get(["Users", user.account_id.as_str()]);
    client.get(&get, &never).await.expect("a user");
    let start = Instant::now();
    client.get(&get, &never).await.expect("a user");
    let body = Patch::active(false).body(PatchForm::WithPath, RemoveMemberForm::FilterPath);
    let patch = Request::patch(["Users", user.account_id.as_str()], body);
    client.send(&patch, &never).await.expect("an answer");
    client.get(&get, &never).await.expect("a user");
    start.elapsed()
}
