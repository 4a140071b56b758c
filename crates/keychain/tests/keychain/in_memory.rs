//! The keychain's thread, with stores that need no service.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_keychain::{Keychain, KeychainError, LONGEST_SECRET, MemoryStore, SecretStore};
use secrecy::{ExposeSecret, SecretString};
use std::sync::mpsc;
use std::time::Duration;

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

#[tokio::test]
async fn what_is_written_is_read_back_replaced_and_deleted() {
    let keychain = Keychain::memory();
    assert!(keychain.get("a").await.unwrap().is_none());
    keychain.set("a", secret("one")).await.unwrap();
    keychain.set("a", secret("two")).await.unwrap();
    keychain.set("b", secret("three")).await.unwrap();
    assert_eq!(keychain.get("a").await.unwrap().unwrap().expose_secret(), "two");
    keychain.delete("a").await.unwrap();
    keychain.delete("a").await.unwrap();
    assert!(keychain.get("a").await.unwrap().is_none());
    assert_eq!(keychain.clone().get("b").await.unwrap().unwrap().expose_secret(), "three");
}

#[tokio::test]
async fn a_round_trip_passes_in_memory() {
    Keychain::memory().round_trip("test").await.unwrap();
}

#[tokio::test]
async fn a_secret_over_the_limit_is_refused_before_it_is_sent() {
    let keychain = Keychain::memory();
    keychain.set("fits", secret(&"x".repeat(LONGEST_SECRET))).await.unwrap();
    let error = keychain.set("long", secret(&"x".repeat(LONGEST_SECRET + 1))).await.unwrap_err();
    assert_eq!(error, KeychainError::TooLong { bytes: LONGEST_SECRET + 1, limit: LONGEST_SECRET });
    assert!(keychain.get("long").await.unwrap().is_none());
}

#[tokio::test]
async fn neither_keychain_nor_errors_print_a_secret() {
    let keychain = Keychain::memory();
    keychain.set("a", secret("hush-hush")).await.unwrap();
    let read = keychain.get("a").await.unwrap();
    let error = keychain.set("a", secret(&"hush-hush".repeat(400))).await.unwrap_err();
    let printed = format!("{keychain:?} {read:?} {error:?} {error}");
    assert!(!printed.contains("hush"), "{printed}");
}

/// Waits in every call until the test lets it go on.
struct Hanging {
    inner: MemoryStore,
    go_on: mpsc::Receiver<()>,
}

impl SecretStore for Hanging {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        let _ = self.go_on.recv();
        self.inner.set(name, secret)
    }
    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        self.inner.get(name)
    }
    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        self.inner.delete(name)
    }
}

#[tokio::test]
async fn a_prompt_that_nobody_answers_ends_as_locked_and_leaves_no_late_entry() {
    let (prompt, go_on) = mpsc::channel();
    let hanging = Hanging { inner: MemoryStore::default(), go_on };
    let patient = Keychain::over(hanging, true);
    let hasty = patient.clone().with_time_limit(Duration::from_millis(50));

    let error = hasty.set("token", secret("late")).await.unwrap_err();
    assert_eq!(error, KeychainError::Locked);
    // a second call waits behind the first and gives up as well
    assert_eq!(hasty.get("token").await.unwrap_err(), KeychainError::Locked);

    prompt.send(()).unwrap();
    assert!(patient.get("token").await.unwrap().is_none(), "the late write was taken back");
}

#[tokio::test]
async fn a_late_replacement_keeps_the_entry() {
    let (prompt, go_on) = mpsc::channel();
    let patient = Keychain::over(Hanging { inner: MemoryStore::default(), go_on }, true);
    prompt.send(()).unwrap();
    patient.set("token", secret("first")).await.unwrap();
    let hasty = patient.clone().with_time_limit(Duration::from_millis(50));
    assert_eq!(hasty.set("token", secret("second")).await, Err(KeychainError::Locked));
    prompt.send(()).unwrap();
    assert!(patient.get("token").await.unwrap().is_some());
}

/// Forgets what it is given.
struct Forgetful;

impl SecretStore for Forgetful {
    fn set(&mut self, _: &str, _: &SecretString) -> Result<(), KeychainError> {
        Ok(())
    }
    fn get(&mut self, _: &str) -> Result<Option<SecretString>, KeychainError> {
        Ok(None)
    }
    fn delete(&mut self, _: &str) -> Result<(), KeychainError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_keychain_that_forgets_does_not_pass_the_round_trip() {
    let error = Keychain::over(Forgetful, true).round_trip("test").await.unwrap_err();
    assert!(matches!(error, KeychainError::Refused { .. }), "{error}");
}

#[test]
fn every_error_says_what_to_do() {
    for error in [
        KeychainError::Absent { detail: "no bus".to_owned() },
        KeychainError::Locked,
        KeychainError::Refused { detail: "no".to_owned() },
        KeychainError::TooLong { bytes: 3000, limit: LONGEST_SECRET },
    ] {
        assert!(error.to_string().ends_with('.'), "{error}");
        assert!(error.advice().ends_with('.'), "{}", error.advice());
    }
}
