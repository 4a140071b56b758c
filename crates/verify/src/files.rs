//! The JSON files as values. They are read once: what is checked (`facts`) and what people read of it,
//! the CSV files and the page, are compared with the same values.

use crate::canon::Json;
use crate::json;
use crate::pack::Pack;
use crate::threads::side_by_side;

pub(crate) struct Files<'a> {
    pub(crate) review: Json<'a>,
    pub(crate) population: Json<'a>,
    pub(crate) decisions: Json<'a>,
    pub(crate) remediation: Json<'a>,
    pub(crate) residual: Json<'a>,
    pub(crate) hr_rows: Json<'a>,
    pub(crate) reads: Json<'a>,
    pub(crate) truth: Json<'a>,
    /// Which of them are missing or cannot be read, and why.
    pub(crate) faults: Vec<String>,
}

impl<'a> Files<'a> {
    /// One that cannot be read is empty here; that it cannot be read is a fault.
    pub(crate) fn of(pack: &'a Pack) -> Self {
        // The population is about as large as all the others.
        let (mut faults, mut of_population) = (Vec::new(), Vec::new());
        let (mut files, population) = side_by_side(
            || Self {
                review: file(pack, "review.json", &mut faults),
                population: Json::Null,
                decisions: file(pack, "decisions.json", &mut faults),
                remediation: file(pack, "remediation.json", &mut faults),
                residual: file(pack, "residual.json", &mut faults),
                hr_rows: file(pack, "hr-rows.json", &mut faults),
                reads: file(pack, "reads.json", &mut faults),
                truth: file(pack, "truth-list.json", &mut faults),
                faults: Vec::new(),
            },
            || file(pack, "population.json", &mut of_population),
        );
        files.population = population;
        faults.append(&mut of_population);
        files.faults = faults;
        files
    }
}

fn file<'a>(pack: &'a Pack, name: &str, faults: &mut Vec<String>) -> Json<'a> {
    match pack.file(name).map(json::read) {
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            faults.push(format!("{name} cannot be read: {error}"));
            Json::Null
        }
        None => {
            faults.push(format!("{name} is missing"));
            Json::Null
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
