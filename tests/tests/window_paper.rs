//! Packet, pack page and receipt on A4 and Letter, as Chromium and Firefox print them: all words are on
//! the paper, none beyond its edge, and no column is so narrow that words fall apart. Runs as `window`
//! does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{CaseFormat, ReviewDecision};
use rollcall_tests::browser::{Browser, Kind};
use rollcall_tests::review::{OSKAR, decide, rows, sign, wanted};
use rollcall_tests::window::has_window;
use rollcall_tests::world::{World, simulate_all};
use std::path::Path;
use std::process::Command;

const A4: (f64, f64) = (21.0, 29.7);
const LETTER: (f64, f64) = (21.59, 27.94);
/// As long as a reason is that somebody means, with a last word to look for.
const REASON: &str = "Needed until the hand-over of the accounts in spring, as agreed with the owner of the app and with finance, see the ticket-of-the-longest-name-that-has-no-space-in-it-2026-11 ENDOFREASON";

/// A word with its place, in points.
struct Word {
    text: String,
    left: f64,
    right: f64,
}

/// Width of the page, and the words on all of them.
fn words(pdf: &[u8], folder: &Path) -> (f64, Vec<Word>) {
    let file = folder.join("printed.pdf");
    std::fs::write(&file, pdf).unwrap();
    let out = Command::new("pdftotext").arg("-bbox").arg(&file).arg("-").output();
    let out = out.expect("pdftotext runs (package poppler-utils)");
    let text = String::from_utf8(out.stdout).unwrap();
    let attribute = |line: &str, name: &str| -> Option<f64> {
        line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    let width =
        text.lines().find_map(|line| attribute(line.trim().strip_prefix("<page ")?, "width"));
    let word = |line: &str| {
        Some(Word {
            left: attribute(line, "xMin")?,
            right: attribute(line, "xMax")?,
            text: line.split('>').nth(1)?.split('<').next()?.to_owned(),
        })
    };
    let words = text.lines().filter(|line| line.contains("<word ")).filter_map(word).collect();
    (width.expect("a page"), words)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_is_whole_on_both_papers_in_both_browsers() {
    if !has_window() {
        return;
    }
    rollcall_engine::install_crypto();
    let apps = simulate_all(&["airtable"], 40).await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    world.house.read(&[]).await.unwrap();
    let id = world.house.start_review(wanted()).await.unwrap().brief.id;
    let folder = tempfile::tempdir().unwrap();
    let packet = world.house.review_packet(&id, 1).await.unwrap();
    std::fs::write(folder.path().join("packet.html"), &packet).unwrap();
    let all = rows(&world, &id).await;
    for row in &all {
        let decision = match row.user_name == OSKAR {
            true => ReviewDecision::Revoke,
            false => ReviewDecision::Keep,
        };
        decide(&world, &id, row, decision, REASON).await.unwrap();
    }
    sign(&world, &id).await;
    let planned = world.house.plan_review(&id).await.unwrap();
    world.carry_out(&planned).await;
    world.house.close_review(&id).await.unwrap();
    world.house.write_pack(&id, &folder.path().join("pack"), &[]).await.unwrap();
    let receipt = world.house.case_file(&planned.case_id, CaseFormat::Html).await.unwrap();
    assert!(receipt.contains("<pre>") && !receipt.contains("<details"), "exchanges are not folded");
    std::fs::write(folder.path().join("receipt.html"), &receipt).unwrap();

    for kind in [Kind::Chromium, Kind::Firefox] {
        assert_eq!(kind.missing(), None, "packages.txt has what {kind:?} needs");
        let mut browser = Browser::open(kind, folder.path()).await;
        for (name, wanted) in
            [("packet.html", 0), ("pack/index.html", all.len()), ("receipt.html", 0)]
        {
            browser.goto(&format!("file://{}/{name}", folder.path().display())).await;
            let mut wanted = wanted;
            if name == "packet.html" {
                let fill = format!(
                    "const rows = [...document.querySelectorAll('#rows tr')];
                     for (const row of rows) {{
                       row.querySelector('input[value=keep]').click();
                       const text = row.querySelector('textarea');
                       text.value = {REASON:?};
                       text.dispatchEvent(new Event('input', {{ bubbles: true }}));
                     }}
                     return rows.length;"
                );
                wanted = usize::try_from(browser.run(&fill).await.as_u64().unwrap()).unwrap();
            }
            for paper in [A4, LETTER] {
                let place = format!("{name} in {kind:?} on {paper:?}");
                let (width, words) = words(&browser.print(paper).await, folder.path());
                assert!((width - paper.0 / 2.54 * 72.0).abs() < 2.0, "{place}: {width} points");
                let ends = words.iter().filter(|word| word.text.contains("ENDOFREASON")).count();
                assert_eq!(ends, wanted, "{place}: reasons that are whole");
                let over = words.iter().find(|word| word.left < 20.0 || word.right > width - 20.0);
                assert!(over.is_none(), "{place}: {} is beyond", over.unwrap().text);
                let letters = words.iter().filter(|word| {
                    word.text.len() == 1 && word.text.chars().all(char::is_alphabetic)
                });
                assert!(letters.count() * 20 < words.len(), "{place}: a column of single letters");
                if name == "receipt.html" {
                    let exchange = words.iter().any(|word| word.text.starts_with("HTTP"));
                    assert!(exchange, "{place}: the exchanges are not there");
                }
            }
        }
    }
}
