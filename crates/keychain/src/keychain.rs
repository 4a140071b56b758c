//! One thread, one queue, one time limit.

use crate::ServiceStore;
use crate::error::KeychainError;
use crate::memory::MemoryStore;
use crate::store::{LONGEST_SECRET, SecretStore};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Time for an admin to notice a prompt and type a password.
const TIME_LIMIT: Duration = Duration::from_secs(60);

type Reply<T> = oneshot::Sender<Result<T, KeychainError>>;

enum Job {
    Set { name: String, secret: SecretString, reply: Reply<()> },
    Get { name: String, reply: Reply<Option<SecretString>> },
    Delete { name: String, reply: Reply<()> },
}

/// Secrets by name. Cheap to clone; the thread behind it ends with the last clone.
#[derive(Clone)]
pub struct Keychain {
    jobs: mpsc::Sender<Job>,
    time_limit: Duration,
    real: bool,
}

impl fmt::Debug for Keychain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keychain").field("real", &self.real).finish_non_exhaustive()
    }
}

impl Keychain {
    /// The computer's keychain. Nothing is asked of it before the first call.
    pub fn real(service: &str) -> Self {
        Self::over(ServiceStore::new(service), true)
    }

    /// Secrets in memory, for sample data and tests.
    pub fn memory() -> Self {
        Self::over(MemoryStore::default(), false)
    }

    /// Any store, on a separate thread.
    pub fn over(store: impl SecretStore, real: bool) -> Self {
        let (jobs, queue) = mpsc::channel();
        // A thread that cannot be started drops the queue, and every call then says so.
        let started = std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || work(store, &queue));
        if started.is_err() {
            rollcall_log::failed("the keychain's thread did not start", "keychain-absent");
        }
        Self { jobs, time_limit: TIME_LIMIT, real }
    }

    /// Another time limit for every call through this handle.
    #[must_use]
    pub fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// False for secrets in memory.
    pub fn is_real(&self) -> bool {
        self.real
    }

    /// Writes or replaces an entry.
    pub async fn set(&self, name: &str, secret: SecretString) -> Result<(), KeychainError> {
        let bytes = secret.expose_secret().len();
        if bytes > LONGEST_SECRET {
            return Err(KeychainError::TooLong { bytes, limit: LONGEST_SECRET });
        }
        let name = name.to_owned();
        self.ask(|reply| Job::Set { name, secret, reply }).await
    }

    /// Reads an entry; `None` when there is none. An empty entry was never written completely, and
    /// counts as none.
    pub async fn get(&self, name: &str) -> Result<Option<SecretString>, KeychainError> {
        let name = name.to_owned();
        let found = self.ask(|reply| Job::Get { name, reply }).await?;
        Ok(found.filter(|secret| !secret.expose_secret().is_empty()))
    }

    /// Deletes an entry; a missing entry is not an error.
    pub async fn delete(&self, name: &str) -> Result<(), KeychainError> {
        let name = name.to_owned();
        self.ask(|reply| Job::Delete { name, reply }).await
    }

    /// Proves that the keychain works: writes, reads back and deletes an entry with a random value.
    /// Leaves nothing behind; what a stop in the middle leaves is deleted by the next round trip
    /// for the same `id`.
    pub async fn round_trip(&self, id: &str) -> Result<(), KeychainError> {
        let name = format!("round-trip-{id}");
        let value = hex::encode(rand::random::<[u8; 32]>());
        self.set(&name, SecretString::from(value.clone())).await?;
        let read = self.get(&name).await;
        let deleted = self.delete(&name).await;
        let same = read?.is_some_and(|secret| secret.expose_secret() == value);
        deleted?;
        if !same {
            return Err(KeychainError::Refused {
                detail: "it did not give back what was written".to_owned(),
            });
        }
        if self.get(&name).await?.is_some() {
            return Err(KeychainError::Refused {
                detail: "it kept an entry that was deleted".to_owned(),
            });
        }
        Ok(())
    }

    async fn ask<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, KeychainError> {
        let (reply, answer) = oneshot::channel();
        let stopped = || KeychainError::Refused { detail: "its thread has stopped".to_owned() };
        self.jobs.send(job(reply)).map_err(|_| stopped())?;
        match tokio::time::timeout(self.time_limit, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(stopped()),
            // the service waits for an unlock prompt that nobody answers
            Err(_) => Err(KeychainError::Locked),
        }
    }
}

/// Does one job after the other. A job whose caller gave up is not begun; a write whose caller gave
/// up while it ran is taken back when it made a new entry, so that no token stays that nothing
/// knows of.
fn work(mut store: impl SecretStore, queue: &mpsc::Receiver<Job>) {
    while let Ok(job) = queue.recv() {
        match job {
            Job::Set { name, secret, reply } if !reply.is_closed() => {
                let result = store.get(&name).and_then(|before| {
                    store.set(&name, &secret)?;
                    Ok(before.is_none())
                });
                let is_new = matches!(result, Ok(true));
                if reply.send(result.map(|_| ())).is_err() && is_new && store.delete(&name).is_err()
                {
                    rollcall_log::failed("an entry written too late was not deleted", "internal");
                }
            }
            Job::Get { name, reply } if !reply.is_closed() => {
                let _ = reply.send(store.get(&name));
            }
            Job::Delete { name, reply } if !reply.is_closed() => {
                let _ = reply.send(store.delete(&name));
            }
            Job::Set { .. } | Job::Get { .. } | Job::Delete { .. } => {}
        }
    }
}
