//! `rollcall people list`: all people, beside the HR list.

use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, Slice, all_pages, cells};
use crate::screen::{Listing, Screen};
use crate::words;
use clap::{Args, ValueEnum};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ListState, PeopleFilter, PeopleQuery, PersonRow};

/// List people with their accounts in all apps and their HR status
#[derive(Debug, Args)]
#[command(
    args = listing::options(),
    after_help = example("rollcall people list --filter not-in-list")
)]
pub struct List {
    /// Search in names, addresses and user names
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub search: String,
    /// Only people who match this filter; may be repeated, and then all must match
    #[arg(long)]
    pub filter: Vec<Who>,
    #[command(flatten)]
    pub slice: Slice,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Who {
    /// In an app, not on the HR list
    NotInList,
    /// Left according to the HR list, and still active in an app
    LeftActive,
    /// On the HR list, which does not say whether they work here
    NotKnown,
    /// On the HR list, but in no app
    NoApp,
    /// With an admin role in an app
    Admins,
    /// With two accounts in one app
    TwoInOneApp,
    /// Possibly the same person as someone else
    Proposed,
    /// Matched by address although the employee numbers differ
    OtherNumber,
    /// Shared mailboxes and service accounts
    Shared,
    /// Locked down or in quarantine
    OpenCase,
}

impl From<Who> for PeopleFilter {
    fn from(who: Who) -> Self {
        match who {
            Who::NotInList => Self::NotInList,
            Who::LeftActive => Self::LeftActive,
            Who::NotKnown => Self::NotKnown,
            Who::NoApp => Self::NoApp,
            Who::Admins => Self::Admins,
            Who::TwoInOneApp => Self::TwoInOneApp,
            Who::Proposed => Self::Proposed,
            Who::OtherNumber => Self::OtherNumber,
            Who::Shared => Self::Shared,
            Who::OpenCase => Self::OpenCase,
        }
    }
}

const HEAD: [&str; 7] =
    ["Number", "Person", "Email", "HR status", "Apps", "Groups", "License cost a month"];

pub async fn list(rollcall: &Rollcall, options: List, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = PeopleQuery {
        text: options.search,
        filters: options.filter.into_iter().map(PeopleFilter::from).collect(),
        offset,
        limit: options.slice.limit(screen),
        ..PeopleQuery::default()
    };
    let mut page = rollcall.people(query.clone()).await?;
    let wanted = (offset, query.limit);
    all_pages(&mut page.rows, page.total, wanted, async |offset, limit| {
        Ok(rollcall.people(PeopleQuery { offset, limit, ..query.clone() }).await?.rows)
    })
    .await?;
    let list = page.list.as_ref().map_or_else(
        || "no HR list".to_owned(),
        |list| format!("HR list {}, {}", list.name, words::time(list.imported_at)),
    );
    let lead = format!(
        "{} of {} in {}, {}; {list}",
        words::grouped(page.total),
        words::plural(page.all, "person", "people"),
        words::counted(page.apps.len(), "app", "apps"),
        words::freshness(page.as_of, page.complete)
    );
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing =
        Listing { result: page.rows, next_cursor, as_of: page.as_of, complete: page.complete };
    screen.listing(&listing, &lead, &HEAD, row)
}

fn row(person: &PersonRow) -> Vec<Cell> {
    cells![
        person.id.to_string(),
        person.name.clone(),
        person.email.clone(),
        list_words(person),
        person.cells.len().to_string(),
        person.groups.map_or_else(|| "unknown".to_owned(), |groups| groups.to_string()),
        person.seats.clone(),
    ]
}

/// What the list says. Where a proposal is open about an account without a row, or a row without an
/// account, it is not certain.
fn list_words(person: &PersonRow) -> String {
    let words = list_state_words(person);
    let alone = person.list == ListState::NotListed || person.cells.is_empty();
    let ambiguous = person.proposed && alone && person.list != ListState::NoList;
    if ambiguous { format!("{words}, ambiguous") } else { words }
}

fn list_state_words(person: &PersonRow) -> String {
    let day = person.list_date.as_deref().unwrap_or_default();
    match (&person.shared, person.list) {
        (Some(_), _) => "no person".to_owned(),
        (_, ListState::NoList) => String::new(),
        (_, ListState::NotListed) => "not listed".to_owned(),
        (_, ListState::Employed) if person.department.is_empty() => "listed".to_owned(),
        (_, ListState::Employed) => person.department.clone(),
        (_, ListState::NotStarted) => format!("starts {day}"),
        (_, ListState::NotKnown) => "not known".to_owned(),
        (_, ListState::Left) => format!("left {day}").trim_end().to_owned(),
    }
}
