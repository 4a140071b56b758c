//! “Still so?”: reads every line of a receipt again. Nothing is sent that changes anything.

use super::{Gone, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::view::{CaseState, CaseView, LineCheck, LineState};
use serde_json::json;

impl Rollcall {
    /// Looks again and adds what was found to each line. What is not so any more waits for the
    /// admin from then on.
    ///
    /// # Errors
    /// When it was not confirmed yet, or access was given back.
    pub async fn recheck_case(&self, case: &str) -> Result<CaseView, Problem> {
        let mut case = self.kept_case(case).await?;
        if case.state == CaseState::Planned {
            return Err(asked(
                ProblemCode::BadRequest,
                "Looking again failed.",
                "It was not confirmed yet, so there is nothing to look at.",
                "Confirm it first.",
            ));
        }
        if case.state == CaseState::Released {
            return Err(asked(
                ProblemCode::BadRequest,
                "Looking again failed.",
                "What it took was given back, so none of it is to hold any more.",
                "The run of the way back says what was read then; “read again” there asks anew.",
            ));
        }
        let mut told = Vec::new();
        for number in 0..case.parts.len() {
            let Some(part) = case.parts.get(number) else { continue };
            let found = self.still_so(part).await;
            let at = self.0.clock.text();
            let (holds, found) = match found {
                Ok(found) => found,
                Err(problem) => (None, format!("could not be read: {}", problem.side_words)),
            };
            let Some(part) = case.parts.get_mut(number) else { continue };
            told.push(json!({"line": number + 1, "holds": holds, "found": found}));
            match part.state {
                LineState::Verified if holds == Some(false) => part.state = LineState::Yours,
                // What was open turned out to be so: read, and that is what green means.
                LineState::Open | LineState::Yours | LineState::Stopped if holds == Some(true) => {
                    part.state = LineState::Verified;
                    part.words = format!("Read again: {found}.");
                    part.next_at = None;
                }
                _ => {}
            }
            part.checks.push(LineCheck { at, holds, found });
        }
        case.checked_at = Some(self.0.clock.text());
        case.settle_state();
        self.keep_case(&mut case, Some(("case-rechecked", json!({"lines": told})))).await?;
        self.case(&case.id).await
    }

    /// Whether a line is as wished now, as far as the app tells it, and what was found.
    async fn still_so(&self, part: &Part) -> Result<(Option<bool>, String), Problem> {
        let connection = self.connection(&part.connection_id).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let (group, users, add) = match &part.wish {
            Change::AddMember { group, users, .. } => (group, users, true),
            Change::RemoveMember { group, users, .. } => (group, users, false),
            other => {
                let Some(user) = other.user() else { return Ok((None, String::new())) };
                return match self.live(&connection, &profile, user).await {
                    Ok(live) => {
                        self.keep_seen(&connection, &live).await?;
                        Ok(match live.flag("active") {
                            Some(false) => (Some(true), "inactive".to_owned()),
                            Some(true) => (Some(false), "active".to_owned()),
                            None => (None, "there, without a state".to_owned()),
                        })
                    }
                    Err(problem) if problem.says_gone() => {
                        let gone = self.what_became_of(&connection, &profile, user).await?;
                        let holds = !matches!(gone, Gone::Anew { active: true, .. });
                        Ok((Some(holds), gone.words()))
                    }
                    Err(problem) => Err(problem),
                };
            }
        };
        match self.live_group(&connection, &profile, group).await {
            Ok((_, Some(members))) => {
                let inside = users.iter().all(|user| members.contains(user));
                if !inside && self.leaves_people_out(&connection, group).await? {
                    let words = "not on its list, which leaves out accounts that name it";
                    return Ok((None, words.to_owned()));
                }
                let words = format!(
                    "{} {}, {}",
                    members.len(),
                    if members.len() == 1 { "member" } else { "members" },
                    if inside { "in it" } else { "not among them" }
                );
                Ok((Some(inside == add), words))
            }
            Ok((_, None)) => Ok((None, "its members are not told".to_owned())),
            Err(problem) if problem.says_gone() => {
                Ok((Some(!add), "the group is not there any more".to_owned()))
            }
            Err(problem) => Err(problem),
        }
    }
}
