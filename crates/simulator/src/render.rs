//! How an app writes down what it holds: JSON types, missing parts, dates, links.

use serde_json::{Map, Value, json};

use crate::base::{Account, ENTERPRISE};
use crate::call::Call;
use crate::dice::hash_text;
use crate::plays::{Booleans, IdJson, IdStyle, Location, Plays, Timestamps};
use crate::state::State;

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// Writes the resources of one app whose base is at `address`.
pub(crate) struct Pen<'a> {
    pub(crate) state: &'a State,
    pub(crate) address: &'a str,
}

impl Pen<'_> {
    fn plays(&self) -> &Plays {
        &self.state.base.plays
    }

    pub(crate) fn user(&self, index: u32) -> Map<String, Value> {
        self.account(index, self.state.account(index))
    }

    pub(crate) fn account(&self, index: u32, account: Account) -> Map<String, Value> {
        let plays = self.plays();
        let id = self.state.base.user_ids.of(index);
        let mut user = account.record;
        for hidden in &plays.write_only {
            user.remove(hidden);
        }
        let mut schemas = vec![USER];
        if user.contains_key(ENTERPRISE) {
            schemas.push(ENTERPRISE);
        }
        if let Some(extension) = &plays.role_extension
            && user.contains_key(extension)
        {
            schemas.push(extension);
        }
        let schemas = json!(schemas);
        user.insert("schemas".into(), schemas);
        user.insert("active".into(), self.boolean(account.active, index));
        if plays.user_groups {
            let groups = self.state.groups_of(index).into_iter().map(|group| {
                let id = self.state.base.group_ids.of(group);
                json!({
                    "display": self.state.group_name(group),
                    "$ref": format!("{}/Groups/{}", self.address, segment(&id)),
                    "value": self.id(id),
                })
            });
            user.insert("groups".into(), groups.collect());
        }
        user.insert("meta".into(), self.meta("User", &id, account.created, account.modified));
        user.insert("id".into(), self.id(id));
        user
    }

    pub(crate) fn group(&self, group: u32, with_members: bool) -> Map<String, Value> {
        let id = self.state.base.group_ids.of(group);
        let mut written = Map::new();
        let Some(value) = self.state.group(group) else { return written };
        written.insert("schemas".into(), json!([GROUP]));
        written.insert("displayName".into(), value.name.into());
        if let Some(owner) = value.owner {
            written.insert("owner".into(), owner.into());
        }
        if let Some(external_id) = value.external_id {
            written.insert("externalId".into(), external_id.into());
        }
        if with_members {
            let members = value.members.iter().map(|member| self.member(*member));
            written.insert("members".into(), members.collect());
        }
        written.insert("meta".into(), self.meta("Group", &id, value.modified, value.modified));
        written.insert("id".into(), self.id(id));
        written
    }

    fn member(&self, index: u32) -> Value {
        let id = self.state.base.user_ids.of(index);
        let mut member = Map::new();
        for field in &self.plays().member_fields {
            let value = match field.as_str() {
                "display" => self.state.display(index).into(),
                "$ref" => format!("{}/Users/{}", self.address, segment(&id)).into(),
                "type" => "User".into(),
                _ => self.id(id.clone()),
            };
            member.insert(field.clone(), value);
        }
        member.into()
    }

    pub(crate) fn id(&self, id: String) -> Value {
        let plays = self.plays();
        if plays.id_json == IdJson::Number
            && plays.id_style == IdStyle::Digits
            && let Ok(number) = id.parse::<u64>()
        {
            return number.into();
        }
        id.into()
    }

    fn boolean(&self, value: bool, index: u32) -> Value {
        match self.plays().booleans {
            Booleans::Json => value.into(),
            Booleans::Mixed if index.is_multiple_of(2) => value.into(),
            Booleans::Text | Booleans::Mixed => value.to_string().into(),
        }
    }

    fn meta(&self, kind: &str, id: &str, created: i64, modified: i64) -> Value {
        let plays = self.plays();
        let mut meta = Map::new();
        meta.insert("resourceType".into(), kind.into());
        if plays.timestamps != Timestamps::Absent {
            meta.insert("created".into(), timestamp(plays.timestamps, created).into());
            meta.insert("lastModified".into(), timestamp(plays.timestamps, modified).into());
        }
        let rest = format!("/{kind}s/{}", segment(id));
        match plays.location {
            Location::Absent => None,
            Location::Absolute => Some(format!("{}{rest}", self.address)),
            Location::Relative => Some(format!("{}{rest}", plays.path)),
            Location::OtherHost => Some(format!("{}{rest}", plays.location_base)),
        }
        .map(|location| meta.insert("location".into(), location.into()));
        meta.into()
    }
}

/// An id as one path segment.
fn segment(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
}

fn timestamp(form: Timestamps, seconds: i64) -> String {
    let when = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    match form {
        Timestamps::Digits => format!("{seconds}000"),
        Timestamps::UtcMilliseconds => when.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
        Timestamps::Offset => when.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string(),
        Timestamps::Utc | Timestamps::Absent => when.to_string(),
    }
}

/// Which attributes of a resource were asked for (RFC 7644 §3.9), where the app listens at all.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    only: Option<Vec<String>>,
    without: Vec<String>,
}

impl Selection {
    pub(crate) fn of(call: &Call, plays: &Plays) -> Self {
        let names = |text: &str| -> Vec<String> {
            text.split(',').map(|name| name.trim().to_ascii_lowercase()).collect()
        };
        Self {
            only: call.parameter("attributes").filter(|_| plays.attributes_parameter).map(names),
            without: plays
                .excluded_attributes_parameters
                .iter()
                .filter_map(|parameter| call.parameter(parameter))
                .flat_map(names)
                .collect(),
        }
    }

    pub(crate) fn wants(&self, attribute: &str) -> bool {
        let attribute = attribute.to_ascii_lowercase();
        if attribute == "id" || attribute == "schemas" {
            return true;
        }
        let named = |names: &[String]| {
            names.iter().any(|name| {
                *name == attribute
                    || name
                        .strip_prefix(&attribute)
                        .is_some_and(|rest| rest.starts_with(['.', ':']))
            })
        };
        match &self.only {
            Some(only) => named(only),
            None => !self.without.contains(&attribute),
        }
    }

    pub(crate) fn apply(&self, resource: &mut Map<String, Value>) {
        if self.only.is_some() || !self.without.is_empty() {
            resource.retain(|attribute, _| self.wants(attribute));
        }
    }
}

/// A stable number for a text, for sorting that needs no meaning.
pub(crate) fn shuffle_key(request: u64, index: u32) -> u64 {
    hash_text(&format!("{request}/{index}"))
}
