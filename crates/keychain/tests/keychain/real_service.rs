//! The real service. The tests that need one run in the step `keychain`, under `dbus-run-session`
//! with an unlocked gnome-keyring; those that need none always run, each in a child process of its
//! own, because the library looks for the service once a process.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_keychain::{Keychain, KeychainError, LONGEST_SECRET};
use secrecy::{ExposeSecret, SecretString};
use std::process::Command;
use std::time::Duration;

const SERVICE: &str = "org.rollcall.test";
const CHILD: &str = "ROLLCALL_KEYCHAIN_CHILD";

/// That the service is one of a test session, and not that of the person who runs this.
fn of_a_test_session() {
    let set = std::env::var_os("ROLLCALL_REAL_KEYCHAIN").is_some_and(|value| value == "1");
    assert!(set, "ROLLCALL_REAL_KEYCHAIN=1 is not set: cargo xtask test --only keychain sets it");
}

#[tokio::test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
async fn the_real_service_passes_the_round_trip() {
    of_a_test_session();
    Keychain::real(SERVICE).round_trip("test").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
async fn the_real_service_keeps_entries_apart_and_across_handles() {
    of_a_test_session();
    let longest = "x".repeat(LONGEST_SECRET);
    {
        let keychain = Keychain::real(SERVICE);
        keychain.set("one", SecretString::from("tøken 1".to_owned())).await.unwrap();
        keychain.set("one", SecretString::from("tøken 2".to_owned())).await.unwrap();
        keychain.set("two", SecretString::from(longest.clone())).await.unwrap();
    }
    let keychain = Keychain::real(SERVICE);
    assert_eq!(keychain.get("one").await.unwrap().unwrap().expose_secret(), "tøken 2");
    assert_eq!(keychain.get("two").await.unwrap().unwrap().expose_secret(), longest);
    let elsewhere = Keychain::real("org.rollcall.other");
    assert!(elsewhere.get("one").await.unwrap().is_none(), "services are apart");
    keychain.delete("one").await.unwrap();
    keychain.delete("two").await.unwrap();
    keychain.delete("two").await.unwrap();
    assert!(keychain.get("one").await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
async fn many_calls_at_once_are_done_one_after_the_other() {
    of_a_test_session();
    let keychain = Keychain::real(SERVICE);
    let mut tasks = Vec::new();
    for n in 0..20 {
        let keychain = keychain.clone();
        tasks.push(tokio::spawn(async move {
            let name = format!("many-{n}");
            keychain.set(&name, SecretString::from(n.to_string())).await?;
            let read = keychain.get(&name).await?;
            keychain.delete(&name).await?;
            Ok::<_, KeychainError>(
                read.is_some_and(|secret| secret.expose_secret() == n.to_string()),
            )
        }));
    }
    for task in tasks {
        assert!(task.await.unwrap().unwrap());
    }
}

/// Prints what a round trip ends with, in the children that the tests below start. In the step
/// `keychain` itself it ends well.
#[tokio::test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
async fn child_reports_a_round_trip() {
    let child = std::env::var_os(CHILD).is_some();
    if !child {
        of_a_test_session();
    }
    let keychain = Keychain::real(SERVICE).with_time_limit(Duration::from_secs(20));
    let ended = keychain.round_trip("test").await;
    println!("ended {ended:?}");
    assert!(child || ended.is_ok());
}

fn child(command: &mut Command) -> String {
    let output = command.env(CHILD, "1").output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn this_test() -> Vec<String> {
    vec![
        std::env::current_exe().unwrap().display().to_string(),
        "--exact".to_owned(),
        "real_service::child_reports_a_round_trip".to_owned(),
        "--ignored".to_owned(),
        "--nocapture".to_owned(),
    ]
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_bus_the_keychain_is_absent() {
    let args = this_test();
    let empty = std::env::temp_dir().join(format!("rollcall-no-bus-{}", std::process::id()));
    std::fs::create_dir_all(&empty).unwrap();
    let said = child(
        Command::new(&args[0])
            .args(&args[1..])
            .env("DBUS_SESSION_BUS_ADDRESS", "")
            .env("XDG_RUNTIME_DIR", &empty)
            .env_remove("DISPLAY"),
    );
    assert!(said.contains("Absent"), "{said}");
    let said = child(
        Command::new(&args[0])
            .args(&args[1..])
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}/nothing", empty.display()))
            .env_remove("DISPLAY"),
    );
    assert!(said.contains("Absent"), "{said}");
    std::fs::remove_dir_all(&empty).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs a keychain service: cargo xtask test --only keychain"]
fn a_bus_with_a_locked_keyring_is_locked_not_absent() {
    of_a_test_session();
    let home = std::env::temp_dir().join(format!("rollcall-locked-{}", std::process::id()));
    let runtime = home.join("run");
    std::fs::create_dir_all(&runtime).unwrap();
    let said = child(
        Command::new("dbus-run-session")
            .arg("--")
            .args(this_test())
            .env("XDG_DATA_HOME", &home)
            .env("XDG_RUNTIME_DIR", &runtime)
            .env_remove("GNOME_KEYRING_CONTROL")
            .env_remove("DISPLAY"),
    );
    assert!(said.contains("Err(Locked)") || said.contains("Err(NoCollection)"), "{said}");
    std::fs::remove_dir_all(&home).unwrap();
}
