//! How long things take at 100 000 accounts. Prints; run with
//! `cargo test -p rollcall-store --test store -- --ignored speed --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]
#![allow(clippy::print_stdout, reason = "it is there to be read")]

use crate::support::*;
use rollcall_store::*;
use std::time::{Duration, Instant};

fn someone(n: u32) -> AccountSeen {
    let first =
        ["Ana", "Bjørn", "Cleo", "Dörte", "Emil", "Fatima", "Gunnar", "Hanna"][n as usize % 8];
    let last =
        ["Lind", "Okafor", "García", "Nowak", "Smith", "Tanaka", "Weber"][n as usize / 8 % 7];
    let key = n.wrapping_mul(2_654_435_761);
    let mut seen =
        person(&format!("5f{n:08x}c0ffee{key:08x}"), &format!("{first} {last} {key:08x}"));
    seen.department = Some(format!("Department {}", n % 60));
    seen.title = Some(format!("Title {}", n % 400));
    seen.active = !n.is_multiple_of(12);
    let mut seen = seen.raw();
    seen.raw = seen.raw.replacen(
        '{',
        &format!(r#"{{"externalId":"hr-{n}","locale":"en-US","meta":{{"created":"2024-01-01T00:00:00Z","lastModified":"2025-01-01T00:00:00Z","resourceType":"User"}},"name":{{"familyName":"{last}","formatted":"{first} {last}","givenName":"{first}"}},"preferredLanguage":"en","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"timezone":"Europe/Stockholm","#),
        1,
    );
    seen
}

/// Milliseconds that this thread has computed, where the system tells: others may be at work too.
fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 =
        told.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0.0);
    nanoseconds / 1e6
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (T, Duration) {
    let (start, busy) = (Instant::now(), processor());
    let done = work();
    let (took, busy) = (start.elapsed(), processor() - busy);
    println!("{what:<50} {:>9.2} ms, {busy:>9.2} ms of it computing", took.as_secs_f64() * 1e3);
    (done, took)
}

fn fill(store: &Store, id: &ConnectionId, from: u32, count: u32, minute: u32) {
    let people: Vec<Vec<AccountSeen>> = (0..count / 100)
        .map(|page| (0..100).map(|n| someone(from + page * 100 + n)).collect())
        .collect();
    let members: Vec<Vec<String>> = (0..200)
        .map(|group| {
            (0..count)
                .filter(|n| n % 200 == group || (group == 0 && n % 2 == 0))
                .map(|n| someone_id(from + n))
                .collect()
        })
        .collect();
    timed(&format!("read {count} users, 200 groups"), || {
        let handle = store.begin_read(id, at(minute)).unwrap();
        for (page, people) in people.into_iter().enumerate() {
            handle
                .receipt(&Receipt {
                    kind: "users".into(),
                    pass: 1,
                    page: page as u32,
                    query: format!("startIndex={page}01&count=100"),
                    status: 200,
                    received: 100,
                    duplicates: 0,
                    claimed_total: Some(count),
                    ms: 10,
                    sha256: "ab".repeat(32),
                })
                .unwrap();
            handle.users(people).unwrap();
        }
        for (n, members) in members.iter().enumerate() {
            let members: Vec<&str> = members.iter().map(String::as_str).collect();
            handle
                .groups(vec![group(&format!("g{n}"), &format!("Group {n}"), Some(&members))])
                .unwrap();
        }
        timed("  finish", || {
            handle.finish(ended(Verdict::Complete, Verdict::Complete, minute + 1)).unwrap()
        });
    });
    timed("tidy", || store.tidy().unwrap());
}

fn someone_id(n: u32) -> String {
    format!("5f{n:08x}c0ffee{:08x}", n.wrapping_mul(2_654_435_761))
}

#[test]
#[ignore = "measures, does not judge"]
#[expect(clippy::too_many_lines, reason = "one table of times")]
fn measure() {
    let mut world = World::new();
    let ids: Vec<ConnectionId> = (0..4).map(|n| world.connect(&format!("App {n}"))).collect();
    fill(world.store(), &ids[0], 0, 20_000, 1);
    fill(world.store(), &ids[0], 0, 20_000, 11);
    for n in 1..4 {
        fill(
            world.store(),
            &ConnectionId::from(ids[n as usize].as_str()),
            n * 30_000,
            if n == 3 { 20_000 } else { 30_000 },
            1,
        );
    }
    if std::env::var_os("ONLY_FILL").is_some() {
        return;
    }
    world.close();
    let path = world.path();
    let size = || std::fs::metadata(&path).unwrap().len();
    let before = size();
    println!("size {} KiB", before / 1024);
    timed("open", || {
        world.open();
    });
    fill(world.store(), &ConnectionId::from(ids[1].as_str()), 30_000, 30_000, 31);
    world.close();
    println!("grown {:.3} %", (size() as f64 / before as f64 - 1.0) * 100.0);
    timed("open", || {
        world.open();
    });
    let store = world.store();
    timed("first page, cold", || store.users(&UserQuery { limit: 50, ..all() }).unwrap());
    timed("facets", || store.facets().unwrap());
    let q = |f: fn(&mut UserQuery)| {
        let mut q = UserQuery { limit: 50, ..all() };
        f(&mut q);
        q
    };
    let queries: Vec<(&str, UserQuery)> = vec![
        ("first page", q(|_| ())),
        ("offset 50 000", q(|q| q.offset = 50_000)),
        ("offset 99 000", q(|q| q.offset = 99_000)),
        ("sort user name", q(|q| q.sort = UserSort::UserName)),
        ("sort connection", q(|q| q.sort = UserSort::Connection)),
        (
            "sort status desc",
            q(|q| {
                q.sort = UserSort::Status;
                q.descending = true
            }),
        ),
        ("sort title", q(|q| q.sort = UserSort::Title)),
        (
            "sort department, offset 40 000",
            q(|q| {
                q.sort = UserSort::Department;
                q.offset = 40_000
            }),
        ),
        ("sort groups", q(|q| q.sort = UserSort::Groups)),
        (
            "sort groups desc",
            q(|q| {
                q.sort = UserSort::Groups;
                q.descending = true
            }),
        ),
        ("sort as of", q(|q| q.sort = UserSort::AsOf)),
        ("inactive, by name", q(|q| q.statuses = vec![AccountState::Inactive])),
        (
            "active, by title",
            q(|q| {
                q.statuses = vec![AccountState::Active];
                q.sort = UserSort::Title
            }),
        ),
        (
            "one app, by title, offset 20 000",
            q(|q| {
                q.connections = vec!["id-of-App 1".into()];
                q.sort = UserSort::Title;
                q.offset = 20_000
            }),
        ),
        (
            "two departments, by name",
            q(|q| q.departments = vec!["Department 3".into(), "Department 4".into()]),
        ),
        (
            "ten departments, by user name",
            q(|q| {
                q.departments = (0..10).map(|n| format!("Department {n}")).collect();
                q.sort = UserSort::UserName
            }),
        ),
        (
            "group of 150",
            q(|q| {
                q.group =
                    Some(GroupRef { connection_id: "id-of-App 1".into(), group_id: "g7".into() })
            }),
        ),
        (
            "group of 15 000, by title",
            q(|q| {
                q.group =
                    Some(GroupRef { connection_id: "id-of-App 1".into(), group_id: "g0".into() });
                q.sort = UserSort::Title
            }),
        ),
        ("search rare", q(|q| q.text = "9e3779b1".into())),
        ("search a name", q(|q| q.text = "bjorn garcia".into())),
        ("search three letters", q(|q| q.text = "oka".into())),
        ("search everybody", q(|q| q.text = "example.com".into())),
        (
            "search everybody, inactive, by title",
            q(|q| {
                q.text = "example.com".into();
                q.statuses = vec![AccountState::Inactive];
                q.sort = UserSort::Title
            }),
        ),
        (
            "search everybody, offset 50 000",
            q(|q| {
                q.text = "example.com".into();
                q.offset = 50_000
            }),
        ),
        ("search two letters", q(|q| q.text = "ok".into())),
        ("search nothing", q(|q| q.text = "zzzqqq".into())),
        ("search group 77", q(|q| q.text = "group 77".into())),
        ("search group", q(|q| q.text = "group".into())),
    ];
    for (what, query) in &queries {
        let (page, _) = timed(&format!("{what} (1st)"), || store.users(query).unwrap());
        timed(&format!("{what}: {}", page.total), || store.users(query).unwrap());
    }
    timed("find account", || {
        store.find_account(&ids[0], "bjorn.garcia.9e3779b1@example.com").unwrap()
    });
    timed("groups", || store.groups(&GroupQuery { limit: 50, ..Default::default() }).unwrap());
    timed("members of 15 000", || {
        store
            .members(&MemberQuery {
                connection_id: ids[1].clone(),
                group_id: "g0".into(),
                limit: 50,
                ..Default::default()
            })
            .unwrap()
    });
    timed("account", || store.account(&ids[0], &AccountId::from(someone_id(7).as_str())).unwrap());
    timed("journal x 100", || {
        for n in 0..100 {
            store.record_append("note", &serde_json::json!({"n": n}), at(1)).unwrap();
        }
    });
    timed("verify", || store.record_verify().unwrap());
    timed("check", || assert!(store.check().unwrap().is_empty()));
    timed("remove connection", || {
        store.remove_connection(&ConnectionId::from(ids[1].as_str()), at(99)).unwrap()
    });
}
