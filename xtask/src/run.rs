//! `cargo xtask run`: from a fresh clone to the open window.

use std::path::Path;
use std::time::Instant;

use crate::place::Place;
use crate::session::{Needs, Session};
use crate::shell::{Done, Failed, Program};
use crate::{packages, programs, say, ui};

/// Builds everything and opens the window. Without a display: opens it on a virtual one with
/// sample data, saves a picture of the filled Accounts screen and runs the command-line demo.
pub fn run(place: &Place) -> Done {
    packages::install(place)?;
    ui::install(place)?;
    say::step("building the screens");
    ui::build(place)?;
    say::step("building the window and the command line (some minutes the first time)");
    if has_display() {
        programs::build_shipped(place)?;
        open(place)
    } else {
        programs::build_shipped_and(place, "picture", "dev")?;
        show(place)
    }
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn open(place: &Place) -> Done {
    say::step("opening the window; this ends when it is closed");
    Program::new(place.dev("rollcall-desktop"), &place.root).run()
}

fn show(place: &Place) -> Done {
    say::step("there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set):");
    say::step("the window opens on a virtual one, with sample data, and its picture is saved");
    let picture = place.out.join("rollcall.png");
    // Where cargo builds elsewhere nobody has made this folder yet.
    std::fs::create_dir_all(&place.out)
        .map_err(|error| Failed::new(format!("{} not made: {error}", place.out.display())))?;
    let _ = std::fs::remove_file(&picture);
    let started = Instant::now();
    let session = Session::start(Needs { screen: true, keychain: false })?;
    let driver = Program::new(place.dev("picture"), &place.root)
        .env("ROLLCALL_DESKTOP", place.dev("rollcall-desktop"))
        .env("ROLLCALL_PICTURE", &picture);
    session.enter(driver).run()?;
    is_a_picture(&picture)?;
    let seconds = started.elapsed().as_secs_f64();
    say::step(&format!("the filled Accounts screen: {} ({seconds:.1} s)", picture.display()));

    say::step("the same on the command line: rollcall demo");
    let demo = Program::new(place.dev("rollcall"), &place.root).with(&["demo"]);
    Session::start(Needs::default())?.enter(demo).run()?;
    say::step("done. With a display, `cargo xtask run` opens the window itself");
    Ok(())
}

/// That the file is a PNG of more than one color: a blank window compresses to next to nothing.
fn is_a_picture(file: &Path) -> Done {
    let bytes = std::fs::read(file)
        .map_err(|error| Failed::new(format!("no picture at {}: {error}", file.display())))?;
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.len() < 20_000 {
        return Err(Failed::new(format!(
            "{} is no picture of a filled screen ({} bytes)",
            file.display(),
            bytes.len()
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_or_missing_picture_is_not_taken_for_one() {
        let folder = std::env::temp_dir().join(format!("rollcall-picture-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.png");
        assert!(is_a_picture(&file).is_err(), "missing");
        std::fs::write(&file, b"\x89PNG\r\n\x1a\n").unwrap();
        assert!(is_a_picture(&file).is_err(), "far too small");
        std::fs::write(&file, vec![b'x'; 30_000]).unwrap();
        assert!(is_a_picture(&file).is_err(), "not a PNG");
        let mut whole = b"\x89PNG\r\n\x1a\n".to_vec();
        whole.resize(30_000, 7);
        std::fs::write(&file, whole).unwrap();
        assert!(is_a_picture(&file).is_ok());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
