//! Every behavior of every simulated app, asked over HTTP with a client that shares no code with
//! the simulator.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "all of it is tests")]

mod faults;
mod leaving;
mod listing;
mod odd_servers;
mod probe;
mod sample;
mod scale;
mod writing;
