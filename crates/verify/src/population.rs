//! Is the population what the apps returned, and all of it?

use crate::accounts::{Account, Accounts, sorted};
use crate::facts::{Facts, Item};
use crate::integrity::{Manifest, sha256};
use crate::pack::Pack;
use crate::pages::{Returned, again};
use crate::report::{About, Report};
use foldhash::HashSet;
use std::collections::BTreeSet;

const ABOUT: About = About::Completeness;
const WHOLE: &str = "the pages of each complete list show that it is complete";

/// The population as it was frozen.
pub(crate) fn check<'a>(facts: &'a Facts<'_>, report: &mut Report) -> Accounts<'a> {
    reads(facts, report);
    numbers(facts, report);
    let mut faults = Vec::new();
    let frozen = frozen(facts, &mut faults);
    if hash(&frozen) != facts.review.population_sha256 {
        faults.push(
            "population.json is not what was frozen: population_sha256 is of another".to_owned(),
        );
    }
    report.check(ABOUT, &format!("the frozen population: {} accounts", frozen.len()), faults);
    frozen
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
            faults.push(format!("item {} is in the place of {wanted}", item.item));
        }
    }
    if items.len() as u64 != facts.review.items {
        faults.push(format!("there are {}, and {} were frozen", items.len(), facts.review.items));
    }
    report.check(ABOUT, &format!("numbers of {} items", items.len()), faults);
}

fn frozen<'a>(facts: &'a Facts<'_>, faults: &mut Vec<String>) -> Accounts<'a> {
    let population = &facts.population;
    let (memberships, items): (Vec<&Item<'_>>, Vec<&Item<'_>>) =
        population.items.iter().partition(|item| item.group.is_some());
    let items = items.into_iter().map(|one| {
        let groups = sorted(one.groups.iter().map(|group| &*group.id));
        (&*one.connection, &*one.account_id, Account { active: one.active, groups })
    });
    let outside = population.outside.iter().map(|one| {
        let groups = sorted(one.groups.iter().map(String::as_str));
        (&*one.connection, &*one.account_id, Account { active: one.active, groups })
    });
    let mut accounts = Accounts::default();
    for (connection, id, account) in items.chain(outside) {
        // In the lines that are hashed, these would make two accounts of one.
        let splits = |text: &str| text.contains('\t') || text.contains('\n');
        let odd = account.groups.iter().any(|group| splits(group));
        if id.is_empty() || splits(id) || splits(connection) || odd {
            faults.push(format!("account “{}” has an invalid id", id.escape_debug()));
        }
        if accounts.insert((connection, id), account).is_some() {
            faults.push(format!("account {id} of {connection} is in it twice"));
        }
    }
    let mut seen = HashSet::default();
    for item in memberships {
        let Some(group) = &item.group else { continue };
        let number = item.item;
        let account = accounts.get(&(&*item.connection, &*item.account_id));
        match account {
            None => faults.push(format!("item {number} is of an account that was not frozen")),
            Some(account) if !account.groups.contains(&&*group.id) => {
                faults
                    .push(format!("item {number}: the account was not in the group {}", group.id));
            }
            Some(account) if account.active != item.active => {
                faults.push(format!("item {number} and its account differ in being active"));
            }
            Some(_) => {}
        }
        if !matches!(item.groups.as_slice(), [only] if only.id == group.id) {
            faults.push(format!("item {number} has other groups than the one it is about"));
        }
        if !seen.insert((&*item.connection, &*item.account_id, &*group.id)) {
            faults.push(format!("item {number} repeats a membership"));
        }
    }
    accounts
}

/// Over one line for each account, sorted by their bytes.
fn hash(accounts: &Accounts<'_>) -> String {
    let mut text = String::new();
    let mut ends = Vec::with_capacity(accounts.len());
    for ((connection, id), account) in accounts.iter() {
        let state = if account.active { "active" } else { "inactive" };
        text.extend([connection, "\t", id, "\t", state, "\t"]);
        for (place, group) in account.groups.iter().enumerate() {
            text.extend([if place > 0 { "," } else { "" }, group]);
        }
        text.push('\n');
        ends.push(text.len());
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let mut lines: Vec<&str> = starts.zip(&ends).map(|(start, end)| &text[start..*end]).collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

/// What the raw pages say, by connection.
pub(crate) struct Pages<'a> {
    all: Vec<(&'a str, Returned<'a>)>,
    count: usize,
    faults: Vec<String>,
    /// Why the pages do not show that lists called complete are complete.
    unproven: Vec<String>,
}

impl Pages<'_> {
    /// The rebuilt population.
    pub(crate) fn accounts(&self) -> Accounts<'_> {
        let mut made = Accounts::default();
        for (connection, returned) in &self.all {
            made.add(connection, returned.accounts());
        }
        made
    }
}

/// Parses the raw pages; `None` where they were left out by choice.
pub(crate) fn from_pages<'a>(
    pack: &'a Pack,
    facts: &'a Facts<'_>,
    manifest: Option<&Manifest>,
) -> Option<Pages<'a>> {
    if manifest.is_some_and(|manifest| !manifest.left_out.is_empty()) {
        return None;
    }
    let (mut all, mut count, mut faults) = (Vec::new(), 0, Vec::new());
    let mut unproven = Vec::new();
    for read in &facts.reads {
        let excluded = facts
            .review
            .exclusions
            .iter()
            .any(|one| one.connection == read.connection && one.left_out);
        if !excluded {
            count += read.pages.len();
            all.push((read.connection.as_str(), again(pack, read, &mut faults, &mut unproven)));
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
    Some(Pages { all, count, faults, unproven })
}

/// Whether the population rebuilt from the raw pages is the one that was frozen.
pub(crate) fn compare(
    frozen: &Accounts<'_>,
    pages: Option<(&Pages<'_>, Accounts<'_>)>,
    report: &mut Report,
) {
    let what = "the population rebuilt from the raw pages";
    let Some((pages, made)) = pages else {
        let why = "raw pages were left out by choice, with the columns of personal data";
        report.cannot(ABOUT, WHOLE, why);
        report.cannot(ABOUT, what, why);
        return;
    };
    report.check(ABOUT, &format!("hashes of {} raw pages", pages.count), pages.faults.clone());
    report.check(ABOUT, WHOLE, pages.unproven.clone());
    let faults = differences(frozen, &made);
    report.check(ABOUT, &format!("{what}: {} accounts", made.len()), faults);
}

fn differences(frozen: &Accounts<'_>, made: &Accounts<'_>) -> Vec<String> {
    let (mut faults, mut left) = (Vec::new(), frozen.len());
    for ((connection, id), account) in made.iter() {
        let found = frozen.get(&(connection, id));
        left -= usize::from(found.is_some());
        match found {
            None => {
                faults.push(format!("account {id} of the pages is not in it, of {connection}"));
            }
            Some(known) if known.active != account.active => {
                let state = if account.active { "active" } else { "inactive" };
                faults.push(format!("account {id} is {state} in the pages of {connection}"));
            }
            Some(known) if known.groups != account.groups => {
                let (one, other): (BTreeSet<_>, BTreeSet<_>) =
                    (known.groups.iter().collect(), account.groups.iter().collect());
                let other: Vec<&str> =
                    one.symmetric_difference(&other).map(|group| **group).collect();
                faults.push(format!(
                    "account {id} is in other groups in the pages of {connection}: {}",
                    other.join(", ")
                ));
            }
            Some(_) => {}
        }
    }
    if left > 0 {
        for ((connection, id), _) in frozen.iter().filter(|(key, _)| made.get(key).is_none()) {
            faults.push(format!("account {id} is in no page of {connection}"));
        }
    }
    faults.sort_unstable();
    faults
}
