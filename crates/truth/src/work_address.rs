//! Which of several columns of addresses has those at work.

use crate::address;
use crate::field::Field;
use crate::fold::{clip, squash};
use crate::guess::{Ask, Column, LOOKED_AT, holder, most};
use crate::names;
use crate::table::Table;

/// Among several columns of addresses, which are those at work: by the domains of the apps, by free
/// mailboxes, by addresses that repeat themselves as those of managers do; else it is asked.
pub(crate) fn which_address(table: &Table, columns: &mut [Column]) {
    let Some(first) = holder(columns, Field::Email) else { return };
    let rival = |column: &&Column| {
        let private = column.guessed.field == Some(Field::OtherEmail)
            && names::field_of(&column.guessed.name)
                .is_some_and(|(named, _)| named == Field::OtherEmail);
        column.at != first
            && !private
            && matches!(column.guessed.field, None | Some(Field::OtherEmail))
            && most(column.addresses, column.values)
            && names::field_of(&column.guessed.name).is_none_or(|(named, _)| named.is_address())
    };
    let rivals: Vec<usize> = columns.iter().filter(rival).map(|column| column.at).collect();
    let share = |some: usize, all: usize, of_ten: usize| some * 10 >= all.max(1) * of_ten;
    for other in rivals {
        let now = holder(columns, Field::Email).unwrap_or(first);
        let (held, rival) = (&columns[now], &columns[other]);
        let repeats =
            |column: &Column| column.different * 10 < column.values * 9 && column.values > 4;
        let own = |column: &Column| share(column.own, column.values, 5);
        let foreign = |column: &Column| column.own * 5 < column.values;
        let free = |column: &Column| share(column.free, column.values, 5);
        let reason = if own(rival) && foreign(held) {
            Some("its addresses are of the domain of your apps")
        } else if own(held) && foreign(rival) {
            None
        } else if repeats(held) && !repeats(rival) {
            Some("its addresses do not repeat themselves")
        } else if free(held) && rival.free * 5 < rival.values {
            Some("its addresses are not of free mailboxes")
        } else if repeats(rival)
            || free(rival)
            || names::says_at_work(&held.guessed.name)
            || rank(held) < LOGINS && rank(rival) >= LOGINS && rank(rival) < usize::MAX
            || same_domains(table, now, other)
        {
            None
        } else {
            let name = held.guessed.name.clone();
            columns[other].guessed.field = None;
            columns[other].guessed.why =
                format!("it may be the address at work as well as “{}”", clip(&name, 60));
            columns[other].guessed.asks = Some(Ask::Address { other: name });
            continue;
        };
        if let Some(reason) = reason {
            let repeated = repeats(held);
            let lost = clip(&rival.guessed.name, 60);
            let has_manager = holder(columns, Field::Manager).is_some();
            columns[other].set(Field::Email, reason.to_owned());
            let why = format!("“{lost}” fits address better: {reason}");
            columns[now].guessed.why = why;
            columns[now].guessed.field = match (repeated, has_manager) {
                (true, false) => Some(Field::Manager),
                (true, true) => None,
                (false, _) => Some(Field::OtherEmail),
            };
        }
    }
}

/// Names of logins rank from here.
const LOGINS: usize = 60;

fn rank(column: &Column) -> usize {
    let name = squash(&column.guessed.name);
    let login = ["userprincipalname", "upn", "username", "userid", "login", "benutzername"];
    match names::field_of(&column.guessed.name) {
        _ if login.contains(&name.as_str()) => LOGINS,
        Some((Field::Email, rank)) => rank.min(LOGINS - 1),
        _ => usize::MAX,
    }
}

/// Whether most rows have addresses of one domain in both columns.
fn same_domains(table: &Table, one: usize, other: usize) -> bool {
    let pairs = table.rows.iter().take(LOOKED_AT).filter_map(|row| {
        Some((address::domain(row.cell(one))?, address::domain(row.cell(other))?))
    });
    let (same, all) =
        pairs.fold((0, 0), |(same, all), (a, b)| (same + usize::from(a == b), all + 1));
    most(same, all)
}
