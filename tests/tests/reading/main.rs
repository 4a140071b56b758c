//! What a read finds, and what it may conclude.

mod absence;
mod bad_input;
mod completeness;
mod members_told;
mod pace;
mod reading;
mod side_by_side;
mod since;
