//! `rollcall review list`.

use super::shown::state;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::listing::{self, Cell, cells};
use crate::screen::{Listing, Screen};
use clap::Args;
use rollcall_engine::Rollcall;
use rollcall_engine::view::ReviewBrief;

/// List reviews, newest first
#[derive(Debug, Args)]
#[command(args = listing::options(), after_help = example("rollcall review list"))]
pub struct List {}

const HEAD: [&str; 7] = ["Review", "State", "Frozen", "Due", "Items", "Decided", "Id"];

pub(super) async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let reviews = rollcall.reviews().await?;
    let lead = match reviews.len() {
        0 => "There is no review yet; `rollcall review new` starts one.".to_owned(),
        1 => "1 review".to_owned(),
        n => format!("{n} reviews"),
    };
    let row = |brief: &ReviewBrief| {
        cells![
            brief.name.clone(),
            state(brief.state),
            Cell::Time(brief.frozen_at),
            brief.due.clone().unwrap_or_default(),
            Cell::Count(brief.items),
            Cell::Count(brief.keep + brief.change + brief.revoke),
            brief.id.as_str(),
        ]
    };
    screen.listing(&Listing::whole(reviews, true), &lead, &HEAD, row)
}
