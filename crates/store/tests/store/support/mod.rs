//! A small world for the tests: a store in a folder of its own and people to fill it with.
#![allow(dead_code, reason = "each test file uses some of it")]

pub mod faults;

use rollcall_store::*;
use rusqlite::Connection as Database;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub struct World {
    pub folder: TempDir,
    pub key: StoreKey,
    pub signing: RecordKey,
    pub store: Option<Store>,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world =
            Self { folder, key: StoreKey::generate(), signing: RecordKey::generate(), store: None };
        world.open();
        world
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("rollcall.db")
    }

    pub fn open(&mut self) -> &Store {
        self.store = None;
        self.store = Some(self.try_open(&self.path(), &Holder::default()).unwrap());
        self.store()
    }

    /// The store at `path`, with this world's keys.
    pub fn try_open(&self, path: &Path, holder: &Holder) -> Result<Store> {
        Store::open(path, &self.key, Signing::Kept(self.signing.clone()), holder)
    }

    pub fn close(&mut self) {
        self.store = None;
    }

    pub fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    pub fn connect(&self, name: &str) -> ConnectionId {
        let id = ConnectionId::from(format!("id-of-{name}"));
        self.store().add_connection(&connection(id.as_str(), name)).unwrap();
        id
    }
}

/// The database as any SQLCipher tool would open it: with the key and how pages are made; the file
/// has its salt.
fn bare(world: &World) -> Database {
    let db = Database::open(world.path()).unwrap();
    db.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_page_size = 8192;
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256",
        hex::encode(world.key.as_bytes())
    ))
    .unwrap();
    db
}

pub fn behind_its_back(world: &World, sql: &str) -> rusqlite::Result<()> {
    bare(world).execute_batch(sql)
}

/// The first column of what a closed store holds.
pub fn texts(world: &World, sql: &str) -> Vec<String> {
    let db = bare(world);
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// What keeps the record from being changed, taken away.
pub const FREE: &str = "DROP TRIGGER record_entries_stay; DROP TRIGGER record_entries_stand;
    DROP TRIGGER record_entries_follow; DROP TRIGGER record_entries_count;
    DROP TRIGGER record_head_grows; DROP TRIGGER record_heads_stay;
    DROP TRIGGER record_heads_stand; DROP TRIGGER record_heads_follow;";

pub fn connection(id: &str, name: &str) -> Connection {
    Connection {
        id: id.into(),
        name: name.into(),
        provider: "scim".into(),
        address: "https://scim.example.com/v2".into(),
        seat_price: None,
        made_at: at(0),
        removed_at: None,
        settings: "{}".into(),
    }
}

/// A time `minutes` after the start of the test's day.
pub fn at(minutes: u32) -> Moment {
    format!("2026-11-22T{:02}:{:02}:00Z", minutes / 60, minutes % 60).parse().unwrap()
}

pub fn person(id: &str, name: &str) -> AccountSeen {
    let user_name = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    AccountSeen {
        id: id.into(),
        name: name.into(),
        user_name: Some(user_name.clone()),
        email: Some(user_name),
        active: true,
        ..AccountSeen::default()
    }
    .raw()
}

pub trait Raw {
    fn raw(self) -> Self;
}

impl Raw for AccountSeen {
    /// Writes the resource as its fields say.
    fn raw(mut self) -> Self {
        let mut resource = serde_json::json!({
            "id": self.id, "displayName": self.name, "userName": self.user_name,
            "active": self.active, "title": self.title, "department": self.department,
            "userType": self.user_type,
        });
        if let Some(email) = &self.email {
            resource["emails"] = serde_json::json!([{"value": email, "primary": true}]);
        }
        self.raw = resource.to_string();
        self
    }
}

pub fn group(id: &str, name: &str, members: Option<&[&str]>) -> GroupSeen {
    GroupSeen {
        id: id.into(),
        name: name.into(),
        raw: serde_json::json!({"id": id, "displayName": name}).to_string(),
        members: members.map(|members| {
            members.iter().map(|id| MemberSeen { id: (*id).into(), ..Default::default() }).collect()
        }),
    }
}

pub fn ended(users: Verdict, groups: Verdict, minute: u32) -> ReadEnd {
    let verdict = if users == Verdict::Complete && groups == Verdict::Complete {
        Verdict::Complete
    } else {
        Verdict::Partial
    };
    ReadEnd {
        verdict,
        users_verdict: users,
        groups_verdict: groups,
        last_pass_only: LastPassOnly::default(),
        keep_members: false,
        reason: "Because.".into(),
        users_claimed: None,
        groups_claimed: None,
        groups_unknown: 0,
        answer_ms: Some(12),
        slowed_down: 0,
        clock_offset_ms: None,
        problem_json: None,
        confirm: None,
        at: at(minute),
    }
}

/// One read of everything given, started at a minute and ended one later.
pub fn read(
    store: &Store,
    connection: &ConnectionId,
    minute: u32,
    users: Vec<AccountSeen>,
    groups: Vec<GroupSeen>,
    verdict: Verdict,
) -> Read {
    let handle = store.begin_read(connection, at(minute)).unwrap();
    handle.users(users).unwrap();
    handle.groups(groups).unwrap();
    handle.finish(ended(verdict, verdict, minute + 1)).unwrap()
}

pub fn all() -> UserQuery {
    UserQuery { limit: 1_000, ..UserQuery::default() }
}

pub fn names(page: &UserPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}
