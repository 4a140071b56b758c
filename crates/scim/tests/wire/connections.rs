//! Requests that a server says it has not processed, over HTTP/2, and connections that went quiet.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use rollcall_scim::{Client, ClientOptions, Endpoint, Reached, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::server::options;
use crate::tls;

/// What an HTTP/2 server does with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    /// RST_STREAM with this reason.
    Resets(h2::Reason),
    /// GOAWAY that names the stream before as the last one, then closes.
    GoesAway(h2::Reason),
    /// Closes without a word.
    Closes,
}

/// Acts upon the first request as requested and answers all others; counts those that it processed.
async fn http2(first: Does) -> (u16, String, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let (acceptor, pem) = tls::acceptor(&[b"h2"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, processed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (Arc::clone(&asked), Arc::clone(&processed));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, counts) = (acceptor.clone(), counts.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                if counts.0.load(Ordering::SeqCst) == 0 && matches!(first, Does::GoesAway(_)) {
                    counts.0.fetch_add(1, Ordering::SeqCst);
                    return go_away(stream, first).await;
                }
                let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    let number = counts.0.fetch_add(1, Ordering::SeqCst);
                    match first {
                        Does::Resets(reason) if number == 0 => respond.send_reset(reason),
                        Does::Closes if number == 0 => return,
                        _ => {
                            counts.1.fetch_add(1, Ordering::SeqCst);
                            let mut body =
                                respond.send_response(http::Response::new(()), false).unwrap();
                            body.send_data(Bytes::from_static(b"{}"), true).unwrap();
                        }
                    }
                }
            });
        }
    });
    (port, pem, asked, processed)
}

/// The library's server answers streams that it has accepted; this one is spoken by hand: settings,
/// then, at the first HEADERS, a GOAWAY with last stream 0 (RFC 9113 §6.8).
async fn go_away(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, does: Does) {
    let Does::GoesAway(reason) = does else { return };
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
    stream.flush().await.unwrap();
    loop {
        let mut head = [0; 9];
        if stream.read_exact(&mut head).await.is_err() {
            return;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize;
        let mut rest = vec![0; length];
        stream.read_exact(&mut rest).await.unwrap();
        // HEADERS
        if head[3] == 1 {
            let mut frame = vec![0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            frame.extend_from_slice(&u32::from(reason).to_be_bytes());
            stream.write_all(&frame).await.unwrap();
            stream.flush().await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            return;
        }
    }
}

fn client(port: u16, pem: String) -> Client {
    let seconds = Duration::from_secs;
    let options = ClientOptions {
        extra_roots_pem: Some(pem.into_bytes()),
        request_timeout: seconds(5),
        connect_timeout: seconds(5),
        ..options()
    };
    Client::new(Endpoint::parse(&format!("https://localhost:{port}/")).unwrap(), options).unwrap()
}

fn write() -> Request {
    Request::patch(["Users", "1"], serde_json::json!({"active": false}))
}

#[tokio::test]
async fn a_write_that_http2_says_was_not_processed_is_sent_again() {
    use h2::Reason;
    for first in [
        Does::Resets(Reason::REFUSED_STREAM),
        Does::GoesAway(Reason::NO_ERROR),
        Does::GoesAway(Reason::ENHANCE_YOUR_CALM),
    ] {
        let (port, pem, asked, processed) = http2(first).await;
        let answer = client(port, pem).send(&write(), &CancellationToken::new()).await;
        let answer = answer.unwrap_or_else(|failure| panic!("{first:?}: {failure}"));
        assert_eq!((answer.status, answer.attempts), (200, 2), "{first:?}");
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{first:?}");
        assert_eq!(processed.load(Ordering::SeqCst), 1, "{first:?}");
    }
}

#[tokio::test]
async fn a_write_that_may_have_been_processed_is_not_sent_again() {
    use h2::Reason;
    for first in [Does::Resets(Reason::INTERNAL_ERROR), Does::Resets(Reason::CANCEL), Does::Closes]
    {
        let (port, pem, asked, _) = http2(first).await;
        let failure =
            client(port, pem).send(&write(), &CancellationToken::new()).await.unwrap_err();
        assert_eq!(failure.reached, Reached::MaybeSent, "{first:?}: {failure}");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{first:?}");
    }
}

/// Serves one connection after another and keeps each open. A connection that is asked a second
/// time after `quiet` says nothing, as one that something between has dropped.
async fn dropping(quiet: Duration) -> (u16, Arc<Mutex<Vec<usize>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked: Arc<Mutex<Vec<usize>>> = Arc::default();
    let list = Arc::clone(&asked);
    tokio::spawn(async move {
        let mut number = 0;
        while let Ok((stream, _)) = listener.accept().await {
            number += 1;
            tokio::spawn(one(stream, number, quiet, Arc::clone(&list)));
        }
    });
    (port, asked)
}

async fn one(mut stream: TcpStream, number: usize, quiet: Duration, list: Arc<Mutex<Vec<usize>>>) {
    let mut chunk = [0; 4096];
    let mut last = std::time::Instant::now();
    while let Ok(read) = stream.read(&mut chunk).await {
        if read == 0 {
            return;
        }
        list.lock().unwrap().push(number);
        if last.elapsed() > quiet {
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        last = std::time::Instant::now();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    }
}

#[tokio::test]
async fn a_write_does_not_go_into_a_connection_that_was_idle() {
    let (port, asked) = dropping(Duration::from_millis(250)).await;
    let endpoint = Endpoint::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    let client = Client::new(endpoint, options()).unwrap();
    let cancel = CancellationToken::new();
    client.get(&Request::get(["Users", "1"]), &cancel).await.unwrap();
    // Right after, the open connection is used.
    client.send(&write(), &cancel).await.unwrap();
    assert_eq!(*asked.lock().unwrap(), [1, 1]);
    tokio::time::sleep(Duration::from_millis(400)).await;
    client.send(&write(), &cancel).await.unwrap();
    assert_eq!(*asked.lock().unwrap(), [1, 1, 2]);
}
