//! A small SCIM server whose lists and totals a test bends: what servers and the programs in front
//! of them were seen to do, one setting each.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

pub const TOKEN: &str = "token-of-the-listing-server";

/// How the total is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Total {
    #[default]
    Honest,
    /// The rows on the page.
    OfThePage,
    /// The number that was asked for.
    TheCount,
    /// This much more than there is, or less.
    Off(i64),
    /// Another one each time.
    Changing,
    Absent,
}

/// An answer that is not the app's, or not a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A SCIM error object with this status.
    Scim(u16),
    /// JSON of a gateway.
    Gateway(u16),
    /// A web page.
    Page(u16),
}

/// What happens to the accounts after an answer to a list of users.
#[derive(Clone, Debug)]
pub enum Event {
    Goes(String),
    Comes(String),
}

#[derive(Default)]
pub struct Setup {
    /// Ids in the order of the list, and whether each is active.
    pub users: Vec<(String, bool)>,
    /// Members by group.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Rows of a page at most.
    pub cap: usize,
    /// `startIndex` has no effect.
    pub ignores_start: bool,
    /// A count below this is refused.
    pub least_count: usize,
    pub total: Total,
    /// Ids that answer by id and are not in the list, and whether each is active.
    pub unlisted: BTreeMap<String, bool>,
    /// The list leaves out who is inactive.
    pub hides_inactive: bool,
    /// How an id is answered that is not there.
    pub not_found: Option<Refusal>,
    /// How every single account is answered, whether it is there or not.
    pub by_id: Option<Refusal>,
    pub groups_refused: Option<Refusal>,
    pub users_refused: Option<Refusal>,
    /// After the n-th list of users, from 1.
    pub events: HashMap<usize, Event>,
    pub lists: usize,
    /// Lists of users beyond so many wait until this is taken back.
    pub holds_after: Option<usize>,
    /// Path and query of each request.
    pub asked: Vec<String>,
}

/// Listens on loopback for as long as the runtime lives.
pub struct ListingServer {
    pub address: String,
    setup: Arc<Mutex<Setup>>,
}

impl ListingServer {
    /// With so many active users, called u0, u1 and so on.
    pub async fn of(users: usize) -> Self {
        rollcall_engine::install_crypto();
        let users = (0..users).map(|number| (format!("u{number}"), true)).collect();
        let setup = Arc::new(Mutex::new(Setup { users, cap: 100, ..Setup::default() }));
        let router = Router::new()
            .route("/scim/v2/Users", get(users_list))
            .route("/scim/v2/Users/{id}", get(one_user))
            .route("/scim/v2/Groups", get(groups_list))
            .route("/scim/v2/Groups/{id}", get(one_group))
            .with_state(Arc::clone(&setup));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/scim/v2", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, setup }
    }

    /// Changes how it behaves from now on.
    pub fn set(&self, change: impl FnOnce(&mut Setup)) {
        change(&mut self.setup.lock().unwrap());
    }

    /// Looks at how it behaves, and at what it was asked.
    pub fn with<T>(&self, look: impl FnOnce(&Setup) -> T) -> T {
        look(&self.setup.lock().unwrap())
    }

    /// Requests whose path and query begin with this, and forgets all of them.
    pub fn asked(&self, start: &str) -> usize {
        let asked = std::mem::take(&mut self.setup.lock().unwrap().asked);
        asked.iter().filter(|one| one.starts_with(start)).count()
    }
}

type Shared = State<Arc<Mutex<Setup>>>;
type Parameters = Query<HashMap<String, String>>;

fn answer(status: u16, kind: &str, body: String) -> Response {
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", kind)
        .body(Body::from(body))
        .unwrap()
}

fn scim(value: &Value) -> Response {
    answer(200, "application/scim+json", value.to_string())
}

fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Scim(status) => {
            let error = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": status.to_string(), "detail": "no",
            });
            answer(status, "application/scim+json", error.to_string())
        }
        Refusal::Gateway(status) => {
            let body = json!({"message": "no Route matched with those values"});
            answer(status, "application/json", body.to_string())
        }
        Refusal::Page(status) => {
            answer(status, "text/html", "<html><title>404</title></html>".to_owned())
        }
    }
}

fn user(id: &str, active: bool) -> Value {
    json!({"id": id, "userName": format!("{id}@example.com"), "displayName": id, "active": active})
}

fn group(id: &str, members: &[String]) -> Value {
    let members: Vec<Value> = members.iter().map(|one| json!({"value": one})).collect();
    json!({"id": id, "displayName": id, "members": members})
}

impl Setup {
    fn page(&mut self, all: &[Value], query: &HashMap<String, String>) -> Response {
        let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
        let count = number("count");
        if count.is_some_and(|count| count < self.least_count) {
            return refused(Refusal::Scim(400));
        }
        let start = if self.ignores_start { 1 } else { number("startIndex").unwrap_or(1) };
        let size = count.unwrap_or(self.cap).min(self.cap);
        let rows: Vec<&Value> = all.iter().skip(start.max(1) - 1).take(size).collect();
        let honest = i64::try_from(all.len()).unwrap();
        let total = match self.total {
            Total::Honest => Some(honest),
            Total::OfThePage => Some(i64::try_from(rows.len()).unwrap()),
            Total::TheCount => Some(i64::try_from(count.unwrap_or(self.cap)).unwrap()),
            Total::Off(by) => Some((honest + by).max(0)),
            Total::Changing => Some(honest + i64::try_from(self.asked.len() % 5).unwrap()),
            Total::Absent => None,
        };
        let mut list = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "startIndex": start, "itemsPerPage": rows.len(), "Resources": rows,
        });
        if let Some(total) = total {
            list["totalResults"] = json!(total);
        }
        scim(&list)
    }
}

async fn users_list(State(setup): Shared, Query(query): Parameters) -> Response {
    let waits = || {
        let setup = setup.lock().unwrap();
        setup.holds_after.is_some_and(|most| setup.lists >= most)
    };
    while waits() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut setup = setup.lock().unwrap();
    let text: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    setup.asked.push(format!("Users?{}", text.join("&")));
    if let Some(refusal) = setup.users_refused {
        return refused(refusal);
    }
    let wanted = query.get("filter").and_then(|text| text.split('"').nth(1).map(str::to_owned));
    let hides = setup.hides_inactive;
    let all: Vec<Value> = setup
        .users
        .iter()
        .filter(|(_, active)| *active || !hides)
        .map(|(id, active)| user(id, *active))
        .filter(|one| wanted.as_ref().is_none_or(|name| one["userName"] == **name))
        .collect();
    let page = setup.page(&all, &query);
    setup.lists += 1;
    let now = setup.lists;
    match setup.events.remove(&now) {
        Some(Event::Goes(id)) => setup.users.retain(|(one, _)| *one != id),
        Some(Event::Comes(id)) => setup.users.push((id, true)),
        None => {}
    }
    page
}

async fn one_user(State(setup): Shared, Path(id): Path<String>) -> Response {
    let mut setup = setup.lock().unwrap();
    setup.asked.push(format!("Users/{id}"));
    if let Some(refusal) = setup.by_id {
        return refused(refusal);
    }
    let listed = setup.users.iter().find(|(one, _)| *one == id).map(|(_, active)| *active);
    match listed.or_else(|| setup.unlisted.get(&id).copied()) {
        Some(active) => scim(&user(&id, active)),
        None => refused(setup.not_found.unwrap_or(Refusal::Scim(404))),
    }
}

async fn groups_list(State(setup): Shared, Query(query): Parameters) -> Response {
    let mut setup = setup.lock().unwrap();
    setup.asked.push("Groups?".to_owned());
    if let Some(refusal) = setup.groups_refused {
        return refused(refusal);
    }
    let all: Vec<Value> = setup.groups.iter().map(|(id, members)| group(id, members)).collect();
    setup.page(&all, &query)
}

async fn one_group(State(setup): Shared, Path(id): Path<String>) -> Response {
    let mut setup = setup.lock().unwrap();
    setup.asked.push(format!("Groups/{id}"));
    match setup.groups.get(&id) {
        Some(members) => scim(&group(&id, members)),
        None => refused(setup.not_found.unwrap_or(Refusal::Scim(404))),
    }
}
