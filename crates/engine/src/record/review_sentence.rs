//! One sentence for each record entry of a review. Pure.

use serde_json::Value;

/// The sentence of an entry; `None` when it is not about a review.
pub(super) fn of(kind: &str, body: &Value) -> Option<String> {
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| body.get(key).and_then(Value::as_u64).unwrap_or(0);
    let items = |count: u64| format!("{count} {}", if count == 1 { "item" } else { "items" });
    let listed =
        |key: &str| items(body.get(key).and_then(Value::as_array).map_or(0, Vec::len) as u64);
    let is = |key: &str| body.get(key).and_then(Value::as_bool).unwrap_or(false);
    let (name, by) = (text("name"), text("by"));
    Some(match kind {
        "review-started" => format!("Froze the review {name}: {}", items(number("items"))),
        "review-decided" if !text("undoes").is_empty() => {
            format!("Undid a bulk decision about {} of {name}", listed("decisions"))
        }
        "review-decided" if is("imported") => {
            let (user, count) = (text("user"), listed("decisions"));
            format!("{user} imported decisions of {by} about {count} of {name}")
        }
        "review-decided" if !text("press").is_empty() => {
            format!("{by} kept {} of {name} in bulk", listed("decisions"))
        }
        "review-decided" => format!("{by} decided about {} of {name}", listed("decisions")),
        "review-contradicted" => {
            format!("{by} contradicted the decision about {} of {name}", listed("conflicts"))
        }
        "review-handed-over" => {
            let to = body.get("to").and_then(|to| to.get("name")).and_then(Value::as_str);
            format!("Handed {} of {name} over to {}", listed("items"), to.unwrap_or_default())
        }
        "review-handed-out" => {
            let count = items(number("items"));
            format!("Handed out a packet of {name} to {}: {count}", text("reviewer"))
        }
        "review-answered" => format!("Imported the answers of {} to {name}", text("reviewer")),
        "review-signed" if text("role") == "second" => match text("instead_of") {
            "" => format!("{by} signed {name} as the second signer"),
            named => format!("{by} signed {name} as the second signer, instead of {named}"),
        },
        "review-signed" if text("role") == "import" => {
            format!("{by} attested the imported answers to {name}")
        }
        "review-signed" => format!("{by} signed {name} as its reviewer"),
        "review-revokes-planned" => format!("Planned the revokes of {name}"),
        "review-excepted" => format!("Added an exception for item {} of {name}", number("item")),
        "review-reopened" => format!("Reopened {name}: {} revokes are open", number("open")),
        "review-closed" => format!(
            "Closed {name}: {} revokes verified, {} excepted",
            number("verified"),
            number("excepted")
        ),
        "review-discarded" => format!("Discarded the review {name}"),
        "review-packed" => format!("Exported the evidence of {name}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_entry_of_a_review_is_a_sentence() {
        let body = json!({
            "name": "Q4", "by": "Jo", "items": 7, "decisions": [{"item": 1}], "role": "second",
            "verified": 3, "excepted": 1, "reviewer": "Sam", "item": 4, "open": 2,
        });
        for (kind, sentence) in [
            ("review-started", "Froze the review Q4: 7 items"),
            ("review-decided", "Jo decided about 1 item of Q4"),
            ("review-handed-out", "Handed out a packet of Q4 to Sam: 7 items"),
            ("review-signed", "Jo signed Q4 as the second signer"),
            ("review-excepted", "Added an exception for item 4 of Q4"),
            ("review-reopened", "Reopened Q4: 2 revokes are open"),
            ("review-closed", "Closed Q4: 3 revokes verified, 1 excepted"),
        ] {
            assert_eq!(of(kind, &body).as_deref(), Some(sentence));
        }
        for (body, sentence) in [
            (json!({"press": "p"}), "Jo kept 1 item of Q4 in bulk"),
            (json!({"undoes": "p"}), "Undid a bulk decision about 1 item of Q4"),
            (
                json!({"imported": true, "user": "ann"}),
                "ann imported decisions of Jo about 1 item of Q4",
            ),
        ] {
            let mut whole = json!({"name": "Q4", "by": "Jo", "decisions": [{"item": 1}]});
            let object = whole.as_object_mut().unwrap();
            object.extend(body.as_object().unwrap().clone());
            assert_eq!(of("review-decided", &whole).as_deref(), Some(sentence));
        }
        for (role, instead_of, sentence) in [
            ("reviewer", "", "Jo signed Q4 as its reviewer"),
            ("import", "", "Jo attested the imported answers to Q4"),
            ("second", "", "Jo signed Q4 as the second signer"),
            (
                "second",
                "Farid Rahimi",
                "Jo signed Q4 as the second signer, instead of Farid \
            Rahimi",
            ),
        ] {
            let body = json!({"name": "Q4", "by": "Jo", "role": role, "instead_of": instead_of});
            assert_eq!(of("review-signed", &body).as_deref(), Some(sentence));
        }
        let over = json!({"name": "Q4", "items": [1, 2], "to": {"name": "Sam"}});
        let sentence = "Handed 2 items of Q4 over to Sam";
        assert_eq!(of("review-handed-over", &over).as_deref(), Some(sentence));
        assert_eq!(of("read-ended", &body), None);
    }
}
