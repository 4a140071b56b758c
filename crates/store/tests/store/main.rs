//! The local copy, on real files.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod damage;
mod history;
mod index;
mod opening;
mod paces;
mod people;
mod reads;
mod record;
mod record_page;
mod record_signed;
mod runs;
mod speed;
mod support;
mod tables;
mod tokens;
mod unwritable;
mod updates;
