//! The managers whom the HR list names, and their accounts in each app.

use super::compare::{Accounts, Manager};
use super::findings::App;
use rollcall_store::{ReconcileInput, Store, StoreError, fold};
use rollcall_truth::{Entry, has_lost_letters};
use std::collections::{HashMap, HashSet};

/// Managers by the text that the list has for them.
#[derive(Default)]
pub(crate) struct Managers {
    by_text: HashMap<String, usize>,
    all: Vec<Manager>,
    in_apps: Vec<InApp>,
    nowhere: InApp,
}

/// The accounts of managers in one app.
#[derive(Default)]
struct InApp {
    by_id: HashMap<String, u32>,
    people: HashSet<u32>,
}

impl Accounts for InApp {
    fn person_of(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    fn has(&self, person: u32) -> bool {
        self.people.contains(&person)
    }
}

impl Managers {
    pub(crate) fn of(
        store: &Store,
        input: &ReconcileInput,
        entries: &HashMap<i64, Entry>,
        apps: &[App],
    ) -> Result<Self, StoreError> {
        let mut managers = Self::default();
        if !apps.iter().any(|app| app.rules.fields.iter().any(|rule| rule.manager)) {
            return Ok(managers);
        }
        let directory = Directory::of(entries);
        let texts: HashSet<&str> = entries.values().map(|entry| entry.manager.trim()).collect();
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            let Some(id) = directory.only(text) else { continue };
            let (Some(entry), Some(person)) = (entries.get(&id), input.entry_people.get(&id))
            else {
                continue;
            };
            managers.by_text.insert(text.to_owned(), managers.all.len());
            managers.all.push(Manager {
                person: *person,
                name: entry.name.clone(),
                addresses: entry.emails.clone(),
            });
        }
        let people: Vec<u32> = managers.all.iter().map(|one| one.person).collect();
        managers.in_apps.resize_with(apps.len(), InApp::default);
        let places: HashMap<&str, usize> =
            apps.iter().map(|app| app.id.as_str()).zip(0..).collect();
        for (connection, id, person) in store.ids_of_people(&people)? {
            let place = places.get(connection.as_str()).copied();
            let Some(app) = place.and_then(|place| managers.in_apps.get_mut(place)) else {
                continue;
            };
            app.by_id.insert(id, person);
            app.people.insert(person);
        }
        Ok(managers)
    }

    /// The manager of an entry; `None`: the list names none, or it is not certain who is meant.
    pub(crate) fn of_entry(&self, entry: &Entry) -> Option<&Manager> {
        self.by_text.get(entry.manager.trim()).and_then(|at| self.all.get(*at))
    }

    pub(crate) fn in_app(&self, connection: u16) -> &dyn Accounts {
        self.in_apps.get(usize::from(connection)).unwrap_or(&self.nowhere)
    }
}

/// Entries of the list by what a manager can be called; `None`: several are.
struct Directory {
    by_text: HashMap<String, Option<i64>>,
}

impl Directory {
    fn of(entries: &HashMap<i64, Entry>) -> Self {
        let mut directory = Self { by_text: HashMap::new() };
        for (id, entry) in entries {
            for address in &entry.emails {
                directory.add(address.to_lowercase(), *id);
            }
            directory.add(entry.employee_number.trim().to_lowercase(), *id);
            if !has_lost_letters(&entry.name) {
                directory.add(words(&entry.name), *id);
            }
        }
        directory
    }

    fn add(&mut self, text: String, id: i64) {
        if !text.is_empty() {
            self.by_text
                .entry(text)
                .and_modify(|known| *known = known.filter(|known| *known == id))
                .or_insert(Some(id));
        }
    }

    /// The one entry that is meant.
    fn only(&self, written: &str) -> Option<i64> {
        let lower = written.to_lowercase();
        let keys = match written.split_once(['(', '<']) {
            // “Ada Okafor (E10004)”: what is in the brackets says who it is.
            Some((_, inside)) => vec![inside.trim_end_matches([')', '>']).trim().to_lowercase()],
            None => vec![lower, words(written)],
        };
        keys.iter().find_map(|key| self.by_text.get(key)).copied().flatten()
    }
}

/// The words of a name in the order of the alphabet: “Okafor, Ada” and “Ada Okafor” are one.
fn words(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded
        .split(|letter: char| letter.is_whitespace() || letter == ',')
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, number: &str, email: &str) -> Entry {
        serde_json::from_value(serde_json::json!({
            "row": 1, "emails": [email], "employee_number": number, "name": name, "given_name": "",
            "family_name": "", "status": "employed", "status_word": "", "start": null, "end": null,
            "manager": "", "department": "", "cost_center": "", "division": "", "title": "",
            "kind": "employee",
        }))
        .unwrap()
    }

    #[test]
    fn a_manager_is_the_one_person_who_can_be_meant() {
        let entries = HashMap::from([
            (1, entry("Ada Okafor", "E4", "ada@example.com")),
            (2, entry("Jo Weber", "E5", "jo@example.com")),
            (3, entry("Jo Weber", "E6", "jo.weber@example.com")),
        ]);
        let directory = Directory::of(&entries);
        for (written, expected) in [
            ("ADA@example.com", Some(1)),
            ("e4", Some(1)),
            ("Okafor, Ada", Some(1)),
            ("Ada Okafor (E4)", Some(1)),
            ("Ada Okafor <ada@example.com>", Some(1)),
            // The number decides, and no one has it.
            ("Ada Okafor (E9)", None),
            // Two have the name.
            ("Jo Weber", None),
            ("Jo Weber (E6)", Some(3)),
            ("Mei Tanaka", None),
        ] {
            assert_eq!(directory.only(written), expected, "{written}");
        }
    }
}
