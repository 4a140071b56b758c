//! What attributes are called in sentences.

use crate::schema::{CORE_USER, ENTERPRISE};

/// Single-valued attributes of RFC 7643 §4.1, and of its enterprise extension (§4.3) without the
/// schema, in the order in which an admin looks for them.
pub const KNOWN_ATTRIBUTES: [(&str, &str); 18] = [
    ("userName", "user name"),
    ("displayName", "display name"),
    ("name.givenName", "given name"),
    ("name.familyName", "family name"),
    ("name.formatted", "full name"),
    ("nickName", "nickname"),
    ("title", "title"),
    ("userType", "user type"),
    ("externalId", "external id"),
    ("locale", "locale"),
    ("timezone", "time zone"),
    ("preferredLanguage", "preferred language"),
    ("profileUrl", "profile page"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", "cost center"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division", "division"),
    ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization", "organization"),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
        "employee number",
    ),
];

/// The name of a known attribute; of another one its path without the schema.
pub fn attribute_name(path: &str) -> &str {
    let core = without(path, CORE_USER).unwrap_or(path);
    if let Some((_, name)) = KNOWN_ATTRIBUTES.iter().find(|(known, _)| {
        known.eq_ignore_ascii_case(core)
            || without(known, ENTERPRISE).is_some_and(|short| short.eq_ignore_ascii_case(path))
    }) {
        return name;
    }
    match core.get(..4) {
        // A schema ends at its last colon; a value in a filter may hold others.
        Some(urn) if urn.eq_ignore_ascii_case("urn:") => {
            let schema = core.split('[').next().unwrap_or(core);
            schema.rfind(':').map_or(core, |colon| &core[colon + 1..])
        }
        _ => core,
    }
}

/// The path inside a schema.
fn without<'a>(path: &'a str, schema: &str) -> Option<&'a str> {
    let (start, rest) = (path.get(..schema.len())?, path.get(schema.len()..)?);
    rest.strip_prefix(':').filter(|_| start.eq_ignore_ascii_case(schema))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_an_attribute_without_its_schema() {
        for (path, name) in [
            ("userName", "user name"),
            ("USERNAME", "user name"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:name.familyName", "family name"),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", "department"),
            (
                "URN:ietf:params:scim:schemas:extension:enterprise:2.0:user:costcenter",
                "cost center",
            ),
            ("department", "department"),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "manager.value",
            ),
            ("urn:ietf:params:scim:schemas:extension:notion:2.0:User:role", "role"),
            ("urn:example:2.0:User:tags[value eq \"a:b\"].value", "tags[value eq \"a:b\"].value"),
            ("emails[type eq \"work\"].value", "emails[type eq \"work\"].value"),
            ("nämé", "nämé"),
            ("", ""),
        ] {
            assert_eq!(attribute_name(path), name, "{path}");
        }
    }
}
