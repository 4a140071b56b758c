//! The pace of one connection: its [`Rate`], a limit on requests in flight, and a pause when the server
//! asks for one.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::rate::Rate;

/// What a server bears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceLimits {
    /// Requests a second; zero or less means no limit.
    pub per_second: f64,
    /// Requests that may go out at once after a quiet time; a documented limit has its own.
    pub burst: u32,
    /// Requests under way at the same time, to begin with.
    pub in_flight: usize,
    /// Who says so.
    pub basis: Basis,
    /// An assumed rate does not grow beyond this.
    pub most_per_second: Option<f64>,
}

/// What the answers of a connection taught, for a later process to begin with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// Requests a second: what is stayed below after a limit was met; otherwise the most that were sent in
    /// a second, and at least what was assumed.
    pub per_second: f64,
    /// Requests under way at the same time.
    pub at_once: usize,
    /// When the server last said that it was too much; `None`: never.
    pub limited: Option<jiff::Timestamp>,
}

/// Where a limit comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// The provider states it: it is kept exactly.
    Documented,
    /// Nobody states it: it is where to begin.
    #[default]
    Assumed,
}

impl Default for PaceLimits {
    /// Ten a second, five in flight: bearable for a server about which nothing is known.
    fn default() -> Self {
        let (per_second, most_per_second) = (10.0, None);
        Self { per_second, burst: 10, in_flight: 5, basis: Basis::Assumed, most_per_second }
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
    slot: Option<OwnedSemaphorePermit>,
    shared: Arc<Shared>,
    /// It may be sent; before, it only has a place.
    is_granted: bool,
}

impl Drop for Leave {
    fn drop(&mut self) {
        if self.is_granted {
            self.shared.lock().rate.ended(Instant::now());
        }
        if let Some(slot) = self.slot.take()
            && self.shared.is_too_many()
        {
            slot.forget();
        }
    }
}

/// Waiting was given up because the work was canceled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitCancelled;

/// A shared, adaptive pace.
#[derive(Debug)]
pub struct Pace {
    shared: Arc<Shared>,
    slowed_down: AtomicU32,
}

#[derive(Debug)]
struct Shared {
    /// Places for requests in flight.
    free: Arc<Semaphore>,
    /// Places that go when the requests that have them are done.
    too_many: AtomicUsize,
    state: Mutex<State>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_too_many(&self) -> bool {
        let less = |many: usize| many.checked_sub(1);
        self.too_many.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Changes the rate, and the places with it.
    fn change(&self, rate: &mut Rate, change: impl FnOnce(&mut Rate)) {
        let before = rate.at_once();
        change(rate);
        let now = rate.at_once();
        for _ in before..now {
            if !self.is_too_many() {
                self.free.add_permits(1);
            }
        }
        let less = before.saturating_sub(now);
        let in_use = less - self.free.forget_permits(less);
        self.too_many.fetch_add(in_use, Ordering::Relaxed);
    }
}

#[derive(Debug)]
struct State {
    rate: Rate,
    paused_until: Option<Instant>,
    waiting: Option<(Instant, WaitReason)>,
    /// The server asked to wait for longer than a request may: nothing is sent before the first
    /// moment, and the second is the end that it named.
    refusing: Option<(Instant, Option<jiff::Timestamp>)>,
    /// When the server last said that it was too much.
    limited: Option<jiff::Timestamp>,
}

/// While the server asks for a wait that is too long, one request looks again this often.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// A limit that a process met this long ago no longer holds back the next one. A program that ends within
/// a minute never tries a little more: one bad day would keep it slow for good.
const REMEMBERED: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl Pace {
    /// A pace that has sent nothing yet. `known`: what an earlier process learned; of a limit that it met
    /// long ago only the moment is kept.
    pub fn new(limits: PaceLimits, known: Option<Learned>) -> Self {
        let now = jiff::Timestamp::now();
        let holds = |at: jiff::Timestamp| now.duration_since(at) < REMEMBERED;
        let begin = known.filter(|known| known.limited.is_none_or(holds));
        let rate = Rate::new(limits, begin, Instant::now());
        let free = Arc::new(Semaphore::new(rate.at_once().min(Semaphore::MAX_PERMITS)));
        let state = State {
            rate,
            paused_until: None,
            waiting: None,
            refusing: None,
            limited: known.and_then(|known| known.limited),
        };
        let (too_many, state) = (AtomicUsize::new(0), Mutex::new(state));
        Self { shared: Arc::new(Shared { free, too_many, state }), slowed_down: AtomicU32::new(0) }
    }

    /// Waits for a free place, the end of a pause and the rate.
    pub async fn leave(&self, cancel: &CancellationToken) -> Result<Leave, WaitCancelled> {
        let shared = Arc::clone(&self.shared);
        let slot = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(WaitCancelled),
            slot = Arc::clone(&shared.free).acquire_owned() => slot.map_err(|_| WaitCancelled)?,
        };
        let mut leave = Leave { slot: Some(slot), shared, is_granted: false };
        while let Some(wait) = self.take(Instant::now()) {
            self.rest(wait, cancel).await?;
        }
        leave.is_granted = true;
        Ok(leave)
    }

    /// Pauses for `wait` because the server asked for it, and slows down if it was a 429 for a request
    /// that was sent then.
    pub fn asked_to_wait(&self, wait: Duration, slow_down: bool, sent: Instant) {
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
            state.limited = Some(jiff::Timestamp::now());
            self.shared.change(&mut state.rate, |rate| rate.limited(now, sent));
        }
    }

    /// Notes a wait that is longer than a request may wait, and the end that the server named:
    /// further requests fail here instead of being sent in vain.
    pub fn refuse(
        &self,
        wait: Duration,
        until: Option<jiff::Timestamp>,
        slow_down: bool,
        sent: Instant,
    ) {
        let now = Instant::now();
        let mut state = self.lock();
        if slow_down {
            self.slowed_down.fetch_add(1, Ordering::Relaxed);
            state.limited = Some(jiff::Timestamp::now());
            self.shared.change(&mut state.rate, |rate| rate.limited(now, sent));
        }
        state.refusing = Some((now + wait.min(LOOK_AGAIN), until));
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

    /// Notes an answer that is no limit. `kind`: what was asked for, without its id.
    pub fn answered(&self, kind: &'static str, took: Duration) {
        let now = Instant::now();
        self.shared.change(&mut self.lock().rate, |rate| rate.answered(now, kind, took));
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

    /// What was learned so far; `None` while nothing limits it.
    pub fn learned(&self) -> Option<Learned> {
        let state = self.lock();
        let per_second = state.rate.known_per_second();
        let at_once = state.rate.at_once();
        per_second.is_finite().then_some(Learned { per_second, at_once, limited: state.limited })
    }

    /// Requests a second at the moment.
    pub fn rate(&self) -> f64 {
        self.lock().rate.per_second()
    }

    /// Requests that may be under way at the same time, at the moment.
    pub fn in_flight(&self) -> usize {
        self.lock().rate.at_once()
    }

    /// Takes a place in the rate, or says how long to wait before asking again.
    fn take(&self, now: Instant) -> Option<Duration> {
        let mut state = self.lock();
        if let Some(until) = state.paused_until {
            if now < until {
                return Some(until - now);
            }
            state.paused_until = None;
        }
        state.rate.take(now)
    }

    async fn rest(&self, wait: Duration, cancel: &CancellationToken) -> Result<(), WaitCancelled> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(WaitCancelled),
            () = sleep(wait) => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.lock()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(per_second: f64, burst: u32, in_flight: usize) -> PaceLimits {
        PaceLimits { per_second, burst, in_flight, ..PaceLimits::default() }
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
        let pace = Pace::new(limits(10.0, 5, 5), None);
        assert_eq!(time_for(&pace, 5).await, Duration::ZERO);
        let ten_more = time_for(&pace, 10).await;
        assert!((990..1100).contains(&ten_more.as_millis()), "{ten_more:?}");
    }

    #[tokio::test]
    async fn a_limit_of_an_earlier_process_holds_for_an_hour_and_is_shown_for_good() {
        let hours_ago = |hours| jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
        for (limited, begins) in
            [(None, 10.0), (Some(hours_ago(0)), 4.0), (Some(hours_ago(2)), 10.0)]
        {
            let known = Learned { per_second: 4.0, at_once: 2, limited };
            let pace = Pace::new(limits(10.0, 5, 5), Some(known));
            assert!((pace.rate() - begins).abs() < 1e-9, "{limited:?}: {}", pace.rate());
            assert_eq!(pace.learned().unwrap().limited, limited);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_limit_are_in_flight() {
        let pace = Pace::new(limits(0.0, 1, 2), None);
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
        let pace = Pace::new(limits(0.0, 1, 2), None);
        assert_eq!(pace.waiting(), None);
        pace.asked_to_wait(Duration::from_secs(13), true, Instant::now());
        assert_eq!(pace.waiting().map(|w| w.why), Some(WaitReason::AskedToWait));
        pace.asked_to_wait(Duration::from_secs(2), true, Instant::now());
        let held = time_for(&pace, 1).await;
        assert!((13_000..13_100).contains(&held.as_millis()), "{held:?}");
        assert_eq!(pace.waiting(), None);
        assert_eq!(pace.slowed_down(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_places_follow_the_rate_while_requests_have_them() {
        let pace = Pace::new(limits(0.0, 1, 4), None);
        let cancel = CancellationToken::new();
        let mut under_way = Vec::new();
        for _ in 0..4 {
            under_way.push(pace.leave(&cancel).await.unwrap());
        }
        pace.asked_to_wait(Duration::ZERO, true, Instant::now());
        assert_eq!(pace.in_flight(), 2);
        let now = async |pace: &Pace| {
            tokio::time::timeout(Duration::from_secs(1), pace.leave(&CancellationToken::new()))
                .await
        };
        under_way.truncate(2);
        assert!(now(&pace).await.is_err(), "two are under way, and two may be");
        under_way.truncate(1);
        let second = now(&pace).await.unwrap().unwrap();
        assert!(now(&pace).await.is_err());
        for _ in 0..20 {
            pace.answered("/Users", Duration::from_millis(5));
        }
        assert_eq!(pace.in_flight(), 3);
        let third = now(&pace).await.unwrap().unwrap();
        assert!(now(&pace).await.is_err());
        drop((under_way, second, third));
        assert_eq!(pace.shared.free.available_permits(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn cancelling_ends_the_waiting() {
        let pace = Pace::new(limits(1.0, 1, 1), None);
        pace.asked_to_wait(Duration::from_secs(3600), false, Instant::now());
        let cancel = CancellationToken::new();
        cancel.cancel();
        assert_eq!(pace.leave(&cancel).await.err(), Some(WaitCancelled));
        assert_eq!(pace.slowed_down(), 0);
    }
}
