//! The one redirect that is followed: the same address with or without a slash at its end, as
//! Django and FastAPI answer. The form that a server wants is remembered, so that a write goes to
//! it directly.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use url::Url;

/// Whether `location`, as an answer to `asked` names it, is the same address but for the slash at
/// its end: `Some(true)` with the slash, `Some(false)` without. A server behind a proxy may call
/// itself http; the request goes on to the address that was asked, so its scheme does not matter.
pub(crate) fn differs_by_slash(asked: &Url, location: &str) -> Option<bool> {
    let to = asked.join(location).ok()?;
    let same_port = to.port() == asked.port();
    let same_query = to.query().is_none_or(|query| Some(query) == asked.query());
    let plain = matches!(to.scheme(), "http" | "https")
        && to.host() == asked.host()
        && same_port
        && same_query
        && to.fragment().is_none()
        && to.username().is_empty()
        && to.password().is_none();
    let (from, to) = (asked.path(), to.path());
    if !plain {
        None
    } else if to.strip_suffix('/') == Some(from) {
        Some(true)
    } else if from.strip_suffix('/') == Some(to) {
        Some(false)
    } else {
        None
    }
}

/// The address with or without the slash.
pub(crate) fn with_slash(url: &Url, slash: bool) -> Url {
    let mut url = url.clone();
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&if slash { format!("{path}/") } else { path });
    url
}

/// Which addresses of a connection end in a slash: lists and single resources of each type may
/// differ.
#[derive(Debug, Default)]
pub(crate) struct Slashes(Mutex<HashMap<(String, usize), bool>>);

impl Slashes {
    pub(crate) fn wanted(&self, path: &[String]) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&kind(path)).copied().unwrap_or(false)
    }

    pub(crate) fn learn(&self, path: &[String], slash: bool) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(kind(path), slash);
    }
}

fn kind(path: &[String]) -> (String, usize) {
    (path.first().cloned().unwrap_or_default(), path.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(asked: &str, location: &str) -> Option<bool> {
        differs_by_slash(&Url::parse(asked).unwrap(), location)
    }

    #[test]
    fn only_the_same_address_with_or_without_a_slash_is_followed() {
        let users = "https://app.example/scim/Users?count=1";
        for (location, expected) in [
            ("https://app.example/scim/Users/?count=1", Some(true)),
            ("https://app.example/scim/Users/", Some(true)),
            ("/scim/Users/?count=1", Some(true)),
            ("https://APP.example:443/scim/Users/?count=1", Some(true)),
            ("http://app.example/scim/Users/?count=1", Some(true)),
            ("https://app.example/scim/Users?count=1", None),
            ("https://app.example/scim/Users/?count=2", None),
            ("https://app.example/scim/Users//", None),
            ("https://app.example/scim/v2/Users/", None),
            ("https://app.example/scim/users/", None),
            ("https://app.example:8443/scim/Users/", None),
            ("https://other.example/scim/Users/", None),
            ("//other.example/scim/Users/", None),
            ("https://jo:pw@app.example/scim/Users/", None),
            ("ftp://app.example/scim/Users/", None),
            ("https://app.example/login", None),
            ("", None),
        ] {
            assert_eq!(to(users, location), expected, "{location}");
        }
        assert_eq!(to("https://app.example/scim/Users/", "/scim/Users"), Some(false));
        assert_eq!(to("https://app.example/scim/Users/a%2Fb", "/scim/Users/a%2Fb/"), Some(true));
        assert_eq!(to("https://app.example/scim/Users/a%2Fb", "/scim/Users/a/b/"), None);
    }

    #[test]
    fn lists_and_single_resources_are_remembered_apart() {
        let slashes = Slashes::default();
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        slashes.learn(&path("Users/1"), true);
        assert!(slashes.wanted(&path("Users/2")));
        assert!(!slashes.wanted(&path("Users")) && !slashes.wanted(&path("Groups/2")));
        let url = Url::parse("https://app.example/scim/Users?count=1").unwrap();
        let slashed = with_slash(&url, true);
        assert_eq!(slashed.as_str(), "https://app.example/scim/Users/?count=1");
        assert_eq!(with_slash(&slashed, false), url);
    }
}
