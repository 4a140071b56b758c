//! Words made comparable, and cut to a length that can be shown.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, one space where there was anything but letters and digits:
/// “Date d’entrée” → “date d entree”.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                folded.push(c.to_ascii_lowercase());
            } else if !folded.ends_with(' ') && !folded.is_empty() {
                folded.push(' ');
            }
        }
        if folded.ends_with(' ') {
            folded.pop();
        }
        return folded;
    }
    for c in text.nfkd().flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// [`fold`] without spaces: “E-Mail”, “e mail” and “eMail” are one.
pub(crate) fn squash(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(|c| c != ' ');
    folded
}

/// Without white space at both ends and without marks that cannot be seen; owned when there was such
/// a mark within. A no-break space is a space.
pub(crate) fn seen(text: &str) -> Cow<'_, str> {
    // What most cells are.
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) && text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let trimmed = text.trim();
    if trimmed.is_ascii() || !trimmed.contains(is_odd) {
        return Cow::Borrowed(trimmed);
    }
    let visible = trimmed.chars().filter(|c| !is_unseen(*c));
    let text: String = visible.map(|c| if is_space(c) { ' ' } else { c }).collect();
    Cow::Owned(text.trim().to_owned())
}

fn is_odd(c: char) -> bool {
    is_unseen(c) || is_space(c)
}

/// Spaces that a keyboard does not write. The wide one of Japanese stands between names.
fn is_space(c: char) -> bool {
    c != ' ' && c != '\u{3000}' && c.is_whitespace() && !c.is_control()
}

/// Marks of direction, soft hyphens, byte order marks.
/// The two joiners of Persian and Indian scripts and of emoji stay: there they change what is seen.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

/// What exports write where they have nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    const NOTHING: [&str; 11] =
        ["", "-", "--", "–", "—", "n/a", "#n/a", "none", "null", "(none)", "(blank)"];
    text.len() <= 8 && NOTHING.iter().any(|nothing| nothing.eq_ignore_ascii_case(text))
}

/// At most `most` characters on one line, the last of them “…” when there were more.
pub(crate) fn clip(text: &str, most: usize) -> String {
    let line = |c: char| if c.is_control() { ' ' } else { c };
    let mut clipped: String = text.chars().take(most).map(line).collect();
    if text.chars().nth(most).is_some() {
        clipped.pop();
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fold_to_letters_digits_and_single_spaces() {
        assert_eq!(fold("  Date d’entrée "), "date d entree");
        assert_eq!(fold("STRASSE/Straße"), "strasse strasse");
        assert_eq!(squash("E-Mail-Adresse"), "emailadresse");
        assert_eq!(squash("Employee #"), "employee");
    }

    #[test]
    fn a_clipped_text_says_that_there_was_more() {
        assert_eq!(clip("Åsa", 3), "Åsa");
        assert_eq!(clip("Åsa Lind", 4), "Åsa…");
        assert_eq!(clip("a\nb", 9), "a b");
    }
}
