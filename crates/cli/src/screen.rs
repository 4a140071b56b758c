//! The only place that prints. Text from an app is made plain first: a name must not be
//! able to move the cursor or color the terminal.

use crate::ending::{self, Ending, Stop};
use comfy_table::{ContentArrangement, Table, presets};
use rollcall_engine::Problem;
use serde::Serialize;
use std::io::{IsTerminal, Write};

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
    pub as_of: Option<String>,
    /// False: something may be missing.
    pub complete: bool,
}

impl<T> Listing<T> {
    /// All there is, now.
    pub fn whole(result: Vec<T>, complete: bool) -> Self {
        Self { result, next_cursor: None, as_of: None, complete }
    }
}

pub struct Screen {
    json: bool,
    verbose: bool,
}

impl Screen {
    pub fn new(json: bool, verbose: bool) -> Self {
        Self { json, verbose }
    }

    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether a progress bar would be seen.
    pub fn shows_progress(&self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// One line of the answer.
    pub fn line(&self, text: impl AsRef<str>) -> Result<(), Stop> {
        writeln!(std::io::stdout().lock(), "{}", plain(text.as_ref()))?;
        Ok(())
    }

    /// Several lines of the answer, each made plain.
    pub fn lines(&self, text: &str) -> Result<(), Stop> {
        text.lines().try_for_each(|line| self.line(line))
    }

    /// One line beside the answer, on standard error.
    pub fn note(&self, text: impl AsRef<str>) {
        let _ = writeln!(std::io::stderr().lock(), "{}", plain(text.as_ref()));
    }

    /// Removes what interrupted writes left beside the new file, and says so.
    pub fn swept(&self, to: &std::path::Path) {
        let names = rollcall_engine::sweep_left_overs(to);
        if !names.is_empty() {
            self.note(format!(
                "Removed the remains of an interrupted write: {}. Nothing else was changed.",
                names.join(", ")
            ));
        }
    }

    /// A listing: in JSON as it is, else as a table under a line that says how fresh and how
    /// complete it is.
    pub fn listing<T: Serialize>(
        &self,
        listing: &Listing<T>,
        lead: &str,
        head: &[&str],
        row: impl Fn(&T) -> Vec<String>,
    ) -> Result<Ending, Stop> {
        if self.json {
            self.value(listing)?;
        } else {
            self.line(lead)?;
            self.table(head, listing.result.iter().map(row))?;
            if let Some(cursor) = &listing.next_cursor {
                self.line(format!("More with --cursor {cursor}"))?;
            }
        }
        Ok(Ending::of(listing.complete))
    }

    pub fn table(
        &self,
        head: &[&str],
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Result<(), Stop> {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        // some terminals claim no width at all; long lines are better than lines of one letter
        let fits = table.width().is_some_and(|width| width >= NARROWEST);
        let terminal = std::io::stdout().is_terminal();
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
            let cell = |text: &String| if terminal { short(&plain(text)) } else { plain(text) };
            table.add_row(row.iter().map(cell));
        }
        if any {
            let text = table.to_string();
            let mut out = std::io::stdout().lock();
            for line in text.lines() {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    /// Any value in JSON, one line. JSON escapes what a terminal must not get.
    pub fn value<T: Serialize>(&self, value: &T) -> Result<(), Stop> {
        let text = serde_json::to_string(value)
            .map_err(|error| Stop::failed(format!("Writing the answer failed: {error}")))?;
        writeln!(std::io::stdout().lock(), "{}", ascii_controls(&text))?;
        Ok(())
    }

    /// Four lines: what failed, on which side, what the state is now, what to do next.
    pub fn problem(&self, problem: &Problem) {
        if self.json {
            let text = serde_json::to_string(problem).unwrap_or_default();
            let _ = writeln!(std::io::stderr().lock(), "{}", ascii_controls(&text));
            return;
        }
        self.note(&problem.what);
        self.note(&problem.side_words);
        self.note(&problem.state);
        self.note(&problem.next);
        if self.verbose
            && let Some(exchange) = &problem.exchange
        {
            exchange.lines().for_each(|line| self.note(format!("    {line}")));
        }
    }

    /// Says why a command stopped and returns the exit status.
    pub fn end(&self, ended: Result<Ending, Stop>) -> u8 {
        let (text, status) = match ended {
            Ok(ending) => return ending.status(),
            Err(Stop::Quiet) => return ending::DONE,
            Err(Stop::Problem(problem)) => {
                self.problem(&problem);
                return ending::FAILED;
            }
            Err(Stop::Usage(text)) => (text, ending::USAGE),
            Err(Stop::Failed(text)) => (text, ending::FAILED),
        };
        if self.json {
            let code = if status == ending::USAGE { "usage" } else { "failed" };
            self.note(serde_json::json!({ "code": code, "what": text }).to_string());
        } else {
            self.note(text);
        }
        status
    }
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
