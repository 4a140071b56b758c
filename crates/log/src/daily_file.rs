//! The file of the day. Every process appends whole lines to it, so that several may write at once.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Files that are left after a new one is begun.
const KEPT: usize = 7;
/// Bytes of a day; nothing is written above that.
const MOST: u64 = 32 << 20;
const PREFIX: &str = "rollcall-";
const SUFFIX: &str = ".log";

/// Writes each line with one call, at the end of the file of the day in UTC.
pub(crate) struct DailyFile {
    folder: PathBuf,
    today: fn() -> Date,
    most: u64,
    day: Date,
    file: File,
    bytes: u64,
}

impl DailyFile {
    /// # Errors
    /// When the folder cannot be made or the file cannot be opened.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let today = || jiff::Timestamp::now().to_zoned(TimeZone::UTC).date();
        Self::with(folder, today, MOST)
    }

    fn with(folder: &Path, today: fn() -> Date, most: u64) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(folder)?;
        let day = today();
        let (file, bytes) = open(folder, day)?;
        Ok(Self { folder: folder.to_owned(), today, most, day, file, bytes })
    }
}

impl Write for DailyFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let day = (self.today)();
        if day != self.day {
            (self.file, self.bytes) = open(&self.folder, day)?;
            self.day = day;
        }
        let after = self.bytes.saturating_add(line.len() as u64);
        if after <= self.most {
            self.file.write_all(line)?;
        } else if self.bytes <= self.most {
            self.file.write_all(b"This day's log is full.\n")?;
        }
        self.bytes = after.max(self.bytes);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The file of a day and its length; removes the files of older days.
fn open(folder: &Path, day: Date) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(folder.join(format!("{PREFIX}{day}{SUFFIX}")))?;
    let bytes = file.metadata()?.len();
    remove_older(folder, day);
    Ok((file, bytes))
}

/// Another process may remove them at the same time, so errors say nothing.
fn remove_older(folder: &Path, day: Date) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut others: Vec<Date> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
        })
        .filter(|other| *other != day)
        .collect();
    others.sort_unstable_by(|a, b| b.cmp(a));
    for old in others.iter().skip(KEPT - 1) {
        let _ = fs::remove_file(folder.join(format!("{PREFIX}{old}{SUFFIX}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    thread_local! {
        static DAY: Cell<Date> = const { Cell::new(Date::constant(2026, 11, 30)) };
    }

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| {
            entry.unwrap().file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn a_day_has_a_file_and_seven_are_left() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("state/log");
        DAY.set(Date::constant(2026, 11, 25));
        let mut log = DailyFile::with(&folder, || DAY.get(), MOST).unwrap();
        // These are not ours, or not from a day.
        for other in ["notes.log", "rollcall-today.log", "rollcall-2026-11-01.txt"] {
            fs::write(folder.join(other), "theirs").unwrap();
        }
        for day in 0..10 {
            DAY.set(Date::constant(2026, 11, 25).saturating_add(jiff::ToSpan::days(day)));
            writeln!(log, "one").unwrap();
            writeln!(log, "two").unwrap();
        }
        assert_eq!(
            names(&folder),
            [
                "notes.log",
                "rollcall-2026-11-01.txt",
                "rollcall-2026-11-28.log",
                "rollcall-2026-11-29.log",
                "rollcall-2026-11-30.log",
                "rollcall-2026-12-01.log",
                "rollcall-2026-12-02.log",
                "rollcall-2026-12-03.log",
                "rollcall-2026-12-04.log",
                "rollcall-today.log",
            ]
        );
        let last = fs::read_to_string(folder.join("rollcall-2026-12-04.log")).unwrap();
        assert_eq!(last, "one\ntwo\n");
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_cost_the_file_of_the_day() {
        let place = tempfile::tempdir().unwrap();
        for year in 2030..2040 {
            fs::write(place.path().join(format!("rollcall-{year}-01-01.log")), "").unwrap();
        }
        DAY.set(Date::constant(2026, 11, 30));
        let mut log = DailyFile::with(place.path(), || DAY.get(), MOST).unwrap();
        log.write_all(b"now\n").unwrap();
        let names = names(place.path());
        assert_eq!(names.len(), KEPT, "{names:?}");
        assert_eq!(names[0], "rollcall-2026-11-30.log");
    }

    #[test]
    fn a_day_has_a_limit_and_says_so_once() {
        let place = tempfile::tempdir().unwrap();
        DAY.set(Date::constant(2026, 11, 30));
        let mut log = DailyFile::with(place.path(), || DAY.get(), 10).unwrap();
        for line in ["1234\n", "5678\n", "9\n", "0\n"] {
            log.write_all(line.as_bytes()).unwrap();
        }
        let file = place.path().join("rollcall-2026-11-30.log");
        let full = "1234\n5678\nThis day's log is full.\n";
        assert_eq!(fs::read_to_string(&file).unwrap(), full);
        // The next day, and the next start on the same day.
        DAY.set(Date::constant(2026, 12, 1));
        log.write_all(b"new\n").unwrap();
        assert_eq!(
            fs::read_to_string(place.path().join("rollcall-2026-12-01.log")).unwrap(),
            "new\n"
        );
        DAY.set(Date::constant(2026, 11, 30));
        let mut again = DailyFile::with(place.path(), || DAY.get(), 10).unwrap();
        again.write_all(b"more\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), full);
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_and_its_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("state/log");
        DAY.set(Date::constant(2026, 11, 30));
        DailyFile::with(&folder, || DAY.get(), MOST).unwrap().write_all(b"one\n").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("rollcall-2026-11-30.log")), 0o600);
    }

    const OTHER: &str = "ROLLCALL_LOG_OTHER_PROCESS";
    const LINES: usize = 4_000;

    /// Run by the test below, in two processes.
    fn write_lines(folder: &Path, who: &str) {
        DAY.set(Date::constant(2026, 11, 30));
        let mut log = DailyFile::with(folder, || DAY.get(), MOST).unwrap();
        for number in 0..LINES {
            // Of all lengths up to that of a long line.
            let line = format!("{who} {number} {}\n", who.repeat(number % 300));
            log.write_all(line.as_bytes()).unwrap();
        }
    }

    #[test]
    fn two_processes_write_whole_lines_into_one_file() {
        if let Some(of_parent) = std::env::var_os(OTHER) {
            let (folder, who) = of_parent.to_str().unwrap().split_once('|').unwrap();
            return write_lines(Path::new(folder), who);
        }
        let place = tempfile::tempdir().unwrap();
        let name = "daily_file::tests::two_processes_write_whole_lines_into_one_file";
        let start = |who: &str| {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", name])
                .env(OTHER, format!("{}|{who}", place.path().to_str().unwrap()))
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        };
        let both = [start("A"), start("B")];
        for mut one in both {
            assert!(one.wait().unwrap().success());
        }
        let text = fs::read_to_string(place.path().join("rollcall-2026-11-30.log")).unwrap();
        let mut next = [0, 0];
        for line in text.lines() {
            let [who, number, rest] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let place = usize::from(who == "B");
            assert_eq!(number, next[place].to_string(), "{line}");
            assert_eq!(rest, who.repeat(next[place] % 300), "{line}");
            next[place] += 1;
        }
        assert_eq!(next, [LINES, LINES]);
    }
}
