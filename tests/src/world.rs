//! A simulator with an engine beside it: own folder, own keychain in memory, nothing shared.

use rollcall_engine::view::{ConnectionView, ReadView, UserQuery, UserRow};
use rollcall_engine::{ConnectRequest, Options, Problem, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_simulator as simulator;
use secrecy::SecretString;

pub struct World {
    pub house: Rollcall,
    pub folder: tempfile::TempDir,
    pub keychain: Keychain,
}

impl World {
    pub async fn new() -> Self {
        rollcall_engine::install_crypto();
        let folder = tempfile::tempdir().unwrap();
        let keychain = Keychain::memory();
        let house = open(&folder, &keychain).await;
        Self { house, folder, keychain }
    }

    /// Closes the house and opens it again, as a restart does.
    pub async fn restart(self) -> Self {
        let Self { house, folder, keychain } = self;
        drop(house);
        // The store's threads let go of the file a moment after the last handle.
        let mut tries = 0;
        let house = loop {
            match Rollcall::open(options(&folder, &keychain)).await {
                Ok(house) => break house,
                Err(problem) => {
                    tries += 1;
                    assert!(tries < 100, "the store does not open again: {problem}");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
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

    /// The one row that has this user name.
    pub async fn row(&self, connection: &str, user_name: &str) -> UserRow {
        let mut found = self.house.find_users(connection, user_name).await.expect("a search");
        assert_eq!(found.len(), 1, "{user_name} is found {} times", found.len());
        found.remove(0)
    }
}

fn options(folder: &tempfile::TempDir, keychain: &Keychain) -> Options {
    let mut options = Options::new(folder.path().join("data"), keychain.clone());
    // Tests do not wait for servers that never come round.
    options.read_back_waits_ms = vec![0, 20];
    options
}

async fn open(folder: &tempfile::TempDir, keychain: &Keychain) -> Rollcall {
    Rollcall::open(options(folder, keychain)).await.expect("the house opens")
}
