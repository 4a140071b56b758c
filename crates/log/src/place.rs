//! Where the log is.

use directories::{BaseDirs, ProjectDirs};
use std::path::{Path, PathBuf};

/// The system's folder for the log: `$XDG_STATE_HOME/rollcall/log` (`~/.local/state/rollcall/log`) on
/// Linux, `~/Library/Logs/Rollcall` on macOS, `%LOCALAPPDATA%\Rollcall\Rollcall\log` on Windows. `None`
/// if this user has no home folder. Nothing is made.
pub fn folder() -> Option<PathBuf> {
    if cfg!(target_os = "macos") {
        return Some(BaseDirs::new()?.home_dir().join("Library/Logs/Rollcall"));
    }
    let folders = ProjectDirs::from("app", "Rollcall", "Rollcall")?;
    match folders.state_dir() {
        Some(state) => Some(state.join("log")),
        None => Some(folders.data_local_dir().parent()?.join("log")),
    }
}

/// Where the log is written: `log`, unless it is inside of the folder of a store that is not made yet.
/// A folder with a log in it is not empty, and no store would be made there.
pub fn begins_in(log: Option<PathBuf>, data: &Path, has_store: bool) -> Option<PathBuf> {
    let log = log?;
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let inside = absolute(&log).starts_with(absolute(data));
    (has_store || !inside).then_some(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_not_put_where_a_store_will_be_made() {
        let log = || Some(PathBuf::from("/home/ann/.local/state/rollcall/log"));
        for (data, has_store, begins) in [
            ("/home/ann/.local/share/rollcall", false, true),
            ("/home/ann/.local/state/rollcall", false, false),
            ("/home/ann/.local/state/rollcall", true, true),
            ("/home/ann/.local/state/rollcall/log", false, false),
            ("/home/ann/.local/state/rollcall/log/data", false, true),
        ] {
            let found = begins_in(log(), Path::new(data), has_store);
            assert_eq!(found.is_some(), begins, "{data} {has_store}");
        }
        assert_eq!(begins_in(None, Path::new("/data"), true), None);
    }
}
