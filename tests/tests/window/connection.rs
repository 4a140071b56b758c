//! A connection is changed in the real window: its token replaced while a lockdown waits for it, its
//! name changed, and removed with what is open named.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::listing_server::{ListingServer, TOKEN};
use rollcall_tests::window::{Home, Window};
use rollcall_tests::world::writes;
use thirtyfour::prelude::*;

const OSKAR: &str = "oskar.lind@example.com";
const NEW: &str = "a-new-token-0123456789";

async fn apps() -> simulator::Running {
    simulator::start(simulator::Options {
        apps: ["airtable", "monday"].map(str::to_owned).to_vec(),
        users: Some(60),
        ..simulator::Options::default()
    })
    .await
    .unwrap()
}

/// In both themes, at the size of a small laptop and of a smaller window.
async fn pictures(window: &Window, name: &str) {
    window.picture(name).await;
    window.page.set_window_rect(0, 0, 1024, 640).await.unwrap();
    window.picture(&format!("{name}-small")).await;
    window.page.set_window_rect(0, 0, 1280, 800).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_lockdown_closes_when_the_token_it_waits_for_is_replaced() {
    let apps = apps().await;
    let home = Home::default();
    let (airtable, monday) = (apps.app("airtable").unwrap(), apps.app("monday").unwrap());
    let first = (airtable.address.as_str(), airtable.token.as_str());
    let window = Window::connected(&home, "airtable", "Airtable", first).await;
    window.click("nav-connect").await;
    window.connect("monday", "Boards", &monday.address, &monday.token).await;
    window.find("[data-testid=\"nav-connection-Boards\"]").await;
    window.all_complete().await;

    // The token is rejected: a state of its own, in the side bar, the banner and on its page.
    apps.set_token("airtable", NEW);
    window.click("nav-connection-Airtable").await;
    window.click("read-now").await;
    window.find("[data-testid=\"sync-line\"][data-health=\"token-rejected\"]").await;
    window.at("token-trouble").await;
    window.says("The token of Airtable was rejected (401)").await;
    pictures(&window, "token-rejected").await;

    // A lockdown shuts the other app and waits for this one.
    window.chord(Key::Control, 'k').await;
    window.at("palette-input").await;
    window.keys(TypingData::from("oskar l")).await;
    window.says("Oskar Lind").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("person-matrix").await;
    window.enter("person-lockdown").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"planned\"]").await;
    window.at("plan-confirm").await;
    window.enter("plan-confirm").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"open\"]").await;
    window.says("1 of 2 changes verified").await;
    assert!(apps.oracle("airtable").unwrap().user(OSKAR).is_some_and(|user| user.active));

    // Replaced from the banner above the users; a wrong one first.
    window.click("nav-users").await;
    window.click("partial-replace-token").await;
    window.fill("replace-token-field", "still-wrong").await;
    window.click("replace-token-submit").await;
    window.find("[data-testid=\"rung\"][data-state=\"failed\"]").await;
    pictures(&window, "replace-token-failed").await;
    window.fill("replace-token-field", NEW).await;
    window.click("replace-token-submit").await;
    window.at("replace-token-done").await;
    window.picture("replace-token").await;
    window.keys(TypingData::from(Key::Escape)).await;
    window.all_complete().await;
    window.gone("[data-testid=\"case-banner\"]").await;
    assert!(!apps.oracle("airtable").unwrap().user(OSKAR).is_some_and(|user| user.active));
    assert_eq!((writes(&apps, "airtable").len(), writes(&apps, "monday").len()), (1, 1));
    assert!(
        !window.script("return document.documentElement.outerHTML").await.to_string().contains(NEW)
    );

    // Renamed; then removed, with what ends named before.
    window.click("nav-connection-Airtable").await;
    window.click("connection-more").await;
    window.click("connection-more-edit").await;
    window.fill("edit-connection-name", "Tables").await;
    pictures(&window, "edit-connection").await;
    window.click("edit-connection-save").await;
    window.find("[data-testid=\"nav-connection-Tables\"]").await;
    window.click("connection-remove").await;
    window.says("There is no open work.").await;
    pictures(&window, "remove-connection").await;
    window.click("connection-remove-confirm").await;
    window.gone("[data-testid=\"nav-connection-Tables\"]").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn the_accounts_of_a_first_sync_are_shown_before_it_ends() {
    let server = ListingServer::of(6_000).await;
    server.set(|setup| setup.holds_after = Some(45));
    let home = Home::default();
    let window = Window::sized(&home).await;
    window.click("connect-app").await;
    window.connect("scim", "Intranet", &server.address, TOKEN).await;
    window.at("connect-made").await;
    window.click("nav-users").await;
    window.says("Intranet syncing for the first time").await;
    window.says("so far").await;
    window.says("u1@example.com").await;
    pictures(&window, "users-first-sync").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    server.set(|setup| setup.holds_after = None);
    window.all_complete().await;
    assert!(!window.text().await.contains("so far"));
    window.close().await;
}
