//! The rooms inside the big crates, and the arrows between them: measured in the sources, by imports and
//! by calls of methods that another room gives to the crate's one object.
//!
//! [`HOUSES`] is the table that `cargo xtask rooms` prints and that `tests/tidy` holds the sources to.

// By its path, because tidy includes this file from another folder.
#[path = "rooms/source.rs"]
mod source;

use source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A crate with rooms.
pub struct House {
    pub name: &'static str,
    pub folder: &'static str,
    /// The type that rooms add methods to.
    pub object: &'static str,
    /// From the ground up. A room knows only rooms on floors below its own.
    pub floors: &'static [&'static [&'static str]],
    /// Upward arrows that are not cured yet: from, to, and the name that is used. This list may only
    /// shrink.
    pub uncured: &'static [(&'static str, &'static str, &'static str)],
}

pub const HOUSES: &[House] = &[
    House {
        name: "engine",
        folder: "crates/engine/src",
        object: "Rollcall",
        floors: &[
            &["text"],
            &["problem", "witness"],
            &["view"],
            &["change"],
            &["core"],
            &["record"],
            &["connection"],
            &["read", "lookup"],
            &["live"],
            &["plan"],
            &["stage", "people", "truth"],
            &["run"],
            &["case"],
            &["review", "reconcile"],
            &["overview"],
        ],
        uncured: &[],
    },
    House {
        name: "store",
        folder: "crates/store/src",
        object: "Store",
        floors: &[
            &["ids", "moment"],
            &["db"],
            &["text"],
            &["record"],
            &["connections", "review"],
            &["users", "work"],
            &["groups", "people"],
            &["read"],
            &["open", "check"],
        ],
        uncured: &[],
    },
];

/// Lines of a file and of a function above which they are listed.
const LONG_FILE: usize = 500;
const LONG_FUNCTION: usize = 100;

/// One room using another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// The path below the room's name that is imported, or the method that is called.
    pub name: String,
    pub file: String,
    pub line: usize,
}

/// What the sources of a house show.
pub struct Measured {
    /// Files and lines of each room.
    pub rooms: BTreeMap<String, (usize, usize)>,
    pub arrows: Vec<Arrow>,
    /// What is too long, in words.
    pub long: Vec<String>,
}

impl House {
    /// Reads the sources of the house below `root`.
    pub fn measure(&self, root: &Path) -> Result<Measured, String> {
        let folder = root.join(self.folder);
        let mut paths = Vec::new();
        sources(&folder, &mut paths)?;
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            let text = fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy();
            files.push((name.replace('\\', "/"), text));
        }
        Ok(self.measure_sources(&files))
    }

    /// The same of sources that are given by path and text.
    pub fn measure_sources(&self, files: &[(String, String)]) -> Measured {
        let sources: Vec<Source> =
            files.iter().map(|(path, text)| Source::of(path, text)).collect();
        let mut homes = BTreeMap::new();
        for source in &sources {
            for method in source.methods_of(self.object) {
                homes.insert(method, source.room.clone());
            }
        }
        let mut measured =
            Measured { rooms: BTreeMap::new(), arrows: Vec::new(), long: Vec::new() };
        for source in &sources {
            if source.lines > LONG_FILE {
                measured.long.push(format!("{} has {} lines", source.path, source.lines));
            }
            measured.long.extend(source.long_functions());
            if source.room == "lib" {
                continue;
            }
            let room = measured.rooms.entry(source.room.clone()).or_default();
            *room = (room.0 + 1, room.1 + source.lines);
            measured.arrows.extend(source.imports());
            measured.arrows.extend(source.calls(self.object, &homes));
        }
        measured.arrows.retain(|arrow| arrow.from != arrow.to);
        measured.arrows.sort();
        measured.arrows.dedup();
        measured
    }

    fn floor(&self, room: &str) -> Option<usize> {
        self.floors.iter().position(|floor| floor.contains(&room))
    }

    /// Arrows that do not point to a lower floor.
    pub fn upward<'a>(&self, measured: &'a Measured) -> Vec<&'a Arrow> {
        let floor = |room: &str| self.floor(room).unwrap_or(usize::MAX);
        measured.arrows.iter().filter(|arrow| floor(&arrow.to) >= floor(&arrow.from)).collect()
    }

    /// What is wrong, in words: rooms without a floor, upward arrows that the table does not list, and
    /// listed ones that are cured.
    pub fn faults(&self, measured: &Measured) -> Vec<String> {
        let mut faults = Vec::new();
        for room in measured.rooms.keys().filter(|room| self.floor(room).is_none()) {
            faults.push(format!("{room} has no floor"));
        }
        for room in self.floors.iter().copied().flatten() {
            if !measured.rooms.contains_key(*room) {
                faults.push(format!("the table has the room {room}, which does not exist"));
            }
        }
        let upward = self.upward(measured);
        let is = |arrow: &Arrow, listed: &(&str, &str, &str)| {
            (arrow.from.as_str(), arrow.to.as_str(), arrow.name.as_str()) == *listed
        };
        for arrow in &upward {
            if !self.uncured.iter().any(|listed| is(arrow, listed)) {
                faults.push(format!("upward: {}", arrow.words()));
            }
        }
        for listed in self.uncured {
            if !upward.iter().any(|arrow| is(arrow, listed)) {
                let (from, to, name) = listed;
                faults.push(format!("{from} → {to} ({name}) is cured: take it off the list"));
            }
        }
        faults
    }

    /// Everything measured, in words.
    pub fn report(&self, measured: &Measured) -> String {
        let mut text = format!("{}: rooms from the top\n", self.name);
        for (number, floor) in self.floors.iter().enumerate().rev() {
            for room in *floor {
                let (files, lines) = measured.rooms.get(*room).copied().unwrap_or_default();
                let of_room = measured.arrows.iter().filter(|arrow| arrow.from == *room);
                let uses: BTreeSet<&str> = of_room.map(|arrow| arrow.to.as_str()).collect();
                let uses: Vec<&str> = uses.into_iter().collect();
                let _ = writeln!(
                    text,
                    "{:>3}  {room:<11}{files:>3} files {lines:>5} lines  → {}",
                    number + 1,
                    uses.join(" ")
                );
            }
        }
        let upward = self.upward(measured);
        let _ = writeln!(text, "upward arrows: {}", upward.len());
        for arrow in upward {
            let _ = writeln!(text, "     {}", arrow.words());
        }
        let circles = circles(&measured.arrows);
        let _ = writeln!(text, "circles: {}", circles.len());
        for circle in circles {
            let _ = writeln!(text, "     {}", circle.join(" "));
        }
        let _ = writeln!(text, "too long: {}", measured.long.len());
        for long in &measured.long {
            let _ = writeln!(text, "     {long}");
        }
        text
    }
}

impl Arrow {
    fn words(&self) -> String {
        format!("{} → {} ({}) at {}:{}", self.from, self.to, self.name, self.file, self.line)
    }
}

/// Groups of rooms that reach each other.
fn circles(arrows: &[Arrow]) -> Vec<Vec<&str>> {
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for arrow in arrows {
        reached.entry(&arrow.from).or_default().insert(&arrow.to);
    }
    loop {
        let mut grown = reached.clone();
        for set in grown.values_mut() {
            for room in set.clone() {
                set.extend(reached.get(room).into_iter().flatten());
            }
        }
        if grown == reached {
            break;
        }
        reached = grown;
    }
    let mut circles: Vec<Vec<&str>> = Vec::new();
    let reaches = |a: &str, b: &str| reached.get(a).is_some_and(|set| set.contains(b));
    for room in reached.keys().filter(|room| reaches(room, room)) {
        if !circles.iter().flatten().any(|known| known == room) {
            let both = |other: &&&str| reaches(room, other) && reaches(other, room);
            circles.push(reached.keys().filter(both).copied().collect());
        }
    }
    circles
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && path.file_name().is_none_or(|name| name != "tests.rs")
        {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: House = House {
        name: "small",
        folder: "",
        object: "App",
        floors: &[&["ground"], &["first", "beside"], &["second"]],
        uncured: &[],
    };

    fn upward(files: &[(&str, &str)]) -> Vec<String> {
        let rooms = [("ground.rs", ""), ("first.rs", ""), ("beside.rs", ""), ("second/mod.rs", "")];
        let files: Vec<(String, String)> = rooms
            .iter()
            .chain(files)
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect();
        SMALL.faults(&SMALL.measure_sources(&files))
    }

    #[test]
    fn an_arrow_down_is_fine() {
        let text = "use crate::{ground::Stone, first::{self, Door}};\nuse super::super::ground;";
        assert_eq!(upward(&[("second/stair.rs", text)]), [""; 0]);
    }

    #[test]
    fn an_import_from_the_same_floor_or_above_is_found() {
        let found = upward(&[("first/door.rs", "use crate::beside::wall::Wall;")]);
        assert_eq!(found, ["upward: first → beside (wall::Wall) at first/door.rs:1"]);
        let found =
            upward(&[("first/door.rs", "\n\nuse std::fmt;\nuse crate::{ground, second::Stair};")]);
        assert_eq!(found, ["upward: first → second (Stair) at first/door.rs:4"]);
        let found = upward(&[("first/door.rs", "fn f() { super::super::second::climb() }")]);
        assert_eq!(found, ["upward: first → second (climb) at first/door.rs:1"]);
    }

    #[test]
    fn a_name_from_the_top_of_the_crate_is_found() {
        let found = upward(&[("second/stair.rs", "use crate::App;")]);
        assert_eq!(found, ["upward: second → lib (App) at second/stair.rs:1"]);
    }

    #[test]
    fn a_call_of_a_method_that_an_upper_room_defines_is_found() {
        let above = ("second/stair.rs", "impl crate::ground::App { fn climb(&self) {} }");
        for call in [
            "impl App { fn f(&self) { self.climb() } }",
            "fn f(app: &App) { app.climb() }",
            "impl App { fn f(&self) { let app = self.clone(); app.climb() } }",
            "struct Of<'a> { app: &'a App }\nimpl Of<'_> { fn f(&self) { self.app.climb() } }",
            "fn f(app: &App) { App::climb(app) }",
        ] {
            let found = upward(&[above, ("first/door.rs", call)]);
            assert_eq!(found.len(), 1, "{call}: {found:?}");
            assert!(found[0].starts_with("upward: first → second (climb)"), "{found:?}");
        }
    }

    #[test]
    fn a_method_of_something_else_a_comment_and_a_text_are_no_arrows() {
        let above = ("second/stair.rs", "impl App { fn find(&self) {} }");
        let text = "// crate::second\nfn f(names: &[u8], app: &App) {\n    names.iter().find();\n    \
                    let t = \"crate::second::x\"; let c = '\"'; let r = r#\"crate::second \"#;\n}";
        assert_eq!(upward(&[above, ("first/door.rs", text)]), [""; 0]);
    }

    #[test]
    fn a_room_without_a_floor_and_a_cured_arrow_on_the_list_are_faults() {
        assert_eq!(upward(&[("attic.rs", "")]), ["attic has no floor"]);
        let listed = House { uncured: &[("first", "second", "climb")], ..SMALL };
        let files = ["ground.rs", "first.rs", "beside.rs", "second.rs"];
        let mut files: Vec<(String, String)> =
            files.iter().map(|path| ((*path).to_owned(), String::new())).collect();
        let faults = listed.faults(&listed.measure_sources(&files));
        assert_eq!(faults, ["first → second (climb) is cured: take it off the list"]);
        files[1].1 = "use crate::second::climb;".to_owned();
        assert_eq!(listed.faults(&listed.measure_sources(&files)), [""; 0]);
    }

    #[test]
    fn rooms_that_reach_each_other_are_a_circle() {
        let files = [
            ("ground.rs", ""),
            ("first.rs", "use crate::second::a;"),
            ("second.rs", "use crate::beside::a; use crate::ground::a;"),
            ("beside.rs", "use crate::first::a;"),
        ];
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let measured = SMALL.measure_sources(&files);
        assert_eq!(circles(&measured.arrows), [["beside", "first", "second"]]);
    }
}
