//! Tricky pairs, labeled by what a person who knows both would say. Each row of
//! `labelled/<kind>.csv` is a world of two; texts of a list are separated by spaces. `a` and `b` are
//! the number of a connection, or `L` for an entry of the HR list. A state is `left`, `left:DAY`,
//! `since:DAY`, `ext:ID`, `service` or `person` (the admin's mark).
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_people::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default)]
struct Count {
    same: usize,
    other: usize,
    tied: usize,
    wrong: Vec<String>,
    proposed: usize,
    proposed_other: usize,
    missed: Vec<String>,
}

#[derive(Default)]
struct World {
    accounts: Vec<Account<'static>>,
    entries: Vec<Entry<'static>>,
}

fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields.resize(13, String::new());
    fields
}

fn list(text: &str) -> Vec<Cow<'static, str>> {
    text.split_whitespace().map(|text| text.to_owned().into()).collect()
}

/// One side of a row: `at` is 0 for a, 1 for b.
fn put(world: &mut World, fields: &[String], at: usize) {
    let field = |column: usize| fields[column + at].clone();
    let key = at as i64 + 1;
    if field(1) == "L" {
        world.entries.push(Entry {
            key,
            addresses: list(&field(3)),
            name: field(5).into(),
            employee_number: field(7).into(),
            service: field(11) == "service",
            since: None,
        });
        return;
    }
    let mut account = Account {
        key,
        connection: field(1).parse().unwrap(),
        addresses: list(&field(3)),
        name: field(5).into(),
        employee_number: field(7).into(),
        former: list(&field(9)),
        ..Account::default()
    };
    for state in field(11).split_whitespace() {
        match state.split_once(':').unwrap_or((state, "")) {
            ("left", at) => {
                account.left = true;
                account.left_at = at.parse().ok();
            }
            ("since", at) => {
                account.since = Some(at.parse().unwrap());
                account.not_before = account.since;
            }
            ("ext", id) => account.external_id = id.to_owned().into(),
            ("person", _) => account.mark = Mark::Person,
            other => panic!("no such state: {other:?}"),
        }
    }
    world.accounts.push(account);
}

fn look(line: &str, count: &mut Count) {
    let fields = fields(line);
    let mut world = World::default();
    put(&mut world, &fields, 0);
    put(&mut world, &fields, 1);
    let tied = tie(&world.accounts, &world.entries, &[]);
    let together = |one: &Person| one.accounts.len() + usize::from(one.entry.is_some()) == 2;
    let is_tied = tied.people.iter().any(together);
    let proposed = !tied.proposals.is_empty();
    match fields[0].as_str() {
        "yes" => {
            count.same += 1;
            count.tied += usize::from(is_tied);
            count.proposed += usize::from(proposed);
            if !is_tied && !proposed {
                count.missed.push(line.to_owned());
            }
        }
        "no" => {
            count.other += 1;
            count.proposed_other += usize::from(proposed);
            if is_tied {
                count.wrong.push(line.to_owned());
            }
        }
        other => panic!("neither yes nor no: {other:?}"),
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[test]
fn no_wrong_tie_and_proposals_that_are_worth_a_look() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labelled");
    let mut kinds: BTreeMap<String, Count> = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let kind = path.file_stem().unwrap().to_string_lossy().into_owned();
        let count = kinds.entry(kind).or_default();
        std::fs::read_to_string(path).unwrap().lines().skip(1).for_each(|line| look(line, count));
    }
    println!("{:<20}{:>6}{:>6}{:>9}{:>16}", "kind", "same", "tied", "proposed", "other, proposed");
    for (kind, count) in &kinds {
        println!(
            "{kind:<20}{:>6}{:>6}{:>9}{:>9} of {:>3}",
            count.same, count.tied, count.proposed, count.proposed_other, count.other
        );
    }
    let sum = |of: fn(&Count) -> usize| kinds.values().map(of).sum::<usize>();
    let (same, other) = (sum(|c| c.same), sum(|c| c.other));
    let (tied, proposed) = (sum(|c| c.tied), sum(|c| c.proposed));
    let precision = share(proposed, proposed + sum(|c| c.proposed_other));
    let recall = share(proposed, same - tied);
    println!("{} pairs: {same} the same person, {other} not", same + other);
    println!(
        "linked automatically: {tied} of {same} ({:.0} %), wrong: 0 allowed",
        100.0 * share(tied, same)
    );
    println!("proposals: precision {precision:.2}, recall of what is not tied {recall:.2}");
    for (kind, count) in &kinds {
        count.missed.iter().for_each(|line| println!("not found, {kind}: {line}"));
    }
    let wrong: Vec<&String> = kinds.values().flat_map(|count| &count.wrong).collect();
    assert!(wrong.is_empty(), "tied, and not one person:\n{wrong:#?}");
    assert!(same + other >= 300, "a set of {} pairs", same + other);
    assert!(share(tied, same) >= 0.45, "of the same persons only {tied} of {same} are tied");
    assert!(precision >= 0.5, "precision of proposals: {precision:.2}");
    assert!(recall >= 0.7, "recall of proposals: {recall:.2}");
}
