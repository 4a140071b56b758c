//! The key that signs the record.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;
use zeroize::Zeroizing;

/// 32 random bytes that sign the heads of the record (Ed25519, RFC 8032). Wiped from memory when
/// dropped, never printed, never in the store.
#[derive(Clone)]
pub struct RecordKey(SigningKey);

/// Where the key that a store is opened with comes from.
#[derive(Clone, Debug)]
pub enum Signing {
    /// It was kept: it signed what there is.
    Kept(RecordKey),
    /// It was made just now. A record that has signed heads needs the key that signed them, so that
    /// a store with such a record is refused with it.
    New(RecordKey),
}

impl RecordKey {
    /// A new key from the system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_bytes(&Zeroizing::new(rand::random()))
    }

    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(bytes))
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Public, and needed to check a signature: 32 bytes, hex.
    #[must_use]
    pub fn public_key(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// 64 bytes, hex.
    pub(crate) fn sign(&self, seq: u32, hash: &str) -> String {
        hex::encode(self.0.sign(message(seq, hash).as_bytes()).to_bytes())
    }

    /// 64 bytes over any content.
    pub(crate) fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    pub(crate) fn verifier(&self) -> VerifyingKey {
        self.0.verifying_key()
    }
}

/// Whether this is the signature of a head.
pub(crate) fn holds(key: &VerifyingKey, seq: u32, hash: &str, signature: &str) -> bool {
    let mut bytes = [0; 64];
    hex::decode_to_slice(signature, &mut bytes).is_ok()
        && key.verify_strict(message(seq, hash).as_bytes(), &Signature::from_bytes(&bytes)).is_ok()
}

/// What is signed. The first line keeps a signature from being taken for one over something else.
fn message(seq: u32, hash: &str) -> String {
    format!("rollcall record head v1\n{seq}\n{hash}")
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordKey(left out)")
    }
}
