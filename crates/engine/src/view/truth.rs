//! Importing a truth list: what was understood of a file before anything is kept.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A field that a column can be; kebab-case names of the list's fields ("email", "end-date" …) with
/// what they are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthField {
    pub id: String,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthColumn {
    pub name: String,
    /// `None`: not used.
    pub field: Option<String>,
    /// Why it is taken for that.
    pub why: String,
    pub samples: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthRejected {
    pub row: u32,
    pub reason: String,
    pub shown: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum TruthDates {
    DayMonth,
    MonthDay,
}

/// How a column is read, as the admin wants it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TruthMapping {
    /// One for each column.
    pub fields: Vec<Option<String>>,
    pub dates: Option<TruthDates>,
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
    /// The columns were mapped by hand the last time a file had this layout.
    pub remembered: bool,
    /// Rows that can be used, `None` while a question is open.
    pub entries: Option<u32>,
    pub employed: u32,
    pub not_started: u32,
    pub left: u32,
    pub rejected: Vec<TruthRejected>,
    /// All of them; `rejected` names the first ones.
    pub rejected_count: u32,
    pub notes: Vec<String>,
    pub held: Option<TruthHeld>,
    /// Why it cannot be imported as it is mapped now.
    pub cannot: Option<String>,
}
