//! Deactivation by deleting the user resource (RFC 7644 §3.6).

use rollcall_scim::Request;

pub(super) fn request(account_id: &str) -> Request {
    Request::delete(["Users", account_id])
}
