//! One person in two rows, and two people with one address.

use crate::entry::Entry;
use crate::fold::fold;
use crate::notes::listed;
use crate::status::Status;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Shared addresses and numbers that get a note of their own.
const NOTED: usize = 50;

/// The rows after it was settled who is who. `usize` is the place of the row in the table.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// One per person, in the order of the rows.
    pub entries: Vec<(usize, Entry)>,
    /// Rows that repeat a person, and the row that stays.
    pub again: Vec<(usize, Entry, u32)>,
    pub shared_addresses: Vec<String>,
    pub shared_numbers: Vec<String>,
    pub notes: Vec<String>,
}

/// The same person: same address and same number, or same address and same name unless both rows
/// have a number; without address, same number and same name. Of several rows the one that holds on
/// `today` stays: see [`better`]. `sheet` is the sheet of a row, by its number.
pub(crate) fn settle(
    rows: Vec<(usize, Entry)>,
    today: Date,
    sheet: impl Fn(u32) -> usize,
) -> Settled {
    let mut known: HashMap<Key, usize> = HashMap::with_capacity(rows.len() * 2);
    let mut identities = Identities::default();
    let mut kept: Vec<(usize, Entry)> = Vec::with_capacity(rows.len());
    let mut settled = Settled::default();
    // The first days of the rows of people with several.
    let mut slices = 0_usize;
    for (place, entry) in rows {
        let (sought, stored) = identities.keys(&entry);
        let found = sought.iter().find_map(|key| known.get(key).copied());
        let at = found.unwrap_or(kept.len());
        for key in stored {
            known.entry(key).or_insert(at);
        }
        let Some(first) = kept.get_mut(at) else {
            kept.push((place, entry));
            continue;
        };
        slices += usize::from(first.1.start != entry.start);
        let better = match sheet(first.1.row) == sheet(entry.row) {
            true => better(&first.1, &entry, today),
            false => better_of_sheets(&first.1, &entry, today),
        };
        let (mut stays, gone) = match better {
            Better::First => (first.clone(), (place, entry)),
            Better::Second => ((place, entry), first.clone()),
            Better::Open => {
                let mut stays = first.clone();
                stays.1.status = Status::NotKnown;
                stays.1.status_why =
                    format!("rows {} and {} contradict each other", first.1.row, entry.row);
                (stays, (place, entry))
            }
        };
        // What was not known of one row stays so, even if further rows repeat it.
        if first.1.status == Status::NotKnown && stays.1.status == Status::NotKnown {
            stays.1.status_why.clone_from(&first.1.status_why);
        }
        let row = stays.1.row;
        *first = stays;
        settled.again.push((gone.0, gone.1, row));
    }
    if slices > 0 {
        let times = if slices == 1 { "1 row is".to_owned() } else { format!("{slices} rows are") };
        settled.notes.push(format!(
            "{times} of a person who has another row with a different start date: the row that \
            applies today counts."
        ));
    }
    kept.sort_by_key(|(place, _)| *place);
    settled.entries = kept;
    share(&mut settled);
    settled
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
    First,
    Second,
    /// One says employed, one left, and nothing shows which is right.
    Open,
}

/// Which of two rows of a person holds: one that has begun before one that has not, of two that hold
/// today the one that begins later. If dates do not settle it, or both have the same first day, and
/// one row says left and the other employed, it is not known which is right.
fn better(first: &Entry, second: &Entry, today: Date) -> Better {
    let over = |entry: &Entry| entry.end.is_some_and(|end| end < today);
    let ahead = |entry: &Entry| entry.start.is_some_and(|start| start > today);
    let holds = |entry: &Entry| !over(entry) && !ahead(entry);
    let works = |entry: &Entry| matches!(entry.status, Status::Employed | Status::NotStarted);
    let left = |entry: &Entry| entry.status == Status::Left;
    let contradict = left(first) && works(second) || works(first) && left(second);
    let same_start = first.start.is_some() && first.start == second.start;
    if contradict && same_start {
        return Better::Open;
    }
    match (holds(first), holds(second)) {
        (true, false) => return Better::First,
        (false, true) => return Better::Second,
        (false, false) => {
            // Back soon, or the last time of several.
            return match (over(first), over(second)) {
                (true, false) => Better::Second,
                (false, true) => Better::First,
                (true, true) if second.end > first.end => Better::Second,
                (false, false) if second.start < first.start => Better::Second,
                _ => Better::First,
            };
        }
        (true, true) => {}
    }
    if first.status == second.status {
        return if second.start > first.start { Better::Second } else { Better::First };
    }
    let later = second.start > first.start;
    match (first.start, second.start) {
        // Hired again: the later row is the one that continues.
        (Some(one), Some(other)) if one != other => {
            let (old, new) = if later { (first, second) } else { (second, first) };
            if left(new) && works(old) {
                Better::Open
            } else if later {
                Better::Second
            } else {
                Better::First
            }
        }
        _ if contradict => Better::Open,
        _ if first.status == Status::NotKnown && works(second) => Better::First,
        _ if second.status == Status::NotKnown && works(first) => Better::Second,
        _ if left(first) && second.status == Status::NotKnown => Better::Second,
        _ => Better::First,
    }
}

/// [`better`] for rows of two sheets. One that says employed may be older than one that says left: it
/// counts only if it begins when the other has ended.
fn better_of_sheets(first: &Entry, second: &Entry, today: Date) -> Better {
    let works = |entry: &Entry| matches!(entry.status, Status::Employed | Status::NotStarted);
    let (left, works) = match (first.status, second.status) {
        (Status::Left, _) if works(second) => (first, second),
        (_, Status::Left) if works(first) => (second, first),
        _ => return better(first, second, today),
    };
    let again = match (left.start, works.start) {
        (Some(before), Some(after)) => before < after && left.end.is_some_and(|end| end <= after),
        _ => false,
    };
    if again { better(first, second, today) } else { Better::Open }
}

/// What two rows of one person have in common. Addresses, numbers and names are known by their
/// place among all of their kind.
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

/// Finds what several people have in common, which must not match accounts.
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
                "{people} people share the {what} {value}: rows {rows}. No one is matched by it."
            ));
        }
        if shared.len() > NOTED {
            let more = shared.len() - NOTED;
            settled.notes.push(format!("{more} more values are shared in the same way ({what})."));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::Kind;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 25);

    fn slice(row: u32, start: Option<Date>, end: Option<Date>, status: Status) -> (usize, Entry) {
        let text = String::new;
        let entry = Entry {
            row,
            emails: vec!["a@example.com".to_owned()],
            employee_number: "7".to_owned(),
            name: "Anna Vogel".to_owned(),
            given_name: text(),
            family_name: text(),
            status,
            status_word: text(),
            status_why: text(),
            start,
            end,
            manager: text(),
            department: text(),
            cost_center: text(),
            division: text(),
            title: text(),
            kind: Kind::Employee,
        };
        (row as usize, entry)
    }

    /// Which row stays and what it says; the same in either order of the rows.
    fn stays(rows: &[(usize, Entry)]) -> (u32, Status) {
        let settled = settle(rows.to_vec(), TODAY, |_| 0);
        let [(_, one)] = settled.entries.as_slice() else { panic!("{settled:?}") };
        let backwards = settle(rows.iter().rev().cloned().collect(), TODAY, |_| 0);
        assert_eq!(backwards.entries[0].1.status, one.status, "in either order");
        (one.row, one.status)
    }

    #[test]
    fn of_time_slices_the_one_of_today_stays() {
        use Status::{Employed, Left, NotStarted};
        let (past, lately, soon) = (date(2019, 1, 1), date(2026, 10, 1), date(2027, 1, 1));
        let ended = Some(date(2026, 9, 30));
        let now = slice(2, Some(past), Some(date(2026, 12, 31)), Employed);
        assert_eq!(stays(&[slice(3, Some(soon), None, NotStarted), now]), (2, Employed));
        let moved = [slice(2, Some(past), ended, Left), slice(3, Some(lately), None, Employed)];
        assert_eq!(stays(&moved), (3, Employed));
        let gone = [slice(2, Some(past), ended, Left), slice(3, Some(lately), None, Left)];
        assert_eq!(stays(&gone), (3, Left));
        let back = [slice(2, Some(past), ended, Left), slice(3, Some(soon), None, NotStarted)];
        assert_eq!(stays(&back), (3, NotStarted));
        let again = [slice(2, Some(past), None, Left), slice(3, Some(lately), None, Employed)];
        assert_eq!(stays(&again), (3, Employed));
    }

    #[test]
    fn rows_that_contradict_each_other_are_not_known() {
        use Status::{Employed, Left, NotKnown};
        let (past, lately) = (Some(date(2019, 1, 1)), Some(date(2026, 10, 1)));
        let rows = [slice(2, past, None, Employed), slice(3, lately, None, Left)];
        assert_eq!(stays(&rows).1, NotKnown);
        let rows = [slice(2, None, None, Employed), slice(3, None, None, NotKnown)];
        assert_eq!(stays(&rows).1, NotKnown);
    }

    #[test]
    fn left_and_employed_without_a_day_that_tells_are_not_known() {
        use Status::{Employed, Left, NotKnown};
        let (start, ended) = (Some(date(2020, 1, 1)), Some(date(2026, 7, 16)));
        for rows in [
            [slice(2, None, None, Left), slice(3, None, None, Employed)],
            [slice(2, None, None, Employed), slice(3, None, None, Left)],
            // The same employment, which has ended and has not.
            [slice(2, start, ended, Left), slice(3, start, None, Employed)],
        ] {
            assert_eq!(stays(&rows).1, NotKnown);
        }
        // An employment that has ended, and one that has no end.
        let again = [slice(2, None, ended, Left), slice(3, None, None, Employed)];
        assert_eq!(stays(&again), (3, Employed));
    }
}
