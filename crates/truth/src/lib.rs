//! Reads an *HR list*: the HR or directory export that accounts are compared with.
//!
//! Pure: bytes in, rows out. No network, no store, no files, no clock – today's date is an argument.
//! The crate exists because it carries the libraries for spreadsheets and old encodings, which no
//! other room needs. Three steps, each of which an admin can look at before the next:
//!
//! 1. [`open`] makes a [`Table`] of text cells from the bytes of a CSV file or an Excel workbook.
//!    It finds encoding, separator, sheet and header on its own and says what it chose.
//! 2. [`guess`] says which column is which [`Field`], and why it thinks so. What the admin confirms
//!    or corrects is a [`Mapping`], kept under [`Guess::layout`] for the next export of that kind.
//! 3. [`entries`] turns the rows into people. What cannot be used is listed with its row and the
//!    reason, never dropped in silence; what a rule decided is in the notes.
//!
//! [`questions`] are what an admin must answer before the list can be used: values of status and
//! end-date columns that are not understood, columns that look as if they say who has left, addresses
//! that may be private. Until then, and where the answer is *not known*, a person is
//! [`Status::NotKnown`], neither employed nor left.
//!
//! [`shrinks`] detects a list that lost too many people since the last one, and [`swells`] one that
//! gained more than there were: it is held, not used.
//! Nothing in a file is ever evaluated: a formula in a CSV file is text, a formula cell of a workbook
//! is the value that was saved with it. Every size has a limit, see [`limits`].

mod address;
mod archive;
mod binary;
mod clock;
mod container;
mod damage;
mod dates;
mod entries;
mod entry;
mod error;
mod field;
mod flags;
mod fold;
mod guard;
mod guess;
mod header;
mod html;
mod kind;
pub mod limits;
mod names;
mod notes;
mod numbers;
mod ods;
mod old;
mod order;
mod questions;
mod says_who_left;
mod separated;
mod shape;
mod sheets;
mod shown;
mod state;
mod status;
mod table;
mod text;
mod together;
mod twice;
mod two_digits;
mod words;
mod work_address;
mod workbook;
mod xlsx;

pub use damage::has_lost_letters;
pub use entries::{List, Rejected, entries};
pub use entry::Entry;
pub use error::TruthError;
pub use field::{DateOrder, Field, Mapping, Word};
pub use guard::{Held, shrinks, swells};
pub use guess::{Ask, DatesGuess, Guess, GuessedColumn, guess, guess_for};
pub use questions::{Question, QuestionKind, QuestionValue, questions};
pub use state::value_key;
pub use status::{Kind, Status};
pub use table::{
    ALL_SHEETS, Choices, Format, NO_VALUE, Row, SheetRows, SheetSeen, Source, Table, open,
    open_with,
};
pub use text::decoded;
pub use text::{Preview, previews};
