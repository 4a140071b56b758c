//! The little HTML that the page of a pack is made of. What an app or a reviewer wrote is text in it,
//! never markup. Each value of a pack file is in its own element, with its name in `data-f`:
//! `rollcall-verify` compares these with the files.

use crate::case::text;
use jiff::tz::TimeZone;
use rollcall_store::Moment;
use serde::Serialize;
use serde_json::Value;

/// A column: its head, and its share of the width in percent.
pub(super) type Column = (&'static str, u8);

#[derive(Default)]
pub(super) struct Html {
    pub(super) body: String,
    /// The columns of each table as rules of style, which [`crate::case::STYLE`] needs.
    pub(super) columns: String,
}

impl Html {
    /// Markup as it is written here.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.body.push_str(markup);
        self
    }

    /// A value of a file in a separate element.
    pub(super) fn value(&mut self, tag: &str, name: &str, value: &str) -> &mut Self {
        let value = text(value);
        self.raw(&format!("<{tag} data-f=\"{name}\">{value}</{tag}>"))
    }

    /// A line of a cell, left out when it is empty.
    pub(super) fn line(&mut self, name: &str, value: &str) -> &mut Self {
        if value.is_empty() { self } else { self.value("div", name, value) }
    }

    /// A mark beside a name, if it applies.
    pub(super) fn tag(&mut self, name: &str, value: &str) -> &mut Self {
        if value.is_empty() {
            return self;
        }
        let value = text(value);
        self.raw(&format!(" <span class=\"tag\" data-f=\"{name}\">{value}</span>"))
    }

    /// A time in the zone of the page with UTC beneath; a dash for none.
    pub(super) fn time(
        &mut self,
        name: &str,
        at: impl Into<Option<Moment>>,
        zone: &TimeZone,
    ) -> &mut Self {
        match at.into() {
            None => self.raw("<div>–</div>"),
            Some(at) => {
                self.value("div", &format!("{name}.local"), &local(at, zone));
                self.raw(&format!(
                    "<div class=\"small\" data-f=\"{name}\">{}</div>",
                    text(&utc(at))
                ))
            }
        }
    }

    pub(super) fn table(&mut self, id: &str, columns: &[Column]) -> &mut Self {
        let shares: Vec<u8> = columns.iter().map(|(_, share)| *share).collect();
        self.columns(id, &shares).raw("<thead><tr>");
        for (head, _) in columns {
            self.raw(&format!("<th scope=\"col\">{}</th>", text(head)));
        }
        self.raw("</tr></thead><tbody>")
    }

    /// A table whose rows have heads of their own; `shares` are those of its columns.
    pub(super) fn headless_table(&mut self, id: &str, shares: &[u8]) -> &mut Self {
        self.columns(id, shares).raw("<tbody>")
    }

    fn columns(&mut self, id: &str, shares: &[u8]) -> &mut Self {
        let all: Vec<String> = shares.iter().map(|share| format!("{share}%")).collect();
        self.columns.push_str(&format!("#{id}{{--columns:{}}}", all.join(" ")));
        self.raw(&format!("<table id=\"{id}\"><colgroup>"));
        for share in all {
            self.raw(&format!("<col width=\"{share}\">"));
        }
        self.raw("</colgroup>")
    }

    pub(super) fn end_table(&mut self) -> &mut Self {
        self.raw("</tbody></table>")
    }

    pub(super) fn heading(&mut self, words: &str) -> &mut Self {
        self.raw(&format!("<h2>{}</h2>", text(words)))
    }
}

/// "2026-11-29 12:00:05 +13:00"
fn local(at: Moment, zone: &TimeZone) -> String {
    at.timestamp().to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z").to_string()
}

/// "2026-11-28 23:00:05.123 UTC", from "2026-11-28T23:00:05.123Z".
fn utc(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string()
}

/// A choice as the files have it.
pub(super) fn word(choice: &impl Serialize) -> String {
    let word = serde_json::to_value(choice).ok();
    word.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}
