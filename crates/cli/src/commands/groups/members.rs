//! `rollcall members`: who is in a group, as far as that is known.

use super::find;
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::listing::Slice;
use crate::screen::{Listing, Screen};
use crate::words;
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{MemberQuery, MemberRow};

#[derive(Debug, Args)]
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
    let mut query = MemberQuery {
        connection_id: connection.id.clone(),
        group_id: group.group_id.clone(),
        text: String::new(),
        offset,
        limit: options.slice.limit,
    };
    let mut page = rollcall.members(query.clone()).await?;
    while (page.rows.len() as u64) < u64::from(options.slice.limit) {
        let have = u32::try_from(page.rows.len()).unwrap_or(u32::MAX);
        query.offset = offset.saturating_add(have);
        query.limit = options.slice.limit - have;
        if query.offset >= page.total {
            break;
        }
        let more = rollcall.members(query.clone()).await?;
        if more.rows.is_empty() {
            break;
        }
        page.rows.extend(more.rows);
    }
    let lead = if page.group.unproven > 0 {
        format!(
            "{}: members not proven. Its own list has {} members, and {} accounts name it; the {} \
            rows combine both, {}",
            group.name,
            words::count(page.group.members),
            words::count(page.group.named_by),
            words::grouped(page.total),
            words::freshness(page.as_of.as_deref(), false)
        )
    } else if page.known {
        format!(
            "{}: {} {}, {}",
            group.name,
            words::grouped(page.total),
            if page.total == 1 { "member" } else { "members" },
            words::freshness(page.as_of.as_deref(), page.complete)
        )
    } else {
        format!("{}: the members were not read. They are unknown, not none.", group.name)
    };
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let complete = page.complete && page.known;
    let listing = Listing { result: page.rows, next_cursor, as_of: page.as_of, complete };
    screen.listing(&listing, &lead, &MEMBER_HEAD, member_row)
}

fn member_row(member: &MemberRow) -> Vec<String> {
    vec![
        member.name.clone(),
        member.user_name.clone(),
        member.kind.clone(),
        member.status.map_or("not in the local copy", words::status).to_owned(),
        member.member_id.clone(),
    ]
}
