//! When a request is sent again, and when it must not be.

use std::time::{Duration, Instant};

use rollcall_scim::{
    ClientOptions, FailureKind, Patch, PatchForm, Reached, RemoveMemberForm, Request, RetryLimits,
    WaitReason,
};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, answer, json, options};

fn users() -> Request {
    Request::get(["Users"])
}

fn deactivate() -> Request {
    let body = Patch::active(false).body(PatchForm::WithPath, RemoveMemberForm::FilterPath);
    Request::patch(["Users", "7"], body)
}

fn cancel() -> CancellationToken {
    CancellationToken::new()
}

fn status(status: &'static str, headers: &'static [(&'static str, &'static str)]) -> Act {
    Act::Send(answer(status, headers, br#"{"detail":"no"}"#))
}

#[tokio::test]
async fn reads_survive_cut_connections_and_server_errors() {
    let server = Server::start(|number, _| match number {
        0 => Act::Close,
        1 => status("502 Bad Gateway", &[]),
        _ => Act::Send(json("{}")),
    })
    .await;
    let answer = server.client().get(&users(), &cancel()).await.unwrap();
    assert_eq!(answer.attempts, 3);
}

#[tokio::test]
async fn reads_give_up_after_their_attempts() {
    let server = Server::start(|_, _| status("500 Oops", &[])).await;
    let failure = server.client().get(&users(), &cancel()).await.unwrap_err();
    assert_eq!((failure.status(), failure.exchange.attempts), (Some(500), 3));
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_write_is_never_sent_twice_when_it_may_have_worked() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"".to_vec();
    let server = Server::start(move |number, _| match number {
        0 => Act::Close,
        1 => Act::Send(half.clone()),
        2 => Act::Silent,
        _ => status("500 Oops", &[]),
    })
    .await;
    let client = server.client();
    for (sent, expected) in [
        (1, Reached::MaybeSent),
        (2, Reached::MaybeSent),
        (3, Reached::MaybeSent),
        (4, Reached::Answered),
    ] {
        let failure = client.send(&deactivate(), &cancel()).await.unwrap_err();
        assert_eq!(failure.reached, expected, "{failure}");
        assert_eq!(failure.exchange.attempts, 1);
        assert_eq!(server.seen().len(), sent);
    }
    let seen = server.seen().remove(0);
    assert!(seen.to_lowercase().contains("content-type: application/scim+json"), "{seen}");
    assert!(seen.ends_with(
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#
    ), "{seen}");
}

#[tokio::test]
async fn a_write_is_sent_again_when_the_answer_proves_that_nothing_was_done() {
    let server = Server::start(|number, _| match number {
        0 => status("429 Slow Down", &[("Retry-After", "0")]),
        1 => status("503 Later", &[("Retry-After", "1ms")]),
        _ => Act::Send(answer("204 No Content", &[], b"")),
    })
    .await;
    let answer = server.client().send(&deactivate(), &cancel()).await.unwrap();
    assert_eq!((answer.status, answer.attempts), (204, 3));
}

#[tokio::test]
async fn every_form_of_retry_after_is_waited_for() {
    let date = || {
        let soon = jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
        jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&soon).unwrap()
    };
    for (form, least, most) in
        [("1".to_owned(), 950, 2000), ("300ms".to_owned(), 290, 900), (date(), 0, 1600)]
    {
        let server = Server::start(move |number, _| match number {
            0 => Act::Send(answer("429 Slow Down", &[("Retry-After", &form)], b"")),
            _ => Act::Send(json("{}")),
        })
        .await;
        let client = server.client();
        let start = Instant::now();
        client.get(&users(), &cancel()).await.unwrap();
        let waited = start.elapsed().as_millis();
        assert!((least..most).contains(&waited), "{waited}");
        assert_eq!(client.slowed_down(), 1);
    }
}

#[tokio::test]
async fn a_storm_of_429_ends_as_slowed_down() {
    let server = Server::start(|_, _| status("429 Slow Down", &[("Retry-After", "1ms")])).await;
    let retry = RetryLimits { longest_wait: Duration::from_millis(60), ..options().retry };
    let client = server.client_with(ClientOptions { retry, ..options() });
    let failure = client.send(&deactivate(), &cancel()).await.unwrap_err();
    let FailureKind::SlowedDown { tries, until, said } = failure.kind.clone() else {
        panic!("{failure}");
    };
    assert_eq!(failure.status(), Some(429));
    // Each wait is at least 2 ms, and they grow.
    assert!((3..30).contains(&tries), "{tries}");
    assert_eq!((client.slowed_down(), server.seen().len()), (tries, tries as usize));
    assert!(until.is_some() && said.as_deref() == Some("no"));
}

#[tokio::test]
async fn a_wait_longer_than_allowed_is_not_waited_for() {
    let server = Server::start(|_, _| status("429 Slow Down", &[("Retry-After", "1h")])).await;
    let (start, client) = (Instant::now(), server.client());
    for reached in [Reached::Answered, Reached::NotSent] {
        let failure = client.get(&users(), &cancel()).await.unwrap_err();
        let FailureKind::SlowedDown { until: Some(until), .. } = failure.kind else {
            panic!("{failure}");
        };
        let left = until.duration_since(jiff::Timestamp::now()).as_secs();
        assert!((3_590..=3_600).contains(&left), "{left}");
        assert_eq!(failure.reached, reached);
        assert!(failure.to_string().contains("asks to wait until"), "{failure}");
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(server.seen().len(), 1, "the second request is not sent in vain");
}

#[tokio::test]
async fn while_waiting_the_client_says_so_and_can_be_cancelled() {
    let server = Server::start(|_, _| status("429 Slow Down", &[("Retry-After", "2s")])).await;
    let client = server.client();
    let stop = cancel();
    let (other, token) = (client.clone(), stop.clone());
    let task = tokio::spawn(async move { other.send(&deactivate(), &token).await });
    let waiting = loop {
        if let Some(waiting) = client.waiting() {
            break waiting;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(waiting.why, WaitReason::AskedToWait);
    assert!(waiting.until > jiff::Timestamp::now());
    stop.cancel();
    let failure = task.await.unwrap().unwrap_err();
    assert_eq!((failure.kind, failure.reached), (FailureKind::Cancelled, Reached::NotSent));
}

#[tokio::test]
async fn cancelling_under_way_says_that_it_may_have_been_sent() {
    let server = Server::start(|_, _| Act::Silent).await;
    let (client, stop) = (server.client(), cancel());
    let token = stop.clone();
    let task = tokio::spawn(async move { client.send(&deactivate(), &token).await });
    while server.seen().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.cancel();
    let failure = task.await.unwrap().unwrap_err();
    assert_eq!((failure.kind, failure.reached), (FailureKind::Cancelled, Reached::MaybeSent));
}
