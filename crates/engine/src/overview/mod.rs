//! What needs a decision, what was done last, and what is open in a connection.

mod open_in_connection;

use crate::core::Rollcall;
use crate::people::Money;
use crate::problem::Problem;
use crate::view::{
    AccountState, OverviewApp, OverviewView, PeopleFilter, PeopleQuery, RecordQuery, UserQuery,
    Verdict,
};
use jiff::SignedDuration;
use rollcall_store::{ConnectionId, Moment};

/// A read that is older wants to be made again.
const STALE_AFTER: SignedDuration = SignedDuration::from_hours(24);
const CHANGES_OF: SignedDuration = SignedDuration::from_hours(24 * 7);
const ENTRIES: u32 = 8;
const RUNS: u32 = 500;

impl Rollcall {
    /// What needs a look today: numbers with links, reads that are missing or old, open work and the
    /// last entries of the record. # Errors: of the local copy.
    pub async fn overview(&self) -> Result<OverviewView, Problem> {
        let people = self.people(PeopleQuery { limit: 1, ..PeopleQuery::default() }).await?;
        let has_list = people.list.is_some();
        let counted = |filter: PeopleFilter| {
            let id = serde_json::to_value(filter).ok()?;
            let facet = people.filters.iter().find(|facet| id == facet.value.as_str())?;
            Some(facet.count)
        };
        let unaccounted =
            self.stored("Counting the seats", rollcall_store::Store::unaccounted).await?;
        let now = self.0.clock.now();
        let (mut apps, mut seats, mut cost) = (Vec::new(), 0, Money::default());
        for connection in self.connections().await? {
            let (not_listed, left) =
                unaccounted.get(connection.id.as_str()).copied().unwrap_or_default();
            if has_list {
                seats += not_listed + left;
                cost.add(connection.seat_price.as_deref().unwrap_or_default(), not_listed + left);
            }
            let active = self.in_state(&connection.id, AccountState::Active).await?;
            let inactive = self.in_state(&connection.id, AccountState::Inactive).await?;
            let read_at = connection.last_read.as_ref().and_then(|read| read.ended_at);
            let verdict = connection.last_read.as_ref().map(|read| read.verdict);
            let old = |at: Moment| now.duration_since(at.timestamp()) > STALE_AFTER;
            let attention = match verdict {
                None => Some("never read".to_owned()),
                Some(Verdict::Partial) => Some("its last read was partial".to_owned()),
                Some(Verdict::CannotBeProven) => {
                    Some("its last read cannot be proven complete".to_owned())
                }
                _ if read_at.is_some_and(old) => Some("read more than a day ago".to_owned()),
                _ => None,
            };
            apps.push(OverviewApp {
                connection_id: connection.id,
                name: connection.name,
                color: connection.color,
                active,
                inactive,
                not_in_list: has_list.then_some(not_listed),
                verdict,
                read_at,
                attention,
            });
        }
        let (mut verified, mut not_verified) = (0, 0);
        let recent = |at: Moment| now.duration_since(at.timestamp()) < CHANGES_OF;
        for run in self.runs(RUNS).await?.into_iter().take_while(|run| recent(run.started_at)) {
            verified += run.verified;
            not_verified += run.not_verified;
        }
        let newest = RecordQuery { newest_first: true, limit: ENTRIES, ..RecordQuery::default() };
        let record = self.record_page(newest).await?;
        Ok(OverviewView {
            people: people.all,
            not_in_list: counted(PeopleFilter::NotInList),
            left_active: counted(PeopleFilter::LeftActive),
            not_known: counted(PeopleFilter::NotKnown),
            no_app: counted(PeopleFilter::NoApp),
            proposals: counted(PeopleFilter::Proposed).unwrap_or_default(),
            seats: has_list.then_some(seats),
            seats_cost: cost.words(),
            changes_verified: verified,
            changes_not_verified: not_verified,
            ignored_ended: self.ignored_until_lately().await?,
            list: people.list,
            cases: self.open_cases().await?,
            reviews: self.open_reviews().await?,
            apps,
            activity: record.entries,
            record_entries: record.all,
        })
    }

    async fn in_state(
        &self,
        connection: &ConnectionId,
        state: AccountState,
    ) -> Result<u32, Problem> {
        let query = UserQuery {
            connections: vec![connection.to_string()],
            statuses: vec![state],
            ..UserQuery::default()
        };
        Ok(self.users(query).await?.total)
    }
}
