//! Who answers for a revoke that is not verified, and until when.

use super::remediation::Due;
use super::update::still_signed;
use super::{KeptException, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::no_day_ahead;
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::{
    ExceptionKind, NewException, RemediationLine, RemediationState, ReviewException, ReviewView,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::ToSpan as _;
use rollcall_store::GroupId;

/// Largest attached proof.
const PROOF: usize = 10 * 1024 * 1024;
const EXCEPT: &str = "The exception was not saved.";

impl Rollcall {
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
        exception: NewException,
        proof: Option<(String, Vec<u8>)>,
    ) -> Result<ReviewView, Problem> {
        let review = self.kept_review(review).await?;
        let review = self.to_be_closed(review, EXCEPT).await?;
        self.follows_all(&review, EXCEPT).await?;
        let id = review.id.clone();
        let items =
            self.stored("Listing the revokes", move |store| store.review_revoked(&id)).await?;
        let due = self.due(&items)?;
        // A membership is about one group: it need not be named, and a name does as well as an id.
        let mine: Vec<_> = due.iter().filter(|one| one.item == item).collect();
        let named = |wanted: &str| {
            let by_id = mine.iter().find(|one| one.group.as_ref().is_some_and(|id| *id == wanted));
            let same = |one: &&&Due| one.group_name.to_lowercase() == wanted.to_lowercase();
            by_id.or_else(|| mine.iter().find(same))
        };
        let meant = match (group, mine.as_slice()) {
            (Some(wanted), _) => named(wanted).copied(),
            (None, [only]) => Some(*only),
            (None, several) => several.iter().find(|one| one.group.is_none()).copied(),
        };
        let Some(meant) = meant else {
            let ids: Vec<&str> =
                mine.iter().filter_map(|one| one.group.as_ref().map(GroupId::as_str)).collect();
            return Err(match ids.as_slice() {
                [] => refused(
                    EXCEPT,
                    &format!("Item {item} has nothing to remove."),
                    "Check the review's list of revokes.",
                ),
                ids => refused(
                    EXCEPT,
                    &format!("Item {item} drops several groups: {}.", ids.join(", ")),
                    "Name one of them.",
                ),
            });
        };
        let group = meant.group.clone();
        let lines = self.remediation(&review, &items).await?;
        let its = |line: &&RemediationLine| line.item == item && line.group == group;
        if lines.iter().filter(its).any(|line| line.state == RemediationState::Verified) {
            return Err(refused(
                EXCEPT,
                &format!("Item {item} is verified: a read showed that its access is gone."),
                "This item needs no exception.",
            ));
        }
        let exception = self.whole(exception, proof.as_ref())?;
        let (of_group, excepted) = (group.clone(), exception.clone());
        let new = KeptException {
            item,
            group,
            exception,
            proof_base64: proof.map(|(_, bytes)| STANDARD.encode(bytes)),
        };
        self.update_review(&review.id, move |now| {
            still_signed(&now.review, EXCEPT)?;
            now.review.exceptions.retain(|one| one.item != item || one.group != new.group);
            now.review.exceptions.push(new);
            now.happened(&RecordEvent::ReviewExcepted {
                review: now.review.named(),
                item,
                group: of_group,
                exception: excepted,
            })
        })
        .await?;
        self.review(review.id.as_str()).await
    }

    fn whole(
        &self,
        mut exception: NewException,
        proof: Option<&(String, Vec<u8>)>,
    ) -> Result<ReviewException, Problem> {
        let no = |why: &str, next: &str| Err(refused(EXCEPT, why, next));
        let today = self.0.clock.today();
        let longest = today.checked_add(1.year()).unwrap_or(today);
        let too_far =
            |day: &String| day.parse::<jiff::civil::Date>().is_ok_and(|day| day > longest);
        exception.owner = exception.owner.trim().to_owned();
        exception.note = exception.note.trim().to_owned();
        if exception.owner.is_empty() {
            return no("The exception has no owner.", "Name the person responsible for it.");
        }
        let day = match exception.kind {
            ExceptionKind::Manual => &exception.due,
            ExceptionKind::Risk => &exception.expires,
        };
        if let Some((why, next)) = day.as_ref().and_then(|day| no_day_ahead(day, today)) {
            return no(&why, next);
        }
        match exception.kind {
            ExceptionKind::Manual if exception.due.is_none() => {
                return no(
                    "The exception has no date in the future.",
                    "Enter the date by which the access will be removed.",
                );
            }
            ExceptionKind::Manual if exception.note.is_empty() && proof.is_none() => {
                return no(
                    "The exception has neither a note nor a proof.",
                    "Describe what was done, or attach a proof.",
                );
            }
            ExceptionKind::Risk if exception.expires.is_none() => {
                return no(
                    "An accepted risk needs an end date.",
                    "Enter the date until which it is \
                accepted.",
                );
            }
            ExceptionKind::Risk if exception.expires.as_ref().is_some_and(too_far) => {
                return no(
                    "A risk is accepted for one year at most.",
                    "Accept the risk again then.",
                );
            }
            ExceptionKind::Risk if exception.note.is_empty() => {
                return no("A risk needs a note.", "Explain why it is accepted.");
            }
            _ => {}
        }
        if proof.is_some_and(|(_, bytes)| bytes.len() > PROOF) {
            return no("The proof is larger than 10 MB.", "Attach a smaller file.");
        }
        let NewException { kind, owner, due, expires, note } = exception;
        let proof = proof.map(|(name, _)| name.clone());
        let (by, at) = (whoami(), self.0.clock.moment());
        Ok(ReviewException { kind, owner, due, expires, note, proof, by, at })
    }
}
