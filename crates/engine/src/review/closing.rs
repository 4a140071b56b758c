//! Closing the loop: what was revoked is taken away as a case, and the review closes when each
//! revoke is verified or excepted.

use super::deciding::frozen;
use super::order::read_too_early;
use super::remediation::{Due, is_settled, parts_of};
use super::update::{still_signed, update};
use super::{KeptException, Review, refused};
use crate::case::place;
use crate::case::{Case, KeptPerson, Part, Residual, whoami};
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::problem::is_removed;
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::view::{
    CaseKind, CasePlan, CaseState, RemediationLine, RemediationState, ReviewState, ReviewView,
};
use rollcall_store::{ConnectionId, Moment, ReviewItem, Transaction};
use std::collections::{BTreeSet, HashMap};

const CLOSE: &str = "Closing the review failed.";

impl Rollcall {
    /// Plans what was revoked and dropped and is not yet proven or excepted, after the apps were
    /// read again. An account that is no longer the frozen one is held back, now and whenever it is
    /// tried again. The case is confirmed and run as any other. A closed review with something no
    /// longer in effect is reopened by it.
    ///
    /// # Errors
    /// When it is not signed, or nothing is left to be done.
    pub async fn plan_review(&self, review: &str) -> Result<CasePlan, Problem> {
        const WHAT: &str = "Planning the revokes failed.";
        let review = self.kept_review(review).await?;
        let review = self.to_be_closed(review, WHAT).await?;
        self.follows_all(&review, WHAT).await?;
        for case in self.cases_of_review(&review).await? {
            match case.state {
                CaseState::Open if self.case(&case.id).await?.brief.trying => {
                    return Err(refused(
                        WHAT,
                        "The revokes are already in progress.",
                        "Open their receipt. Open items can be sent again there.",
                    ));
                }
                // Nothing of it is tried any longer: this plan has what is left of it.
                CaseState::Open => drop(self.stop_case(&case.id).await?),
                // One that was planned before and not confirmed: this plan takes its place.
                CaseState::Planned => self.discard_case(&case.id).await?,
                _ => {}
            }
        }
        let id = review.id.clone();
        let items =
            self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
        let lines = self.remediation(&review, &items).await?;
        let settled = |due: &Due| {
            let its = |line: &&RemediationLine| line.item == due.item && line.group == due.group;
            lines.iter().filter(its).any(is_settled)
        };
        let mut due = self.due(&items)?;
        due.retain(|one| !settled(one));
        let left_out = self.leave_out_removed(&mut due).await?;
        if due.is_empty() && !left_out.is_empty() {
            let next = "Make an exception for each of them, then close the review.";
            return Err(refused(WHAT, &left_out.join(" "), next));
        }
        let apps: BTreeSet<ConnectionId> = due.iter().map(|one| one.connection.clone()).collect();
        // What is not complete now is planned anyway: each item is checked live.
        self.read(&apps.into_iter().map(ConnectionId::into_string).collect::<Vec<_>>()).await?;
        if due.is_empty() {
            let why = "Nothing is left to remove.";
            return Err(refused(WHAT, why, "Close the review."));
        }
        let mut case = Case::new(CaseKind::Review, format!("Revokes of {}", review.name));
        for (connection, profile) in self.connections_by_sessions().await? {
            let mine = || due.iter().filter(|one| one.connection == connection.id);
            // Groups first: where deactivation may delete, nobody is left to be taken out of them.
            let groups = mine().filter(|one| one.group.is_some());
            for one in groups.chain(mine().filter(|one| one.group.is_none())) {
                let mut part = Part::new(one.wish.clone(), &one.name, one.change.clone());
                part.decided_about = Some(one.about.clone());
                case.parts.push(part);
                if one.group.is_none() {
                    case.residual.extend(profile.words.residual.iter().map(|fact| Residual {
                        connection_id: connection.id.clone(),
                        person: one.name.clone(),
                        text: fact.text.clone(),
                        place: fact.detail.clone(),
                        done_by: None,
                        done_at: None,
                        note: String::new(),
                    }));
                }
            }
        }
        case.people = self.people_of(&items, &due)?;
        case.review = Some(review.id.clone());
        let (id, more) = (review.id.clone(), left_out.clone());
        let named = move |all: &Transaction<'_>, case: &Case| {
            let not_planned: Vec<String> = case.notes.iter().chain(&more).cloned().collect();
            let named = update(all, &id, |now| {
                still_signed(&now.review, WHAT)?;
                now.review.cases.push(case.id.clone());
                now.happened(&RecordEvent::ReviewRevokesPlanned {
                    review: now.review.named(),
                    case: case.id.clone(),
                    by: whoami(),
                    not_planned,
                })
            });
            named.map(drop)
        };
        let mut plan = self.plan_case_with(case, named).await?;
        plan.notes.extend(left_out);
        Ok(plan)
    }

    /// Leaves out what was revoked in apps that were removed from Rollcall, and says so, a sentence
    /// for each app.
    async fn leave_out_removed(&self, due: &mut Vec<Due>) -> Result<Vec<String>, Problem> {
        let mut said = Vec::new();
        let apps: BTreeSet<ConnectionId> = due.iter().map(|one| one.connection.clone()).collect();
        for app in apps {
            match self.connection(app.as_str()).await {
                Err(problem) if is_removed(&problem) => {
                    let all = due.len();
                    due.retain(|one| one.connection != app);
                    let left = all - due.len();
                    let revokes = if left == 1 { "revoke there is" } else { "revokes there are" };
                    said.push(format!("{} {left} {revokes} left out.", problem.side_words));
                }
                found => drop(found?),
            }
        }
        Ok(said)
    }

    /// That a review is signed and not closed. A closed one is reopened if something of it is no
    /// longer in effect.
    pub(super) async fn to_be_closed(&self, review: Review, what: &str) -> Result<Review, Problem> {
        if review.state == ReviewState::Closed {
            let id = review.id.clone();
            let items =
                self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
            let lines = self.remediation(&review, &items).await?;
            let open = count(lines.iter().filter(|line| !is_settled(line)).count() as u64);
            if open > 0 {
                return self
                    .update_review(&review.id, move |now| {
                        // Another look may have reopened it at the same moment.
                        if now.review.state != ReviewState::Closed {
                            return Ok(());
                        }
                        now.review.state = ReviewState::Signed;
                        now.review.closed_at = None;
                        let (review, by) = (now.review.named(), whoami());
                        now.happened(&RecordEvent::ReviewReopened { review, by, open })
                    })
                    .await;
            }
        }
        still_signed(&review, what)?;
        Ok(review)
    }

    /// Who it is about, each once.
    fn people_of(&self, items: &[ReviewItem], due: &[Due]) -> Result<Vec<KeptPerson>, Problem> {
        let wanted: BTreeSet<u32> = due.iter().map(|one| one.item).collect();
        let mut people: Vec<(String, KeptPerson)> = Vec::new();
        for item in items.iter().filter(|item| wanted.contains(&item.item)) {
            let one = frozen(item)?;
            let account = (one.connection, one.account_id);
            match people.iter_mut().find(|(person, _)| *person == one.person) {
                Some((_, known)) => known.accounts.push(account),
                None => {
                    let (name, email) = (one.name, one.email);
                    people.push((one.person, KeptPerson { name, email, accounts: vec![account] }));
                }
            }
        }
        Ok(people.into_iter().map(|(_, person)| person).collect())
    }

    /// Closes a review of which every revoke is verified or excepted.
    ///
    /// # Errors
    /// With what is left.
    pub async fn close_review(&self, review: &str) -> Result<ReviewView, Problem> {
        let review = self.kept_review(review).await?;
        match review.state {
            ReviewState::Signed => {}
            ReviewState::Open => {
                return Err(refused(
                    CLOSE,
                    "The review is not signed off.",
                    "All signers have to sign it first.",
                ));
            }
            ReviewState::Closed => return self.review(review.id.as_str()).await,
            ReviewState::Discarded => {
                return Err(refused(CLOSE, "The review was discarded.", "Start a new review."));
            }
        }
        self.follows_all(&review, CLOSE).await?;
        let id = review.id.clone();
        let items =
            self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
        all_settled(&self.remediation(&review, &items).await?)?;
        // Some apps accept a change and lose it later: verified revokes are read again.
        for case in self.cases_of_review(&review).await? {
            if !matches!(case.state, CaseState::Planned | CaseState::Released) {
                self.recheck_case(&case.id).await?;
            }
        }
        let lines = self.remediation(&review, &items).await?;
        all_settled(&lines)?;
        let cases = self.cases_of_review(&review).await?;
        let parts = parts_of(&cases);
        let decided: HashMap<u32, Moment> =
            items.iter().filter_map(|item| Some((item.item, item.decided.as_ref()?.at))).collect();
        let mut due = self.due(&items)?;
        let excepted = |due: &Due| {
            let its = |one: &KeptException| one.item == due.item && one.group == due.group;
            review.exceptions.iter().any(its)
        };
        due.retain(|one| !excepted(one));
        let read = due.iter().filter_map(|due| Some((due.item, parts.get(&place(&due.wish)?)?.0)));
        if let Some((item, at, read)) = read_too_early(&decided, read) {
            return Err(refused(
                CLOSE,
                &format!(
                    "Item {item} was decided at {at} and read back at {read}, which is earlier: the clock was set back in between."
                ),
                "Correct the clock, and make an exception for the item with a responsible owner.",
            ));
        }
        // Someone is responsible for each exception: it does not wait for the admin here.
        for case in self.cases_of_review(&review).await? {
            match case.state {
                CaseState::Open => drop(self.stop_case(&case.id).await?),
                CaseState::Planned => self.discard_case(&case.id).await?,
                _ => {}
            }
        }
        let (looked, at) = (review.clone(), self.0.clock.moment());
        let in_state = |state: RemediationState| {
            count(lines.iter().filter(|one| one.state == state).count() as u64)
        };
        let event = RecordEvent::ReviewClosed {
            review: review.named(),
            by: whoami(),
            items: review.items,
            verified: in_state(RemediationState::Verified),
            excepted: in_state(RemediationState::Excepted),
        };
        self.update_review(&review.id, move |now| {
            now.is_still(&looked)?;
            now.review.state = ReviewState::Closed;
            now.review.closed_at = Some(at);
            now.happened(&event)
        })
        .await?;
        self.review(review.id.as_str()).await
    }
}

fn all_settled(lines: &[RemediationLine]) -> Result<(), Problem> {
    let left: Vec<String> = lines
        .iter()
        .filter(|line| !is_settled(line))
        .map(|line| format!("{} · {} · {}", line.change, line.name, line.connection_name))
        .collect();
    match left.first() {
        None => Ok(()),
        Some(first) => Err(refused(
            CLOSE,
            &format!("{} are neither verified nor excepted, {first} among them.", left.len()),
            "Plan and run the revokes, or except each with an owner and a day.",
        )),
    }
}
