//! Do the files say what the record says? The record's head is kept elsewhere; this is what ties every
//! file to it.

use crate::canon::Json;
use crate::facts::Facts;
use crate::files::{Files, is};
use crate::integrity::Manifest;
use crate::record::{Content, Entry};
use crate::report::{About, Report};

const ABOUT: About = About::Integrity;

pub(crate) fn check(
    facts: &Facts<'_>,
    files: &Files<'_>,
    entries: &[Entry<'_>],
    manifest: Option<&Manifest>,
    report: &mut Report,
) {
    let id = Some(facts.review.id.as_str());
    let own: Vec<&Content<'_>> = entries
        .iter()
        .filter_map(|entry| entry.content.as_ref())
        .filter(|content| content.body.text("review") == id)
        .collect();
    frozen(facts, &own, report);
    decided(facts, &own, report);
    answered_for(facts, &own, report);
    by_hand(facts, files, entries, &own, report);
    packed(id, entries, manifest, report);
}

/// Each signature and each exception was put on record when it was given.
fn answered_for(facts: &Facts<'_>, own: &[&Content<'_>], report: &mut Report) {
    let mut faults = Vec::new();
    for one in &facts.review.sign_offs {
        let its = |content: &&&Content<'_>| {
            content.kind == "review-signed"
                && content.body.text("role") == Some(one.role.as_str())
                && content.body.text("by") == Some(one.name.as_str())
                && content.body.text("user").unwrap_or_default() == one.user
                && content.body.text("statement") == Some(one.statement.as_str())
        };
        if own.iter().find(its).is_none() {
            faults.push(format!("the signature of {} as {} is not on record", one.name, one.role));
        }
    }
    for line in &facts.lines {
        let Some(kept) = &line.exception else { continue };
        let its = |content: &&&Content<'_>| {
            content.kind == "review-excepted"
                && content.body.number("item") == Some(line.item)
                && content.body.text("group") == line.group.as_deref()
        };
        let newest = own.iter().rev().find(its).and_then(|content| content.body.get("exception"));
        let same = newest.is_some_and(|content| {
            content.text("owner") == Some(kept.owner.as_str())
                && content.text("note") == Some(kept.note.as_str())
                && content.text("kind") == Some(kept.kind.as_str())
                && content.text("due") == kept.due.as_deref()
                && content.text("expires") == kept.expires.as_deref()
        });
        if !same {
            faults.push(format!("the exception of item {} is not the one on record", line.item));
        }
    }
    report.check(ABOUT, "signatures and exceptions are those of the record", faults);
}

/// Each hand-over, and each tick of residual access, was put on record.
fn by_hand(
    facts: &Facts<'_>,
    files: &Files<'_>,
    entries: &[Entry<'_>],
    own: &[&Content<'_>],
    report: &mut Report,
) {
    let mut faults = Vec::new();
    for one in &facts.review.hand_overs {
        let its = |content: &&&Content<'_>| {
            content.kind == "review-handed-over"
                && content.body.get("to").and_then(|to| to.number("number")) == Some(one.to)
                && content.body.text("reason") == Some(one.reason.as_str())
                && content.body.list("items").iter().any(|item| is_number(item, one.item))
        };
        if own.iter().find(its).is_none() {
            faults.push(format!("the hand-over of item {} is not on record", one.item));
        }
    }
    for line in files.residual.list("lines") {
        let its = |content: &&Content<'_>| {
            content.kind == "residual-ticked"
                && content.body.text("case") == line.text("case")
                && content.body.number("line") == line.number("line")
        };
        let ticks = entries.iter().rev().filter_map(|entry| entry.content.as_ref());
        let newest = ticks.into_iter().find(|content| its(content)).map(|content| &content.body);
        let done = newest.is_some_and(|tick| is(tick, "done"));
        let is_done = line.text("done_at").is_some();
        let same = match newest {
            None => !is_done,
            Some(tick) => {
                done == is_done
                    && tick.text("note") == line.text("note")
                    && (!done || tick.text("by") == line.text("done_by"))
                    && tick.text("text") == line.text("text")
            }
        };
        if !same {
            let what = line.text("text").unwrap_or_default();
            faults.push(format!("residual access “{what}” is ticked differently on record"));
        }
    }
    report.check(ABOUT, "hand-overs and residual access are those of the record", faults);
}

fn is_number(json: &Json<'_>, number: u64) -> bool {
    matches!(json, Json::Number(it) if *it == number as f64)
}

/// The newest entry says that this pack was made, with the hash over its files: a reader who kept
/// the head elsewhere kept that.
fn packed(
    id: Option<&str>,
    entries: &[Entry<'_>],
    manifest: Option<&Manifest>,
    report: &mut Report,
) {
    let what = "the files are those of the newest entry of the record";
    let Some(manifest) = manifest else {
        report.cannot(ABOUT, what, "the manifest cannot be read");
        return;
    };
    let newest = entries.last().and_then(|entry| entry.content.as_ref());
    let of_pack = newest
        .filter(|content| content.kind == "review-packed" && content.body.text("review") == id);
    let faults = match of_pack.map(|content| content.body.text("files_sha256")) {
        None => vec!["the newest entry does not say that this pack was made".to_owned()],
        Some(hash) if hash != Some(manifest.files_sha256().as_str()) => {
            vec!["a file was altered after the pack was put on record".to_owned()]
        }
        Some(_) => Vec::new(),
    };
    report.check(ABOUT, what, faults);
}

fn frozen(facts: &Facts<'_>, own: &[&Content<'_>], report: &mut Report) {
    let mut faults = Vec::new();
    match own.iter().find(|content| content.kind == "review-started") {
        None => faults.push("no entry says that the population was frozen".to_owned()),
        Some(content) => {
            let review = &facts.review;
            if content.body.text("population_sha256") != Some(review.population_sha256.as_str()) {
                faults.push("another population was frozen than review.json says".to_owned());
            }
            if content.body.number("items") != Some(review.items) {
                faults.push("another number of items was frozen than review.json says".to_owned());
            }
        }
    }
    report.check(ABOUT, "the population is the one of the record", faults);
}

/// Item, decision and dropped groups of each, in the order in which they were made.
fn decided(facts: &Facts<'_>, own: &[&Content<'_>], report: &mut Report) {
    let content: Vec<(Option<u64>, &str, Vec<&str>)> = own
        .iter()
        .filter(|content| content.kind == "review-decided")
        .flat_map(|content| content.body.list("decisions"))
        .map(|one| {
            let decision = one.text("decision").unwrap_or("none");
            (one.number("item"), decision, dropped(decision, one.list("drop")))
        })
        .collect();
    let mut faults = Vec::new();
    for (one, (item, decision, drop)) in facts.decisions.iter().zip(&content) {
        let same = Some(one.item) == *item
            && one.decision == *decision
            && one.drop.iter().map(String::as_str).eq(drop.iter().copied());
        if !same {
            let item = item.map_or_else(|| "?".to_owned(), |item| item.to_string());
            faults.push(format!(
                "item {} {} in decisions.json is item {item} {decision} in the record",
                one.item, one.decision
            ));
        }
    }
    if facts.decisions.len() != content.len() {
        faults.push(format!(
            "decisions.json has {} and the record {}",
            facts.decisions.len(),
            content.len()
        ));
    }
    let what = format!("{} decisions are those of the record", facts.decisions.len());
    report.check(ABOUT, &what, faults);
}

fn dropped<'a>(decision: &str, groups: &'a [Json<'_>]) -> Vec<&'a str> {
    if decision != "change" {
        return Vec::new();
    }
    let text = |group: &'a Json<'_>| match group {
        Json::Text(id) => Some(&**id),
        _ => None,
    };
    groups.iter().filter_map(text).collect()
}
