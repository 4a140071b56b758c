//! People are computed from the accounts and the HR list, and are out of date once these change.

use crate::db::error::Result;
use rusqlite::Connection as Database;

/// Something changed that people are computed from.
pub(crate) fn now_stale(db: &Database) -> Result<()> {
    db.prepare_cached("UPDATE people_state SET stale = stale + 1")?.execute([])?;
    Ok(())
}
