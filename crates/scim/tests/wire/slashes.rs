//! The redirect that only adds or takes a slash, and all the others.

use rollcall_scim::{FailureKind, Request};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, answer, json};

fn cancel() -> CancellationToken {
    CancellationToken::new()
}

fn path_and_query(text: &str) -> &str {
    text.split(' ').nth(1).unwrap()
}

fn lines(server: &Server) -> Vec<String> {
    let line = |text: &String| text.lines().next().unwrap().replace(" HTTP/1.1", "");
    server.seen().iter().map(line).collect()
}

/// Answers only addresses that end in a slash; sends the others there, as Django (301) and FastAPI
/// (307) do: by a whole address, by one that names http, or by a path.
async fn slashed(status: &'static str, whole: bool) -> Server {
    Server::start(move |_, text| {
        let asked = path_and_query(text);
        let (path, query) = match asked.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (asked, String::new()),
        };
        if path.ends_with('/') {
            return Act::Send(json(r#"{"id":"1"}"#));
        }
        let host = text
            .lines()
            .find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned));
        let to = match whole {
            true => format!("http://{}{path}/{query}", host.unwrap()),
            false => format!("{path}/{query}"),
        };
        Act::Send(answer(status, &[("Location", &to)], b""))
    })
    .await
}

#[tokio::test]
async fn a_redirect_that_only_adds_a_slash_is_followed_once_and_remembered() {
    for (status, whole) in [("307 Temporary", true), ("301 Moved", false), ("308 Permanent", false)]
    {
        let server = slashed(status, whole).await;
        let client = server.client();
        let list = Request::get(["Users"]).with_query("count", "1");
        client.get(&list, &cancel()).await.unwrap();
        client.get(&list, &cancel()).await.unwrap();
        client.get(&Request::get(["Users", "a/b"]), &cancel()).await.unwrap();
        let write = Request::patch(["Users", "2"], serde_json::json!({"active": false}));
        client.send(&write, &cancel()).await.unwrap();
        assert_eq!(
            lines(&server),
            [
                "GET /scim/v2/Users?count=1",
                "GET /scim/v2/Users/?count=1",
                "GET /scim/v2/Users/?count=1",
                "GET /scim/v2/Users/a%2Fb",
                "GET /scim/v2/Users/a%2Fb/",
                "PATCH /scim/v2/Users/2/",
            ]
        );
    }
}

#[tokio::test]
async fn a_write_goes_to_the_slash_only_where_the_redirect_keeps_it_a_write() {
    let write = Request::post(["Users"], serde_json::json!({"userName": "jo"}));
    let server = slashed("307 Temporary", true).await;
    server.client().send(&write, &cancel()).await.unwrap();
    assert_eq!(lines(&server), ["POST /scim/v2/Users", "POST /scim/v2/Users/"]);
    assert!(server.seen()[1].ends_with(r#"{"userName":"jo"}"#));
    let server = slashed("301 Moved", true).await;
    let failure = server.client().send(&write, &cancel()).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::RedirectRefused { .. }), "{failure}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn redirects_elsewhere_and_in_a_circle_are_refused() {
    for to in ["/scim/v2/users/", "/scim/v2/Users//", "/login", "/scim/v2/Users/?token=x", ""] {
        let server =
            Server::start(move |_, _| Act::Send(answer("307 Temporary", &[("Location", to)], b"")))
                .await;
        let failure = server.client().get(&Request::get(["Users"]), &cancel()).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::RedirectRefused { to: to.to_owned() });
        assert_eq!(server.seen().len(), 1, "{to}");
    }
    // With the slash to without it and back.
    let server = Server::start(|_, text| {
        let to = match path_and_query(text) {
            path if path.ends_with('/') => path.trim_end_matches('/').to_owned(),
            path => format!("{path}/"),
        };
        Act::Send(answer("307 Temporary", &[("Location", &to)], b""))
    })
    .await;
    let failure = server.client().get(&Request::get(["Users"]), &cancel()).await.unwrap_err();
    assert!(matches!(failure.kind, FailureKind::RedirectRefused { .. }), "{failure}");
    assert_eq!(server.seen().len(), 2);
}
