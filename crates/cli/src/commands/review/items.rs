//! `rollcall review items`: the frozen items with their decisions.

use super::shown::word;
use super::write_new;
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::view::{ListState, ReviewRow, ReviewTableQuery};
use rollcall_engine::{CsvItems, Rollcall};
use std::path::PathBuf;

/// List items with their decisions, or write them as CSV to fill in
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall review items 'Q4 2026' --csv q4.csv"))]
pub struct Items {
    /// Name or id of the review
    pub review: String,
    /// Only items of this reviewer, by number
    #[arg(long, value_name = "NUMBER")]
    pub of: Option<u32>,
    /// Only undecided items
    #[arg(long)]
    pub undecided: bool,
    /// Search in names, addresses, apps and groups
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    /// Write the items as CSV into this new file instead, to fill in
    #[arg(long, value_name = "FILE", conflicts_with_all = ["search", listing::FORMAT, listing::TO])]
    pub csv: Option<PathBuf>,
    #[command(flatten)]
    pub slice: Slice,
}

pub(super) async fn items(
    rollcall: &Rollcall,
    options: Items,
    screen: &Screen,
) -> Result<Ending, Stop> {
    if let Some(number) = options.of {
        let view = rollcall.review(&options.review).await?;
        if view.reviewers.iter().all(|one| one.number != number) {
            let numbers = view.reviewers.iter().map(|one| format!("{} {}", one.number, one.name));
            return Err(house::not_found(
                &format!("The review has no reviewer {number}."),
                &format!("Its reviewers: {}.", numbers.collect::<Vec<_>>().join(", ")),
            )
            .into());
        }
    }
    if let Some(file) = &options.csv {
        let which = if options.undecided { CsvItems::Undecided } else { CsvItems::All };
        let text = rollcall.review_csv_of(&options.review, options.of, which).await?;
        screen.swept(file);
        write_new(file, text.as_bytes())?;
        screen.line(format!(
            "Written to {}. Fill in decision, drop and reason, leave the other columns as they are, and import it: rollcall review decide \"{}\" {} --by NUMBER",
            file.display(),
            options.review,
            file.display()
        ))?;
        return Ok(Ending::Done);
    }
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = ReviewTableQuery {
        text: options.search,
        reviewer: options.of,
        only_undecided: options.undecided,
        offset,
        limit: options.slice.limit(screen),
        ..ReviewTableQuery::default()
    };
    let mut page = rollcall.review_rows(&options.review, query.clone()).await?;
    let wanted = (offset, query.limit);
    all_pages(&mut page.rows, page.total, wanted, async |offset, limit| {
        let query = ReviewTableQuery { offset, limit, ..query.clone() };
        Ok(rollcall.review_rows(&options.review, query).await?.rows)
    })
    .await?;
    let lead = words::plural(page.total, "item", "items");
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing = Listing { result: page.rows, next_cursor, as_of: None, complete: true };
    let head = [
        "Item",
        "Name",
        "App",
        "Access",
        "List",
        "Groups",
        "Since last",
        "Now",
        "Decision",
        "Reason",
    ];
    let row = |row: &ReviewRow| -> Vec<Cell> {
        cells![
            row.item.to_string(),
            row.name.clone(),
            row.connection_name.clone(),
            match (row.active, row.privileged) {
                (false, _) => "inactive".to_owned(),
                (true, true) => row.privilege.clone(),
                (true, false) => String::new(),
            },
            match row.list {
                ListState::NotListed => "not listed".to_owned(),
                ListState::Left => "left".to_owned(),
                ListState::NotKnown => "not known".to_owned(),
                _ => String::new(),
            },
            row.group.as_ref().map_or_else(|| row.groups.len().to_string(), |one| one.name.clone()),
            row.since_last.clone(),
            row.now.clone().unwrap_or_default(),
            match (row.conflict, row.decision) {
                (true, _) => "contradicted".to_owned(),
                (_, Some(decision)) => word(decision).to_owned(),
                (_, None) => String::new(),
            },
            match (row.kept_although, row.bulk) {
                (Some(ListState::Left), _) => format!("leaver kept: {}", row.reason),
                (Some(_), _) => format!("kept, not on the HR list: {}", row.reason),
                (None, true) => format!("in bulk {}", row.reason).trim_end().to_owned(),
                (None, false) => row.reason.clone(),
            },
        ]
    };
    screen.listing(&listing, &lead, &head, row)
}
