//! Profiles of tests: one app with one name and managers by address, one with two names and managers
//! by id, and one that takes everything.

use rollcall_providers::{Catalogue, Profile};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// "one-name", "two-names", or "anything".
pub(super) fn profile(id: &str) -> Profile {
    let one_name = format!(
        "[speaks]\nwritable = {{ value = [\"userName\", \"name.formatted\", \"title\", \"userType\", \
        \"{ENTERPRISE}:manager\", \"{ENTERPRISE}:division\", \"{ENTERPRISE}:department\", \
        \"{ENTERPRISE}:costCenter\"], mark = \"assumed\", source = \"test\" }}\nmanager = {{ value = \
        \"email-address\", mark = \"assumed\", source = \"test\" }}\n"
    );
    let two_names = format!(
        "[speaks]\nwritable = {{ value = [\"userName\", \"name.givenName\", \"name.familyName\", \
        \"title\", \"{ENTERPRISE}:manager\"], mark = \"assumed\", source = \"test\" }}\nwrite_only \
        = {{ value = [\"title\"], mark = \"assumed\", source = \"test\" }}\n"
    );
    let file = |id: &str, rest: &str| {
        (format!("{id}.toml"), format!("id = \"{id}\"\nname = \"Acme\"\ncolor = \"gray\"\n{rest}"))
    };
    let files = [file("one-name", &one_name), file("two-names", &two_names), file("anything", "")];
    let (catalogue, left_out) = Catalogue::built_in().with_folder(&files);
    assert!(left_out.is_empty(), "{left_out:?}");
    catalogue.get(id).unwrap().clone()
}
