//! An engine in a process of its own (`src/bin/house.rs`), so that it can be killed as a program
//! is killed: no destructor runs, and nothing more is written.

use rollcall_engine::{Options, Rollcall};
use rollcall_keychain::{Keychain, KeychainError, SecretStore};
use rollcall_store::{Holder, RecordKey, Signing, Store, StoreKey};
use secrecy::{ExposeSecret, SecretString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Longest wait for a word of the other process; a test that meets it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Secrets in plain files: what a killed process and its successor share in a test.
struct Files(PathBuf);

impl Files {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name.replace(':', "-"))
    }
}

fn refused(error: std::io::Error) -> KeychainError {
    KeychainError::Refused { detail: error.to_string() }
}

impl SecretStore for Files {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        std::fs::write(self.file(name), secret.expose_secret()).map_err(refused)
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        match std::fs::read_to_string(self.file(name)) {
            Ok(text) => Ok(Some(SecretString::from(text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        match std::fs::remove_file(self.file(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(refused(error)),
            _ => Ok(()),
        }
    }
}

/// A folder with a store, and the secrets of it, which processes open one after the other. Where the
/// session has a keychain service the secrets are there, otherwise in plain files.
pub struct Place(pub tempfile::TempDir);

impl Default for Place {
    fn default() -> Self {
        rollcall_engine::install_crypto();
        let place = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(place.0.path().join("secrets")).unwrap();
        if crate::real_keychain() {
            let folder = place.0.path();
            let name = folder.file_name().unwrap().to_string_lossy();
            std::fs::write(folder.join(SERVICE), format!("rollcall test {name}")).unwrap();
        }
        place
    }
}

/// The file that says what the entries in the keychain service are called.
const SERVICE: &str = "keychain-service";

/// What the entries are called; `None`: the secrets are in files.
fn service(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join(SERVICE)).ok()
}

fn keychain(folder: &Path) -> Keychain {
    match service(folder) {
        Some(service) => Keychain::real(&service),
        None => Keychain::over(Files(folder.join("secrets")), false),
    }
}

fn options(folder: &Path) -> Options {
    crate::world::quick(Options::new(folder.join("data"), keychain(folder)))
}

/// Names of the entries of a keychain service, asked for without Rollcall.
#[cfg(target_os = "linux")]
async fn entries_of(service: String) -> Vec<String> {
    tokio::task::spawn_blocking(move || {
        let secrets =
            secret_service::blocking::SecretService::connect(secret_service::EncryptionType::Dh);
        let secrets = secrets.expect("the keychain service");
        let wanted = [("service", service.as_str())].into();
        let found = secrets.search_items(wanted).expect("its entries");
        assert!(found.locked.is_empty(), "it is unlocked");
        let name = |item: &secret_service::blocking::Item<'_>| {
            let attributes = item.get_attributes().expect("attributes");
            attributes.get("username").cloned().expect("a name")
        };
        found.unlocked.iter().map(name).collect()
    })
    .await
    .unwrap()
}

#[cfg(not(target_os = "linux"))]
async fn entries_of(service: String) -> Vec<String> {
    panic!("the entries of {service} cannot be listed here")
}

/// Opens the house in this folder. Waits for the process that had it before to be gone.
pub async fn open(folder: &Path, change: impl Fn(&mut Options)) -> Rollcall {
    let start = std::time::Instant::now();
    loop {
        let mut options = options(folder);
        change(&mut options);
        match Rollcall::open(options).await {
            Ok(house) => return house,
            Err(problem) => {
                assert!(start.elapsed() < PATIENCE, "the house does not open: {problem}");
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
}

impl Place {
    /// Opens the house here, in this process.
    pub async fn open(&self) -> Rollcall {
        open(self.0.path(), |_| {}).await
    }

    /// Names of the entries in the keychain.
    pub async fn secrets(&self) -> Vec<String> {
        if let Some(service) = service(self.0.path()) {
            return entries_of(service).await;
        }
        let entries = std::fs::read_dir(self.0.path().join("secrets")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.map(|name| name.replacen('-', ":", 1)).collect()
    }

    async fn secret(&self, kind: &str) -> [u8; 32] {
        let name = std::fs::read_to_string(self.0.path().join("data/rollcall.id")).unwrap();
        let keychain = keychain(self.0.path());
        let text = keychain.get(&format!("{kind}:{}", name.trim())).await.unwrap();
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.expect("a key").expose_secret(), &mut bytes).unwrap();
        bytes
    }

    /// The store behind a closed house.
    pub async fn store(&self) -> Store {
        let key = StoreKey::from_bytes(self.secret("store").await);
        let signing = Signing::Kept(RecordKey::from_bytes(&self.secret("record").await));
        let path = self.0.path().join("data/rollcall.db");
        let start = std::time::Instant::now();
        loop {
            match Store::open(&path, &key, signing.clone(), &Holder::default()) {
                Ok(store) => return store,
                Err(error) => {
                    assert!(start.elapsed() < PATIENCE, "the store does not open: {error}");
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }
    }

    /// Starts the program on this folder, and waits until it has the house open.
    pub async fn start(&self, program: &str) -> Apart {
        self.start_with(program, &[]).await
    }

    /// The same with something in its environment.
    pub async fn start_with(&self, program: &str, environment: &[(&str, &Path)]) -> Apart {
        let mut child = Command::new(program)
            .arg(self.0.path())
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the other process starts");
        let words = BufReader::new(child.stdout.take().unwrap()).lines();
        let orders = child.stdin.take().unwrap();
        let mut apart = Apart { child, orders, words };
        apart.says(&["open"]).await;
        apart
    }
}

/// The other process: takes an order a line, says what it does a line.
pub struct Apart {
    child: Child,
    orders: ChildStdin,
    words: Lines<BufReader<ChildStdout>>,
}

impl Apart {
    pub async fn order(&mut self, order: &str) {
        self.orders.write_all(format!("{order}\n").as_bytes()).await.unwrap();
        self.orders.flush().await.unwrap();
    }

    /// Waits for the first line that begins with one of these, and gives it.
    pub async fn says(&mut self, wanted: &[&str]) -> String {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.words.next_line());
            let line = line.await.unwrap_or_else(|_| panic!("it never says any of {wanted:?}"));
            let line = line.unwrap().unwrap_or_else(|| panic!("it ended without {wanted:?}"));
            assert!(!line.starts_with("problem"), "{line}");
            if wanted.iter().any(|start| line.starts_with(start)) {
                return line;
            }
        }
    }

    /// SIGKILL, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it can be killed");
    }
}
