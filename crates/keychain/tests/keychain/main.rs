//! The keychain in memory, on a service of its own making, and on a real service.

#[cfg(target_os = "linux")]
mod fake;
mod fake_service;
mod in_memory;
mod real_service;
