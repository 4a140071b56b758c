//! The inverse of one item of a run: what takes it back, from its before-image and from what it touched
//! as that is now. Pure.

use crate::change::Change;
use crate::plan::{Item, Warning};
use crate::run::precondition::same_value;
use crate::text::{NAME_SHOWN, bounded};
use rollcall_providers::{Expected, ExpectedValue, Profile};
use rollcall_scim::{Group, Members, Resource};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";

/// What a new account can get of the old one's image.
const CARRIED: [&str; 16] = [
    "userName",
    "displayName",
    "name.givenName",
    "name.familyName",
    "name.formatted",
    "emails",
    "externalId",
    "nickName",
    "profileUrl",
    "phoneNumbers",
    "addresses",
    "title",
    "userType",
    "locale",
    "timezone",
    "preferredLanguage",
];
const CARRIED_ENTERPRISE: [&str; 6] =
    ["department", "costCenter", "division", "organization", "employeeNumber", "manager"];

/// What the app makes by itself, and what has a change of its own.
const OF_THE_APP: [&str; 6] = ["schemas", "id", "meta", "active", "groups", "password"];

/// The item that is taken back, and where it was undo.
pub(super) struct ToUndo<'a> {
    pub(super) connection_id: &'a str,
    /// What the connection is called.
    pub(super) app: &'a str,
    pub(super) profile: &'a Profile,
    pub(super) item: &'a Item,
    /// The account or group before the run.
    pub(super) image: &'a Resource,
    /// Id of what the item made; empty when it is not known.
    pub(super) made: &'a str,
}

/// What an item touched, as it is now. `Err`: the app's words that it is gone.
pub(super) enum Touched {
    /// Its inverse needs no look.
    NotRead,
    Account {
        live: Result<Resource, String>,
        /// Groups that the account was in before and that are still there, with their members where
        /// the app states them.
        groups: Vec<(String, Option<BTreeSet<String>>)>,
        /// The account as the run left it: a server may have taken a part of what was asked.
        left: Option<Resource>,
    },
    Group(Result<Resource, String>),
}

/// What takes an item back.
#[derive(Debug, Default)]
pub(super) struct Inverse {
    pub(super) changes: Vec<Change>,
    /// Why something is not taken back.
    pub(super) blocked: Vec<String>,
    pub(super) warning: Option<Warning>,
    /// The account gets a new id, because this one is gone.
    pub(super) re_creates: Option<String>,
    /// A group that users left through the item, and who was named.
    pub(super) left_group: Option<(String, Vec<String>)>,
}

impl Inverse {
    fn change(change: Change) -> Self {
        Self { changes: vec![change], ..Self::default() }
    }

    fn blocked(why: String) -> Self {
        Self { blocked: vec![why], ..Self::default() }
    }
}

/// The inverse of an item that took, or may have.
pub(super) fn inverse(undo: &ToUndo<'_>, touched: Touched) -> Inverse {
    let connection = undo.connection_id.to_owned();
    match (&undo.item.wish, touched) {
        (
            Change::Deactivate { user, .. } | Change::Delete { user, .. },
            Touched::Account { live: Ok(live), groups, .. },
        ) => of_ended_access(connection, user, &live, groups),
        (
            Change::Deactivate { user, .. } | Change::Delete { user, .. },
            Touched::Account { live: Err(_), groups, .. },
        ) => of_gone_account(undo, user, groups),
        (Change::Set { user, .. }, Touched::Account { live, left, .. }) => match live {
            Ok(live) => of_values(undo, user, &live, left.as_ref()),
            Err(gone) => Inverse::blocked(gone),
        },
        (Change::RenameGroup { group, .. }, Touched::Group(live)) => match live {
            Ok(live) => of_rename(undo, group, &live),
            Err(gone) => Inverse::blocked(gone),
        },
        (
            Change::Deactivate { .. }
            | Change::Delete { .. }
            | Change::Set { .. }
            | Change::RenameGroup { .. },
            _,
        ) => Inverse::blocked("what it changed was not read.".to_owned()),
        (Change::Activate { user, .. }, _) => {
            Inverse::change(Change::Deactivate { connection, user: user.clone() })
        }
        (Change::Create { .. } | Change::CreateGroup { .. }, _) if undo.made.is_empty() => {
            Inverse::blocked("the id of what was created is not known.".to_owned())
        }
        (Change::Create { .. }, _) => {
            Inverse::change(Change::Delete { connection, user: undo.made.to_owned() })
        }
        (Change::CreateGroup { .. }, _) => {
            Inverse::change(Change::DeleteGroup { connection, group: undo.made.to_owned() })
        }
        (Change::AddMember { group, users, .. }, _) => Inverse {
            left_group: Some((group.clone(), Vec::new())),
            ..Inverse::change(Change::RemoveMember {
                connection,
                group: group.clone(),
                users: users.clone(),
            })
        },
        // Who left is put together over all items of the group.
        (Change::RemoveMember { group, users, .. }, _) => {
            Inverse { left_group: Some((group.clone(), users.clone())), ..Inverse::default() }
        }
        (Change::DeleteGroup { .. }, _) => {
            let name = undo.image.text("displayName").unwrap_or_default();
            let members = match Group::of(undo.image).members {
                Members::Listed(members) => members.into_iter().map(|one| one.value).collect(),
                Members::Unknown => Vec::new(),
            };
            Inverse::change(Change::CreateGroup { connection, name, members })
        }
    }
}

/// Access comes back, and the account joins the groups that it is not in now.
fn of_ended_access(
    connection: String,
    user: &str,
    live: &Resource,
    groups: Vec<(String, Option<BTreeSet<String>>)>,
) -> Inverse {
    let mut inverse = Inverse::default();
    if live.flag("active") != Some(true) {
        let connection = connection.clone();
        inverse.changes.push(Change::Activate { connection, user: user.to_owned() });
    }
    for (group, members) in groups {
        // One that does not state its members may have none: the plan finds out.
        if !members.is_some_and(|members| members.contains(user)) {
            inverse.changes.push(Change::AddMember {
                connection: connection.clone(),
                group,
                users: vec![user.to_owned()],
            });
        }
    }
    inverse
}

/// A new account with what it can get of the old one's image.
fn of_gone_account(
    undo: &ToUndo<'_>,
    user: &str,
    groups: Vec<(String, Option<BTreeSet<String>>)>,
) -> Inverse {
    let values = carried(undo.profile, undo.image);
    let lost = left_out(undo.image, &values);
    let warning = (!lost.is_empty()).then(|| Warning {
        stop: false,
        lead: format!("{} is created without: {}.", undo.item.on, lost.join(", ")),
        text: "The account is gone, and a new one does not get these. They stand in the run that removed it.".to_owned(),
        count: 1,
    });
    let groups = groups.into_iter().map(|(group, _)| group).collect();
    let connection = undo.connection_id.to_owned();
    Inverse {
        warning,
        re_creates: Some(user.to_owned()),
        ..Inverse::change(Change::Create { connection, values, groups })
    }
}

/// The former values, where the run's values still stand.
fn of_values(undo: &ToUndo<'_>, user: &str, live: &Resource, left: Option<&Resource>) -> Inverse {
    let mut inverse = Inverse::default();
    let Expected::Values(set) = &undo.item.expected else { return inverse };
    let mut values = Map::new();
    for value in set {
        match of_value(value, undo.image, live, left) {
            Former::Restored => {}
            Former::Is(former) => {
                values.insert(value.path.clone(), former);
            }
            Former::NeverShown => inverse.blocked.push(format!(
                "the former {} is not known: {} never gives it back.",
                value.path, undo.app
            )),
            Former::ChangedSince => inverse.blocked.push(no_more(&value.found_words(live))),
        }
    }
    if !values.is_empty() {
        let connection = undo.connection_id.to_owned();
        inverse.changes.push(Change::Set { connection, user: user.to_owned(), values });
    }
    inverse
}

/// What is known of the value that stood there before.
enum Former {
    Is(Value),
    /// It did not take, or somebody has put it back.
    Restored,
    /// The app never gives it back.
    NeverShown,
    ChangedSince,
}

fn of_value(
    value: &ExpectedValue,
    image: &Resource,
    live: &Resource,
    left: Option<&Resource>,
) -> Former {
    if value.write_only {
        Former::NeverShown
    } else if same_value(&value.path, image, live) {
        Former::Restored
    } else if value.holds_in(live) || left.is_some_and(|left| same_value(&value.path, left, live)) {
        Former::Is(image.get(&value.path).cloned().unwrap_or(Value::Null))
    } else {
        Former::ChangedSince
    }
}

/// The former name, where the run's name still stands.
fn of_rename(undo: &ToUndo<'_>, group: &str, live: &Resource) -> Inverse {
    if !undo.item.expected.is_met_by(live) {
        let now = live.text("displayName").unwrap_or_default();
        return Inverse::blocked(no_more(&format!("“{now}”")));
    }
    Inverse::change(Change::RenameGroup {
        connection: undo.connection_id.to_owned(),
        group: group.to_owned(),
        name: undo.image.text("displayName").unwrap_or_default(),
    })
}

/// Why something that was changed since is not taken back: whoever did it meant it.
fn no_more(now: &str) -> String {
    format!("it is not what this run has set any more: {}.", bounded(now, NAME_SHOWN))
}

/// Attributes of a former account that a new one is not given, by name.
fn left_out(image: &Resource, given: &Map<String, Value>) -> Vec<String> {
    let is_given = |name: &str| {
        given.keys().any(|path| {
            let last = path.rsplit(':').next().unwrap_or(path);
            last.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
        })
    };
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    };
    let Value::Object(image) = image.as_value() else { return Vec::new() };
    let mut lost = Vec::new();
    for (name, value) in image {
        if OF_THE_APP.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            continue;
        }
        let parts = match value {
            Value::Object(parts) if name.contains(':') => parts,
            value => Map::from_iter([(name, value)]),
        };
        let kept = |(name, value): &(String, Value)| !empty(value) && !is_given(name);
        lost.extend(parts.into_iter().filter(kept).map(|(name, _)| name));
    }
    lost
}

/// The values of a former account that a new one can be given.
fn carried(profile: &Profile, image: &Resource) -> Map<String, Value> {
    let enterprise = CARRIED_ENTERPRISE.iter().map(|name| format!("{ENTERPRISE}{name}"));
    CARRIED
        .iter()
        .map(|path| (*path).to_owned())
        .chain(enterprise)
        .filter(|path| rollcall_providers::keeps(profile, path))
        .filter_map(|path| {
            let value = image.get(&path).filter(|value| !value.is_null())?.clone();
            Some((path, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::sample;
    use rollcall_providers::{Catalogue, EndState, Spelling};
    use serde_json::json;

    fn resource(value: Value) -> Resource {
        Resource::from_value(value).unwrap()
    }

    /// Jo as the app had her before the run.
    fn jo() -> Value {
        json!({
            "id": "1", "active": true, "userName": "jo@example.com", "title": "Lead",
            "nickName": "J", "meta": {"created": "2020-01-01T00:00:00Z"},
        })
    }

    fn of(item: &Item, made: &str, touched: Touched) -> Inverse {
        let profile = Catalogue::built_in().get("scim").unwrap().clone();
        let image = resource(item.before_image.clone());
        let undo = ToUndo {
            connection_id: "c",
            app: "Shop",
            profile: &profile,
            item,
            image: &image,
            made,
        };
        inverse(&undo, touched)
    }

    fn account(live: Value, groups: &[(&str, Option<&[&str]>)], left: Option<Value>) -> Touched {
        let members = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let of = |(group, ids): &(&str, Option<&[&str]>)| ((*group).to_owned(), ids.map(members));
        Touched::Account {
            live: Ok(resource(live)),
            groups: groups.iter().map(of).collect(),
            left: left.map(resource),
        }
    }

    fn gone() -> Touched {
        Touched::Account { live: Err("Shop has none.".into()), groups: vec![], left: None }
    }

    fn c() -> String {
        "c".to_owned()
    }

    fn deactivate() -> Item {
        let wish = Change::Deactivate { connection: c(), user: "1".into() };
        sample::item(wish, Expected::Ended(vec![EndState::Inactive]), jo())
    }

    fn activate() -> Change {
        Change::Activate { connection: c(), user: "1".into() }
    }

    fn join(group: &str) -> Change {
        Change::AddMember { connection: c(), group: group.into(), users: vec!["1".into()] }
    }

    #[test]
    fn ended_access_comes_back_with_the_groups_that_the_account_is_not_in() {
        let inactive = || json!({"id": "1", "active": false});
        let in_group: &[&str] = &["1", "2"];
        let cases: [(Touched, Vec<Change>); 6] = [
            (account(inactive(), &[], None), vec![activate()]),
            // An app that does not state whether the account is active is asked again.
            (account(json!({"id": "1"}), &[], None), vec![activate()]),
            // Somebody has given access back already.
            (account(json!({"id": "1", "active": true}), &[], None), vec![]),
            (account(inactive(), &[("g", Some(in_group))], None), vec![activate()]),
            (account(inactive(), &[("g", Some(&["2"]))], None), vec![activate(), join("g")]),
            // The members are not known: the plan finds out.
            (account(inactive(), &[("g", None)], None), vec![activate(), join("g")]),
        ];
        for (number, (touched, changes)) in cases.into_iter().enumerate() {
            let inverse = of(&deactivate(), "", touched);
            assert_eq!(inverse.changes, changes, "case {number}");
            assert!(inverse.blocked.is_empty() && inverse.re_creates.is_none());
        }
    }

    #[test]
    fn an_account_that_is_gone_is_created_with_what_a_new_one_can_get() {
        let wish = Change::Delete { connection: c(), user: "1".into() };
        let item = sample::item(wish, Expected::Gone, {
            let mut jo = jo();
            jo["roles"] = json!([{"value": "owner"}]);
            jo["x509Certificates"] = json!([]);
            jo
        });
        let touched = Touched::Account {
            live: Err("Shop has none.".into()),
            groups: vec![("g".into(), None)],
            left: None,
        };
        let inverse = of(&item, "", touched);
        let [Change::Create { connection, values, groups }] = inverse.changes.as_slice() else {
            panic!("{:?}", inverse.changes)
        };
        assert_eq!((connection.as_str(), groups.as_slice()), ("c", &["g".to_owned()][..]));
        assert_eq!(
            Value::Object(values.clone()),
            json!({"userName": "jo@example.com", "title": "Lead", "nickName": "J"})
        );
        assert_eq!(inverse.re_creates.as_deref(), Some("1"));
        // The id, the state and times are the app's own; a role is lost, and that is said.
        assert_eq!(inverse.warning.unwrap().lead, "Jo is created without: roles.");
    }

    #[test]
    fn nothing_is_warned_of_when_a_new_account_gets_everything() {
        let inverse = of(&deactivate(), "", gone());
        assert!(matches!(inverse.changes.as_slice(), [Change::Create { .. }]));
        assert!(inverse.warning.is_none());
    }

    fn title(value: Option<Value>, write_only: bool) -> Item {
        let values = Map::from_iter([("title".to_owned(), value.clone().unwrap_or(Value::Null))]);
        let expected = Expected::Values(vec![ExpectedValue {
            path: "title".into(),
            value,
            write_only,
            spelling: Spelling::BySchema,
        }]);
        let wish = Change::Set { connection: c(), user: "1".into(), values };
        sample::item(wish, expected, jo())
    }

    #[test]
    fn a_value_is_put_back_only_while_the_value_of_the_run_stands() {
        let now = |title: &str| json!({"id": "1", "title": title});
        let set = |value: &str| title(Some(json!(value)), false);
        // The item, the account now, as the run left it; the value that it gets back, and why not.
        let cases = [
            (set("Boss"), now("Boss"), None, Some(json!("Lead")), None),
            // It did not take, or somebody has put it back.
            (set("Boss"), now("Lead"), None, None, None),
            (set("Boss"), now("Chief"), None, None, Some("more: title is “Chief”.")),
            // The app took a part of what was asked, and that part is the run's.
            (set("Boss of all"), now("Boss"), Some(now("Boss")), Some(json!("Lead")), None),
            (set("Boss of all"), now("Chief"), Some(now("Boss")), None, Some("“Chief”")),
            (title(None, false), json!({"id": "1"}), None, Some(json!("Lead")), None),
            (
                title(Some(json!("x")), true),
                json!({"id": "1"}),
                None,
                None,
                Some("the former title is not known: Shop never gives it back."),
            ),
        ];
        for (number, (item, live, left, restored, why)) in cases.into_iter().enumerate() {
            let inverse = of(&item, "", account(live, &[], left));
            let changes: Vec<Change> = restored
                .into_iter()
                .map(|value| Change::Set {
                    connection: c(),
                    user: "1".into(),
                    values: Map::from_iter([("title".to_owned(), value)]),
                })
                .collect();
            assert_eq!(inverse.changes, changes, "case {number}");
            match why {
                Some(why) => assert!(inverse.blocked[0].contains(why), "{:?}", inverse.blocked),
                None => assert!(inverse.blocked.is_empty(), "case {number}: {:?}", inverse.blocked),
            }
        }
    }

    #[test]
    fn a_value_that_was_not_there_before_is_taken_away() {
        let mut item = title(Some(json!("Boss")), false);
        item.before_image = json!({"id": "1"});
        let inverse = of(&item, "", account(json!({"id": "1", "title": "Boss"}), &[], None));
        let [Change::Set { values, .. }] = inverse.changes.as_slice() else { panic!() };
        assert_eq!(values["title"], Value::Null);
    }

    #[test]
    fn values_of_an_account_that_is_gone_stay_with_the_words_of_the_app() {
        let inverse = of(&title(Some(json!("Boss")), false), "", gone());
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.blocked, ["Shop has none."]);
    }

    #[test]
    fn a_group_gets_its_name_back_only_while_the_name_of_the_run_stands() {
        let wish = Change::RenameGroup { connection: c(), group: "g".into(), name: "New".into() };
        let expected = Expected::Values(vec![ExpectedValue {
            path: "displayName".into(),
            value: Some(json!("New")),
            write_only: false,
            spelling: Spelling::AnyCase,
        }]);
        let item = sample::item(wish, expected, json!({"id": "g", "displayName": "Old"}));
        let named = |name: &str| Touched::Group(Ok(resource(json!({"displayName": name}))));
        let back = Change::RenameGroup { connection: c(), group: "g".into(), name: "Old".into() };
        assert_eq!(of(&item, "", named("New")).changes, [back]);
        let since = of(&item, "", named("Other"));
        assert!(since.changes.is_empty() && since.blocked[0].contains("“Other”"));
        let gone = of(&item, "", Touched::Group(Err("Shop has none.".into())));
        assert!(gone.changes.is_empty());
        assert_eq!(gone.blocked, ["Shop has none."]);
    }

    #[test]
    fn what_needs_no_look_has_one_inverse() {
        let (user, group) = ("1".to_owned(), "g".to_owned());
        let users = vec![user.clone(), "2".to_owned()];
        let image = json!({"displayName": "Old", "members": [{"value": "1"}, {"value": "2"}]});
        let cases = [
            (activate(), Change::Deactivate { connection: c(), user: user.clone() }),
            (
                Change::Create { connection: c(), values: Map::new(), groups: vec![] },
                Change::Delete { connection: c(), user: "9".into() },
            ),
            (
                Change::CreateGroup { connection: c(), name: "Old".into(), members: vec![] },
                Change::DeleteGroup { connection: c(), group: "9".into() },
            ),
            (
                Change::DeleteGroup { connection: c(), group: group.clone() },
                Change::CreateGroup { connection: c(), name: "Old".into(), members: users.clone() },
            ),
            (
                Change::AddMember { connection: c(), group: group.clone(), users: users.clone() },
                Change::RemoveMember { connection: c(), group: group.clone(), users },
            ),
        ];
        for (wish, back) in cases {
            let item = sample::item(wish, Expected::Gone, image.clone());
            assert_eq!(of(&item, "9", Touched::NotRead).changes, [back]);
        }
    }

    #[test]
    fn who_left_a_group_is_noted_for_all_items_of_the_group() {
        let (group, users) = ("g".to_owned(), vec!["1".to_owned()]);
        let out = Change::RemoveMember { connection: c(), group: group.clone(), users };
        let inverse = of(&sample::item(out, Expected::Gone, json!({})), "", Touched::NotRead);
        assert!(inverse.changes.is_empty());
        assert_eq!(inverse.left_group, Some((group.clone(), vec!["1".to_owned()])));
        // Who joined goes; whether others left through it is asked of the local copy.
        let inverse = of(&sample::item(join("g"), Expected::Gone, json!({})), "", Touched::NotRead);
        assert_eq!(inverse.left_group, Some((group, vec![])));
    }

    #[test]
    fn what_was_made_stays_when_its_id_is_not_known() {
        for wish in [
            Change::Create { connection: c(), values: Map::new(), groups: vec![] },
            Change::CreateGroup { connection: c(), name: "New".into(), members: vec![] },
        ] {
            let inverse = of(&sample::item(wish, Expected::Gone, json!({})), "", Touched::NotRead);
            assert!(inverse.changes.is_empty());
            assert_eq!(inverse.blocked, ["the id of what was created is not known."]);
        }
    }

    #[test]
    fn nothing_is_taken_back_without_the_look_that_it_needs() {
        for item in [deactivate(), title(None, false)] {
            let inverse = of(&item, "", Touched::NotRead);
            assert!(inverse.changes.is_empty());
            assert_eq!(inverse.blocked.len(), 1);
        }
    }
}
