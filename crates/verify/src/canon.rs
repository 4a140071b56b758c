//! Canonical JSON (RFC 8785), small enough to be read by anyone who doubts it. What could be read
//! in two ways, a name given twice or a number that no double holds, is refused and not guessed.

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Whole numbers up to here are the same as doubles.
const EXACT: u64 = 1 << 53;

/// Members of an object that are compared with each other rather than sorted.
const FEW: usize = 64;

/// Texts without an escape are read in place, and members are in the order in which they came.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Box<[Json<'a>]>),
    Object(Box<[Member<'a>]>),
}

type Member<'a> = (Cow<'a, str>, Json<'a>);

/// The order of members makes no difference.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => in_order(one) == in_order(other),
            _ => false,
        }
    }
}

/// Members as RFC 8785 sorts them, by the UTF-16 units of their names.
fn in_order<'m, 'a>(members: &'m [Member<'a>]) -> Vec<&'m Member<'a>> {
    let mut sorted: Vec<&Member<'a>> = members.iter().collect();
    sorted.sort_by(|(one, _), (next, _)| match one.is_ascii() && next.is_ascii() {
        true => one.cmp(next),
        false => one.encode_utf16().cmp(next.encode_utf16()),
    });
    sorted
}

/// A name that two members have.
fn twice<'m>(members: &'m [Member<'_>]) -> Option<&'m str> {
    if members.len() > FEW {
        let sorted = in_order(members);
        let found = sorted.iter().zip(sorted.iter().skip(1)).find(|(one, next)| one.0 == next.0);
        return found.map(|((name, _), _)| &**name);
    }
    let before = |(place, (name, _)): &(usize, &Member<'_>)| {
        members.iter().take(*place).any(|(known, _)| known == name)
    };
    members.iter().enumerate().find(before).map(|(_, (name, _))| &**name)
}

impl<'a> Json<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => {
                members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The same, looked for first where it was in the row before.
    pub(crate) fn get_near(&self, name: &str, place: &mut usize) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        if let Some((_, value)) = members.get(*place).filter(|(known, _)| known == name) {
            return Some(value);
        }
        *place = members.iter().position(|(known, _)| known == name)?;
        members.get(*place).map(|(_, value)| value)
    }

    /// Several members of a row, looked for first where they were in the row before.
    pub(crate) fn pick<const N: usize>(
        &self,
        names: &[&str; N],
        places: &mut [usize; N],
    ) -> [&Self; N] {
        let mut found = [&Self::Null; N];
        for ((name, place), found) in names.iter().zip(places).zip(&mut found) {
            *found = self.get_near(name, place).unwrap_or(&Self::Null);
        }
        found
    }

    pub(crate) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    pub(crate) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    pub(crate) fn into_member(self, name: &str) -> Option<Self> {
        let Self::Object(members) = self else { return None };
        members.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(Self::Number(number))
                if *number >= 0.0 && number.fract() == 0.0 && *number <= EXACT as f64 =>
            {
                Some(*number as u64)
            }
            _ => None,
        }
    }

    pub(crate) fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Self::List(all)) => all,
            _ => &[],
        }
    }

    /// An object's canonical text without one of its members.
    pub(crate) fn canonical_without(&self, left_out: &str) -> String {
        let mut text = String::new();
        match self {
            Self::Object(members) => {
                let kept = in_order(members).into_iter().filter(|(name, _)| name != left_out);
                object(kept, &mut text);
            }
            other => write(other, &mut text),
        }
        text
    }
}

fn write(value: &Json<'_>, to: &mut String) {
    match value {
        Json::Null => to.push_str("null"),
        Json::Bool(true) => to.push_str("true"),
        Json::Bool(false) => to.push_str("false"),
        Json::Number(number) => es_number(*number, to),
        Json::Text(text) => string(text, to),
        Json::List(all) => {
            to.push('[');
            for (place, one) in all.iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write(one, to);
            }
            to.push(']');
        }
        Json::Object(members) => object(in_order(members).into_iter(), to),
    }
}

fn object<'m, 'a: 'm>(members: impl Iterator<Item = &'m Member<'a>>, to: &mut String) {
    to.push('{');
    for (place, (name, value)) in members.enumerate() {
        if place > 0 {
            to.push(',');
        }
        string(name, to);
        to.push(':');
        write(value, to);
    }
    to.push('}');
}

fn string(text: &str, to: &mut String) {
    to.push('"');
    let is_escaped = |letter: char| matches!(letter, '"' | '\\') || letter < ' ';
    // Each part ends with what is escaped, except the last.
    for part in text.split_inclusive(is_escaped) {
        let plain = part.trim_end_matches(is_escaped);
        to.push_str(plain);
        match part[plain.len()..].chars().next() {
            None => {}
            Some('\u{8}') => to.push_str("\\b"),
            Some('\t') => to.push_str("\\t"),
            Some('\n') => to.push_str("\\n"),
            Some('\u{c}') => to.push_str("\\f"),
            Some('\r') => to.push_str("\\r"),
            Some(control) if control < ' ' => {
                let _ = write!(to, "\\u{:04x}", control as u32);
            }
            Some(other) => to.extend(['\\', other]),
        }
    }
    to.push('"');
}

/// As ECMAScript writes a double: the shortest digits, with an exponent only far from zero.
fn es_number(number: f64, to: &mut String) {
    if number == 0.0 {
        to.push('0');
        return;
    }
    if number.fract() == 0.0 && number.abs() <= EXACT as f64 {
        let _ = write!(to, "{}", number as i64);
        return;
    }
    if number < 0.0 {
        to.push('-');
    }
    let shortest = format!("{:e}", number.abs());
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    // The position of the point, counted from before the first digit.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |many: i32| "0".repeat(usize::try_from(many).unwrap_or(0));
    if (1..=21).contains(&point) {
        match digits.split_at_checked(usize::try_from(point).unwrap_or(0)) {
            Some((whole, "")) => to.push_str(whole),
            Some((whole, part)) => {
                let _ = write!(to, "{whole}.{part}");
            }
            None => {
                let _ = write!(to, "{digits}{}", zeros(point - count));
            }
        }
    } else if (-5..=0).contains(&point) {
        let _ = write!(to, "0.{}{digits}", zeros(-point));
    } else {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((&digits, ""));
        let dot = if rest.is_empty() { "" } else { "." };
        let _ = write!(to, "{first}{dot}{rest}e{:+}", point - 1);
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Any(&mut Open::default()).deserialize(from)
    }
}

/// What was read of the lists and objects that are not closed yet. A pack has hundreds of thousands of
/// them: each is given the room that it needs when it is closed, and none grows.
#[derive(Default)]
struct Open<'de> {
    values: Vec<Json<'de>>,
    members: Vec<Member<'de>>,
}

struct Any<'s, 'de>(&'s mut Open<'de>);

impl<'de> DeserializeSeed<'de> for Any<'_, 'de> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn too_large<E: Error>(number: impl fmt::Display) -> E {
    E::custom(format!("{number} has no one canonical form"))
}

impl<'de> Visitor<'de> for Any<'_, 'de> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json<'de>, E> {
        if value > EXACT { Err(too_large(value)) } else { Ok(Json::Number(value as f64)) }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json<'de>, E> {
        if value.unsigned_abs() > EXACT {
            Err(too_large(value))
        } else {
            Ok(Json::Number(value as f64))
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json<'de>, E> {
        if value.is_finite() { Ok(Json::Number(value)) } else { Err(too_large(value)) }
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let start = self.0.values.len();
        while let Some(one) = list.next_element_seed(Any(self.0))? {
            self.0.values.push(one);
        }
        Ok(Json::List(self.0.values.drain(start..).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let start = self.0.members.len();
        while let Some(Name(name)) = map.next_key()? {
            let value = map.next_value_seed(Any(self.0))?;
            self.0.members.push((name, value));
        }
        let members: Box<[Member<'de>]> = self.0.members.drain(start..).collect();
        match twice(&members) {
            Some(name) => Err(A::Error::custom(format!("“{name}” is in it twice"))),
            None => Ok(Json::Object(members)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        serde_json::from_str::<Json<'_>>(text).unwrap().canonical_without("")
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        for (given, wanted) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("12", "12"),
            ("-7", "-7"),
            ("1.50", "1.5"),
            ("12.0", "12"),
            ("1e21", "1e+21"),
            ("1e20", "100000000000000000000"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("1.25e-9", "1.25e-9"),
            ("333333333.33333329", "333333333.3333333"),
            ("4.50", "4.5"),
            ("2e-3", "0.002"),
            ("9007199254740992", "9007199254740992"),
        ] {
            assert_eq!(canonical(given), wanted);
        }
    }

    #[test]
    fn names_are_sorted_by_their_utf_16_units() {
        // The example of RFC 8785 §3.2.3: U+1F600 sorts before U+FB33, by its surrogates.
        let given = "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}";
        let wanted =
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(canonical(given), wanted);
        assert_eq!(
            canonical("[\"\\u0001\\n\\\"\\/\", {\"a\": [null, true]}]"),
            "[\"\\u0001\\n\\\"/\",{\"a\":[null,true]}]"
        );
    }

    #[test]
    fn a_name_given_twice_is_found_in_small_and_large_objects_and_order_makes_no_difference() {
        let object = |names: &[String]| {
            let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
            format!("{{{}}}", members.join(","))
        };
        for count in [2, FEW, FEW + 1, 3 * FEW] {
            let mut names: Vec<String> = (0..count).map(|number| format!("n{number}")).collect();
            let one = object(&names);
            names.reverse();
            let other = object(&names);
            let read = |text| serde_json::from_str::<Json<'_>>(text);
            assert_eq!(read(&one).unwrap(), read(&other).unwrap());
            names[0] = names[count - 1].clone();
            let again = object(&names);
            assert!(read(&again).unwrap_err().to_string().contains("“n0” is in it twice"));
            assert_ne!(read(&one).unwrap(), Json::Null);
        }
    }

    #[test]
    fn what_has_no_one_form_is_refused() {
        for text in ["{\"a\":1,\"a\":1}", "9007199254740993", "-9007199254740993", "1e400"] {
            assert!(serde_json::from_str::<Json<'_>>(text).is_err(), "{text}");
        }
    }
}
