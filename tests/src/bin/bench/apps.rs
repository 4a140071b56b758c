//! Made-up apps in a process of their own, and a profile that reads them as fast as it can.

use rollcall_engine::{ConnectRequest, Options, Rollcall};
use rollcall_keychain::Keychain;
use rollcall_scim::{Client, ClientOptions, Endpoint, PaceLimits};
use secrecy::SecretString;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
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

/// Puts the profile into a data folder.
pub fn allow_unpaced(data: &Path) {
    let folder = data.join("providers");
    std::fs::create_dir_all(&folder).expect("the data folder can be made");
    std::fs::write(folder.join("unpaced.toml"), UNPACED).expect("the profile is written");
}

/// `rollcall simulate` with one app; ended when dropped.
pub struct App {
    child: Child,
    pub address: String,
    token: String,
}

impl App {
    /// `users` of them, and a group for every hundred.
    pub fn start(users: u32, seed: u32) -> Self {
        let (users, seed) = (users.to_string(), seed.to_string());
        let mut child = Command::new(program())
            .args(["--json", "simulate", "--app", "scim", "--users", &users, "--seed", &seed])
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
        options.pace = PaceLimits { per_second: 1e6, burst: 1_000_000, in_flight: 4 };
        let endpoint = Endpoint::parse(&self.address).expect("an address");
        Client::new(endpoint, options).expect("a client")
    }

    pub async fn connect(&self, house: &Rollcall, name: &str) -> String {
        let request = ConnectRequest {
            provider: PROVIDER.to_owned(),
            name: name.to_owned(),
            address: self.address.clone(),
            token: SecretString::from(self.token.clone()),
            seat_price: String::new(),
        };
        let made = house.connect(request).await.expect("the form is fine");
        made.connection.expect("the app answers").id
    }

    /// The same on the command line, with the keychain there is.
    pub fn connect_by_command(&self, store: &Place, name: &str) {
        let mut child = store
            .command()
            .args(["connect", "--provider", PROVIDER, "--name", name, "--url", &self.address])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the command line starts");
        let mut input = child.stdin.take().expect("its input is ours");
        writeln!(input, "{}", self.token).expect("it takes the token");
        drop(input);
        let ended = child.wait().expect("it ends");
        assert!(ended.success(), "the app does not connect");
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the command line keeps its store.
pub enum Place {
    Folder(PathBuf),
    /// The platform's place, in these folders of a user.
    Environment(Vec<(&'static str, PathBuf)>),
}

impl Place {
    pub fn command(&self) -> Command {
        let mut command = Command::new(program());
        command.arg("--json");
        match self {
            Self::Folder(folder) => command.arg("--data").arg(folder),
            Self::Environment(environment) => {
                command.envs(environment.iter().map(|(name, value)| (*name, value)))
            }
        };
        command
    }
}

/// A house in a folder of its own, with a keychain in memory.
pub struct House {
    pub engine: Rollcall,
    pub keychain: Keychain,
    pub folder: tempfile::TempDir,
}

impl House {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        allow_unpaced(folder.path());
        let keychain = Keychain::memory();
        let options = Options::new(folder.path().to_owned(), keychain.clone());
        let engine = Rollcall::open(options).await.expect("the house opens");
        Self { engine, keychain, folder }
    }

    /// The store's file, nothing of it left in a log beside it.
    pub async fn closed(self) -> Closed {
        let Self { engine, keychain, folder } = self;
        drop(engine);
        let file = folder.path().join("rollcall.db");
        // The store's threads let go of the file a moment after the last handle.
        let lock = std::fs::File::open(folder.path().join("rollcall.db.lock")).expect("its lock");
        while lock.try_lock().is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        drop(lock);
        Closed { file, keychain, folder }
    }
}

pub struct Closed {
    pub file: PathBuf,
    pub keychain: Keychain,
    pub folder: tempfile::TempDir,
}

impl Closed {
    pub fn size(&self) -> u64 {
        std::fs::metadata(&self.file).expect("the store's file").len()
    }

    pub async fn open(self) -> House {
        let Self { keychain, folder, .. } = self;
        let options = Options::new(folder.path().to_owned(), keychain.clone());
        let engine = Rollcall::open(options).await.expect("the house opens again");
        House { engine, keychain, folder }
    }
}
