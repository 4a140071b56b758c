//! The outcome of an item, from how the sending ended and what was read back.

use crate::change::Change;
use crate::plan::Item;
use crate::problem::Problem;
use crate::problem::failure::Doing;
use crate::run::precondition::as_before;
use crate::run::read_back::Found;
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::Outcome;
use rollcall_providers::Profile;
use rollcall_scim::{Client, Failure, FailureKind};

/// How an item ended, and what is needed to go on.
pub(crate) struct Verdictive {
    pub outcome: Outcome,
    pub words: String,
    pub problem: Option<Problem>,
    /// It could not be written down here how the item ended: the next start settles it by reading.
    pub open: bool,
    /// Id of what was created.
    pub made: Option<String>,
}

impl Verdictive {
    pub(crate) fn new(
        outcome: Outcome,
        words: impl Into<String>,
        problem: Option<Problem>,
    ) -> Self {
        Self { outcome, words: words.into(), problem, open: false, made: None }
    }
}

pub(crate) fn doing<'a>(
    item: &'a Item,
    name: &'a str,
    profile: &'a Profile,
    client: &'a Client,
) -> Doing<'a> {
    Doing { what: &item.change, name, profile, host: client.endpoint().host(), state: "" }
}

const NOT_WRITTEN: &str = "The request was sent, and then this computer could not write down how it ended. Rollcall settles it by reading at the next start.";

/// Something was sent, and the journal or the local copy did not take what followed.
pub(crate) fn unknown_after(problem: Problem) -> Verdictive {
    let state = "The request was sent. Whether it took effect was not written down.".to_owned();
    let problem = Some(Problem { state, ..problem });
    Verdictive { open: true, ..Verdictive::new(Outcome::Unknown, NOT_WRITTEN, problem) }
}

/// The outcome could not be put on the record. What was not sent stays so; all else is read again.
pub(crate) fn not_kept(ended: Verdictive, problem: Problem) -> Verdictive {
    match ended.outcome {
        Outcome::NotSent | Outcome::HeldBack => {
            let problem = ended.problem.or(Some(problem));
            Verdictive { problem, open: true, ..ended }
        }
        _ => unknown_after(problem),
    }
}

/// The outcome, from how the sending ended and what was read back.
/// `name` is the connection's.
pub(crate) fn judge(
    name: &str,
    profile: &Profile,
    client: &Client,
    item: &Item,
    failed: Option<&Failure>,
    found: &Found,
    at: &str,
) -> Verdictive {
    let expected = found.is_expected(&item.expected);
    let mut reads = bounded(found.words(&item.expected), VALUE_SHOWN);
    if expected {
        reads.push_str(&members_met(item));
    }
    let problem = |failure: &Failure, state: &str| {
        let doing = Doing { state, ..doing(item, name, profile, client) };
        doing.problem(failure)
    };
    match failed {
        None if expected => Verdictive::new(
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
                        "The request was accepted. Whether it took is not known.",
                    )),
                ),
                _ => (
                    format!("{} accepted the request, yet read back at {at}: {reads}.", name),
                    None,
                ),
            };
            Verdictive::new(Outcome::AcceptedNotVerified, words, trouble)
        }
        Some(_) if expected => Verdictive::new(
            Outcome::Verified,
            format!(
                "The answer was lost or an error, yet read back at {at}: {reads}, as expected."
            ),
            None,
        ),
        Some(failure) => {
            // A name that is not found proves nothing where the list is not whole; the app's own
            // refusal does.
            let refused = failure.is_from_app() && matches!(found, Found::Unproven(_));
            let (answered, readable) = (is_answer_of_app(failure), found.is_known() || refused);
            if answered && readable && !refused && !as_before(item, found) {
                let state = format!(
                    "{} answered with an error, and yet it is not as it was. Read back at {at}: {reads}.",
                    name
                );
                Verdictive::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
            } else if answered && readable {
                let state = format!("Nothing was changed. Read back: {reads}.");
                Verdictive::new(
                    Outcome::Refused,
                    format!("{name} refused. Read back at {at}: {reads}."),
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
                Verdictive::new(Outcome::Unknown, state.clone(), Some(problem(failure, &state)))
            }
        }
    }
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

/// What an expected set of members says of those that the item is about.
fn members_met(item: &Item) -> String {
    match &item.wish {
        Change::AddMember { users, .. } => match users.len() {
            1 => ", the one added among them".to_owned(),
            n => format!(", all {n} added among them"),
        },
        Change::RemoveMember { users, .. } => match users.len() {
            1 => ", the one removed not among them".to_owned(),
            n => format!(", none of the {n} removed among them"),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_scim::{Exchange, Method, Reached, ScimError};

    fn failed(status: u16, body: &str) -> Failure {
        let exchange = Exchange {
            method: Method::Patch,
            url_path_and_query: "/Users/1".to_owned(),
            host: "app.example.com".to_owned(),
            request_body: None,
            status: Some(status),
            content_type: None,
            answer: Some(body.to_owned()),
            took_ms: 1,
            attempts: 1,
            at: String::new(),
        };
        let kind = FailureKind::Status(ScimError::of(status, body.as_bytes()));
        Failure { kind, exchange: Box::new(exchange), reached: Reached::Answered }
    }

    #[test]
    fn only_the_app_itself_refuses() {
        let own = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}"#;
        let other = r#"{"message":"no Route matched with those values"}"#;
        for (status, body, answers, refuses) in [
            (400, own, true, true),
            (403, own, true, true),
            (404, own, true, true),
            (409, own, true, true),
            (422, own, true, true),
            // A form of its own, with a status that nothing between sends.
            (400, other, true, true),
            (409, "", true, true),
            // It may have acted before it failed, or may still act.
            (408, own, true, false),
            (500, own, true, false),
            (501, own, true, false),
            (502, own, false, false),
            (504, own, false, false),
            // The word of something between.
            (401, other, false, false),
            (403, other, false, false),
            (404, "404 page not found", false, false),
            (410, "", false, false),
            (407, other, false, false),
            (501, other, false, false),
            (502, other, false, false),
            (503, other, false, false),
            (511, "<html>", false, false),
        ] {
            let failure = failed(status, body);
            assert_eq!(is_answer_of_app(&failure), answers, "{status} {body}");
            assert_eq!(is_refusal(&failure), refuses, "{status} {body}");
        }
    }
}
