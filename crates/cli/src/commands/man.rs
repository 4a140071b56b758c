//! `rollcall man`: man pages, from the definitions of the commands.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::options;
use crate::screen::{Screen, not_written};
use clap::Args;
use std::path::PathBuf;

/// Write man pages into a folder, one for each command; pages of another version are replaced
#[derive(Debug, Args)]
#[command(after_help = example("rollcall man ~/.local/share/man/man1"))]
pub struct Man {
    /// The folder; it is created if needed
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

pub fn run(options: &Man, screen: &Screen) -> Result<Ending, Stop> {
    let folder = &options.folder;
    std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(options::command(), folder))
        .map_err(|error| not_written(folder, &error))?;
    screen.note(format!("Written to {}.", folder.display()));
    Ok(Ending::Done)
}
