//! The real window: its start with 100 000 cached accounts against its start with nothing, and
//! how soon rows are on the screen after a jump.

use crate::apps::{App, House};
use crate::table::{Limit, Line, median};
use rollcall_tests::window::{Home, PATIENCE, Window};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const APPS: u32 = 4;
const USERS: u32 = 100_000;
const ROUNDS: usize = 9;
const JUMPS: u32 = 60;

const START_SCREEN: &str = "[data-testid=\"start-screen\"]";
const FIRST_ROWS: &str = "[data-testid=\"users-row\"]:not([data-loading])";

pub async fn lines() -> Vec<Line> {
    let full = Home::default();
    fill(&full).await;
    let empty = Home::default();
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let mut seen_late = 0;
    // Once for nothing: the first start of the empty home makes its store and key.
    for round in 0..=ROUNDS {
        let mut starts = [(&empty, START_SCREEN, 0.0), (&full, FIRST_ROWS, 0.0)];
        if round % 2 == 0 {
            starts.reverse();
        }
        for (home, selector, took) in &mut starts {
            let (time, late) = start(home, selector).await;
            *took = time;
            seen_late += usize::from(late);
        }
        if round > 0 {
            for (_, selector, took) in starts {
                if selector == FIRST_ROWS { with.push(took) } else { without.push(took) }
            }
        }
    }
    let (with, without) = (median(&with), median(&without));
    let mut from = format!(
        "{with:.0} ms : {without:.0} ms from the start of the process, medians of {ROUNDS}; the \
         base is this build's start screen"
    );
    if seen_late > 0 {
        from.push_str(&format!("; {seen_late} were painted before the first look"));
    }
    let starting = Line {
        what: "Window with the first rows of 100 000 accounts : empty window".to_owned(),
        limit: Limit::Times(1.5),
        measured: with / without,
        from,
    };
    vec![starting, jumps(&full).await]
}

/// Connects the apps and reads them where the window will look for its store.
async fn fill(home: &Home) {
    let house = House::shipped(&home.path().join("data/rollcall")).await;
    let apps: Vec<App> = (1..=APPS).map(|seed| App::start(USERS / APPS, seed)).collect();
    for (number, app) in (1..).zip(&apps) {
        app.connect(&house.engine, &format!("App {number}")).await;
    }
    let reads = house.engine.read(&[]).await.expect("the reads end");
    assert_eq!(reads.iter().map(|read| read.users_received).sum::<u32>(), USERS);
    house.close().await;
}

/// Milliseconds from the start of the process to the paint of what is waited for, and whether that
/// was there before anybody looked.
async fn start(home: &Home, selector: &str) -> (f64, bool) {
    let window = Window::open(home).await;
    let began = process_began();
    let asked = Instant::now();
    let painted = loop {
        let arguments = vec![json!(selector)];
        // Fails while the page is being loaded.
        if let Ok(answer) = window.page.execute_async(include_str!("first.js"), arguments).await
            && let Some(at) = answer.json()["at"].as_f64()
        {
            break (at, answer.json()["early"] == true);
        }
        assert!(asked.elapsed() < PATIENCE, "{selector} does not come:\n{}", window.text().await);
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    window.close().await;
    gone().await;
    (painted.0 - began, painted.1)
}

/// The jumps are to pages that were never asked for, in no order.
async fn jumps(home: &Home) -> Line {
    let window = Window::open(home).await;
    window.find(FIRST_ROWS).await;
    // The window may still load icons and count for the filters.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let places: Vec<u32> = (1..=JUMPS).map(|n| n.wrapping_mul(2_654_435_761) % USERS).collect();
    window.page.set_script_timeout(PATIENCE).await.expect("the driver takes it");
    let answer = window.page.execute_async(include_str!("scroll.js"), vec![json!(places)]).await;
    let said = answer.expect("the page answers").json().clone();
    let jumps = said["jumps"].as_array().unwrap_or_else(|| panic!("{said}"));
    let all = |key: &str| -> Vec<f64> { jumps.iter().filter_map(|j| j[key].as_f64()).collect() };
    let worst = |key: &str| all(key).into_iter().fold(f64::NAN, f64::max);
    window.close().await;
    assert!(jumps.len() >= 40, "too few jumps went to rows that were not there: {said}");
    Line {
        what: "Jumping to any place: frames from the answer to the rows, worst".to_owned(),
        limit: Limit::AtMost(2.0, "frames"),
        measured: worst("frames"),
        from: format!(
            "{} jumps; median {:.0}, worst {:.0} ms; the answer itself came after {:.0} ms, worst {:.0}",
            jumps.len(),
            median(&all("ms")),
            worst("ms"),
            median(&all("answer")),
            worst("answer"),
        ),
    }
}

/// When the window's process began, in milliseconds since 1970.
fn process_began() -> f64 {
    let id = processes().pop().expect("the window runs");
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("it runs");
    // The name, in brackets, may hold anything; the start is the 20th value after it.
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = after.split_whitespace().nth(19).and_then(|t| t.parse().ok()).expect("ticks");
    let uptime = std::fs::read_to_string("/proc/uptime").expect("the time since boot");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let up: f64 = uptime.split(' ').next().and_then(|text| text.parse().ok()).expect("seconds");
    // A hundred ticks a second, on every Linux.
    (now - up + ticks / 100.0) * 1e3
}

/// A window that still runs would be raised in place of a new one.
async fn gone() {
    let asked = Instant::now();
    while !processes().is_empty() {
        assert!(asked.elapsed() < PATIENCE, "the window does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn processes() -> Vec<u32> {
    let program = std::env::var("ROLLCALL_DESKTOP").expect("ROLLCALL_DESKTOP names the program");
    let program = Path::new(&program).canonicalize().expect("the program is there");
    let entries = std::fs::read_dir("/proc").expect("/proc").flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_string_lossy().parse::<u32>().ok());
    ids.filter(|id| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
        .collect()
}
