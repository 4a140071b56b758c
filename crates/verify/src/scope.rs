//! Was the scope kept: nobody set aside whom it includes, nobody called ordinary who is privileged?

use crate::facts::{Facts, Group, Item};
use crate::integrity::Manifest;
use crate::report::{About, Report};
use foldhash::{HashMap, HashSet};

const ABOUT: About = About::Completeness;

pub(crate) fn check(facts: &Facts<'_>, manifest: Option<&Manifest>, report: &mut Report) {
    let review = &facts.review;
    let scope = &review.scope;
    let (groups, departments) = (folded(&scope.groups), folded(&scope.departments));
    let departments_left_out = manifest.is_some_and(|manifest| manifest.leaves_out("department"));
    let mut faults = Vec::new();
    for item in &facts.population.items {
        let number = item.item;
        if !scope.connections.iter().any(|one| *one == item.connection) {
            faults.push(format!("item {number} is of a connection outside the scope"));
        }
        if !groups.is_empty() && scope.by_membership() && item.group.is_none() {
            faults.push(format!("item {number} is an account, and the scope is groups"));
        }
        let in_group = |group: &Group<'_>| {
            groups.contains(&group.name.to_lowercase()) || groups.contains(&group.id.to_lowercase())
        };
        if !groups.is_empty() && !item.groups.iter().any(in_group) {
            faults.push(format!("item {number} is in none of the groups of the scope"));
        }
        let in_department = || departments.contains(&item.department.to_lowercase());
        if !departments.is_empty() && !departments_left_out && !in_department() {
            faults.push(format!("item {number} is in none of the departments of the scope"));
        }
        if scope.only_admins && !item.privileged {
            faults.push(format!("item {number} is not privileged, and the scope asks for that"));
        }
        if scope.only_not_in_list && !matches!(&*item.list, "not-listed" | "left") {
            faults.push(format!("item {number} is in the list, and the scope asks for others"));
        }
    }
    outside(facts, &groups, &mut faults);
    let what = format!(
        "the scope: {} items in it, {} accounts outside",
        facts.population.items.len(),
        facts.population.outside.len()
    );
    report.check(ABOUT, &what, faults);
    memberships(facts, report);

    let privileged = folded(&review.privileged.groups);
    // Of an account whose memberships are decided separately, the memberships are privileged.
    let of_groups = |item: &&Item<'_>| !scope.by_membership() || item.group.is_some();
    let has_privileged_group = |item: &&Item<'_>| {
        let is_one = |group: &Group<'_>| privileged.contains(&group.name.to_lowercase());
        !privileged.is_empty() && item.groups.iter().any(is_one)
    };
    let ordinary = facts.population.items.iter().filter(|item| !item.privileged);
    let faults = ordinary
        .filter(of_groups)
        .filter(has_privileged_group)
        .map(|item| format!("item {} is in a privileged group and not marked so", item.item))
        .collect();
    report.check(ABOUT, "members of privileged groups are marked as privileged", faults);
}

/// Departments and the list of those outside are not in the pack: scopes by them are not checked.
fn outside(facts: &Facts<'_>, groups: &HashSet<String>, faults: &mut Vec<String>) {
    let scope = &facts.review.scope;
    if facts.population.outside.is_empty() {
        return;
    }
    let by_others = !scope.departments.is_empty() || scope.only_admins || scope.only_not_in_list;
    let named = names(facts);
    for one in &facts.population.outside {
        let id = &one.account_id;
        if one.why.trim().is_empty() {
            faults.push(format!("{id} is outside the scope without a reason"));
        }
        if !scope.connections.iter().any(|known| *known == one.connection) {
            faults.push(format!("{id} is of a connection outside the scope"));
        }
        let in_group = |group: &String| is_in(groups, group, &named, &one.connection);
        // Where memberships are decided separately, groups in the scope leave all accounts out.
        let taken_in = match scope.by_membership() {
            true => groups.is_empty(),
            false => groups.is_empty() || one.groups.iter().any(in_group),
        };
        if !by_others && taken_in {
            faults.push(format!("{id} is set aside, but the scope includes it"));
        }
    }
}

/// Names of groups by connection and id.
type Names<'a> = HashMap<(&'a str, &'a str), &'a str>;

fn names<'a>(facts: &'a Facts<'_>) -> Names<'a> {
    let items = facts.population.items.iter();
    items
        .flat_map(|item| item.groups.iter().map(move |group| (item, group)))
        .map(|(item, group)| ((&*item.connection, &*group.id), &*group.name))
        .collect()
}

fn is_in(wanted: &HashSet<String>, group: &str, named: &Names<'_>, connection: &str) -> bool {
    let name = named.get(&(connection, group));
    wanted.contains(&group.to_lowercase())
        || name.is_some_and(|name| wanted.contains(&name.to_lowercase()))
}

/// Is each membership that the scope includes an item? Where accounts are the items, none is.
fn memberships(facts: &Facts<'_>, report: &mut Report) {
    let scope = &facts.review.scope;
    let items = &facts.population.items;
    let mut faults = Vec::new();
    if !matches!(scope.granularity.as_str(), "" | "account" | "membership") {
        faults.push(format!("items of the kind “{}” are not known", scope.granularity));
    }
    let own: HashSet<(&str, &str, &str)> = items
        .iter()
        .filter_map(|item| {
            item.group.as_ref().map(|group| (&*item.connection, &*item.account_id, &*group.id))
        })
        .collect();
    if scope.by_membership() {
        let (groups, privileged) = (folded(&scope.groups), folded(&facts.review.privileged.groups));
        let named = names(facts);
        let mut expect = |connection: &str, account: &str, group: &str| {
            let taken_in = (groups.is_empty() || is_in(&groups, group, &named, connection))
                && (!scope.only_admins || is_in(&privileged, group, &named, connection));
            if taken_in && !own.contains(&(connection, account, group)) {
                faults.push(format!(
                    "{account} in the group {group} is not an item, but the scope includes it"
                ));
            }
        };
        for item in items.iter().filter(|item| item.group.is_none()) {
            for group in &item.groups {
                expect(&item.connection, &item.account_id, &group.id);
            }
        }
        // Whether their department or the list leaves them out is not in the pack.
        let known = scope.departments.is_empty() && !scope.only_not_in_list;
        for one in facts.population.outside.iter().filter(|_| known) {
            for group in &one.groups {
                expect(&one.connection, &one.account_id, group);
            }
        }
    } else if let Some(item) = items.iter().find(|item| item.group.is_some()) {
        faults.push(format!("item {} is about a group, and accounts are decided", item.item));
    }
    let what = match scope.by_membership() {
        true => format!("each membership of the scope is an item: {}", own.len()),
        false => "items are accounts with their groups".to_owned(),
    };
    report.check(ABOUT, &what, faults);
}

fn folded(names: &[String]) -> HashSet<String> {
    names.iter().map(|name| name.trim().to_lowercase()).collect()
}
