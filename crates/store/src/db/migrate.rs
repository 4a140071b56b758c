//! Brings a store's schema up to date: a copy first, then one transaction a version.

use crate::{db::error::Result, db::error::StoreError};
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Schema `n` is made by the `n`-th of them.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001.sql"),
    include_str!("schema/0002.sql"),
    include_str!("schema/0003.sql"),
    include_str!("schema/0004.sql"),
    include_str!("schema/0005.sql"),
    include_str!("schema/0006.sql"),
    include_str!("schema/0007.sql"),
    include_str!("schema/0008.sql"),
    include_str!("schema/0009.sql"),
    include_str!("schema/0010.sql"),
    include_str!("schema/0011.sql"),
    include_str!("schema/0012.sql"),
];

fn version(db: &Connection) -> Result<u32> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Applies what is missing.
///
/// A store that holds something is copied beside itself first (`<store>.schema-<n>`); an older
/// copy of that name is never replaced. Call with no other connection open.
///
/// # Errors
/// [`StoreError::Newer`] and [`StoreError::Refused`] (made by another build of the same schema)
/// before anything is touched.
pub(crate) fn migrate(db: &mut Connection, path: &Path, migrations: &[&str]) -> Result<()> {
    let (found, supported) = known_version(db, migrations)?;
    if found == supported {
        return Ok(());
    }
    if found > 0 {
        copy_aside(db, path, found)?;
    }
    for (number, sql) in (1..).zip(migrations).skip(found as usize) {
        let step = db.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        step.execute_batch(sql)?;
        step.execute("INSERT INTO migrations VALUES (?1, ?2)", (number, checksum(sql)))?;
        step.pragma_update(None, "user_version", number)?;
        step.commit()?;
    }
    Ok(())
}

/// The schema that a store has and the one that this build knows.
fn known_version(db: &Connection, migrations: &[&str]) -> Result<(u32, u32)> {
    let supported = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let found = version(db)?;
    if found > supported {
        return Err(StoreError::Newer { found, supported });
    }
    if found > 0 {
        check_applied(db, found, migrations)?;
    }
    Ok((found, supported))
}

/// Whether a store that cannot be written has the schema of this build.
///
/// # Errors
/// As [`migrate`]; [`StoreError::Refused`] for an older schema.
pub(crate) fn check_version(db: &Connection, migrations: &[&str]) -> Result<()> {
    let (found, supported) = known_version(db, migrations)?;
    if found < supported {
        return Err(StoreError::refused(format!(
            "the store has schema {found}; it must be writable once to be upgraded to {supported}"
        )));
    }
    Ok(())
}

fn checksum(sql: &str) -> String {
    hex::encode(Sha256::digest(sql.replace('\r', "")))
}

/// A schema that was edited after a store had been made with it is not the schema that the
/// queries expect.
fn check_applied(db: &Connection, found: u32, migrations: &[&str]) -> Result<()> {
    let mut statement = db.prepare("SELECT version, sha256 FROM migrations ORDER BY version")?;
    let applied: Vec<(u32, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let expected = (1..=found).zip(migrations).map(|(number, sql)| (number, checksum(sql)));
    if applied.into_iter().eq(expected) {
        return Ok(());
    }
    Err(StoreError::refused(format!("the store's schema {found} was made by another build")))
}

fn copy_aside(db: &Connection, path: &Path, found: u32) -> Result<()> {
    // Everything into the file itself, so that the file alone is the whole store.
    let busy: u32 =
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap_or(1);
    if busy != 0 {
        return Err(StoreError::InUse { by: None });
    }
    let (copy, mut to) = new_beside(path, found)?;
    let copied = File::open(path)
        .and_then(|mut from| io::copy(&mut from, &mut to))
        .and_then(|_| to.sync_all());
    if let Err(error) = copied {
        drop(to);
        // Half a copy of ours is worth nothing, and its name is needed for the next try.
        let _ = fs::remove_file(copy);
        return Err(error.into());
    }
    Ok(())
}

fn new_beside(path: &Path, found: u32) -> Result<(PathBuf, File)> {
    for number in 1..1_000 {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let copy = crate::db::file::beside(path, &format!(".schema-{found}{suffix}"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&copy) {
            Ok(file) => return Ok((copy, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::refused("there are already a thousand copies of this store beside it"))
}
