//! Cursors of listings: opaque to callers, an offset inside.

use crate::ending::Stop;

const VERSION: &str = "r1-";

/// The cursor of the rows from `offset` on, when there are any.
pub fn next(offset: u32, shown: usize, total: u32) -> Option<String> {
    let after = offset.saturating_add(u32::try_from(shown).unwrap_or(u32::MAX));
    (shown > 0 && after < total).then(|| at(after))
}

/// The cursor of the rows from `offset` on.
pub fn at(offset: u32) -> String {
    format!("{VERSION}{offset:x}")
}

/// Reads a cursor back.
pub fn parse(cursor: Option<&str>) -> Result<u32, Stop> {
    let Some(cursor) = cursor else { return Ok(0) };
    cursor
        .strip_prefix(VERSION)
        .and_then(|offset| u32::from_str_radix(offset, 16).ok())
        .ok_or_else(|| Stop::usage("--cursor takes the next_cursor of the listing before."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_its_offset() {
        let cursor = next(50, 50, 4_207).unwrap();
        assert_eq!(parse(Some(&cursor)).unwrap(), 100);
        assert_eq!(parse(None).unwrap(), 0);
        assert!(parse(Some("100")).is_err());
        assert!(parse(Some("r1-zz")).is_err());
    }

    #[test]
    fn the_last_page_has_no_next_cursor() {
        assert_eq!(next(0, 50, 50), None);
        assert_eq!(next(50, 0, 60), None, "an empty page ends a listing");
        assert_eq!(next(u32::MAX, 5, 7), None);
    }
}
