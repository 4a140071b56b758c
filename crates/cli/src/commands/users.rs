//! `rollcall users`: the local copy, searched and filtered.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::{Args, Subcommand, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{AccountState, UserQuery, UserRow};

/// List accounts in the local copy
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = example("rollcall users --search oskar --status active --format csv -o users.csv")
)]
pub struct Users {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(List),
}

/// List accounts in the local copy
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    after_help = example("rollcall users list --connection Acme --limit 1000")
)]
pub struct List {
    /// Only this connection; may be repeated
    #[arg(long, value_name = "APP")]
    pub connection: Vec<String>,
    /// Search in name, user name, email, title, department, id and group
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    /// Only accounts with this status; may be repeated
    #[arg(long)]
    pub status: Vec<Status>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Status {
    Active,
    Inactive,
    NoLongerListed,
}

impl From<Status> for AccountState {
    fn from(status: Status) -> Self {
        match status {
            Status::Active => Self::Active,
            Status::Inactive => Self::Inactive,
            Status::NoLongerListed => Self::NoLongerListed,
        }
    }
}

pub const HEAD: [&str; 7] =
    ["Name", "User name", "Connection", "Status", "Department", "Groups", "Id"];

impl Users {
    pub fn verb(self) -> Verb {
        self.verb.unwrap_or(Verb::List(self.list))
    }
}

pub async fn run(rollcall: &Rollcall, verb: Verb, screen: &Screen) -> Result<Ending, Stop> {
    let Verb::List(options) = verb;
    list(rollcall, options, screen).await
}

async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = UserQuery {
        text: options.search,
        connections: house::connection_ids(rollcall, &options.connection).await?,
        statuses: options.status.into_iter().map(AccountState::from).collect(),
        offset,
        limit: options.slice.limit(screen),
        ..UserQuery::default()
    };
    let mut page = rollcall.users(query.clone()).await?;
    let wanted = (offset, options.slice.limit(screen));
    all_pages(&mut page.rows, page.total, wanted, async |offset, limit| {
        Ok(rollcall.users(UserQuery { offset, limit, ..query.clone() }).await?.rows)
    })
    .await?;
    let of_all = UserQuery { connections: query.connections.clone(), ..UserQuery::default() };
    let all_gone = no_longer_listed(rollcall, of_all).await?;
    let gone = match query.statuses.is_empty() || query.statuses.contains(&GONE) {
        true => no_longer_listed(rollcall, query).await?,
        false => 0,
    };
    let lead = format!(
        "{}, {}",
        heading((page.total, gone), (page.all, all_gone)),
        words::freshness(page.as_of, page.complete)
    );
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing =
        Listing { result: page.rows, next_cursor, as_of: page.as_of, complete: page.complete };
    screen.listing(&listing, &lead, &HEAD, row)
}

/// How many match and how many there are, each with how many of these are no longer listed: those do
/// not count as users of the app.
fn heading((found, gone): (u32, u32), (all, all_gone): (u32, u32)) -> String {
    let listed = |all: u32, gone: u32| words::grouped(all.saturating_sub(gone));
    let users = if all.saturating_sub(all_gone) == 1 { "user" } else { "users" };
    let counted = format!("{} of {} {users}", listed(found, gone), listed(all, all_gone));
    match gone {
        0 => counted,
        some => format!("{counted} and {} no longer listed", words::grouped(some)),
    }
}

const GONE: AccountState = AccountState::NoLongerListed;

/// Of the accounts that match, those that their apps no longer list.
async fn no_longer_listed(rollcall: &Rollcall, query: UserQuery) -> Result<u32, Stop> {
    let query = UserQuery { statuses: vec![GONE], offset: 0, limit: 0, ..query };
    Ok(rollcall.users(query).await?.total)
}

pub fn row(user: &UserRow) -> Vec<Cell> {
    let mut status = words::status(user.status).to_owned();
    if user.stale {
        status.push_str(" (older than the newest read)");
    }
    cells![
        user.name.clone(),
        user.user_name.clone(),
        user.connection_name.clone(),
        status,
        user.department.clone(),
        Cell::at_least(user.groups, user.some_groups),
        user.account_id.as_str(),
    ]
}

pub fn the_only(mut found: Vec<UserRow>, wanted: &str, connection: &str) -> Result<UserRow, Stop> {
    match found.len() {
        0 => Err(house::not_found(
            &format!("The local copy of {connection} has no user with the id, user name or email \
            address “{wanted}”."),
            "`rollcall users --search` finds people by parts of a name; read the connection again if the user is new.",
        )
        .into()),
        1 => Ok(found.remove(0)),
        n => {
            let ids: Vec<&str> = found.iter().map(|user| user.account_id.as_str()).collect();
            Err(house::not_found(
                &format!("{n} users of {connection} are called “{wanted}”."),
                &format!("Name one by its id: {}", ids.join(", ")),
            )
            .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_that_are_no_longer_listed_are_counted_apart() {
        assert_eq!(heading((26, 0), (26, 0)), "26 of 26 users");
        assert_eq!(heading((28, 2), (28, 2)), "26 of 26 users and 2 no longer listed");
        assert_eq!(heading((1, 0), (28, 2)), "1 of 26 users");
        assert_eq!(heading((2, 2), (28, 2)), "0 of 26 users and 2 no longer listed");
    }
}
