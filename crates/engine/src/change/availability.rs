//! What an account may be asked to do, and why not. Pure.

use crate::view::{AccountState, UserRow};
use rollcall_providers::{Cannot, Profile};

/// Why the deactivation of this row is grayed out.
pub(crate) fn deactivate_blocked(row: &UserRow, profile: &Profile) -> Option<String> {
    let nouns = &profile.words.nouns;
    match row.status {
        AccountState::Active => None,
        AccountState::Inactive => Some(format!("Already {}.", nouns.deactivated)),
        AccountState::NoLongerListed => {
            Some(format!("{} Rollcall cannot see what happened to it.", not_listed(row, profile)))
        }
    }
}

/// Why the deletion of this row is grayed out.
pub(crate) fn delete_blocked(row: &UserRow, profile: &Profile) -> Option<String> {
    if row.status == AccountState::NoLongerListed {
        return Some(not_listed(row, profile));
    }
    rollcall_providers::delete_user(profile, row.account_id.as_str()).err().map(|Cannot(why)| why)
}

/// Why nothing but a read-back is asked of an account that is gone from the lists.
pub(crate) fn not_listed(row: &UserRow, profile: &Profile) -> String {
    let user = &profile.words.nouns.user;
    format!("{} no longer lists this {user}.", row.connection_name)
}

/// Why the activation of this row is grayed out.
pub(crate) fn activate_blocked(row: &UserRow, profile: &Profile) -> Option<String> {
    match row.status {
        AccountState::Active => Some("Active already.".to_owned()),
        _ if !profile.speaks.can_reactivate.value => Some(format!(
            "{} cannot activate it again under the same id: {}.",
            row.connection_name, profile.words.undo
        )),
        AccountState::Inactive | AccountState::NoLongerListed => None,
    }
}

#[cfg(test)]
mod tests;
