//! What can be wrong with a file or a mapping, in plain words.

use crate::field::Field;
use crate::limits::{LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};

/// Why a file cannot be used as an HR list. Nothing of it was taken over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TruthError {
    #[error("The file is empty.")]
    Empty,
    #[error("The file has {megabytes} MB; the maximum is {limit} MB.", limit = MOST_BYTES / 1024 / 1024)]
    TooLarge { megabytes: usize },
    /// `kind` with its article: “a PDF”.
    #[error("“{file}” is {kind}, not a CSV file or a workbook of Excel or LibreOffice.")]
    WrongKind { file: String, kind: String },
    #[error("“{file}” is protected with a password.")]
    PasswordProtected { file: String },
    #[error("“{file}” is a web page, not an export; often that is the page for signing in.")]
    WebPage { file: String },
    #[error("“{file}” is not text.")]
    NotText { file: String },
    #[error("The workbook is damaged: {detail}.")]
    Damaged { detail: String },
    #[error("The workbook unpacks to far more than a list of people needs: {detail}.")]
    UnpacksTooFar { detail: String },
    #[error("A quotation mark that opens in line {line} is never closed.")]
    UnclosedQuote { line: u32 },
    /// `has` are the sheets that it has.
    #[error("The workbook has no visible sheet “{sheet}”. It has {has}.")]
    NoSuchSheet { sheet: String, has: String },
    /// `why` is a clause: “no column of both identifies people”.
    #[error("The sheets “{sheet}” and “{other}” cannot be read as one list: {why}.")]
    SheetsDiffer { sheet: String, other: String, why: String },
    /// `date` is a date that only its own sheet's order allows.
    #[error(
        "The sheets “{sheet}” and “{other}” write dates in different orders: {date} and {other_date}."
    )]
    DatesOfSheetsDiffer { sheet: String, date: String, other: String, other_date: String },
    #[error("“{encoding}” is not an encoding that Rollcall knows.")]
    NoSuchEncoding { encoding: String },
    #[error(
        "A quotation mark in line {line} opens a cell that runs over the next lines, where other rows have none."
    )]
    StrayQuote { line: u32 },
    #[error("No row was found that names the columns.")]
    NoHeader,
    #[error("There are no rows: below the names of the columns the list is empty.")]
    NoRows,
    #[error(
        "Row {row}, “{shown}”, says whether the people in the rows below work here, and no column \
        says that."
    )]
    DividedByStatus { row: u32, shown: String },
    #[error("The list has more than {MOST_ROWS} rows, the maximum.")]
    TooManyRows,
    #[error("Row {row} has more than {MOST_COLUMNS} columns, the maximum.")]
    TooManyColumns { row: u32 },
    #[error("The list has more than {MOST_CELLS} cells, the maximum.")]
    TooManyCells,
    #[error("A cell in row {row} has more than {LONGEST_CELL} characters, the maximum.")]
    CellTooLong { row: u32 },
    #[error("“{example}” can be read as two dates, day first or month first.")]
    DatesAmbiguous { example: String },
    #[error("The list has one column, “{name}”.")]
    OneColumn { name: String },
    #[error("No column is set as address or employee number.")]
    NoIdentity,
    #[error("Two columns are set as {words}.", words = field.words())]
    FieldTwice { field: Field },
    #[error("The columns that were set do not fit: {set} were set, the list has {columns}.")]
    MappingDoesNotFit { set: usize, columns: usize },
}

impl TruthError {
    /// What is wrong, and what to do next; a sentence or two each.
    pub fn words(&self) -> (String, String) {
        (self.to_string(), self.next_step().to_owned())
    }

    fn next_step(&self) -> &'static str {
        match self {
            Self::Empty => "Export the list again, and check the file before choosing it.",
            Self::TooLarge { .. } | Self::TooManyCells => {
                "Export only the columns that are needed: address, employee number, name, status, \
                 dates, manager, department."
            }
            Self::WrongKind { .. } => {
                "Export the list as CSV or as an Excel workbook (.xlsx), and choose that file."
            }
            Self::PasswordProtected { .. } => {
                "Open it, save a copy without a password, choose the copy, and delete it afterwards."
            }
            Self::WebPage { .. } => {
                "Sign in to the HR system, export the list again as CSV or .xlsx, and choose that \
                 file. A page that was saved under another name cannot be used."
            }
            Self::NotText { .. } => {
                "Export the list as CSV in UTF-8 or as an Excel workbook (.xlsx), and choose that \
                 file."
            }
            Self::Damaged { .. } => {
                "Export it again, or open it in Excel or LibreOffice, save it as a new workbook, and \
                 choose the new file."
            }
            Self::UnpacksTooFar { .. } => {
                "If the file comes from your own HR system, save the sheet as CSV and choose that. \
                 If not, do not open it."
            }
            Self::StrayQuote { .. } => {
                "Check that line: remove the quotation mark, or export the list again. The people \
                on the following lines would be lost."
            }
            Self::UnclosedQuote { .. } => {
                "Check that line: close or remove the quotation mark, or export the list again."
            }
            Self::NoSuchSheet { .. } => "Choose one of these sheets.",
            Self::SheetsDiffer { .. } => {
                "Choose one of the sheets, or give columns that mean the same the same name in all of \
                 them, and others a different one."
            }
            Self::DatesOfSheetsDiffer { .. } => {
                "Choose one of the sheets, or write the dates of all sheets in one order."
            }
            Self::NoSuchEncoding { .. } => "Choose one of the encodings that are listed.",
            Self::NoHeader => {
                "Put a row above the people that names each column, for example Email, Employee ID, \
                 Name, Status."
            }
            Self::NoRows => "Check the filter of the export, and export the list again.",
            Self::DividedByStatus { .. } => {
                "Add a column with the status of each person, or export the status with the list."
            }
            Self::TooManyRows => {
                "Export only people who are employed or left recently, or split the list."
            }
            Self::TooManyColumns { .. } => {
                "Check the separator of the file, or export only the columns that are needed."
            }
            Self::CellTooLong { .. } => {
                "Check that row: often a quotation mark is missing. Shorten the cell or leave the \
                 column out."
            }
            Self::DatesAmbiguous { .. } => {
                "Say which comes first in this list, the day or the month. Nothing is guessed here, \
                 because a wrong end date takes access from the wrong people."
            }
            Self::OneColumn { .. } => {
                "Export the address or the employee number, the name, and the status or the last day. If \
                 they stand in one cell, check the separator of the file."
            }
            Self::NoIdentity => {
                "Say which column holds the address at work or the employee number; without one of \
                these, no one can be matched."
            }
            Self::FieldTwice { .. } => {
                "Keep the field for one of these columns. Only additional addresses may be in \
                several columns."
            }
            Self::MappingDoesNotFit { .. } => {
                "The layout of the export has changed: go through the columns again."
            }
        }
    }
}
