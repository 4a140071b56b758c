//! `[connect]`: the form and the address.

use serde::Deserialize;

/// What the Connect screen asks and explains. Mark and source of each statement are in
/// [`Profile::provenance`](crate::Profile::provenance).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connect {
    /// Address the form starts with; empty when every customer has another.
    pub address: String,
    /// Label of the field for the address.
    pub address_label: String,
    /// What to enter there, one sentence.
    pub address_hint: String,
    /// A whole address as it could be, for error messages.
    pub address_example: String,
    /// Which addresses are accepted.
    pub address_rule: AddressRule,
    /// Label of the field for the token.
    pub token_label: String,
    /// Where to find the token, one step a line.
    pub token_steps: Vec<String>,
    /// Plan and prerequisites.
    pub needs: String,
}

/// Which addresses can be this provider's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressRule {
    /// Host names; `*` alone is any host, `*.` in front means exactly one label.
    pub hosts: Vec<String>,
    /// Path; `*` means one segment, `/**` any path.
    pub path: String,
    /// Hosts that the list would allow and that are known to be wrong, with the reason.
    #[serde(default)]
    pub refused: Vec<RefusedHost>,
}

/// A host that is often mistaken for the right one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedHost {
    /// The host name, in lower case.
    pub host: String,
    /// One sentence for the admin.
    pub why: String,
}
