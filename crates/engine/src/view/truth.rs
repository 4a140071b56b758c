//! Importing an HR list: what was understood of a file before anything is kept.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A field that a column can be; kebab-case names of the list's fields ("email", "end-date" …) with
/// what they are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthField {
    /// "email", "end-date" …
    pub id: String,
    /// What screens call it: "address", "end date".
    pub label: String,
    /// Several columns may be it.
    pub many: bool,
}

/// A column of the file, and what it is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthColumn {
    /// The header cell, or "Column 7" where it is empty.
    pub name: String,
    /// `None`: not used.
    pub field: Option<String>,
    /// Why it is taken for that.
    pub why: String,
    /// Up to three different values, 60 characters each.
    pub samples: Vec<String>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthRejected {
    /// Line of the file or row of the sheet, from 1.
    pub row: u32,
    /// In words, to follow "Row 7: ".
    pub reason: String,
    /// The cells of the row, 120 characters at most.
    pub shown: String,
}

/// How dates such as 03/11/2026 are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthDates {
    /// The day comes first: 03/11/2026 is November 3.
    DayMonth,
    /// The month comes first: 03/11/2026 is March 11.
    MonthDay,
}

/// Whether a person works here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthStatus {
    /// Works here; also on leave, and until the end of the last day.
    Employed,
    /// The first day of work is in the future.
    NotStarted,
    /// No longer works here.
    Left,
    /// Neither employed nor left: the list leaves it open.
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
    /// Line of the file or row of the sheet, from 1.
    pub row: u32,
    /// What the admin decided.
    pub status: TruthStatus,
}

/// How columns are read, and what was answered, as the admin wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthMapping {
    /// One for each column.
    pub fields: Vec<Option<String>>,
    /// Order of day and month; `None` leaves it to the dates themselves.
    pub dates: Option<TruthDates>,
    /// What values of status and end-date columns mean.
    pub words: Vec<TruthWord>,
    /// Places of columns that look like status or last day, and are not.
    pub ignored: Vec<u32>,
    /// Decisions about single people; not remembered for the next file.
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
    /// The value in lower case without space around; empty for an empty cell. Answers name it.
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
    /// What the column is called.
    pub name: String,
    /// What is asked about the column.
    pub kind: TruthQuestionKind,
    /// The question as a sentence.
    pub words: String,
    /// Why it is asked.
    pub why: String,
    /// The most frequent values first; for a whole column a few of them.
    pub values: Vec<TruthValue>,
    /// Different values that are not shown.
    pub more: u32,
    /// No answer yet.
    pub open: bool,
}

/// A person whose status the list leaves open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthUnknown {
    /// Line of the file or row of the sheet, from 1.
    pub row: u32,
    /// As the list has it; may be empty.
    pub name: String,
    /// The first address; empty if the list has none.
    pub email: String,
    /// "the status “Paused” is not understood"
    pub why: String,
    /// What the admin decided.
    pub decided: Option<TruthStatus>,
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthSheet {
    /// As the workbook has it; "All sheets with people" reads them as one list.
    pub name: String,
    /// Rows with people, below the one that names the columns.
    pub people: u32,
    /// The one that was read.
    pub chosen: bool,
}

/// How names with accents read in one encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthEncoding {
    /// "UTF-8", "windows-1252" …
    pub name: String,
    /// Up to five words of the file.
    pub samples: Vec<String>,
    /// The one that was used.
    pub chosen: bool,
}

/// Why a list is held until its number is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthHeld {
    /// What is unusual about the list, in sentences.
    pub words: String,
    /// The number of people on the list, which confirms the import.
    pub type_this: String,
}

/// A file that was looked at and not imported yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthLook {
    /// Names it until it is imported or dropped.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// "CSV, separated by “;”, windows-1252 (guessed)".
    pub kind: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// Rows below the header that are not empty.
    pub rows: u32,
    /// Every column of the header, in its order.
    pub columns: Vec<TruthColumn>,
    /// All fields that a column can be.
    pub fields: Vec<TruthField>,
    /// Order of day and month that is used; `None`: none is needed, or it is open.
    pub dates: Option<TruthDates>,
    /// A date that can be read in two ways, when the admin has to say which.
    pub dates_asked: Option<String>,
    /// The import waits for the order of dates.
    pub dates_open: bool,
    /// The columns were mapped by hand the last time a file had this layout.
    pub remembered: bool,
    /// Rows that can be used, `None` while the columns or the order of dates are open.
    pub entries: Option<u32>,
    /// People who work here; 0 while `entries` is `None`.
    pub employed: u32,
    /// People whose first day is in the future; 0 while `entries` is `None`.
    pub not_started: u32,
    /// People who have left; 0 while `entries` is `None`.
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
    /// Rows that cannot be used; the first 200.
    pub rejected: Vec<TruthRejected>,
    /// All of them; `rejected` names the first ones.
    pub rejected_count: u32,
    /// What was odd about the file or decided by a rule, in sentences.
    pub notes: Vec<String>,
    /// Set when the import needs a number typed.
    pub held: Option<TruthHeld>,
    /// Why it cannot be imported as it is mapped now.
    pub cannot: Option<String>,
    /// The import waits for an answer: the sheet, the order of dates or a question. If it cannot be
    /// imported and nothing is asked, the list is refused.
    pub asked: bool,
}
