//! The SCIM protocol as its servers really speak it: RFC 7643 (schema), RFC 7644 (protocol) and
//! RFC 9865 (cursors). This crate knows no provider; what differs between them comes in as data.
//!
//! A [`Client`] belongs to one connection. It is made of an [`Endpoint`] and [`ClientOptions`],
//! adds the token to each [`Request`] at the last moment, keeps the pace and every limit, and
//! ends in an [`Answer`] or a [`Failure`]; neither ever holds the token. A [`Listing`] reads a
//! whole list by driving the pure [`Pager`] and ends with a [`Verdict`]. An answer's JSON is kept whole
//! in a [`Resource`]; [`User`] and [`Group`] are lenient lenses over it. Changes are spelled by
//! [`Patch`], a closed set of operations that cannot empty a group by accident.
#![deny(missing_docs)]

mod answer;
#[cfg(test)]
mod any_json;
mod attempt;
mod body;
mod client;
mod clock;
mod crypto;
mod endpoint;
mod error;
mod exchange;
mod failure;
pub mod filter;
mod group;
mod halves;
mod http;
mod limit;
mod list_answer;
mod list_rules;
mod listing;
mod options;
mod pace;
mod pager;
mod pass;
mod patch;
mod rate;
mod reason;
mod request;
mod resource;
mod retry;
pub mod retry_after;
mod scrub;
mod segment;
mod slash;
mod spelling;
mod user;
mod wire;

pub use answer::Answer;
pub use client::Client;
pub use crypto::install_crypto;
pub use endpoint::{Endpoint, EndpointError};
pub use error::ScimError;
pub use exchange::Exchange;
pub use failure::{Failure, FailureKind, Reached, clock_time};
pub use group::{Group, Member, Members};
pub use halves::halves;
pub use list_answer::{ListAnswer, NotAList, Row};
pub use list_rules::{ListRules, Paging};
pub use listing::{ListEnd, Listing, Page, StopReason, Verdict, list};
pub use options::{ClientOptions, RetryLimits};
pub use pace::{Basis, Learned, Leave, Pace, PaceLimits, WaitCancelled, WaitReason, Waiting};
pub use pager::{AfterFailure, Ahead, Ending, PageFacts, Pager, Query, Step};
pub use patch::{
    AttributePath, MemberIds, Operation, Patch, PatchForm, PathError, RemoveMemberForm,
};
pub use request::{Method, Request};
pub use resource::{NotAnObject, Resource};
pub use segment::{SegmentError, encode_query, encode_segment};
pub use user::{Email, User};
