//! An HR list as a small company keeps it, for the accounts of a test.

use crate::world::World;
use rollcall_engine::view::{TruthStatus, TruthWord};
use std::fmt::Write as _;

/// One row of the list.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub number: String,
    pub name: String,
    pub email: String,
    /// Last day of work, as 2026-11-03; `None` for somebody employed.
    pub left_on: Option<String>,
    /// The list has a word that says neither.
    pub paused: bool,
    pub manager: String,
}

/// Imports the list.
pub async fn import(world: &World, people: &[Listed]) {
    let mut text =
        String::from("Employee number,Name,Work email,Status,Last day of work,Manager\n");
    for one in people {
        let (status, day) = match (&one.left_on, one.paused) {
            (Some(day), _) => ("Left", day.as_str()),
            (None, true) => ("On the list of Jo", ""),
            (None, false) => ("Active", ""),
        };
        let manager = one.manager.replace('"', "\"\"");
        writeln!(text, "{},{},{},{status},{day},\"{manager}\"", one.number, one.name, one.email)
            .expect("text grows");
    }
    let mut look = world.house.look_at_truth("hr.csv", text.as_bytes()).await.expect("a list");
    if people.iter().any(|one| one.paused) {
        let mut mapping = look.mapping.clone();
        mapping.words.push(TruthWord { column: 3, value: None, means: TruthStatus::NotKnown });
        look = world.house.map_truth(&look.id, mapping).await.expect("an answer");
    }
    assert_eq!(look.cannot, None);
    world.house.import_truth(&look.id, None).await.expect("an import");
}
