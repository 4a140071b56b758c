//! `rollcall groups` and `rollcall members`.

use crate::args::{Groups, Members};
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ConnectionView, GroupQuery, GroupRow, MemberQuery, MemberRow};

const HEAD: [&str; 5] = ["Name", "Kind", "Connection", "Members", "Id"];
const MEMBER_HEAD: [&str; 5] = ["Name", "User name", "Kind", "Status", "Id"];
/// Rows looked at to find a group by its name.
const LOOKUP: u32 = 1_000;

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

/// The group with this id, else the only one with this name.
pub async fn find(
    rollcall: &Rollcall,
    connection: &ConnectionView,
    wanted: &str,
) -> Result<GroupRow, Stop> {
    let query = GroupQuery {
        connections: vec![connection.id.clone()],
        limit: LOOKUP,
        ..GroupQuery::default()
    };
    let mut named = Vec::new();
    let mut offset = 0;
    loop {
        let page = rollcall.groups(GroupQuery { offset, ..query.clone() }).await?;
        if page.rows.is_empty() {
            break;
        }
        offset = offset.saturating_add(u32::try_from(page.rows.len()).unwrap_or(u32::MAX));
        for group in page.rows {
            if group.group_id == wanted {
                return Ok(group);
            }
            if group.name.to_lowercase() == wanted.to_lowercase() {
                named.push(group);
            }
        }
        if offset >= page.total {
            break;
        }
    }
    // A group that is gone does not hide another with its name.
    if named.iter().any(|group| group.listed) {
        named.retain(|group| group.listed);
    }
    let nouns = &connection.nouns;
    match named.len() {
        0 => Err(house::not_found(
            &format!("The local copy of {} has no {} “{wanted}”.", connection.name, nouns.group),
            "`rollcall groups` lists them; read the connection again if it is new.",
        )
        .into()),
        1 => Ok(named.remove(0)),
        n => {
            let ids: Vec<&str> = named.iter().map(|group| group.group_id.as_str()).collect();
            Err(house::not_found(
                &format!("{} has {n} {} with this name.", connection.name, nouns.groups),
                &format!("Name one by its id: {}", ids.join(", ")),
            )
            .into())
        }
    }
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
