//! What a column can be.

use crate::status::Status;
use serde::{Deserialize, Serialize};

/// What a column says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The address at work.
    Email,
    /// A further address or alias; several columns may be one.
    OtherEmail,
    EmployeeNumber,
    /// The whole name.
    Name,
    GivenName,
    FamilyName,
    /// A word such as *active* or *terminated*, or yes and no under such a name; several columns may be
    /// one, and are compared.
    Status,
    /// First day of work.
    StartDate,
    /// Last day of work; not the day of notice.
    EndDate,
    /// Address, name or number of the manager.
    Manager,
    Department,
    CostCenter,
    Division,
    Title,
    /// Employee, contractor or service account.
    Type,
}

impl Field {
    /// The field in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Email => "address",
            Self::OtherEmail => "additional address",
            Self::EmployeeNumber => "employee number",
            Self::Name => "name",
            Self::GivenName => "given name",
            Self::FamilyName => "family name",
            Self::Status => "status",
            Self::StartDate => "start date",
            Self::EndDate => "end date",
            Self::Manager => "manager",
            Self::Department => "department",
            Self::CostCenter => "cost center",
            Self::Division => "division",
            Self::Title => "title",
            Self::Type => "type",
        }
    }

    /// Whether several columns may be it.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::OtherEmail | Self::Status)
    }

    pub(crate) fn is_address(self) -> bool {
        matches!(self, Self::Email | Self::OtherEmail)
    }

    pub(crate) fn is_date(self) -> bool {
        matches!(self, Self::StartDate | Self::EndDate)
    }
}

/// What comes first in 03/11/2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    DayMonth,
    MonthDay,
}

/// What the admin confirmed and answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// One place per column of the header, in its order; columns at the end that are left out are not
    /// used.
    pub columns: Vec<Option<Field>>,
    /// `None` leaves it to the dates themselves, and fails if they are ambiguous.
    pub dates: Option<DateOrder>,
    /// What values of status and end-date columns mean.
    #[serde(default)]
    pub words: Vec<Word>,
    /// Columns that look like status or last day, and are not, by their place.
    #[serde(default)]
    pub ignored: Vec<usize>,
    /// People whose status the list does not say, by their row.
    #[serde(default)]
    pub rows: Vec<(u32, Status)>,
    /// All others whose status the list leaves open.
    #[serde(default)]
    pub others: Option<Status>,
}

/// What a value of a column means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Place of the column.
    pub column: usize,
    /// As [`value_key`](crate::value_key) makes it, empty for an empty cell; `None`: every other value
    /// of the column that is not understood.
    pub value: Option<String>,
    /// In an end-date column *employed* means: without end.
    pub means: Status,
}

impl Mapping {
    /// Columns and order of dates alone.
    pub fn of(columns: Vec<Option<Field>>, dates: Option<DateOrder>) -> Self {
        Self { columns, dates, ..Self::default() }
    }

    /// What holds for the next export of this layout too: not what was said about single people,
    /// nor about values that were never seen.
    pub fn to_remember(&self) -> Self {
        Self {
            words: self.words.iter().filter(|word| word.value.is_some()).cloned().collect(),
            rows: Vec::new(),
            others: None,
            ..self.clone()
        }
    }
}
