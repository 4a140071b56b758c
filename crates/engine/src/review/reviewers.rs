//! Who decides about what. Nobody decides about their own account. Pure.

use super::KeptReviewer;
use super::frozen::FrozenItem;
use super::names::same_words;
use crate::view::{ReviewAssign, ReviewerFor, ReviewerName};
use std::collections::HashMap;

/// What an item says of who may decide about it.
pub(crate) struct Asked<'a> {
    pub(crate) item: &'a FrozenItem,
    pub(crate) connection_name: &'a str,
    /// As the HR list writes it: an address, or a name that was looked up.
    pub(crate) manager: Option<ReviewerName>,
    /// Lower case: all addresses of the person.
    pub(crate) addresses: Vec<String>,
}

/// Reviewers with their numbers, and the number for each item. The error names a person whose
/// accounts no one else can decide about.
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
                .find(|named| {
                    is_it(&named.what, &[one.item.connection.as_str(), one.connection_name])
                })
                .map(|named| (named.reviewer.clone(), "named for the app")),
            ReviewAssign::Group => one
                .item
                .groups
                .iter()
                .find_map(|group| {
                    named.iter().find(|named| is_it(&named.what, &[group.id.as_str(), &group.name]))
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
    let email = base(&who.email);
    let is_mailbox =
        !email.is_empty() && one.addresses.iter().any(|address| base(address) == email);
    is_mailbox || is_namesake(&who.name, &one.item.name)
}

/// Whether an account has the name of a reviewer: their address may be mistyped, or be another one in
/// this app. A namesake's account is decided by somebody else, which harms nobody.
fn is_namesake(reviewer: &str, account: &str) -> bool {
    let several = |name: &str| name.split_whitespace().nth(1).is_some();
    several(reviewer) && several(account) && same_words(reviewer, account)
}

/// An address without what follows the plus (RFC 5233): the same mailbox.
fn base(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.split_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or(local);
            format!("{local}@{domain}")
        }
        None => address,
    }
}

pub(crate) fn same_mailbox(one: &str, other: &str) -> bool {
    base(one) == base(other)
}

/// Whether it is an address that can identify a person: no spaces or brackets, one @.
pub(crate) fn is_address(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split('@').collect();
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
    matches!(parts.as_slice(), [local, domain] if !local.is_empty() && !domain.is_empty())
        && !text.trim().contains(odd)
}

/// Whether a reviewer would decide about their own account.
pub(crate) fn is_own_account(reviewer: &KeptReviewer, item: &FrozenItem) -> bool {
    let email = base(&reviewer.email);
    let is_mailbox =
        !email.is_empty() && (base(&item.email) == email || base(&item.user_name) == email);
    is_mailbox || is_namesake(&reviewer.name, &item.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_of_the_same_name_is_the_reviewers_own() {
        for (reviewer, account, own) in [
            ("Priya Nair", "Priya Nair", true),
            ("Priya Nair", "Nair, Priya", true),
            ("priya  nair", "Priya Nair", true),
            ("Priya Nair", "Priya Nayar", false),
            ("Priya", "Priya", false),
            ("", "", false),
        ] {
            assert_eq!(is_namesake(reviewer, account), own, "{reviewer} {account}");
        }
    }

    #[test]
    fn a_mailbox_is_the_same_with_a_plus_and_an_address_has_one_at() {
        assert_eq!(base(" Priya.Nair+Admin@Example.com"), "priya.nair@example.com");
        assert_eq!(base("priya"), "priya");
        assert!(is_address("jo@example.com"));
        for odd in ["IT> Nair <priya@example.com", "jo", "@x", "jo@", "a@b@c", "jo doe@x"] {
            assert!(!is_address(odd), "{odd}");
        }
    }
}
