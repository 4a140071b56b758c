//! The account that someone gets who has none: its values and groups, as the rules of the app say. Pure.

use super::findings::Findings;
use super::groups::Fields;
use super::rows::Loaded;
use super::rules::{Rule, Takes, Wanted, text_of};
use crate::view::{NewUser, WantedValue};
use rollcall_providers::keeps;
use rollcall_truth::{Entry, Field};

/// The new account of a row.
///
/// # Errors
/// Why there can be none, as a sentence.
pub(super) fn new_user(one: &Loaded, findings: &Findings, today: &str) -> Result<NewUser, String> {
    let app = one.finding.app().and_then(|at| findings.apps.get(usize::from(at)));
    let (Some(app), Some(entry)) = (app, &one.entry) else {
        return Err("It changed since it was shown: look at it again.".to_owned());
    };
    let email = text_of(entry, Field::Email);
    if email.is_empty() {
        return Err("The list has no address for this person, and so no user name.".to_owned());
    }
    let mut values = vec![value("userName", email)];
    if keeps(&app.profile, "emails") {
        values.push(value("emails", email));
    }
    for rule in &app.rules.fields {
        values.extend(wanted(rule, entry).map(|text| value(&rule.path, &text)));
    }
    // Who belongs to the group by its rule joins it with the account.
    let fields = Fields::of(entry, today);
    let joins = |group: &&super::groups::GroupNow| {
        group.condition.is_met(&fields) == Some(true) && !group.leaves_alone(entry)
    };
    let groups = app.groups.iter().filter(joins).map(|group| group.id.clone()).collect();
    Ok(NewUser { connection_id: app.id.clone(), values, groups })
}

fn value(path: &str, text: &str) -> WantedValue {
    WantedValue { path: path.to_owned(), value: Some(text.to_owned()) }
}

/// What the list says of an attribute that the app takes. A name in one piece is not divided here: no
/// account shows where.
fn wanted(rule: &Rule, entry: &Entry) -> Option<String> {
    if matches!(rule.takes, Takes::No(_)) {
        return None;
    }
    match rule.wanted(entry) {
        Wanted::Value(text) => Some(text),
        Wanted::Clear | Wanted::Nothing => None,
    }
}
