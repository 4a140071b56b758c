//! What an auditor asks of an access review, and which file and field of the pack answers it. SOC 2
//! CC6.1–CC6.3, ISO 27001:2022 A.5.18 and A.8.2, PCI DSS 7.2.4 and 7.2.5.1.

/// A line that an auditor ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticked {
    /// The heading that it stands under.
    pub about: &'static str,
    /// What the auditor asks.
    pub line: &'static str,
    /// File and field, as `reads.json: reads[].pages[].query`.
    pub answers: &'static [&'static str],
}

const POPULATION: &str = "Population: is the list complete and accurate?";
const DECISIONS: &str = "Decisions: did the right person decide?";
const REMEDIATION: &str = "Remediation: was the access really removed?";
const INTEGRITY: &str = "Integrity: was the record altered?";

/// All of them, in the order in which they are asked.
pub const EVIDENCE: [Ticked; 24] = [
    Ticked {
        about: POPULATION,
        line: "System, base address, endpoint, exact query, filter and attributes asked for; program version; operator",
        answers: &[
            "reads.json: reads[].address",
            "reads.json: reads[].pages[].query",
            "manifest.json: program",
            "review.json: by",
        ],
    },
    Ticked {
        about: POPULATION,
        line: "Start and end in UTC, and the clock offset against the server's Date header",
        answers: &[
            "reads.json: reads[].started_at",
            "reads.json: reads[].ended_at",
            "reads.json: reads[].clock_offset_ms",
        ],
    },
    Ticked {
        about: POPULATION,
        line: "The server's own total, records received, distinct ids, duplicates, pages; verdict with the reason",
        answers: &[
            "reads.json: reads[].users_claimed",
            "reads.json: reads[].users_received",
            "reads.json: reads[].users_distinct",
            "reads.json: reads[].pages[].duplicates",
            "reads.json: reads[].verdict",
            "reads.json: reads[].reason",
        ],
    },
    Ticked {
        about: POPULATION,
        line: "Named blind spots of each app",
        answers: &["reads.json: reads[].blind_spots"],
    },
    Ticked {
        about: POPULATION,
        line: "Every raw page is kept unaltered with its SHA-256; the list can be rebuilt from \
        those pages",
        answers: &[
            "reads.json: reads[].pages[].sha256",
            "reads.json: reads[].pages[].file",
            "review.json: population_sha256",
        ],
    },
    Ticked {
        about: POPULATION,
        line: "Contractors, guests, shared, service and admin accounts are included and labeled",
        answers: &[
            "population.json: items[].kind",
            "population.json: items[].shared",
            "population.json: items[].privileged",
            "population.json: items[].role",
        ],
    },
    Ticked {
        about: POPULATION,
        line: "Every exclusion has a reason and an approver",
        answers: &["review.json: exclusions", "population.json: outside"],
    },
    Ticked {
        about: POPULATION,
        line: "The HR list: file name, date, row count, SHA-256; unmatched people on both sides",
        answers: &["truth-list.json", "hr-rows.json: rows", "population.json: items[].list"],
    },
    Ticked {
        about: DECISIONS,
        line: "The reviewer, and why they may decide; no one reviews their own account",
        answers: &["review.json: reviewers[].why", "decisions.json: decisions[].reviewer"],
    },
    Ticked {
        about: DECISIONS,
        line: "One decision per person and entitlement with UTC time; reasons for revoke, change and privileged keep",
        answers: &[
            "decisions.json: decisions[].at",
            "decisions.json: decisions[].decision",
            "decisions.json: decisions[].drop",
            "decisions.json: decisions[].reason",
        ],
    },
    Ticked {
        about: DECISIONS,
        line: "Decisions made in bulk are marked as bulk; time per decision is shown",
        answers: &["decisions.json: decisions[].bulk", "decisions.json: decisions[].ms"],
    },
    Ticked {
        about: DECISIONS,
        line: "Access of leavers and of people who are not listed that was kept, with the reason",
        answers: &[
            "decisions.json: decisions[].kept_although",
            "decisions.json: decisions[].reason",
        ],
    },
    Ticked {
        about: DECISIONS,
        line: "Time zone of days and due date",
        answers: &["review.json: zone", "review.json: due_until"],
    },
    Ticked {
        about: DECISIONS,
        line: "Changes of mind, hand-overs and late items are kept",
        answers: &[
            "decisions.json: decisions[].changed",
            "decisions.json: decisions[].handed_over",
            "decisions.json: decisions[].late",
            "decisions.json: decisions",
            "decisions.json: contradictions",
            "decisions.json: decisions[].source",
            "review.json: hand_overs",
        ],
    },
    Ticked {
        about: DECISIONS,
        line: "Sign-off statement by the reviewer and by a second person; start, due and close dates",
        answers: &[
            "review.json: sign_offs[].statement",
            "review.json: frozen_at",
            "review.json: due",
            "review.json: closed_at",
        ],
    },
    Ticked {
        about: REMEDIATION,
        line: "For each revoke: plan, who asked, who ran it, request, response, read-back and its \
        time; days elapsed",
        answers: &[
            "remediation.json: lines[].plan_sha256",
            "remediation.json: lines[].asked_by",
            "remediation.json: lines[].run_by",
            "remediation.json: lines[].exchange",
            "remediation.json: lines[].read_back_at",
            "remediation.json: lines[].days",
        ],
    },
    Ticked {
        about: REMEDIATION,
        line: "A read-back repeated later",
        answers: &["remediation.json: lines[].checks"],
    },
    Ticked {
        about: REMEDIATION,
        line: "What failed or cannot be done: proof, owner, due date; risk accepted with an expiry date",
        answers: &["remediation.json: lines[].exception"],
    },
    Ticked {
        about: REMEDIATION,
        line: "Residual access that SCIM cannot reach: who closed it, and when",
        answers: &["residual.json: lines[].done_by", "residual.json: lines[].done_at"],
    },
    Ticked {
        about: REMEDIATION,
        line: "Membership before and after",
        answers: &["population.json: items[].groups", "remediation.json: lines[].words"],
    },
    Ticked {
        about: REMEDIATION,
        line: "Leaver sample: name, end date, each app's removal time, difference in hours",
        answers: &[
            "remediation.json: lines[].left_on",
            "remediation.json: lines[].left_until",
            "remediation.json: lines[].read_back_at",
            "remediation.json: lines[].hours_after_leaving",
        ],
    },
    Ticked {
        about: INTEGRITY,
        line: "Manifest with the SHA-256 of every file, record count, head of the chain, signature, public key, and how to verify with the program and without it",
        answers: &[
            "manifest.json: files[].sha256",
            "manifest.json: record.entries",
            "manifest.json: record.head",
            "manifest.sig",
            "public-key.pem",
            "index.html",
        ],
    },
    Ticked {
        about: INTEGRITY,
        line: "The head of the record is also kept outside the computer",
        answers: &["manifest.json: record.head", "index.html"],
    },
    Ticked {
        about: INTEGRITY,
        line: "Integrity and completeness are shown separately; one readable page, CSV and JSON; \
        columns can be left out",
        answers: &["index.html", "population.csv", "manifest.json: left_out"],
    },
];
