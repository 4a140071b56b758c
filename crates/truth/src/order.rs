//! Which comes first in 03/11/2026, by all dates of a list.

use crate::dates::{self, Written};
use crate::field::DateOrder;
use crate::fold::clip;
use crate::guess::DatesGuess;
use crate::table::{Source, Table};

/// One value above twelve decides for all; none, or two that contradict each other, and it has to be
/// asked.
pub(crate) fn of_columns(table: &Table, columns: &[usize]) -> DatesGuess {
    let mut open: Option<&str> = None;
    let mut day_first: Option<&str> = None;
    let mut month_first: Option<&str> = None;
    for row in &table.rows {
        for column in columns {
            let cell = row.cell(*column);
            let Ok(written @ Written::Either { .. }) = dates::read(cell, serials(table)) else {
                continue;
            };
            match written.tells() {
                Some(DateOrder::DayMonth) => day_first.get_or_insert(cell),
                Some(DateOrder::MonthDay) => month_first.get_or_insert(cell),
                None => open.get_or_insert(cell),
            };
        }
    }
    match (day_first, month_first, open) {
        (Some(one), Some(other), _) => {
            DatesGuess::Ambiguous { example: format!("{}, {}", clip(one, 40), clip(other, 40)) }
        }
        (None, None, Some(open)) => DatesGuess::Ambiguous { example: clip(open, 40) },
        (None, Some(_), _) => DatesGuess::Certain(DateOrder::MonthDay),
        (Some(_), None, _) => DatesGuess::Certain(DateOrder::DayMonth),
        (None, None, None) => DatesGuess::NotNeeded,
    }
}

/// Bare numbers are days only in a workbook.
pub(crate) fn serials(table: &Table) -> Option<bool> {
    match table.source {
        Source::Csv { .. } | Source::Html { .. } => None,
        Source::Workbook { from_1904, .. } => Some(from_1904),
    }
}
