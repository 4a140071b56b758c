//! The window's commands and events on the mock runtime of Tauri.

use rollcall_desktop::{Desk, contract, forward};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder, mock_context, noop_assets};
use tauri::webview::InvokeRequest;
use tauri::{Listener, Manager, WebviewWindow, WebviewWindowBuilder};
use tokio::sync::{oneshot, watch};

/// The number of the last event, and what it said.
pub type LastEvent = (u64, String);

pub struct DeskApp {
    webview: WebviewWindow<MockRuntime>,
    pub events: watch::Receiver<LastEvent>,
}

impl DeskApp {
    /// `name` names the folder of its preferences.
    pub fn new(desk: Desk, name: &str) -> Self {
        let contract = contract::<MockRuntime>();
        let mut context = mock_context(noop_assets());
        context.config_mut().identifier = format!("rollcall.screens.{name}");
        let app = mock_builder()
            .plugin(tauri_plugin_store::Builder::default().build())
            .manage(desk)
            .invoke_handler(contract.invoke_handler())
            .build(context)
            .expect("an app");
        contract.mount_events(&app);
        let (tell, events) = watch::channel((0, String::new()));
        app.listen_any("progress", move |event| {
            tell.send_modify(|last| *last = (last.0 + 1, event.payload().to_owned()));
        });
        forward(app.handle());
        let webview = WebviewWindowBuilder::new(&app, "main", Default::default())
            .build()
            .expect("a webview that nobody sees");
        // For as long as the program runs.
        std::mem::forget(app);
        Self { webview, events }
    }

    pub fn desk(&self) -> tauri::State<'_, Desk> {
        self.webview.state::<Desk>()
    }

    /// Sends a command as the page does.
    pub async fn invoke(&self, command: String, arguments: Value) -> Value {
        let url = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };
        let request = InvokeRequest {
            cmd: command,
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: url.parse().expect("an address"),
            body: InvokeBody::Json(arguments),
            headers: Default::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let (send, answered) = oneshot::channel();
        let page: &tauri::Webview<MockRuntime> = self.webview.as_ref();
        page.clone().on_message(
            request,
            Box::new(move |_, _, response, _, _| {
                // Nobody waits when the test has ended.
                let _ = send.send(response);
            }),
        );
        match answered.await {
            Ok(InvokeResponse::Ok(InvokeResponseBody::Json(text))) => {
                let value: Value = serde_json::from_str(&text).expect("an answer in JSON");
                json!({ "ok": value })
            }
            Ok(InvokeResponse::Ok(InvokeResponseBody::Raw(_))) => {
                json!({ "error": "bytes came back" })
            }
            Ok(InvokeResponse::Err(error)) => json!({ "error": error.0 }),
            Err(_) => json!({ "error": "the command did not answer" }),
        }
    }
}
