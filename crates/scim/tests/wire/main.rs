//! The client against servers that misbehave, over real connections on this computer.

#![allow(clippy::unwrap_used, reason = "a test server that fails to start is a failed test")]

mod connections;
mod limits;
mod listing;
mod retries;
mod secrets;
mod server;
mod side_by_side;
mod slashes;
mod tls;
mod waiting;
