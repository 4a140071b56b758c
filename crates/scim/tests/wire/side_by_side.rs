//! Pages that are fetched side by side: the list is what it would be page after page, also from a server
//! that has trouble with several requests at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rollcall_scim::{
    Client, ClientOptions, Endpoint, ListEnd, ListRules, PaceLimits, Paging, Verdict, list,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::server::options;

/// How a server answers a page.
#[derive(Clone, Debug, Default)]
struct Habits {
    rows: usize,
    /// Rows that are added with the first requests, one each.
    grows: usize,
    /// At most so many rows a page; several are used in turn, by the first row.
    caps: Vec<usize>,
    /// Milliseconds before the answer; several are used in turn, by the first row.
    delays: Vec<u64>,
    /// The status for a request beside so many others.
    refuses: Option<(usize, u16)>,
    /// From this request on the limit of `refuses` is there.
    refuses_from: usize,
    /// Each so many-th request has its connection cut in the middle of the answer.
    cuts: Option<usize>,
    /// The page from this row on always fails.
    fails_at: Option<usize>,
    /// The row at this place comes again on every later page.
    repeats: Option<usize>,
    /// The total is this much too high.
    total_off: u64,
    /// Milliseconds that each page takes after it came.
    takes: u64,
}

#[derive(Clone)]
struct Odd {
    habits: Arc<Habits>,
    asked: Arc<Mutex<Vec<usize>>>,
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

type Parameters = std::collections::HashMap<String, String>;

async fn users(State(odd): State<Odd>, Query(query): Query<Parameters>) -> Response {
    let beside = odd.now.fetch_add(1, Ordering::SeqCst);
    let _under_way = UnderWay(Arc::clone(&odd.now));
    odd.most.fetch_max(beside + 1, Ordering::SeqCst);
    page(&odd, &query, beside).await
}

/// A request that the client gave up is dropped before its end.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn page(odd: &Odd, query: &Parameters, beside: usize) -> Response {
    let habits = &odd.habits;
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let first = number("startIndex").unwrap_or(1) - 1;
    let asked = {
        let mut asked = odd.asked.lock().unwrap();
        asked.push(first);
        asked.len()
    };
    let in_turn = |values: &[u64]| values.get(first / 10 % values.len().max(1)).copied();
    let delay = in_turn(&habits.delays).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(delay)).await;
    if let Some((others, status)) = habits.refuses
        && beside >= others
        && asked > habits.refuses_from
    {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("Retry-After", "0")], "{}").into_response();
    }
    if habits.cuts.is_some_and(|each| asked.is_multiple_of(each)) {
        let cut = futures::stream::iter([Ok("{"), Err(std::io::Error::other("cut"))]);
        return axum::body::Body::from_stream(cut).into_response();
    }
    if habits.fails_at == Some(first) {
        return (StatusCode::INTERNAL_SERVER_ERROR, "{}").into_response();
    }
    let rows = habits.rows + habits.grows.min(asked - 1);
    let caps: Vec<u64> = habits.caps.iter().map(|cap| *cap as u64).collect();
    let cap = in_turn(&caps).unwrap_or(10) as usize;
    let mut ids: Vec<usize> = (first..rows).take(number("count").unwrap_or(cap).min(cap)).collect();
    if let (Some(again), Some(last)) =
        (habits.repeats.filter(|again| *again < first), ids.last_mut())
    {
        *last = again;
    }
    let resources: Vec<_> = ids.iter().map(|id| json!({ "id": id.to_string() })).collect();
    let total = rows as u64 + habits.total_off;
    axum::Json(json!({ "totalResults": total, "Resources": resources })).into_response()
}

/// What a read of such a server gave, and what the server saw.
struct Seen {
    ids: Vec<String>,
    end: ListEnd,
    asked: Vec<usize>,
    most_at_once: usize,
    /// Requests beyond the pages that were handed on, at most.
    most_ahead: usize,
    client: Client,
}

async fn read(habits: &Habits, pages_at_once: usize) -> Seen {
    let odd = Odd {
        habits: Arc::new(habits.clone()),
        asked: Arc::default(),
        now: Arc::default(),
        most: Arc::default(),
    };
    let app = axum::Router::new().route("/Users", get(users)).with_state(odd.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let pace = PaceLimits { per_second: 0.0, burst: 1, in_flight: 8, ..PaceLimits::default() };
    let request_timeout = Duration::from_secs(10);
    let options = ClientOptions { pace, request_timeout, ..options() };
    let client = Client::new(Endpoint::parse(&address).unwrap(), options).unwrap();
    let paging = Paging::Index;
    let rules = ListRules { count: Some(10), paging, pages_at_once, ..ListRules::new("Users") };
    let (mut ids, mut pass) = (Vec::new(), 1);
    let (mut handed_on, mut most_ahead) = (0, 0);
    let end = list(&client, &rules, &CancellationToken::new(), async |page| {
        tokio::time::sleep(Duration::from_millis(habits.takes)).await;
        handed_on += 1;
        most_ahead = most_ahead.max(odd.asked.lock().unwrap().len().saturating_sub(handed_on));
        if page.pass != pass {
            (pass, ids) = (page.pass, Vec::new());
        }
        ids.extend(page.rows.into_iter().filter_map(|row| row.id));
        Ok(())
    })
    .await;
    server.abort();
    let asked = odd.asked.lock().unwrap().clone();
    let most_at_once = odd.most.load(Ordering::SeqCst);
    Seen { ids, end, asked, most_at_once, most_ahead, client }
}

fn numbers(rows: usize) -> Vec<String> {
    (0..rows).map(|id| id.to_string()).collect()
}

#[tokio::test]
async fn pages_that_come_out_of_order_are_handed_on_in_order() {
    let habits = Habits { rows: 400, delays: vec![40, 5, 20, 1], ..Habits::default() };
    let seen = read(&habits, 8).await;
    assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(400)));
    assert_eq!(seen.most_at_once, 8);
    // Forty pages and the test of the total, each asked for once.
    assert_eq!(seen.asked.len(), 41);
}

#[tokio::test]
async fn a_slow_receiver_has_no_more_pages_waiting_at_the_end_than_at_the_start() {
    let seen = read(&Habits { rows: 600, takes: 5, ..Habits::default() }, 8).await;
    assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(600)));
    assert_eq!(seen.most_ahead, 8);
}

#[tokio::test]
async fn a_server_that_cannot_do_eight_at_once_is_read_to_the_end() {
    for status in [429, 500, 503] {
        let habits =
            Habits { rows: 300, delays: vec![8], refuses: Some((7, status)), ..Habits::default() };
        let seen = read(&habits, 8).await;
        assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(300)), "{status}");
        if status == 429 {
            assert!(seen.client.in_flight() < 8, "what was too much is not tried again at once");
        }
    }
}

#[tokio::test]
async fn a_server_that_cuts_each_ninth_answer_is_read_to_the_end() {
    let seen = read(&Habits { rows: 300, cuts: Some(9), ..Habits::default() }, 8).await;
    assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(300)));
}

#[tokio::test]
async fn a_limit_that_appears_in_the_middle_is_kept_from_then_on() {
    let (refuses, refuses_from, delays) = (Some((3, 429)), 20, vec![8]);
    let habits = Habits { rows: 600, delays, refuses, refuses_from, ..Habits::default() };
    let seen = read(&habits, 8).await;
    assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(600)));
    assert!(seen.client.in_flight() <= 4, "{}", seen.client.in_flight());
    assert!(seen.client.learned().is_none_or(|known| known.limited.is_some()));
}

#[tokio::test]
async fn pages_of_changing_size_are_followed_one_by_one() {
    let habits = Habits { rows: 300, caps: vec![7, 10, 3, 9], ..Habits::default() };
    let (alone, together) = (read(&habits, 1).await, read(&habits, 8).await);
    assert_eq!((together.end.verdict, &together.ids), (Verdict::Complete, &numbers(300)));
    assert_eq!(together.ids, alone.ids);
    let in_vain = together.asked.len() - alone.asked.len();
    assert!(in_vain <= 16, "{in_vain} pages were fetched in vain");
}

#[tokio::test]
async fn a_total_that_grows_meanwhile_is_a_doubt_that_a_second_pass_settles() {
    let habits = Habits { rows: 100, grows: 7, ..Habits::default() };
    let seen = read(&habits, 8).await;
    assert_eq!((seen.end.verdict, seen.ids), (Verdict::Complete, numbers(107)));
    assert!(seen.end.passes > 1, "{:?}", seen.end);
}

fn habits() -> impl Strategy<Value = Habits> {
    let caps = prop_oneof![
        3 => (1_usize..14).prop_map(|cap| vec![cap]),
        1 => prop::collection::vec(1_usize..14, 2..4),
    ];
    let often = |often: u32| prop_oneof![often => Just(false), 1 => Just(true)];
    (
        (0_usize..160, caps, prop::collection::vec(0_u64..6, 1..5)),
        (often(3), 1_usize..8, prop::sample::select(vec![429_u16, 500, 503])),
        (often(4), 0_usize..16, often(4), 0_usize..20, often(6)),
        (0_usize..30, often(4), 5_usize..12),
    )
        .prop_map(
            |(
                (rows, caps, delays),
                (refuses, others, status),
                rest,
                (refuses_from, cuts, each),
            )| {
                let (fails, page, repeats, again, is_off) = rest;
                Habits {
                    rows,
                    caps,
                    delays,
                    refuses: refuses.then_some((others, status)),
                    refuses_from,
                    cuts: cuts.then_some(each),
                    fails_at: fails.then_some(page * 10),
                    repeats: repeats.then_some(again),
                    total_off: u64::from(is_off) * 3,
                    ..Habits::default()
                }
            },
        )
}

#[test]
fn any_server_gives_the_same_list_side_by_side_as_page_after_page() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) };
    TestRunner::new(config)
        .run(&habits(), |habits| {
            let (alone, together) =
                runtime.block_on(async { (read(&habits, 1).await, read(&habits, 8).await) });
            prop_assert_eq!(&alone.ids, &together.ids);
            prop_assert_eq!(alone.end.verdict, together.end.verdict);
            prop_assert_eq!(&alone.end.reason, &together.end.reason);
            prop_assert_eq!(alone.end.distinct, together.end.distinct);
            prop_assert_eq!(alone.end.claimed, together.end.claimed);
            prop_assert_eq!(alone.end.passes, together.end.passes);
            Ok(())
        })
        .unwrap();
}
