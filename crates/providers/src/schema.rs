//! What RFC 7643 says of the attributes of a user (§4.1, §4.3, §8.7) and of a group (§4.2): whether
//! one is a list, where it lives, and where the case of a letter means nothing. Attributes that no
//! RFC names are not known here and are taken as they are given.

/// The enterprise extension (RFC 7643 §4.3).
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Whether a path lies in the enterprise extension: `urn:…:User:department`.
pub fn is_enterprise(path: &str) -> bool {
    path.strip_prefix(ENTERPRISE).is_some_and(|rest| rest.starts_with(':'))
}

pub(crate) const CORE_USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// What an attribute of a user holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Flag,
    /// An object with these parts; none of them represents it alone.
    Object(&'static [&'static str]),
    /// Entries of which `value` is the heart and one may be primary (RFC 7643 §2.4).
    List,
    /// Entries that no single text can represent.
    LongList(&'static str),
    /// The id of another user within an object (RFC 7643 §4.3).
    Manager,
}

const NAME_PARTS: &[&str] =
    &["formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix"];

const CORE: [(&str, Kind); 24] = [
    ("userName", Kind::Text),
    ("externalId", Kind::Text),
    ("name", Kind::Object(NAME_PARTS)),
    ("displayName", Kind::Text),
    ("nickName", Kind::Text),
    ("profileUrl", Kind::Text),
    ("title", Kind::Text),
    ("userType", Kind::Text),
    ("preferredLanguage", Kind::Text),
    ("locale", Kind::Text),
    ("timezone", Kind::Text),
    ("active", Kind::Flag),
    ("password", Kind::Text),
    ("emails", Kind::List),
    ("phoneNumbers", Kind::List),
    ("ims", Kind::List),
    ("photos", Kind::List),
    ("roles", Kind::List),
    ("entitlements", Kind::List),
    ("groups", Kind::LongList(r#"[{"value":"…"}]"#)),
    ("addresses", Kind::LongList(r#"[{"type":"work","streetAddress":"…","locality":"…"}]"#)),
    ("x509Certificates", Kind::LongList(r#"[{"value":"…"}]"#)),
    ("schemas", Kind::LongList("[…]")),
    ("meta", Kind::Object(&["created", "lastModified"])),
];

const EXTENSION: [(&str, Kind); 6] = [
    ("employeeNumber", Kind::Text),
    ("costCenter", Kind::Text),
    ("organization", Kind::Text),
    ("division", Kind::Text),
    ("department", Kind::Text),
    ("manager", Kind::Manager),
];

/// An attribute that the RFC names, as it spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Of the enterprise extension.
    pub(crate) enterprise: bool,
}

/// The attribute of this name, in any case (RFC 7643 §2.1). `schema`: the URN that it was named
/// with; an attribute of any other schema is not known.
pub(crate) fn known(schema: Option<&str>, name: &str) -> Option<Known> {
    let of =
        |(name, kind): &(&'static str, Kind), enterprise| Known { name, kind: *kind, enterprise };
    let find = |all: &[(&'static str, Kind)], enterprise: bool| {
        all.iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|one| of(one, enterprise))
    };
    match schema {
        None => find(&CORE, false).or_else(|| find(&EXTENSION, true)),
        Some(urn) if urn.eq_ignore_ascii_case(CORE_USER) => find(&CORE, false),
        Some(urn) if urn.eq_ignore_ascii_case(ENTERPRISE) => find(&EXTENSION, true),
        Some(_) => None,
    }
}

/// How two texts at one place are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Each letter counts.
    Exact,
    /// `Jo` is `jo`.
    AnyCase,
    /// Scheme and host of an address in any case (RFC 3986 §6.2.2.1), the rest exactly.
    Address,
}

/// How texts at this path are compared. The RFC gives `caseExact` false to nearly all attributes;
/// only those whose case carries no meaning are compared without it here, so that a title or a name
/// that was to be spelled otherwise still shows as not done.
pub(crate) fn letters(path: &str) -> Letters {
    let name = path.rsplit(':').next().unwrap_or(path).to_ascii_lowercase();
    let (whole, part) = name.split_once('.').unwrap_or((&name, "value"));
    match (whole, part) {
        ("username" | "locale" | "preferredlanguage", _) => Letters::AnyCase,
        ("emails", "value" | "display") => Letters::AnyCase,
        (_, "type") if name.contains('.') => Letters::AnyCase,
        ("profileurl" | "photos", "value") => Letters::Address,
        _ => Letters::Exact,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_known_in_any_case_and_by_their_schema() {
        let found = known(None, "DEPARTMENT").unwrap();
        assert_eq!((found.name, found.enterprise), ("department", true));
        assert_eq!(known(Some(ENTERPRISE), "costcenter").unwrap().name, "costCenter");
        assert_eq!(known(Some(CORE_USER), "Title").unwrap().kind, Kind::Text);
        assert_eq!(known(Some(CORE_USER), "department"), None);
        assert_eq!(known(Some("urn:example:2.0:User"), "title"), None);
        assert_eq!(known(None, "favoriteColor"), None);
    }

    #[test]
    fn case_means_nothing_only_where_it_carries_no_meaning() {
        for (path, wanted) in [
            ("userName", Letters::AnyCase),
            ("emails.value", Letters::AnyCase),
            ("phoneNumbers.type", Letters::AnyCase),
            ("locale", Letters::AnyCase),
            ("profileUrl", Letters::Address),
            ("externalId", Letters::Exact),
            ("id", Letters::Exact),
            ("title", Letters::Exact),
            ("displayName", Letters::Exact),
            ("phoneNumbers.value", Letters::Exact),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                Letters::Exact,
            ),
        ] {
            assert_eq!(letters(path), wanted, "{path}");
        }
    }
}
