//! `rollcall people`: who is who over all apps.

pub mod link;
pub mod list;
pub mod show;

pub use link::{Link, Unlink};
pub use show::Show;

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::Screen;
use clap::{Args, Subcommand};
use rollcall_engine::Rollcall;
use rollcall_engine::view::{PeopleQuery, PersonRow};

/// List people, show one person, link and unlink accounts
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = example("rollcall people --filter left-active --format csv -o leavers.csv")
)]
pub struct People {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    list: list::List,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    List(list::List),
    Show(Show),
    Link(Link),
    Unlink(Unlink),
}

impl People {
    pub fn verb(self) -> Verb {
        self.verb.unwrap_or(Verb::List(self.list))
    }
}

pub async fn run(rollcall: &Rollcall, verb: Verb, screen: &Screen) -> Result<Ending, Stop> {
    match verb {
        Verb::List(options) => list::list(rollcall, options, screen).await,
        Verb::Show(options) => show::show(rollcall, &options.person, screen).await,
        Verb::Link(options) => link::link(rollcall, &options, screen).await,
        Verb::Unlink(options) => link::unlink(rollcall, &options, screen).await,
    }
}

/// The one person of this number, address or name.
pub async fn find(rollcall: &Rollcall, wanted: &str) -> Result<PersonRow, Stop> {
    if let Ok(id) = wanted.trim_start_matches('#').parse::<u32>() {
        return Ok(rollcall.person(id).await?.row);
    }
    let query = PeopleQuery { text: wanted.to_owned(), limit: 1_000, ..PeopleQuery::default() };
    let all = rollcall.people(query).await?.rows;
    let same = |text: &str| text.to_lowercase() == wanted.trim().to_lowercase();
    let mut found: Vec<PersonRow> = all.iter().filter(|one| same(&one.email)).cloned().collect();
    if found.is_empty() {
        found = all.iter().filter(|one| same(&one.name)).cloned().collect();
    }
    // A user name or an additional address also names a person, if it names only one.
    if found.is_empty() && wanted.contains('@') && all.len() == 1 {
        found = all;
    }
    let mut found = first(found, |one| one.open_case.is_some());
    match found.len() {
        0 if rollcall.people(PeopleQuery::default()).await?.as_of.is_none() => {
            Err(house::not_found(
                "No app has been read yet, so there are no people.",
                "`rollcall read APP` reads one; `rollcall connections` lists them.",
            )
            .into())
        }
        0 => Err(house::not_found(
            &format!("No person has the number, address or name “{wanted}”."),
            "`rollcall people --search` finds people by parts of a name.",
        )
        .into()),
        1 => Ok(found.remove(0)),
        several => {
            let ids: Vec<String> =
                found.iter().map(|one| format!("{} ({})", one.id, one.email)).collect();
            Err(house::not_found(
                &format!("{several} people are called “{wanted}”."),
                &format!("Name one by its number: {}.", ids.join(", ")),
            )
            .into())
        }
    }
}

/// Those of several with one name or address who are locked down or in quarantine; all, when nobody
/// is.
fn first<T>(found: Vec<T>, held: impl Fn(&T) -> bool) -> Vec<T> {
    let (those, others): (Vec<T>, Vec<T>) = found.into_iter().partition(held);
    if those.is_empty() { others } else { those }
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn of_several_the_one_in_a_case_is_meant() {
        let held = |one: &u32| *one >= 10;
        assert_eq!(first(vec![1, 12, 3], held), [12]);
        assert_eq!(first(vec![1, 2], held), [1, 2], "nobody is: all are named");
        assert_eq!(first(vec![11, 2, 12], held), [11, 12], "several are: they are named");
        assert!(first(Vec::<u32>::new(), held).is_empty());
    }
}
