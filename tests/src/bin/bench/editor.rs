//! The membership editor in the real window: a group of 20 000 members, 1 000 pasted addresses.

use crate::apps::{App, House};
use crate::table::{Limit, Line, median};
use rollcall_engine::view::UserQuery;
use rollcall_scim::Request;
use rollcall_tests::window::{Home, PATIENCE, Window};
use serde_json::json;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const USERS: u32 = 21_500;
const MEMBERS: usize = 20_000;
const PASTED: usize = 1_000;
const ROUNDS: usize = 5;
const GROUP: &str = "Everybody of the bench";

pub async fn lines() -> Vec<Line> {
    let home = Home::default();
    let app = App::start(USERS, 5);
    let house = House::shipped(&home.path().join("data/rollcall")).await;
    let id = app.connect(&house.engine, "App").await;
    house.engine.read(std::slice::from_ref(&id)).await.expect("the read ends");
    let people = people(&house, &id).await;
    let (members, free) = people.split_at(MEMBERS);
    let members: Vec<_> = members.iter().map(|(id, _)| json!({"value": id})).collect();
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": GROUP, "members": members,
    });
    let request = Request::post(["Groups"], group);
    app.client().send(&request, &CancellationToken::new()).await.expect("the group is made");
    house.engine.read(&[id]).await.expect("the read ends");
    house.close().await;
    let list: Vec<&str> = free.iter().take(PASTED).map(|(_, name)| name.as_str()).collect();
    assert_eq!(list.len(), PASTED);
    vec![pasting(&home, &list.join("\n")).await]
}

/// Id and user name of everybody whose user name is like no other's.
async fn people(house: &House, connection: &str) -> Vec<(String, String)> {
    let mut people = Vec::new();
    loop {
        let query = UserQuery {
            connections: vec![connection.to_owned()],
            offset: u32::try_from(people.len()).unwrap_or(u32::MAX),
            limit: 1_000,
            ..UserQuery::default()
        };
        let page = house.engine.users(query).await.expect("rows");
        if page.rows.is_empty() {
            return people;
        }
        people
            .extend(page.rows.into_iter().map(|row| (row.account_id.into_string(), row.user_name)));
    }
}

/// From the press of the button to the paint of all of them as staged.
async fn pasting(home: &Home, list: &str) -> Line {
    let window = Window::open(home).await;
    window.click("nav-groups").await;
    window.fill("groups-search", GROUP).await;
    // For a moment the rows of before are still there.
    window.says(GROUP).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.click("groups-row").await;
    window.at("member-editor").await;
    window.at("members-row").await;
    window.page.set_script_timeout(PATIENCE).await.expect("the driver takes it");
    let mut took = Vec::new();
    for round in 0..=ROUNDS {
        let arguments = vec![json!(list), json!(PASTED.to_string())];
        let answer = window.page.execute_async(include_str!("paste.js"), arguments).await;
        let said = answer.expect("the page answers").json().clone();
        let ms = said["ms"].as_f64().unwrap_or_else(|| panic!("{said}:\n"));
        // Once for nothing: who is in the group is asked for at the first list.
        if round > 0 {
            took.push(ms);
        }
        window.click("tray-discard").await;
        window.click("tray-discard-confirm").await;
        window.gone("[data-testid=\"tray\"]").await;
    }
    window.close().await;
    Line {
        what: format!("Editor of {MEMBERS} members: {PASTED} pasted addresses staged"),
        limit: Limit::Below(200.0, "ms"),
        measured: median(&took),
        from: format!(
            "median of {ROUNDS}, from the press to the paint; worst {:.0} ms",
            took.iter().copied().fold(f64::NAN, f64::max)
        ),
    }
}
