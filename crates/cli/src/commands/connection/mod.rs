//! `rollcall connection` and what it stands for.

pub mod add;
pub mod change;
pub mod list;
pub mod since;
pub mod test;
