//! Recheck: reads every line of a receipt again. Nothing is sent that changes anything.

use super::came_back::new_accounts;
use super::{Case, Gone, Part};
use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::is_removed;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::LineFound;
use crate::text::count;
use crate::view::{CaseState, CaseView, LineCheck, LineState};
use futures::StreamExt;
use rollcall_store::{AccountId, CaseId, ConnectionId, GroupId, Moment};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Lines that are looked at beside each other, over all apps.
const LOOKS_AT_ONCE: usize = 32;

impl Rollcall {
    /// Looks again and adds what was found to each line. What is no longer in effect waits for the
    /// admin from then on.
    ///
    /// # Errors
    /// When it was not confirmed yet, or access was given back.
    pub async fn recheck_case(&self, case: &CaseId) -> Result<CaseView, Problem> {
        let kept = self.kept_case(case).await?;
        may_be_rechecked(&kept)?;
        let groups = Arc::new(self.members_of_groups(&kept.parts).await);
        let look = |part: &Part| {
            let (engine, part, groups) = (self.clone(), part.clone(), Arc::clone(&groups));
            async move {
                let group = part.wish.group().map(|group| of_group(&part, group));
                let (asked, members) =
                    group.and_then(|key| groups.get(&key)).map(|(at, now)| (at, now)).unzip();
                let (holds, words) = match engine.still_so(&part, members).await {
                    Ok(found) => found,
                    Err(problem) => (None, format!("could not be read: {}", problem.side_words)),
                };
                // A group may have been asked for long before: a read that began in between is newer.
                let at = asked.copied().unwrap_or_else(|| engine.0.clock.moment());
                (part.wish, LineCheck { at, holds, found: words })
            }
        };
        let looks = futures::stream::iter(kept.parts.iter().map(look).collect::<Vec<_>>());
        let found: Vec<_> = looks.buffered(LOOKS_AT_ONCE).collect().await;
        self.look_at_new_accounts(&kept).await?;
        let at = self.0.clock.moment();
        let checked = self
            .update_case(&kept.id, move |case| {
                may_be_rechecked(case)?;
                let lines = checked(case, found);
                case.checked_at = Some(at);
                case.settle_state();
                Ok(Some(RecordEvent::CaseRechecked { case: case.named(), lines }))
            })
            .await?;
        self.case(&checked.id).await
    }

    /// Asks for accounts without a line that a later read shows as active: the local copy has their
    /// state from then on. One that cannot be read stays as it was read last.
    async fn look_at_new_accounts(&self, kept: &Case) -> Result<(), Problem> {
        let reads = self.later_reads_of(kept).await?;
        for (_, account) in new_accounts(kept, &reads.people) {
            let connection = match self.connection(account.connection_id.as_str()).await {
                Err(problem) if is_removed(&problem) => continue,
                found => found?,
            };
            let profile = self.profile(&connection.provider)?.clone();
            let looked = match self.live(&connection, &profile, &account.account_id).await {
                Ok(live) => self.keep_seen(&connection, &live).await,
                Err(problem) if problem.says_gone() => {
                    let user = &account.account_id;
                    self.what_became_of(&connection, &profile, user.as_str()).await.map(drop)
                }
                Err(problem) => Err(problem),
            };
            if let Err(problem) = looked {
                let code = problem.code.as_str();
                rollcall_log::failed_with("looking at an account of a case", code, &problem);
            }
        }
        Ok(())
    }

    /// Whether a line is in the requested state now, as far as the app shows it, and what was
    /// found.
    async fn still_so(
        &self,
        part: &Part,
        members: Option<&MembersNow>,
    ) -> Result<(Option<bool>, String), Problem> {
        let connection = self.connection(part.connection_id.as_str()).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let (group, users, add) = match &part.wish {
            Change::AddMember { group, users, .. } => (group, users, true),
            Change::RemoveMember { group, users, .. } => (group, users, false),
            other => {
                let Some(user) = other.user() else { return Ok((None, String::new())) };
                return match self.live(&connection, &profile, &AccountId::from(user)).await {
                    Ok(live) => {
                        self.keep_seen(&connection, &live).await?;
                        Ok(match live.flag("active") {
                            Some(false) => (Some(true), "inactive".to_owned()),
                            Some(true) => (Some(false), "active".to_owned()),
                            None => (
                                None,
                                "found, but the app does not say whether it is active".to_owned(),
                            ),
                        })
                    }
                    Err(problem) if problem.says_gone() => {
                        let gone = self.what_became_of(&connection, &profile, user).await?;
                        let holds = !matches!(gone, Gone::Recreated { active: true, .. });
                        Ok((Some(holds), gone.words()))
                    }
                    Err(problem) => Err(problem),
                };
            }
        };
        let Some(members) = members else { return Ok((None, String::new())) };
        match members {
            Ok(Some(members)) => {
                let inside = users.iter().all(|user| members.contains(user));
                if !inside && self.leaves_people_out(&connection, group).await? {
                    let words = "not on the group's list, which leaves out accounts that name the \
                    group";
                    return Ok((None, words.to_owned()));
                }
                let words = format!(
                    "{} ({} {})",
                    if inside { "in the group" } else { "not in the group" },
                    members.len(),
                    if members.len() == 1 { "member" } else { "members" }
                );
                Ok((Some(inside == add), words))
            }
            Ok(None) => Ok((None, "the app does not return the group's members".to_owned())),
            Err(problem) if problem.says_gone() => {
                Ok((Some(!add), "the group no longer exists".to_owned()))
            }
            Err(problem) => Err(problem.clone()),
        }
    }

    /// The members of the groups that lines are about. Many lines are about one group, which is asked
    /// for once.
    async fn members_of_groups(&self, parts: &[Part]) -> GroupsNow {
        let groups: HashSet<(ConnectionId, GroupId)> =
            parts.iter().filter_map(|part| Some(of_group(part, part.wish.group()?))).collect();
        let look = |key: (ConnectionId, GroupId)| {
            let engine = self.clone();
            async move {
                let at = engine.0.clock.moment();
                let members = engine.members_now(&key.0, &key.1).await;
                (key, (at, members))
            }
        };
        // Each connection's own pace holds back what is too much at once.
        let looks = futures::stream::iter(groups.into_iter().map(look).collect::<Vec<_>>());
        looks.buffer_unordered(LOOKS_AT_ONCE).collect().await
    }

    async fn members_now(&self, connection: &ConnectionId, group: &GroupId) -> MembersNow {
        let connection = self.connection(connection.as_str()).await?;
        let profile = self.profile(&connection.provider)?.clone();
        Ok(self.live_group(&connection, &profile, group).await?.1)
    }
}

/// The members of a group as its app has them now; `None` where the app does not return them.
type MembersNow = Result<Option<BTreeSet<String>>, Problem>;

/// The members of groups, and when they were asked for.
type GroupsNow = HashMap<(ConnectionId, GroupId), (Moment, MembersNow)>;

fn of_group(part: &Part, group: &str) -> (ConnectionId, GroupId) {
    (part.connection_id.clone(), GroupId::from(group))
}

/// A case of which something is to hold.
fn may_be_rechecked(case: &Case) -> Result<(), Problem> {
    let (why, next) = match case.state {
        CaseState::Planned => (
            "The plan is not confirmed yet, so there is nothing to check.",
            "Confirm the plan first.",
        ),
        CaseState::Released => (
            "Access was restored, so there is nothing left to check.",
            "Open the run that restored access and recheck it there.",
        ),
        _ => return Ok(()),
    };
    Err(asked(ProblemCode::BadRequest, "The recheck failed.", why, next))
}

/// Adds to each line what was found about it, and says so for the record.
fn checked(case: &mut Case, found: Vec<(Change, LineCheck)>) -> Vec<LineFound> {
    let mut recorded = Vec::with_capacity(found.len());
    for (wish, check) in found {
        // A line whose account has another id by now was not looked at.
        let Some(place) = case.parts.iter().position(|part| part.wish == wish) else { continue };
        let part = &mut case.parts[place];
        let line = count(place as u64 + 1);
        recorded.push(LineFound { line, holds: check.holds, found: check.found.clone() });
        match part.state {
            LineState::Verified if check.holds == Some(false) && part.meant.is_none() => {
                part.state = LineState::Yours;
                part.words = format!("Read again: {}.", check.found);
            }
            // What was open turned out to be so: read, and that is what green means.
            LineState::Open | LineState::Yours | LineState::Stopped
                if check.holds == Some(true) =>
            {
                part.state = LineState::Verified;
                part.words = format!("Read again: {}.", check.found);
                part.next_at = None;
            }
            _ => {}
        }
        part.checks.push(check);
    }
    recorded
}
