//! What every listing accepts and how its cells are written.

use crate::ending::Stop;
use crate::screen::Screen;
use crate::words;
use clap::{Arg, ArgMatches, Args, ValueEnum, value_parser};
use rollcall_engine::{Moment, Problem};
use std::path::PathBuf;

/// Where a listing starts and how much of it is wanted.
#[derive(Debug, Args)]
pub struct Slice {
    /// Maximum number of rows [default: 50; all in CSV and in a file of -o]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// The next_cursor of the previous listing
    #[arg(long)]
    pub cursor: Option<String>,
}

/// Rows of a listing that is read on a screen, or page by page in JSON.
const SHOWN: u32 = 50;

impl Slice {
    /// Rows that are wanted. CSV and a file hold all of them unless a number is given: nothing in them
    /// would show that they were cut.
    pub fn limit(&self, screen: &Screen) -> u32 {
        let all = screen.format() == Format::Csv || screen.is_for_a_file();
        self.limit.unwrap_or(if all { u32::MAX } else { SHOWN })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people
    #[default]
    Table,
    /// The same as --json
    Json,
    /// RFC 4180, UTF-8; with a byte order mark only in a file of -o
    Csv,
}

pub const FORMAT: &str = "format";
pub const TO: &str = "listing_file";

/// The options of every listing, for `#[command(args = listing::options())]`. They are the same in all
/// commands, so [`Listed::of`] reads them once for all.
pub fn options() -> [Arg; 2] {
    [
        Arg::new(FORMAT)
            .long("format")
            .value_name("FORMAT")
            .value_parser(value_parser!(Format))
            .help("How the listing is written"),
        Arg::new(TO)
            .short('o')
            .long("output")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("Write the listing into a new file; an existing file is not overwritten"),
    ]
}

/// How the listing that was typed is written, and where.
#[derive(Debug, Default)]
pub struct Listed {
    pub format: Option<Format>,
    pub to: Option<PathBuf>,
}

impl Listed {
    pub fn of(typed: &ArgMatches) -> Self {
        let mut command = typed;
        while let Some((_, inner)) = command.subcommand() {
            command = inner;
        }
        // A command that lists nothing has no such options.
        let format = command.try_get_one(FORMAT).ok().flatten().copied();
        let to: Option<&PathBuf> = command.try_get_one(TO).ok().flatten();
        Self { format, to: to.filter(|to| to.as_os_str() != "-").cloned() }
    }
}

/// One cell: a table shows it to people, CSV hands it to programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Count(u32),
    Time(Moment),
}

impl Cell {
    /// A number, or that it is not known.
    pub fn count(count: Option<u32>) -> Self {
        count.map_or_else(|| Self::from("unknown"), Self::Count)
    }

    /// A count of which only a part may be known: "3", "3 or more", "unknown".
    pub fn at_least(count: Option<u32>, known: u32) -> Self {
        match (count, known) {
            (Some(count), _) => Self::Count(count),
            (None, 0) => Self::from("unknown"),
            (None, known) => Self::Text(format!("{} or more", words::grouped(known))),
        }
    }

    /// As a table shows it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => words::grouped(*count),
            Self::Time(at) => words::time(*at),
        }
    }

    /// As CSV holds it: figures without gaps, times with their zone.
    fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Time(at) => at.to_string(),
            Self::Count(count) => count.to_string(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// A row of cells, each made with [`Cell::from`].
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { vec![$($crate::listing::Cell::from($cell)),*] };
}
pub(crate) use cells;

/// A table as CSV (RFC 4180), without a byte order mark. No cell is a formula or holds signs that
/// cannot be seen.
pub fn csv(head: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Vec<u8>, Stop> {
    let failed = |error: &dyn std::fmt::Display| {
        Stop::failed(format!("Writing the listing failed: {error}."))
    };
    let mut out =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(head).map_err(|error| failed(&error))?;
    for row in rows {
        let cells = row.iter().map(|cell| rollcall_engine::spreadsheet_cell(&cell.written()));
        out.write_record(cells).map_err(|error| failed(&error))?;
    }
    out.into_inner().map_err(|error| failed(&error))
}

/// Asks for more rows until `limit` is reached or none are left: one answer of the engine holds a
/// bounded number of rows. `more` takes an offset and a number of rows.
pub async fn all_pages<T>(
    rows: &mut Vec<T>,
    total: u32,
    (offset, limit): (u32, u32),
    mut more: impl AsyncFnMut(u32, u32) -> Result<Vec<T>, Problem>,
) -> Result<(), Problem> {
    while (rows.len() as u64) < u64::from(limit) {
        let have = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let next = offset.saturating_add(have);
        if next >= total {
            break;
        }
        let found = more(next, limit.saturating_sub(have)).await?;
        if found.is_empty() {
            break;
        }
        rows.extend(found);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::Wishes;

    #[test]
    fn csv_and_files_hold_all_rows_unless_a_number_is_given() {
        let screen = |format, to: Option<&str>| {
            Screen::new(Wishes::default(), Listed { format, to: to.map(PathBuf::from) })
        };
        let limit = |limit, format, to| Slice { limit, cursor: None }.limit(&screen(format, to));
        for (given, format, to, wanted) in [
            (None, None, None, 50),
            (None, Some(Format::Json), None, 50),
            (None, Some(Format::Csv), None, u32::MAX),
            (None, None, Some("list.txt"), u32::MAX),
            (Some(7), Some(Format::Csv), None, 7),
            (Some(7), None, Some("list.txt"), 7),
            (Some(70), None, None, 70),
        ] {
            assert_eq!(limit(given, format, to), wanted, "{given:?} {format:?} {to:?}");
        }
    }

    #[test]
    fn csv_quotes_cleans_and_defuses() {
        let rows = [
            cells!["Lind, \"Oz\"", "=1+1"],
            cells!["two\r\nlines\u{202e}", Cell::Count(4_207)],
            cells![Cell::Time("2026-11-21T09:12:08Z".parse().unwrap()), Cell::count(None)],
        ];
        let text = String::from_utf8(csv(&["Name", "What"], rows.into_iter()).unwrap()).unwrap();
        assert_eq!(
            text,
            "Name,What\r\n\"Lind, \"\"Oz\"\"\",'=1+1\r\ntwo  lines,4207\r\n2026-11-21T09:12:08.000Z,unknown\r\n"
        );
    }

    #[test]
    fn a_table_groups_numbers_and_unknown_is_not_zero() {
        assert_eq!(Cell::count(Some(4_207)).shown(), "4 207");
        assert_eq!(Cell::count(None).shown(), "unknown");
        assert_eq!(Cell::at_least(None, 3).shown(), "3 or more");
        assert_eq!(Cell::at_least(None, 0).shown(), "unknown");
        let at = "2026-11-21T09:12:08Z".parse().unwrap();
        assert_eq!(Cell::Time(at).shown(), "2026-11-21 09:12 UTC");
    }

    #[tokio::test]
    async fn pages_are_asked_for_until_the_limit_or_the_end() {
        for (total, limit, expected) in [(10, 4, 4), (10, 50, 10), (3, 50, 3), (0, 50, 0)] {
            let page =
                |offset: u32, limit: u32| (offset..total.min(offset + limit.min(2))).collect();
            let mut rows: Vec<u32> = page(0, limit);
            all_pages(&mut rows, total, (0, limit), async |offset, limit| Ok(page(offset, limit)))
                .await
                .unwrap();
            assert_eq!(rows, (0..expected).collect::<Vec<_>>(), "{total} {limit}");
        }
        // A table that shrank meanwhile ends the listing.
        let mut rows = vec![1];
        all_pages(&mut rows, 9, (0, 9), async |_, _| Ok(Vec::new())).await.unwrap();
        assert_eq!(rows, [1]);
    }
}
