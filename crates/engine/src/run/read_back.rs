//! Reading a result back: only what was read counts.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::{Item, Target};
use crate::problem::Problem;
use crate::run::empty_groups::seen_group;
use crate::text;
use crate::witness::Kind;
use crate::witness::by_name::{Unproven, by_name, in_list};
use crate::witness::{Look, Sight, Vouched, look};
use rollcall_providers::{Expected, Profile};
use rollcall_scim::{Client, Failure, Request, Resource};
use rollcall_store::{AccountId, Connection, GroupId, RunId};
use std::time::Duration;

/// What a read-back found.
pub(crate) enum Found {
    Here(Box<Resource>),
    /// The app vouches that it is not there.
    Gone(Vouched),
    Unreadable(Failure),
    /// Its id was never returned, and a search for its name proves nothing: why.
    Unproven(String),
}

impl Found {
    pub(crate) fn is_expected(&self, expected: &Expected) -> bool {
        match self {
            Self::Here(resource) => expected.is_met_by(resource),
            Self::Gone(_) => expected.is_met_by_absence(),
            Self::Unreadable(_) | Self::Unproven(_) => false,
        }
    }

    /// Whether it shows the current state.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Self::Here(_) | Self::Gone(_))
    }

    /// The part of the found state that matters for the expectation.
    pub(crate) fn words(&self, expected: &Expected) -> String {
        match (self, expected) {
            (Self::Gone(vouched), _) => vouched.words().to_owned(),
            (Self::Unreadable(_), _) => "not readable".to_owned(),
            (Self::Unproven(why), _) => format!("not found, which proves nothing: {why}"),
            (Self::Here(resource), Expected::Ended(_) | Expected::Active) => {
                match resource.flag("active") {
                    Some(true) => "active".to_owned(),
                    Some(false) => "inactive".to_owned(),
                    None => "found, but the app does not say whether it is active".to_owned(),
                }
            }
            (Self::Here(resource), Expected::Values(values)) => {
                let found: Vec<String> =
                    values.iter().map(|value| value.found_words(resource)).collect();
                if found.is_empty() { "there".to_owned() } else { found.join(", ") }
            }
            (Self::Here(resource), Expected::Members(expected)) => {
                match expected.as_told_by(resource) {
                    None => "found, but the app does not return its members".to_owned(),
                    Some(found) if found == *expected => text::members(found.count),
                    Some(found) if found.count == expected.count => {
                        format!("{}, but not the expected ones", text::members(found.count))
                    }
                    Some(found) => {
                        format!("{}, not {}", text::members(found.count), expected.count)
                    }
                }
            }
            (Self::Here(account), Expected::OwnGroup(own)) => match own.of(account) {
                Some(true) => "the account names the group".to_owned(),
                Some(false) => "the account does not name the group".to_owned(),
                None => "found, but the app does not return its groups".to_owned(),
            },
            (Self::Here(_), Expected::Gone) => "still there".to_owned(),
        }
    }
}

pub(crate) struct ReadBack {
    pub found: Found,
    /// The last exchange as text.
    pub exchange: String,
}

/// How an item's resource is found again.
enum Whereabouts<'a> {
    /// By the id that it has, or that the answer to its creation returned; with the name it is
    /// known by, where the item does not change that.
    Id { kind: Kind, id: &'a str, name: Option<String>, request: Request },
    /// By its name: its id was never returned.
    Name { kind: Kind, name: &'a str },
}

impl<'a> Whereabouts<'a> {
    /// `made`: the id of what the item has created, when the answer returned it.
    fn of(item: &'a Item, profile: &Profile, made: Option<&'a str>) -> Self {
        let by_id = |kind: Kind, id: &'a str, name: Option<String>, request: Request| Self::Id {
            kind,
            id,
            name: name.filter(|_| !renames(&item.wish)),
            request,
        };
        let was = |attribute: &str| {
            let image = Resource::from_value(item.before_image.clone()).ok();
            image.and_then(|image| image.text(attribute))
        };
        match (&item.target, made) {
            (Target::User(id), _) => by_id(Kind::User, id, was("userName"), item.read_back.clone()),
            (Target::Group(id), _) => {
                by_id(Kind::Group, id, was("displayName"), item.read_back.clone())
            }
            (Target::NewUser(name), Some(id)) => {
                by_id(Kind::User, id, Some(name.clone()), profile.user(id))
            }
            (Target::NewGroup(name), Some(id)) => {
                by_id(Kind::Group, id, Some(name.clone()), profile.group(id))
            }
            (Target::NewUser(name), None) => Self::Name { kind: Kind::User, name },
            (Target::NewGroup(name), None) => Self::Name { kind: Kind::Group, name },
        }
    }
}

/// Whether a change gives another name to what has one.
fn renames(wish: &Change) -> bool {
    match wish {
        Change::Set { values, .. } => {
            values.keys().any(|path| path.eq_ignore_ascii_case("userName"))
        }
        Change::RenameGroup { .. } => true,
        _ => false,
    }
}

/// Asks after each wait until the state is as expected; the last answer counts. `enough`: whether
/// an answer makes further ones needless.
pub(crate) async fn read_back(
    client: &Client,
    profile: &Profile,
    item: &Item,
    made: Option<&str>,
    waits_ms: &[u64],
    enough: impl Fn(&Found) -> bool,
) -> ReadBack {
    let whereabouts = Whereabouts::of(item, profile, made);
    let mut read = None;
    for (number, wait) in (1..).zip(waits_ms) {
        if *wait > 0 {
            tokio::time::sleep(Duration::from_millis(*wait)).await;
        }
        let attempt = if number == waits_ms.len() { Attempt::Last } else { Attempt::MoreFollow };
        let now = ask(client, profile, &whereabouts, attempt).await;
        let done = now.found.is_expected(&item.expected) || enough(&now.found);
        read = Some(now);
        if done {
            break;
        }
    }
    match read {
        Some(read) => read,
        None => ask(client, profile, &whereabouts, Attempt::Last).await,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    MoreFollow,
    /// A name that a filter does not find is looked for in the list.
    Last,
}

async fn ask(
    client: &Client,
    profile: &Profile,
    whereabouts: &Whereabouts<'_>,
    attempt: Attempt,
) -> ReadBack {
    match whereabouts {
        Whereabouts::Id { kind, id, name, request } => {
            let of = (*id, name.as_deref());
            let Look { sight, exchange } = look(client, profile, *kind, request, of).await;
            let found = match sight {
                Sight::Here(resource) | Sight::Listed(resource, _) => Found::Here(resource),
                Sight::Gone(vouched) => Found::Gone(vouched),
                Sight::Unknown(failure) => Found::Unreadable(*failure),
            };
            ReadBack { found, exchange }
        }
        Whereabouts::Name { kind, name } => {
            let mut named = by_name(client, profile, *kind, name).await;
            if named.found.is_empty() && attempt == Attempt::Last {
                let listed = in_list(client, profile, *kind, name).await;
                if !listed.found.is_empty() || named.unproven.is_some() {
                    named = listed;
                }
            }
            let doubt = named.doubt();
            let exchange = format!(
                "Looked for by name: {} found, {}.",
                named.found.len(),
                doubt.as_deref().unwrap_or("and the list was complete")
            );
            let found = match (named.found.pop(), named.unproven) {
                (Some(resource), _) => Found::Here(Box::new(resource)),
                (None, None) => Found::Gone(Vouched::List),
                (None, Some(Unproven::Failed(failure))) => Found::Unreadable(*failure),
                (None, Some(Unproven::Because(why))) => Found::Unproven(why),
            };
            ReadBack { found, exchange }
        }
    }
}

impl Rollcall {
    /// Puts what was read back into the local copy, so that tables show it at once.
    pub(crate) async fn keep_found(
        &self,
        connection: &Connection,
        item: &Item,
        found: &Found,
        run_id: &RunId,
    ) -> Result<(), Problem> {
        let (id, at, run) = (connection.id.clone(), self.0.clock.moment(), run_id.to_owned());
        let resource = match found {
            Found::Here(resource) => Some(resource.as_ref().clone()),
            Found::Gone(_) => None,
            Found::Unreadable(_) | Found::Unproven(_) => return Ok(()),
        };
        match (&item.target, resource) {
            (Target::User(account), resource) => {
                let seen = resource.as_ref().and_then(crate::read::decode::account_seen);
                let account = AccountId::from(account.as_str());
                self.stored("Saving what was read back", move |store| {
                    store.apply_read_back(&id, &account, seen.as_ref(), Some(&run), at)
                })
                .await?;
            }
            (Target::NewUser(_), Some(resource)) => {
                let Some(seen) = crate::read::decode::account_seen(&resource) else {
                    return Ok(());
                };
                self.stored("Saving what was read back", move |store| {
                    store.apply_read_back(&id, &seen.id, Some(&seen), Some(&run), at)
                })
                .await?;
            }
            (Target::Group(group), resource) => {
                let group = GroupId::from(group.as_str());
                let seen = resource.map(|live| seen_group(item, live));
                self.stored("Saving what was read back", move |store| {
                    store.apply_group_read_back(&id, &group, seen.as_ref(), Some(&run), at)
                })
                .await?;
            }
            (Target::NewGroup(_), Some(resource)) => {
                let seen = crate::read::decode::group_seen(resource);
                self.stored("Saving what was read back", move |store| {
                    store.apply_group_read_back(&id, &seen.id, Some(&seen), Some(&run), at)
                })
                .await?;
            }
            (Target::NewUser(_) | Target::NewGroup(_), None) => {}
        }
        self.0.reporter.data_changed();
        Ok(())
    }
}
