//! People: accounts of all apps and entries of the HR list, linked into persons.
//!
//! `linking` works them out again when something they come from has changed, and keeps their numbers;
//! `list_status` says what the HR list says of them on a day;
//! `known` reads the accounts and `identity` finds in a resource what links it; `table`, `page` and
//! `palette_search` show them; `decisions` keeps what the admin says about links; `license_cost` adds
//! up what they cost. The caller passes the people with open cases: cases are a room above people.

mod decisions;
mod identity;
mod known;
mod license_cost;
mod linking;
mod list_status;
mod page;
mod palette_search;
mod table;
mod words;

pub use decisions::SuggestionDecision;
pub(crate) use known::has_role;
pub(crate) use license_cost::Money;
pub(crate) use table::list_state;
