//! `rollcall people`, `person`, `tie`, `untie`: who is who over all apps.

use crate::args::{People, Tie, Who};
use crate::cursor;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{ListState, PeopleFilter, PeopleQuery, PersonRow, PersonView};

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

pub async fn list(rollcall: &Rollcall, options: People, screen: &Screen) -> Result<Ending, Stop> {
    let offset = cursor::parse(options.slice.cursor.as_deref())?;
    let query = PeopleQuery {
        text: options.search,
        filters: options.filter.into_iter().map(PeopleFilter::from).collect(),
        offset,
        limit: options.slice.limit.min(1_000),
        ..PeopleQuery::default()
    };
    let page = rollcall.people(query).await?;
    let list = page.list.as_ref().map_or_else(
        || "no HR list".to_owned(),
        |list| format!("HR list {}, {}", list.name, words::time(&list.imported_at)),
    );
    let lead = format!(
        "{} of {} people in {} apps, {}; {list}",
        words::grouped(page.total),
        words::grouped(page.all),
        page.apps.len(),
        words::freshness(page.as_of.as_deref(), page.complete)
    );
    let next_cursor = cursor::next(offset, page.rows.len(), page.total);
    let listing =
        Listing { result: page.rows, next_cursor, as_of: page.as_of, complete: page.complete };
    screen.listing(&listing, &lead, &HEAD, row)
}

fn row(person: &PersonRow) -> Vec<String> {
    vec![
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

pub async fn show(rollcall: &Rollcall, wanted: &str, screen: &Screen) -> Result<Ending, Stop> {
    let person = rollcall.person(find(rollcall, wanted).await?.id).await?;
    if screen.json() {
        screen.value(&person)?;
    } else {
        print(&person, screen)?;
    }
    Ok(Ending::of(person.complete))
}

fn print(person: &PersonView, screen: &Screen) -> Result<(), Stop> {
    let row = &person.row;
    screen.line(format!("{} · {} · number {}", row.name, row.email, row.id))?;
    if let Some(shared) = &row.shared {
        screen.line(format!("  Not a person: {shared}"))?;
    }
    screen.line(format!("  Matched by     {}", person.tied_by))?;
    for field in &person.list_fields {
        screen.line(format!("  {:<14} {}", field.label, field.value))?;
    }
    for app in &person.apps {
        screen.line("")?;
        if app.accounts.is_empty() {
            screen.line(format!("  {}: no account among {}", app.name, app.among))?;
        }
        for account in &app.accounts {
            screen.line(format!(
                "  {} · {} · {}",
                app.name,
                words::status(account.state),
                account.user_name
            ))?;
            if !account.why.is_empty() {
                screen.line(format!("    Matched by {}", account.why))?;
            }
            for group in &account.some_groups {
                screen.line(format!("    {}", group.name))?;
            }
            if let Some(protected) = &account.protected {
                screen.line(format!("    {protected}"))?;
            }
        }
    }
    for proposal in &person.proposals {
        screen.line("")?;
        screen.line(format!(
            "  Maybe the same person: {} ({}) in {}: {}",
            proposal.other_name, proposal.other_email, proposal.other_in, proposal.why
        ))?;
        screen.line(format!("  `rollcall tie {} --same` or `--other`", proposal.id))?;
    }
    for case in &person.cases {
        screen.line("")?;
        screen.line(format!(
            "  {} · {} · {} of {} verified · {}",
            case.title,
            words::time(&case.made_at),
            case.verified,
            case.lines,
            case.id
        ))?;
        if !case.active_again.is_empty() {
            screen.line(format!("  {}", words::active_again(&case.active_again)))?;
        }
    }
    Ok(())
}

pub async fn tie(rollcall: &Rollcall, options: &Tie, screen: &Screen) -> Result<Ending, Stop> {
    if let Some(with) = &options.with {
        let (one, other) = (find(rollcall, &options.one).await?, find(rollcall, with).await?);
        if one.id == other.id {
            return Err(house::not_found(
                &format!("“{}” and “{with}” are already one person.", options.one),
                "`rollcall untie APP USER` unlinks an account.",
            )
            .into());
        }
        let id = rollcall.link_people(one.id, other.id).await?;
        screen.line(format!("Linked: {} and {} are now number {id}.", one.name, other.name))?;
        return Ok(Ending::Done);
    }
    let Ok(proposal) = options.one.parse() else {
        return Err(Stop::usage(format!(
            "“{}” is not the number of a suggestion. `rollcall person` lists the suggestions for \
            a person.",
            options.one
        )));
    };
    rollcall.decide_tie(proposal, options.same).await?;
    screen.line(if options.same { "Linked." } else { "Rejected: they stay different people." })?;
    Ok(Ending::Done)
}

pub async fn untie(
    rollcall: &Rollcall,
    name: &str,
    user: &str,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let found = rollcall.find_users(&connection.id, user).await?;
    let account = super::deactivate::the_only(found, user, &connection.name)?;
    let person = rollcall.person_of(&connection.id, &account.account_id).await?;
    rollcall.cut_tie(person.unwrap_or_default(), &connection.id, &account.account_id).await?;
    screen.line(format!(
        "{} in {} is now a separate person. `rollcall tie PERSON PERSON` links them again.",
        account.name, connection.name
    ))?;
    Ok(Ending::Done)
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
