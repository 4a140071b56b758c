//! The client against servers that misbehave, over real connections on this computer.

mod limits;
mod listing;
mod retries;
mod secrets;
mod server;
mod tls;
