//! Lists over the wire: what the pager decides, with the client under it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::routing::get;
use rollcall_scim::{
    Client, Endpoint, FailureKind, ListRules, Listing, Paging, StopReason, Verdict, list,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Act, Server, answer, options};

type Parameters = std::collections::HashMap<String, String>;

#[derive(Clone)]
struct Directory {
    rows: usize,
    asked: Arc<AtomicUsize>,
}

async fn users(State(directory): State<Directory>, Query(query): Query<Parameters>) -> Json<Value> {
    directory.asked.fetch_add(1, Ordering::SeqCst);
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let start = number("startIndex").unwrap_or(1) - 1;
    let rows: Vec<Value> = (start..directory.rows)
        .take(number("count").unwrap_or(100).min(100))
        .map(|id| json!({"id": id, "userName": format!("user{id}@example.org")}))
        .collect();
    Json(json!({"totalResults": directory.rows, "itemsPerPage": 100, "Resources": rows}))
}

async fn directory(rows: usize) -> (Client, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let state = Directory { rows, asked: Arc::clone(&asked) };
    let app = axum::Router::new().route("/scim/v2/Users", get(users)).with_state(state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/scim/v2", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let client = Client::new(Endpoint::parse(&address).unwrap(), options()).unwrap();
    (client, asked)
}

#[tokio::test]
async fn a_list_is_read_to_its_end_on_a_task_of_its_own() {
    let (client, asked) = directory(250).await;
    let task = tokio::spawn(async move {
        let mut found = Vec::new();
        let mut listing =
            Listing::new(&client, &ListRules::new("Users"), &CancellationToken::new());
        while let Some(page) = listing.next().await {
            assert_eq!((page.pass, page.status, page.sha256.len()), (1, 200, 64));
            found.extend(page.rows.into_iter().filter_map(|row| row.id));
        }
        (listing.finish(), found)
    });
    let (end, found) = task.await.unwrap();
    assert_eq!(end.verdict, Verdict::Complete, "{}", end.reason);
    assert_eq!((end.received, end.distinct, end.claimed, end.passes), (250, 250, Some(250), 1));
    assert_eq!(found, (0..250).map(|id| id.to_string()).collect::<Vec<_>>());
    assert_eq!(asked.load(Ordering::SeqCst), 4, "three pages, and that none follows");
}

#[tokio::test]
async fn a_list_that_is_left_early_is_partial() {
    let (client, _) = directory(250).await;
    let mut listing = Listing::new(&client, &ListRules::new("Users"), &CancellationToken::new());
    assert_eq!(listing.next().await.unwrap().received, 100);
    assert_eq!(listing.finish().verdict, Verdict::Partial);
}

#[tokio::test]
async fn the_next_page_is_fetched_while_one_is_being_stored() {
    let (client, asked) = directory(300).await;
    let rules = ListRules::new("Users");
    let mut ahead = 0;
    let mut number = 0;
    list(&client, &rules, &CancellationToken::new(), async |_| {
        number += 1;
        for _ in 0..100 {
            if asked.load(Ordering::SeqCst) > number {
                ahead += 1;
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    })
    .await;
    assert!(ahead >= 2, "{ahead}");
}

#[tokio::test]
async fn whoever_takes_the_pages_can_stop() {
    let (client, asked) = directory(5000).await;
    let rules = ListRules::new("Users");
    let end = list(&client, &rules, &CancellationToken::new(), async |page| {
        if page.number == 2 { Err(StopReason::from("the disk is full")) } else { Ok(()) }
    })
    .await;
    assert_eq!((end.verdict, end.reason.as_str()), (Verdict::Partial, "the disk is full"));
    assert!(asked.load(Ordering::SeqCst) <= 2 + 8);
}

#[tokio::test]
async fn a_filter_that_is_ignored_does_not_let_other_rows_through() {
    let (client, _) = directory(120).await;
    let rules = ListRules {
        filter: Some(rollcall_scim::filter::eq("userName", "USER7@example.org")),
        ..ListRules::new("Users")
    };
    let mut found = Vec::new();
    let end = list(&client, &rules, &CancellationToken::new(), async |page| {
        found.extend(page.rows.into_iter().filter_map(|row| row.id));
        Ok(())
    })
    .await;
    assert_eq!((found, end.mismatched), (vec!["7".to_owned()], 119));
    assert_eq!(end.verdict, Verdict::Complete);
}

fn page(query: &str, rows: std::ops::Range<usize>, total: usize) -> Vec<u8> {
    let rows: Vec<Value> = rows.map(|id| json!({"id": id.to_string()})).collect();
    let body = json!({"totalResults": total, "Resources": rows}).to_string();
    assert!(query.starts_with("GET /scim/v2/Users?"), "{query}");
    crate::server::json(&body)
}

#[tokio::test]
async fn a_failing_second_page_leaves_a_partial_list_with_its_cause() {
    let server = Server::start(|_, text| {
        if text.contains("startIndex=1&") {
            Act::Send(page(text, 0..100, 250))
        } else {
            Act::Send(answer("500 Oops", &[], b"{\"detail\":\"database\"}"))
        }
    })
    .await;
    let mut received = 0;
    let rules = ListRules { paging: Paging::Index, ..ListRules::new("Users") };
    let end = list(&server.client(), &rules, &CancellationToken::new(), async |page| {
        received += page.received;
        Ok(())
    })
    .await;
    assert_eq!((end.verdict, received, end.distinct), (Verdict::Partial, 100, 100));
    assert!(end.reason.contains("page 2") && end.reason.contains("database"), "{}", end.reason);
    assert_eq!(end.failure.unwrap().status(), Some(500));
}

#[tokio::test]
async fn half_a_page_is_asked_for_once_more() {
    let server = Server::start(|number, text| {
        let whole = page(text, 0..3, 3);
        let text = String::from_utf8(whole).unwrap();
        let body = text.split_once("\r\n\r\n").unwrap().1.to_owned();
        let half = &body[..body.len() / 2];
        Act::Send(crate::server::json(if number == 0 { half } else { &body }))
    })
    .await;
    let rules = ListRules::new("Users");
    let end = list(&server.client(), &rules, &CancellationToken::new(), async |_| Ok(())).await;
    assert_eq!((end.verdict, end.distinct), (Verdict::Complete, 3));
    assert_eq!(server.seen().len(), 4, "twice for the page, twice to test the total");
}

#[tokio::test]
async fn something_that_is_no_list_is_not_an_empty_list() {
    let server = Server::start(|_, _| Act::Send(crate::server::json("{\"ok\":true}"))).await;
    let rules = ListRules::new("Users");
    let end = list(&server.client(), &rules, &CancellationToken::new(), async |_| Ok(())).await;
    assert_eq!(end.verdict, Verdict::Partial);
    assert!(matches!(end.failure.unwrap().kind, FailureKind::BadJson(_)));
}

#[tokio::test]
async fn a_cancelled_list_is_partial() {
    let (client, _) = directory(1000).await;
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let rules = ListRules::new("Users");
    let end = list(&client, &rules, &cancel, async |_| {
        stop.cancel();
        Ok(())
    })
    .await;
    assert_eq!((end.verdict, end.reason.as_str()), (Verdict::Partial, "canceled"));
    assert!(end.distinct < 1000);
}

#[tokio::test]
async fn a_server_that_fails_on_count_is_read_without_it() {
    let server = Server::start(|_, text| {
        if text.contains("count=") {
            Act::Send(answer("500 Oops", &[], b""))
        } else if text.contains("startIndex=1&") || text.contains("startIndex=1 ") {
            Act::Send(page(text, 0..40, 40))
        } else {
            Act::Send(page(text, 40..40, 40))
        }
    })
    .await;
    let rules = ListRules::new("Users");
    let end = list(&server.client(), &rules, &CancellationToken::new(), async |_| Ok(())).await;
    assert_eq!((end.verdict, end.distinct), (Verdict::Complete, 40), "{}", end.reason);
    assert_eq!(server.seen().len(), 4);
}
