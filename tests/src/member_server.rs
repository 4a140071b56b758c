//! A small SCIM server that keeps what it is sent, with one habit or another about members and values:
//! what servers were seen to do, one setting each.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use rollcall_engine::view::RunView;
use rollcall_scim::filter::Equals;
use rollcall_scim::{AttributePath, Resource};
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex};

use crate::world::World;

pub const TOKEN: &str = "token-of-the-member-server";

/// How the server differs from a plain one.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// A group names so many members at most.
    pub most_members: Option<usize>,
    /// A group of more than so many names nobody.
    pub nobody_above: Option<usize>,
    /// Accounts name their groups, with this `type`.
    pub users_name_groups: Option<&'static str>,
    /// `members` is left out of an empty group.
    pub leaves_out_empty: bool,
    /// `members` is left out of every group.
    pub never_states_members: bool,
    /// Groups spell ids in another way than accounts, and take them in any case.
    pub spells_in_groups: Option<fn(&str) -> String>,
    /// User names, addresses and group names are kept in lower case.
    pub lowers_names: bool,
    /// Operations in one request at most, and the status otherwise.
    pub most_operations: Option<(usize, u16)>,
    /// Members that one operation may name at most.
    pub most_values: Option<usize>,
    /// The first entry of `emails` is kept and no other.
    pub keeps_one_email: bool,
    /// Entries of `emails` get a type and an empty display name.
    pub adds_to_emails: bool,
    /// Attributes of the enterprise extension are taken and forgotten.
    pub forgets_extension: bool,
    /// Removals are answered 204 and not done.
    pub ignores_removals: bool,
    /// Every write is answered 204 and not done.
    pub ignores_writes: bool,
}

#[derive(Default)]
pub struct Inner {
    pub habits: Habits,
    pub users: Vec<Resource>,
    /// Id, name and ids of members.
    pub groups: Vec<(String, String, Vec<String>)>,
    /// Bodies of the changes that came, with method and path.
    pub writes: Vec<(String, String, Value)>,
    made: usize,
}

/// Listens on loopback for as long as the runtime lives.
pub struct MemberServer {
    pub address: String,
    inner: Arc<Mutex<Inner>>,
}

impl MemberServer {
    /// With so many active users, whose ids are UUIDs.
    pub async fn of(users: usize, habits: Habits) -> Self {
        rollcall_engine::install_crypto();
        let users = (0..users).map(|n| {
            let name = format!("person{n:03}@example.com");
            resource(json!({
                "id": id_of(n), "userName": name, "active": true, "displayName": format!("Person {n}"),
                "emails": [{"value": name, "primary": true, "type": "work"}],
            }))
        });
        let inner = Inner { habits, users: users.collect(), ..Inner::default() };
        let inner = Arc::new(Mutex::new(inner));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/scim/v2", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, inner }
    }

    /// Looks into the server, or changes it past SCIM.
    pub fn with<T>(&self, look: impl FnOnce(&mut Inner) -> T) -> T {
        look(&mut self.inner.lock().unwrap())
    }

    /// A group of the users with these numbers; its id.
    pub fn add_group(&self, name: &str, users: impl IntoIterator<Item = usize>) -> String {
        self.with(|inner| {
            let id = format!("group-{}", inner.groups.len());
            let members = users.into_iter().map(id_of).collect();
            inner.groups.push((id.clone(), name.to_owned(), members));
            id
        })
    }

    /// Who is really in a group.
    pub fn members(&self, group: &str) -> Vec<String> {
        self.with(|inner| inner.groups.iter().find(|one| one.0 == group).unwrap().2.clone())
    }

    pub fn user(&self, n: usize) -> Value {
        self.with(|inner| {
            let found = inner.users.iter().find(|user| user.id() == Some(id_of(n)));
            found.unwrap().as_value()
        })
    }

    /// Connects a house to it and reads it.
    pub async fn connected(&self, world: &World) -> String {
        let app = (self.address.as_str(), TOKEN);
        let connection = world.connect("scim", "Odd", app).await.id;
        world.read(connection.as_str()).await;
        connection.into_string()
    }
}

/// Plans these changes and runs them to the end.
pub async fn run(world: &World, changes: Vec<rollcall_engine::Change>) -> RunView {
    let plan = world.house.plan_changes(changes).await.expect("a plan");
    let typed = plan.confirmation.type_this.as_deref();
    world.house.run_plan_to_end(&plan.id, typed).await.expect("a run")
}

/// The id of the user with this number: a UUID with letters in it.
pub fn id_of(n: usize) -> String {
    format!("abcdef00-0000-4000-8000-{n:012x}")
}

fn resource(value: Value) -> Resource {
    Resource::from_value(value).unwrap()
}

fn refused(status: u16, detail: &str, kind: &str) -> (u16, Value) {
    let schemas = ["urn:ietf:params:scim:api:messages:2.0:Error"];
    (
        status,
        json!({"schemas": schemas, "status": status.to_string(), "scimType": kind, "detail": detail}),
    )
}

async fn answer(State(inner): State<Arc<Mutex<Inner>>>, request: Request) -> Response {
    let (method, uri) = (request.method().as_str().to_owned(), request.uri().clone());
    let known = request.headers().get("authorization").and_then(|value| value.to_str().ok())
        == Some(&format!("Bearer {TOKEN}"));
    let bytes = to_bytes(request.into_body(), 1 << 22).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let (status, body) = if known {
        let mut inner = inner.lock().unwrap();
        let path = uri.path().trim_start_matches("/scim/v2/").to_owned();
        let query: Vec<(String, String)> =
            reqwest::Url::parse(&format!("http://x/?{}", uri.query().unwrap_or_default()))
                .unwrap()
                .query_pairs()
                .into_owned()
                .collect();
        if method != "GET" {
            inner.writes.push((method.clone(), path.clone(), body.clone()));
        }
        inner.act(&method, &path, &query, body)
    } else {
        refused(401, "the token is not known", "")
    };
    let body = if status == 204 { Body::empty() } else { Body::from(body.to_string()) };
    Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .header("content-type", "application/scim+json")
        .body(body)
        .unwrap()
}

impl Inner {
    fn act(
        &mut self,
        method: &str,
        path: &str,
        query: &[(String, String)],
        body: Value,
    ) -> (u16, Value) {
        let (kind, id) = path.split_once('/').map_or((path, None), |(kind, id)| (kind, Some(id)));
        let users = match kind {
            "Users" => true,
            "Groups" => false,
            _ => return refused(404, "no such endpoint", ""),
        };
        match (method, id) {
            ("GET", None) => self.list(users, query),
            ("GET", Some(id)) => self.shown(users, id),
            _ if self.habits.ignores_writes => (204, Value::Null),
            ("POST", None) => self.create(users, body),
            ("DELETE", Some(id)) => {
                self.users.retain(|user| user.id().as_deref() != Some(id));
                self.groups.retain(|group| group.0 != id);
                for group in &mut self.groups {
                    group.2.retain(|member| member != id);
                }
                (204, Value::Null)
            }
            ("PATCH", Some(id)) => self.patch(users, id, &body),
            _ => refused(405, "not offered", ""),
        }
    }

    fn list(&self, users: bool, query: &[(String, String)]) -> (u16, Value) {
        let parameter =
            |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, v)| v.as_str());
        let mut rows: Vec<Value> = if users {
            self.users.iter().map(|user| self.user(user)).collect()
        } else {
            self.groups.iter().map(|group| self.group(group)).collect()
        };
        if let Some(filter) = parameter("filter") {
            let Some(filter) = Equals::parse(filter) else {
                return refused(400, "this filter is not supported", "invalidFilter");
            };
            rows.retain(|row| filter.matches(&resource(row.clone())));
        }
        let number =
            |name: &str, or: usize| parameter(name).and_then(|n| n.parse().ok()).unwrap_or(or);
        let (start, count) = (number("startIndex", 1), number("count", 100).min(100));
        let total = rows.len();
        let page: Vec<Value> = rows.into_iter().skip(start.max(1) - 1).take(count).collect();
        (
            200,
            json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                "totalResults": total, "startIndex": start, "itemsPerPage": page.len(), "Resources": page,
            }),
        )
    }

    fn shown(&self, users: bool, id: &str) -> (u16, Value) {
        let user = self.users.iter().find(|user| users && user.id().as_deref() == Some(id));
        let group = self.groups.iter().find(|group| !users && group.0 == id);
        match (user, group) {
            (Some(user), _) => (200, self.user(user)),
            (_, Some(group)) => (200, self.group(group)),
            _ => refused(404, "not found", ""),
        }
    }

    fn user(&self, user: &Resource) -> Value {
        let mut value = user.as_value();
        if let Some(kind) = self.habits.users_name_groups {
            let id = user.id().unwrap();
            let inside = self.groups.iter().filter(|group| group.2.contains(&id));
            value["groups"] = inside.map(|group| json!({"value": group.0, "type": kind})).collect();
        }
        value
    }

    fn group(&self, (id, name, members): &(String, String, Vec<String>)) -> Value {
        let habits = &self.habits;
        let mut group = json!({"id": id, "displayName": name});
        let left_out = habits.never_states_members || habits.leaves_out_empty && members.is_empty();
        if !left_out {
            let most = match habits.nobody_above {
                Some(above) if members.len() > above => 0,
                _ => habits.most_members.unwrap_or(usize::MAX),
            };
            let spelled = |id: &String| match habits.spells_in_groups {
                Some(spell) => json!({"value": spell(id)}),
                None => json!({"value": id}),
            };
            group["members"] = members.iter().take(most).map(spelled).collect();
        }
        group
    }

    fn create(&mut self, users: bool, body: Value) -> (u16, Value) {
        self.made += 1;
        let id = if users { id_of(900 + self.made) } else { format!("made-{}", self.made) };
        if users {
            let mut map = body.as_object().cloned().unwrap_or_default();
            map.insert("id".to_owned(), json!(id));
            map.entry("active").or_insert(json!(true));
            let user = self.kept(resource(Value::Object(map)));
            self.users.push(user);
        } else {
            let name = body["displayName"].as_str().unwrap_or_default();
            let name = if self.habits.lowers_names { name.to_lowercase() } else { name.to_owned() };
            self.groups.push((id.clone(), name, Vec::new()));
        }
        let (_, shown) = self.shown(users, &id);
        (201, shown)
    }

    /// A user as the server keeps it.
    fn kept(&self, user: Resource) -> Resource {
        let mut value = user.into_value();
        if self.habits.lowers_names
            && let Some(name) = value["userName"].as_str().map(str::to_lowercase)
        {
            value["userName"] = json!(name);
        }
        if let Some(emails) = value.get_mut("emails").and_then(Value::as_array_mut) {
            if self.habits.keeps_one_email {
                emails.truncate(1);
            }
            for email in emails.iter_mut().filter_map(Value::as_object_mut) {
                if self.habits.lowers_names
                    && let Some(address) = email.get("value").and_then(Value::as_str)
                {
                    let address = address.to_lowercase();
                    email.insert("value".to_owned(), json!(address));
                }
                if self.habits.adds_to_emails {
                    email.entry("type").or_insert(json!("work"));
                    email.entry("display").or_insert(Value::Null);
                }
            }
        }
        resource(value)
    }

    fn patch(&mut self, users: bool, id: &str, body: &Value) -> (u16, Value) {
        let operations = body["Operations"].as_array().cloned().unwrap_or_default();
        if let Some((most, status)) = self.habits.most_operations
            && operations.len() > most
        {
            return match status {
                400 => refused(
                    400,
                    &format!("PATCH request exceeds the maximum of {most} operations"),
                    "tooMany",
                ),
                status => (status, Value::Null),
            };
        }
        if let Some(most) = self.habits.most_values
            && operations
                .iter()
                .any(|one| one["value"].as_array().is_some_and(|all| all.len() > most))
        {
            return refused(400, &format!("No more than {most} members at once."), "invalidValue");
        }
        if self.shown(users, id).0 == 404 {
            return refused(404, "not found", "");
        }
        for operation in operations {
            let verb = operation["op"].as_str().unwrap_or_default().to_lowercase();
            if verb == "remove" && self.habits.ignores_removals {
                continue;
            }
            let path = operation["path"].as_str().unwrap_or_default().to_owned();
            if users {
                self.set(id, &path, (verb != "remove").then(|| operation["value"].clone()));
            } else {
                self.change_group(id, &verb, &path, &operation["value"]);
            }
        }
        (204, Value::Null)
    }

    fn set(&mut self, id: &str, path: &str, value: Option<Value>) {
        let at = self.users.iter().position(|user| user.id().as_deref() == Some(id)).unwrap();
        if self.habits.forgets_extension && path.starts_with("urn:") {
            return;
        }
        let mut user = self.users[at].clone();
        user.set(&AttributePath::parse(path).unwrap(), value);
        self.users[at] = self.kept(user);
    }

    fn change_group(&mut self, id: &str, verb: &str, path: &str, value: &Value) {
        let lowers = self.habits.lowers_names;
        let same: fn(&str, &str) -> bool = match self.habits.spells_in_groups {
            Some(_) => |one, other| one.eq_ignore_ascii_case(other),
            None => |one, other| one == other,
        };
        let group = self.groups.iter_mut().find(|group| group.0 == id).unwrap();
        let ids = |value: &Value| -> Vec<String> {
            let all = value.as_array().cloned().unwrap_or_default();
            all.iter().filter_map(|one| one["value"].as_str().map(str::to_owned)).collect()
        };
        match (verb, path) {
            ("add", "members") => {
                for one in ids(value) {
                    if !group.2.iter().any(|known| same(known, &one)) {
                        group.2.push(one);
                    }
                }
            }
            ("replace", "displayName") => {
                let name = value.as_str().unwrap_or_default();
                group.1 = if lowers { name.to_lowercase() } else { name.to_owned() };
            }
            ("remove", path) => {
                let filter = path.strip_prefix("members[").and_then(|rest| rest.strip_suffix(']'));
                let gone = filter.and_then(Equals::parse).expect("a member is named").value;
                group.2.retain(|known| !same(known, &gone));
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Values of a change as it is typed.
pub fn values(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
