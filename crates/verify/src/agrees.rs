//! Do the files say what the record says? The record's head is kept elsewhere; this is what ties the
//! population and each decision to it.

use crate::canon::Json;
use crate::facts::Facts;
use crate::record::{Entry, Told};
use crate::report::{About, Report};

const ABOUT: About = About::Integrity;

pub(crate) fn check(facts: &Facts, entries: &[Entry], report: &mut Report) {
    let id = Some(facts.review.id.as_str());
    let own: Vec<&Told> = entries
        .iter()
        .filter_map(|entry| entry.told.as_ref())
        .filter(|told| told.body.text("review") == id)
        .collect();
    frozen(facts, &own, report);
    decided(facts, &own, report);
}

fn frozen(facts: &Facts, own: &[&Told], report: &mut Report) {
    let mut faults = Vec::new();
    match own.iter().find(|told| told.kind == "review-started") {
        None => faults.push("no entry says that the population was frozen".to_owned()),
        Some(told) => {
            let review = &facts.review;
            if told.body.text("population_sha256") != Some(review.population_sha256.as_str()) {
                faults.push("another population was frozen than review.json says".to_owned());
            }
            if told.body.number("items") != Some(review.items) {
                faults.push("another number of items was frozen than review.json says".to_owned());
            }
        }
    }
    report.check(ABOUT, "the population is the one of the record", faults);
}

/// Item, decision and dropped groups of each, in the order in which they were made.
fn decided(facts: &Facts, own: &[&Told], report: &mut Report) {
    let told: Vec<(Option<u64>, &str, Vec<&str>)> = own
        .iter()
        .filter(|told| told.kind == "review-decided")
        .flat_map(|told| told.body.list("decisions"))
        .map(|one| {
            let decision = one.text("decision").unwrap_or("none");
            (one.number("item"), decision, dropped(decision, one.list("drop")))
        })
        .collect();
    let mut faults = Vec::new();
    for (one, (item, decision, drop)) in facts.decisions.iter().zip(&told) {
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
    if facts.decisions.len() != told.len() {
        faults.push(format!(
            "decisions.json has {} and the record {}",
            facts.decisions.len(),
            told.len()
        ));
    }
    let what = format!("{} decisions are those of the record", facts.decisions.len());
    report.check(ABOUT, &what, faults);
}

fn dropped<'a>(decision: &str, groups: &'a [Json]) -> Vec<&'a str> {
    if decision != "change" {
        return Vec::new();
    }
    let text = |group: &'a Json| match group {
        Json::Text(id) => Some(id.as_str()),
        _ => None,
    };
    groups.iter().filter_map(text).collect()
}
