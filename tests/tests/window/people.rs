//! People, the HR list and a lockdown over six apps in the real window.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::outside::patched;
use rollcall_tests::window::{Home, Window};
use rollcall_tests::world::faults;
use std::path::{Path, PathBuf};
use thirtyfour::prelude::*;

/// The last one is the generic app.
const APPS: [(&str, &str); 6] = [
    ("zapier", "Zapier"),
    ("zscaler-zpa", "Zscaler"),
    ("airtable", "Airtable"),
    ("monday", "monday.com"),
    ("notion", "Notion"),
    ("scim", "Intranet"),
];
const DOWN: &str = "airtable";

/// What the lines of the receipt on the screen say of themselves.
async fn marks(window: &Window) -> Vec<String> {
    let mut marks = Vec::new();
    for line in window.page.find_all(By::Css("[data-testid=\"case-line\"]")).await.unwrap() {
        marks.push(line.attr("data-mark").await.unwrap().unwrap_or_default());
    }
    marks.sort();
    marks
}

/// The file that the screen says it wrote.
async fn exported(window: &Window, button: &str, ending: &str) -> String {
    window.click(button).await;
    window.find(&format!("[data-testid=\"case-exported\"] [data-path$=\".{ending}\"]")).await;
    let path = window
        .script("return document.querySelector('[data-testid=\"case-exported\"] [data-path]').dataset.path")
        .await;
    let path = path.as_str().unwrap().to_owned();
    std::fs::read_to_string(Path::new(&path)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
async fn who_left_is_found_by_the_list_and_shut_out_of_six_apps() {
    let apps = simulator::start(simulator::Options {
        apps: APPS.map(|(id, _)| id.to_owned()).to_vec(),
        users: Some(60),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let home = Home::default();
    let list: PathBuf = home.path().join("hr-export.csv");
    std::fs::write(&list, simulator::truth_list(1)).unwrap();

    let window = Window::sized(&home).await;
    for (number, (id, name)) in APPS.iter().enumerate() {
        let app = apps.app(id).unwrap();
        window.click(if number == 0 { "connect-app" } else { "nav-connect" }).await;
        window.connect(id, name, &app.address, &app.token).await;
        window.at("connect-made").await;
        window.find(&format!("[data-testid=\"nav-connection-{name}\"]")).await;
        if number == 4 {
            window.all_complete().await;
        }
    }
    window.all_complete().await;

    // The list, as HR exports it.
    window.click("nav-people").await;
    window.at("people-row").await;
    window.picture("people-without-list").await;
    window.click("people-import").await;
    window.at("truth-empty").await;
    window.picture("truth-empty").await;
    window.at("truth-file").await.send_keys(list.to_str().unwrap()).await.unwrap();
    window.at("truth-columns").await;
    window.picture("truth-looked").await;
    window.click("truth-import").await;

    // Who left and is still active.
    window.find("[data-testid=\"people-filter\"][data-value=\"left-active\"]").await;
    window.picture("people").await;
    window
        .find("[data-testid=\"people-filter\"][data-value=\"left-active\"]")
        .await
        .click()
        .await
        .unwrap();
    window.at("people-shown").await;
    let oskar =
        "[data-testid=\"people-row\"][data-email=\"oskar.lind@example.com\"][data-list=\"left\"]";
    window.find(oskar).await.click().await.unwrap();
    window.at("person-matrix").await;
    window.picture("person").await;

    // One app is down from here on.
    faults(&apps, DOWN, &["500"]);
    window.click("person-lockdown").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"planned\"]").await;
    window.at("plan-confirm").await;
    window.picture("lockdown-planned").await;
    window.fill("plan-type", "5").await;
    window.click("plan-confirm").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"open\"]").await;
    window.says("5 of 6 changes verified").await;
    let five = ["open", "verified", "verified", "verified", "verified", "verified"];
    assert_eq!(marks(&window).await, five);
    window.picture("receipt-open").await;
    for (id, _) in APPS {
        let active =
            apps.oracle(id).unwrap().user("oskar.lind@example.com").is_some_and(|u| u.active);
        assert_eq!(active, id == DOWN, "{id}");
    }
    window.click("nav-overview").await;
    window.at("case-banner").await;
    window.at("overview-case").await;
    window.picture("overview").await;

    // It is back, and the rest is done without anybody pressing anything.
    faults(&apps, DOWN, &[]);
    window.click("case-banner-open").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"closed\"]").await;
    window.says("6 of 6 changes verified").await;
    assert_eq!(marks(&window).await, ["verified"; 6]);
    assert!(!apps.oracle(DOWN).unwrap().user("oskar.lind@example.com").is_some_and(|u| u.active));
    window.gone("[data-testid=\"case-banner\"]").await;
    window.click("case-recheck").await;
    window.at("line-check").await;
    window.picture("receipt-closed").await;
    let page = exported(&window, "case-export-html", "html").await;
    assert!(page.contains("6 of 6 changes verified"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&exported(&window, "case-export-json", "json").await).unwrap();
    assert_eq!((&json["brief"]["verified"], &json["brief"]["open"]), (&6.into(), &0.into()));
    for app in &apps.apps {
        assert!(!page.contains(&app.token) && !json.to_string().contains(&app.token));
    }

    // Anybody is one shortcut away.
    window.chord(Key::Control, 'k').await;
    window.at("palette-input").await;
    window.keys(TypingData::from("carla men")).await;
    // The results have followed the typing, and the input names one that is there.
    window
        .holds(
            "const id = document.querySelector('[data-testid=palette-input]') \
                 .getAttribute('aria-activedescendant'); \
             return document.getElementById(id)?.textContent.includes('Carla Mendes') ?? false",
        )
        .await;
    window.picture("palette").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("person-matrix").await;
    window.says("Carla Mendes").await;

    // Two that no address and no number ties are tied by hand.
    window.enter("person-tie").await;
    window.tab_to("tie-search").await;
    window.keys(TypingData::from("oskar")).await;
    window.at("tie-option").await;
    window.picture("tie-search").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("tie-confirm").await;
    window.picture("tie-confirm").await;
    window.enter("tie-confirm").await;
    window.says("They cannot be one person").await;
    window.picture("tie-refused").await;
    window.keys(TypingData::from(Key::Escape)).await;
    window.gone("[data-testid=\"tie-dialog\"]").await;

    // Another admin lets him in again. The next read finds it, and every screen says so.
    let oskar = apps.oracle("scim").unwrap().user("oskar.lind@example.com").unwrap().id;
    let operation = serde_json::json!({"op": "replace", "path": "active", "value": true});
    patched(&apps, "scim", &format!("Users/{oskar}"), operation).await;
    window.click("nav-connection-Intranet").await;
    window.enter("read-now").await;
    window.at("case-banner").await;
    window.says("active again in Intranet").await;

    // What that read changed is a page of its own, by the keyboard.
    window.enter("connection-since").await;
    window.find("[data-testid=\"since-grid\"][data-count=\"1\"]").await;
    window.says("Changed 1").await;
    window.picture("since").await;
    assert_eq!(window.violations().await, Vec::<String>::new());

    window.click("case-banner-open").await;
    window.at("case-active-again").await;
    window.picture("receipt-active-again").await;
    window.enter("case-recheck").await;
    window.find("[data-testid=\"case-line\"][data-mark=\"undone\"]").await;
    window.close().await;
}
