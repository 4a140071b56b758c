//! Who decides about what. Nobody decides about an account of their own. Pure.

use super::KeptReviewer;
use super::frozen::FrozenItem;
use crate::view::{ReviewAssign, ReviewerFor, ReviewerName};
use std::collections::HashMap;

/// What an item says of who may decide about it.
pub(crate) struct Asked<'a> {
    pub(crate) item: &'a FrozenItem,
    pub(crate) connection_name: &'a str,
    /// As the truth list writes it: an address, or a name that was looked up.
    pub(crate) manager: Option<ReviewerName>,
    /// Lower case: all addresses of the person.
    pub(crate) addresses: Vec<String>,
}

/// Reviewers with their numbers, and the number for each item. The error names somebody about whose
/// accounts nobody else can decide.
pub(crate) fn assign(
    asked: &[Asked<'_>],
    how: ReviewAssign,
    first: &[ReviewerName],
    named: &[ReviewerFor],
) -> Result<(Vec<KeptReviewer>, Vec<u32>), String> {
    let mut reviewers: Vec<KeptReviewer> = Vec::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number_of = |who: &ReviewerName| {
        *numbers.entry(key(who)).or_insert_with(|| {
            let number = u32::try_from(reviewers.len()).unwrap_or(u32::MAX).saturating_add(1);
            reviewers.push(KeptReviewer {
                number,
                name: who.name.trim().to_owned(),
                email: who.email.trim().to_owned(),
                why: String::new(),
            });
            number
        })
    };
    for who in first {
        number_of(who);
    }
    let mut whose = Vec::with_capacity(asked.len());
    let mut reasons: HashMap<u32, (usize, String)> = HashMap::new();
    for one in asked {
        let wanted = match how {
            ReviewAssign::One => None,
            ReviewAssign::Manager => one.manager.clone().map(|who| (who, "their manager")),
            ReviewAssign::App => named
                .iter()
                .find(|named| is_it(&named.what, &[&one.item.connection, one.connection_name]))
                .map(|named| (named.reviewer.clone(), "named for the app")),
            ReviewAssign::Group => one
                .item
                .groups
                .iter()
                .find_map(|group| {
                    named.iter().find(|named| is_it(&named.what, &[&group.id, &group.name]))
                })
                .map(|named| (named.reviewer.clone(), "named for the group")),
        };
        let chosen = wanted
            .into_iter()
            .chain(first.iter().map(|who| (who.clone(), "named for the review")))
            .find(|(who, _)| !is_own(who, one));
        let Some((who, why)) = chosen else { return Err(one.item.name.clone()) };
        let number = number_of(&who);
        let counted = reasons.entry(number).or_insert_with(|| (0, why.to_owned()));
        counted.0 += 1;
        whose.push(number);
    }
    for reviewer in &mut reviewers {
        reviewer.why = match reasons.get(&reviewer.number) {
            Some((count, why)) => format!("{why}, {count} of the items"),
            None => "named for the review".to_owned(),
        };
    }
    Ok((reviewers, whose))
}

fn key(who: &ReviewerName) -> String {
    let email = who.email.trim().to_lowercase();
    if email.is_empty() { who.name.trim().to_lowercase() } else { email }
}

fn is_it(what: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.to_lowercase() == what.trim().to_lowercase())
}

fn is_own(who: &ReviewerName, one: &Asked<'_>) -> bool {
    let email = who.email.trim().to_lowercase();
    !email.is_empty() && one.addresses.contains(&email)
}

/// Whether a reviewer would decide about an account of their own.
pub(crate) fn is_own_account(reviewer: &KeptReviewer, item: &FrozenItem) -> bool {
    let email = reviewer.email.trim().to_lowercase();
    !email.is_empty()
        && (item.email.to_lowercase() == email || item.user_name.to_lowercase() == email)
}
