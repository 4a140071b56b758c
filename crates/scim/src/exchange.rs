//! What went over the wire, for showing behind an error: without the token, and cut short.

use serde::{Deserialize, Serialize};

use crate::request::Method;

/// The longest answer text that is kept, in bytes.
pub const ANSWER_SHOWN: usize = 4 * 1024;
/// The longest request body that is kept, in bytes.
pub const BODY_SHOWN: usize = 16 * 1024;

/// One request and what came of it. Holds no token, also when the server sent it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The method of the request.
    pub method: Method,
    /// Encoded, as sent.
    pub url_path_and_query: String,
    /// Host and, unless it is the usual one, port.
    pub host: String,
    /// The start of the request's JSON, at most 16 KiB; `None` for a request without a body.
    pub request_body: Option<String>,
    /// `None` when no answer began.
    pub status: Option<u16>,
    /// The answer's `Content-Type`.
    pub content_type: Option<String>,
    /// The start of the answer, at most 4 KiB.
    pub answer: Option<String>,
    /// Time of the last attempt.
    pub took_ms: u64,
    /// How often the request was tried.
    pub attempts: u32,
    /// When the last attempt ended, RFC 3339 in UTC.
    pub at: String,
}

impl Exchange {
    /// The exchange as text that can be copied into a ticket.
    pub fn as_text(&self) -> String {
        let mut text = format!(
            "{} {}\nHost: {}\nAuthorization: Bearer {}\n",
            self.method,
            self.url_path_and_query,
            self.host,
            crate::scrub::LEFT_OUT
        );
        if let Some(body) = &self.request_body {
            text.push('\n');
            text.push_str(body);
            text.push('\n');
        }
        text.push('\n');
        match self.status {
            Some(status) => text.push_str(&format!("HTTP {status}")),
            None => text.push_str("No answer"),
        }
        let tries = match self.attempts {
            0 => "not sent".to_owned(),
            1 => "first attempt".to_owned(),
            more => format!("attempt {more}"),
        };
        text.push_str(&format!(" after {} ms, {tries}, {}\n", self.took_ms, self.at));
        if let Some(content_type) = &self.content_type {
            text.push_str(&format!("Content-Type: {content_type}\n"));
        }
        if let Some(answer) = self.answer.as_deref().filter(|answer| !answer.is_empty()) {
            text.push('\n');
            text.push_str(answer);
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_shows_both_sides_and_no_token() {
        let exchange = Exchange {
            method: Method::Patch,
            url_path_and_query: "/scim/v2/Users/7".to_owned(),
            host: "example.org".to_owned(),
            request_body: Some("{\"Operations\":[]}".to_owned()),
            status: Some(403),
            content_type: Some("application/scim+json".to_owned()),
            answer: Some("{\"detail\":\"no\"}".to_owned()),
            took_ms: 12,
            attempts: 2,
            at: "2026-11-22T10:00:00Z".to_owned(),
        };
        assert_eq!(
            exchange.as_text(),
            "PATCH /scim/v2/Users/7\nHost: example.org\nAuthorization: Bearer (token left out)\n\n\
             {\"Operations\":[]}\n\nHTTP 403 after 12 ms, attempt 2, 2026-11-22T10:00:00Z\n\
             Content-Type: application/scim+json\n\n{\"detail\":\"no\"}\n"
        );
    }
}
