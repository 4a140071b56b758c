//! Files of rules in the settings folder: one for a connection, named in it. Which one was used last is
//! on the record.

use crate::core::{RULES_FOLDER, Rollcall};
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use rollcall_store::{Connection, fold};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Larger files are not rules.
const LARGEST: u64 = 1024 * 1024;

/// A file that names a connection.
pub(super) struct RulesFile {
    /// Of the file.
    pub(super) name: String,
    pub(super) text: String,
    connection: String,
}

/// All files of rules.
pub(super) struct RulesFiles(Vec<RulesFile>);

/// The part of a file that says whom it is for.
#[derive(Deserialize)]
struct ForWhom {
    connection: String,
}

/// Reads the files of rules below the settings folder.
///
/// # Errors
/// When a file cannot be read, or does not say which connection it is for.
pub(super) fn read(data: &Path) -> Result<RulesFiles, Problem> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(data.join(RULES_FOLDER)).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        let large = entry.metadata().is_ok_and(|found| found.len() > LARGEST);
        if large {
            return Err(unusable(Some(&name), "It is larger than 1 MiB."));
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| unusable(Some(&name), &format!("It cannot be read ({error}).")))?;
        let whom: ForWhom = toml::from_str(&text)
            .map_err(|error| unusable(Some(&name), &super::rules::sentence(&error, &text)))?;
        files.push(RulesFile { name, text, connection: whom.connection });
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(RulesFiles(files))
}

impl RulesFiles {
    /// The file of a connection.
    ///
    /// # Errors
    /// When two files are for it.
    pub(super) fn of(&self, connection: &str) -> Result<Option<&RulesFile>, Problem> {
        let mut found = self.0.iter().filter(|one| fold(&one.connection) == fold(connection));
        let first = found.next();
        match (first, found.next()) {
            (Some(one), Some(other)) => Err(unusable(
                Some(&one.name),
                &format!("{} is for {connection} as well.", other.name),
            )),
            (first, _) => Ok(first),
        }
    }
}

/// A file of rules that cannot be used. Nothing is compared without it: the result would not be what
/// the admin laid down.
pub(super) fn unusable(file: Option<&str>, why: &str) -> Problem {
    asked(
        ProblemCode::BadRequest,
        "Comparing the apps with the HR list failed.",
        &format!("The file {RULES_FOLDER}/{} cannot be used. {why}", file.unwrap_or_default()),
        "Correct the file, or move it out of the folder to compare without it.",
    )
}

impl Rollcall {
    /// Puts on the record that a connection is compared by other rules than before.
    pub(super) async fn note_rules(
        &self,
        connection: &Connection,
        file: Option<&RulesFile>,
    ) -> Result<(), Problem> {
        const WHAT: &str = "Saving which rules are used";
        if self.0.store.cannot_write().is_some() {
            return Ok(());
        }
        let sha256 = file.map(|one| hex::encode(Sha256::digest(&one.text))).unwrap_or_default();
        let id = connection.id.clone();
        let before = self.stored(WHAT, move |store| store.rules_used(&id)).await?;
        if before == sha256 {
            return Ok(());
        }
        let event = RecordEvent::RulesChanged {
            connection: connection.id.clone(),
            name: connection.name.clone(),
            file: file.map(|one| one.name.clone()),
            sha256: sha256.clone(),
            text: file.map(|one| one.text.clone()).unwrap_or_default(),
        };
        let (entry, at, id) = (event.entry(), self.0.clock.moment(), connection.id.clone());
        self.stored(WHAT, move |store| store.use_rules(&id, &sha256, &entry, at)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_for_the_connection_that_it_names() {
        let data = tempfile::tempdir().unwrap();
        assert!(read(data.path()).unwrap().of("Acme").unwrap().is_none());
        let folder = data.path().join(RULES_FOLDER);
        std::fs::create_dir(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("a.toml", "connection = \"Acme\"\n");
        write("notes.txt", "not a rule");
        let files = read(data.path()).unwrap();
        assert_eq!(files.of("acme").unwrap().unwrap().name, "a.toml");
        assert!(files.of("Shop").unwrap().is_none());
        write("b.toml", "connection = \"ACME\"\n");
        let twice = read(data.path()).unwrap().of("Acme").err().unwrap();
        assert!(twice.side_words.contains("b.toml is for Acme as well"), "{}", twice.side_words);
        write("b.toml", "connection = \"Shop\"\n[[field\n");
        let broken = read(data.path()).err().unwrap();
        assert!(broken.side_words.starts_with("The file rules/b.toml cannot be used. Line 2"));
        assert!(broken.next.contains("Correct the file"), "{}", broken.next);
    }
}
