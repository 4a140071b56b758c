//! Ties and proposals in words.

use rollcall_people::{Apart, Because, Hint, Why};

pub(super) fn why(why: &Why) -> String {
    match why {
        Why::First => String::new(),
        Why::Number { value } => format!("same employee number {value}"),
        Why::Address { value } => format!("same e-mail address {value}"),
        Why::AddressOtherNumber { value } => {
            format!("same e-mail address {value}, with another employee number in the app")
        }
        Why::FormerAddress { value } => format!("its former address {value}"),
        Why::Admin => "tied by an admin".to_owned(),
    }
}

pub(super) fn apart(why: &Apart) -> String {
    match why {
        Apart::MarkedShared => "marked as a shared mailbox".to_owned(),
        Apart::MarkedService => "marked as a service account".to_owned(),
        Apart::ListedAsService { .. } => "a service account in the HR list".to_owned(),
        Apart::LooksShared { local_part } => {
            format!("“{local_part}@” looks like a shared mailbox or a service account")
        }
    }
}

/// What keeps two apart, as the second half of a sentence about them.
pub(super) fn because(because: Because) -> &'static str {
    match because {
        Because::Apart => "an admin said of two of their accounts that they are different people",
        Because::OtherNumber => "they have different employee numbers",
        Because::TwoEntries => "each has a row of their own in the HR list",
        Because::NoPerson => "one of them is marked, or listed, as no person",
    }
}

/// What to do so that they can be one.
pub(super) fn way_out(because: Because) -> &'static str {
    match because {
        Because::Apart => "Look at the other accounts of both, and tie those first.",
        Because::OtherNumber => {
            "Mend the employee number in the app or in the list, read again, and tie them then."
        }
        Because::TwoEntries => {
            "Take one of the rows out of the list, import it again, and tie them then."
        }
        Because::NoPerson => "Mark the account as a person first, on its page, and tie them then.",
    }
}

pub(super) fn unheld(reason: Because) -> String {
    format!("tied by an admin, but {}", because(reason))
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
