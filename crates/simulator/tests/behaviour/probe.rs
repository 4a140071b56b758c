//! A bare HTTP client for the tests.

use std::time::Duration;

use reqwest::header::HeaderMap;
use rollcall_simulator::{Fault, Options, Oracle, Running, start};
use serde_json::{Value, json};

pub struct Probe {
    pub running: Running,
    pub client: reqwest::Client,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn id(&self) -> String {
        id_of(&self.json())
    }
}

pub fn id_of(resource: &Value) -> String {
    match &resource["id"] {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }
}

pub fn ids(list: &Value) -> Vec<String> {
    list["Resources"].as_array().unwrap().iter().map(id_of).collect()
}

pub fn client() -> reqwest::Client {
    // a second install in the same process says so, which is fine
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

impl Probe {
    /// The sample, without the apps' rate limits.
    pub async fn sample() -> Self {
        Self::with(Options { rate_limits: false, ..Options::default() }).await
    }

    /// One app with some behaviors switched.
    pub async fn switched(app: &str, plays: &str) -> Self {
        Self::with(Options {
            apps: vec![app.into()],
            plays: vec![(app.into(), plays.into())],
            rate_limits: false,
            ..Options::default()
        })
        .await
    }

    pub async fn with(options: Options) -> Self {
        Self { running: start(options).await.unwrap(), client: client() }
    }

    pub fn oracle(&self, app: &str) -> Oracle {
        self.running.oracle(app).unwrap()
    }

    pub fn fault(&self, app: &str, fault: &str) {
        let fault: Fault = fault.parse().unwrap();
        self.running.set_faults(app, vec![fault]);
    }

    pub async fn try_send(
        &self,
        app: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, reqwest::Error> {
        let running = self.running.app(app).unwrap();
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self
            .client
            .request(method, format!("{}{path}", running.address))
            .header("authorization", format!("Bearer {}", running.token));
        if let Some(body) = body {
            request = request
                .header("content-type", "application/scim+json")
                .body(serde_json::to_vec(body).unwrap());
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }

    pub async fn get(&self, app: &str, path: &str) -> Answer {
        self.try_send(app, "GET", path, None).await.unwrap()
    }

    /// A GET that must succeed, as JSON.
    pub async fn read(&self, app: &str, path: &str) -> Value {
        let answer = self.get(app, path).await;
        assert_eq!(answer.status, 200, "{app} {path}: {}", answer.text);
        answer.json()
    }

    pub async fn send(&self, app: &str, method: &str, path: &str, body: &Value) -> Answer {
        self.try_send(app, method, path, Some(body)).await.unwrap()
    }

    pub async fn delete(&self, app: &str, path: &str) -> Answer {
        self.try_send(app, "DELETE", path, None).await.unwrap()
    }

    pub async fn patch(&self, app: &str, path: &str, operations: Value) -> Answer {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations,
        });
        self.send(app, "PATCH", path, &body).await
    }

    pub async fn set_active(&self, app: &str, id: &str, active: bool) -> Answer {
        let operation = json!([{ "op": "replace", "path": "active", "value": active }]);
        self.patch(app, &format!("/Users/{id}"), operation).await
    }

    /// Every page of a list, advancing by what was received.
    pub async fn all(&self, app: &str, list: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mark = if list.contains('?') { '&' } else { '?' };
        loop {
            let path = format!("{list}{mark}startIndex={}&count=100", all.len() + 1);
            let page = self.read(app, &path).await;
            let total = usize::try_from(page["totalResults"].as_u64().unwrap()).unwrap();
            let resources = page["Resources"].as_array().unwrap();
            all.extend(resources.iter().cloned());
            if all.len() >= total || resources.is_empty() {
                return all;
            }
        }
    }

    /// The id of the user with this name, as the oracle knows it.
    pub fn id(&self, app: &str, user_name: &str) -> String {
        self.oracle(app).user(user_name).unwrap_or_else(|| panic!("no {user_name} in {app}")).id
    }
}

pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}
