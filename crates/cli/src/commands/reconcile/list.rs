//! `rollcall reconcile list`: the rows of a bucket.

use super::{Rows, lead, notes};
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ReconcileQuery, ReconcileRow};

/// List the rows of a bucket: accounts, and in "differs" each value beside that of the HR list
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    after_help = example("rollcall reconcile list differs --field title")
)]
pub struct List {
    #[command(flatten)]
    rows: Rows,
    #[command(flatten)]
    slice: Slice,
}

const HEAD: [&str; 7] =
    ["Person", "Email", "App", "Attribute", "In the app", "In the list", "Proposal"];

pub async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let limit = options.slice.limit(screen);
    let query = ReconcileQuery { offset, limit, ..options.rows.query(rollcall).await? };
    let mut view = rollcall.reconcile(query.clone()).await?;
    all_pages(&mut view.rows, view.total, (offset, limit), async |offset, limit| {
        Ok(rollcall.reconcile(ReconcileQuery { offset, limit, ..query.clone() }).await?.rows)
    })
    .await?;
    notes(&view, screen);
    let lead = format!(
        "{}: {}; {}",
        query.bucket.label(),
        words::plural(view.total, "row", "rows"),
        lead(&view)?
    );
    let names: Vec<(String, String)> = view
        .apps
        .iter()
        .map(|app| (app.connection_id.as_str().to_owned(), app.name.clone()))
        .collect();
    let as_of = view.apps.iter().filter_map(|app| app.read_at).min();
    let complete = view.apps.iter().all(|app| app.complete);
    let next_cursor = cursor::next(offset, view.rows.len(), view.total);
    let listing = Listing { result: view.rows, next_cursor, as_of, complete };
    screen.listing(&listing, &lead, &HEAD, |row| cells_of(row, &names))
}

fn cells_of(row: &ReconcileRow, names: &[(String, String)]) -> Vec<Cell> {
    let app = row.at.connection_id.as_ref().and_then(|id| {
        names.iter().find(|(known, _)| known == id.as_str()).map(|(_, name)| name.clone())
    });
    let proposal = match &row.ignored {
        Some(ignored) => {
            format!("ignored until {} ({}, number {})", ignored.until, ignored.reason, ignored.id)
        }
        None if row.spelling_only => format!("{} (only the spelling differs)", row.words),
        None => row.words.clone(),
    };
    cells![
        row.name.clone(),
        if row.email.is_empty() { row.user_name.clone() } else { row.email.clone() },
        app.unwrap_or_default(),
        row.label.clone(),
        row.in_app.clone(),
        row.in_list.clone(),
        proposal,
    ]
}
