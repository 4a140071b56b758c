//! `rollcall groups`: the local copy, searched.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::listing::Slice;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::GroupQuery;

#[derive(Debug, Args)]
pub struct Groups {
    /// Of this connection only; may be repeated
    #[arg(long, value_name = "N")]
    pub connection: Vec<String>,
    /// In the group's name
    #[arg(long, default_value = "", hide_default_value = true, value_name = "T")]
    pub search: String,
    #[command(flatten)]
    pub slice: Slice,
}

const HEAD: [&str; 5] = ["Name", "Kind", "Connection", "Members", "Id"];

pub async fn list(rollcall: &Rollcall, options: Groups, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let mut query = GroupQuery {
        text: options.search,
        connections: house::connection_ids(rollcall, &options.connection).await?,
        offset,
        limit: options.slice.limit,
        ..GroupQuery::default()
    };
    let mut page = rollcall.groups(query.clone()).await?;
    while (page.rows.len() as u64) < u64::from(options.slice.limit) {
        let have = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        query.offset = offset.saturating_add(have);
        query.limit = options.slice.limit - have;
        if query.offset >= page.total {
            break;
        }
        let more = rollcall.groups(query.clone()).await?;
        if more.rows.is_empty() {
            break;
        }
        page.rows.extend(more.rows);
    }
    let lead = format!(
        "{} of {} groups, {}",
        words::grouped(page.total),
        words::grouped(page.all),
        words::freshness(page.as_of.as_deref(), page.complete)
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
        vec![
            name,
            group.noun.clone(),
            group.connection_name.clone(),
            match group.unproven {
                0 => words::count(group.members),
                more => format!("{} and {more} not in its list", words::count(group.members)),
            },
            group.group_id.clone(),
        ]
    })
}
