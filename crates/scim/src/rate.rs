//! How many requests may go out in a second, and how many may be under way at once. Pure: the moments are
//! passed in.
//!
//! A *documented* limit is kept exactly: no second, wherever it begins, sees more requests. An *assumed*
//! limit is where to begin: the rate grows with each quick answer, and so do the requests at once. At the
//! first sign of a real limit it falls to half of what was really sent, and then grows slowly, up to a
//! little less than what was too much. What is stated of a similar interface of the app is not gone beyond.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::pace::{Basis, Learned, PaceLimits};

/// Requests under way at the same time, at most.
pub(crate) const MOST_AT_ONCE: usize = 8;
/// An assumed rate that has grown to this is no longer a limit: the requests at once are.
const FREE: f64 = 1_000.0;
/// Each quick answer makes an assumed rate so many times as high, while no limit was met.
const GROWTH: f64 = 1.25;
/// Steps from the ground to a rate that was too much.
const STEPS: f64 = 50.0;
/// What is stayed below of a rate that was too much.
const BELOW: f64 = 0.9;
/// A rate that was too much is tried again after so long, a little faster.
const TRY_AGAIN: Duration = Duration::from_secs(60);
const FASTER: f64 = 1.1;
/// Slow answers in a row that are a sign.
const SLOW_ANSWERS: u32 = 5;
/// Quick answers for one more request at once, after a limit was met.
const QUICK_ANSWERS: u32 = 20;
/// A request that was given up may arrive a moment later.
const SLACK: u32 = 50;
/// While each place in a window has a request under way, an answer is waited for.
const A_MOMENT: Duration = Duration::from_millis(5);

const SECOND: Duration = Duration::from_secs(1);

/// The rate of one connection.
#[derive(Debug)]
pub(crate) struct Rate {
    limits: PaceLimits,
    /// What is kept exactly.
    window: Option<Window>,
    /// What grows and falls.
    bucket: Option<Bucket>,
    at_once: usize,
    /// The requests at once stay below what was too much.
    most_at_once: usize,
    quick: u32,
    kinds: HashMap<&'static str, Kind>,
    limited: Option<Instant>,
    /// A limit was met, now or before this process.
    was_limited: bool,
}

/// At most `most` requests in each window. When a request arrives is not known, but it is before its answer:
/// it keeps its place until the window after its answer is over.
#[derive(Debug)]
struct Window {
    most: f64,
    width: Duration,
    /// Of `most`, after a 429 that nobody could foresee.
    share: f64,
    under_way: usize,
    ended: VecDeque<Instant>,
}

#[derive(Debug)]
struct Bucket {
    per_second: f64,
    tokens: f64,
    refilled: Instant,
    /// What is not gone beyond, since when.
    ceiling: Option<(f64, Instant)>,
    /// Requests of the last second.
    sent: VecDeque<Instant>,
    /// The most that were in a second, and at least where it began.
    most_sent: f64,
}

/// Answers of one kind: a page takes longer than an account.
#[derive(Debug)]
struct Kind {
    fastest: Duration,
    slow: u32,
}

impl Rate {
    /// `known`: what an earlier process learned of the same connection.
    pub(crate) fn new(limits: PaceLimits, known: Option<Learned>, now: Instant) -> Self {
        let positive = |rate: f64| rate.is_finite() && rate > 0.0;
        let is_limited = positive(limits.per_second);
        let per_second = if is_limited { limits.per_second } else { f64::INFINITY };
        let limits = PaceLimits { per_second, burst: limits.burst.max(1), ..limits };
        let exact = match limits.basis {
            Basis::Documented => Some(limits.per_second),
            Basis::Assumed => limits.most_per_second,
        };
        let most_at_once = MOST_AT_ONCE.max(limits.in_flight);
        let known = known.filter(|known| positive(known.per_second));
        let limit = known.filter(|known| known.limited.is_some()).map(|known| known.per_second);
        let reached = known.map_or(per_second, |known| known.per_second.max(per_second));
        let bucket = || Bucket {
            per_second: limit.unwrap_or(reached),
            tokens: f64::from(limits.burst),
            refilled: now,
            ceiling: limit.map(|limit| (limit, now)),
            sent: VecDeque::new(),
            most_sent: reached,
        };
        let at_once = match known {
            Some(known) if limit.is_some() => known.at_once.clamp(1, most_at_once),
            Some(known) => known.at_once.clamp(limits.in_flight.max(1), most_at_once),
            None => limits.in_flight.max(1),
        };
        Self {
            window: exact.filter(|rate| positive(*rate)).map(Window::of),
            bucket: (is_limited && limits.basis == Basis::Assumed).then(bucket),
            at_once,
            most_at_once,
            quick: 0,
            kinds: HashMap::new(),
            limited: None,
            was_limited: limit.is_some(),
            limits,
        }
    }

    /// Requests a second at the moment.
    pub(crate) fn per_second(&self) -> f64 {
        let exact = self
            .window
            .as_ref()
            .map_or(f64::INFINITY, |window| window.now() / window.width.as_secs_f64());
        self.bucket.as_ref().map_or(f64::INFINITY, |bucket| bucket.per_second).min(exact)
    }

    /// Requests a second as far as they are known: what is kept, what is stayed below, or the most that
    /// were sent so far and were not too much.
    pub(crate) fn known_per_second(&self) -> f64 {
        let found = match &self.bucket {
            Some(Bucket { ceiling: Some((ceiling, _)), .. }) => *ceiling,
            Some(bucket) => bucket.most_sent,
            None => f64::INFINITY,
        };
        let stated = self.window.as_ref().map(|window| window.most / window.width.as_secs_f64());
        found.min(stated.unwrap_or(f64::INFINITY))
    }

    /// Requests that may be under way at the same time.
    pub(crate) fn at_once(&self) -> usize {
        self.at_once
    }

    /// Sends one now, or says how long to wait before asking again.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Duration> {
        let full = self.window.as_mut().and_then(|window| window.wait(now));
        let empty = || self.bucket.as_mut().and_then(|bucket| bucket.take(now, self.limits.burst));
        let wait = full.or_else(empty);
        if let (None, Some(window)) = (wait, &mut self.window) {
            window.under_way += 1;
        }
        wait
    }

    /// A request that was sent has its answer, or was given up.
    pub(crate) fn ended(&mut self, now: Instant) {
        if let Some(window) = &mut self.window {
            window.under_way = window.under_way.saturating_sub(1);
            window.ended.push_back(now);
        }
    }

    /// An answer that is no sign of a limit. `kind`: what was asked for.
    pub(crate) fn answered(&mut self, now: Instant, kind: &'static str, took: Duration) {
        let known = self.kinds.entry(kind).or_insert(Kind { fastest: took, slow: 0 });
        let fastest = known.fastest;
        // A server that has become slower for good is no longer compared with its best day.
        known.fastest = took.min(fastest.saturating_add(fastest / 100));
        if took <= fastest * 2 + Duration::from_millis(100) {
            known.slow = 0;
            self.grow(now);
        } else if took > fastest * 4 + Duration::from_millis(500) {
            known.slow += 1;
            if known.slow == SLOW_ANSWERS {
                known.slow = 0;
                self.ease(now);
            }
        }
    }

    /// The server said of a request that was sent at that moment that it was too much. What was under way
    /// when it said so before says nothing new.
    pub(crate) fn limited(&mut self, now: Instant, sent: Instant) {
        if self.limited.is_some_and(|before| sent <= before) {
            return;
        }
        self.limited = Some(now);
        self.was_limited = true;
        self.quick = 0;
        self.most_at_once = self.at_once.saturating_sub(1).max(1);
        self.at_once = (self.at_once / 2).max(1);
        let least = self.limits.per_second.min(FREE) / STEPS;
        if let Some(bucket) = &mut self.bucket {
            let sent = bucket.really_sent(now, self.limits.per_second);
            bucket.ceiling = Some(((sent * BELOW).max(least), now));
            bucket.per_second = (sent / 2.0).max(least);
            bucket.tokens = bucket.tokens.min(1.0);
        } else if let Some(window) = &mut self.window {
            window.share = (window.share / 2.0).max(1.0 / STEPS);
        }
    }

    fn grow(&mut self, now: Instant) {
        self.quick += 1;
        let is_new = !self.was_limited;
        if self.at_once < self.most_at_once && (is_new || self.quick.is_multiple_of(QUICK_ANSWERS))
        {
            self.at_once += 1;
        }
        if let Some(window) = &mut self.window {
            window.share = (window.share + 1.0 / 20.0).min(1.0);
        }
        if let Some(bucket) = &mut self.bucket {
            bucket.grow(now);
        }
    }

    /// Answers become slower: the server is busy with what it has.
    fn ease(&mut self, now: Instant) {
        self.at_once = self.at_once.saturating_sub(1).max(2.min(self.at_once));
        self.quick = 0;
        self.limited.get_or_insert(now);
        self.was_limited = true;
        if let Some(bucket) = &mut self.bucket {
            bucket.per_second = bucket.really_sent(now, self.limits.per_second);
        }
    }
}

impl Window {
    fn of(per_second: f64) -> Self {
        let most = per_second.floor().max(1.0);
        let width = Duration::from_secs_f64((1.0 / per_second).clamp(1.0, 3600.0));
        Self { most, width, share: 1.0, under_way: 0, ended: VecDeque::new() }
    }

    fn now(&self) -> f64 {
        (self.most * self.share).floor().max(1.0)
    }

    /// How long until one more may be sent.
    fn wait(&mut self, now: Instant) -> Option<Duration> {
        let width = self.width + self.width / SLACK;
        while self.ended.front().is_some_and(|at| *at + width <= now) {
            self.ended.pop_front();
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at least 1, and rounded down"
        )]
        let most = self.now() as usize;
        // A window that has shrunk waits until the requests that are too many are out of it.
        let before = (self.under_way + self.ended.len()).checked_sub(most)?;
        Some(self.ended.get(before).map_or(A_MOMENT, |at| (*at + width).duration_since(now)))
    }
}

impl Bucket {
    fn take(&mut self, now: Instant, burst: u32) -> Option<Duration> {
        let gained = now.duration_since(self.refilled).as_secs_f64() * self.per_second;
        self.tokens = (self.tokens + gained).min(f64::from(burst));
        self.refilled = now;
        if self.tokens < 1.0 && self.per_second < FREE {
            // A millisecond more than computed: timers are that coarse, and rounding may fall short.
            let missing = (1.0 - self.tokens) / self.per_second;
            return Some(Duration::from_secs_f64(missing.min(3600.0)) + Duration::from_millis(1));
        }
        self.tokens = (self.tokens - 1.0).max(0.0);
        self.forget(now);
        self.sent.push_back(now);
        let sent = u32::try_from(self.sent.len()).unwrap_or(u32::MAX);
        self.most_sent = self.most_sent.max(f64::from(sent));
        None
    }

    fn forget(&mut self, now: Instant) {
        while self.sent.front().is_some_and(|at| now.duration_since(*at) > SECOND) {
            self.sent.pop_front();
        }
    }

    /// Requests of the last second, where the rate has grown beyond what was assumed: it may be far
    /// higher than what a server with so many requests at once can be sent.
    fn really_sent(&mut self, now: Instant, assumed: f64) -> f64 {
        self.forget(now);
        if self.per_second <= assumed && assumed < FREE {
            return self.per_second;
        }
        let sent = f64::from(u32::try_from(self.sent.len()).unwrap_or(u32::MAX));
        sent.max(if assumed < FREE { assumed } else { 1.0 }).min(self.per_second)
    }

    fn grow(&mut self, now: Instant) {
        let Some((ceiling, since)) = self.ceiling else {
            self.per_second = (self.per_second * GROWTH).min(FREE.max(self.per_second));
            return;
        };
        let is_there = self.per_second >= ceiling;
        if is_there && now.duration_since(since) >= TRY_AGAIN {
            self.ceiling = Some((ceiling * FASTER, now));
        }
        self.per_second = (self.per_second + ceiling / STEPS).min(ceiling);
    }
}

#[cfg(test)]
mod tests;
