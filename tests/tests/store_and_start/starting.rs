//! A start on a computer that is not as it should be: no keychain, a locked one, a store that is
//! open elsewhere, newer, damaged or without its key. Each is reported, and what was there is left.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::Verdict;
use rollcall_engine::{Options, Problem, ProblemCode, Rollcall, Side};
use rollcall_keychain::{Keychain, KeychainError, MemoryStore, SecretStore};
use rollcall_store::{Holder, RecordKey, Signing, Store, StoreKey};
use rollcall_tests::world::{World, assert_told, simulate};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Every file of the folder with its bytes, but the lock's.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_none_or(|it| it != "lock"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[track_caller]
fn told(problem: &Problem, code: ProblemCode) {
    assert_told(problem, "no token is near");
    assert_eq!((problem.code, problem.side), (code, Side::Here), "{problem}");
}

/// A store with a connection in it, closed, and what it was opened with.
async fn closed() -> (tempfile::TempDir, Keychain) {
    let apps = simulate("scim", 40).await;
    let world = World::new().await;
    world.connect_and_read(&apps).await;
    let World { house, folder, keychain } = world.restart().await;
    drop(house);
    // Opening and closing the store itself waits for the last handle.
    let path = folder.path().join("data/rollcall.db");
    let (_, key) = key_text(&folder, &keychain, "store").await;
    let (_, signing) = key_text(&folder, &keychain, "record").await;
    let key = StoreKey::from_bytes(bytes(&key));
    let signing = Signing::Kept(RecordKey::from_bytes(&bytes(&signing)));
    let start = std::time::Instant::now();
    while Store::open(&path, &key, signing.clone(), &Holder::default()).is_err() {
        assert!(start.elapsed().as_secs() < 60, "the store is never let go of");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    (folder, keychain)
}

/// Name and text of the keychain's entry of this kind: "store" or "record".
async fn key_text(folder: &tempfile::TempDir, keychain: &Keychain, kind: &str) -> (String, String) {
    let name = std::fs::read_to_string(folder.path().join("data/rollcall.id")).unwrap();
    let entry = format!("{kind}:{}", name.trim());
    let hex = keychain.get(&entry).await.unwrap().unwrap().expose_secret().to_owned();
    (entry, hex)
}

fn bytes(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).unwrap();
    bytes
}

/// Opens the house and gives the problem; nothing in the folder may change.
async fn refused(folder: &tempfile::TempDir, keychain: &Keychain) -> Problem {
    let data = folder.path().join("data");
    let before = files(&data);
    let problem = Rollcall::open(Options::new(data.clone(), keychain.clone()))
        .await
        .err()
        .expect("the house must not open");
    assert!(files(&data) == before, "something was written, removed or added: {problem}");
    problem
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_while_one_runs_says_so_and_changes_nothing() {
    let apps = simulate("scim", 40).await;
    let world = World::new().await;
    let connection = world.connect_and_read(&apps).await;
    let data = world.folder.path().join("data");
    let second = || Rollcall::open(Options::new(data.clone(), world.keychain.clone()));
    let problem = second().await.err().expect("one at a time");
    told(&problem, ProblemCode::StoreInUse);
    assert_eq!(problem.state, "Nothing was changed.");
    let process = std::process::id();
    let first = format!("open in the first program on this computer: process {process}, since 20");
    assert!(problem.side_words.contains(&first), "{problem}");
    assert!(problem.next.contains(&process.to_string()), "{problem}");
    // Who it is may be unreadable or nonsense: it is in use anyway.
    let no_name = "Another Rollcall on this computer has the local copy open.";
    for nonsense in [
        "",
        "{",
        r#"{"program": "", "process": 1, "since": "2026-11-22T10:00:00Z"}"#,
        r#"{"program": "Rollcall", "process": 1, "since": "yesterday"}"#,
        r#"{"program": "\u001b[2J", "process": 1, "since": "2026-11-22T10:00:00Z"}"#,
    ] {
        std::fs::write(data.join("rollcall.db.holder"), nonsense).unwrap();
        let problem = second().await.err().expect("one at a time");
        told(&problem, ProblemCode::StoreInUse);
        assert_eq!(problem.side_words, no_name);
    }
    assert_eq!(world.rows(connection.id.as_str()).await.len(), 40, "the first goes on undisturbed");
    world.read(connection.id.as_str()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_from_a_newer_version_is_left_to_it() {
    let (folder, keychain) = closed().await;
    let (_, hex) = key_text(&folder, &keychain, "store").await;
    {
        let path = folder.path().join("data/rollcall.db");
        let salt: String =
            std::fs::read(&path).unwrap()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let file = rusqlite::Connection::open(path).unwrap();
        file.execute_batch(&format!(
            "PRAGMA key = \"x'{hex}{salt}'\"; PRAGMA cipher_page_size = 8192;
             PRAGMA cipher_hmac_algorithm = HMAC_SHA256"
        ))
        .unwrap();
        let version: u32 = file.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert!(version > 0, "the key fits");
        file.execute_batch(&format!("PRAGMA user_version = {}", version + 7)).unwrap();
    }
    let problem = refused(&folder, &keychain).await;
    told(&problem, ProblemCode::StoreNewer);
    assert!(problem.next.contains("newer Rollcall"), "{}", problem.next);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_without_its_key_or_its_name_is_never_replaced() {
    let (folder, keychain) = closed().await;
    let (entry, hex) = key_text(&folder, &keychain, "store").await;
    // The keychain of another computer: no entry, a stranger's key, something else.
    told(&refused(&folder, &Keychain::memory()).await, ProblemCode::StoreWrongKey);
    for wrong in ["00".repeat(32), "not a key".to_owned(), String::new()] {
        keychain.set(&entry, SecretString::from(wrong)).await.unwrap();
        told(&refused(&folder, &keychain).await, ProblemCode::StoreWrongKey);
    }
    keychain.set(&entry, SecretString::from(hex)).await.unwrap();
    // What signs the record is as needed: no other key can vouch for what was signed.
    let (entry, hex) = key_text(&folder, &keychain, "record").await;
    keychain.delete(&entry).await.unwrap();
    let problem = refused(&folder, &keychain).await;
    told(&problem, ProblemCode::StoreWrongKey);
    assert!(problem.side_words.contains("record"), "{problem}");
    assert!(keychain.get(&entry).await.unwrap().is_none(), "no other one was made");
    keychain.set(&entry, SecretString::from("not a key".to_owned())).await.unwrap();
    told(&refused(&folder, &keychain).await, ProblemCode::StoreWrongKey);
    keychain.set(&entry, SecretString::from(hex)).await.unwrap();
    let name = folder.path().join("data/rollcall.id");
    let kept = std::fs::read(&name).unwrap();
    std::fs::remove_file(&name).unwrap();
    told(&refused(&folder, &keychain).await, ProblemCode::StoreWrongKey);
    std::fs::write(&name, kept).unwrap();
    Rollcall::open(Options::new(folder.path().join("data"), keychain)).await.expect("all is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_is_told_apart_and_left_for_rescue() {
    let (folder, keychain) = closed().await;
    let file = folder.path().join("data/rollcall.db");
    let whole = std::fs::read(&file).unwrap();
    let mut zeroed = whole.clone();
    zeroed[100..3_000].fill(0);
    let half = whole[..whole.len() / 2 / 4_096 * 4_096].to_vec();
    for bytes in [Vec::new(), b"hello".to_vec(), zeroed, half] {
        std::fs::write(&file, &bytes).unwrap();
        told(&refused(&folder, &keychain).await, ProblemCode::StoreDamaged);
    }
    std::fs::write(&file, whole).unwrap();
    Rollcall::open(Options::new(folder.path().join("data"), keychain)).await.expect("it is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    std::fs::write(&file, "in the way").unwrap();
    let options = Options::new(file.join("data"), Keychain::memory());
    let problem = Rollcall::open(options).await.err().expect("no folder, no house");
    told(&problem, ProblemCode::Internal);
    assert!(problem.side_words.contains("a file"), "{}", problem.side_words);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}

/// A keychain that can go away or be locked while it is in use.
struct Fickle {
    inner: MemoryStore,
    mood: Arc<AtomicU8>,
}

const THERE: u8 = 0;
const LOCKED: u8 = 1;
const ABSENT: u8 = 2;

impl Fickle {
    fn keychain(mood: &Arc<AtomicU8>) -> Keychain {
        Keychain::over(Self { inner: MemoryStore::default(), mood: Arc::clone(mood) }, true)
    }

    fn mood(&self) -> Result<(), KeychainError> {
        match self.mood.load(Ordering::SeqCst) {
            THERE => Ok(()),
            LOCKED => Err(KeychainError::Locked),
            _ => Err(KeychainError::Absent { detail: "no service answers".to_owned() }),
        }
    }
}

impl SecretStore for Fickle {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        self.mood()?;
        self.inner.set(name, secret)
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        self.mood()?;
        self.inner.get(name)
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        self.mood()?;
        self.inner.delete(name)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_nothing_is_stored_and_words_say_what_to_do() {
    for (mood, code) in
        [(LOCKED, ProblemCode::KeychainLocked), (ABSENT, ProblemCode::KeychainAbsent)]
    {
        let state = Arc::new(AtomicU8::new(mood));
        let keychain = Fickle::keychain(&state);
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let open = || Rollcall::open(Options::new(data.clone(), keychain.clone()));
        let problem = open().await.err().expect("no keychain, no house");
        told(&problem, code);
        assert!(problem.state.contains("the keychain is the only place"), "{}", problem.state);
        assert!(problem.next.contains("Sample data works without"), "{}", problem.next);
        assert!(!data.join("rollcall.db").exists(), "no store without a key for it");

        // It comes back, and everything works.
        state.store(THERE, Ordering::SeqCst);
        let house = open().await.expect("the keychain is there now");
        let world = World { house, folder, keychain };

        // It goes while connecting: no connection, and no token anywhere.
        let apps = simulate("scim", 40).await;
        let app = &apps.apps[0];
        state.store(mood, Ordering::SeqCst);
        let tried = world.try_connect("scim", "A", (&app.address, &app.token)).await;
        let problem = tried.expect_err("nowhere to keep the token");
        assert_told(&problem, &app.token);
        assert_eq!((problem.code, problem.side), (code, Side::Here));
        assert!(world.house.connections().await.unwrap().is_empty());
        assert_eq!(world.record_text().await, "");

        // It goes after connecting: what was read is still shown, and nothing is asked of the app.
        state.store(THERE, Ordering::SeqCst);
        let connection = world.connect_and_read(&apps).await;
        let world = world.restart().await;
        state.store(mood, Ordering::SeqCst);
        apps.forget_requests("scim");
        // It ends as that app's own read, so that another app's is not lost.
        let read = world.house.read(&[]).await.unwrap().remove(0);
        assert_eq!((read.verdict, read.users_received), (Verdict::Partial, 0));
        told(&read.problem.expect("no token, no read"), code);
        let row = &world.rows(connection.id.as_str()).await[0];
        let planned = world.house.plan_deactivate(connection.id.as_str(), &row.account_id).await;
        told(&planned.expect_err("no token, no plan"), code);
        assert_eq!(world.rows(connection.id.as_str()).await.len(), 40);
        assert!(apps.requests("scim").is_empty());
        state.store(THERE, Ordering::SeqCst);
        world.read(connection.id.as_str()).await;
    }
}
