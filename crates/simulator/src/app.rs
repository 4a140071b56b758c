//! One simulated app: its state behind a lock, its token, its limits, its faults, and a log of what
//! it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::call::{Call, Place};
use crate::discovery;
use crate::fault::{Armed, Fault, FaultKind};
use crate::limiter::{self, Limiter, RetryAfter};
use crate::list::{self, Bend};
use crate::odd::Oddity;
use crate::plays::{Elsewhere, PatchAnswer, Plays};
use crate::render::{Pen, Selection};
use crate::reply::{LOGIN_PAGE, Refusal, Reply};
use crate::state::State;
use crate::{group_writes, user_writes};

/// A request the simulator was sent. Never holds the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    /// Below the app's address, still encoded: `/Users/a%2Fb`.
    pub path: String,
    /// After the question mark, still encoded.
    pub query: String,
    pub body: Option<String>,
    /// The status answered; none when the connection was cut or nothing was answered.
    pub status: Option<u16>,
    /// Whether the right token came with it.
    pub authorized: bool,
}

/// Requests remembered; older ones are forgotten.
const REMEMBERED: usize = 20_000;

pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The one it accepts now.
    pub(crate) token: Mutex<String>,
    /// Path of the base, the id and the path of `[plays]`.
    pub(crate) base_path: String,
    /// `http://127.0.0.1:PORT` and the base path.
    pub(crate) address: String,
    pub(crate) odd: Option<Oddity>,
    pub(crate) limited: bool,
    /// Answers are packed whenever the client allows it.
    pub(crate) packs: bool,
    pub(crate) state: Mutex<State>,
    pub(crate) faults: Mutex<Vec<Armed>>,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) log: Mutex<VecDeque<Seen>>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("App").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What the faults make of one call.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) wait: Duration,
    pub(crate) before: Option<Before>,
    pub(crate) lying: bool,
    pub(crate) bend: Bend,
    pub(crate) after: Option<After>,
    pub(crate) shape: Shape,
    pub(crate) gzip: bool,
}

#[derive(Debug)]
pub(crate) enum Before {
    Cut,
    Silence,
    Answer(Reply),
}

#[derive(Debug)]
pub(crate) enum After {
    Cut,
    Answer(Reply),
}

/// How the body goes over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) enum Shape {
    #[default]
    Whole,
    Half,
    Drip(Duration),
    Padded(usize),
    Bomb(usize),
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    pub(crate) fn base(&self) -> Arc<crate::base::Base> {
        Arc::clone(&lock(&self.state).base)
    }

    pub(crate) fn set_faults(&self, faults: &[Fault]) {
        let mine =
            faults.iter().filter(|fault| fault.app.as_ref().is_none_or(|app| *app == self.id));
        *lock(&self.faults) = mine.cloned().map(Armed::new).collect();
    }

    pub(crate) fn remember(&self, seen: Seen) {
        let mut log = lock(&self.log);
        if log.len() >= REMEMBERED {
            log.pop_front();
        }
        log.push_back(seen);
    }

    /// Which faults hit this call, together.
    pub(crate) fn plan(&self, call: &Call, now: jiff::Timestamp) -> Plan {
        let base = self.base();
        let plays = &base.plays;
        let page = call.is_list().then(|| page_number(call, plays)).flatten();
        let mut plan = Plan::default();
        plan.bend.odd = self.odd;
        let mut faults = lock(&self.faults);
        for (kind, fired) in faults.iter_mut().filter_map(|armed| armed.fires(call, page)) {
            plan.take(kind, fired, plays, now);
        }
        plan
    }

    /// What the app answers to a call, and does.
    pub(crate) fn answer(&self, call: &Call, authorized: bool, plan: &Plan) -> Reply {
        let now = jiff::Timestamp::now();
        let base = self.base();
        let plays = &base.plays;
        if call.place == Place::Elsewhere {
            return match plays.elsewhere {
                Elsewhere::WebPage => Reply::page(200, LOGIN_PAGE),
                Elsewhere::NotFound => Reply::page(404, "<!doctype html><h1>Not found</h1>"),
            };
        }
        let mut state = lock(&self.state);
        if !authorized || state.token_ended() {
            return Refusal::new(401, "the bearer token is not valid")
                .reply(plays)
                .with("www-authenticate", "Bearer");
        }
        if let Some(limit) = plays.limit.as_ref().filter(|_| self.limited)
            && !lock(&self.limiter).admit(limit, call.is_write(), Instant::now())
        {
            return limiter::refusal(plays, limit, now);
        }
        let before = state.snapshot_if(plan.lying);
        let mut reply = self.act(&mut state, call, plan.bend, now.as_second());
        if plan.bend.no_members && matches!(call.place, Place::Groups(_)) {
            reply = reply.map(Reply::without_members);
        }
        if let Some(before) = before {
            state.restore(before);
        }
        reply.unwrap_or_else(|refusal| refusal.reply(plays))
    }

    fn act(&self, state: &mut State, call: &Call, bend: Bend, now: i64) -> Result<Reply, Refusal> {
        let base = Arc::clone(&state.base);
        let plays = &base.plays;
        let refused = |kind: &str| {
            let name = format!("{} {kind}", call.method);
            plays.methods_refused.contains(&name)
        };
        let address = self.address.as_str();
        match &call.place {
            Place::Users(_) if refused("Users") => Err(Refusal::new(405, "not supported")),
            Place::Groups(_) if refused("Groups") => Err(Refusal::new(405, "not supported")),
            Place::Users(None) => match call.method.as_str() {
                "GET" => list::users(state, call, bend, address),
                "POST" => {
                    let index = user_writes::create(state, &call.object()?, now)?;
                    Ok(self.user(state, index, None, 201))
                }
                _ => Err(Refusal::new(405, "method not allowed")),
            },
            Place::Users(Some(id)) => {
                let index = state
                    .find_user(id)
                    .filter(|index| !state.account(*index).gone)
                    .ok_or_else(|| Refusal::not_found("user"))?;
                self.one_user(state, call, index, now)
            }
            Place::Groups(None) => match call.method.as_str() {
                "GET" => list::groups(state, call, bend, address),
                "POST" => {
                    let group = group_writes::create(state, &call.object()?, now)?;
                    Ok(self.group(state, group, None, 201))
                }
                _ => Err(Refusal::new(405, "method not allowed")),
            },
            Place::Groups(Some(id)) => {
                let group = state.find_group(id).ok_or_else(|| Refusal::not_found("group"))?;
                self.one_group(state, call, group, now)
            }
            Place::Discovery(name, rest) if call.method == "GET" => {
                discovery::answer(plays, self.odd, name, rest.as_deref())
            }
            Place::Discovery(..) => Err(Refusal::new(405, "method not allowed")),
            Place::Unknown | Place::Elsewhere => Err(Refusal::not_found("resource")),
        }
    }

    fn one_user(
        &self,
        state: &mut State,
        call: &Call,
        index: u32,
        now: i64,
    ) -> Result<Reply, Refusal> {
        let base = Arc::clone(&state.base);
        match call.method.as_str() {
            "GET" => {
                let selection = Selection::of(call, &base.plays);
                return Ok(self.user(state, index, Some(&selection), 200));
            }
            "PUT" => user_writes::replace(state, index, &call.object()?, now)?,
            "PATCH" => user_writes::change(state, index, &call.object()?, now)?,
            "DELETE" => {
                user_writes::delete(state, index, now)?;
                return Ok(Reply::empty(204));
            }
            _ => return Err(Refusal::new(405, "method not allowed")),
        }
        match base.plays.patch_user_answer {
            PatchAnswer::NoContent if call.method == "PATCH" => Ok(Reply::empty(204)),
            _ => Ok(self.user(state, index, None, 200)),
        }
    }

    fn one_group(
        &self,
        state: &mut State,
        call: &Call,
        group: u32,
        now: i64,
    ) -> Result<Reply, Refusal> {
        let base = Arc::clone(&state.base);
        match call.method.as_str() {
            "GET" => {
                if self.odd == Some(Oddity::MembersFailForOneGroup)
                    && state.group_indices().first() == Some(&group)
                {
                    return Err(Refusal::new(500, "members could not be read"));
                }
                let selection = Selection::of(call, &base.plays);
                return Ok(self.group(state, group, Some(&selection), 200));
            }
            "PUT" => group_writes::replace(state, group, &call.object()?, now)?,
            "PATCH" => group_writes::change(state, group, &call.object()?, now)?,
            "DELETE" => {
                group_writes::delete(state, group)?;
                return Ok(Reply::empty(204));
            }
            _ => return Err(Refusal::new(405, "method not allowed")),
        }
        match base.plays.patch_group_answer {
            PatchAnswer::NoContent if call.method == "PATCH" => Ok(Reply::empty(204)),
            _ => Ok(self.group(state, group, None, 200)),
        }
    }

    fn user(&self, state: &State, index: u32, only: Option<&Selection>, status: u16) -> Reply {
        let mut user = Pen { state, address: &self.address }.user(index);
        if let Some(selection) = only {
            selection.apply(&mut user);
        }
        Reply::json(&state.base.plays, status, &user.into())
    }

    fn group(&self, state: &State, group: u32, only: Option<&Selection>, status: u16) -> Reply {
        let wanted = only.is_none_or(|selection| selection.wants("members"));
        let mut group = Pen { state, address: &self.address }.group(group, wanted);
        if let Some(selection) = only {
            selection.apply(&mut group);
        }
        Reply::json(&state.base.plays, status, &group.into())
    }
}

impl Plan {
    fn take(&mut self, kind: FaultKind, fired: u32, plays: &Plays, now: jiff::Timestamp) {
        let status =
            |status| Refusal::new(status, format!("simulated failure {status}")).reply(plays);
        match kind {
            FaultKind::Latency(time) => self.wait += time,
            FaultKind::Status(code) => self.first(Before::Answer(status(code))),
            FaultKind::StatusAfter(code) => self.after = Some(After::Answer(status(code))),
            FaultKind::SlowDown(form) => {
                self.first(Before::Answer(limiter::slow_down(plays, &form, now)));
            }
            FaultKind::Storm => {
                let form = match fired % 4 {
                    0 => RetryAfter::Seconds(1),
                    1 => RetryAfter::Suffixed("1s".into()),
                    2 => RetryAfter::Date(1),
                    _ => RetryAfter::None,
                };
                self.first(Before::Answer(limiter::slow_down(plays, &form, now)));
            }
            FaultKind::HalfPage => self.shape = Shape::Half,
            FaultKind::CutBefore => self.first(Before::Cut),
            FaultKind::CutAfter => self.after = Some(After::Cut),
            FaultKind::Lying => self.lying = true,
            FaultKind::WrongTotal(delta) => self.bend.total += delta,
            FaultKind::RepeatedIds => self.bend.repeated_ids = true,
            FaultKind::NoMembers => self.bend.no_members = true,
            FaultKind::Drip(pause) => self.shape = Shape::Drip(pause),
            FaultKind::Html => self.first(Before::Answer(Reply::page(200, LOGIN_PAGE))),
            FaultKind::Redirect(address) => {
                self.first(Before::Answer(Reply::empty(302).with("location", address)));
            }
            FaultKind::Silent => self.first(Before::Silence),
            FaultKind::LongName(length) => self.bend.long_name = Some(length),
            FaultKind::BigBody(length) => self.shape = Shape::Padded(length),
            FaultKind::GzipBomb(length) => self.shape = Shape::Bomb(length),
            FaultKind::Gzip => self.gzip = true,
            FaultKind::BadJson => {
                let mut reply = Reply::json(plays, 200, &serde_json::Value::Null);
                reply.body = "{\"Resources\":[{\"id\":".into();
                self.first(Before::Answer(reply));
            }
            FaultKind::EmptyBody => {
                let mut reply = Reply::json(plays, 200, &serde_json::Value::Null);
                reply.body = bytes::Bytes::new();
                self.first(Before::Answer(reply));
            }
        }
    }

    fn first(&mut self, before: Before) {
        self.before.get_or_insert(before);
    }
}

/// 1-based page of a list call.
fn page_number(call: &Call, plays: &Plays) -> Option<u32> {
    let number = |name: &str| call.parameter(name).and_then(|text| text.parse::<u32>().ok());
    let start = number("startIndex").unwrap_or(1).max(1);
    let size = number("count").or_else(|| plays.count_default.limit())?;
    let size = plays.count_max.limit().map_or(size, |most| size.min(most)).max(1);
    Some((start - 1) / size + 1)
}
