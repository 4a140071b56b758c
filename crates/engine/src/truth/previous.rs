//! A list compared with the previous one and with the apps: who is the same person, and whether it
//! is a different list altogether.

use crate::core::Rollcall;
use crate::problem::Problem;
use crate::text::count;
use crate::view::TruthHeld;
use rollcall_store::LastEntry;
use rollcall_truth::{Entry, List, Status};
use std::collections::{HashMap, HashSet};

/// A list that lost more than so many of a hundred is held.
const GUARD_PERCENT: u32 = 10;
/// So few people may all be new.
const FEW: usize = 5;
/// So few people may change over, however short the list is.
const FEW_CHANGE_OVER: u32 = 3;

/// A list compared with the last one.
pub(crate) struct Beside {
    /// Why it needs its number typed.
    pub(crate) held: Option<TruthHeld>,
    /// Who came back and who left since, in a sentence.
    pub(crate) turned: Option<String>,
    /// What names each of its people.
    pub(crate) keys: Vec<String>,
}

impl Rollcall {
    pub(crate) async fn beside_the_last(
        &self,
        list: &List,
        addresses: &HashSet<String>,
    ) -> Result<Beside, Problem> {
        let last =
            self.stored("Looking up the last list", rollcall_store::Store::truth_last).await?;
        let keys = keys(list, &last);
        let mut words: Vec<String> = Vec::new();
        words.extend(lost_letters(list));
        words.extend(another_company(list, addresses));
        words.extend(compared(list, &keys, &last));
        let turned = Turned::of(list, &keys, &last);
        words.extend(turned.held(list));
        let held = (!words.is_empty()).then(|| TruthHeld {
            words: words.join(" "),
            type_this: list.entries.len().to_string(),
        });
        Ok(Beside { held, turned: turned.words(), keys })
    }
}

/// People on both lists about whom the lists contradict each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turned {
    /// Had left by the last list, and work here by this one.
    back: u32,
    /// Worked here, and have left.
    left: u32,
}

impl Turned {
    fn of(list: &List, keys: &[String], last: &[LastEntry]) -> Self {
        let before: HashMap<&str, &str> =
            last.iter().map(|one| (one.key.as_str(), one.status.as_str())).collect();
        let mut turned = Self::default();
        for (entry, key) in list.entries.iter().zip(keys) {
            match (before.get(key.as_str()), entry.status) {
                (Some(&"left"), Status::Employed | Status::NotStarted) => turned.back += 1,
                (Some(&("employed" | "not-started")), Status::Left) => turned.left += 1,
                _ => {}
            }
        }
        turned
    }

    fn words(self) -> Option<String> {
        let counted = |of: u32, one: &str, many: &str| match of {
            1 => format!("1 {one}"),
            of => format!("{of} {many}"),
        };
        (self != Self::default()).then(|| {
            format!(
                "{} employed now; {} left since the last list.",
                counted(self.back, "person who had left is", "people who had left are"),
                counted(self.left, "employed person has", "employed people have"),
            )
        })
    }

    /// Why a list waits on which so many people change over.
    fn held(self, list: &List) -> Option<String> {
        let over = self.back + self.left;
        let people = list.entries.len() as u64;
        let many = u64::from(over) * 100 > u64::from(GUARD_PERCENT) * people;
        (over > FEW_CHANGE_OVER && many).then(|| {
            format!(
                "{} That is more than {GUARD_PERCENT} % of the {people} people on this list.",
                self.words().unwrap_or_default()
            )
        })
    }
}

/// An export lost letters of what names people: the file is damaged, and a later one is not.
fn lost_letters(list: &List) -> Option<String> {
    let rows = count(list.lost_letters.len() as u64);
    let first: Vec<String> = list.lost_letters.iter().take(5).map(u32::to_string).collect();
    let which = match rows {
        0 => return None,
        1 => format!("row {}", first.join("")),
        2..=5 => format!("{rows} rows ({})", first.join(", ")),
        _ => format!("{rows} rows ({}, …)", first.join(", ")),
    };
    Some(format!(
        "Letters of names, addresses or numbers are lost in {which}. A name, address or number that \
         lost letters matches no one. Export the list again as a workbook or in UTF-8."
    ))
}

/// No address of the list belongs to an account of any app.
fn another_company(list: &List, addresses: &HashSet<String>) -> Option<String> {
    let mut all = list.entries.iter().flat_map(|entry| &entry.emails);
    let with_address = list.entries.iter().filter(|entry| !entry.emails.is_empty()).count();
    if addresses.is_empty() || with_address < FEW || all.any(|one| addresses.contains(one)) {
        return None;
    }
    Some(format!(
        "None of the addresses of {} people on this list belongs to an account in your apps. It may be the list of another company, or the addresses may be private ones.",
        count(with_address as u64)
    ))
}

fn compared(list: &List, keys: &[String], last: &[LastEntry]) -> Option<String> {
    if last.is_empty() {
        return None;
    }
    let before: HashSet<&str> = last.iter().map(|one| one.key.as_str()).collect();
    let here: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let kept = count(here.intersection(&before).count() as u64);
    let (before, now) = (count(before.len() as u64), count(list.entries.len() as u64));
    if rollcall_truth::swells(before, now, kept) {
        return Some(format!(
            "The last list had {before} people, this one has {now}, and {} of them were not in the last. It looks like another list.",
            now.saturating_sub(kept)
        ));
    }
    rollcall_truth::shrinks(before, now, kept, GUARD_PERCENT).map(|_| {
        format!(
            "The last list had {before} people, this one has {now}, and {} of the last are \
            missing. The guard allows {GUARD_PERCENT} %.",
            before.saturating_sub(kept)
        )
    })
}

/// What names each person in every version: their number, else their address. A person whose number
/// is missing in this list, or was in the last one, is the same by address.
pub(crate) fn keys(list: &List, last: &[LastEntry]) -> Vec<String> {
    let shared = &list.shared_addresses;
    let own: Vec<String> = list.entries.iter().map(|entry| key_of(entry, shared)).collect();
    let known: HashSet<&str> = last.iter().map(|one| one.key.as_str()).collect();
    let mut by_email: HashMap<&str, Option<&LastEntry>> = HashMap::new();
    for one in last {
        if let Some(email) = &one.email {
            by_email.entry(email).and_modify(|found| *found = None).or_insert(Some(one));
        }
    }
    let taken: HashSet<&str> = own.iter().map(String::as_str).collect();
    let by_address = |entry: &Entry, key: &str| {
        let email = entry.emails.first().filter(|email| !shared.contains(email))?;
        let before = (*by_email.get(email.as_str())?)?;
        let one_has_none = entry.employee_number.is_empty() || before.employee_number.is_empty();
        (!known.contains(key) && one_has_none && !taken.contains(before.key.as_str()))
            .then(|| before.key.clone())
    };
    let all = list.entries.iter().zip(&own);
    all.map(|(entry, key)| by_address(entry, key).unwrap_or_else(|| key.clone())).collect()
}

fn key_of(entry: &Entry, shared: &[String]) -> String {
    if !entry.employee_number.is_empty() {
        return format!("number:{}", entry.employee_number);
    }
    match entry.emails.first() {
        Some(email) if shared.contains(email) => format!("email:{email} {}", entry.name),
        Some(email) => format!("email:{email}"),
        None => format!("name:{} {}", entry.name, entry.row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_truth::{entries, guess, open};

    fn list(text: &str) -> List {
        let table = open(text.as_bytes(), "list.csv").unwrap();
        entries(&table, &guess(&table).mapping(), jiff::civil::date(2026, 11, 25)).unwrap()
    }

    fn last(key: &str, email: &str, number: &str) -> LastEntry {
        LastEntry {
            key: key.to_owned(),
            email: Some(email.to_owned()),
            employee_number: number.to_owned(),
            status: String::new(),
        }
    }

    /// So many people, the first of them left; and the same by the last list.
    fn turned(people: usize, left_before: usize, left_now: usize) -> (Turned, bool) {
        let status = |n: usize| if n < left_now { "Terminated" } else { "Active" };
        let rows: String =
            (0..people).map(|n| format!("p{n}@x.de,{n},P {n},{}\n", status(n))).collect();
        let now = list(&format!("Email,Employee ID,Name,Status\n{rows}"));
        let before: Vec<LastEntry> = (0..people)
            .map(|n| LastEntry {
                status: if n < left_before { "left" } else { "employed" }.to_owned(),
                ..last(&format!("number:{n}"), &format!("p{n}@x.de"), &n.to_string())
            })
            .collect();
        let turned = Turned::of(&now, &keys(&now, &before), &before);
        (turned, turned.held(&now).is_some())
    }

    #[test]
    fn people_who_change_over_are_counted_and_too_many_hold_the_list() {
        assert_eq!(turned(40, 8, 0), (Turned { back: 8, left: 0 }, true));
        assert_eq!(turned(40, 0, 20), (Turned { back: 0, left: 20 }, true));
        // A usual week: a few leavers, a tenth of the list, three of a short one.
        assert_eq!(turned(1_000, 5, 11), (Turned { back: 0, left: 6 }, false));
        assert_eq!(turned(40, 0, 4), (Turned { back: 0, left: 4 }, false));
        assert_eq!(turned(40, 0, 5), (Turned { back: 0, left: 5 }, true));
        assert_eq!(turned(8, 0, 3), (Turned { back: 0, left: 3 }, false));
        assert_eq!(turned(8, 0, 4), (Turned { back: 0, left: 4 }, true));
        assert_eq!(turned(8, 4, 4).0.words(), None);
        assert_eq!(
            Turned { back: 8, left: 12 }.words().as_deref(),
            Some(
                "8 people who had left are employed now; 12 employed people have left since the last list."
            )
        );
        assert_eq!(
            Turned { back: 0, left: 1 }.words().as_deref(),
            Some(
                "0 people who had left are employed now; 1 employed person has left since the last list."
            )
        );
    }

    #[test]
    fn a_missing_number_is_made_up_for_by_the_address() {
        let before = [
            last("number:1", "a@x.de", "1"),
            last("number:2", "b@x.de", "2"),
            last("email:c@x.de", "c@x.de", ""),
        ];
        let now = list(
            "Email,Employee ID,Name,Status\na@x.de,,A,Active\nb@x.de,9,B,Active\nc@x.de,3,C,Active\n",
        );
        // B has another number: that is another person, who was given the address.
        assert_eq!(keys(&now, &before), ["number:1", "number:9", "email:c@x.de"]);
        assert_eq!(keys(&now, &[]), ["email:a@x.de", "number:9", "number:3"]);
    }

    #[test]
    fn two_people_never_get_one_key() {
        let before = [last("number:1", "a@x.de", "1")];
        let now = list("Email,Employee ID,Name,Status\na@x.de,,A,Active\nb@x.de,1,B,Active\n");
        assert_eq!(keys(&now, &before), ["email:a@x.de", "number:1"]);
    }

    #[test]
    fn a_list_that_lost_letters_is_held_and_its_addresses_match_no_one() {
        let held =
            |rows: &str| lost_letters(&list(&format!("Email,Employee ID,Name,Status\n{rows}")));
        for (rows, named) in [
            ("a@x.de,1,A,Active\nm?ller@x.de,2,Müller,Active\n", Some("in row 3. A name")),
            ("a@x.de,1,?sa Lind,Active\nb@x.de,2,Ren\u{fffd},Active\n", Some("in 2 rows (2, 3). ")),
            (&"a@x.de,1,?sa,Active\n".repeat(6), Some("in 6 rows (2, 3, 4, 5, 6, …). ")),
            // Nothing is lost: a remark, and every letter in place.
            ("a@x.de,1,Åsa (?),Active\nb@x.de,?,René,Active\n", None),
        ] {
            let words = held(rows);
            assert_eq!(words.is_some(), named.is_some(), "{rows}: {words:?}");
            assert!(named.is_none_or(|named| words.unwrap().contains(named)), "{rows}");
        }
    }

    #[test]
    fn a_list_of_another_company_is_said() {
        let rows: String = (0..6).map(|n| format!("p{n}@other.org,P {n},Active\n")).collect();
        let now = list(&format!("Email,Name,Status\n{rows}"));
        let ours = HashSet::from(["a@acme.com".to_owned()]);
        assert!(another_company(&now, &ours).is_some());
        assert!(another_company(&now, &HashSet::new()).is_none(), "no app was read");
        let ours = HashSet::from(["p3@other.org".to_owned()]);
        assert!(another_company(&now, &ours).is_none());
    }
}
