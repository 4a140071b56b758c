//! Takes the token out of captured text. Servers echo what they were sent: in error bodies, in
//! reasons, in redirects.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// What stands where the token stood.
pub(crate) const LEFT_OUT: &str = "(token left out)";

/// Tokens shorter than this are not taken out of bodies that are decoded: they would be found in
/// innocent words. Captured text is always scrubbed.
const SHORTEST_IN_BODY: usize = 8;

/// Knows the spellings in which a server might give the token back.
#[derive(Clone)]
pub(crate) struct Scrubber {
    /// The token itself first.
    spellings: Arc<[SecretString]>,
    /// So many of them, from the start, can stand in JSON for the token.
    in_json: usize,
}

impl Scrubber {
    pub(crate) fn new(token: &SecretString) -> Self {
        let plain = token.expose_secret();
        let mut spellings: Vec<String> = Vec::new();
        let quoted = Value::String(plain.to_owned()).to_string();
        let escaped = quoted[1..quoted.len() - 1].to_owned();
        let slashes = plain.replace('/', "\\/");
        let percent = utf8_percent_encode(plain, NON_ALPHANUMERIC).to_string();
        let unreserved = percent.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_");
        let entities = plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let entities = entities.replace('"', "&quot;");
        let mut in_json = 0;
        let all = [plain.to_owned(), escaped, slashes, percent, unreserved, entities];
        for (number, spelling) in all.into_iter().enumerate() {
            if !spelling.is_empty() && !spellings.contains(&spelling) {
                spellings.push(spelling);
                if number < 3 {
                    in_json = spellings.len();
                }
            }
        }
        let spellings = spellings.into_iter().map(SecretString::from).collect();
        Self { spellings, in_json }
    }

    /// The text without the token in any spelling and any case.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for spelling in self.spellings.iter() {
            clean = replace_any_case(&clean, spelling.expose_secret());
        }
        // Written with \u escapes or percent signs it would still be readable to whoever tries.
        let hidden = unescape(&clean).is_some_and(|plain| self.found_in(&plain))
            || clean.contains('%')
                && self.found_in(&percent_encoding::percent_decode_str(&clean).decode_utf8_lossy());
        if hidden { "(left out: the text repeats the token)".to_owned() } else { clean }
    }

    /// The start of an answer for showing, at most `limit` bytes, without the token. The token
    /// is taken out before the text is cut: half a token is still half a secret.
    pub(crate) fn start_of(&self, body: &[u8], limit: usize) -> String {
        let longest = self.spellings.iter().map(|s| s.expose_secret().len()).max().unwrap_or(0);
        let margin = longest.saturating_mul(6);
        let window = limit.saturating_add(margin).min(body.len());
        let mut clean = self.text(&String::from_utf8_lossy(&body[..window]));
        // The window itself may end inside a token: its last stretch is never shown.
        let known =
            if window < body.len() { clean.len().saturating_sub(margin) } else { clean.len() };
        let end = known.min(limit);
        if end < clean.len() {
            let end = (0..=end).rev().find(|at| clean.is_char_boundary(*at)).unwrap_or(0);
            clean.truncate(end);
            clean.push('…');
        }
        clean
    }

    /// A JSON body without the token; the same bytes, not copied, when it is not in there.
    pub(crate) fn body(&self, body: Bytes) -> Bytes {
        let clean = {
            // Lossy is slower also when nothing is lost.
            let text = match std::str::from_utf8(&body) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => String::from_utf8_lossy(&body),
            };
            let mut clean: Option<String> = None;
            for token in self.spellings[..self.in_json].iter().map(|it| it.expose_secret()) {
                let text = clean.as_deref().unwrap_or(&text);
                let found = || memchr::memmem::find(text.as_bytes(), token.as_bytes()).is_some();
                if token.len() >= SHORTEST_IN_BODY && found() {
                    clean = Some(text.replace(token, LEFT_OUT));
                }
            }
            clean
        };
        clean.map_or(body, Bytes::from)
    }

    /// Takes out of decoded JSON what only decoding has made the token: `\u0073ecret`. Looks
    /// through the value only if the body spells plain characters in that way.
    pub(crate) fn value(&self, body: &[u8], value: &mut Value) {
        if let Some(token) = self.may_be_spelled_out(body) {
            clean_value(value, token);
        }
    }

    /// The same for a body that is not decoded as a whole: written anew when it has to be looked
    /// through, `None` when it can stay as it is or is no JSON.
    pub(crate) fn spelled_out(&self, body: &[u8]) -> Option<Vec<u8>> {
        let token = self.may_be_spelled_out(body)?;
        let mut value = serde_json::from_slice(body).ok()?;
        clean_value(&mut value, token);
        serde_json::to_vec(&value).ok()
    }

    /// The token, when the body spells plain characters as `\u00..`.
    fn may_be_spelled_out(&self, body: &[u8]) -> Option<&str> {
        let token = self.spellings.first()?.expose_secret();
        let escape = |at: usize| {
            body[at..].starts_with(b"\\u00")
                && body.get(at + 4).is_some_and(|digit| (b'2'..=b'7').contains(digit))
        };
        let mut escapes = memchr::memchr_iter(b'\\', body);
        (token.len() >= SHORTEST_IN_BODY && escapes.any(escape)).then_some(token)
    }

    fn found_in(&self, text: &str) -> bool {
        self.spellings.first().is_some_and(|token| {
            text.to_ascii_lowercase().contains(&token.expose_secret().to_ascii_lowercase())
        })
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scrubber")
    }
}

fn clean_value(value: &mut Value, token: &str) {
    match value {
        Value::String(text) if text.contains(token) => *text = text.replace(token, LEFT_OUT),
        Value::Array(items) => items.iter_mut().for_each(|item| clean_value(item, token)),
        Value::Object(map) => {
            map.retain(|key, _| !key.contains(token));
            map.values_mut().for_each(|item| clean_value(item, token));
        }
        _ => {}
    }
}

fn replace_any_case(text: &str, wanted: &str) -> String {
    // Lower-casing ASCII keeps every offset.
    let (lower, wanted) = (text.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = lower[from..].find(&wanted) {
        clean.push_str(&text[from..from + at]);
        clean.push_str(LEFT_OUT);
        from += at + wanted.len();
    }
    clean.push_str(&text[from..]);
    clean
}

/// The text with its JSON `\uXXXX` and `\/` escapes undone; `None` when it has none.
fn unescape(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let code = after
            .strip_prefix('u')
            .and_then(|digits| digits.get(..4))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        if let Some(character) = code {
            plain.push(character);
            rest = &after[5..];
        } else {
            rest = after;
        }
    }
    plain.push_str(rest);
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOKEN: &str = "s3cr3t/To-ken+value==";

    fn scrubber() -> Scrubber {
        Scrubber::new(&SecretString::from(TOKEN.to_owned()))
    }

    #[test]
    fn every_spelling_that_servers_echo_is_taken_out() {
        for echoed in [
            TOKEN.to_owned(),
            TOKEN.to_uppercase(),
            TOKEN.replace('/', "\\/"),
            "s3cr3t%2FTo-ken%2Bvalue%3D%3D".to_owned(),
            "s3cr3t%2fTo-ken%2bvalue%3d%3d".to_owned(),
            "s3cr3t/To-ken%2bvalue==".to_owned(),
            "\\u0073\\u0033cr3t/To-ken+value==".to_owned(),
        ] {
            let text = format!(r#"{{"detail":"Bearer {echoed} is wrong"}}"#);
            let clean = scrubber().text(&text);
            assert!(!clean.to_lowercase().contains("cr3t"), "{clean}");
            assert!(clean.contains("left out"), "{clean}");
        }
        assert_eq!(scrubber().text("nothing \\u00fc here 100%"), "nothing \\u00fc here 100%");
    }

    #[test]
    fn a_token_across_the_cut_is_taken_out_before_cutting() {
        let text = format!("{}{TOKEN} tail", "x".repeat(90));
        let clean = scrubber().start_of(text.as_bytes(), 100);
        assert!(!clean.contains("s3cr"), "{clean}");
        assert!(clean.len() <= 104 && clean.ends_with('…'), "{clean}");
    }

    #[test]
    fn a_body_without_the_token_is_not_copied() {
        let body = Bytes::from_static(b"{\"id\":\"1\"}");
        let clean = scrubber().body(body.clone());
        assert_eq!(clean.as_ptr(), body.as_ptr());
        let echoed = Bytes::from(format!("{{\"displayName\":\"{TOKEN}\"}}"));
        assert_eq!(scrubber().body(echoed).as_ref(), b"{\"displayName\":\"(token left out)\"}");
        let short = Scrubber::new(&SecretString::from("id".to_owned()));
        assert_eq!(short.body(body.clone()), body);
    }

    proptest! {
        #[test]
        fn no_text_around_the_token_lets_it_through(before in ".{0,80}", after in ".{0,80}", limit in 0_usize..120) {
            let text = format!("{before}{TOKEN}{after}");
            prop_assert!(!scrubber().text(&text).contains(TOKEN));
            prop_assert!(!scrubber().start_of(text.as_bytes(), limit).contains("s3cr3t/"));
        }

        #[test]
        fn scrubbing_any_bytes_never_panics(body in prop::collection::vec(any::<u8>(), 0..200), limit in 0_usize..64) {
            let _ = scrubber().start_of(&body, limit);
            let _ = scrubber().body(Bytes::from(body));
        }

        #[test]
        fn unescaping_any_text_never_panics(text in "(\\\\|u|[0-9a-f]|ü){0,30}") {
            let _ = unescape(&text);
        }
    }
}
