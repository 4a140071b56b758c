//! The page of a packet: all of it is there as text and as a form, so that it can be read and
//! printed without scripts, and a browser keeps what was filled in. Pure.

use crate::case::text;
use crate::core::clock::in_zone_and_utc;
use serde_json::Value;
use std::fmt::Write as _;

const PAGE: &str = include_str!("packet.html");

fn of<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn rows<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is(row: &Value, key: &str) -> bool {
    row.get(key) == Some(&Value::Bool(true))
}

/// `data` is what the packet's hash is over, as `canonical` text.
pub(super) fn page(data: &Value, canonical: &str, sha256: &str) -> String {
    let (review, reviewer) = (&data["review"], &data["reviewer"]);
    let items = rows(data, "items");
    let by_membership = of(data, "granularity") == "membership";
    let what = match (by_membership, items.len()) {
        (true, 1) => "item",
        (true, _) => "items",
        (false, 1) => "account",
        (false, _) => "accounts",
    };
    let (name, who) = (of(review, "name"), of(reviewer, "name"));
    let ask = match by_membership {
        true => {
            "For each group, decide whether the person still belongs in it. For each account, \
            decide whether the person still needs it."
        }
        false => "For each account, decide whether the person still needs it.",
    };
    let due = match of(data, "due") {
        "" => String::new(),
        due => format!(" Please answer by the end of {due} ({}).", of(data, "zone")),
    };
    let frozen_at = match of(data, "frozen_at").parse() {
        Ok(at) => in_zone_and_utc(at, of(data, "zone")),
        Err(_) => String::new(),
    };
    let lead = format!(
        "Why you: {}. {ask} The list was frozen at {}.{due} This page works offline and sends \
        nothing. “Save answers” saves your decisions as a file.",
        of(reviewer, "why"),
        frozen_at,
    );
    let blind = rows(data, "blind_spots");
    let blind = match blind.is_empty() {
        true => "No known limits.".to_owned(),
        false => blind.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
    };
    let made = format!("Access review, created with Rollcall by {}", of(data, "by"));
    filled(&[
        ("TITLE", text(&format!("{name}: {who}"))),
        ("MADE", text(&made)),
        ("HEADING", text(&format!("{name}: {} {what} for you to decide, {who}", items.len()))),
        ("LEAD", text(&lead)),
        ("SEND", text(of(data, "send"))),
        ("ROWS", items.iter().map(|item| row(item, by_membership)).collect()),
        ("BLIND", text(&blind)),
        ("POPULATION", text(of(data, "population_sha256"))),
        ("HASH", text(sha256)),
        // Text that would end the script it is in cannot: `<` is written as JSON writes it.
        ("DATA", canonical.replace('<', "\\u003c")),
    ])
}

/// The page with its places filled; what is filled in is not looked at again.
fn filled(values: &[(&str, String)]) -> String {
    let mut page = String::with_capacity(PAGE.len() * 2);
    for (number, part) in PAGE.split("__").enumerate() {
        match values.iter().find(|(name, _)| number % 2 == 1 && *name == part) {
            Some((_, value)) => page.push_str(value),
            None => page.push_str(part),
        }
    }
    page
}

fn row(item: &Value, by_membership: bool) -> String {
    let number = item.get("item").and_then(Value::as_u64).unwrap_or(0);
    let (name, user_name, email) = (of(item, "name"), of(item, "user_name"), of(item, "email"));
    let group = item.get("group").filter(|group| !group.is_null());
    let place = match group {
        Some(group) => format!("{}, {}", of(group, "name"), of(item, "app")),
        None => of(item, "app").to_owned(),
    };
    let groups = match (by_membership, group) {
        (true, None) => "the account itself".to_owned(),
        _ => rows(item, "groups")
            .iter()
            .map(|group| of(group, "name"))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let mut out = String::new();
    // Writing to a string does not fail.
    let _ = write!(out, "<tr id=\"row-{number}\" data-item=\"{number}\"><td>{}", text(name));
    let role = of(item, "role");
    for (tag, there) in [(role, is(item, "privileged")), ("inactive", !is(item, "active"))] {
        if there {
            let _ = write!(out, " <span class=\"tag\">{}</span>", text(tag));
        }
    }
    let address = if email == user_name || email.is_empty() {
        user_name.to_owned()
    } else {
        format!("{user_name}, {email}")
    };
    for line in [address.as_str(), of(item, "title")] {
        let _ = write!(out, "<div class=\"small\">{}</div>", text(line));
    }
    let _ = write!(
        out,
        "</td><td><b>{}</b><div>{}</div></td><td>{}<div class=\"small\">{}</div></td><td><fieldset><legend class=\"small\"></legend>",
        text(of(item, "app")),
        text(if groups.is_empty() { "no group" } else { &groups }),
        text(of(item, "list")),
        text(of(item, "since_last")),
    );
    // Groups of such a list are separate rows: nothing about them is changed.
    let decisions: &[(&str, &str)] = match by_membership {
        true => &[("keep", "Keep"), ("revoke", "Revoke")],
        false => &[("keep", "Keep"), ("change", "Change"), ("revoke", "Revoke")],
    };
    for (decision, words) in decisions {
        let label = text(&format!("{decision} {name} in {place}"));
        let _ = write!(
            out,
            "<label><input type=\"radio\" name=\"item-{number}\" value=\"{decision}\" aria-label=\"{label}\">{words}</label>"
        );
    }
    out.push_str("</fieldset>");
    if !by_membership {
        let all = rows(item, "groups");
        let words = if all.is_empty() { "It is in no group." } else { "Groups to drop" };
        let _ = write!(out, "<div class=\"drop\"><div class=\"small\">{words}</div>");
        for (place, group) in (1..).zip(all) {
            let _ = write!(
                out,
                "<label><input type=\"checkbox\" name=\"drop-{number}-{place}\" value=\"{}\">{}</label>",
                text(of(group, "id")),
                text(of(group, "name"))
            );
        }
        out.push_str("</div>");
    }
    let needed = match (is(item, "reason_to_keep"), by_membership) {
        (true, _) => "needed",
        (false, true) => "needed to revoke",
        (false, false) => "needed to change or revoke",
    };
    let _ = write!(
        out,
        "</td><td><textarea rows=\"2\" name=\"reason-{number}\" aria-label=\"{}\" placeholder=\"{needed}\"></textarea><div class=\"printed\"></div></td></tr>",
        text(&format!("Reason for {name} in {place}")),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_place_of_the_page_is_filled_and_text_stays_text() {
        let data = json!({
            "review": {"id": "r", "name": "Q4 __DATA__"}, "population_sha256": "ab", "send": "Send it to __HASH__.",
            "reviewer": {"number": 1, "name": "<b>Jo</b>", "why": "named"}, "by": "priya",
            "due": "2026-12-05", "zone": "Pacific/Auckland", "frozen_at": "2026-11-29", "granularity": "account",
            "blind_spots": [], "items": [{
                "item": 7, "name": "</script><i>", "user_name": "jo", "email": "", "app": "Notion",
                "active": false, "privileged": true, "role": "admin", "groups": [{"id": "\"g", "name": "Wiki"}],
                "group": null, "list": "Employed", "since_last": "no change", "reason_to_keep": true,
            }],
        });
        let text = data.to_string();
        let page = page(&data, &text, "cafe");
        assert!(page.contains("Q4 __DATA__: 1 account for you to decide, &lt;b&gt;Jo&lt;/b&gt;"));
        assert!(page.contains("Send it to __HASH__."));
        assert!(page.contains("const packet = \"cafe\";"));
        assert!(page.contains("Please answer by the end of 2026-12-05 (Pacific/Auckland)."));
        assert!(page.contains("value=\"&quot;g\"") && !page.contains("</script><i>"));
        for place in ["TITLE", "MADE", "HEADING", "LEAD", "SEND", "ROWS", "BLIND", "POPULATION"] {
            assert!(!page.contains(&format!("__{place}__")), "{place}");
        }
        assert!(page.contains("<span class=\"tag\">admin</span>") && page.contains("inactive"));
    }
}
