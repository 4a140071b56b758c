//! Is the population what the apps told, and all of it?

use crate::facts::Facts;
use crate::integrity::{Manifest, sha256};
use crate::pack::Pack;
use crate::pages::{Account, Accounts, again};
use crate::report::{About, Report};
use std::collections::BTreeSet;

const ABOUT: About = About::Completeness;

pub(crate) fn check(pack: &Pack, facts: &Facts, manifest: Option<&Manifest>, report: &mut Report) {
    reads(facts, report);
    numbers(facts, report);
    let mut faults = Vec::new();
    let told = told(facts, &mut faults);
    if hash(&told) != facts.review.population_sha256 {
        faults.push(
            "population.json is not what was frozen: population_sha256 is of another".to_owned(),
        );
    }
    report.check(ABOUT, &format!("the frozen population: {} accounts", told.len()), faults);
    pages(pack, facts, manifest, &told, report);
}

fn reads(facts: &Facts, report: &mut Report) {
    let review = &facts.review;
    let mut faults = Vec::new();
    if review.scope.connections.is_empty() {
        faults.push("its scope names no connection".to_owned());
    }
    for id in &review.scope.connections {
        let mut reads = facts.reads.iter().filter(|read| read.connection == *id);
        let read = reads.next();
        if reads.next().is_some() {
            faults.push(format!("{id} was read twice"));
        }
        let complete = read.is_some_and(|read| read.verdict == "complete");
        let excluded = review.exclusions.iter().find(|one| one.connection == *id);
        match excluded {
            _ if complete => {}
            None => faults.push(format!(
                "{} was not read completely, and is not excluded",
                read.map_or(id.as_str(), |read| read.name.as_str())
            )),
            Some(one) if one.reason.trim().is_empty() || one.by.trim().is_empty() => {
                faults.push(format!("{id} is excluded without a reason or without a name"));
            }
            Some(_) => {}
        }
    }
    let what = format!(
        "each app of the scope was read completely or is excluded: {} apps, {} excluded",
        review.scope.connections.len(),
        review.exclusions.len()
    );
    report.check(ABOUT, &what, faults);
}

fn numbers(facts: &Facts, report: &mut Report) {
    let items = &facts.population.items;
    let mut faults = Vec::new();
    for (wanted, item) in (1..).zip(items) {
        if item.item != wanted {
            faults.push(format!("item {} stands where {wanted} belongs", item.item));
        }
    }
    if items.len() as u64 != facts.review.items {
        faults.push(format!("there are {}, and {} were frozen", items.len(), facts.review.items));
    }
    report.check(ABOUT, &format!("numbers of {} items", items.len()), faults);
}

fn told(facts: &Facts, faults: &mut Vec<String>) -> Accounts {
    let population = &facts.population;
    let items = population.items.iter().map(|one| {
        let groups: BTreeSet<String> = one.groups.iter().map(|group| group.id.clone()).collect();
        (&one.connection, &one.account_id, Account { active: one.active, groups })
    });
    let outside = population.outside.iter().map(|one| {
        let groups = one.groups.iter().cloned().collect();
        (&one.connection, &one.account_id, Account { active: one.active, groups })
    });
    let mut accounts = Accounts::new();
    for (connection, id, account) in items.chain(outside) {
        // In the lines that are hashed, these would make two accounts of one.
        let splits = |text: &String| text.contains(['\t', '\n']);
        if id.is_empty() || splits(id) || splits(connection) || account.groups.iter().any(splits) {
            faults.push(format!("account “{}” has an id that is none", id.escape_debug()));
        }
        if accounts.insert((connection.clone(), id.clone()), account).is_some() {
            faults.push(format!("account {id} of {connection} is in it twice"));
        }
    }
    accounts
}

fn hash(accounts: &Accounts) -> String {
    let mut lines: Vec<String> = accounts
        .iter()
        .map(|((connection, id), account)| {
            let state = if account.active { "active" } else { "inactive" };
            let groups: Vec<&str> = account.groups.iter().map(String::as_str).collect();
            format!("{connection}\t{id}\t{state}\t{}\n", groups.join(","))
        })
        .collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

fn pages(
    pack: &Pack,
    facts: &Facts,
    manifest: Option<&Manifest>,
    told: &Accounts,
    report: &mut Report,
) {
    let what = "the population made again from the raw pages";
    if manifest.is_some_and(|manifest| !manifest.left_out.is_empty()) {
        let why = "raw pages were left out by choice, with the columns of personal data";
        report.cannot(ABOUT, what, why);
        return;
    }
    let mut faults = Vec::new();
    let mut count = 0;
    let mut made = Accounts::new();
    for read in &facts.reads {
        let excluded = facts
            .review
            .exclusions
            .iter()
            .any(|one| one.connection == read.connection && one.left_out);
        if !excluded {
            count += read.pages.len();
            again(pack, read, &mut made, &mut faults);
        }
    }
    let named: BTreeSet<&str> = facts
        .reads
        .iter()
        .flat_map(|read| &read.pages)
        .filter_map(|page| page.file.as_deref())
        .collect();
    for (name, _) in pack.files().filter(|(name, _)| name.starts_with("pages/")) {
        if !named.contains(name) {
            faults.push(format!("{name} is a page of no read"));
        }
    }
    report.check(ABOUT, &format!("hashes of {count} raw pages"), faults);
    let faults = differences(told, &made);
    report.check(ABOUT, &format!("{what}: {} accounts", made.len()), faults);
}

fn differences(told: &Accounts, made: &Accounts) -> Vec<String> {
    let mut faults = Vec::new();
    for ((connection, id), account) in made {
        let who = format!("account {id}");
        match told.get(&(connection.clone(), id.clone())) {
            None => faults.push(format!("{who} of the pages is not in it, of {connection}")),
            Some(known) if known.active != account.active => {
                let state = if account.active { "active" } else { "inactive" };
                faults.push(format!("{who} is {state} in the pages of {connection}"));
            }
            Some(known) if known.groups != account.groups => {
                let other: Vec<&str> = known
                    .groups
                    .symmetric_difference(&account.groups)
                    .map(String::as_str)
                    .collect();
                faults.push(format!(
                    "{who} is in other groups in the pages of {connection}: {}",
                    other.join(", ")
                ));
            }
            Some(_) => {}
        }
    }
    for key in told.keys().filter(|key| !made.contains_key(*key)) {
        faults.push(format!("account {} is in no page of {}", key.1, key.0));
    }
    faults
}
