//! Can this address be this provider's? Said before anything is sent.

use crate::connect::AddressRule;
use crate::profile::Profile;
use rollcall_scim::Endpoint;
use url::Url;

/// The collections of SCIM, which Rollcall adds to the address itself.
const COLLECTIONS: [&str; 5] =
    ["users", "groups", "serviceproviderconfig", "schemas", "resourcetypes"];

impl Profile {
    /// Whether a normalized address can be this provider's; if not, why, in one or two sentences.
    /// Loopback addresses are always taken, so that sample data and tests work with every profile.
    pub fn check_address(&self, endpoint: &Endpoint) -> Result<(), String> {
        let url = Url::parse(endpoint.as_str())
            .map_err(|error| format!("This is not a web address: {error}."))?;
        let path = url.path().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        if COLLECTIONS.contains(&last.to_ascii_lowercase().as_str()) {
            return Err(format!("Leave out /{last} at the end: Rollcall adds it."));
        }
        if endpoint.is_loopback() {
            return Ok(());
        }
        let (name, example) = (&self.name, &self.connect.address_example);
        let rule = &self.connect.address_rule;
        let host = endpoint.host().to_ascii_lowercase();
        if let Some(refused) = rule.refused.iter().find(|refused| refused.host == host) {
            return Err(format!("{} An address looks like {example}.", refused.why));
        }
        if !rule.takes_host(&host) {
            return Err(format!(
                "{host} is not a SCIM host of {name}. An address looks like {example}."
            ));
        }
        if !rule.takes_path(path) {
            let path = if path.is_empty() { "/" } else { path };
            return Err(format!(
                "{path} is not the SCIM path of {name}. An address looks like {example}."
            ));
        }
        Ok(())
    }
}

impl AddressRule {
    fn takes_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|pattern| match pattern.strip_prefix("*.") {
            _ if pattern == "*" => true,
            Some(parent) => host
                .strip_suffix(parent)
                .and_then(|rest| rest.strip_suffix('.'))
                .is_some_and(|label| !label.is_empty() && !label.contains('.')),
            None => host == pattern,
        })
    }

    fn takes_path(&self, path: &str) -> bool {
        if self.path == "/**" {
            return true;
        }
        let wanted: Vec<&str> = self.path.split('/').collect();
        let given: Vec<&str> = path.split('/').collect();
        wanted.len() == given.len()
            && wanted
                .iter()
                .zip(&given)
                .all(|(want, have)| if *want == "*" { !have.is_empty() } else { want == have })
    }
}
