//! A gate between client and app. Everything passes; what a rule names is held, on its way there
//! or on its return, until the test lets it go, or is answered by the gate itself. Tests wait
//! for what arrives here and not for time to pass.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Longest wait for something that must come; a test that meets it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

type Matches = Box<dyn Fn(&Method, &str) -> bool + Send + Sync>;

enum What {
    HoldThere,
    HoldBack,
    Answer(u16, Vec<(&'static str, String)>, String),
}

struct Rule {
    matches: Matches,
    what: What,
    left: Mutex<u32>,
    arrived: watch::Sender<u32>,
    open: watch::Sender<bool>,
}

struct Inner {
    app: String,
    http: reqwest::Client,
    rules: Mutex<Vec<Arc<Rule>>>,
}

/// Listens on loopback for as long as the runtime lives.
pub struct Gate {
    /// The app's address, through the gate.
    pub address: String,
    inner: Arc<Inner>,
}

/// What a rule caught.
pub struct Held(Arc<Rule>);

impl Held {
    /// Waits until as many requests as this have come.
    pub async fn arrived(&self, count: u32) {
        let mut arrived = self.0.arrived.subscribe();
        let come = tokio::time::timeout(PATIENCE, arrived.wait_for(|now| *now >= count));
        come.await.expect("the request comes to the gate").unwrap();
    }

    /// How many have come so far.
    pub fn count(&self) -> u32 {
        *self.0.arrived.borrow()
    }

    /// Lets them go on.
    pub fn open(&self) {
        self.0.open.send_replace(true);
    }
}

impl Gate {
    /// In front of the app at this address.
    pub async fn before(address: &str) -> Self {
        rollcall_engine::install_crypto();
        let (origin, path) = split(address);
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([])
            .build()
            .unwrap();
        let inner = Arc::new(Inner { app: origin, http, rules: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = axum::Router::new().fallback(pass).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address: format!("http://127.0.0.1:{port}{path}"), inner }
    }

    /// Holds the next `times` matching requests before the app sees them.
    pub fn hold_there(
        &self,
        times: u32,
        matches: impl Fn(&Method, &str) -> bool + Send + Sync + 'static,
    ) -> Held {
        self.rule(times, What::HoldThere, Box::new(matches))
    }

    /// Lets the app act on the next `times` matching requests, and holds its answers.
    pub fn hold_back(
        &self,
        times: u32,
        matches: impl Fn(&Method, &str) -> bool + Send + Sync + 'static,
    ) -> Held {
        self.rule(times, What::HoldBack, Box::new(matches))
    }

    /// Answers the next `times` matching requests in place of the app.
    pub fn answer(
        &self,
        times: u32,
        matches: impl Fn(&Method, &str) -> bool + Send + Sync + 'static,
        (status, headers, body): (u16, Vec<(&'static str, String)>, &str),
    ) -> Held {
        self.rule(times, What::Answer(status, headers, body.to_owned()), Box::new(matches))
    }

    /// Everything passes again; what is held stays held.
    pub fn forget_rules(&self) {
        self.inner.rules.lock().unwrap().clear();
    }

    fn rule(&self, times: u32, what: What, matches: Matches) -> Held {
        let rule = Arc::new(Rule {
            matches,
            what,
            left: Mutex::new(times),
            arrived: watch::Sender::new(0),
            open: watch::Sender::new(false),
        });
        self.inner.rules.lock().unwrap().push(Arc::clone(&rule));
        Held(rule)
    }
}

/// What matches, from the n-th time on (counted from 1).
pub fn from_nth(
    n: u32,
    matches: impl Fn(&Method, &str) -> bool + Send + Sync + 'static,
) -> impl Fn(&Method, &str) -> bool + Send + Sync + 'static {
    let seen = std::sync::atomic::AtomicU32::new(0);
    move |method, path| {
        matches(method, path) && seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1 >= n
    }
}

/// What is asked once something was written.
pub fn after_a_write() -> impl Fn(&Method, &str) -> bool + Send + Sync + 'static {
    let written = std::sync::atomic::AtomicBool::new(false);
    move |method, _| {
        let reads = method == Method::GET;
        if !reads {
            written.store(true, std::sync::atomic::Ordering::SeqCst);
        }
        reads && written.load(std::sync::atomic::Ordering::SeqCst)
    }
}

/// Any request for one account.
pub fn one_account(method: &Method, path: &str) -> bool {
    method == Method::GET && path.contains("/Users/")
}

/// `http://host:port` and what follows.
fn split(address: &str) -> (String, String) {
    let at = address.match_indices('/').nth(2).map_or(address.len(), |(at, _)| at);
    (address[..at].to_owned(), address[at..].to_owned())
}

impl Inner {
    fn rule_for(&self, method: &Method, path: &str) -> Option<Arc<Rule>> {
        let rules = self.rules.lock().unwrap();
        rules.iter().find_map(|rule| {
            let mut left = rule.left.lock().unwrap();
            if *left == 0 || !(rule.matches)(method, path) {
                return None;
            }
            *left -= 1;
            Some(Arc::clone(rule))
        })
    }
}

impl Rule {
    async fn hold(&self) {
        self.arrived.send_modify(|count| *count += 1);
        // The sending end lives as long as the rule, and the rule as long as this.
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}

async fn pass(State(gate): State<Arc<Inner>>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
    let rule = gate.rule_for(request.method(), &path);
    match rule.as_ref().map(|rule| &rule.what) {
        Some(What::HoldThere) => rule.as_ref().unwrap().hold().await,
        Some(What::Answer(status, headers, body)) => {
            rule.as_ref().unwrap().arrived.send_modify(|count| *count += 1);
            let mut response = Response::builder().status(*status);
            for (name, value) in headers {
                response = response.header(*name, value);
            }
            return response.body(Body::from(body.clone())).unwrap();
        }
        Some(What::HoldBack) | None => {}
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut headers = parts.headers;
    for name in ["host", "content-length", "connection", "transfer-encoding"] {
        headers.remove(name);
    }
    let to = format!("{}{path}", gate.app);
    let sent = gate.http.request(parts.method, to).headers(headers).body(body).send().await;
    let answer = match sent {
        Ok(answer) => answer,
        Err(_) => return plain(StatusCode::BAD_GATEWAY),
    };
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        let ours = ["content-length", "connection", "transfer-encoding"];
        if !ours.iter().any(|it| *name == HeaderName::from_static(it)) {
            response = response.header(name, value);
        }
    }
    let Ok(body) = answer.bytes().await else { return plain(StatusCode::BAD_GATEWAY) };
    if let Some(rule) = rule
        && matches!(rule.what, What::HoldBack)
    {
        rule.hold().await;
    }
    response.body(Body::from(body)).unwrap()
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
