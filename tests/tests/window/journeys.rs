//! The real window, end to end.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::foreign::Foreign;
use rollcall_tests::window::{Home, Window};
use std::collections::BTreeSet;
use thirtyfour::prelude::*;

/// Left the company, still has an account in every sample app.
const OSKAR: &str = "oskar.lind@example.com";

/// The row of one person in one app. Named by its user name too: for a moment after typing the
/// rows of the search before are still there.
fn user_row(app: &str, user_name: &str) -> String {
    format!("[data-testid=\"users-row\"][data-connection=\"{app}\"][data-user=\"{user_name}\"]")
}

async fn search(window: &Window, text: &str) {
    window.click("nav-users").await;
    window.fill("users-search", text).await;
}

/// Plans the deactivation of the open drawer's person, confirms and waits for the end.
async fn deactivate_open_person(window: &Window, user_name: &str) {
    window.click("drawer-deactivate").await;
    window.at("plan-screen").await;
    if window.has("[data-testid=\"plan-type\"]").await {
        window.fill("plan-type", user_name).await;
    }
    window.click("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn sample_data_is_read_searched_and_one_person_is_deactivated_in_every_app() {
    let home = Home::default();
    let window = Window::sized(&home).await;
    window.at("start-screen").await;
    window.picture("start").await;
    window.click("connect-app").await;
    window.at("connect-submit").await;
    window.picture("connect").await;
    window.click("connect-cancel").await;
    window.click("start-sample").await;
    window.find("[data-testid=\"main\"][data-mode=\"sample\"]").await;
    window.all_complete().await;
    window.click("nav-users").await;
    window.at("users-row").await;
    window.says("4 207 in 5 apps").await;
    window.picture("users").await;

    window.click("nav-groups").await;
    window.at("groups-row").await;
    window.picture("groups").await;
    window.click("groups-row").await;
    window.at("members-grid").await;
    window.picture("group").await;
    window.click("nav-settings").await;
    window.picture("settings").await;

    let apps = ["Zapier", "monday.com", "Notion", "Zscaler ZPA", "Airtable"];
    for app in apps {
        search(&window, "Oskar Lind").await;
        let row = window.find(&user_row(app, OSKAR)).await;
        assert_eq!(row.attr("data-status").await.unwrap().as_deref(), Some("active"), "{app}");
        row.click().await.unwrap();
        window.at("drawer").await;
        window.says("oskar.lind@example.com").await;
        if app == "Zapier" {
            for tab in ["groups", "history", "raw", "profile"] {
                window.click(&format!("drawer-tab-{tab}")).await;
                window.picture(&format!("drawer-{tab}")).await;
            }
            window.click("drawer-deactivate").await;
            window.at("plan-screen").await;
            window.picture("plan").await;
            window.click("plan-discard").await;
            search(&window, "Oskar Lind").await;
            window.find(&user_row(app, OSKAR)).await.click().await.unwrap();
        }
        deactivate_open_person(&window, OSKAR).await;
        window.becomes("[data-testid=\"run-outcome\"]", "data-outcome", "verified").await;
        if app == "Zapier" {
            window.picture("run").await;
        }
    }
    window.click("nav-users").await;
    window.click("read-now").await;
    window.find("[data-testid=\"sync-line\"][data-health=\"reading\"]").await;
    window.all_complete().await;
    search(&window, "Oskar Lind").await;
    let ends = [
        ("Zapier", "no-longer-listed"),
        ("monday.com", "inactive"),
        ("Notion", "no-longer-listed"),
        ("Zscaler ZPA", "no-longer-listed"),
        ("Airtable", "inactive"),
    ];
    for (app, status) in ends {
        window.becomes(&user_row(app, OSKAR), "data-status", status).await;
    }
    window.picture("users-after").await;
    window.click("nav-connection-Notion").await;
    window.at("connection-screen").await;
    window.find("[data-testid=\"verdict\"][data-verdict=\"complete\"]").await;
    window.picture("connection").await;

    // Sample data goes without a trace.
    window.leave_sample().await;
    window.close().await;
    let left = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let left =
        left.filter(|entry| entry.file_name().to_string_lossy().starts_with("rollcall-sample-"));
    assert_eq!(left.count(), 0, "the sample's folder stays behind");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_real_connection_survives_a_restart_and_leaves_no_token_and_no_name_on_disk() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["zapier".to_owned()],
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let app = apps.apps[0].clone();
    let home = Home::default();
    let window = Window::sized(&home).await;
    window.click("connect-app").await;

    // A wrong token first: the rung is named, nothing is connected.
    window.connect("zapier", "Zapier", &app.address, "not-the-token-000000").await;
    window
        .find("[data-testid=\"rung\"][data-rung=\"token-accepted\"][data-state=\"failed\"]")
        .await;
    window.find("[data-testid=\"problem\"][data-code=\"token-refused\"]").await;
    window.picture("connect-refused").await;
    let field = window.at("connect-token").await;
    assert_eq!(field.prop("value").await.unwrap().unwrap_or_default(), "", "the token stays");

    window.fill("connect-token", &app.token).await;
    window.click("connect-submit").await;
    window.at("connect-made").await;
    window.all_complete().await;
    window.picture("connect-made").await;

    // A page that fails: partial everywhere, nobody gone.
    apps.set_faults("zapier", vec!["users:page=3:502".parse().unwrap()]);
    window.click("nav-users").await;
    window.click("read-now").await;
    window.at("partial-banner").await;
    window.find("[data-testid=\"sync-line\"][data-health=\"partial\"]").await;
    window.at("users-row").await;
    window.gone("[data-testid=\"users-row\"][data-status=\"no-longer-listed\"]").await;
    window.click("partial-why").await;
    window.at("read-drawer").await;
    window.picture("users-partial").await;
    window.close().await;

    apps.set_faults("zapier", Vec::new());
    let window = Window::sized(&home).await;
    window.find("[data-testid=\"main\"][data-mode=\"real\"]").await;
    window.click("nav-users").await;
    window.click("read-now").await;
    window.all_complete().await;

    // A server that answers 200 and does nothing: nowhere green.
    apps.set_faults("zapier", vec!["lying-200".parse().unwrap()]);
    search(&window, "Oskar Lind").await;
    window.find(&user_row("Zapier", OSKAR)).await.click().await.unwrap();
    deactivate_open_person(&window, OSKAR).await;
    window.becomes("[data-testid=\"run-outcome\"]", "data-outcome", "accepted-not-verified").await;
    window.gone("[data-testid=\"run-outcome\"][data-outcome=\"verified\"]").await;
    window.says("0 verified").await;
    window.picture("run-not-verified").await;

    // The token is nowhere the page can reach.
    let everything = window
        .script("return document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + [...document.querySelectorAll('input')].map(i => i.value).join()")
        .await;
    assert!(!everything.as_str().unwrap().contains(&app.token), "the token is in the page");
    window.close().await;

    let oracle = apps.oracle("zapier").unwrap();
    let mut names = BTreeSet::new();
    for id in oracle.listed_ids() {
        let user = oracle.user(&id).unwrap();
        let name = &user.record["name"];
        names.extend([&name["givenName"], &name["familyName"]].map(text));
        names.insert(user.user_name);
    }
    // Short ones may come up in encrypted bytes by chance.
    names.retain(|name| name.len() >= 6);
    assert!(names.len() > 500, "only {} names to look for", names.len());
    let (mut looked_at, mut stores) = (0, 0);
    for file in files_below(home.path()) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let said = String::from_utf8_lossy(&bytes);
        looked_at += 1;
        for secret in [app.token.as_str(), OSKAR, "Oskar Lind"] {
            assert!(!said.contains(secret), "{} holds {secret}", file.display());
        }
        if file.to_string_lossy().contains("rollcall.db") {
            stores += 1;
            for name in &names {
                assert!(!said.contains(name), "{} holds {name}", file.display());
            }
        }
    }
    assert!(stores >= 1 && home.path().join("printed.log").exists());
    assert!(looked_at >= 3, "only {looked_at} files were looked at");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_foreign_server_is_connected_read_and_one_person_deactivated() {
    let foreign = Foreign::start(&[]);
    let home = Home::default();
    let window =
        Window::connected(&home, "scim", "Foreign", (&foreign.address, &foreign.token)).await;
    search(&window, &foreign.person).await;
    window.find(&user_row("Foreign", &foreign.person)).await.click().await.unwrap();
    window.at("drawer").await;
    deactivate_open_person(&window, &foreign.person).await;
    window.becomes("[data-testid=\"run-outcome\"]", "data-outcome", "verified").await;
    window.click("nav-users").await;
    window.click("read-now").await;
    window.find("[data-testid=\"sync-line\"][data-health=\"reading\"]").await;
    window.all_complete().await;
    search(&window, &foreign.person).await;
    window.becomes(&user_row("Foreign", &foreign.person), "data-status", "inactive").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn the_whole_flow_works_with_the_keyboard_alone() {
    let home = Home::default();
    let window = Window::sized(&home).await;
    window.at("start-sample").await;
    window.tab_to("start-sample").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"main\"][data-mode=\"sample\"]").await;
    window.all_complete().await;
    window.tab_to("nav-users").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("users-row").await;
    window.keys(TypingData::from("/")).await;
    window.keys(TypingData::from("Oskar Lind")).await;
    window.find(&user_row("monday.com", OSKAR)).await;
    window.tab_to("users-grid").await;
    // Down to the row of one app, then into it.
    for _ in 0..6 {
        if active_connection(&window).await.as_deref() == Some("monday.com") {
            break;
        }
        window.keys(TypingData::from(Key::Down)).await;
    }
    assert_eq!(active_connection(&window).await.as_deref(), Some("monday.com"));
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("drawer").await;
    window.tab_to("drawer-deactivate").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("plan-screen").await;
    window.tab_to("plan-confirm").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.becomes("[data-testid=\"run-outcome\"]", "data-outcome", "verified").await;
    window.leave_sample().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn killed_in_the_middle_of_a_run_it_settles_by_reading_at_the_next_start() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["airtable".to_owned()],
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let app = apps.apps[0].clone();
    let home = Home::default();
    let window = Window::connected(&home, "airtable", "Airtable", (&app.address, &app.token)).await;
    search(&window, "Oskar Lind").await;
    window.find(&user_row("Airtable", OSKAR)).await.click().await.unwrap();
    window.click("drawer-deactivate").await;
    window.at("plan-screen").await;
    // The app takes the request and never answers.
    apps.set_faults("airtable", vec!["patch:silent".parse().unwrap()]);
    window.click("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"running\"]").await;
    let sent = || apps.requests("airtable").iter().filter(|seen| seen.method == "PATCH").count();
    while sent() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    window.picture("run-under-way").await;
    window.kill();

    apps.set_faults("airtable", Vec::new());
    let window = Window::sized(&home).await;
    window.at("settled-run").await;
    window.says("Oskar Lind in Airtable unknown").await;
    window.picture("settled").await;
    assert_eq!(sent(), 1, "nothing is sent again");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn without_a_keychain_the_start_says_so_and_sample_data_still_works() {
    let home = Home::default();
    let nowhere = home.path().join("no-bus");
    let nowhere = format!("unix:path={}", nowhere.display());
    let window = Window::open_with(&home, &[("DBUS_SESSION_BUS_ADDRESS", &nowhere)]).await;
    window.page.set_window_rect(0, 0, 1280, 800).await.unwrap();
    window.at("keychain-problem").await;
    window.find("[data-testid=\"problem\"][data-code=\"keychain-absent\"]").await;
    window.picture("start-without-keychain").await;
    window.click("connect-app").await;
    window.at("keychain-problem").await;
    window.picture("connect-without-keychain").await;
    window.click("crumb").await;
    window.click("start-sample").await;
    window.at("sample-banner").await;
    window.all_complete().await;
    window.leave_sample().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_store_that_does_not_open_is_left_alone_and_tried_again() {
    let home = Home::default();
    let window = Window::open(&home).await;
    window.at("start-screen").await;
    window.close().await;
    let store = files_below(home.path())
        .into_iter()
        .find(|file| file.ends_with("rollcall.db"))
        .expect("the first start makes the store");
    let whole = std::fs::read(&store).unwrap();
    let damaged: Vec<u8> = whole.iter().map(|byte| !byte).collect();
    std::fs::write(&store, &damaged).unwrap();
    let window = Window::sized(&home).await;
    window.at("store-problem").await;
    window.picture("store-problem").await;
    window.click("store-retry").await;
    window.at("store-problem").await;
    assert_eq!(std::fs::read(&store).unwrap(), damaged, "the file is left as it was");
    std::fs::write(&store, &whole).unwrap();
    window.click("store-retry").await;
    window.at("start-screen").await;
    window.close().await;
}

/// The app of the grid's active row.
async fn active_connection(window: &Window) -> Option<String> {
    let found = window
        .script(
            "const grid = document.querySelector('[data-testid=users-grid]'); \
             const id = grid && (document.activeElement.getAttribute('aria-activedescendant') || grid.getAttribute('aria-activedescendant')); \
             const cell = id && document.getElementById(id); \
             const row = cell && cell.closest('[data-testid=users-row]'); \
             return row ? row.dataset.connection : null",
        )
        .await;
    found.as_str().map(str::to_owned)
}

fn files_below(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
