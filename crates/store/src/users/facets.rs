//! What the filters offer.

use crate::{
    connections::connection::freshness,
    db::error::Result,
    db::pool::Store,
    text::fold::sort_key,
    users::query::{Facet, Facets},
    users::write::AccountState,
};

impl Store {
    /// Values of the filters with counts over the whole store, accounts that are *no longer
    /// listed* among them.
    ///
    /// # Errors
    /// When the database cannot be read: damage, or a disk that fails.
    pub fn facets(&self) -> Result<Facets> {
        self.read(|db| {
            let mut by_state = [0_u32; 3];
            let mut connections = Vec::new();
            let mut count = db.prepare_cached(
                "SELECT state, count(*) FROM accounts INDEXED BY accounts_by_count
                 WHERE connection = ?1 GROUP BY state",
            )?;
            for connection in freshness(db)? {
                let mut here = 0;
                let mut rows = count.query([connection.key])?;
                while let Some(row) = rows.next()? {
                    let (state, number): (u8, u32) = (row.get(0)?, row.get(1)?);
                    by_state[usize::from(state.min(2))] += number;
                    here += number;
                }
                connections.push(Facet {
                    value: connection.id.into_string(),
                    label: connection.name,
                    count: here,
                });
            }
            let mut departments = Vec::new();
            let mut by_department = db.prepare_cached(
                "SELECT department_key, count(*),
                        (SELECT b.department FROM accounts b
                         WHERE b.department_key = a.department_key LIMIT 1)
                 FROM accounts a INDEXED BY accounts_by_department
                 WHERE department_key < ?1 GROUP BY department_key",
            )?;
            let mut rows = by_department.query([sort_key("")])?;
            while let Some(row) = rows.next()? {
                let label: String = row.get(2)?;
                departments.push(Facet { value: label.clone(), label, count: row.get(1)? });
            }
            let states =
                [AccountState::Active, AccountState::Inactive, AccountState::NoLongerListed];
            let statuses = states.into_iter().zip(by_state).collect();
            Ok(Facets { connections, statuses, departments })
        })
    }
}
