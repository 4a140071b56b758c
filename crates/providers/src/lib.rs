//! The catalogue: what each provider can do, refuses, hides and calls things. Pure, no I/O.
//!
//! One TOML file in `catalogue/` is one provider: `[connect]` the form and the token, `[words]` its
//! own nouns and warnings, `[speaks]` what a client may rely on, `[plays]` what the simulator does
//! (accepted and never read here). [`parse`](mod@parse) lays a file over the generic one, so that a
//! [`Profile`] is always whole and each [`Fact`] knows its mark, its source and the file it came
//! from. [`Speaks`] names behaviors by what they do; [`deactivate`](mod@deactivate) has one file
//! for each way of ending access, [`users`] and [`groups`] have the other changes, [`members`]
//! adds and removes single members. [`expected`](mod@expected) says what reading back must find,
//! and `address` whether an address can be this provider's.
#![deny(missing_docs)]

mod address;
mod attribute_name;
pub mod catalogue;
pub mod compare;
pub mod connect;
pub mod deactivate;
pub mod expected;
pub mod fact;
pub mod groups;
mod member_set;
pub mod members;
pub mod parse;
pub mod profile;
mod put;
pub mod schema;
pub mod speaks;
mod typed;
pub mod users;
pub mod words;

pub use attribute_name::{KNOWN_ATTRIBUTES, attribute_name};
pub use catalogue::Catalogue;
pub use compare::{Likeness, compare};
pub use connect::{AddressRule, Connect, RefusedHost};
pub use deactivate::{Deactivate, Intent, deactivate};
pub use expected::{EndState, Expected, ExpectedValue, MemberSet, OwnGroup, Spelling};
pub use fact::{Fact, Mark, ProfileFact, Provenance};
pub use groups::{create_group, delete_group, group_write, rename_group};
pub use members::{add_members, own_membership, remove_members};
pub use parse::CatalogueError;
pub use profile::Profile;
pub use put::in_its_form;
pub use speaks::{
    AdminRole, AfterDeactivate, DeleteUser, GroupWrite, IdKind, Known, Limits, ManagerForm,
    Normalization, Speaks, UserUpdate,
};
pub use typed::{names_manager, typed};
pub use users::{
    Cannot, Refusal, activate, create_user, delete_user, is_write_only, keeps, refusal_of, set_user,
};
pub use words::{Nouns, Warning, Words};
