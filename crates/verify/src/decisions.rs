//! Do the decisions cover the population, and might those who made them?

use crate::facts::{Facts, Item};
use crate::integrity::Manifest;
use crate::moment::moment;
use crate::report::{About, Report};
use foldhash::HashMap;
use std::borrow::Cow;

const ABOUT: About = About::Completeness;

pub(crate) fn check(facts: &Facts<'_>, manifest: Option<&Manifest>, report: &mut Report) {
    let items: HashMap<u64, &Item<'_>> =
        facts.population.items.iter().map(|item| (item.item, item)).collect();
    let last = facts.last_decisions();
    let mut faults = Vec::new();
    for item in &facts.population.items {
        match last.get(&item.item).map(|one| &*one.decision) {
            Some("keep" | "change" | "revoke") => {}
            Some(other) => faults.push(format!("item {}: “{other}” counts", item.item)),
            None => faults.push(format!("item {} was not decided", item.item)),
        }
    }
    let what = format!("every item was decided: {}", facts.population.items.len());
    report.check(ABOUT, &what, faults);
    each(facts, &items, manifest, report);
    signatures(facts, report);
}

fn each(
    facts: &Facts<'_>,
    items: &HashMap<u64, &Item<'_>>,
    manifest: Option<&Manifest>,
    report: &mut Report,
) {
    let frozen_at = moment(&facts.review.frozen_at);
    let mut faults = Vec::new();
    let mut own = Vec::new();
    if frozen_at.is_none() {
        faults.push("review.json does not say when the population was frozen".to_owned());
    }
    for one in &facts.decisions {
        let Some(item) = items.get(&one.item) else {
            faults.push(format!("item {} is not in the population", one.item));
            continue;
        };
        let number = one.item;
        let reasoned = !one.reason.trim().is_empty();
        match &*one.decision {
            "none" => {}
            "keep" if item.privileged && !reasoned => {
                faults.push(format!("item {number}: privileged access is kept without a reason"));
            }
            "keep" => {}
            "change" | "revoke" if !reasoned => {
                faults.push(format!("item {number}: {} without a reason", one.decision));
            }
            "change" if facts.review.scope.by_membership() => {
                faults.push(format!("item {number}: a change, where memberships are decided"));
            }
            "change" if one.drop.is_empty() => {
                faults.push(format!("item {number}: a change that drops no group"));
            }
            "change" | "revoke" => {}
            other => faults.push(format!("item {number}: “{other}” is no decision")),
        }
        if one.decision != "change" && !one.drop.is_empty() {
            faults.push(format!("item {number}: {} drops groups", one.decision));
        }
        for id in &one.drop {
            if !item.groups.iter().any(|group| group.id == *id) {
                faults.push(format!("item {number}: it was not in the group {id}"));
            }
        }
        if one.bulk && item.privileged {
            faults.push(format!("item {number}: privileged access was decided in bulk"));
        }
        match moment(&one.at) {
            None => faults.push(format!("item {number}: “{}” is no time", one.at)),
            at if at < frozen_at => {
                faults.push(format!("item {number}: decided before the population was frozen"));
            }
            Some(_) => {}
        }
        let by = facts.review.reviewers.iter().find(|who| who.number == one.reviewer);
        let Some(by) = by else {
            faults.push(format!("item {number}: nobody is reviewer {}", one.reviewer));
            continue;
        };
        let email = mailbox(&by.email);
        let same = |text: &str| mailbox(text) == email;
        if !email.is_empty() && (same(&item.email) || same(&item.user_name)) {
            own.push(format!("item {number}: {} decided about an account of their own", by.name));
        }
    }
    report.check(
        ABOUT,
        &format!("{} decisions: reasons, groups, times", facts.decisions.len()),
        faults,
    );
    let what = "nobody decided about an account of their own";
    let blind = manifest.is_some_and(|manifest| manifest.leaves_out("email"));
    if blind && own.is_empty() {
        report.cannot(ABOUT, what, "addresses were left out by choice");
    } else {
        report.check(ABOUT, what, own);
    }
}

/// An address without case and without what follows a plus (RFC 5233).
fn mailbox(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase() && byte != b'+';
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.to_lowercase();
    match text.split_once('@') {
        Some((local, domain)) => {
            Cow::Owned(format!("{}@{domain}", local.split('+').next().unwrap_or(local)))
        }
        None => Cow::Owned(text),
    }
}

fn signatures(facts: &Facts<'_>, report: &mut Report) {
    let review = &facts.review;
    let mut faults = Vec::new();
    let of = |role: &str| review.sign_offs.iter().find(|one| one.role == role);
    let (reviewer, second) = (of("reviewer"), of("second"));
    for (who, role) in [(reviewer, "the reviewer"), (second, "a second person")] {
        if who.is_none_or(|who| who.name.trim().is_empty()) {
            faults.push(format!("{role} did not sign"));
        }
    }
    if let (Some(one), Some(other)) = (reviewer, second)
        && folded(&one.name) == folded(&other.name)
    {
        faults.push(format!("{} signed twice", one.name));
    }
    let newest = facts.decisions.iter().filter_map(|one| moment(&one.at)).max();
    let closed_at = review.closed_at.as_deref().map(moment);
    match closed_at {
        None => faults.push("it was never closed".to_owned()),
        Some(None) => faults.push("when it was closed is no time".to_owned()),
        Some(Some(_)) => {}
    }
    for one in &review.sign_offs {
        let Some(at) = moment(&one.at) else {
            faults.push(format!("when {} signed is no time", one.name));
            continue;
        };
        if Some(at) < newest {
            faults.push(format!("{} signed before the last decision", one.name));
        }
        if closed_at.flatten().is_some_and(|closed| closed < at) {
            faults.push(format!("it was closed before {} signed", one.name));
        }
    }
    report.check(ABOUT, "two people signed, after the last decision", faults);
}

/// A name without regard to case and to how many spaces are in it.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
