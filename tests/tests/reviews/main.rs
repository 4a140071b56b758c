//! Access reviews, from the freeze to the evidence.

mod answers;
mod decisions;
mod meanwhile;
mod memberships;
mod reviewing;
mod tables;
mod undoing;
