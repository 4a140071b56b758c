//! Who has a user name or a group name, according to the app.

use crate::witness::{Kind, PAGES, is_plain, list};
use rollcall_providers::Profile;
use rollcall_scim::filter::{self, Equals};
use rollcall_scim::{Client, Failure, ListEnd, ListRules, Listing, Resource, StopReason, Verdict};
use tokio_util::sync::CancellationToken;

/// Who has a name, according to the app.
pub(crate) struct Named {
    pub(crate) found: Vec<Resource>,
    /// Why others may have it too.
    pub(crate) unproven: Option<Unproven>,
}

/// Why a search for a name does not prove that no one else has it.
pub(crate) enum Unproven {
    Failed(Box<Failure>),
    Because(String),
}

impl Named {
    /// Why it is not proven that the name is free; `None` when it is.
    pub(crate) fn doubt(&self) -> Option<String> {
        match self.unproven.as_ref()? {
            Unproven::Failed(failure) => Some(failure.kind.to_string()),
            Unproven::Because(why) => Some(why.clone()),
        }
    }
}

/// How to look up an account or group by name.
pub(crate) fn lookup(profile: &Profile, kind: Kind, name: &str) -> ListRules {
    match kind {
        Kind::User => profile.user_lookup(name).unwrap_or_else(|| ListRules {
            filter: Some(filter::eq("userName", name)),
            ..profile.user_list()
        }),
        Kind::Group => profile.group_lookup(name).unwrap_or_else(|| ListRules {
            filter: Some(filter::eq("displayName", name)),
            ..profile.group_list()
        }),
    }
}

/// Asks who has a name. A filter is only a request: what it returns is compared with what was
/// asked, and a server that does not filter is listed to its end. If a filter finds nothing and
/// the name has letters that some filters lose, the list is searched, up to its limit.
pub(crate) async fn by_name(client: &Client, profile: &Profile, kind: Kind, name: &str) -> Named {
    let rules = lookup(profile, kind, name);
    let (found, end) = listed(client, &rules, u32::MAX).await;
    let lost = end.verdict == Verdict::Complete && end.mismatched == 0 && !is_plain(name);
    // RFC 7644 §3.4.2.2: filters are optional.
    let refused = end.failure.as_ref().is_some_and(|failure| {
        !failure.may_be_between() && matches!(failure.status(), Some(400 | 403 | 404 | 501))
    });
    if found.is_empty() && (lost || refused) {
        return in_list(client, profile, kind, name).await;
    }
    Named { unproven: unproven(found.is_empty(), end), found }
}

/// Looks for a name in the list itself, [`PAGES`] at most.
pub(crate) async fn in_list(client: &Client, profile: &Profile, kind: Kind, name: &str) -> Named {
    let filter = lookup(profile, kind, name).filter;
    let wanted = filter.as_deref().and_then(Equals::parse);
    let rules = ListRules { passes: 1, ..list(profile, kind) };
    let (mut found, end) = listed(client, &rules, PAGES).await;
    found.retain(|one| wanted.as_ref().is_some_and(|wanted| wanted.matches(one)));
    Named { unproven: unproven(found.is_empty(), end), found }
}

async fn listed(client: &Client, rules: &ListRules, most: u32) -> (Vec<Resource>, ListEnd) {
    let cancel = CancellationToken::new();
    let mut listing = Listing::new(client, rules, &cancel);
    let mut found = Vec::new();
    for _ in 0..most {
        let Some(page) = listing.next().await else { break };
        found.extend(page.rows.iter().filter_map(|row| row.resource().ok()));
    }
    (found, listing.stop(StopReason::from("the list continues")))
}

fn unproven(nobody: bool, end: ListEnd) -> Option<Unproven> {
    match (end.verdict, end.failure) {
        (Verdict::Complete, _) => None,
        (_, Some(failure)) if nobody => Some(Unproven::Failed(Box::new(failure))),
        _ => Some(Unproven::Because(end.reason)),
    }
}
