//! How a list is asked for.

use serde::{Deserialize, Serialize};

use crate::rate::MOST_AT_ONCE;

/// What to list and what the server is known to bear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRules {
    /// `Users` or `Groups`.
    pub resource: String,
    /// Rows a page to ask for; `None` leaves it to the server. Either way the pages are followed
    /// by what they really hold.
    pub count: Option<u32>,
    /// How further pages are requested.
    pub paging: Paging,
    /// Parameters to repeat on every page.
    pub query: Vec<(String, String)>,
    /// A filter; rows that do not match it are dropped when it is an equality.
    pub filter: Option<String>,
    /// `sortBy` (RFC 7644 §3.4.2.3); `None` does not send it.
    pub sort_by: Option<String>,
    /// At most this many passes when ids repeat or totals are missed.
    pub passes: u32,
    /// Test a total that is met, with a page further and with `count=1`: one or two requests more.
    /// Lists with a filter never do.
    pub test_total: bool,
    /// Pages under way at the same time, at most; 1 asks for them one after the other.
    pub pages_at_once: usize,
}

/// How pages follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// `startIndex`, counted from 1 (RFC 7644 §3.4.2.4).
    Index,
    /// `cursor` and `nextCursor` (RFC 9865).
    Cursor,
    /// By index, and by cursor as soon as the server hands one out or refuses an index.
    #[default]
    Auto,
}

impl ListRules {
    /// A hundred rows a page with any kind of paging, up to three passes.
    pub fn new(resource: impl Into<String>) -> Self {
        Self {
            resource: resource.into(),
            count: Some(100),
            paging: Paging::Auto,
            query: Vec::new(),
            filter: None,
            sort_by: None,
            passes: 3,
            test_total: true,
            pages_at_once: MOST_AT_ONCE,
        }
    }
}
