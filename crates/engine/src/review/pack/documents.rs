//! The files of a pack that have no CSV file beside them: how the apps were read, the HR list, and the
//! review. One struct for each object, with its members in the order of the file.

use super::super::{KeptExclusion, KeptHandOver, KeptPacket, KeptPress, KeptReviewer, Review};
use super::Gathered;
use super::facts::{distinct, end_of_day, page_file};
use crate::view::{BulkLeftOut, Granularity, ManagersLook, ReviewAssign, ReviewRequest, SignOff};
use rollcall_store::{ConnectionId, Moment, Receipt, ReviewId};
use serde::Serialize;

/// `reads.json`
#[derive(Debug, Serialize)]
pub(super) struct Reads<'a> {
    pub(super) reads: Vec<ReadRow<'a>>,
}

/// How one app was read.
#[derive(Debug, Serialize)]
pub(super) struct ReadRow<'a> {
    pub(super) connection: &'a ConnectionId,
    pub(super) name: &'a str,
    pub(super) provider: &'a str,
    pub(super) address: &'a str,
    pub(super) started_at: Moment,
    pub(super) ended_at: Option<Moment>,
    pub(super) verdict: &'static str,
    pub(super) reason: &'a str,
    /// The app's clock minus ours, in milliseconds.
    pub(super) clock_offset_ms: Option<f64>,
    /// Different ids among the accounts of the population and outside of it.
    pub(super) users_distinct: usize,
    pub(super) users_received: u32,
    pub(super) users_claimed: Option<u32>,
    pub(super) groups_received: u32,
    pub(super) groups_claimed: Option<u32>,
    /// The last complete read before this one.
    pub(super) before: Option<ReadBefore>,
    pub(super) blind_spots: &'a [String],
    pub(super) pages: Vec<PageRow<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct ReadBefore {
    pub(super) ended_at: Option<Moment>,
    pub(super) users: u32,
    pub(super) groups: u32,
}

/// One response of a read.
#[derive(Debug, Serialize)]
pub(super) struct PageRow<'a> {
    /// From 1.
    pub(super) number: u32,
    pub(super) kind: &'a str,
    pub(super) pass: u32,
    pub(super) page: u32,
    /// The account or group that was asked for by its id; empty for a page of a list.
    pub(super) of: &'a str,
    pub(super) query: &'a str,
    pub(super) status: u32,
    pub(super) received: u32,
    pub(super) duplicates: u32,
    pub(super) claimed_total: Option<u32>,
    pub(super) ms: u32,
    pub(super) sha256: &'a str,
    /// `None` in a pack without names.
    pub(super) file: Option<String>,
}

/// `truth-list.json`: the HR list that the accounts were compared with.
#[derive(Debug, Serialize)]
pub(super) struct HrListFile<'a> {
    pub(super) name: &'a str,
    pub(super) imported_at: Moment,
    pub(super) sha256: &'a str,
    pub(super) rows: u32,
    pub(super) entries: u32,
    pub(super) rejected: u32,
    /// `None` in a pack without names.
    pub(super) without_account: Option<&'a [String]>,
    pub(super) not_listed: u32,
    pub(super) proposals: u32,
    pub(super) without_account_count: usize,
}

/// `review.json`
#[derive(Debug, Serialize)]
pub(super) struct ReviewFile<'a> {
    pub(super) id: &'a ReviewId,
    pub(super) name: &'a str,
    pub(super) by: &'a str,
    pub(super) made_at: Moment,
    pub(super) frozen_at: Moment,
    pub(super) zone: &'a str,
    pub(super) due: Option<&'a str>,
    /// When that day ends in `zone`, in UTC.
    pub(super) due_until: Option<Moment>,
    pub(super) assign: ReviewAssign,
    pub(super) closed_at: Option<Moment>,
    pub(super) items: u32,
    pub(super) population_sha256: &'a str,
    pub(super) scope: Scope<'a>,
    pub(super) apps: Vec<AppRow<'a>>,
    pub(super) privileged: Privileged<'a>,
    pub(super) reviewers: Vec<ReviewerRow<'a>>,
    pub(super) exclusions: Vec<ExclusionRow<'a>>,
    pub(super) hand_overs: &'a [KeptHandOver],
    pub(super) handed_out: Vec<PacketRow<'a>>,
    pub(super) sign_offs: &'a [SignOff],
    pub(super) second: Option<&'a str>,
    pub(super) managers: &'a ManagersLook,
    pub(super) presses: Vec<PressRow<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Scope<'a> {
    pub(super) granularity: Granularity,
    pub(super) connections: &'a [String],
    pub(super) groups: &'a [String],
    pub(super) departments: &'a [String],
    pub(super) only_admins: bool,
    pub(super) only_not_in_list: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct AppRow<'a> {
    pub(super) connection: &'a ConnectionId,
    pub(super) name: &'a str,
}

/// What makes an account privileged.
#[derive(Debug, Serialize)]
pub(super) struct Privileged<'a> {
    /// The apps' own admin roles.
    pub(super) admin_role: bool,
    pub(super) groups: &'a [String],
}

#[derive(Debug, Serialize)]
pub(super) struct ReviewerRow<'a> {
    pub(super) number: u32,
    pub(super) name: &'a str,
    pub(super) email: &'a str,
    pub(super) why: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct ExclusionRow<'a> {
    pub(super) connection: &'a ConnectionId,
    pub(super) name: &'a str,
    pub(super) reason: &'a str,
    pub(super) by: &'a str,
    pub(super) at: Moment,
    /// Its accounts are not in the population; otherwise its read was accepted as it was.
    pub(super) left_out: bool,
}

/// A page that was handed out to a reviewer.
#[derive(Debug, Serialize)]
pub(super) struct PacketRow<'a> {
    pub(super) packet_sha256: &'a str,
    pub(super) reviewer: u32,
    pub(super) at: Moment,
    pub(super) answered_at: Option<Moment>,
    pub(super) answered_by: Option<&'a str>,
}

/// What was decided at once, by a press or an import.
#[derive(Debug, Serialize)]
pub(super) struct PressRow<'a> {
    pub(super) id: &'a str,
    pub(super) at: Moment,
    /// Number of the reviewer.
    pub(super) by: u32,
    pub(super) user: &'a str,
    pub(super) kept: u32,
    pub(super) left_out: &'a BulkLeftOut,
    /// Of an import: where its answers came from.
    pub(super) source: Option<&'a str>,
    pub(super) file_sha256: Option<&'a str>,
    /// Decisions that an import replaced.
    pub(super) replaced: u32,
    pub(super) undone_at: Option<Moment>,
}

pub(super) fn reads(gathered: &Gathered) -> Reads<'_> {
    let reads = (1..).zip(&gathered.pages).filter_map(|(place, pages)| {
        let read = pages.read.as_ref()?;
        let before = pages.before.as_ref().map(|before| ReadBefore {
            ended_at: before.ended_at,
            users: before.users_received,
            groups: before.groups_received,
        });
        let list = (1..).zip(&pages.receipts);
        Some(ReadRow {
            connection: &pages.connection.id,
            name: &pages.connection.name,
            provider: &pages.connection.provider,
            address: &pages.connection.address,
            started_at: read.started_at,
            ended_at: read.ended_at,
            verdict: read.verdict.as_str(),
            reason: &read.reason,
            clock_offset_ms: read.clock_offset_ms,
            users_distinct: distinct(gathered, &pages.connection.id),
            users_received: read.users_received,
            users_claimed: read.users_claimed,
            groups_received: read.groups_received,
            groups_claimed: read.groups_claimed,
            before,
            blind_spots: &pages.hidden,
            pages: list.map(|(number, receipt)| page(gathered, place, number, receipt)).collect(),
        })
    });
    Reads { reads: reads.collect() }
}

/// A receipt of the connection with this number.
fn page<'a>(
    gathered: &Gathered,
    connection: usize,
    number: u32,
    receipt: &'a Receipt,
) -> PageRow<'a> {
    let of = match receipt.kind.as_str() {
        "members" => receipt.query.strip_prefix("Groups/").unwrap_or_default(),
        "absent" => receipt.query.split_once('/').map_or("", |(_, id)| id),
        _ => "",
    };
    let keeps_pages = gathered.left_out.is_empty();
    PageRow {
        number,
        kind: &receipt.kind,
        pass: receipt.pass,
        page: receipt.page,
        of,
        query: &receipt.query,
        status: receipt.status,
        received: receipt.received,
        duplicates: receipt.duplicates,
        claimed_total: receipt.claimed_total,
        ms: receipt.ms,
        sha256: &receipt.sha256,
        file: keeps_pages.then(|| page_file(connection, number, receipt)),
    }
}

/// Facts of the HR list. Addresses of people without an account are left out with the column.
pub(super) fn hr_list(gathered: &Gathered) -> Option<HrListFile<'_>> {
    let list = gathered.review.truth.as_ref()?;
    let names_people = gathered.left_out.is_empty();
    Some(HrListFile {
        name: &list.name,
        imported_at: list.imported_at,
        sha256: &list.sha256,
        rows: list.rows,
        entries: list.entries,
        rejected: list.rejected,
        without_account: names_people.then_some(list.without_account.as_slice()),
        not_listed: list.not_listed,
        proposals: list.proposals,
        without_account_count: list.without_account.len(),
    })
}

/// What was decided at once, by a press or an import.
fn press(one: &KeptPress) -> PressRow<'_> {
    let import = one.import.as_ref();
    PressRow {
        id: &one.id,
        at: one.at,
        by: one.by,
        user: &one.user,
        kept: one.kept,
        left_out: &one.left_out,
        source: import.map(|import| import.source.as_str()),
        file_sha256: import.map(|import| import.file_sha256.as_str()),
        replaced: import.map_or(0, |import| import.replaced),
        undone_at: one.undone_at,
    }
}

pub(super) fn review(gathered: &Gathered) -> ReviewFile<'_> {
    let review = &gathered.review;
    let due_until = end_of_day(review.due.as_deref(), &gathered.zone);
    ReviewFile {
        id: &review.id,
        name: &review.name,
        by: &review.by,
        made_at: review.made_at,
        frozen_at: review.frozen_at,
        zone: &review.zone,
        due: review.due.as_deref(),
        due_until: due_until.map(Moment::from),
        assign: review.request.assign,
        closed_at: review.closed_at,
        items: review.items,
        population_sha256: &review.population_sha256,
        scope: scope(&review.request),
        apps: apps(review),
        privileged: Privileged { admin_role: true, groups: &review.request.privileged_groups },
        reviewers: review.reviewers.iter().map(reviewer).collect(),
        exclusions: review.exclusions.iter().map(exclusion).collect(),
        hand_overs: &review.hand_overs,
        handed_out: review.packets.iter().map(packet).collect(),
        sign_offs: &review.sign_offs,
        second: review.second.as_deref(),
        managers: &review.managers,
        presses: review.presses.iter().map(press).collect(),
    }
}

fn scope(request: &ReviewRequest) -> Scope<'_> {
    Scope {
        granularity: request.granularity,
        connections: &request.connections,
        groups: &request.groups,
        departments: &request.departments,
        only_admins: request.only_admins,
        only_not_in_list: request.only_not_in_list,
    }
}

/// The connections of the scope that were frozen.
fn apps(review: &Review) -> Vec<AppRow<'_>> {
    let frozen = |id: &String| review.connections.iter().find(|one| one.id == id.as_str());
    let apps = review.request.connections.iter().filter_map(frozen);
    apps.map(|app| AppRow { connection: &app.id, name: &app.name }).collect()
}

fn reviewer(one: &KeptReviewer) -> ReviewerRow<'_> {
    ReviewerRow { number: one.number, name: &one.name, email: &one.email, why: &one.why }
}

fn exclusion(one: &KeptExclusion) -> ExclusionRow<'_> {
    ExclusionRow {
        connection: &one.connection,
        name: &one.name,
        reason: &one.reason,
        by: &one.by,
        at: one.at,
        left_out: one.left_out,
    }
}

fn packet(one: &KeptPacket) -> PacketRow<'_> {
    PacketRow {
        packet_sha256: &one.sha256,
        reviewer: one.reviewer,
        at: one.at,
        answered_at: one.answered_at,
        answered_by: one.answered_by.as_deref(),
    }
}
