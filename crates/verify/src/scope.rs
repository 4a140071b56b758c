//! Was the scope kept: nobody set aside whom it takes in, nobody called ordinary who is privileged?

use crate::facts::{Facts, Group, Item};
use crate::integrity::Manifest;
use crate::report::{About, Report};
use std::collections::{HashMap, HashSet};

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

    let privileged = folded(&review.privileged.groups);
    let told = |item: &&Item<'_>| {
        let is_one = |group: &Group<'_>| privileged.contains(&group.name.to_lowercase());
        !privileged.is_empty() && item.groups.iter().any(is_one)
    };
    let ordinary = facts.population.items.iter().filter(|item| !item.privileged);
    let faults = ordinary
        .filter(told)
        .map(|item| format!("item {} is in a privileged group and not marked so", item.item))
        .collect();
    report.check(ABOUT, "members of privileged groups are marked as privileged", faults);
}

/// Departments and the list of those outside are not in the pack: of scopes by them nothing is said.
fn outside(facts: &Facts<'_>, groups: &HashSet<String>, faults: &mut Vec<String>) {
    let scope = &facts.review.scope;
    if facts.population.outside.is_empty() {
        return;
    }
    let by_others = !scope.departments.is_empty() || scope.only_admins || scope.only_not_in_list;
    let named: HashMap<(&str, &str), &str> = facts
        .population
        .items
        .iter()
        .flat_map(|item| item.groups.iter().map(move |group| (item, group)))
        .map(|(item, group)| ((&*item.connection, &*group.id), &*group.name))
        .collect();
    for one in &facts.population.outside {
        let id = &one.account_id;
        if one.why.trim().is_empty() {
            faults.push(format!("{id} is outside the scope without a reason"));
        }
        if !scope.connections.iter().any(|known| *known == one.connection) {
            faults.push(format!("{id} is of a connection outside the scope"));
        }
        let in_group = one.groups.iter().any(|group| {
            let name = named.get(&(&*one.connection, group.as_str()));
            groups.contains(&group.to_lowercase())
                || name.is_some_and(|name| groups.contains(&name.to_lowercase()))
        });
        if !by_others && (groups.is_empty() || in_group) {
            faults.push(format!("{id} is set aside, and the scope takes it in"));
        }
    }
}

fn folded(names: &[String]) -> HashSet<String> {
    names.iter().map(|name| name.trim().to_lowercase()).collect()
}
