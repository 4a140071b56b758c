//! Reading values. What could be read in two ways, a name given twice or a number that no double holds,
//! is refused and not guessed.

use crate::canon::{EXACT, Json, Names};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A name that two members have.
fn twice<'m>(names: &'m [Cow<'_, str>]) -> Option<&'m str> {
    let mut sorted: Vec<&str> = names.iter().map(|name| &**name).collect();
    sorted.sort_unstable();
    sorted.windows(2).find_map(|pair| match pair {
        [one, next] if one == next => Some(*one),
        _ => None,
    })
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
    /// Objects around the one that is read.
    depth: usize,
    /// The names of the last object, by depth.
    last: Vec<Names<'de>>,
}

struct Any<'s, 'de>(&'s mut Open<'de>);

impl<'de> DeserializeSeed<'de> for Any<'_, 'de> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

/// A name: `None` where it is the one that is expected.
struct Name<'s>(Option<&'s str>);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name<'_> {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok((self.0 != Some(name)).then_some(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok((self.0 != Some(name)).then(|| Cow::Owned(name.to_owned())))
    }
}

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
        let (start, depth) = (self.0.values.len(), self.0.depth);
        let expected = self.0.last.get(depth).cloned().unwrap_or_default();
        // Names from the first that is another than expected.
        let (mut count, mut own): (_, Option<Vec<_>>) = (0, None);
        self.0.depth += 1;
        loop {
            let wanted = expected.get(count).filter(|_| own.is_none()).map(|name| &**name);
            let Some(name) = map.next_key_seed(Name(wanted))? else { break };
            if let Some(name) = name {
                let before = || expected.get(..count).unwrap_or_default().to_vec();
                own.get_or_insert_with(before).push(name);
            }
            let value = map.next_value_seed(Any(self.0))?;
            self.0.values.push(value);
            count += 1;
        }
        self.0.depth = depth;
        let values = self.0.values.drain(start..).collect();
        if own.is_none() && count == expected.len() {
            return Ok(Json::Object(expected, values));
        }
        let names = own.unwrap_or_else(|| expected.get(..count).unwrap_or_default().to_vec());
        if let Some(name) = twice(&names) {
            return Err(A::Error::custom(format!("“{name}” is in it twice")));
        }
        let names = Arc::new(names);
        self.0.last.resize(self.0.last.len().max(depth + 1), Names::default());
        if let Some(last) = self.0.last.get_mut(depth) {
            last.clone_from(&names);
        }
        Ok(Json::Object(names, values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_given_twice_is_found_in_small_and_large_objects_and_order_makes_no_difference() {
        let object = |names: &[String]| {
            let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
            format!("{{{}}}", members.join(","))
        };
        for count in [2, 3, 64, 200] {
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
