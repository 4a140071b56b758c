//! The window. Each command parses, calls the engine and shapes the answer; [`desk`] knows which
//! house is open, the real one or the sample one; [`preferences`] keeps how tables look.

mod cases;
mod changing;
mod commands;
mod connections;
mod desk;
mod people;
mod preferences;
mod reconcile;
mod record;
mod reviews;
mod safeguards;
mod since;
mod truth;
mod window;

pub use desk::Desk;
pub use window::{contract, forward, start};
