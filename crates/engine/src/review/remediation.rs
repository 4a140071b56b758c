//! What to remove, and the outcome: from the lines of the cases, and from the last read.

use super::Review;
use super::deciding::frozen;
use super::to_view::decision_body;
use crate::case::{Case, DecidedAbout, LaterRead, Part, Place, later_read, place};
use crate::change::Change;
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::view::{CaseState, LineState, RemediationLine, RemediationState};
use rollcall_store::{ConnectionId, Decision, GroupId, ReviewItem};
use std::collections::HashMap;

/// What is to become of an item: the whole account, or one group.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) item: u32,
    /// Id of the group that is dropped.
    pub(super) group: Option<GroupId>,
    /// Its name; empty when it is about the account.
    pub(super) group_name: String,
    pub(super) wish: Change,
    pub(super) change: String,
    pub(super) name: String,
    pub(super) connection: ConnectionId,
    pub(super) about: DecidedAbout,
}

/// What was verified and is otherwise by the last read.
pub(super) const AGAIN: &str = "The removal was verified, but the last read shows the access \
again.";

/// What was verified and is not known by the last read.
pub(super) const UNCLEAR: &str = "The removal was verified, but in the last read the account names the group, whose list leaves the account out: not known.";

/// The newest part about each place, with its case.
pub(super) fn parts_of(cases: &[Case]) -> HashMap<Place, (&Part, &Case)> {
    let mut parts = HashMap::new();
    for case in cases {
        for part in &case.parts {
            parts.extend(place(&part.wish).map(|place| (place, (part, case))));
        }
    }
    parts
}

pub(super) fn is_settled(line: &RemediationLine) -> bool {
    matches!(line.state, RemediationState::Verified | RemediationState::Excepted)
}

impl Rollcall {
    /// Cases that take away what was revoked, oldest first; those that were discarded are not among
    /// them.
    pub(super) async fn cases_of_review(&self, review: &Review) -> Result<Vec<Case>, Problem> {
        let mut cases = Vec::with_capacity(review.cases.len());
        for id in &review.cases {
            let case = self.kept_case(id).await?;
            cases.push(self.with_release(case).await?);
        }
        cases.retain(|case| !case.parts.is_empty());
        Ok(cases)
    }

    /// What the decisions that count want done.
    pub(super) fn due(&self, items: &[ReviewItem]) -> Result<Vec<Due>, Problem> {
        let mut all = Vec::new();
        for item in items {
            let Some(decided) = &item.decided else { continue };
            let now = frozen(item)?;
            let about = DecidedAbout {
                user_name: now.user_name.clone(),
                name: now.name.clone(),
                email: now.email.clone(),
            };
            let leaving = |group: &GroupId| {
                let name = now.groups.iter().find(|one| one.id == *group);
                let name = name.map_or(group.as_str(), |group| group.name.as_str());
                let noun = self.words_of(item.connection_id.as_str(), |words| words.group.clone());
                Due {
                    item: item.item,
                    change: format!("Leave {noun} {name}"),
                    wish: Change::RemoveMember {
                        connection: item.connection_id.to_string(),
                        group: group.to_string(),
                        users: vec![item.account_id.to_string()],
                    },
                    group: Some(group.clone()),
                    group_name: name.to_owned(),
                    name: now.name.clone(),
                    connection: item.connection_id.clone(),
                    about: about.clone(),
                }
            };
            match (decided.decision, &now.group) {
                (Decision::Revoke, Some(group)) => all.push(leaving(&group.id)),
                (Decision::Revoke, None) => all.push(Due {
                    item: item.item,
                    group: None,
                    group_name: String::new(),
                    wish: Change::Deactivate {
                        connection: item.connection_id.to_string(),
                        user: item.account_id.to_string(),
                    },
                    change: self
                        .words_of(item.connection_id.as_str(), |words| words.deactivate.clone()),
                    name: now.name.clone(),
                    connection: item.connection_id.clone(),
                    about: about.clone(),
                }),
                (Decision::Change, _) => {
                    all.extend(decision_body(item).drop.iter().map(leaving));
                }
                (Decision::None | Decision::Keep, _) => {}
            }
        }
        Ok(all)
    }

    /// A word of the provider's; the field's own where the connection is gone.
    fn words_of(
        &self,
        connection: &str,
        word: impl Fn(&rollcall_providers::Nouns) -> String,
    ) -> String {
        let stored = self.0.store.connection(connection).ok();
        let profile = stored.and_then(|stored| self.profile(&stored.provider).ok());
        profile.map_or_else(|| "Deactivate".to_owned(), |profile| word(&profile.words.nouns))
    }

    /// The outcome of each revoke and each dropped group.
    pub(super) async fn remediation(
        &self,
        review: &Review,
        items: &[ReviewItem],
    ) -> Result<Vec<RemediationLine>, Problem> {
        let due = self.due(items)?;
        let cases = self.cases_of_review(review).await?;
        let labels = self.labels().await;
        let parts = parts_of(&cases);
        let now = self.seen_now(due.iter().filter_map(|one| place(&one.wish)).collect()).await?;
        let lines = due.iter().map(|one| {
            let exception = review
                .exceptions
                .iter()
                .find(|kept| kept.item == one.item && kept.group == one.group)
                .map(|kept| kept.exception.clone());
            let place = place(&one.wish);
            let now = place.as_ref().and_then(|place| now.get(place));
            let part = place.as_ref().and_then(|place| parts.get(place));
            let open = |words: &str| (RemediationState::Open, words.to_owned());
            let (state, words) = match part {
                None => (RemediationState::Waiting, String::new()),
                Some((_, case)) if case.state == CaseState::Released => {
                    open("Access was given back.")
                }
                Some((part, _)) => match part.state {
                    LineState::Verified => match part.checks.last() {
                        Some(check) if check.holds == Some(false) => {
                            open(&format!("Rechecked: {}.", check.found))
                        }
                        _ => match later_read(part, now) {
                            LaterRead::Contradicts => open(AGAIN),
                            LaterRead::Unclear => open(UNCLEAR),
                            LaterRead::Silent | LaterRead::Confirms => {
                                (RemediationState::Verified, part.words.clone())
                            }
                        },
                    },
                    LineState::Waiting | LineState::Running => {
                        (RemediationState::Waiting, part.words.clone())
                    }
                    _ => open(&part.words),
                },
            };
            RemediationLine {
                item: one.item,
                connection_id: one.connection.clone(),
                connection_name: labels
                    .get(&one.connection)
                    .map_or_else(String::new, |(name, _)| name.clone()),
                name: one.name.clone(),
                change: one.change.clone(),
                group: one.group.clone(),
                state: match (&exception, state) {
                    (Some(_), RemediationState::Waiting | RemediationState::Open) => {
                        RemediationState::Excepted
                    }
                    (_, state) => state,
                },
                words,
                exception,
            }
        });
        Ok(lines.collect())
    }
}
