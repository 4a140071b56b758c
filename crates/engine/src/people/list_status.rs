//! What the HR list says of a person on a day, and on which day it next says something else. Pure.

use jiff::civil::Date;
use rollcall_truth::{Entry, Status};

/// 0 not listed, 1 employed, 2 not started, 3 left, 5 not known (4 is *no list*, which only reviews
/// keep), and the day that matters. The day decides: a
/// list that was imported last week says who has left by now.
pub(super) fn list_state(entry: Option<&Entry>, today: Date) -> (u8, Option<String>) {
    let Some(entry) = entry else { return (0, None) };
    let left = entry.status == Status::Left;
    if left || entry.end.is_some_and(|end| end < today) {
        return (3, entry.end.map(|day| day.to_string()));
    }
    match (entry.start, entry.status) {
        (Some(start), _) if start > today => (2, Some(start.to_string())),
        (None, Status::NotStarted) => (2, None),
        (_, Status::NotKnown) => (5, None),
        _ => (1, None),
    }
}

/// The first day after today on which the list gives another state; `None` when it gives this one from
/// now on.
pub(super) fn turns_on(entry: &Entry, today: Date) -> Option<Date> {
    let now = list_state(Some(entry), today);
    let after_the_last = entry.end.and_then(|end| end.tomorrow().ok());
    let mut days: Vec<Date> =
        [entry.start, after_the_last].into_iter().flatten().filter(|day| *day > today).collect();
    days.sort_unstable();
    days.into_iter().find(|day| list_state(Some(entry), *day) != now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    const TODAY: Date = Date::constant(2026, 11, 26);

    fn entry(status: Status, start: Option<i32>, end: Option<i32>) -> Entry {
        let day = |days: i32| TODAY.checked_add(days.days()).unwrap();
        serde_json::from_value(serde_json::json!({
            "row": 1, "emails": [], "employee_number": "", "name": "Jo", "given_name": "",
            "family_name": "", "status": status, "status_word": "", "start": start.map(day),
            "end": end.map(day), "manager": "", "department": "", "cost_center": "",
            "division": "", "title": "", "kind": rollcall_truth::Kind::Employee,
        }))
        .unwrap()
    }

    #[test]
    fn the_day_decides_what_the_list_says() {
        use Status::{Employed, Left, NotKnown, NotStarted};
        for (status, start, end, state, day, turns) in [
            (Employed, None, None, 1, None, None),
            (Employed, Some(-9), None, 1, None, None),
            (Employed, Some(0), None, 1, None, None),
            (Employed, Some(3), None, 2, Some(3), Some(3)),
            (Employed, Some(3), Some(5), 2, Some(3), Some(3)),
            // The last day is a day of work.
            (Employed, None, Some(0), 1, None, Some(1)),
            (Employed, None, Some(-1), 3, Some(-1), None),
            // Left before the first day: the day after the last one comes first.
            (Employed, Some(9), Some(2), 2, Some(9), Some(3)),
            (Left, None, None, 3, None, None),
            (Left, Some(4), Some(7), 3, Some(7), None),
            (NotStarted, None, None, 2, None, None),
            (NotStarted, None, Some(2), 2, None, Some(3)),
            (NotKnown, None, Some(2), 5, None, Some(3)),
            (NotKnown, Some(1), None, 2, Some(1), Some(1)),
        ] {
            let one = entry(status, start, end);
            let date = |days: i32| TODAY.checked_add(days.days()).unwrap();
            let text = |days: i32| date(days).to_string();
            let at = format!("{status:?} {start:?} {end:?}");
            assert_eq!(list_state(Some(&one), TODAY), (state, day.map(text)), "{at}");
            assert_eq!(turns_on(&one, TODAY), turns.map(date), "{at}");
        }
        assert_eq!(list_state(None, TODAY), (0, None));
    }

    #[test]
    fn no_day_before_the_one_that_is_named_says_anything_else() {
        let days = [None, Some(-2), Some(-1), Some(0), Some(1), Some(2), Some(4)];
        let statuses = [Status::Employed, Status::NotStarted, Status::Left, Status::NotKnown];
        for (status, start, end) in statuses.into_iter().flat_map(|status| {
            days.into_iter().flat_map(move |start| days.map(move |end| (status, start, end)))
        }) {
            let one = entry(status, start, end);
            let now = list_state(Some(&one), TODAY);
            let differs = |days: &i32| {
                let day = TODAY.checked_add(days.days()).unwrap();
                list_state(Some(&one), day) != now
            };
            let first = (1..10).find(differs).map(|days| TODAY.checked_add(days.days()).unwrap());
            assert_eq!(turns_on(&one, TODAY), first, "{status:?} {start:?} {end:?}");
        }
    }
}
