//! Changes in the real window: staged, planned, run, tried again and taken back, with the mouse and
//! with the keyboard alone.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_simulator as simulator;
use rollcall_tests::truth::Truth;
use rollcall_tests::window::{Home, Window};
use std::time::Duration;
use thirtyfour::prelude::*;

/// Confirms the open plan and waits for its run to end with every item verified.
async fn run_the_plan(window: &Window, items: usize) {
    window.click("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
    let outcomes = window.page.find_all(By::Css("[data-testid=\"run-outcome\"]")).await.unwrap();
    assert_eq!(outcomes.len(), items);
    for outcome in outcomes {
        assert_eq!(outcome.attr("data-outcome").await.unwrap().as_deref(), Some("verified"));
    }
}

const OPEN_TEAM: &str = r#"
    const rows = document.querySelectorAll('[data-testid="groups-row"][data-connection="monday.com"]');
    const team = [...rows].find((row) => row.textContent.includes("EMEA Sales"));
    team?.click();
    return team !== undefined;
"#;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn members_are_staged_reviewed_sent_and_taken_back() {
    let home = Home::default();
    let window = Window::sized(&home).await;
    window.click("start-sample").await;
    window.all_complete().await;
    window.click("nav-groups").await;
    window.fill("groups-search", "EMEA Sales").await;
    // For a moment the rows of before are still there.
    let mut tries = 0;
    while window.script(OPEN_TEAM).await != true {
        tries += 1;
        assert!(tries < 300, "the team is not listed:\n{}", window.text().await);
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    window.at("member-editor").await;
    window.at("members-row").await;

    // Two accounts that are found and not in it, by id; and one that does not exist.
    window.fill("add-search", "example.com").await;
    let free = "[data-testid=\"add-row\"][data-state=\"free\"]";
    window.find(free).await;
    let mut pasted = String::new();
    for row in window.page.find_all(By::Css(free)).await.unwrap().into_iter().take(2) {
        pasted.push_str(&row.attr("data-account").await.unwrap().unwrap());
        pasted.push_str("; ");
    }
    window.fill("paste-text", &(pasted + "nobody@nowhere.example")).await;
    window.click("paste-match").await;
    window.find("[data-testid=\"tray\"][data-count=\"2\"]").await;
    window.find("[data-testid=\"open-line\"][data-why=\"nobody\"]").await;
    for count in ["3", "4"] {
        let member =
            "[data-testid=\"members-row\"]:not([data-staged]) [data-testid=\"member-action\"]";
        window.find(member).await.click().await.unwrap();
        window.find(&format!("[data-testid=\"tray\"][data-count=\"{count}\"]")).await;
    }
    window.picture("group-staged").await;
    window.click("tray-review").await;
    window.at("plan-screen").await;
    window.picture("plan-members").await;
    run_the_plan(&window, 2).await;
    window.picture("run-members").await;
    window.click("run-undo").await;
    window.at("plan-screen").await;
    run_the_plan(&window, 2).await;
    window.click("leave-sample").await;
    window.find("[data-testid=\"main\"][data-mode=\"empty\"]").await;
    window.close().await;
}

/// How the items of the run on the screen ended.
async fn outcomes(window: &Window) -> Vec<String> {
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
    let mut ends = Vec::new();
    for outcome in window.page.find_all(By::Css("[data-testid=\"run-outcome\"]")).await.unwrap() {
        ends.push(outcome.attr("data-outcome").await.unwrap().unwrap_or_default());
    }
    ends.sort();
    ends
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
async fn titles_and_a_team_are_changed_retried_and_taken_back_with_the_keyboard_alone() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["monday".to_owned()],
        users: Some(300),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let app = apps.apps[0].clone();
    let oracle = apps.oracle("monday").unwrap();
    let team = "EMEA Sales";
    let members = oracle.members(team).unwrap();
    let free: Vec<String> = oracle
        .listed_ids()
        .into_iter()
        .filter(|id| !members.contains(id) && oracle.user(id).unwrap().active)
        .take(2)
        .collect();
    let before = Truth::of(&oracle);

    let home = Home::default();
    let window = Window::connected(&home, "monday", "monday.com", (&app.address, &app.token)).await;

    // From here on no mouse. A title for three people:
    window.enter("nav-users").await;
    window.at("users-row").await;
    window.keys(TypingData::from("/")).await;
    window.keys(TypingData::from("ngineer")).await;
    window.at("users-shown").await;
    window.tab_to("users-grid").await;
    window.keys(TypingData::from(Key::Down)).await;
    window.chord(Key::Shift, Key::Down).await;
    window.chord(Key::Shift, Key::Down).await;
    window.find("[data-testid=\"selection\"][data-count=\"3\"]").await;
    window.keys(TypingData::from("e")).await;
    window.at("edit-dialog").await;
    window.keys(TypingData::from("Title")).await;
    window.tab_to("edit-value").await;
    window.keys(TypingData::from("Lead auditor")).await;
    window.picture("edit-three").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"tray\"][data-count=\"3\"]").await;
    window.picture("users-staged").await;
    // They stay at the bottom of a screen that does not fill the window.
    window.click("nav-reviews").await;
    window.at("reviews-none").await;
    window
        .holds(
            "const tray = document.querySelector('[data-testid=tray]');
            return Math.abs(tray.getBoundingClientRect().bottom - window.innerHeight) < 2;",
        )
        .await;

    // Two join a team and two leave it, by one list:
    window.enter("nav-groups").await;
    window.at("groups-row").await;
    window.keys(TypingData::from("/")).await;
    window.keys(TypingData::from(team)).await;
    let row = format!(
        "return document.querySelectorAll('[data-testid=\"groups-row\"]').length === 1 && document.body.innerText.includes({team:?})"
    );
    let mut tries = 0;
    while window.script(&row).await != true {
        tries += 1;
        assert!(tries < 300, "the team is not found:\n{}", window.text().await);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    window.tab_to("groups-grid").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("member-editor").await;
    window.at("members-row").await;
    window.tab_to("paste-text").await;
    let list = format!("{}; {}; -{}; - {}", free[0], free[1], members[0], members[1]);
    window.keys(TypingData::from(list.as_str())).await;
    window.enter("paste-match").await;
    window.find("[data-testid=\"tray\"][data-count=\"7\"]").await;
    window.picture("team-staged").await;
    window.enter("tray-toggle").await;
    window.at("tray-item").await;
    window.picture("tray-open").await;
    window.enter("tray-toggle").await;

    // One plan of all of it.
    window.enter("tray-review").await;
    window.at("plan-screen").await;
    window.picture("plan-together").await;
    apps.set_faults("monday", vec!["user:patch:skip=1:times=1:403".parse().unwrap()]);
    window.enter("plan-confirm").await;
    let ends = outcomes(&window).await;
    assert_eq!(ends, ["refused", "verified", "verified", "verified", "verified"]);
    window.picture("run-one-refused").await;
    assert_eq!(oracle.members(team).unwrap().len(), members.len());

    // What failed, and only that, once more.
    apps.set_faults("monday", Vec::new());
    apps.forget_requests("monday");
    window.enter("run-retry").await;
    window.at("plan-screen").await;
    window.picture("plan-again").await;
    window.enter("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
    assert_eq!(outcomes(&window).await, ["verified"]);
    assert_eq!(apps.requests("monday").iter().filter(|seen| seen.method == "PATCH").count(), 1);
    window.picture("run-again").await;
    window.enter("run-recheck").await;
    window.find("[data-testid=\"recheck-item\"][data-holds=\"true\"]").await;
    window.picture("run-still-so").await;
    let changed = Truth::of(&oracle).changed_since(&before, &oracle);
    assert_eq!(changed.len(), 3, "the three have their title: {changed:?}");

    // Both runs are taken back: this one by its key, the first by the way of the record.
    window.chord(Key::Control, 'z').await;
    window.at("plan-screen").await;
    window.picture("plan-undo").await;
    window.enter("plan-confirm").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"finished\"]").await;
    assert_eq!(outcomes(&window).await, ["verified"]);
    window.enter("nav-activity").await;
    window.at("activity-row").await;
    window.picture("activity").await;
    // From the oldest entry up: connected, read, planned, ran.
    window.tab_to("activity-grid").await;
    window.keys(TypingData::from(Key::End)).await;
    for _ in 0..3 {
        window.keys(TypingData::from(Key::Up)).await;
    }
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("activity-entry").await;
    window.picture("activity-entry").await;
    window.enter("activity-run").await;
    window.at("run-screen").await;
    window.enter("run-undo").await;
    window.at("plan-screen").await;
    window.enter("plan-confirm").await;
    let ends = outcomes(&window).await;
    assert!(ends.iter().all(|end| end == "verified"), "{ends:?}");
    window.picture("run-undone").await;
    assert_eq!(Truth::of(&oracle), before, "all is as it was");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn the_guard_and_protections_hold_in_the_window_until_they_are_lifted() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["scim".to_owned()],
        users: Some(400),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let app = apps.apps[0].clone();
    let home = Home::default();
    let window = Window::connected(&home, "scim", "Shop", (&app.address, &app.token)).await;

    // The account whose token this is, as the admin knows.
    let owner = apps.oracle("scim").unwrap().listed_ids().remove(3);
    let owner = apps.oracle("scim").unwrap().user(&owner).unwrap();
    window.click("nav-connection-Shop").await;
    window.at("safeguards").await;
    window.fill("protect-search", &owner.user_name).await;
    window.find(&format!("[data-testid=\"protect-option\"][data-key=\"{}\"]", owner.id)).await;
    window.click("protect-option").await;
    window.find(&format!("[data-testid=\"protected-row\"][data-account=\"{}\"]", owner.id)).await;
    window.picture("safeguards").await;

    // Everybody at once is more than the guard lets through; the protected one is left out.
    window.click("nav-users").await;
    window.at("users-row").await;
    window.tab_to("users-grid").await;
    window.chord(Key::Control, 'a').await;
    window.click("selection-all").await;
    window.click("selection-deactivate").await;
    window.at("left-out").await;
    window.says("break-glass account").await;
    window.at("tray").await;
    window.picture("users-all-staged").await;
    window.click("tray-review").await;
    window.says("its guard allows").await;
    window.picture("guard-stops").await;
    window.click("tray-discard").await;
    window.click("tray-discard-confirm").await;
    window.gone("[data-testid=\"tray\"]").await;
    let sent = apps.requests("scim");
    assert!(
        sent.iter().all(|seen| matches!(seen.method.as_str(), "GET" | "HEAD")),
        "nothing was sent"
    );

    // Raising the guard takes the number once more; lifting a protection takes a reason.
    window.click("nav-connection-Shop").await;
    window.click("guard-edit").await;
    window.fill("guard-number", "60").await;
    window.fill("guard-typed", "60").await;
    window.click("guard-save").await;
    window.find("[data-testid=\"guard-words\"][data-people=\"60\"]").await;
    window.click("lift-open").await;
    window.fill("lift-reason", "Left the company").await;
    window.picture("lift").await;
    window.click("lift-confirm").await;
    window.at("protected-none").await;
    window.click("nav-activity").await;
    window.says("Left the company").await;
    window.click("activity-verify").await;
    window.find("[data-testid=\"activity-chain\"][data-state=\"intact\"]").await;

    // Another program on the same store sees who has it.
    let program = std::env::var("ROLLCALL_CLI").unwrap();
    let told = tokio::process::Command::new(program)
        .arg("connections")
        .envs(home.environment())
        .output()
        .await
        .unwrap();
    let words = String::from_utf8_lossy(&told.stderr).into_owned();
    assert_eq!(told.status.code(), Some(1), "{words}");
    assert!(words.contains("window") && words.contains("since"), "{words}");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_user_and_a_group_are_made_and_a_run_is_held_and_found_again() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["scim".to_owned()],
        users: Some(120),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let app = apps.apps[0].clone();
    let home = Home::default();
    let window = Window::connected(&home, "scim", "Shop", (&app.address, &app.token)).await;

    window.enter("nav-users").await;
    window.at("users-row").await;
    window.enter("new-user").await;
    window.at("new-user-stage").await;
    let user_name = "[data-testid=\"new-user-field\"][data-path=\"userName\"]";
    if !window.has(user_name).await {
        window.at("new-user-app").await.click().await.unwrap();
    }
    window.find(user_name).await.send_keys("nora.new@example.com").await.unwrap();
    window.picture("new-user").await;
    window.click("new-user-stage").await;
    window.find("[data-testid=\"tray\"][data-count=\"1\"]").await;
    window.tab_to("users-grid").await;
    window.keys(TypingData::from(Key::Down)).await;
    window.chord(Key::Shift, Key::F10).await;
    window.at("row-menu-edit").await;
    window.picture("row-menu").await;
    window.keys(TypingData::from(Key::Escape)).await;

    window.enter("nav-groups").await;
    window.at("groups-row").await;
    window.enter("new-group").await;
    window.fill("new-group-name", "Night shift").await;
    window.picture("new-group").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"tray\"][data-count=\"2\"]").await;
    window.click("groups-row").await;
    window.enter("group-menu").await;
    window.at("group-rename").await;
    window.picture("group-menu").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.fill("group-rename-name", "Renamed here").await;
    window.picture("group-rename").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"tray\"][data-count=\"3\"]").await;

    // Held before its second item, left, and found again from another screen.
    window.enter("tray-review").await;
    window.at("plan-screen").await;
    apps.set_faults("scim", vec!["write:latency=4s".parse().unwrap()]);
    window.enter("plan-confirm").await;
    window.enter("run-pause").await;
    window.find("[data-testid=\"run-screen\"][data-state=\"paused\"]").await;
    window.picture("run-paused").await;
    window.enter("nav-users").await;
    window.at("run-notice").await;
    window.picture("run-notice").await;
    apps.set_faults("scim", Vec::new());
    window.enter("run-notice-open").await;
    window.enter("run-go-on").await;
    assert_eq!(outcomes(&window).await, ["verified"; 3]);
    window.gone("[data-testid=\"run-notice\"]").await;
    let oracle = apps.oracle("scim").unwrap();
    assert!(oracle.user("nora.new@example.com").is_some());
    assert!(oracle.members("Night shift").is_some() && oracle.members("Renamed here").is_some());
    window.close().await;
}
