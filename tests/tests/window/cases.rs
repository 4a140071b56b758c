//! Lockdown over a crash, and quarantine, in the real window.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::truth::Truth;
use rollcall_tests::window::{Home, Window};
use rollcall_tests::world::{faults, writes};
use std::time::Duration;
use thirtyfour::prelude::*;

const APPS: [(&str, &str); 3] =
    [("airtable", "Airtable"), ("monday", "monday.com"), ("scim", "Intranet")];
const OSKAR: &str = "oskar.lind@example.com";
const CARLA: &str = "carla.mendes@example.com";
/// The app whose button to choose a group has the focus.
const CHOOSES: &str = "const at = document.activeElement;
    const app = at?.dataset.testid === 'quarantine-choose' && at.closest('[data-testid=quarantine-app]');
    return app ? app.querySelector('.app-name').textContent : ''";

async fn apps() -> simulator::Running {
    simulator::start(simulator::Options {
        apps: APPS.map(|(id, _)| id.to_owned()).to_vec(),
        users: Some(60),
        ..simulator::Options::default()
    })
    .await
    .unwrap()
}

async fn connect_all(window: &Window, apps: &simulator::Running) {
    for (number, (id, name)) in APPS.iter().enumerate() {
        let app = apps.app(id).unwrap();
        window.click(if number == 0 { "connect-app" } else { "nav-connect" }).await;
        window.connect(id, name, &app.address, &app.token).await;
        window.at("connect-made").await;
        window.find(&format!("[data-testid=\"nav-connection-{name}\"]")).await;
    }
    window.all_complete().await;
}

/// Anybody's page, from any screen, by keys.
async fn go_to_person(window: &Window, typed: &str, name: &str) {
    window.chord(Key::Control, 'k').await;
    window.at("palette-input").await;
    window.keys(TypingData::from(typed)).await;
    window.find("[data-testid=\"palette-item\"]").await;
    window.says(name).await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("person-matrix").await;
    window.says(name).await;
}

/// Confirms the plan on the screen as it asks to be.
async fn confirm(window: &Window) {
    window.at("plan-confirm").await;
    if window.has("[data-testid=\"plan-type\"]").await {
        let asked =
            window.script("return document.querySelector('.type-this b').textContent").await;
        window.tab_to("plan-type").await;
        window.keys(TypingData::from(asked.as_str().unwrap())).await;
    }
    window.enter("plan-confirm").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_lockdown_goes_on_in_the_next_window_when_the_first_is_killed() {
    let apps = apps().await;
    let home = Home::default();
    let window = Window::sized(&home).await;
    connect_all(&window, &apps).await;
    go_to_person(&window, "oskar l", "Oskar Lind").await;
    window.enter("person-lockdown").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"planned\"]").await;
    // One app takes the request and never answers.
    faults(&apps, "airtable", &["patch:silent"]);
    confirm(&window).await;
    while writes(&apps, "airtable").is_empty()
        || writes(&apps, "monday").is_empty()
        || writes(&apps, "scim").is_empty()
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    window.kill();
    assert!(apps.oracle("airtable").unwrap().user(OSKAR).is_some_and(|user| user.active));

    // It is still down when the next window opens, which shows what is open.
    faults(&apps, "airtable", &["500"]);
    let window = Window::sized(&home).await;
    window.at("case-banner").await;
    window.says("Lockdown of Oskar Lind").await;
    window.enter("case-banner-open").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"open\"]").await;
    window.says("2 of 3 changes verified").await;
    window.picture("lockdown-after-kill").await;
    faults(&apps, "airtable", &[]);
    window.find("[data-testid=\"case-screen\"][data-state=\"closed\"]").await;
    window.says("3 of 3 changes verified").await;
    for (id, _) in APPS {
        let active = apps.oracle(id).unwrap().user(OSKAR).is_some_and(|user| user.active);
        assert!(!active, "{id}");
    }
    for id in ["monday", "scim"] {
        assert_eq!(writes(&apps, id).len(), 1, "{id}: nothing is sent twice");
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn quarantine_and_the_way_back_by_keys_alone() {
    let apps = apps().await;
    let home = Home::default();
    let window = Window::sized(&home).await;
    connect_all(&window, &apps).await;
    let before: Vec<Truth> =
        APPS.iter().map(|(id, _)| Truth::of(&apps.oracle(id).unwrap())).collect();
    let intranet = apps.oracle("scim").unwrap();
    let carla = intranet.user(CARLA).unwrap().id;
    let groups = intranet.groups();
    let is_in = |id: &String| intranet.members(id).unwrap_or_default().contains(&carla);
    let (holding, holding_name) = groups.iter().find(|(id, _)| !is_in(id)).unwrap();
    assert!(groups.iter().any(|(id, _)| is_in(id)), "there is something to take away");

    go_to_person(&window, "carla men", "Carla Mendes").await;
    window.enter("person-quarantine").await;
    window.at("quarantine-dialog").await;
    window.picture("quarantine-dialog").await;
    while window.script(CHOOSES).await != *"Intranet" {
        window.keys(TypingData::from(Key::Tab)).await;
    }
    window.keys(TypingData::from(Key::Enter)).await;
    window.tab_to("holding-search").await;
    window.keys(TypingData::from(holding_name.as_str())).await;
    // For a moment the first one is that of the letters before.
    let first = format!(
        "return document.querySelector('[data-testid=\"holding-option\"]')\
         ?.innerText.includes({holding_name:?}) ?? false"
    );
    let mut tries = 0;
    while window.script(&first).await != true {
        tries += 1;
        assert!(tries < 300, "{holding_name} is not found:\n{}", window.text().await);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    window.keys(TypingData::from(Key::Enter)).await;
    window.says(&format!("moved to {holding_name}")).await;
    window.picture("quarantine-chosen").await;
    window.enter("quarantine-plan").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"planned\"]").await;
    window.picture("quarantine-planned").await;
    confirm(&window).await;
    window.find("[data-testid=\"case-screen\"][data-state=\"closed\"]").await;
    window.picture("quarantined").await;
    for (id, is_member) in groups.iter().map(|(id, _)| (id, is_in(id))) {
        assert_eq!(is_member, id == holding, "in the holding group and in no other");
    }
    window.click("nav-overview").await;
    window.at("overview-case").await;
    window.picture("overview-quarantine").await;
    go_to_person(&window, "carla men", "Carla Mendes").await;
    window.picture("person-quarantined").await;

    // Back again: what is restored is what was there before, in every app.
    window.find("[data-testid=\"person-case\"] a").await.focus().await.unwrap();
    window.keys(TypingData::from(Key::Enter)).await;
    window.enter("case-release").await;
    window.at("plan-screen").await;
    window.picture("release-planned").await;
    confirm(&window).await;
    window.becomes("[data-testid=\"run-outcome\"]", "data-outcome", "verified").await;
    window.picture("released").await;
    for ((id, _), before) in APPS.iter().zip(&before) {
        let now = Truth::of(&apps.oracle(id).unwrap());
        assert_eq!(now.members, before.members, "{id}");
    }
    window.close().await;
}
