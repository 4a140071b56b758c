//! `rollcall truth`, also `rollcall hr`: what an HR list says, what it leaves open, and importing it.

mod answers;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::input;
use crate::screen::Screen;
use crate::words;
use clap::{Args, Subcommand, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::in_shell;
use rollcall_engine::view::{
    PeopleQuery, TruthDates, TruthLook, TruthMapping, TruthQuestion, TruthQuestionKind, TruthStatus,
};
use std::path::PathBuf;

/// Check an HR list (CSV or workbook), answer its open questions, and import it
///
/// Exit status: 0 understood or imported, 1 refused, 3 a question is open or the list is on hold.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = example("rollcall truth hr-export.csv --means A=employed --yes")
)]
pub struct Truth {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    list: Option<List>,
    /// Import the list; without this option, the list is only checked. Answers no question and lifts
    /// no hold
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check an HR list: what it says, and what it leaves open
    ///
    /// Nothing is imported, so --yes is refused. Exit status: 0 understood, 1 refused, 3 a question is
    /// open or the list is on hold.
    #[command(after_help = example("rollcall truth check hr-export.csv"))]
    Check(Checked),
    /// Import an HR list; an open question stops the import
    ///
    /// Exit status: 0 imported, 1 refused, 3 a question is open or the list is on hold. With 1 and 3,
    /// nothing is imported.
    #[command(after_help = example("rollcall truth import hr-export.csv --means A=employed"))]
    Import(Imported),
}

#[derive(Debug, Args)]
struct Checked {
    #[command(flatten)]
    list: List,
    /// Refused with a sentence of its own.
    #[arg(long, hide = true)]
    yes: bool,
}

#[derive(Debug, Args)]
struct Imported {
    #[command(flatten)]
    list: List,
    /// Accepted, and changes nothing: it answers no question and lifts no hold
    #[arg(long)]
    yes: bool,
}

impl Truth {
    /// The list with its answers, and what happens to it.
    pub fn wanted(self) -> Result<(List, Wanted), Stop> {
        match (self.verb, self.list) {
            (Some(Verb::Check(Checked { yes: true, list })), _) => Err(Stop::usage(format!(
                "`rollcall truth check` imports nothing and takes no --yes. To import the list: \
                 `rollcall truth import {}`.",
                in_shell(&list.file.to_string_lossy())
            ))),
            (Some(Verb::Check(Checked { list, .. })), _) => Ok((list, Wanted::Look)),
            (Some(Verb::Import(Imported { list, yes })), _) => Ok((list, Wanted::Import { yes })),
            (None, Some(list)) if self.yes => Ok((list, Wanted::Import { yes: true })),
            (None, Some(list)) => Ok((list, Wanted::Look)),
            (None, None) => Err(Stop::usage("Name the file of an HR list.")),
        }
    }
}

/// What happens to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Look,
    /// `yes`: with `--yes`.
    Import {
        yes: bool,
    },
}

/// An HR list and the answers to its questions.
#[derive(Debug, Args)]
pub struct List {
    /// CSV or a workbook; - reads standard input
    pub file: PathBuf,
    /// What a column is, such as "Mail=email"; "Mail=" leaves the column out, and "Kündigung
    /// am=ignored" also says that it is neither a status nor a last day. "#7" names the seventh
    /// column
    #[arg(long = "column", visible_alias = "map", value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// What a value of a status or end-date column means, such as "A=employed"; may be repeated
    ///
    /// employed, left, not-started or not-known; in an end-date column no-end is the same as employed.
    /// "Status:A=left" names the column, "(empty)" an empty cell, "Status:*=not-known" every other value of the column.
    #[arg(long, value_name = "VALUE=MEANING")]
    pub means: Vec<String>,
    /// The status of one person whose status the list leaves open, such as "17=left"; for this file
    /// only
    #[arg(long, value_name = "ROW=MEANING")]
    pub row: Vec<String>,
    /// The status of everyone else whose status the list leaves open; for this file only
    #[arg(long, value_name = "MEANING")]
    pub others: Option<Meaning>,
    /// How ambiguous dates are written
    #[arg(long)]
    pub dates: Option<Dates>,
    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The encoding of a text file, such as "windows-1252"
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The number to type when the list lost many people or may be a different list
    #[arg(long, value_name = "NUMBER")]
    pub confirm: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Dates {
    #[value(name = "day-first", alias = "day-month")]
    DayMonth,
    #[value(name = "month-first", alias = "month-day")]
    MonthDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Meaning {
    #[value(alias = "no-end")]
    Employed,
    NotStarted,
    Left,
    NotKnown,
}

/// Rows that are named one by one on the screen.
const SHOWN: usize = 20;

const ORDER: &str = "`--dates day-first` or `--dates month-first` answers it.";
const YES: &str = "`--yes` answers no question and lifts no hold: `--means`, `--column`, `--dates` and \
`--sheet` answer, `--confirm` lifts a hold.";

pub async fn run(
    rollcall: &Rollcall,
    options: &List,
    wanted: Wanted,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let bytes = input::bytes(&options.file, " Nothing was imported.")?;
    let name =
        options.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let mut look = rollcall.look_at_truth(&name, &bytes).await?;
    if options.sheet.is_some() || options.encoding.is_some() {
        let (sheet, encoding) = (options.sheet.clone(), options.encoding.clone());
        look = rollcall.choose_truth(&look.id, sheet, encoding).await?;
    }
    // What a column is comes first: a question about its words follows from it.
    let columns = answers::columns(&look, &options.map)?;
    let dates = options.dates.map(|order| match order {
        Dates::DayMonth => TruthDates::DayMonth,
        Dates::MonthDay => TruthDates::MonthDay,
    });
    let mapping = TruthMapping { dates: dates.or(look.mapping.dates), ..columns };
    look = mapped(rollcall, look, mapping).await?;
    let mapping = answers::words(&look, options)?;
    look = mapped(rollcall, look, mapping).await?;
    let Wanted::Import { yes } = wanted else {
        if screen.json() {
            screen.value(&look)?;
        } else {
            print(&look, screen)?;
            screen.line(match (&look.cannot, &look.held) {
                (None, None) => format!(
                    "Nothing was imported. To import it: rollcall truth import {}",
                    in_shell(&options.file.to_string_lossy())
                ),
                _ => "Nothing was imported.".to_owned(),
            })?;
        }
        return Ok(ending(&look, options.confirm.as_deref()));
    };
    if !screen.json() {
        print(&look, screen)?;
    }
    let list = match rollcall.import_truth(&look.id, options.confirm.as_deref()).await {
        Ok(list) => list,
        Err(mut problem) => {
            let ending = ending(&look, options.confirm.as_deref());
            if look.dates_open {
                problem.next = ORDER.to_owned();
            }
            if yes && ending == Ending::Partial {
                problem.next = format!("{} {YES}", problem.next);
            }
            screen.problem(&problem);
            return Ok(if ending == Ending::Partial { ending } else { Ending::Failed });
        }
    };
    if screen.json() {
        screen.value(&list)?;
        return Ok(Ending::Done);
    }
    let people = words::plural(list.entries, "person", "people");
    screen.line(format!("Imported {people}, SHA-256 {}.", list.sha256))?;
    let found = rollcall.people(PeopleQuery { limit: 1, ..PeopleQuery::default() }).await?;
    for (filter, name) in [
        ("left-active", "left and still active"),
        ("not-in-list", "in an app, not on the HR list"),
        ("other-number", "whose employee number differs in an app: matched by the address"),
        ("proposed", "ambiguous, possibly the same person as someone else"),
        ("not-known", "on the list, which does not say whether they work here"),
    ] {
        let facet = found.filters.iter().find(|facet| facet.value == filter);
        if let Some(facet) = facet.filter(|facet| facet.count > 0) {
            let people = words::plural(facet.count, "person", "people");
            screen.line(format!("  {people} {name}: `rollcall people --filter {filter}`"))?;
        }
    }
    Ok(Ending::Done)
}

/// Done when the list can be imported as it was answered, *partial* while something has to be answered
/// or confirmed, *failed* when the list cannot be used.
fn ending(look: &TruthLook, typed: Option<&str>) -> Ending {
    let on_hold =
        look.held.as_ref().is_some_and(|held| typed.map(str::trim) != Some(&held.type_this));
    match (&look.cannot, look.asked) {
        (Some(_), false) => Ending::Failed,
        (Some(_), true) => Ending::Partial,
        (None, _) if on_hold => Ending::Partial,
        (None, _) => Ending::Done,
    }
}

async fn mapped(
    rollcall: &Rollcall,
    look: TruthLook,
    mapping: TruthMapping,
) -> Result<TruthLook, Stop> {
    if mapping == look.mapping {
        return Ok(look);
    }
    Ok(rollcall.map_truth(&look.id, mapping).await?)
}

fn print(look: &TruthLook, screen: &Screen) -> Result<(), Stop> {
    screen.line(format!(
        "{}: {}, {}",
        look.name,
        look.kind,
        words::plural(look.rows, "row", "rows")
    ))?;
    for sheet in look.sheets.iter().filter(|sheet| !sheet.chosen) {
        screen.line(format!(
            "  Not chosen: “{}”, {}. `--sheet '{}'` reads it.",
            sheet.name,
            words::plural(sheet.people, "person", "people"),
            sheet.name
        ))?;
    }
    for encoding in &look.encodings {
        let used = if encoding.chosen { " (used)" } else { "" };
        screen.line(format!(
            "  `--encoding {}`{used}: {}",
            encoding.name,
            encoding.samples.join(", ")
        ))?;
    }
    for (column, field) in look.columns.iter().zip(&look.mapping.fields) {
        let field = field.as_deref().unwrap_or("not used");
        screen.line(format!("  {:<24} {field:<16} {}", column.name, column.why))?;
    }
    if let Some(entries) = look.entries {
        screen.line(format!(
            "  {}: {} employed, {} not started, {} left, {} not known; {} cannot be used",
            words::plural(entries, "person", "people"),
            look.employed,
            look.not_started,
            look.left,
            look.not_known,
            words::plural(look.rejected_count, "row", "rows")
        ))?;
    }
    for rejected in look.rejected.iter().take(SHOWN) {
        screen.line(format!("  Row {}: {} ({})", rejected.row, rejected.reason, rejected.shown))?;
    }
    for note in &look.notes {
        screen.line(format!("  {note}"))?;
    }
    if look.not_known > 0 {
        screen.line("  `--row ROW=left` decides about one of those who are not known, `--others left` about all.")?;
    }
    for question in &look.questions {
        ask(look, question, screen)?;
    }
    if let Some(why) = &look.cannot {
        screen.line(format!("  {why}"))?;
        if look.dates_open {
            screen.line(format!("  {ORDER}"))?;
        }
        if look.questions.iter().all(|question| !question.open) {
            screen.line("  `--column COLUMN=FIELD` says what a column is.")?;
        }
    }
    if let Some(held) = &look.held {
        screen
            .line(format!("  On hold: {} --confirm {} imports it.", held.words, held.type_this))?;
    }
    Ok(())
}

/// A question with its values, their rows, and how to answer it.
fn ask(look: &TruthLook, question: &TruthQuestion, screen: &Screen) -> Result<(), Stop> {
    let mark = if question.open { "?" } else { "Answered:" };
    screen.line(format!("  {mark} {} {}", question.words, question.why))?;
    for value in question.values.iter().take(SHOWN) {
        let means = match (question.kind, value.means) {
            (TruthQuestionKind::Column, _) => "",
            (_, None) => "?",
            (TruthQuestionKind::EndDate, Some(TruthStatus::Employed)) => "no end",
            (_, Some(status)) => answers::word(status),
        };
        let rows = words::plural(value.count, "row", "rows");
        screen.line(format!("      {:<24} {rows:<12} {means}", value.shown).trim_end())?;
    }
    let hidden = question.values.len().saturating_sub(SHOWN);
    let more = u64::from(question.more) + hidden as u64;
    if more > 0 {
        screen.line(format!("      and {more} other values"))?;
    }
    if !question.open {
        return Ok(());
    }
    // Of two columns with one name, the place says which is meant.
    let same = look.columns.iter().filter(|column| column.name == question.name).count();
    let name = match same {
        0 | 1 => question.name.clone(),
        _ => format!("#{}", question.column + 1),
    };
    screen.line(match question.kind {
        TruthQuestionKind::Column => format!(
            "    Answer: --column '{name}=status', --column '{name}=end-date', another field, or --column '{name}=ignored'"
        ),
        TruthQuestionKind::Status | TruthQuestionKind::EndDate => {
            let open = question.values.iter().filter(|value| value.means.is_none());
            let answers: Vec<String> =
                open.take(3).map(|value| format!("--means '{}=…'", value.shown)).collect();
            let words = if question.kind == TruthQuestionKind::EndDate {
                "no-end, left or not-known"
            } else {
                "employed, left, not-started or not-known"
            };
            format!(
                "    Answer: {} with {words}; --means '{name}:*=not-known' answers the rest, --column '{name}=ignored' leaves the column out",
                answers.join(" ")
            )
        }
    })?;
    Ok(())
}
