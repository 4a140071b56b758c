//! Opens data folder, store and keychain. The store's key and the key
//! that signs the record are made at first start and kept in the keychain; a store without its keys
//! is never overwritten.

pub(crate) mod clock;
pub(crate) mod folder;
pub(crate) mod in_order;
pub(crate) mod kept;
pub(crate) mod new_file;
pub(crate) mod progress;
pub(crate) mod transact;

use crate::core::clock::Clock;
use crate::core::kept::Kept;
use crate::core::progress::Reporter;
use crate::problem::failure::{internal, keychain_problem, store_problem};
use crate::problem::{Problem, ProblemCode, Side};
use rollcall_keychain::{Keychain, KeychainError};
use rollcall_providers::Catalogue;
use rollcall_scim::{Client, RetryLimits};
use rollcall_store::{ConnectionId, Holder, RecordKey, Signing, Store, StoreError, StoreKey};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// What to do if there is no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewStore {
    /// One is made, in a new folder, an empty one, or one that Rollcall has used before.
    Make,
    /// It is a problem: a misspelled folder must not look like an empty store.
    Refuse,
}

/// What Rollcall is opened with.
pub struct Options {
    /// Folder of the store.
    pub data: PathBuf,
    /// What happens if the folder has no store.
    pub new_store: NewStore,
    /// Where the tokens and keys are.
    pub keychain: Keychain,
    /// Where times come from.
    pub clock: Clock,
    /// Waits between attempts to read a result back, in milliseconds. The first is 0.
    pub read_back_waits_ms: Vec<u64>,
    /// Waits before something of a lockdown that is open is tried again; the last one repeats.
    pub case_waits: Vec<Duration>,
    /// From sending a request to the last byte of its answer, for each attempt.
    pub request_timeout: Duration,
    /// The same for one group by its id.
    pub group_timeout: Duration,
    /// The bounds of trying again.
    pub retry: RetryLimits,
    /// How many times as fast as its profile says a connection goes. More than 1 is for an app on
    /// this computer that sets no limit.
    pub speed_up: u32,
    /// Bytes the local copy may grow to; what does not fit is refused as on a full disk. `None`:
    /// the disk is the limit.
    pub largest_store: Option<u64>,
    /// Which program opens, in words for the second opener: "Rollcall's window". Never what was
    /// typed on the command line, that may hold names.
    pub holder: String,
}

impl Options {
    /// The usual limits.
    pub fn new(data: PathBuf, keychain: Keychain) -> Self {
        Self {
            data,
            new_store: NewStore::Make,
            keychain,
            clock: Clock::system(),
            read_back_waits_ms: vec![0, 1_000, 3_000],
            case_waits: [5, 10, 20, 40, 60].map(Duration::from_secs).to_vec(),
            request_timeout: Duration::from_secs(60),
            group_timeout: Duration::from_secs(180),
            retry: RetryLimits::default(),
            speed_up: 1,
            largest_store: None,
            holder: "Rollcall".to_owned(),
        }
    }
}

/// Everything an admin can do. Clones share one core.
#[derive(Clone)]
pub struct Rollcall(pub(crate) Arc<Core>);

pub(crate) struct Core {
    pub(crate) data: PathBuf,
    pub(crate) store: Store,
    pub(crate) keychain: Keychain,
    pub(crate) catalogue: Catalogue,
    pub(crate) clock: Clock,
    pub(crate) reporter: Reporter,
    pub(crate) clients: Mutex<HashMap<ConnectionId, Client>>,
    pub(crate) reading: Mutex<HashMap<ConnectionId, CancellationToken>>,
    /// What rooms above keep in memory.
    pub(crate) kept: Kept,
    pub(crate) read_back_waits_ms: Vec<u64>,
    pub(crate) case_waits: Vec<Duration>,
    pub(crate) request_timeout: Duration,
    pub(crate) group_timeout: Duration,
    pub(crate) retry: RetryLimits,
    pub(crate) speed_up: u32,
}

/// Where the store lives when no other folder is named: the platform's place for a program's data.
pub fn data_folder() -> Result<PathBuf, Problem> {
    directories::ProjectDirs::from("app", "Rollcall", "Rollcall")
        .map(|folders| folders.data_local_dir().to_owned())
        .ok_or_else(|| internal("Finding the data folder", "this user has no home folder"))
}

pub(crate) const STORE_FILE: &str = "rollcall.db";

/// Whether a folder has a store.
pub fn has_store(folder: &Path) -> bool {
    folder.join(STORE_FILE).exists()
}
pub(crate) const PROVIDERS_FOLDER: &str = "providers";
/// Files that say how connections are compared with the HR list.
pub(crate) const RULES_FOLDER: &str = "rules";
pub(crate) const NAME_FILE: &str = "rollcall.id";

impl Rollcall {
    /// Does what a read leaves for later, such as the index of the search, until it is done or the last
    /// `Rollcall` is gone. Nothing waits for it, and an error costs only time: a search is right without.
    pub fn tidy(&self) {
        let core = Arc::downgrade(&self.0);
        drop(tokio::task::spawn_blocking(move || {
            while core.upgrade().is_some_and(|core| core.store.tidy_some().unwrap_or(false)) {}
        }));
    }

    /// Opens the store in `options.data`, making folder, key and file at first start. A store that
    /// cannot be written is opened to be read; see [`Rollcall::cannot_write`].
    pub async fn open(options: Options) -> Result<Self, Problem> {
        Self::open_store(options).await.inspect_err(|problem| {
            rollcall_log::failed("opening the local copy", problem.code.as_str());
        })
    }

    async fn open_store(options: Options) -> Result<Self, Problem> {
        let data = options.data.clone();
        let file = data.join(STORE_FILE);
        let first_start = !file.exists();
        if first_start {
            if options.new_store == NewStore::Refuse {
                refuse_locked(&options.keychain).await?;
            }
            folder::prepare(&data, options.new_store)?;
        }
        let name = store_name(&data, first_start)?;
        let key = store_key(&options.keychain, &name, first_start).await?;
        let signing = record_key(&options.keychain, &name).await?;
        let new_key = match &signing {
            Signing::New(key) => Some(key.clone()),
            Signing::Kept(_) => None,
        };
        let largest = options.largest_store;
        let holder = Holder {
            program: options.holder,
            process: std::process::id(),
            since: options.clock.moment(),
        };
        let opened = tokio::task::spawn_blocking(move || {
            let store = Store::open(&file, &key, signing, &holder)?;
            largest.map_or(Ok(()), |bytes| store.limit_size(bytes))?;
            Ok(store)
        })
        .await
        .map_err(|error| internal("Opening the local copy", &error.to_string()))?;
        let store = opened.map_err(|error| store_problem("Opening the local copy", &error))?;
        if let Some(key) = new_key {
            // Only now is it known that the record needs no older one. Nothing is signed before it
            // is kept.
            keep_record_key(&options.keychain, &name, &key).await?;
        }
        Ok(Self(Arc::new(Core {
            store,
            keychain: options.keychain,
            catalogue: catalogue(&data),
            data,
            clock: options.clock,
            reporter: Reporter::default(),
            clients: Mutex::new(HashMap::new()),
            reading: Mutex::new(HashMap::new()),
            kept: Kept::default(),
            read_back_waits_ms: options.read_back_waits_ms,
            case_waits: options.case_waits,
            request_timeout: options.request_timeout,
            group_timeout: options.group_timeout,
            retry: options.retry,
            speed_up: options.speed_up,
        })))
    }

    /// Why the local copy can only be read; `None` when it can be written.
    #[must_use]
    pub fn cannot_write(&self) -> Option<Problem> {
        let why = self.0.store.cannot_write()?.clone();
        Some(store_problem("Opening the local copy for writing", &StoreError::CannotWrite(why)))
    }

    /// The stream of what is under way.
    pub fn progress(&self) -> tokio::sync::watch::Receiver<crate::view::Progress> {
        self.0.reporter.subscribe()
    }

    /// Runs `work` on the store, off the async threads.
    pub(crate) async fn stored<T, F>(&self, what: &str, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, rollcall_store::StoreError> + Send + 'static,
    {
        let store = self.0.store.clone();
        tokio::task::spawn_blocking(move || work(&store))
            .await
            .map_err(|error| internal(what, &error.to_string()))?
            .map_err(|error| store_failed(what, &error))
    }
}

/// What the store reports, as a problem, and its code in the log.
fn store_failed(what: &str, error: &StoreError) -> Problem {
    let problem = store_problem(what, error);
    rollcall_log::failed("the local copy", problem.code.as_str());
    problem
}

/// Locks a map of what is under way.
pub(crate) fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // A poisoned lock only says that another thread panicked; the maps behind it stay usable.
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The built-in profiles and those an admin dropped into `providers/` of the data folder. A file
/// that does not fit is left out and named in the log; it must not keep Rollcall from opening.
fn catalogue(data: &Path) -> Catalogue {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data.join(PROVIDERS_FOLDER)).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "toml")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            files.push((entry.file_name().to_string_lossy().into_owned(), text));
        }
    }
    files.sort();
    let (catalogue, left_out) = Catalogue::built_in().with_folder(&files);
    for error in left_out {
        let code = ProblemCode::BadRequest.as_str();
        rollcall_log::failed_with("a provider file was left out", code, &error);
    }
    catalogue
}

pub(crate) fn folder_problem(folder: &Path, error: &std::io::Error) -> Problem {
    let full = error.kind() == std::io::ErrorKind::StorageFull;
    Problem {
        code: if full { ProblemCode::DiskFull } else { ProblemCode::Internal },
        what: "Opening the data folder failed.".to_owned(),
        side: Side::Here,
        side_words: format!("{} on this computer cannot be used ({error}).", folder.display()),
        state: "Nothing was changed.".to_owned(),
        next: "Free some space, check the folder's permissions, or name another folder.".to_owned(),
        exchange: None,
    }
}

/// A locked keychain is reported before a missing store: without it no store can be created either.
async fn refuse_locked(keychain: &Keychain) -> Result<(), Problem> {
    match keychain.get("store").await {
        Err(error @ (KeychainError::Locked | KeychainError::NoCollection)) => {
            Err(keychain_problem("Opening the keychain", &error))
        }
        _ => Ok(()),
    }
}

/// The store's name in the keychain, kept beside the store: it is not a secret, and two data
/// folders have two keys.
fn store_name(folder: &Path, first_start: bool) -> Result<String, Problem> {
    let file = folder.join(NAME_FILE);
    match std::fs::read_to_string(&file) {
        Ok(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        _ if first_start => {
            let name = crate::core::clock::new_id();
            std::fs::write(&file, &name).map_err(|error| folder_problem(folder, &error))?;
            Ok(name)
        }
        _ => Err(Problem {
            code: ProblemCode::StoreWrongKey,
            what: "Opening the local copy failed.".to_owned(),
            side: Side::Here,
            side_words: format!(
                "{} is missing, so the key of the local copy cannot be looked up in the keychain.",
                file.display()
            ),
            state: "The file was not changed.".to_owned(),
            next: "Restore the file from a backup. Without the file, this copy cannot be opened; \
            another data folder starts with an empty copy."
                .to_owned(),
            exchange: None,
        }),
    }
}

async fn store_key(
    keychain: &Keychain,
    name: &str,
    first_start: bool,
) -> Result<StoreKey, Problem> {
    const WHAT: &str = "Getting the key of the local copy";
    let entry = format!("store:{name}");
    let trouble = |error: KeychainError| keychain_problem(WHAT, &error);
    if let Some(secret) = keychain.get(&entry).await.map_err(trouble)? {
        return Ok(StoreKey::from_bytes(*bytes_from_hex(WHAT, &secret)?));
    }
    if !first_start {
        return Err(Problem {
            code: ProblemCode::StoreWrongKey,
            what: format!("{WHAT} failed."),
            side: Side::Here,
            side_words: "The local copy is here. The keychain is unlocked, but has no key for it."
                .to_owned(),
            state: "The file was not changed.".to_owned(),
            next: "Unlock the keychain that this copy was created with, or restore that keychain \
            from a backup, and try again. Without that keychain, this copy cannot be opened; \
            another data folder starts with an empty copy."
                .to_owned(),
            exchange: None,
        });
    }
    keychain.round_trip(name).await.map_err(trouble)?;
    let key = StoreKey::generate();
    let text = SecretString::from(hex::encode(key.as_bytes()));
    keychain.set(&entry, text).await.map_err(trouble)?;
    Ok(key)
}

/// Name of the entry with the key that signs the record.
fn record_entry(name: &str) -> String {
    format!("record:{name}")
}

const RECORD_KEY: &str = "Getting the key that signs the record";

/// The key that signs the record; a new one, kept nowhere yet, when the keychain has none. Whether
/// the record can do with a new one shows when the store is opened.
async fn record_key(keychain: &Keychain, name: &str) -> Result<Signing, Problem> {
    let kept = keychain.get(&record_entry(name)).await;
    match kept.map_err(|error| keychain_problem(RECORD_KEY, &error))? {
        Some(secret) => {
            let bytes = bytes_from_hex(RECORD_KEY, &secret)?;
            Ok(Signing::Kept(RecordKey::from_bytes(&bytes)))
        }
        None => Ok(Signing::New(RecordKey::generate())),
    }
}

async fn keep_record_key(keychain: &Keychain, name: &str, key: &RecordKey) -> Result<(), Problem> {
    let trouble = |error: KeychainError| keychain_problem(RECORD_KEY, &error);
    keychain.round_trip(name).await.map_err(trouble)?;
    let text = SecretString::from(hex::encode(key.as_bytes()));
    keychain.set(&record_entry(name), text).await.map_err(trouble)
}

fn bytes_from_hex(what: &str, secret: &SecretString) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let mut bytes = Zeroizing::new([0; 32]);
    // EXPOSE: the key is needed as bytes to open the store or to sign; it goes nowhere else.
    match hex::decode_to_slice(secret.expose_secret(), bytes.as_mut_slice()) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(Problem {
            code: ProblemCode::StoreWrongKey,
            what: format!("{what} failed."),
            side: Side::Here,
            side_words: "The keychain's entry for it is not a key.".to_owned(),
            state: "The local copy was not changed.".to_owned(),
            next: "Restore the keychain from a backup and try again. Without that keychain, this \
            copy cannot be opened."
                .to_owned(),
            exchange: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_file_in_the_data_folder_is_taken() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join(PROVIDERS_FOLDER);
        std::fs::create_dir(&folder).unwrap();
        let text = "id = \"acme\"\nname = \"Acme\"\ncolor = \"gray\"\n";
        std::fs::write(folder.join("acme.toml"), text).unwrap();
        std::fs::write(folder.join("bad.toml"), "id = 1").unwrap();
        let catalogue = catalogue(data.path());
        assert!(catalogue.get("acme").is_some());
        assert_eq!(catalogue.all().len(), Catalogue::built_in().all().len() + 1);
    }
}
