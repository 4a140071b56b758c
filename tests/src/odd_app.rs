//! A small SCIM server that can be odd, behind a gateway that can answer in its place.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};

/// What something in front of an app sends in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gateway {
    pub status: u16,
    pub body: &'static str,
    pub content_type: &'static str,
}

impl Gateway {
    /// "no Route matched with those values", as JSON.
    pub const ROUTE: Self = Self {
        status: 404,
        body: r#"{"message":"no Route matched with those values"}"#,
        content_type: "application/json; charset=utf-8",
    };
    pub const PLAIN: Self =
        Self { status: 404, body: "404 page not found\n", content_type: "text/plain" };
    pub const EMPTY: Self = Self { status: 404, body: "", content_type: "text/plain" };
    /// An answer that looks like an app's list and has nobody on it.
    pub const NOTHING: Self = Self { status: 200, body: "{}", content_type: "application/json" };

    pub const fn with(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// How the app answers for an id that it does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NotFound {
    /// RFC 7644 §3.12.
    #[default]
    Scim,
    /// JSON of a web framework.
    Json,
    Empty,
}

/// What a write comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    #[default]
    Own,
    /// The app's own error with this status.
    Error(u16),
    Gateway(Gateway),
    /// The connection breaks off.
    Cut,
}

/// What the app does with its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lists {
    #[default]
    Well,
    /// Filters find nobody.
    NoFilter,
    /// Filters are refused.
    FilterRefused,
    /// Filters are ignored.
    FilterIgnored,
    Gateway(Gateway),
    /// A list of nobody.
    Nobody,
}

/// What is odd from the next write on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Odd {
    /// A write changes nothing.
    pub writes_nothing: bool,
    pub answer: Answer,
    /// In the app's place for every id.
    pub front: Option<Gateway>,
    pub lists: Lists,
    /// Reads by id that still show what was before a write.
    pub lag: u32,
    /// What is deactivated is removed.
    pub removes: bool,
    pub not_found: NotFound,
    /// Also before a write.
    pub always: bool,
}

#[derive(Default)]
struct Inner {
    users: Vec<Value>,
    groups: Vec<Value>,
    /// Users before the last write.
    before: Vec<Value>,
    odd: Odd,
    written: bool,
    lag: u32,
    asked: Vec<String>,
    made: u32,
    refuses_users: bool,
}

pub struct OddApp {
    pub address: String,
    pub token: String,
    inner: Arc<Mutex<Inner>>,
}

impl OddApp {
    /// An app with so many active users, who are called `person0@example.com` and so on, and a group
    /// of the first two.
    pub async fn of(users: usize) -> Self {
        rollcall_engine::install_crypto();
        let users = (0..users).map(|n| user(&format!("u{n}"), &format!("person{n}@example.com")));
        let groups = vec![json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g0",
            "displayName": "Sales", "members": [{"value": "u0"}, {"value": "u1"}],
        })];
        let inner = Inner { users: users.collect(), groups, ..Inner::default() };
        let inner = Arc::new(Mutex::new(inner));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let address = format!("http://127.0.0.1:{port}/scim/v2");
        Self { address, token: "odd-token-of-a-test".to_owned(), inner }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// From now on it is odd in this way, and what was asked before is forgotten.
    pub fn be(&self, odd: Odd) {
        let mut inner = self.inner();
        inner.asked.clear();
        (inner.odd, inner.written, inner.lag) = (odd, false, 0);
    }

    /// Another admin makes an account.
    pub fn hire(&self, user_name: &str) {
        self.inner().users.push(user("hired", user_name));
    }

    /// Method and path with query of what was asked since [`OddApp::be`].
    pub fn asked(&self) -> Vec<String> {
        self.inner().asked.clone()
    }

    /// Whether a user is there and active; `None`: not there.
    pub fn active(&self, id: &str) -> Option<bool> {
        let inner = self.inner();
        let found = inner.users.iter().find(|one| one["id"] == id)?;
        found["active"].as_bool()
    }

    pub fn value(&self, id: &str, attribute: &str) -> Value {
        let inner = self.inner();
        let found = inner.users.iter().find(|one| one["id"] == id);
        found.map_or(Value::Null, |one| one[attribute].clone())
    }

    /// Who is in a group; `None`: not there.
    pub fn members(&self, group: &str) -> Option<Vec<String>> {
        let inner = self.inner();
        let found = inner.groups.iter().find(|one| one["id"] == group)?;
        let members = found["members"].as_array()?;
        Some(members.iter().filter_map(|one| one["value"].as_str().map(str::to_owned)).collect())
    }

    /// Another admin makes a group of nobody.
    pub fn add_group(&self, id: &str, name: &str) {
        let group = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": id,
            "displayName": name, "members": [],
        });
        self.inner().groups.push(group);
    }

    /// Another admin removes a group.
    pub fn remove_group(&self, id: &str) {
        self.inner().groups.retain(|one| one["id"] != id);
    }

    /// Another admin removes a user.
    pub fn remove(&self, id: &str) {
        self.inner().users.retain(|one| one["id"] != id);
    }

    /// Another admin adds one.
    pub fn add(&self, id: &str, user_name: &str) {
        self.inner().users.push(user(id, user_name));
    }

    /// Another admin sets an attribute of a group; `null` leaves it out from then on.
    pub fn set_group(&self, id: &str, attribute: &str, value: Value) {
        let mut inner = self.inner();
        let found = inner.groups.iter_mut().find(|one| one["id"] == id);
        let Some(group) = found.and_then(Value::as_object_mut) else { return };
        match value {
            Value::Null => drop(group.remove(attribute)),
            value => drop(group.insert(attribute.to_owned(), value)),
        }
    }

    /// Whether writes of users are refused from now on; those of groups are not.
    pub fn refuse_users(&self, refuse: bool) {
        self.inner().refuses_users = refuse;
    }

    /// Another admin sets an attribute of one.
    pub fn set(&self, id: &str, attribute: &str, value: Value) {
        let mut inner = self.inner();
        if let Some(one) = inner.users.iter_mut().find(|one| one["id"] == id) {
            one[attribute] = value;
        }
    }
}

fn user(id: &str, user_name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id,
        "userName": user_name, "active": true, "title": "Buyer",
        "displayName": user_name.split('@').next().unwrap(),
        "emails": [{"value": user_name, "primary": true, "type": "work"}],
    })
}

fn reply(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap();
    if !content_type.is_empty() {
        reply.headers_mut().insert("content-type", content_type.parse().unwrap());
    }
    reply
}

fn scim(status: u16, body: &Value) -> Response {
    reply(status, "application/scim+json", body.to_string())
}

fn error(status: u16) -> Response {
    scim(
        status,
        &json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": status.to_string(), "detail": "the app says no",
        }),
    )
}

fn instead(gateway: Gateway) -> Response {
    reply(gateway.status, gateway.content_type, gateway.body)
}

fn cut() -> Response {
    let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut by a test");
    let body = futures::stream::iter([Ok(Bytes::from_static(b"{")), Err(broken)]);
    reply(200, "application/scim+json", Body::from_stream(body))
}

async fn answer(State(inner): State<Arc<Mutex<Inner>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut inner = inner.lock().unwrap();
    let path = parts.uri.path_and_query().map_or("/", |it| it.as_str()).to_owned();
    inner.asked.push(format!("{} {path}", parts.method));
    let path = parts.uri.path().trim_start_matches("/scim/v2/").to_owned();
    let query: Vec<(String, String)> = url_pairs(parts.uri.query().unwrap_or_default()).collect();
    let (kind, id) = path.split_once('/').unwrap_or((&path, ""));
    if parts.method == Method::GET {
        return inner.read(kind, id, &query);
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    inner.write(&parts.method, (kind, id), &body)
}

impl Inner {
    fn is_odd(&self) -> bool {
        self.written || self.odd.always
    }

    fn read(&mut self, kind: &str, id: &str, query: &[(String, String)]) -> Response {
        let odd = if self.is_odd() { self.odd } else { Odd::default() };
        let rows = match kind {
            "Users" => &self.users,
            "Groups" => &self.groups,
            _ => return error(404),
        };
        if id.is_empty() {
            return list(rows, query, odd.lists);
        }
        if let Some(front) = odd.front {
            return instead(front);
        }
        let late = kind == "Users" && self.lag > 0;
        self.lag = self.lag.saturating_sub(1);
        let rows = if late { &self.before } else { rows };
        match rows.iter().find(|one| one["id"] == id) {
            Some(found) => scim(200, found),
            None => match self.odd.not_found {
                NotFound::Scim => error(404),
                NotFound::Json => reply(
                    404,
                    "application/json",
                    r#"{"status":404,"error":"Not Found","path":"/scim/v2/Users"}"#,
                ),
                NotFound::Empty => reply(404, "", ""),
            },
        }
    }

    fn write(&mut self, method: &Method, (kind, id): (&str, &str), body: &Value) -> Response {
        if self.refuses_users && kind == "Users" {
            return error(403);
        }
        self.before.clone_from(&self.users);
        let (odd, mut own) = (self.odd, error(404));
        (self.written, self.lag) = (true, odd.lag);
        if !odd.writes_nothing {
            own = match kind {
                "Groups" => self.take_group(method, id, body),
                _ => self.take(method, id, body),
            };
        }
        match odd.answer {
            Answer::Own if odd.writes_nothing => reply(204, "", ""),
            Answer::Own => own,
            Answer::Error(status) => error(status),
            Answer::Gateway(gateway) => instead(gateway),
            Answer::Cut => cut(),
        }
    }

    /// A group goes, or gets and loses members.
    fn take_group(&mut self, method: &Method, id: &str, body: &Value) -> Response {
        let Some(at) = self.groups.iter().position(|one| one["id"] == id) else {
            return error(404);
        };
        if *method == Method::DELETE {
            self.groups.remove(at);
            return reply(204, "", "");
        }
        let mut members = self.groups[at]["members"].as_array().cloned().unwrap_or_default();
        for operation in body["Operations"].as_array().into_iter().flatten() {
            let path = operation["path"].as_str().unwrap_or_default();
            match path.strip_prefix("members[value eq \"").and_then(|rest| rest.strip_suffix("\"]"))
            {
                Some(gone) => members.retain(|one| one["value"] != gone),
                None => members.extend(operation["value"].as_array().cloned().unwrap_or_default()),
            }
        }
        self.groups[at]["members"] = Value::Array(members);
        reply(204, "", "")
    }

    fn take(&mut self, method: &Method, id: &str, body: &Value) -> Response {
        if *method == Method::POST {
            self.made += 1;
            let mut made = body.clone();
            made["id"] = json!(format!("n{}", self.made));
            made["active"] = json!(true);
            self.users.push(made.clone());
            return scim(201, &made);
        }
        let Some(at) = self.users.iter().position(|one| one["id"] == id) else {
            return error(404);
        };
        if *method == Method::DELETE {
            self.users.remove(at);
            return reply(204, "", "");
        }
        for operation in body["Operations"].as_array().into_iter().flatten() {
            let value = operation["value"].clone();
            match operation["path"].as_str() {
                Some(path) => self.users[at][path] = value,
                None => value.as_object().into_iter().flatten().for_each(|(path, value)| {
                    self.users[at][path] = value.clone();
                }),
            }
        }
        if self.odd.removes && self.users[at]["active"] == json!(false) {
            self.users.remove(at);
            return reply(204, "", "");
        }
        scim(200, &self.users[at])
    }
}

fn list(rows: &[Value], query: &[(String, String)], lists: Lists) -> Response {
    let of = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value);
    let filter = of("filter");
    match lists {
        Lists::Gateway(gateway) => return instead(gateway),
        Lists::FilterRefused if filter.is_some() => return error(400),
        _ => {}
    }
    let matches = |one: &&Value| match (filter, lists) {
        (_, Lists::Nobody) => false,
        (None, _) | (_, Lists::FilterIgnored) => true,
        (_, Lists::NoFilter) => false,
        (Some(filter), _) => {
            let mut parts = filter.splitn(3, ' ');
            let (name, value) = (parts.next().unwrap_or_default(), parts.last());
            let value = value.unwrap_or_default().trim_matches('"').to_lowercase();
            // A plus sign is read as a space, as a form does.
            let value = value.replace('+', " ");
            one[name].as_str().is_some_and(|found| found.to_lowercase() == value)
        }
    };
    let found: Vec<&Value> = rows.iter().filter(matches).collect();
    let number =
        |name: &str, usual: usize| of(name).and_then(|it| it.parse().ok()).unwrap_or(usual);
    let (start, count) = (number("startIndex", 1).max(1), number("count", 100).min(100));
    let page: Vec<&&Value> = found.iter().skip(start - 1).take(count).collect();
    scim(
        200,
        &json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": found.len(), "startIndex": start, "itemsPerPage": page.len(),
            "Resources": page,
        }),
    )
}

/// Names and values of a query, decoded.
fn url_pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), decoded(value)))
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
