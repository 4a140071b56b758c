//! The computer's keychain: where tokens, the store's key and the key that
//! signs the record live, and nowhere else.
//!
//! [`Keychain`] is what others hold: cloneable, asynchronous, with a time limit on every call.
//! Behind it, a separate thread owns a [`SecretStore`] and does one thing after the other, because
//! the Secret Service client blocks and must not do so on a thread of the async runtime. The store
//! is either the real one ([`ServiceStore`]: Secret Service, macOS Keychain, Windows Credential
//! Manager) or [`MemoryStore`] for sample data and tests. There is no other place for secrets:
//! without a keychain a call fails with [`KeychainError::Absent`] and says what to do.

mod error;
mod keychain;
mod memory;
#[cfg(any(target_os = "macos", target_os = "windows"))]
mod platform;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
mod secret_service;
mod store;

pub use error::KeychainError;
pub use keychain::Keychain;
pub use memory::MemoryStore;
#[cfg(any(target_os = "macos", target_os = "windows"))]
pub use platform::ServiceStore;
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
pub use secret_service::ServiceStore;
pub use store::{LONGEST_SECRET, SecretStore};
