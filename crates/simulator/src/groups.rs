//! The groups an app starts with, and who is in them.

use std::collections::BTreeSet;

use crate::company::{DEPARTMENTS, Kind, LEAVER, OFFICES, Person, SOLE_OWNER, TOKEN_OWNER};
use crate::dice::Dice;
use crate::plays::Plays;

#[derive(Clone, Debug)]
pub(crate) struct SeedGroup {
    pub(crate) name: String,
    /// Account indices, ascending.
    pub(crate) members: Vec<u32>,
}

#[derive(Clone, Copy)]
enum Who {
    Everybody,
    Department(usize),
    Office(usize),
    Contractors,
    /// About so many, and these people of the company for certain.
    Some(u64, &'static [u32]),
    Nobody,
}

const NAMED: [(&str, Who); 18] = [
    ("All hands", Who::Everybody),
    ("EMEA Sales", Who::Some(38, &[LEAVER, 4, 5])),
    ("Deal desk", Who::Some(9, &[LEAVER, 3])),
    ("Forecast editors", Who::Some(12, &[LEAVER])),
    ("IT admins", Who::Some(4, &[TOKEN_OWNER, SOLE_OWNER])),
    ("Contractors", Who::Contractors),
    ("Pilot – no members yet", Who::Nobody),
    ("Only one", Who::Some(1, &[TOKEN_OWNER])),
    ("On-call", Who::Some(14, &[12, 13])),
    ("R&D / Platform", Who::Some(21, &[12])),
    ("Équipe Été 🌞", Who::Some(7, &[])),
    ("<b>VIP</b>", Who::Some(5, &[])),
    ("=HYPERLINK(\"http://example.com\")", Who::Some(3, &[])),
    ("Leads", Who::Some(25, &[3, 5, 7, 8, 9])),
    ("Works council", Who::Some(6, &[15])),
    ("Security champions", Who::Some(18, &[SOLE_OWNER])),
    ("Finance approvers", Who::Some(8, &[3, 11])),
    ("Customer escalations", Who::Some(16, &[9, 10])),
];

const PROJECTS: [&str; 30] = [
    "Aurora", "Basalt", "Cinder", "Delta", "Ember", "Falcon", "Granite", "Harbour", "Iris",
    "Juniper", "Kestrel", "Lagoon", "Mosaic", "Nimbus", "Orchid", "Pioneer", "Quartz", "Raven",
    "Sequoia", "Tundra", "Umbra", "Vertex", "Willow", "Xenon", "Yonder", "Zephyr", "Atlas",
    "Beacon", "Comet", "Drift",
];

/// The first groups of an app; `accounts` are its accounts in the company, `in_groups` whether the
/// account at that place may be a member at all.
pub(crate) fn seed(
    plays: &Plays,
    dice: Dice,
    accounts: &[&Person],
    in_groups: &dyn Fn(usize) -> bool,
) -> Vec<SeedGroup> {
    let named = NAMED.iter().map(|(name, who)| ((*name).to_owned(), *who));
    let departments = DEPARTMENTS
        .iter()
        .enumerate()
        .map(|(place, department)| (department.name.to_owned(), Who::Department(place)));
    let offices = OFFICES
        .iter()
        .enumerate()
        .map(|(place, office)| (format!("Office {}", office.0), Who::Office(place)));
    let projects = PROJECTS
        .iter()
        .enumerate()
        .map(|(place, name)| (format!("Project {name}"), Who::Some(3 + place as u64 * 2, &[])));
    let extra = plays.extra_groups.iter().map(|name| (name.clone(), Who::Some(11, &[SOLE_OWNER])));

    extra
        .chain(named.clone().take(8))
        .chain(departments)
        .chain(named.skip(8))
        .chain(offices)
        .chain(projects)
        .take(plays.groups as usize)
        .enumerate()
        .map(|(place, (name, who))| SeedGroup {
            members: members(who, dice.also(&name).also(&place.to_string()), accounts, in_groups),
            name: match &plays.group_slug_prefix {
                Some(prefix) => slug(prefix, &name),
                None => name,
            },
        })
        .collect()
}

fn members(
    who: Who,
    dice: Dice,
    accounts: &[&Person],
    in_groups: &dyn Fn(usize) -> bool,
) -> Vec<u32> {
    let mut chosen = BTreeSet::new();
    if let Who::Some(size, certain) = who {
        for (place, person) in accounts.iter().enumerate() {
            if certain.contains(&person.index) && in_groups(place) {
                chosen.insert(place);
            }
        }
        for draw in 0..size * 4 {
            if chosen.len() as u64 >= size {
                break;
            }
            let place = usize::try_from(dice.below(draw, accounts.len() as u64)).unwrap_or(0);
            if in_groups(place) {
                chosen.insert(place);
            }
        }
    } else {
        chosen.extend((0..accounts.len()).filter(|place| {
            in_groups(*place)
                && match who {
                    Who::Everybody => true,
                    Who::Department(wanted) => accounts[*place].department == &DEPARTMENTS[wanted],
                    Who::Office(wanted) => accounts[*place].office == wanted,
                    Who::Contractors => accounts[*place].kind == Kind::Contractor,
                    Who::Nobody | Who::Some(..) => false,
                }
        }));
    }
    chosen.into_iter().filter_map(|place| u32::try_from(place).ok()).collect()
}

fn slug(prefix: &str, name: &str) -> String {
    let mut slug = String::from(prefix);
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}
