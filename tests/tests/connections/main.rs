//! Connections: made, changed, trusted, removed.

mod certificates;
mod connecting;
mod journaled;
mod replacing;
