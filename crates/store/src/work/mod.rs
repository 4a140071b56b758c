//! What is staged, planned, run and done about people.

pub(crate) mod case;
pub(crate) mod plan;
pub(crate) mod run;
pub(crate) mod stage;
