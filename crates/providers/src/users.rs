//! Changes of one user beside the deactivation: activate, set attributes, create, delete.

use crate::attribute_name::attribute_name;
use crate::compare::is_nothing;
use crate::deactivate::{Intent, deactivate};
use crate::expected::{EndState, Expected, ExpectedValue};
use crate::profile::Profile;
use crate::speaks::{DeleteUser, Normalization};
use rollcall_scim::{AttributePath, Operation, Patch, PathError, RemoveMemberForm, Request};
use serde_json::{Map, Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// Why something is not tried: the provider is known not to do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cannot(pub String);

/// Sets the user active again under the same id.
pub fn activate(profile: &Profile, account_id: &str) -> Result<Intent, Cannot> {
    let speaks = &profile.speaks;
    if !speaks.can_reactivate.value {
        return Err(Cannot(format!(
            "{} cannot activate it again under the same id: {}.",
            profile.name, profile.words.undo
        )));
    }
    let body = Patch::active(true).body(speaks.patch_dialect.value, RemoveMemberForm::FilterPath);
    Ok(Intent {
        request: Request::patch(["Users", account_id], body),
        mark: speaks.patch_dialect.mark.min(speaks.can_reactivate.mark),
        expected: Expected::Active,
        read_back: profile.user(account_id),
    })
}

/// Deletes the user resource.
pub fn delete_user(profile: &Profile, account_id: &str) -> Result<Intent, Cannot> {
    let fact = &profile.speaks.delete_user;
    let expected = match fact.value {
        DeleteUser::Removes => Expected::Ended(vec![EndState::NotFound]),
        DeleteUser::Deactivates => deactivate(profile, account_id).expected,
        DeleteUser::NotOffered => {
            return Err(Cannot(format!("{} does not delete users over SCIM.", profile.name)));
        }
    };
    Ok(Intent {
        request: Request::delete(["Users", account_id]),
        mark: fact.mark,
        expected,
        read_back: profile.user(account_id),
    })
}

/// Sets these attributes; `null` removes a value. One PATCH, each attribute named.
pub fn set_user(
    profile: &Profile,
    account_id: &str,
    values: &Map<String, Value>,
) -> Result<Intent, Cannot> {
    let speaks = &profile.speaks;
    let mut operations = Vec::with_capacity(values.len());
    let mut expected = Vec::with_capacity(values.len());
    for (path, value) in values {
        let attribute = writable(profile, path)?;
        let nothing = is_nothing(value);
        if nothing && path.eq_ignore_ascii_case("userName") {
            return Err(Cannot("A user name can be changed, but not removed.".to_owned()));
        }
        let value = (!nothing).then(|| normalized(profile, path, value));
        operations.push(match &value {
            Some(value) => Operation::Replace(attribute, value.clone()),
            None => Operation::Remove(attribute),
        });
        expected.push(expected_value(profile, path, value));
    }
    let patch = Patch::all(operations).ok_or_else(|| {
        Cannot(
            "There is nothing to \
            set."
                .to_owned(),
        )
    })?;
    let body = patch.body(speaks.patch_dialect.value, RemoveMemberForm::FilterPath);
    Ok(Intent {
        request: Request::patch(["Users", account_id], body),
        mark: speaks.patch_dialect.mark.min(speaks.writable.mark),
        expected: Expected::Values(expected),
        read_back: profile.user(account_id),
    })
}

/// Creates a user with these attributes. Its id is known from the answer; [`Intent::read_back`]
/// asks for the list of users.
pub fn create_user(profile: &Profile, values: &Map<String, Value>) -> Result<Intent, Cannot> {
    let user_name = values.get("userName").and_then(Value::as_str).unwrap_or_default().trim();
    if user_name.is_empty() {
        return Err(Cannot("A new user needs a userName.".to_owned()));
    }
    let (mut body, mut expected) = (Map::new(), Vec::new());
    let mut schemas = vec![USER.to_owned()];
    for (path, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        let attribute = match writable(profile, path) {
            Err(_) if names(&profile.speaks.create_only, path) => parsed(path)?,
            attribute => attribute?,
        };
        let value = normalized(profile, path, value);
        if let Some(schema) = attribute.schema()
            && !schemas.iter().any(|known| known == schema)
        {
            schemas.push(schema.to_owned());
        }
        merge(&mut body, attribute.wrap(value.clone()));
        if !names(&profile.speaks.create_only, path) {
            expected.push(expected_value(profile, path, Some(value)));
        }
    }
    body.insert("schemas".to_owned(), json!(schemas));
    Ok(Intent {
        request: Request::post(["Users"], Value::Object(body)),
        mark: profile.speaks.writable.mark,
        expected: Expected::Values(expected),
        read_back: Request::get(["Users"]),
    })
}

/// The attribute, if a change of it would last.
fn writable(profile: &Profile, path: &str) -> Result<AttributePath, Cannot> {
    let attribute = parsed(path)?;
    let name = &profile.name;
    let text = attribute.to_text();
    for (kept_for, instead) in [
        ("active", "activate or deactivate the user instead"),
        ("id", "the app gives it"),
        ("meta", "the app keeps it"),
        ("groups", "add the user to the group instead"),
        ("schemas", "it follows from the attributes"),
    ] {
        if text.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(kept_for)) {
            return Err(Cannot(format!("{path} is not set: {instead}.")));
        }
    }
    let field = attribute_name(path);
    if names(&profile.speaks.create_only, path) {
        return Err(Cannot(format!("{name} takes {field} only when a user is created.")));
    }
    if !names(&profile.speaks.writable, path) {
        return Err(Cannot(format!("{name} does not keep {field}.")));
    }
    Ok(attribute)
}

pub(crate) fn parsed(path: &str) -> Result<AttributePath, Cannot> {
    AttributePath::parse(path).map_err(|error| match error {
        PathError::Members => Cannot("A user has no member list.".to_owned()),
        PathError::NotAnAttribute => {
            Cannot(format!("“{path}” is not the path of one attribute (RFC 7644 §3.10)."))
        }
    })
}

/// Whether a change of this attribute would last.
pub fn keeps(profile: &Profile, path: &str) -> bool {
    writable(profile, path).is_ok()
}

/// Why an attribute of a user who exists is not set, from the profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason as part of a sentence.
    pub why: String,
    /// It is taken when a user is created.
    pub on_create: bool,
}

/// `None`: a change of this attribute would last.
pub fn refusal_of(profile: &Profile, path: &str) -> Option<Refusal> {
    let why = writable(profile, path).err()?.0;
    Some(Refusal { why, on_create: names(&profile.speaks.create_only, path) })
}

/// Whether the server never gives this attribute back, so that no change of it can be verified.
pub fn is_write_only(profile: &Profile, path: &str) -> bool {
    names(&profile.speaks.write_only, path)
}

/// Whether a list of attributes names this one, or the attribute that it is a part of.
fn names(list: &[String], path: &str) -> bool {
    list.iter().any(|one| {
        one == "*"
            || one.eq_ignore_ascii_case(path)
            || path.get(..one.len()).is_some_and(|start| start.eq_ignore_ascii_case(one))
                && path[one.len()..].starts_with('.')
    })
}

fn expected_value(profile: &Profile, path: &str, value: Option<Value>) -> ExpectedValue {
    let write_only = names(&profile.speaks.write_only, path);
    ExpectedValue { write_only, ..ExpectedValue::new(path, value) }
}

/// The value as the server is known to keep it.
fn normalized(profile: &Profile, path: &str, value: &Value) -> Value {
    let lower = profile.speaks.normalizations.contains(&Normalization::LowerCaseUserName);
    match value {
        Value::String(text) if lower && path.eq_ignore_ascii_case("userName") => {
            Value::String(text.to_lowercase())
        }
        other => other.clone(),
    }
}

fn merge(into: &mut Map<String, Value>, value: Value) {
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(known)), value @ Value::Object(_)) => merge(known, value),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
