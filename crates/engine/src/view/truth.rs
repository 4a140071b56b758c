//! Importing an HR list: what was understood of a file before anything is kept.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A field that a column can be; kebab-case names of the list's fields ("email", "end-date" …) with
/// what they are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthField {
    pub id: String,
    pub label: String,
    /// Several columns may be it.
    pub many: bool,
}

/// A column of the file, and what it is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthColumn {
    pub name: String,
    /// `None`: not used.
    pub field: Option<String>,
    /// Why it is taken for that.
    pub why: String,
    pub samples: Vec<String>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthRejected {
    pub row: u32,
    pub reason: String,
    pub shown: String,
}

/// How dates such as 03/11/2026 are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthDates {
    DayMonth,
    MonthDay,
}

/// Whether a person works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthStatus {
    Employed,
    NotStarted,
    Left,
    NotKnown,
}

/// What a value of a status or end-date column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthWord {
    /// Place of the column, from 0.
    pub column: u32,
    /// The `key` of a value; `None`: every other value of the column that is not understood.
    pub value: Option<String>,
    /// In an end-date column *employed* means: without end.
    pub means: TruthStatus,
}

/// The admin's decision about one person whose status the list leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthRow {
    pub row: u32,
    pub status: TruthStatus,
}

/// How columns are read, and what was answered, as the admin wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthMapping {
    /// One for each column.
    pub fields: Vec<Option<String>>,
    pub dates: Option<TruthDates>,
    pub words: Vec<TruthWord>,
    /// Places of columns that look like status or last day, and are not.
    pub ignored: Vec<u32>,
    pub rows: Vec<TruthRow>,
    /// Everyone else whose status the list leaves open; not remembered.
    pub others: Option<TruthStatus>,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthQuestionKind {
    /// Words of a status column.
    Status,
    /// Texts in an end-date column.
    EndDate,
    /// What a column is.
    Column,
}

/// One value of a column that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthValue {
    /// "(empty)" for empty cells.
    pub shown: String,
    pub key: String,
    /// Rows.
    pub count: u32,
    /// `None` until someone decides.
    pub means: Option<TruthStatus>,
    /// Rollcall knows it without an answer.
    pub known: bool,
}

/// A question that must be answered before the list can be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthQuestion {
    /// Place of the column, from 0.
    pub column: u32,
    pub name: String,
    pub kind: TruthQuestionKind,
    /// The question as a sentence.
    pub words: String,
    /// Why it is asked.
    pub why: String,
    pub values: Vec<TruthValue>,
    /// Different values that are not shown.
    pub more: u32,
    /// No answer yet.
    pub open: bool,
}

/// A person whose status the list leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthUnknown {
    pub row: u32,
    pub name: String,
    pub email: String,
    /// "the status “Paused” is not understood"
    pub why: String,
    /// What the admin decided.
    pub decided: Option<TruthStatus>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthSheet {
    pub name: String,
    /// Rows with people, below the one that names the columns.
    pub people: u32,
    /// The one that was read.
    pub chosen: bool,
}

/// How names with accents read in one encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthEncoding {
    pub name: String,
    /// Up to five words of the file.
    pub samples: Vec<String>,
    /// The one that was used.
    pub chosen: bool,
}

/// Why a list is held until its number is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthHeld {
    pub words: String,
    pub type_this: String,
}

/// A file that was looked at and not imported yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthLook {
    /// Names it until it is imported or dropped.
    pub id: String,
    pub name: String,
    /// "CSV, separated by “;”, windows-1252 (guessed)".
    pub kind: String,
    pub sha256: String,
    pub rows: u32,
    pub columns: Vec<TruthColumn>,
    pub fields: Vec<TruthField>,
    pub dates: Option<TruthDates>,
    /// A date that can be read in two ways, when the admin has to say which.
    pub dates_asked: Option<String>,
    /// The import waits for the order of dates.
    pub dates_open: bool,
    /// The columns were mapped by hand the last time a file had this layout.
    pub remembered: bool,
    /// Rows that can be used, `None` while the columns or the order of dates are open.
    pub entries: Option<u32>,
    pub employed: u32,
    pub not_started: u32,
    pub left: u32,
    /// People whose status the list leaves open: neither employed nor left.
    pub not_known: u32,
    /// The first of those, decided ones too.
    pub unknown: Vec<TruthUnknown>,
    /// All of them.
    pub unknown_count: u32,
    /// What must be answered before the import, answered questions too.
    pub questions: Vec<TruthQuestion>,
    /// How it is read now, to be sent back with changes.
    pub mapping: TruthMapping,
    /// Of a workbook with several sheets.
    pub sheets: Vec<TruthSheet>,
    /// Several sheets have people, and none was chosen.
    pub sheet_open: bool,
    /// Of a text file whose bytes do not say their encoding.
    pub encodings: Vec<TruthEncoding>,
    pub rejected: Vec<TruthRejected>,
    /// All of them; `rejected` names the first ones.
    pub rejected_count: u32,
    pub notes: Vec<String>,
    pub held: Option<TruthHeld>,
    /// Why it cannot be imported as it is mapped now.
    pub cannot: Option<String>,
    /// The import waits for an answer: the sheet, the order of dates or a question. If it cannot be
    /// imported and nothing is asked, the list is refused.
    pub asked: bool,
}
