//! Whether to try again, decided from what happened. Pure.

use std::time::Duration;

use crate::failure::{FailureKind, Reached};
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
    Pause {
        wait: Option<Duration>,
        slow_down: bool,
    },
    BackOff,
}

/// Reads are tried again after anything that may pass. Writes only when the answer proves that
/// nothing was done (429, 503 with Retry-After) or the connection was never opened.
pub(crate) fn decide(
    purpose: Purpose,
    kind: &FailureKind,
    reached: Reached,
    retry_after: Option<Duration>,
    attempt: u32,
) -> Next {
    let read = matches!(purpose, Purpose::Read { .. });
    let few = |limit: u32| if read && attempt < limit { Next::BackOff } else { Next::GiveUp };
    match kind {
        FailureKind::Status(error) => match (error.status, retry_after) {
            (Some(429), wait) => Next::Pause { wait, slow_down: true },
            (Some(503), Some(wait)) => Next::Pause { wait: Some(wait), slow_down: false },
            (Some(408 | 500 | 502 | 503 | 504), _) => match purpose {
                Purpose::Read { server_errors } => few(server_errors),
                Purpose::Write => Next::GiveUp,
            },
            _ => Next::GiveUp,
        },
        FailureKind::CannotConnect(_) if reached == Reached::NotSent => Next::BackOff,
        FailureKind::TimedOut(_) if reached == Reached::NotSent && !read => Next::BackOff,
        // A server that answers nothing costs a whole time limit each time: once more, not five.
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
        let wait = Some(Duration::from_secs(1));
        let write = |kind, reached, after| decide(Purpose::Write, &kind, reached, after, 1);
        let (unsent, maybe, answered) = (Reached::NotSent, Reached::MaybeSent, Reached::Answered);
        assert_eq!(write(status(429), answered, None), Next::Pause { wait: None, slow_down: true });
        assert_eq!(write(status(503), answered, wait), Next::Pause { wait, slow_down: false });
        assert_eq!(write(FailureKind::CannotConnect(String::new()), unsent, None), Next::BackOff);
        assert_eq!(write(FailureKind::TimedOut("connecting"), unsent, None), Next::BackOff);
        assert_eq!(write(status(503), answered, None), Next::GiveUp);
        for code in [400, 401, 403, 404, 409, 500, 502, 504] {
            assert_eq!(write(status(code), answered, wait), Next::GiveUp, "{code}");
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

    proptest! {
        #[test]
        fn a_back_off_is_bounded(attempt: u32, chance in 0.0..1.0_f64) {
            let limits = RetryLimits::default();
            let wait = back_off(&limits, attempt, chance);
            prop_assert!(wait >= limits.first / 2 && wait <= limits.cap);
        }
    }
}
