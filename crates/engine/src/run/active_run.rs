//! A run that is under way: what is shown of it, and what the admin wants of it.

use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::core::lock;
use crate::core::progress::Reporter;
use crate::plan::placeholders::Made;
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::Steered;
use crate::run::tally;
use crate::view::{Phase, RunItem, RunState, RunView, Steer};
use jiff::Timestamp;
use rollcall_store::{ConnectionId, GroupId, RunId};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// A run on its way, shared by its connections.
pub(crate) struct ActiveRun {
    pub(crate) id: RunId,
    pub(crate) labels: Labels,
    pub(crate) run: Mutex<RunView>,
    /// Something could not be written down: nothing more is begun.
    pub(crate) open: AtomicBool,
    /// What the admin wants of it.
    pub(crate) wanted: watch::Sender<Wanted>,
    /// While the look that the plan was made from counts as the look before sending.
    pub(crate) looked: Option<RangeInclusive<Timestamp>>,
    /// Ids of what it has made.
    pub(crate) made: Mutex<Made>,
    /// Groups that were looked at before anything of it was sent to them.
    pub(crate) groups_looked_at: Mutex<HashSet<(ConnectionId, GroupId)>>,
    /// Who its last item found in a group, where that is known.
    pub(crate) left: Mutex<HashMap<(ConnectionId, GroupId), BTreeSet<String>>>,
}

/// The runs that are under way, by their ids.
#[derive(Default)]
pub(crate) struct ActiveRuns(pub(crate) Mutex<HashMap<RunId, Arc<ActiveRun>>>);

/// Whether a run continues. What is under way always ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    GoOn,
    Pause,
    Stop,
}

impl ActiveRun {
    /// Changes the view of one item, and notifies the observers.
    pub(crate) fn change(
        &self,
        reporter: &Reporter,
        index: usize,
        change: impl FnOnce(&mut RunItem),
    ) {
        let mut run = lock(&self.run);
        let Some(item) = run.items.get_mut(index) else { return };
        change(item);
        let (item, ended) = (item.clone(), item.outcome.is_some());
        if ended {
            tally(&mut run);
        }
        reporter.run_item(&run, index, item);
    }

    /// Waits while the run is paused; false when it is to end.
    pub(crate) async fn may_go_on(&self) -> bool {
        let mut wanted = self.wanted.subscribe();
        // An error would say that the run is gone, and this one holds it.
        let now = wanted.wait_for(|wanted| *wanted != Wanted::Pause).await;
        now.is_ok_and(|wanted| *wanted == Wanted::GoOn)
    }

    /// Whether nothing new is to be sent at the moment.
    pub(crate) fn is_held(&self) -> bool {
        *self.wanted.borrow() != Wanted::GoOn
    }

    pub(crate) fn phase(&self, reporter: &Reporter, index: usize, phase: Phase) {
        self.change(reporter, index, |item| item.phase = phase);
    }
}

impl Rollcall {
    /// Pauses a run before its next item, resumes it, or ends it after the requests in progress.
    /// The rest then ends as *not sent*.
    ///
    /// # Errors
    /// When the run is not under way.
    pub async fn steer_run(&self, run_id: &RunId, steer: Steer) -> Result<RunView, Problem> {
        let active_runs = self.0.kept.of::<ActiveRuns>();
        let Some(active) = lock(&active_runs.0).get(run_id).cloned() else {
            return Err(crate::problem::failure::asked(
                ProblemCode::NotFound,
                "Changing the run failed.",
                "The run is not in progress.",
                "Check the results of its items.",
            ));
        };
        let (wanted, state) = match steer {
            Steer::Pause => (Wanted::Pause, RunState::Paused),
            Steer::GoOn => (Wanted::GoOn, RunState::Running),
            Steer::Stop => (Wanted::Stop, RunState::Stopping),
        };
        let changed = active.wanted.send_if_modified(|now| {
            let changed = *now != wanted && *now != Wanted::Stop;
            if changed {
                *now = wanted;
            }
            changed
        });
        let shown = {
            let mut run = lock(&active.run);
            if changed {
                run.state = state;
            }
            // Once it has ended there is a newer state to be shown than this one.
            if lock(&active_runs.0).contains_key(run_id) {
                self.0.reporter.run(run.clone());
            }
            run.clone()
        };
        if changed {
            let steered = match steer {
                Steer::Pause => Steered::Paused,
                Steer::GoOn => Steered::WentOn,
                Steer::Stop => Steered::Stopped,
            };
            self.on_record(&RecordEvent::RunSteered { run: run_id.to_owned(), steered }).await?;
        }
        Ok(shown)
    }
}
