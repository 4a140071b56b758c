//! Is the population what the apps told, and all of it?

use crate::facts::Facts;
use crate::integrity::{Manifest, sha256};
use crate::pack::Pack;
use crate::pages::{Account, Accounts, Told, again, sorted};
use crate::report::{About, Report};
use std::collections::BTreeSet;

const ABOUT: About = About::Completeness;

/// The population as it was frozen.
pub(crate) fn check<'a>(facts: &'a Facts<'_>, report: &mut Report) -> Accounts<'a> {
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
    told
}

fn reads(facts: &Facts<'_>, report: &mut Report) {
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

fn numbers(facts: &Facts<'_>, report: &mut Report) {
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

fn told<'a>(facts: &'a Facts<'_>, faults: &mut Vec<String>) -> Accounts<'a> {
    let population = &facts.population;
    let items = population.items.iter().map(|one| {
        let groups = sorted(one.groups.iter().map(|group| &*group.id));
        (&*one.connection, &*one.account_id, Account { active: one.active, groups })
    });
    let outside = population.outside.iter().map(|one| {
        let groups = sorted(one.groups.iter().map(String::as_str));
        (&*one.connection, &*one.account_id, Account { active: one.active, groups })
    });
    let mut accounts = Accounts::with_capacity(population.items.len());
    for (connection, id, account) in items.chain(outside) {
        // In the lines that are hashed, these would make two accounts of one.
        let splits = |text: &str| text.contains(['\t', '\n']);
        let odd = account.groups.iter().any(|group| splits(group));
        if id.is_empty() || splits(id) || splits(connection) || odd {
            faults.push(format!("account “{}” has an id that is none", id.escape_debug()));
        }
        if accounts.insert((connection, id), account).is_some() {
            faults.push(format!("account {id} of {connection} is in it twice"));
        }
    }
    accounts
}

fn hash(accounts: &Accounts<'_>) -> String {
    let mut lines: Vec<String> = accounts
        .iter()
        .map(|((connection, id), account)| {
            let state = if account.active { "active" } else { "inactive" };
            format!("{connection}\t{id}\t{state}\t{}\n", account.groups.join(","))
        })
        .collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

/// What the raw pages say, by connection.
pub(crate) struct Pages<'a> {
    all: Vec<(&'a str, Told)>,
    count: usize,
    faults: Vec<String>,
}

/// Takes the raw pages apart; `None` where they were left out by choice.
pub(crate) fn from_pages<'a>(
    pack: &Pack,
    facts: &'a Facts<'_>,
    manifest: Option<&Manifest>,
) -> Option<Pages<'a>> {
    if manifest.is_some_and(|manifest| !manifest.left_out.is_empty()) {
        return None;
    }
    let (mut all, mut count, mut faults) = (Vec::new(), 0, Vec::new());
    for read in &facts.reads {
        let excluded = facts
            .review
            .exclusions
            .iter()
            .any(|one| one.connection == read.connection && one.left_out);
        if !excluded {
            count += read.pages.len();
            all.push((read.connection.as_str(), again(pack, read, &mut faults)));
        }
    }
    let named: BTreeSet<&str> = facts
        .reads
        .iter()
        .flat_map(|read| &read.pages)
        .filter_map(|page| page.file.as_deref())
        .collect();
    for name in pack.names().filter(|name| name.starts_with("pages/")) {
        if !named.contains(name) {
            faults.push(format!("{name} is a page of no read"));
        }
    }
    Some(Pages { all, count, faults })
}

/// The population made again from the raw pages, and whether it is the one that was frozen.
pub(crate) fn compare(told: &Accounts<'_>, pages: Option<Pages<'_>>, report: &mut Report) {
    let what = "the population made again from the raw pages";
    let Some(Pages { all, count, faults }) = pages else {
        let why = "raw pages were left out by choice, with the columns of personal data";
        report.cannot(ABOUT, what, why);
        return;
    };
    let mut made = Accounts::new();
    for (connection, told) in &all {
        told.accounts(connection, &mut made);
    }
    report.check(ABOUT, &format!("hashes of {count} raw pages"), faults);
    let faults = differences(told, &made);
    report.check(ABOUT, &format!("{what}: {} accounts", made.len()), faults);
}

fn differences(told: &Accounts<'_>, made: &Accounts<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for ((connection, id), account) in made {
        let who = format!("account {id}");
        match told.get(&(*connection, *id)) {
            None => faults.push(format!("{who} of the pages is not in it, of {connection}")),
            Some(known) if known.active != account.active => {
                let state = if account.active { "active" } else { "inactive" };
                faults.push(format!("{who} is {state} in the pages of {connection}"));
            }
            Some(known) if known.groups != account.groups => {
                let (one, other): (BTreeSet<_>, BTreeSet<_>) =
                    (known.groups.iter().collect(), account.groups.iter().collect());
                let other: Vec<&str> =
                    one.symmetric_difference(&other).map(|group| **group).collect();
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
    faults.sort_unstable();
    faults
}
