//! Redirects, sizes, packing, kinds of content, silence.

use std::io::Write;
use std::time::Duration;

use rollcall_scim::{Client, ClientOptions, Endpoint, FailureKind, Reached, Request};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, TOKEN, answer, json, options};

fn users() -> Request {
    Request::get(["Users"])
}

fn cancel() -> CancellationToken {
    CancellationToken::new()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_request_carries_the_token_the_encoded_id_and_asks_for_json() {
    let server = Server::start(|_, _| Act::Send(json(r#"{"id":"1"}"#))).await;
    let request = Request::get(["Users", "a/b?c#d e"]).with_query("filter", "x eq \"ü&y=1\"");
    let answer = server.client().get(&request, &cancel()).await.unwrap();
    assert_eq!(answer.json().unwrap()["id"], "1");
    assert_eq!(answer.sha256.len(), 64);
    let seen = server.seen().remove(0);
    let line = seen.lines().next().unwrap();
    let filter = "filter=x%20eq%20%22%C3%BC%26y%3D1%22";
    assert_eq!(line, format!("GET /scim/v2/Users/a%2Fb%3Fc%23d%20e?{filter} HTTP/1.1"));
    let lower = seen.to_lowercase();
    assert!(lower.contains(&format!("authorization: bearer {}", TOKEN.to_lowercase())));
    assert!(lower.contains("accept: application/scim+json, application/json"));
    assert!(lower.contains("accept-encoding: gzip\r\n"));
}

#[tokio::test]
async fn an_id_that_cannot_be_addressed_is_not_sent() {
    let server = Server::start(|_, _| Act::Send(json("{}"))).await;
    for id in ["", ".", ".."] {
        let failure =
            server.client().send(&Request::delete(["Users", id]), &cancel()).await.unwrap_err();
        assert!(matches!(failure.kind, FailureKind::Setup(_)), "{failure}");
        assert_eq!(failure.reached, Reached::NotSent);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_to_another_host_is_refused_and_that_host_never_asked() {
    let other = Server::start(|_, _| Act::Send(json("{}"))).await;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let to = format!("http://localhost:{}/scim/v2/Users", other.port);
        let moved = answer(status, &[("Location", &to)], b"");
        let server = Server::start(move |_, _| Act::Send(moved.clone())).await;
        let failure = server.client().get(&users(), &cancel()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::RedirectRefused { to });
        assert_eq!(failure.reached, Reached::Answered);
        assert_eq!(server.seen().len(), 1);
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_announced_or_not() {
    let limit = options().body_limit;
    let long = format!("\"{}\"", "x".repeat(limit));
    let announced = json(&long);
    let mut unannounced = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    unannounced.extend_from_slice(long.as_bytes());
    for sent in [announced, unannounced] {
        let server = Server::start(move |_, _| Act::Send(sent.clone())).await;
        let failure = server.client().get(&users(), &cancel()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::BodyTooLarge { limit });
        assert!(failure.exchange.answer.unwrap().len() <= 4 * 1024 + 4);
        assert_eq!(server.seen().len(), 1, "no second try");
    }
}

#[tokio::test]
async fn a_packed_answer_is_unpacked_and_a_bomb_is_stopped() {
    let limit = options().body_limit;
    let headers = [("Content-Encoding", "gzip"), ("Content-Type", "application/json")];
    let good = answer("200 OK", &headers, &gzip(br#"{"id":"7"}"#));
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    assert!(bomb.len() < limit);
    let bomb = answer("200 OK", &headers, &bomb);
    let server = Server::start(move |number, _| {
        Act::Send(if number == 0 { good.clone() } else { bomb.clone() })
    })
    .await;
    let client = server.client();
    assert_eq!(client.get(&users(), &cancel()).await.unwrap().json().unwrap()["id"], "7");
    let failure = client.get(&users(), &cancel()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::UnpackedTooLarge { limit });
}

#[tokio::test]
async fn a_web_page_is_told_apart_by_what_it_is_and_by_what_it_says_it_is() {
    let page = b"<!doctype html><title>Sign in</title>";
    for (content_type, body) in [
        ("text/html; charset=utf-8", page.as_slice()),
        ("application/json", page.as_slice()),
        ("text/html", b"Please sign in".as_slice()),
    ] {
        let sent = answer("200 OK", &[("Content-Type", content_type)], body);
        let server = Server::start(move |_, _| Act::Send(sent.clone())).await;
        let answer = server.client().get(&users(), &cancel()).await.unwrap();
        let failure = answer.json().unwrap_err();
        assert!(matches!(failure.kind, FailureKind::NotJson { html: true, .. }), "{failure}");
        assert_eq!(failure.exchange.status, Some(200));
    }
}

#[tokio::test]
async fn other_answers_that_are_no_json_are_named() {
    for (content_type, body, words) in [
        ("application/json", "{\"a\":", "ends too early"),
        ("application/json", "", "empty"),
        ("application/json", "{]", "line 1"),
        ("text/plain", "hello", "text/plain"),
    ] {
        let sent = answer("200 OK", &[("Content-Type", content_type)], body.as_bytes());
        let server = Server::start(move |_, _| Act::Send(sent.clone())).await;
        let answer = server.client().get(&users(), &cancel()).await.unwrap();
        let failure = answer.json().unwrap_err();
        assert!(failure.to_string().contains(words), "{failure}");
    }
    // JSON under another name, and with a byte order mark, is JSON.
    let sent = answer("200 OK", &[("Content-Type", "text/plain")], b"\xEF\xBB\xBF{\"id\":1}");
    let server = Server::start(move |_, _| Act::Send(sent.clone())).await;
    assert!(server.client().get(&users(), &cancel()).await.unwrap().json().is_ok());
}

#[tokio::test]
async fn an_error_object_under_a_good_status_is_an_error() {
    let body = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"gone"}"#;
    let server = Server::start(move |_, _| Act::Send(json(body))).await;
    let failure = server.client().get(&users(), &cancel()).await.unwrap().json().unwrap_err();
    assert_eq!(failure.scim_error().and_then(|error| error.status), Some(404));
    assert!(failure.is_from_app());
    assert!(failure.to_string().contains("gone"));
}

#[tokio::test]
async fn a_server_that_answers_nothing_runs_into_the_time_limit() {
    let server = Server::start(|_, _| Act::Silent).await;
    let start = std::time::Instant::now();
    let failure = server.client().get(&users(), &cancel()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TimedOut("waiting for the response"));
    assert_eq!(failure.reached, Reached::MaybeSent);
    assert_eq!(failure.exchange.attempts, 2);
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_drip_runs_into_the_time_limit_too() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"".to_vec();
    let server = Server::start(move |_, _| Act::Stall(half.clone())).await;
    let failure = server.client().get(&users(), &cancel()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TimedOut("receiving the response"));
    assert_eq!(failure.exchange.status, Some(200));
    assert_eq!(failure.exchange.answer.as_deref(), Some("{\"id\""));
}

#[tokio::test]
async fn nobody_listening_and_an_unknown_name_are_told_apart() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    let client = Client::new(endpoint, options()).unwrap();
    for failure in [
        client.send(&Request::delete(["Users", "1"]), &cancel()).await.unwrap_err(),
        client.reach().await.unwrap_err(),
    ] {
        assert!(matches!(failure.kind, FailureKind::CannotConnect(_)), "{failure}");
        assert_eq!(failure.reached, Reached::NotSent);
    }
    let endpoint = Endpoint::parse("https://no-such-host.invalid/scim").unwrap();
    let long = Duration::from_secs(20);
    let patient = ClientOptions { connect_timeout: long, request_timeout: long, ..options() };
    let client = Client::new(endpoint, patient).unwrap();
    let failure = client.reach().await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NameNotResolved);
}

#[tokio::test]
async fn reaching_a_server_sends_no_token() {
    let server = Server::start(|_, _| Act::Send(answer("401 Unauthorized", &[], b""))).await;
    server.client().reach().await.unwrap();
    let seen = server.seen().join("\n").to_lowercase();
    assert!(!seen.is_empty() && !seen.contains("authorization"), "{seen}");
    let silent = Server::start(|_, _| Act::Silent).await;
    silent.client().reach().await.unwrap();
    let closing = Server::start(|_, _| Act::Close).await;
    closing.client().reach().await.unwrap();
}

#[tokio::test]
async fn an_answer_tells_the_offset_of_the_clock() {
    let ahead = jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_secs(90)).unwrap();
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&ahead);
    let sent = answer("200 OK", &[("Date", date.unwrap().as_str())], b"{}");
    let server = Server::start(move |_, _| Act::Send(sent.clone())).await;
    let answer = server.client().get(&users(), &cancel()).await.unwrap();
    let offset = answer.clock_offset_ms.unwrap();
    assert!((88_000.0..92_000.0).contains(&offset), "{offset}");
}
