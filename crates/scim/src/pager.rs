//! Decides which page to ask for next and what a list has proven when it ends. Pure: it sees
//! page facts and gives out queries, so that every oddity can be tested without a server.
//!
//! A pass goes through the list once. It advances by the rows that really came, and ends at the
//! claimed total, an empty page, the last cursor, or a page of nothing but repeated ids. A total
//! that is met exactly by a full page is checked by asking one page further. When ids repeated or
//! the total was missed, the list is read again, and the passes are united.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::list_rules::{ListRules, Paging};
use crate::listing::Verdict;
use crate::pass::{Doubt, Pass, PassEnd};

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
    pass_complete: bool,
    ending: Option<Ending>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    count: bool,
    sort: bool,
    cursor: bool,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask with these parameters.
    Ask(Vec<(String, String)>),
    /// Done.
    End(Ending),
}

/// How a listing ended and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub verdict: Verdict,
    pub reason: String,
}

/// What came on a page.
#[derive(Clone, Debug, Default)]
pub struct PageFacts<'a> {
    pub claimed_total: Option<u64>,
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
            pass_complete: false,
            ending: None,
        }
    }

    /// The next page's parameters, or the end.
    pub fn next(&self) -> Step {
        if let Some(ending) = &self.ending {
            return Step::End(ending.clone());
        }
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
            query.push(("startIndex".to_owned(), (self.pass.received + 1).to_string()));
        }
        if let Some(count) = self.rules.count.filter(|_| self.way.count) {
            query.push(("count".to_owned(), count.to_string()));
        }
        Step::Ask(query)
    }

    /// Takes a page in. Says for each row whether it is the first with its id in this pass; rows
    /// without an id are never.
    pub fn received(&mut self, facts: &PageFacts<'_>) -> Vec<bool> {
        if self.ending.is_some() {
            return vec![false; facts.ids.len()];
        }
        let mut fresh = Vec::with_capacity(facts.ids.len());
        let mut order = 0_u64;
        let (mut firsts, mut repeated) = (0_u64, 0_u64);
        for id in &facts.ids {
            let Some(id) = id else {
                self.pass.nameless += 1;
                fresh.push(false);
                continue;
            };
            let hash = self.hasher.hash_one(id);
            order = order.rotate_left(7) ^ hash;
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
        let rows = facts.ids.len() as u64;
        self.received += rows;
        self.pass.pages += 1;
        self.pass.received += rows;
        self.pass.distinct += firsts;
        self.pass.duplicates += repeated;
        self.claimed = facts.claimed_total.or(self.claimed);
        // Repeated rows behind the end are the server's way of having no further page.
        let only_repeated = rows > 0 && repeated == rows;
        if self.pass.checking && only_repeated {
            self.pass.duplicates -= repeated;
        }
        let first_again = self.pass.first_page == Some((order, rows)) && only_repeated;
        self.pass.first_page.get_or_insert((order, rows));
        if let Some(end) = self.end_of_pass(facts, rows, only_repeated, first_again) {
            self.finish(end);
        } else {
            self.pass.largest_page = self.pass.largest_page.max(rows);
        }
        fresh
    }

    /// Takes in that a page could not be had.
    pub fn failed(&mut self, status: Option<u16>, scim_type: Option<&str>) -> AfterFailure {
        if self.ending.is_some() {
            return AfterFailure::Harmless;
        }
        if self.pass.checking && status.is_some() {
            self.finish(PassEnd::TotalMet);
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
        // A first page without a cursor does not tell how a server pages: only its refusal of an
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

    /// Whether the page asked for now only makes sure that the list has ended.
    pub fn is_checking(&self) -> bool {
        self.pass.checking
    }

    /// Rows received in all passes.
    pub fn rows(&self) -> u64 {
        self.received
    }

    /// Different ids in all passes.
    pub fn distinct(&self) -> u64 {
        self.seen.len() as u64
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

    fn end_of_pass(
        &mut self,
        facts: &PageFacts<'_>,
        rows: u64,
        only_repeated: bool,
        first_again: bool,
    ) -> Option<PassEnd> {
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
        if rows == 0 {
            return Some(PassEnd::EmptyPage);
        }
        if pass.checking && only_repeated {
            return Some(PassEnd::TotalMet);
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
            if !full || !whole {
                return Some(PassEnd::TotalMet);
            }
            // A total that is too low would look just like this.
            pass.checking = true;
            return None;
        }
        pass.checking = false;
        only_repeated.then_some(PassEnd::OnlyRepeated)
    }

    fn finish(&mut self, end: PassEnd) {
        if end != PassEnd::Endless {
            self.pass_complete = true;
        }
        let union = self.distinct();
        let again =
            self.pass_number < self.rules.passes && (self.pass.duplicates > 0 || self.pass.new > 0);
        let (verdict, reason) = match self.pass.judge(end, union, self.claimed, self.pass_number) {
            Ok(reason) => (Verdict::Complete, reason),
            Err(Doubt { worth_another_pass: true, .. }) if again => {
                self.start_pass();
                return;
            }
            Err(doubt) => (Verdict::CannotBeProven, doubt.reason),
        };
        self.ending = Some(Ending { verdict, reason });
    }

    fn start_pass(&mut self) {
        self.pass_number += 1;
        self.pass = Pass::default();
        self.claimed = None;
    }
}

#[cfg(test)]
#[path = "pager_tests.rs"]
mod tests;
