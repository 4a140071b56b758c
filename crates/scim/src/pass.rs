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
    pub(crate) first_page: Option<(u64, u64)>,
    pub(crate) cursor: Option<String>,
    pub(crate) cursors: HashSet<u64>,
    pub(crate) empty_in_a_row: u32,
    /// The total is met; one more page is asked for to make sure.
    pub(crate) checking: bool,
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

/// Why the list is not proven to be whole.
pub(crate) struct Doubt {
    pub(crate) worth_another_pass: bool,
    pub(crate) reason: String,
}

impl Pass {
    /// What this pass, which ended like this, proves. `union` counts the different ids of all
    /// passes, `claimed` is the last total.
    pub(crate) fn judge(
        &self,
        end: PassEnd,
        union: u64,
        claimed: Option<u64>,
        number: u32,
    ) -> Result<String, Doubt> {
        let pass = self;
        let firm = |reason: String| Doubt { worth_another_pass: false, reason };
        let soft = |reason: String| Doubt { worth_another_pass: true, reason };
        if end == PassEnd::Endless {
            return Err(firm(format!("the list does not end; {union} different rows came")));
        }
        if pass.nameless > 0 {
            return Err(firm(format!("{} rows came without an id", pass.nameless)));
        }
        let Some(claimed) = claimed else {
            return match end {
                PassEnd::EmptyPage | PassEnd::LastCursor if pass.duplicates == 0 => {
                    let proof =
                        if end == PassEnd::EmptyPage { "an empty page" } else { "the last cursor" };
                    Ok(format!("the server states no total; {proof} ended the list"))
                }
                PassEnd::EmptyPage | PassEnd::LastCursor => Err(soft(format!(
                    "rows were repeated between pages and the server states no total; \
                     {union} different rows came"
                ))),
                _ => Err(firm(format!(
                    "the server repeats its rows and states no total; \
                     nothing proves that the {union} are all"
                ))),
            };
        };
        if pass.distinct == claimed || union == claimed {
            return Ok(match number {
                1 => format!("all {claimed} rows came"),
                more => format!("all {claimed} rows came in {more} passes"),
            });
        }
        if union > claimed {
            return Err(firm(format!("{union} rows came though the server states {claimed}")));
        }
        match end {
            PassEnd::FirstPageAgain => Err(firm(format!(
                "the server repeats its first page; {union} of the {claimed} rows it states came"
            ))),
            PassEnd::SameCursorAgain => Err(firm(format!(
                "the server repeats a cursor; {union} of the {claimed} rows it states came"
            ))),
            _ => Err(soft(format!(
                "{union} of the {claimed} rows that the server states came{}",
                if pass.duplicates > 0 { "; others were repeated between pages" } else { "" }
            ))),
        }
    }
}
