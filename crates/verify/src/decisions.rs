//! Do the decisions cover the population, and might those who made them?

use crate::facts::{Facts, Item};
use crate::report::{About, Report};
use std::collections::HashMap;

const ABOUT: About = About::Completeness;

pub(crate) fn check(facts: &Facts, report: &mut Report) {
    let items: HashMap<u64, &Item> =
        facts.population.items.iter().map(|item| (item.item, item)).collect();
    let last = facts.last_decisions();
    let mut faults = Vec::new();
    for item in &facts.population.items {
        match last.get(&item.item).map(|one| one.decision.as_str()) {
            Some("keep" | "change" | "revoke") => {}
            Some(other) => faults.push(format!("item {}: “{other}” counts", item.item)),
            None => faults.push(format!("item {} was not decided", item.item)),
        }
    }
    let what = format!("every item was decided: {}", facts.population.items.len());
    report.check(ABOUT, &what, faults);
    each(facts, &items, report);
    signatures(facts, report);
}

fn each(facts: &Facts, items: &HashMap<u64, &Item>, report: &mut Report) {
    let mut faults = Vec::new();
    let mut own = Vec::new();
    for one in &facts.decisions {
        let Some(item) = items.get(&one.item) else {
            faults.push(format!("item {} is not in the population", one.item));
            continue;
        };
        let number = one.item;
        let reasoned = !one.reason.trim().is_empty();
        match one.decision.as_str() {
            "none" => {}
            "keep" if item.privileged && !reasoned => {
                faults.push(format!("item {number}: privileged access is kept without a reason"));
            }
            "keep" => {}
            "change" | "revoke" if !reasoned => {
                faults.push(format!("item {number}: {} without a reason", one.decision));
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
        if one.at < facts.review.frozen_at {
            faults.push(format!("item {number}: decided before the population was frozen"));
        }
        let by = facts.review.reviewers.iter().find(|who| who.number == one.reviewer);
        let Some(by) = by else {
            faults.push(format!("item {number}: nobody is reviewer {}", one.reviewer));
            continue;
        };
        let email = by.email.to_lowercase();
        let same = |text: &str| text.to_lowercase() == email;
        if !email.is_empty() && (same(&item.email) || same(&item.user_name)) {
            own.push(format!("item {number}: {} decided about an account of their own", by.name));
        }
    }
    report.check(
        ABOUT,
        &format!("{} decisions: reasons, groups, times", facts.decisions.len()),
        faults,
    );
    report.check(ABOUT, "nobody decided about an account of their own", own);
}

fn signatures(facts: &Facts, report: &mut Report) {
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
        && one.name.trim().to_lowercase() == other.name.trim().to_lowercase()
    {
        faults.push(format!("{} signed twice", one.name));
    }
    let newest = facts.decisions.iter().map(|one| one.at.as_str()).max().unwrap_or_default();
    for one in review.sign_offs.iter().filter(|one| one.at.as_str() < newest) {
        faults.push(format!("{} signed before the last decision", one.name));
    }
    match &review.closed_at {
        None => faults.push("it was never closed".to_owned()),
        Some(at) => {
            if review.sign_offs.iter().any(|one| one.at > *at) {
                faults.push("it was closed before it was signed".to_owned());
            }
        }
    }
    report.check(ABOUT, "two people signed, after the last decision", faults);
}
