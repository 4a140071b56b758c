//! Whether a value that was read back is the one that was asked for, by the types of RFC 7643: null,
//! absent and empty are one (§2.5), a list has no order (§2.4), and a server may add sub-attributes
//! that were not requested.

use crate::schema::{Letters, letters};
use serde_json::{Map, Value};

/// How near what was found is to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is another value.
    Differs,
    /// The same except for letter case that has no meaning there.
    ButForCase,
    /// It is the value that was asked for.
    Same,
}

impl Likeness {
    fn of(same: bool) -> Self {
        if same { Self::Same } else { Self::Differs }
    }
}

/// The likeness of a found value to an asked one, of an attribute at this path; `None`: no value.
pub fn compare(path: &str, asked: Option<&Value>, found: Option<&Value>) -> Likeness {
    let asked = asked.filter(|value| !is_nothing(value));
    let found = found.filter(|value| !is_nothing(value));
    match (asked, found) {
        (None, None) => Likeness::Same,
        // What is not primary may be left out (RFC 7643 §2.4).
        (Some(Value::Bool(false)), None) if path.ends_with(".primary") => Likeness::Same,
        (None, Some(_)) | (Some(_), None) => Likeness::Differs,
        (Some(asked), Some(found)) => values(path, asked, found),
    }
}

fn values(path: &str, asked: &Value, found: &Value) -> Likeness {
    match (asked, found) {
        (Value::Array(asked), Value::Array(found)) => lists(path, asked, found),
        (Value::Object(asked), Value::Object(found)) => objects(path, asked, found),
        (Value::Bool(asked), found) if flag(found).is_some() => {
            Likeness::of(flag(found) == Some(*asked))
        }
        // Some servers keep the value of a complex attribute alone.
        (Value::Object(asked), found) if asked.len() == 1 => match member(asked, "value") {
            Some(asked) => values(&format!("{path}.value"), asked, found),
            None => Likeness::Differs,
        },
        (asked, found) => match (plain(asked), plain(found)) {
            (Some(asked), Some(found)) => texts(path, &asked, &found),
            _ => Likeness::of(asked == found),
        },
    }
}

fn objects(path: &str, asked: &Map<String, Value>, found: &Map<String, Value>) -> Likeness {
    let each = asked
        .iter()
        .map(|(name, asked)| compare(&format!("{path}.{name}"), Some(asked), member(found, name)));
    each.min().unwrap_or(Likeness::Same)
}

/// As many entries, each the likeness of another one.
fn lists(path: &str, asked: &[Value], found: &[Value]) -> Likeness {
    if asked.len() != found.len() {
        return Likeness::Differs;
    }
    [Likeness::Same, Likeness::ButForCase]
        .into_iter()
        .find(|wanted| {
            paired(asked.len(), |one, other| values(path, &asked[one], &found[other]) >= *wanted)
        })
        .unwrap_or(Likeness::Differs)
}

/// Whether each entry finds a separate partner (augmenting paths; lists are short).
fn paired(count: usize, fits: impl Fn(usize, usize) -> bool) -> bool {
    fn find(
        one: usize,
        fits: &impl Fn(usize, usize) -> bool,
        tried: &mut [bool],
        partner_of: &mut [Option<usize>],
    ) -> bool {
        for other in 0..partner_of.len() {
            if tried[other] || !fits(one, other) {
                continue;
            }
            tried[other] = true;
            let free = match partner_of[other] {
                None => true,
                Some(rival) => find(rival, fits, tried, partner_of),
            };
            if free {
                partner_of[other] = Some(one);
                return true;
            }
        }
        false
    }
    let mut partner_of = vec![None; count];
    (0..count).all(|one| find(one, &fits, &mut vec![false; count], &mut partner_of))
}

/// Texts are compared without the blanks around them.
fn texts(path: &str, asked: &str, found: &str) -> Likeness {
    match letters(path) {
        _ if asked == found => Likeness::Same,
        Letters::AnyCase if same_but_for_case(asked, found) => Likeness::ButForCase,
        Letters::Address if address(asked) == address(found) => Likeness::ButForCase,
        _ => Likeness::Differs,
    }
}

pub(crate) fn same_but_for_case(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// An address with its scheme and host in lower case.
fn address(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    format!("{}://{}{rest}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase())
}

/// Numbers and flags also where one side sends them as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Null, an empty text, list or object: no value (RFC 7643 §2.5).
pub(crate) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(map) => map.values().all(is_nothing),
        _ => false,
    }
}

fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    map.get(name).or_else(|| {
        map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_compared_by_what_they_mean() {
        use Likeness::{ButForCase, Differs, Same};
        let mail = |value: &str| json!([{"value": value, "primary": true}]);
        for (path, asked, found, wanted) in [
            ("title", json!("Buyer"), json!(" Buyer "), Same),
            ("title", json!("Buyer"), json!("buyer"), Differs),
            ("title", json!("Buyer"), json!("Seller"), Differs),
            ("title", json!(null), json!(""), Same),
            ("emails", json!([]), json!(null), Same),
            ("n", json!(7), json!("7"), Same),
            ("x.flag", json!(true), json!("True"), Same),
            ("x.flag", json!(true), json!(false), Differs),
            ("userName", json!("Jo@X.org"), json!("jo@x.org"), ButForCase),
            ("externalId", json!("A7"), json!("a7"), Differs),
            ("id", json!("A7"), json!("a7"), Differs),
            ("emails", mail("Jo@X.org"), mail("jo@x.org"), ButForCase),
            ("emails", mail("jo@x.org"), mail("jo@y.org"), Differs),
            // What a server adds to an entry is not a difference.
            (
                "emails",
                mail("a@x"),
                json!([{"primary": true, "value": "a@x", "type": "work", "display": null}]),
                Same,
            ),
            // What it leaves out is one.
            ("emails", mail("a@x"), json!([{"value": "a@x"}]), Differs),
            (
                "emails",
                json!([{"value": "a@x", "primary": false, "display": null}]),
                json!([{"value": "a@x"}]),
                Same,
            ),
            (
                "emails",
                json!([{"value": "a@x"}, {"value": "b@x", "type": "Home"}]),
                json!([{"value": "b@x", "type": "home"}, {"value": "a@x", "type": "work"}]),
                ButForCase,
            ),
            (
                "emails",
                json!([{"value": "a@x"}, {"value": "b@x"}]),
                json!([{"value": "a@x"}]),
                Differs,
            ),
            (
                "emails",
                json!([{"value": "a@x"}]),
                json!([{"value": "a@x"}, {"value": "b@x"}]),
                Differs,
            ),
            (
                "emails",
                json!([{"value": "a"}, {"value": "a"}]),
                json!([{"value": "a"}, {"value": "b"}]),
                Differs,
            ),
            // A telephone number that was rewritten is another text.
            (
                "phoneNumbers",
                json!([{"value": "+49 30 1"}]),
                json!([{"value": "tel:+49-30-1"}]),
                Differs,
            ),
            ("profileUrl", json!("HTTPS://X.org/Jo"), json!("https://x.org/Jo"), ButForCase),
            ("profileUrl", json!("https://x.org/Jo"), json!("https://x.org/jo"), Differs),
            ("manager", json!({"value": "9"}), json!({"value": "9", "displayName": "T"}), Same),
            ("manager", json!({"value": "9"}), json!("9"), Same),
            ("manager", json!({"value": "9"}), json!({"value": "8"}), Differs),
        ] {
            assert_eq!(
                compare(path, Some(&asked), Some(&found)),
                wanted,
                "{path}: {asked} {found}"
            );
        }
        assert_eq!(compare("title", None, Some(&json!("x"))), Differs);
        assert_eq!(compare("title", Some(&json!("x")), None), Differs);
        assert_eq!(compare("title", None, Some(&json!({"a": null}))), Same);
    }

    #[test]
    fn entries_find_partners_whichever_comes_first() {
        let asked = json!([{"value": "a"}, {"value": "a", "type": "work"}]);
        let found = json!([{"value": "a", "type": "work"}, {"value": "a", "type": "home"}]);
        assert_eq!(compare("emails", Some(&asked), Some(&found)), Likeness::Same);
    }
}
