//! What a list concludes while accounts come and go and totals lie.
//!
//! The server of these tests keeps one order and changes at most once between two answers: two
//! changes at once that cancel out (one account deleted, one created) leave no trace in any total.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

/// How a server makes up its total.
#[derive(Clone, Copy, Debug)]
enum Lie {
    None,
    /// The number of rows on the page.
    PageSize,
    /// The number that was asked for.
    Count,
    TooLow(usize),
    TooHigh(usize),
    /// Another one in each answer.
    Changing,
    Absent,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    /// The account at this place of a thousand goes.
    Goes(usize),
    ComesFirst,
    ComesLast,
}

#[derive(Clone, Debug)]
struct Server {
    people: Vec<usize>,
    next: usize,
    cap: usize,
    /// `false`: every page is the first one.
    pages: bool,
    /// It refuses a count below this.
    least_count: usize,
    lie: Lie,
    /// What happens after which answer.
    events: HashMap<u32, Event>,
    answers: u32,
    /// Who was there all the time.
    throughout: HashSet<usize>,
}

impl Server {
    fn new(rows: usize, cap: usize, lie: Lie) -> Self {
        Self {
            people: (0..rows).collect(),
            next: rows,
            cap,
            pages: true,
            least_count: 0,
            lie,
            events: HashMap::new(),
            answers: 0,
            throughout: (0..rows).collect(),
        }
    }

    fn number(query: &[(String, String)], name: &str) -> Option<usize> {
        query.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
    }

    fn answer(&mut self, query: &[(String, String)]) -> Result<(Vec<usize>, Option<u64>), u16> {
        let count = Self::number(query, "count");
        if count.is_some_and(|count| count < self.least_count) {
            return Err(400);
        }
        let start = if self.pages { Self::number(query, "startIndex").unwrap_or(1) } else { 1 };
        let size = count.unwrap_or(self.cap).min(self.cap);
        let page: Vec<usize> = self.people.iter().skip(start - 1).take(size).copied().collect();
        let here = self.people.len();
        let total = match self.lie {
            Lie::None => Some(here),
            Lie::PageSize => Some(page.len()),
            Lie::Count => Some(count.unwrap_or(self.cap)),
            Lie::TooLow(by) => Some(here.saturating_sub(by)),
            Lie::TooHigh(by) => Some(here + by),
            Lie::Changing => Some(here + self.answers as usize % 7),
            Lie::Absent => None,
        };
        self.answers += 1;
        match self.events.get(&self.answers) {
            Some(Event::Goes(place)) if !self.people.is_empty() => {
                let gone = self.people.remove(place * self.people.len() / 1_000);
                self.throughout.remove(&gone);
            }
            Some(Event::ComesFirst) => self.people.insert(0, self.next),
            Some(Event::ComesLast) => self.people.push(self.next),
            _ => {}
        }
        self.next += 1;
        Ok((page, total.map(|total| total as u64)))
    }
}

struct Read {
    verdict: Verdict,
    reason: String,
    /// Ids that the read says are there.
    kept: HashSet<usize>,
    asked: u32,
}

fn read(server: &mut Server, count: Option<u32>) -> Read {
    let mut pager = Pager::new(&ListRules { count, ..ListRules::new("Users") });
    let (mut last, mut all, mut pass) = (HashSet::new(), HashSet::new(), 1);
    loop {
        let query = match pager.next() {
            Step::Ask(query) => query,
            Step::End(Ending { verdict, reason, last_pass_only }) => {
                let kept = if last_pass_only { last } else { all };
                return Read { verdict, reason, kept, asked: server.answers };
            }
        };
        assert!(server.answers < 5_000, "the list does not end");
        if pager.pass() != pass {
            pass = pager.pass();
            last.clear();
        }
        match server.answer(&query) {
            Ok((page, claimed_total)) => {
                let ids: Vec<String> = page.iter().map(ToString::to_string).collect();
                let ids = ids.iter().map(|id| Some(id.as_str())).collect();
                let fresh = pager.received(&PageFacts { claimed_total, next_cursor: None, ids });
                let fresh = page.iter().zip(fresh).filter(|(_, fresh)| *fresh);
                let fresh: Vec<usize> = fresh.map(|(id, _)| *id).collect();
                last.extend(fresh.iter().copied());
                all.extend(fresh);
            }
            Err(status) => {
                if pager.failed(Some(status), None) == AfterFailure::Stop {
                    let (verdict, reason) = (Verdict::Partial, status.to_string());
                    return Read { verdict, reason, kept: all, asked: server.answers };
                }
            }
        }
    }
}

fn lies() -> impl Strategy<Value = Lie> {
    prop_oneof![
        Just(Lie::None),
        Just(Lie::PageSize),
        Just(Lie::Count),
        (1_usize..60).prop_map(Lie::TooLow),
        (1_usize..60).prop_map(Lie::TooHigh),
        Just(Lie::Changing),
        Just(Lie::Absent),
    ]
}

fn events() -> impl Strategy<Value = HashMap<u32, Event>> {
    let event = prop_oneof![
        (0_usize..1_000).prop_map(Event::Goes),
        Just(Event::ComesFirst),
        Just(Event::ComesLast),
    ];
    prop::collection::hash_map(1_u32..30, event, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn complete_never_misses_an_account_that_was_there_throughout(
        rows in 0_usize..160,
        cap in 2_usize..60,
        count in prop::option::of(2_u32..80),
        lie in lies(),
        pages in any::<bool>(),
        least_count in prop::sample::select(vec![0, 0, 0, 2]),
        events in events(),
    ) {
        let mut server = Server { events, least_count, ..Server::new(rows, cap, lie) };
        // A total that is too low by just what a server hides that repeats its only page, or that
        // refuses the one request which would show it, cannot be distinguished from the truth.
        server.pages = pages || matches!(lie, Lie::TooLow(_));
        let read = read(&mut server, count);
        if read.verdict == Verdict::Complete {
            let missing: Vec<_> = server.throughout.difference(&read.kept).collect();
            prop_assert!(missing.is_empty(), "{}: {missing:?} are missing", read.reason);
        }
    }

    #[test]
    fn a_truthful_server_is_complete(
        rows in 0_usize..160,
        cap in 2_usize..60,
        count in prop::option::of(2_u32..80),
        least_count in 0_usize..3,
    ) {
        let mut server = Server { least_count, ..Server::new(rows, cap, Lie::None) };
        let read = read(&mut server, count);
        prop_assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
        prop_assert_eq!(read.kept.len(), rows);
        let size = count.map_or(cap, |count| cap.min(count as usize));
        let least = rows.div_ceil(size).max(1);
        prop_assert!(read.asked as usize <= least + 2, "{} of {least}", read.asked);
    }

    /// Who was deleted before the pass that counts is not there because an earlier one had them.
    #[test]
    fn who_left_during_the_read_is_not_listed(
        rows in 120_usize..200,
        place in 0_usize..500,
        after in 2_u32..4,
    ) {
        let events = HashMap::from([(after, Event::Goes(place))]);
        let mut server = Server { events, ..Server::new(rows, 30, Lie::None) };
        let read = read(&mut server, Some(30));
        prop_assert_eq!(read.verdict, Verdict::Complete, "{}", read.reason);
        prop_assert_eq!(&read.kept, &server.throughout);
    }
}

/// A server that hands out 50 of 120 and calls that all, and its lawful twins.
#[test]
fn a_total_that_is_the_page_is_found_out_and_a_small_list_is_not() {
    let dead = |lie| Server { pages: false, ..Server::new(120, 50, lie) };
    for mut server in [dead(Lie::PageSize), Server::new(50, 50, Lie::Count), dead(Lie::Changing)] {
        let read = read(&mut server, Some(50));
        assert_eq!(read.verdict, Verdict::CannotBeProven, "{server:?}: {}", read.reason);
    }
    let read_one = read(&mut dead(Lie::PageSize), Some(100));
    assert!(read_one.reason.contains("changes with the count"), "{}", read_one.reason);
    for mut server in [
        Server::new(40, 50, Lie::None),
        Server { pages: false, ..Server::new(40, 50, Lie::None) },
        Server { least_count: 5, ..Server::new(40, 50, Lie::None) },
        Server::new(1, 50, Lie::None),
    ] {
        let read = read(&mut server, Some(100));
        assert_eq!(read.verdict, Verdict::Complete, "{server:?}: {}", read.reason);
        assert!(read.asked <= 3, "{}", read.asked);
    }
    // One that repeats its only page and refuses the test shows nothing.
    let mut server = Server { pages: false, least_count: 5, ..Server::new(40, 50, Lie::None) };
    let read = read(&mut server, Some(100));
    assert_eq!(read.verdict, Verdict::CannotBeProven, "{}", read.reason);
}

#[test]
fn a_list_of_many_pages_costs_one_request_more() {
    let mut server = Server::new(2_050, 100, Lie::None);
    let read = read(&mut server, Some(100));
    assert_eq!((read.verdict, read.asked), (Verdict::Complete, 22), "{}", read.reason);
}

/// A name that is looked up pays nothing.
#[test]
fn a_list_with_a_filter_is_not_tested() {
    let rules =
        ListRules { filter: Some("userName eq \"a\"".to_owned()), ..ListRules::new("Users") };
    let mut pager = Pager::new(&rules);
    pager.received(&PageFacts { claimed_total: Some(1), next_cursor: None, ids: vec![Some("a")] });
    assert!(matches!(pager.next(), Step::End(_)));
}
