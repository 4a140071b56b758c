//! An access review by keys alone in the real window.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests; a figure is printed"
)]

use rollcall_simulator as simulator;
use rollcall_tests::review::answered;
use rollcall_tests::window::{Home, Window};
use std::path::Path;
use thirtyfour::prelude::*;

const PRIYA: &str = "priya.nair@example.com";
const OSKAR: &str = "oskar.lind@example.com";
const ITEMS: usize = 200;

/// The row that the keyboard is at: item, decision, whether it is privileged, user name, groups.
const AT: &str = "const grid = document.querySelector('[data-testid=review-grid]');
    const at = document.getElementById(grid.getAttribute('aria-activedescendant'));
    const row = at && at.closest('[data-testid=review-row]');
    return row ? [row.dataset.item, row.dataset.decision, row.dataset.privileged ?? 'no',
                  row.dataset.user, row.dataset.groups] : null";

struct Keys<'a> {
    window: &'a Window,
    pressed: usize,
}

impl Keys<'_> {
    async fn press(&mut self, key: impl Into<char>) {
        self.window.keys(TypingData::from(key.into().to_string())).await;
        self.pressed += 1;
    }

    async fn type_in(&mut self, text: &str) {
        self.window.keys(TypingData::from(text)).await;
        self.pressed += text.chars().count();
    }

    /// The reason that is asked for; one that is offered is taken.
    async fn reason(&mut self, text: &str, offered: bool) {
        self.window.at("decide-reason").await;
        if !offered {
            self.type_in(text).await;
        }
        self.press(Key::Enter).await;
        self.window.gone("[data-testid=\"decide-dialog\"]").await;
    }
}

/// Types over what stands in a field that Tab reaches.
async fn fill(window: &Window, field: &str, text: &str) {
    window.tab_to(field).await;
    window.keys(TypingData::from(text)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
#[expect(clippy::too_many_lines, reason = "one journey, step by step")]
async fn two_hundred_items_are_decided_revoked_and_proven_by_keys_alone() {
    let apps = simulator::start(simulator::Options {
        apps: vec!["airtable".to_owned(), "monday".to_owned()],
        users: Some(100),
        ..simulator::Options::default()
    })
    .await
    .unwrap();
    let maker = apps.oracle("monday").unwrap().token_owner().unwrap().user_name;
    let home = Home::default();
    let window = Window::sized(&home).await;
    for (number, (id, name)) in
        [("airtable", "Airtable"), ("monday", "monday.com")].iter().enumerate()
    {
        let app = apps.app(id).unwrap();
        window.click(if number == 0 { "connect-app" } else { "nav-connect" }).await;
        window.connect(id, name, &app.address, &app.token).await;
        window.at("connect-made").await;
        window.find(&format!("[data-testid=\"nav-connection-{name}\"]")).await;
    }
    window.all_complete().await;

    window.enter("nav-reviews").await;
    window.at("reviews-none").await;
    window.enter("review-start").await;
    window.at("review-dialog").await;
    fill(&window, "review-you", "Priya Nair").await;
    fill(&window, "review-you-email", PRIYA).await;
    fill(&window, "review-second", "Carla Mendes").await;
    fill(&window, "review-second-email", "carla.mendes@example.com").await;
    window.picture("review-start").await;
    window.enter("review-freeze").await;
    window.at("review-row").await;
    window.picture("review").await;

    // Every item by keys: what is needed beside the letter is asked.
    window.tab_to("review-grid").await;
    let mut keys = Keys { window: &window, pressed: 0 };
    let (mut changed, mut revoked) = (false, false);
    let mut own = 0;
    let mut seen = std::collections::BTreeSet::new();
    let mut waited = 0;
    while seen.len() < ITEMS {
        let row = window.script(AT).await;
        assert!(waited < 3_000, "the keyboard stays at {row} after {} items", seen.len());
        let Some(row) = row.as_array() else {
            waited += 1;
            continue;
        };
        let text = |at: usize| row[at].as_str().unwrap_or_default().to_owned();
        if !seen.insert(text(0)) {
            // The row is still the one before: its decision is under way.
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            waited += 1;
            continue;
        }
        waited = 0;
        let (privileged, user, groups) = (text(2) != "no", text(3), text(4));
        if user == PRIYA && user != maker {
            own += 1;
            keys.press(Key::Down).await;
        } else if user == OSKAR || user == maker {
            if user == PRIYA {
                own += 1;
                keys.press(Key::Down).await;
                continue;
            }
            keys.press('r').await;
            keys.reason("left in September", revoked).await;
            revoked = true;
        } else if privileged {
            keys.press('k').await;
            // Why one keeps it is not offered for the next.
            keys.reason("runs the app", false).await;
        } else if !changed && groups != "0" {
            keys.press('c').await;
            window.at("decide-dialog").await;
            window.tab_to("decide-group").await;
            keys.press(' ').await;
            window.tab_to("decide-reason").await;
            keys.reason("left that team", false).await;
            changed = true;
        } else {
            keys.press('k').await;
        }
    }
    println!(
        "{ITEMS} items by {} key presses, {:.2} an item",
        keys.pressed,
        keys.pressed as f64 / ITEMS as f64
    );
    assert!(keys.pressed < 2 * ITEMS, "{} key presses", keys.pressed);
    assert!(own > 0, "there are accounts of the reviewer's own");
    window.becomes("[data-testid=\"review-bar\"]", "data-left", &own.to_string()).await;
    window.picture("review-decided").await;

    // The reviewer's own accounts are somebody else's to decide, who has no Rollcall: a packet goes
    // out, and what it saved comes back.
    window.enter("review-handout").await;
    window.at("handout-dialog").await;
    let packet = "[data-testid=\"handout-reviewer\"][data-name=\"Carla Mendes\"] [data-testid=\"handout-packet\"]";
    window.tab_until(packet).await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"handout-written\"] [data-path$=\".html\"]").await;
    let path = window
        .script("return document.querySelector('[data-testid=handout-written] [data-path]').dataset.path")
        .await;
    let page = std::fs::read_to_string(path.as_str().unwrap()).unwrap();
    let answers = home.path().join("answers-2.json");
    std::fs::write(&answers, answered(&page, own)).unwrap();
    window.at("answers-file").await.send_keys(answers.to_str().unwrap()).await.unwrap();
    window.at("answers-look").await;
    window.picture("review-answers").await;
    window.enter("answers-take").await;
    window.at("answers-set").await;
    window.becomes("[data-testid=\"review-bar\"]", "data-left", "0").await;
    window.enter("handout-close").await;
    window.gone("[data-testid=\"handout-dialog\"]").await;

    // Each signs the own part: Priya here, and for Carla the admin states what was imported. Then
    // Carla signs second, as it was named at the start.
    for (number, name) in ["Priya Nair", "Ann Admin", "Carla Mendes"].into_iter().enumerate() {
        window.enter("review-finish").await;
        window.at("sign-facts").await;
        if number == 1 {
            // The choice that begins with the letter.
            fill(&window, "sign-what", "i").await;
            window.becomes("[data-testid=\"sign-what\"]", "data-chosen", "import-2").await;
        }
        fill(&window, "sign-name", name).await;
        window.tab_to("sign-confirm").await;
        window.keys(TypingData::from(" ")).await;
        window.picture(&format!("review-sign-{number}")).await;
        window.enter("sign-save").await;
        window.gone("[data-testid=\"sign-dialog\"]").await;
    }
    window.at("review-plan").await;
    window.picture("review-signed").await;

    // What was revoked is taken away and read back; what the app does not do is excepted.
    window.enter("review-plan").await;
    window.find("[data-testid=\"case-screen\"][data-state=\"planned\"]").await;
    window.says("Revokes of Q4 2026").await;
    window.picture("review-revokes-planned").await;
    window.enter("plan-confirm").await;
    window.find("[data-testid=\"case-screen\"]:not([data-state=\"planned\"])").await;
    window.at("line-next").await;
    window.says("Farid Rahimi").await;
    window.picture("review-receipt").await;
    for id in ["airtable", "monday"] {
        while apps.oracle(id).unwrap().user(OSKAR).is_some_and(|user| user.active) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    window.enter("nav-reviews").await;
    window.tab_until("[data-testid=\"reviews-row\"] a").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.find("[data-testid=\"review-line\"][data-state=\"verified\"]").await;
    let left = "[data-testid=\"review-line\"][data-state=\"open\"] [data-testid=\"review-except\"]";
    assert!(window.has(left).await, "the app does not do everything");
    while window.has(left).await {
        window.tab_until(left).await;
        window.keys(TypingData::from(Key::Enter)).await;
        fill(&window, "except-owner", "Jo").await;
        fill(&window, "except-day", "2099-12-31").await;
        fill(&window, "except-note", "after the token has another owner").await;
        window.enter("except-save").await;
        window.gone("[data-testid=\"except-dialog\"]").await;
    }
    window.picture("review-excepted").await;
    window.enter("review-close").await;
    window.enter("review-pack").await;
    window.at("review-packed").await;
    window.picture("review-closed").await;
    let said = window
        .script("const at = document.querySelector('[data-testid=review-packed]'); \
                 return [at.querySelector('[data-path]').dataset.path, at.querySelectorAll('.mono')[1].textContent]")
        .await;
    let (path, head) = (said[0].as_str().unwrap(), said[1].as_str().unwrap());
    let report = rollcall_verify::verify(Path::new(path), Some(head)).unwrap();
    for check in &report.checks {
        use rollcall_verify::Outcome;
        let holds = matches!(check.outcome, Outcome::Holds | Outcome::NotProven);
        assert!(holds, "{}", check.words);
    }
    for app in &apps.apps {
        let bytes = std::fs::read(path).unwrap();
        let token = app.token.as_bytes();
        assert!(!bytes.windows(token.len()).any(|part| part == token));
    }
    each_membership_is_an_item(&window).await;
    window.close().await;
}

/// A second review, of each account in one group separately.
async fn each_membership_is_an_item(window: &Window) {
    window.enter("nav-reviews").await;
    window.enter("review-start").await;
    fill(window, "review-name", "Memberships").await;
    // The choice that begins with the letter.
    fill(window, "review-granularity", "e").await;
    window.becomes("[data-testid=\"review-granularity\"]", "data-chosen", "membership").await;
    fill(window, "review-you", "Priya Nair").await;
    fill(window, "review-you-email", PRIYA).await;
    fill(window, "review-second", "Carla Mendes").await;
    fill(window, "review-second-email", "carla.mendes@example.com").await;
    window.picture("review-start-memberships").await;
    window.enter("review-freeze").await;
    window.find("[data-testid=\"review-row\"][data-group]").await;
    window.tab_to("review-grid").await;
    let mut decided = 0;
    while decided < 6 {
        let row = window.script(AT).await;
        let Some(row) = row.as_array() else { continue };
        if row[1] == "none" && row[2] == "no" {
            window.keys(TypingData::from("k")).await;
            decided += 1;
        } else {
            window.keys(TypingData::from(Key::Down)).await;
        }
    }
    window.find("[data-testid=\"review-bar\"]").await;
    window.picture("review-memberships").await;
    many_are_kept_and_taken_back(window).await;
    window.enter("nav-overview").await;
    window.at("tile-review").await;
    window.says("Left to review").await;
    window.picture("overview-review").await;
}

/// Several are kept with one press; somebody leaves, comes back, sees that, and takes it back.
async fn many_are_kept_and_taken_back(window: &Window) {
    let left = async || {
        let code = "return document.querySelector('[data-testid=review-bar]').dataset.left";
        window.script(code).await.as_str().unwrap().parse::<usize>().unwrap()
    };
    let before = left().await;
    window.tab_to("review-grid").await;
    for _ in 0..6 {
        window.keys(TypingData::from(" ")).await;
        window.keys(TypingData::from(Key::Down)).await;
    }
    window.at("review-selection").await;
    window.picture("review-bulk-selected").await;
    window.enter("review-keep-all").await;
    window.at("review-bulk").await;
    let kept = before - left().await;
    assert!((1..=6).contains(&kept), "{kept} were kept");
    window.picture("review-bulk").await;
    window.enter("nav-overview").await;
    window.at("tile-review").await;
    window.enter("nav-reviews").await;
    window.tab_until("[data-testid=\"reviews-row\"] a").await;
    window.keys(TypingData::from(Key::Enter)).await;
    window.at("review-bulk").await;
    window.becomes("[data-testid=\"review-bar\"]", "data-left", &(before - kept).to_string()).await;
    window.tab_to("review-grid").await;
    window.keys(TypingData::from("u")).await;
    window.gone("[data-testid=\"review-bulk\"]").await;
    window.becomes("[data-testid=\"review-bar\"]", "data-left", &before.to_string()).await;
}
