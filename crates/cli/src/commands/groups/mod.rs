//! `rollcall groups` and `rollcall members`.

pub mod list;
pub mod members;

pub use members::Members;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::Screen;
use clap::{Args, Subcommand};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ConnectionView, GroupQuery, GroupRow};

/// List groups of the local copy, and their members
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = example("rollcall groups --connection Acme")
)]
pub struct Groups {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    list: list::List,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(list::List),
    Members(Members),
}

impl Groups {
    pub fn verb(self) -> Verb {
        self.verb.unwrap_or(Verb::List(self.list))
    }
}

pub async fn run(rollcall: &Rollcall, verb: Verb, screen: &Screen) -> Result<Ending, Stop> {
    match verb {
        Verb::List(options) => list::list(rollcall, options, screen).await,
        Verb::Members(options) => members::members(rollcall, options, screen).await,
    }
}

/// Rows looked at to find a group by its name.
const LOOKUP: u32 = 1_000;

/// The group with this id, else the only one with this name.
pub async fn find(
    rollcall: &Rollcall,
    connection: &ConnectionView,
    wanted: &str,
) -> Result<GroupRow, Stop> {
    let query = GroupQuery {
        connections: vec![connection.id.to_string()],
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
