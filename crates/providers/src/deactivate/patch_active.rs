//! Deactivation by setting `active` to false (RFC 7643 §4.1.1, RFC 7644 §3.5.2).

use rollcall_scim::{Patch, PatchForm, RemoveMemberForm, Request};

pub(super) fn request(dialect: PatchForm, account_id: &str) -> Request {
    // no member is touched, so the form of removals does not matter
    let body = Patch::active(false).body(dialect, RemoveMemberForm::FilterPath);
    Request::patch(["Users", account_id], body)
}
