//! The Secret Service of Linux and other systems with D-Bus: GNOME Keyring, KWallet, KeePassXC.
//!
//! Three things are not left to chance. *Not found* is believed only while the default collection is
//! unlocked: some services leave out of a search what they cannot read while they are locked. A
//! service that was restarted, or came after Rollcall, is found by a new connection. And the session
//! is encrypted where the service can do that.

use crate::error::KeychainError;
use crate::store::SecretStore;
use secrecy::{ExposeSecret, SecretString};
use secret_service::EncryptionType;
use secret_service::Error;
use secret_service::blocking::{Collection, Item, SecretService};
use std::collections::HashMap;

/// Names an entry for the libraries that wrote the entries of earlier versions, too.
const SERVICE: &str = "service";
const USER_NAME: &str = "username";
const CONTENT_TYPE: &str = "application/octet-stream";

/// Entries of one service name; the entry's user is the secret's name.
pub struct ServiceStore {
    service: String,
    connected: Option<SecretService<'static>>,
}

impl ServiceStore {
    /// `service` is shown in the keychain's own application.
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned(), connected: None }
    }

    /// Does `work` over the connection there is. When that fails, the service may have been
    /// restarted: it is asked again over a new connection, whose answer counts.
    fn with<T>(
        &mut self,
        work: impl Fn(&SecretService<'_>, &str) -> Result<T, Trouble>,
    ) -> Result<T, KeychainError> {
        if let Some(service) = self.connected.take() {
            let done = work(&service, &self.service);
            if !matches!(&done, Err(error) if may_be_gone(error)) {
                self.connected = Some(service);
                return done.map_err(plain);
            }
        }
        let service = connect().map_err(|error| match plain(error) {
            KeychainError::Refused { detail } => KeychainError::Absent { detail },
            other => other,
        })?;
        let done = work(&service, &self.service);
        if !matches!(&done, Err(error) if may_be_gone(error)) {
            self.connected = Some(service);
        }
        done.map_err(plain)
    }
}

/// Encrypted; plain where the service knows nothing else, as libsecret does it. Who can read
/// another program's messages on the session bus can ask the service itself.
fn connect() -> Result<SecretService<'static>, Error> {
    match SecretService::connect(EncryptionType::Dh) {
        Err(error) if error.to_string().contains("NotSupported") => {
            SecretService::connect(EncryptionType::Plain)
        }
        connected => connected,
    }
}

/// Why something was not done.
enum Trouble {
    Service(Error),
    /// More than one entry has the name.
    Ambiguous(usize),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Service(error)
    }
}

impl SecretStore for ServiceStore {
    fn set(&mut self, name: &str, secret: &SecretString) -> Result<(), KeychainError> {
        self.with(|service, of| {
            let secret = secret.expose_secret().as_bytes();
            let found = find(service, of, name)?;
            if let Some(item) = only(&found)? {
                return Ok(item.set_secret(secret, CONTENT_TYPE)?);
            }
            let label = format!("{of}: {name}");
            let attributes = HashMap::from([(SERVICE, of), (USER_NAME, name)]);
            unlocked(service)?.create_item(&label, attributes, secret, true, CONTENT_TYPE)?;
            Ok(())
        })
    }

    fn get(&mut self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        let bytes = self.with(|service, of| {
            let found = find(service, of, name)?;
            Ok(only(&found)?.map(Item::get_secret).transpose()?)
        })?;
        bytes
            .map(|bytes| {
                String::from_utf8(bytes)
                    .map(SecretString::from)
                    .map_err(|_| refused("the entry holds something that Rollcall did not write"))
            })
            .transpose()
    }

    fn delete(&mut self, name: &str) -> Result<(), KeychainError> {
        self.with(|service, of| Ok(find(service, of, name)?.iter().try_for_each(Item::delete)?))
    }
}

/// The entries of this name, all of them unlocked. None is believed only from an unlocked
/// collection.
fn find<'a>(service: &'a SecretService<'a>, of: &str, name: &str) -> Result<Vec<Item<'a>>, Error> {
    let wanted = || HashMap::from([(SERVICE, of), (USER_NAME, name)]);
    let mut found = service.search_items(wanted())?;
    if found.unlocked.is_empty() && found.locked.is_empty() {
        let default = service.get_default_collection()?;
        if !default.is_locked()? {
            return Ok(Vec::new());
        }
        unlock(&default)?;
        found = service.search_items(wanted())?;
    }
    for item in &found.locked {
        item.unlock()?;
        // A service may answer that it is done and stay locked.
        item.ensure_unlocked()?;
    }
    found.unlocked.append(&mut found.locked);
    Ok(found.unlocked)
}

fn only<'a, 'b>(found: &'b [Item<'a>]) -> Result<Option<&'b Item<'a>>, Trouble> {
    match found {
        [] => Ok(None),
        [item] => Ok(Some(item)),
        several => Err(Trouble::Ambiguous(several.len())),
    }
}

fn unlocked<'a>(service: &'a SecretService<'a>) -> Result<Collection<'a>, Error> {
    let default = service.get_default_collection()?;
    if default.is_locked()? {
        unlock(&default)?;
    }
    Ok(default)
}

fn unlock(collection: &Collection<'_>) -> Result<(), Error> {
    collection.unlock()?;
    collection.ensure_unlocked()
}

/// The connection or the service behind it may have ended: a new connection is worth a try.
fn may_be_gone(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Service(error) => {
            !matches!(error, Error::Locked | Error::Prompt | Error::NoResult)
        }
        Trouble::Ambiguous(_) => false,
    }
}

fn plain(trouble: impl Into<Trouble>) -> KeychainError {
    let error = match trouble.into() {
        Trouble::Service(error) => error,
        Trouble::Ambiguous(entries) => {
            return refused(&format!("{entries} entries have the same name"));
        }
    };
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => KeychainError::Locked,
        Error::NoResult => KeychainError::NoCollection,
        Error::Unavailable => absent("no keychain service answers"),
        Error::Crypto(why) => refused(why),
        other => {
            let text = other.to_string();
            if text.contains("IsLocked") {
                KeychainError::Locked
            } else if is_gone(&text) {
                absent(&text)
            } else {
                refused(&text)
            }
        }
    }
}

/// The D-Bus names of "nobody offers this service" and "the bus went away".
fn is_gone(text: &str) -> bool {
    ["ServiceUnknown", "NameHasNoOwner", "not activatable", "Broken pipe", "I/O error"]
        .iter()
        .any(|sign| text.contains(sign))
}

fn absent(detail: &str) -> KeychainError {
    KeychainError::Absent { detail: without_full_stop(detail) }
}

fn refused(detail: &str) -> KeychainError {
    KeychainError::Refused { detail: without_full_stop(detail) }
}

fn without_full_stop(text: &str) -> String {
    text.trim().trim_end_matches('.').to_owned()
}
