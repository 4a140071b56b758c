//! Accounts: as a read writes them, and as the tables show them.

pub(crate) mod account;
pub(crate) mod facets;
pub(crate) mod filter;
pub(crate) mod history;
pub(crate) mod page;
pub(crate) mod population;
pub(crate) mod query;
pub(crate) mod row;
pub(crate) mod sort_plan;
pub(crate) mod write;
