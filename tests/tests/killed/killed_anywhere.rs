//! kill -9 at random moments of everything that changes something or writes a file. The next start
//! finds nothing lost, nothing sent twice, nothing without a name for how it ended, nothing called
//! verified that is not so, no token without a connection, and no half file under its name.
//!
//! `ROLLCALL_KILLS` is how many kills there are altogether, `ROLLCALL_SEED` which ones. Runs on the
//! keychain service of the session where there is one, otherwise on plain files.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    AccountState, CaseState, Outcome, PeopleQuery, RunItem, RunState, UserQuery,
};
use rollcall_engine::{ConnectRequest, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use rollcall_tests::apart::Place;
use rollcall_tests::review::{decide_all, wanted};
use rollcall_tests::world::{World, simulate_all, writes};
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

const HOUSE: &str = env!("CARGO_BIN_EXE_house");
const APPS: [&str; 2] = ["scim", "airtable"];
const MOMENTS: [&str; 8] =
    ["read", "apply", "lockdown", "connect", "disconnect", "review start", "pack", "export"];
const KILLS: usize = 24;
const SEED: u64 = 12;

/// What the kills of one moment came to. Each but the first two must be 0.
#[derive(Debug, Default)]
struct Count {
    kills: usize,
    /// Those that came before the work was done.
    amidst: usize,
    lost: usize,
    doubled: usize,
    unlabelled: usize,
    false_green: usize,
    orphans: usize,
    half_files: usize,
}

/// Numbers that look random, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 40) as f64 / (1_u64 << 24) as f64
    }
}

struct Site {
    apps: simulator::Running,
    place: Place,
    out: tempfile::TempDir,
    review: String,
    /// Whom to lock down and whose account to deactivate, each used once.
    people: Vec<String>,
    accounts: Vec<String>,
}

fn request(app: &simulator::RunningApp, name: &str) -> ConnectRequest {
    ConnectRequest {
        provider: app.provider_id.clone(),
        name: name.to_owned(),
        address: app.address.clone(),
        token: SecretString::from(app.token.clone()),
        seat_price: String::new(),
    }
}

impl Site {
    async fn new() -> Self {
        let apps = simulate_all(&APPS, 200).await;
        let place = Place::default();
        let house = place.open().await;
        for app in &apps.apps {
            let made = house.connect(request(app, &app.provider_id)).await.unwrap();
            assert!(made.connection.is_some());
        }
        house.read(&[]).await.unwrap();
        // A closed review, whose evidence is written again and again.
        let folder = tempfile::tempdir().unwrap();
        let world = World { house, folder, keychain: Keychain::memory() };
        let review = world.house.start_review(wanted()).await.unwrap().brief.id;
        decide_all(&world, review.as_str(), |_| false).await;
        world.house.close_review(review.as_str()).await.unwrap();
        let (people, accounts) = (people(&world.house).await, accounts(&world.house).await);
        Self {
            apps,
            place,
            out: tempfile::tempdir().unwrap(),
            review: review.into_string(),
            people,
            accounts,
        }
    }

    /// What is ordered, and the word that says it is done.
    async fn order(&mut self, moment: &str, n: usize) -> (String, &'static str) {
        let app = &self.apps.apps[0];
        let out = |name: String| self.out.path().join(name).display().to_string();
        match moment {
            "read" => ("read airtable".to_owned(), "read "),
            "apply" => {
                let account = self.accounts.pop().expect("accounts enough");
                (format!("deactivate scim {account}"), "done ")
            }
            "lockdown" => {
                let person = self.people.pop().expect("people enough");
                (format!("lockdown-to-end {person}"), "locked")
            }
            "connect" => {
                let (provider, address, token) = (&app.provider_id, &app.address, &app.token);
                (format!("connect {provider} {address} {token}"), "connected")
            }
            "disconnect" => {
                let request = request(app, "Apart");
                let house = self.place.open().await;
                assert!(house.connect(request).await.unwrap().connection.is_some());
                drop(house);
                ("disconnect Apart".to_owned(), "disconnected")
            }
            "review start" => (format!("review killed-{n}"), "review "),
            "pack" => {
                let name =
                    out(format!("pack-{n}{}", if n.is_multiple_of(2) { ".zip" } else { "" }));
                (format!("pack {} {name}", self.review), "packed")
            }
            _ => (format!("export {}", out(format!("record-{n}.jsonl"))), "exported"),
        }
    }

    /// Opens the place as the next start does, and counts what is not as it must be.
    async fn look(&self, moment: &str, count: &mut Count) {
        let house = self.place.open().await;
        house.sweep_tokens().await.unwrap();
        house.settle().await.unwrap();
        house.resume_cases().await.unwrap();
        finish_cases(&house).await;
        let mut items: BTreeMap<(String, String), Vec<RunItem>> = BTreeMap::new();
        for run in house.runs(1_000).await.unwrap() {
            count.unlabelled += usize::from(run.state != RunState::Finished);
            for item in run.items {
                count.unlabelled += usize::from(item.outcome.is_none());
                let provider = item.connection_name.clone();
                items.entry((provider, item.account_id.clone())).or_default().push(item);
            }
        }
        for app in APPS {
            let oracle = self.apps.oracle(app).unwrap();
            let mut sent: BTreeMap<String, usize> = BTreeMap::new();
            for write in writes(&self.apps, app) {
                let account = write.path.rsplit('/').next().unwrap_or_default().to_owned();
                *sent.entry(account).or_default() += 1;
            }
            count.doubled += sent.values().filter(|times| **times > 1).count();
            let none = Vec::new();
            for account in sent.keys() {
                let known = items.get(&(app.to_owned(), account.clone())).unwrap_or(&none);
                let known = known.iter().any(|item| {
                    matches!(
                        item.outcome,
                        Some(Outcome::Verified | Outcome::AcceptedNotVerified | Outcome::Unknown)
                    )
                });
                count.lost += usize::from(!known);
            }
            for ((_, account), items) in items.iter().filter(|((on, _), _)| on == app) {
                let green = items.iter().any(|item| item.outcome == Some(Outcome::Verified));
                let active = oracle.user(account).is_some_and(|user| user.active);
                count.false_green += usize::from(green && active);
            }
        }
        let connections = house.connections().await.unwrap();
        for connection in &connections {
            let verdict = connection.last_read.as_ref().map(|read| read.verdict);
            let running = verdict == Some(rollcall_engine::view::Verdict::Running);
            count.unlabelled += usize::from(running);
        }
        drop(house);
        let store = self.place.store().await;
        count.lost += usize::from(!store.check().unwrap().is_empty());
        count.lost += usize::from(store.record_verify().unwrap().first_bad.is_some());
        drop(store);
        // One token for each connection, and nothing else but the store's own two keys.
        let secrets = self.place.secrets().await;
        let tokens = secrets.iter().filter(|name| !name.starts_with("store:"));
        let tokens = tokens.filter(|name| !name.starts_with("record:")).count();
        count.orphans += tokens.abs_diff(connections.len());
        for name in names(self.out.path()) {
            let file = self.out.path().join(&name);
            let whole = match name.starts_with('.') {
                true => continue,
                false if name.starts_with("record-") => whole_record(&file),
                false => whole_pack(&file),
            };
            count.half_files += usize::from(!whole);
        }
        for name in names(self.out.path()) {
            let file = self.out.path().join(name);
            if file.is_dir() {
                std::fs::remove_dir_all(file).unwrap();
            } else {
                std::fs::remove_file(file).unwrap();
            }
        }
        if moment == "connect" || moment == "disconnect" {
            let house = self.place.open().await;
            if connections.iter().any(|one| one.name == "Apart") {
                house.disconnect("Apart").await.unwrap();
            }
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn whole_record(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).unwrap();
    let values: Option<Vec<serde_json::Value>> =
        text.lines().map(|line| serde_json::from_str(line).ok()).collect();
    let Some(values) = values else { return false };
    let entries = values.iter().filter(|value| value.get("seq").is_some()).count() as u64;
    let last = values.last().and_then(|value| value["head"]["seq"].as_u64());
    text.ends_with('\n') && last == Some(entries)
}

fn whole_pack(pack: &Path) -> bool {
    rollcall_verify::verify(pack, None).is_ok_and(|report| {
        report.checks.iter().all(|check| check.outcome != rollcall_verify::Outcome::Fails)
    })
}

/// Addresses that find one person each, with accounts that may be closed.
async fn people(house: &Rollcall) -> Vec<String> {
    let query = PeopleQuery { limit: 1_000, ..PeopleQuery::default() };
    let rows = house.people(query).await.unwrap().rows;
    let plain = rows.into_iter().filter(|one| one.cells.len() > 1 && one.shared.is_none());
    let mut found = Vec::new();
    for person in plain.filter(|one| one.cells.iter().all(|c| c.state == AccountState::Active)) {
        let query = PeopleQuery { text: person.email.clone(), limit: 2, ..PeopleQuery::default() };
        if person.email.contains('@') && house.people(query).await.unwrap().rows.len() == 1 {
            found.push(person.email);
        }
    }
    found
}

/// Active accounts of the first app, of people who are only there.
async fn accounts(house: &Rollcall) -> Vec<String> {
    let query = UserQuery {
        connections: vec!["scim".to_owned()],
        statuses: vec![AccountState::Active],
        limit: 1_000,
        ..UserQuery::default()
    };
    let rows = match house.users(query.clone()).await {
        Ok(page) if !page.rows.is_empty() => page.rows,
        _ => {
            let id = house.connections().await.unwrap();
            let id = id.iter().find(|one| one.name == "scim").unwrap().id.clone();
            house
                .users(UserQuery { connections: vec![id.into_string()], ..query })
                .await
                .unwrap()
                .rows
        }
    };
    let mut found = Vec::new();
    for row in rows {
        let person = house.person_of(row.connection_id.as_str(), &row.account_id).await.unwrap();
        let Some(person) = person else { continue };
        let view = house.person(person).await.unwrap();
        if view.row.shared.is_none() && view.row.cells.len() == 1 {
            found.push(row.account_id.into_string());
        }
    }
    found
}

/// Tries what is open until nothing is.
async fn finish_cases(house: &Rollcall) {
    house.keep_cases().await.unwrap();
    let start = Instant::now();
    loop {
        let cases = house.cases().await.unwrap();
        if cases.iter().all(|case| case.state != CaseState::Open) {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "{cases:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_whenever_nothing_is_lost_doubled_or_left_by_half() {
    // A service takes its time for each secret.
    let usual = if rollcall_tests::real_keychain() { MOMENTS.len() } else { KILLS };
    let kills = usize::try_from(number("ROLLCALL_KILLS", usual as u64)).unwrap();
    let mut dice = Dice(number("ROLLCALL_SEED", SEED));
    let mut site = Site::new().await;
    let mut table = Vec::new();
    for moment in MOMENTS {
        let mut count = Count::default();
        // Once to its end: so long it takes.
        let (order, done) = site.order(moment, 0).await;
        let mut apart = site.place.start(HOUSE).await;
        let start = Instant::now();
        apart.order(&order).await;
        apart.says(&[done]).await;
        let takes = start.elapsed();
        apart.kill().await;
        site.look(moment, &mut count).await;
        for n in 1..=kills.div_ceil(MOMENTS.len()) {
            let (order, done) = site.order(moment, n).await;
            let mut apart = site.place.start(HOUSE).await;
            apart.order(&order).await;
            let wait = takes.mul_f64(dice.part() * 1.1);
            let ended = tokio::time::timeout(wait, apart.says(&[done])).await;
            apart.kill().await;
            count.kills += 1;
            count.amidst += usize::from(ended.is_err());
            site.look(moment, &mut count).await;
        }
        println!("{moment:<14}{takes:>9.0?} {count:?}");
        table.push((moment, count));
    }
    for (moment, count) in &table {
        let Count { lost, doubled, unlabelled, false_green, orphans, half_files, .. } = count;
        assert_eq!(
            [lost, doubled, unlabelled, false_green, orphans, half_files],
            [&0; 6],
            "{moment}: {count:?}"
        );
    }
    assert!(table.iter().any(|(_, count)| count.amidst > 0), "no kill came amidst the work");
}
