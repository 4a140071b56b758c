//! Whether dates of three numbers with two digits each may begin with the year.

use crate::dates::Day;

/// Three numbers of two digits each, of which the last is read as the year: 26-06-28 may begin
/// with it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TwoDigits {
    dates: usize,
    /// Different first and last numbers, a bit each.
    firsts: u128,
    lasts: u128,
    /// A number in the middle is not a month, or the last one is not a day.
    ends_with_year: bool,
}

impl TwoDigits {
    pub(crate) fn add(&mut self, day: Day) {
        self.dates += 1;
        self.firsts |= 1 << day.first.clamp(0, 99);
        self.lasts |= 1 << day.year.clamp(0, 99);
        self.ends_with_year |= day.second > 12 || !(1..=31).contains(&day.year);
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            dates: self.dates + other.dates,
            firsts: self.firsts | other.firsts,
            lasts: self.lasts | other.lasts,
            ends_with_year: self.ends_with_year || other.ends_with_year,
        }
    }

    /// Days spread over the month, and years do not: with more different numbers in front than at the
    /// end, the year comes last. Two dates show nothing.
    pub(crate) fn may_begin_with_year(self) -> bool {
        let spread = self.firsts.count_ones() > self.lasts.count_ones();
        self.dates > 0 && !self.ends_with_year && (self.dates < 3 || !spread)
    }
}
