//! The table of people.

use super::Money;
use crate::core::Rollcall;
use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode};
use crate::text;
use crate::view::to_view;
use crate::view::{
    AccountState, Facet, ListState, PeopleApp, PeopleFilter, PeoplePage, PeopleQuery, PeopleSort,
    PersonCell, PersonRow, TruthList, Verdict,
};
use rollcall_store::{CaseId, Connection, Person};
use std::collections::HashMap;

/// Rows a single question may bring back.
const LIMIT: u32 = 1_000;

/// In the order in which they are offered.
const FILTERS: [(PeopleFilter, &str, &str); 10] = [
    (PeopleFilter::NotInList, "not-in-list", "In an app, not on the HR list"),
    (PeopleFilter::LeftActive, "left-active", "Left, still active"),
    (PeopleFilter::NotKnown, "not-known", "On the HR list, status not known"),
    (PeopleFilter::NoApp, "no-app", "In no app"),
    (PeopleFilter::Admins, "admins", "Admins"),
    (PeopleFilter::TwoInOneApp, "two-in-one-app", "Two accounts in one app"),
    (PeopleFilter::Proposed, "proposed", "Maybe the same person"),
    (PeopleFilter::OtherNumber, "other-number", "Different employee number in an app"),
    (PeopleFilter::Shared, "shared", "Shared or service"),
    (PeopleFilter::OpenCase, "open-case", "Locked down or in quarantine"),
];

/// What the store can find on its own.
pub(super) fn stored_filter(filter: PeopleFilter) -> Option<rollcall_store::PeopleFilter> {
    Some(match filter {
        PeopleFilter::NotInList => rollcall_store::PeopleFilter::NotInList,
        PeopleFilter::LeftActive => rollcall_store::PeopleFilter::LeftActive,
        PeopleFilter::NotKnown => rollcall_store::PeopleFilter::NotKnown,
        PeopleFilter::NoApp => rollcall_store::PeopleFilter::NoApp,
        PeopleFilter::Admins => rollcall_store::PeopleFilter::Admins,
        PeopleFilter::TwoInOneApp => rollcall_store::PeopleFilter::TwoInOneApp,
        PeopleFilter::Proposed => rollcall_store::PeopleFilter::Proposed,
        PeopleFilter::OtherNumber => rollcall_store::PeopleFilter::OtherNumber,
        PeopleFilter::Shared => rollcall_store::PeopleFilter::Shared,
        PeopleFilter::OpenCase => return None,
    })
}

impl Rollcall {
    /// The rows `offset..offset+limit` that match, and what the filters would find. Without an HR
    /// list nobody is *not listed*. The people are linked before. `open`: who has an open case, and
    /// its id.
    pub(crate) async fn people_page(
        &self,
        query: PeopleQuery,
        open: &HashMap<u32, CaseId>,
    ) -> Result<PeoplePage, Problem> {
        let list = self.truth_list().await?;
        if list.is_none() && query.filters.iter().any(|filter| needs_list(*filter)) {
            return Err(asked(
                ProblemCode::BadRequest,
                "Comparing the people with the HR list failed.",
                "No HR list was imported, so it is not known who is on it.",
                "Import the HR list first.",
            ));
        }
        let among = query.filters.contains(&PeopleFilter::OpenCase);
        let wanted = rollcall_store::PeopleQuery {
            text: query.text,
            filters: query.filters.iter().filter_map(|one| stored_filter(*one)).collect(),
            among: among.then(|| open.keys().copied().collect()),
            sort: match query.sort {
                PeopleSort::Name => rollcall_store::PeopleSort::Name,
                PeopleSort::Email => rollcall_store::PeopleSort::Email,
                PeopleSort::Department => rollcall_store::PeopleSort::Department,
                PeopleSort::Apps => rollcall_store::PeopleSort::Apps,
                PeopleSort::Seats => rollcall_store::PeopleSort::Seats,
                PeopleSort::Groups => rollcall_store::PeopleSort::Groups,
            },
            descending: query.descending,
            offset: query.offset,
            limit: query.limit.min(LIMIT),
        };
        let page = self.stored("Searching people", move |store| store.people(&wanted)).await?;
        let counted: Vec<_> =
            FILTERS.iter().filter(|(filter, ..)| list.is_some() || !needs_list(*filter)).collect();
        let asked: Vec<_> =
            counted.iter().filter_map(|(filter, ..)| stored_filter(*filter)).collect();
        let counts =
            self.stored("Counting people", move |store| store.count_people(&asked)).await?;
        let mut counts = counts.into_iter();
        let filters = counted
            .into_iter()
            .map(|(filter, value, label)| Facet {
                value: (*value).to_owned(),
                label: (*label).to_owned(),
                count: match stored_filter(*filter) {
                    Some(_) => counts.next().unwrap_or_default(),
                    None => text::count(open.len() as u64),
                },
            })
            .collect();
        let connections =
            self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        let apps = self.people_apps(&connections).await?;
        let rows = page
            .rows
            .into_iter()
            .map(|person| person_row(person, list.is_some(), &connections, open))
            .collect();
        Ok(PeoplePage {
            rows,
            total: page.total,
            all: page.all,
            apps,
            filters,
            list,
            as_of: page.as_of,
            complete: page.complete,
        })
    }

    async fn people_apps(&self, connections: &[Connection]) -> Result<Vec<PeopleApp>, Problem> {
        let mut apps = Vec::with_capacity(connections.len());
        for connection in connections {
            let view = self.connection_view(connection).await?;
            let complete = view.last_read.is_some_and(|read| read.verdict == Verdict::Complete);
            apps.push(PeopleApp {
                connection_id: view.id,
                name: view.name,
                color: view.color,
                complete,
            });
        }
        Ok(apps)
    }

    /// The list that counts.
    pub async fn truth_list(&self) -> Result<Option<TruthList>, Problem> {
        let list = self.stored("Looking up the list", rollcall_store::Store::truth_list).await?;
        Ok(list.map(|list| TruthList {
            id: list.id,
            name: list.name,
            imported_at: list.imported_at,
            sha256: list.sha256,
            rows: list.rows,
            entries: list.entries,
            rejected: list.rejected,
        }))
    }

    /// How many people there were when they were tied last; `None` before that. What changed since
    /// is linked meanwhile, and reported when it is done.
    pub async fn people_count(&self) -> Result<Option<u32>, Problem> {
        let engine = self.clone();
        tokio::spawn(async move {
            match engine.tied().await {
                Ok(true) => engine.0.reporter.data_changed(),
                Ok(false) => {}
                Err(problem) => rollcall_log::failed_with(
                    "people could not be linked",
                    problem.code.as_str(),
                    &problem,
                ),
            }
        });
        let wanted = rollcall_store::PeopleQuery::default();
        let page = self.stored("Counting people", move |store| store.people(&wanted)).await?;
        Ok((page.all > 0).then_some(page.all))
    }
}

fn needs_list(filter: PeopleFilter) -> bool {
    matches!(
        filter,
        PeopleFilter::NotInList
            | PeopleFilter::LeftActive
            | PeopleFilter::NotKnown
            | PeopleFilter::NoApp
    )
}

/// What the list says, as the store keeps it.
pub(crate) fn list_state(has_list: bool, kept: u8) -> ListState {
    match (has_list, kept) {
        (false, _) => ListState::NoList,
        (_, 1) => ListState::Employed,
        (_, 2) => ListState::NotStarted,
        (_, 3) => ListState::Left,
        (_, 5) => ListState::NotKnown,
        _ => ListState::NotListed,
    }
}

pub(super) fn person_row(
    person: Person,
    has_list: bool,
    connections: &[Connection],
    open: &HashMap<u32, CaseId>,
) -> PersonRow {
    let mut seats = Money::default();
    let mut cells: Vec<PersonCell> = Vec::new();
    for account in &person.accounts {
        let state = to_view::state(account.state);
        if state == AccountState::Active
            && let Some(price) = connections
                .iter()
                .find(|one| one.id == account.connection_id)
                .and_then(|one| one.seat_price.as_deref())
        {
            seats.add(price, 1);
        }
        // They come by state: the first of an app is the one that has most.
        match cells.iter_mut().find(|cell| cell.connection_id == account.connection_id.as_str()) {
            Some(cell) if state != AccountState::NoLongerListed => cell.accounts += 1,
            Some(_) => {}
            None => cells.push(PersonCell {
                connection_id: account.connection_id.clone(),
                state,
                accounts: 1,
            }),
        }
    }
    PersonRow {
        id: person.id,
        list: list_state(has_list, person.list_state),
        name: if person.name.is_empty() { person.email.clone() } else { person.name },
        email: person.email,
        department: person.department,
        list_date: person.list_day,
        cells,
        groups: person.groups,
        seats: seats.words(),
        shared: person.shared,
        proposed: person.proposed,
        open_case: open.get(&person.id).cloned(),
    }
}
