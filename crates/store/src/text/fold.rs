//! Text as it is compared: without case, accents and the letters that only look accented.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest text, in characters, that a column for showing or sorting holds. The complete resource
/// is kept beside it.
const SHOWN: usize = 1_000;
const SORTED: usize = 200;

/// Sorts after every other text, so that rows without a value come last.
const NOTHING: &str = "\u{10FFFF}";

/// Folds for searching: "Müller-Łoś" and "muller-los" are the same.
pub fn fold(text: &str) -> String {
    folded(text).into_owned()
}

/// The same, without a copy of a text that is folded already, as addresses and ids mostly are.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() {
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) };
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for lower in letter.to_lowercase() {
            match lower {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ħ' => folded.push('h'),
                'ı' => folded.push('i'),
                other if is_combining_mark(other) => {}
                other => folded.push(other),
            }
        }
    }
    Cow::Owned(folded)
}

/// Folds for sorting and for comparing departments.
pub(crate) fn sort_key(text: &str) -> String {
    let key = fold(cut(text, SORTED));
    if key.is_empty() { NOTHING.to_owned() } else { key }
}

/// As long as a row of the table can use.
pub(crate) fn shown(text: &str) -> &str {
    cut(text, SHOWN)
}

/// The same of a text that is given away.
pub(crate) fn cut_to_show(mut text: String) -> String {
    text.truncate(shown(&text).len());
    text
}

fn cut(text: &str, characters: usize) -> &str {
    if text.len() <= characters {
        return text;
    }
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// The words that a search asks for; all of them must be found.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text).split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(fold("  Zoë ŁOŚ-Müller "), "zoe los-muller");
        assert_eq!(fold("Straße Ørsted Æble"), "strasse orsted aeble");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold("ＡＢＣ"), "abc");
    }

    #[test]
    fn an_empty_value_sorts_last() {
        assert!(sort_key("") > sort_key("zzz"));
        assert!(sort_key("") > sort_key("李"));
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let long = "é".repeat(5_000);
        assert_eq!(shown(&long).chars().count(), SHOWN);
        assert_eq!(sort_key(&long).chars().count(), SORTED);
    }
}
