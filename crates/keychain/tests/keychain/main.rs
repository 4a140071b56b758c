//! The keychain in memory, on a service of its own making, and on a real service.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

#[cfg(target_os = "linux")]
mod fake;
mod fake_service;
mod in_memory;
mod real_service;
