//! The company's own list of its people: what HR would export. Some who have accounts are missing
//! in it, as in life.

use crate::company::{Company, Kind};
use crate::dice::Dice;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// The list of the sample company for a seed, as CSV with semicolons: employee number, name,
/// address, status, first and last day (YYYY-MM-DD), manager, department, cost center, division,
/// title, type.
pub fn truth_list(seed: u64) -> String {
    let company = Company::new(seed);
    let dice = Dice::new(seed, "HR list");
    let mut text = String::from(
        "Employee number;Name;E-mail;Status;First day;Last day;Manager;Department;Cost \
        center;Division;Title;Type\n",
    );
    for person in company.known() {
        let key = u64::from(person.index);
        // Service accounts are nobody's colleague, and some contractors came past HR.
        let missing = person.kind == Kind::Service
            || (person.kind == Kind::Contractor && !person.notable() && dice.one_in(key, 4));
        if missing || person.display.is_empty() {
            continue;
        }
        let joined = day(person.joined);
        let left =
            if person.left { day(LEFT_FROM + 86_400 * spread(&dice, key)) } else { String::new() };
        let manager =
            person.manager.map(|index| company.person(index).address.clone()).unwrap_or_default();
        let kind = if person.kind == Kind::Contractor { "Contractor" } else { "Employee" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "E{:05};{};{};{};{joined};{left};{manager};{};{};{};{};{kind}",
            10_000 + person.index,
            quoted(&person.display),
            person.address,
            if person.left { "Left" } else { "Active" },
            person.department.name,
            person.department.cost_center,
            person.department.division,
            person.title,
        );
    }
    text
}

/// 1 September 2026.
const LEFT_FROM: i64 = 1_788_220_800;

fn spread(dice: &Dice, key: u64) -> i64 {
    i64::try_from(dice.also("days").below(key, 75)).unwrap_or(0)
}

fn day(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).date().to_string()
}

fn quoted(text: &str) -> String {
    if text.contains([';', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_leavers_and_misses_some() {
        let list = truth_list(1);
        assert_eq!(list, truth_list(1));
        let rows = list.lines().count() - 1;
        assert!((1_400..1_480).contains(&rows), "{rows}");
        assert!(list.contains("Oskar Lind;oskar.lind@example.com;Left;"));
        assert!((60..200).contains(&list.matches(";Left;").count()));
    }
}
