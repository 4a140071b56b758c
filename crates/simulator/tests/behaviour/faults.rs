//! Faults on demand, as a client meets them.

use std::io::Read;
use std::time::{Duration, Instant};

use rollcall_simulator::Options;
use serde_json::json;

use crate::probe::{Probe, client, ids, number};

const OSKAR: &str = "oskar.lind@example.com";

async fn one(app: &str, fault: &str) -> Probe {
    let probe = Probe::with(Options {
        apps: vec![app.into()],
        faults: vec![fault.parse().unwrap()],
        rate_limits: false,
        ..Options::default()
    })
    .await;
    assert!(probe.oracle(app).leaver().is_some());
    probe
}

#[tokio::test]
async fn statuses_come_instead_of_answers_and_do_nothing() {
    for status in [401, 403, 404, 500, 502, 503] {
        let probe = one("airtable", &format!("{status}")).await;
        let id = probe.id("airtable", OSKAR);
        let answer = probe.set_active("airtable", &id, false).await;
        assert_eq!((answer.status, &answer.json()["status"]), (status, &json!(status)));
        assert!(probe.oracle("airtable").leaver().unwrap().active);
    }
}

#[tokio::test]
async fn a_fault_stays_within_its_scope_and_count() {
    let probe = one("zapier", "users:get:page=2:times=2:500").await;
    let status = async |path: &str| probe.get("zapier", path).await.status;
    let page = "/Users?count=50&startIndex=51";
    assert_eq!(status("/Users?count=50").await, 200);
    assert_eq!(status("/Groups?count=5&startIndex=6").await, 200);
    assert_eq!(status(page).await, 500);
    assert_eq!(status(page).await, 500);
    assert_eq!(status(page).await, 200, "twice is enough");
    probe.fault("zapier", "skip=1:times=1:user:502");
    let id = probe.id("zapier", OSKAR);
    let user = format!("/Users/{id}");
    assert_eq!(status("/Users").await, 200);
    assert_eq!([status(&user).await, status(&user).await, status(&user).await], [200, 502, 200]);
    probe.running.set_faults("zapier", vec!["notion:500".parse().unwrap()]);
    assert_eq!(status(&user).await, 200, "another app's fault");
    probe.fault("zapier", "write:503");
    assert_eq!(status(&user).await, 200);
    assert_eq!(probe.set_active("zapier", &id, false).await.status, 503);
}

#[tokio::test]
async fn slow_down_comes_in_every_form() {
    for (fault, header) in [
        ("429", None),
        ("429=5", Some("5")),
        ("429=13s", Some("13s")),
        ("429=500ms", Some("500ms")),
    ] {
        let probe = one("notion", fault).await;
        let answer = probe.get("notion", "/Users").await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, header), "{fault}");
    }
    let probe = one("notion", "429=date+60").await;
    let answer = probe.get("notion", "/Users").await;
    let date = answer.header("retry-after").unwrap();
    let then = jiff::fmt::rfc2822::parse(date).unwrap().timestamp();
    let wait = then.duration_since(jiff::Timestamp::now()).as_secs();
    assert!((57..=60).contains(&wait), "{date}");
}

#[tokio::test]
async fn a_storm_refuses_two_of_three_with_each_form_in_turn() {
    let probe = one("zapier", "429-storm").await;
    let mut passed = 0;
    let mut headers = Vec::new();
    for _ in 0..12 {
        let answer = probe.get("zapier", "/Users?count=1").await;
        match answer.status {
            200 => passed += 1,
            _ => headers.push(answer.header("retry-after").map(String::from)),
        }
    }
    assert_eq!((passed, headers.len()), (4, 8));
    assert_eq!(headers[0].as_deref(), Some("1"));
    assert_eq!(headers[1].as_deref(), Some("1s"));
    assert!(headers[2].as_deref().unwrap().ends_with("GMT"));
    assert_eq!(headers[3], None);
}

#[tokio::test]
async fn latency_is_waited_for() {
    let probe = one("notion", "latency=200ms").await;
    let began = Instant::now();
    probe.get("notion", "/Users?count=1").await;
    assert!(began.elapsed() >= Duration::from_millis(200));
    let probe = Probe::with(Options {
        latency: Some(Duration::from_millis(150)),
        apps: vec!["zapier".into()],
        ..Options::default()
    })
    .await;
    let began = Instant::now();
    probe.get("zapier", "/Users?count=1").await;
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn a_cut_before_does_nothing_and_a_cut_after_does_it() {
    for (fault, active) in [("patch:cut-before", true), ("patch:cut-after", false)] {
        let probe = one("monday", fault).await;
        let id = probe.id("monday", OSKAR);
        let body = json!({ "Operations": [{ "op": "replace", "path": "active", "value": false }] });
        let error = probe
            .try_send("monday", "PATCH", &format!("/Users/{id}"), Some(&body))
            .await
            .unwrap_err();
        assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
        assert_eq!(probe.oracle("monday").leaver().unwrap().active, active, "{fault}");
        let seen = probe.running.requests("monday");
        assert_eq!(seen.last().unwrap().status, None);
        // the next connection is as good as new
        assert_eq!(probe.get("monday", &format!("/Users/{id}")).await.status, 200);
    }
    let probe = one("monday", "patch:500-after").await;
    let id = probe.id("monday", OSKAR);
    assert_eq!(probe.set_active("monday", &id, false).await.status, 500);
    assert!(!probe.oracle("monday").leaver().unwrap().active);
}

#[tokio::test]
async fn half_a_page_breaks_in_the_middle_of_the_body() {
    let probe = one("zapier", "users:half-page").await;
    let running = probe.running.app("zapier").unwrap();
    let response = probe
        .client
        .get(format!("{}/Users", running.address))
        .bearer_auth(&running.token)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let announced = response.content_length().unwrap();
    assert!(announced > 1000);
    let mut received = 0;
    let mut response = response;
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            Ok(None) => panic!("the body ended well"),
            Err(error) => break error,
        }
    };
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(received, announced / 2);
}

#[tokio::test]
async fn a_lie_answers_as_if_done_and_nothing_is() {
    let probe = one("airtable", "lying-200").await;
    let oracle = probe.oracle("airtable");
    let id = probe.id("airtable", OSKAR);
    let before = oracle.counts();
    let answer = probe.set_active("airtable", &id, false).await;
    assert_eq!((answer.status, &answer.json()["active"]), (200, &json!(false)));
    assert_eq!(probe.read("airtable", &format!("/Users/{id}")).await["active"], true);
    let made =
        probe.send("airtable", "POST", "/Users", &json!({ "userName": "a@example.com" })).await;
    assert_eq!(made.status, 201);
    assert_eq!(probe.get("airtable", &format!("/Users/{}", made.id())).await.status, 404);
    let (group, _) = oracle.groups()[0].clone();
    assert_eq!(probe.delete("airtable", &format!("/Groups/{group}")).await.status, 204);
    assert_eq!(oracle.counts(), before);
    // with the fault gone it is done, and stays done
    probe.running.set_faults("airtable", Vec::new());
    probe.set_active("airtable", &id, false).await;
    assert!(!oracle.leaver().unwrap().active);
}

#[tokio::test]
async fn totals_and_ids_can_be_wrong() {
    let probe = one("zapier", "wrong-total=+5").await;
    assert_eq!(probe.read("zapier", "/Users?count=1").await["totalResults"], 526);
    probe.fault("zapier", "wrong-total=-600");
    assert_eq!(probe.read("zapier", "/Users?count=1").await["totalResults"], 0);
    probe.fault("zapier", "repeated-ids");
    let one = ids(&probe.read("zapier", "/Users?count=20").await);
    let two = ids(&probe.read("zapier", "/Users?count=20&startIndex=21").await);
    assert_eq!(two.len(), 20);
    assert_eq!(two.iter().filter(|id| one.contains(id)).count(), 10);
}

#[tokio::test]
async fn wrong_kinds_of_answers_come_as_named() {
    let probe = one("zapier", "html").await;
    let answer = probe.get("zapier", "/Users").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    assert!(answer.text.starts_with("<!doctype html>"));
    probe.fault("zapier", "bad-json");
    let answer = probe.get("zapier", "/Users").await;
    assert_eq!(answer.status, 200);
    assert!(serde_json::from_str::<serde_json::Value>(&answer.text).is_err());
    assert!(answer.header("content-type").unwrap().contains("json"));
    probe.fault("zapier", "empty-body");
    assert_eq!(probe.get("zapier", "/Users").await.text, "");
    probe.fault("zapier", "redirect=http://127.0.0.2:1/steal");
    let answer = probe.get("zapier", "/Users").await;
    assert_eq!((answer.status, answer.header("location")), (302, Some("http://127.0.0.2:1/steal")));
}

#[tokio::test]
async fn a_slow_drip_takes_its_time_and_is_whole_in_the_end() {
    let probe = one("zapier", "drip=20ms").await;
    let began = Instant::now();
    let page = probe.read("zapier", "/Users?count=10").await;
    assert_eq!(ids(&page).len(), 10);
    assert!(began.elapsed() > Duration::from_millis(120), "{:?}", began.elapsed());
}

#[tokio::test]
async fn silence_lasts_until_the_simulator_stops() {
    let probe = one("zapier", "times=1:silent").await;
    let running = probe.running.app("zapier").unwrap();
    let request = client()
        .get(format!("{}/Users", running.address))
        .bearer_auth(&running.token)
        .timeout(Duration::from_millis(300));
    assert!(request.send().await.unwrap_err().is_timeout());
    let began = Instant::now();
    probe.running.stop().await;
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn long_names_big_bodies_and_bombs_have_their_size() {
    let probe = one("notion", "long-name=10MB").await;
    let page = probe.read("notion", "/Users?count=3").await;
    assert_eq!(page["Resources"][0]["name"]["formatted"].as_str().unwrap().len(), 10 << 20);
    assert!(page["Resources"][1]["name"].to_string().len() < 500);

    probe.fault("notion", "big-body=65MB");
    let answer = probe.get("notion", "/Users").await;
    assert!(answer.text.len() > 65 << 20);

    probe.fault("notion", "gzip-bomb=64MB");
    let running = probe.running.app("notion").unwrap();
    let response = probe
        .client
        .get(format!("{}/Users", running.address))
        .bearer_auth(&running.token)
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let packed = response.bytes().await.unwrap();
    assert!(packed.len() < 200_000, "{}", packed.len());
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked.len(), 64 << 20);
}

#[tokio::test]
async fn any_app_can_be_made_to_pack_its_answers() {
    let probe = one("zapier", "gzip").await;
    let running = probe.running.app("zapier").unwrap();
    let response = probe
        .client
        .get(format!("{}/Users", running.address))
        .bearer_auth(&running.token)
        .header("accept-encoding", "gzip")
        .send()
        .await
        .unwrap();
    let packed = response.bytes().await.unwrap();
    let page: serde_json::Value =
        serde_json::from_reader(flate2::read::GzDecoder::new(&packed[..])).unwrap();
    assert_eq!(number(&page["totalResults"]), 521);
}
