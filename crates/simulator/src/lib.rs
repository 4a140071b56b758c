//! The providers as they really behave, over HTTP, with faults on demand: sample data for newcomers,
//! a test bed for everybody else.
//!
//! # How the parts meet
//! [`start`] reads the `[plays]` tables of the catalogue (`catalogue`, `plays`),
//! makes a company from the seed (`dice`, `names`, `company`) and for each app a
//! `base` of accounts (`roster`, `record`, `ids`, `text_index`) and `groups` that are made
//! when asked for; `state` keeps what was changed since. A request comes in by `serve` over a `socket` that can be cut, becomes a `call`, meets
//! the faults (`fault`, `fault_text`) and the `limiter`, and is answered by `app`: lists by `list` and
//! `filter`, single resources by `user_writes` under `user_rules`, `group_writes` and `patch`, the rest by
//! `discovery`. `render` writes resources down in the app's own way, `reply` errors, `wire`
//! the bytes. `odd` are servers that break a rule of listing each; `oracle` tells tests the truth.
//!
//! No provider is named in this code. What an app does is said by behaviors in its catalogue file,
//! and an override ([`Options::plays`]) switches one.
//!
//! # Faults as text
//! ```text
//! fault    = [scope ":"]… kind           scopes and kind in any order, each at most once
//! scope    = provider id                  as the catalogue's file is called
//!          | users | groups               the list and all below   | user | group   one by id
//!          | discovery | get | post | put | patch | delete | write (anything but GET)
//!          | page=N   this page of a list | skip=N let N pass first | times=N then hit N
//! kind     = latency=200ms
//!          | 400…599         this status, nothing done     | 500-after  done, then this status
//!          | 429  429=5  429=13s  429=date  429=date+30     Retry-After none, seconds, unit, date
//!          | 429-storm       two of three requests, every form in turn
//!          | half-page       half of the body, then closed
//!          | cut-before      closed without answer, nothing done  | cut-after  done, then closed
//!          | lying-200       writes answer as if done, nothing is
//!          | wrong-total=+5  | repeated-ids | drip | drip=1s | html | redirect | redirect=ADDRESS
//!          | silent          never answers | bad-json | empty-body
//!          | long-name=10MB  | big-body=65MB | gzip-bomb=1GB | gzip  packs when the client allows
//! ```
//! `scim:users:page=2:times=3:500` fails the second page of users of the app `scim` three times.

mod app;
mod base;
mod call;
mod catalogue;
mod company;
mod dice;
mod discovery;
mod fault;
mod fault_text;
mod filter;
mod group_writes;
mod groups;
mod ids;
mod limiter;
mod list;
mod names;
mod odd;
mod oracle;
mod patch;
mod plays;
mod record;
mod render;
mod reply;
mod roster;
mod running;
mod serve;
mod socket;
mod state;
mod text_index;
mod truth;
mod user_rules;
mod user_writes;
mod wire;

pub use app::Seen;
pub use fault::{Fault, FaultKind, Part, Verb};
pub use fault_text::FaultError;
pub use limiter::RetryAfter;
pub use odd::{Oddity, oddities};
pub use oracle::{Counts, Oracle, TrueUser};
pub use running::{Kept, Options, Running, RunningApp, start, start_odd};
pub use truth::truth_list;
