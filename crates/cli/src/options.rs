//! What holds for every command: global options and their defaults.

use crate::commands::Command;
use crate::examples::example;
use crate::headings;
use crate::screen::Wishes;
use clap::builder::StyledStr;
use clap::{CommandFactory, Parser};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

pub const PROGRAM: &str = "rollcall";
const GLOBAL: &str = "Options of every command";

/// See who has an account in every SCIM app, change it, and prove what happened.
#[derive(Debug, Parser)]
#[command(name = PROGRAM, version, disable_help_subcommand = true, after_help = after())]
pub struct Arguments {
    /// Answer in JSON; errors and notes too, on standard error
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
    /// Folder of another store
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Leave out notes and the line above a table; warnings and errors stay
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub quiet: bool,
    /// Show the exchange behind an error
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub verbose: bool,
    /// Wait at most this long when an app asks to slow down; if it asks for longer, stop and say
    /// until when
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "MINUTES", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(0..=1440))]
    pub wait_limit: u32,
    /// Wait at most this long for one response [default: 60, or 180 for one group]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub timeout: Option<u32>,
    #[command(subcommand)]
    pub command: Command,
}

/// How long Rollcall waits for apps.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    pub limits: Duration,
    pub answer: Option<Duration>,
}

impl Arguments {
    pub fn wishes(&self) -> Wishes {
        Wishes { json: self.json, verbose: self.verbose, quiet: self.quiet }
    }

    pub fn waits(&self) -> Waits {
        Waits {
            limits: Duration::from_secs(u64::from(self.wait_limit) * 60),
            answer: self.timeout.map(|seconds| Duration::from_secs(u64::from(seconds))),
        }
    }
}

fn after() -> StyledStr {
    let exit = "Exit status: 0 done, 1 failed, 2 usage, 3 partial or not verified, 130 Ctrl-C, 141 output not read.\n\
        Tokens and the store's keys live in the computer's keychain: rollcall help keychain\n\n";
    let mut text = StyledStr::from(exit);
    let _ = write!(text, "{}", example("rollcall demo").ansi());
    text
}

/// All that can be typed, with the commands of `rollcall --help` under headings.
pub fn command() -> clap::Command {
    let command = Arguments::command();
    let template = headings::template(&command);
    command.help_template(template).max_term_width(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_fit_together() {
        command().debug_assert();
    }

    #[test]
    fn a_token_cannot_be_given_as_an_argument() {
        let all = command();
        let connection = all.find_subcommand("connection").unwrap();
        let adds = [all.find_subcommand("connect"), connection.find_subcommand("add")];
        for add in adds {
            let arguments: Vec<_> = add.unwrap().get_arguments().collect();
            assert!(arguments.len() >= 4);
            for argument in arguments {
                assert!(!argument.get_id().as_str().contains("token"));
            }
        }
    }
}
