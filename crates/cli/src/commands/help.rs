//! `rollcall help`: a command, or how to have a keychain.

use crate::args::Arguments;
use crate::ending::{Ending, Stop};
use crate::screen::Screen;
use clap::CommandFactory;

const KEYCHAIN: &str = include_str!("keychain.txt");

pub fn run(topic: &[String], screen: &Screen) -> Result<Ending, Stop> {
    if topic.len() == 1 && topic.first().is_some_and(|topic| topic == "keychain") {
        screen.lines(KEYCHAIN)?;
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
                    "There is no help on “{}”. Try `rollcall help` or `rollcall help keychain`.",
                    topic.join(" ")
                )));
            }
        }
    }
    let text = found.render_long_help().to_string();
    screen.lines(&text)?;
    Ok(Ending::Done)
}
