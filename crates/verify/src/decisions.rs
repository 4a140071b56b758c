//! Do the decisions cover the population, and might those who made them?

use crate::facts::{Decision, Facts, Item, Review, SignOff};
use crate::integrity::Manifest;
use crate::moment::{Moment, moment};
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
    signatures(facts, &items, &last, report);
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
            other => faults.push(format!("item {number}: “{other}” is not a decision")),
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
            None => faults.push(format!("item {number}: “{}” is not a time", one.at)),
            at if at < frozen_at => {
                faults.push(format!("item {number}: decided before the population was frozen"));
            }
            Some(_) => {}
        }
        let by = facts.review.reviewers.iter().find(|who| who.number == one.reviewer);
        let Some(by) = by else {
            faults.push(format!("item {number}: there is no reviewer {}", one.reviewer));
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
    let what = "no one decided about their own account";
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

/// Each reviewer signed their own part after its last decision, or it is stated whose answers were
/// imported; then someone else signed all of it.
fn signatures(
    facts: &Facts<'_>,
    items: &HashMap<u64, &Item<'_>>,
    last: &HashMap<u64, &Decision<'_>>,
    report: &mut Report,
) {
    let review = &facts.review;
    let mut faults = Vec::new();
    let mut newest: HashMap<u64, Moment> = HashMap::default();
    for (one, at) in facts.decisions.iter().filter_map(|one| Some((one, moment(&one.at)?))) {
        let Some(item) = items.get(&one.item) else { continue };
        newest.entry(item.reviewer).and_modify(|known| *known = at.max(*known)).or_insert(at);
    }
    let closed_at = review.closed_at.as_deref().map(moment);
    match closed_at {
        None => faults.push("it was never closed".to_owned()),
        Some(None) => faults.push("when it was closed is not a time".to_owned()),
        Some(Some(_)) => {}
    }
    let of = |part: u64| review.sign_offs.iter().filter(move |one| one.reviewer == Some(part));
    for who in &review.reviewers {
        if !items.values().any(|item| item.reviewer == who.number) {
            continue;
        }
        let mut signed = of(who.number);
        let Some(one) = signed.next() else {
            faults.push(format!("{} did not sign", who.name));
            continue;
        };
        match one.role.as_str() {
            "reviewer" if folded(&one.name) != folded(&who.name) => {
                faults.push(format!("{} signed the part of {}", one.name, who.name));
            }
            "reviewer" | "import" => {}
            other => faults.push(format!("“{other}” is not a role under a part")),
        }
        if signed.next().is_some() {
            faults.push(format!("the part of {} was signed twice", who.name));
        }
        if moment(&one.at) < newest.get(&who.number).copied() {
            faults.push(format!("{} signed before the last decision", one.name));
        }
    }
    let seconds: Vec<_> = review.sign_offs.iter().filter(|one| one.reviewer.is_none()).collect();
    match seconds.as_slice() {
        [second] if second.role == "second" && !second.name.trim().is_empty() => {
            second_of(facts, second, &mut faults);
            if moment(&second.at) < newest.values().max().copied() {
                faults.push(format!("{} signed before the last decision", second.name));
            }
        }
        _ => faults.push("a second person did not sign".to_owned()),
    }
    for one in &review.sign_offs {
        let Some(at) = moment(&one.at) else {
            faults.push(format!("when {} signed is not a time", one.name));
            continue;
        };
        if closed_at.flatten().is_some_and(|closed| closed < at) {
            faults.push(format!("it was closed before {} signed", one.name));
        }
        if one.identified.trim().is_empty() {
            faults.push(format!("the pack does not say how {} was identified", one.name));
        }
        stated(items, last, one, &mut faults);
    }
    let seconds_user = seconds.first().map_or("", |one| one.user.trim());
    let names = other_names(review, seconds_user);
    // Without users, or with one under several names, nothing indicates two people.
    let what = match names.len() {
        _ if seconds_user.is_empty() => {
            "each part was signed, or its import stated, and then all of it again"
        }
        0 | 1 => {
            "each part was signed, or its import stated, and then all of it by a second computer user"
        }
        _ => "each part was signed, or its import stated, and then all of it under a second name",
    };
    report.check(ABOUT, what, faults);
    if seconds_user.is_empty() && !review.sign_offs.is_empty() {
        let words = "the pack does not say which computer user signed all of it: that two people \
        signed is not proven";
        report.not_proven(ABOUT, words.to_owned());
    } else if names.len() > 1 {
        let (count, all, people) = match names.len() {
            2 => ("two".to_owned(), "both", "two people"),
            more => (more.to_string(), "all", "different people"),
        };
        report.not_proven(
            ABOUT,
            format!(
                "{count} names signed ({}), {all} by the computer user {seconds_user}: that these are {people} is not proven",
                names.join(", ")
            ),
        );
    }
}

/// The names under which the computer user of the second signature signed.
fn other_names<'a>(review: &'a Review, user: &str) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for one in review.sign_offs.iter().filter(|one| folded(&one.user) == folded(user)) {
        if !names.iter().any(|name| folded(name) == folded(&one.name)) {
            names.push(one.name.trim());
        }
    }
    names
}

fn second_of(facts: &Facts<'_>, second: &SignOff, faults: &mut Vec<String>) {
    let review = &facts.review;
    let mut parts = review.sign_offs.iter().filter(|one| one.reviewer.is_some()).peekable();
    let named = review.second.as_deref().is_some_and(|one| folded(one) == folded(&second.name));
    let same = |one: &SignOff| folded(&one.name) == folded(&second.name);
    let all = parts.peek().is_some() && parts.clone().all(same);
    // Who was named may sign second over parts of others.
    if let Some(one) = parts.clone().find(|one| same(one) && (all || !named)) {
        faults.push(format!("{} signed twice", one.name));
    }
    if parts.any(|one| moment(&second.at) < moment(&one.at)) {
        faults.push(format!("{} signed before a part was signed", second.name));
    }
    if !named && second.reason.trim().is_empty() {
        faults.push(format!(
            "{} signed second without having been named, and without a reason",
            second.name
        ));
    }
}

/// The numbers under a signature are those of the decisions, and its sentence has them.
fn stated(
    items: &HashMap<u64, &Item<'_>>,
    last: &HashMap<u64, &Decision<'_>>,
    sign: &SignOff,
    faults: &mut Vec<String>,
) {
    let part = |item: &u64| items.get(item).map(|item| item.reviewer);
    let mine =
        last.iter().filter(|(item, _)| sign.reviewer.is_none() || part(item) == sign.reviewer);
    let mine: Vec<&Decision<'_>> = mine.map(|(_, one)| *one).collect();
    let count =
        |of: &dyn Fn(&Decision<'_>) -> bool| mine.iter().filter(|one| of(one)).count() as u64;
    let is = |word: &'static str| move |one: &Decision<'_>| one.decision == word;
    let bulk = |word: &'static str| move |one: &Decision<'_>| one.decision == word && one.bulk;
    let kept =
        |why: &'static str| move |one: &Decision<'_>| one.kept_although.as_deref() == Some(why);
    let is_privileged = |item: &u64| items.get(item).is_some_and(|item| item.privileged);
    let privileged_kept = |one: &Decision<'_>| one.decision == "keep" && is_privileged(&one.item);
    for (name, value, phrase) in [
        ("decisions", count(&|one| one.decision != "none"), " decision"),
        ("keep", count(&is("keep")), " keep"),
        ("keep_bulk", count(&bulk("keep")), ""),
        ("change", count(&is("change")), " change"),
        ("change_bulk", count(&bulk("change")), ""),
        ("revoke", count(&is("revoke")), " revoke"),
        ("revoke_bulk", count(&bulk("revoke")), ""),
        ("leavers_kept", count(&kept("left")), " leaver"),
        ("not_listed_kept", count(&kept("not-listed")), " account"),
        ("not_known_kept", count(&kept("not-known")), " account"),
        ("privileged_kept", count(&privileged_kept), " privileged"),
        ("imported", count(&|one| one.imported && one.decision != "none"), " imported"),
        ("late", count(&|one| one.late && one.decision != "none"), " made after"),
    ] {
        let said = sign.facts.get(name).copied().unwrap_or(0);
        if said != value {
            faults.push(format!("{} signed {said} {name}, and there are {value}", sign.name));
        } else if value > 0
            && !phrase.is_empty()
            && !sign.statement.contains(&format!("{value}{phrase}"))
        {
            faults.push(format!(
                "the sentence that {} signed does not say {value}{phrase}",
                sign.name
            ));
        }
    }
}

/// A name without regard to case and to how many spaces are in it.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
