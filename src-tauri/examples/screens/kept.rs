//! The state of the store, its secrets and the simulated apps at one moment.

use rollcall_keychain::{Keychain, KeychainError, SecretStore};
use rollcall_simulator as simulator;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Secrets in memory, which can be copied. All of them are invented.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<HashMap<String, String>>>);

impl Secrets {
    pub fn keychain(&self) -> Keychain {
        Keychain::over(self.clone(), false)
    }

    /// The same at this moment, and independent from then on.
    pub fn copied(&self) -> Self {
        Self(Arc::new(Mutex::new(self.0.lock().unwrap().clone())))
    }

    /// Every secret is another one of the same form.
    pub fn mixed_up(&self) -> Self {
        let secrets = self.0.lock().unwrap();
        let other = |text: &String| text.chars().rev().collect();
        let mixed = secrets.iter().map(|(name, secret)| (name.clone(), other(secret)));
        Self(Arc::new(Mutex::new(mixed.collect())))
    }
}

impl SecretStore for Secrets {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.expose_secret().to_owned());
        Ok(())
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        Ok(self.0.lock().unwrap().get(name).cloned().map(SecretString::from))
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

/// A session where no keychain service runs.
pub struct NoKeychain;

impl SecretStore for NoKeychain {
    fn set(&mut self, _: &str, _: &SecretString) -> Result<(), KeychainError> {
        Err(absent())
    }

    fn get(&mut self, _: &str) -> Result<Option<SecretString>, KeychainError> {
        Err(absent())
    }

    fn delete(&mut self, _: &str) -> Result<(), KeychainError> {
        Err(absent())
    }
}

fn absent() -> KeychainError {
    KeychainError::Absent { detail: "no service answers in this session".to_owned() }
}

#[derive(Clone)]
pub struct Kept {
    /// Folder of the store; it need not exist.
    pub data: PathBuf,
    pub secrets: Secrets,
    pub apps: simulator::Kept,
}

/// Copies the files of a store that is open and at rest. The lock is not copied, so that the copy
/// looks as if the program had been ended at this moment.
pub fn copy_store(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let target = to.join(&name);
        if entry.path().is_dir() {
            copy_store(&entry.path(), &target);
        } else if ![".lock", ".holder", "-shm"].iter().any(|ending| name.ends_with(ending)) {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
