//! A session of its own to run programs in: a virtual screen, a bus, a keychain, folders.
//!
//! Nothing in it touches what belongs to the user who runs it: another display, another bus,
//! another keychain, other data folders. All of it goes when the [`Session`] is dropped.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::shell::{Done, Failed, Program};

/// Unlocks a new keychain on the bus it is started in, then becomes the program it was given.
/// Without a password on standard input the service would ask for one in a dialog.
const WITH_KEYCHAIN: &str =
    r#"eval "$(printf test | gnome-keyring-daemon --unlock --components=secrets)" && exec "$@""#;

/// What a session has besides its folders and its bus.
#[derive(Clone, Copy, Default)]
pub struct Needs {
    pub screen: bool,
    pub keychain: bool,
}

pub struct Session {
    folders: PathBuf,
    screen: Option<Screen>,
    keychain: bool,
}

impl Session {
    pub fn start(needs: Needs) -> Done<Session> {
        Ok(Session {
            folders: private_folders()?,
            screen: if needs.screen { Some(Screen::start()?) } else { None },
            keychain: needs.keychain,
        })
    }

    /// The program, to be run inside.
    pub fn enter(&self, program: Program) -> Program {
        let bus = ["dbus-run-session", "--"];
        let keychain = ["dbus-run-session", "--", "bash", "-c", WITH_KEYCHAIN, "_"];
        let words = program.words();
        let mut inner = program.inside(if self.keychain { &keychain } else { &bus }).called(words);
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "runtime"),
            // What a program that is killed leaves behind goes with the session.
            ("TMPDIR", "scratch"),
        ] {
            inner = inner.env(name, self.folders.join(folder));
        }
        if let Some(screen) = &self.screen {
            inner = inner
                .env("DISPLAY", format!(":{}", screen.number))
                .env("GDK_BACKEND", "x11")
                // Pictures of the web view are black without it.
                .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        }
        inner
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Best effort: a file that a dying program still writes may stay behind in the
        // system's folder for such.
        let _ = std::fs::remove_dir_all(&self.folders);
    }
}

/// Folders that only this user can enter, with a short path: the sockets in them have a limit.
fn private_folders() -> Done<PathBuf> {
    let failed = |error| Failed::new(format!("no private folders for the session: {error}"));
    let at = (0..100)
        .map(|n| std::env::temp_dir().join(format!("rollcall-{}-{n}", std::process::id())))
        .find(|folder| make(folder).is_ok())
        .ok_or_else(|| failed(std::io::ErrorKind::AlreadyExists.into()))?;
    for name in ["data", "config", "cache", "runtime", "scratch"] {
        make(&at.join(name)).map_err(failed)?;
    }
    Ok(at)
}

fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().mode(0o700).create(folder)?;
    // Regardless of the mask.
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Xvfb on a free display that it chose.
struct Screen {
    xvfb: Child,
    number: u32,
}

impl Screen {
    fn start() -> Done<Screen> {
        let mut xvfb = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failed::new(format!("Xvfb could not be started: {error}")))?;
        let mut line = String::new();
        if let Some(out) = xvfb.stdout.take() {
            let _ = BufReader::new(out).read_line(&mut line);
        }
        match line.trim().parse() {
            Ok(number) => Ok(Screen { xvfb, number }),
            Err(_) => {
                let _ = xvfb.kill();
                let _ = xvfb.wait();
                Err(Failed::new("Xvfb ended without naming a display"))
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_its_own_folders_and_takes_them_away() {
        let session = Session::start(Needs::default()).unwrap();
        let folders = session.folders.clone();
        let mode = std::fs::metadata(folders.join("runtime")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "D-Bus refuses a runtime folder that others can enter");
        let entered = session.enter(Program::new("true", Path::new("/")));
        assert_eq!(entered.name, "dbus-run-session");
        assert_eq!(entered.words(), "true", "a failure names the program, not what it ran in");
        drop(session);
        assert!(!folders.exists());
    }
}
