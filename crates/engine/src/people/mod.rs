//! People: accounts of all apps and entries of the HR list, tied into persons.
//!
//! `tying` works them out anew when something they come from has changed, and keeps their numbers;
//! `known` reads the accounts and `identity` takes what ties out of a resource; `table`, `page` and
//! `finding` show them; `deciding` keeps what the admin says about ties; `seats` adds up what they
//! cost.

mod decisions;
mod identity;
mod known;
mod license_cost;
mod linking;
mod page;
mod palette_search;
mod table;
mod words;

pub(crate) use known::has_role;
pub(crate) use license_cost::Money;
