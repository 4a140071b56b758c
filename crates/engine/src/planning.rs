//! From wishes to items: reads live what each change touches and works out the smallest request
//! that brings it about, what must be found afterwards, and what would bring it back.

use crate::change::Change;
use crate::clock::{new_id, stamp};
use crate::failure::asked;
use crate::guard::{Settings, losers};
use crate::home::Rollcall;
use crate::live::Kind;
use crate::plan::{Blocked, EXPIRES_AFTER, Item, Plan, Target, Warning};
use crate::problem::{Problem, ProblemCode};
use crate::shape::{NAME_SHOWN, bounded};
use crate::view::{Confirmation, PlanView, Verdict};
use rollcall_providers::{
    Cannot, Expected, Intent, MemberSet, Profile, activate, add_members, create_group, create_user,
    deactivate, delete_group, delete_user, remove_members, rename_group, set_user,
};
use rollcall_scim::{Group, MemberIds, Resource, User};
use rollcall_store::Connection;
use serde_json::{Map, Value, json};
use std::collections::{BTreeSet, HashMap};

/// Longest text an admin is asked to type; a longer name is replaced by the count.
const LONGEST_TYPED: usize = 60;

/// So many changes that take something away need their number typed.
const TYPED_FROM: usize = 10;

impl Rollcall {
    /// Reads the account live and plans its deactivation. Nothing is sent that changes anything.
    pub async fn plan_deactivate(
        &self,
        connection: &str,
        account_id: &str,
    ) -> Result<PlanView, Problem> {
        self.plan_changes(vec![Change::Deactivate {
            connection: connection.to_owned(),
            user: account_id.to_owned(),
        }])
        .await
    }

    /// Reads live what these changes touch and plans them, in their order. What is so already, or
    /// what the provider does not do, stands in the plan as blocked.
    ///
    /// # Errors
    /// When a change names nobody or several, when two contradict each other, when live state
    /// cannot be read, and when everything is blocked. Nothing is planned then.
    pub async fn plan_changes(&self, changes: Vec<Change>) -> Result<PlanView, Problem> {
        self.plan_titled(changes, Vec::new(), None).await
    }

    /// The same, with what is blocked already, and a title of its own.
    pub(crate) async fn plan_titled(
        &self,
        changes: Vec<Change>,
        blocked: Vec<Blocked>,
        title: Option<String>,
    ) -> Result<PlanView, Problem> {
        let mut resolved: Vec<Change> = Vec::with_capacity(changes.len());
        for change in changes {
            let change = self.resolved(change).await?;
            if let Some(why) = resolved.iter().find_map(|other| change.contradicts(other)) {
                return Err(no_plan(&format!("Two changes contradict each other: {why}.")));
            }
            if !resolved.contains(&change) {
                let rest = resolved.iter_mut().try_fold(change, |change, known| known.join(change));
                resolved.extend(rest);
            }
        }
        let mut drafts = Drafts { blocked, ..Drafts::default() };
        for change in resolved {
            self.draft(change, &mut drafts).await?;
        }
        self.stop_at_guard(&mut drafts).await?;
        let Drafts { items, blocked, warnings, .. } = drafts;
        if items.is_empty() {
            let why = match blocked.first() {
                Some(first) => format!("{} {}: {}", first.change, first.on, first.why),
                None => "There is nothing to change.".to_owned(),
            };
            return Err(no_plan(&why));
        }
        let now = self.0.clock.now();
        let mut plan = Plan {
            id: new_id(),
            title: match title {
                Some(title) => title,
                None => self.title(&items).await,
            },
            made_at: stamp(now),
            expires_at: stamp(now + EXPIRES_AFTER),
            places: self.places(&items).await?,
            warnings,
            confirmation: self.confirmation(&items).await?,
            items,
            blocked,
        };
        for (seq, item) in (1..).zip(&mut plan.items) {
            item.seq = seq;
        }
        self.keep(plan).await
    }

    /// The same change with ids in place of names.
    async fn resolved(&self, change: Change) -> Result<Change, Problem> {
        let connection = self.connection(change.connection()).await?;
        let id = connection.id.clone();
        Ok(match change {
            Change::Deactivate { user, .. } => {
                Change::Deactivate { user: self.user_id(&connection, user).await?, connection: id }
            }
            Change::Activate { user, .. } => {
                Change::Activate { user: self.user_id(&connection, user).await?, connection: id }
            }
            Change::Delete { user, .. } => {
                Change::Delete { user: self.user_id(&connection, user).await?, connection: id }
            }
            Change::Set { user, values, .. } => {
                Change::Set { user: self.user_id(&connection, user).await?, connection: id, values }
            }
            Change::Create { values, .. } => Change::Create { connection: id, values },
            Change::AddMember { group, users, .. } => Change::AddMember {
                group: self.group_id(&connection, group).await?,
                users: self.user_ids(&connection, users).await?,
                connection: id,
            },
            Change::RemoveMember { group, users, .. } => Change::RemoveMember {
                group: self.group_id(&connection, group).await?,
                users: self.user_ids(&connection, users).await?,
                connection: id,
            },
            Change::CreateGroup { name, .. } => Change::CreateGroup { connection: id, name },
            Change::RenameGroup { group, name, .. } => Change::RenameGroup {
                group: self.group_id(&connection, group).await?,
                connection: id,
                name,
            },
            Change::DeleteGroup { group, .. } => Change::DeleteGroup {
                group: self.group_id(&connection, group).await?,
                connection: id,
            },
        })
    }

    async fn user_ids(
        &self,
        connection: &Connection,
        users: Vec<String>,
    ) -> Result<Vec<String>, Problem> {
        let mut ids = Vec::with_capacity(users.len());
        for user in users {
            let (of, wanted) = (connection.id.clone(), user.clone());
            // A member need not be listed as an account: some apps hide those who came by hand.
            let known = self
                .stored("Looking up the member", move |store| store.knows_id(&of, &wanted))
                .await?;
            let id = if known { user } else { self.user_id(connection, user).await? };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    async fn user_id(&self, connection: &Connection, user: String) -> Result<String, Problem> {
        let (id, wanted) = (connection.id.clone(), user.clone());
        let mut found = self
            .stored("Looking up the user", move |store| store.find_account(&id, &wanted))
            .await?;
        // An id names one account, whatever else is called like it.
        if let Some(exact) = found.iter().position(|row| row.account_id == user) {
            return Ok(found.swap_remove(exact).account_id);
        }
        let ids: Vec<String> = found.into_iter().map(|row| row.account_id).collect();
        the_only(ids, "user", &user, &connection.name)
    }

    async fn group_id(&self, connection: &Connection, group: String) -> Result<String, Problem> {
        let (id, wanted) = (connection.id.clone(), group.clone());
        let found = self
            .stored("Looking up the group", move |store| store.find_groups(&id, &wanted))
            .await?;
        if found.contains(&group) {
            return Ok(group);
        }
        the_only(found, "group", &group, &connection.name)
    }

    async fn draft(&self, change: Change, drafts: &mut Drafts) -> Result<(), Problem> {
        let connection = self.connection(change.connection()).await?;
        let profile = self.profile(&connection.provider)?.clone();
        let settings = Settings::of(&connection)?;
        let place =
            Place { engine: self, connection: &connection, profile: &profile, settings: &settings };
        match &change {
            Change::Deactivate { user, .. } => place.deactivate(&change, user, drafts).await,
            Change::Activate { user, .. } => place.activate(&change, user, drafts).await,
            Change::Delete { user, .. } => place.delete(&change, user, drafts).await,
            Change::Set { user, values, .. } => place.set(&change, user, values, drafts).await,
            Change::Create { values, .. } => place.create(&change, values, drafts).await,
            Change::AddMember { group, users, .. } => {
                place.members(&change, group, users, true, drafts).await
            }
            Change::RemoveMember { group, users, .. } => {
                place.members(&change, group, users, false, drafts).await
            }
            Change::CreateGroup { name, .. } => place.create_group(&change, name, drafts).await,
            Change::RenameGroup { group, name, .. } => {
                place.rename_group(&change, group, name, drafts).await
            }
            Change::DeleteGroup { group, .. } => place.delete_group(&change, group, drafts).await,
        }
    }

    /// Grows with the damage: one press for what can be taken back, the name or the number typed
    /// for what cannot, and for many at once.
    async fn confirmation(&self, items: &[Item]) -> Result<Confirmation, Problem> {
        let takes_away = |item: &&Item| {
            matches!(
                item.wish,
                Change::Deactivate { .. }
                    | Change::Delete { .. }
                    | Change::RemoveMember { .. }
                    | Change::DeleteGroup { .. }
            )
        };
        let destructive = items.iter().filter(takes_away).count();
        let irreversible = items.iter().any(|item| item.irreversible);
        let type_this = match items {
            [only] if irreversible => Some(typed_name(only)),
            _ if irreversible || destructive >= TYPED_FROM => Some(items.len().to_string()),
            _ => None,
        };
        let number = items.len();
        let mut button =
            format!("Make {number} {}", if number == 1 { "change" } else { "changes" });
        if let Some(first) = items.first()
            && items.iter().all(|item| item.change == first.change)
            && matches!(
                first.wish,
                Change::Deactivate { .. } | Change::Activate { .. } | Change::Delete { .. }
            )
        {
            let connection = self.connection(&first.connection_id).await?;
            let nouns = &self.profile(&connection.provider)?.words.nouns;
            let noun = if number == 1 { &nouns.user } else { &nouns.users };
            button = format!("{} {number} {noun}", first.change);
        }
        Ok(Confirmation { type_this, button, destructive: destructive > 0 })
    }

    /// What would take something from more people than a connection's guard lets through is
    /// blocked, all of it: a part would be nobody's wish.
    async fn stop_at_guard(&self, drafts: &mut Drafts) -> Result<(), Problem> {
        let connections: BTreeSet<String> =
            drafts.items.iter().map(|item| item.connection_id.clone()).collect();
        for connection in connections {
            let of_it = |item: &&Item| item.connection_id == connection;
            let wishes: Vec<&Change> =
                drafts.items.iter().filter(of_it).map(|item| &item.wish).collect();
            let Some(why) = self.over_guard(&connection, &wishes).await? else { continue };
            let stopped = |item: &mut Item| {
                item.connection_id == connection && !losers(&item.wish).is_empty()
            };
            let stopped: Vec<Item> = drafts.items.extract_if(.., stopped).collect();
            drafts.warnings.push(Warning {
                stop: true,
                lead: why.clone(),
                text:
                    "Raise the guard of the connection by typing the number, or plan fewer at once."
                        .to_owned(),
                count: u32::try_from(stopped.len()).unwrap_or(u32::MAX),
            });
            drafts.blocked.extend(stopped.into_iter().map(|item| Blocked {
                connection_id: item.connection_id,
                change: item.change,
                on: item.on,
                why: why.clone(),
            }));
        }
        Ok(())
    }

    async fn title(&self, items: &[Item]) -> String {
        let mut connections: Vec<&str> = Vec::new();
        for item in items {
            if !connections.contains(&item.connection_id.as_str()) {
                connections.push(&item.connection_id);
            }
        }
        match (items, connections.as_slice()) {
            ([item], [_]) => {
                let (connection, ..) = self.item_place(item).await;
                format!("{} {} in {connection}", item.change, item.on)
            }
            (_, [_]) => match items.first() {
                Some(first) => {
                    let (connection, ..) = self.item_place(first).await;
                    format!("{} changes in {connection}", items.len())
                }
                None => String::new(),
            },
            _ => format!("{} changes in {} apps", items.len(), connections.len()),
        }
    }
}

/// Items so far, and what came up on the way.
#[derive(Default)]
struct Drafts {
    items: Vec<Item>,
    blocked: Vec<Blocked>,
    warnings: Vec<Warning>,
    /// Groups as they will be after the items so far, by connection and id.
    groups: HashMap<(String, String), LiveGroup>,
}

/// A group's resource without its members, and its members when it tells them.
#[derive(Clone)]
struct LiveGroup {
    resource: Resource,
    members: Option<BTreeSet<String>>,
}

impl LiveGroup {
    fn name(&self) -> String {
        let group = Group::of(&self.resource);
        bounded(group.display_name.unwrap_or(group.id), NAME_SHOWN)
    }

    fn member_set(&self) -> Option<MemberSet> {
        let members = self.members.as_ref()?;
        Some(MemberSet::of(members.iter().map(String::as_str)))
    }
}

impl Drafts {
    /// The same warning about one more item is counted, not repeated.
    fn warn(&mut self, lead: &str, text: &str) {
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

struct Place<'a> {
    engine: &'a Rollcall,
    connection: &'a Connection,
    profile: &'a Profile,
    settings: &'a Settings,
}

/// The words of an item.
struct Words {
    change: String,
    on: String,
    before: String,
    after: String,
    undo: String,
    irreversible: bool,
}

impl Place<'_> {
    async fn live(&self, user: &str) -> Result<(Resource, String), Problem> {
        let live = self.engine.live(self.connection, self.profile, user).await?;
        let label = bounded(User::of(&live).label(), NAME_SHOWN);
        Ok((live, label))
    }

    fn block(&self, drafts: &mut Drafts, words: (&str, &str), why: String) {
        drafts.blocked.push(Blocked {
            connection_id: self.connection.id.clone(),
            change: words.0.to_owned(),
            on: words.1.to_owned(),
            why,
        });
    }

    fn item(
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
        }
    }

    /// Groups that the account is in, as far as the local copy knows: an undo needs them.
    async fn groups_of(&self, user: &str) -> Result<Option<Vec<String>>, Problem> {
        let (id, account) = (self.connection.id.clone(), user.to_owned());
        let known = self
            .engine
            .stored("Looking up the user", move |store| store.account(&id, &account))
            .await?;
        Ok(known
            .and_then(|known| known.groups)
            .map(|groups| groups.into_iter().map(|group| group.group_id).collect()))
    }

    async fn warn_partial(&self, drafts: &mut Drafts) -> Result<(), Problem> {
        let last = self.engine.connection_view(self.connection).await?.last_read;
        if last.is_none_or(|read| read.verdict != Verdict::Complete) {
            drafts.warn(
                &format!("The last read of {} was not complete.", self.connection.name),
                "This account was read live just now; what else is shown of this app may be older.",
            );
        }
        Ok(())
    }

    async fn deactivate(
        &self,
        wish: &Change,
        user: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user).await?;
        let words = &self.profile.words;
        let verb = &words.nouns.deactivate;
        if let Some(why) = self.settings.protects(user) {
            self.block(drafts, (verb, &label), why);
            return Ok(());
        }
        if live.flag("active") == Some(false) {
            let why = format!(
                "{} says the account is inactive already (read just now).",
                self.profile.name
            );
            self.block(drafts, (verb, &label), why);
            return Ok(());
        }
        let intent = deactivate(self.profile, user);
        let mut item = self.item(
            wish,
            Target::User(user.to_owned()),
            intent,
            &live,
            Words {
                change: verb.clone(),
                on: label,
                before: "active".to_owned(),
                after: self.profile.after_deactivate_words(),
                undo: words.undo.clone(),
                irreversible: self.profile.deactivation_is_one_way(),
            },
        );
        item.groups = self.groups_of(user).await?;
        drafts.warn(&words.deactivate_warning.lead, &words.deactivate_warning.text);
        self.warn_partial(drafts).await?;
        drafts.items.push(item);
        Ok(())
    }

    async fn activate(
        &self,
        wish: &Change,
        user: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user).await?;
        if live.flag("active") == Some(true) {
            let why = format!(
                "{} says the account is active already (read just now).",
                self.profile.name
            );
            self.block(drafts, ("Activate", &label), why);
            return Ok(());
        }
        match activate(self.profile, user) {
            Ok(intent) => drafts.items.push(self.item(
                wish,
                Target::User(user.to_owned()),
                intent,
                &live,
                Words {
                    change: "Activate".to_owned(),
                    on: label,
                    before: "inactive".to_owned(),
                    after: "active".to_owned(),
                    undo: "deactivate".to_owned(),
                    irreversible: false,
                },
            )),
            Err(Cannot(why)) => self.block(drafts, ("Activate", &label), why),
        }
        Ok(())
    }

    async fn delete(&self, wish: &Change, user: &str, drafts: &mut Drafts) -> Result<(), Problem> {
        let (live, label) = self.live(user).await?;
        if let Some(why) = self.settings.protects(user) {
            self.block(drafts, ("Delete", &label), why);
            return Ok(());
        }
        let intent = match delete_user(self.profile, user) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, ("Delete", &label), why);
                return Ok(());
            }
        };
        let gone = intent.expected.is_met_by_absence();
        drafts.warn(
            &format!("Deleting a {} cannot be undone.", self.profile.words.nouns.user),
            "A new account with the same values is another account: what belonged to the old one, its id and its past stay lost.",
        );
        let mut item = self.item(
            wish,
            Target::User(user.to_owned()),
            intent,
            &live,
            Words {
                change: "Delete".to_owned(),
                on: label,
                before: state_of(&live).to_owned(),
                after: if gone {
                    "deleted".to_owned()
                } else {
                    self.profile.after_deactivate_words()
                },
                undo: "create a new account with the same values".to_owned(),
                irreversible: true,
            },
        );
        item.groups = self.groups_of(user).await?;
        drafts.items.push(item);
        Ok(())
    }

    async fn set(
        &self,
        wish: &Change,
        user: &str,
        values: &Map<String, Value>,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let (live, label) = self.live(user).await?;
        let paths: Vec<&str> = values.keys().map(String::as_str).collect();
        let change = format!("Set {}", paths.join(", "));
        let intent = match set_user(self.profile, user, values) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &label), why);
                return Ok(());
            }
        };
        if intent.expected.is_met_by(&live) {
            let why = "it has these values already (read just now).".to_owned();
            self.block(drafts, (&change, &label), why);
            return Ok(());
        }
        let after = intent.expected.words();
        let before = match &intent.expected {
            Expected::Values(expected) => {
                for value in expected.iter().filter(|value| value.write_only) {
                    drafts.warn(
                        &format!("{} never gives {} back.", self.profile.name, value.path),
                        "It can be sent and not be verified: such an item ends as accepted, not verified.",
                    );
                }
                let found: Vec<String> =
                    expected.iter().map(|value| value.found_words(&live)).collect();
                found.join(", ")
            }
            _ => String::new(),
        };
        drafts.items.push(self.item(
            wish,
            Target::User(user.to_owned()),
            intent,
            &live,
            Words {
                change,
                on: label,
                before: bounded(before, 1_000),
                after: bounded(after, 1_000),
                undo: "set the former values".to_owned(),
                irreversible: false,
            },
        ));
        Ok(())
    }

    async fn create(
        &self,
        wish: &Change,
        values: &Map<String, Value>,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let user_name =
            values.get("userName").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let change = format!("Create {}", self.profile.words.nouns.user);
        let intent = match create_user(self.profile, values) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &user_name), why);
                return Ok(());
            }
        };
        let found =
            self.engine.live_by_name(self.connection, self.profile, Kind::User, &user_name).await?;
        if let Some(holder) = found.first() {
            let why = format!(
                "the user name belongs to {} already (id {}).",
                bounded(User::of(holder).label(), NAME_SHOWN),
                holder.id().unwrap_or_default()
            );
            self.block(drafts, (&change, &user_name), why);
            return Ok(());
        }
        drafts.items.push(self.item(
            wish,
            Target::NewUser(user_name.clone()),
            intent,
            &Resource::from(Map::new()),
            Words {
                change,
                on: user_name,
                before: "none".to_owned(),
                after: "active".to_owned(),
                undo: "delete".to_owned(),
                irreversible: false,
            },
        ));
        Ok(())
    }

    /// The group as it will be after the items so far.
    async fn group(&self, group: &str, drafts: &Drafts) -> Result<LiveGroup, Problem> {
        if let Some(known) = drafts.groups.get(&self.key(group)) {
            return Ok(known.clone());
        }
        let (live, members) = self.engine.live_group(self.connection, self.profile, group).await?;
        let mut resource = live.into_map();
        resource.retain(|key, _| !key.eq_ignore_ascii_case("members"));
        Ok(LiveGroup { resource: Resource::from(resource), members })
    }

    fn key(&self, group: &str) -> (String, String) {
        (self.connection.id.clone(), group.to_owned())
    }

    async fn members(
        &self,
        wish: &Change,
        group: &str,
        users: &[String],
        add: bool,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let mut live = self.group(group, drafts).await?;
        let name = live.name();
        let verb = if add { "Add to" } else { "Remove from" };
        let change = format!("{verb} {}", self.profile.words.nouns.group);
        let Some(mut now) = live.members.clone() else {
            let why = format!("{} does not tell who is in it.", self.profile.name);
            self.block(drafts, (&change, &name), why);
            return Ok(());
        };
        let (to_do, done): (Vec<&String>, Vec<&String>) =
            users.iter().partition(|user| now.contains(*user) != add);
        let (safe, to_do): (Vec<&String>, Vec<&String>) =
            to_do.into_iter().partition(|user| !add && self.settings.protects(user).is_some());
        for user in safe {
            let on = format!("{name}: {}", self.name_of(user).await?);
            let why = self.settings.protects(user).unwrap_or_default();
            self.block(drafts, (&change, &on), why);
        }
        for user in done {
            let on = format!("{name}: {}", self.name_of(user).await?);
            let why =
                if add { "in it already (read just now)." } else { "not in it (read just now)." };
            self.block(drafts, (&change, &on), why.to_owned());
        }
        let most = usize::try_from(self.profile.speaks.members_per_request.value).unwrap_or(1);
        for chunk in to_do.chunks(most.max(1)) {
            let ids: Vec<String> = chunk.iter().map(|id| (*id).clone()).collect();
            let Some(named) = MemberIds::new(ids.clone()) else {
                self.block(drafts, (&change, &name), "an id is empty.".to_owned());
                continue;
            };
            let before = MemberSet::of(now.iter().map(String::as_str));
            let intent = if add {
                add_members(self.profile, group, named, &now)
            } else {
                remove_members(self.profile, group, named, &now)
            };
            if add {
                now.extend(ids.iter().cloned());
            } else {
                now.retain(|id| !ids.contains(id));
            }
            if now.is_empty() {
                drafts.warn(
                    &format!("{name} will have no members."),
                    "Whatever the group grants reaches nobody afterwards.",
                );
            }
            let mut names = Vec::with_capacity(ids.len().min(3));
            for id in ids.iter().take(3) {
                names.push(self.name_of(id).await?);
            }
            let more = ids.len().saturating_sub(names.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let (connection, group_id) = (self.connection.id.clone(), group.to_owned());
            let wish = match wish {
                Change::RemoveMember { .. } => {
                    Change::RemoveMember { connection, group: group_id, users: ids.clone() }
                }
                _ => Change::AddMember { connection, group: group_id, users: ids.clone() },
            };
            let mut item = self.item(
                &wish,
                Target::Group(group.to_owned()),
                intent,
                &live.resource,
                Words {
                    change: change.clone(),
                    on: format!("{name}: {}{more}", names.join(", ")),
                    before: format!("{} members", before.count),
                    after: format!("{} members", now.len()),
                    undo: if add { "remove them again" } else { "add them again" }.to_owned(),
                    irreversible: false,
                },
            );
            item.members_before = Some(before);
            drafts.items.push(item);
        }
        live.members = Some(now);
        drafts.groups.insert(self.key(group), live);
        Ok(())
    }

    async fn name_of(&self, user: &str) -> Result<String, Problem> {
        let (id, account) = (self.connection.id.clone(), user.to_owned());
        let known = self
            .engine
            .stored("Looking up the user", move |store| store.find_account(&id, &account))
            .await?;
        let name = known.into_iter().find(|row| row.account_id == user).map(|row| row.name);
        Ok(bounded(name.unwrap_or_else(|| user.to_owned()), NAME_SHOWN))
    }

    async fn create_group(
        &self,
        wish: &Change,
        name: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let change = format!("Create {}", self.profile.words.nouns.group);
        let intent = match create_group(self.profile, name) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, name), why);
                return Ok(());
            }
        };
        if self.name_taken(name, None).await? {
            let why =
                format!("there is a {} of this name already.", self.profile.words.nouns.group);
            self.block(drafts, (&change, name), why);
            return Ok(());
        }
        drafts.items.push(self.item(
            wish,
            Target::NewGroup(name.to_owned()),
            intent,
            &Resource::from(Map::new()),
            Words {
                change,
                on: bounded(name, NAME_SHOWN),
                before: "none".to_owned(),
                after: "there, without members".to_owned(),
                undo: "delete".to_owned(),
                irreversible: false,
            },
        ));
        Ok(())
    }

    async fn name_taken(&self, name: &str, by_others_than: Option<&str>) -> Result<bool, Problem> {
        let found =
            self.engine.live_by_name(self.connection, self.profile, Kind::Group, name).await?;
        Ok(found.iter().any(|group| group.id().as_deref() != by_others_than))
    }

    async fn rename_group(
        &self,
        wish: &Change,
        group: &str,
        name: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let mut live = self.group(group, drafts).await?;
        let old = live.name();
        let change = format!("Rename {}", self.profile.words.nouns.group);
        let intent = match rename_group(self.profile, group, name) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &old), why);
                return Ok(());
            }
        };
        if intent.expected.is_met_by(&live.resource) {
            self.block(drafts, (&change, &old), "it has this name already.".to_owned());
            return Ok(());
        }
        if self.name_taken(name, Some(group)).await? {
            let why = format!("another {} has this name.", self.profile.words.nouns.group);
            self.block(drafts, (&change, &old), why);
            return Ok(());
        }
        let mut item = self.item(
            wish,
            Target::Group(group.to_owned()),
            intent,
            &live.resource,
            Words {
                change,
                on: old.clone(),
                before: old,
                after: bounded(name, NAME_SHOWN),
                undo: "give it its former name".to_owned(),
                irreversible: false,
            },
        );
        item.members_before = live.member_set();
        drafts.items.push(item);
        let mut renamed = live.resource.into_map();
        renamed.insert("displayName".to_owned(), Value::String(name.to_owned()));
        live.resource = Resource::from(renamed);
        drafts.groups.insert(self.key(group), live);
        Ok(())
    }

    async fn delete_group(
        &self,
        wish: &Change,
        group: &str,
        drafts: &mut Drafts,
    ) -> Result<(), Problem> {
        let live = self.group(group, drafts).await?;
        let name = live.name();
        let change = format!("Delete {}", self.profile.words.nouns.group);
        let intent = match delete_group(self.profile, group) {
            Ok(intent) => intent,
            Err(Cannot(why)) => {
                self.block(drafts, (&change, &name), why);
                return Ok(());
            }
        };
        drafts.warn(
            &format!("Deleting a {} cannot be undone.", self.profile.words.nouns.group),
            "A new one of the same name is another one: rules and shares that point at the old one do not find it.",
        );
        let count = live.members.as_ref().map(BTreeSet::len);
        // An undo needs to know who they were.
        let mut image = live.resource.clone().into_map();
        if let Some(members) = &live.members {
            let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
            image.insert("members".to_owned(), Value::Array(members));
        }
        let mut item = self.item(
            wish,
            Target::Group(group.to_owned()),
            intent,
            &Resource::from(image),
            Words {
                change,
                on: name,
                before: match count {
                    Some(count) => format!("{count} members"),
                    None => "members not told".to_owned(),
                },
                after: "deleted".to_owned(),
                undo: "create it again and add its members".to_owned(),
                irreversible: true,
            },
        );
        item.members_before = live.member_set();
        drafts.items.push(item);
        Ok(())
    }
}

fn state_of(live: &Resource) -> &'static str {
    match live.flag("active") {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "there",
    }
}

fn the_only(
    mut found: Vec<String>,
    noun: &str,
    wanted: &str,
    connection: &str,
) -> Result<String, Problem> {
    match found.len() {
        0 => Err(asked(
            ProblemCode::NotFound,
            &format!("Finding the {noun} failed."),
            &format!("The local copy of {connection} has no {noun} “{wanted}”."),
            "Read the connection again, or search for part of the name.",
        )),
        1 => Ok(found.swap_remove(0)),
        several => Err(asked(
            ProblemCode::BadRequest,
            &format!("Finding the {noun} failed."),
            &format!("{several} {noun}s of {connection} are called “{wanted}”."),
            &format!("Name one by its id: {}.", found.join(", ")),
        )),
    }
}

fn no_plan(why: &str) -> Problem {
    asked(
        ProblemCode::BadRequest,
        "Making the plan failed.",
        why,
        "Change what is wished for; read the connection again to see what is there now.",
    )
}

fn typed_name(item: &Item) -> String {
    let image = Resource::from_value(item.before_image.clone()).ok();
    let user_name = image.and_then(|image| image.text("userName"));
    let name = user_name.unwrap_or_else(|| item.on.clone());
    if name.chars().count() <= LONGEST_TYPED { name } else { "1".to_owned() }
}
