//! Whether to try again, decided from what happened. Pure.

use std::time::Duration;

use crate::failure::{FailureKind, Reached};
use crate::limit::Limit;
use crate::options::RetryLimits;

/// What may be risked by sending twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Asking changes nothing. Server errors are tried at most this often in all.
    Read { server_errors: u32 },
    /// Sending twice may do twice.
    Write,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    GiveUp,
    /// The server asked to wait, perhaps without saying how long.
    Pause(Limit),
    BackOff,
}

/// Reads are tried again after anything that may pass. Writes only when it is certain that nothing
/// was done: the answer is a limit, or the server has not seen or not processed the request.
pub(crate) fn decide(
    purpose: Purpose,
    kind: &FailureKind,
    reached: Reached,
    limit: Option<Limit>,
    attempt: u32,
) -> Next {
    let read = matches!(purpose, Purpose::Read { .. });
    let few = |limit: u32| if read && attempt < limit { Next::BackOff } else { Next::GiveUp };
    match kind {
        FailureKind::Status(error) => match (limit, error.status, purpose) {
            (Some(limit), ..) => Next::Pause(limit),
            (None, Some(408 | 500 | 502..=504), Purpose::Read { server_errors }) => {
                few(server_errors)
            }
            _ => Next::GiveUp,
        },
        FailureKind::CannotConnect(_) | FailureKind::Cut(_) if reached == Reached::NotSent => {
            Next::BackOff
        }
        FailureKind::TimedOut(_) if reached == Reached::NotSent && !read => Next::BackOff,
        // A server that does not answer costs a full time limit each time: one more try, not five.
        FailureKind::TimedOut(_) => few(2),
        FailureKind::Cut(_) if read => Next::BackOff,
        _ => Next::GiveUp,
    }
}

/// The pause before the next attempt: doubling from `first` to `cap`, of which at least half is
/// waited and the rest is left to `chance` (0 to 1), so that clients do not march in step.
pub(crate) fn back_off(limits: &RetryLimits, attempt: u32, chance: f64) -> Duration {
    let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
    let full = limits.first.saturating_mul(factor).min(limits.cap);
    full.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
}

/// The pause at the `number`th limit in a row: as long as the server asks, and never shorter than a
/// growing one. A server that says 0 again and again is not asked in a circle.
pub(crate) fn pause(
    limits: &RetryLimits,
    number: u32,
    asked: Option<Duration>,
    chance: f64,
) -> Duration {
    back_off(limits, number, chance).max(asked.unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ScimError;
    use proptest::prelude::*;

    const READ: Purpose = Purpose::Read { server_errors: 5 };

    fn status(status: u16) -> FailureKind {
        FailureKind::Status(ScimError { status: Some(status), ..ScimError::default() })
    }

    #[test]
    fn a_write_is_only_sent_again_when_nothing_can_have_been_done() {
        let limit = Limit { wait: Some(Duration::from_secs(1)), slow_down: true };
        let write = |kind, reached, limit| decide(Purpose::Write, &kind, reached, limit, 1);
        let (unsent, maybe, answered) = (Reached::NotSent, Reached::MaybeSent, Reached::Answered);
        for code in [403, 429, 503] {
            assert_eq!(write(status(code), answered, Some(limit)), Next::Pause(limit), "{code}");
        }
        assert_eq!(write(FailureKind::Cut(String::new()), unsent, None), Next::BackOff);
        assert_eq!(write(FailureKind::CannotConnect(String::new()), unsent, None), Next::BackOff);
        assert_eq!(write(FailureKind::TimedOut("connecting"), unsent, None), Next::BackOff);
        for code in [400, 401, 403, 404, 409, 500, 502, 503, 504] {
            assert_eq!(write(status(code), answered, None), Next::GiveUp, "{code}");
        }
        assert_eq!(write(FailureKind::Cut(String::new()), maybe, None), Next::GiveUp);
        assert_eq!(write(FailureKind::TimedOut("waiting"), maybe, None), Next::GiveUp);
    }

    #[test]
    fn a_read_is_tried_again_after_what_may_pass() {
        let read = |kind, attempt| decide(READ, &kind, Reached::MaybeSent, None, attempt);
        for code in [500, 502, 503, 504] {
            assert_eq!(read(status(code), 1), Next::BackOff, "{code}");
            assert_eq!(read(status(code), 5), Next::GiveUp, "{code}");
        }
        for code in [400, 401, 403, 404, 501] {
            assert_eq!(read(status(code), 1), Next::GiveUp, "{code}");
        }
        assert_eq!(read(FailureKind::Cut(String::new()), 4), Next::BackOff);
        assert_eq!(read(FailureKind::TimedOut("waiting"), 1), Next::BackOff);
        assert_eq!(read(FailureKind::TimedOut("waiting"), 2), Next::GiveUp);
        for kind in [
            FailureKind::NameNotResolved,
            FailureKind::TlsNotTrusted(String::new()),
            FailureKind::BodyTooLarge { limit: 1 },
            FailureKind::UnpackedTooLarge { limit: 1 },
            FailureKind::RedirectRefused { to: String::new() },
            FailureKind::Cancelled,
        ] {
            assert_eq!(read(kind.clone(), 1), Next::GiveUp, "{kind:?}");
        }
    }

    #[test]
    fn zero_waits_grow_until_they_outlast_a_window_of_some_seconds() {
        let limits = RetryLimits::default();
        for chance in [0.0, 0.5, 1.0] {
            let waits: Vec<Duration> = (1..=6)
                .map(|number| pause(&limits, number, Some(Duration::ZERO), chance))
                .collect();
            assert!(waits.is_sorted() && waits[0] >= limits.first / 2, "{waits:?}");
            let total: Duration = waits.iter().sum();
            assert!(total > Duration::from_secs(10) && total < limits.longest_wait, "{total:?}");
        }
        let asked = Duration::from_secs(70);
        assert_eq!(pause(&limits, 1, Some(asked), 1.0), asked);
    }

    proptest! {
        #[test]
        fn a_back_off_is_bounded(attempt: u32, chance in 0.0..1.0_f64) {
            let limits = RetryLimits::default();
            let wait = back_off(&limits, attempt, chance);
            prop_assert!(wait >= limits.first / 2 && wait <= limits.cap);
        }
    }
}
