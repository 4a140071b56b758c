//! Entries about the comparison with the HR list.

use super::*;
use rollcall_store::ConnectionId;

pub(super) fn reconcile() -> Vec<Line> {
    let rules = |file: Option<&str>, contents: &str| RecordEvent::RulesChanged {
        connection: ConnectionId::from("c1"),
        name: text("Shop"),
        file: file.map(text),
        sha256: text("ab"),
        text: text(contents),
    };
    let rows = vec![(text("account:1"), text("title")), (text("account:2"), text("title"))];
    vec![
        line(
            rules(Some("shop.toml"), "connection = 'Shop'"),
            "rules-changed",
            r#"{"connection":"c1","file":"shop.toml","name":"Shop","sha256":"ab","text":"connection = 'Shop'"}"#,
            "Shop is compared with the HR list by the rules in shop.toml",
        ),
        line(
            rules(None, ""),
            "rules-changed",
            r#"{"connection":"c1","file":null,"name":"Shop","sha256":"ab","text":""}"#,
            "Shop is compared with the HR list without a file of rules",
        ),
        line(
            RecordEvent::DifferencesIgnored {
                bucket: ReconcileBucket::Differs,
                rows: rows.clone(),
                until: text("2026-12-31"),
                reason: text("New titles from January"),
                by: text("ann"),
            },
            "differences-ignored",
            r#"{"bucket":"differs","by":"ann","reason":"New titles from January","rows":[["account:1","title"],["account:2","title"]],"until":"2026-12-31"}"#,
            "Ignored until 2026-12-31: 2 rows of “Profile differs”. New titles from January",
        ),
        line(
            RecordEvent::DifferencesShown { rows: rows[..1].to_vec(), by: text("ann") },
            "differences-shown",
            r#"{"by":"ann","rows":[["account:1","title"]]}"#,
            "Stopped ignoring 1 row of the HR comparison",
        ),
    ]
}
