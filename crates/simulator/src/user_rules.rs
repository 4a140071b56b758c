//! What an app keeps of a user document, and which values it refuses.

use serde_json::{Map, Value, json};

use crate::base::{Account, ENTERPRISE};
use crate::patch::get;
use crate::plays::{
    Emails, NameParts, OtherDomains, Plays, ProfileEdit, SpecialCharacters, UserNameCase,
};
use crate::reply::Refusal;

/// Characters that apps which refuse "special characters" in names refuse.
const SPECIAL: &[char] = &[
    '<', '>', '=', '|', '@', '{', '}', '[', ']', '\\', '^', '~', ';', '"', '\t', '\n', '+', '!',
    '%', '$', '#', '*',
];

/// What the app keeps of a document; everything else is accepted and ignored.
pub(crate) fn kept(
    plays: &Plays,
    document: &Map<String, Value>,
    before: Option<&Map<String, Value>>,
) -> Map<String, Value> {
    let mut record = Map::new();
    let names = ["userName", "name"].into_iter().chain(plays.display_name.then_some("displayName"));
    let emails = (plays.emails != Emails::Absent).then_some("emails");
    for name in names.chain(emails).chain(plays.attributes.iter().map(String::as_str)) {
        if let Some(value) = get(document, name).filter(|value| !value.is_null()) {
            record.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(before) = before {
        for fixed in &plays.create_only {
            record.remove(fixed);
            if let Some(value) = before.get(fixed) {
                record.insert(fixed.clone(), value.clone());
            }
        }
    }
    if !plays.enterprise.is_empty()
        && let Some(Value::Object(extension)) = get(document, ENTERPRISE)
    {
        let fields: Map<String, Value> = plays
            .enterprise
            .iter()
            .filter_map(|name| Some((name.clone(), get(extension, name)?.clone())))
            .collect();
        record.insert(ENTERPRISE.into(), fields.into());
    }
    if let Some(urn) = &plays.role_extension
        && let Some(Value::Object(extension)) = get(document, urn)
        && let Some(role) = get(extension, "role")
    {
        record.insert(urn.clone(), json!({ "role": role }));
    }
    if let Some(Value::Object(name)) = record.get_mut("name") {
        shape_name(plays, name, before);
    }
    record
}

/// Apps with one name field make one name of the parts.
fn shape_name(plays: &Plays, name: &mut Map<String, Value>, before: Option<&Map<String, Value>>) {
    let text = |name: &Map<String, Value>, key| {
        name.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    match plays.name_parts {
        NameParts::GivenFamily => {
            name.retain(|key, _| ["givenName", "familyName", "middleName"].contains(&key.as_str()));
        }
        NameParts::Formatted => {
            let joined = format!("{} {}", text(name, "givenName"), text(name, "familyName"));
            let old = before.and_then(|old| old.get("name")?.get("formatted")).cloned();
            let formatted = name.get("formatted").cloned();
            // parts given beside an unchanged whole are the newer wish
            if !joined.trim().is_empty() && (formatted.is_none() || formatted == old) {
                name.insert("formatted".into(), joined.trim().into());
            }
            name.retain(|key, _| key == "formatted");
        }
        NameParts::All => {}
    }
}

pub(crate) fn move_into_extension(
    plays: &Plays,
    body: &Map<String, Value>,
    record: &mut Map<String, Value>,
) {
    for name in &plays.enterprise {
        if let Some(value) = get(body, name) {
            let extension = record.entry(ENTERPRISE).or_insert_with(|| json!({}));
            extension[name.as_str()] = value.clone();
        }
    }
}

/// Rules about values, for every account.
pub(crate) fn check(plays: &Plays, record: &mut Map<String, Value>) -> Result<(), Refusal> {
    let name = user_name(record).to_owned();
    if name.is_empty() {
        return Err(Refusal::invalid_value("userName is required"));
    }
    match plays.user_name_case {
        UserNameCase::Refused if name != name.to_lowercase() => {
            return Err(Refusal::invalid_value("userName must be lower case"));
        }
        UserNameCase::Lowered => {
            record.insert("userName".into(), name.to_lowercase().into());
        }
        _ => {}
    }
    let domain = name.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
    if plays.other_domains == OtherDomains::Invisible && !plays.verified_domains.contains(&domain) {
        return Err(Refusal::invalid_value(
            "the domain of userName does not belong to this company",
        ));
    }
    if plays.special_characters == SpecialCharacters::Refused {
        let name = record.get("name");
        let parts = ["givenName", "familyName", "formatted"];
        let mut texts = parts
            .iter()
            .filter_map(|part| name?.get(*part)?.as_str())
            .chain(record.get("displayName").and_then(Value::as_str));
        if texts.any(|text| text.contains(SPECIAL)) {
            return Err(Refusal::invalid_value("special characters are not allowed in names"));
        }
    }
    if let Some(kind) = record.get("userType")
        && !plays.user_types.is_empty()
        && !plays.user_types.iter().any(|known| kind.as_str() == Some(known))
    {
        return Err(Refusal::invalid_value(format!("userType {kind} is not supported")));
    }
    if let Some(role) = role(plays, record)
        && plays.role_extension.is_some()
        && !plays.roles.contains(&role)
    {
        return Err(Refusal::invalid_value(format!("role {role} is not known")));
    }
    Ok(())
}

/// Whether name and address of this account may be edited at all.
pub(crate) fn edit_allowed(
    plays: &Plays,
    old: &Account,
    record: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    let domain = old.user_name().rsplit_once('@').map_or("", |(_, domain)| domain);
    if plays.verified_domains.iter().any(|known| known == domain) {
        return Ok(());
    }
    for part in ["userName", "name", "emails"] {
        if record.get(part) == old.record.get(part) {
            continue;
        }
        match plays.profile_edit_other_domains {
            ProfileEdit::Accepted => {}
            ProfileEdit::Refused => {
                return Err(Refusal::new(403, "the email domain of this user is not verified"));
            }
            ProfileEdit::Ignored => match old.record.get(part) {
                Some(value) => {
                    record.insert(part.into(), value.clone());
                }
                None => {
                    record.remove(part);
                }
            },
        }
    }
    Ok(())
}

pub(crate) fn role(plays: &Plays, record: &Map<String, Value>) -> Option<String> {
    let value = match &plays.role_extension {
        Some(extension) => record.get(extension)?.get("role")?,
        None => record.get("userType")?,
    };
    value.as_str().map(String::from)
}

pub(crate) fn user_name(record: &Map<String, Value>) -> &str {
    record.get("userName").and_then(Value::as_str).unwrap_or_default()
}

/// A boolean as JSON or as text in any case, as identity providers send it.
pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
