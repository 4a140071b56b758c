//! A simulator with an engine beside it: own folder, own keychain in memory, nothing shared.

use rollcall_engine::view::{
    CasePlan, CaseView, ConnectionView, MemberQuery, PlanView, ReadView, RunItem, UserQuery,
    UserRow,
};
use rollcall_engine::{
    AccountId, ConnectRequest, ConnectionId, GroupId, Options, Problem, RetryLimits, Rollcall,
};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;
use std::collections::BTreeSet;
use std::time::Duration;

/// Every provider of the catalogue.
pub const PROVIDERS: [&str; 6] = ["zapier", "zscaler-zpa", "airtable", "monday", "notion", "scim"];

/// One app with so many listed users.
pub async fn simulate(provider: &str, users: u32) -> simulator::Running {
    simulate_all(&[provider], users).await
}

/// These apps, each with so many listed users.
pub async fn simulate_all(providers: &[&str], users: u32) -> simulator::Running {
    let apps = providers.iter().map(|&id| id.to_owned()).collect();
    let options = simulator::Options { apps, users: Some(users), ..unlimited() };
    simulator::start(options).await.expect("the simulator starts")
}

/// Apps that set no limit, for a house that does not keep their pace.
pub fn unlimited() -> simulator::Options {
    simulator::Options { rate_limits: false, ..simulator::Options::default() }
}

/// What the app was asked to change so far.
pub fn writes(apps: &simulator::Running, provider: &str) -> Vec<simulator::Seen> {
    let mut seen = apps.requests(provider);
    seen.retain(|request| !matches!(request.method.as_str(), "GET" | "HEAD"));
    seen
}

/// Puts faults, as text, in place of those the app had.
pub fn faults(apps: &simulator::Running, provider: &str, faults: &[&str]) {
    apps.set_faults(provider, faults.iter().map(|text| text.parse().expect("a fault")).collect());
}

/// What failed, on which side, what the state is now, what to do next: all of it said, nothing
/// longer than a screen, and the token in none of it.
#[track_caller]
pub fn assert_told(problem: &Problem, token: &str) {
    for part in [&problem.what, &problem.side_words, &problem.state, &problem.next] {
        assert!(part.trim().len() > 5, "a part is missing: {problem:?}");
        assert!(part.len() < 2_000, "a part is {} bytes long", part.len());
        assert!(part.trim_end().ends_with(['.', '!', '?', ')']), "no sentence: {part:?}");
    }
    assert!(problem.exchange.as_deref().is_none_or(|text| text.len() < 32 * 1024));
    assert!(!format!("{problem:?}").contains(token), "the token is in {problem:?}");
}

pub struct World {
    pub house: Rollcall,
    pub folder: tempfile::TempDir,
    pub keychain: Keychain,
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A house that keeps each app's pace, as it is delivered.
    pub async fn paced() -> Self {
        Self::with(|options| options.speed_up = 1).await
    }

    /// A house with some options changed.
    pub async fn with(change: impl Fn(&mut Options)) -> Self {
        rollcall_engine::install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let keychain = Keychain::memory();
        let mut options = options(&folder, &keychain);
        change(&mut options);
        let house = Rollcall::open(options).await.expect("the house opens");
        Self { house, folder, keychain }
    }

    /// A house with one more profile, as an admin drops it into the data folder.
    pub async fn with_profile(id: &str, toml: &str) -> Self {
        Self::with(|options| {
            let folder = options.data.join("providers");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{id}.toml")), toml).unwrap();
        })
        .await
    }

    /// Closes the house and opens it again, as a restart does.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// A restart with some options changed.
    pub async fn restart_with(self, change: impl Fn(&mut Options)) -> Self {
        let Self { house, folder, keychain } = self;
        drop(house);
        // The store's threads let go of the file a moment after the last handle.
        let mut tries = 0;
        let house = loop {
            let mut options = options(&folder, &keychain);
            change(&mut options);
            match Rollcall::open(options).await {
                Ok(house) => break house,
                Err(problem) => {
                    tries += 1;
                    assert!(tries < 500, "the store does not open again: {problem}");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        };
        Self { house, folder, keychain }
    }

    /// Connects an app that answers well; panics with the failed rung otherwise.
    pub async fn connect(&self, provider: &str, name: &str, app: (&str, &str)) -> ConnectionView {
        let made = self.try_connect(provider, name, app).await.expect("the form is fine");
        let failed = made.test.rungs.iter().find_map(|rung| rung.problem.as_ref());
        assert!(failed.is_none(), "{name} does not connect: {}", failed.unwrap());
        made.connection.expect("every rung passed")
    }

    pub async fn try_connect(
        &self,
        provider: &str,
        name: &str,
        (address, token): (&str, &str),
    ) -> Result<rollcall_engine::view::ConnectView, Problem> {
        self.house
            .connect(ConnectRequest {
                provider: provider.to_owned(),
                name: name.to_owned(),
                address: address.to_owned(),
                token: SecretString::from(token.to_owned()),
                seat_price: String::new(),
            })
            .await
    }

    /// Connects every app of a simulator.
    pub async fn connect_all(&self, apps: &simulator::Running) -> Vec<ConnectionView> {
        let mut made = Vec::new();
        for app in &apps.apps {
            made.push(self.connect(&app.provider_id, &app.name, (&app.address, &app.token)).await);
        }
        made
    }

    /// The connection of the one app of a simulator, read complete.
    pub async fn connect_and_read(&self, apps: &simulator::Running) -> ConnectionView {
        let connection = self.connect_all(apps).await.remove(0);
        let read = self.read(connection.id.as_str()).await;
        let complete = rollcall_engine::view::Verdict::Complete;
        assert_eq!(read.verdict, complete, "{}: {}", connection.name, read.reason);
        connection
    }

    pub async fn plan(&self, connection: &str, account_id: &str) -> PlanView {
        self.house.plan_deactivate(connection, &AccountId::from(account_id)).await.expect("a plan")
    }

    /// Confirms and runs a plan of one item to its end.
    pub async fn run(&self, plan: &PlanView) -> RunItem {
        let typed = plan.confirmation.type_this.as_deref();
        let mut run = self.house.run_plan_to_end(&plan.id, typed).await.expect("a run");
        assert_eq!(run.items.len(), 1);
        run.items.remove(0)
    }

    /// Confirms a planned case with what it asks to be typed, and runs it to the end of its first run.
    pub async fn carry_out(&self, planned: &CasePlan) -> CaseView {
        let plan = planned.plan.as_ref();
        let typed = plan.and_then(|plan| plan.confirmation.type_this.as_deref());
        self.house.start_case_to_end(&planned.case_id, typed).await.expect("its first run")
    }

    /// Everything the record holds, as one text.
    pub async fn record_text(&self) -> String {
        let entries = self.house.record(0, 10_000).await.expect("the record");
        entries.iter().map(|entry| format!("{} {}\n", entry.kind, entry.body)).collect()
    }

    pub async fn read(&self, connection: &str) -> ReadView {
        let mut reads = self.house.read(&[connection.to_owned()]).await.expect("the read ends");
        reads.pop().expect("one read")
    }

    /// Every row of one connection.
    pub async fn rows(&self, connection: &str) -> Vec<UserRow> {
        let mut rows = Vec::new();
        loop {
            let page = self
                .house
                .users(UserQuery {
                    connections: vec![connection.to_owned()],
                    offset: u32::try_from(rows.len()).unwrap(),
                    limit: 1_000,
                    ..UserQuery::default()
                })
                .await
                .expect("rows");
            if page.rows.is_empty() {
                return rows;
            }
            rows.extend(page.rows);
        }
    }

    /// Ids of a group's members, as the table has them.
    pub async fn members(&self, connection: &str, group: &str) -> BTreeSet<String> {
        let page = self
            .house
            .members(MemberQuery {
                connection_id: ConnectionId::from(connection.to_owned()),
                group_id: GroupId::from(group.to_owned()),
                text: String::new(),
                offset: 0,
                limit: 1_000,
            })
            .await
            .expect("members");
        assert!(page.known, "the members of {group} are known");
        page.rows.into_iter().map(|row| row.member_id).collect()
    }

    /// The one row that has this user name.
    pub async fn row(&self, connection: &str, user_name: &str) -> UserRow {
        let mut found = self.house.find_users(connection, user_name).await.expect("a search");
        assert_eq!(found.len(), 1, "{user_name} is found {} times", found.len());
        found.remove(0)
    }
}

fn options(folder: &tempfile::TempDir, keychain: &Keychain) -> Options {
    let holder = "the first program".to_owned();
    quick(Options { holder, ..Options::new(folder.path().join("data"), keychain.clone()) })
}

/// Tests do not wait for servers that never come round.
pub fn quick(mut options: Options) -> Options {
    options.read_back_waits_ms = vec![0, 20];
    options.case_waits = vec![Duration::from_millis(50)];
    options.speed_up = 100;
    let millis = Duration::from_millis;
    options.retry = RetryLimits { first: millis(4), cap: millis(20), ..RetryLimits::default() };
    options
}
