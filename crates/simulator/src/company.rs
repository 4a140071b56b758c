//! The simulated company: 1 480 people and a few service accounts, the same for the same seed.
//! People beyond them exist only on demand, for servers of many thousand users.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::dice::{Dice, Permutation};
use crate::names;

/// People of the sample company.
pub(crate) const PEOPLE: u32 = 1480;
/// Everybody the company keeps by name: people, then service accounts.
pub(crate) const KNOWN: u32 = PEOPLE + SERVICES.len() as u32;

const SERVICES: [&str; 6] =
    ["Build Robot", "Backup Service", "HR Sync", "Monitoring", "Print Server", "Meeting Room 4.12"];

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Department {
    pub(crate) name: &'static str,
    pub(crate) cost_center: &'static str,
    pub(crate) division: &'static str,
    pub(crate) titles: &'static [&'static str],
}

macro_rules! departments {
    ($($name:literal $cost:literal $division:literal [$($title:literal),+];)+) => {
        &[$(Department { name: $name, cost_center: $cost, division: $division, titles: &[$($title),+] }),+]
    };
}

pub(crate) const DEPARTMENTS: &[Department] = departments! {
    "Sales" "4410" "Go to market" ["Account executive", "Sales engineer", "Account manager", "Sales development"];
    "Engineering" "7120" "Technology" ["Software engineer", "Staff engineer", "SRE", "Engineering lead", "QA engineer"];
    "Support" "5230" "Go to market" ["Agent", "Team lead", "Technical account manager"];
    "Finance" "2100" "Business" ["Analyst", "Controller", "Accountant", "Payroll specialist"];
    "Marketing" "4520" "Go to market" ["Brand lead", "Content writer", "Campaign lead"];
    "People" "2300" "Business" ["HR partner", "Recruiter", "People operations"];
    "Legal" "2200" "Business" ["Counsel", "Paralegal", "Privacy officer"];
    "IT" "7900" "Technology" ["Systems engineer", "IAM lead", "Service desk"];
    "Product" "7300" "Technology" ["Product manager", "Designer", "User researcher"];
    "Operations" "6100" "Business" ["Buyer", "Logistics planner", "Facilities"];
};

/// (city, time zone, locale)
pub(crate) const OFFICES: &[(&str, &str, &str)] = &[
    ("Stockholm", "Europe/Stockholm", "sv"),
    ("Berlin", "Europe/Berlin", "de"),
    ("Brussels", "Europe/Brussels", "fr"),
    ("Lisbon", "Europe/Lisbon", "pt"),
    ("London", "Europe/London", "en"),
    ("Toronto", "America/Toronto", "en"),
    ("Bengaluru", "Asia/Kolkata", "en"),
    ("Tokyo", "Asia/Tokyo", "ja"),
];

/// (given, family, department, title): people whom tests and pictures know by name.
const KNOWN_BY_NAME: [(&str, &str, usize, &str); 16] = [
    ("Oskar", "Lind", 0, "Account executive"),
    ("Farid", "Rahimi", 7, "Systems engineer"),
    ("Priya", "Nair", 7, "IAM lead"),
    ("Ada", "Okafor", 3, "Controller"),
    ("Ben", "Halvorsen", 0, "Account executive"),
    ("Carla", "Mendes", 0, "Sales engineer"),
    ("Dmitri", "Sokolov", 1, "Contractor"),
    ("Elif", "Yıldız", 4, "Brand lead"),
    ("Grace", "Lin", 6, "Counsel"),
    ("Hugo", "Brandt", 2, "Team lead"),
    ("Ines", "Duarte", 2, "Agent"),
    ("Jonas", "Weber", 3, "Analyst"),
    ("Kavya", "Rao", 1, "Staff engineer"),
    ("Liam", "Byrne", 1, "SRE"),
    ("Mei", "Tanaka", 8, "Product manager"),
    ("Noor", "Haddad", 5, "HR partner"),
];

/// Former employee, active in every app of the sample.
pub(crate) const LEAVER: u32 = 0;
/// The admin who made every token of the sample.
pub(crate) const TOKEN_OWNER: u32 = 1;
/// The admin who is alone in owning something.
pub(crate) const SOLE_OWNER: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Employee,
    Contractor,
    Service,
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) index: u32,
    pub(crate) given: Cow<'static, str>,
    pub(crate) family: Cow<'static, str>,
    pub(crate) display: String,
    /// The work address, lower case.
    pub(crate) address: String,
    pub(crate) department: &'static Department,
    pub(crate) title: &'static str,
    pub(crate) office: usize,
    pub(crate) manager: Option<u32>,
    pub(crate) kind: Kind,
    /// Left the company; may still have accounts.
    pub(crate) left: bool,
    /// Has characters in the name that some apps refuse.
    pub(crate) special: bool,
    /// Seconds since 1970.
    pub(crate) joined: i64,
}

impl Person {
    /// Known by name in tests and pictures, or made to trip programs: in every app that allows it.
    pub(crate) fn notable(&self) -> bool {
        self.index < notable_count()
    }

    pub(crate) fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

fn notable_count() -> u32 {
    u32::try_from(KNOWN_BY_NAME.len() + names::ODD.len() + 2).unwrap_or(0)
}

/// The people of the sample, and a maker of more.
#[derive(Debug)]
pub(crate) struct Company {
    dice: Dice,
    people: Vec<Person>,
}

impl Company {
    pub(crate) fn new(seed: u64) -> Self {
        let dice = Dice::new(seed, "company");
        let mut company = Self { dice, people: Vec::with_capacity(KNOWN as usize) };
        let pairs = names::GIVEN.len() * names::FAMILY.len();
        let names = Permutation::new(dice.also("names"), pairs as u64);
        let mut taken = HashSet::new();
        let mut next_pair = 0;
        for index in 0..KNOWN {
            let mut person = company.make(index, &names, &mut next_pair);
            while !taken.insert(person.address.clone()) {
                person = company.make(index, &names, &mut next_pair);
            }
            company.people.push(person);
        }
        company
    }

    /// Anybody by index, also those beyond the company.
    pub(crate) fn person(&self, index: u32) -> Cow<'_, Person> {
        match self.people.get(index as usize) {
            Some(person) => Cow::Borrowed(person),
            None => Cow::Owned(self.further(index)),
        }
    }

    pub(crate) fn known(&self) -> &[Person] {
        &self.people
    }

    fn further(&self, index: u32) -> Person {
        let key = u64::from(index);
        let given = self.dice.also("given").pick(key, &names::GIVEN).unwrap_or("Jo");
        let family = self.dice.also("family").pick(key, &names::FAMILY).unwrap_or("Brandt");
        let local =
            format!("{}.{}.{index}", names::address_part(given), names::address_part(family));
        self.employ(index, given.into(), family.into(), None, local)
    }

    fn make(&self, index: u32, shuffle: &Permutation, next_pair: &mut u64) -> Person {
        let place = index as usize;
        if let Some((given, family, department, title)) = KNOWN_BY_NAME.get(place) {
            let local = format!("{}.{}", names::address_part(given), names::address_part(family));
            let mut person = self.employ(index, (*given).into(), (*family).into(), None, local);
            person.department = &DEPARTMENTS[*department];
            person.title = title;
            person.kind = if *title == "Contractor" { Kind::Contractor } else { Kind::Employee };
            person.left = index == LEAVER;
            person.address = person.address.replace("@partner.example", "@example.com");
            person.manager = Some(lead(*department)).filter(|lead| *lead != index);
            return person;
        }
        let place = place - KNOWN_BY_NAME.len();
        if let Some((display, given, family, local, plain)) = names::ODD.get(place) {
            let mut person = self.employ(
                index,
                (*given).into(),
                (*family).into(),
                Some((*display).to_owned()),
                (*local).to_owned(),
            );
            person.special = !plain;
            return self.settled(person);
        }
        let person = match place - names::ODD.len() {
            0 => {
                let (given, family) = names::long_name();
                self.employ(index, given.into(), family.into(), None, "long.name".into())
            }
            1 => self.employ(index, "".into(), "".into(), Some(String::new()), "noname".into()),
            _ if index >= PEOPLE => {
                let name = SERVICES[(index - PEOPLE) as usize];
                let local = format!("svc-{}", name.to_lowercase().replace([' ', '.'], "-"));
                let mut person =
                    self.employ(index, name.into(), "".into(), Some(name.to_owned()), local);
                person.kind = Kind::Service;
                person.title = "Service account";
                person.manager = Some(TOKEN_OWNER);
                return self.settled(person);
            }
            _ => {
                let pair = usize::try_from(shuffle.at(*next_pair)).unwrap_or(0);
                *next_pair += 1;
                let given = names::GIVEN[pair % names::GIVEN.len()];
                let family = names::FAMILY[pair / names::GIVEN.len()];
                let local =
                    format!("{}.{}", names::address_part(given), names::address_part(family));
                return self.employ(index, given.into(), family.into(), None, local);
            }
        };
        self.settled(person)
    }

    /// Notable people and machines work here, for good.
    fn settled(&self, mut person: Person) -> Person {
        person.left = false;
        person.address = person.address.replace("@partner.example", "@example.com");
        if person.kind == Kind::Contractor {
            person.kind = Kind::Employee;
        }
        person
    }

    fn employ(
        &self,
        index: u32,
        given: Cow<'static, str>,
        family: Cow<'static, str>,
        display: Option<String>,
        local: String,
    ) -> Person {
        let key = u64::from(index);
        let department_place =
            usize::try_from(self.dice.also("department").below(key, DEPARTMENTS.len() as u64))
                .unwrap_or(0);
        let department = &DEPARTMENTS[department_place];
        let contractor = self.dice.also("contractor").one_in(key, 10);
        let outside = contractor && self.dice.also("outside").one_in(key, 2);
        let display = display.unwrap_or_else(|| format!("{given} {family}"));
        Person {
            index,
            given,
            family,
            display,
            address: format!("{local}@{}", if outside { "partner.example" } else { "example.com" }),
            department,
            title: if contractor {
                "Contractor"
            } else {
                self.dice.also("title").pick(key, department.titles).unwrap_or("Analyst")
            },
            office: usize::try_from(self.dice.also("office").below(key, OFFICES.len() as u64))
                .unwrap_or(0),
            manager: Some(lead(department_place)).filter(|lead| *lead != index),
            kind: if contractor { Kind::Contractor } else { Kind::Employee },
            left: self.dice.also("left").one_in(key, 13),
            special: false,
            joined: 1_546_300_800
                + i64::try_from(self.dice.also("joined").below(key, 215_000_000)).unwrap_or(0),
        }
    }
}

/// Whom the people of a department report to.
fn lead(department: usize) -> u32 {
    [5, 12, 9, 3, 7, 15, 8, SOLE_OWNER, 14, TOKEN_OWNER][department % 10]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_company_is_the_same_for_the_same_seed_and_addresses_are_unique() {
        let (one, again, other) = (Company::new(1), Company::new(1), Company::new(2));
        assert_eq!(one.known().len(), 1486);
        let addresses: HashSet<_> = one.known().iter().map(|person| &person.address).collect();
        assert_eq!(addresses.len(), 1486);
        assert!(one.known().iter().zip(again.known()).all(|(a, b)| a.address == b.address));
        assert!(one.known().iter().zip(other.known()).any(|(a, b)| a.address != b.address));
        assert_eq!(one.person(150_000).address, again.person(150_000).address);
    }

    #[test]
    fn the_company_has_leavers_contractors_services_and_odd_names() {
        let company = Company::new(1);
        let count = |test: &dyn Fn(&Person) -> bool| {
            company.known().iter().filter(|person| test(person)).count()
        };
        assert!((60..200).contains(&count(&|person| person.left)));
        assert!((80..220).contains(&count(&|person| person.kind == Kind::Contractor)));
        assert!(count(&|person| person.domain() == "partner.example") > 30);
        assert_eq!(count(&|person| person.kind == Kind::Service), 6);
        assert!(count(&|person| person.special) >= 14);
        let oskar = company.person(LEAVER);
        assert_eq!(
            (oskar.display.as_str(), oskar.address.as_str(), oskar.left),
            ("Oskar Lind", "oskar.lind@example.com", true)
        );
        assert_eq!(company.person(TOKEN_OWNER).display, "Farid Rahimi");
    }
}
