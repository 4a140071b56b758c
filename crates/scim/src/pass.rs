//! One pass through a list: what came, and what that proves.

use std::collections::HashSet;

/// What one pass has brought so far.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    pub(crate) pages: u32,
    pub(crate) received: u64,
    pub(crate) distinct: u64,
    pub(crate) duplicates: u64,
    /// Ids that no earlier pass had.
    pub(crate) new: u64,
    pub(crate) nameless: u64,
    pub(crate) largest_page: u64,
    /// Rows of the newest page.
    pub(crate) last_page: u64,
    pub(crate) first_page: Option<(u64, u64)>,
    /// Keyed hash of the newest row's id.
    pub(crate) last_row: Option<u64>,
    pub(crate) cursor: Option<String>,
    pub(crate) cursors: HashSet<u64>,
    pub(crate) empty_in_a_row: u32,
    pub(crate) stage: Stage,
    pub(crate) total: Total,
    /// Rows moved up or down meanwhile: a page that was asked for from the last row of the page
    /// before did not start with it, or the first row is a new one.
    pub(crate) shifted: bool,
    /// The page behind the end was the first page again.
    pub(crate) first_page_behind_end: bool,
    /// A request that would have tested the total was refused.
    pub(crate) count_one_refused: bool,
}

/// What the request under way is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stage {
    /// For rows.
    #[default]
    Rows,
    /// The total is met: whether another page follows.
    BehindEnd,
    /// Whether the total stays what it is when a single row is asked for.
    CountOne,
}

/// The totals that one pass was given.
#[derive(Debug, Default)]
pub(crate) struct Total {
    first: Option<u64>,
    /// The first total and another one.
    pub(crate) changed: Option<(u64, u64)>,
    /// Pages with new rows, and those of them whose total is the number of their rows.
    pages: u32,
    own_size: u32,
    /// A page stated more rows than it held and than were asked for: its total is not made from
    /// either.
    pub(crate) is_independent: bool,
    /// Asked for one row, the server stated this total, which is the number of rows it sent.
    pub(crate) follows_count: Option<u64>,
}

/// Rows of a page, those of them that are new in this pass, and how many were asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageSize {
    pub(crate) rows: u64,
    pub(crate) new: u64,
    pub(crate) count: Option<u64>,
}

impl Total {
    /// Notes the total of a page.
    pub(crate) fn stated(&mut self, total: u64, page: PageSize, stage: Stage) {
        let PageSize { rows, new, count } = page;
        let first = *self.first.get_or_insert(total);
        if stage == Stage::CountOne && total != first && total == rows.min(1) {
            self.follows_count = Some(total);
            return;
        }
        if total != first {
            self.changed.get_or_insert((first, total));
        }
        if new > 0 && stage != Stage::CountOne {
            self.pages += 1;
            self.own_size += u32::from(total == rows);
        }
        self.is_independent |= total > rows && count.is_none_or(|count| total > count);
    }

    /// The total of each of several pages was the number of rows on that page.
    fn is_page_size(&self) -> bool {
        self.pages > 1 && self.own_size == self.pages
    }
}

/// Why a pass is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassEnd {
    TotalMet,
    EmptyPage,
    LastCursor,
    FirstPageAgain,
    OnlyRepeated,
    SameCursorAgain,
    Endless,
}

/// All passes of a list together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passes {
    pub(crate) number: u32,
    /// Different ids of all passes.
    pub(crate) union: u64,
    /// The last total.
    pub(crate) claimed: Option<u64>,
    /// No answer of any pass stated another total.
    pub(crate) steady: bool,
}

/// What shows that the list is complete.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    /// This pass on its own: ids that only an earlier pass had are gone.
    pub(crate) last_pass_only: bool,
    pub(crate) reason: String,
}

/// Why the list is not proven to be complete.
pub(crate) struct Doubt {
    pub(crate) worth_another_pass: bool,
    pub(crate) reason: String,
}

impl Pass {
    /// What this pass, which ended like this, proves.
    pub(crate) fn judge(&self, end: PassEnd, passes: Passes) -> Result<Whole, Doubt> {
        let pass = self;
        let Passes { number, union, claimed, steady } = passes;
        let firm = |reason: String| Doubt { worth_another_pass: false, reason };
        let soft = |reason: String| Doubt { worth_another_pass: true, reason };
        let whole = |reason: String| Ok(Whole { last_pass_only: number > 1, reason });
        if end == PassEnd::Endless {
            return Err(firm(format!(
                "the list does not end; {union} different rows were received"
            )));
        }
        if pass.nameless > 0 {
            return Err(firm(format!("{} rows were received without an id", pass.nameless)));
        }
        let Some(claimed) = claimed else { return pass.judge_without_total(end, passes) };
        if pass.total.is_page_size() {
            return Err(firm(format!(
                "the total that the server states is the number of rows on each page and nothing \
                 more; {union} rows were received"
            )));
        }
        if let Some(other) = pass.total.follows_count {
            return Err(firm(format!(
                "the server states a total of {claimed}, and of {other} when one row is asked for: \
                 a total that changes with the count proves nothing; {union} rows were received"
            )));
        }
        if let Some((before, after)) = pass.total.changed {
            return Err(soft(format!(
                "the total changed from {before} to {after} while the list was read; {union} rows \
                were received"
            )));
        }
        if pass.shifted {
            return Err(soft(format!(
                "a different row came first when the list was tested; {union} rows were received"
            )));
        }
        if pass.distinct > claimed {
            return Err(firm(format!(
                "{union} rows were received, but the server states {claimed}"
            )));
        }
        if pass.distinct == claimed {
            if pass.first_page_behind_end && pass.count_one_refused && claimed > 1 {
                return Err(firm(format!(
                    "the server repeats its first page and refuses to send fewer rows; nothing \
                     shows that the {union} are all"
                )));
            }
            return whole(match number {
                1 => format!("all {claimed} rows were received"),
                more => format!("all {claimed} rows were received in {more} passes"),
            });
        }
        if steady && union == claimed {
            return Ok(Whole {
                last_pass_only: false,
                reason: format!("all {claimed} rows were received in {number} passes"),
            });
        }
        if steady && union > claimed {
            return Err(firm(format!(
                "{union} rows were received, but the server states {claimed}"
            )));
        }
        let came = format!("{} of the {claimed}", if steady { union } else { pass.distinct });
        match end {
            PassEnd::FirstPageAgain => Err(firm(format!(
                "the server repeats its first page; {came} rows that it states were received"
            ))),
            PassEnd::SameCursorAgain => Err(firm(format!(
                "the server repeats a cursor; {came} rows that it states were received"
            ))),
            _ => Err(soft(format!(
                "{came} rows that the server states were received{}",
                if pass.duplicates > 0 { "; others were repeated between pages" } else { "" }
            ))),
        }
    }

    fn judge_without_total(&self, end: PassEnd, passes: Passes) -> Result<Whole, Doubt> {
        let Passes { number, union, .. } = passes;
        let soft = |reason: String| Err(Doubt { worth_another_pass: true, reason });
        match end {
            PassEnd::EmptyPage | PassEnd::LastCursor if self.shifted => soft(format!(
                "rows moved between pages while the list was read and the server states no total; \
                 {union} different rows were received"
            )),
            PassEnd::EmptyPage | PassEnd::LastCursor if self.duplicates == 0 => {
                let proof =
                    if end == PassEnd::EmptyPage { "an empty page" } else { "the last cursor" };
                Ok(Whole {
                    last_pass_only: number > 1,
                    reason: format!("the server states no total; {proof} ended the list"),
                })
            }
            PassEnd::EmptyPage | PassEnd::LastCursor => soft(format!(
                "rows were repeated between pages and the server states no total; {union} \
                different rows were received"
            )),
            _ => Err(Doubt {
                worth_another_pass: false,
                reason: format!(
                    "the server repeats its rows and states no total; nothing proves that the \
                     {union} are all"
                ),
            }),
        }
    }
}
