//! The cryptography that TLS uses: ring, chosen once for the whole process.

/// Makes ring the process-wide provider of rustls. May be called any number of times and from
/// any thread; a provider that other code installed earlier stays.
pub fn install_crypto() {
    // The error is the provider that was there first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
