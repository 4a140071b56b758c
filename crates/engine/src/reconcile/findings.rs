//! Every account in its bucket: few bytes for each, computed once and kept until something changes.
//! What a row says is computed again when it is shown.

use super::bucket::{Belongs, Standing, bucket_of};
use super::compare::{Account, Compared, Difference, Manager, ManagerOf};
use super::groups::{Fields, GroupNow, Membership, Mode, STACK, membership};
use super::managers::Managers;
use super::rules::{Rules, Takes};
use crate::view::ReconcileBucket;
use jiff::civil::Date;
use rollcall_providers::Profile;
use rollcall_scim::Resource;
use rollcall_store::{
    AccountState, ConnectionId, Ignore, ReconcileAccount, ReconcileApp, ReconcileInput, Store,
    StoreError,
};
use rollcall_truth::{Entry, Status};
use serde_json::Map;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::sync::mpsc;

/// Batches that may wait to be compared.
const AHEAD: usize = 8;

/// One account, or a person without one, in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// Place of the person by name; those without a person come last.
    pub(crate) place: u32,
    pub(crate) person: u32,
    app: u16,
    subject: i64,
    pub(crate) bucket: ReconcileBucket,
    /// Rules that differ, one bit each; none where the account counts as a whole.
    pub(crate) fields: u32,
    /// Those of which only the spelling differs, or which are refused: not part of *accept all*.
    pub(crate) apart: u32,
}

/// No connection has this place, and no account this number.
const NO_APP: u16 = u16::MAX;
const NO_ACCOUNT: i64 = 0;

impl Finding {
    /// Of a person at a place in the order of names, `app` being the place of an app.
    pub(crate) fn new(place: u32, person: u32, bucket: ReconcileBucket) -> Self {
        Self { place, person, app: NO_APP, subject: NO_ACCOUNT, bucket, fields: 0, apart: 0 }
    }

    /// The same of an account.
    pub(crate) fn of(self, app: u16, subject: i64) -> Self {
        Self { app, subject, ..self }
    }

    /// The same of an app that the person has no account in.
    pub(crate) fn missing_in(self, app: u16) -> Self {
        Self { app, ..self }
    }

    /// The place of the app.
    pub(crate) fn app(&self) -> Option<u16> {
        (self.app != NO_APP).then_some(self.app)
    }

    /// The place of the app, and the account; `None`: a person without an account.
    pub(crate) fn account(&self) -> Option<(u16, i64)> {
        self.app().filter(|_| self.subject != NO_ACCOUNT).map(|app| (app, self.subject))
    }

    /// Rows of the table.
    pub(crate) fn rows(&self) -> u32 {
        self.fields.count_ones().max(1)
    }
}

/// An app that is compared.
pub(crate) struct App {
    pub(crate) id: ConnectionId,
    pub(crate) complete: bool,
    pub(crate) profile: Profile,
    pub(crate) rules: Rules,
    /// Groups of the rules that can be compared.
    pub(crate) groups: Vec<GroupNow>,
    /// The file that the rules come from.
    pub(crate) file: Option<String>,
}

/// Everything that was found, in the order in which it is shown.
pub(crate) struct Findings {
    pub(crate) all: Vec<Finding>,
    pub(crate) apps: Vec<App>,
    pub(crate) managers: Managers,
    pub(crate) ignores: Vec<Ignore>,
    /// Accounts that are listed.
    pub(crate) accounts: u32,
}

/// What the comparison of one account needs beside the account.
struct Beside<'a> {
    apps: &'a [App],
    entries: &'a HashMap<i64, Entry>,
    managers: &'a Managers,
    proposed: HashSet<u32>,
    order: &'a HashMap<u32, u32>,
    ignored: HashMap<(&'a str, &'a str, &'a str), &'a Ignore>,
    today: String,
}

/// What is found out on the way.
struct Seen {
    /// By app: attributes that some account shows, of those that are only assumed.
    shown: Vec<u32>,
    /// By app: groups whose rule some account meets.
    met: Vec<u32>,
    accounts: u32,
    /// The apps that people have an account in that is listed, one bit each; `None`: no app has a rule
    /// that asks for it.
    apps_of: Option<HashMap<u32, u64>>,
}

/// Reads everything and compares it meanwhile.
pub(crate) fn find(store: &Store, mut apps: Vec<App>, today: Date) -> Result<Findings, StoreError> {
    let input = store.reconcile_input()?;
    let entries: HashMap<i64, Entry> = input
        .entries
        .iter()
        .filter_map(|(id, body)| Some((*id, serde_json::from_str(body).ok()?)))
        .collect();
    let managers = Managers::of(store, &input, &entries, &apps)?;
    let asked: Vec<ReconcileApp> = apps
        .iter()
        .map(|app| ReconcileApp { id: app.id.clone(), complete: app.complete })
        .collect();
    let apps_complete = apps.iter().all(|app| app.complete);
    let beside = Beside {
        apps: &apps,
        entries: &entries,
        managers: &managers,
        proposed: proposed_with_listed(&input),
        order: &input.order,
        ignored: input
            .ignores
            .iter()
            .map(|one| ((one.node.as_str(), one.bucket.as_str(), one.path.as_str()), one))
            .collect(),
        today: today.to_string(),
    };
    let (mut all, found) = std::thread::scope(|scope| {
        let (send, batches) = mpsc::sync_channel::<Vec<ReconcileAccount>>(AHEAD);
        let beside = &beside;
        let compare = move || {
            let mut all = Vec::new();
            let none = || vec![0_u32; beside.apps.len()];
            let asks = beside.apps.iter().any(|app| app.rules.account.is_some());
            let apps_of = asks.then(HashMap::new);
            let mut found = Seen { shown: none(), met: none(), accounts: 0, apps_of };
            for account in batches.into_iter().flatten() {
                found.accounts += u32::from(account.state != AccountState::NoLongerListed);
                beside.compare(&account, &mut all, &mut found);
            }
            (all, found)
        };
        let comparing =
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, compare)?;
        // It hangs up only when it panics, which is reported below.
        let read = store.reconcile_accounts(&asked, |batch| drop(send.send(batch)));
        drop(send);
        let found = comparing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|()| found)
    })?;
    without_unseen(&mut all, &apps, &found.shown);
    for one in &input.without_account {
        let person = one.person;
        let node = format!("entry:{}", one.entry_key);
        let maybe = input.proposed.iter().any(|pair| pair.0 == person || pair.1 == person);
        // Only complete lists of all apps show that someone is in none of them.
        let all_complete = apps_complete && !asked.is_empty();
        let bucket = match (maybe, all_complete) {
            (true, _) => ReconcileBucket::Ambiguous,
            (false, true) => ReconcileBucket::NoAccount,
            (false, false) => ReconcileBucket::NotKnown,
        };
        let bucket = beside.or_ignored(&node, bucket);
        all.push(Finding::new(beside.place(Some(person)), person, bucket));
    }
    if let Some(apps_of) = &found.apps_of {
        beside.joiners(&input, apps_of, &mut all);
    }
    drop(beside);
    without_unmet(&mut all, &mut apps, &found.met);
    all.sort_unstable();
    Ok(Findings { all, apps, managers, ignores: input.ignores, accounts: found.accounts })
}

/// How a decision about a person and an app is kept where there is no account.
pub(crate) fn joiner_node(person: u32, app: &ConnectionId) -> String {
    format!("person:{person} {}", app.as_str())
}

/// People who may be the same as someone on the list.
fn proposed_with_listed(input: &ReconcileInput) -> HashSet<u32> {
    let listed: HashSet<u32> = input.entry_people.values().copied().collect();
    let pairs = input.proposed.iter();
    pairs
        .flat_map(|(one, other)| [(*one, *other), (*other, *one)])
        .filter(|(_, other)| listed.contains(other))
        .map(|(one, _)| one)
        .collect()
}

/// That an app which takes everything shows an attribute for nobody means that it may not know it:
/// then its absence says nothing.
fn without_unseen(all: &mut [Finding], apps: &[App], shown: &[u32]) {
    let unseen: Vec<u32> = apps
        .iter()
        .zip(shown)
        .map(|(app, shown)| {
            let assumed = |(bit, rule): (u32, &super::rules::Rule)| {
                (rule.takes == Takes::IfShown && shown & (1 << bit) == 0).then_some(1 << bit)
            };
            (0..).zip(&app.rules.fields).filter_map(assumed).fold(0, |all, bit| all | bit)
        })
        .collect();
    for one in all.iter_mut().filter(|one| one.bucket == ReconcileBucket::Differs) {
        let Some((connection, _)) = one.account() else { continue };
        let Some(unseen) = unseen.get(usize::from(connection)) else { continue };
        one.fields &= !unseen;
        one.apart &= !unseen;
        if one.fields == 0 {
            one.bucket = ReconcileBucket::InStep;
        }
    }
}

/// A rule that nobody meets takes nobody out: a word of it may have changed in the list.
fn without_unmet(all: &mut Vec<Finding>, apps: &mut [App], met: &[u32]) {
    for (app, met) in apps.iter_mut().zip(met) {
        for (bit, group) in (0..).zip(&app.groups) {
            if met & (1_u32 << bit) == 0 && group.mode == Mode::Exact && !group.members.is_empty() {
                app.rules.not_compared.push(format!(
                    "Group “{}”: no account meets the rule, so nobody is removed.",
                    group.name
                ));
            }
        }
    }
    for one in all.iter_mut().filter(|one| one.bucket == ReconcileBucket::GroupsDiffer) {
        let met = one.account().and_then(|(connection, _)| met.get(usize::from(connection)));
        one.fields &= met.copied().unwrap_or(0);
    }
    all.retain(|one| one.bucket != ReconcileBucket::GroupsDiffer || one.fields != 0);
}

impl Beside<'_> {
    fn place(&self, person: Option<u32>) -> u32 {
        person.and_then(|id| self.order.get(&id)).copied().unwrap_or(u32::MAX)
    }

    /// What is ignored as a whole goes to another bucket.
    fn or_ignored(&self, node: &str, bucket: ReconcileBucket) -> ReconcileBucket {
        let found = self.ignored.get(&(node, bucket.as_str(), ""));
        match found.is_some_and(|one| one.until >= self.today) {
            true => ReconcileBucket::Ignored,
            false => bucket,
        }
    }

    fn compare(&self, account: &ReconcileAccount, all: &mut Vec<Finding>, found: &mut Seen) {
        let standing = Standing {
            state: account.state,
            list_state: account.list_state,
            shared: account.shared,
            proposed: account.person.is_some_and(|id| self.proposed.contains(&id)),
            linked: account.person.is_some(),
        };
        let person = account.person.unwrap_or(0);
        let mut finding = Finding::new(self.place(account.person), person, ReconcileBucket::InStep)
            .of(account.connection, account.subject);
        let listed = account.state != AccountState::NoLongerListed;
        if listed && let (Some(apps), true) = (&mut found.apps_of, person > 0) {
            *apps.entry(person).or_default() |= 1_u64 << account.connection.min(63);
        }
        let may_be_ignored = !self.ignored.is_empty();
        let node = || format!("account:{}", account.subject);
        match bucket_of(standing) {
            Belongs::Nowhere => {}
            Belongs::In(bucket) => {
                finding.bucket = match may_be_ignored {
                    true => self.or_ignored(&node(), bucket),
                    false => bucket,
                };
                all.push(finding);
            }
            Belongs::Compare => {
                let place = usize::from(account.connection);
                let (Some(app), Some(shown)) = (self.apps.get(place), found.shown.get_mut(place))
                else {
                    return;
                };
                let node = if may_be_ignored { node() } else { String::new() };
                let mut ignored = 0;
                let entry = account.entry.and_then(|id| self.entries.get(&id));
                let resource = parsed(&account.raw);
                if let Some(entry) = entry {
                    let beside = beside(app, account.connection, &resource, entry, self.managers);
                    for (bit, rule) in (0..).zip(&app.rules.fields) {
                        if rule.takes == Takes::IfShown && resource.get(&rule.path).is_some() {
                            *shown |= 1 << bit;
                        }
                        let Compared::Differs(found) = beside.compared(rule) else { continue };
                        if self.is_ignored(&node, &rule.path, &found) {
                            ignored |= 1 << bit;
                            continue;
                        }
                        finding.fields |= 1 << bit;
                        if found.spelling_only || found.refused.is_some() {
                            finding.apart |= 1 << bit;
                        }
                    }
                }
                if finding.fields != 0 {
                    finding.bucket = ReconcileBucket::Differs;
                }
                if finding.fields != 0 || ignored == 0 {
                    all.push(finding);
                }
                if ignored != 0 {
                    let bucket = ReconcileBucket::Ignored;
                    all.push(Finding { bucket, fields: ignored, apart: 0, ..finding });
                }
                let Some(met) = found.met.get_mut(place) else { return };
                let fields = self.groups(app, account, entry, met);
                if fields != 0 {
                    let bucket = ReconcileBucket::GroupsDiffer;
                    all.push(Finding { bucket, fields, apart: 0, ..finding });
                }
            }
        }
    }

    /// The groups of the rules that the account is not in, or not out of, as they say; one bit each.
    fn groups(
        &self,
        app: &App,
        account: &ReconcileAccount,
        entry: Option<&Entry>,
        met: &mut u32,
    ) -> u32 {
        let Some(entry) = entry.filter(|_| !app.groups.is_empty()) else { return 0 };
        let fields = Fields::of(entry, &self.today);
        let mut differ = 0;
        for (bit, group) in (0..).zip(&app.groups) {
            let meets = group.condition.is_met(&fields);
            if meets == Some(true) {
                *met |= 1 << bit;
            }
            if group.leaves_alone(entry) {
                continue;
            }
            let member = group.members.contains(&account.subject);
            if membership(group.mode, account.list_state, meets, member) != Membership::AsItIs {
                differ |= 1 << bit;
            }
        }
        differ
    }

    /// People who should have an account in an app by its rule, and have none that is listed there. Their
    /// row for all apps is no longer needed.
    fn joiners(&self, input: &ReconcileInput, apps_of: &HashMap<u32, u64>, all: &mut Vec<Finding>) {
        let maybe: HashSet<u32> =
            input.proposed.iter().flat_map(|(one, other)| [*one, *other]).collect();
        let mut joining = HashSet::new();
        for (entry, person) in &input.entry_people {
            let Some(body) = self.entries.get(entry) else { continue };
            if !self.works_here(body) || maybe.contains(person) {
                continue;
            }
            let has = apps_of.get(person).copied().unwrap_or(0);
            let mut fields = None;
            for (place, app) in (0_u16..).zip(self.apps) {
                // An incomplete list does not show that someone has no account.
                let Some(rule) = app.rules.account.as_ref().filter(|_| app.complete) else {
                    continue;
                };
                let fields = fields.get_or_insert_with(|| Fields::of(body, &self.today));
                if has & (1_u64 << place.min(63)) == 0 && rule.is_met(fields) == Some(true) {
                    let bucket = ReconcileBucket::NoAccount;
                    let node = joiner_node(*person, &app.id);
                    let bucket = self.or_ignored(&node, bucket);
                    let finding = Finding::new(self.place(Some(*person)), *person, bucket);
                    all.push(finding.missing_in(place));
                    joining.insert(*person);
                }
            }
        }
        let whole = |one: &Finding| one.bucket == ReconcileBucket::NoAccount && one.app().is_none();
        all.retain(|one| !(whole(one) && joining.contains(&one.person)));
    }

    /// Employed today, or with a first day that comes.
    fn works_here(&self, entry: &Entry) -> bool {
        let over = entry.end.is_some_and(|end| end.to_string() < self.today);
        !over && matches!(entry.status, Status::Employed | Status::NotStarted)
    }

    fn is_ignored(&self, node: &str, path: &str, found: &Difference) -> bool {
        if node.is_empty() {
            return false;
        }
        let key = (node, ReconcileBucket::Differs.as_str(), path);
        self.ignored.get(&key).is_some_and(|one| one.until >= self.today && one.seen == seen(found))
    }
}

/// What was looked at when a difference was ignored: another one is not ignored by that.
pub(crate) fn seen(found: &Difference) -> String {
    let mut hash = Sha256::new();
    for part in [&found.in_app, &found.in_list] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex::encode(hash.finalize())
}

/// A resource as the store has it; an empty one where it cannot be read.
pub(crate) fn parsed(raw: &str) -> Resource {
    serde_json::from_str(raw)
        .ok()
        .and_then(|value| Resource::from_value(value).ok())
        .unwrap_or_else(|| Resource::from(Map::new()))
}

/// An account beside its entry.
pub(crate) fn beside<'a>(
    app: &'a App,
    connection: u16,
    resource: &'a Resource,
    entry: &'a Entry,
    managers: &'a Managers,
) -> Account<'a> {
    let manager: Option<&Manager> = managers.of_entry(entry);
    Account {
        profile: &app.profile,
        resource,
        entry,
        manager: manager.map_or(ManagerOf::NotKnown, ManagerOf::One),
        accounts: managers.in_app(connection),
    }
}
