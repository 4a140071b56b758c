//! Ties and proposals in words.

use rollcall_people::{Apart, Hint, Why};

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::First => String::new(),
        Why::Number { value } => format!("same employee number {value}"),
        Why::Address { value } => format!("same e-mail address {value}"),
        Why::FormerAddress { value } => format!("its former address {value}"),
        Why::Admin => "tied by an admin".to_owned(),
    }
}

pub(super) fn apart(why: &Apart) -> String {
    match why {
        Apart::MarkedShared => "marked as a shared mailbox".to_owned(),
        Apart::MarkedService => "marked as a service account".to_owned(),
        Apart::ListedAsService { .. } => "a service account in the truth list".to_owned(),
        Apart::LooksShared { local_part } => {
            format!("“{local_part}@” looks like a shared mailbox or a service account")
        }
    }
}

pub(super) fn hints(hints: &[Hint]) -> String {
    let words: Vec<String> = hints.iter().map(hint).collect();
    words.join("; ")
}

fn hint(hint: &Hint) -> String {
    match hint {
        Hint::SameNumberOtherName { number } => {
            format!("the same employee number {number}, another name")
        }
        Hint::SameNumberOfSeveral { number } => {
            format!("the employee number {number}, which several have")
        }
        Hint::SameNumberOtherFormat { a, b } => {
            format!("employee numbers that differ in form alone ({a}, {b})")
        }
        Hint::SameAddressOtherName { address } => {
            format!("the same address {address}, another name")
        }
        Hint::SameAddressOtherNumber { address } => {
            format!("the same address {address}, another employee number")
        }
        Hint::SameAddressMaybeReused { address } => {
            format!("the same address {address}, which may have been given to somebody new")
        }
        Hint::SameAddressOfSeveral { address } => {
            format!("the address {address}, which several have")
        }
        Hint::FormerAddress { address } => format!("the former address {address}"),
        Hint::SameWithoutPlus { address } => {
            format!("the same address without what follows the plus ({address})")
        }
        Hint::SameLocalPart { local_part } => format!("the same part before the @ ({local_part})"),
        Hint::SameExternalId { value } => format!("the same external id {value}"),
        Hint::SameName { name } => format!("the same name {name}"),
    }
}
