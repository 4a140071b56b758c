//! The connections and their tokens' names.

pub(crate) mod connection;
pub(crate) mod pace;
pub(crate) mod token;
