//! Changes of a group itself: create, rename, delete. Its members have a file of their own.

use crate::deactivate::Intent;
use crate::expected::{Expected, ExpectedValue, Spelling};
use crate::profile::Profile;
use crate::speaks::GroupWrite;
use crate::users::Cannot;
use rollcall_scim::{Patch, RemoveMemberForm, Request};
use serde_json::{Value, json};

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const NAME: &str = "displayName";

/// Creates an empty group: some servers ignore members that come with it, so they follow one by
/// one. Its id is known from the answer; [`Intent::read_back`] asks for the list of groups.
pub fn create_group(profile: &Profile, name: &str) -> Result<Intent, Cannot> {
    group_write(profile, GroupWrite::Create)?;
    some_name(name)?;
    Ok(Intent {
        request: Request::post(["Groups"], json!({"schemas": [GROUP], NAME: name})),
        mark: profile.speaks.group_writes.mark,
        expected: named(name),
        read_back: Request::get(["Groups"]),
    })
}

/// Gives the group another name and leaves its members alone.
pub fn rename_group(profile: &Profile, group_id: &str, name: &str) -> Result<Intent, Cannot> {
    group_write(profile, GroupWrite::Rename)?;
    some_name(name)?;
    let dialect = &profile.speaks.patch_dialect;
    let patch = Patch::replace(NAME, name).map_err(|error| Cannot(error.to_string()))?;
    Ok(Intent {
        request: Request::patch(
            ["Groups", group_id],
            patch.body(dialect.value, RemoveMemberForm::FilterPath),
        ),
        mark: dialect.mark.min(profile.speaks.group_writes.mark),
        expected: named(name),
        read_back: profile.group(group_id),
    })
}

/// Deletes the group; its members keep their accounts.
pub fn delete_group(profile: &Profile, group_id: &str) -> Result<Intent, Cannot> {
    group_write(profile, GroupWrite::Delete)?;
    Ok(Intent {
        request: Request::delete(["Groups", group_id]),
        mark: profile.speaks.group_writes.mark,
        expected: Expected::Gone,
        read_back: profile.group(group_id),
    })
}

fn named(name: &str) -> Expected {
    Expected::Values(vec![ExpectedValue {
        spelling: Spelling::AnyCase,
        ..ExpectedValue::new(NAME, Some(Value::String(name.to_owned())))
    }])
}

fn some_name(name: &str) -> Result<(), Cannot> {
    if name.trim().is_empty() {
        return Err(Cannot("A group needs a name.".to_owned()));
    }
    Ok(())
}

/// Whether the provider does this to its groups.
pub fn group_write(profile: &Profile, write: GroupWrite) -> Result<(), Cannot> {
    if profile.speaks.group_writes.contains(&write) {
        return Ok(());
    }
    let verb = match write {
        GroupWrite::Create => "create",
        GroupWrite::Rename => "rename",
        GroupWrite::Delete => "delete",
    };
    let groups = &profile.words.nouns.groups;
    Err(Cannot(format!("{} does not {verb} {groups} over SCIM.", profile.name)))
}
