//! What a column can be.

use serde::{Deserialize, Serialize};

/// What a column says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The address at work.
    Email,
    /// A further address or alias; the only field that several columns may have.
    OtherEmail,
    EmployeeNumber,
    /// The whole name.
    Name,
    GivenName,
    FamilyName,
    /// A word such as *active* or *terminated*.
    Status,
    /// First day of work.
    StartDate,
    /// Last day of work.
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
            Self::OtherEmail => "further address",
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

/// What the admin confirmed: one place per column of the header, in its order; columns at the end
/// that are left out are not used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub columns: Vec<Option<Field>>,
    /// `None` leaves it to the dates themselves, and fails where they do not tell.
    pub dates: Option<DateOrder>,
}
