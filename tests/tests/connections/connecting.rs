//! Address or token: which of them is likelier wrong, found with one more question; and servers
//! that are odd but right.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Response, header};
use axum::routing::any;
use rollcall_engine::view::{Rung, RungState, RungView, Verdict};
use rollcall_engine::{Problem, ProblemCode, Side};
use rollcall_tests::world::{World, assert_told};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const TOKEN: &str = "a-token-of-more-than-20";

type Told = (u16, &'static str, String);

/// A running server and the paths it was asked for.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn asked(&self, end: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|path| path.ends_with(end)).count()
    }
}

/// Answers each path below the SCIM address as given: status, type and body; a 3xx with the body as
/// its target.
async fn serve(
    answer: impl Fn(&str, &HeaderMap) -> Told + Clone + Send + Sync + 'static,
) -> Server {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let list = Arc::clone(&asked);
    let handler = move |request: Request| {
        let path = request.uri().path().to_owned();
        let (status, kind, body) = answer(&path, request.headers());
        if request.method() != axum::http::Method::HEAD {
            list.lock().unwrap().push(path);
        }
        let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, kind);
        if (300..400).contains(&status) {
            response = response.header(header::LOCATION, &body);
        }
        async move { response.body(Body::from(body)).unwrap() }
    };
    let router = Router::new().fallback(any(handler));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/scim/v2", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Server { address, asked }
}

const SCIM: &str = "application/scim+json";

fn refuses(status: u16) -> Told {
    let error = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(), "detail": "by the app itself",
    });
    (status, SCIM, error.to_string())
}

fn page(status: u16) -> Told {
    (status, "text/html", "<html><title>Sign in</title></html>".to_owned())
}

fn gateway(status: u16) -> Told {
    (status, "application/json", r#"{"message":"no route matched"}"#.to_owned())
}

fn config() -> Told {
    let schema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
    (200, SCIM, json!({"schemas": [schema], "patch": {"supported": true}}).to_string())
}

fn list(of: &[Value]) -> Told {
    let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    let body = json!({"schemas": [schema], "totalResults": of.len(), "Resources": of});
    (200, SCIM, body.to_string())
}

fn users() -> Told {
    list(&[json!({"id": "1", "userName": "jo@example.com", "active": true})])
}

async fn connected(server: &Server) -> (Vec<RungView>, bool) {
    let world = World::new().await;
    let made = world.try_connect("scim", "Acme", (&server.address, TOKEN)).await.unwrap();
    let passed = made.connection.is_some();
    (made.test.rungs, passed)
}

async fn fails(server: &Server) -> (Rung, Problem) {
    let (rungs, passed) = connected(server).await;
    assert!(!passed);
    let failed = rungs.into_iter().find(|rung| rung.state == RungState::Failed).unwrap();
    let problem = failed.problem.unwrap();
    assert_told(&problem, TOKEN);
    (failed.rung, problem)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_and_a_wrong_address_are_told_apart() {
    type Case = (&'static str, fn() -> Told, fn() -> Told, ProblemCode, &'static str, &'static str);
    let cases: [Case; 6] = [
        (
            "open description, gateway refuses",
            || gateway(401),
            config,
            ProblemCode::TokenRefused,
            "token is probably wrong",
            "new token",
        ),
        (
            "the app refuses the description too",
            || page(401),
            || refuses(401),
            ProblemCode::TokenRefused,
            "token is probably wrong",
            "new token",
        ),
        (
            "a web server that has sign-in pages",
            || page(401),
            || page(404),
            ProblemCode::TokenRefused,
            "address is probably wrong",
            "Copy the SCIM address",
        ),
        (
            "an unlicensed app",
            || gateway(403),
            config,
            ProblemCode::NotAllowed,
            "permissions or the plan",
            "plan",
        ),
        (
            "nothing there",
            || gateway(404),
            || gateway(404),
            ProblemCode::WrongAddress,
            "No SCIM server describes itself",
            "Copy the SCIM address",
        ),
        (
            "another part of the same app",
            || page(404),
            config,
            ProblemCode::WrongAddress,
            "does not offer users",
            "switched on",
        ),
    ];
    for (name, others, description, code, words, next) in cases {
        let server = serve(move |path, _| match path.rsplit('/').next() {
            Some("ServiceProviderConfig") => description(),
            _ => others(),
        })
        .await;
        let (_, problem) = fails(&server).await;
        assert_eq!((problem.code, problem.side), (code, Side::Between), "{name}: {problem}");
        assert!(problem.side_words.contains(words), "{name}: {problem}");
        assert!(problem.next.contains(next), "{name}: {problem}");
        assert!(!problem.to_string().contains("Any SCIM"), "{name}: {problem}");
        assert_eq!(server.asked("ServiceProviderConfig"), 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_app_itself_refuses_nothing_more_is_asked() {
    for (status, code) in [(401, ProblemCode::TokenRefused), (403, ProblemCode::NotAllowed)] {
        let server = serve(move |_, _| refuses(status)).await;
        let (rung, problem) = fails(&server).await;
        assert_eq!((rung, problem.code, problem.side), (Rung::TokenAccepted, code, Side::There));
        assert!(problem.side_words.starts_with("Acme"), "{problem}");
        assert!(problem.side_words.contains("by the app itself"), "{problem}");
        assert!(!problem.to_string().contains("token is good"), "{problem}");
        assert_eq!(server.asked("ServiceProviderConfig"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_that_something_between_refuses_are_not_called_missing() {
    for (answer, words) in [
        (page as fn(u16) -> Told, "something in front of it"),
        (gateway, "something in front of it"),
        (refuses, "offers no"),
    ] {
        let server =
            serve(move |path, _| if path.ends_with("Users") { users() } else { answer(404) }).await;
        let (rungs, passed) = connected(&server).await;
        assert!(passed);
        let groups = rungs.iter().find(|rung| rung.rung == Rung::GroupsReadable).unwrap();
        assert_eq!(groups.state, RungState::Skipped);
        assert!(groups.detail.contains(words), "{}", groups.detail);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_wants_a_slash_at_the_end_connects_and_is_read() {
    for (status, whole) in [(307, true), (301, false)] {
        let server = serve(move |path, headers| {
            if !path.ends_with('/') {
                let host = headers[header::HOST].to_str().unwrap();
                let to = if whole { format!("http://{host}{path}/") } else { format!("{path}/") };
                return (status, SCIM, to);
            }
            if path.ends_with("Users/") { users() } else { list(&[]) }
        })
        .await;
        let world = World::new().await;
        let made = world.try_connect("scim", "Acme", (&server.address, TOKEN)).await.unwrap();
        let connection = made.connection.expect("it connects");
        let read = world.read(connection.id.as_str()).await;
        assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
        assert_eq!(server.asked("/Users"), 1, "the form is remembered");
    }
}
