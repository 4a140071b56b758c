//! Which employee numbers are of one numbering. The HR list and each app number people in a way of
//! their own or in the same way, and only numbers of one numbering say that two are two people.

use crate::prepared::{NONE, Prepared};
use rustc_hash::{FxHashMap, FxHashSet};

/// An app with fewer numbers does not show that its numbering is another one.
const FEW: usize = 2;

/// The number of a row or an account, as written and without zeros and separators.
#[derive(Clone, Copy)]
pub(crate) struct Numbered {
    pub(crate) number: u32,
    pub(crate) loose: u32,
    pub(crate) connection: i64,
}

#[derive(Default)]
pub(crate) struct Numberings {
    /// Numbers that exactly one row of the list has. A number that several have identifies no one.
    listed: FxHashSet<u32>,
    listed_loosely: FxHashSet<u32>,
    of_app: FxHashSet<(i64, u32)>,
    of_app_loosely: FxHashSet<(i64, u32)>,
    /// How many numbers each app has.
    count: FxHashMap<i64, usize>,
    /// Apps that have a number in common.
    akin: FxHashSet<(i64, i64)>,
}

impl Numberings {
    pub(crate) fn new(prepared: &Prepared<'_>) -> Self {
        let mut all = Self::default();
        let mut rows: FxHashMap<u32, u32> = FxHashMap::default();
        let mut apps: FxHashMap<u32, Vec<i64>> = FxHashMap::default();
        for (node, number) in prepared.number.iter().enumerate().filter(|(_, n)| **n != NONE) {
            let loose = prepared.loose[*number as usize];
            if prepared.is_entry(node as u32) {
                *rows.entry(*number).or_default() += 1;
                continue;
            }
            let app = prepared.connection[node];
            all.of_app.insert((app, *number));
            if all.of_app_loosely.insert((app, loose)) {
                *all.count.entry(app).or_default() += 1;
                apps.entry(loose).or_default().push(app);
            }
        }
        for (number, _) in rows.into_iter().filter(|(_, rows)| *rows == 1) {
            all.listed.insert(number);
            all.listed_loosely.insert(prepared.loose[number as usize]);
        }
        for apps in apps.values() {
            for (at, one) in apps.iter().enumerate() {
                all.akin.extend(apps[at + 1..].iter().map(|other| ordered(*one, *other)));
            }
        }
        all
    }

    /// The number of the row is another account's there, or the number of the account another row's.
    /// Without either, the list and the app number people differently, or the number is a filler.
    pub(crate) fn row_contradicts(&self, row: Numbered, account: Numbered) -> bool {
        let app = account.connection;
        let exactly = self.listed.contains(&account.number)
            || (self.listed.contains(&row.number) && self.of_app.contains(&(app, row.number)));
        let loosely = self.listed_loosely.contains(&account.loose)
            || (self.listed.contains(&row.number)
                && self.of_app_loosely.contains(&(app, row.loose)));
        exactly || (row.loose != account.loose && loosely)
    }

    /// Of two apps that have numbers and none of them in common, each numbers people in its own way.
    pub(crate) fn accounts_contradict(&self, one: Numbered, other: Numbered) -> bool {
        let few = |app: i64| self.count.get(&app).is_none_or(|count| *count < FEW);
        let (a, b) = (one.connection, other.connection);
        a == b || few(a) || few(b) || self.akin.contains(&ordered(a, b))
    }
}

fn ordered(a: i64, b: i64) -> (i64, i64) {
    (a.min(b), a.max(b))
}
