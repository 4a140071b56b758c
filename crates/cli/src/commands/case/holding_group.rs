//! `rollcall case holding-group`: where quarantine moves people to.

use crate::commands::groups;
use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::house;
use crate::screen::Screen;
use clap::Args;
use rollcall_engine::Rollcall;

/// Choose the holding group of an app for quarantine; without a group, clear it
#[derive(Debug, Args)]
#[command(after_help = example("rollcall case holding-group Acme Quarantine"))]
pub struct HoldingGroup {
    /// The connection
    pub name: String,
    /// Name or id of the group
    pub group: Option<String>,
}

pub async fn holding_group(
    rollcall: &Rollcall,
    options: &HoldingGroup,
    screen: &Screen,
) -> Result<Ending, Stop> {
    let HoldingGroup { name, group } = options;
    let connection = house::connection(rollcall, name).await?;
    let group = match group {
        Some(wanted) => Some(groups::find(rollcall, &connection, wanted).await?.group_id),
        None => None,
    };
    rollcall.set_holding_group(connection.id.as_str(), group.as_ref()).await?;
    screen.line(match group {
        Some(_) => format!("Quarantine in {} moves people there.", connection.name),
        None => format!("Quarantine in {} only removes people from groups.", connection.name),
    })?;
    Ok(Ending::Done)
}
