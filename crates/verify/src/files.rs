//! The JSON files as values, for what people read of them: the CSV files and the page.

use crate::canon::Json;
use crate::json;
use crate::pack::Pack;

pub(crate) struct Files<'a> {
    pub(crate) review: Json<'a>,
    pub(crate) population: Json<'a>,
    pub(crate) decisions: Json<'a>,
    pub(crate) remediation: Json<'a>,
    pub(crate) residual: Json<'a>,
    pub(crate) hr_rows: Json<'a>,
    pub(crate) reads: Json<'a>,
    pub(crate) truth: Json<'a>,
}

impl<'a> Files<'a> {
    /// One that cannot be read is empty here; that it cannot be read is a fault.
    pub(crate) fn of(pack: &'a Pack, faults: &mut Vec<String>) -> Self {
        let mut file = |name: &str| match pack.file(name).map(json::read) {
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                faults.push(format!("{name} cannot be read: {error}"));
                Json::Null
            }
            None => {
                faults.push(format!("{name} is missing"));
                Json::Null
            }
        };
        Self {
            review: file("review.json"),
            population: file("population.json"),
            decisions: file("decisions.json"),
            remediation: file("remediation.json"),
            residual: file("residual.json"),
            hr_rows: file("hr-rows.json"),
            reads: file("reads.json"),
            truth: file("truth-list.json"),
        }
    }
}

pub(crate) fn text<'b>(row: &'b Json<'_>, name: &str) -> &'b str {
    row.text(name).unwrap_or_default()
}

pub(crate) fn is(row: &Json<'_>, name: &str) -> bool {
    matches!(row.get(name), Some(Json::Bool(true)))
}

/// A number as it is printed: whole ones without a point.
pub(crate) fn printed(number: f64) -> String {
    format!("{number}")
}
