//! JSON files and lines.

use serde::Deserialize;

/// Checking all of it for UTF-8 at once is quicker than checking each text. Invalid bytes may occur
/// where they do not matter, and are then ignored: an app's answer is kept as it came.
pub(crate) fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, serde_json::Error> {
    match str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Named<'a> {
        id: &'a str,
    }

    #[test]
    fn what_is_no_utf_8_counts_only_where_it_is_asked_for() {
        let one: Named<'_> = read(b"{\"id\":\"a\",\"title\":\"\xff\"}").unwrap();
        assert_eq!(one.id, "a");
        assert!(read::<Named<'_>>(b"{\"id\":\"\xff\"}").is_err());
    }
}
