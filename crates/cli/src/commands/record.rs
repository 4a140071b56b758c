//! `rollcall record`: what was done, and whether the chain still holds.

use crate::args::Record;
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use serde_json::json;
use std::path::Path;

const HEAD: [&str; 4] = ["No.", "When", "What", "Hash"];

pub async fn run(rollcall: &Rollcall, options: Record, screen: &Screen) -> Result<Ending, Stop> {
    if options.verify {
        return verify(rollcall, screen).await;
    }
    if let Some(file) = &options.export {
        return export(rollcall, file, screen).await;
    }
    let after = cursor::parse(options.slice.cursor.as_deref())?;
    // one more than asked for says whether there is more
    let mut entries = rollcall.record(after, options.slice.limit.saturating_add(1)).await?;
    let more = entries.len() as u64 > u64::from(options.slice.limit);
    entries.truncate(usize::try_from(options.slice.limit).unwrap_or(usize::MAX));
    let next_cursor = more.then(|| entries.last().map(|entry| cursor::at(entry.seq))).flatten();
    let as_of = entries.last().map(|entry| entry.at.clone());
    let lead = match entries.len() {
        0 => "No entries.".to_owned(),
        n => format!("{n} entries, oldest first"),
    };
    let listing = Listing { result: entries, next_cursor, as_of, complete: true };
    screen.listing(&listing, &lead, &HEAD, |entry| {
        vec![
            entry.seq.to_string(),
            words::time(&entry.at),
            entry.words.clone(),
            entry.hash.chars().take(12).collect(),
        ]
    })
}

async fn export(rollcall: &Rollcall, file: &Path, screen: &Screen) -> Result<Ending, Stop> {
    screen.swept(file);
    let entries = rollcall.export_record(file).await?;
    if screen.json() {
        let written = json!({"file": file, "entries": entries});
        screen.value(&Listing::whole(vec![written], true))?;
    } else {
        screen.line(format!(
            "Wrote {} entries to {}. The file contains names: protect it like the record itself.",
            words::grouped(entries),
            file.display()
        ))?;
    }
    Ok(Ending::Done)
}

pub async fn verify(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let check = rollcall.verify_record().await?;
    let intact = check.intact;
    if screen.json() {
        screen.value(&Listing::whole(vec![check], intact))?;
    } else {
        screen.line(&check.words)?;
        screen.line(format!("Newest entry: sha256 {}", check.head))?;
    }
    // a chain that does not fit is a failure, not something unfinished
    Ok(if intact { Ending::Done } else { Ending::Failed })
}
