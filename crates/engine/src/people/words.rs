//! Ties and proposals in words.

use rollcall_people::{Apart, Because, Hint, Why};

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::First => String::new(),
        Why::Number { value } => format!("same employee number {value}"),
        Why::Address { value } => format!("same email address {value}"),
        Why::AddressOtherNumber { value } => {
            format!("same email address {value}, with another employee number in the app")
        }
        Why::FormerAddress { value } => format!("its former address {value}"),
        Why::Admin => "linked by an admin".to_owned(),
    }
}

pub(super) fn apart(why: &Apart) -> String {
    match why {
        Apart::MarkedShared => "marked as a shared mailbox".to_owned(),
        Apart::MarkedService => "marked as a service account".to_owned(),
        Apart::ListedAsService { .. } => "a service account on the HR list".to_owned(),
        Apart::LooksShared { local_part } => {
            format!("“{local_part}@” looks like a shared mailbox or a service account")
        }
    }
}

/// What keeps two apart, as the second half of a sentence about them.
pub(super) fn because(because: Because) -> &'static str {
    match because {
        Because::Apart => "an admin said that two of their accounts belong to different people",
        Because::OtherNumber => "they have different employee numbers",
        Because::TwoEntries => "each has a row of their own on the HR list",
        Because::NoPerson => "one of them is marked, or listed, as not a person",
    }
}

/// What to do so that they can be one.
pub(super) fn way_out(because: Because) -> &'static str {
    match because {
        Because::Apart => "Check the other accounts of both, and link those first.",
        Because::OtherNumber => {
            "Correct the employee number in the app or on the list, read again, then link them."
        }
        Because::TwoEntries => {
            "Remove one of the rows from the list, import it again, then link them."
        }
        Because::NoPerson => "Mark the account as a person on its page, then link them.",
    }
}

pub(super) fn unheld(reason: Because) -> String {
    format!("linked by an admin, but {}", because(reason))
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
        Hint::SameAddressAgainstNumbers { address } => {
            format!("the same address {address}, but the employee numbers contradict it")
        }
        Hint::SameAddressMaybeReused { address } => {
            format!("the same address {address}, which may have been given to someone new")
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
