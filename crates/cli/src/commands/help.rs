//! `rollcall help`: a command, the shape of changes, or how to have a keychain.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::options;
use crate::screen::Screen;
use clap::Args;

/// Explain a command, the shape of changes (rollcall help changes) or the keychain
#[derive(Debug, Args)]
#[command(after_help = example("rollcall help plan set"))]
pub struct Help {
    /// A command with its verb, or changes, or keychain
    pub topic: Vec<String>,
}

const TOPICS: [(&str, &str); 2] =
    [("keychain", include_str!("keychain.txt")), ("changes", include_str!("changes.txt"))];

pub fn run(topic: &[String], screen: &Screen) -> Result<Ending, Stop> {
    if let [topic] = topic
        && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
    {
        screen.lines(text)?;
        return Ok(Ending::Done);
    }
    let mut command = options::command();
    // so that subcommands show the global options and their full name
    command.build();
    let mut found = &mut command;
    for name in topic {
        match found.find_subcommand_mut(name) {
            Some(inner) => found = inner,
            None => {
                return Err(Stop::usage(format!(
                    "There is no help on “{}”. Try `rollcall help`, `rollcall help changes` or `rollcall help keychain`.",
                    topic.join(" ")
                )));
            }
        }
    }
    let text = found.render_long_help().to_string();
    screen.lines(&text)?;
    Ok(Ending::Done)
}
