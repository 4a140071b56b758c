//! The one encoder for what goes into an address: ids and filters come from servers and people
//! and must never change which resource is addressed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path segment that cannot be put into an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// An empty id would address the whole list.
    #[error("an empty id cannot be addressed")]
    Empty,
    /// `.` and `..` are taken out of every path by every URL parser, also when encoded.
    #[error("the id “.” or “..” cannot be addressed")]
    Dots,
}

/// One path segment, percent-encoded; `/`, `?`, `#`, `%` and the like stay inside it.
pub fn encode_segment(segment: &str) -> Result<String, SegmentError> {
    match segment {
        "" => Err(SegmentError::Empty),
        "." | ".." => Err(SegmentError::Dots),
        plain => Ok(utf8_percent_encode(plain, RESERVED).to_string()),
    }
}

/// A query string without its `?`.
pub fn encode_query(query: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in query {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(utf8_percent_encode(name, RESERVED));
        text.push('=');
        text.extend(utf8_percent_encode(value, RESERVED));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    #[test]
    fn empty_and_dot_segments_are_refused() {
        assert_eq!(encode_segment(""), Err(SegmentError::Empty));
        assert_eq!(encode_segment("."), Err(SegmentError::Dots));
        assert_eq!(encode_segment(".."), Err(SegmentError::Dots));
        assert_eq!(encode_segment("..."), Ok("...".to_owned()));
        // Arriving encoded they are three literal characters, not dots.
        assert_eq!(encode_segment("%2e"), Ok("%252e".to_owned()));
    }

    proptest! {
        #[test]
        fn a_segment_comes_back_as_it_was_and_stays_one_segment(segment in "\\PC{0,30}|[/?#%&=.\\\\;@:\\x00-\\x1f]{1,12}") {
            if let Ok(encoded) = encode_segment(&segment) {
                prop_assert!(!encoded.contains(['/', '?', '#', '\\', '&', '=', ' ', ';', '@', ':']));
                prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), segment);
            }
        }

        #[test]
        fn a_query_comes_back_as_it_was(pairs in prop::collection::vec((".{1,8}", ".{0,20}"), 0..4)) {
            let encoded = encode_query(&pairs);
            let back: Vec<(String, String)> = encoded
                .split('&')
                .filter(|part| !part.is_empty())
                .map(|part| {
                    let (name, value) = part.split_once('=').unwrap();
                    let plain = |text| percent_decode_str(text).decode_utf8().unwrap().into_owned();
                    (plain(name), plain(value))
                })
                .collect();
            prop_assert_eq!(back, pairs);
        }
    }
}
