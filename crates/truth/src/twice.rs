//! One person in two rows, and two people with one address.

use crate::entry::Entry;
use crate::fold::fold;
use crate::notes::listed;
use crate::status::Status;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Shared addresses and numbers that get a note of their own.
const NOTED: usize = 50;

/// The rows after it was settled who is who. `usize` is the place of the row in the table.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// One per person, in the order of the rows.
    pub entries: Vec<(usize, Entry)>,
    /// Rows that are somebody again, and the row that stays.
    pub again: Vec<(usize, Entry, u32)>,
    pub shared_addresses: Vec<String>,
    pub shared_numbers: Vec<String>,
    pub notes: Vec<String>,
}

/// The same person: same address and same number, or same address and same name unless both rows
/// have a number; without address, same number and same name. The later row goes, but never the one
/// of somebody who works here for one of somebody who left.
pub(crate) fn settle(rows: Vec<(usize, Entry)>) -> Settled {
    let mut known: HashMap<Key, usize> = HashMap::with_capacity(rows.len() * 2);
    let mut identities = Identities::default();
    let mut kept: Vec<(usize, Entry)> = Vec::with_capacity(rows.len());
    let mut settled = Settled::default();
    for (place, entry) in rows {
        let (sought, stored) = identities.keys(&entry);
        let found = sought.iter().find_map(|key| known.get(key).copied());
        let at = found.unwrap_or(kept.len());
        for key in stored {
            known.entry(key).or_insert(at);
        }
        match kept.get_mut(at) {
            None => kept.push((place, entry)),
            Some(first) if first.1.status == Status::Left && entry.status != Status::Left => {
                let stays = entry.row;
                let (place, gone) = std::mem::replace(first, (place, entry));
                settled.again.push((place, gone, stays));
            }
            Some(first) => settled.again.push((place, entry, first.1.row)),
        }
    }
    kept.sort_by_key(|(place, _)| *place);
    settled.entries = kept;
    share(&mut settled);
    settled
}

/// What two rows of one person have in common. Addresses, numbers and names are told by their place
/// among all of their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Number {
        address: usize,
        number: usize,
    },
    /// Of any row, for one that has no number.
    Name {
        address: usize,
        name: usize,
    },
    /// Of a row without number, for one that has a number.
    NameAlone {
        address: usize,
        name: usize,
    },
    NoAddress {
        number: usize,
        name: usize,
    },
}

/// Texts seen so far, each with its place.
#[derive(Default)]
struct Texts(HashMap<String, usize>);

impl Texts {
    fn place(&mut self, text: String) -> usize {
        let next = self.0.len();
        *self.0.entry(text).or_insert(next)
    }
}

#[derive(Default)]
struct Identities {
    addresses: Texts,
    numbers: Texts,
    names: Texts,
}

impl Identities {
    /// The keys by which an earlier row of this person is found, and those to find this row by.
    fn keys(&mut self, entry: &Entry) -> ([Key; 2], [Key; 2]) {
        let number = self.numbers.place(entry.employee_number.to_lowercase());
        let name = self.names.place(fold(&entry.name));
        let Some(address) = entry.emails.first() else {
            let key = Key::NoAddress { number, name };
            return ([key, key], [key, key]);
        };
        let address = self.addresses.place(address.clone());
        let (any, alone) = (Key::Name { address, name }, Key::NameAlone { address, name });
        if entry.employee_number.is_empty() {
            ([any, any], [any, alone])
        } else {
            let number = Key::Number { address, number };
            ([number, alone], [any, number])
        }
    }
}

/// Finds what several people have in common; whoever matches accounts must not go by it.
fn share(settled: &mut Settled) {
    let people = || settled.entries.iter().map(|(_, entry)| entry);
    let addresses = several(people().flat_map(|entry| {
        entry.emails.iter().map(|address| (Cow::Borrowed(address.as_str()), entry.row))
    }));
    let numbered = people().filter(|entry| !entry.employee_number.is_empty());
    let numbers = several(
        numbered.map(|entry| (Cow::Owned(entry.employee_number.to_lowercase()), entry.row)),
    );
    for (what, shared) in [("address", &addresses), ("employee number", &numbers)] {
        for (value, rows) in shared.iter().take(NOTED) {
            let (people, rows) = (rows.len(), listed(rows, rows.len()));
            settled.notes.push(format!(
                "{people} people share the {what} {value}: rows {rows}. Nobody is matched by it."
            ));
        }
        if shared.len() > NOTED {
            let more = shared.len() - NOTED;
            settled.notes.push(format!("{more} more are shared like that ({what})."));
        }
    }
    settled.shared_addresses = addresses.into_iter().map(|(value, _)| value).collect();
    settled.shared_numbers = numbers.into_iter().map(|(value, _)| value).collect();
}

/// Values of more than one row, with their rows; sorted.
fn several<'a>(values: impl Iterator<Item = (Cow<'a, str>, u32)>) -> Vec<(String, Vec<u32>)> {
    let mut first: HashMap<Cow<'a, str>, u32> = HashMap::new();
    let mut shared: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (value, row) in values {
        match first.get(&value) {
            None => {
                first.insert(value, row);
            }
            Some(first) => {
                shared.entry(value.into_owned()).or_insert_with(|| vec![*first]).push(row);
            }
        }
    }
    shared.into_iter().collect()
}
