//! Changes from the wish over the plan and the run to the undo.

mod changing;
mod deactivating;
mod few_requests;
mod guarding;
mod memberships;
mod outcomes;
mod planned_again;
mod plans;
mod read_backs;
mod staging;
mod typed_values;
mod undoing;
