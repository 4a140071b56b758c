//! Addresses as an export writes them.

use crate::fold::{clip, is_blank};
use unicode_normalization::UnicodeNormalization;

const LONGEST: usize = 254;

/// Every address of a cell: several may be separated by `;` `,` `|` or a line end, and each may stand
/// in angle brackets behind a name, as mail programs write it (RFC 5322 §3.4). Lower case, the first
/// one first, none twice.
///
/// # Errors
/// The reason in words when a part is not an address.
pub(crate) fn read(cell: &str) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for part in parts(cell) {
        let part = part.trim();
        // Directories write mailto: before links and smtp: before mailboxes.
        let part = ["mailto:", "smtp:"].iter().fold(part, |part, start| {
            let has = part.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
            let bare = if has { part[start.len()..].trim_start() } else { return part };
            // What a link fills in beside the address (RFC 6068 §2).
            bare.split_once('?')
                .filter(|_| *start == "mailto:")
                .map_or(bare, |(address, _)| address)
        });
        if is_blank(part) {
            continue;
        }
        if is_formula(part) {
            return Err(format!("the address “{}” is a formula", clip(part, 60)));
        }
        if !is_address(part) {
            return Err(format!("“{}” is not an address", clip(part, 60)));
        }
        let folded: String = part.nfc().collect::<String>().to_lowercase();
        if !found.contains(&folded) {
            found.push(folded);
        }
    }
    Ok(found)
}

/// What may be an address. A name before a bracket may hold a separator: “Lind, Oskar <oskar@x.de>”.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    const SEPARATORS: [char; 5] = [';', ',', '|', '\n', '\r'];
    let bracketed = cell
        .split('<')
        .skip(1)
        .all(|rest| rest.split_once('>').is_some_and(|(inside, _)| is_address(inside.trim())));
    let named = bracketed && cell.contains('<');
    let ends = move |c: char| SEPARATORS.contains(&c) || (named && "<>".contains(c));
    cell.split(ends).filter(move |part| !named || part.contains('@'))
}

/// One `@` with something on both sides, and nothing that ends an address.
fn is_address(text: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\"\\".contains(c);
    text.len() <= LONGEST
        && !text.contains(ends)
        && text.split_once('@').is_some_and(|(who, host)| {
            !who.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.')
        })
}

/// Stricter, for telling what a column holds: the host has a dot.
pub(crate) fn looks_like_one(text: &str) -> bool {
    let host = text.rsplit_once('@').map(|(_, host)| host);
    host.is_some_and(|host| host.contains('.')) && read(text).is_ok_and(|found| !found.is_empty())
}

/// The part after the `@` of the first address of a cell, in lower case.
pub(crate) fn domain(cell: &str) -> Option<String> {
    if !cell.contains('@') {
        return None;
    }
    let (_, host) = parts(cell).find(|part| part.contains('@'))?.trim().rsplit_once('@')?;
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// A domain where anyone can have a mailbox.
pub(crate) fn is_free(domain: &str) -> bool {
    const FREE: [&str; 40] = [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "orange.fr",
        "free.fr",
        "laposte.net",
        "wanadoo.fr",
        "sfr.fr",
        "libero.it",
        "virgilio.it",
        "alice.it",
        "wp.pl",
        "onet.pl",
        "o2.pl",
        "interia.pl",
        "uol.com.br",
        "bol.com.br",
        "ziggo.nl",
        "kpnmail.nl",
        "docomo.ne.jp",
        "fastmail.com",
    ];
    FREE.contains(&domain)
        || ["yahoo.", "hotmail.", "outlook.", "live."].iter().any(|start| domain.starts_with(start))
}

/// A spreadsheet would evaluate it.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

/// `="00123"` is how exports keep a spreadsheet from dropping zeros: a text and nothing to evaluate.
pub(crate) fn literal(cell: &str) -> &str {
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).map_or(cell, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_folded_and_split() {
        assert_eq!(
            read("Oskar.LIND@Example.com; o@x.de,OSKAR.lind@example.com").unwrap(),
            ["oskar.lind@example.com", "o@x.de"]
        );
        assert_eq!(read("SMTP:Åsa@Exämple.se").unwrap(), ["åsa@exämple.se"]);
        assert_eq!(read("MailTo:o@x.de?cc=p@x.de").unwrap(), ["o@x.de"]);
        assert_eq!(read(" n/a ").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn addresses_behind_names_are_found_as_mail_programs_write_them() {
        for (cell, addresses) in [
            ("Oskar Lind <Oskar@x.de>", &["oskar@x.de"][..]),
            ("\"Lind, Oskar\" <oskar@x.de>", &["oskar@x.de"]),
            ("Lind, Oskar <oskar@x.de>; o@y.de, <p@z.de>", &["oskar@x.de", "o@y.de", "p@z.de"]),
            ("oskar@x.de <oskar@x.de>", &["oskar@x.de"]),
        ] {
            assert_eq!(read(cell).unwrap(), addresses, "{cell}");
            assert!(looks_like_one(cell), "{cell}");
            assert_eq!(domain(cell).as_deref(), Some("x.de"), "{cell}");
        }
    }

    #[test]
    fn what_is_no_address_is_said() {
        for text in [
            "oskar",
            "o l@x.de",
            "@x.de",
            "o@",
            "a@b@c",
            "=HYPERLINK(1)",
            "Oskar <oskar>",
            "Oskar <o@x.de",
            "o l@x.de <o@x.de>",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert_eq!(read("=A1&\"@x.de\"").unwrap_err(), "the address “=A1&\"@x.de\"” is a formula");
    }
}
