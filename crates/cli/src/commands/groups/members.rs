//! `rollcall groups members`: who is in a group, as far as that is known.

use super::find;
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{MemberQuery, MemberRow};

/// List the members of a group, by its name or id
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    after_help = example("rollcall groups members Acme 'EMEA Sales'")
)]
pub struct Members {
    /// The connection
    pub name: String,
    /// Name or id of the group
    pub group: String,
    #[command(flatten)]
    pub slice: Slice,
}

const MEMBER_HEAD: [&str; 5] = ["Name", "User name", "Kind", "Status", "Id"];

pub async fn members(
    rollcall: &Rollcall,
    options: Members,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let connection = house::connection(rollcall, &options.name).await?;
    let group = find(rollcall, &connection, &options.group).await?;
    let query = MemberQuery {
        connection_id: connection.id.clone(),
        group_id: group.group_id.clone(),
        text: String::new(),
        offset,
        limit: options.slice.limit(screen),
    };
    let mut page = rollcall.members(query.clone()).await?;
    let wanted = (offset, options.slice.limit(screen));
    all_pages(&mut page.rows, page.total, wanted, async |offset, limit| {
        Ok(rollcall.members(MemberQuery { offset, limit, ..query.clone() }).await?.rows)
    })
    .await?;
    let lead = if page.group.unproven > 0 {
        format!(
            "{}: members not proven. Members on its own list: {}; accounts that name it: {}; the {} \
            both, {}",
            group.name,
            words::count(page.group.members),
            words::count(page.group.named_by),
            words::plural(page.total, "row combines", "rows combine"),
            words::freshness(page.as_of, false)
        )
    } else if page.known {
        format!(
            "{}: {} {}, {}",
            group.name,
            words::grouped(page.total),
            if page.total == 1 { "member" } else { "members" },
            words::freshness(page.as_of, page.complete)
        )
    } else {
        format!("{}: the members were not read. They are unknown, not none.", group.name)
    };
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let complete = page.complete && page.known;
    let listing = Listing { result: page.rows, next_cursor, as_of: page.as_of, complete };
    screen.listing(&listing, &lead, &MEMBER_HEAD, member_row)
}

fn member_row(member: &MemberRow) -> Vec<Cell> {
    cells![
        member.name.clone(),
        member.user_name.clone(),
        member.kind.clone(),
        member.status.map_or("not in the local copy", words::status),
        member.member_id.clone(),
    ]
}
