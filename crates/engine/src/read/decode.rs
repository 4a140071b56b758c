//! What a provider answered, in the store's terms.

use crate::read::ingest::{Batch, PageKind};
use flate2::{Compression, write::ZlibEncoder};
use rollcall_scim::{Answer, Failure, Group, Member, Members, Page, Resource, Row, User};
use rollcall_store::{
    AccountId, AccountRow, AccountSeen, GroupId, GroupSeen, KeptPage, MemberSeen, Receipt,
};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::Write as _;

/// A page of a read, ready to be written.
pub(crate) enum Rows {
    Users {
        receipt: Receipt,
        kept: Option<KeptPage>,
        clock_offset_ms: Option<f64>,
        seen: Vec<AccountRow>,
    },
    Groups {
        receipt: Receipt,
        kept: Option<KeptPage>,
        clock_offset_ms: Option<f64>,
        seen: Vec<GroupSeen>,
    },
    Members {
        group_id: GroupId,
        /// Its page is not counted yet.
        receipt: Receipt,
        kept: Option<KeptPage>,
        /// `None`: the answer did not state them.
        members: Option<Vec<MemberSeen>>,
    },
    Barrier(tokio::sync::oneshot::Sender<()>),
}

/// A row of a page that cannot be kept: the read is not complete without it.
pub(crate) struct Undecodable {
    pub(crate) kind: PageKind,
    page: u32,
    /// Of its page, from 1.
    row: usize,
    why: serde_json::Error,
}

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, page, row, why } = self;
        write!(f, "row {row} on page {page} of {} cannot be decoded: {why}", kind.as_str())
    }
}

/// What becomes of the bodies of the answers once they are decoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bodies {
    #[default]
    Dropped,
    /// They are kept too, for a review.
    Kept,
}

impl Bodies {
    pub(crate) fn are_kept(self) -> bool {
        self == Self::Kept
    }
}

impl Rows {
    pub(crate) fn of(batch: Batch, bodies: Bodies) -> Result<Self, Undecodable> {
        Ok(match batch {
            Batch::Page { kind, page } => {
                let (receipt, clock_offset_ms) = (receipt(kind, &page), page.clock_offset_ms);
                let kept = bodies.are_kept().then(|| kept_page(String::new(), &page.body));
                match kind {
                    PageKind::Users => Self::Users {
                        receipt,
                        kept,
                        clock_offset_ms,
                        seen: decoded(kind, &page, listed_account)?,
                    },
                    PageKind::Groups => Self::Groups {
                        receipt,
                        kept,
                        clock_offset_ms,
                        seen: decoded(kind, &page, |row| {
                            row.resource().map(|group| Some(group_seen(group)))
                        })?,
                    },
                }
            }
            Batch::Members { group_id, members, answer } => {
                let members = match members {
                    Members::Listed(members) => Some(members_seen(&members)),
                    Members::Unknown => None,
                };
                let received = members.as_ref().map_or(0, Vec::len);
                let receipt = member_receipt(&group_id, received, &answer);
                let kept = bodies.are_kept().then(|| kept_page(group_id.to_string(), &answer.body));
                Self::Members { group_id, receipt, kept, members }
            }
            Batch::Barrier(done) => Self::Barrier(done),
        })
    }
}

/// The answer to asking for an account or group that its list no longer has.
#[derive(Clone, Debug)]
pub(crate) struct Absent {
    pub(crate) receipt: Receipt,
    pub(crate) kept: KeptPage,
}

impl Absent {
    /// `None` where no answer began.
    pub(crate) fn of(resource: &str, id: &str, answer: &Result<Answer, Failure>) -> Option<Self> {
        let (status, received, took, body) = match answer {
            Ok(answer) => (answer.status, 1, millis(answer.took), answer.body.to_vec()),
            Err(failure) => {
                let exchange = &failure.exchange;
                let took = u32::try_from(exchange.took_ms).unwrap_or(u32::MAX);
                (exchange.status?, 0, took, exchange.answer.clone().unwrap_or_default().into())
            }
        };
        let receipt = Receipt {
            kind: "absent".to_owned(),
            pass: 1,
            page: 0,
            query: format!("{resource}/{id}"),
            status: u32::from(status),
            received,
            duplicates: 0,
            claimed_total: None,
            ms: took,
            sha256: hex::encode(Sha256::digest(&body)),
        };
        Some(Self { receipt, kept: kept_page(id.to_owned(), &body) })
    }
}

fn kept_page(about: String, body: &[u8]) -> KeptPage {
    // Quick rather than small: it must not delay the read.
    let mut zlib = ZlibEncoder::new(Vec::with_capacity(body.len() / 8), Compression::fast());
    // A vector takes all that is written to it.
    let zlib = zlib.write_all(body).and_then(|()| zlib.finish()).unwrap_or_default();
    KeptPage { about, zlib }
}

/// One row after the other, so that no more than one of them is held as a tree.
fn decoded<T>(
    kind: PageKind,
    page: &Page,
    seen: impl Fn(&Row) -> Result<Option<T>, serde_json::Error>,
) -> Result<Vec<T>, Undecodable> {
    let mut rows = Vec::with_capacity(page.rows.len());
    for (at, row) in page.rows.iter().enumerate() {
        let seen = seen(row);
        rows.extend(seen.map_err(|why| Undecodable {
            kind,
            page: page.number,
            row: at + 1,
            why,
        })?);
    }
    Ok(rows)
}

fn member_receipt(group_id: &GroupId, received: usize, answer: &Answer) -> Receipt {
    Receipt {
        kind: "members".to_owned(),
        pass: 1,
        page: 0,
        query: format!("Groups/{group_id}"),
        status: u32::from(answer.status),
        received: crate::text::count(received as u64),
        duplicates: 0,
        claimed_total: None,
        ms: millis(answer.took),
        sha256: answer.sha256.clone(),
    }
}

fn millis(took: std::time::Duration) -> u32 {
    u32::try_from(took.as_millis()).unwrap_or(u32::MAX)
}

fn receipt(kind: PageKind, page: &Page) -> Receipt {
    Receipt {
        kind: kind.as_str().to_owned(),
        pass: page.pass,
        page: page.number,
        query: page.query.clone(),
        status: u32::from(page.status),
        received: page.received,
        duplicates: page.duplicates,
        claimed_total: page.claimed_total.map(crate::text::count),
        ms: millis(page.took),
        sha256: page.sha256.clone(),
    }
}

/// What a list says about an account, besides the complete text.
const LISTED: [&str; 10] = [
    "id",
    "userName",
    "displayName",
    "name",
    "active",
    "emails",
    "title",
    "userType",
    // Some servers keep this enterprise attribute at the top level.
    "department",
    "groups",
];

fn listed_account(row: &Row) -> Result<Option<AccountRow>, serde_json::Error> {
    Ok(seen(&row.only(&LISTED)?, row.to_text()).map(Into::into))
}

/// A user resource as the store keeps it. `None` for one without an id, which nothing could ever
/// be done with; the pager counts it as received and the read cannot end *complete*.
pub(crate) fn account_seen(resource: &Resource) -> Option<AccountSeen> {
    seen(resource, resource.to_json())
}

fn seen(resource: &Resource, raw: String) -> Option<AccountSeen> {
    let mut user = User::listed(resource);
    let id = user.id.clone();
    if id.is_empty() {
        return None;
    }
    let email = user.email().map(str::to_owned);
    let other_emails = user.emails.iter().map(|email| email.value.clone());
    Some(AccountSeen {
        id: AccountId::from(id),
        name: user.label(),
        other_emails: other_emails.filter(|value| Some(value) != email.as_ref()).collect(),
        email,
        user_name: user.user_name.take(),
        // RFC 7643 §4.1.1 lets `active` be left out. An account that may have access counts as
        // having it: an access review can tolerate that mistake.
        active: user.active.unwrap_or(true),
        title: user.title.take(),
        department: user.department.take(),
        user_type: user.user_type.take(),
        groups: user
            .into_direct_groups()
            .map(|groups| groups.into_iter().map(GroupId::from).collect()),
        raw,
    })
}

pub(crate) fn group_seen(resource: Resource) -> GroupSeen {
    let group = Group::of(&resource);
    let mut rest = resource.into_map();
    rest.retain(|name, _| !name.eq_ignore_ascii_case("members"));
    GroupSeen {
        name: group.display_name.clone().unwrap_or_else(|| group.id.clone()),
        id: GroupId::from(group.id),
        raw: Resource::from(rest).to_json(),
        members: match group.members {
            Members::Unknown => None,
            Members::Listed(members) => Some(members_seen(&members)),
        },
    }
}

fn members_seen(members: &[Member]) -> Vec<MemberSeen> {
    members
        .iter()
        .map(|member| MemberSeen {
            id: member.value.clone(),
            display: member.display.clone(),
            kind: member.kind.clone(),
        })
        .collect()
}
