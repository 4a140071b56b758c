//! How texts are compared.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// An address without case and surrounding space; none when it is not an address.
pub(crate) fn address(text: &str) -> Option<Cow<'_, str>> {
    let text = match seen(text) {
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => return address(&text).map(|address| Cow::Owned(address.into_owned())),
    };
    let (local, domain) = text.rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() || text.contains(char::is_whitespace) {
        return None;
    }
    if !text.is_ascii() {
        // The final sigma is a matter of position, not of which letter it is.
        let lower = text.nfc().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c });
        return Some(lower.nfc().collect::<String>().into());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Some(text.to_ascii_lowercase().into());
    }
    Some(text.into())
}

/// Without space around and without marks that cannot be seen; owned when there was such a mark.
fn seen(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() || !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let visible: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    Cow::Owned(visible.trim().to_owned())
}

/// Marks of direction, soft hyphens, joiners, byte order marks: they come with pasted text.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// What is before the last `@`.
pub(crate) fn local_part(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(local, _)| local)
}

/// An address without its plus tag; none when it has none.
pub(crate) fn without_plus(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let (base, _) = local.split_once('+').filter(|(base, _)| !base.is_empty())?;
    Some(format!("{base}@{domain}"))
}

/// An employee number as written; none when it only fills the field.
pub(crate) fn number(text: &str) -> Option<Cow<'_, str>> {
    const FILLERS: &[&str] = &[
        "na",
        "none",
        "null",
        "nil",
        "unknown",
        "tbd",
        "tba",
        "pending",
        "contractor",
        "external",
        "extern",
        "temp",
        "test",
        "x",
        "xx",
        "xxx",
        "xxxx",
        "keine",
        "new",
        "undefined",
    ];
    let text = seen(text);
    if text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().any(|b| (b'1'..b'9').contains(&b))
    {
        return Some(text);
    }
    let loose = loose_number(&text);
    let filler = loose.is_empty()
        || FILLERS.contains(&loose.as_str())
        || (loose.len() >= 4 && loose.bytes().all(|byte| byte == b'9'));
    (!filler).then_some(text)
}

/// A number without leading zeros, case, separators, and what a spreadsheet puts behind it.
pub(crate) fn loose_number(text: &str) -> String {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let kept = text.chars().filter(|letter| letter.is_alphanumeric());
    let kept: String = kept.flat_map(char::to_lowercase).collect();
    kept.trim_start_matches('0').to_owned()
}

/// In the letters a to z, digits and separators, lower case.
pub(crate) fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    deunicode::deunicode(&text.nfc().collect::<String>()).to_ascii_lowercase()
}

/// A plain word by how it sounds, so that the ways to write it in Latin letters are one:
/// Müller, Mueller and Muller, Дмитрий, Dmitri and Dmitry.
pub(crate) fn skeleton(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    let mut letters = plain.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let put: &str = match (letter, next) {
            ('a' | 'o' | 'u', Some('e')) => {
                letters.next();
                match letter {
                    'a' => "a",
                    'o' => "o",
                    _ => "u",
                }
            }
            ('p', Some('h')) => {
                letters.next();
                "f"
            }
            ('k', Some('h')) => {
                letters.next();
                "h"
            }
            ('t', Some('h')) => {
                letters.next();
                "t"
            }
            ('c', Some('k')) => {
                letters.next();
                "k"
            }
            ('y' | 'j', _) => "i",
            ('w', _) => "v",
            ('x', _) => "ks",
            (other, _) => {
                if !out.ends_with(other) {
                    out.push(other);
                }
                continue;
            }
        };
        for letter in put.chars() {
            if !out.ends_with(letter) {
                out.push(letter);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_space() {
        assert_eq!(address("  Anna.Meier@X.com ").as_deref(), Some("anna.meier@x.com"));
        assert_eq!(address("ÅSA@x.com"), address("åsa@x.com"));
        for marked in [
            "\u{200e}a@x.com",
            "\u{202a}a@x.com\u{202c}",
            "a@x.com\u{2060}",
            "a\u{200b}@x.com",
            "A@x\u{ad}.com\u{a0}",
        ] {
            assert_eq!(address(marked).as_deref(), Some("a@x.com"), "{marked:?}");
        }
        assert_eq!(address("jsmith"), None);
        assert_eq!(address("@x.com"), None);
        assert_eq!(address("a b@x.com"), None);
    }

    #[test]
    fn fillers_are_no_numbers() {
        for filler in ["", " ", "0", "000", "N/A", "-", "none", "99999"] {
            assert_eq!(number(filler), None, "{filler}");
        }
        assert_eq!(number(" 007 ").as_deref(), Some("007"));
        assert_eq!(number("\u{feff}007").as_deref(), Some("007"));
        assert_eq!(loose_number("E-0 07"), loose_number("e007"));
        assert_eq!(loose_number("007"), loose_number("7"));
        assert_eq!(loose_number("42.0"), loose_number("42"));
    }

    #[test]
    fn ways_to_write_a_name_are_one() {
        for (a, b) in [
            ("Müller", "Mueller"),
            ("Müller", "Muller"),
            ("Jørgensen", "Joergensen"),
            ("Weiß", "Weiss"),
            ("Yıldız", "Yildiz"),
            ("Дмитрий", "Dmitry"),
            ("Юлия", "Yulia"),
            ("Алексей", "Alexey"),
        ] {
            assert_eq!(skeleton(&plain(a)), skeleton(&plain(b)), "{a} {b}");
        }
        assert_ne!(skeleton("martin"), skeleton("martina"));
    }
}
