//! What goes on the record: one variant for each kind of entry, with its body. `sentence` says each.
//!
//! The names of variants and fields are the kinds and keys of the stored entries, and so part of every
//! hash: they stay as they are. A field that older entries lack has a default.

use super::parts::{
    CaseName, CaseStart, Conflicting, ConnectionField, DecisionsMade, Exclusion, ItemFound,
    LineFound, Linked, ReviewName, Reviewer, Setting, Steered,
};
use crate::view::{
    ManagersLook, Outcome, ReconcileBucket, ReviewException, SignFacts, SignRole, Verdict,
};
use rollcall_store::{
    AccountId, CaseId, ConnectionId, Entry, GroupId, Moment, PlanId, RunId, StoreError, Transaction,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What happened, as an entry of the record has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "kebab-case")]
pub(crate) enum RecordEvent {
    ConnectionMade {
        connection: ConnectionId,
        name: String,
        provider: String,
        address: String,
    },
    ConnectionRemoved {
        connection: ConnectionId,
        name: String,
        provider: String,
        address: String,
    },
    ConnectionChanged {
        connection: ConnectionId,
        name: String,
        what: ConnectionField,
        before: Option<String>,
        after: Option<String>,
    },
    TokenReplaced {
        connection: ConnectionId,
        name: String,
    },
    /// A token that a stop in the middle left in the keychain.
    TokenSwept {
        connection: ConnectionId,
        what: String,
    },
    SettingChanged {
        connection: ConnectionId,
        name: String,
        #[serde(flatten)]
        setting: Setting,
    },
    ReadEnded {
        connection: ConnectionId,
        name: String,
        read: u32,
        verdict: Verdict,
        reason: String,
        users_received: u32,
        users_claimed: Option<u32>,
        groups_received: u32,
        groups_claimed: Option<u32>,
        groups_unknown: u32,
        /// The number of losses that the admin confirmed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirmed: Option<u32>,
    },
    PlanMade {
        plan: PlanId,
        hash: String,
        title: String,
        expires_at: Moment,
        /// Items as the plan keeps them; the plan's version decides what is in them.
        items: Vec<Value>,
    },
    PlanDiscarded {
        plan: PlanId,
        hash: String,
    },
    RunStarted {
        run: RunId,
        plan: PlanId,
        hash: String,
        title: String,
    },
    ItemEnded {
        run: RunId,
        item: u32,
        connection: ConnectionId,
        account: String,
        change: String,
        on: String,
        outcome: Outcome,
        words: String,
        settled_later: bool,
        exchange: String,
    },
    RunSettled {
        run: RunId,
    },
    RunEnded {
        run: RunId,
        verified: u32,
        not_verified: u32,
    },
    RunRechecked {
        run: RunId,
        items: Vec<ItemFound>,
    },
    RunSteered {
        run: RunId,
        steered: Steered,
    },
    TruthImported {
        name: String,
        sha256: String,
        rows: u32,
        entries: u32,
        rejected: u32,
        /// The list had lost so many people that the admin had to confirm it.
        held: bool,
        #[serde(default)]
        not_known: u32,
    },
    TieDecided {
        same: bool,
        #[serde(flatten)]
        linked: Linked,
        /// Accounts and entries of the HR list, two by two.
        pairs: Vec<(String, String)>,
    },
    AccountMarked {
        connection: ConnectionId,
        account: AccountId,
        /// "person", "shared" or "service"; empty when the mark was removed.
        mark: String,
    },
    /// A connection is compared with the HR list by other rules than before.
    RulesChanged {
        connection: ConnectionId,
        name: String,
        /// `None`: there is no file.
        file: Option<String>,
        sha256: String,
        /// Of the file.
        text: String,
    },
    DifferencesIgnored {
        bucket: ReconcileBucket,
        /// The account or entry, and the attribute; empty: as a whole.
        rows: Vec<(String, String)>,
        until: String,
        reason: String,
        by: String,
    },
    /// What was ignored is shown again.
    DifferencesShown {
        rows: Vec<(String, String)>,
        by: String,
    },
    CaseStarted {
        #[serde(flatten)]
        case: CaseName,
        #[serde(flatten)]
        start: CaseStart,
    },
    CaseClosed {
        #[serde(flatten)]
        case: CaseName,
        /// The run that closed it; without one, a look at the apps did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<RunId>,
    },
    CaseStopped {
        #[serde(flatten)]
        case: CaseName,
    },
    /// What later reads found otherwise is to stay so.
    CaseMarkedIntended {
        #[serde(flatten)]
        case: CaseName,
        /// "active again in Loomwork".
        found: Vec<String>,
    },
    CaseTriedAgain {
        #[serde(flatten)]
        case: CaseName,
        /// A new plan; without one, the confirmed changes are retried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<PlanId>,
    },
    CaseRechecked {
        #[serde(flatten)]
        case: CaseName,
        lines: Vec<LineFound>,
    },
    CaseReleasePlanned {
        #[serde(flatten)]
        case: CaseName,
        plan: PlanId,
        hash: String,
    },
    CaseReleased {
        #[serde(flatten)]
        case: CaseName,
        run: RunId,
    },
    ResidualTicked {
        #[serde(flatten)]
        case: CaseName,
        line: u32,
        text: String,
        done: bool,
        by: String,
        note: String,
    },
    ReviewStarted {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
        items: u32,
        outside: u32,
        population_sha256: String,
        reads: Vec<Option<u32>>,
        exclusions: Vec<Exclusion>,
        reviewers: Vec<Reviewer>,
        #[serde(default)]
        second: Option<String>,
        #[serde(default)]
        managers: ManagersLook,
    },
    ReviewDecided {
        #[serde(flatten)]
        review: ReviewName,
        #[serde(flatten)]
        decided: DecisionsMade,
    },
    ReviewContradicted {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
        #[serde(default)]
        user: String,
        source: String,
        conflicts: Vec<Conflicting>,
    },
    ReviewHandedOver {
        #[serde(flatten)]
        review: ReviewName,
        items: Vec<u32>,
        to: Reviewer,
        reason: String,
        by: String,
    },
    ReviewHandedOut {
        #[serde(flatten)]
        review: ReviewName,
        packet_sha256: String,
        reviewer: String,
        items: u32,
    },
    ReviewAnswered {
        #[serde(flatten)]
        review: ReviewName,
        packet_sha256: String,
        reviewer: String,
        late: bool,
        signed_by: Option<String>,
        #[serde(default)]
        imported_by: String,
        #[serde(default)]
        file_sha256: String,
    },
    ReviewSigned {
        #[serde(flatten)]
        review: ReviewName,
        role: SignRole,
        /// Whose part it is; `None` for the second signer.
        #[serde(default)]
        reviewer: Option<u32>,
        by: String,
        #[serde(default)]
        user: String,
        statement: String,
        #[serde(default)]
        facts: SignFacts,
        #[serde(default)]
        instead_of: Option<String>,
        #[serde(default)]
        reason: String,
        signed_at: Moment,
    },
    ReviewRevokesPlanned {
        #[serde(flatten)]
        review: ReviewName,
        case: CaseId,
        by: String,
        not_planned: Vec<String>,
    },
    ReviewExcepted {
        #[serde(flatten)]
        review: ReviewName,
        item: u32,
        group: Option<GroupId>,
        exception: ReviewException,
    },
    ReviewReopened {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
        open: u32,
    },
    ReviewClosed {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
        items: u32,
        verified: u32,
        excepted: u32,
    },
    ReviewDiscarded {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
    },
    ReviewPacked {
        #[serde(flatten)]
        review: ReviewName,
        by: String,
        left_out: Vec<String>,
        files_sha256: String,
    },
}

impl RecordEvent {
    /// The entry as the store takes it.
    pub(crate) fn entry(&self) -> Entry {
        let mut whole = json!(self);
        let kind = whole["kind"].as_str().unwrap_or_default().to_owned();
        Entry { kind, body: whole["body"].take() }
    }

    /// Appends it within a transaction; the number of the entry.
    pub(crate) fn append(&self, all: &Transaction<'_>) -> Result<u32, StoreError> {
        let entry = self.entry();
        all.record(&entry.kind, &entry.body)
    }

    /// A stored entry; `None` for a kind or a body that this version does not know.
    pub(super) fn of(kind: &str, body: &str) -> Option<Self> {
        let body: Value = serde_json::from_str(body).ok()?;
        serde_json::from_value(json!({"kind": kind, "body": body})).ok()
    }
}

#[cfg(test)]
mod tests;
