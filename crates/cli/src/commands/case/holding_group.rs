//! `rollcall holding-group`: where quarantine moves people to.

use crate::commands::groups;
use crate::ending::{Ending, Stop};
use crate::house;
use crate::screen::Screen;
use rollcall_engine::Rollcall;

pub async fn holding_group(
    rollcall: &Rollcall,
    name: &str,
    group: Option<&str>,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let connection = house::connection(rollcall, name).await?;
    let group = match group {
        Some(wanted) => Some(groups::find(rollcall, &connection, wanted).await?.group_id),
        None => None,
    };
    rollcall.set_holding_group(&connection.id, group.as_deref()).await?;
    screen.line(match group {
        Some(_) => format!("Quarantine in {} moves people there.", connection.name),
        None => format!("Quarantine in {} only takes people out of groups.", connection.name),
    })?;
    Ok(Ending::Done)
}
