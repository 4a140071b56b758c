//! Who of the company has an account in an app, who of them is inactive, and who came by hand.

use crate::company::{Company, Kind, PEOPLE, Person};
use crate::dice::Dice;
use crate::plays::{DeactivatedUsers, OtherDomains, Plays, SpecialCharacters};

/// Notable people and the service accounts for certain, the rest by lot.
pub(crate) fn choose_people(plays: &Plays, company: &Company, dice: Dice, most: u32) -> Vec<u32> {
    let allowed = |person: &&Person| {
        let domain_known = plays.other_domains == OtherDomains::Listed
            || plays.verified_domains.iter().any(|domain| domain == person.domain());
        let letters_known = plays.special_characters == SpecialCharacters::Kept || !person.special;
        domain_known && letters_known && person.index < PEOPLE + plays.service_accounts
    };
    let mut people: Vec<&Person> = company.known().iter().filter(allowed).collect();
    people.sort_by_key(|person| {
        let certain = person.notable() || person.kind == Kind::Service;
        let lot =
            if person.notable() { person.index.into() } else { dice.roll(person.index.into()) };
        (!person.notable(), !certain, lot)
    });
    people.into_iter().take(most as usize).map(|person| person.index).collect()
}

/// Mostly people who left; but not all of them, or there would be nothing to find.
pub(crate) fn choose_inactive(
    plays: &Plays,
    company: &Company,
    dice: Dice,
    people: &[u32],
    listed: u32,
) -> Vec<bool> {
    let dice = dice.also("who is inactive");
    let known = company.known();
    let wanted = match plays.deactivated_users {
        DeactivatedUsers::Gone => 0,
        DeactivatedUsers::Unlisted | DeactivatedUsers::Listed => {
            part(plays.inactive, listed.min(plays.listed), plays)
        }
    };
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|place| {
        let person = &known[people[*place] as usize];
        let unwilling = person.notable() || person.kind == Kind::Service;
        let leaver = person.left && !dice.also("stays").one_in(person.index.into(), 5);
        (unwilling, !person.notable() && !leaver, lot(person, dice))
    });
    mark(people.len(), order.into_iter().take(wanted as usize))
}

pub(crate) fn choose_by_hand(
    plays: &Plays,
    company: &Company,
    dice: Dice,
    people: &[u32],
) -> Vec<bool> {
    let dice = dice.also("who came by hand");
    let wanted = part(plays.unprovisioned, u32::try_from(people.len()).unwrap_or(u32::MAX), plays);
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by_key(|place| {
        let person = &company.known()[people[*place] as usize];
        (person.notable(), lot(person, dice))
    });
    mark(people.len(), order.into_iter().take(wanted as usize))
}

/// So many of `listed` as `number` is of the sample's listed accounts.
pub(crate) fn part(number: u32, listed: u32, plays: &Plays) -> u32 {
    let part = u64::from(number) * u64::from(listed) / u64::from(plays.listed.max(1));
    u32::try_from(part).unwrap_or(u32::MAX)
}

/// By lot; but whom tests know by name comes last, the first of them at the very end.
fn lot(person: &Person, dice: Dice) -> u64 {
    if person.notable() {
        u64::from(u32::MAX - person.index)
    } else {
        dice.roll(person.index.into())
    }
}

fn mark(length: usize, places: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut marks = vec![false; length];
    for place in places {
        marks[place] = true;
    }
    marks
}
