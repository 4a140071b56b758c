//! One person in two rows, and two people with one address.

use crate::entry::Entry;
use crate::fold::fold;
use crate::notes::listed;
use crate::status::Status;
use std::collections::HashMap;

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
    let mut known: HashMap<(String, Key), usize> = HashMap::new();
    let mut kept: Vec<(usize, Entry)> = Vec::with_capacity(rows.len());
    let mut settled = Settled::default();
    for (place, entry) in rows {
        let identity = Identity::of(&entry);
        let found = identity.looked_up().into_iter().find_map(|key| known.get(&key).copied());
        let at = found.unwrap_or(kept.len());
        for key in identity.stored() {
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

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Of an address.
    Number(String),
    /// Of an address; any row, for one that has no number.
    Name(String),
    /// Of an address; a row without number, for one that has a number.
    NameAlone(String),
    /// Without an address: number and name are the key.
    NoAddress(String),
}

struct Identity {
    address: String,
    number: String,
    name: String,
}

impl Identity {
    fn of(entry: &Entry) -> Self {
        Self {
            address: entry.emails.first().cloned().unwrap_or_default(),
            number: entry.employee_number.to_lowercase(),
            name: fold(&entry.name),
        }
    }

    fn with(&self, key: Key) -> (String, Key) {
        (self.address.clone(), key)
    }

    fn looked_up(&self) -> Vec<(String, Key)> {
        if self.address.is_empty() {
            return self.stored();
        }
        let name = self.name.clone();
        if self.number.is_empty() {
            vec![self.with(Key::Name(name))]
        } else {
            vec![self.with(Key::Number(self.number.clone())), self.with(Key::NameAlone(name))]
        }
    }

    fn stored(&self) -> Vec<(String, Key)> {
        if self.address.is_empty() {
            let key = Key::NoAddress(format!("{}\u{1f}{}", self.number, self.name));
            return vec![self.with(key)];
        }
        let name = self.with(Key::Name(self.name.clone()));
        if self.number.is_empty() {
            vec![name, self.with(Key::NameAlone(self.name.clone()))]
        } else {
            vec![name, self.with(Key::Number(self.number.clone()))]
        }
    }
}

/// Finds what several people have in common; whoever matches accounts must not go by it.
fn share(settled: &mut Settled) {
    let addresses = settled.entries.iter().flat_map(|(_, entry)| {
        entry.emails.iter().map(move |address| (address.clone(), entry.row))
    });
    let numbers = settled.entries.iter().filter(|(_, entry)| !entry.employee_number.is_empty());
    let numbers = numbers.map(|(_, entry)| (entry.employee_number.to_lowercase(), entry.row));
    let (addresses, numbers) = (several(addresses), several(numbers));
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
fn several(values: impl Iterator<Item = (String, u32)>) -> Vec<(String, Vec<u32>)> {
    let mut rows: HashMap<String, Vec<u32>> = HashMap::new();
    for (value, row) in values {
        rows.entry(value).or_default().push(row);
    }
    let mut shared: Vec<_> = rows.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    shared.sort();
    shared
}
