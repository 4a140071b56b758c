//! The address of a SCIM service: https, or plain http to this computer only.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::segment::{SegmentError, encode_query, encode_segment};

/// A checked base address without trailing slash, such as `https://app.example/scim/v2`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    url: Url,
    text: String,
}

/// Why an address is refused. Never repeats what was typed: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// It cannot be parsed as a URL.
    #[error("this is not a web address; it starts with https://")]
    NotAnAddress,
    /// The scheme is neither `https` nor `http`.
    #[error("the address must start with https://")]
    OtherScheme,
    /// `http` to another computer.
    #[error("plain http is only allowed to this computer; use https://")]
    PlainHttp,
    /// There is no host in it.
    #[error("the address names no host")]
    NoHost,
    /// There is a user name or password in it.
    #[error("the address must not contain a user name or password")]
    Credentials,
    /// There is a query in it.
    #[error("the address must not contain a query (?…)")]
    Query,
    /// There is a fragment in it.
    #[error("the address must not contain a fragment (#…)")]
    Fragment,
}

impl Endpoint {
    /// Checks and normalizes a typed address.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let mut url = Url::parse(text.trim()).map_err(|error| match error {
            url::ParseError::EmptyHost => EndpointError::NoHost,
            _ => EndpointError::NotAnAddress,
        })?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(EndpointError::OtherScheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(EndpointError::NoHost);
        }
        if url.query().is_some() {
            return Err(EndpointError::Query);
        }
        if url.fragment().is_some() {
            return Err(EndpointError::Fragment);
        }
        if url.scheme() == "http" && !loopback(&url) {
            return Err(EndpointError::PlainHttp);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }

    /// The address, without trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host name or IP address (IPv6 in brackets).
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, also when the address leaves it out.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// Whether the host is this computer: `localhost`, 127.0.0.0/8 or ::1.
    pub fn is_loopback(&self) -> bool {
        loopback(&self.url)
    }

    /// Whether the connection is encrypted; if not, it is a loopback one.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The address of a resource below this one. Each segment goes through the one encoder, so
    /// an id with `/` or `?` in it stays one segment.
    pub fn url(
        &self,
        segments: &[String],
        query: &[(String, String)],
    ) -> Result<Url, SegmentError> {
        let mut path = self.url.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.push_str(&encode_segment(segment)?);
        }
        let mut url = self.url.clone();
        url.set_path(&path);
        if !query.is_empty() {
            url.set_query(Some(&encode_query(query)));
        }
        Ok(url)
    }
}

fn loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn https_everywhere_and_http_only_to_this_computer() {
        for good in [
            "https://zapier.com/scim/v2",
            "http://127.0.0.1:8080/zapier",
            "http://127.8.9.1/x",
            "http://localhost:1/scim",
            "http://[::1]:3000/",
        ] {
            assert!(Endpoint::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://zapier.com/scim/v2",
            "http://localhost.example.org/",
            "http://127.0.0.1.example.org/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert_eq!(Endpoint::parse(bad), Err(EndpointError::PlainHttp), "{bad}");
        }
    }

    #[test]
    fn what_does_not_belong_into_an_address_is_refused() {
        for (text, error) in [
            ("zapier.com/scim/v2", EndpointError::NotAnAddress),
            ("", EndpointError::NotAnAddress),
            ("ftp://example.org", EndpointError::OtherScheme),
            ("javascript:alert(1)", EndpointError::OtherScheme),
            ("https://user:secret@example.org/", EndpointError::Credentials),
            ("https://user@example.org/", EndpointError::Credentials),
            ("https://example.org/?token=1", EndpointError::Query),
            ("https://example.org/#x", EndpointError::Fragment),
            ("https://", EndpointError::NoHost),
        ] {
            assert_eq!(Endpoint::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn trailing_slashes_do_not_matter() {
        let with = Endpoint::parse(" https://Acme.monday.com/scim/v2// ").unwrap();
        assert_eq!(with.as_str(), "https://acme.monday.com/scim/v2");
        assert_eq!(with, Endpoint::parse("https://acme.monday.com/scim/v2").unwrap());
        assert_eq!((with.host(), with.port()), ("acme.monday.com", 443));
        let bare = Endpoint::parse("http://localhost:8080").unwrap();
        assert_eq!(
            bare.url(&["Users".into()], &[]).unwrap().as_str(),
            "http://localhost:8080/Users"
        );
    }

    proptest! {
        #[test]
        fn an_id_never_leaves_its_segment(id in "\\PC{1,20}|[/?#%.\\\\ ]{1,8}") {
            let base = Endpoint::parse("https://example.org/scim/v2").unwrap();
            let query = [("filter".to_owned(), id.clone())];
            if let Ok(url) = base.url(&["Users".to_owned(), id.clone()], &query) {
                prop_assert_eq!(url.host_str(), Some("example.org"));
                let segments: Vec<_> = url.path_segments().unwrap().collect();
                prop_assert_eq!(segments.len(), 4, "{}", url);
                prop_assert_eq!(&segments[..3], &["scim", "v2", "Users"]);
                let back = percent_encoding::percent_decode_str(segments[3]).decode_utf8().unwrap();
                prop_assert_eq!(back, id.as_str());
                prop_assert_eq!(url.fragment(), None);
                let pairs: Vec<_> = url.query_pairs().collect();
                prop_assert_eq!(pairs.len(), 1);
                prop_assert_eq!(&pairs[0].1, &id);
            }
        }

        #[test]
        fn parsing_any_text_never_panics(text in ".{0,60}") {
            let _ = Endpoint::parse(&text);
        }
    }
}
