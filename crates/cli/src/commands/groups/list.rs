//! `rollcall groups list`: the local copy, searched.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::GroupQuery;

/// List groups in the local copy
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall groups list --search sales"))]
pub struct List {
    /// Only this connection; may be repeated
    #[arg(long, value_name = "APP")]
    pub connection: Vec<String>,
    /// Search in the group's name
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    #[command(flatten)]
    pub slice: Slice,
}

const HEAD: [&str; 5] = ["Name", "Kind", "Connection", "Members", "Id"];

pub async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = GroupQuery {
        text: options.search,
        connections: house::connection_ids(rollcall, &options.connection).await?,
        offset,
        limit: options.slice.limit(screen),
        ..GroupQuery::default()
    };
    let mut page = rollcall.groups(query.clone()).await?;
    let wanted = (offset, options.slice.limit(screen));
    all_pages(&mut page.rows, page.total, wanted, async |offset, limit| {
        Ok(rollcall.groups(GroupQuery { offset, limit, ..query.clone() }).await?.rows)
    })
    .await?;
    let lead = format!(
        "{} of {}, {}",
        words::grouped(page.total),
        words::plural(page.all, "group", "groups"),
        words::freshness(page.as_of, page.complete)
    );
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing =
        Listing { result: page.rows, next_cursor, as_of: page.as_of, complete: page.complete };
    screen.listing(&listing, &lead, &HEAD, |group| {
        let name = if group.listed {
            group.name.clone()
        } else {
            format!("{} (no longer listed)", group.name)
        };
        cells![
            name,
            group.noun.clone(),
            group.connection_name.clone(),
            match group.unproven {
                0 => Cell::count(group.members),
                more => Cell::from(format!(
                    "{} and {more} not in its list",
                    words::count(group.members)
                )),
            },
            group.group_id.as_str(),
        ]
    })
}
