//! The page of a reviewer without Rollcall, in headless Chromium with the network off.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use rollcall_engine::view::{
    ReviewAssign, ReviewRequest, ReviewTableQuery, ReviewerFor, ReviewerName,
};
use rollcall_tests::review::apps;
use rollcall_tests::world::{World, assert_told};
use serde_json::json;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use thirtyfour::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;

struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn who(name: &str, email: &str) -> ReviewerName {
    ReviewerName { name: name.to_owned(), email: email.to_owned() }
}

async fn browser(downloads: &std::path::Path) -> (Driver, String, WebDriver) {
    let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let driver = Command::new("chromedriver")
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts (package chromium-driver)");
    let driver = Driver(driver);
    let mut wanted = DesiredCapabilities::chrome();
    for argument in
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    {
        wanted.add_arg(argument).unwrap();
    }
    let prefs =
        json!({"download.default_directory": downloads, "download.prompt_for_download": false});
    wanted.add_experimental_option("prefs", prefs).unwrap();
    let address = format!("http://127.0.0.1:{port}");
    let started = Instant::now();
    loop {
        match WebDriver::new(&address, wanted.clone()).await {
            Ok(page) => return (driver, address, page),
            Err(error) if started.elapsed() > Duration::from_secs(60) => panic!("{error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a screen: cargo xtask test --only window"]
async fn a_reviewer_without_rollcall_answers_offline_and_the_file_is_taken_once() {
    rollcall_engine::install_crypto();
    let apps = apps().await;
    let world = World::new().await;
    world.connect_all(&apps).await;
    // A name with markup in it is text wherever it stands.
    let carla = "Carla <b>Mendes</b></script><script>alert(1)</script>";
    let view = world
        .house
        .start_review(ReviewRequest {
            name: "Q4 2026".to_owned(),
            reviewers: vec![
                who("Priya Nair", "priya.nair@example.com"),
                who("Jo Doe", "jo@example.com"),
            ],
            assign: ReviewAssign::App,
            named: vec![ReviewerFor {
                what: "monday.com".to_owned(),
                reviewer: who(carla, "carla.mendes@example.com"),
            }],
            ..ReviewRequest::default()
        })
        .await
        .unwrap();
    let id = view.brief.id.as_str();
    let mine = view.reviewers.iter().find(|one| one.name == carla).unwrap();
    let page = world.house.review_packet(id, mine.number).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.html");
    std::fs::write(&file, &page).unwrap();
    for app in &apps.apps {
        assert!(!page.contains(&app.token));
    }

    let (_driver, at, browser) = browser(folder.path()).await;
    // As the driver's own command, which is no part of WebDriver.
    let offline = json!({"network_conditions": {"offline": true, "latency": 0, "throughput": 0}});
    let address = format!("{at}/session/{}/chromium/network_conditions", browser.session_id());
    let answer = reqwest::Client::new()
        .post(address)
        .header("content-type", "application/json")
        .body(offline.to_string())
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    browser.goto(&format!("file://{}", file.display())).await.unwrap();
    let script = async |code: &str| browser.execute(code, Vec::new()).await.unwrap().json().clone();
    assert_eq!(script("return navigator.onLine").await, false);
    assert_eq!(script("return document.querySelectorAll('b b, h1 b').length").await, 0);
    let title = script("return document.querySelector('h1').textContent").await;
    assert!(title.as_str().unwrap().contains("<b>Mendes</b>"), "{title}");
    let rows = script("return document.querySelectorAll('#rows tr').length").await;
    assert_eq!(rows, mine.items, "their items and no others");
    assert_eq!(script("return document.getElementById('save').disabled").await, true);
    // By keys alone: each radio with Space, each reason typed.
    let all = browser.find_all(By::Css("#rows tr")).await.unwrap();
    for (number, row) in all.iter().enumerate() {
        let wanted = if number == 1 { "revoke" } else { "keep" };
        let radio = row.find(By::Css(format!("input[value={wanted}]"))).await.unwrap();
        radio.focus().await.unwrap();
        radio.send_keys(" ").await.unwrap();
        // Equal answers given faster than anyone reads would count as bulk.
        let reason = format!("as agreed about {number}");
        row.find(By::Css("textarea")).await.unwrap().send_keys(reason).await.unwrap();
    }
    let looked = browser.find(By::Id("looked")).await.unwrap();
    looked.send_keys(" ").await.unwrap();
    browser.find(By::Id("name")).await.unwrap().send_keys("Carla Mendes").await.unwrap();
    browser.find(By::Id("save")).await.unwrap().send_keys(Key::Enter + "").await.unwrap();
    let saved = folder.path().join(format!("answers-{}.json", mine.number));
    let started = Instant::now();
    while !saved.exists() {
        assert!(started.elapsed() < Duration::from_secs(30), "the answers are not saved");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answers = std::fs::read_to_string(&saved).unwrap();
    browser.quit().await.unwrap();

    // What it would set is shown; altered, for somebody else or for another review it is refused.
    let look = world.house.look_at_answers(id, mine.number, answers.as_bytes()).await.unwrap();
    assert_eq!((look.lines.len(), look.rejected.len()), (mine.items as usize, 0), "{look:?}");
    let refused = async |by: u32, text: &str, why: &str| {
        let problem = world.house.take_answers(id, by, text.as_bytes()).await.unwrap_err();
        assert!(problem.side_words.contains(why), "{problem}");
        assert_told(&problem, "no token");
    };
    refused(mine.number, &answers.replacen("revoke", "keep", 1), "altered").await;
    refused(1, &answers, "The packet was for").await;
    refused(mine.number, &answers.replace(id, "another"), "another review").await;
    let hash = answers.split("\"packet_sha256\":\"").nth(1).unwrap()[..64].to_owned();
    refused(mine.number, &answers.replace(&hash, &"0".repeat(64)), "No packet").await;
    refused(mine.number, &answers[..answers.len() / 2], "not saved by a packet").await;
    let look = world.house.take_answers(id, mine.number, answers.as_bytes()).await.unwrap();
    assert_eq!(look.set, mine.items);
    refused(mine.number, &answers, "already answered").await;
    let rows = world
        .house
        .review_rows(id, ReviewTableQuery { limit: 1_000, ..ReviewTableQuery::default() })
        .await
        .unwrap();
    let decided = rows.rows.iter().filter(|row| row.decision.is_some());
    assert!(decided.clone().all(|row| row.reviewer == mine.number && row.decided_by == carla));
    assert_eq!(decided.count(), mine.items as usize);
}
