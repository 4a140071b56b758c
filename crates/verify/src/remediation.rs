//! Was everything that was revoked read back, or excepted?

use crate::facts::{Exception, Facts, Item, Line};
use crate::moment::{is_day, moment};
use crate::pack::Pack;
use crate::report::{About, Report};
use foldhash::HashMap;
use std::collections::BTreeSet;

const ABOUT: About = About::Completeness;

pub(crate) fn check(pack: &Pack, facts: &Facts<'_>, report: &mut Report) {
    let items: HashMap<u64, &Item<'_>> =
        facts.population.items.iter().map(|item| (item.item, item)).collect();
    let last = facts.last_decisions();
    let mut due: BTreeSet<(u64, Option<&str>)> = BTreeSet::new();
    for (item, one) in &last {
        match &*one.decision {
            "revoke" => {
                let group = items.get(item).and_then(|item| item.group.as_ref());
                due.insert((*item, group.map(|group| &*group.id)));
            }
            "change" => due.extend(one.drop.iter().map(|id| (*item, Some(id.as_str())))),
            _ => {}
        }
    }
    let count = due.len();
    let (mut faults, mut excepted, mut read_back) = (Vec::new(), 0, 0);
    for line in &facts.lines {
        let number = line.item;
        let group = line.group.as_ref().map_or_else(String::new, |id| format!(", group {id}"));
        if !due.remove(&(number, line.group.as_deref())) {
            faults.push(format!("item {number}{group}: not decided, or listed twice"));
        }
        let same = items.get(&number).is_some_and(|item| {
            item.connection == line.connection && item.account_id == line.account_id
        });
        if !same {
            faults.push(format!("item {number}: another account was taken away"));
        }
        let decided = last.get(&number).map_or("", |one| &*one.at);
        let Err(why) = proven(line, decided) else {
            read_back += 1;
            continue;
        };
        match &line.exception {
            None => faults.push(format!("item {number}{group}: {why}, and it is not excepted")),
            Some(exception) => {
                excepted += 1;
                if let Err(why) = answered_for(exception, pack) {
                    faults.push(format!("item {number}{group}: {why}"));
                }
            }
        }
    }
    for (item, group) in due {
        let what = group.map_or_else(String::new, |id| format!(", group {id}"));
        faults.push(format!("item {item}{what}: its outcome is missing"));
    }
    let what = format!(
        "{count} revokes and dropped groups: {read_back} read back and still in effect, \
        {excepted} excepted"
    );
    report.check(ABOUT, &what, faults);
}

fn proven(line: &Line, decided: &str) -> Result<(), &'static str> {
    if line.outcome.as_deref() != Some("verified") {
        return Err("it is not verified");
    }
    match line.read_back_at.as_deref().map(moment) {
        None => return Err("it was not read back"),
        Some(None) => return Err("when it was read back is not a time"),
        Some(at) if at < moment(decided) => return Err("it was read back before it was decided"),
        Some(_) => {}
    }
    // The last of those of one time.
    match line.checks.iter().max_by_key(|check| moment(&check.at)) {
        Some(check) if check.holds == Some(false) => Err("a later check found it no longer in \
        effect"),
        _ => Ok(()),
    }
}

fn answered_for(exception: &Exception, pack: &Pack) -> Result<(), String> {
    let empty = |text: &str| text.trim().is_empty();
    let day = |day: &Option<String>| day.as_deref().is_some_and(is_day);
    if empty(&exception.owner) {
        return Err("its exception has no owner".to_owned());
    }
    if let Some(proof) = &exception.proof
        && (!proof.starts_with("proofs/") || pack.sha256(proof).is_none())
    {
        return Err(format!("its proof “{proof}” is missing"));
    }
    match exception.kind.as_str() {
        "manual" if !day(&exception.due) => Err("its exception has no due date".to_owned()),
        "manual" if empty(&exception.note) && exception.proof.is_none() => {
            Err("its exception has neither a note nor a proof".to_owned())
        }
        "risk" if !day(&exception.expires) => Err("its risk does not expire".to_owned()),
        "risk" if empty(&exception.note) => Err("its risk has no note".to_owned()),
        "manual" | "risk" => Ok(()),
        other => Err(format!("“{other}” is not an exception")),
    }
}
