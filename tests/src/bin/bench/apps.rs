//! Simulated apps in a separate process, and a profile that reads them as fast as it can.

use rollcall_engine::{ConnectRequest, Options, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_scim::{Client, ClientOptions, Endpoint, PaceLimits};
use secrecy::SecretString;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The profile of any SCIM server without its pace: an admin may drop such a file into the data
/// folder. With the pace both sides of a ratio would mostly wait, and be equal for it.
pub const UNPACED: &str = r#"
id = "unpaced"
name = "Unpaced"
color = "gray"

[speaks]
limits = { value = { per_second = 1000000.0, burst = 1000000, in_flight = 4, default_retry_after_seconds = 10 }, mark = "assumed", source = "benchmark" }
"#;
pub const PROVIDER: &str = "unpaced";

/// The command line as it is shipped.
pub fn program() -> PathBuf {
    std::env::var_os("ROLLCALL_CLI").expect("ROLLCALL_CLI names the command line").into()
}

/// `rollcall simulate` with one app; ended when dropped.
pub struct App {
    child: Child,
    pub address: String,
    pub token: String,
}

impl App {
    /// `users` of them, and a group for every hundred.
    pub fn start(users: u32, seed: u32) -> Self {
        Self::start_with(users, seed, &[])
    }

    /// The same with more arguments.
    pub fn start_with(users: u32, seed: u32, more: &[&str]) -> Self {
        let (users, seed) = (users.to_string(), seed.to_string());
        let mut child = Command::new(program())
            .args(["--json", "simulate", "--app", "scim", "--users", &users, "--seed", &seed])
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("its output is ours");
        BufReader::new(out).read_line(&mut line).expect("the simulator names its app");
        let listing: Value = serde_json::from_str(&line).expect("one line of JSON");
        let text = |key: &str| listing["result"][0][key].as_str().expect("a text").to_owned();
        Self { address: text("address"), token: text("token"), child }
    }

    /// A client as the engine makes them.
    pub fn client(&self) -> Client {
        let mut options = ClientOptions::new(SecretString::from(self.token.clone()));
        options.pace =
            PaceLimits { per_second: 1e6, burst: 1_000_000, in_flight: 8, ..PaceLimits::default() };
        let endpoint = Endpoint::parse(&self.address).expect("an address");
        Client::new(endpoint, options).expect("a client")
    }

    pub async fn connect(&self, house: &Rollcall, name: &str) -> String {
        self.connect_as(PROVIDER, house, name).await
    }

    pub async fn connect_as(&self, provider: &str, house: &Rollcall, name: &str) -> String {
        let request = ConnectRequest {
            provider: provider.to_owned(),
            name: name.to_owned(),
            address: self.address.clone(),
            token: SecretString::from(self.token.clone()),
            seat_price: String::new(),
        };
        let made = house.connect(request).await.expect("the form is fine");
        made.connection.expect("the app answers").id.into_string()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A house with its keychain and the folder of its store.
pub struct House {
    pub engine: Rollcall,
    pub keychain: Keychain,
    pub data: PathBuf,
}

impl House {
    /// The keychain is in memory.
    pub async fn new(data: &Path) -> Self {
        Self::open(data, Keychain::memory()).await
    }

    /// As the command line and the window open it.
    pub async fn shipped(data: &Path) -> Self {
        Self::open(data, Keychain::real("Rollcall")).await
    }

    pub async fn open(data: &Path, keychain: Keychain) -> Self {
        let providers = data.join("providers");
        std::fs::create_dir_all(&providers).expect("the data folder can be made");
        std::fs::write(providers.join("unpaced.toml"), UNPACED).expect("the profile is written");
        let options = Options::new(data.to_owned(), keychain.clone());
        let engine = Rollcall::open(options).await.expect("the house opens");
        Self { engine, keychain, data: data.to_owned() }
    }

    /// Its store's file, nothing of it left in a log beside it, and what had the key.
    pub async fn close(self) -> (PathBuf, Keychain) {
        let Self { engine, keychain, data } = self;
        drop(engine);
        // The store's threads let go of the file a moment after the last handle.
        let lock = std::fs::File::open(data.join("rollcall.db.lock")).expect("its lock");
        while lock.try_lock().is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        (data.join("rollcall.db"), keychain)
    }
}
