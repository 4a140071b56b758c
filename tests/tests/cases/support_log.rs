//! The log for support names runs, connections, codes and statuses, and nothing of an app or a person.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use super::lockdown::{number_of, people, until};
use rollcall_engine::view::{CaseState, Verdict};
use rollcall_simulator as simulator;
use rollcall_tests::review::{OSKAR, apps, oskar_revoked, proven};
use rollcall_tests::world::{PROVIDERS, World, faults, simulate_all};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const FOLDER: &str = "ROLLCALL_TEST_LOG";
/// A token that no app knows, an address that leads nowhere, and names that admins may give.
const WRONG_TOKEN: &str = "telling-token-7Qx";
const TELLING_PATH: &str = "telling-tenant-path";
const TELLING_NAME: &str = "Telling Tenant GmbH";

/// The log of a process is set up once, so this one runs again as a process of its own.
#[test]
fn the_log_tells_what_happened_and_not_to_whom() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        return runtime.block_on(all_of_it(Path::new(&folder)));
    }
    let place = tempfile::tempdir().unwrap();
    let again = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "support_log::the_log_tells_what_happened_and_not_to_whom"])
        .env(FOLDER, place.path().join("state/log"))
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&again.stdout).into_owned();
    let errors = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.success() && words.contains("1 passed"), "{words}\n{errors}");
}

async fn all_of_it(folder: &Path) {
    rollcall_log::start(rollcall_log::Program::CommandLine, Some(folder));
    let apps = simulate_all(&PROVIDERS, 60).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    refused(&world, &apps).await;
    world.house.read(&[]).await.expect("reads");
    let mut runs = lockdown(&world, &apps).await;
    let (other_apps, other) = review().await;
    runs.extend(other.house.runs(100).await.unwrap().into_iter().map(|run| run.id.into_string()));
    faults(&apps, "airtable", &["500"]);
    let reads = world.house.read(&["Airtable".to_owned()]).await.expect("a read");
    assert_eq!(reads[0].verdict, Verdict::Partial);

    let log = written(folder);
    for run in &runs {
        assert!(log.contains(&format!("run{{id={run}}}:connection{{id=")), "{run} is missing");
    }
    for connection in world.house.connections().await.unwrap() {
        let span =
            format!("connection{{id={} provider=\"{}\"}}", connection.id, connection.provider);
        assert!(log.contains(&span), "{span} is missing");
    }
    for told in [
        "started program=\"command line\" version=",
        "path=\"/Users\" status=200 result=\"ok\" ms=",
        "path=\"/Users/{id}\" status=200",
        "path=\"/Groups/{id}\"",
        "status=401 result=\"refused\"",
        "status=500 result=\"refused\"",
        "method=\"PATCH\"",
        "waits why=\"backing off\"",
        "item ended outcome=\"verified\"",
        "item ended outcome=\"not-sent\" code=\"server-failed\"",
        "run ended verified=",
        "read ended verdict=\"complete\"",
        "read ended verdict=\"partial\" code=\"server-failed\"",
    ] {
        assert!(log.contains(told), "{told} is missing:\n{log}");
    }
    let mut telling = telling(&world, &apps);
    telling.extend(self::telling(&other, &other_apps));
    assert!(telling.len() > 500, "{} texts", telling.len());
    for text in &telling {
        assert!(!log.contains(text.as_str()), "“{text}” is in the log");
    }
}

/// A token that is refused, an address that is none, and a name that is not there.
async fn refused(world: &World, apps: &simulator::Running) {
    let app = &apps.apps[0];
    let made = world.try_connect(&app.provider_id, TELLING_NAME, (&app.address, WRONG_TOKEN)).await;
    assert!(!made.unwrap().test.passed, "the token is refused");
    let nowhere = format!("{}/{TELLING_PATH}", apps.apps[5].address);
    let made = world.try_connect("scim", TELLING_NAME, (&nowhere, &apps.apps[5].token)).await;
    assert!(!made.unwrap().test.passed, "there is no app");
    world.house.read(&[TELLING_NAME.to_owned()]).await.expect_err("not connected");
}

/// Shut out of all apps, of which one fails at first.
async fn lockdown(world: &World, apps: &simulator::Running) -> Vec<String> {
    let oskar = number_of(world, "Oskar Lind").await;
    let planned = world.house.plan_lockdown(people(oskar)).await.expect("a plan");
    let plan = planned.plan.expect("all answer");
    faults(apps, "airtable", &["500"]);
    let typed = plan.confirmation.type_this.as_deref();
    let case = world.house.start_case(&planned.case_id, typed).await.expect("a start");
    until(world, &case.brief.id, |case| case.brief.verified == 5).await;
    faults(apps, "airtable", &[]);
    until(world, &case.brief.id, |case| case.brief.state == CaseState::Closed).await;
    let runs = world.house.runs(100).await.unwrap();
    assert!(runs.len() >= 2, "{} runs", runs.len());
    runs.into_iter().map(|run| run.id.into_string()).collect()
}

/// Two apps with a review from the freeze to the evidence.
async fn review() -> (simulator::Running, World) {
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.expect("reads");
    let (review, revoked) = oskar_revoked(&world).await;
    assert_eq!(revoked.len(), 2);
    let plan = world.house.plan_review(&review).await.unwrap();
    world.carry_out(&plan).await;
    world.house.close_review(&review).await.expect("it closes");
    let place = tempfile::tempdir().unwrap();
    proven(&world, &review, &place.path().join("pack")).await;
    assert!(!world.house.runs(1).await.unwrap().is_empty(), "a run of the review");
    (apps, world)
}

/// All files of the folder.
fn written(folder: &Path) -> String {
    let mut log = String::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the log") {
        log.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    assert!(log.lines().count() > 100, "the log is nearly empty:\n{log}");
    log
}

/// What must not stand in the log: tokens, addresses, and each text and id of an account or group.
fn telling(world: &World, apps: &simulator::Running) -> BTreeSet<String> {
    let mut telling: BTreeSet<String> =
        [WRONG_TOKEN, TELLING_PATH, TELLING_NAME, OSKAR, "127.0.0.1", "localhost", "@", "filter"]
            .map(str::to_owned)
            .into();
    telling.extend(["Priya", "Carla", "as agreed", "Q4 2026"].map(str::to_owned));
    telling.insert(world.folder.path().display().to_string());
    for app in &apps.apps {
        telling.extend([app.token.clone(), app.address.clone(), app.name.clone()]);
        let oracle = apps.oracle(&app.provider_id).unwrap();
        for (id, name) in oracle.groups() {
            telling.extend([id, name]);
        }
        for id in oracle.listed_ids() {
            let Some(user) = oracle.user(&id) else { continue };
            telling.extend([user.id, user.user_name]);
            texts(&user.record, &mut telling);
        }
    }
    telling.retain(|text| is_telling(text));
    telling
}

fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(map) => map.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// A short number or a common word says nothing, and stands in the log for another reason.
fn is_telling(text: &str) -> bool {
    let is_word = text.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
    let is_number = text.chars().all(|letter| letter.is_ascii_digit());
    matches!(text, "@" | "filter") || (!is_word && text.len() > if is_number { 7 } else { 3 })
}
