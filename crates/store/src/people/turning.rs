//! A new day: the HR list says something else of those who begin or leave on it, and of nobody else.

use crate::{
    db::error::Result,
    db::pool::Durability,
    db::pool::Store,
    people::stale::{PeopleFit, fit},
};

/// What the list says of a person from this day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonTurn {
    pub id: u32,
    pub list_state: u8,
    pub list_day: Option<String>,
    /// The next day with another state.
    pub turns_on: Option<String>,
}

impl Store {
    /// Whose state the list changes by this day: the person's number and the body of the entry.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn people_turning(&self, today: &str) -> Result<Vec<(u32, String)>> {
        self.read(|db| {
            let mut found = db.prepare_cached(
                "SELECT p.id, t.body FROM people p JOIN truth_entries t ON t.id = p.entry
                 WHERE p.turns_on <= ?1 ORDER BY p.id",
            )?;
            let rows = found.query_map([today], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps what the list says of them from this day on. Does nothing, and says so, when something else
    /// changed meanwhile: then people have to be linked again.
    ///
    /// # Errors
    /// When the database cannot be written: full disk, damage, read-only store.
    pub fn turn_people(&self, turns: &[PersonTurn], rules: &str, today: &str) -> Result<bool> {
        self.write(Durability::Soon, |db| {
            if fit(db, rules, today)? != PeopleFit::OtherDay {
                return Ok(false);
            }
            // Without a stamp the next linking writes them again.
            let mut turn = db.prepare_cached(
                "UPDATE people SET list_state = ?2, list_day = ?3, turns_on = ?4, stamp = 0
                 WHERE id = ?1",
            )?;
            for one in turns {
                turn.execute((one.id, one.list_state, &one.list_day, &one.turns_on))?;
            }
            db.execute("UPDATE people_state SET tied_on = ?1", [today])?;
            Ok(true)
        })
    }
}
