//! The catalogue: what each provider can do, refuses, hides and calls things. Pure, no I/O.
//!
//! One TOML file in `catalogue/` is one provider: `[connect]` the form and the token, `[words]` its
//! own nouns and warnings, `[speaks]` what a client may rely on, `[plays]` what the simulator does
//! (accepted and never read here). [`parse`](mod@parse) lays a file over the generic one, so that a
//! [`Profile`] is always whole and each [`Fact`] knows its mark, its source and the file it came
//! from. [`Speaks`] names behaviours by what they do; [`deactivate`](mod@deactivate) has one file for
//! each way of ending access, [`members`] adds and removes single members. [`judge`] says whether what was
//! read back proves a deactivation, and `address` whether an address can be this provider's.

mod address;
pub mod catalogue;
pub mod connect;
pub mod deactivate;
pub mod fact;
pub mod judge;
pub mod members;
pub mod parse;
pub mod profile;
pub mod speaks;
pub mod words;

pub use catalogue::Catalogue;
pub use connect::{AddressRule, Connect, RefusedHost};
pub use deactivate::{Deactivate, Intent, deactivate};
pub use fact::{Fact, Mark, ProfileFact, Provenance};
pub use judge::{EndState, Judgement, ReadBack, judge_deactivated};
pub use members::{add_members, remove_members};
pub use parse::CatalogueError;
pub use profile::Profile;
pub use speaks::{AfterDeactivate, IdKind, Known, Limits, Normalisation, Speaks};
pub use words::{Nouns, Warning, Words};
