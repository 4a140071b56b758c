//! The folder that a new store is made in. Its permissions are set only when Rollcall creates it:
//! an existing folder stays as it is.

use crate::core::{
    NAME_FILE, NewStore, PROVIDERS_FOLDER, RULES_FOLDER, STORE_FILE, folder_problem,
};
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use std::path::Path;

const WHAT: &str = "Opening the store failed.";

/// Makes sure that a new store may be made in this folder.
pub(crate) fn prepare(folder: &Path, new_store: NewStore) -> Result<(), Problem> {
    if new_store == NewStore::Refuse {
        return Err(asked(
            ProblemCode::NotFound,
            WHAT,
            &format!("There is no store at {}.", folder.display()),
            "Connect an app to make one: rollcall connect. Or check the folder that --data names.",
        ));
    }
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return make(folder).map_err(|error| folder_problem(folder, &error));
        }
        Err(error) => return Err(folder_problem(folder, &error)),
    };
    let (mut ours, mut others) = (false, false);
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = is_ours(&name.to_string_lossy());
        (ours, others) = (ours || is_ours, others || !is_ours);
    }
    if others && !ours {
        return Err(asked(
            ProblemCode::BadRequest,
            WHAT,
            &format!(
                "{} is not empty and holds no files of Rollcall, so no store is created there.",
                folder.display()
            ),
            "Choose a new or empty folder.",
        ));
    }
    Ok(())
}

/// A name that Rollcall gives to what it keeps, or that an admin gives to what Rollcall reads.
fn is_ours(name: &str) -> bool {
    name.starts_with(STORE_FILE) || [NAME_FILE, PROVIDERS_FOLDER, RULES_FOLDER].contains(&name)
}

/// For this user alone.
fn make(folder: &Path) -> std::io::Result<()> {
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Permissions of a folder, if the system has them.
    fn mode(folder: &Path) -> Option<u32> {
        #[cfg(unix)]
        return std::fs::metadata(folder)
            .ok()
            .map(|of| std::os::unix::fs::PermissionsExt::mode(&of.permissions()) & 0o777);
        #[cfg(not(unix))]
        None
    }

    #[test]
    fn a_store_is_only_made_where_one_may_be() {
        let place = tempfile::tempdir().unwrap();
        let folder = |name: &str, files: &[&str]| {
            let folder = place.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            files.iter().for_each(|file| std::fs::write(folder.join(file), "").unwrap());
            folder
        };
        for (folder, may) in [
            (place.path().join("new/and/deep"), true),
            (folder("empty", &[]), true),
            (folder("profiles", &["providers"]), true),
            (folder("cut-short", &["rollcall.id", "rollcall.db.new", "notes.txt"]), true),
            (folder("home", &["notes.txt", "providers.txt"]), false),
        ] {
            let refused = prepare(&folder, NewStore::Refuse).unwrap_err();
            assert_eq!(refused.code, ProblemCode::NotFound);
            assert_eq!(refused.side_words, format!("There is no store at {}.", folder.display()));
            assert_eq!(prepare(&folder, NewStore::Make).is_ok(), may, "{}", folder.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn rights_are_only_set_on_a_new_folder() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let new = place.path().join("new");
        prepare(&new, NewStore::Make).unwrap();
        assert_eq!(mode(&new), Some(0o700));
        let there = place.path().join("there");
        std::fs::create_dir(&there).unwrap();
        std::fs::set_permissions(&there, std::fs::Permissions::from_mode(0o777)).unwrap();
        prepare(&there, NewStore::Make).unwrap();
        assert_eq!(mode(&there), Some(0o777));
    }
}
