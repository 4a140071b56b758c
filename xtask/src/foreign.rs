//! The SCIM server that nobody here wrote, installed into `target/foreign`.

use std::path::PathBuf;

use crate::place::Place;
use crate::say;
use crate::shell::{Done, Failed, Program};

/// The interpreter that has it.
pub fn python(place: &Place) -> PathBuf {
    place.out.join("foreign/bin/python")
}

/// A virtual environment with exactly what `tests/foreign/requirements.txt` pins, hashes checked;
/// made again when that list is another than the one installed from.
pub fn install(place: &Place) -> Done {
    let folder = place.out.join("foreign");
    let list = place.root.join("tests/foreign/requirements.txt");
    let wanted = std::fs::read(&list)
        .map_err(|error| Failed::new(format!("{} could not be read: {error}", list.display())))?;
    let mark = folder.join("installed-from");
    if python(place).exists() && std::fs::read(&mark).is_ok_and(|installed| installed == wanted) {
        say::step("the foreign server: installed as pinned");
        return Ok(());
    }
    say::step("the foreign server: installing it from PyPI into target/foreign");
    Program::new("python3", &place.root)
        .with(&["-m", "venv", "--clear"])
        .with_path(&folder)
        .run()?;
    Program::new(python(place), &place.root)
        .with(&["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        // The list is whole: nothing is resolved, so nothing newer can come in by an extra.
        .with(&["--require-hashes", "--only-binary=:all:", "--no-deps", "-r"])
        .with_path(&list)
        .run()?;
    Program::new(python(place), &place.root)
        .with(&["-m", "pip", "check", "--disable-pip-version-check"])
        .run()?;
    std::fs::write(&mark, wanted)
        .map_err(|error| Failed::new(format!("{} not written: {error}", mark.display())))
}
