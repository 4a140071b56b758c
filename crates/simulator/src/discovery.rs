//! `/ServiceProviderConfig`, `/ResourceTypes`, `/Schemas` (RFC 7644 §4), as far as an app has them.

use serde_json::{Value, json};

use crate::base::ENTERPRISE;
use crate::odd::Oddity;
use crate::plays::{Plays, ResourceTypes};
use crate::render::{GROUP, USER};
use crate::reply::{LIST, Refusal, Reply};

pub(crate) fn answer(
    plays: &Plays,
    odd: Option<Oddity>,
    name: &str,
    rest: Option<&str>,
) -> Result<Reply, Refusal> {
    if !plays.discovery.iter().any(|known| known == name) {
        return Err(Refusal::not_found("resource"));
    }
    let found = match name {
        "ServiceProviderConfig" => rest.is_none().then(|| config(plays, odd)),
        "ResourceTypes" => match rest {
            None => Some(listed(resource_types(), plays.resource_types)),
            Some(id) => resource_types().into_iter().find(|kind| kind["id"] == id),
        },
        _ => match rest {
            None => Some(listed(schemas(plays), ResourceTypes::List)),
            Some(id) => schemas(plays).into_iter().find(|schema| schema["id"] == id),
        },
    };
    found.map(|body| Reply::json(plays, 200, &body)).ok_or_else(|| Refusal::not_found(name))
}

fn listed(items: Vec<Value>, form: ResourceTypes) -> Value {
    match form {
        ResourceTypes::Array => items.into(),
        ResourceTypes::List => json!({
            "schemas": [LIST], "totalResults": items.len(), "startIndex": 1,
            "itemsPerPage": items.len(), "Resources": items,
        }),
    }
}

fn config(plays: &Plays, odd: Option<Oddity>) -> Value {
    let cursor = odd == Some(Oddity::CursorOnly);
    let mut config = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": plays.count_max.limit().unwrap_or(0) },
        "changePassword": { "supported": false },
        "sort": { "supported": plays.sort_users },
        "etag": { "supported": false },
        "authenticationSchemes": [{
            "type": "oauthbearertoken", "name": "Bearer token", "description": "RFC 6750",
            "primary": true,
        }],
    });
    if cursor {
        config["pagination"] =
            json!({ "cursor": true, "index": false, "defaultPaginationMethod": "cursor" });
    }
    config
}

fn resource_types() -> Vec<Value> {
    let kind = |name: &str, endpoint: &str, schema: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name, "name": name, "endpoint": endpoint, "schema": schema,
        })
    };
    let mut user = kind("User", "/Users", USER);
    user["schemaExtensions"] = json!([{ "schema": ENTERPRISE, "required": false }]);
    vec![user, kind("Group", "/Groups", GROUP)]
}

fn schemas(plays: &Plays) -> Vec<Value> {
    let attribute = |name: &str| {
        json!({
            "name": name, "type": "string", "multiValued": false, "required": name == "userName",
            "mutability": if plays.write_only.iter().any(|hidden| hidden == name) {
                "writeOnly"
            } else {
                "readWrite"
            },
        })
    };
    let schema = |id: &str, name: &str, attributes: Vec<Value>| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
            "id": id, "name": name, "attributes": attributes,
        })
    };
    let own = plays.attributes.iter().map(String::as_str);
    let user = ["userName", "name", "emails", "active"].into_iter().chain(own).map(attribute);
    let mut all = vec![
        schema(USER, "User", user.collect()),
        schema(GROUP, "Group", ["displayName", "members"].map(attribute).into()),
    ];
    if !plays.enterprise.is_empty() {
        let fields = plays.enterprise.iter().map(|name| attribute(name));
        all.push(schema(ENTERPRISE, "EnterpriseUser", fields.collect()));
    }
    all
}
