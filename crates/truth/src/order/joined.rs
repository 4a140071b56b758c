//! The order of dates in a list that was joined of several sheets: each may be of another program's
//! setting.

use super::{DatesGuess, Look, look};
use crate::error::TruthError;
use crate::field::DateOrder;
use crate::table::Table;

/// What all sheets show together. Where one shows an order and another none, it is asked.
pub(super) fn together(table: &Table, whole: DatesGuess, columns: &[usize]) -> DatesGuess {
    let sheets = Sheets::of(table, columns);
    if let Some((one, other)) = sheets.differ(&whole) {
        return DatesGuess::Differ {
            sheet: one.0.to_owned(),
            date: one.1.to_owned(),
            other: other.0.to_owned(),
            other_date: other.1.to_owned(),
        };
    }
    let guesses = || sheets.0.iter().map(|(_, look)| &look.guess);
    let is_open = |guess: &&DatesGuess| matches!(guess, DatesGuess::Ambiguous { .. });
    if let Some(open) = std::iter::once(&whole).chain(guesses()).find(is_open) {
        return open.clone();
    }
    let orders = || guesses().filter_map(order);
    let rows = guesses().map(swapped).fold(0, u32::saturating_add);
    match orders().next() {
        Some(order) if rows > 0 => DatesGuess::Swapped { order, rows },
        Some(order) => DatesGuess::Certain(order),
        None => DatesGuess::NotNeeded,
    }
}

/// The error when sheets of a joined list have different orders, or one shows another than was
/// answered.
pub(crate) fn check(
    table: &Table,
    columns: &[usize],
    answer: Option<DateOrder>,
) -> Result<(), TruthError> {
    if table.joined.len() < 2 {
        return Ok(());
    }
    let whole = look(table, &table.rows, columns).guess;
    let sheets = Sheets::of(table, columns);
    let differ = sheets.differ(&whole).or_else(|| sheets.against(answer?));
    match differ {
        None => Ok(()),
        Some(((sheet, date), (other, other_date))) => Err(TruthError::DatesOfSheetsDiffer {
            sheet: sheet.to_owned(),
            date: date.to_owned(),
            other: other.to_owned(),
            other_date: other_date.to_owned(),
        }),
    }
}

/// The names of the sheets, and what each shows.
struct Sheets<'a>(Vec<(&'a str, Look)>);

/// A sheet and one of its dates.
type Example<'a> = (&'a str, &'a str);

impl<'a> Sheets<'a> {
    fn of(table: &'a Table, columns: &[usize]) -> Self {
        let looks = table.by_sheet().into_iter().map(|rows| look(table, rows, columns));
        Self(table.joined.iter().map(|sheet| sheet.sheet.as_str()).zip(looks).collect())
    }

    /// Two sheets that show different orders; or one in which a spreadsheet swapped day and month, and
    /// one of which nobody can say whether it did.
    fn differ(&self, whole: &DatesGuess) -> Option<(Example<'_>, Example<'_>)> {
        let mut shown = self.0.iter().filter(|(_, look)| order(&look.guess).is_some());
        let first = shown.next();
        let order_of = |(_, look): &(&str, Look)| order(&look.guess);
        if let Some(first) = first
            && let Some(other) = shown.find(|other| order_of(other) != order_of(first))
        {
            return Some((example(first), example(other)));
        }
        let is_swapped = |one: &&(&str, Look)| swapped(&one.1.guess) > 0;
        let any = self.0.iter().find(is_swapped);
        let unclear = |one: &&(&str, Look)| one.1.may_be_swapped.is_some() && !is_swapped(one);
        if any.is_none() && swapped(whole) == 0 {
            return None;
        }
        let unclear = self.0.iter().find(unclear)?;
        let other = any.or(first).filter(|other| other.0 != unclear.0)?;
        let date = unclear.1.may_be_swapped.as_deref().unwrap_or_default();
        Some((example(other), (unclear.0, date)))
    }

    /// A sheet that shows another order than the answer, and one that needs the answer.
    fn against(&self, answer: DateOrder) -> Option<(Example<'_>, Example<'_>)> {
        let shows = |one: &&(&str, Look)| order(&one.1.guess).is_some_and(|own| own != answer);
        let shows = self.0.iter().find(shows)?;
        let open = self.0.iter().find(|one| matches!(one.1.guess, DatesGuess::Ambiguous { .. }))?;
        Some((example(shows), example(open)))
    }
}

fn example<'a>((sheet, look): &'a (&str, Look)) -> Example<'a> {
    (sheet, look.example.as_deref().unwrap_or_default())
}

fn order(guess: &DatesGuess) -> Option<DateOrder> {
    match guess {
        DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => Some(*order),
        DatesGuess::NotNeeded | DatesGuess::Ambiguous { .. } | DatesGuess::Differ { .. } => None,
    }
}

fn swapped(guess: &DatesGuess) -> u32 {
    match guess {
        DatesGuess::Swapped { rows, .. } => *rows,
        _ => 0,
    }
}
