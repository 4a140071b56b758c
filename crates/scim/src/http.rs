//! The HTTP library's client, set up for one connection: no redirects, no hidden retries, TLS
//! with the system's roots, and what is meant for this computer stays on it.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::endpoint::Endpoint;
use crate::options::ClientOptions;

/// Builds the client; an error is in words.
pub(crate) fn http_client(
    endpoint: &Endpoint,
    options: &ClientOptions,
) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        // Every attempt is ours: hidden ones would be missing from the exchange.
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(options.connect_timeout.min(options.request_timeout))
        .pool_idle_timeout(options.idle_limit)
        .pool_max_idle_per_host(8)
        .tcp_nodelay(true)
        .https_only(endpoint.is_https());
    if endpoint.is_loopback() {
        // What is meant for this computer stays on it: no proxy, and no name server is asked.
        let here: [SocketAddr; 2] =
            [(Ipv4Addr::LOCALHOST, 0).into(), (Ipv6Addr::LOCALHOST, 0).into()];
        builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
    }
    if !endpoint.is_https() {
        // Without TLS the system's roots are not needed, and may be missing.
        builder = builder.tls_certs_only([]);
    } else if let Some(pem) = &options.extra_roots_pem {
        let roots = reqwest::Certificate::from_pem_bundle(pem)
            .map_err(|_| "the extra certificates cannot be read".to_owned())?;
        if roots.is_empty() {
            return Err("the extra certificates cannot be read".to_owned());
        }
        builder = builder.tls_certs_merge(roots);
    }
    builder.build().map_err(|error| {
        let mut deepest: &dyn std::error::Error = &error;
        while let Some(inner) = deepest.source() {
            deepest = inner;
        }
        deepest.to_string()
    })
}
