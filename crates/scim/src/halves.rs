//! A change of many members in two requests, for a server that accepts fewer at once.

use crate::failure::{Failure, FailureKind};
use crate::request::{Method, Request};
use serde_json::Value;

/// Words of a refusal that name a limit, and of what.
const LIMIT: [&str; 8] =
    ["too many", "toomany", "maximum", "exceed", "at most", "no more than", "limit", "too large"];
const OF_WHAT: [&str; 7] =
    ["operation", "member", "value", "entries", "item", "request", "payload"];

impl Failure {
    /// Whether the server says that the request held too much at once (RFC 7644 §3.12 `tooMany`,
    /// RFC 9110 §15.5.14, or a 400 in words of its own), so that nothing of it was done.
    pub fn wants_less_at_once(&self) -> bool {
        let FailureKind::Status(error) = &self.kind else { return false };
        let too_many =
            error.scim_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("tooMany"));
        match error.status {
            Some(413) => true,
            Some(400 | 422) if too_many => true,
            Some(400 | 422) => {
                let words = error.detail.as_deref().unwrap_or_default().to_lowercase();
                let names = |all: &[&str]| all.iter().any(|one| words.contains(one));
                names(&LIMIT) && names(&OF_WHAT)
            }
            _ => false,
        }
    }
}

/// The two halves of a PATCH of members, in order; `None` for anything else, and for one member.
pub fn halves(request: &Request) -> Option<(Request, Request)> {
    if request.method != Method::Patch {
        return None;
    }
    let operations = request.body.as_ref()?.get("Operations")?.as_array()?;
    if !operations.iter().all(is_about_members) {
        return None;
    }
    let with = |operations: Vec<Value>| {
        let mut half = request.clone();
        if let Some(whole) = half.body.as_mut().and_then(|body| body.get_mut("Operations")) {
            *whole = Value::Array(operations);
        }
        half
    };
    if let [only] = operations.as_slice() {
        let members = only.get("value")?.as_array().filter(|members| members.len() > 1)?;
        let (one, other) = members.split_at(members.len() / 2);
        let of = |members: &[Value]| {
            let mut operation = only.clone();
            operation["value"] = Value::Array(members.to_vec());
            with(vec![operation])
        };
        return Some((of(one), of(other)));
    }
    let (one, other) = operations.split_at(operations.len() / 2);
    Some((with(one.to_vec()), with(other.to_vec()))).filter(|_| !one.is_empty())
}

fn is_about_members(operation: &Value) -> bool {
    let path = operation.get("path").and_then(Value::as_str).unwrap_or_default();
    path == "members" || path.starts_with("members[")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ScimError;
    use crate::exchange::Exchange;
    use crate::failure::Reached;
    use crate::{MemberIds, Operation, Patch, PatchForm, RemoveMemberForm};
    use proptest::prelude::*;
    use serde_json::json;

    fn exchange() -> Exchange {
        Exchange {
            method: Method::Patch,
            url_path_and_query: String::new(),
            host: String::new(),
            request_body: None,
            status: None,
            content_type: None,
            answer: None,
            took_ms: 0,
            attempts: 1,
            at: String::new(),
        }
    }

    fn refusal(status: u16, body: &Value) -> Failure {
        Failure {
            kind: FailureKind::Status(ScimError::of(status, body.to_string().as_bytes())),
            exchange: Box::new(exchange()),
            reached: Reached::Answered,
        }
    }

    #[test]
    fn a_refusal_for_size_is_told_from_every_other() {
        for (status, body, wanted) in [
            (413, json!({}), true),
            (400, json!({"scimType": "tooMany", "detail": "no"}), true),
            (
                400,
                json!({"detail": "PATCH request exceeds maximum allowed number of 20 operations"}),
                true,
            ),
            (422, json!({"detail": "no more than 50 members per request"}), true),
            (400, json!({"detail": "the value of title is not known"}), false),
            (400, json!({"scimType": "invalidPath", "detail": "no such path"}), false),
            (403, json!({"detail": "too many members"}), false),
            (500, json!({"detail": "maximum number of operations"}), false),
            (409, json!({"scimType": "uniqueness"}), false),
        ] {
            assert_eq!(refusal(status, &body).wants_less_at_once(), wanted, "{status} {body}");
        }
    }

    fn patch(operation: Operation, remove: RemoveMemberForm) -> Request {
        Request::patch(["Groups", "g"], Patch::new(operation).body(PatchForm::WithPath, remove))
    }

    #[test]
    fn nothing_but_members_is_halved() {
        let body = Patch::replace("title", "x")
            .unwrap()
            .body(PatchForm::WithPath, RemoveMemberForm::FilterPath);
        assert_eq!(halves(&Request::patch(["Users", "1"], body)), None);
        assert_eq!(halves(&Request::delete(["Groups", "g"])), None);
        let one = MemberIds::one("1").unwrap();
        for remove in [RemoveMemberForm::FilterPath, RemoveMemberForm::ValueArray] {
            assert_eq!(halves(&patch(Operation::RemoveMembers(one.clone()), remove)), None);
        }
    }

    proptest! {
        #[test]
        fn halves_hold_each_member_once(count in 2_usize..60, add: bool, array: bool) {
            let ids: Vec<String> = (0..count).map(|n| n.to_string()).collect();
            let members = MemberIds::new(ids.clone()).unwrap();
            let remove = if array { RemoveMemberForm::ValueArray } else { RemoveMemberForm::FilterPath };
            let operation = if add { Operation::AddMembers(members) } else { Operation::RemoveMembers(members) };
            let mut stack = vec![patch(operation, remove)];
            let mut found = Vec::new();
            while let Some(request) = stack.pop() {
                match halves(&request) {
                    Some((one, other)) => stack.extend([other, one]),
                    None => {
                        let operation = &request.body.unwrap()["Operations"][0];
                        let path = operation["path"].as_str().unwrap();
                        found.push(match path.strip_prefix("members[value eq \"") {
                            Some(rest) => rest.trim_end_matches("\"]").to_owned(),
                            None => operation["value"][0]["value"].as_str().unwrap().to_owned(),
                        });
                    }
                }
            }
            prop_assert_eq!(found, ids);
        }
    }
}
