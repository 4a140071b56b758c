//! The example that ends the help of a command.

use clap::builder::{StyledStr, Styles};

const HEADING: &str = "Example:";

/// The end of a command's help: one line as it is typed.
pub fn example(line: &str) -> StyledStr {
    let header = *Styles::styled().get_header();
    StyledStr::from(format!("{header}{HEADING}{header:#}\n  {line}"))
}

#[cfg(test)]
mod tests {
    use super::HEADING;
    use crate::commands::looks::walk;
    use crate::options::command;
    use clap::ArgMatches;

    /// Words of a line as a shell makes them: quotes hold spaces, a redirection ends the line.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        for letter in line.split(" # ").next().unwrap().chars() {
            match (quote, letter) {
                (Some(open), close) if open == close => quote = None,
                (None, '\'' | '"') => quote = Some(letter),
                (None, ' ') => words.push(String::new()),
                (_, letter) => words.last_mut().unwrap().push(letter),
            }
        }
        assert_eq!(quote, None, "{line}");
        words.retain(|word| !word.is_empty());
        let end = words.iter().position(|word| matches!(word.as_str(), "<" | ">" | "|"));
        words.truncate(end.unwrap_or(words.len()));
        words
    }

    fn typed(line: &str) -> ArgMatches {
        let words = words(line);
        assert_eq!(words[0], "rollcall", "{line}");
        command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    fn path(mut typed: &ArgMatches) -> Vec<&str> {
        let mut path = Vec::new();
        while let Some((name, inner)) = typed.subcommand() {
            path.push(name);
            typed = inner;
        }
        path
    }

    #[test]
    fn every_help_ends_with_an_example_that_can_be_typed() {
        let mut seen = 0;
        // Not wrapped, however wide the terminal of the test is.
        let mut all = command().term_width(0);
        all.build();
        walk(&mut all, &[], &mut |command, names| {
            let help = command.render_long_help().to_string();
            let mut last = help.trim_end().lines().rev();
            let line = last.next().unwrap().trim();
            assert_eq!(last.next(), Some(HEADING), "{names:?}: {help}");
            let typed = typed(line);
            let path = path(&typed);
            // A short form shows its command by noun.
            if !command.is_hide_set() {
                assert!(names.iter().zip(&path).all(|(name, typed)| name == typed), "{line}");
                assert!(path.len() >= names.len(), "{names:?}: {line}");
            }
            seen += 1;
        });
        assert!(seen > 80, "{seen}");
    }

    #[test]
    fn every_line_of_the_readme_can_be_typed() {
        let readme = include_str!("../../../README.md");
        let lines: Vec<&str> =
            readme.lines().filter(|line| line.starts_with("rollcall ")).collect();
        assert!(lines.len() > 40, "{}", lines.len());
        for line in lines {
            typed(line);
        }
    }

    /// What was typed before there were nouns is still understood.
    #[test]
    fn every_line_of_before_can_be_typed() {
        let before = include_str!("../tests/cli/before.txt");
        let lines: Vec<&str> =
            before.lines().filter(|line| line.starts_with("rollcall ")).collect();
        assert!(lines.len() > 60, "{}", lines.len());
        for line in lines {
            typed(line);
        }
    }
}
