//! `cargo xtask bench`: the benchmark table, as ratios in one run, from release builds.

use crate::place::Place;
use crate::python::BENCH;
use crate::session::{Needs, Session};
use crate::shell::{Done, Program};
use crate::{packages, programs, say, ui};

/// Builds everything as it is shipped and runs the benchmark program on a virtual screen, with
/// what was typed after `bench`.
pub fn bench(place: &Place, arguments: &[&str]) -> Done {
    packages::install(place)?;
    ui::install(place)?;
    BENCH.install(place)?;
    say::step("building the screens");
    ui::build(place)?;
    say::step("building in the release profile (six minutes the first time)");
    programs::build_shipped_and(place, "bench", "release")?;
    let session = Session::start(Needs { screen: true, keychain: true })?;
    let table = Program::new(place.release("bench"), &place.root)
        .with(arguments)
        .env("ROLLCALL_CLI", place.release("rollcall"))
        .env("ROLLCALL_PYTHON", BENCH.program(place))
        .env("ROLLCALL_DESKTOP", place.release("rollcall-desktop"));
    session.enter(table).run()
}
