//! Programs that are killed, and what the next start makes of it.

mod killed;
mod killed_anywhere;
mod lockdown_killed;
mod steps;
