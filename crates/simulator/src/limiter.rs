//! How many requests an app takes before it says 429 (RFC 6585 §4).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::plays::{Counted, Limit, Plays, RetryAfterForm};
use crate::reply::{Refusal, Reply};

#[derive(Debug, Default)]
pub(crate) struct Limiter {
    taken: VecDeque<Instant>,
    closed_until: Option<Instant>,
}

impl Limiter {
    /// Takes the request or refuses it.
    pub(crate) fn admit(&mut self, limit: &Limit, is_write: bool, now: Instant) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        if limit.counts == Counted::Writes && !is_write {
            return true;
        }
        let window = Duration::from_secs_f64(limit.window_seconds);
        while self.taken.front().is_some_and(|taken| now.duration_since(*taken) >= window) {
            self.taken.pop_front();
        }
        if self.taken.len() < limit.requests as usize {
            self.taken.push_back(now);
            return true;
        }
        if limit.penalty_seconds > 0.0 {
            self.closed_until = Some(now + Duration::from_secs_f64(limit.penalty_seconds));
        }
        false
    }
}

pub(crate) fn refusal(plays: &Plays, limit: &Limit, now: jiff::Timestamp) -> Reply {
    let form = match limit.retry_after {
        RetryAfterForm::Seconds => RetryAfter::Seconds(limit.wait_seconds),
        RetryAfterForm::Suffixed => RetryAfter::Suffixed(format!("{}s", limit.wait_seconds)),
        RetryAfterForm::Date => RetryAfter::Date(limit.wait_seconds),
        RetryAfterForm::None => RetryAfter::None,
    };
    slow_down(plays, &form, now)
}

/// What a 429 says about when to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    None,
    /// `Retry-After: 13`
    Seconds(u32),
    /// `Retry-After: 13s`, `2m`, `500ms`: not in RFC 9110, yet sent.
    Suffixed(String),
    /// An HTTP date so many seconds from now.
    Date(u32),
}

impl RetryAfter {
    fn header(&self, now: jiff::Timestamp) -> Option<String> {
        match self {
            Self::None => None,
            Self::Seconds(seconds) => Some(seconds.to_string()),
            Self::Suffixed(text) => Some(text.clone()),
            Self::Date(seconds) => {
                let then = now + Duration::from_secs(u64::from(*seconds));
                Some(then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
            }
        }
    }
}

pub(crate) fn slow_down(plays: &Plays, form: &RetryAfter, now: jiff::Timestamp) -> Reply {
    let reply = Refusal::new(429, "too many requests").reply(plays);
    match form.header(now) {
        Some(value) => reply.with("retry-after", value),
        None => reply,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(penalty_seconds: f64) -> Limit {
        Limit {
            requests: 2,
            window_seconds: 1.0,
            counts: Counted::Writes,
            retry_after: RetryAfterForm::Date,
            wait_seconds: 5,
            penalty_seconds,
        }
    }

    #[test]
    fn the_window_slides_and_only_what_counts_is_counted() {
        let (limit, mut limiter, start) = (limit(0.0), Limiter::default(), Instant::now());
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        assert!((0..9).all(|_| limiter.admit(&limit, false, at(0))));
        assert!(limiter.admit(&limit, true, at(0)));
        assert!(limiter.admit(&limit, true, at(600)));
        assert!(!limiter.admit(&limit, true, at(900)));
        assert!(limiter.admit(&limit, true, at(1000)));
        assert!(!limiter.admit(&limit, true, at(1100)));
    }

    #[test]
    fn a_penalty_closes_the_door_for_everything() {
        let (limit, mut limiter, start) = (limit(30.0), Limiter::default(), Instant::now());
        let admitted = (0..3).map(|_| limiter.admit(&limit, true, start)).collect::<Vec<_>>();
        assert_eq!(admitted, [true, true, false]);
        assert!(!limiter.admit(&limit, false, start + Duration::from_secs(29)));
        assert!(limiter.admit(&limit, false, start + Duration::from_secs(30)));
    }

    #[test]
    fn every_form_of_retry_after_is_written_as_named() {
        let now = jiff::Timestamp::from_second(784_111_777).unwrap();
        let form = |form: RetryAfter| form.header(now);
        assert_eq!(form(RetryAfter::None), None);
        assert_eq!(form(RetryAfter::Seconds(13)).as_deref(), Some("13"));
        assert_eq!(form(RetryAfter::Suffixed("13s".into())).as_deref(), Some("13s"));
        assert_eq!(form(RetryAfter::Date(0)).as_deref(), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    }
}
