//! A user as it is read from a resource (RFC 7643 §4.1 and §4.3). Everything but the id may be
//! missing, null or of another JSON type than the schema says; none of that loses the user.

use serde_json::{Map, Value};

use crate::resource::{Resource, exact_text, flag_of, member, text_of};

/// The attributes that Rollcall shows, searches and compares. The resource keeps the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// Empty only when the server sent none; listings drop such rows before anyone sees them.
    pub id: String,
    /// `externalId` (RFC 7643 §3.1).
    pub external_id: Option<String>,
    /// `userName` (RFC 7643 §4.1.1).
    pub user_name: Option<String>,
    /// `displayName`.
    pub display_name: Option<String>,
    /// `name.formatted`
    pub formatted: Option<String>,
    /// `name.givenName`.
    pub given_name: Option<String>,
    /// `name.familyName`.
    pub family_name: Option<String>,
    /// `None` when the server does not say.
    pub active: Option<bool>,
    /// `emails` in their order.
    pub emails: Vec<Email>,
    /// `title`.
    pub title: Option<String>,
    /// `userType`.
    pub user_type: Option<String>,
    /// `department` of the enterprise extension (RFC 7643 §4.3).
    pub department: Option<String>,
    /// `costCenter` of the enterprise extension.
    pub cost_center: Option<String>,
    /// `division` of the enterprise extension.
    pub division: Option<String>,
    /// `organization` of the enterprise extension.
    pub organization: Option<String>,
    /// `employeeNumber` of the enterprise extension.
    pub employee_number: Option<String>,
    /// The manager's display name, or else the value that names the manager.
    pub manager: Option<String>,
    /// `locale` as sent, usually a language tag (RFC 5646).
    pub locale: Option<String>,
    /// `timezone` as sent, usually an IANA name.
    pub timezone: Option<String>,
    /// Role values of the core attribute and of any extension's `role`.
    pub roles: Vec<String>,
    /// Ids of the groups that the user's own resource names; `None` when it names no list at
    /// all, which is not the same as an empty one.
    pub groups: Option<Vec<String>>,
    /// Those of them that the user is in only through another group (`type` *indirect*, RFC 7643
    /// §4.1.2): no list of a group's own members names such a user.
    pub indirect_groups: Vec<String>,
    /// `meta.created` as sent: not every server sends a date.
    pub created: Option<String>,
    /// `meta.lastModified` as sent.
    pub last_modified: Option<String>,
}

/// One entry of `emails`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The address.
    pub value: String,
    /// The `type`, such as `work`.
    pub kind: Option<String>,
    /// The entry is marked as the primary one.
    pub primary: bool,
}

impl User {
    /// Reads what can be read; never fails.
    pub fn of(resource: &Resource) -> Self {
        let extensions = resource.extensions();
        let beside = |name: &str| beside(resource, &extensions, name);
        Self {
            external_id: resource.text("externalId"),
            cost_center: beside("costCenter"),
            division: beside("division"),
            organization: beside("organization"),
            employee_number: beside("employeeNumber"),
            manager: beside("manager"),
            locale: resource.text("locale"),
            timezone: resource.text("timezone"),
            roles: roles(resource, &extensions),
            created: resource.text("meta.created"),
            last_modified: resource.text("meta.lastModified"),
            ..Self::listed(resource)
        }
    }

    /// The same without what a list of accounts does not show: looking for it in each of many accounts
    /// takes about as long as for the rest.
    pub fn listed(resource: &Resource) -> Self {
        let (groups, indirect_groups) = groups(resource);
        Self {
            id: resource.id().unwrap_or_default(),
            user_name: resource.text("userName"),
            display_name: resource.text("displayName"),
            formatted: resource
                .text("name.formatted")
                // A bare string where the name object is due.
                .or_else(|| resource.get("name").and_then(text_of)),
            given_name: resource.text("name.givenName"),
            family_name: resource.text("name.familyName"),
            active: resource.flag("active"),
            emails: emails(resource),
            title: resource.text("title"),
            user_type: resource.text("userType"),
            department: beside(resource, &resource.extensions(), "department"),
            groups,
            indirect_groups,
            ..Self::default()
        }
    }

    /// The groups without those that the user is in only through another group.
    pub fn into_direct_groups(self) -> Option<Vec<String>> {
        let mut groups = self.groups?;
        groups.retain(|group| !self.indirect_groups.contains(group));
        Some(groups)
    }

    /// What to call the account: display name, full name, given and family name, user name,
    /// primary e-mail address, id, in this order. Never empty.
    pub fn label(&self) -> String {
        let parts = [self.given_name.as_deref(), self.family_name.as_deref()];
        let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        [self.display_name.as_deref(), self.formatted.as_deref()]
            .into_iter()
            .flatten()
            .chain(Some(joined.as_str()))
            .chain(self.user_name.as_deref())
            .chain(self.email())
            .chain(Some(self.id.as_str()))
            .map(str::trim)
            .find(|text| !text.is_empty())
            .unwrap_or("(no name)")
            .to_owned()
    }

    /// The primary e-mail address, else the first one, else a user name that is one.
    pub fn email(&self) -> Option<&str> {
        self.emails
            .iter()
            .find(|email| email.primary)
            .or_else(|| self.emails.first())
            .map(|email| email.value.as_str())
            .or_else(|| self.user_name.as_deref().filter(|name| name.contains('@')))
    }
}

/// An enterprise attribute.
fn beside(resource: &Resource, extensions: &[&Map<String, Value>], name: &str) -> Option<String> {
    extensions
        .iter()
        .find_map(|map| member(map, name).and_then(plain_or_value))
        // Some servers keep the enterprise attributes at the top level.
        .or_else(|| member(resource.as_map(), name).and_then(plain_or_value))
}

/// Text, or the display name or value of a complex attribute (`manager`).
fn plain_or_value(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => {
            ["displayName", "display", "value"].iter().find_map(|key| text_of(member(map, key)?))
        }
        Value::Array(items) => items.first().and_then(plain_or_value),
        plain => text_of(plain),
    }
}

/// The entries of a multi-valued attribute, also when a single one came without its list.
fn entries<'a>(resource: &'a Resource, name: &str) -> &'a [Value] {
    match resource.get(name) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => &[],
        Some(single) => std::slice::from_ref(single),
    }
}

fn emails(resource: &Resource) -> Vec<Email> {
    let mut found = Vec::new();
    for entry in entries(resource, "emails") {
        let (value, kind, primary) = match entry {
            Value::Object(map) => (
                member(map, "value").and_then(text_of),
                member(map, "type").and_then(text_of),
                member(map, "primary").and_then(flag_of).unwrap_or(false),
            ),
            plain => (text_of(plain), None, false),
        };
        if let Some(value) = value {
            found.push(Email { value, kind, primary });
        }
    }
    found
}

fn roles(resource: &Resource, extensions: &[&Map<String, Value>]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let beside = extensions.iter().filter_map(|map| member(map, "role"));
    for entry in entries(resource, "roles").iter().chain(beside) {
        let text = match entry {
            Value::Object(map) => {
                ["value", "display"].iter().find_map(|key| text_of(member(map, key)?))
            }
            plain => text_of(plain),
        };
        if let Some(text) = text
            && !found.contains(&text)
        {
            found.push(text);
        }
    }
    found
}

fn is_direct(item: &Value) -> bool {
    let kind = item.as_object().and_then(|map| member(map, "type")).and_then(text_of);
    !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("indirect"))
}

/// All groups, and those of them that are indirect.
fn groups(resource: &Resource) -> (Option<Vec<String>>, Vec<String>) {
    let mut indirect = Vec::new();
    let Some(Value::Array(items)) = resource.get("groups") else { return (None, indirect) };
    let id = |item: &Value| match item {
        Value::Object(map) => exact_text(member(map, "value")?),
        plain => exact_text(plain),
    };
    // One entry that cannot be read makes the list unknown, not shorter.
    let all: Option<Vec<String>> = items.iter().map(id).collect();
    if all.is_some() {
        indirect.extend(items.iter().filter(|item| !is_direct(item)).filter_map(id));
    }
    (all, indirect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::any_json::any_json;
    use proptest::prelude::*;
    use serde_json::json;

    fn user(value: Value) -> User {
        User::of(&Resource::from_value(value).unwrap())
    }

    #[test]
    fn the_full_enterprise_user_is_read() {
        let found = user(json!({
            "id": "7d0f", "externalId": "idp-7", "userName": "mira@example.org", "active": "true",
            "name": {"givenName": "Mira", "familyName": "Okafor"},
            "emails": [{"value": "home@example.org"}, {"value": "mira@example.org", "type": "work", "primary": true}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "Finance", "costCenter": 4711, "manager": {"value": "9", "displayName": "Tom"}},
            "urn:example:extension:2.0:User": {"role": "owner"},
            "roles": [{"value": "owner"}, "editor"],
            "groups": [{"value": 5, "display": "vpn"}],
            "meta": {"created": 1700000000000_u64, "lastModified": "2024-05-02T10:11:12Z"},
        }));
        assert_eq!(found.label(), "Mira Okafor");
        assert_eq!(found.email(), Some("mira@example.org"));
        assert_eq!(found.active, Some(true));
        assert_eq!(found.department.as_deref(), Some("Finance"));
        assert_eq!(found.cost_center.as_deref(), Some("4711"));
        assert_eq!(found.manager.as_deref(), Some("Tom"));
        assert_eq!(found.roles, ["owner", "editor"]);
        assert_eq!(found.groups, Some(vec!["5".to_owned()]));
        assert_eq!(found.created.as_deref(), Some("1700000000000"));
    }

    #[test]
    fn null_and_missing_names_fall_back_to_the_next_best_label() {
        let name = json!({"givenName": null, "familyName": null});
        let found = user(json!({"id": "1", "userName": "noname@example.org", "name": name}));
        assert_eq!(found.label(), "noname@example.org");
        assert_eq!(found.email(), Some("noname@example.org"));
        assert_eq!(user(json!({"id": "1", "name": {}, "emails": ["a@b"]})).label(), "a@b");
        assert_eq!(user(json!({"id": "1", "displayName": "  "})).label(), "1");
        assert_eq!(user(json!({})).label(), "(no name)");
        assert_eq!(user(json!({"id": "1", "name": "Ada L."})).label(), "Ada L.");
        assert_eq!(user(json!({"id": "1", "name": {"familyName": "Only"}})).label(), "Only");
    }

    #[test]
    fn groups_that_were_not_sent_are_unknown_and_an_empty_list_is_empty() {
        assert_eq!(user(json!({"id": "1"})).groups, None);
        assert_eq!(user(json!({"id": "1", "groups": null})).groups, None);
        assert_eq!(user(json!({"id": "1", "groups": []})).groups, Some(vec![]));
        assert_eq!(user(json!({"id": "1", "groups": [{"display": "no id"}]})).groups, None);
        let nested = user(json!({"id": "1", "groups": [
            {"value": "a", "type": "direct"}, {"value": "b", "type": "indirect"}, {"value": "c"}]}));
        assert_eq!(nested.groups.clone().unwrap(), ["a", "b", "c"]);
        assert_eq!(nested.into_direct_groups().unwrap(), ["a", "c"]);
    }

    #[test]
    fn enterprise_attributes_at_the_top_level_are_found() {
        assert_eq!(user(json!({"id": "1", "department": "HR"})).department.as_deref(), Some("HR"));
    }

    proptest! {
        #[test]
        fn decoding_any_object_never_panics_and_always_has_a_label(
            id in any_json(), name in any_json(), emails in any_json(),
            groups in any_json(), extension in any_json(),
        ) {
            let any = Resource::from_value(json!({
                "id": id, "name": name.clone(), "userName": name, "emails": emails.clone(),
                "roles": emails, "groups": groups.clone(), "active": groups,
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": extension,
            })).unwrap();
            let (found, listed) = (User::of(&any), User::listed(&any));
            prop_assert!(!found.label().is_empty());
            prop_assert_eq!(found.label(), listed.label());
            prop_assert_eq!(found.into_direct_groups(), listed.into_direct_groups());
        }
    }
}
