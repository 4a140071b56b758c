//! What a packet shows is what it saves, in each browser that a reviewer may have: over Back and a
//! reload, from a file and over http.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::GroupId;
use rollcall_engine::view::ReviewDecision;
use rollcall_tests::browser::{Browser, Kind};
use rollcall_tests::review::{PRIYA, who};
use rollcall_tests::world::{World, simulate_all};
use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Decision, dropped groups and reason of each row, as a person sees them.
const SHOWN: &str = "return [...document.querySelectorAll('#rows tr')].map((row) => {
  const radio = row.querySelector('input[type=radio]:checked');
  const decision = radio ? radio.value : '';
  const boxes = decision === 'change' ? [...row.querySelectorAll('.drop input:checked')] : [];
  return [Number(row.dataset.item), decision, boxes.map((box) => box.value), row.querySelector('textarea').value];
});";

/// As a person does: each press and each letter has its event.
const FILL: &str = "const rows = [...document.querySelectorAll('#rows tr')];
  const part = MANY === 'half' ? rows.slice(0, rows.length / 2) : rows;
  const write = (box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); };
  let changed = false;
  part.forEach((row, place) => {
    const boxes = [...row.querySelectorAll('.drop input')];
    const wanted = boxes.length > 1 && !changed ? 'change' : place === 1 ? 'revoke' : 'keep';
    row.querySelector('input[value=' + wanted + ']').click();
    if (wanted === 'change') { changed = true; for (const box of boxes.slice(0, 2)) if (!box.checked) box.click(); }
    write(row.querySelector('textarea'), 'as agreed “' + place + '” <b>');
  });
  if (MANY === 'all') {
    if (!document.getElementById('looked').checked) document.getElementById('looked').click();
    write(document.getElementById('name'), 'Priya Nair');
  }
  return changed;";

fn fill(many: &str) -> String {
    FILL.replace("MANY", &format!("'{many}'"))
}

/// Gives out one page over http, as a share of files on the company's network does.
fn served(page: String) -> String {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://127.0.0.1:{}/packet.html", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\ncontent-length:";
            let _ = write!(stream, "{head} {}\r\n\r\n{page}", page.len());
        }
    });
    address
}

/// What is shown once the page is there: some drivers do not wait for it.
async fn shown_at_last(browser: &mut Browser, wanted: &Value) -> Value {
    let started = Instant::now();
    loop {
        let shown = browser.run(SHOWN).await;
        if shown == *wanted || started.elapsed() > Duration::from_secs(10) {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Fill half, leave, come back, reload, fill the rest, reload, save; what was shown at each step, and
/// the file.
async fn answered(kind: Kind, address: &str, downloads: &Path) -> (Value, String) {
    let mut browser = Browser::open(kind, downloads).await;
    browser.goto(address).await;
    assert_eq!(browser.run("return document.querySelectorAll('.live').length").await, 1);
    let is_saveable = "return !document.getElementById('save').disabled";
    let has_change = browser.run(&fill("half")).await;
    let half = browser.run(SHOWN).await;
    let says = browser.run("return document.getElementById('kept').textContent").await;
    assert!(says.as_str().unwrap().contains("kept on this computer"), "{kind:?}: {says}");
    let held = "const leaving = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(leaving); return leaving.defaultPrevented;";
    assert_eq!(browser.run(held).await, true, "{kind:?}: leaving is not asked about");

    browser.goto("about:blank").await;
    browser.back().await;
    assert_eq!(shown_at_last(&mut browser, &half).await, half, "{kind:?}: after Back");
    browser.reload().await;
    assert_eq!(shown_at_last(&mut browser, &half).await, half, "{kind:?}: after a reload");
    assert_eq!(browser.run(is_saveable).await, false, "{kind:?}: half of it");
    assert_eq!(browser.run("return document.getElementById('looked').checked").await, false);

    browser.run(&fill("all")).await;
    let all = browser.run(SHOWN).await;
    browser.reload().await;
    assert_eq!(shown_at_last(&mut browser, &all).await, all, "{kind:?}: all of it, after a reload");
    assert_eq!(browser.run(is_saveable).await, true, "{kind:?}: all of it");
    assert_eq!(has_change, true, "an account with two groups is among them");
    let file = browser
        .run(
            "document.getElementById('save-below').click(); return document.getElementById('file').value",
        )
        .await;
    let file = file.as_str().unwrap().to_owned();
    assert_eq!(browser.run(held).await, false, "{kind:?}: it is saved");
    // The browser of WebKit asks where a file goes, and has no way to answer that from here.
    if kind != Kind::WebKit {
        let saved = downloads.join("answers-1.json");
        let started = Instant::now();
        while std::fs::read_to_string(&saved).ok().as_deref() != Some(&file) {
            assert!(started.elapsed() < Duration::from_secs(30), "{kind:?}: no file is saved");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    (all, file)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn what_a_packet_shows_is_what_is_imported_in_every_browser() {
    rollcall_engine::install_crypto();
    let apps = simulate_all(&["airtable", "monday"], 12).await;
    for kind in Kind::ALL {
        assert_eq!(kind.missing(), None, "packages.txt has what {kind:?} needs");
        for over_http in [false, true] {
            let world = World::new().await;
            world.connect_all(&apps).await;
            let wanted = rollcall_engine::view::ReviewRequest {
                name: "Q4 2026".to_owned(),
                reviewers: vec![who("Robin Vale", "robin.vale@example.org"), who("Jo Doe", PRIYA)],
                due: Some("2099-01-31".to_owned()),
                ..Default::default()
            };
            let id = world.house.start_review(wanted).await.unwrap().brief.id;
            let page =
                world.house.review_packet_to(id.as_str(), 1, "it@example.org").await.unwrap();
            assert!(
                page.contains("Send the file to it@example.org.") && page.contains("2099-01-31")
            );
            let folder = tempfile::tempdir().unwrap();
            let address = if over_http {
                served(page)
            } else {
                let file = folder.path().join("packet.html");
                std::fs::write(&file, page).unwrap();
                format!("file://{}", file.display())
            };
            let (shown, file) = answered(kind, &address, folder.path()).await;

            let look = world.house.take_answers(id.as_str(), 1, file.as_bytes()).await.unwrap();
            let shown = shown.as_array().unwrap();
            assert_eq!((look.set as usize, look.rejected.len()), (shown.len(), 0), "{look:?}");
            let rows = rollcall_tests::review::rows(&world, id.as_str()).await;
            for one in shown {
                let row = rows.iter().find(|row| one[0] == row.item).unwrap();
                let decision = match row.decision.unwrap() {
                    ReviewDecision::Keep => "keep",
                    ReviewDecision::Change => "change",
                    ReviewDecision::Revoke => "revoke",
                };
                let drop: Vec<&str> = row.drop.iter().map(GroupId::as_str).collect();
                let kept = serde_json::json!([row.item, decision, drop, row.reason]);
                assert_eq!(*one, kept, "{kind:?}, over http: {over_http}");
            }
        }
    }
}
