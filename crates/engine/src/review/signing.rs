//! The signatures: each reviewer's under the own part, the admin's statement where answers came from
//! files, and the second signer's over all parts. A signer confirms a sentence that is computed.

use super::facts::{Counted, counted, facts, sentence};
use super::names::{against_second, folded};
use super::to_view::decision_body;
use super::update::{LOOKS, still_open};
use super::{KeptReviewer, Review, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::{end_of, zone_of};
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::{
    ReviewState, ReviewView, SecondSigner, SignAsked, SignOff, SignOffLook, SignPart, SignRequest,
    SignRole,
};
use rollcall_store::{Decision, Moment, ReviewItem};

const SIGN: &str = "Signing off failed.";

impl Rollcall {
    /// What there is to sign: the part of each reviewer, and all of them.
    ///
    /// # Errors
    /// [`crate::ProblemCode::NotFound`] for the review.
    pub async fn sign_off(&self, review: &str) -> Result<SignOffLook, Problem> {
        let review = self.kept_review(review).await?;
        let items = self.items_of(&review).await?;
        to_sign(&review, &items)
    }

    /// A signature under a part, or the second signer's over all of them. With that one the review is
    /// *signed*.
    ///
    /// # Errors
    /// While something of it is undecided or contradicted; when the confirmed sentence is not the one
    /// that holds; when one person would sign twice.
    pub async fn sign_review(
        &self,
        review: &str,
        wanted: SignRequest,
    ) -> Result<ReviewView, Problem> {
        let name = wanted.name.split_whitespace().collect::<Vec<_>>().join(" ");
        for _ in 0..LOOKS {
            let review = self.open_review(review, SIGN).await?;
            if name.is_empty() {
                return Err(refused(
                    SIGN,
                    "The signature has no name.",
                    "Enter the name of the signer.",
                ));
            }
            let sign = self.signature(&review, &name, &wanted).await?;
            let looked = review.clone();
            let signed = self.update_review_unless_changed(&review.id, move |now| {
                // The sentence is about the decisions as they were read.
                now.is_still(&looked)?;
                put_under(&mut now.review, sign.clone());
                now.happened(&recorded(&now.review, &sign))
            });
            if let Some(review) = signed.await? {
                return self.review(review.id.as_str()).await;
            }
        }
        let why = "Another action changed the review at the same time.";
        Err(refused(SIGN, why, "Read the current sentence, and confirm that one."))
    }

    /// The signature that is wanted, checked against what there is to sign.
    async fn signature(
        &self,
        review: &Review,
        name: &str,
        wanted: &SignRequest,
    ) -> Result<SignOff, Problem> {
        self.follows_all(review, SIGN).await?;
        let items = self.items_of(review).await?;
        let look = to_sign(review, &items)?;
        let sign = match wanted.role {
            SignRole::Second => second(review, &look, name, wanted)?,
            SignRole::Reviewer | SignRole::Import => part(review, &look, name, wanted)?,
        };
        if wanted.confirms.trim() != sign.statement {
            return Err(refused(
                SIGN,
                &format!(
                    "The confirmed sentence is not the one to sign, which is “{}”.",
                    sign.statement
                ),
                "Read the current sentence, and confirm that one.",
            ));
        }
        let user = whoami();
        Ok(SignOff {
            identified: identified(&user, name, wanted.asked),
            user,
            at: self.0.clock.moment(),
            ..sign
        })
    }

    /// Gives a review up before it is signed; what was frozen and decided stays on record.
    ///
    /// # Errors
    /// When it is not open.
    pub async fn discard_review(&self, review: &str) -> Result<(), Problem> {
        const DISCARD: &str = "Discarding the review failed.";
        let review = self.open_review(review, DISCARD).await?;
        self.update_review(&review.id, |now| {
            still_open(&now.review, DISCARD)?;
            now.review.state = ReviewState::Discarded;
            let review = now.review.named();
            now.happened(&RecordEvent::ReviewDiscarded { review, by: whoami() })
        })
        .await
        .map(drop)
    }
}

/// Puts a signature under its part, in place of an earlier one. With the second one the review is
/// *signed*.
fn put_under(review: &mut Review, sign: SignOff) {
    review.sign_offs.retain(|one| one.reviewer != sign.reviewer);
    if sign.reviewer.is_some() {
        // The second signature is over the parts as they were signed then.
        review.sign_offs.retain(|one| one.reviewer.is_some());
    } else {
        review.state = ReviewState::Signed;
    }
    review.sign_offs.push(sign);
    review.sign_offs.sort_by_key(|one| one.reviewer.unwrap_or(u32::MAX));
}

/// A signature as the record has it.
fn recorded(review: &Review, sign: &SignOff) -> RecordEvent {
    RecordEvent::ReviewSigned {
        review: review.named(),
        role: sign.role,
        reviewer: sign.reviewer,
        by: sign.name.clone(),
        user: sign.user.clone(),
        statement: sign.statement.clone(),
        facts: sign.facts.clone(),
        instead_of: sign.instead_of.clone(),
        reason: sign.reason.clone(),
        signed_at: sign.at,
    }
}

/// How the signer is known, and whether the statement was put to them. Pure.
fn identified(user: &str, name: &str, asked: SignAsked) -> String {
    let who = format!("This computer's user “{user}”, and the name “{name}” as given.");
    match asked {
        SignAsked::Confirmed => who,
        SignAsked::PrintedOnly => {
            format!("{who} The command line printed the statement and asked nothing.")
        }
    }
}

/// What there is to sign of a review. Pure.
fn to_sign(review: &Review, items: &[ReviewItem]) -> Result<SignOffLook, Problem> {
    let mut all = Vec::with_capacity(items.len());
    // The due day is one of the computer's where the review was frozen.
    let due = review.due.as_ref().and_then(|due| due.parse().ok());
    let ends = due.zip(zone_of(&review.zone)).and_then(|(due, zone)| end_of(due, &zone));
    for item in items {
        let late = |at: Moment| ends.is_some_and(|ends| at.timestamp() >= ends);
        all.push((item.reviewer, counted_item(item, late)?));
    }
    let open = |part: u32| {
        let of = items.iter().zip(&all).filter(|(item, _)| item.reviewer == part);
        let in_conflict = |item: u32| review.conflicts.iter().any(|one| one.item == item);
        let left =
            of.filter(|(item, (_, one))| one.decision == Decision::None || in_conflict(item.item));
        crate::text::count(left.count() as u64)
    };
    let mut parts = Vec::new();
    for who in &review.reviewers {
        let mine = || all.iter().filter(|(part, _)| *part == who.number);
        if mine().next().is_none() {
            continue;
        }
        let imported = mine().all(|(_, one)| one.imported && one.decision != Decision::None);
        let facts = facts(mine().map(|(_, one)| *one));
        parts.push(SignPart {
            reviewer: who.number,
            name: who.name.clone(),
            role: if imported { SignRole::Import } else { SignRole::Reviewer },
            left: open(who.number),
            statement: format!("{}.", sentence(&facts)),
            import_statement: match imported {
                true => format!(
                    "Answers of {} were imported from files; {} did not sign here. {}.",
                    who.name,
                    who.name,
                    sentence(&facts)
                ),
                false => String::new(),
            },
            facts,
            signed: review.sign_offs.iter().find(|one| one.reviewer == Some(who.number)).cloned(),
        });
    }
    let whole = facts(all.iter().map(|(_, one)| *one));
    Ok(SignOffLook {
        second: SecondSigner {
            named: review.second.clone(),
            statement: second_statement(&sentence(&whole), &parts),
            facts: whole,
            waits_for: parts
                .iter()
                .filter(|part| part.signed.is_none())
                .map(|part| part.name.clone())
                .collect(),
        },
        parts,
    })
}

fn counted_item(item: &ReviewItem, late: impl Fn(Moment) -> bool) -> Result<Counted, Problem> {
    let list = super::deciding::frozen(item)?.list;
    let (decision, at) = match &item.decided {
        Some(decided) => (decided.decision, Some(decided.at)),
        None => (Decision::None, None),
    };
    let late = decision != Decision::None && at.is_some_and(late);
    Ok(counted(decision, &decision_body(item), item, list, late))
}

/// "75 decisions: … . Signed by Priya Nair; answers of Carla Mendes were imported."
fn second_statement(sentence: &str, parts: &[SignPart]) -> String {
    let of = |role: SignRole| -> Vec<&str> {
        let its = |sign: &SignOff| sign.role == role;
        let mine = parts.iter().filter(|part| part.signed.as_ref().is_some_and(its));
        mine.map(|part| part.name.as_str()).collect()
    };
    let (signed, imported) = (of(SignRole::Reviewer), of(SignRole::Import));
    let mut text = format!("{sentence}.");
    if !signed.is_empty() {
        text.push_str(&format!(" Signed by {}.", signed.join(", ")));
    }
    if !imported.is_empty() {
        text.push_str(&format!(" Imported, not signed here: answers of {}.", imported.join(", ")));
    }
    text
}

/// The signature under one part.
fn part(
    review: &Review,
    look: &SignOffLook,
    name: &str,
    wanted: &SignRequest,
) -> Result<SignOff, Problem> {
    let by_name = |one: &&KeptReviewer| folded(&one.name) == folded(name);
    let number = match wanted.reviewer {
        Some(number) => Some(number),
        None if wanted.role == SignRole::Reviewer => {
            let has_part =
                |one: &&KeptReviewer| look.parts.iter().any(|p| p.reviewer == one.number);
            let mut mine = review.reviewers.iter().filter(by_name);
            mine.clone().find(has_part).or_else(|| mine.next()).map(|one| one.number)
        }
        None => None,
    };
    let names: Vec<String> =
        review.reviewers.iter().map(|one| format!("{} {}", one.number, one.name)).collect();
    let who = number.and_then(|number| review.reviewers.iter().find(|one| one.number == number));
    let Some(who) = who else {
        return Err(match wanted.role {
            SignRole::Import => refused(
                SIGN,
                "The statement does not say whose answers were imported.",
                &format!("Name the reviewer by number: {}.", names.join(", ")),
            ),
            _ => refused(
                SIGN,
                &format!("{name} is not a reviewer of this review: {}.", names.join(", ")),
                "Each reviewer signs their own part; anyone else may be the second signer.",
            ),
        });
    };
    if wanted.role == SignRole::Reviewer && folded(&who.name) != folded(name) {
        return Err(refused(
            SIGN,
            &format!("This part is {}'s, and {name} is a different name.", who.name),
            "Each reviewer signs their own part, with the name that the review has for them.",
        ));
    }
    let Some(part) = look.parts.iter().find(|part| part.reviewer == who.number) else {
        let why = format!("{} has nothing to decide.", who.name);
        return Err(refused(SIGN, &why, "This reviewer has nothing to sign."));
    };
    if part.left > 0 {
        let why = format!(
            "{} of {}'s items are undecided or have contradictory decisions.",
            part.left, who.name
        );
        return Err(refused(SIGN, &why, "Decide them. The list can show only undecided items."));
    }
    let statement = match wanted.role {
        SignRole::Import if part.role != SignRole::Import => {
            return Err(refused(
                SIGN,
                &format!("Not all decisions of {} came from files.", who.name),
                "Have this reviewer sign, or hand the items over.",
            ));
        }
        SignRole::Import => part.import_statement.clone(),
        _ => part.statement.clone(),
    };
    Ok(SignOff {
        role: wanted.role,
        reviewer: Some(who.number),
        name: name.to_owned(),
        statement,
        facts: part.facts.clone(),
        ..SignOff::default()
    })
}

/// The signature over all parts.
fn second(
    review: &Review,
    look: &SignOffLook,
    name: &str,
    wanted: &SignRequest,
) -> Result<SignOff, Problem> {
    if !look.second.waits_for.is_empty() {
        let why = format!("These parts are not signed yet: {}.", look.second.waits_for.join(", "));
        return Err(refused(SIGN, &why, "The second signature comes after all parts are signed."));
    }
    let signers: Vec<&str> = review
        .sign_offs
        .iter()
        .filter(|one| one.reviewer.is_some())
        .map(|one| one.name.as_str())
        .collect();
    let named = review.second.as_deref();
    if let Some((why, next)) = against_second(named, &signers, name, &wanted.reason) {
        return Err(refused(SIGN, &why, next));
    }
    let is_named = named.is_some_and(|named| folded(named) == folded(name));
    Ok(SignOff {
        role: SignRole::Second,
        reviewer: None,
        name: name.to_owned(),
        statement: look.second.statement.clone(),
        facts: look.second.facts.clone(),
        instead_of: (!is_named).then(|| review.second.clone().unwrap_or_default()),
        reason: match wanted.reason.trim() {
            _ if is_named => String::new(),
            // Only where nobody was named at the start: the evidence says that nothing was given.
            "" => "No reason was given.".to_owned(),
            reason => reason.to_owned(),
        },
        ..SignOff::default()
    })
}
