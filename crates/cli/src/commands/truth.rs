//! `rollcall truth`: what a list says, and importing it.

use crate::args::{Dates, Truth};
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{PeopleQuery, TruthDates, TruthLook, TruthMapping};

/// Rows that cannot be used, named on the screen.
const SHOWN: usize = 20;

pub async fn run(rollcall: &Rollcall, options: Truth, screen: &Screen) -> Result<Ending, Stop> {
    let bytes = std::fs::read(&options.file).map_err(|error| {
        Stop::failed(format!(
            "{} cannot be read: {error}. Nothing was imported.",
            options.file.display()
        ))
    })?;
    let name =
        options.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    let mut look = rollcall.look_at_truth(&name, &bytes).await?;
    if !options.map.is_empty() || options.dates.is_some() {
        let mapping = mapping(&look, &options)?;
        look = rollcall.map_truth(&look.id, mapping).await?;
    }
    if !options.yes {
        if screen.json() {
            screen.value(&look)?;
        } else {
            print(&look, screen)?;
            screen.line("Nothing was imported; --yes imports it.")?;
        }
        return Ok(if look.cannot.is_some() { Ending::Failed } else { Ending::Done });
    }
    if !screen.json() {
        print(&look, screen)?;
    }
    let list = rollcall.import_truth(&look.id, options.confirm.as_deref()).await?;
    if screen.json() {
        screen.value(&list)?;
        return Ok(Ending::Done);
    }
    let people = words::plural(list.entries, "person", "people");
    screen.line(format!("Imported {people}, SHA-256 {}.", list.sha256))?;
    let found = rollcall.people(PeopleQuery { limit: 1, ..PeopleQuery::default() }).await?;
    for (filter, name) in
        [("left-active", "left and still active"), ("not-in-list", "in an app, not in the list")]
    {
        let facet = found.filters.iter().find(|facet| facet.value == filter);
        if let Some(facet) = facet.filter(|facet| facet.count > 0) {
            let people = words::plural(facet.count, "person", "people");
            screen.line(format!("  {people} {name}: `rollcall people --filter {filter}`"))?;
        }
    }
    Ok(Ending::Done)
}

fn mapping(look: &TruthLook, options: &Truth) -> Result<TruthMapping, Stop> {
    let mut fields: Vec<Option<String>> =
        look.columns.iter().map(|column| column.field.clone()).collect();
    for one in &options.map {
        let Some((column, field)) = one.rsplit_once('=') else {
            return Err(Stop::usage(format!("--map {one}: write it as COLUMN=FIELD.")));
        };
        let place = look.columns.iter().position(|known| known.name == column);
        let Some(slot) = place.and_then(|place| fields.get_mut(place)) else {
            return Err(Stop::usage(format!("--map {one}: the list has no column “{column}”.")));
        };
        *slot = (!field.is_empty()).then(|| field.to_owned());
    }
    let dates = options.dates.map(|order| match order {
        Dates::DayMonth => TruthDates::DayMonth,
        Dates::MonthDay => TruthDates::MonthDay,
    });
    Ok(TruthMapping { fields, dates: dates.or(look.dates) })
}

fn print(look: &TruthLook, screen: &Screen) -> Result<(), Stop> {
    screen.line(format!(
        "{}: {}, {}",
        look.name,
        look.kind,
        words::plural(look.rows, "row", "rows")
    ))?;
    for column in &look.columns {
        let field = column.field.as_deref().unwrap_or("not used");
        screen.line(format!("  {:<24} {field:<16} {}", column.name, column.why))?;
    }
    if let Some(entries) = look.entries {
        screen.line(format!(
            "  {}: {} employed, {} not started, {} left; {} cannot be used",
            words::plural(entries, "person", "people"),
            look.employed,
            look.not_started,
            look.left,
            words::plural(look.rejected_count, "row", "rows")
        ))?;
    }
    for rejected in look.rejected.iter().take(SHOWN) {
        screen.line(format!("  Row {}: {} ({})", rejected.row, rejected.reason, rejected.shown))?;
    }
    for note in &look.notes {
        screen.line(format!("  {note}"))?;
    }
    if let Some(why) = &look.cannot {
        screen.line(format!("  {why}"))?;
        if look.dates_asked.is_some() {
            screen.line("  `--dates day-month` or `--dates month-day` answers it.")?;
        }
        screen.line("  `--map COLUMN=FIELD` says what a column is.")?;
    }
    if let Some(held) = &look.held {
        screen.line(format!("  Held: {} --confirm {} lets it in.", held.words, held.type_this))?;
    }
    Ok(())
}
