//! People: accounts of all apps and entries of the HR list, tied into persons.
//!
//! `tying` works them out anew when something they come from has changed, and keeps their numbers;
//! `known` reads the accounts and `identity` takes what ties out of a resource; `table`, `page` and
//! `finding` show them; `deciding` keeps what the admin says about ties; `seats` adds up what they
//! cost.

mod deciding;
mod finding;
mod identity;
mod known;
mod page;
mod seats;
mod table;
mod tying;
mod words;

pub(crate) use known::has_role;
pub(crate) use seats::Money;
