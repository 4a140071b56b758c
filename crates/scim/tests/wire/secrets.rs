//! The token never comes out again, no matter what the server does with it.

use rollcall_scim::{ListRules, Request, list};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, TOKEN, answer, json};

fn assert_clean(text: &str) {
    for spelling in [
        TOKEN.to_owned(),
        TOKEN.replace('/', "\\/"),
        "s3cr3t%2FTo".to_owned(),
        "s3cr3t/".to_owned(),
    ] {
        assert!(!text.to_lowercase().contains(&spelling.to_lowercase()), "{text}");
    }
}

#[tokio::test]
async fn an_echoed_token_is_in_no_failure_however_it_is_spelled() {
    let plain =
        format!(r#"{{"detail":"Authorization: Bearer {TOKEN} refused","scimType":"{TOKEN}"}}"#);
    let slashes = plain.replace(TOKEN, &TOKEN.replace('/', "\\/"));
    let escaped = plain.replace(TOKEN, "\\u0073\\u0033cr3t/To-ken+value==");
    let page = format!("<html><title>{TOKEN}</title>{TOKEN}");
    let far = format!("{}{TOKEN}", "x".repeat(4 * 1024 - 8));
    let reason = format!("401 {TOKEN}");
    let moved = format!("https://example.org/?token={}", TOKEN.replace('/', "%2F"));
    let content_type = format!("text/{TOKEN}");
    let answers = [
        answer("401 No", &[], plain.as_bytes()),
        answer("400 No", &[], slashes.as_bytes()),
        answer("400 No", &[], escaped.as_bytes()),
        answer("403 No", &[("Content-Type", "text/html")], page.as_bytes()),
        answer("404 No", &[], far.as_bytes()),
        answer(&reason, &[], b""),
        answer("302 Found", &[("Location", &moved)], b""),
        answer("400 No", &[("Content-Type", &content_type)], TOKEN.as_bytes()),
    ];
    let number = answers.len();
    let server = Server::start(move |turn, _| Act::Send(answers[turn].clone())).await;
    let client = server.client();
    let request = Request::get(["Users", TOKEN]).with_body(serde_json::json!({"x": TOKEN}));
    for _ in 0..number {
        let failure = client.get(&request, &CancellationToken::new()).await.unwrap_err();
        assert_clean(&format!("{failure:?}"));
        assert_clean(&failure.to_string());
        assert_clean(&failure.exchange.as_text());
        assert_clean(&serde_json::to_string(&failure.exchange).unwrap());
        assert!(failure.exchange.as_text().contains("Bearer (token left out)"));
    }
}

#[tokio::test]
async fn an_echoed_token_is_in_no_answer() {
    let hidden = TOKEN.replacen('s', "\\u0073", 1);
    let body = format!(r#"{{"id":"1","displayName":"{TOKEN}","title":["{hidden}"],"{hidden}":1}}"#);
    let server = Server::start(move |_, _| Act::Send(json(&body))).await;
    let request = Request::get(["Users", "1"]);
    let answer = server.client().get(&request, &CancellationToken::new()).await.unwrap();
    assert_clean(&String::from_utf8_lossy(&answer.body));
    assert_clean(&format!("{answer:?}"));
    assert_clean(&answer.exchange().as_text());
    let value = answer.json().unwrap();
    assert_clean(&value.to_string());
    assert_eq!(value["displayName"], "(token left out)");
}

#[tokio::test]
async fn an_echoed_token_is_in_no_listed_row() {
    let hidden = TOKEN.replacen('s', "\\u0073", 1);
    for echoed in [TOKEN, &hidden] {
        let body =
            format!(r#"{{"totalResults":1,"Resources":[{{"id":"1","title":["{echoed}"]}}]}}"#);
        let server = Server::start(move |_, _| Act::Send(json(&body))).await;
        let mut pages = String::new();
        let rules = ListRules::new("Users");
        list(&server.client(), &rules, &CancellationToken::new(), async |page| {
            for row in &page.rows {
                pages.push_str(&row.resource().unwrap().to_json());
            }
            Ok(())
        })
        .await;
        assert_eq!(pages, r#"{"id":"1","title":["(token left out)"]}"#);
    }
}
