//! Which addresses each profile takes.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use rollcall_providers::Catalogue;
use rollcall_scim::Endpoint;

fn check(provider: &str, address: &str) -> Result<(), String> {
    let catalogue = Catalogue::built_in();
    catalogue.get(provider).unwrap().check_address(&Endpoint::parse(address).unwrap())
}

#[test]
fn each_provider_takes_its_own_addresses_with_and_without_a_slash_at_the_end() {
    for (provider, address) in [
        ("zapier", "https://zapier.com/scim/v2"),
        ("zapier", "https://scim.zapier.com/scim/v2"),
        ("zscaler-zpa", "https://scim1.private.zscaler.com/scim/1/72058193447821/v2"),
        ("zscaler-zpa", "https://scim1.zpatwo.net/scim/1/70000000000000001/v2"),
        ("airtable", "https://airtable.com/scim/v2"),
        ("monday", "https://acme-demo.monday.com/scim/v2"),
        ("notion", "https://api.notion.com/scim/v2"),
        ("notion", "https://www.notion.so/scim/v2"),
        ("scim", "https://id.example.org/tenants/7/scim"),
        ("scim", "https://id.example.org"),
    ] {
        assert_eq!(check(provider, address), Ok(()), "{provider} {address}");
        assert_eq!(check(provider, &format!("{address}/")), Ok(()), "{provider} {address}/");
    }
}

#[test]
fn every_example_and_every_default_passes_its_own_rule() {
    for profile in Catalogue::built_in().all() {
        let connect = &profile.connect;
        for address in [&connect.address, &connect.address_example] {
            if !address.is_empty() {
                assert_eq!(check(&profile.id, address), Ok(()));
            }
        }
    }
}

#[test]
fn wrong_hosts_and_paths_are_refused_with_an_example() {
    for (provider, address, said) in [
        ("monday", "https://api.monday.com/scim/v2", "account's own subdomain"),
        ("monday", "https://monday.com/scim/v2", "not a SCIM host"),
        ("monday", "https://a.b.monday.com/scim/v2", "not a SCIM host"),
        ("monday", "https://acme.monday.com.evil.example/scim/v2", "not a SCIM host"),
        ("monday", "https://evilmonday.com/scim/v2", "not a SCIM host"),
        ("monday", "https://acme.monday.com/v2", "/v2 is not the SCIM path"),
        ("monday", "https://acme.monday.com", "/ is not the SCIM path"),
        ("airtable", "https://api.airtable.com/scim/v2", "not at the host"),
        ("zscaler-zpa", "https://scim1.private.zscaler.com/scim/1/v2", "not the SCIM path"),
        ("zapier", "https://zapier.com/app/admin", "not the SCIM path"),
    ] {
        let why = check(provider, address).unwrap_err();
        assert!(why.contains(said), "{address}: {why}");
        assert!(why.contains("An address looks like https://"), "{why}");
    }
    let why = check("scim", "https://id.example.org/scim/v2/Users").unwrap_err();
    assert!(why.contains("Leave out /Users"), "{why}");
}

#[test]
fn loopback_is_taken_by_every_profile() {
    for profile in Catalogue::built_in().all() {
        for address in
            ["http://127.0.0.1:8080/notion/scim/v2", "http://[::1]:1/x", "http://localhost:9/"]
        {
            assert_eq!(check(&profile.id, address), Ok(()), "{} {address}", profile.id);
        }
    }
}
