//! The bodies of answers, read as leniently as apps write them. The parts of a population are read
//! in place.

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

pub(crate) type Ids<'a> = Vec<Cow<'a, str>>;

/// An answer to a list (RFC 7644 §3.4.2).
#[derive(Default)]
pub(crate) struct List<'a> {
    pub(crate) resources: Vec<Resource<'a>>,
    /// `totalResults`, where it is a number.
    pub(crate) total: Option<u64>,
    /// `nextCursor` (RFC 9865) is there and not empty.
    pub(crate) goes_on: bool,
}

/// Of a user or group, what a population is made of.
pub(crate) struct Resource<'a> {
    pub(crate) id: Cow<'a, str>,
    pub(crate) active: bool,
    pub(crate) members: Option<Ids<'a>>,
    /// A member is a group itself.
    pub(crate) nested: bool,
    /// Groups that a user names, without those it is in only through another one (RFC 7643 §4.1.2);
    /// `None`: it names no list of them.
    pub(crate) groups: Option<Ids<'a>>,
}

/// Attributes are named without regard to case; most are none of these, and none is kept.
enum Name {
    Id,
    Active,
    Members,
    Groups,
    Kind,
    Resources,
    TotalResults,
    NextCursor,
    Value,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl Visitor<'_> for Of {
            type Value = Name;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of an attribute")
            }
            fn visit_str<E>(self, name: &str) -> Result<Name, E> {
                Ok(match name {
                    name if name.eq_ignore_ascii_case("id") => Name::Id,
                    name if name.eq_ignore_ascii_case("active") => Name::Active,
                    name if name.eq_ignore_ascii_case("members") => Name::Members,
                    name if name.eq_ignore_ascii_case("groups") => Name::Groups,
                    name if name.eq_ignore_ascii_case("type") => Name::Kind,
                    name if name.eq_ignore_ascii_case("Resources") => Name::Resources,
                    name if name.eq_ignore_ascii_case("totalResults") => Name::TotalResults,
                    name if name.eq_ignore_ascii_case("nextCursor") => Name::NextCursor,
                    name if name.eq_ignore_ascii_case("value") => Name::Value,
                    _ => Name::Other,
                })
            }
        }
        from.deserialize_str(Of)
    }
}

impl<'de> Deserialize<'de> for List<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = List<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer to a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<List<'de>, A::Error> {
                let mut list = List::default();
                while let Some(name) = map.next_key()? {
                    match name {
                        Name::Resources => {
                            list.resources =
                                map.next_value::<Option<Vec<_>>>()?.unwrap_or_default();
                        }
                        Name::TotalResults => {
                            list.total = map.next_value::<Text<'de>>()?.0.trim().parse().ok();
                        }
                        Name::NextCursor => {
                            list.goes_on = !map.next_value::<Text<'de>>()?.0.is_empty();
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(list)
            }
        }
        from.deserialize_map(Of)
    }
}

impl<'de> Deserialize<'de> for Resource<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Resource<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a user or a group")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Resource<'de>, A::Error> {
                // A user without a word on it counts as one who has access (RFC 7643 §4.1.1).
                let mut one = Resource {
                    id: Cow::default(),
                    active: true,
                    members: None,
                    nested: false,
                    groups: None,
                };
                while let Some(name) = map.next_key()? {
                    match name {
                        Name::Id => one.id = map.next_value::<Text<'de>>()?.0,
                        Name::Active => {
                            let Text(value) = map.next_value()?;
                            one.active = !value.eq_ignore_ascii_case("false");
                        }
                        Name::Members => {
                            Members(one.members, one.nested) = map.next_value()?;
                        }
                        Name::Groups => one.groups = own_groups(map.next_value()?)?,
                        Name::Kind
                        | Name::Resources
                        | Name::TotalResults
                        | Name::NextCursor
                        | Name::Value
                        | Name::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(one)
            }
        }
        from.deserialize_map(Of)
    }
}

/// The value of an id or a state, as a text.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?.get();
        let inside = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(plain) = inside.filter(|inside| !inside.contains('\\')) {
            return Ok(Self(Cow::Borrowed(plain)));
        }
        Ok(Self(Cow::Owned(match serde_json::from_str(raw).map_err(Error::custom)? {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        })))
    }
}

/// Ids of members: of objects their `value`, and any other value as it is. They are most
/// of a page, so that no tree is made of them.
///
/// With whether one of them is a group.
struct Members<'a>(Option<Ids<'a>>, bool);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("members")
            }
            fn visit_unit<E>(self) -> Result<Members<'de>, E> {
                Ok(Members(None, false))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Members<'de>, A::Error> {
                let (mut ids, mut nested) = (Vec::new(), false);
                while let Some(Member(id, is_group)) = all.next_element()? {
                    if !id.is_empty() {
                        ids.push(id);
                        nested |= is_group;
                    }
                }
                Ok(Members(Some(ids), nested))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Members<'de>, A::Error> {
                OfMember.visit_map(map).map(one)
            }
            fn visit_borrowed_str<E>(self, id: &'de str) -> Result<Members<'de>, E> {
                Ok(one(Member(Cow::Borrowed(id), false)))
            }
            fn visit_str<E>(self, id: &str) -> Result<Members<'de>, E> {
                Ok(one(owned(id)))
            }
            fn visit_u64<E>(self, id: u64) -> Result<Members<'de>, E> {
                Ok(one(owned(id)))
            }
            fn visit_i64<E>(self, id: i64) -> Result<Members<'de>, E> {
                Ok(one(owned(id)))
            }
        }
        from.deserialize_any(Of)
    }
}

struct Member<'a>(Cow<'a, str>, bool);

fn one(Member(id, is_group): Member<'_>) -> Members<'_> {
    Members(Some([id].into_iter().filter(|id| !id.is_empty()).collect()), is_group)
}

fn owned<'a>(id: impl ToString) -> Member<'a> {
    Member(Cow::Owned(id.to_string()), false)
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(OfMember)
    }
}

/// One entry that cannot be read makes the list unknown, and not shorter.
fn own_groups<'a, E: Error>(list: &'a RawValue) -> Result<Option<Ids<'a>>, E> {
    if !list.get().starts_with('[') {
        return Ok(None);
    }
    let entries: Vec<OwnGroup<'a>> = serde_json::from_str(list.get()).map_err(Error::custom)?;
    let direct = entries.into_iter().filter(|entry| !entry.is_indirect);
    Ok(direct.map(|entry| entry.id).collect())
}

fn plain_id(entry: OwnGroup<'_>) -> Option<Cow<'_, str>> {
    entry.id
}

/// An entry of the groups that a user names.
#[derive(Default)]
struct OwnGroup<'a> {
    /// `None` where it is neither a text nor a whole number.
    id: Option<Cow<'a, str>>,
    is_indirect: bool,
}

impl<'a> OwnGroup<'a> {
    fn of(id: Option<Cow<'a, str>>) -> Self {
        Self { id: id.filter(|id| !id.trim().is_empty()), is_indirect: false }
    }
}

impl<'de> Deserialize<'de> for OwnGroup<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Of;
        impl<'de> Visitor<'de> for Of {
            type Value = OwnGroup<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a group of a user")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnGroup<'de>, A::Error> {
                let (mut id, mut is_indirect) = (None, false);
                while let Some(name) = map.next_key()? {
                    match name {
                        Name::Value => {
                            let raw = map.next_value::<&RawValue>()?.get();
                            // An object is no id, regardless of what is in it.
                            id = match raw.starts_with('{') {
                                true => None,
                                false => serde_json::from_str(raw)
                                    .map(plain_id)
                                    .map_err(Error::custom)?,
                            };
                        }
                        Name::Kind => {
                            let Text(kind) = map.next_value()?;
                            is_indirect = kind.eq_ignore_ascii_case("indirect");
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(OwnGroup { id, is_indirect })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<OwnGroup<'de>, A::Error> {
                while all.next_element::<IgnoredAny>()?.is_some() {}
                Ok(OwnGroup::default())
            }
            fn visit_borrowed_str<E>(self, id: &'de str) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::of(Some(Cow::Borrowed(id))))
            }
            fn visit_str<E>(self, id: &str) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::of(Some(Cow::Owned(id.to_owned()))))
            }
            fn visit_u64<E>(self, id: u64) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::of(Some(Cow::Owned(id.to_string()))))
            }
            fn visit_i64<E>(self, id: i64) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::of(Some(Cow::Owned(id.to_string()))))
            }
            fn visit_f64<E>(self, _: f64) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::default())
            }
            fn visit_bool<E>(self, _: bool) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::default())
            }
            fn visit_unit<E>(self) -> Result<OwnGroup<'de>, E> {
                Ok(OwnGroup::default())
            }
        }
        from.deserialize_any(Of)
    }
}

struct OfMember;

impl<'de> Visitor<'de> for OfMember {
    type Value = Member<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Member<'de>, A::Error> {
        let (mut id, mut is_group) = (None, false);
        while let Some(name) = map.next_key()? {
            match name {
                Name::Value if id.is_none() => id = Some(map.next_value::<Text<'de>>()?.0),
                Name::Kind => {
                    is_group = map.next_value::<Text<'de>>()?.0.eq_ignore_ascii_case("group");
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Member(id.unwrap_or_default(), is_group))
    }
    fn visit_borrowed_str<E>(self, id: &'de str) -> Result<Member<'de>, E> {
        Ok(Member(Cow::Borrowed(id), false))
    }
    fn visit_str<E>(self, id: &str) -> Result<Member<'de>, E> {
        Ok(owned(id))
    }
    fn visit_unit<E>(self) -> Result<Member<'de>, E> {
        Ok(Member(Cow::default(), false))
    }
    fn visit_bool<E>(self, id: bool) -> Result<Member<'de>, E> {
        Ok(owned(id))
    }
    fn visit_u64<E>(self, id: u64) -> Result<Member<'de>, E> {
        Ok(owned(id))
    }
    fn visit_i64<E>(self, id: i64) -> Result<Member<'de>, E> {
        Ok(owned(id))
    }
    fn visit_f64<E>(self, id: f64) -> Result<Member<'de>, E> {
        Ok(owned(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    fn resource(text: &str) -> Resource<'_> {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn ids_are_texts_however_they_are_written() {
        for (given, wanted) in [
            (r#" "a-1" "#, "a-1"),
            (r#""a\u002d\"1""#, "a-\"1"),
            ("17", "17"),
            ("true", "true"),
            ("null", ""),
            (r#"[ 1 ]"#, "[1]"),
        ] {
            assert_eq!(resource(&format!("{{\"ID\":{given}}}")).id, wanted, "{given}");
        }
        assert!(read::<Resource<'_>>(br#"{"id":"\ud800"}"#).is_err());
    }

    #[test]
    fn members_are_objects_texts_or_numbers() {
        let given = r#"{"members":[{"VALUE":"a","value":"b"},"c",{"value":"d\u0065"},3,{},null]}"#;
        assert_eq!(resource(given).members.unwrap(), ["a", "c", "de", "3"]);
        assert_eq!(resource(r#"{"Members":{"value":"a"}}"#).members.unwrap(), ["a"]);
        assert!(resource(r#"{"members":null}"#).members.is_none());
        assert!(read::<Resource<'_>>(br#"{"members":[["a"]]}"#).is_err());
        assert!(resource(r#"{"members":[{"value":"a","type":"Group"}]}"#).nested);
        let named =
            r#"{"groups":[{"value":"a","type":"direct"},{"value":"b","Type":"indirect"},7]}"#;
        assert_eq!(resource(named).groups.unwrap(), ["a", "7"]);
        for odd in [
            r#"[{"display":"?"}]"#,
            "[7,null]",
            r#"["a",["b"]]"#,
            "[1.5]",
            r#"[{"value":{"value":"a"}}]"#,
            "[\" \"]",
            "{}",
            "null",
        ] {
            assert!(resource(&format!("{{\"groups\":{odd}}}")).groups.is_none(), "{odd}");
        }
        for (given, wanted) in [
            (r#"[{"value":null,"type":"indirect"},"a\u0062"]"#, vec!["ab"]),
            (r#"[{"value":3,"$ref":{"x":[1]}},-4]"#, vec!["3", "-4"]),
            ("[]", vec![]),
        ] {
            let one = format!("{{\"groups\":{given}}}");
            assert_eq!(resource(&one).groups.unwrap(), wanted, "{given}");
        }
    }
}
