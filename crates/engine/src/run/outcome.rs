//! The outcome of an item, from how the sending ended and what was read back.

use crate::change::Change;
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::problem::failure::{Doing, quoted};
use crate::run::precondition::{Compared, compare_found};
use crate::run::read_back::Found;
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::Outcome;
use rollcall_scim::{Failure, FailureKind};

/// How an item ended, and what is needed to continue.
pub(crate) struct ItemResult {
    pub outcome: Outcome,
    pub words: String,
    pub problem: Option<Problem>,
    /// It could not be written down here how the item ended: the next start settles it by reading.
    pub open: bool,
    /// Id of what was created.
    pub made: Option<String>,
}

impl ItemResult {
    pub(crate) fn new(
        outcome: Outcome,
        words: impl Into<String>,
        problem: Option<Problem>,
    ) -> Self {
        Self { outcome, words: words.into(), problem, open: false, made: None }
    }
}

const NOT_WRITTEN: &str = "The request was sent, but this computer could not save the result. \
Rollcall settles it by reading back at the next start.";

/// Something was sent, and the journal or the local copy did not take what followed.
/// `made`: the id of what the request created, where it is known.
pub(crate) fn unknown_after(problem: Problem, made: Option<String>) -> ItemResult {
    let state = "The request was sent. Whether it took effect was not saved.".to_owned();
    let problem = Some(Problem { state, ..problem });
    ItemResult { open: true, made, ..ItemResult::new(Outcome::Unknown, NOT_WRITTEN, problem) }
}

/// The outcome could not be put on the record. What was not sent stays so; all else is read again.
pub(crate) fn not_kept(ended: ItemResult, problem: Problem) -> ItemResult {
    match ended.outcome {
        Outcome::NotSent | Outcome::HeldBack => {
            let problem = ended.problem.or(Some(problem));
            ItemResult { problem, open: true, ..ended }
        }
        _ => unknown_after(problem, ended.made),
    }
}

/// The outcome, from how the sending ended and what was read back at `at`. The problem names
/// `doing` as what failed.
pub(crate) fn classify_outcome(
    doing: &Doing<'_>,
    item: &Item,
    failed: Option<&Failure>,
    found: &Found,
    at: &str,
) -> ItemResult {
    let name = doing.name;
    let expected = found.is_expected(&item.expected);
    let mut reads = bounded(found.words(&item.expected), VALUE_SHOWN);
    if expected {
        reads.push_str(&members_met(item));
    }
    let problem = |failure: &Failure, state: &str| Doing { state, ..*doing }.problem(failure);
    match failed {
        None if expected => ItemResult::new(
            Outcome::Verified,
            format!("Read back at {at}: {reads}, as expected."),
            None,
        ),
        None => {
            let (words, trouble) = match found {
                Found::Unreadable(failure) => (
                    format!("{name} accepted the request; the result could not be read back."),
                    Some(problem(
                        failure,
                        "The request was accepted. Whether it took effect is not known.",
                    )),
                ),
                _ => (
                    format!(
                        "{} accepted the request, but the change is not there. Read back at {at}: \
                    {reads}.",
                        name
                    ),
                    None,
                ),
            };
            ItemResult::new(Outcome::AcceptedNotVerified, words, trouble)
        }
        Some(failure) if expected && is_taken(item, failure) => {
            let state = format!(
                "{name} refused to create it{} Something with this name and these values is there. \
                Nothing shows who created it. Read back at {at}: {reads}.",
                why(failure)
            );
            ItemResult::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
        }
        Some(_) if expected => ItemResult::new(
            Outcome::Verified,
            format!(
                "The response was lost or was an error, but the change took effect. Read back at \
                {at}: {reads}, as expected."
            ),
            None,
        ),
        Some(failure) => {
            // A name that is not found proves nothing where the list is not whole; the app's own
            // refusal does.
            let refused = failure.is_from_app() && matches!(found, Found::Unproven(_));
            let compared = compare_found(item, found);
            let answered = is_answer_of_app(failure);
            let readable = refused || compared != Compared::NotKnown;
            if answered && compared == Compared::Changed {
                let state = format!(
                    "{} answered with an error, but the state changed. Read back at {at}: {reads}.",
                    name
                );
                ItemResult::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
            } else if answered && readable {
                let state = format!("Nothing was changed. Read back: {reads}.");
                ItemResult::new(
                    Outcome::Refused,
                    format!("{name} refused{} Read back at {at}: {reads}.", why(failure)),
                    Some(problem(failure, &state)),
                )
            } else {
                let state = if readable {
                    format!("Read back at {at}: {reads}. The request may still take effect.")
                } else {
                    format!(
                        "Read back at {at}: {reads}. Whether the request took effect is not known."
                    )
                };
                ItemResult::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
            }
        }
    }
}

/// With which status a request was refused, and in which words: " (403). It says: “not you”."
fn why(failure: &Failure) -> String {
    let status = failure.status().map_or_else(String::new, |status| format!(" ({status})"));
    let said = match &failure.kind {
        FailureKind::Status(error) => quoted(error.detail.as_deref()),
        _ => String::new(),
    };
    bounded(format!("{status}.{said}"), VALUE_SHOWN)
}

/// Whether the app itself answered a write with an error. A gateway that lost sight of the app (RFC
/// 9110 §15.6.3, §15.6.5) does not speak for it, nor does anything else between.
fn is_answer_of_app(failure: &Failure) -> bool {
    match &failure.kind {
        FailureKind::SlowedDown { .. } => true,
        FailureKind::Status(error) => {
            !failure.may_be_between() && !matches!(error.status, Some(502 | 504))
        }
        _ => false,
    }
}

/// Whether the app refused a write before it did anything: no time will change what is read back.
pub(crate) fn is_refusal(failure: &Failure) -> bool {
    is_answer_of_app(failure)
        && failure.status().is_some_and(|status| (400..500).contains(&status) && status != 408)
}

/// A creation that the app itself refused: what is found under the name is not shown to be made by it.
fn is_taken(item: &Item, failure: &Failure) -> bool {
    is_creation(item) && is_refusal(failure)
}

fn is_creation(item: &Item) -> bool {
    matches!(item.target, Target::NewUser(_) | Target::NewGroup(_))
}

/// Whether an app may have refused a change because it was busy with another one: some lock what two
/// changes have in common, and answer 500 or 409. The same change alone shows it. A creation is not sent
/// twice.
pub(crate) fn is_busy(item: &Item, ended: &ItemResult, failure: Option<&Failure>) -> bool {
    let busy = |failure| may_come_from_crowding(item, failure);
    ended.outcome == Outcome::Refused && failure.is_some_and(busy)
}

fn may_come_from_crowding(item: &Item, failure: &Failure) -> bool {
    let taken = failure.scim_error().and_then(|error| error.scim_type.as_deref());
    let is_taken = taken.is_some_and(|name| name.eq_ignore_ascii_case("uniqueness"));
    let busy = match failure.status() {
        Some(409) => !is_taken,
        status => matches!(status, Some(423 | 500 | 503)),
    };
    busy && is_answer_of_app(failure) && !is_creation(item)
}

/// What an expected set of members says of those that the item is about.
fn members_met(item: &Item) -> String {
    match &item.wish {
        Change::AddMember { users, .. } => match users.len() {
            1 => ", including the one added".to_owned(),
            n => format!(", including all {n} added"),
        },
        Change::RemoveMember { users, .. } => match users.len() {
            1 => ", without the one removed".to_owned(),
            n => format!(", without the {n} removed"),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
