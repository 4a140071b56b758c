//! `rollcall help`: a command, the shape of changes, how to have a keychain, or where the log is.

use crate::ending::{Ending, Stop};
use crate::examples::example;
use crate::options;
use crate::screen::Screen;
use clap::Args;

/// Explain a command or a topic: changes, keychain or support (where the log is)
#[derive(Debug, Args)]
#[command(after_help = example("rollcall help plan set"))]
pub struct Help {
    /// A command with its verb, or a topic
    pub topic: Vec<String>,
}

const TOPICS: [(&str, &str); 3] = [
    ("keychain", include_str!("keychain.txt")),
    ("changes", include_str!("changes.txt")),
    ("support", include_str!("support.txt")),
];

/// Stands for the folder of the log in a topic.
const FOLDER: &str = "FOLDER";

pub fn run(topic: &[String], screen: &Screen) -> Result<Ending, Stop> {
    if let [topic] = topic
        && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
    {
        let folder = rollcall_log::folder().map_or_else(
            || "(none: this user has no home folder)".to_owned(),
            |folder| folder.display().to_string(),
        );
        screen.lines(&text.replace(FOLDER, &folder))?;
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
                    "There is no help on “{}”. Try `rollcall help`, `rollcall help changes`, `rollcall help keychain` or `rollcall help support`.",
                    topic.join(" ")
                )));
            }
        }
    }
    let text = found.render_long_help().to_string();
    screen.lines(&text)?;
    Ok(Ending::Done)
}
