//! What can go wrong with a keychain, in plain words. Never carries a secret.

/// Why the keychain did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// No keychain service runs for this user.
    #[error("This computer has no keychain that Rollcall can reach: {detail}.")]
    Absent { detail: String },
    /// The keychain is locked, or a prompt to unlock it was not answered in time.
    #[error("The keychain is locked.")]
    Locked,
    /// A service answers, and it has no collection in which an entry could be kept.
    #[error("The keychain is locked, or it has no collection for entries yet.")]
    NoCollection,
    /// The keychain refused.
    #[error("The keychain refused: {detail}.")]
    Refused { detail: String },
    /// More bytes than every supported keychain accepts.
    #[error("This secret is {bytes} bytes long; the keychain accepts {limit} at most.")]
    TooLong { bytes: usize, limit: usize },
}

impl KeychainError {
    /// What to do next, one or two sentences.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Absent { .. } if cfg!(target_os = "linux") => {
                "Start a D-Bus session with gnome-keyring or KWallet in it; `rollcall help keychain` \
                 says how. Rollcall keeps tokens nowhere else."
            }
            Self::Absent { .. } => {
                "Sign in to this computer with a user who has a keychain. Rollcall keeps tokens \
                 nowhere else."
            }
            Self::Locked => "Unlock the keychain, answer its prompt, and try again.",
            Self::NoCollection => {
                "Unlock the keychain, or open its own application and make a default keyring, \
                 wallet or database there. Then try again."
            }
            Self::Refused { .. } => {
                "Check the keychain's own application for the cause, and try again."
            }
            Self::TooLong { .. } => {
                "Check that only the token was pasted, without a header or a whole file."
            }
        }
    }
}
