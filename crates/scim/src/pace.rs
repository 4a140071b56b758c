//! The pace of one connection: a token bucket, a limit on requests in flight, a pause when the
//! server asks for one, and a rate that halves at each 429 and grows back with each answer.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// What a server bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceLimits {
    /// Requests a second over time; zero or less means no limit.
    pub per_second: f64,
    /// Requests that may go out at once after a quiet time.
    pub burst: u32,
    /// Requests under way at the same time.
    pub in_flight: usize,
}

impl Default for PaceLimits {
    /// Ten a second, five in flight: bearable for a server about which nothing is known.
    fn default() -> Self {
        Self { per_second: 10.0, burst: 10, in_flight: 5 }
    }
}

/// Why a connection is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// The server answered 429 or 503 and asked to be left alone.
    AskedToWait,
    /// A request failed and is tried again in a while.
    BackingOff,
}

impl WaitReason {
    /// The reason in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AskedToWait => "the server asked to wait",
            Self::BackingOff => "trying again after an error",
        }
    }
}

impl std::fmt::Display for WaitReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A connection that is paused for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// When requests go out again, by this computer's clock.
    pub until: jiff::Timestamp,
    /// What it waits for.
    pub why: WaitReason,
}

/// The leave to send one request; gives its place back when dropped.
#[derive(Debug)]
pub struct Leave {
    _slot: OwnedSemaphorePermit,
}

/// Waiting was given up because the work was canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitCancelled;

/// A shared, adaptive pace.
#[derive(Debug)]
pub struct Pace {
    limits: PaceLimits,
    slots: Arc<Semaphore>,
    state: Mutex<State>,
    slowed_down: AtomicU32,
}

#[derive(Debug)]
struct State {
    tokens: f64,
    refilled: Instant,
    /// Tokens a second now; between a fiftieth of the limit and the limit.
    rate: f64,
    paused_until: Option<Instant>,
    halved: Option<Instant>,
    waiting: Option<(Instant, WaitReason)>,
    /// The server asked to wait for longer than a request may: nothing is sent before the first
    /// moment, and the second is the end that it named.
    refusing: Option<(Instant, Option<jiff::Timestamp>)>,
}

/// While the server asks for a wait that is too long, one request looks again this often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

impl Pace {
    /// A pace that starts with a full bucket.
    pub fn new(limits: PaceLimits) -> Self {
        let limited = limits.per_second.is_finite() && limits.per_second > 0.0;
        let rate = if limited { limits.per_second } else { f64::INFINITY };
        let limits = PaceLimits { per_second: rate, burst: limits.burst.max(1), ..limits };
        let state = State {
            tokens: f64::from(limits.burst),
            refilled: Instant::now(),
            rate,
            paused_until: None,
            halved: None,
            waiting: None,
            refusing: None,
        };
        Self {
            limits,
            slots: Arc::new(Semaphore::new(limits.in_flight.clamp(1, Semaphore::MAX_PERMITS))),
            state: Mutex::new(state),
            slowed_down: AtomicU32::new(0),
        }
    }

    /// Waits for a free place, the end of a pause and a token.
    pub async fn leave(&self, cancel: &CancellationToken) -> Result<Leave, WaitCancelled> {
        let slot = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(WaitCancelled),
            slot = Arc::clone(&self.slots).acquire_owned() => slot.map_err(|_| WaitCancelled)?,
        };
        while let Some(wait) = self.take(Instant::now()) {
            self.rest(wait, cancel).await?;
        }
        Ok(Leave { _slot: slot })
    }

    /// Pauses for `wait` because the server asked for it, and slows down if it was a 429.
    pub fn asked_to_wait(&self, wait: Duration, slow_down: bool) {
        let now = Instant::now();
        // A waiting time beyond what the clock can hold is refused by the caller's limit anyway.
        let until = now.checked_add(wait).unwrap_or(now);
        let mut state = self.lock();
        if state.paused_until.is_none_or(|known| known < until) {
            state.paused_until = Some(until);
            state.waiting = Some((until, WaitReason::AskedToWait));
        }
        if slow_down {
            self.slowed_down.fetch_add(1, Ordering::Relaxed);
            // Requests that were in flight together count as one complaint.
            let together =
                state.halved.is_some_and(|at| now.duration_since(at) < Duration::from_secs(1));
            if !together && state.rate.is_finite() {
                state.rate = (state.rate / 2.0).max(self.limits.per_second / 50.0);
                state.halved = Some(now);
                state.tokens = state.tokens.min(1.0);
            }
        }
    }

    /// Notes a wait that is longer than a request may wait, and the end that the server named:
    /// further requests fail here instead of being sent in vain.
    pub fn refuse(&self, wait: Duration, until: Option<jiff::Timestamp>, slow_down: bool) {
        if slow_down {
            self.slowed_down.fetch_add(1, Ordering::Relaxed);
        }
        let now = Instant::now();
        self.lock().refusing = Some((now + wait.min(LOOK_AGAIN), until));
    }

    /// Whether a wait that is too long is under way, and its end where the server named one.
    pub fn refusing(&self) -> Option<Option<jiff::Timestamp>> {
        let (look_again, until) = self.lock().refusing?;
        (Instant::now() < look_again).then_some(until)
    }

    /// Notes that one request backs off, for [`Pace::waiting`].
    pub fn backing_off(&self, wait: Duration) {
        let now = Instant::now();
        let until = now.checked_add(wait).unwrap_or(now);
        let mut state = self.lock();
        if state.waiting.is_none_or(|(known, _)| known < until) {
            state.waiting = Some((until, WaitReason::BackingOff));
        }
    }

    /// Speeds up a little: a twentieth of the limit for each answer.
    pub fn answered(&self) {
        let mut state = self.lock();
        if state.rate < self.limits.per_second {
            let step = self.limits.per_second / 20.0;
            state.rate = (state.rate + step).min(self.limits.per_second);
        }
    }

    /// Whether the connection is paused now, until when and why.
    pub fn waiting(&self) -> Option<Waiting> {
        let (until, why) = self.lock().waiting?;
        let left = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())?;
        let left = jiff::SignedDuration::try_from(left).ok()?;
        Some(Waiting { until: jiff::Timestamp::now().checked_add(left).ok()?, why })
    }

    /// How often the server said 429.
    pub fn slowed_down(&self) -> u32 {
        self.slowed_down.load(Ordering::Relaxed)
    }

    /// Requests a second at the moment.
    pub fn rate(&self) -> f64 {
        self.lock().rate
    }

    /// Uses a token, or says how long to wait before asking again.
    fn take(&self, now: Instant) -> Option<Duration> {
        let mut state = self.lock();
        if let Some(until) = state.paused_until {
            if now < until {
                return Some(until - now);
            }
            state.paused_until = None;
        }
        if state.rate.is_infinite() {
            return None;
        }
        let gained = now.duration_since(state.refilled).as_secs_f64() * state.rate;
        state.tokens = (state.tokens + gained).min(f64::from(self.limits.burst));
        state.refilled = now;
        if state.tokens >= 1.0 {
            state.tokens -= 1.0;
            return None;
        }
        // A millisecond more than computed: timers are that coarse, and rounding may fall short.
        let missing = (1.0 - state.tokens) / state.rate;
        Some(Duration::from_secs_f64(missing.min(3600.0)) + Duration::from_millis(1))
    }

    async fn rest(&self, wait: Duration, cancel: &CancellationToken) -> Result<(), WaitCancelled> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(WaitCancelled),
            () = sleep(wait) => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_second: f64, burst: u32, in_flight: usize) -> PaceLimits {
        PaceLimits { per_second, burst, in_flight }
    }

    async fn time_for(pace: &Pace, requests: usize) -> Duration {
        let cancel = CancellationToken::new();
        let start = Instant::now();
        for _ in 0..requests {
            drop(pace.leave(&cancel).await.unwrap());
        }
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_goes_out_at_once_and_the_rest_at_the_rate() {
        let pace = Pace::new(limits(10.0, 5, 5));
        assert_eq!(time_for(&pace, 5).await, Duration::ZERO);
        let ten_more = time_for(&pace, 10).await;
        assert!((990..1100).contains(&ten_more.as_millis()), "{ten_more:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_limit_are_in_flight() {
        let pace = Pace::new(limits(0.0, 1, 2));
        let cancel = CancellationToken::new();
        let first = pace.leave(&cancel).await.unwrap();
        let _second = pace.leave(&cancel).await.unwrap();
        let short = Duration::from_secs(1);
        assert!(tokio::time::timeout(short, pace.leave(&cancel)).await.is_err());
        drop(first);
        assert!(tokio::time::timeout(short, pace.leave(&cancel)).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_everyone_and_says_why() {
        let pace = Pace::new(limits(0.0, 1, 2));
        assert_eq!(pace.waiting(), None);
        pace.asked_to_wait(Duration::from_secs(13), true);
        assert_eq!(pace.waiting().map(|w| w.why), Some(WaitReason::AskedToWait));
        pace.asked_to_wait(Duration::from_secs(2), true);
        let held = time_for(&pace, 1).await;
        assert!((13_000..13_100).contains(&held.as_millis()), "{held:?}");
        assert_eq!(pace.waiting(), None);
        assert_eq!(pace.slowed_down(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_halves_once_for_complaints_that_come_together_and_grows_back() {
        let pace = Pace::new(limits(40.0, 1, 4));
        for _ in 0..4 {
            pace.asked_to_wait(Duration::ZERO, true);
        }
        assert!((pace.rate() - 20.0).abs() < 1e-9);
        tokio::time::advance(Duration::from_secs(2)).await;
        pace.asked_to_wait(Duration::ZERO, true);
        assert!((pace.rate() - 10.0).abs() < 1e-9);
        for _ in 0..3 {
            pace.answered();
        }
        assert!((pace.rate() - 16.0).abs() < 1e-9);
        for _ in 0..100 {
            pace.answered();
        }
        assert!((pace.rate() - 40.0).abs() < 1e-9);
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_never_falls_to_nothing() {
        let pace = Pace::new(limits(50.0, 1, 1));
        for _ in 0..50 {
            tokio::time::advance(Duration::from_secs(2)).await;
            pace.asked_to_wait(Duration::ZERO, true);
        }
        assert!(pace.rate() >= 1.0);
    }

    #[tokio::test(start_paused = true)]
    async fn cancelling_ends_the_waiting() {
        let pace = Pace::new(limits(1.0, 1, 1));
        pace.asked_to_wait(Duration::from_secs(3600), false);
        let cancel = CancellationToken::new();
        cancel.cancel();
        assert_eq!(pace.leave(&cancel).await.err(), Some(WaitCancelled));
        assert_eq!(pace.slowed_down(), 0);
    }
}
