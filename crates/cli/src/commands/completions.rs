//! `rollcall completions`: what a shell completes, from the definitions of the commands.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::options::{self, PROGRAM};
use crate::screen::Screen;
use clap::Args;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(
    after_help = example("rollcall completions bash > ~/.local/share/bash-completion/completions/rollcall")
)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

pub fn run(options: &Completions, screen: &Screen) -> Result<Ending, Stop> {
    let mut text = Vec::new();
    clap_complete::generate(options.shell, &mut options::command(), PROGRAM, &mut text);
    screen.raw(&text)?;
    Ok(Ending::Done)
}
