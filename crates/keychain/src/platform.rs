//! The keychains of macOS and Windows.

use crate::error::KeychainError;
use crate::store::{LONGEST_SECRET, SecretStore};
use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

/// Entries of one service name; the entry's user is the secret's name.
pub struct ServiceStore {
    service: String,
}

impl ServiceStore {
    /// `service` is shown in the keychain's own application.
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    fn entry(&self, name: &str) -> Result<Entry, KeychainError> {
        if let Err(error) = Entry::store_status() {
            return Err(KeychainError::Absent { detail: without_full_stop(&error.to_string()) });
        }
        Entry::new(&self.service, name).map_err(plain)
    }
}

impl SecretStore for ServiceStore {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        // bytes, not a password: Windows stores passwords in UTF-16 and so halves its limit
        self.entry(name)?.set_secret(secret.expose_secret().as_bytes()).map_err(plain)
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(SecretString::from(text))),
                Err(_) => Err(refused("the entry holds something that Rollcall did not write")),
            },
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(plain(error)),
        }
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(plain(error)),
        }
    }
}

fn refused(detail: &str) -> KeychainError {
    KeychainError::Refused { detail: without_full_stop(detail) }
}

/// Some variants of the library's error carry the raw secret; those are never formatted.
fn plain(error: Error) -> KeychainError {
    match error {
        Error::NoDefaultStore => {
            KeychainError::Absent { detail: "no keychain service answers".to_owned() }
        }
        Error::NoStorageAccess(_) => KeychainError::Locked,
        Error::TooLong(_, _) => {
            KeychainError::TooLong { bytes: LONGEST_SECRET, limit: LONGEST_SECRET }
        }
        Error::BadEncoding(_) | Error::BadDataFormat(_, _) => {
            refused("the entry holds something that Rollcall did not write")
        }
        Error::Ambiguous(entries) => {
            refused(&format!("{} entries have the same name", entries.len()))
        }
        Error::PlatformFailure(cause) => refused(&cause.to_string()),
        Error::NoEntry => refused("the entry is gone"),
        Error::BadStoreFormat(_) => refused("the keychain itself is damaged"),
        Error::Invalid(what, why) => refused(&format!("{what} {why}")),
        Error::NotSupportedByStore(why) => refused(&why),
        _ => refused("it did not say why"),
    }
}

fn without_full_stop(text: &str) -> String {
    text.trim().trim_end_matches('.').to_owned()
}
