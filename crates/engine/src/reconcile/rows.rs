//! The rows of a bucket: which ones match, and what each says.

use super::compare::{Compared, Difference};
use super::findings::{App, Finding, Findings, beside, joiner_node, parsed, seen};
use crate::people::list_state;
use crate::text::{VALUE_SHOWN, bounded};
use crate::view::{
    ReconcileBucket, ReconcileIgnored, ReconcileProposal, ReconcileQuery, ReconcileRef,
    ReconcileRow,
};
use rollcall_store::{Ignore, PeopleQuery, Person, ReconcileRow as StoredRow, Store, StoreError};
use rollcall_truth::Entry;
use std::collections::{HashMap, HashSet};

/// Accounts that are read from the store at once.
pub(super) const AT_ONCE: usize = 1_000;

/// Which findings are asked for.
pub(super) struct Wanted<'a> {
    pub(super) bucket: ReconcileBucket,
    /// Place of the app.
    pub(super) connection: Option<u16>,
    pub(super) path: Option<&'a str>,
    /// People in whose names or addresses the text is; `None`: there is no text.
    pub(super) people: Option<&'a HashSet<u32>>,
}

/// Findings of one page, and how many rows match.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) findings: Vec<Finding>,
    pub(super) total: u32,
    /// Rows that *accept all* takes.
    pub(super) acceptable: u32,
}

impl Findings {
    /// The findings that match, each with the bits that match alone.
    pub(super) fn matching<'a>(
        &'a self,
        wanted: &'a Wanted<'a>,
    ) -> impl Iterator<Item = Finding> + 'a {
        let bits: Option<Vec<u32>> = wanted.path.map(|path| {
            let bit = |app: &App| {
                let names = app.names(wanted.bucket);
                (0..).zip(names).find_map(|(bit, (of, _))| (of == path).then_some(1_u32 << bit))
            };
            self.apps.iter().map(|app| bit(app).unwrap_or(0)).collect()
        });
        self.all.iter().copied().filter_map(move |mut one| {
            if one.bucket != wanted.bucket
                || wanted.people.is_some_and(|people| !people.contains(&one.person))
            {
                return None;
            }
            let connection = one.app();
            if wanted.connection.is_some() && wanted.connection != connection {
                return None;
            }
            if let Some(bits) = &bits {
                let bit = connection.and_then(|at| bits.get(usize::from(at))).copied().unwrap_or(0);
                one.fields &= bit;
                one.apart &= bit;
                return (one.fields != 0).then_some(one);
            }
            Some(one)
        })
    }

    /// Rows of a bucket by the place of the app, and by path.
    pub(super) fn facets(&self, wanted: &Wanted<'_>) -> (Vec<u32>, Vec<(String, String, u32)>) {
        let mut apps = vec![0; self.apps.len()];
        let mut fields: Vec<(String, String, u32)> = Vec::new();
        for one in self.matching(wanted) {
            let Some(connection) = one.app() else { continue };
            let Some(app) = self.apps.get(usize::from(connection)) else { continue };
            if let Some(count) = apps.get_mut(usize::from(connection)) {
                *count += one.rows();
            }
            let names = app.names(wanted.bucket).into_iter();
            for (_, (path, label)) in
                (0..).zip(names).filter(|(bit, _)| one.fields & (1_u32 << bit) != 0)
            {
                match fields.iter_mut().find(|(known, ..)| *known == path) {
                    Some((.., count)) => *count += 1,
                    None => fields.push((path, label, 1)),
                }
            }
        }
        fields.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        (apps, fields)
    }
}

impl App {
    /// Path and label of what differs in a bucket, in the order of the bits.
    fn names(&self, bucket: ReconcileBucket) -> Vec<(String, String)> {
        match bucket {
            ReconcileBucket::GroupsDiffer => {
                self.groups.iter().map(|group| (group.path(), group.name.clone())).collect()
            }
            _ => {
                let fields = self.rules.fields.iter();
                fields.map(|rule| (rule.path.clone(), rule.label.clone())).collect()
            }
        }
    }
}

/// Rows `offset..offset+limit`. A finding is cut where the page ends.
pub(super) fn page(found: impl Iterator<Item = Finding>, offset: u32, limit: u32) -> Page {
    let mut page = Page::default();
    let end = offset.saturating_add(limit);
    for one in found {
        let (from, until) = (page.total, page.total + one.rows());
        page.total = until;
        page.acceptable += match (one.bucket, one.fields) {
            (ReconcileBucket::Differs | ReconcileBucket::GroupsDiffer, fields) => {
                (fields & !one.apart).count_ones()
            }
            (ReconcileBucket::LeftActive | ReconcileBucket::NotInList, _) => 1,
            (ReconcileBucket::NoAccount, _) => u32::from(one.app().is_some()),
            _ => 0,
        };
        if until <= offset || from >= end {
            continue;
        }
        if one.fields == 0 {
            page.findings.push(one);
            continue;
        }
        let mut shown = one;
        shown.fields = 0;
        for (row, bit) in (from..).zip((0..u32::BITS).filter(|bit| one.fields & (1 << bit) != 0)) {
            if (offset..end).contains(&row) {
                shown.fields |= 1 << bit;
            }
        }
        page.findings.push(shown);
    }
    page
}

/// The bit of the rule, path and label, and what differs.
pub(super) type Differing = (u32, String, String, Difference);

/// A finding with what the store has of it.
pub(super) struct Loaded {
    pub(super) finding: Finding,
    pub(super) person: Option<Person>,
    pub(super) account: Option<StoredRow>,
    /// What the list says, of someone who gets an account.
    pub(super) entry: Option<Entry>,
    pub(super) differences: Vec<Differing>,
}

/// Reads what is shown of these findings.
pub(super) fn load(
    store: &Store,
    findings: &Findings,
    wanted: &[Finding],
) -> Result<Vec<Loaded>, StoreError> {
    let ids: HashSet<u32> = wanted.iter().map(|one| one.person).filter(|id| *id > 0).collect();
    let query = PeopleQuery {
        limit: crate::text::count(ids.len() as u64),
        among: Some(ids.into_iter().collect()),
        ..PeopleQuery::default()
    };
    let people: HashMap<u32, Person> =
        store.people(&query)?.rows.into_iter().map(|person| (person.id, person)).collect();
    let subjects: Vec<i64> =
        wanted.iter().filter_map(|one| one.account().map(|(_, subject)| subject)).collect();
    let mut accounts: HashMap<i64, StoredRow> =
        store.reconcile_rows(&subjects)?.into_iter().map(|row| (row.subject, row)).collect();
    let mut loaded = Vec::with_capacity(wanted.len());
    for finding in wanted {
        let person = people.get(&finding.person).cloned();
        let account = finding.account().and_then(|(_, subject)| accounts.remove(&subject));
        let differences = match (&person, &account, finding.account()) {
            (Some(person), Some(account), Some((connection, _))) if finding.fields != 0 => {
                differences(store, findings, finding, person, account, connection)?
            }
            _ => Vec::new(),
        };
        let joins = finding.app().is_some() && finding.account().is_none();
        let entry = person.as_ref().and_then(|one| one.entry).filter(|_| joins);
        let entry = match entry {
            Some(id) => {
                store.truth_entry(id)?.and_then(|(_, body)| serde_json::from_str(&body).ok())
            }
            None => None,
        };
        loaded.push(Loaded { finding: *finding, person, account, entry, differences });
    }
    Ok(loaded)
}

fn differences(
    store: &Store,
    findings: &Findings,
    finding: &Finding,
    person: &Person,
    account: &StoredRow,
    connection: u16,
) -> Result<Vec<Differing>, StoreError> {
    let Some(app) = findings.apps.get(usize::from(connection)) else { return Ok(Vec::new()) };
    if finding.bucket == ReconcileBucket::GroupsDiffer {
        return Ok(memberships(app, finding, account.subject));
    }
    let Some(id) = person.entry else { return Ok(Vec::new()) };
    let Some((_, body)) = store.truth_entry(id)? else { return Ok(Vec::new()) };
    let Ok(entry) = serde_json::from_str(&body) else { return Ok(Vec::new()) };
    let resource = parsed(&account.raw);
    let beside = beside(app, connection, &resource, &entry, &findings.managers);
    let mut all = Vec::new();
    for (bit, rule) in (0..).zip(&app.rules.fields) {
        if finding.fields & (1 << bit) == 0 {
            continue;
        }
        if let Compared::Differs(found) = beside.compared(rule) {
            all.push((bit, rule.path.clone(), rule.label.clone(), found));
        }
    }
    Ok(all)
}

/// Memberships that differ: who is in a group should leave it, and the others join.
fn memberships(app: &App, finding: &Finding, subject: i64) -> Vec<Differing> {
    (0..)
        .zip(&app.groups)
        .filter(|(bit, _)| finding.fields & (1_u32 << bit) != 0)
        .map(|(bit, group)| {
            let member = group.members.contains(&subject);
            let (inside, outside) = ("member".to_owned(), "not a member".to_owned());
            let (in_app, in_list) = if member { (inside, outside) } else { (outside, inside) };
            let found =
                Difference { in_app, in_list, value: None, spelling_only: false, refused: None };
            (bit, group.path(), group.name.clone(), found)
        })
        .collect()
}

impl Loaded {
    /// The rows that it is.
    pub(super) fn rows(&self, findings: &Findings) -> Vec<ReconcileRow> {
        let whole = self.whole(findings);
        if self.finding.fields == 0 {
            return vec![whole];
        }
        self.differences
            .iter()
            .map(|(_, path, label, found)| {
                let at = ReconcileRef {
                    path: Some(path.clone()),
                    seen: seen(found),
                    ..whole.at.clone()
                };
                let (proposal, words) = match &found.refused {
                    None if self.finding.bucket == ReconcileBucket::GroupsDiffer => {
                        match found.in_app.as_str() {
                            "member" => (ReconcileProposal::Leave, format!("Remove from {label}")),
                            _ => (ReconcileProposal::Join, format!("Add to {label}")),
                        }
                    }
                    Some(why) => (ReconcileProposal::Nothing, why.clone()),
                    None if found.value.is_none() => {
                        (ReconcileProposal::Set, format!("Clear {}", lower(label)))
                    }
                    None => (ReconcileProposal::Set, format!("Set {}", lower(label))),
                };
                let ignored = self.ignore(findings, path);
                ReconcileRow {
                    at,
                    label: label.clone(),
                    in_app: bounded(found.in_app.clone(), VALUE_SHOWN),
                    in_list: bounded(found.in_list.clone(), VALUE_SHOWN),
                    proposal: if ignored.is_some() { ReconcileProposal::Nothing } else { proposal },
                    words,
                    spelling_only: found.spelling_only,
                    ignored,
                    ..whole.clone()
                }
            })
            .collect()
    }

    fn whole(&self, findings: &Findings) -> ReconcileRow {
        let account = self.account.as_ref().map(|one| &one.row);
        let person = self.person.as_ref();
        let list = list_state(true, person.map_or(0, |one| one.list_state));
        let ignored = match self.finding.bucket {
            ReconcileBucket::Ignored => self.ignore(findings, ""),
            _ => None,
        };
        let connection = self.finding.app().and_then(|at| findings.apps.get(usize::from(at)));
        let verb = connection.map(|app| app.profile.words.nouns.deactivate.clone());
        let (proposal, words) = match self.finding.bucket {
            ReconcileBucket::LeftActive | ReconcileBucket::NotInList => {
                (ReconcileProposal::Deactivate, verb.unwrap_or_default())
            }
            ReconcileBucket::Ambiguous => {
                (ReconcileProposal::Decide, "Decide who it is".to_owned())
            }
            ReconcileBucket::NotKnown if self.finding.account().is_none() => (
                ReconcileProposal::Nothing,
                "Whether they have an account is not known: not every app's list is complete"
                    .to_owned(),
            ),
            ReconcileBucket::NotKnown if self.finding.person == 0 => {
                (ReconcileProposal::Nothing, "Not linked to a person yet".to_owned())
            }
            ReconcileBucket::NotKnown => (
                ReconcileProposal::Nothing,
                "The list does not say whether this person works here".to_owned(),
            ),
            ReconcileBucket::SetAside => (
                ReconcileProposal::Nothing,
                match person.and_then(|one| one.shared.clone()) {
                    Some(why) => crate::text::capitalized(&why),
                    None => "Inactive".to_owned(),
                },
            ),
            ReconcileBucket::NoAccount if connection.is_some() => {
                (ReconcileProposal::Create, "Create account".to_owned())
            }
            ReconcileBucket::NoAccount => {
                (ReconcileProposal::Nothing, "No account in any app".to_owned())
            }
            ReconcileBucket::InStep
            | ReconcileBucket::Differs
            | ReconcileBucket::GroupsDiffer
            | ReconcileBucket::Ignored => (ReconcileProposal::Nothing, String::new()),
        };
        let name = person.map(|one| one.name.clone()).filter(|name| !name.is_empty());
        ReconcileRow {
            at: ReconcileRef {
                person_id: self.finding.person,
                connection_id: connection.map(|app| app.id.clone()),
                account_id: account.map(|one| one.account_id.clone()),
                path: None,
                seen: String::new(),
            },
            name: name.or(account.map(|one| one.name.clone())).unwrap_or_default(),
            email: person.map(|one| one.email.clone()).unwrap_or_default(),
            user_name: account.map(|one| one.user_name.clone()).unwrap_or_default(),
            list,
            list_day: person.and_then(|one| one.list_day.clone()),
            label: String::new(),
            in_app: String::new(),
            in_list: String::new(),
            proposal,
            words,
            spelling_only: false,
            ignored,
        }
    }

    /// How it is ignored.
    fn ignore(&self, findings: &Findings, path: &str) -> Option<ReconcileIgnored> {
        if self.finding.bucket != ReconcileBucket::Ignored {
            return None;
        }
        let node = self.node(findings);
        let found = findings.ignores.iter().find(|one| one.node == node && one.path == path)?;
        Some(ignored(found))
    }

    /// As decisions about it are kept.
    pub(super) fn node(&self, findings: &Findings) -> String {
        let app = self.finding.app().and_then(|at| findings.apps.get(usize::from(at)));
        match (self.finding.account(), &self.person) {
            (Some((_, subject)), _) => format!("account:{subject}"),
            (None, Some(person)) => match app {
                Some(app) => joiner_node(person.id, &app.id),
                None => format!("entry:{}", person.entry_key),
            },
            (None, None) => String::new(),
        }
    }
}

pub(super) fn ignored(one: &Ignore) -> ReconcileIgnored {
    ReconcileIgnored {
        id: one.id,
        until: one.until.clone(),
        reason: one.reason.clone(),
        by: one.by.clone(),
        at: one.at,
    }
}

fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What the query of the window asks for.
pub(super) fn wanted<'a>(
    findings: &Findings,
    query: &'a ReconcileQuery,
    people: Option<&'a HashSet<u32>>,
) -> Wanted<'a> {
    let place = query.connection_id.as_ref().map(|id| {
        let at = findings.apps.iter().position(|app| app.id == *id);
        at.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
    });
    Wanted { bucket: query.bucket, connection: place, path: query.path.as_deref(), people }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(person: u32, fields: u32, apart: u32) -> Finding {
        let mut one = Finding::new(person, person, ReconcileBucket::Differs);
        (one.fields, one.apart) = (fields, apart);
        one.of(0, i64::from(person))
    }

    #[test]
    fn a_page_has_the_rows_between_its_ends_and_counts_all() {
        let all = [finding(1, 0b101, 0b100), finding(2, 0b1, 0), finding(3, 0b1110, 0)];
        let shown = |offset, limit| -> (Vec<(u32, u32)>, u32, u32) {
            let page = page(all.into_iter(), offset, limit);
            let rows = page.findings.iter().map(|one| (one.person, one.fields)).collect();
            (rows, page.total, page.acceptable)
        };
        let everything = vec![(1, 0b101), (2, 0b1), (3, 0b1110)];
        assert_eq!(shown(0, 100), (everything, 6, 5));
        assert_eq!(shown(0, 1), (vec![(1, 0b1)], 6, 5));
        assert_eq!(shown(1, 2), (vec![(1, 0b100), (2, 0b1)], 6, 5));
        assert_eq!(shown(4, 1), (vec![(3, 0b100)], 6, 5));
        assert_eq!(shown(6, 5), (vec![], 6, 5));
        assert_eq!(shown(0, 0), (vec![], 6, 5));
    }
}
