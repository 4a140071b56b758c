//! Texts and counts as they are shown.

/// Characters of one value that are shown; a resource is kept whole behind it.
pub(crate) const VALUE_SHOWN: usize = 1_000;

/// Characters of a name inside a sentence.
pub(crate) const NAME_SHOWN: usize = 200;

/// The text, or its start with a mark that there is more.
pub(crate) fn bounded(text: impl Into<String>, characters: usize) -> String {
    let mut text = text.into();
    if let Some((end, _)) = text.char_indices().nth(characters) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The text with a capital first letter.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The verb of a deactivation with its object: "Deactivate Jo", "Remove Jo from workspace".
pub(crate) fn acted(verb: &str, on: &str) -> String {
    if let Some((first, rest)) = verb.split_once(' ')
        && matches!(rest.split(' ').next(), Some("from" | "in" | "of"))
    {
        return format!("{first} {on} {rest}");
    }
    format!("{verb} {on}")
}

/// "1 member", "7 members".
pub(crate) fn members(count: usize) -> String {
    format!("{count} {}", if count == 1 { "member" } else { "members" })
}

/// Counts cross to the window as 32 bits.
pub(crate) fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A name as it is typed on the command line.
pub fn in_shell(name: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if !name.is_empty() && name.chars().all(simple) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_takes_its_object_where_a_reader_expects_it() {
        for (verb, on, wanted) in [
            ("Deactivate", "3 users", "Deactivate 3 users"),
            ("Remove from workspace", "1 member", "Remove 1 member from workspace"),
            ("Switch off", "Jo", "Switch off Jo"),
            ("", "Jo", " Jo"),
        ] {
            assert_eq!(acted(verb, on), wanted);
        }
    }

    #[test]
    fn a_name_is_quoted_where_a_shell_would_split_or_read_it() {
        for (name, typed) in [
            ("Shop", "Shop"),
            ("/tmp/hr-list_2.csv", "/tmp/hr-list_2.csv"),
            ("Shop EU", "'Shop EU'"),
            ("Jo's", r"'Jo'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(in_shell(name), typed);
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        for (text, wanted) in [("ünused", "Ünused"), ("", ""), ("Already", "Already")] {
            assert_eq!(capitalized(text), wanted);
        }
    }
}
