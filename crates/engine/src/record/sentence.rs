//! One sentence for each record entry. Pure.

use super::review_sentence;
use serde_json::Value;

/// "run-ended" as "Run ended".
pub(super) fn label(kind: &str) -> String {
    let words = kind.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One sentence about an entry.
pub(super) fn of(kind: &str, body: &str) -> String {
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
        "run-started" => format!("Started the run: {}", text("title")),
        "item-ended" => {
            format!("{} {}: {}. {}", text("change"), text("on"), text("outcome"), text("words"))
        }
        "run-settled" => "Settled an interrupted run by reading it back".to_owned(),
        "run-ended" => {
            format!(
                "Run ended: {} verified, {} not verified",
                number("verified"),
                number("not_verified")
            )
        }
        "run-rechecked" => {
            let items = body.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let held = |item: &&Value| item.get("holds") == Some(&Value::Bool(true));
            let still = items.iter().filter(held).count();
            format!("Rechecked a run: {still} of {} changes are still in effect", items.len())
        }
        "run-steered" => match body.get("steered").and_then(Value::as_str) {
            Some("paused") => "Paused a run".to_owned(),
            Some("stopped") => "Stopped a run after the requests in progress".to_owned(),
            _ => "Resumed a run".to_owned(),
        },
        "truth-imported" => {
            let unknown = match number("not_known") {
                0 => String::new(),
                some => format!(", {some} of them not known"),
            };
            let (name, people) = (text("name"), number("entries"));
            let rejected = number("rejected");
            format!(
                "Imported the HR list {name}: {people} people{unknown}, {rejected} rows skipped"
            )
        }
        "tie-decided" => {
            let same = body.get("same") == Some(&Value::Bool(true));
            let who = if same { "the same person" } else { "not the same person" };
            format!("Decided about two accounts: {who}")
        }
        "account-marked" => match text("mark").as_str() {
            "" => format!("Removed the mark of {}", text("account")),
            mark => format!("Marked {} as {mark}", text("account")),
        },
        "case-started" => format!("Started: {}", text("title")),
        "case-closed" => format!("Closed, all verified: {}", text("title")),
        "case-stopped" => format!("Stopped retrying: {}", text("title")),
        "case-tried-again" => format!("Retried: {}", text("title")),
        "case-rechecked" => {
            let lines = body.get("lines").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let held = |line: &&Value| line.get("holds") == Some(&Value::Bool(true));
            let still = lines.iter().filter(held).count();
            format!("Rechecked: {}, {still} of {} still in effect", text("title"), lines.len())
        }
        "case-release-planned" => format!("Planned the release: {}", text("title")),
        "case-released" => format!("Released: {}", text("title")),
        "residual-ticked" => {
            let done = body.get("done") == Some(&Value::Bool(true));
            let done = if done { "Done by hand" } else { "Marked as not done by hand" };
            format!("{done}: {} ({})", text("text"), text("title"))
        }
        other => review_sentence::of(other, &body).unwrap_or_else(|| label(other)),
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
            let now = now.map_or_else(|| "the default".to_owned(), |now| now.to_string());
            let before = number("before");
            format!(
                "Changed how many people in {name} may lose access in one plan from {before} to \
                {now}"
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
                "Changed how many people in Shop may lose access in one plan from 5 to 9",
            ),
            ("read-ended", "Read Shop: complete. All came."),
            ("plan-made", "Planned: Deactivate Jo"),
            ("plan-discarded", "Discarded a plan"),
            ("run-started", "Started the run: Deactivate Jo"),
            ("item-ended", "Deactivate Jo: verified. It is so."),
            ("run-settled", "Settled an interrupted run by reading it back"),
            ("run-ended", "Run ended: 1 verified, 2 not verified"),
            ("run-rechecked", "Rechecked a run: 1 of 2 changes are still in effect"),
            ("truth-imported", "Imported the HR list Shop: 0 people, 0 rows skipped"),
            ("tie-decided", "Decided about two accounts: not the same person"),
            ("account-marked", "Removed the mark of "),
            ("case-started", "Started: Deactivate Jo"),
            ("case-closed", "Closed, all verified: Deactivate Jo"),
            ("case-stopped", "Stopped retrying: Deactivate Jo"),
            ("case-tried-again", "Retried: Deactivate Jo"),
            ("case-rechecked", "Rechecked: Deactivate Jo, 0 of 0 still in effect"),
            ("case-release-planned", "Planned the release: Deactivate Jo"),
            ("case-released", "Released: Deactivate Jo"),
            ("residual-ticked", "Marked as not done by hand:  (Deactivate Jo)"),
            ("of-tomorrow", "Of tomorrow"),
        ] {
            assert_eq!(of(kind, &body.to_string()), sentence);
            assert!(!of(kind, "no json").is_empty());
        }
        let protected = json!({
            "setting": "protected", "name": "Shop", "account": "u1", "as": "break-glass",
        });
        let said = of("setting-changed", &protected.to_string());
        assert_eq!(said, "Protected u1 in Shop as break glass");
        let lifted =
            json!({"setting": "protected", "name": "Shop", "account": "u1", "lifted": "Left."});
        let said = of("setting-changed", &lifted.to_string());
        assert_eq!(said, "Lifted the protection of u1 in Shop: Left.");
    }
}
