//! `rollcall case list`.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, cells};
use crate::screen::{Listing, Screen};
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::{CaseBrief, CaseKind, CaseState};

/// List lockdowns and quarantines, newest first
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall case list"))]
pub struct List {}

pub async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let listing = Listing::whole(rollcall.cases().await?, true);
    let lead = match listing.result.as_slice() {
        [_] => "1 lockdown or quarantine".to_owned(),
        all => format!("{} lockdowns and quarantines", all.len()),
    };
    let head = ["Began", "What", "State", "Verified", "Open", "Due", "Id"];
    screen.listing(&listing, &lead, &head, |case: &CaseBrief| {
        cells![
            Cell::Time(case.made_at),
            case.title.clone(),
            stands(case),
            format!("{} of {}", case.verified, case.lines),
            case.open.to_string(),
            case.due.clone().unwrap_or_default(),
            case.id.as_str(),
        ]
    })
}

/// What a case holds, or how far it is.
fn stands(case: &CaseBrief) -> &'static str {
    match (case.state, case.kind) {
        _ if !case.active_again.is_empty() => "active again",
        _ if case.is_back() => "came back",
        (CaseState::Planned, _) => "planned",
        (CaseState::Open, _) => "open",
        (CaseState::Closed, CaseKind::Lockdown) => "locked down",
        (CaseState::Closed, CaseKind::Quarantine) => "in quarantine",
        (CaseState::Closed, CaseKind::Review) => "verified",
        (CaseState::Stopped, _) => "stopped",
        (CaseState::Released, _) => "released",
    }
}
