//! The apps beside next month's HR list in the real window: a department moves as one press.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::window::{Home, Window};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use thirtyfour::prelude::*;

const APPS: [(&str, &str); 3] =
    [("notion", "Notion"), ("zscaler-zpa", "Zscaler"), ("zapier", "Zapier")];
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Active accounts of an app whose person is in a department, by the app's own state.
fn in_department(apps: &simulator::Running, app: &str, department: &str) -> BTreeSet<String> {
    let oracle = apps.oracle(app).unwrap();
    let of = |id: &String| {
        oracle.user(id).is_some_and(|user| {
            user.active && user.record[ENTERPRISE]["department"].as_str() == Some(department)
        })
    };
    oracle.listed_ids().into_iter().filter(of).collect()
}

/// The number on a tile.
async fn tile(window: &Window, bucket: &str) -> u32 {
    let selector = format!("[data-testid=\"reconcile-bucket\"][data-bucket=\"{bucket}\"]");
    let count = window.find(&selector).await.attr("data-count").await.unwrap().unwrap();
    count.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_department_moves_in_every_app_as_next_months_list_says() {
    let apps = simulator::start(simulator::Options {
        apps: APPS.map(|(id, _)| id.to_owned()).to_vec(),
        users: Some(90),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let home = Home::default();
    let list: PathBuf = home.path().join("hr-december.csv");
    std::fs::write(&list, simulator::truth_list(1).replace(";Sales;", ";Revenue;")).unwrap();

    let window = Window::sized(&home).await;
    for (number, (id, name)) in APPS.iter().enumerate() {
        let app = apps.app(id).unwrap();
        window.click(if number == 0 { "connect-app" } else { "nav-connect" }).await;
        window.connect(id, name, &app.address, &app.token).await;
        window.at("connect-made").await;
        window.find(&format!("[data-testid=\"nav-connection-{name}\"]")).await;
    }
    window.all_complete().await;
    let presses = Cell::new(0);
    let click = async |test_id: &str| {
        presses.set(presses.get() + 1);
        window.click(test_id).await;
    };

    // Without a list there is nothing to compare with.
    click("nav-reconcile").await;
    window.at("reconcile-no-list").await;
    window.picture("reconcile-without-list").await;
    click("reconcile-import").await;
    window.at("truth-file").await.send_keys(list.to_str().unwrap()).await.unwrap();
    window.at("truth-columns").await;
    click("truth-import").await;
    // The import leads back to where it was asked for.
    window.at("reconcile-row").await;
    window.picture("reconcile-left").await;

    // Everyone who is in Sales in an app and on the list differs by one value.
    let sales: Vec<BTreeSet<String>> =
        APPS.iter().map(|(id, _)| in_department(&apps, id, "Sales")).collect();
    let all: usize = sales.iter().map(BTreeSet::len).sum();
    assert!(all > 10, "{all} accounts in Sales");
    window
        .find("[data-testid=\"reconcile-bucket\"][data-bucket=\"differs\"]")
        .await
        .click()
        .await
        .unwrap();
    presses.set(presses.get() + 1);
    let before = tile(&window, "differs").await as usize;
    click("reconcile-field").await;
    let department =
        format!("[data-testid=\"reconcile-field-option\"][data-value=\"{ENTERPRISE}:department\"]");
    window.find(&department).await.click().await.unwrap();
    presses.set(presses.get() + 1);
    window.keys(TypingData::from(Key::Escape)).await;
    window
        .find(&format!("[data-testid=\"reconcile-row\"][data-path=\"{ENTERPRISE}:department\"]"))
        .await;
    window.picture("reconcile-differs").await;
    let shown = window.at("reconcile-grid").await.attr("data-count").await.unwrap().unwrap();
    let shown: usize = shown.parse().unwrap();
    // Service accounts and people who are not on the list stay as they are.
    assert!(shown > 10 && shown <= all, "{shown} rows for {all} accounts");

    // By the keyboard: everything that matches, staged.
    window.script("document.querySelector('[data-testid=reconcile-grid]').focus()").await;
    window.chord(Key::Control, 'a').await;
    window.chord(Key::Control, 'a').await;
    window.at("reconcile-selection").await;
    window.picture("reconcile-selected").await;
    click("reconcile-accept").await;
    window.at("reconcile-answer").await;
    window.says(&format!("Staged: {shown} changes.")).await;
    window.picture("reconcile-staged").await;
    assert_eq!(window.violations().await, Vec::<String>::new());
    click("tray-review").await;
    window.at("plan-confirm").await;
    window.picture("reconcile-plan").await;
    if window.has("[data-testid=\"plan-type\"]").await {
        window.fill("plan-type", &shown.to_string()).await;
    }
    click("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
    window.picture("reconcile-run").await;
    let left: usize = APPS.iter().map(|(id, _)| in_department(&apps, id, "Sales").len()).sum();
    let moved: usize = APPS.iter().map(|(id, _)| in_department(&apps, id, "Revenue").len()).sum();
    assert_eq!((moved, left), (shown, all - shown), "by the apps' own state");

    // A second look finds nothing of it.
    click("nav-reconcile").await;
    window.find(&format!("[data-bucket=\"differs\"][data-count=\"{}\"]", before - shown)).await;
    println!("{} presses from the list to the last verified value", presses.get());
    window.close().await;
}
