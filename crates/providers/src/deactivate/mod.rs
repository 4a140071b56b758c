//! Ending one user's access: what is sent, what may be found afterwards, how it is read back.

mod delete;
mod patch_active;

use crate::expected::Expected;
use crate::fact::Mark;
use crate::profile::Profile;
use rollcall_scim::Request;
use serde::{Deserialize, Serialize};

/// How a user's access is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deactivate {
    /// PATCH `active` to false, in the profile's dialect.
    PatchActive,
    /// DELETE the user resource.
    Delete,
}

/// One change, ready to be planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    /// The request that makes the change.
    pub request: Request,
    /// How sure the form of the request is: the weaker of what is known of verb and dialect.
    pub mark: Mark,
    /// What counts as verified when the resource is read back.
    pub expected: Expected,
    /// Reads the resource by id.
    pub read_back: Request,
}

/// What to send to end the access of the account with this id.
pub fn deactivate(profile: &Profile, account_id: &str) -> Intent {
    let speaks = &profile.speaks;
    let (request, form) = match speaks.deactivate.value {
        Deactivate::PatchActive => (
            patch_active::request(speaks.patch_dialect.value, account_id),
            speaks.patch_dialect.mark,
        ),
        Deactivate::Delete => (delete::request(account_id), speaks.deactivate.mark),
    };
    Intent {
        request,
        mark: form.min(speaks.deactivate.mark),
        expected: Expected::Ended(profile.end_states()),
        read_back: profile.user(account_id),
    }
}
