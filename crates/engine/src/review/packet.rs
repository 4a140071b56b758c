//! The packet: one page that a reviewer without Rollcall opens, offline, and whose answers come back
//! as a file that is bound to it.

use super::answers::{Looked, look_at};
use super::deciding::{Wish, frozen, keep_needs_reason, reviewer};
use super::update::still_open;
use super::{KeptPacket, Review, refused};
use crate::case::whoami;
use crate::core::Rollcall;
use crate::core::clock::in_zone_and_utc;
use crate::problem::Problem;
use crate::problem::failure::internal;
use crate::record::event::RecordEvent;
use crate::view::ReviewDecision;
use rollcall_store::{GroupId, ReviewId, ReviewItem};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

const WHAT: &str = "The answers were not imported.";

impl Rollcall {
    /// The page of one reviewer, with their items alone. A reviewer who has one already gets a new one;
    /// answers to either are imported, once.
    ///
    /// # Errors
    /// When the review is not open, or the reviewer has nothing to decide.
    pub async fn review_packet(&self, review: &str, of: u32) -> Result<String, Problem> {
        self.review_packet_to(review, of, "").await
    }

    /// The same; `send_to` is where the answers go, an address or a place as people know it.
    ///
    /// # Errors
    /// As [`Rollcall::review_packet`].
    pub async fn review_packet_to(
        &self,
        review: &str,
        of: u32,
        send_to: &str,
    ) -> Result<String, Problem> {
        const WHAT: &str = "The packet was not created.";
        let review = self.open_review(review, WHAT).await?;
        let by = reviewer(&review, of, WHAT)?;
        let id = review.id.clone();
        let items = self.stored("Listing the items", move |store| store.review_items(&id)).await?;
        let mut mine = Vec::new();
        for item in items.iter().filter(|item| item.reviewer == of) {
            let one = frozen(item)?;
            let app = review.connections.iter().find(|app| app.id == item.connection_id);
            mine.push(json!({
                "item": item.item, "name": one.name, "title": one.title,
                "user_name": one.user_name, "email": one.email, "active": one.active,
                "app": app.map_or("", |app| app.name.as_str()),
                "privileged": one.privileged, "role": one.role, "groups": one.groups, "group": one.group,
                "list": list_words(&one), "since_last": one.since_last,
                "reason_to_keep": keep_needs_reason(&one).is_some(),
            }));
        }
        if mine.is_empty() {
            let why = format!("{} has nothing to decide.", by.name);
            return Err(refused(WHAT, &why, "Choose another reviewer."));
        }
        let mut blind = Vec::new();
        for connection in &review.connections {
            if let Ok(profile) = self.profile(&connection.provider) {
                blind.extend(
                    profile.words.hidden.iter().map(|one| format!("{}: {one}", connection.name)),
                );
            }
        }
        let data = json!({
            "format": "rollcall-packet/1",
            "review": {"id": review.id, "name": review.name},
            "population_sha256": review.population_sha256,
            "reviewer": {"number": by.number, "name": by.name, "email": by.email, "why": by.why},
            "by": whoami(), "due": review.due, "zone": review.zone, "send": send_words(send_to),
            "frozen_at": review.frozen_at,
            "granularity": review.request.granularity, "blind_spots": blind, "items": mine, "at": self.0.clock.moment(),
        });
        let text = serde_json_canonicalizer::to_string(&data)
            .map_err(|error| internal(WHAT, &error.to_string()))?;
        let sha256 = hex::encode(Sha256::digest(&text));
        let packet = KeptPacket {
            sha256: sha256.clone(),
            reviewer: of,
            at: self.0.clock.moment(),
            answered_at: None,
            answered_by: None,
        };
        let (packet_sha256, reviewer) = (sha256.clone(), by.name);
        let items = crate::text::count(mine_count(&data) as u64);
        self.update_review(&review.id, move |now| {
            still_open(&now.review, WHAT)?;
            now.review.packets.push(packet);
            let review = now.review.named();
            now.happened(&RecordEvent::ReviewHandedOut { review, packet_sha256, reviewer, items })
        })
        .await?;
        Ok(super::packet_page::page(&data, &text, &sha256))
    }
}

/// Where the file of answers goes.
fn send_words(send_to: &str) -> String {
    match send_to.trim() {
        "" => format!("Send the file back to {}, who sent you this page.", whoami()),
        place => format!("Send the file to {place}."),
    }
}

fn mine_count(data: &serde_json::Value) -> usize {
    data["items"].as_array().map_or(0, Vec::len)
}

fn list_words(one: &super::frozen::FrozenItem) -> String {
    use crate::view::ListState;
    let day = one.list_day.as_deref().unwrap_or_default();
    let words = match one.list {
        ListState::NoList => "–".to_owned(),
        ListState::NotListed => "Not listed".to_owned(),
        ListState::Employed => "Employed".to_owned(),
        ListState::NotStarted => format!("Starts {day}"),
        ListState::Left => format!("Left {day}"),
        ListState::NotKnown => "Not known".to_owned(),
    };
    words.trim_end().to_owned()
}

#[derive(Deserialize)]
struct File<'a> {
    format: String,
    review: ReviewId,
    population_sha256: String,
    packet_sha256: String,
    reviewer: u32,
    #[serde(default)]
    name: String,
    answers_sha256: String,
    #[serde(borrow)]
    answers: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    item: u32,
    decision: ReviewDecision,
    drop: Vec<GroupId>,
    reason: String,
    ms: u32,
}

/// Whether a file is one that a packet saved, and no table.
pub(super) fn is_packet_file(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// What the answers to a packet would set, and the packet's hash.
pub(super) fn read(
    review: &Review,
    items: &[ReviewItem],
    by: u32,
    bytes: &[u8],
    today: &str,
) -> Result<(Looked, String), Problem> {
    let no = |why: &str, next: &str| refused(WHAT, why, next);
    let mend = "Ask the reviewer to send the file again, exactly as the page saved it.";
    let file: File<'_> = serde_json::from_slice(bytes)
        .map_err(|error| no(&format!("The file was not saved by a packet: {error}."), mend))?;
    if file.format != "rollcall-answers/1" {
        return Err(no("The file was not saved by a packet.", mend));
    }
    if file.review != review.id || file.population_sha256 != review.population_sha256 {
        return Err(no("The file answers another review.", "Import it into that review."));
    }
    let packet = review.packets.iter().find(|one| one.sha256 == file.packet_sha256);
    let Some(packet) = packet else {
        return Err(no(
            "No packet of this review has the hash that the file names.",
            "Hand out a new packet.",
        ));
    };
    if packet.reviewer != file.reviewer || file.reviewer != by {
        let whose = review.reviewers.iter().find(|one| one.number == packet.reviewer);
        let whose = whose.map_or("someone else", |one| one.name.as_str());
        return Err(no(
            &format!("The packet was for {whose}, who is reviewer {}.", packet.reviewer),
            "Import it as that reviewer's answers.",
        ));
    }
    if let Some(at) = &packet.answered_at {
        return Err(no(
            &format!(
                "This packet was already answered, at {}.",
                in_zone_and_utc(*at, &review.zone)
            ),
            "Hand out a new packet to change what was answered.",
        ));
    }
    let text = file.answers.get();
    if hex::encode(Sha256::digest(text)) != file.answers_sha256 {
        return Err(no("The answers in the file were altered after they were saved.", mend));
    }
    let answers: Vec<Answer> = serde_json::from_str(text)
        .map_err(|error| no(&format!("The answers in the file cannot be read: {error}."), mend))?;
    let wishes = (1u32..).zip(answers).map(|(row, one)| {
        let mine = items.iter().find(|item| item.item == one.item && item.reviewer == by);
        let wish = Wish {
            item: one.item,
            decision: Some(one.decision),
            drop: match one.decision {
                ReviewDecision::Change => one.drop,
                _ => Vec::new(),
            },
            reason: one.reason.trim().to_owned(),
            ms: one.ms,
        };
        (row, mine, wish)
    });
    let by = reviewer(review, by, WHAT)?;
    let mut looked = look_at(wishes, &by, review)?;
    let mine = items.iter().filter(|item| item.reviewer == by.number).count();
    let listed = looked.look.lines.len() + looked.look.rejected.len();
    looked.look.left =
        crate::text::count(mine.saturating_sub(listed) as u64).saturating_sub(looked.look.already);
    looked.look.signed_by = Some(file.name.trim().to_owned());
    looked.look.late = review.due.as_deref().is_some_and(|due| due < today);
    Ok((looked, file.packet_sha256))
}
