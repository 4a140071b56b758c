//! Matches accounts to people again, if the data behind the matches has changed.

use super::known::{self, Known};
use super::list_status::{list_state, turns_on};
use super::words;
use crate::core::Rollcall;
use crate::problem::Problem;
use jiff::civil::Date;
use rollcall_people::{Account, Because, Decision, Entry, Node, Tie, Tied, Why, tie};
use rollcall_providers::AdminRole;
use rollcall_store::{
    AccountState, ConnectionId, PeopleFit, PersonTurn, PersonWrite, ProposalWrite, Store,
    StoreError, TieInput,
};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const WHAT: &str = "Linking accounts to people";

/// The state of linking while the program runs.
#[derive(Default)]
struct Linking {
    /// One caller links at a time.
    turn: tokio::sync::Mutex<()>,
    /// People were linked since the program started.
    done_once: AtomicBool,
    /// How many hold it off.
    held: AtomicUsize,
}

/// Holds linking off until it is dropped.
pub(crate) struct LinkingHeld(Arc<Linking>);

impl Drop for LinkingHeld {
    fn drop(&mut self) {
        self.0.held.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Rollcall {
    /// Leaves people as they are while a run changes their accounts: their states are looked up anyway,
    /// and linking after every item would take more than the run.
    pub(crate) fn hold_linking(&self) -> LinkingHeld {
        let linking = self.0.kept.of::<Linking>();
        linking.held.fetch_add(1, Ordering::Relaxed);
        LinkingHeld(linking)
    }

    /// Links again when what is kept does not fit any longer, and says whether it did. Several
    /// callers wait for one.
    pub(crate) async fn tied(&self) -> Result<bool, Problem> {
        let linking = self.0.kept.of::<Linking>();
        let _one_at_a_time = linking.turn.lock().await;
        if linking.held.load(Ordering::Relaxed) > 0 && linking.done_once.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let today = self.0.clock.today();
        let day = today.to_string();
        let roles = self.admin_roles().await?;
        let rules = rules(&roles);
        loop {
            let fit = self.stored(WHAT, {
                let (rules, day) = (rules.clone(), day.clone());
                move |store| store.people_fit(&rules, &day)
            });
            let fit = fit.await?;
            // A store that cannot be written shows people as they were tied last.
            if fit == PeopleFit::Fits || self.0.store.cannot_write().is_some() {
                linking.done_once.store(true, Ordering::Relaxed);
                return Ok(false);
            }
            let (rules, roles, day) = (rules.clone(), roles.clone(), day.clone());
            let keep = move |store: &Store| match fit {
                PeopleFit::Changed(basis) => {
                    let (known, input) = known::read(store, &roles)?;
                    let (tied, listed) = tied(&known, &input);
                    let (people, proposals) = written(&tied, &input, &known, &listed, today);
                    store.set_people(&people, &proposals, &basis, &day)?;
                    Ok(true)
                }
                _ => store.turn_people(&turns(store, today)?, &rules, &day),
            };
            // What changed while it was done is looked at again.
            if self.stored(WHAT, keep).await? {
                linking.done_once.store(true, Ordering::Relaxed);
                return Ok(true);
            }
        }
    }

    /// What would keep them apart if the admin said of these pairs that they are one; `None` when
    /// nothing does. Nothing is kept.
    pub(super) async fn against(
        &self,
        pairs: &[(String, String)],
    ) -> Result<Option<Because>, Problem> {
        let wanted = pairs.to_vec();
        let trial = move |store: &Store| {
            let (known, mut input) = known::read(store, &HashMap::new())?;
            input.decisions.retain(|(a, b, _)| {
                !wanted.iter().any(|(x, y)| (a, b) == (x, y) || (a, b) == (y, x))
            });
            let before = tied(&known, &input).0.unheld;
            input.decisions.extend(wanted.into_iter().map(|(a, b)| (a, b, true)));
            let unheld = tied(&known, &input).0.unheld;
            let new = unheld.into_iter().filter(|one| !before.contains(one));
            Ok(new.map(|one| one.because).max())
        };
        self.stored("Checking whether they can be one person", trial).await
    }

    /// What makes an admin, by connection id, where the app shows roles.
    async fn admin_roles(&self) -> Result<HashMap<ConnectionId, AdminRole>, Problem> {
        let connections = self.stored(WHAT, rollcall_store::Store::connections).await?;
        Ok(connections
            .into_iter()
            .filter_map(|connection| {
                let role = self.profile(&connection.provider).ok()?.speaks.admin_role.as_ref()?;
                Some((connection.id, role.value.clone()))
            })
            .collect())
    }
}

/// Raised with every change of what linking decides or keeps: what older rules gave is linked again.
const RULES: u32 = 2;

/// What decides about people beside the store: the rules, and what makes an admin in which app.
fn rules(roles: &HashMap<ConnectionId, AdminRole>) -> String {
    let role = |(id, role): (&ConnectionId, &AdminRole)| {
        format!("\n{} {:?} {:?}", id.as_str(), role.path, role.values)
    };
    let mut roles: Vec<String> = roles.iter().map(role).collect();
    roles.sort_unstable();
    format!("{} {RULES}{}", env!("CARGO_PKG_VERSION"), roles.concat())
}

/// Whom the list gives another state by this day.
fn turns(store: &Store, today: Date) -> Result<Vec<PersonTurn>, StoreError> {
    let turning = store.people_turning(&today.to_string())?;
    let turn = |(id, body): (u32, String)| {
        let entry = serde_json::from_str(&body).ok()?;
        let (list_state, list_day) = list_state(Some(&entry), today);
        let turns_on = turns_on(&entry, today).map(|day| day.to_string());
        Some(PersonTurn { id, list_state, list_day, turns_on })
    };
    Ok(turning.into_iter().filter_map(turn).collect())
}

/// An entry of the list and its number in the store.
struct Listed<'a> {
    id: i64,
    key: &'a str,
    entry: rollcall_truth::Entry,
    since: Option<i64>,
}

/// Ties the input, and gives the entries that have a part in it.
fn tied<'a>(known: &[Known], input: &'a TieInput) -> (Tied, Vec<Listed<'a>>) {
    let listed: Vec<Listed<'_>> = input
        .entries
        .iter()
        .filter_map(|entry| {
            let parsed = serde_json::from_str(&entry.body_json).ok()?;
            let since = entry.listed_since.map(|at| at.timestamp().as_second());
            Some(Listed { id: entry.id, key: &entry.key, entry: parsed, since })
        })
        .collect();
    let former = Vec::new();
    let accounts: Vec<Account<'_>> = known
        .iter()
        .map(|one| known::account(one, input.former.get(&one.account.subject).unwrap_or(&former)))
        .collect();
    let entries: Vec<Entry<'_>> = listed.iter().map(entry).collect();
    let by_key: HashMap<&str, i64> = listed.iter().map(|one| (one.key, one.id)).collect();
    let decisions: Vec<Decision> = input
        .decisions
        .iter()
        .filter_map(|(a, b, together)| {
            Some(Decision { a: node(a, &by_key)?, b: node(b, &by_key)?, together: *together })
        })
        .collect();
    let tied = tie(&accounts, &entries, &decisions);
    (tied, listed)
}

fn entry<'a>(listed: &'a Listed<'_>) -> Entry<'a> {
    let entry = &listed.entry;
    Entry {
        key: listed.id,
        addresses: entry.emails.iter().map(|one| Cow::Borrowed(one.as_str())).collect(),
        employee_number: Cow::Borrowed(&entry.employee_number),
        // “C?line” may be another name; the person is matched by the rest.
        name: match rollcall_truth::has_lost_letters(&entry.name) {
            true => Cow::Borrowed(""),
            false => Cow::Borrowed(&entry.name),
        },
        service: entry.kind == rollcall_truth::Kind::Service,
        since: match (entry.start.and_then(known::midnight), listed.since) {
            (Some(start), Some(listed)) => Some(start.min(listed)),
            (start, _) => start,
        },
    }
}

/// How a node is kept: an account by its number, an entry by what it is in every version.
pub(super) fn node_text(node: Node, keys: &HashMap<i64, &str>) -> String {
    match node {
        Node::Account(subject) => format!("account:{subject}"),
        Node::Entry(id) => format!("entry:{}", keys.get(&id).copied().unwrap_or_default()),
    }
}

fn node(text: &str, by_key: &HashMap<&str, i64>) -> Option<Node> {
    let (kind, key) = text.split_once(':')?;
    match kind {
        "account" => key.parse().ok().map(Node::Account),
        "entry" => by_key.get(key).map(|id| Node::Entry(*id)),
        _ => None,
    }
}

/// Who claims an earlier number.
struct Claim {
    /// By the line of the HR list that had it.
    listed: bool,
    accounts: usize,
    /// The numbers that its parts had, the strongest first.
    earlier: Vec<u32>,
}

/// The number that each keeps, 0 for a new one. Where a person was divided, the one of the HR list
/// keeps the number, else the one with most accounts: a single account that was taken out gets a new
/// one.
fn kept_numbers(claims: &[Claim]) -> Vec<u32> {
    let mut order: Vec<(usize, &Claim)> = claims.iter().enumerate().collect();
    order.sort_by_key(|(_, claim)| (!claim.listed, std::cmp::Reverse(claim.accounts)));
    let mut taken = HashSet::new();
    let mut numbers: HashMap<usize, u32> = HashMap::new();
    for (place, claim) in order {
        if let Some(number) = claim.earlier.iter().find(|number| !taken.contains(*number)) {
            taken.insert(*number);
            numbers.insert(place, *number);
        }
    }
    (0..claims.len()).map(|place| numbers.get(&place).copied().unwrap_or(0)).collect()
}

fn written(
    tied: &Tied,
    input: &TieInput,
    known: &[Known],
    listed: &[Listed<'_>],
    today: Date,
) -> (Vec<PersonWrite>, Vec<ProposalWrite>) {
    let by_subject: HashMap<i64, &Known> =
        known.iter().map(|one| (one.account.subject, one)).collect();
    let by_entry: HashMap<i64, &Listed<'_>> = listed.iter().map(|one| (one.id, one)).collect();
    let keys: HashMap<i64, &str> = listed.iter().map(|one| (one.id, one.key)).collect();
    let mut people = Vec::with_capacity(tied.people.len() + tied.alone.len());
    let mut place_of: HashMap<Node, usize> = HashMap::new();
    let alone = tied
        .alone
        .iter()
        .map(|one| (vec![(one.account, String::new())], None, Some(words::apart(&one.why)), false));
    let tied_people = tied.people.iter().map(|person| {
        let accounts: Vec<(i64, String)> =
            person.accounts.iter().map(|tie| (tie.account, words::why(&tie.why))).collect();
        let other_number = |tie: &Tie| matches!(tie.why, Why::AddressOtherNumber { .. });
        let other_number = person.accounts.iter().any(other_number);
        (accounts, person.entry.map(|tie| tie.entry), None, other_number)
    });
    let all: Vec<_> = tied_people.chain(alone).collect();
    let claims = all.iter().map(|(accounts, entry, ..)| {
        let listed = entry.and_then(|id| by_entry.get(&id));
        let by_entry = listed.and_then(|one| input.entry_persons.get(one.key)).copied();
        let by_account = accounts.iter().filter_map(|(subject, _)| input.persons.get(subject));
        Claim {
            listed: by_entry.is_some(),
            accounts: accounts.len(),
            earlier: by_entry.into_iter().chain(by_account.copied()).collect(),
        }
    });
    let numbers = kept_numbers(&claims.collect::<Vec<_>>());
    for ((accounts, entry, shared, other_number), id) in all.into_iter().zip(numbers) {
        let found: Vec<&Known> =
            accounts.iter().filter_map(|(subject, _)| by_subject.get(subject).copied()).collect();
        let listed = entry.and_then(|id| by_entry.get(&id).copied());
        place_of
            .extend(accounts.iter().map(|(subject, _)| (Node::Account(*subject), people.len())));
        place_of.extend(entry.map(|id| (Node::Entry(id), people.len())));
        let mut person = person(&found, listed.map(|one| &one.entry), today);
        person.id = id;
        person.entry = entry;
        person.entry_key = listed.map(|one| one.key.to_owned()).unwrap_or_default();
        person.shared = shared;
        person.other_number = other_number;
        person.accounts = accounts;
        people.push(person);
    }
    let proposed = |a: Node, b: Node, why: String| {
        let (one, other) = (*place_of.get(&a)?, *place_of.get(&b)?);
        let (a, b) = (node_text(a, &keys), node_text(b, &keys));
        (one != other).then_some(ProposalWrite { one, other, a, b, why })
    };
    // A link of the admin that is no longer possible is asked again, not forgotten.
    let mut asked = HashSet::new();
    let unheld = tied
        .unheld
        .iter()
        .filter_map(|one| proposed(one.a, one.b, words::unheld(one.because)))
        .filter(|one| asked.insert((one.one.min(one.other), one.one.max(one.other))))
        .collect::<Vec<_>>();
    let proposals = tied
        .proposals
        .iter()
        .filter_map(|one| proposed(one.a, one.b, words::hints(&one.why)))
        .filter(|one| !asked.contains(&(one.one.min(one.other), one.one.max(one.other))))
        .chain(unheld)
        .collect();
    (people, proposals)
}

/// What is shown and searched of a person.
fn person(accounts: &[&Known], entry: Option<&rollcall_truth::Entry>, today: Date) -> PersonWrite {
    let is_active = |known: &&&Known| known.account.state == AccountState::Active;
    let first = accounts.iter().find(is_active).or(accounts.first());
    let named = accounts.iter().find(|known| !known.account.name.contains('@')).or(first);
    let listed = entry.map(|entry| entry.name.clone()).filter(|name| !name.is_empty());
    // The app writes the name out.
    let is_lost = |name: &String| rollcall_truth::has_lost_letters(name);
    let whole = named.map(|known| &known.account.name).filter(|name| !is_lost(name)).cloned();
    let name = listed
        .filter(|name| !is_lost(name) || whole.is_none())
        .or_else(|| named.map(|known| known.account.name.clone()))
        .or_else(|| entry.and_then(|entry| entry.emails.first().cloned()))
        .unwrap_or_default();
    let email = entry
        .and_then(|entry| entry.emails.first().cloned())
        .or_else(|| first.and_then(|known| known.identity.emails.first().cloned()))
        .or_else(|| first.map(|known| known.account.email.clone()))
        .unwrap_or_default();
    let mut text: Vec<&str> = vec![&name, &email];
    for known in accounts {
        text.extend([known.account.name.as_str(), &known.account.user_name, &known.account.email]);
        text.extend(known.identity.emails.iter().map(String::as_str));
        text.push(&known.identity.employee_number);
    }
    if let Some(entry) = entry {
        text.extend(entry.emails.iter().map(String::as_str));
        text.push(&entry.employee_number);
    }
    text.sort_unstable();
    text.dedup();
    let text = text.join("\n");
    let apps: HashSet<i64> = accounts.iter().map(|known| known.account.connection).collect();
    let mut seen = HashSet::new();
    let twice = accounts
        .iter()
        .filter(|known| known.account.state != AccountState::NoLongerListed)
        .any(|known| !seen.insert(known.account.connection));
    let admin = accounts.iter().any(|known| known.admin);
    let department = entry.map(|entry| entry.department.clone()).unwrap_or_default();
    let (list_state, list_day) = list_state(entry, today);
    PersonWrite {
        name,
        email,
        text,
        list_state,
        list_day,
        turns_on: entry.and_then(|entry| turns_on(entry, today)).map(|day| day.to_string()),
        department,
        admin,
        apps: crate::text::count(apps.len() as u64),
        twice,
        ..PersonWrite::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stays_with_the_list_and_then_with_most_accounts() {
        let claim = |listed, accounts, earlier: &[u32]| Claim {
            listed,
            accounts,
            earlier: earlier.to_vec(),
        };
        for (claims, expected) in [
            // Nothing changed.
            (vec![claim(false, 2, &[1, 1]), claim(false, 1, &[2])], vec![1, 2]),
            // The first account was taken out of a person: the others keep the number.
            (vec![claim(false, 1, &[7]), claim(false, 4, &[7, 7, 7, 7])], vec![0, 7]),
            (vec![claim(false, 4, &[7, 7, 7, 7]), claim(false, 1, &[7])], vec![7, 0]),
            // The line of the list had the number: it goes with that line.
            (vec![claim(false, 4, &[7, 7, 7, 7]), claim(true, 1, &[7, 7])], vec![0, 7]),
            // Two people became one, which keeps the stronger number.
            (vec![claim(false, 3, &[5, 5, 6])], vec![5]),
            // As many accounts on both sides: the first.
            (vec![claim(false, 1, &[7]), claim(false, 1, &[7])], vec![7, 0]),
            // Another number is free.
            (vec![claim(false, 1, &[7, 8]), claim(false, 2, &[7, 7])], vec![8, 7]),
            (vec![claim(false, 1, &[])], vec![0]),
        ] {
            assert_eq!(kept_numbers(&claims), expected);
        }
    }
    use rollcall_store::TieAccount;

    fn account(subject: i64, number: &str) -> Known {
        let account = TieAccount {
            subject,
            connection: subject,
            connection_id: ConnectionId::from(format!("c{subject}")),
            state: AccountState::Active,
            name: "Jo Doe".to_owned(),
            user_name: format!("jo{subject}@example.com"),
            email: format!("jo{subject}@example.com"),
            raw: format!(r#"{{"employeeNumber":"{number}"}}"#),
            first_seen: rollcall_store::Moment::default(),
            missed_at: None,
            since: rollcall_store::Moment::default(),
            mark: String::new(),
            last_listed: None,
            closed_here: None,
        };
        Known::of(account, &HashMap::new())
    }

    fn written_of(known: &[Known]) -> (Vec<PersonWrite>, Vec<ProposalWrite>) {
        let decisions = vec![("account:1".to_owned(), "account:2".to_owned(), true)];
        let input = TieInput { decisions, ..TieInput::default() };
        let (tied, listed) = tied(known, &input);
        written(&tied, &input, known, &listed, Date::constant(2026, 11, 26))
    }

    #[test]
    fn an_admins_tie_that_cannot_stand_any_more_is_asked_again() {
        let (people, proposals) = written_of(&[account(1, "71"), account(2, "")]);
        assert_eq!((people.len(), proposals.len()), (1, 0));
        let (people, proposals) = written_of(&[account(1, "71"), account(2, "72")]);
        assert_eq!((people.len(), proposals.len()), (2, 1));
        assert_eq!(
            proposals[0].why,
            "linked by an admin, but they have different employee numbers"
        );
    }
}
