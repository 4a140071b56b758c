//! `rollcall review list`.

use super::shown::state;
use crate::ending::{Ending, Stop};
use crate::screen::{Listing, Screen};
use crate::words;
use rollcall_engine::Rollcall;
use rollcall_engine::view::ReviewBrief;

const HEAD: [&str; 7] = ["Review", "State", "Frozen", "Due", "Items", "Decided", "Id"];

pub(super) async fn list(rollcall: &Rollcall, screen: &Screen) -> Result<Ending, Stop> {
    let reviews = rollcall.reviews().await?;
    let lead = match reviews.len() {
        0 => "There is no review yet; `rollcall review new` starts one.".to_owned(),
        1 => "1 review".to_owned(),
        n => format!("{n} reviews"),
    };
    let row = |brief: &ReviewBrief| {
        vec![
            brief.name.clone(),
            state(brief.state).to_owned(),
            words::time(&brief.frozen_at),
            brief.due.clone().unwrap_or_default(),
            words::grouped(brief.items),
            words::grouped(brief.keep + brief.change + brief.revoke),
            brief.id.clone(),
        ]
    };
    screen.listing(&Listing::whole(reviews, true), &lead, &HEAD, row)
}
