//! `rollcall case`: lockdowns and quarantines, with their receipts, and their release.

pub mod confirm;
pub mod holding_group;
pub mod list;
pub mod quarantine;
pub mod receipt;
pub mod release;

pub use holding_group::HoldingGroup;
pub use list::List;
pub use quarantine::Quarantine;
pub use receipt::Receipt;
pub use release::Release;

use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::Subcommand;
use rollcall_engine::Rollcall;

#[derive(Debug, Subcommand)]
pub enum Case {
    List(List),
    Receipt(Receipt),
    Quarantine(Quarantine),
    Release(Release),
    HoldingGroup(HoldingGroup),
}

pub async fn run(rollcall: &Rollcall, what: Case, screen: &Screen) -> Result<Ending, Stop> {
    match what {
        Case::List(List {}) => list::list(rollcall, screen).await,
        Case::Receipt(options) => receipt::receipt(rollcall, options, screen).await,
        Case::Quarantine(options) => quarantine::quarantine(rollcall, options, screen).await,
        Case::Release(options) => release::release(rollcall, options, screen).await,
        Case::HoldingGroup(options) => {
            holding_group::holding_group(rollcall, &options, screen).await
        }
    }
}
