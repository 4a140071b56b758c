//! One person of the list.

use crate::status::{Kind, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the list says about one person. Text that the list does not have is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Line of the file or row of the sheet, from 1.
    pub row: u32,
    /// Lower case; the first is the one at work when the list has one.
    pub emails: Vec<String>,
    pub employee_number: String,
    /// As written; put together from given and family name where the list only has those.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    /// On the day that was given to [`entries`](crate::entries).
    pub status: Status,
    /// As written; of several columns, separated by “ · ”.
    pub status_word: String,
    /// Why the status is not known, or was decided by the admin; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub status_why: String,
    /// First day of work.
    pub start: Option<Date>,
    /// Last day of work; none also for “without end” (9999-12-31).
    pub end: Option<Date>,
    /// As written: an address, a name or a number.
    pub manager: String,
    pub department: String,
    pub cost_center: String,
    pub division: String,
    pub title: String,
    pub kind: Kind,
}
