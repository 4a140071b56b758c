//! Which pages to ask for beside the one under way.

use crate::pager::{Pager, Query};
use crate::pass::Stage;

/// A page that will be asked for if the pages before it come as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Its parameters.
    pub query: Query,
    /// It is the page behind the end, which tests the total.
    pub is_test: bool,
}

impl Pager {
    /// The pages that follow the one under way if each brings as many rows as the last one did: at most
    /// `most`. [`Pager::next`] asks for the same pages in the same order if that comes true; the answers
    /// count only then. None while an answer alone can say what follows: before the first page, with a
    /// cursor, without a total, in a test of the total. A second pass settles a doubt, so it goes in order.
    pub fn ahead(&self, most: usize) -> Vec<Ahead> {
        let (size, received) = (self.pass.last_page, self.pass.received);
        let total = self.claimed.filter(|total| received < *total);
        let (Some(total), Stage::Rows, None) = (total, self.pass.stage, &self.ending) else {
            return Vec::new();
        };
        if self.way.cursor || self.pass_number > 1 || size == 0 {
            return Vec::new();
        }
        // The page behind the end tests the total. A last page that is not full needs no test where none
        // is wanted.
        let last = if self.tests() { total + 1 } else { total };
        let mut pages = Vec::new();
        let mut start = received + 1;
        while pages.len() < most && start < last {
            start = start.saturating_add(size).min(total + 1);
            if start <= last {
                pages.push(Ahead { query: self.query(start), is_test: start > total });
            }
        }
        pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list_rules::{ListRules, Paging};
    use crate::pager::{PageFacts, Step};
    use proptest::prelude::*;

    /// The page that a query asks for of a list with `rows` rows and at most `cap` a page.
    fn page(query: &Query, rows: u64, cap: u64) -> Vec<String> {
        let number = |name: &str| {
            query.iter().find(|(key, _)| key == name).and_then(|(_, text)| text.parse::<u64>().ok())
        };
        let first = number("startIndex").unwrap_or(1) - 1;
        let last = rows.min(first + number("count").unwrap_or(cap).min(cap));
        (first..last).map(|id| format!("id-{id}")).collect()
    }

    fn received(pager: &mut Pager, query: &Query, rows: u64, cap: u64, total: Option<u64>) {
        let ids = page(query, rows, cap);
        pager.received(&PageFacts {
            claimed_total: total,
            next_cursor: None,
            ids: ids.iter().map(|id| Some(id.as_str())).collect(),
        });
    }

    fn rules(count: Option<u32>, test_total: bool) -> ListRules {
        ListRules { count, test_total, paging: Paging::Index, ..ListRules::new("Users") }
    }

    proptest! {
        #[test]
        fn an_honest_list_is_asked_for_as_expected(
            rows in 0_u64..300, cap in 1_u64..60, count in prop::option::of(1_u32..80),
            most in 0_usize..9, tests: bool,
        ) {
            let mut pager = Pager::new(&rules(count, tests));
            let mut expected: Vec<Ahead> = Vec::new();
            while let Step::Ask(query) = pager.next() {
                if !expected.is_empty() {
                    let Ahead { query: ahead, is_test } = expected.remove(0);
                    // A last page that is not full, of a list that needs no test, is not followed.
                    prop_assert_eq!(&ahead, &query);
                    prop_assert_eq!(is_test, pager.is_testing());
                }
                received(&mut pager, &query, rows, cap, Some(rows));
                let ahead = pager.ahead(most + 1);
                prop_assert!(ahead.len() <= most + 1);
                if let (Step::Ask(next), false) = (pager.next(), ahead.is_empty()) {
                    prop_assert!(ahead.iter().all(|page| page.query != next));
                }
                if expected.is_empty() {
                    expected = ahead;
                    if let Step::Ask(next) = pager.next() {
                        expected.insert(0, Ahead { query: next, is_test: pager.is_testing() });
                    } else {
                        prop_assert!(expected.is_empty());
                    }
                }
            }
            prop_assert!(expected.is_empty(), "{:?}", expected);
        }
    }

    #[test]
    fn nothing_is_expected_that_only_an_answer_can_say() {
        let query = |pager: &Pager| match pager.next() {
            Step::Ask(query) => query,
            Step::End(end) => panic!("{end:?}"),
        };
        let mut pager = Pager::new(&rules(Some(10), true));
        assert_eq!(pager.ahead(8), [], "before the first page");
        let first = query(&pager);
        received(&mut pager, &first, 100, 10, None);
        assert_eq!(pager.ahead(8), [], "without a total");

        let cursor = ListRules { paging: Paging::Cursor, ..rules(Some(10), true) };
        let mut pager = Pager::new(&cursor);
        pager.received(&PageFacts {
            claimed_total: Some(100),
            next_cursor: Some("a"),
            ids: vec![Some("1"), Some("2")],
        });
        assert_eq!(pager.ahead(8), [], "with a cursor");

        let mut pager = Pager::new(&rules(Some(10), true));
        let first = query(&pager);
        received(&mut pager, &first, 15, 10, Some(15));
        let starts: Vec<String> =
            pager.ahead(8).into_iter().map(|page| page.query[0].1.clone()).collect();
        assert_eq!(starts, ["16"], "of a list of 15 only its end follows the page under way");
        let second = query(&pager);
        received(&mut pager, &second, 14, 10, Some(14));
        let behind = query(&pager);
        received(&mut pager, &behind, 14, 10, Some(14));
        assert_eq!(pager.pass(), 2);
        let first = query(&pager);
        received(&mut pager, &first, 14, 5, Some(14));
        assert_eq!(pager.ahead(8), [], "in a second pass");
    }
}
