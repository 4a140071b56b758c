//! The only place that prints. Text from an app is made plain first: a name must not be
//! able to move the cursor or color the terminal.

use crate::ending::{self, Ending, Stop};
use crate::interrupt::UnderWay;
use crate::listing::{self, Cell, Format, Listed};
use crate::words;
use comfy_table::{ContentArrangement, Table, presets};
use rollcall_engine::{Moment, Problem, Readers, write_new_file};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Characters of a table's cell at most.
const CELL: usize = 60;
/// Columns of a terminal below which a table is not fitted into it.
const NARROWEST: u16 = 60;

/// The one shape of every listing in JSON.
#[derive(Debug, Serialize)]
pub struct Listing<T> {
    pub result: Vec<T>,
    pub next_cursor: Option<String>,
    /// Oldest time behind the answer, RFC 3339 in UTC.
    pub as_of: Option<Moment>,
    /// False: something may be missing.
    pub complete: bool,
}

impl<T> Listing<T> {
    /// All there is, now.
    pub fn whole(result: Vec<T>, complete: bool) -> Self {
        Self { result, next_cursor: None, as_of: None, complete }
    }
}

/// What is asked of the output, besides the format of a listing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    pub json: bool,
    pub verbose: bool,
    pub quiet: bool,
}

pub struct Screen {
    format: Format,
    wishes: Wishes,
    /// The new file of a listing.
    to: Option<PathBuf>,
    under_way: Mutex<UnderWay>,
    /// What would be on standard output; tests look at it.
    #[cfg(test)]
    kept: Mutex<Vec<u8>>,
}

impl Screen {
    pub fn new(wishes: Wishes, listed: Listed) -> Self {
        let format = match wishes.json {
            true => Format::Json,
            false => listed.format.unwrap_or_default(),
        };
        Self {
            format,
            wishes,
            to: listed.to,
            under_way: Mutex::default(),
            #[cfg(test)]
            kept: Mutex::default(),
        }
    }

    pub fn format(&self) -> Format {
        self.format
    }

    pub fn json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether a listing goes into a file.
    pub fn is_for_a_file(&self) -> bool {
        self.to.is_some()
    }

    /// Whether a progress bar would be seen.
    pub fn shows_progress(&self) -> bool {
        !self.wishes.quiet && std::io::stderr().is_terminal()
    }

    /// Ends a command before it begins whose listing has no place to go.
    pub fn place_is_free(&self) -> Result<(), Stop> {
        match &self.to {
            Some(to) if to.symlink_metadata().is_ok() => {
                let error = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
                Err(not_written(to, &error))
            }
            _ => Ok(()),
        }
    }

    fn print(&self, bytes: &[u8]) -> Result<(), Stop> {
        #[cfg(test)]
        if let Ok(mut kept) = self.kept.lock() {
            kept.extend_from_slice(bytes);
            return Ok(());
        }
        std::io::stdout().lock().write_all(bytes)?;
        Ok(())
    }

    /// What was printed.
    #[cfg(test)]
    pub fn printed(&self) -> String {
        String::from_utf8(self.kept.lock().unwrap().clone()).unwrap()
    }

    /// The whole answer, to standard output or into the new file that was asked for.
    fn put(&self, bytes: &[u8]) -> Result<(), Stop> {
        let Some(to) = &self.to else { return self.print(bytes) };
        self.swept(to);
        write_new_file(to, Readers::Usual, bytes).map_err(|error| not_written(to, &error))?;
        self.note(format!("Written to {}.", to.display()));
        Ok(())
    }

    /// One line of the answer.
    pub fn line(&self, text: impl AsRef<str>) -> Result<(), Stop> {
        self.print(format!("{}\n", plain(text.as_ref())).as_bytes())
    }

    /// Several lines of the answer, each made plain.
    pub fn lines(&self, text: &str) -> Result<(), Stop> {
        text.lines().try_for_each(|line| self.line(line))
    }

    /// Text for another program, as it is.
    pub fn raw(&self, bytes: &[u8]) -> Result<(), Stop> {
        self.print(bytes)
    }

    /// One line beside the answer, on standard error; `--quiet` leaves it out.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.wishes.quiet {
            self.warn(text);
        }
    }

    /// One line on standard error about something else than what was asked for. `--quiet` leaves it
    /// out, and so does output for programs.
    pub fn remind(&self, text: impl AsRef<str>) {
        if self.format == Format::Table {
            self.note(text);
        }
    }

    /// What Ctrl-C interrupts from now on.
    pub fn begins(&self, what: UnderWay) {
        if let Ok(mut under_way) = self.under_way.lock() {
            *under_way = what;
        }
    }

    pub fn under_way(&self) -> UnderWay {
        self.under_way.lock().map(|what| what.clone()).unwrap_or_default()
    }

    /// One line beside the answer that nobody may miss: what failed, is open or was held back.
    /// In JSON, it is an object like the errors are.
    pub fn warn(&self, text: impl AsRef<str>) {
        let line = plain(text.as_ref());
        match self.json() {
            true => beside(&serde_json::json!({ "note": line.trim() }).to_string()),
            false => beside(&line),
        }
    }

    /// Removes what interrupted writes left beside the new file, and says so.
    pub fn swept(&self, to: &Path) {
        let names = rollcall_engine::sweep_left_overs(to);
        if !names.is_empty() {
            self.note(format!(
                "Removed the remains of an interrupted write: {}. Nothing else was changed.",
                names.join(", ")
            ));
        }
    }

    /// A listing: in JSON as it is, in CSV its rows, else a table under a line that says how fresh and
    /// how complete it is.
    pub fn listing<T: Serialize>(
        &self,
        listing: &Listing<T>,
        lead: &str,
        head: &[&str],
        row: impl Fn(&T) -> Vec<Cell>,
    ) -> Result<Ending, Stop> {
        let rows = listing.result.iter().map(row);
        match self.format {
            Format::Json => self.value(listing)?,
            Format::Csv => self.csv(head, rows)?,
            Format::Table => {
                let mut lines = self.tabulated(head, rows);
                if !self.wishes.quiet {
                    let shown = words::counted(listing.result.len(), "row", "rows");
                    let part = match listing.next_cursor {
                        Some(_) => format!("; {shown} shown, more follow"),
                        None => String::new(),
                    };
                    lines.insert(0, plain(&format!("{lead}{part}")));
                }
                if let Some(cursor) = &listing.next_cursor
                    && self.to.is_none()
                    && !self.wishes.quiet
                {
                    lines.push(format!("More with --cursor {}", plain(cursor)));
                }
                self.put(joined(&lines).as_bytes())?;
            }
        }
        if self.format == Format::Csv {
            self.note(lead);
        }
        if let Some(cursor) = &listing.next_cursor
            && (self.format == Format::Csv || (self.format == Format::Table && self.to.is_some()))
        {
            self.note(format!(
                "Only {} written. More with --cursor {cursor}",
                words::counted(listing.result.len(), "row was", "rows were")
            ));
        }
        Ok(Ending::of(listing.complete))
    }

    /// Rows in CSV. A file gets a byte order mark, so that spreadsheets read it as UTF-8; a pipe does
    /// not, where programs would take it for a part of the first heading.
    pub fn csv(&self, head: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), Stop> {
        let table = listing::csv(head, rows)?;
        match self.to {
            Some(_) => self.put(&rollcall_engine::spreadsheet_file(&table)),
            None => self.put(&table),
        }
    }

    /// An answer that has a shape of its own instead of a table.
    pub fn text(&self, lines: &[String]) -> Result<(), Stop> {
        let lines: Vec<String> = lines.iter().map(|line| plain(line)).collect();
        self.put(joined(&lines).as_bytes())
    }

    /// A table as a part of an answer.
    pub fn table(&self, head: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), Stop> {
        self.print(joined(&self.tabulated(head, rows)).as_bytes())
    }

    /// The lines of a table; none without rows.
    fn tabulated(&self, head: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Vec<String> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        // some terminals claim no width at all; long lines are better than lines of one letter
        let fits = table.width().is_some_and(|width| width >= NARROWEST);
        let terminal = self.to.is_none() && std::io::stdout().is_terminal();
        table.set_content_arrangement(if fits && terminal {
            ContentArrangement::Dynamic
        } else {
            ContentArrangement::Disabled
        });
        table.set_header(head);
        let mut any = false;
        for row in rows {
            any = true;
            // A person reads the screen; a program that reads a pipe gets all of it.
            let cell = |cell: &Cell| {
                let text = plain(&cell.shown());
                if terminal { short(&text) } else { text }
            };
            table.add_row(row.iter().map(cell));
        }
        if !any {
            return Vec::new();
        }
        table.to_string().lines().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Any value in JSON, one line. JSON escapes what a terminal must not get.
    pub fn value<T: Serialize>(&self, value: &T) -> Result<(), Stop> {
        let text = serde_json::to_string(value)
            .map_err(|error| Stop::failed(format!("Writing the answer failed: {error}")))?;
        self.put(format!("{}\n", ascii_controls(&text)).as_bytes())
    }

    /// Four lines: what failed, on which side, what the state is now, what to do next.
    pub fn problem(&self, problem: &Problem) {
        if self.json() {
            let text = serde_json::to_string(problem).unwrap_or_default();
            beside(&ascii_controls(&text));
            return;
        }
        self.warn(&problem.what);
        self.warn(&problem.side_words);
        self.warn(&problem.state);
        self.warn(&problem.next);
        if self.wishes.verbose
            && let Some(exchange) = &problem.exchange
        {
            exchange.lines().for_each(|line| self.warn(format!("    {line}")));
        }
    }

    /// Says why a command stopped and returns the exit status.
    pub fn end(&self, ended: Result<Ending, Stop>) -> u8 {
        let (text, status) = match ended {
            Ok(ending) => return ending.status(),
            Err(Stop::Quiet) => return ending::BROKEN_PIPE,
            Err(Stop::Problem(problem)) => {
                self.problem(&problem);
                return ending::FAILED;
            }
            Err(Stop::Usage(text)) => (text, ending::USAGE),
            Err(Stop::Failed(text)) => (text, ending::FAILED),
            Err(Stop::Interrupted(text)) => (text, ending::INTERRUPTED),
        };
        if self.json() {
            let code = match status {
                ending::USAGE => "usage",
                ending::INTERRUPTED => "interrupted",
                _ => "failed",
            };
            beside(&serde_json::json!({ "code": code, "what": text }).to_string());
        } else {
            self.warn(text);
        }
        status
    }
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// One line on standard error.
fn beside(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

pub fn not_written(to: &Path, error: &std::io::Error) -> Stop {
    let why = rollcall_engine::why_not_written(error);
    Stop::failed(format!("{} was not written: {why}. Choose another name or folder.", to.display()))
}

/// Controls, line breaks and direction overrides out; they are shown as a replacement mark.
pub fn plain(text: &str) -> String {
    let bad =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if bad(c) { '\u{fffd}' } else { c }).collect()
}

/// serde_json leaves C1 controls and direction overrides as they are; a terminal acts on them.
fn ascii_controls(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => text.push(c),
        }
    }
    text
}

fn short(text: &str) -> String {
    if text.chars().count() <= CELL {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(CELL - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_drive_the_terminal() {
        let name = "Eve\u{1b}[2J\u{9b}31m\r\nAdam\u{202e}xcod";
        let shown = plain(name);
        assert!(!shown.chars().any(char::is_control));
        assert!(!shown.contains('\u{202e}'));
        let json = ascii_controls(&serde_json::to_string(name).unwrap());
        assert!(!json.chars().any(char::is_control), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), name);
    }

    #[test]
    fn accents_and_right_to_left_names_stay() {
        for name in ["Zoë Šimůnek", "يوسف حداد", "李小龍"] {
            assert_eq!(plain(name), name);
        }
    }

    #[test]
    fn long_cells_are_cut_and_say_so() {
        let cut = short(&"ä".repeat(200));
        assert_eq!(cut.chars().count(), CELL);
        assert!(cut.ends_with('…'));
    }
}
