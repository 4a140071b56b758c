//! A data folder on a read-only disk: everything can be looked at and taken along, and what would
//! write says what is the matter. The disk is made in a mount namespace of this test's own; where the
//! system makes none, `cargo xtask test` says that this is skipped.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]
#![cfg(target_os = "linux")]

use rollcall_engine::view::{GroupQuery, LockdownRequest, PeopleQuery, UserQuery};
use rollcall_engine::{ConnectRequest, Problem, ProblemCode, Side};
use rollcall_tests::apart::{self, Place};
use rollcall_tests::world::{assert_told, simulate, writes};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for the copy of this test that runs on such a disk: the place, and a folder beside it.
const FOLDER: &str = "ROLLCALL_TEST_FOLDER";
const OUT: &str = "ROLLCALL_TEST_OUT";

#[track_caller]
fn told(problem: &Problem) {
    assert_told(problem, "no token is near");
    assert_eq!((problem.code, problem.side), (ProblemCode::NotAllowed, Side::Here), "{problem}");
    assert!(problem.side_words.contains("read-only"), "{problem}");
    assert!(problem.next.contains("writable"), "{problem}");
}

async fn looked_at(folder: &Path, out: &Path) {
    let house = apart::open(folder, |_| {}).await;
    told(&house.cannot_write().expect("it says why"));
    assert!(house.settle().await.unwrap().is_empty());
    assert!(house.resume_cases().await.unwrap().is_empty());
    let users = house.users(UserQuery { limit: 100, ..UserQuery::default() }).await.unwrap();
    assert_eq!(users.total, 60);
    let groups = GroupQuery { limit: 100, ..GroupQuery::default() };
    assert!(house.groups(groups).await.unwrap().total > 0);
    let people = PeopleQuery { limit: 100, ..PeopleQuery::default() };
    let people = house.people(people).await.unwrap();
    assert!(!people.rows.is_empty());
    let entries = house.record(0, 100).await.unwrap().len();
    assert!(entries > 0);
    assert!(house.verify_record().await.unwrap().intact);
    assert!(house.check_store().await.unwrap().whole);
    let file = out.join("record.jsonl");
    assert_eq!(house.export_record(&file).await.unwrap() as usize, entries);
    assert!(file.exists());

    told(&house.read(&[]).await.unwrap_err());
    let row = &users.rows[0];
    told(&house.plan_deactivate(row.connection_id.as_str(), &row.account_id).await.unwrap_err());
    let wanted = LockdownRequest { people: vec![people.rows[0].id], groups: false };
    told(&house.plan_lockdown(wanted).await.unwrap_err());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a mount namespace: cargo xtask test --only disks"]
async fn a_read_only_folder_can_be_looked_at() {
    let given = |name: &str| std::env::var_os(name).map(PathBuf::from);
    if let (Some(folder), Some(out)) = (given(FOLDER), given(OUT)) {
        rollcall_engine::install_crypto();
        looked_at(&folder, &out).await;
        return;
    }
    let apps = simulate("scim", 60).await;
    let app = &apps.apps[0];
    let place = Place::default();
    let house = place.open().await;
    let request = ConnectRequest {
        provider: app.provider_id.clone(),
        name: "A".to_owned(),
        address: app.address.clone(),
        token: SecretString::from(app.token.clone()),
        seat_price: String::new(),
    };
    assert!(house.connect(request).await.unwrap().connection.is_some());
    house.read(&[]).await.unwrap();
    house.people(PeopleQuery::default()).await.unwrap();
    drop(house);
    drop(place.store().await);
    let out = tempfile::tempdir().unwrap();
    let path = place.0.path().display();
    let again = std::env::current_exe().unwrap();
    let script = format!(
        "mount --bind '{path}' '{path}' && mount -o remount,bind,ro '{path}' && \
         exec \"$0\" --exact read_only::a_read_only_folder_can_be_looked_at --ignored --nocapture"
    );
    // Only the mounts are its own: the app is asked over the network that everybody has.
    let mut unshare = Command::new("unshare");
    let done = unshare.args(["-Urm", "sh", "-c", &script]).arg(again);
    let done = done.env(FOLDER, place.0.path()).env(OUT, out.path()).output();
    let done = done.expect("unshare runs");
    let said = String::from_utf8_lossy(&done.stdout);
    let trouble = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("running 1 test"), "no read-only disk can be made here: {trouble}");
    assert!(done.status.success(), "{said}\n{trouble}");
    assert!(writes(&apps, "scim").is_empty());
    let house = place.open().await;
    assert!(house.cannot_write().is_none(), "with the disk writable again it goes on");
    house.read(&[]).await.unwrap();
}
