//! The store's key.

use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// 32 random bytes that encrypt the store. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct StoreKey([u8; 32]);

/// Bytes of a page of the file.
pub(crate) const PAGE: u64 = 8192;

impl StoreKey {
    /// A new key from the system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self(rand::random())
    }

    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 16 bytes of a store with this key.
    ///
    /// SQLCipher starts a file with a salt. With a raw key it only separates the key that
    /// authenticates pages from the one that encrypts them, so it need not be random. Derived
    /// from the key, it says whether a key is the file's without decrypting anything, and tells
    /// nothing about a key of 256 random bits.
    pub(crate) fn salt(&self) -> [u8; 16] {
        let digest = Sha256::new_with_prefix(b"rollcall store salt 1").chain_update(self.0);
        let mut salt = [0; 16];
        salt.copy_from_slice(&digest.finalize()[..16]);
        salt
    }

    /// What must come first on every connection: the key, and how pages are made. Large pages and
    /// SHA-256, which processors compute themselves, cost less than SQLCipher's usual choice.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let key = Zeroizing::new(hex::encode(self.0));
        let salt = hex::encode(self.salt());
        Zeroizing::new(format!(
            "PRAGMA key = \"x'{}{salt}'\"; PRAGMA cipher_page_size = {PAGE};
             PRAGMA cipher_hmac_algorithm = HMAC_SHA256;",
            key.as_str()
        ))
    }
}

impl Drop for StoreKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey(left out)")
    }
}
