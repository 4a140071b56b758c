//! Distinguishes what the HTTP library lumps together: name, connection, TLS, time, cut.

use std::error::Error as StdError;

use crate::failure::{FailureKind, Reached};

/// Sorts an error of sending or receiving.
pub(crate) fn classify(error: &reqwest::Error) -> (FailureKind, Reached) {
    let unprocessed = causes(error).into_iter().any(is_unprocessed);
    let reached = if error.is_connect() || error.is_builder() || error.is_dns() || unprocessed {
        Reached::NotSent
    } else {
        Reached::MaybeSent
    };
    let kind = if let Some(tls) = find_tls(error) {
        FailureKind::TlsNotTrusted(tls_words(tls))
    } else if error.is_dns() {
        FailureKind::NameNotResolved
    } else if unprocessed {
        FailureKind::Cut("the server did not process the request".to_owned())
    } else if error.is_timeout() {
        let doing =
            if reached == Reached::NotSent { "connecting" } else { "waiting for the response" };
        FailureKind::TimedOut(doing)
    } else if error.is_connect() {
        FailureKind::CannotConnect(innermost(error))
    } else if error.is_builder() {
        FailureKind::Setup(innermost(error))
    } else {
        FailureKind::Cut(innermost(error))
    };
    (kind, reached)
}

/// Whether this cause says that the server has not processed the request (RFC 9113 §8.7): a stream
/// that it refused, one above the last that its GOAWAY names (h2 ends only those with it), or a
/// request that hyper had not begun to write.
fn is_unprocessed(cause: &(dyn StdError + 'static)) -> bool {
    if let Some(error) = cause.downcast_ref::<h2::Error>() {
        let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        return error.is_remote() && (error.is_go_away() || refused);
    }
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
}

/// Walks the chain of causes; `io::Error` hides its own payload from `source`.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> Vec<&'a (dyn StdError + 'static)> {
    let mut found: Vec<&'a (dyn StdError + 'static)> = vec![error];
    let mut last = error;
    while found.len() < 32 {
        let inner = last
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .map(|inner| -> &'a (dyn StdError + 'static) { inner })
            .or_else(|| last.source());
        match inner {
            Some(next) => {
                found.push(next);
                last = next;
            }
            None => break,
        }
    }
    found
}

fn find_tls(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).into_iter().find_map(|cause| cause.downcast_ref::<rustls::Error>())
}

/// The deepest cause in its own words: the outer ones repeat the address.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn tls_words(error: &rustls::Error) -> String {
    use rustls::CertificateError as Bad;
    match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
                "the certificate belongs to another host name".to_owned()
            }
            Bad::Expired | Bad::ExpiredContext { .. } => "the certificate has expired".to_owned(),
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
                "the certificate is not valid yet (is this computer's clock right?)".to_owned()
            }
            Bad::UnknownIssuer => {
                "the certificate was issued by an authority that this computer does not trust"
                    .to_owned()
            }
            Bad::BadSignature => {
                "the certificate is not signed by the authority that it names".to_owned()
            }
            Bad::Revoked => "the certificate was revoked".to_owned(),
            other => format!("the certificate is not accepted ({other})"),
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS at this port".to_owned(),
        rustls::Error::AlertReceived(alert) => {
            format!("the server refused the encrypted connection ({alert:?})")
        }
        rustls::Error::PeerIncompatible(_) => {
            "the server has no encryption in common with this computer".to_owned()
        }
        other => other.to_string(),
    }
}
