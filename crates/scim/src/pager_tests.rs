//! Each oddity of a server, played against the pager without a network.

use super::*;
use proptest::prelude::*;

/// Plays a server: gets the parameters, the pass and the page, gives a page or a status.
type Play<'a> = dyn FnMut(&Query, u32, u32) -> Result<Sent, u16> + 'a;

struct Query(Vec<(String, String)>);

impl Query {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    fn start(&self) -> usize {
        self.number("startIndex").unwrap_or(1) - 1
    }
}

#[derive(Clone, Default)]
struct Sent {
    ids: Vec<usize>,
    total: Option<u64>,
    next: Option<String>,
}

struct Outcome {
    verdict: Verdict,
    reason: String,
    asks: u32,
    pager: Pager,
    /// The rows handed on in the last pass.
    fresh: usize,
}

fn rules(count: Option<u32>, paging: Paging) -> ListRules {
    ListRules { count, paging, ..ListRules::new("Users") }
}

fn run(rules: &ListRules, play: &mut Play<'_>) -> Outcome {
    let mut pager = Pager::new(rules);
    let (mut asks, mut fresh, mut pass) = (0, 0, 1);
    loop {
        let query = match pager.next() {
            Step::Ask(query) => Query(query),
            Step::End(Ending { verdict, reason, .. }) => {
                return Outcome { verdict, reason, asks, pager, fresh };
            }
        };
        asks += 1;
        assert!(asks < 5_000, "the pager does not come to an end");
        if pager.pass() != pass {
            (pass, fresh) = (pager.pass(), 0);
        }
        match play(&query, pager.pass(), pager.pages()) {
            Ok(sent) => {
                let ids: Vec<String> = sent.ids.iter().map(|id| format!("id-{id}")).collect();
                let facts = PageFacts {
                    claimed_total: sent.total,
                    next_cursor: sent.next.as_deref(),
                    ids: ids.iter().map(|id| Some(id.as_str())).collect(),
                };
                fresh += pager.received(&facts).into_iter().filter(|first| *first).count();
            }
            Err(status) => match pager.failed(Some(status), None) {
                AfterFailure::AskAgain | AfterFailure::Harmless => {}
                AfterFailure::Stop => {
                    let (verdict, reason) = (Verdict::Partial, status.to_string());
                    return Outcome { verdict, reason, asks, pager, fresh };
                }
            },
        }
    }
}

/// An honest server with `rows` rows and at most `cap` a page.
fn honest(rows: usize, cap: usize) -> impl FnMut(&Query, u32, u32) -> Result<Sent, u16> {
    move |query, _, _| {
        let size = query.number("count").unwrap_or(cap).min(cap);
        let ids = (query.start()..rows).take(size).collect();
        Ok(Sent { ids, total: Some(rows as u64), next: None })
    }
}

#[test]
fn an_honest_server_is_read_completely() {
    for rows in [0, 1, 99, 100, 101, 200, 250] {
        let end = run(&rules(Some(100), Paging::Index), &mut honest(rows, 100));
        assert_eq!(end.verdict, Verdict::Complete, "{rows}: {}", end.reason);
        assert_eq!(end.pager.distinct(), rows as u64);
        assert_eq!(end.fresh, rows);
        // One page more, to see that nothing follows, and `count=1` where the total could be the
        // size of the only page.
        let tests = usize::from(rows > 0) + usize::from((2..=100).contains(&rows));
        assert_eq!(end.asks as usize, rows.div_ceil(100).max(1) + tests, "{rows}");
    }
}

#[test]
fn a_capped_count_is_followed_by_what_really_comes() {
    let end = run(&rules(Some(100), Paging::Index), &mut honest(205, 30));
    assert_eq!((end.verdict, end.fresh), (Verdict::Complete, 205));
}

#[test]
fn an_ignored_count_is_followed_by_what_really_comes() {
    let mut all_at_once = |query: &Query, _, _| {
        let ids = (query.start()..250).collect();
        Ok(Sent { ids, total: Some(250), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut all_at_once);
    assert_eq!((end.verdict, end.fresh), (Verdict::Complete, 250));
}

#[test]
fn a_server_that_fails_on_count_is_asked_without_it() {
    for status in [400, 500, 501] {
        let mut server = honest(70, 50);
        let mut play = |query: &Query, pass, page| match query.get("count") {
            Some(_) => Err(status),
            None => server(query, pass, page),
        };
        let end = run(&rules(Some(100), Paging::Index), &mut play);
        assert_eq!((end.verdict, end.fresh), (Verdict::Complete, 70), "{status}");
    }
}

#[test]
fn a_server_that_fails_anyway_is_partial_after_few_questions() {
    for (status, most) in [(400, 6), (500, 2), (501, 6), (401, 1), (403, 1), (404, 1)] {
        let end = run(&rules(Some(100), Paging::Auto), &mut |_, _, _| Err(status));
        assert_eq!(end.verdict, Verdict::Partial);
        assert!(end.asks <= most, "{status}: {}", end.asks);
    }
}

#[test]
fn a_failing_second_page_is_partial_and_not_asked_differently() {
    let mut server = honest(250, 100);
    let mut play =
        |query: &Query, pass, page| if page == 1 { Err(500) } else { server(query, pass, page) };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.asks, end.fresh), (Verdict::Partial, 2, 100));
    assert!(!end.pager.pass_complete());
}

#[test]
fn a_server_that_ignores_start_index_cannot_be_proven() {
    let mut play =
        |_: &Query, _, _| Ok(Sent { ids: (0..100).collect(), total: Some(250), next: None });
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!(end.verdict, Verdict::CannotBeProven);
    assert_eq!((end.asks, end.fresh), (2, 100));
    assert!(end.reason.contains("100 of the 250"), "{}", end.reason);
}

#[test]
fn a_first_page_repeated_past_the_end_does_not_hide_that_all_came() {
    for rows in [100, 150, 200] {
        let mut play = |query: &Query, _, _| {
            let start = if query.start() >= rows { 0 } else { query.start() };
            let ids = (start..rows).take(100).collect();
            Ok(Sent { ids, total: Some(rows as u64), next: None })
        };
        let end = run(&rules(Some(100), Paging::Index), &mut play);
        assert_eq!((end.verdict, end.fresh), (Verdict::Complete, rows), "{}", end.reason);
    }
}

#[test]
fn a_first_page_repeated_past_the_end_of_a_total_too_high_cannot_be_proven() {
    let mut play = |query: &Query, _, _| {
        let start = if query.start() >= 150 { 0 } else { query.start() };
        let ids = (start..150).take(100).collect();
        Ok(Sent { ids, total: Some(400), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.pager.distinct()), (Verdict::CannotBeProven, 150));
}

#[test]
fn a_total_that_is_too_high_cannot_be_proven_and_is_read_twice_at_most() {
    let mut play = |query: &Query, _, _| {
        let ids = (query.start()..120).take(100).collect();
        Ok(Sent { ids, total: Some(125), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.pager.pass()), (Verdict::CannotBeProven, 2));
    assert!(end.reason.contains("120 of the 125"), "{}", end.reason);
}

#[test]
fn a_total_that_is_too_low_is_found_out_and_everything_is_read() {
    for claimed in [1, 95, 100, 195, 200, 299] {
        let mut play = |query: &Query, _, _| {
            let ids = (query.start()..300).take(100).collect();
            Ok(Sent { ids, total: Some(claimed), next: None })
        };
        let end = run(&rules(Some(100), Paging::Index), &mut play);
        assert_eq!((end.verdict, end.fresh), (Verdict::CannotBeProven, 300), "{claimed}");
    }
}

#[test]
fn without_a_total_only_an_empty_page_proves_the_end() {
    let mut play = |query: &Query, _, _| {
        Ok(Sent { ids: (query.start()..130).take(100).collect(), ..Sent::default() })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.fresh, end.asks), (Verdict::Complete, 130, 3));
    assert!(end.reason.contains("no total"), "{}", end.reason);

    let mut bare_array = |_: &Query, _, _| Ok(Sent { ids: (0..130).collect(), ..Sent::default() });
    let end = run(&rules(Some(100), Paging::Auto), &mut bare_array);
    assert_eq!((end.verdict, end.fresh, end.asks), (Verdict::CannotBeProven, 130, 2));
}

#[test]
fn an_unstable_order_is_read_again_until_the_union_is_whole() {
    // The second page of the first pass repeats half of the first.
    let mut play = |query: &Query, pass, page| {
        let ids = match (pass, page) {
            (1, 1) => (50..150).collect(),
            _ => (query.start()..200).take(100).collect(),
        };
        Ok(Sent { ids, total: Some(200), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.pager.pass()), (Verdict::Complete, 2), "{}", end.reason);
    assert_eq!(end.pager.distinct(), 200);
    assert!(end.reason.contains("2 passes"), "{}", end.reason);
}

#[test]
fn an_order_that_stays_unstable_cannot_be_proven() {
    let mut play = |_: &Query, _, page: u32| {
        let start = page as usize * 50;
        Ok(Sent { ids: (start..start + 100).collect(), total: Some(200), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.pager.pass()), (Verdict::CannotBeProven, 3));
    assert!(end.reason.contains("150 of the 200"), "{}", end.reason);
}

#[test]
fn cursors_are_followed_to_the_last_one() {
    for paging in [Paging::Cursor, Paging::Auto] {
        let mut play = |query: &Query, _, _| {
            let start = query.number("cursor").unwrap_or(0);
            let next = (start + 40 < 100).then(|| (start + 40).to_string());
            Ok(Sent { ids: (start..100).take(40).collect(), total: None, next })
        };
        let end = run(&rules(Some(100), paging), &mut play);
        assert_eq!((end.verdict, end.fresh, end.asks), (Verdict::Complete, 100, 3), "{paging:?}");
    }
}

#[test]
fn a_server_that_refuses_indexes_is_asked_by_cursor() {
    let mut play = |query: &Query, _, _| {
        let Some(cursor) = query.get("cursor") else { return Err(400) };
        let start = cursor.parse().unwrap_or(0);
        let next = (start + 40 < 100).then(|| (start + 40).to_string());
        Ok(Sent { ids: (start..100).take(40).collect(), total: Some(100), next })
    };
    let end = run(&rules(Some(100), Paging::Auto), &mut play);
    assert_eq!((end.verdict, end.fresh), (Verdict::Complete, 100), "{}", end.reason);
}

#[test]
fn a_server_that_refuses_the_second_index_is_read_again_by_cursor() {
    let rules = rules(Some(100), Paging::Auto);
    let outcome = run(&rules, &mut |query, _, _| {
        if query.get("startIndex").is_some_and(|start| start != "1") {
            return Err(400);
        }
        Ok(Sent { ids: (0..6).collect(), total: None, next: None })
    });
    assert_eq!(outcome.verdict, Verdict::Complete, "{}", outcome.reason);
    assert_eq!(outcome.pager.distinct(), 6);
}

#[test]
fn cursors_that_go_in_circles_come_to_an_end() {
    let mut same_page = |_: &Query, _, _| {
        Ok(Sent { ids: (0..10).collect(), total: Some(50), next: Some("again".to_owned()) })
    };
    let end = run(&rules(Some(10), Paging::Cursor), &mut same_page);
    assert_eq!(end.verdict, Verdict::CannotBeProven);
    assert!(end.asks <= 3);

    let mut empty_for_ever = |_: &Query, _, page: u32| {
        Ok(Sent { ids: vec![], total: None, next: Some(format!("c{page}")) })
    };
    let end = run(&rules(Some(10), Paging::Cursor), &mut empty_for_ever);
    assert_eq!(end.verdict, Verdict::CannotBeProven);
}

#[test]
fn an_expired_cursor_starts_the_list_again() {
    let mut pager = Pager::new(&rules(Some(2), Paging::Cursor));
    let page = |next| PageFacts { claimed_total: None, next_cursor: next, ids: vec![Some("a")] };
    pager.received(&page(Some("c1")));
    assert_eq!(pager.failed(Some(400), Some("expiredCursor")), AfterFailure::AskAgain);
    assert_eq!((pager.pass(), pager.pages()), (2, 0));
    pager.received(&page(None));
    assert!(matches!(pager.next(), Step::End(Ending { verdict: Verdict::Complete, .. })));
}

#[test]
fn rows_without_an_id_leave_the_list_unproven() {
    let mut pager = Pager::new(&rules(Some(100), Paging::Index));
    let ids = vec![Some("a"), None];
    let fresh = pager.received(&PageFacts { claimed_total: Some(2), next_cursor: None, ids });
    assert_eq!(fresh, [true, false]);
    let Step::End(end) = pager.next() else { panic!("the list has ended") };
    assert_eq!(end.verdict, Verdict::CannotBeProven);
    assert!(end.reason.contains("without an id"), "{}", end.reason);
}

#[test]
fn a_list_without_end_is_given_up() {
    let mut play = |query: &Query, _, page: u32| {
        let start = query.start() + page as usize;
        Ok(Sent { ids: (start..start + 5_000).collect(), total: Some(10), next: None })
    };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!(end.verdict, Verdict::CannotBeProven);
    assert!(end.asks < 10 && !end.pager.pass_complete());
}

#[test]
fn a_failing_look_behind_the_end_does_no_harm() {
    let mut server = honest(100, 100);
    let mut play =
        |query: &Query, pass, page| if page == 1 { Err(400) } else { server(query, pass, page) };
    let end = run(&rules(Some(100), Paging::Index), &mut play);
    assert_eq!((end.verdict, end.asks), (Verdict::Complete, 3), "{}", end.reason);
}

#[test]
fn extra_parameters_filter_and_sorting_are_on_every_page() {
    let rules = ListRules {
        query: vec![("scim_provisioned_only".to_owned(), "false".to_owned())],
        filter: Some("userName eq \"a\"".to_owned()),
        sort_by: Some("id".to_owned()),
        ..rules(Some(10), Paging::Index)
    };
    let mut server = honest(25, 10);
    let mut play = |query: &Query, pass, page| {
        assert_eq!(query.get("scim_provisioned_only"), Some("false"));
        assert_eq!(query.get("filter"), Some("userName eq \"a\""));
        assert_eq!(query.get("sortBy"), Some("id"));
        server(query, pass, page)
    };
    assert_eq!(run(&rules, &mut play).verdict, Verdict::Complete);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_honest_server_is_complete(rows in 0_usize..400, cap in 1_usize..150, count in prop::option::of(1_u32..200)) {
        let end = run(&rules(count, Paging::Auto), &mut honest(rows, cap));
        prop_assert_eq!(end.verdict, Verdict::Complete, "{}", end.reason);
        prop_assert_eq!(end.fresh, rows);
        prop_assert_eq!(end.pager.pass(), 1);
    }

    /// For anything that a server sends, the pager ends, and it only says complete when as many
    /// different ids came as the last total says, or none was stated and an end was shown.
    #[test]
    fn any_server_comes_to_an_end_and_complete_is_never_said_lightly(
        pages in prop::collection::vec(
            (prop::collection::vec(0_usize..30, 0..8), prop::option::of(0_u64..30), prop::option::of("[a-c]"), 0_u8..20),
            1..12,
        ),
        paging in prop_oneof![Just(Paging::Index), Just(Paging::Cursor), Just(Paging::Auto)],
        count in prop::option::of(1_u32..8),
    ) {
        let mut turn = 0;
        let mut play = |_: &Query, _, _| {
            let (ids, total, next, luck) = pages[turn % pages.len()].clone();
            turn += 1;
            if luck == 0 { Err(500) } else { Ok(Sent { ids, total, next }) }
        };
        let end = run(&rules(count, paging), &mut play);
        if end.verdict == Verdict::Complete {
            prop_assert!(end.pager.pass_complete());
            if let Some(claimed) = end.pager.claimed() {
                prop_assert!(end.fresh as u64 == claimed || end.pager.distinct() == claimed);
            }
        }
    }
}
