//! The screens: npm packages from the lock file, checks, tests, build.

use std::path::PathBuf;

use crate::place::Place;
use crate::programs::cargo_program;
use crate::say;
use crate::shell::{Done, Failed, Program, on_path};

/// `npm ci --ignore-scripts`, when the lock file is another than the one installed from.
pub fn install(place: &Place) -> Done {
    if !on_path("npm") {
        return Err(Failed::new("npm is not here: install Node.js 20.19 or newer with npm"));
    }
    let lock = read(place.ui().join("package-lock.json"))?;
    // Inside node_modules, so that the mark goes when the folder goes.
    let mark = place.ui().join("node_modules/.installed-from");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        say::step("npm packages: as the lock file says");
        return Ok(());
    }
    say::step("npm packages: installing from the lock file, without install scripts");
    npm(place, &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])?;
    std::fs::write(&mark, lock)
        .map_err(|error| Failed::new(format!("{} not written: {error}", mark.display())))
}

/// Types, lints and format.
pub fn check(place: &Place) -> Done {
    npm(place, &["run", "--silent", "check"])
}

/// Component tests, on the engine behind a program that only tests have.
pub fn test(place: &Place) -> Done {
    cargo_program(place, &["build", "--workspace", "--example", "screens"]).run()?;
    Program::new("npm", &place.ui())
        .with(&["run", "--silent", "test"])
        .env("ROLLCALL_SCREENS", place.dev("examples/screens"))
        .run()
}

/// Builds `ui/dist`, which the desktop binary embeds. An empty folder would be embedded without a
/// word, so the page itself is looked for.
pub fn build(place: &Place) -> Done {
    npm(place, &["run", "--silent", "build"])?;
    let page = place.ui().join("dist/index.html");
    if page.is_file() {
        return Ok(());
    }
    Err(Failed::new(format!("the build left no {}", page.display())))
}

fn npm(place: &Place, arguments: &[&str]) -> Done {
    Program::new("npm", &place.ui()).with(arguments).run()
}

fn read(file: PathBuf) -> Done<Vec<u8>> {
    std::fs::read(&file)
        .map_err(|error| Failed::new(format!("{} could not be read: {error}", file.display())))
}
