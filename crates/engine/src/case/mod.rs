//! Cases: what is done about people over all apps, from the plan until everything is verified, and
//! what is known of it afterwards. A *lockdown* ends access, a *quarantine* takes people out of
//! their groups, and what a *review* revoked is one too.
//!
//! `lockdown` and `quarantine` say what is to be done and plan it; `confirm` claims the plan;
//! `retry_worker` runs it and lets `retry` plan what is open again, until it is verified or the
//! admin stops it; `retry_plan` plans what is not verified for the admin to confirm; `recheck`
//! checks later whether it is still in effect; `recreated` looks for accounts that are gone,
//! `identity_check` holds back accounts that now belong to someone else; `release` plans the return
//! of access; `later_read` holds what was verified against later reads, and `came_back` collects what is
//! no longer so; `to_view`, `people` and `receipt` show all of it.
//!
//! A case is changed by [`Rollcall::update_case`] alone, from the state in which it is now: what the
//! admin does while an app is asked stays.

mod came_back;
mod confirm;
mod identity_check;
mod later_read;
mod lockdown;
mod people;
mod quarantine;
mod receipt;
mod recheck;
mod recreated;
mod release;
mod retry;
mod retry_plan;
mod retry_worker;
mod run_plan;
mod to_view;

use came_back::Meant;
pub(crate) use later_read::{LaterRead, Place, later_read, place};
pub(crate) use receipt::{STYLE, text};
use recreated::{Gone, Looked};
pub use to_view::Tick;

use crate::change::Change;
use crate::core::Rollcall;
use crate::core::transact::Undone;
use crate::plan::{Because, Blocked};
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::record::parts::CaseName;
use crate::view::{CaseKind, CaseState, LineCheck, LineState, Outcome};
use rollcall_store::{
    AccountId, AccountRef, CaseId, CaseRecord, ConnectionId, Moment, PlanId, ReviewId, RunId,
    Transaction,
};
use serde::{Deserialize, Serialize};

/// Tries of something that was accepted and did not take, before it waits for the admin.
const TRIES_OF_ACCEPTED: u32 = 3;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Case {
    #[serde(skip)]
    pub(crate) id: CaseId,
    pub(crate) kind: CaseKind,
    #[serde(skip, default = "planned")]
    pub(crate) state: CaseState,
    #[serde(skip)]
    pub(crate) made_at: Moment,
    pub(crate) title: String,
    pub(crate) by: String,
    pub(crate) people: Vec<KeptPerson>,
    /// The review whose revokes it carries out; `None` of those that were planned before it was kept.
    #[serde(default)]
    pub(crate) review: Option<ReviewId>,
    /// The plan that it waits for or that was run last; `None` while no app answered.
    pub(crate) plan: Option<PlanId>,
    /// The plan that was confirmed, and its hash.
    pub(crate) confirmed: Option<(PlanId, String)>,
    pub(crate) started_at: Option<Moment>,
    pub(crate) runs: Vec<RunId>,
    pub(crate) parts: Vec<Part>,
    pub(crate) residual: Vec<Residual>,
    pub(crate) checked_at: Option<Moment>,
    pub(crate) notes: Vec<String>,
    pub(crate) due: Option<String>,
    /// A lockdown that takes the accounts out of their groups too.
    #[serde(default)]
    pub(crate) groups: bool,
    /// What is not verified, once it is planned for the admin to confirm.
    #[serde(default)]
    pub(crate) again: Option<PlanId>,
    /// The release, once it is planned.
    pub(crate) back: Option<PlanId>,
    /// What the release left out: its plan had it blocked.
    #[serde(default)]
    pub(crate) not_given_back: u32,
    /// Connection and id of accounts without a line whose access the admin marked as intended.
    #[serde(default)]
    pub(crate) intended: Vec<(ConnectionId, AccountId)>,
    pub(crate) record_from: Option<u32>,
    pub(crate) record_to: Option<u32>,
}

fn planned() -> CaseState {
    CaseState::Planned
}

/// A person as the case found them; accounts are tied in other ways later.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptPerson {
    pub(crate) name: String,
    pub(crate) email: String,
    /// Connection and id of an account, to find the person by.
    pub(crate) accounts: Vec<(ConnectionId, AccountId)>,
}

impl KeptPerson {
    pub(crate) fn refs(&self) -> Vec<AccountRef> {
        self.accounts.iter().cloned().map(AccountRef::from).collect()
    }
}

/// One change of one account, or of one group it is in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) wish: Change,
    pub(crate) connection_id: ConnectionId,
    pub(crate) person: String,
    pub(crate) change: String,
    pub(crate) state: LineState,
    pub(crate) words: String,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) request: String,
    pub(crate) answer: String,
    pub(crate) seconds: Option<f64>,
    pub(crate) at: Option<Moment>,
    pub(crate) tries: u32,
    pub(crate) next_at: Option<Moment>,
    pub(crate) problem: Option<Problem>,
    pub(crate) exchange: String,
    pub(crate) run: Option<RunId>,
    pub(crate) checks: Vec<LineCheck>,
    /// Who owned the group when it was left, as the app returned it.
    pub(crate) owner: Option<String>,
    /// Whom it was decided about. An account that now belongs to someone else is held back on every
    /// try.
    #[serde(default)]
    pub(crate) decided_about: Option<DecidedAbout>,
    /// Why a later read may find it otherwise than it was verified.
    #[serde(default)]
    pub(crate) meant: Option<Meant>,
}

/// An account as it was frozen when it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DecidedAbout {
    pub(crate) user_name: String,
    pub(crate) name: String,
    pub(crate) email: String,
}

impl Part {
    pub(crate) fn new(wish: Change, person: &str, change: String) -> Self {
        Self {
            connection_id: ConnectionId::from(wish.connection()),
            wish,
            person: person.to_owned(),
            change,
            state: LineState::Waiting,
            words: String::new(),
            outcome: None,
            request: String::new(),
            answer: String::new(),
            seconds: None,
            at: None,
            tries: 0,
            next_at: None,
            problem: None,
            exchange: String::new(),
            run: None,
            checks: Vec::new(),
            owner: None,
            decided_about: None,
            meant: None,
        }
    }
}

impl Part {
    /// Whether it was verified before a read began. Only a later read may contradict it.
    pub(crate) fn is_before(&self, read: Moment) -> bool {
        let held = self.checks.iter().filter(|check| check.holds == Some(true));
        let last = held.map(|check| check.at).chain(self.at).max();
        last.is_none_or(|verified| verified < read)
    }
}

/// Access that SCIM does not reach.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Residual {
    pub(crate) connection_id: ConnectionId,
    pub(crate) person: String,
    pub(crate) text: String,
    pub(crate) place: String,
    pub(crate) done_by: Option<String>,
    pub(crate) done_at: Option<Moment>,
    pub(crate) note: String,
}

impl Case {
    pub(crate) fn new(kind: CaseKind, title: String) -> Self {
        Self {
            id: crate::core::clock::new_id().into(),
            kind,
            state: CaseState::Planned,
            made_at: Moment::default(),
            title,
            by: whoami(),
            people: Vec::new(),
            review: None,
            plan: None,
            confirmed: None,
            started_at: None,
            runs: Vec::new(),
            parts: Vec::new(),
            residual: Vec::new(),
            checked_at: None,
            notes: Vec::new(),
            due: None,
            groups: false,
            again: None,
            back: None,
            not_given_back: 0,
            intended: Vec::new(),
            record_from: None,
            record_to: None,
        }
    }

    /// As each of its entries on the record names it.
    fn named(&self) -> CaseName {
        CaseName { case: self.id.clone(), title: self.title.clone() }
    }

    /// Something is retried automatically.
    fn tries(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.state, LineState::Open | LineState::Running))
    }

    /// What a state of its parts makes of it, while it is neither stopped nor taken back.
    fn settle_state(&mut self) {
        if matches!(self.state, CaseState::Open | CaseState::Closed) {
            let done = |part: &Part| part.state == LineState::Verified;
            self.state =
                if self.parts.iter().all(done) { CaseState::Closed } else { CaseState::Open };
        }
    }

    /// Keeps why something could not be planned, and what became of accounts that are gone.
    fn blocked(&mut self, blocked: &[Blocked], looked: &Looked, at: Moment) {
        for part in &mut self.parts {
            let about = |one: &&Blocked| one.wish.as_ref() == Some(&part.wish);
            let Some(blocked) = blocked.iter().find(about) else { continue };
            part.words.clone_from(&blocked.why);
            part.at = Some(at.to_owned());
            part.next_at = None;
            let gone = looked.iter().find(|(wish, _)| *wish == part.wish).map(|(_, gone)| gone);
            part.state = match (blocked.because, gone) {
                (Because::Already, _) => LineState::Verified,
                (Because::Gone, Some(Err(problem))) => {
                    part.words = format!("{} {}", blocked.why, problem.side_words);
                    LineState::Open
                }
                (Because::Gone, Some(Ok(gone))) => {
                    part.words = format!("Read at {at}: {}.", gone.words());
                    match gone {
                        Gone::Recreated { active: true, .. } => LineState::Yours,
                        _ => LineState::Verified,
                    }
                }
                // Nobody is in a group that no longer exists.
                (Because::Gone, None) => LineState::Verified,
                (Because::NoAnswer, _) => LineState::Open,
                (Because::Cannot | Because::Guard, _) => LineState::Yours,
            };
        }
    }
}

/// The account that runs this, as the system calls it; an environment variable proves nothing. One
/// that the system has no name for is named by its number.
pub(crate) fn whoami() -> String {
    let name = whoami::username().ok().filter(|name| !name.trim().is_empty());
    name.or_else(number).unwrap_or_else(|| "without a name on this system".to_owned())
}

#[cfg(unix)]
fn number() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    // A process owns what the system shows of it.
    let own = std::fs::metadata("/proc/self").ok()?;
    Some(format!("number {}", own.uid()))
}

#[cfg(not(unix))]
fn number() -> Option<String> {
    None
}

/// All but those that were only planned.
const CONFIRMED: [CaseState; 4] =
    [CaseState::Open, CaseState::Closed, CaseState::Stopped, CaseState::Released];

impl Rollcall {
    pub(crate) async fn kept_case(&self, id: &CaseId) -> Result<Case, Problem> {
        let wanted = id.to_owned();
        let found = self.stored("Looking up the case", move |store| store.case(&wanted)).await;
        of_record(found.map_err(|problem| {
            if problem.code != ProblemCode::NotFound {
                return problem;
            }
            asked(
                ProblemCode::NotFound,
                "Looking up the lockdown or quarantine failed.",
                &format!("No lockdown or quarantine has the id {id}."),
                "Check the list of lockdowns and quarantines.",
            )
        })?)
    }

    pub(crate) async fn kept_cases(&self, states: &[CaseState]) -> Result<Vec<Case>, Problem> {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        let found = self.stored("Listing the cases", move |store| store.cases(&states)).await?;
        found.into_iter().map(of_record).collect()
    }

    /// Saves a new case, and what belongs to it.
    async fn add_case(
        &self,
        mut case: Case,
        beside: impl FnOnce(&Transaction<'_>, &Case) -> Result<(), Undone> + Send + 'static,
    ) -> Result<Case, Problem> {
        case.made_at = self.0.clock.moment();
        let kept = self
            .transact("Saving the case", move |all| {
                all.add_case(&as_record(&case)?)?;
                beside(all, &case)?;
                Ok(case)
            })
            .await?;
        self.0.reporter.data_changed();
        Ok(kept)
    }

    /// Changes a case from the state in which it is now, with what happened to it on the record.
    /// Nothing of it is kept when `change` refuses.
    pub(crate) async fn update_case(
        &self,
        id: &CaseId,
        change: impl FnOnce(&mut Case) -> Result<Happened, Problem> + Send + 'static,
    ) -> Result<Case, Problem> {
        let id = id.to_owned();
        let case = self
            .transact("Saving the case", move |all| {
                update(all, &id, |case| Ok::<_, Undone>(change(case)?))
            })
            .await?;
        self.0.reporter.data_changed();
        Ok(case)
    }
}

/// What goes on the record of a case.
pub(crate) type Happened = Option<RecordEvent>;

/// Changes a case within a transaction.
pub(crate) fn update(
    all: &Transaction<'_>,
    id: &CaseId,
    change: impl FnOnce(&mut Case) -> Result<Happened, Undone>,
) -> Result<Case, Undone> {
    all.update_case(id, |record| {
        let mut case = of_record(record.clone())?;
        if let Some(event) = change(&mut case)? {
            let seq = Some(event.append(all)?);
            case.record_from = case.record_from.or(seq);
            case.record_to = seq;
        }
        *record = CaseRecord { revision: record.revision, ..as_record(&case)? };
        Ok(case)
    })
}

fn as_record(case: &Case) -> Result<CaseRecord, Problem> {
    Ok(CaseRecord {
        id: case.id.clone(),
        kind: case.kind.as_str().to_owned(),
        state: case.state.as_str().to_owned(),
        made_at: case.made_at,
        body_json: serde_json::to_string(case)
            .map_err(|error| internal("Saving the case", &error.to_string()))?,
        revision: 0,
    })
}

fn of_record(record: CaseRecord) -> Result<Case, Problem> {
    let mut case: Case = serde_json::from_str(&record.body_json)
        .map_err(|error| internal("Reading the case", &error.to_string()))?;
    case.state = CaseState::of(&record.state).unwrap_or(CaseState::Released);
    case.id = record.id;
    case.made_at = record.made_at;
    Ok(case)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a process whose environment names another user, and in one that names none.
    #[cfg(unix)]
    #[test]
    fn the_account_is_what_the_system_says_and_not_the_environment() {
        use std::process::Command;
        const CHILD: &str = "ROLLCALL_TEST_OF_THE_ACCOUNT";
        let said = Command::new("id").arg("-un").output().unwrap();
        assert_eq!(whoami(), String::from_utf8(said.stdout).unwrap().trim());
        if std::env::var_os(CHILD).is_some() {
            return;
        }
        let name = "case::tests::the_account_is_what_the_system_says_and_not_the_environment";
        let again = || {
            let mut again = Command::new(std::env::current_exe().unwrap());
            again.args(["--exact", name]).env(CHILD, "1");
            again
        };
        let variables = ["USER", "USERNAME", "LOGNAME"];
        let forged = again().envs(variables.map(|name| (name, "Carla Mendes"))).output().unwrap();
        let mut nobody = again();
        for name in variables {
            nobody.env_remove(name);
        }
        for out in [forged, nobody.output().unwrap()] {
            let words = String::from_utf8_lossy(&out.stdout).into_owned();
            assert!(out.status.success() && words.contains("1 passed"), "{words}");
        }
    }

    #[test]
    fn only_a_read_that_began_later_contradicts_a_line() {
        let (connection, user) = ("c".to_owned(), "u".to_owned());
        let mut part = Part::new(Change::Deactivate { connection, user }, "Jo", String::new());
        part.at = Some("2026-11-29T10:00:00.000Z".parse().unwrap());
        let is_before = |part: &Part, read: &str| part.is_before(read.parse().unwrap());
        assert!(!is_before(&part, "2026-11-29T09:59:59.999Z"));
        assert!(!is_before(&part, "2026-11-29T10:00:00.000Z"));
        assert!(is_before(&part, "2026-11-29T10:00:00.001Z"));
        // Looked at again since: what was read in between is answered.
        let check =
            |at: &str, holds| LineCheck { at: at.parse().unwrap(), holds, found: String::new() };
        part.checks.push(check("2026-11-29T11:00:00.000Z", Some(true)));
        part.checks.push(check("2026-11-29T12:00:00.000Z", None));
        assert!(!is_before(&part, "2026-11-29T10:30:00.000Z"));
        assert!(is_before(&part, "2026-11-29T11:30:00.000Z"));
    }
}
