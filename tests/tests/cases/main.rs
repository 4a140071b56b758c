//! Lockdowns and other cases, until everything is verified.

mod active_again;
mod came_back;
mod lockdown;
mod meanwhile;
mod rechecking;
mod support_log;
