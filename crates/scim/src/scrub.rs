//! Removes the token from what a server sent. Servers echo what they were sent: in error bodies, in
//! reasons, in redirects, and encoded on the way. [`crate::spelling`] knows the spellings.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::spelling::{DEEPEST, Layer, Spellings, Strictness};

/// The text that replaces the token.
pub(crate) const LEFT_OUT: &str = "(token left out)";

/// Tokens shorter than this are not taken out of bodies that are decoded: they would be found in
/// innocent words. Captured text is always scrubbed.
const SHORTEST_IN_BODY: usize = 8;

/// Knows the spellings in which a server might give the token back.
#[derive(Clone)]
pub(crate) struct Scrubber(Arc<Spellings>);

impl Scrubber {
    pub(crate) fn new(token: &SecretString) -> Self {
        Self(Arc::new(Spellings::of(token.expose_secret())))
    }

    /// The text without the token, or a part of it, in any spelling and any case.
    pub(crate) fn text(&self, text: &str) -> String {
        self.clean(text, Strictness::Captured).into_owned()
    }

    /// The start of an answer for showing, at most `limit` bytes, without the token. The token
    /// is taken out before the text is cut: half a token is still half a secret.
    pub(crate) fn start_of(&self, body: &[u8], limit: usize) -> String {
        let margin = self.0.longest();
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
        let escaped = || memchr::memmem::find(&body, b"&#").is_some();
        if self.0.length() < SHORTEST_IN_BODY || !(self.0.may_be_in_body(&body) || escaped()) {
            return body;
        }
        let clean = {
            let text = String::from_utf8_lossy(&body);
            match self.clean(&text, Strictness::Data) {
                Cow::Borrowed(_) => None,
                Cow::Owned(clean) => Some(clean),
            }
        };
        clean.map_or(body, Bytes::from)
    }

    /// Removes from decoded JSON what became the token only by decoding: `\u0073ecret`. Looks
    /// through the value only if the body spells plain characters in that way.
    pub(crate) fn value(&self, body: &[u8], value: &mut Value) {
        if self.may_be_spelled_out(body) {
            self.clean_value(value);
        }
    }

    /// The same for a body that is not decoded as a whole: written again when it has to be looked
    /// through, `None` when it can stay as it is or is no JSON.
    pub(crate) fn spelled_out(&self, body: &[u8]) -> Option<Vec<u8>> {
        if !self.may_be_spelled_out(body) {
            return None;
        }
        let mut value = serde_json::from_slice(body).ok()?;
        self.clean_value(&mut value);
        serde_json::to_vec(&value).ok()
    }

    /// Whether the body spells plain characters as `\u00..`.
    fn may_be_spelled_out(&self, body: &[u8]) -> bool {
        let escape = |at: usize| {
            body[at..].starts_with(b"\\u00")
                && body.get(at + 4).is_some_and(|digit| (b'2'..=b'7').contains(digit))
        };
        self.0.length() >= SHORTEST_IN_BODY && memchr::memchr_iter(b'\\', body).any(escape)
    }

    fn clean_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(clean) = self.clean(text, Strictness::Data) {
                    *text = clean;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.clean_value(item)),
            Value::Object(map) => {
                map.retain(|key, _| matches!(self.clean(key, Strictness::Data), Cow::Borrowed(_)));
                map.values_mut().for_each(|item| self.clean_value(item));
            }
            _ => {}
        }
    }

    fn clean<'a>(&self, text: &'a str, strictness: Strictness) -> Cow<'a, str> {
        let mut hidden: Option<Vec<bool>> = None;
        let mut layer = Some(Layer::of(text));
        for _ in 0..DEEPEST {
            let Some(current) = layer else { break };
            if self.0.may_be_in(current.bytes()) {
                for range in self.0.find(&current, strictness) {
                    hidden.get_or_insert_with(|| vec![false; text.len()])[range].fill(true);
                }
            }
            layer = current.decoded();
        }
        let Some(hidden) = hidden else { return Cow::Borrowed(text) };
        let mut clean = String::with_capacity(text.len());
        let mut inside = false;
        for (at, character) in text.char_indices() {
            match (hidden[at], inside) {
                (false, _) => clean.push(character),
                (true, false) => clean.push_str(LEFT_OUT),
                (true, true) => {}
            }
            inside = hidden[at];
        }
        Cow::Owned(clean)
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scrubber")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    const TOKEN: &str = "s3cr3t/To-ken+value==";
    const LONG: &str = "eyJhbGciOi.x7Qp~2~/LmZ0ab9_kQ-w81+TT5s";

    fn scrubber(token: &str) -> Scrubber {
        Scrubber::new(&SecretString::from(token.to_owned()))
    }

    fn entities(token: &str, hex: bool) -> String {
        let one = |b: u8| if hex { format!("&#x{b:x};") } else { format!("&#{b};") };
        token.bytes().map(one).collect()
    }

    fn escapes(token: &str) -> String {
        token.bytes().map(|byte| format!("\\u{byte:04X}")).collect()
    }

    /// The spellings in which the token comes back complete.
    fn spellings(token: &str) -> Vec<String> {
        let percent = utf8_percent_encode(token, NON_ALPHANUMERIC).to_string();
        let mut all = vec![
            token.to_owned(),
            token.to_uppercase(),
            token.chars().rev().collect(),
            token.replace('/', "\\/"),
            percent.clone(),
            percent.to_lowercase(),
            percent.replace('%', "%25"),
            token.replace('+', "%2b"),
            format!("\\u{:04x}{}", token.as_bytes()[0], &token[1..]),
            escapes(token),
            escapes(token).replace('\\', "\\\\"),
            entities(token, false),
            entities(token, true),
            token.replace('/', "&#47;").replace('+', "&plus;"),
            hex::encode(token),
            hex::encode_upper(token),
        ];
        for before in ["", "B", "Be", "Bearer ", "jo:"] {
            for after in ["", "\n", "xy", "xyz"] {
                let text = format!("{before}{token}{after}");
                all.push(STANDARD.encode(&text));
                all.push(STANDARD_NO_PAD.encode(&text));
                all.push(URL_SAFE.encode(&text));
                all.push(URL_SAFE_NO_PAD.encode(&text));
                all.push(STANDARD.encode(&text).replace('/', "\\/"));
            }
        }
        all
    }

    /// What it holds itself reads as an escape.
    const ESCAPED: &str = "!aAbcd0ef!A0\\\"/!%2f+t!&#4u!A";

    /// Neither the token nor eight characters of it in any spelling that is undone here.
    fn shows(clean: &str, token: &str) -> bool {
        let lower = clean.to_lowercase();
        let token = token.to_lowercase();
        (0..token.len() - 8).any(|at| lower.contains(&token[at..at + 9]))
    }

    #[test]
    fn every_spelling_that_servers_echo_is_taken_out() {
        for token in [TOKEN, LONG, ESCAPED] {
            for echoed in spellings(token) {
                for text in [
                    format!(r#"{{"detail":"Bearer {echoed} is wrong"}}"#),
                    echoed.clone(),
                    format!("ü {echoed}"),
                ] {
                    let clean = scrubber(token).text(&text);
                    assert!(clean.contains(LEFT_OUT), "{echoed}: {clean}");
                    // What is left of an encoded token decodes to no more than its two ends.
                    let left = clean.replace(LEFT_OUT, "").len();
                    let around = text.len() - echoed.len();
                    assert!(left <= around + 20, "{echoed}: {clean}");
                    assert!(!shows(&clean, token), "{echoed}: {clean}");
                }
            }
        }
    }

    #[test]
    fn sixteen_characters_of_a_long_token_are_taken_out_and_a_short_token_only_whole() {
        let long = scrubber(LONG);
        for from in 0..=LONG.len() - 16 {
            let part = &LONG[from..from + 16];
            for text in [part.to_owned(), format!("x{part}y"), hex::encode(part), escapes(part)] {
                assert!(long.text(&text).contains(LEFT_OUT), "{text}");
            }
            assert_eq!(long.text(&part[..15]), part[..15], "fifteen are innocent");
        }
        let short = scrubber("s3cr3t-value-17ab");
        assert_eq!(short.text("s3cr3t-value-17a"), "s3cr3t-value-17a");
        assert_eq!(short.text("(s3cr3t-value-17ab)"), format!("({LEFT_OUT})"));
    }

    #[test]
    fn a_part_is_found_wherever_it_begins_in_a_long_body() {
        let filling = r#"{"title": "R&D 100%", "name": "Jane \\"JJ\\" Doe"} "#;
        for token in [LONG, "Zm9v/YmFy+cXV4/Zm9vYmFyYmF6cXV4=", "qS8-v_r3.T0ken~Zz91Kd7xP4"] {
            let spelled = [
                token.to_owned(),
                token.replace('/', "\\/"),
                hex::encode(token),
                STANDARD.encode(token),
                URL_SAFE_NO_PAD.encode(format!("x{token}")),
                token.chars().rev().collect(),
            ];
            for (text, before) in spelled.iter().flat_map(|text| (0..9).map(move |n| (text, n))) {
                let body =
                    format!("{}{}{text} {}", filling.repeat(20), "x".repeat(before), filling);
                let clean = scrubber(token).body(Bytes::from(body.clone()));
                assert_ne!(clean, Bytes::from(body), "{text} after {before}");
            }
            let innocent = Bytes::from(filling.repeat(40));
            assert_eq!(scrubber(token).body(innocent.clone()), innocent);
        }
    }

    #[test]
    fn innocent_text_stays_as_it_is() {
        for text in [
            "nothing \\u00fc here 100%",
            "&#252; &amp; %zz %C3%BC \\n \\",
            "c2FtcGxlIG9mIGJhc2U2NA== 73616d706c65",
            "",
        ] {
            assert_eq!(scrubber(TOKEN).text(text), text);
            let body = Bytes::copy_from_slice(text.as_bytes());
            assert_eq!(scrubber(TOKEN).body(body.clone()), body);
        }
        // A name that a person gave the token too is data, not a secret.
        let named = scrubber("acme-corporation-sales-scim-key-1");
        let group = Bytes::from_static(b"{\"displayName\":\"acme-corporation-sales\"}");
        assert_eq!(named.body(group.clone()), group);
    }

    #[test]
    fn a_token_across_the_cut_is_taken_out_before_cutting() {
        for echoed in spellings(TOKEN) {
            let text = format!("{}{echoed} tail", "x".repeat(90));
            let clean = scrubber(TOKEN).start_of(text.as_bytes(), 100);
            assert!(!shows(&clean, TOKEN), "{clean}");
            assert!(clean.len() <= 104, "{clean}");
        }
    }

    #[test]
    fn a_body_without_the_token_is_not_copied_and_one_with_it_is_clean() {
        let body = Bytes::from_static(b"{\"id\":\"1\"}");
        let clean = scrubber(TOKEN).body(body.clone());
        assert_eq!(clean.as_ptr(), body.as_ptr());
        for echoed in
            [TOKEN.to_owned(), entities(TOKEN, false), hex::encode(TOKEN), STANDARD.encode(TOKEN)]
        {
            let echoed = Bytes::from(format!("{{\"displayName\":\"{echoed}\"}}"));
            let clean = scrubber(TOKEN).body(echoed.clone());
            assert!(String::from_utf8_lossy(&clean).contains(LEFT_OUT), "{echoed:?}");
        }
        let part = Bytes::from(format!("{{\"displayName\":\"{}\"}}", &LONG[4..24]));
        assert_eq!(scrubber(LONG).body(part).as_ref(), b"{\"displayName\":\"(token left out)\"}");
        let short = scrubber("id");
        assert_eq!(short.body(body.clone()), body);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_around_the_token_lets_it_through(before in ".{0,80}", after in ".{0,80}", which in 0_usize..36, limit in 0_usize..120) {
            let all = spellings(LONG);
            let text = format!("{before}{}{after}", all[which % all.len()]);
            let clean = scrubber(LONG).text(&text);
            prop_assert!(clean.contains(LEFT_OUT));
            prop_assert!(!clean.contains(LONG));
            prop_assert!(!scrubber(LONG).start_of(text.as_bytes(), limit).contains(&LONG[..16]));
        }

        #[test]
        fn any_token_is_taken_out_in_any_spelling(token in "[!-~]{24,60}", which in 0_usize..36, before in "[a-z ]{0,9}") {
            let all = spellings(&token);
            let text = format!("{before} {} end", all[which % all.len()]);
            prop_assert!(scrubber(&token).text(&text).contains(LEFT_OUT), "{}", text);
        }

        #[test]
        fn a_token_with_escapes_of_its_own_is_taken_out(token in r#"([!-~]{0,6}(\\|\\[\\"/]|%2|%[0-9a-f]{2}|%\+4|&#|&#4[0-9];|&plus;|/|\+)){8,12}[!-~]{12}"#, which in 0_usize..36) {
            let all = spellings(&token);
            let text = format!("a {} end", all[which % all.len()]);
            prop_assert!(scrubber(&token).text(&text).contains(LEFT_OUT), "{}", text);
        }

        #[test]
        fn scrubbing_any_bytes_never_panics(body in prop::collection::vec(any::<u8>(), 0..200), limit in 0_usize..64) {
            let _ = scrubber(TOKEN).start_of(&body, limit);
            let _ = scrubber(TOKEN).body(Bytes::from(body));
        }

        #[test]
        fn undoing_any_escapes_never_panics(text in "(\\\\|u|[0-9a-f]|ü|%|&|#|x|;){0,30}", token in "[!-~]{1,30}") {
            let _ = scrubber(&token).text(&text);
        }
    }
}
