//! Who made the pack? What is in it cannot say so: anyone with their own key makes another one
//! that fits in itself.

use crate::report::{About, Report};

/// What was kept outside the computer that made the pack.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept<'a> {
    /// The hash of the record's newest entry.
    pub head: Option<&'a str>,
    /// SHA-256 of the public key in DER form.
    pub key: Option<&'a str>,
}

pub(crate) fn check(kept: Kept<'_>, report: &mut Report) {
    if let Some(key) = kept.key {
        let key = plain(key);
        let faults = (key != report.key).then(|| {
            format!("the pack was signed with the key {}, and {key} was kept", report.key)
        });
        let what = "the key is the one that was kept elsewhere";
        report.check(About::Integrity, what, faults.into_iter().collect());
    }
    if kept.key.is_none() && kept.head.is_none() {
        let why = "anyone can make a consistent pack. Compare the head of the record (--head \
        HASH) or the fingerprint of the key (--key FINGERPRINT) that was kept outside the computer that made the pack";
        report.cannot(About::Integrity, "who made it is not proven", why);
    }
}

/// A fingerprint without colons and spaces, in lower case.
pub fn plain(key: &str) -> String {
    let digits = key.chars().filter(|letter| !letter.is_whitespace() && *letter != ':');
    digits.collect::<String>().to_ascii_lowercase()
}
