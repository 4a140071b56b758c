//! What is open in a connection that may be removed.

use crate::core::{Rollcall, lock};
use crate::problem::Problem;
use crate::run::active_run::ActiveRuns;
use crate::text::count;
use crate::view::{
    CaseKind, CaseState, ConnectionView, LineState, OpenInConnection, OpenThing, RunItem, RunState,
};
use rollcall_store::{Connection, ConnectionId};

impl Rollcall {
    /// What is open in a connection that may be removed. After its removal, none of this can
    /// continue in this app.
    ///
    /// # Errors
    /// When there is no such connection.
    pub async fn open_in_connection(&self, id_or_name: &str) -> Result<OpenInConnection, Problem> {
        let connection = self.connection(id_or_name).await?;
        let view: ConnectionView = self.connection_view(&connection).await?;
        let id = connection.id.clone();
        let staged =
            self.stored("Reading the staged changes", rollcall_store::Store::staged).await?;
        let staged = staged.iter().filter(|wish| wish.connection_id == id).count();
        Ok(OpenInConnection {
            cases: self.cases_open_in(&connection).await?,
            reviews: self.reviews_open_in(&connection.id).await?,
            runs: self.runs_open_in(&connection.id),
            staged: count(staged as u64),
            protected: count(self.protected(connection.id.as_str()).await?.len() as u64),
            connection: view,
        })
    }

    /// Cases with open items there, and quarantines that hold a person there.
    async fn cases_open_in(&self, connection: &Connection) -> Result<Vec<OpenThing>, Problem> {
        let mut open = Vec::new();
        let states = [CaseState::Open, CaseState::Stopped, CaseState::Closed];
        for case in self.kept_cases(&states).await? {
            let case = self.with_release(case).await?;
            let here = case.parts.iter().filter(|part| part.connection_id == connection.id);
            let (here, verified) = here.fold((0, 0), |(all, verified), part| {
                (all + 1, verified + u32::from(part.state == LineState::Verified))
            });
            let back = self.back_in(&case).await?;
            let is_back = back.iter().any(|place| place.connection_id == connection.id);
            let held = case.kind == CaseKind::Quarantine && verified > 0;
            let words = match case.state {
                CaseState::Released => continue,
                CaseState::Open if verified < here => {
                    format!("{} of {here} not verified in {}", here - verified, connection.name)
                }
                _ if held => format!("cannot be released in {} afterwards", connection.name),
                _ if is_back => format!("access in {} came back", connection.name),
                _ => continue,
            };
            open.push(OpenThing { id: case.id.into_string(), title: case.title, words });
        }
        Ok(open)
    }

    async fn reviews_open_in(
        &self,
        connection_id: &ConnectionId,
    ) -> Result<Vec<OpenThing>, Problem> {
        let mut open = Vec::new();
        for brief in self.open_reviews().await? {
            let review = self.kept_review(brief.id.as_str()).await?;
            if review.connections.iter().any(|one| one.id == *connection_id) {
                let words = "its revokes there need an exception afterwards".to_owned();
                open.push(OpenThing { id: brief.id.into_string(), title: brief.name, words });
            }
        }
        Ok(open)
    }

    fn runs_open_in(&self, connection_id: &ConnectionId) -> Vec<OpenThing> {
        let active_runs = self.0.kept.of::<ActiveRuns>();
        let running = lock(&active_runs.0);
        let open = running.values().filter_map(|active| {
            let run = lock(&active.run);
            let waits =
                |item: &RunItem| item.connection_id == *connection_id && item.outcome.is_none();
            let open = is_open(run.state) && run.items.iter().any(waits);
            open.then(|| OpenThing {
                id: run.id.to_string(),
                title: run.title.clone(),
                words: "under way".to_owned(),
            })
        });
        open.collect()
    }
}

fn is_open(state: RunState) -> bool {
    matches!(state, RunState::Running | RunState::Paused | RunState::Stopping)
}
