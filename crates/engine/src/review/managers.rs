//! Who the manager of an item is, as the HR list writes it: by number in brackets, by address, by
//! name in either order. An uncertain manager counts as none, and is listed. Pure.

use super::names::same_words;
use crate::view::{ManagerOpen, ManagersLook, ReviewerName};
use rollcall_truth::{Entry, Status, has_lost_letters};
use std::collections::{BTreeMap, HashMap};

/// People of the HR list by what they are called.
pub(crate) struct Directory<'a> {
    entries: &'a [Entry],
    numbers: HashMap<String, Vec<usize>>,
    addresses: HashMap<String, Vec<usize>>,
    names: HashMap<String, Vec<usize>>,
}

/// The result of looking up a manager as the list names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Manager {
    Clear(ReviewerName),
    /// The list names none.
    None,
    /// Why the manager is not certain.
    Open(String),
}

impl<'a> Directory<'a> {
    pub(crate) fn new(entries: &'a [Entry]) -> Self {
        let mut all = Self {
            entries,
            numbers: HashMap::new(),
            addresses: HashMap::new(),
            names: HashMap::new(),
        };
        for (at, entry) in entries.iter().enumerate() {
            if !entry.employee_number.trim().is_empty() {
                all.numbers.entry(lower(&entry.employee_number)).or_default().push(at);
            }
            for address in &entry.emails {
                let known = all.addresses.entry(lower(address)).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
            }
            if has_lost_letters(&entry.name) {
                continue;
            }
            all.names.entry(key(&entry.name)).or_default().push(at);
            let parts = key(&format!("{} {}", entry.given_name, entry.family_name));
            if parts != key(&entry.name) && !parts.is_empty() {
                all.names.entry(parts).or_default().push(at);
            }
        }
        all
    }

    /// The manager that the list writes as `written`.
    pub(crate) fn manager(&self, written: &str) -> Manager {
        let written = written.trim();
        if written.is_empty() {
            return Manager::None;
        }
        if let Some(found) = self.numbers.get(&lower(written)) {
            return self.only(found, written, "number");
        }
        let (name, inside) = bracketed(written);
        if let Some(address) = [inside, written].into_iter().find(|text| text.contains('@')) {
            return match self.addresses.get(&lower(address)) {
                Some(found) => self.only(found, address, "address"),
                // A manager who is not on the list decides anyway.
                None if super::reviewers::is_address(address) => {
                    let name = if name.is_empty() { address } else { name };
                    Manager::Clear(ReviewerName { name: name.to_owned(), email: lower(address) })
                }
                None => Manager::Open("it is not an address".to_owned()),
            };
        }
        if has_lost_letters(name) && !self.numbers.contains_key(&lower(inside)) {
            return Manager::Open("letters of this name are lost in the file".to_owned());
        }
        let by_name = self.names.get(&key(name)).map_or(&[][..], Vec::as_slice);
        if inside.is_empty() {
            return self.only(by_name, name, "name");
        }
        match self.numbers.get(&lower(inside)).map(Vec::as_slice) {
            Some([at]) if !name.is_empty() && !self.is_called(*at, name) => Manager::Open(format!(
                "the number {inside} belongs to {}",
                self.entries.get(*at).map_or("someone else", |entry| entry.name.as_str())
            )),
            Some(found) => self.only(found, inside, "number"),
            // Without numbers on the list, the name alone identifies the person; with them, another
            // number is another person.
            None if by_name.iter().any(|at| self.has_number(*at)) => {
                Manager::Open(format!("no one on the list has the number {inside}"))
            }
            None => self.only(by_name, name, "name"),
        }
    }

    fn is_called(&self, at: usize, name: &str) -> bool {
        self.entries.get(at).is_some_and(|entry| {
            same_words(&entry.name, name)
                || same_words(&format!("{} {}", entry.given_name, entry.family_name), name)
        })
    }

    fn has_number(&self, at: usize) -> bool {
        self.entries.get(at).is_some_and(|entry| !entry.employee_number.trim().is_empty())
    }

    fn only(&self, found: &[usize], called: &str, by: &str) -> Manager {
        match found {
            [] => Manager::Open(format!("no one on the list has this {by}")),
            [at] => match self.entries.get(*at) {
                Some(entry) if entry.status == Status::Left => {
                    Manager::Open("this person has left".to_owned())
                }
                Some(entry) => match entry.emails.first() {
                    Some(email) => Manager::Clear(ReviewerName {
                        name: entry.name.clone(),
                        email: email.clone(),
                    }),
                    None => Manager::Open("the list has no address of this person".to_owned()),
                },
                None => Manager::Open(format!("no one on the list has this {by}")),
            },
            several => {
                let who = |at: &usize| {
                    self.entries.get(*at).map_or_else(String::new, |entry| {
                        let other = match entry.emails.first() {
                            Some(email) => email.as_str(),
                            None => entry.employee_number.as_str(),
                        };
                        format!("{} ({other})", entry.name)
                    })
                };
                let people: Vec<String> = several.iter().take(3).map(who).collect();
                let count = several.len();
                Manager::Open(format!(
                    "{count} people have the {by} {called}: {}",
                    people.join(", ")
                ))
            }
        }
    }
}

/// Counts the managers of all items; each is the text of the list, and the result.
pub(crate) fn look<'a>(all: impl Iterator<Item = (&'a str, &'a Manager)>) -> ManagersLook {
    let mut look = ManagersLook::default();
    let mut open: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (written, manager) in all {
        match manager {
            Manager::Clear(_) => {
                look.clear += 1;
                continue;
            }
            Manager::None => look.none += 1,
            Manager::Open(why) => *open.entry((written, why)).or_default() += 1,
        }
        look.without += 1;
    }
    look.open = open
        .into_iter()
        .map(|((written, why), items)| ManagerOpen {
            written: written.to_owned(),
            why: why.to_owned(),
            items,
        })
        .collect();
    look.open.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.written.cmp(&b.written)));
    look
}

/// "12 items have no clear manager: 3 name “Carla Mendes” (2 people …), 9 have none."
pub(crate) fn words(look: &ManagersLook) -> String {
    let mut parts: Vec<String> = look
        .open
        .iter()
        .take(5)
        .map(|one| {
            let verb = if one.items == 1 { "names" } else { "name" };
            format!("{} {verb} “{}” ({})", one.items, one.written, one.why)
        })
        .collect();
    let more: u32 = look.open.iter().skip(5).map(|one| one.items).sum();
    if more > 0 {
        parts.push(format!("{more} name other managers who are not clear"));
    }
    if look.none > 0 {
        parts.push(format!("the list names no manager for {}", look.none));
    }
    let items =
        if look.without == 1 { "1 item has" } else { &format!("{} items have", look.without) };
    format!("{items} no clear manager: {}.", parts.join("; "))
}

fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A name as it is looked up, in either order.
fn key(name: &str) -> String {
    let mut words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// A name and the text in brackets after it: "Mendes, Carla (E10005)", "Jo Doe <jo@example.com>".
fn bracketed(text: &str) -> (&str, &str) {
    for (open, close) in [('(', ')'), ('[', ']'), ('<', '>')] {
        let parts = text.strip_suffix(close).and_then(|text| text.rsplit_once(open));
        if let Some((name, inside)) = parts {
            return (name.trim(), inside.trim());
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: &str, name: &str, email: &str) -> Entry {
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        let emails: Vec<&str> = Some(email).filter(|email| !email.is_empty()).into_iter().collect();
        let status = if number == "E10009" { "left" } else { "employed" };
        serde_json::from_value(serde_json::json!({
            "row": 2, "emails": emails, "employee_number": number, "name": name,
            "given_name": given, "family_name": family, "status": status, "status_word": "",
            "start": null, "end": null, "manager": "", "department": "", "cost_center": "",
            "division": "", "title": "", "kind": "employee",
        }))
        .unwrap()
    }

    fn list() -> Vec<Entry> {
        vec![
            person("E10005", "Carla Mendes", "carla.mendes@example.com"),
            person("E10006", "Carla Mendes", "carla.mendes2@example.com"),
            person("E10007", "Jo Doe", "jo.doe@example.com"),
            person("E10008", "Ann Abel", ""),
            person("E10009", "Mo Gone", "mo.gone@example.com"),
            person("", "Sam Osei", "sam.osei@example.com"),
            person("E7", "Lee Roy", "lee@example.com"),
            person("E7", "Kim Roe", "kim@example.com"),
        ]
    }

    #[test]
    fn a_manager_is_found_by_number_address_and_name_or_is_nobody() {
        let list = list();
        let directory = Directory::new(&list);
        let clear = |written: &str, email: &str| match directory.manager(written) {
            Manager::Clear(who) => assert_eq!(who.email, email, "{written}"),
            other => panic!("{written}: {other:?}"),
        };
        for (written, email) in [
            ("Mendes, Carla (E10005)", "carla.mendes@example.com"),
            ("Carla Mendes (E10006)", "carla.mendes2@example.com"),
            ("Carla Mendes [e10006]", "carla.mendes2@example.com"),
            ("E10007", "jo.doe@example.com"),
            ("(E10007)", "jo.doe@example.com"),
            ("Jo Doe", "jo.doe@example.com"),
            ("Doe, Jo", "jo.doe@example.com"),
            (" DOE,  jo ", "jo.doe@example.com"),
            ("Jo.Doe@example.com", "jo.doe@example.com"),
            ("Jo Doe <jo.doe@example.com>", "jo.doe@example.com"),
            ("Sam Osei", "sam.osei@example.com"),
            // Sam has no number on the list, so that no other number contradicts it.
            ("Osei, Sam (E10099)", "sam.osei@example.com"),
            // A manager outside the list decides anyway.
            ("Out Side <out@example.org>", "out@example.org"),
        ] {
            clear(written, email);
        }
        for (written, why) in [
            ("Carla Mendes", "2 people have the name"),
            ("Mendes, Carla", "carla.mendes2@example.com"),
            ("E7", "2 people have the number"),
            ("Doe, Jo (E10005)", "belongs to Carla Mendes"),
            ("Doe, Jo (E99999)", "no one on the list has the number E99999"),
            ("Mo Gone (E10009)", "has left"),
            ("Nobody Known", "no one on the list has this name"),
            ("Ann Abel", "no address"),
            ("Abel, Ann (E10008)", "no address"),
        ] {
            match directory.manager(written) {
                Manager::Open(found) => assert!(found.contains(why), "{written}: {found}"),
                other => panic!("{written}: {other:?}"),
            }
        }
        assert_eq!(directory.manager("  "), Manager::None);
    }

    #[test]
    fn a_name_with_lost_letters_is_nobody() {
        let list = [
            person("E1", "J?rg M?ller", "joerg@example.com"),
            person("E2", "Jo Doe", "jo@example.com"),
        ];
        let directory = Directory::new(&list);
        let lost = Manager::Open("letters of this name are lost in the file".to_owned());
        assert_eq!(directory.manager("J?rg M?ller"), lost);
        assert_eq!(directory.manager("M?ller, J?rg"), lost);
        assert!(matches!(directory.manager("J rg M ller"), Manager::Open(_)));
        // The number and the address still say who it is.
        for written in ["E1", "J?rg M?ller (E1)", "joerg@example.com"] {
            assert!(matches!(directory.manager(written), Manager::Clear(_)), "{written}");
        }
    }

    #[test]
    fn items_without_a_clear_manager_are_counted_and_named() {
        let (clear, none) = (Manager::Clear(ReviewerName::default()), Manager::None);
        let open = Manager::Open("2 people".to_owned());
        let all = [("a", &clear), ("", &none), ("Jo", &open), ("Jo", &open), ("Al", &open)];
        let look = look(all.into_iter());
        assert_eq!((look.clear, look.without, look.none, look.open.len()), (1, 4, 1, 2));
        assert_eq!(
            words(&look),
            "4 items have no clear manager: 2 name “Jo” (2 people); 1 names “Al” (2 people); \
             the list names no manager for 1."
        );
    }
}
