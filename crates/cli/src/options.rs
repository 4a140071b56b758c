//! What holds for every command: global options and their defaults.

use crate::commands::Command;
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// See who has an account in every SCIM app, change it, and prove what happened.
#[derive(Debug, Parser)]
#[command(name = "rollcall", version, disable_help_subcommand = true, after_help = AFTER)]
pub struct Arguments {
    /// Answer in JSON; errors too, on standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// Folder of another store
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Show the exchange behind an error
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Wait at most this long when an app asks to slow down; longer waits end with their time
    #[arg(long, global = true, value_name = "MINUTES", default_value_t = 2,
        value_parser = clap::value_parser!(u32).range(0..=1440))]
    pub wait_limit: u32,
    /// Wait at most this long for one answer [default: 60; one group: 180]
    #[arg(long, global = true, value_name = "SECONDS",
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
    pub fn waits(&self) -> Waits {
        Waits {
            limits: Duration::from_secs(u64::from(self.wait_limit) * 60),
            answer: self.timeout.map(|seconds| Duration::from_secs(u64::from(seconds))),
        }
    }
}

const AFTER: &str = "Exit status: 0 done, 1 failed, 2 usage, 3 partial or not verified.\n\
    Tokens and the store's keys live in the computer's keychain: rollcall help keychain";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_cannot_be_given_as_an_argument() {
        let connect = Arguments::command().find_subcommand("connect").unwrap().clone();
        for argument in connect.get_arguments() {
            assert!(!argument.get_id().as_str().contains("token"));
        }
    }
}
