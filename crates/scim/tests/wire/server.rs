//! A server of a few lines that answers as the test says, byte for byte.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rollcall_scim::{Client, ClientOptions, Endpoint, PaceLimits, RetryLimits};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the tests' clients authenticate with.
pub const TOKEN: &str = "s3cr3t/To-ken+value==";

/// What to do with a request.
pub enum Act {
    /// Send these bytes and close.
    Send(Vec<u8>),
    /// Close without a word.
    Close,
    /// Keep the connection open and say nothing.
    Silent,
    /// Send these bytes, then wait and say nothing more.
    Stall(Vec<u8>),
}

/// A running server; stops listening when dropped.
pub struct Server {
    pub port: u16,
    seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts a server. `act` gets the number of the request, from 0, and its text.
    pub async fn start(act: impl Fn(usize, &str) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let act = Arc::new(act);
        let list = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(one(stream, Arc::clone(&act), Arc::clone(&list)));
            }
        });
        Self { port, seen, task }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint::parse(&format!("http://127.0.0.1:{}/scim/v2", self.port)).unwrap()
    }

    /// A client for this server with small limits.
    pub fn client(&self) -> Client {
        self.client_with(options())
    }

    pub fn client_with(&self, options: ClientOptions) -> Client {
        Client::new(self.endpoint(), options).unwrap()
    }

    /// The requests so far, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn one(
    mut stream: TcpStream,
    act: Arc<impl Fn(usize, &str) -> Act>,
    list: Arc<Mutex<Vec<String>>>,
) {
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(read) => text.extend_from_slice(&chunk[..read]),
        }
        let so_far = String::from_utf8_lossy(&text);
        if let Some((head, body)) = so_far.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                break;
            }
        }
    }
    let text = String::from_utf8_lossy(&text).into_owned();
    let number = {
        let mut list = list.lock().unwrap();
        list.push(text.clone());
        list.len() - 1
    };
    match act(number, &text) {
        Act::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Close => {}
        Act::Silent => tokio::time::sleep(Duration::from_secs(60)).await,
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    }
}

/// Limits that keep tests short.
pub fn options() -> ClientOptions {
    ClientOptions {
        pace: PaceLimits { per_second: 0.0, burst: 1, in_flight: 4, ..PaceLimits::default() },
        request_timeout: Duration::from_millis(400),
        group_timeout: Duration::from_millis(900),
        connect_timeout: Duration::from_millis(300),
        idle_limit: Duration::from_millis(100),
        body_limit: 64 * 1024,
        retry: RetryLimits {
            attempts: 3,
            first: Duration::from_millis(4),
            cap: Duration::from_millis(20),
            longest_wait: Duration::from_secs(2),
        },
        ..ClientOptions::new(SecretString::from(TOKEN.to_owned()))
    }
}

/// An answer with a length.
pub fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    text.push_str("Connection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A good answer.
pub fn json(body: &str) -> Vec<u8> {
    answer("200 OK", &[("Content-Type", "application/scim+json")], body.as_bytes())
}
