//! Decides which page to ask for next and what a list has proven when it ends. Pure: it sees
//! page facts and gives out queries, so that every oddity can be tested without a server.
//!
//! A pass goes through the list once. It advances by the rows that really came, and ends at the
//! claimed total, an empty page, the last cursor, or a page of nothing but repeated ids.
//!
//! A total is the server's word, and some servers state the size of the page. So a total that is met
//! is tested: one page further is asked for, and, unless the total was greater than the page and than
//! what was asked for, a single row. Without a total, each page is asked for from the last row of the
//! page before, which shows rows that moved. When ids repeated, the total was missed or changed, or
//! rows moved, the list is read again. A complete pass counts on its own; passes are united only
//! while the total stayed the same in all of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::list_rules::{ListRules, Paging};
use crate::listing::Verdict;
use crate::pass::{Doubt, PageSize, Pass, PassEnd, Passes, Stage, Whole};

/// Rows of one pass beyond which a list without end is given up.
const ROWS_A_PASS: u64 = 5_000_000;
/// Pages of one pass beyond which a list without end is given up.
const PAGES_A_PASS: u32 = 200_000;
/// Empty pages in a row that a cursor may lead through.
const EMPTY_IN_A_ROW: u32 = 10;

/// The state of one listing.
#[derive(Debug)]
pub struct Pager {
    rules: ListRules,
    /// Ways of asking that are left to try when the first page is refused, the last one first.
    spare: Vec<Way>,
    way: Way,
    pass: Pass,
    pass_number: u32,
    hasher: RandomState,
    /// A keyed hash of each id and the last pass that it came in: ids themselves would be too
    /// large to keep for hundreds of thousands of rows.
    seen: HashMap<u64, u32>,
    received: u64,
    claimed: Option<u64>,
    /// The first total of all passes, and whether every other one was the same.
    steady: Option<(u64, bool)>,
    pass_complete: bool,
    ending: Option<Ending>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    count: bool,
    sort: bool,
    cursor: bool,
}

/// The parameters of a page, in the order in which they are sent.
pub type Query = Vec<(String, String)>;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask with these parameters.
    Ask(Query),
    /// Done.
    End(Ending),
}

/// How a listing ended and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// What the pages have proven.
    pub verdict: Verdict,
    /// The reason in words, without a full stop.
    pub reason: String,
    /// Only the ids of the last pass are there: those that only an earlier pass had are gone.
    pub last_pass_only: bool,
}

/// What came on a page.
#[derive(Clone, Debug, Default)]
pub struct PageFacts<'a> {
    /// `totalResults` of the page.
    pub claimed_total: Option<u64>,
    /// `nextCursor` of the page (RFC 9865).
    pub next_cursor: Option<&'a str>,
    /// The id of each row in order, `None` for rows without one.
    pub ids: Vec<Option<&'a str>>,
}

/// What a failed page means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// Ask again with what [`Pager::next`] says: differently, or from the start.
    AskAgain,
    /// The failure does not matter: the list had ended.
    Harmless,
    /// The listing stays partial.
    Stop,
}

impl Pager {
    /// A pager before its first page.
    pub fn new(rules: &ListRules) -> Self {
        let way = Way {
            count: rules.count.is_some(),
            sort: rules.sort_by.is_some(),
            cursor: rules.paging == Paging::Cursor,
        };
        let mut ways = vec![way, Way { count: false, ..way }, Way { sort: false, ..way }];
        ways.push(Way { count: false, sort: false, ..way });
        if rules.paging == Paging::Auto {
            ways.push(Way { cursor: true, ..way });
            ways.push(Way { count: false, sort: false, cursor: true });
        }
        let mut spare: Vec<Way> = Vec::new();
        for other in ways {
            if other != way && !spare.contains(&other) {
                spare.push(other);
            }
        }
        spare.reverse();
        Self {
            rules: rules.clone(),
            spare,
            way,
            pass: Pass::default(),
            pass_number: 1,
            hasher: RandomState::new(),
            seen: HashMap::new(),
            received: 0,
            claimed: None,
            steady: None,
            pass_complete: false,
            ending: None,
        }
    }

    /// The next page's parameters, or the end.
    pub fn next(&self) -> Step {
        if let Some(ending) = &self.ending {
            return Step::End(ending.clone());
        }
        Step::Ask(self.query(match self.pass.stage {
            Stage::CountOne => 1,
            _ if self.overlaps() => self.pass.received,
            _ => self.pass.received + 1,
        }))
    }

    /// The parameters of the page that starts at this row, or at the cursor.
    fn query(&self, start: u64) -> Query {
        let mut query = self.rules.query.clone();
        if let Some(filter) = &self.rules.filter {
            query.push(("filter".to_owned(), filter.clone()));
        }
        if let Some(sort_by) = self.rules.sort_by.as_ref().filter(|_| self.way.sort) {
            query.push(("sortBy".to_owned(), sort_by.clone()));
            query.push(("sortOrder".to_owned(), "ascending".to_owned()));
        }
        if self.way.cursor {
            query.push(("cursor".to_owned(), self.pass.cursor.clone().unwrap_or_default()));
        } else {
            query.push(("startIndex".to_owned(), start.to_string()));
        }
        if let Some(count) = self.count() {
            query.push(("count".to_owned(), count.to_string()));
        }
        query
    }

    /// Adds a page. Says for each row whether it is the first with its id in this pass; rows
    /// without an id are never.
    pub fn received(&mut self, facts: &PageFacts<'_>) -> Vec<bool> {
        if self.ending.is_some() {
            return vec![false; facts.ids.len()];
        }
        let overlap = self.overlaps();
        let count = self.count();
        let mut fresh = Vec::with_capacity(facts.ids.len());
        let mut order = 0_u64;
        let (mut firsts, mut repeated, mut last) = (0_u64, 0_u64, None);
        let mut rows = facts.ids.len() as u64;
        for (place, id) in facts.ids.iter().enumerate() {
            let Some(id) = id else {
                self.pass.nameless += 1;
                fresh.push(false);
                continue;
            };
            let hash = self.hasher.hash_one(id);
            order = order.rotate_left(7) ^ hash;
            last = Some(hash);
            if overlap && place == 0 && self.pass.last_row == Some(hash) {
                rows -= 1;
                fresh.push(false);
                continue;
            }
            match self.seen.insert(hash, self.pass_number) {
                Some(pass) if pass == self.pass_number => {
                    repeated += 1;
                    fresh.push(false);
                    continue;
                }
                Some(_) => {}
                None => self.pass.new += 1,
            }
            firsts += 1;
            fresh.push(true);
        }
        let without = self.tests() && !self.way.cursor && facts.claimed_total.is_none();
        let unwatched = without && self.claimed.is_none() && self.pass.pages > 0 && rows > 0;
        if rows == facts.ids.len() as u64 && (overlap || unwatched) {
            self.pass.shifted = true;
        }
        self.pass.last_row = last.or(self.pass.last_row);
        self.received += rows;
        self.pass.pages += 1;
        self.pass.distinct += firsts;
        let size = PageSize { rows, new: firsts, count: count.map(u64::from) };
        if let Some(total) = facts.claimed_total {
            self.stated(total, size);
        }
        if self.pass.stage == Stage::CountOne {
            self.pass.shifted |= firsts > 0;
            self.finish(PassEnd::TotalMet);
            return fresh;
        }
        self.pass.received += rows;
        self.pass.duplicates += repeated;
        // Repeated rows behind the end are the server's way of having no further page.
        let only_repeated = rows > 0 && repeated == rows;
        if self.pass.stage == Stage::BehindEnd && only_repeated {
            self.pass.duplicates -= repeated;
        }
        let first_again = self.pass.first_page == Some((order, rows)) && only_repeated;
        self.pass.first_page.get_or_insert((order, rows));
        if let Some(end) = self.end_of_pass(facts, rows, only_repeated, first_again) {
            self.finish(end);
        } else if self.pass.stage != Stage::CountOne {
            self.pass.largest_page = self.pass.largest_page.max(rows);
            self.pass.last_page = rows;
        }
        fresh
    }

    /// Notes that a page could not be read.
    pub fn failed(&mut self, status: Option<u16>, scim_type: Option<&str>) -> AfterFailure {
        if self.ending.is_some() {
            return AfterFailure::Harmless;
        }
        // A refusal of a request that only tests proves nothing against the list.
        if self.is_testing() && status.is_some() {
            if self.pass.stage == Stage::CountOne {
                self.pass.count_one_refused = true;
                self.finish(PassEnd::TotalMet);
            } else {
                self.ended_behind();
            }
            return AfterFailure::Harmless;
        }
        let first_page = self.pass_number == 1 && self.pass.pages == 0;
        if first_page && matches!(status, Some(400 | 500 | 501)) {
            // A server error may be a real one: only `count` is known to cause it.
            while let Some(way) = self.spare.pop() {
                let worth_it = status != Some(500)
                    || (way.sort, way.cursor) == (self.way.sort, self.way.cursor);
                if worth_it {
                    self.way = way;
                    return AfterFailure::AskAgain;
                }
            }
        }
        // A first page without a cursor does not show how a server pages: only its refusal of an
        // index does (RFC 9865 §2.2).
        let refuses_index = self.rules.paging == Paging::Auto
            && !self.way.cursor
            && self.pass.pages > 0
            && matches!(status, Some(400 | 501));
        if refuses_index && self.pass_number < self.rules.passes {
            self.way.cursor = true;
            self.start_pass();
            return AfterFailure::AskAgain;
        }
        let lost_cursor = self.way.cursor
            && scim_type.is_some_and(|name| {
                ["expiredCursor", "invalidCursor"].iter().any(|bad| name.eq_ignore_ascii_case(bad))
            });
        if lost_cursor && self.pass.pages > 0 && self.pass_number < self.rules.passes {
            self.start_pass();
            return AfterFailure::AskAgain;
        }
        AfterFailure::Stop
    }

    /// Whether a refused page may still be asked for differently.
    pub fn may_ask_differently(&self) -> bool {
        self.pass_number == 1 && self.pass.pages == 0 && !self.spare.is_empty()
    }

    /// Whether the request under way only tests the total that was met.
    pub fn is_testing(&self) -> bool {
        self.pass.stage != Stage::Rows
    }

    /// Whether ids that only an earlier pass had are gone.
    pub fn last_pass_only(&self) -> bool {
        self.ending.as_ref().is_some_and(|ending| ending.last_pass_only)
    }

    /// Rows received in all passes.
    pub fn rows(&self) -> u64 {
        self.received
    }

    /// Different ids in all passes, or in the last one where it counts on its own.
    pub fn distinct(&self) -> u64 {
        if self.last_pass_only() { self.pass.distinct } else { self.seen.len() as u64 }
    }

    /// The last total that the server claimed.
    pub fn claimed(&self) -> Option<u64> {
        self.claimed
    }

    /// The current pass, from 1.
    pub fn pass(&self) -> u32 {
        self.pass_number
    }

    /// Pages of the current pass so far.
    pub fn pages(&self) -> u32 {
        self.pass.pages
    }

    /// Whether any pass came to an end.
    pub fn pass_complete(&self) -> bool {
        self.pass_complete
    }

    /// Rows to ask for.
    fn count(&self) -> Option<u32> {
        match self.pass.stage {
            Stage::CountOne => Some(1),
            _ => self.rules.count.filter(|_| self.way.count),
        }
    }

    /// Whether the page under way starts with the last row of the page before.
    fn overlaps(&self) -> bool {
        self.tests()
            && !self.way.cursor
            && self.claimed.is_none()
            && self.pass.stage == Stage::Rows
            && self.pass.last_row.is_some()
            && self.pass.largest_page > 1
    }

    /// A list with a filter is a search: its end concludes nothing about others.
    fn tests(&self) -> bool {
        self.rules.test_total && self.rules.filter.is_none()
    }

    /// Notes the total of a page.
    fn stated(&mut self, total: u64, page: PageSize) {
        // Some servers state a total of 0 when nothing follows.
        if total == 0 && page.rows == 0 && self.pass.received > 0 {
            return;
        }
        self.pass.total.stated(total, page, self.pass.stage);
        if self.pass.stage != Stage::CountOne {
            self.claimed = Some(total);
        }
        let (first, steady) = self.steady.get_or_insert((total, true));
        *steady &= *first == total;
    }

    /// The total is met and no page follows: whether it is one shows when a single row is asked for.
    fn ended_behind(&mut self) {
        let may_ask = self.tests() && self.claimed.is_some_and(|total| total > 1);
        if may_ask && !self.pass.total.is_independent {
            if self.way.count || self.rules.count.is_none() {
                self.pass.stage = Stage::CountOne;
                return;
            }
            self.pass.count_one_refused = true;
        }
        self.finish(PassEnd::TotalMet);
    }

    fn end_of_pass(
        &mut self,
        facts: &PageFacts<'_>,
        rows: u64,
        only_repeated: bool,
        first_again: bool,
    ) -> Option<PassEnd> {
        let tests = self.tests();
        let pass = &mut self.pass;
        let next_cursor = facts.next_cursor.filter(|cursor| !cursor.is_empty());
        if next_cursor.is_some() && self.rules.paging == Paging::Auto && pass.pages == 1 {
            self.way.cursor = true;
        }
        let claimed = self.claimed;
        let too_many = claimed.map_or(ROWS_A_PASS, |total| {
            total.saturating_mul(3).saturating_add(10_000).min(ROWS_A_PASS)
        });
        if pass.received > too_many || pass.pages >= PAGES_A_PASS {
            return Some(PassEnd::Endless);
        }
        if self.way.cursor {
            let Some(cursor) = next_cursor else { return Some(PassEnd::LastCursor) };
            pass.empty_in_a_row = if rows == 0 { pass.empty_in_a_row + 1 } else { 0 };
            if only_repeated || pass.empty_in_a_row > EMPTY_IN_A_ROW {
                return Some(if first_again {
                    PassEnd::FirstPageAgain
                } else {
                    PassEnd::OnlyRepeated
                });
            }
            if !pass.cursors.insert(self.hasher.hash_one(cursor)) {
                return Some(PassEnd::SameCursorAgain);
            }
            pass.cursor = Some(cursor.to_owned());
            return None;
        }
        if pass.stage == Stage::BehindEnd && (rows == 0 || only_repeated) {
            pass.first_page_behind_end = first_again;
            self.ended_behind();
            return None;
        }
        if rows == 0 {
            return Some(PassEnd::EmptyPage);
        }
        if first_again {
            return Some(PassEnd::FirstPageAgain);
        }
        if claimed == Some(pass.received) {
            let full = match self.rules.count.filter(|_| self.way.count) {
                Some(count) => rows >= u64::from(count),
                None => pass.pages > 1 && rows >= pass.largest_page,
            };
            let whole = Some(pass.distinct) == claimed || Some(self.seen.len() as u64) == claimed;
            if !whole || !(full || tests) {
                return Some(PassEnd::TotalMet);
            }
            // A total that is too low, or the size of the page, would look just like this.
            pass.stage = Stage::BehindEnd;
            return None;
        }
        pass.stage = Stage::Rows;
        only_repeated.then_some(PassEnd::OnlyRepeated)
    }

    fn finish(&mut self, end: PassEnd) {
        if end != PassEnd::Endless {
            self.pass_complete = true;
        }
        let pass = &self.pass;
        let moved = pass.total.changed.is_some() || pass.shifted;
        let again =
            self.pass_number < self.rules.passes && (pass.duplicates > 0 || pass.new > 0 || moved);
        let passes = Passes {
            number: self.pass_number,
            union: self.seen.len() as u64,
            claimed: self.claimed,
            steady: self.steady.is_none_or(|(_, steady)| steady),
        };
        self.ending = Some(match pass.judge(end, passes) {
            Ok(Whole { last_pass_only, reason }) => {
                Ending { verdict: Verdict::Complete, reason, last_pass_only }
            }
            Err(Doubt { worth_another_pass: true, .. }) if again => {
                self.start_pass();
                return;
            }
            Err(doubt) => Ending {
                verdict: Verdict::CannotBeProven,
                reason: doubt.reason,
                last_pass_only: false,
            },
        });
    }

    fn start_pass(&mut self) {
        self.pass_number += 1;
        self.pass = Pass::default();
        self.claimed = None;
    }
}

#[path = "pager_ahead.rs"]
mod ahead;
pub use ahead::Ahead;

#[cfg(test)]
#[path = "pager_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "pager_lies.rs"]
mod lies;
