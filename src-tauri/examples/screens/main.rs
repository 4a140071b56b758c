//! The commands of the window over HTTP, for tests of the screens: the engine on simulated apps,
//! without a window.
//!
//! `screens FOLDER` listens on a free port of the loopback interface, prints its address, and ends
//! when its standard input closes. Every request is a POST of one [`Ask`] as JSON, with the token of
//! the environment variable `ROLLCALL_SCREENS_TOKEN`. A slot is one program of tests: it has
//! simulated apps and a store of its own, and one session at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod desk_app;
mod kept;
mod slot;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use slot::Slot;
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncReadExt;
use tokio::sync::OnceCell;

struct Host {
    token: String,
    folder: PathBuf,
    slots: Mutex<HashMap<String, Arc<OnceCell<Slot>>>>,
}

/// What a test asks. Every answer but that of `Open` is refused when the session has ended.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
enum Ask {
    /// Begins a session in the state that was kept under this name, and ends the one before.
    Open { scene: String },
    /// Keeps the state of the apps and of the store under a name.
    Keep { session: u64, scene: String },
    /// `{ok: answer}` or `{error: problem}` of a command.
    Invoke { session: u64, command: String, arguments: Value },
    /// Waits for an event newer than that number.
    Event { session: u64, after: u64 },
    /// Puts faults, as text, in place of those that an app had.
    Faults { session: u64, app: String, faults: Vec<String> },
    /// Puts a file about a provider into the folder of the store, as an admin does.
    Profile { session: u64, id: String, toml: String },
    /// The token that an app accepts from now on.
    Token { session: u64, app: String, token: String },
}

#[derive(Deserialize)]
struct Request {
    slot: String,
    #[serde(flatten)]
    ask: Ask,
}

impl Host {
    /// `None`: the session has ended, or nothing was kept under that name.
    async fn answer(&self, Request { slot, ask }: Request) -> Option<Value> {
        let cell = Arc::clone(self.slots.lock().unwrap().entry(slot.clone()).or_default());
        let slot = cell.get_or_init(|| Slot::start(self.folder.join(&slot))).await;
        match ask {
            Ask::Open { scene } => slot.open(&scene).await,
            Ask::Keep { session, scene } => {
                slot.is_current(session)?.keep(&scene);
                Some(json!({}))
            }
            Ask::Invoke { session, command, arguments } => {
                Some(slot.is_current(session)?.app.invoke(command, arguments).await)
            }
            Ask::Event { session, after } => slot.is_current(session)?.event(session, after).await,
            Ask::Faults { session, app, faults } => {
                let faults = faults.iter().map(|text| text.parse().expect("a fault")).collect();
                slot.is_current(session)?.apps.set_faults(&app, faults);
                Some(json!({}))
            }
            Ask::Profile { session, id, toml } => {
                slot.is_current(session)?.add_profile(&id, &toml).await;
                Some(json!({}))
            }
            Ask::Token { session, app, token } => {
                slot.is_current(session)?.apps.set_token(&app, &token);
                Some(json!({}))
            }
        }
    }
}

async fn handle(
    State(host): State<Arc<Host>>,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Response {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok());
    if token != Some(host.token.as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match host.answer(request).await {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

#[tokio::main]
async fn main() {
    rollcall_engine::install_crypto();
    tauri::async_runtime::set(tokio::runtime::Handle::current());
    let token = std::env::var("ROLLCALL_SCREENS_TOKEN").expect("ROLLCALL_SCREENS_TOKEN");
    assert!(token.len() >= 32, "the token is too short");
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("a folder"));
    // Files that a test writes to the downloads and the preferences must not be those of a person.
    let home = std::env::home_dir().expect("a home folder");
    assert!(home == folder, "{} is not the home folder", folder.display());
    let host = Host { token: format!("Bearer {token}"), folder, slots: Mutex::default() };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let mut out = std::io::stdout();
    writeln!(out, "http://{}", listener.local_addr().unwrap()).expect("somebody listens");
    out.flush().expect("somebody listens");
    let router = Router::new()
        .route("/", post(handle))
        .layer(axum::extract::DefaultBodyLimit::max(64 << 20))
        .with_state(Arc::new(host));
    let mut nothing = Vec::new();
    let mut parent = tokio::io::stdin();
    tokio::select! {
        served = axum::serve(listener, router) => served.expect("a server"),
        // The program that started this one has ended.
        _ = parent.read_to_end(&mut nothing) => {}
    }
}
