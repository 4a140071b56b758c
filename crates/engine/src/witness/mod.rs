//! Whether an account or a group is there. The only place that concludes that one is gone: the app
//! itself has to vouch for that.
//!
//! A 404 or 410 with a SCIM error object (RFC 7644 §3.12) is the app's own word, and costs one
//! request. Without one it may be the word of a gateway in front of the app. Then the app is asked
//! again right away: for the name, and for the list. Absence counts when the app lists
//! accounts, and not this one. Otherwise nothing is known.

pub(crate) mod by_name;

use crate::witness::by_name::lookup;
use rollcall_providers::Profile;
use rollcall_scim::filter::Equals;
use rollcall_scim::{
    Client, Failure, FailureKind, ListRules, Listing, Request, Resource, Row, Verdict,
};
use tokio_util::sync::CancellationToken;

/// A user or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    User,
    Group,
}

/// Pages of a list that are looked at for one account.
pub(crate) const PAGES: u32 = 10;

/// Why an answer with another id than the requested one does not count.
pub(crate) const ANOTHER: &str = "the answer is not the resource that was asked for";

/// What the app itself says of one account or group.
#[derive(Debug)]
pub(crate) enum Sight {
    /// It answers for the id.
    Here(Box<Resource>),
    /// Something denies the id, and the app's list has it.
    Listed(Box<Resource>, Box<Failure>),
    Gone(Vouched),
    Unknown(Box<Failure>),
}

/// What vouches for an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vouched {
    /// The app's own error for the id.
    Error,
    /// The app's list, asked for in the same breath.
    List,
}

impl Vouched {
    /// Part of a sentence.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Error => "not found",
            Self::List => "not found, and not in its list",
        }
    }
}

/// A look, and the exchanges behind it as text.
pub(crate) struct Look {
    pub(crate) sight: Sight,
    pub(crate) exchange: String,
}

/// What other questions showed after an id was denied.
#[derive(Clone, Debug, Default)]
struct Beside {
    /// The app's row of it.
    row: Option<Resource>,
    /// A SCIM list with an account on it came: the app is there and answers.
    lists: bool,
    /// Asked for the name, the app lists no one or others, with a filter that works.
    denies: bool,
    /// The list came whole.
    whole: bool,
}

/// What a look by id has shown.
pub(crate) enum ById {
    Here(Box<Resource>),
    /// The app's own error says that there is nothing.
    Gone(Box<Failure>),
    /// 404 or 410 without a SCIM error object.
    Denied(Box<Failure>),
    Unknown(Box<Failure>),
}

/// Asks for an id alone; with the exchange as text.
pub(crate) async fn by_id(client: &Client, request: &Request, id: &str) -> (ById, String) {
    let answer = client.get(request, &CancellationToken::new()).await;
    let exchange = match &answer {
        Ok(answer) => answer.exchange().as_text(),
        Err(failure) => failure.exchange.as_text(),
    };
    let other = |why: &str| FailureKind::BadJson(why.to_owned());
    let value = answer.and_then(|answer| {
        let resource = Resource::from_value(answer.json()?)
            .map_err(|_| answer.failed(other("the answer is not an object")))?;
        match resource.id().as_deref() == Some(id) {
            true => Ok(resource),
            false => Err(answer.failed(other(ANOTHER))),
        }
    });
    let found = match value {
        Ok(resource) => ById::Here(Box::new(resource)),
        Err(failure) if denies(&failure) && failure.is_from_app() => ById::Gone(Box::new(failure)),
        Err(failure) if denies(&failure) => ById::Denied(Box::new(failure)),
        Err(failure) => ById::Unknown(Box::new(failure)),
    };
    (found, exchange)
}

/// Whether the answer to a question for an id says that there is nothing, from any sender.
fn denies(failure: &Failure) -> bool {
    matches!(&failure.kind, FailureKind::Status(error) if matches!(error.status, Some(404 | 410)))
}

/// Asks for an id, and for the name and the list if needed. `name`: the user name or group name
/// that it is known by.
pub(crate) async fn look(
    client: &Client,
    profile: &Profile,
    kind: Kind,
    request: &Request,
    (id, name): (&str, Option<&str>),
) -> Look {
    match by_id(client, request, id).await {
        (ById::Here(resource), exchange) => Look { sight: Sight::Here(resource), exchange },
        (ById::Gone(_), exchange) => Look { sight: Sight::Gone(Vouched::Error), exchange },
        (ById::Unknown(failure), exchange) => Look { sight: Sight::Unknown(failure), exchange },
        (ById::Denied(failure), exchange) => {
            let (sight, beside) = look_beside(client, profile, kind, (id, name), failure).await;
            Look { sight, exchange: format!("{exchange}\n{beside}") }
        }
    }
}

/// Asks for the name and the list, after something has denied the id.
pub(crate) async fn look_beside(
    client: &Client,
    profile: &Profile,
    kind: Kind,
    (id, name): (&str, Option<&str>),
    denied: Box<Failure>,
) -> (Sight, String) {
    let mut beside = Beside::default();
    let mut lines = Vec::new();
    let mut ask = async |rules: ListRules| {
        let seen = page(client, &rules, id).await;
        lines.push(seen.words());
        seen
    };
    // Something that answers for the app here answers for its list too.
    let mut goes_on = true;
    if let Some(name) = name.filter(|name| is_plain(name)) {
        let by_name = ask(lookup(profile, kind, name)).await;
        goes_on = !by_name.is_between();
        beside.saw(&by_name);
        beside.denies = by_name.scim && by_name.rows > 0 && by_name.matching == by_name.rows;
        if goes_on && by_name.scim && by_name.rows == 0 {
            // A filter that finds no one has to find another account.
            let first = ask(ListRules { count: Some(2), ..list(profile, kind) }).await;
            goes_on = !first.is_between();
            beside.saw(&first);
            if goes_on
                && beside.row.is_none()
                && let Some(neighbor) = first.neighbor
            {
                let found = ask(lookup(profile, kind, &neighbor)).await;
                beside.denies = found.matching > 0;
            }
        }
    }
    if goes_on && beside.conclusion().is_none() {
        let all = pages(client, &list(profile, kind), id).await;
        lines.push(all.words());
        beside.saw(&all);
        beside.whole = all.whole;
    }
    let sight = match (beside.conclusion(), beside.row) {
        (Some(true), Some(row)) => Sight::Listed(Box::new(row), denied),
        (Some(false), _) => Sight::Gone(Vouched::List),
        _ => Sight::Unknown(denied),
    };
    (sight, lines.join("\n"))
}

impl Beside {
    fn saw(&mut self, seen: &Seen) {
        self.lists |= seen.lists;
        self.row = self.row.take().or_else(|| seen.row.clone());
    }

    /// Whether it is there; `None`: not known. An empty list proves nothing.
    fn conclusion(&self) -> Option<bool> {
        match self {
            Self { row: Some(_), .. } => Some(true),
            Self { lists: true, denies, whole, .. } if *denies || *whole => Some(false),
            _ => None,
        }
    }
}

/// A name that every filter finds: some lose a plus sign or a space.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "@._-".contains(letter))
}

pub(crate) fn list(profile: &Profile, kind: Kind) -> ListRules {
    let rules = match kind {
        Kind::User => profile.user_list(),
        Kind::Group => profile.group_list(),
    };
    ListRules { passes: 1, ..rules }
}

/// What a part of a list has shown.
#[derive(Default)]
struct Seen {
    asked: String,
    rows: u64,
    /// A SCIM list came.
    scim: bool,
    /// One with an id on it.
    lists: bool,
    /// Rows that are what the filter asked for.
    matching: u64,
    /// The row with the id that was looked for.
    row: Option<Resource>,
    /// The name of another one, which any filter finds.
    neighbor: Option<String>,
    whole: bool,
    failure: Option<Failure>,
}

impl Seen {
    fn take_in(&mut self, rules: &ListRules, rows: &[Row], body: &[u8], id: &str) {
        self.rows += rows.len() as u64;
        let wanted = rules.filter.as_deref().and_then(Equals::parse);
        let resources = rows.iter().filter_map(|row| row.resource().ok());
        for one in resources.filter(|one| one.id().as_deref() != Some(id)) {
            self.matching += u64::from(wanted.as_ref().is_some_and(|wanted| wanted.matches(&one)));
            let name = one.text("userName").or_else(|| one.text("displayName"));
            self.neighbor = self.neighbor.take().or(name.filter(|name| is_plain(name)));
        }
        self.scim |= is_scim_list(body);
        self.lists |= self.scim && rows.iter().any(|row| row.id.is_some());
        let own = rows.iter().find(|row| row.id.as_deref() == Some(id));
        self.row = self.row.take().or_else(|| own?.resource().ok());
    }

    fn is_between(&self) -> bool {
        self.failure.as_ref().is_some_and(Failure::may_be_between)
    }

    /// A line under the exchange.
    fn words(&self) -> String {
        let (asked, rows) = (&self.asked, self.rows);
        let came = match &self.failure {
            Some(failure) => format!("{}", failure.kind),
            None if self.row.is_some() => "it is on this list".to_owned(),
            None => format!("a list of {rows} without it"),
        };
        format!("Asked beside it, {asked}: {came}.\n")
    }
}

/// One page, as the app gives it.
async fn page(client: &Client, rules: &ListRules, id: &str) -> Seen {
    let mut request = Request::get([rules.resource.as_str()]);
    request.query.clone_from(&rules.query);
    let mut seen = Seen { asked: format!("GET {}", rules.resource), ..Seen::default() };
    if let Some(filter) = &rules.filter {
        seen.asked = format!("GET {} with {filter}", rules.resource);
        request = request.with_query("filter", filter);
    } else if let Some(count) = rules.count {
        request = request.with_query("count", count.to_string());
    }
    let answer = client.get(&request, &CancellationToken::new()).await;
    match answer.and_then(|answer| Ok((answer.list()?, answer))) {
        Ok((list, answer)) => seen.take_in(rules, &list.rows, &answer.body, id),
        Err(failure) => seen.failure = Some(failure),
    }
    seen
}

/// The part of the list that is read.
async fn pages(client: &Client, rules: &ListRules, id: &str) -> Seen {
    let cancel = CancellationToken::new();
    let mut listing = Listing::new(client, rules, &cancel);
    let mut seen = Seen { asked: format!("the list of {}", rules.resource), ..Seen::default() };
    for _ in 0..PAGES {
        let Some(page) = listing.next().await else { break };
        seen.take_in(rules, &page.rows, &page.body, id);
        if seen.row.is_some() {
            return seen;
        }
    }
    let end = listing.finish();
    seen.whole = end.verdict == Verdict::Complete;
    seen.failure = end.failure;
    seen
}

/// Whether a page is what only a SCIM server sends: it names the schema of lists (RFC 7644 §3.4.2),
/// or counts what it has.
fn is_scim_list(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let Ok(serde_json::Value::Object(page)) = serde_json::from_slice(body) else { return false };
    let part = |name: &str| page.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    let names_schema = part("schemas").is_some_and(|(_, schemas)| {
        let schemas = schemas.as_array().map_or(std::slice::from_ref(schemas), Vec::as_slice);
        schemas.iter().any(|schema| {
            schema.as_str().is_some_and(|urn| urn.to_ascii_lowercase().ends_with(":listresponse"))
        })
    });
    names_schema || (part("totalResults").is_some() && part("Resources").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn absence_needs_a_presence_beside_it() {
        let row = Resource::from_value(json!({"id": "1"})).unwrap();
        for (has_row, lists, denies, whole, expected) in [
            (true, true, false, false, Some(true)),
            (true, true, true, true, Some(true)),
            (false, true, true, false, Some(false)),
            (false, true, false, true, Some(false)),
            // Others are listed, and nothing was asked about this one.
            (false, true, false, false, None),
            // An empty list proves nothing.
            (false, false, true, true, None),
            (false, false, false, true, None),
            (false, false, true, false, None),
        ] {
            let row = has_row.then(|| row.clone());
            let beside = Beside { row, lists, denies, whole };
            assert_eq!(beside.conclusion(), expected, "{beside:?}");
        }
    }

    #[test]
    fn a_list_is_told_from_the_json_of_a_gateway() {
        for (body, expected) in [
            (r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"]}"#, true),
            (r#"{"totalResults":1,"Resources":[{"id":"1"}]}"#, true),
            ("\u{feff}{\"totalResults\":0,\"resources\":[]}", true),
            (r#"{"message":"no Route matched with those values"}"#, false),
            (r#"{"Resources":[]}"#, false),
            (r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"]}"#, false),
            ("[]", false),
            ("<html>", false),
            ("", false),
        ] {
            assert_eq!(is_scim_list(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn plain_names_are_those_that_no_filter_loses() {
        assert!(is_plain("jo.doe_2@x-y.example"));
        for name in ["", "jo+test@example.com", "jo doe", "jö@example.com", "jo\"@example.com"] {
            assert!(!is_plain(name), "{name}");
        }
    }
}
