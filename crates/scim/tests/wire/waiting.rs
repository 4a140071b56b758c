//! Limits in the forms that servers send, for reads and for writes.

use std::time::{Duration, Instant};

use rollcall_scim::{Client, ClientOptions, FailureKind, Request, RetryLimits};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, answer, json, options};

const ERROR: &[u8] =
    br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"403","detail":"no"}"#;

fn cancel() -> CancellationToken {
    CancellationToken::new()
}

fn write() -> Request {
    Request::patch(["Users", "1"], serde_json::json!({"active": false}))
}

type Headers = Vec<(&'static str, String)>;

/// Answers the first `times` requests with this status and these headers, the others well.
async fn limited(
    times: usize,
    status: &'static str,
    headers: impl Fn() -> Headers + Send + Sync + 'static,
) -> Server {
    Server::start(move |number, _| {
        if number >= times {
            return Act::Send(json("{}"));
        }
        let headers = headers();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Act::Send(answer(status, &headers, ERROR))
    })
    .await
}

fn seconds_from_now(seconds: i64) -> jiff::Timestamp {
    jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap()
}

fn http_date(at: jiff::Timestamp) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap()
}

async fn waits(server: &Server, client: &Client, least: u64, most: u64) {
    for request in [Request::get(["Users"]), write()] {
        let before = server.seen().len();
        let start = Instant::now();
        let result = match request.body {
            None => client.get(&request, &cancel()).await,
            Some(_) => client.send(&request, &cancel()).await,
        };
        let (waited, asked) = (start.elapsed(), server.seen().len() - before);
        assert_eq!(result.map(|answer| answer.status), Ok(200), "{asked} requests");
        if before == 0 {
            assert!(asked > 1, "it was limited");
            let range = Duration::from_millis(least)..Duration::from_millis(most);
            assert!(range.contains(&waited), "{waited:?}");
        }
    }
}

#[tokio::test]
async fn a_403_or_503_that_names_a_wait_or_has_nothing_left_is_waited_for() {
    let forms: [(&'static str, Headers); 5] = [
        ("403 Forbidden", vec![("Retry-After", "300ms".to_owned())]),
        (
            "403 Forbidden",
            vec![
                ("X-RateLimit-Remaining", "0".to_owned()),
                ("X-RateLimit-Reset", "0.3".to_owned()),
            ],
        ),
        ("503 Later", vec![("RateLimit", "\"default\";r=0;t=0.3".to_owned())]),
        ("429 Slow Down", vec![("RateLimit-Reset", "0.3".to_owned())]),
        ("503 Later", vec![("Retry-After", "300ms".to_owned())]),
    ];
    for (status, headers) in forms {
        let server = limited(1, status, move || headers.clone()).await;
        waits(&server, &server.client(), 290, 900).await;
    }
}

#[tokio::test]
async fn a_write_is_waited_for_like_a_read() {
    for status in ["403 Forbidden", "429 Slow Down"] {
        let server = limited(1, status, || vec![("Retry-After", "200ms".to_owned())]).await;
        let start = Instant::now();
        server.client().send(&write(), &cancel()).await.unwrap();
        assert!(start.elapsed() >= Duration::from_millis(190));
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn a_plain_403_and_one_with_something_left_are_refusals() {
    let forms: [Headers; 3] = [
        vec![],
        vec![("X-RateLimit-Remaining", "4999".to_owned()), ("X-RateLimit-Reset", "1".to_owned())],
        vec![("RateLimit", "\"default\";r=7;t=1".to_owned())],
    ];
    for headers in forms {
        let server = limited(9, "403 Forbidden", move || headers.clone()).await;
        let client = server.client();
        for result in [
            client.get(&Request::get(["Users"]), &cancel()).await,
            client.send(&write(), &cancel()).await,
        ] {
            let failure = result.unwrap_err();
            assert!(matches!(failure.kind, FailureKind::Status(_)), "{failure}");
            assert!(failure.is_from_app());
        }
        assert_eq!(server.seen().len(), 2, "one request each");
    }
}

#[tokio::test]
async fn dates_count_from_the_clock_of_the_answer() {
    for ahead in [-600, 600] {
        let server = limited(1, "429 Slow Down", move || {
            let (date, until) = (seconds_from_now(ahead), seconds_from_now(ahead + 1));
            vec![("Date", http_date(date)), ("Retry-After", http_date(until))]
        })
        .await;
        waits(&server, &server.client(), 900, 1_900).await;
        let server = limited(1, "429 Slow Down", move || {
            let (date, until) = (seconds_from_now(ahead), seconds_from_now(ahead + 1));
            vec![("Date", http_date(date)), ("X-RateLimit-Reset", until.as_second().to_string())]
        })
        .await;
        waits(&server, &server.client(), 900, 1_900).await;
    }
}

#[tokio::test]
async fn zero_is_not_hammered_and_outlasts_a_window() {
    let past = || http_date(seconds_from_now(-5));
    for zero in ["0".to_owned(), past()] {
        let server = limited(4, "429 Slow Down", move || vec![("Retry-After", zero.clone())]).await;
        let first = Duration::from_millis(40);
        let retry = RetryLimits { first, cap: first * 8, ..options().retry };
        let client = server.client_with(ClientOptions { retry, ..options() });
        let start = Instant::now();
        client.get(&Request::get(["Users"]), &cancel()).await.unwrap();
        // 20 + 40 + 80 + 160 ms at least, though only three tries are allowed otherwise.
        assert!(start.elapsed() >= Duration::from_millis(290), "{:?}", start.elapsed());
        assert_eq!(server.seen().len(), 5);
    }
}

#[tokio::test]
async fn a_long_wait_is_waited_for_when_that_is_allowed() {
    for (allowed, waits) in [(100, false), (3_000, true)] {
        let server =
            limited(1, "429 Slow Down", || vec![("Retry-After", "600ms".to_owned())]).await;
        let longest_wait = Duration::from_millis(allowed);
        let retry = RetryLimits { longest_wait, ..options().retry };
        let client = server.client_with(ClientOptions { retry, ..options() });
        let result = client.send(&write(), &cancel()).await;
        assert_eq!(result.is_ok(), waits, "{allowed}");
        if let Err(failure) = result {
            let told = failure.to_string();
            assert!(told.contains("asks to wait until") && told.contains("UTC"), "{told}");
        }
    }
}

#[tokio::test]
async fn one_group_by_its_id_may_take_longer_than_a_page() {
    let slow = |_: usize, _: &str| {
        std::thread::sleep(Duration::from_millis(600));
        Act::Send(json("{}"))
    };
    for (path, comes) in
        [(vec!["Groups", "1"], true), (vec!["Groups"], false), (vec!["Users", "1"], false)]
    {
        let server = Server::start(slow).await;
        let result = server.client().get(&Request::get(path.clone()), &cancel()).await;
        assert_eq!(result.is_ok(), comes, "{path:?}");
        if let Err(failure) = result {
            assert_eq!(failure.kind, FailureKind::TimedOut("waiting for the response"));
        }
    }
}
