//! A plan in the making: the items so far, and the place where the next one is made.

use crate::change::Change;
use crate::core::Rollcall;
use crate::plan::guard::Settings;
use crate::plan::{Because, Blocked, Item, Target, Warning};
use crate::problem::Problem;
use crate::text::{NAME_SHOWN, bounded};
use crate::view::Verdict;
use jiff::Timestamp;
use rollcall_providers::{Intent, MemberSet, Profile};
use rollcall_scim::{Group, Resource, User};
use rollcall_store::{AccountId, AccountRef, Connection, ConnectionId, GroupId};
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// What becomes of members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberChange {
    Add,
    Remove,
}

impl MemberChange {
    pub(crate) fn adds(self) -> bool {
        self == Self::Add
    }

    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Add => "Add to",
            Self::Remove => "Remove from",
        }
    }

    /// What takes it back.
    pub(crate) fn undo(self) -> &'static str {
        match self {
            Self::Add => "remove them again",
            Self::Remove => "add them again",
        }
    }
}

/// Items so far, and what came up on the way.
#[derive(Default)]
pub(crate) struct Drafts {
    pub(crate) items: Vec<Item>,
    pub(crate) blocked: Vec<Blocked>,
    pub(crate) warnings: Vec<Warning>,
    /// When the first of what they were made from was read; `None` where some of it was read before.
    pub(crate) read_at: Option<Timestamp>,
    /// Accounts as they are.
    pub(crate) users: HashMap<AccountRef, Resource>,
    /// Groups as they will be after the items so far, by connection and id.
    pub(crate) groups: HashMap<(ConnectionId, GroupId), LiveGroup>,
    /// Groups of the accounts that leave, from the local copy.
    pub(crate) member_of: HashMap<AccountRef, Vec<String>>,
    /// What the items so far create: the placeholder for its id, and its name.
    pub(crate) made: HashMap<String, String>,
    /// Groups that could not be read, and why.
    pub(crate) unread_groups: HashMap<(ConnectionId, GroupId), Problem>,
    /// Accounts that their app no longer has, or that could not be read, and the words on it.
    pub(crate) gone: HashMap<AccountRef, Problem>,
}

/// A group's resource without its members, and its members if the app returns them.
#[derive(Clone)]
pub(crate) struct LiveGroup {
    pub(crate) resource: Resource,
    pub(crate) members: Option<BTreeSet<String>>,
    /// The app was seen to state members where there are any.
    pub(crate) left_out_when_empty: bool,
}

impl LiveGroup {
    /// A group that states these members now: leaving them out later would mean that there are none.
    pub(crate) fn of(live: Resource, members: BTreeSet<String>) -> Self {
        let mut resource = live.into_map();
        resource.retain(|key, _| !key.eq_ignore_ascii_case("members"));
        let left_out_when_empty = !members.is_empty();
        Self { resource: Resource::from(resource), members: Some(members), left_out_when_empty }
    }

    pub(crate) fn name(&self) -> String {
        let group = Group::of(&self.resource);
        bounded(group.display_name.unwrap_or(group.id), NAME_SHOWN)
    }

    pub(crate) fn member_set(&self) -> Option<MemberSet> {
        let members = self.members.as_ref()?;
        let left_out_when_empty = self.left_out_when_empty;
        Some(MemberSet { left_out_when_empty, ..MemberSet::of(members.iter().map(String::as_str)) })
    }
}

impl Drafts {
    /// Lets later items name what this one makes.
    pub(crate) fn will_make(&mut self, item: &mut Item, name: &str) -> String {
        let stands_for_it = format!("made-{}", crate::core::clock::new_id());
        item.makes = Some(stands_for_it.clone());
        self.made.insert(stands_for_it.clone(), bounded(name, NAME_SHOWN));
        stands_for_it
    }

    /// An account as it will be after this item: otherwise its own plan would seem to have moved
    /// it. An account without groups now may return some later, so nothing is expected of them.
    pub(crate) fn will_be_in(&mut self, account: &AccountRef, group: &str, way: MemberChange) {
        let Some(live) = self.users.get_mut(account) else { return };
        let mut image = std::mem::replace(live, Resource::from(Map::new())).into_map();
        let key = image.keys().find(|key| key.eq_ignore_ascii_case("groups")).cloned();
        let key = key.unwrap_or_else(|| "groups".to_owned());
        match image.get_mut(&key) {
            Some(Value::Array(groups)) if way.adds() => groups.push(json!({"value": group})),
            Some(Value::Array(groups)) => groups.retain(|one| {
                let id = one.get("value").unwrap_or(one);
                id.as_str().map_or_else(|| id.to_string(), str::to_owned) != group
            }),
            _ => {
                image.insert(key, Value::Null);
            }
        }
        *live = Resource::from(image);
    }

    /// Those of these ids that are placeholders for something still to be created.
    pub(crate) fn to_be_made<'a>(&self, ids: impl Iterator<Item = &'a String>) -> Vec<String> {
        ids.filter(|id| self.made.contains_key(*id)).cloned().collect()
    }

    /// The same warning about one more item is counted, not repeated.
    pub(crate) fn warn(&mut self, lead: &str, text: &str) {
        match self.warnings.iter_mut().find(|known| known.lead == lead && known.text == text) {
            Some(known) => known.count += 1,
            None => self.warnings.push(Warning {
                stop: false,
                lead: lead.to_owned(),
                text: text.to_owned(),
                count: 1,
            }),
        }
    }
}

pub(crate) struct Place {
    pub(crate) engine: Rollcall,
    pub(crate) connection: Connection,
    pub(crate) profile: Profile,
    pub(crate) settings: Settings,
    /// Its last read was not complete.
    partial: bool,
}

impl Place {
    /// Of a connection, by its id or name.
    pub(crate) async fn of(engine: &Rollcall, connection: &str) -> Result<Self, Problem> {
        let connection = engine.connection(connection).await?;
        let last = engine.connection_view(&connection).await?.last_read;
        Ok(Self {
            engine: engine.clone(),
            profile: engine.profile(&connection.provider)?.clone(),
            settings: Settings::of(&connection)?,
            partial: last.is_none_or(|read| read.verdict != Verdict::Complete),
            connection,
        })
    }
}

/// The words of an item.
pub(crate) struct Words {
    pub(crate) change: String,
    pub(crate) on: String,
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) undo: String,
    pub(crate) irreversible: bool,
}

impl Place {
    pub(crate) async fn live(
        &self,
        user: &str,
        drafts: &Drafts,
    ) -> Result<(Resource, String), Problem> {
        let live = match drafts.users.get(&self.account_key(user)) {
            Some(known) => known.clone(),
            None => {
                self.engine.live(&self.connection, &self.profile, &AccountId::from(user)).await?
            }
        };
        let label = bounded(User::of(&live).label(), NAME_SHOWN);
        Ok((live, label))
    }

    pub(crate) fn block(&self, drafts: &mut Drafts, words: (&str, &str), why: String) {
        drafts.blocked.push(Blocked {
            connection_id: self.connection.id.clone(),
            change: words.0.to_owned(),
            on: words.1.to_owned(),
            why,
            because: Because::Cannot,
            wish: None,
        });
    }

    /// The same, because it is already in effect.
    pub(crate) fn block_done(&self, drafts: &mut Drafts, words: (&str, &str), why: String) {
        self.block(drafts, words, why);
        if let Some(blocked) = drafts.blocked.last_mut() {
            blocked.because = Because::Already;
        }
    }

    pub(crate) fn item(
        &self,
        wish: &Change,
        target: Target,
        intent: Intent,
        image: &Resource,
        words: Words,
    ) -> Item {
        Item {
            seq: 0,
            connection_id: self.connection.id.clone(),
            address: self.connection.address.clone(),
            target,
            wish: wish.clone(),
            change: words.change,
            on: words.on,
            before: words.before,
            after: words.after,
            expected: intent.expected,
            undo: words.undo,
            irreversible: words.irreversible,
            request: intent.request,
            read_back: intent.read_back,
            mark: intent.mark,
            before_image: image.as_value(),
            members_before: None,
            groups: None,
            makes: None,
            follows: Vec::new(),
        }
    }

    /// Groups that the account is in, from the local copy: an undo needs them.
    pub(crate) fn groups_of(&self, user: &str, drafts: &Drafts) -> Option<Vec<String>> {
        drafts.member_of.get(&self.account_key(user)).cloned()
    }

    pub(crate) fn warn_partial(&self, drafts: &mut Drafts) {
        if self.partial {
            drafts.warn(
                &format!("The last read of {} was not complete.", self.connection.name),
                "This account was read live just now. Other data shown for this app may be older.",
            );
        }
    }

    /// No one was found under a name, which proves nothing: `why`.
    pub(crate) fn warn_unproven(&self, drafts: &mut Drafts, name: &str, why: Option<String>) {
        let Some(why) = why else { return };
        drafts.warn(
            &format!("It is not proven that “{}” is free.", bounded(name, NAME_SHOWN)),
            &format!(
                "{} did not return everything ({why}). If the name is taken, the app has to \
                refuse it.",
                self.connection.name
            ),
        );
    }

    pub(crate) fn account_key(&self, user: &str) -> AccountRef {
        AccountRef::from((self.connection.id.clone(), AccountId::from(user)))
    }

    pub(crate) fn group_key(&self, group: &str) -> (ConnectionId, GroupId) {
        (self.connection.id.clone(), GroupId::from(group))
    }

    /// Adds what one change takes.
    pub(crate) async fn draft(&self, change: &Change, drafts: &mut Drafts) -> Result<(), Problem> {
        if let Some(user) = change.user()
            && let Some(problem) = drafts.gone.get(&self.account_key(user))
        {
            let why = problem.side_words.clone();
            let on = self.name_of(user, drafts).await?;
            let verb = self.verb(change);
            let because = kept_by(problem);
            self.block(drafts, (&verb, &on), why);
            if let Some(blocked) = drafts.blocked.last_mut() {
                blocked.because = because;
            }
            return Ok(());
        }
        match change {
            Change::Deactivate { user, .. } => self.deactivate(change, user, drafts).await,
            Change::Activate { user, .. } => self.activate(change, user, drafts).await,
            Change::Delete { user, .. } => self.delete(change, user, drafts).await,
            Change::Set { user, values, .. } => self.set(change, user, values, drafts).await,
            Change::Create { values, groups, .. } => {
                self.create(change, values, groups, drafts).await
            }
            Change::AddMember { group, users, .. } => {
                self.members(change, group, users, MemberChange::Add, drafts).await
            }
            Change::RemoveMember { group, users, .. } => {
                self.members(change, group, users, MemberChange::Remove, drafts).await
            }
            Change::CreateGroup { name, members, .. } => {
                self.create_group(change, name, members, drafts).await
            }
            Change::RenameGroup { group, name, .. } => {
                self.rename_group(change, group, name, drafts).await
            }
            Change::DeleteGroup { group, .. } => self.delete_group(change, group, drafts).await,
        }
    }

    /// Holds back a change if its app did not return what it touches.
    pub(crate) async fn block_unread(
        &self,
        change: &Change,
        problem: &Problem,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let on = match (change.group(), change.user()) {
            (Some(group), _) => {
                let known = self.engine.group_named(&self.connection, group).await?;
                known.map_or_else(|| group.to_owned(), |known| known.name)
            }
            (None, Some(user)) => self.name_of(user, drafts).await?,
            (None, None) => String::new(),
        };
        self.block(drafts, (&self.verb(change), &on), problem.side_words.clone());
        if let Some(blocked) = drafts.blocked.last_mut() {
            blocked.because = kept_by(problem);
        }
        Ok(())
    }

    pub(crate) fn verb(&self, change: &Change) -> String {
        match change {
            Change::Deactivate { .. } => self.profile.words.nouns.deactivate.clone(),
            Change::Activate { .. } => "Activate".to_owned(),
            Change::Delete { .. } => "Delete".to_owned(),
            Change::AddMember { .. } => format!("Join {}", self.profile.words.nouns.group),
            Change::RemoveMember { .. } => format!("Leave {}", self.profile.words.nouns.group),
            _ => "Set".to_owned(),
        }
    }
}

/// What keeps back a change of something that could not be read.
fn kept_by(problem: &Problem) -> Because {
    if problem.says_gone() { Because::Gone } else { Because::NoAnswer }
}
