//! Secrets in memory: for sample data, whose tokens are invented, and for tests.

use crate::error::KeychainError;
use crate::store::SecretStore;
use secrecy::SecretString;
use std::collections::HashMap;

/// Gone when the program ends.
#[derive(Default)]
pub struct MemoryStore {
    secrets: HashMap<String, SecretString>,
}

impl SecretStore for MemoryStore {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        self.secrets.insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        Ok(self.secrets.get(name).cloned())
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        self.secrets.remove(name);
        Ok(())
    }
}
