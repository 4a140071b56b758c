//! Entries about connections and their settings.

use super::*;
use crate::record::parts::Protection;
use crate::view::ProtectedAs;
use rollcall_store::{AccountId, ConnectionId, GroupId};

fn changed(what: ConnectionField, before: Option<&str>, after: Option<&str>) -> RecordEvent {
    RecordEvent::ConnectionChanged {
        connection: ConnectionId::from("c1"),
        name: text("Shop"),
        what,
        before: before.map(text),
        after: after.map(text),
    }
}

fn set(setting: Setting) -> RecordEvent {
    RecordEvent::SettingChanged {
        connection: ConnectionId::from("c1"),
        name: text("Shop"),
        setting,
    }
}

pub(super) fn connections() -> Vec<Line> {
    let (connection, name) = (text("c1"), text("Shop"));
    let (provider, address) = (text("zapier"), text("https://shop.example"));
    let account = text("u1");
    vec![
        line(
            RecordEvent::ConnectionMade {
                connection: ConnectionId::from(connection.clone()),
                name: name.clone(),
                provider: provider.clone(),
                address: address.clone(),
            },
            "connection-made",
            r#"{"address":"https://shop.example","connection":"c1","name":"Shop","provider":"zapier"}"#,
            "Connected Shop at https://shop.example",
        ),
        line(
            RecordEvent::ConnectionRemoved {
                connection: ConnectionId::from(connection.clone()),
                name: name.clone(),
                provider,
                address,
            },
            "connection-removed",
            r#"{"address":"https://shop.example","connection":"c1","name":"Shop","provider":"zapier"}"#,
            "Removed the connection Shop",
        ),
        line(
            changed(ConnectionField::Name, Some("Store"), Some("Shop")),
            "connection-changed",
            r#"{"after":"Shop","before":"Store","connection":"c1","name":"Shop","what":"name"}"#,
            "Changed the name of Shop from Store to Shop",
        ),
        line(
            changed(ConnectionField::SeatPrice, None, Some("12.00 EUR")),
            "connection-changed",
            r#"{"after":"12.00 EUR","before":null,"connection":"c1","name":"Shop","what":"seat price"}"#,
            "Changed the seat price of Shop from none to 12.00 EUR",
        ),
        line(
            changed(ConnectionField::Address, Some("https://a.example"), Some("https://b.example")),
            "connection-changed",
            r#"{"after":"https://b.example","before":"https://a.example","connection":"c1","name":"Shop","what":"address"}"#,
            "Changed the address of Shop from https://a.example to https://b.example",
        ),
        line(
            RecordEvent::TokenReplaced {
                connection: ConnectionId::from(connection.clone()),
                name: name.clone(),
            },
            "token-replaced",
            r#"{"connection":"c1","name":"Shop"}"#,
            "Replaced the token of Shop",
        ),
        line(
            RecordEvent::TokenSwept {
                connection: ConnectionId::from(connection),
                what: text("the former token of Shop"),
            },
            "token-swept",
            r#"{"connection":"c1","what":"the former token of Shop"}"#,
            "Deleted the former token of Shop from the keychain",
        ),
        line(
            set(Setting::Guard { before: 5, after: Some(9) }),
            "setting-changed",
            r#"{"after":9,"before":5,"connection":"c1","name":"Shop","setting":"guard"}"#,
            "Changed how many accounts in Shop may lose access in one plan from 5 to 9",
        ),
        line(
            set(Setting::Guard { before: 9, after: None }),
            "setting-changed",
            r#"{"after":null,"before":9,"connection":"c1","name":"Shop","setting":"guard"}"#,
            "Changed how many accounts in Shop may lose access in one plan from 9 to the default",
        ),
        line(
            set(Setting::Protected(Protection::Set {
                account: AccountId::from(account.clone()),
                kind: ProtectedAs::BreakGlass,
            })),
            "setting-changed",
            r#"{"account":"u1","as":"break-glass","connection":"c1","name":"Shop","setting":"protected"}"#,
            "Protected u1 in Shop as break glass",
        ),
        line(
            set(Setting::Protected(Protection::Lifted {
                account: AccountId::from(account),
                was: Some(ProtectedAs::LastAdmin),
                lifted: text("Left."),
            })),
            "setting-changed",
            r#"{"account":"u1","connection":"c1","lifted":"Left.","name":"Shop","setting":"protected","was":"last-admin"}"#,
            "Lifted the protection of u1 in Shop: Left.",
        ),
        line(
            set(Setting::HoldingGroup { before: None, after: Some(GroupId::from("g1")) }),
            "setting-changed",
            r#"{"after":"g1","before":null,"connection":"c1","name":"Shop","setting":"holding-group"}"#,
            "Changed the setting holding-group of Shop",
        ),
    ]
}
