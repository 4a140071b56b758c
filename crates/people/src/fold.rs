//! How texts are compared.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// An address without case and surrounding space; none when it is not an address.
pub(crate) fn address(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
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
pub(crate) fn number(text: &str) -> Option<&str> {
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
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit())
        && text.bytes().any(|b| (b'1'..b'9').contains(&b))
    {
        return Some(text);
    }
    let loose = loose_number(text);
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
        assert_eq!(address("jsmith"), None);
        assert_eq!(address("@x.com"), None);
        assert_eq!(address("a b@x.com"), None);
    }

    #[test]
    fn fillers_are_no_numbers() {
        for filler in ["", " ", "0", "000", "N/A", "-", "none", "99999"] {
            assert_eq!(number(filler), None, "{filler}");
        }
        assert_eq!(number(" 007 "), Some("007"));
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
