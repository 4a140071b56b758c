//! What the window and the command line are given: flat, serializable, no secrets.
//!
//! Times are RFC 3339 in UTC with milliseconds: 2026-11-30T09:31:04.250Z. A day is a day where the
//! computer is: 2026-11-30. Numbers fit 32 bits, so that they cross to TypeScript as numbers.
//! `None` for a count means *unknown*, never zero.

mod answers;
mod bulk;
mod case;
mod connection;
mod group;
mod overview;
mod people;
mod plan;
mod reconcile;
mod record;
mod review;
mod review_close;
mod review_items;
mod review_start;
mod run;
mod safeguards;
mod sign_off;
mod since;
mod stage;
pub(crate) mod to_view;
mod truth;
mod user;

pub use answers::*;
pub use bulk::*;
pub use case::*;
pub use connection::*;
pub use group::*;
pub use overview::*;
pub use people::*;
pub use plan::*;
pub use reconcile::*;
pub use record::*;
pub use review::*;
pub use review_close::*;
pub use review_items::*;
pub use review_start::*;
pub use run::*;
pub use safeguards::*;
pub use sign_off::*;
pub use since::*;
pub use stage::*;
pub use truth::*;
pub use user::*;

/// Everything that is under way, as absolute state: a missed one does no harm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Grows whenever rows in the store changed: what was fetched before is stale.
    pub revision: u32,
    /// Reads that are under way, and those that ended since the last ones were started.
    pub reads: Vec<ReadProgress>,
    /// Rungs of the test that runs now or ran last.
    pub rungs: Vec<RungView>,
    /// The newest run.
    pub run: Option<RunView>,
}

#[cfg(test)]
mod tests;
