//! Closing the loop: two signatures, then what was revoked is taken away as a case, and what cannot
//! be is excepted with an owner and a day.

use super::deciding::frozen;
use super::shown::decision_body;
use super::{KeptException, Review, refused};
use crate::case::{Case, DecidedAbout, KeptPerson, Part, Residual, whoami};
use crate::change::Change;
use crate::home::Rollcall;
use crate::problem::Problem;
use crate::view::{
    CaseKind, CasePlan, CaseState, ExceptionKind, LineState, RemediationLine, RemediationState,
    ReviewException, ReviewState, ReviewView, SignOff,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan as _;
use rollcall_store::{AccountNow, AccountState, Decision, ReviewItem};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// Largest attached proof.
const PROOF: usize = 10 * 1024 * 1024;

const SIGN: &str = "Signing off failed.";
const EXCEPT: &str = "The exception was not kept.";
const CLOSE: &str = "Closing the review failed.";

/// What is to become of an item: the whole account, or one group.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) item: u32,
    /// Id of the group that is dropped.
    pub(super) group: Option<String>,
    pub(super) wish: Change,
    pub(super) change: String,
    pub(super) name: String,
    pub(super) connection: String,
    about: DecidedAbout,
}

/// What was verified and is otherwise by the last read.
pub(super) const AGAIN: &str = "It was verified, and the last read shows the access again.";

/// The access that was to go is there, as the app was read last.
fn is_there(wish: &Change, now: Option<&AccountNow>) -> bool {
    let Some(now) = now else { return false };
    match wish {
        Change::RemoveMember { group, .. } => now.groups.contains(group),
        _ => now.state == AccountState::Active,
    }
}

/// Connection, account and group of what a review takes away.
fn place(wish: &Change) -> Option<[&str; 3]> {
    match wish {
        Change::Deactivate { connection, user } => Some([connection, user, ""]),
        Change::RemoveMember { connection, group, users } => {
            users.first().map(|user| [connection.as_str(), user, group])
        }
        _ => None,
    }
}

/// The newest part about each place, with its case.
pub(super) fn parts_of(cases: &[Case]) -> HashMap<[&str; 3], (&Part, &Case)> {
    let mut parts = HashMap::new();
    for case in cases {
        for part in &case.parts {
            parts.extend(place(&part.wish).map(|place| (place, (part, case))));
        }
    }
    parts
}

fn is_settled(line: &RemediationLine) -> bool {
    matches!(line.state, RemediationState::Verified | RemediationState::Excepted)
}

impl Rollcall {
    /// A signature under all decisions; `second`: the second person's. The review is *signed* with
    /// both.
    ///
    /// # Errors
    /// While something is undecided or contradicted; when one person would sign twice.
    pub async fn sign_review(
        &self,
        review: &str,
        second: bool,
        name: &str,
        statement: &str,
    ) -> Result<ReviewView, Problem> {
        let mut review = self.open_review(review, SIGN).await?;
        let (name, statement) = (name.trim(), statement.trim());
        if name.is_empty() || statement.is_empty() {
            return Err(refused(SIGN, "A name and a statement belong to it.", "Write both."));
        }
        let id = review.id.clone();
        let counts =
            self.stored("Counting the decisions", move |store| store.review_counts(&id)).await?;
        let left = counts.items - counts.keep - counts.change - counts.revoke;
        if left > 0 {
            let why = format!("{left} of {} items are not decided.", counts.items);
            return Err(refused(SIGN, &why, "Decide them; undecided ones can be listed first."));
        }
        if !review.conflicts.is_empty() {
            let why = format!("{} items were decided both ways.", review.conflicts.len());
            return Err(refused(SIGN, &why, "Decide each of them once more."));
        }
        let role = if second { "second" } else { "reviewer" };
        let same = |one: &str| one.trim().to_lowercase() == name.to_lowercase();
        if !second && !review.reviewers.iter().any(|one| same(&one.name)) {
            let names: Vec<&str> = review.reviewers.iter().map(|one| one.name.as_str()).collect();
            return Err(refused(
                SIGN,
                &format!("{name} is no reviewer of it: {}.", names.join(", ")),
                "One of the reviewers signs first; anybody else may be the second.",
            ));
        }
        if second && review.sign_offs.iter().all(|one| one.role != "reviewer") {
            let why = "No reviewer has signed yet.";
            return Err(refused(SIGN, why, "The second signature comes after the reviewer's."));
        }
        let other = review.sign_offs.iter().find(|one| one.role != role);
        if other.is_some_and(|one| one.name.to_lowercase() == name.to_lowercase()) {
            return Err(refused(
                SIGN,
                &format!("{name} has signed already."),
                "The second signature is somebody else's.",
            ));
        }
        review.sign_offs.retain(|one| one.role != role);
        let at = self.0.clock.text();
        review.sign_offs.push(SignOff {
            role: role.to_owned(),
            name: name.to_owned(),
            statement: statement.to_owned(),
            at: at.clone(),
        });
        review.sign_offs.sort_by(|a, b| a.role.cmp(&b.role));
        if review.sign_offs.len() == 2 {
            review.state = ReviewState::Signed;
        }
        let told = json!({"role": role, "by": name, "statement": statement, "signed_at": at});
        self.keep_review(&review, Some(("review-signed", told))).await?;
        self.review(&review.id).await
    }

    /// Gives a review up before it is signed; what was frozen and decided stays on record.
    ///
    /// # Errors
    /// When it is not open.
    pub async fn discard_review(&self, review: &str) -> Result<(), Problem> {
        let mut review = self.open_review(review, "Discarding the review failed.").await?;
        review.state = ReviewState::Discarded;
        self.keep_review(&review, Some(("review-discarded", json!({"by": whoami()})))).await
    }

    /// Plans what was revoked and dropped and is not yet proven or excepted, after the apps were
    /// read anew. Who is not who was frozen any more is held back, now and whenever it is tried
    /// again. The case is confirmed and run as any other. A closed review of which something does
    /// not hold any more is open to it again.
    ///
    /// # Errors
    /// When it is not signed, or nothing is left to be done.
    pub async fn plan_review(&self, review: &str) -> Result<CasePlan, Problem> {
        const WHAT: &str = "Planning the revokes failed.";
        let mut review = self.kept_review(review).await?;
        self.to_be_closed(&mut review, WHAT).await?;
        for case in self.cases_of_review(&review).await? {
            match case.state {
                CaseState::Open => {
                    return Err(refused(
                        WHAT,
                        "The revokes are under way already.",
                        "Open their receipt; what is open there can be sent again.",
                    ));
                }
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
        let apps: BTreeSet<String> = due.iter().map(|one| one.connection.clone()).collect();
        // What is not complete now is planned all the same: each item is looked at live.
        self.read(&apps.into_iter().collect::<Vec<_>>()).await?;
        if due.is_empty() {
            let why = "Nothing is left to be taken away.";
            return Err(refused(WHAT, why, "Close the review."));
        }
        let mut case = Case::new(CaseKind::Review, format!("Revokes of {}", review.name));
        for (connection, profile) in self.connections_by_sessions().await? {
            let mine = due.iter().filter(|one| one.connection == connection.id);
            for one in mine {
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
        let plan = self.plan_case(case).await?;
        review.cases.push(plan.case_id.clone());
        let told = json!({"case": plan.case_id, "by": whoami(), "not_planned": plan.notes});
        self.keep_review(&review, Some(("review-revokes-planned", told))).await?;
        Ok(plan)
    }

    /// That a review is signed and not closed. One that was closed is taken up again where something
    /// of it does not hold any more.
    async fn to_be_closed(&self, review: &mut Review, what: &str) -> Result<(), Problem> {
        let (why, next) = match review.state {
            ReviewState::Signed => return Ok(()),
            ReviewState::Open => ("It is not signed off yet.", "Sign it off, both of you."),
            ReviewState::Discarded => ("It was discarded.", "Start a new review."),
            ReviewState::Closed => {
                let id = review.id.clone();
                let items = self
                    .stored("Listing the revokes", move |store| store.review_revoked(&id))
                    .await?;
                let lines = self.remediation(review, &items).await?;
                let open = lines.iter().filter(|line| !is_settled(line)).count();
                if open > 0 {
                    review.state = ReviewState::Signed;
                    review.closed_at = None;
                    let told = json!({"by": whoami(), "open": open});
                    return self.keep_review(review, Some(("review-reopened", told))).await;
                }
                ("It is closed, and all of it holds.", "Start a new review.")
            }
        };
        Err(refused(what, why, next))
    }

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
            match decided.decision {
                Decision::Revoke => all.push(Due {
                    item: item.item,
                    group: None,
                    wish: Change::Deactivate {
                        connection: item.connection_id.clone(),
                        user: item.account_id.clone(),
                    },
                    change: self.words_of(&item.connection_id, |words| words.deactivate.clone()),
                    name: now.name,
                    connection: item.connection_id.clone(),
                    about,
                }),
                Decision::Change => {
                    for id in decision_body(item).drop {
                        let name = now.groups.iter().find(|group| group.id == id);
                        let name = name.map_or(id.as_str(), |group| group.name.as_str());
                        let noun = self.words_of(&item.connection_id, |words| words.group.clone());
                        all.push(Due {
                            item: item.item,
                            change: format!("Leave {noun} {name}"),
                            wish: Change::RemoveMember {
                                connection: item.connection_id.clone(),
                                group: id.clone(),
                                users: vec![item.account_id.clone()],
                            },
                            group: Some(id),
                            name: now.name.clone(),
                            connection: item.connection_id.clone(),
                            about: about.clone(),
                        });
                    }
                }
                Decision::None | Decision::Keep => {}
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

    /// What became of each revoke and each dropped group.
    pub(super) async fn remediation(
        &self,
        review: &Review,
        items: &[ReviewItem],
    ) -> Result<Vec<RemediationLine>, Problem> {
        let due = self.due(items)?;
        let cases = self.cases_of_review(review).await?;
        let labels = self.labels().await;
        let parts = parts_of(&cases);
        let accounts: Vec<(String, String)> = due
            .iter()
            .filter_map(|one| place(&one.wish))
            .map(|[c, user, _]| (c.to_owned(), user.to_owned()))
            .collect();
        let now = self
            .stored("Looking at who is there now", move |store| store.accounts_now(&accounts))
            .await?;
        let lines = due.iter().zip(now).map(|(one, now)| {
            let exception = review
                .exceptions
                .iter()
                .find(|kept| kept.item == one.item && kept.group == one.group)
                .map(|kept| kept.exception.clone());
            let part = place(&one.wish).and_then(|place| parts.get(&place));
            let open = |words: &str| (RemediationState::Open, words.to_owned());
            let (state, words) = match part {
                None => (RemediationState::Waiting, String::new()),
                Some((_, case)) if case.state == CaseState::Released => {
                    open("Access was given back.")
                }
                Some((part, _)) => match part.state {
                    LineState::Verified => match part.checks.last() {
                        Some(check) if check.holds == Some(false) => {
                            open(&format!("Looked at again: {}.", check.found))
                        }
                        _ if is_there(&one.wish, now.as_ref()) => open(AGAIN),
                        _ => (RemediationState::Verified, part.words.clone()),
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

    /// Says who answers for a revoke that is not verified, and until when. `proof` is a file's name
    /// and bytes.
    ///
    /// # Errors
    /// Without an owner and a day, or when there is no such line.
    pub async fn except_item(
        &self,
        review: &str,
        item: u32,
        group: Option<&str>,
        exception: ReviewException,
        proof: Option<(String, Vec<u8>)>,
    ) -> Result<ReviewView, Problem> {
        let mut review = self.kept_review(review).await?;
        self.to_be_closed(&mut review, EXCEPT).await?;
        let id = review.id.clone();
        let items =
            self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
        let due = self.due(&items)?;
        if !due.iter().any(|one| one.item == item && one.group.as_deref() == group) {
            return Err(refused(
                EXCEPT,
                &format!("Nothing is to be taken away for item {item}."),
                "Look at the review's list of revokes.",
            ));
        }
        let lines = self.remediation(&review, &items).await?;
        let its = |line: &&RemediationLine| line.item == item && line.group.as_deref() == group;
        if lines.iter().filter(its).any(|line| line.state == RemediationState::Verified) {
            return Err(refused(
                EXCEPT,
                &format!("Item {item} is verified: its access was read to be gone."),
                "Nothing is left to be excepted of it.",
            ));
        }
        let exception = self.whole(exception, proof.as_ref())?;
        review.exceptions.retain(|one| one.item != item || one.group.as_deref() != group);
        let told = json!({"item": item, "group": group, "exception": exception});
        review.exceptions.push(KeptException {
            item,
            group: group.map(str::to_owned),
            exception,
            proof_base64: proof.map(|(_, bytes)| STANDARD.encode(bytes)),
        });
        self.keep_review(&review, Some(("review-excepted", told))).await?;
        self.review(&review.id).await
    }

    fn whole(
        &self,
        mut exception: ReviewException,
        proof: Option<&(String, Vec<u8>)>,
    ) -> Result<ReviewException, Problem> {
        let no = |why: &str, next: &str| Err(refused(EXCEPT, why, next));
        let today = self.today();
        let later = |day: &Option<String>| {
            day.as_ref()
                .is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok_and(|day| day >= today))
        };
        let longest = today.checked_add(1.year()).unwrap_or(today);
        let too_far =
            |day: &String| day.parse::<jiff::civil::Date>().is_ok_and(|day| day > longest);
        exception.owner = exception.owner.trim().to_owned();
        exception.note = exception.note.trim().to_owned();
        if exception.owner.is_empty() {
            return no("It has no owner.", "Name who answers for it.");
        }
        match exception.kind {
            ExceptionKind::Manual if !later(&exception.due) => {
                return no("It has no day that is still to come.", "Say by when it is done.");
            }
            ExceptionKind::Manual if exception.note.is_empty() && proof.is_none() => {
                return no(
                    "It has neither a note nor a proof.",
                    "Write what was done, or attach it.",
                );
            }
            ExceptionKind::Risk if !later(&exception.expires) => {
                return no("A risk has to expire.", "Say until which day it is taken.");
            }
            ExceptionKind::Risk if exception.expires.as_ref().is_some_and(too_far) => {
                return no("A risk is taken for a year at most.", "Take it anew by then.");
            }
            ExceptionKind::Risk if exception.note.is_empty() => {
                return no("A risk needs a note.", "Write why it is taken.");
            }
            _ => {}
        }
        if proof.is_some_and(|(_, bytes)| bytes.len() > PROOF) {
            return no("The proof is larger than 10 MB.", "Attach a smaller file.");
        }
        exception.proof = proof.map(|(name, _)| name.clone());
        exception.by = whoami();
        exception.at = self.0.clock.text();
        Ok(exception)
    }

    /// Closes a review of which every revoke is verified or excepted.
    ///
    /// # Errors
    /// With what is left.
    pub async fn close_review(&self, review: &str) -> Result<ReviewView, Problem> {
        let mut review = self.kept_review(review).await?;
        match review.state {
            ReviewState::Signed => {}
            ReviewState::Open => {
                return Err(refused(CLOSE, "It is not signed off.", "Sign it off, both of you."));
            }
            ReviewState::Closed => return self.review(&review.id).await,
            ReviewState::Discarded => {
                return Err(refused(CLOSE, "It was discarded.", "Start a new review."));
            }
        }
        let id = review.id.clone();
        let items =
            self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
        let lines = self.remediation(&review, &items).await?;
        let left: Vec<String> = lines
            .iter()
            .filter(|line| !is_settled(line))
            .map(|line| format!("{} {} in {}", line.change, line.name, line.connection_name))
            .collect();
        if let Some(first) = left.first() {
            return Err(refused(
                CLOSE,
                &format!("{} are neither verified nor excepted, {first} among them.", left.len()),
                "Plan and run the revokes, or except each with an owner and a day.",
            ));
        }
        // What is excepted is answered for by somebody: nothing of it waits for the admin here.
        for case in self.cases_of_review(&review).await? {
            match case.state {
                CaseState::Open => drop(self.stop_case(&case.id).await?),
                CaseState::Planned => self.discard_case(&case.id).await?,
                _ => {}
            }
        }
        review.state = ReviewState::Closed;
        review.closed_at = Some(self.0.clock.text());
        let told = json!({
            "by": whoami(), "items": review.items,
            "verified": lines.iter().filter(|one| one.state == RemediationState::Verified).count(),
            "excepted": lines.iter().filter(|one| one.state == RemediationState::Excepted).count(),
        });
        self.keep_review(&review, Some(("review-closed", told))).await?;
        self.review(&review.id).await
    }
}
