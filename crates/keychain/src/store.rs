//! What a place for secrets must do. Blocking; called from the keychain's own thread only.

use crate::error::KeychainError;
use secrecy::SecretString;

/// Bytes of the longest secret: the limit of the Windows Credential Manager, kept everywhere so
/// that a connection made on one system can be made on all.
pub const LONGEST_SECRET: usize = 2_560;

/// A place for secrets by name.
pub trait SecretStore: Send + 'static {
    /// Writes or replaces. The length was checked before.
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError>;
    /// Reads; `None` when there is no such entry.
    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError>;
    /// Deletes an entry; a missing entry is not an error.
    fn delete(&mut self, name: &str) -> Result<(), KeychainError>;
}
