//! An entry as it is hashed: the canonical JSON (RFC 8785) of
//! `{"at","body","kind","previous","seq"}`, built around a body that is already canonical.
//!
//! Only the body is used unchanged, so that no two entries have the same text: what
//! comes before and after the body has its quotes escaped.

use sha2::{Digest, Sha256};

/// A SHA-256 in lower-case hexadecimal.
pub(crate) type Hex = [u8; 64];

/// What is hashed of an entry, as bytes of the store.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub at: &'a [u8],
    pub kind: &'a [u8],
    /// Canonical JSON.
    pub body: &'a [u8],
    pub previous: &'a [u8],
}

impl Text<'_> {
    /// Its hash as entry `seq`. `into` is overwritten: it saves making a new one for each.
    pub(crate) fn hash(&self, seq: u32, into: &mut Vec<u8>) -> Hex {
        self.write(seq, into);
        let mut hex = [0; 64];
        // 32 bytes are 64 digits, so that there is nothing to fail.
        let _ = hex::encode_to_slice(Sha256::digest(into.as_slice()), &mut hex);
        hex
    }

    fn write(&self, seq: u32, into: &mut Vec<u8>) {
        into.clear();
        into.extend_from_slice(b"{\"at\":\"");
        quoted(self.at, into);
        into.extend_from_slice(b"\",\"body\":");
        into.extend_from_slice(self.body);
        into.extend_from_slice(b",\"kind\":\"");
        quoted(self.kind, into);
        into.extend_from_slice(b"\",\"previous\":\"");
        quoted(self.previous, into);
        into.extend_from_slice(b"\",\"seq\":");
        into.extend_from_slice(seq.to_string().as_bytes());
        into.push(b'}');
    }
}

/// The inside of a JSON string.
fn quoted(text: &[u8], into: &mut Vec<u8>) {
    // Looks at every byte, so that it can look at many at once.
    let plain = |plain: bool, byte: &u8| plain & !matches!(byte, 0..0x20 | b'"' | b'\\');
    if text.iter().fold(true, plain) {
        into.extend_from_slice(text);
        return;
    }
    // What is not UTF-8 was never written, and its hash need not fit.
    let json = serde_json::Value::from(String::from_utf8_lossy(text)).to_string();
    into.extend_from_slice(&json.as_bytes()[1..json.len() - 1]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            (-1e300..1e300f64).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_text_put_together_is_the_canonical_one(
            at in any::<String>(), kind in any::<String>(), previous in any::<String>(),
            body in any_json(), seq in any::<u32>(),
        ) {
            let whole =
                json!({"at": at, "body": body, "kind": kind, "previous": previous, "seq": seq});
            let canonical = serde_json_canonicalizer::to_string(&whole).unwrap();
            let body = serde_json_canonicalizer::to_string(&body).unwrap();
            let text = Text {
                at: at.as_bytes(),
                kind: kind.as_bytes(),
                body: body.as_bytes(),
                previous: previous.as_bytes(),
            };
            let mut into = Vec::new();
            text.write(seq, &mut into);
            prop_assert_eq!(String::from_utf8(into.clone()).unwrap(), canonical.clone());
            let hash = hex::encode(Sha256::digest(canonical));
            let found = text.hash(seq, &mut into);
            prop_assert_eq!(found.as_slice(), hash.as_bytes());
        }
    }
}
