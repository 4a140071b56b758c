//! Values of JSON and their canonical text (RFC 8785), small enough to be read by anyone who doubts it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

/// Whole numbers up to here are the same as doubles.
pub(crate) const EXACT: u64 = 1 << 53;

/// Texts without an escape are read in place, and members are in the order in which they came. The
/// rows of a file have the same names, which are kept once.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Box<[Json<'a>]>),
    Object(Names<'a>, Box<[Json<'a>]>),
}

pub(crate) type Names<'a> = Arc<Vec<Cow<'a, str>>>;
type Member<'m, 'a> = (&'m Cow<'a, str>, &'m Json<'a>);

/// Where rows have some of their members: looked for once for all rows with the same names.
pub(crate) struct Places<'a> {
    of: Option<Names<'a>>,
    /// Beyond all members where there is none of that name.
    at: Vec<usize>,
}

impl<'a> Places<'a> {
    pub(crate) fn new() -> Self {
        Self { of: None, at: Vec::new() }
    }

    fn look(&mut self, wanted: &[impl AsRef<str>], names: &Names<'a>) {
        if self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, names)) {
            return;
        }
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        self.at = wanted.iter().map(|one| place(one.as_ref()).unwrap_or(usize::MAX)).collect();
        self.of = Some(Arc::clone(names));
    }
}

/// The order of members makes no difference.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(other)) => one == other,
            (Self::Number(one), Self::Number(other)) => one == other,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one, values), Self::Object(other, of_other)) => {
                in_order(one, values) == in_order(other, of_other)
            }
            _ => false,
        }
    }
}

/// Members as RFC 8785 sorts them, by the UTF-16 units of their names.
fn in_order<'m, 'a>(names: &'m [Cow<'a, str>], values: &'m [Json<'a>]) -> Vec<Member<'m, 'a>> {
    let mut sorted: Vec<Member<'m, 'a>> = names.iter().zip(values).collect();
    if !sorted.is_sorted_by(|(one, _), (next, _)| by_units(one, next).is_le()) {
        sorted.sort_by(|(one, _), (next, _)| by_units(one, next));
    }
    sorted
}

fn by_units(one: &str, next: &str) -> Ordering {
    match one.is_ascii() && next.is_ascii() {
        true => one.cmp(next),
        false => one.encode_utf16().cmp(next.encode_utf16()),
    }
}

impl<'a> Json<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(names, values) = self else { return None };
        values.get(names.iter().position(|known| known == name)?)
    }

    /// Members of a row, in the order of `wanted`, which is the same for all rows of these places; null
    /// for one that it does not have.
    pub(crate) fn values<'m>(
        &'m self,
        wanted: &[impl AsRef<str>],
        places: &'m mut Places<'a>,
    ) -> impl Iterator<Item = &'m Self> {
        let values = match self {
            Self::Object(names, values) => {
                places.look(wanted, names);
                values
            }
            _ => &[][..],
        };
        (0..wanted.len()).map(|number| {
            places.at.get(number).and_then(|place| values.get(*place)).unwrap_or(&Self::Null)
        })
    }

    /// The same for a few names.
    pub(crate) fn pick<const N: usize>(
        &self,
        wanted: &[&str; N],
        places: &mut Places<'a>,
    ) -> [&Self; N] {
        let mut found = [&Self::Null; N];
        if let Self::Object(names, values) = self {
            places.look(wanted, names);
            for (found, place) in found.iter_mut().zip(&places.at) {
                *found = values.get(*place).unwrap_or(&Self::Null);
            }
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
        let Self::Object(names, values) = self else { return None };
        let place = names.iter().position(|known| known == name)?;
        values.into_iter().nth(place)
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
            Self::Object(names, values) => {
                let members = in_order(names, values).into_iter();
                let kept = members.filter(|(name, _)| *name != left_out);
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
        Json::Object(names, values) => object(in_order(names, values).into_iter(), to),
    }
}

fn object<'m, 'a: 'm>(members: impl Iterator<Item = Member<'m, 'a>>, to: &mut String) {
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
    let is_escaped = |byte: u8| matches!(byte, b'"' | b'\\') || byte < b' ';
    let mut rest = text;
    // What is escaped is one byte each.
    while let Some(place) = rest.bytes().position(is_escaped) {
        let (plain, escaped) = rest.split_at(place);
        to.push_str(plain);
        let mut letters = escaped.chars();
        match letters.next() {
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
        rest = letters.as_str();
    }
    to.push_str(rest);
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
}
