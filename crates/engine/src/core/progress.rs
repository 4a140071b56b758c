//! One place that knows what is under way. Readers get absolute states over a watch channel.

use crate::view::{Progress, ReadProgress, ReadStage, RunItem, RunView, RungView};
use rollcall_store::ConnectionId;
use tokio::sync::watch;

/// The sending end; clones share one state.
#[derive(Clone)]
pub struct Reporter(watch::Sender<Progress>);

impl Default for Reporter {
    fn default() -> Self {
        Self(watch::Sender::new(Progress::default()))
    }
}

impl Reporter {
    pub fn subscribe(&self) -> watch::Receiver<Progress> {
        self.0.subscribe()
    }

    pub fn current(&self) -> Progress {
        self.0.borrow().clone()
    }

    /// Rows in the store changed.
    pub fn data_changed(&self) {
        self.0.send_modify(|progress| progress.revision = progress.revision.wrapping_add(1));
    }

    /// Replaces the state of one connection's read.
    pub fn read(&self, read: ReadProgress) {
        self.0.send_modify(|progress| {
            match progress.reads.iter_mut().find(|r| r.connection_id == read.connection_id) {
                Some(known) => *known = read,
                None => progress.reads.push(read),
            }
        });
    }

    /// Forgets reads that are done.
    pub fn clear_finished_reads(&self) {
        self.0.send_modify(|progress| progress.reads.retain(|r| r.stage != ReadStage::Done));
    }

    /// Forgets a connection that was removed.
    pub fn forget(&self, connection_id: &ConnectionId) {
        self.0.send_modify(|progress| {
            progress.reads.retain(|r| r.connection_id != connection_id.as_str())
        });
    }

    pub fn rungs(&self, rungs: Vec<RungView>) {
        self.0.send_modify(|progress| progress.rungs = rungs);
    }

    /// One item of a run, and the run's counts: a run of thousands is not copied for each step.
    pub fn run_item(&self, run: &RunView, index: usize, item: RunItem) {
        self.0.send_modify(|progress| {
            if let Some(shown) = progress.run.as_mut().filter(|shown| shown.id == run.id)
                && let Some(place) = shown.items.get_mut(index)
            {
                *place = item;
                shown.verified = run.verified;
                shown.not_verified = run.not_verified;
                shown.to_go = run.to_go;
            }
        });
    }

    pub fn run(&self, run: RunView) {
        self.0.send_modify(|progress| progress.run = Some(run));
    }
}
