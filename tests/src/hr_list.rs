//! An HR list as a small company keeps it, for the accounts of a test.

use crate::world::World;
use std::fmt::Write as _;

/// One row of the list.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub number: String,
    pub name: String,
    pub email: String,
    /// Last day of work, as 2026-11-03; `None` for somebody employed.
    pub left_on: Option<String>,
    pub manager: String,
}

/// Imports the list.
pub async fn import(world: &World, people: &[Listed]) {
    let mut text =
        String::from("Employee number,Name,Work email,Status,Last day of work,Manager\n");
    for one in people {
        let (status, day) = match &one.left_on {
            Some(day) => ("Left", day.as_str()),
            None => ("Active", ""),
        };
        let manager = one.manager.replace('"', "\"\"");
        writeln!(text, "{},{},{},{status},{day},\"{manager}\"", one.number, one.name, one.email)
            .expect("text grows");
    }
    let look = world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a list");
    assert_eq!(look.cannot, None);
    world.house.import_truth(&look.id, None).await.expect("an import");
}
