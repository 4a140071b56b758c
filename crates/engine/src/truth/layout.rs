//! What is kept of the layout of a list for the next file of that kind.

use rollcall_truth::{DatesGuess, Guess, Mapping};
use serde::{Deserialize, Serialize};

/// What is kept of a layout. The first version had no number; it kept an order of dates without an
/// answer, so only its columns are used.
#[derive(Serialize, Deserialize)]
pub(super) struct Remembered {
    pub(super) version: u32,
    pub(super) mapping: Mapping,
}

impl Remembered {
    pub(super) fn read(json: &str) -> Option<Mapping> {
        if let Ok(kept) = serde_json::from_str::<Self>(json) {
            return Some(kept.mapping);
        }
        let old: Mapping = serde_json::from_str(json).ok()?;
        Some(Mapping::of(old.columns, None))
    }
}

/// What was answered about a layout, for another file of it. The order of dates comes from the
/// dates of the file itself, or is asked: the next file of a layout may be of another program's
/// setting.
pub(super) fn again(kept: Mapping, guess: &Guess) -> Mapping {
    let dates = match guess.dates {
        DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => Some(order),
        DatesGuess::NotNeeded | DatesGuess::Ambiguous { .. } | DatesGuess::Differ { .. } => None,
    };
    let mut columns = kept.columns;
    columns.resize(guess.columns.len(), None);
    Mapping { columns, dates, ..kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollcall_truth::{DateOrder, Field, Status, Word};

    #[test]
    fn a_layout_of_an_older_rollcall_keeps_its_columns_and_no_order_of_dates() {
        let old = r#"{"columns":["email",null,"end-date"],"dates":"day-month"}"#;
        let columns = vec![Some(Field::Email), None, Some(Field::EndDate)];
        assert_eq!(Remembered::read(old), Some(Mapping::of(columns.clone(), None)));
        let word = Word { column: 1, value: Some("a".to_owned()), means: Status::Left };
        let mapping = Mapping {
            words: vec![word],
            ignored: vec![1],
            ..Mapping::of(columns, Some(DateOrder::MonthDay))
        };
        let kept = Remembered { version: 2, mapping: mapping.clone() };
        let json = serde_json::to_string(&kept).ok();
        assert_eq!(json.as_deref().and_then(Remembered::read), Some(mapping));
        assert_eq!(Remembered::read("nonsense"), None);
    }
}
