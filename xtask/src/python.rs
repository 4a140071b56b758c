//! Python with exactly what a list pins: the SCIM server that nobody here wrote (`target/foreign`), and the
//! script that the benchmark reads beside (`target/bench-python`).

use std::path::PathBuf;

use crate::place::Place;
use crate::say;
use crate::shell::{Done, Failed, Program};

/// A virtual environment of its own.
#[derive(Clone, Copy)]
pub struct Python {
    /// Of the folder below `target`.
    name: &'static str,
    /// The folder below `tests` whose `requirements.txt` it has.
    list: &'static str,
    what: &'static str,
}

pub const FOREIGN: Python = Python { name: "foreign", list: "foreign", what: "the foreign server" };
pub const BENCH: Python =
    Python { name: "bench-python", list: "bench", what: "the script to read beside" };

impl Python {
    /// The interpreter that has it.
    pub fn program(self, place: &Place) -> PathBuf {
        place.out.join(self.name).join("bin/python")
    }

    /// Installs what the list pins, hashes checked; again when that list is another than the one installed
    /// from.
    pub fn install(self, place: &Place) -> Done {
        let (folder, python) = (place.out.join(self.name), self.program(place));
        let list = place.root.join("tests").join(self.list).join("requirements.txt");
        let wanted = std::fs::read(&list).map_err(|error| {
            Failed::new(format!("{} could not be read: {error}", list.display()))
        })?;
        let mark = folder.join("installed-from");
        let what = self.what;
        if python.exists() && std::fs::read(&mark).is_ok_and(|installed| installed == wanted) {
            say::step(&format!("{what}: installed as pinned"));
            return Ok(());
        }
        say::step(&format!("{what}: installing it from PyPI into {}", folder.display()));
        Program::new("python3", &place.root)
            .with(&["-m", "venv", "--clear"])
            .with_path(&folder)
            .run()?;
        Program::new(&python, &place.root)
            .with(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            // The list is whole: nothing is resolved, so nothing newer can come in by an extra.
            .with(&["--require-hashes", "--only-binary=:all:", "--no-deps", "-r"])
            .with_path(&list)
            .run()?;
        Program::new(&python, &place.root)
            .with(&["-m", "pip", "check", "--disable-pip-version-check"])
            .run()?;
        std::fs::write(&mark, wanted)
            .map_err(|error| Failed::new(format!("{} not written: {error}", mark.display())))
    }
}
