//! Looking at the record: the append-only, hash-chained, signed log of all that was done.

pub(crate) mod export;

use crate::core::Rollcall;
use crate::problem::{Problem, ProblemCode};
use crate::view::{Facet, RecordCheck, RecordEntry, RecordPage, RecordQuery, StoreCheck};
use serde_json::Value;

impl Rollcall {
    /// Entries after number `after`, oldest first.
    pub async fn record(&self, after: u32, limit: u32) -> Result<Vec<RecordEntry>, Problem> {
        let entries =
            self.stored("Reading the record", move |store| store.record(after, limit)).await?;
        Ok(entries.into_iter().map(shown).collect())
    }

    /// A page of the entries that a query finds.
    pub async fn record_page(&self, query: RecordQuery) -> Result<RecordPage, Problem> {
        let wanted = rollcall_store::RecordQuery {
            text: query.text,
            kinds: query.kinds,
            connections: query.connections,
            newest_first: query.newest_first,
            offset: query.offset,
            limit: query.limit,
        };
        let page =
            self.stored("Searching the record", move |store| store.record_page(&wanted)).await?;
        let facet =
            |(kind, count): (String, u32)| Facet { label: label(&kind), value: kind, count };
        Ok(RecordPage {
            entries: page.entries.into_iter().map(shown).collect(),
            total: page.total,
            all: page.all,
            kinds: page.kinds.into_iter().map(facet).collect(),
        })
    }

    /// Looks at the whole local copy: every page, the tables and what they say of each other, the
    /// record's chain and signatures. Damage is an answer, not an error.
    pub async fn check_store(&self) -> Result<StoreCheck, Problem> {
        let mut findings =
            self.stored("Checking the local copy", rollcall_store::Store::check).await?;
        let record = match self.verify_record().await {
            Ok(record) => Some(record),
            Err(problem) if problem.code == ProblemCode::StoreDamaged => {
                findings.push(format!("The record cannot be read. {}", problem.side_words));
                None
            }
            Err(problem) => return Err(problem),
        };
        let whole = findings.is_empty() && record.as_ref().is_some_and(|record| record.intact);
        Ok(StoreCheck { whole, findings, record })
    }

    /// Recomputes the chain and checks the signatures with the key in the keychain.
    pub async fn verify_record(&self) -> Result<RecordCheck, Problem> {
        let verified =
            self.stored("Checking the record", rollcall_store::Store::record_verify).await?;
        let words = match &verified.first_bad {
            None => intact(verified.entries, verified.unsigned),
            Some((seq, why)) => format!("Entry {seq} does not fit: {why}."),
        };
        Ok(RecordCheck {
            entries: verified.entries,
            intact: verified.first_bad.is_none(),
            first_bad: verified.first_bad.map(|(seq, _)| seq),
            words,
            head: verified.head,
        })
    }
}

/// What is said of a record in which nothing is wrong.
fn intact(entries: u32, unsigned: u32) -> String {
    let whole = format!("{entries} entries, unbroken from the first to the last");
    match unsigned {
        0 => format!("{whole}, all signed."),
        1 => format!("{whole}. The last one is not signed yet: its run has not ended."),
        _ => format!("{whole}. The last {unsigned} are not signed yet: their run has not ended."),
    }
}

fn shown(entry: rollcall_store::RecordEntry) -> RecordEntry {
    RecordEntry {
        seq: entry.seq,
        words: words(&entry.kind, &entry.body),
        at: entry.at,
        kind: entry.kind,
        body: entry.body,
        hash: entry.hash,
    }
}

/// "run-ended" as "Run ended".
fn label(kind: &str) -> String {
    let words = kind.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One sentence about an entry.
fn words(kind: &str, body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |key: &str| body.get(key).and_then(Value::as_u64).unwrap_or(0);
    match kind {
        "connection-made" => format!("Connected {} at {}", text("name"), text("address")),
        "connection-removed" => format!("Removed the connection {}", text("name")),
        "connection-changed" => {
            let of = |key: &str| match text(key) {
                none if none.is_empty() => "none".to_owned(),
                some => some,
            };
            format!(
                "Changed the {} of {} from {} to {}",
                text("what"),
                text("name"),
                of("before"),
                of("after")
            )
        }
        "token-replaced" => format!("Replaced the token of {}", text("name")),
        "token-swept" => format!("Deleted {} from the keychain", text("what")),
        "setting-changed" => setting(&body, &text("name")),
        "read-ended" => format!("Read {}: {}. {}", text("name"), text("verdict"), text("reason")),
        "plan-made" => format!("Planned: {}", text("title")),
        "plan-discarded" => "Discarded a plan".to_owned(),
        "run-started" => format!("Ran: {}", text("title")),
        "item-ended" => {
            format!("{} {}: {}. {}", text("change"), text("on"), text("outcome"), text("words"))
        }
        "run-settled" => "Settled a run by reading".to_owned(),
        "run-ended" => {
            format!("Run ended: {} verified, {} not", number("verified"), number("not_verified"))
        }
        "run-rechecked" => {
            let items = body.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let held = |item: &&Value| item.get("holds") == Some(&Value::Bool(true));
            let still = items.iter().filter(held).count();
            format!("Looked again at what a run changed: {still} of {} still so", items.len())
        }
        "run-steered" => match body.get("steered").and_then(Value::as_str) {
            Some("paused") => "Held a run".to_owned(),
            Some("stopped") => "Stopped a run after what was under way".to_owned(),
            _ => "Let a run go on".to_owned(),
        },
        "truth-imported" => {
            let unknown = match number("not_known") {
                0 => String::new(),
                some => format!(", {some} of them not known"),
            };
            let (name, people) = (text("name"), number("entries"));
            let rejected = number("rejected");
            format!(
                "Imported the HR list {name}: {people} people{unknown}, {rejected} rows not used"
            )
        }
        "tie-decided" => {
            let same = body.get("same") == Some(&Value::Bool(true));
            let who = if same { "the same person" } else { "not the same person" };
            format!("Decided about two accounts: {who}")
        }
        "account-marked" => match text("mark").as_str() {
            "" => format!("Took back the mark of {}", text("account")),
            mark => format!("Marked {} as {mark}", text("account")),
        },
        "case-started" => format!("Began: {}", text("title")),
        "case-closed" => format!("Closed, all of it verified: {}", text("title")),
        "case-stopped" => format!("Stopped trying: {}", text("title")),
        "case-tried-again" => format!("Tried again: {}", text("title")),
        "case-rechecked" => {
            let lines = body.get("lines").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let held = |line: &&Value| line.get("holds") == Some(&Value::Bool(true));
            let still = lines.iter().filter(held).count();
            format!("Looked again: {}, {still} of {} still so", text("title"), lines.len())
        }
        "case-release-planned" => format!("Planned the way back: {}", text("title")),
        "case-released" => format!("Took back: {}", text("title")),
        "residual-ticked" => {
            let done = body.get("done") == Some(&Value::Bool(true));
            let done = if done { "Done by hand" } else { "Not done by hand after all" };
            format!("{done}: {} ({})", text("text"), text("title"))
        }
        other => crate::review::told(other, &body).unwrap_or_else(|| label(other)),
    }
}

/// One sentence about a setting of a connection.
fn setting(body: &Value, name: &str) -> String {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let number = |key: &str| body.get(key).and_then(Value::as_u64).unwrap_or(0);
    let account = text("account").unwrap_or_default();
    match (text("setting"), text("lifted")) {
        (Some("guard"), _) => {
            let now = body.get("after").and_then(Value::as_u64);
            let now = now.map_or_else(|| "the usual number of".to_owned(), |now| now.to_string());
            let before = number("before");
            format!(
                "One plan may now take something from {now} people of {name}; before it was {before}"
            )
        }
        (Some("protected"), Some(reason)) => {
            format!("Lifted the protection of {account} in {name}: {reason}")
        }
        (Some("protected"), None) => format!(
            "Protected {account} in {name} as {}",
            text("as").unwrap_or_default().replace('-', " ")
        ),
        (other, _) => format!("Changed the setting {} of {name}", other.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_has_a_sentence_of_its_own() {
        let body = json!({
            "name": "Shop", "address": "https://shop.example", "verdict": "complete",
            "reason": "All came.", "title": "Deactivate Jo", "change": "Deactivate", "on": "Jo",
            "outcome": "verified", "words": "It is so.", "verified": 1, "not_verified": 2,
            "items": [{"item": 1, "holds": true}, {"item": 2, "holds": false}],
            "setting": "guard", "before": 5, "after": 9, "what": "what",
        });
        for (kind, sentence) in [
            ("connection-made", "Connected Shop at https://shop.example"),
            ("connection-removed", "Removed the connection Shop"),
            ("connection-changed", "Changed the what of Shop from none to none"),
            ("token-replaced", "Replaced the token of Shop"),
            ("token-swept", "Deleted what from the keychain"),
            (
                "setting-changed",
                "One plan may now take something from 9 people of Shop; before it was 5",
            ),
            ("read-ended", "Read Shop: complete. All came."),
            ("plan-made", "Planned: Deactivate Jo"),
            ("plan-discarded", "Discarded a plan"),
            ("run-started", "Ran: Deactivate Jo"),
            ("item-ended", "Deactivate Jo: verified. It is so."),
            ("run-settled", "Settled a run by reading"),
            ("run-ended", "Run ended: 1 verified, 2 not"),
            ("run-rechecked", "Looked again at what a run changed: 1 of 2 still so"),
            ("truth-imported", "Imported the HR list Shop: 0 people, 0 rows not used"),
            ("tie-decided", "Decided about two accounts: not the same person"),
            ("account-marked", "Took back the mark of "),
            ("case-started", "Began: Deactivate Jo"),
            ("case-closed", "Closed, all of it verified: Deactivate Jo"),
            ("case-stopped", "Stopped trying: Deactivate Jo"),
            ("case-tried-again", "Tried again: Deactivate Jo"),
            ("case-rechecked", "Looked again: Deactivate Jo, 0 of 0 still so"),
            ("case-release-planned", "Planned the way back: Deactivate Jo"),
            ("case-released", "Took back: Deactivate Jo"),
            ("residual-ticked", "Not done by hand after all:  (Deactivate Jo)"),
            ("of-tomorrow", "Of tomorrow"),
        ] {
            assert_eq!(words(kind, &body.to_string()), sentence);
            assert!(!words(kind, "no json").is_empty());
        }
        let protected = json!({
            "setting": "protected", "name": "Shop", "account": "u1", "as": "break-glass",
        });
        let said = words("setting-changed", &protected.to_string());
        assert_eq!(said, "Protected u1 in Shop as break glass");
        let lifted =
            json!({"setting": "protected", "name": "Shop", "account": "u1", "lifted": "Left."});
        let said = words("setting-changed", &lifted.to_string());
        assert_eq!(said, "Lifted the protection of u1 in Shop: Left.");
    }
}
