//! A read against the bare transfer of the same pages, and a second read of the same.

use crate::apps::{App, House, UNPACED};
use crate::table::{Limit, Line, median};
use futures::StreamExt;
use rollcall_engine::view::{ReadView, Verdict};
use rollcall_providers::Catalogue;
use rollcall_scim::{Client, ListRules, Listing, Request};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const USERS: u32 = 20_000;
const GROUPS: u32 = 200;
const ROUNDS: usize = 9;
/// The most that a read asks for at once.
const AT_ONCE: usize = 8;

/// Reads 20 000 users and 200 groups; `again` adds the line on what a second read adds.
pub async fn lines(first: bool, again: bool) -> Vec<Line> {
    let app = App::start(USERS, 1);
    let mut lines = Vec::new();
    if first {
        lines.push(against_the_transfer(&app).await);
    }
    if again {
        lines.push(second_read(&app).await);
    }
    lines
}

async fn against_the_transfer(app: &App) -> Line {
    let pages = pages(&app.client()).await;
    let (mut reads, mut transfers) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    // Once for nothing: the simulator makes its people when they are first asked for.
    for round in 0..=ROUNDS {
        // By turns, so that other load of the machine meets both.
        let (transfer, read) = if round % 2 == 0 {
            let transfer = transfer(app, &pages).await;
            (transfer, read(app).await)
        } else {
            let read = read(app).await;
            (transfer(app, &pages).await, read)
        };
        bytes = transfer.1;
        if round > 0 {
            transfers.push(transfer.0.as_secs_f64());
            reads.push(read.as_secs_f64());
        }
    }
    let (read, transfer) = (median(&reads), median(&transfers));
    Line {
        what: "Reading 20 000 users, 200 groups : bare transfer of the same pages".to_owned(),
        limit: Limit::Times(1.4),
        measured: read / transfer,
        from: format!(
            "{read:.3} s : {transfer:.3} s, medians of {ROUNDS}; {} requests, eight at once, {:.1} MB; every row \
             is stored and found at the end, the index of texts follows",
            pages.len(),
            bytes as f64 / 1e6
        ),
    }
}

/// What a read asks for, request by request, in its order.
pub async fn pages(client: &Client) -> Vec<Request> {
    let files = [("unpaced.toml".to_owned(), UNPACED.to_owned())];
    let (catalogue, errors) = Catalogue::built_in().with_folder(&files);
    assert!(errors.is_empty(), "{errors:?}");
    let profile = catalogue.get("unpaced").expect("the profile");
    assert!(*profile.speaks.members_in_group_list, "members come with the list of groups");
    let mut pages = listed(client, &profile.user_list(), USERS).await;
    pages.extend(listed(client, &profile.group_list(), GROUPS).await);
    pages
}

async fn listed(client: &Client, rules: &ListRules, rows: u32) -> Vec<Request> {
    let cancel = CancellationToken::new();
    let mut listing = Listing::new(client, rules, &cancel);
    let mut pages = Vec::new();
    while let Some(page) = listing.next().await {
        let mut request = Request::get([rules.resource.as_str()]);
        for (name, value) in page.query.split('&').filter_map(|pair| pair.split_once('=')) {
            request = request.with_query(name, value);
        }
        pages.push(request);
    }
    assert_eq!(listing.finish().distinct, u64::from(rows), "{} of the app", rules.resource);
    pages
}

/// Eight at once, as a read asks for them, with the engine's client; nothing is decoded.
async fn transfer(app: &App, pages: &[Request]) -> (Duration, u64) {
    let client = app.client();
    let cancel = CancellationToken::new();
    let start = Instant::now();
    let sizes = futures::stream::iter(pages.to_vec()).map(|page| {
        let (client, cancel) = (client.clone(), cancel.clone());
        async move {
            let got = tokio::spawn(async move { client.get(&page, &cancel).await });
            got.await.expect("the task ends").expect("a page").body.len() as u64
        }
    });
    let bytes = sizes.buffer_unordered(AT_ONCE).fold(0, async |sum, size| sum + size).await;
    (start.elapsed(), bytes)
}

/// Into a store that has nothing yet.
async fn read(app: &App) -> Duration {
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let id = app.connect(&house.engine, "App").await;
    let start = Instant::now();
    let ended = house.engine.read(&[id]).await.expect("the read ends");
    let took = start.elapsed();
    complete(&ended);
    // What follows a read must not run beside what is measured next.
    house.close().await;
    took
}

fn complete(ended: &[ReadView]) {
    let read = ended.first().expect("one read");
    assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
    assert_eq!((read.users_received, read.groups_received), (USERS, GROUPS));
}

async fn second_read(app: &App) -> Line {
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path()).await;
    let id = app.connect(&house.engine, "App").await;
    complete(&house.engine.read(std::slice::from_ref(&id)).await.expect("the first read"));
    let (file, keychain) = house.close().await;
    let size = || std::fs::metadata(&file).expect("the store's file").len();
    let before = size();
    let house = House::open(folder.path(), keychain).await;
    complete(&house.engine.read(&[id]).await.expect("the second read"));
    house.close().await;
    let after = size();
    Line {
        what: "Reading again with nothing changed : growth of the store's file".to_owned(),
        limit: Limit::Below(1.0, "%"),
        measured: (after as f64 / before as f64 - 1.0) * 100.0,
        from: format!("{} KiB → {} KiB", before / 1024, after / 1024),
    }
}
