//! `rollcall --help`: the commands under headings. clap has none for commands, so the list is written
//! here, from the definitions.

use clap::Command;
use clap::builder::{StyledStr, Styles};
use std::fmt::Write as _;

const HEADINGS: [(&str, &[&str]); 6] = [
    ("Apps", &["connection", "read", "users", "groups"]),
    ("Changes", &["deactivate", "plan", "run", "guard"]),
    ("People", &["people", "truth", "reconcile", "lockdown", "case"]),
    ("Reviews and evidence", &["review", "record", "check"]),
    ("Try it", &["demo", "simulate"]),
    ("This program", &["help", "completions", "man"]),
];
/// Columns of the help.
const WIDTH: usize = 100;

/// The help of the program, with `{…}` where clap fills in.
pub fn template(program: &Command) -> StyledStr {
    let header = *Styles::styled().get_header();
    let literal = *Styles::styled().get_literal();
    let named = |name: &str| program.get_subcommands().find(|one| one.get_name() == name);
    let names = HEADINGS.iter().flat_map(|(_, names)| *names);
    let widest = names.map(|name| name.len()).max().unwrap_or_default();
    let mut text = String::from("{before-help}{about-with-newline}\n{usage-heading} {usage}\n");
    for (heading, names) in HEADINGS {
        let _ = write!(text, "\n{header}{heading}:{header:#}\n");
        for command in names.iter().filter_map(|name| named(name)) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            let gap = " ".repeat(widest - name.len());
            let aliases: Vec<&str> = command.get_visible_aliases().collect();
            let also = match aliases.as_slice() {
                [] => String::new(),
                aliases => format!(" [also: {}]", aliases.join(", ")),
            };
            let _ = writeln!(text, "  {literal}{name}{literal:#}{gap}  {about}{also}");
        }
    }
    let _ = write!(text, "\n{header}Short forms:{header:#}\n{}", short_forms(program));
    let _ = write!(text, "\n{header}Options:{header:#}\n{{options}}{{after-help}}");
    StyledStr::from(text)
}

/// Commands that stand for one by noun, in lines.
fn short_forms(program: &Command) -> String {
    let mut lines = String::new();
    let mut line = String::new();
    for name in program.get_subcommands().filter(|one| one.is_hide_set()).map(Command::get_name) {
        if !line.is_empty() && line.len() + name.len() + 2 > WIDTH {
            let _ = writeln!(lines, "{line},");
            line.clear();
        }
        let gap = if line.is_empty() { "  " } else { ", " };
        line.push_str(gap);
        line.push_str(name);
    }
    let _ = writeln!(lines, "{line}");
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::command;

    #[test]
    fn every_visible_command_has_exactly_one_heading() {
        let command = command();
        let mut grouped: Vec<&str> =
            HEADINGS.iter().flat_map(|(_, names)| *names).copied().collect();
        grouped.sort_unstable();
        let visible = command.get_subcommands().filter(|one| !one.is_hide_set());
        let mut visible: Vec<&str> = visible.map(Command::get_name).collect();
        visible.sort_unstable();
        assert_eq!(grouped, visible);
    }

    #[test]
    fn every_hidden_command_is_named_as_a_short_form() {
        let mut command = command();
        let help = command.render_help().to_string();
        for hidden in command.get_subcommands().filter(|one| one.is_hide_set()) {
            assert!(help.contains(hidden.get_name()), "{}: {help}", hidden.get_name());
        }
        assert!(short_forms(&command).lines().all(|line| line.len() <= WIDTH), "{help}");
    }
}
