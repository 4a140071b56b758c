//! What later reads found otherwise than a case verified it: for its lines, its summary, and the plan
//! of what is to be sent again.

use super::later_read::{LaterRead, Place, Seen, later_read, place};
use super::{Case, KeptPerson, Part};
use crate::connection::labels::Labels;
use crate::core::Rollcall;
use crate::problem::Problem;
use crate::record::event::RecordEvent;
use crate::view::{CaseKind, CaseState, LineCheck, LineState};
use rollcall_store::{AccountRef, ActiveNow, ConnectionId, Moment, PersonNow};
use std::collections::{HashMap, HashSet};

/// Why a later read may find a line otherwise: the admin wants it so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Meant {
    /// A release gave it back, and the case goes on with the rest.
    Released,
    /// The admin marked it as intended.
    Intended,
}

/// What later reads say of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Since {
    pub(super) says: LaterRead,
    /// Start of the read that says it; `None` where none does.
    pub(super) read_at: Option<Moment>,
}

/// What the local copy says of a case now.
pub(super) struct LaterReads {
    /// For each of its lines.
    pub(super) lines: Vec<Since>,
    /// Its people, in their order.
    pub(super) people: Vec<PersonNow>,
}

/// Something that came back, or was never ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Back {
    pub(super) person: String,
    pub(super) place: Place,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Active where access was verified to have ended.
    Again,
    /// Active in an app that was connected after the case began.
    ConnectedSince,
    /// Active in an app where the case knew no account of the person.
    NotInIt,
    /// In a group, "team Sales", that was left.
    Inside(String),
    /// Not in a group that was joined.
    Outside(String),
}

impl LaterReads {
    /// A later read contradicts this line, and the admin does not want it so.
    pub(super) fn is_back(&self, case: &Case, index: usize) -> bool {
        let meant = case.parts.get(index).is_some_and(|part| part.meant.is_some());
        self.contradicts(index) && !meant
    }

    pub(super) fn contradicts(&self, index: usize) -> bool {
        self.lines.get(index).is_some_and(|since| since.says == LaterRead::Contradicts)
    }

    /// Lines that are verified, and of these those that are not so now although nobody wants that.
    pub(super) fn counted(&self, case: &Case) -> Counted {
        let mut counted = Counted::default();
        for (index, part) in case.parts.iter().enumerate() {
            match part.state == LineState::Verified {
                true if !self.contradicts(index) => counted.verified += 1,
                true if part.meant.is_some() => counted.meant += 1,
                _ => {}
            }
        }
        counted
    }

    /// Everything that came back.
    pub(super) fn back(&self, case: &Case, made_at: &HashMap<ConnectionId, Moment>) -> Vec<Back> {
        let lines = case.parts.iter().enumerate().filter(|(index, _)| self.is_back(case, *index));
        let mut back: Vec<Back> = lines
            .filter_map(|(_, part)| {
                let place = place(&part.wish)?;
                Some(Back { person: part.person.clone(), place, what: what(part)? })
            })
            .collect();
        for (person, account) in new_accounts(case, &self.people) {
            let place = Place {
                connection_id: account.connection_id.clone(),
                account_id: account.account_id.clone(),
                group_id: None,
            };
            let what = match made_at.get(account.connection_id.as_str()) {
                _ if own(case, person, account).next().is_some() => What::Again,
                Some(made) if began(case) < *made => What::ConnectedSince,
                _ => What::NotInIt,
            };
            back.push(Back { person: person.name.clone(), place, what });
        }
        back
    }

    /// What is said beside a line: the later read that contradicts or doubts it.
    pub(super) fn check(&self, part: &Part, index: usize) -> Option<LineCheck> {
        let since = self.lines.get(index)?;
        let at = since.read_at?;
        let check = |holds, found: String| Some(LineCheck { at, holds, found });
        match since.says {
            LaterRead::Contradicts => {}
            LaterRead::Unclear => return check(None, NAMED_ONLY.to_owned()),
            LaterRead::Silent | LaterRead::Confirms => return None,
        }
        let meant = match part.meant {
            None => "",
            Some(Meant::Released) => ", given back by the release",
            Some(Meant::Intended) => ", marked as intended",
        };
        let found = match what(part)? {
            What::Inside(_) => "in the group",
            What::Outside(_) => "not in the group",
            What::Again | What::ConnectedSince | What::NotInIt => "active",
        };
        check(Some(false), format!("{found} in a later read of the app{meant}"))
    }
}

/// Nobody can say of a membership like this whether it is there.
const NAMED_ONLY: &str = "the account names the group in a later read of the app, and the group's \
list leaves the account out";

/// Lines of a case that are verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// And still so, as far as later reads can say it.
    pub(super) verified: usize,
    /// And no longer so, which the admin wants.
    pub(super) meant: usize,
}

impl Rollcall {
    /// What the local copy says of these cases now.
    pub(super) async fn later_reads(&self, cases: &[Case]) -> Result<Vec<LaterReads>, Problem> {
        let people: Vec<Vec<AccountRef>> =
            cases.iter().flat_map(|case| case.people.iter().map(KeptPerson::refs)).collect();
        let places: HashSet<Place> = cases
            .iter()
            .filter(|case| watched(case))
            .flat_map(|case| case.parts.iter().filter_map(|part| place(&part.wish)))
            .collect();
        let seen = self.seen_now(places).await?;
        let people =
            self.stored("Looking up the people", move |store| store.people_behind(&people)).await?;
        let mut people = people.into_iter();
        let of = |case: &Case| {
            let watched = watched(case);
            let since = |part: &Part| {
                let seen = place(&part.wish).and_then(|place| seen.get(&place));
                let seen = seen.filter(|_| watched);
                Since { says: later_read(part, seen), read_at: seen.and_then(Seen::read_at) }
            };
            LaterReads {
                lines: case.parts.iter().map(since).collect(),
                people: people.by_ref().take(case.people.len()).collect(),
            }
        };
        Ok(cases.iter().map(of).collect())
    }

    /// What the local copy has of these places; what it does not know is left out.
    pub(crate) async fn seen_now(
        &self,
        places: HashSet<Place>,
    ) -> Result<HashMap<Place, Seen>, Problem> {
        self.stored("Looking up what was read since", move |store| {
            let (members, accounts): (Vec<Place>, Vec<Place>) =
                places.into_iter().partition(|place| place.group_id.is_some());
            let keys: Vec<AccountRef> = accounts.iter().map(Place::account).collect();
            let mut seen = HashMap::new();
            for (place, now) in accounts.into_iter().zip(store.accounts_now(&keys)?) {
                seen.extend(now.map(|now| (place, Seen::Account(now))));
            }
            let keys: Vec<_> = members
                .iter()
                .filter_map(|Place { connection_id, account_id, group_id }| {
                    Some((connection_id.clone(), group_id.clone()?, account_id.clone()))
                })
                .collect();
            for (place, now) in members.into_iter().zip(store.memberships_now(&keys)?) {
                seen.extend(now.map(|now| (place, Seen::Membership(now))));
            }
            Ok(seen)
        })
        .await
    }

    /// The same of one case.
    pub(super) async fn later_reads_of(&self, case: &Case) -> Result<LaterReads, Problem> {
        let mut only = self.later_reads(std::slice::from_ref(case)).await?;
        only.pop().ok_or_else(|| {
            crate::problem::failure::internal("Looking up what was read since", "there is none")
        })
    }

    /// Marks what came back as intended. What comes back after that is reported again.
    pub(super) async fn mark_intended(&self, kept: &Case) -> Result<(), Problem> {
        let reads = self.later_reads_of(kept).await?;
        let back = reads.back(kept, &self.connected_at().await?);
        let said = words(kept, &back, &self.labels().await);
        let again = said.active_again.iter().map(|app| format!("active again in {app}"));
        let found: Vec<String> = again.chain(said.came_back).collect();
        if found.is_empty() {
            return Ok(());
        }
        self.update_case(&kept.id, move |case| {
            if !watched(case) {
                return Ok(None);
            }
            for Back { place: at, .. } in back {
                let is_it = |part: &&mut Part| {
                    part.state == LineState::Verified && place(&part.wish).as_ref() == Some(&at)
                };
                match case.parts.iter_mut().find(is_it) {
                    Some(part) => part.meant = Some(Meant::Intended),
                    None => {
                        case.intended.push((at.connection_id, at.account_id));
                    }
                }
            }
            Ok(Some(RecordEvent::CaseMarkedIntended { case: case.named(), found }))
        })
        .await
        .map(drop)
    }

    /// Everything of a case that came back.
    pub(crate) async fn back_in(&self, case: &Case) -> Result<Vec<Place>, Problem> {
        let reads = self.later_reads_of(case).await?;
        let back = reads.back(case, &self.connected_at().await?);
        Ok(back.into_iter().map(|back| back.place).collect())
    }

    /// When each app was connected, by the connection's id.
    pub(super) async fn connected_at(&self) -> Result<HashMap<ConnectionId, Moment>, Problem> {
        let all = self.stored("Listing the apps", rollcall_store::Store::connections).await?;
        Ok(all.into_iter().map(|one| (one.id, one.made_at)).collect())
    }
}

/// Later reads are held against it: also when its retries were stopped, and not once access was given
/// back.
pub(super) fn watched(case: &Case) -> bool {
    let confirmed = matches!(case.state, CaseState::Open | CaseState::Closed | CaseState::Stopped);
    confirmed && !case.parts.is_empty()
}

fn began(case: &Case) -> Moment {
    case.started_at.unwrap_or(case.made_at)
}

fn what(part: &Part) -> Option<What> {
    use crate::change::Change::{AddMember, Deactivate, RemoveMember};
    // "Leave team EMEA Sales" as "team EMEA Sales".
    let group = || part.change.split_once(' ').map_or("", |(_, group)| group).to_owned();
    match part.wish {
        Deactivate { .. } => Some(What::Again),
        RemoveMember { .. } => Some(What::Inside(group())),
        AddMember { .. } => Some(What::Outside(group())),
        _ => None,
    }
}

/// Lines about the person's accounts in the app of an account.
fn own<'a>(
    case: &'a Case,
    person: &'a KeptPerson,
    account: &'a ActiveNow,
) -> impl Iterator<Item = &'a Part> + Clone {
    case.parts.iter().filter(move |part| {
        part.person == person.name
            && part.connection_id == account.connection_id
            && part.wish.user().is_some()
    })
}

/// Accounts without a line that the local copy shows as active, of people whose access was verified to
/// have ended there; after a lockdown also those that it knew nothing of.
pub(super) fn new_accounts<'a>(
    case: &'a Case,
    people: &'a [PersonNow],
) -> impl Iterator<Item = (&'a KeptPerson, &'a ActiveNow)> {
    let ended = watched(case);
    let now = case.people.iter().zip(people).filter(move |_| ended);
    let active =
        now.flat_map(|(person, now)| now.active.iter().map(move |account| (person, account)));
    active.filter(|(person, account)| {
        let key = (account.connection_id.clone(), account.account_id.clone());
        let has_line = |part: &Part| {
            part.connection_id == account.connection_id
                && part.wish.user() == Some(account.account_id.as_str())
        };
        if case.intended.contains(&key) || case.parts.iter().any(has_line) {
            return false;
        }
        let ended =
            |part: &Part| part.state == LineState::Verified && part.is_before(account.read_at);
        let mut own = own(case, person, account);
        match case.kind {
            CaseKind::Lockdown => {
                let is_new = account.first_seen.is_none_or(|first| began(case) < first);
                began(case) < account.read_at && is_new && own.all(ended)
            }
            CaseKind::Quarantine | CaseKind::Review => {
                account.first_seen.is_none() && own.any(ended)
            }
        }
    })
}

/// A case and what of it came back.
pub(super) struct Reported<'a> {
    pub(super) case: &'a Case,
    /// Numbers of its people, where they still are one.
    pub(super) people: Vec<Option<u32>>,
    pub(super) back: Vec<Back>,
}

/// Each return once: it belongs to the newest case about it. `all` are newest first.
pub(super) fn once(all: &mut [Reported<'_>]) {
    let (mut held, mut newer) = (HashSet::new(), HashSet::new());
    for Reported { case, people, back } in all {
        // A person who was locked down again since belongs to that case.
        let is_held = people.iter().all(|id| id.is_some_and(|id| held.contains(&id)));
        back.retain(|one| {
            let is_account = one.place.group_id.is_none();
            !(newer.contains(&one.place) || (is_account && is_held))
        });
        let counts =
            |part: &&Part| case.state != CaseState::Stopped || part.state == LineState::Verified;
        newer.extend(case.parts.iter().filter(counts).filter_map(|part| place(&part.wish)));
        newer.extend(back.iter().map(|one| one.place.clone()));
        if case.kind == CaseKind::Lockdown
            && matches!(case.state, CaseState::Open | CaseState::Closed)
        {
            held.extend(people.iter().copied().flatten());
        }
    }
}

/// What came back, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Apps where an account is active again: "Loomwork", "Loomwork (Oskar Lind)".
    pub(super) active_again: Vec<String>,
    /// All else: "active in Flowtap, connected since", "in team Sales again in Loomwork".
    pub(super) came_back: Vec<String>,
}

/// Groups of one app that are named; more are counted.
const NAMED: usize = 2;

pub(super) fn words(case: &Case, back: &[Back], labels: &Labels) -> Words {
    let mut words = Words::default();
    let mut groups: Vec<(String, bool, Vec<String>)> = Vec::new();
    for one in back {
        let label = labels.get(&one.place.connection_id);
        let app = label.map_or("an app that was disconnected", |(name, _)| name.as_str());
        let app = match case.people.len() {
            1 => app.to_owned(),
            _ => format!("{app} ({})", one.person),
        };
        let (group, inside) = match &one.what {
            What::Again => {
                words.active_again.push(app);
                continue;
            }
            What::ConnectedSince => {
                words.came_back.push(format!("active in {app}, connected since"));
                continue;
            }
            What::NotInIt => {
                words.came_back.push(format!("active in {app} with an account found since"));
                continue;
            }
            What::Inside(group) => (group, true),
            What::Outside(group) => (group, false),
        };
        match groups.iter_mut().find(|(of, is, _)| *of == app && *is == inside) {
            Some((.., names)) => names.push(group.clone()),
            None => groups.push((app, inside, vec![group.clone()])),
        }
    }
    words.active_again.dedup();
    for (app, inside, names) in groups {
        let named = match names.as_slice() {
            few if few.len() <= NAMED => few.join(" and "),
            many => format!("{} groups", many.len()),
        };
        words.came_back.push(match inside {
            true => format!("in {named} again in {app}"),
            false => format!("no longer in {named} in {app}"),
        });
    }
    words.came_back.dedup();
    words
}

#[cfg(test)]
mod tests;
