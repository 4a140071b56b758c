//! A keychain that a test can look into, empty, lock, and stop in the middle, as a crash does.

use rollcall_keychain::{Keychain, KeychainError, SecretStore};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Where in a call to the keychain Rollcall stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Before,
    After,
}

#[derive(Default)]
struct Inside {
    entries: BTreeMap<String, String>,
    locked: bool,
    /// Deletions are refused.
    keeps: bool,
    /// Calls until one does not come back.
    stop: Option<(usize, Stop)>,
    stopped: bool,
    over: bool,
}

/// What is in the keychain. Clones share it.
#[derive(Clone, Default)]
pub struct Secrets(Arc<(Mutex<Inside>, Condvar)>);

impl Secrets {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A keychain over it, with a thread of its own.
    pub fn keychain(&self) -> Keychain {
        Keychain::over(Open(self.clone()), false)
    }

    /// Names of the entries that hold a token.
    pub fn tokens(&self) -> Vec<String> {
        let inside = self.inside();
        inside.entries.keys().filter(|name| name.starts_with("token:")).cloned().collect()
    }

    /// All that is kept as a token's text.
    pub fn texts(&self) -> Vec<String> {
        let inside = self.inside();
        let tokens = inside.entries.iter().filter(|(name, _)| name.starts_with("token:"));
        tokens.map(|(_, text)| text.clone()).collect()
    }

    pub fn put(&self, name: &str, text: &str) {
        self.inside().entries.insert(name.to_owned(), text.to_owned());
    }

    pub fn lose(&self, name: &str) {
        self.inside().entries.remove(name);
    }

    pub fn lock(&self, locked: bool) {
        self.inside().locked = locked;
    }

    /// Whether it refuses to delete.
    pub fn keep(&self, keeps: bool) {
        self.inside().keeps = keeps;
    }

    /// The call after so many does not come back.
    pub fn stop_at(&self, call: usize, stop: Stop) {
        self.inside().stop = Some((call, stop));
    }

    pub fn is_stopped(&self) -> bool {
        self.inside().stopped
    }

    /// After a restart: what hung is let go without effect, and calls come back.
    pub fn go_on(&self) {
        let mut inside = self.inside();
        (inside.stop, inside.stopped, inside.over) = (None, false, true);
        self.0.1.notify_all();
        drop(inside);
    }

    fn call<T>(&self, work: impl FnOnce(&mut Inside) -> T) -> Result<T, KeychainError> {
        let mut inside = self.inside();
        if inside.locked {
            return Err(KeychainError::Locked);
        }
        let stop = match &mut inside.stop {
            Some((0, stop)) => Some(*stop),
            Some((calls, _)) => {
                *calls -= 1;
                None
            }
            None => None,
        };
        match stop {
            None => Ok(work(&mut inside)),
            Some(stop) => {
                if stop == Stop::After {
                    work(&mut inside);
                }
                (inside.stopped, inside.over) = (true, false);
                while !inside.over {
                    inside = self.0.1.wait(inside).unwrap_or_else(PoisonError::into_inner);
                }
                Err(KeychainError::Locked)
            }
        }
    }
}

struct Open(Secrets);

impl SecretStore for Open {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        let text = secret.expose_secret().to_owned();
        self.0.call(|inside| inside.entries.insert(name.to_owned(), text)).map(|_| ())
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        let found = self.0.call(|inside| inside.entries.get(name).cloned())?;
        Ok(found.map(SecretString::from))
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        if self.0.inside().keeps {
            return Err(KeychainError::Refused { detail: "it keeps everything".to_owned() });
        }
        self.0.call(|inside| inside.entries.remove(name)).map(|_| ())
    }
}
