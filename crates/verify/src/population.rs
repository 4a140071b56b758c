//! Is the population what the apps told, and all of it?

use crate::facts::{Facts, Read};
use crate::integrity::{Manifest, sha256};
use crate::pack::Pack;
use crate::report::{About, Report};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

const ABOUT: About = About::Completeness;

/// An account as the hash of a population and the pages both know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Account {
    active: bool,
    groups: BTreeSet<String>,
}

/// By connection and id.
type Accounts = BTreeMap<(String, String), Account>;

pub(crate) fn check(pack: &Pack, facts: &Facts, manifest: Option<&Manifest>, report: &mut Report) {
    reads(facts, report);
    numbers(facts, report);
    let told = told(facts);
    let mut faults = Vec::new();
    if hash(&told) != facts.review.population_sha256 {
        faults.push("population.json is not what was frozen".to_owned());
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
        let read = facts.reads.iter().find(|read| read.connection == *id);
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
    for one in facts.population.outside.iter().filter(|one| one.why.trim().is_empty()) {
        faults.push(format!("{} is outside the scope without a reason", one.account_id));
    }
    report.check(ABOUT, &format!("numbers of {} items", items.len()), faults);
}

fn told(facts: &Facts) -> Accounts {
    let mut accounts = Accounts::new();
    for one in &facts.population.items {
        let groups = one.groups.iter().map(|group| group.id.clone()).collect();
        let account = Account { active: one.active, groups };
        accounts.insert((one.connection.clone(), one.account_id.clone()), account);
    }
    for one in &facts.population.outside {
        let account = Account { active: one.active, groups: one.groups.iter().cloned().collect() };
        accounts.insert((one.connection.clone(), one.account_id.clone()), account);
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
    report.check(ABOUT, &format!("hashes of {count} raw pages"), faults);
    let mut faults = Vec::new();
    for (key, account) in &made {
        match told.get(key) {
            None => faults.push(format!("account {} of the pages is not in it", key.1)),
            Some(known) if known.active != account.active => {
                faults.push(format!("account {} is {} in the pages", key.1, state(account)));
            }
            Some(known) if known.groups != account.groups => {
                faults.push(format!("account {} is in other groups in the pages", key.1));
            }
            Some(_) => {}
        }
    }
    for key in told.keys().filter(|key| !made.contains_key(*key)) {
        faults.push(format!("account {} is in no page", key.1));
    }
    report.check(ABOUT, &format!("{what}: {} accounts", made.len()), faults);
}

fn state(account: &Account) -> &'static str {
    if account.active { "active" } else { "inactive" }
}

/// Accounts of one connection as its pages have them.
fn again(pack: &Pack, read: &Read, made: &mut Accounts, faults: &mut Vec<String>) {
    let mut users: HashMap<String, bool> = HashMap::new();
    let mut groups: HashMap<String, Vec<String>> = HashMap::new();
    for page in &read.pages {
        let named = page.file.as_deref().unwrap_or_default();
        let Some(body) = pack.file(named) else {
            faults.push(format!("page {} of {} is not there", page.number, read.name));
            continue;
        };
        if sha256(body) != page.sha256 {
            faults.push(format!("{named} is not the page that was read"));
        }
        let listed = match page.kind.as_str() {
            "users" | "groups" => serde_json::from_slice::<List>(body).map(|list| list.resources),
            _ => serde_json::from_slice::<Resource>(body).map(|one| vec![one]),
        };
        let listed = match listed {
            Ok(listed) => listed,
            Err(error) => {
                faults.push(format!("{named} cannot be read: {error}"));
                continue;
            }
        };
        for one in listed {
            match page.kind.as_str() {
                "users" if !one.id.is_empty() => {
                    users.insert(one.id, one.active);
                }
                "groups" if !one.id.is_empty() => {
                    let known = groups.entry(one.id).or_default();
                    if let Some(members) = one.members {
                        *known = members;
                    }
                }
                "members" => {
                    if let Some(members) = one.members {
                        groups.insert(page.of.clone(), members);
                    }
                }
                _ => {}
            }
        }
    }
    let mut of: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for (group, members) in &groups {
        for member in members {
            of.entry(member).or_default().insert(group.clone());
        }
    }
    for (id, active) in &users {
        let groups = of.remove(id.as_str()).unwrap_or_default();
        made.insert((read.connection.clone(), id.clone()), Account { active: *active, groups });
    }
}

/// An answer to a list (RFC 7644 §3.4.2).
#[derive(Default)]
struct List {
    resources: Vec<Resource>,
}

/// Of a user or group, what a population is made of.
struct Resource {
    id: String,
    active: bool,
    members: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = List;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer to a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List, A::Error> {
                let mut list = List::default();
                while let Some(name) = map.next_key::<String>()? {
                    if name.eq_ignore_ascii_case("Resources") {
                        list.resources = map.next_value::<Option<Vec<_>>>()?.unwrap_or_default();
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(list)
            }
        }
        from.deserialize_map(Of)
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Resource;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a user or a group")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Resource, A::Error> {
                // A user without a word on it counts as one who has access (RFC 7643 §4.1.1).
                let mut one = Resource { id: String::new(), active: true, members: None };
                while let Some(name) = map.next_key::<String>()? {
                    if name.eq_ignore_ascii_case("id") {
                        one.id = text(&map.next_value::<Value>()?);
                    } else if name.eq_ignore_ascii_case("active") {
                        one.active =
                            !text(&map.next_value::<Value>()?).eq_ignore_ascii_case("false");
                    } else if name.eq_ignore_ascii_case("members") {
                        one.members = members(map.next_value::<Value>()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(one)
            }
        }
        from.deserialize_map(Of)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn members(value: Value) -> Option<Vec<String>> {
    let many = match value {
        Value::Array(many) => many,
        Value::Null => return None,
        one => vec![one],
    };
    let ids = many.iter().map(|one| match one {
        Value::Object(parts) => {
            let value = parts.iter().find(|(name, _)| name.eq_ignore_ascii_case("value"));
            value.map(|(_, value)| text(value)).unwrap_or_default()
        }
        other => text(other),
    });
    Some(ids.filter(|id| !id.is_empty()).collect())
}
