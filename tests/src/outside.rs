//! Another admin, who changes an app past Rollcall.

use reqwest::Method;
use rollcall_simulator as simulator;
use serde_json::{Value, json};

/// Sends the app what another admin asks of it, and takes no refusal.
pub async fn outside(
    apps: &simulator::Running,
    provider: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) {
    rollcall_engine::install_crypto();
    let app = apps.app(provider).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let mut request = client
        .request(method.clone(), format!("{}/{path}", app.address))
        .bearer_auth(&app.token)
        .header("content-type", "application/scim+json");
    if let Some(body) = body {
        request = request.body(body.to_string());
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    assert!(status.is_success(), "{method} {path}: {status} {}", answer.text().await.unwrap());
}

/// The same with one PATCH operation.
pub async fn patched(apps: &simulator::Running, provider: &str, path: &str, operation: Value) {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation],
    });
    outside(apps, provider, Method::PATCH, path, Some(body)).await;
}
