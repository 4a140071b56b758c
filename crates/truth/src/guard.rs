//! A list that lost too many people is held, not used.

use serde::{Deserialize, Serialize};

/// Why a list is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// People of the last list.
    pub before: u32,
    /// People of this list.
    pub now: u32,
    /// People of the last list that are not in this one.
    pub missing: u32,
}

/// Whether a list has more people that the last one did not have than the last one had at all: that
/// is rather another list than a later one. The first list is neither.
pub fn swells(before: u32, now: u32, kept: u32) -> bool {
    before > 0 && now.saturating_sub(kept) > before.max(SMALL_LIST)
}

/// So many new people are no sign of another list, however small the last one was.
const SMALL_LIST: u32 = 100;

/// Compares a list with the last one: `kept` are the people of the last list that are in the new
/// one. Held when it is smaller by more than `guard_percent`, when more than that part of the people
/// of the last list is missing, or when fewer than half of them are left, even within the guard.
/// Exactly the guard passes, and so does the first list.
pub fn shrinks(before: u32, now: u32, kept: u32, guard_percent: u32) -> Option<Held> {
    let missing = before.saturating_sub(kept);
    let more_than_guard =
        |people: u32| u64::from(people) * 100 > u64::from(guard_percent) * u64::from(before);
    let lost_most = u64::from(kept) * 2 < u64::from(before);
    let held = more_than_guard(before.saturating_sub(now)) || more_than_guard(missing) || lost_most;
    held.then_some(Held { before, now, missing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_held_beyond_the_guard_and_not_at_it() {
        assert_eq!(shrinks(1000, 900, 900, 10), None);
        assert_eq!(
            shrinks(1000, 899, 899, 10),
            Some(Held { before: 1000, now: 899, missing: 101 })
        );
    }

    #[test]
    fn a_list_that_more_than_doubles_is_another_list() {
        assert!(swells(1_000, 300_000, 1_000));
        assert!(swells(1_000, 2_001, 1_000));
        assert!(!swells(1_000, 2_000, 1_000));
        assert!(!swells(10, 110, 10), "a small list grows");
        assert!(!swells(0, 300_000, 0), "the first list");
    }

    #[test]
    fn other_people_in_the_place_of_the_old_ones_are_a_loss_too() {
        assert_eq!(shrinks(100, 200, 49, 90), Some(Held { before: 100, now: 200, missing: 51 }));
        assert_eq!(shrinks(100, 100, 80, 10), Some(Held { before: 100, now: 100, missing: 20 }));
        assert_eq!(shrinks(100, 100, 95, 10), None);
    }

    #[test]
    fn the_first_list_and_the_largest_numbers_pass_through() {
        assert_eq!(shrinks(0, 5, 0, 10), None);
        assert_eq!(shrinks(u32::MAX, u32::MAX, u32::MAX, u32::MAX), None);
    }
}
