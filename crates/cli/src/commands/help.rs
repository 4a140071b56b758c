//! `rollcall help`: a command, the shape of changes, or how to have a keychain.

use crate::ending::{Ending, Stop};
use crate::options::Arguments;
use crate::screen::Screen;
use clap::CommandFactory;

const TOPICS: [(&str, &str); 2] =
    [("keychain", include_str!("keychain.txt")), ("changes", include_str!("changes.txt"))];

pub fn run(topic: &[String], screen: &Screen) -> Result<Ending, Stop> {
    if let [topic] = topic
        && let Some((_, text)) = TOPICS.iter().find(|(name, _)| name == topic)
    {
        screen.lines(text)?;
        return Ok(Ending::Done);
    }
    let mut command = Arguments::command();
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
