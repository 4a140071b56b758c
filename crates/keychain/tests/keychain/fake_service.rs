//! Keychains that answer otherwise than gnome-keyring does, by a small service on a bus of its own.
//! Each test runs in a child process, because a program has one session bus.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use crate::fake::Fake;
use rollcall_keychain::{Keychain, KeychainError};
use secrecy::{ExposeSecret, SecretString};
use std::process::Command;

const SERVICE: &str = "Rollcall";
const CHILD: &str = "ROLLCALL_FAKE_KEYCHAIN_CHILD";

/// A bus on which nothing is started by asking for it.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>"#;

/// True in the child, on its own bus. In the parent the child has run and passed; false.
fn on_own_bus(test: &str) -> bool {
    if std::env::var_os(CHILD).is_some() {
        return true;
    }
    let file = std::env::temp_dir().join(format!("rollcall-bus-{test}-{}", std::process::id()));
    std::fs::write(&file, BUS).unwrap();
    let output = Command::new("dbus-run-session")
        .arg("--config-file")
        .arg(&file)
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("fake_service::{test}"), "--ignored", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{complained}");
    false
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

async fn text(keychain: &Keychain, name: &str) -> Option<String> {
    keychain.get(name).await.unwrap().map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a program that starts a bus: cargo xtask test --only keychain"]
async fn what_is_hidden_behind_a_lock_is_not_missing() {
    if !on_own_bus("what_is_hidden_behind_a_lock_is_not_missing") {
        return;
    }
    let fake = Fake::default();
    let _bus = fake.start();
    let keychain = Keychain::real(SERVICE);
    keychain.set("token", secret("abc")).await.unwrap();
    for hides in [true, false] {
        fake.inside().hides = hides;
        // The admin closes the prompt.
        (fake.inside().locked, fake.inside().accepts) = (true, false);
        assert_eq!(keychain.get("token").await.unwrap_err(), KeychainError::Locked, "{hides}");
        assert_eq!(keychain.delete("token").await.unwrap_err(), KeychainError::Locked, "{hides}");
        let changed = keychain.set("token", secret("new")).await;
        assert_eq!(changed.unwrap_err(), KeychainError::Locked, "{hides}");
        assert_eq!(fake.kept(), 1, "it is still there");
        // The admin answers it.
        fake.inside().accepts = true;
        assert_eq!(text(&keychain, "token").await.as_deref(), Some("abc"), "{hides}");
    }
    assert!(fake.inside().prompts >= 8);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a program that starts a bus: cargo xtask test --only keychain"]
async fn an_unlocked_keychain_is_believed_without_a_prompt() {
    if !on_own_bus("an_unlocked_keychain_is_believed_without_a_prompt") {
        return;
    }
    let fake = Fake::default();
    let _bus = fake.start();
    let keychain = Keychain::real(SERVICE);
    assert_eq!(text(&keychain, "token").await, None);
    keychain.delete("token").await.unwrap();
    keychain.set("token", secret("abc")).await.unwrap();
    keychain.set("token", secret("def")).await.unwrap();
    assert_eq!(text(&keychain, "token").await.as_deref(), Some("def"));
    keychain.round_trip("test").await.unwrap();
    keychain.delete("token").await.unwrap();
    assert_eq!(text(&keychain, "token").await, None);
    assert_eq!((fake.kept(), fake.inside().prompts), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a program that starts a bus: cargo xtask test --only keychain"]
async fn an_empty_secret_is_a_missing_one() {
    if !on_own_bus("an_empty_secret_is_a_missing_one") {
        return;
    }
    let fake = Fake::default();
    let _bus = fake.start();
    let keychain = Keychain::real(SERVICE);
    keychain.set("token", secret("abc")).await.unwrap();
    keychain.set("other", secret("def")).await.unwrap();
    // A service that was ended between writing the attributes and the secret.
    for entry in fake.inside().entries.iter_mut().flatten() {
        if entry.0["username"] == "token" {
            entry.1.clear();
        }
    }
    assert_eq!(text(&keychain, "token").await, None);
    assert_eq!(text(&keychain, "other").await.as_deref(), Some("def"));
    keychain.set("token", secret("again")).await.unwrap();
    assert_eq!(text(&keychain, "token").await.as_deref(), Some("again"));
    assert_eq!(fake.kept(), 2, "the empty entry was written, not doubled");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a program that starts a bus: cargo xtask test --only keychain"]
async fn a_service_that_comes_late_or_again_is_found_by_the_same_process() {
    if !on_own_bus("a_service_that_comes_late_or_again_is_found_by_the_same_process") {
        return;
    }
    let keychain = Keychain::real(SERVICE);
    let error = keychain.get("token").await.unwrap_err();
    assert!(matches!(error, KeychainError::Absent { .. }), "{error}");

    let fake = Fake::default();
    let bus = fake.start();
    keychain.set("token", secret("abc")).await.unwrap();
    // Restarted between two calls: the session of before does not exist.
    bus.close().unwrap();
    let bus = fake.start();
    assert_eq!(text(&keychain, "token").await.as_deref(), Some("abc"));
    bus.close().unwrap();
    assert!(matches!(keychain.get("token").await, Err(KeychainError::Absent { .. })));
    let bus = fake.start();
    keychain.set("second", secret("def")).await.unwrap();
    assert_eq!(fake.kept(), 2);
    bus.close().unwrap();
    let _bus = fake.start();
    keychain.delete("second").await.unwrap();
    assert_eq!(fake.kept(), 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a program that starts a bus: cargo xtask test --only keychain"]
async fn a_service_without_a_collection_says_so() {
    if !on_own_bus("a_service_without_a_collection_says_so") {
        return;
    }
    let fake = Fake::default();
    let _bus = fake.start();
    fake.inside().bare = true;
    let keychain = Keychain::real(SERVICE);
    assert_eq!(keychain.get("token").await.unwrap_err(), KeychainError::NoCollection);
    assert_eq!(keychain.set("token", secret("x")).await.unwrap_err(), KeychainError::NoCollection);
    fake.inside().bare = false;
    assert_eq!(text(&keychain, "token").await, None);
}
