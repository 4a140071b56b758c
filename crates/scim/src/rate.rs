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

use crate::pace::{Basis, PaceLimits};

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
}

/// Answers of one kind: a page takes longer than an account.
#[derive(Debug)]
struct Kind {
    fastest: Duration,
    slow: u32,
}

impl Rate {
    pub(crate) fn new(limits: PaceLimits, now: Instant) -> Self {
        let positive = |rate: f64| rate.is_finite() && rate > 0.0;
        let is_limited = positive(limits.per_second);
        let per_second = if is_limited { limits.per_second } else { f64::INFINITY };
        let limits = PaceLimits { per_second, burst: limits.burst.max(1), ..limits };
        let exact = match limits.basis {
            Basis::Documented => Some(limits.per_second),
            Basis::Assumed => limits.most_per_second,
        };
        let bucket = || Bucket {
            per_second,
            tokens: f64::from(limits.burst),
            refilled: now,
            ceiling: None,
            sent: VecDeque::new(),
        };
        Self {
            window: exact.filter(|rate| positive(*rate)).map(Window::of),
            bucket: (is_limited && limits.basis == Basis::Assumed).then(bucket),
            at_once: limits.in_flight.max(1),
            most_at_once: MOST_AT_ONCE.max(limits.in_flight),
            quick: 0,
            kinds: HashMap::new(),
            limited: None,
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
        let is_new = self.limited.is_none();
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
mod tests {
    use super::*;

    const QUICK: Duration = Duration::from_millis(20);

    fn rate(per_second: f64, burst: u32, in_flight: usize, basis: Basis) -> (Rate, Instant) {
        let now = Instant::now();
        let limits = PaceLimits { per_second, burst, in_flight, basis, most_per_second: None };
        (Rate::new(limits, now), now)
    }

    /// Sends as fast as it may for so long, one request after the other; the moments.
    fn sends(rate: &mut Rate, from: Instant, long: Duration) -> Vec<Duration> {
        let (mut now, mut sent) = (from, Vec::new());
        while now < from + long {
            match rate.take(now) {
                None => {
                    sent.push(now - from);
                    rate.ended(now);
                }
                Some(wait) => now += wait,
            }
        }
        sent
    }

    #[test]
    fn a_documented_limit_holds_also_for_requests_that_arrive_late() {
        let (mut rate, start) = rate(10.0, 20, 8, Basis::Documented);
        let at = |ms| start + Duration::from_millis(ms);
        assert!((0..10).all(|_| rate.take(start).is_none()));
        assert_eq!(rate.take(at(1_500)), Some(A_MOMENT), "nothing is known of the ten");
        rate.ended(at(1_600));
        assert_eq!(rate.take(at(1_600)), Some(Duration::from_millis(1_020)));
        assert_eq!(rate.take(at(2_620)), None);
    }

    fn most_in_a_second(sent: &[Duration]) -> usize {
        let within =
            |at: &Duration| sent.iter().filter(|s| **s >= *at && **s < *at + SECOND).count();
        sent.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn a_documented_limit_holds_in_every_second_and_is_used() {
        for per_second in [0.5, 1.0, 3.0, 7.5, 50.0] {
            let (mut rate, now) = rate(per_second, 20, 8, Basis::Documented);
            for _ in 0..500 {
                rate.answered(now, "/Users", QUICK);
            }
            let sent = sends(&mut rate, now, Duration::from_secs(40));
            let most = most_in_a_second(&sent);
            assert!(most as f64 <= per_second.max(1.0), "{per_second}: {most}");
            let wanted =
                if per_second < 1.0 { per_second } else { per_second.floor() } * 40.0 / 1.1;
            assert!(sent.len() as f64 >= wanted, "{per_second}: {} of {wanted}", sent.len());
        }
    }

    #[test]
    fn an_assumed_limit_is_where_to_begin() {
        let (mut rate, now) = rate(20.0, 20, 4, Basis::Assumed);
        assert_eq!(sends(&mut rate, now, Duration::from_millis(10)).len(), 20);
        assert!(rate.take(now + Duration::from_millis(10)).is_some());
        for _ in 0..20 {
            rate.answered(now, "/Users", QUICK);
        }
        assert_eq!((rate.per_second(), rate.at_once()), (FREE, MOST_AT_ONCE));
        assert!(rate.take(now + Duration::from_millis(10)).is_none());
    }

    #[test]
    fn what_is_stated_of_a_similar_interface_is_not_gone_beyond() {
        let (start, now) = rate(20.0, 20, 4, Basis::Assumed);
        let mut rate = Rate::new(PaceLimits { most_per_second: Some(50.0), ..start.limits }, now);
        for _ in 0..50 {
            rate.answered(now, "/Users", QUICK);
        }
        assert!((rate.per_second() - 50.0).abs() < 1e-9);
        let sent = sends(&mut rate, now, Duration::from_secs(20));
        assert_eq!(most_in_a_second(&sent), 50);
    }

    #[test]
    fn a_limit_that_is_met_halves_what_was_really_sent() {
        let (mut rate, start) = rate(20.0, 20, 4, Basis::Assumed);
        for _ in 0..50 {
            rate.answered(start, "/Users", QUICK);
        }
        let now = start + SECOND;
        for _ in 0..60 {
            assert_eq!(rate.take(now), None);
        }
        rate.limited(now, now);
        assert_eq!((rate.per_second(), rate.at_once()), (30.0, 4));
        // Those that were under way together are one sign.
        rate.limited(now + Duration::from_millis(300), now);
        assert_eq!((rate.per_second(), rate.at_once()), (30.0, 4));
        for _ in 0..1_000 {
            rate.answered(now, "/Users", QUICK);
        }
        assert!((rate.per_second() - 54.0).abs() < 1e-9, "a little less than 60");
        assert_eq!(rate.at_once(), 7, "one less than was too much");
        let later = now + TRY_AGAIN;
        for _ in 0..100 {
            rate.answered(later, "/Users", QUICK);
        }
        assert!((rate.per_second() - 59.4).abs() < 1e-9, "after a minute a little more");
    }

    #[test]
    fn a_limit_below_the_assumed_one_is_found_and_the_rate_never_falls_to_nothing() {
        let (mut rate, mut now) = rate(50.0, 1, 1, Basis::Assumed);
        for _ in 0..50 {
            now += Duration::from_secs(2);
            rate.limited(now, now);
        }
        assert!((rate.per_second() - 1.0).abs() < 1e-9);
        assert_eq!(rate.at_once(), 1);
    }

    #[test]
    fn a_429_under_a_documented_limit_slows_down_and_grows_back() {
        let (mut rate, now) = rate(50.0, 20, 8, Basis::Documented);
        rate.limited(now, now);
        assert_eq!(sends(&mut rate, now, Duration::from_millis(10)).len(), 25);
        for _ in 0..10 {
            rate.answered(now, "/Users", QUICK);
        }
        assert!((rate.per_second() - 50.0).abs() < 1e-9);
    }

    #[test]
    fn answers_that_become_slower_ease_the_load_and_slow_kinds_do_not() {
        let (mut rate, now) = rate(20.0, 20, 4, Basis::Assumed);
        for _ in 0..20 {
            rate.answered(now, "/Users", QUICK);
            // A group is slow from its first answer on.
            rate.answered(now, "/Groups/{id}", Duration::from_secs(2));
        }
        assert_eq!(rate.at_once(), MOST_AT_ONCE);
        for _ in 0..2 * SLOW_ANSWERS {
            rate.answered(now, "/Users", Duration::from_secs(2));
        }
        assert_eq!(rate.at_once(), MOST_AT_ONCE - 2);
        for _ in 0..20 * SLOW_ANSWERS {
            rate.answered(now, "/Users", Duration::from_secs(9));
        }
        assert_eq!(rate.at_once(), 2);
    }

    #[test]
    fn a_limit_that_is_met_above_a_wide_assumption_is_found_too() {
        let (mut rate, now) = rate(1e6, 1_000_000, 4, Basis::Assumed);
        rate.answered(now, "/Users", QUICK);
        assert!((0..80).all(|_| rate.take(now).is_none()));
        rate.limited(now, now);
        assert!((rate.per_second() - 40.0).abs() < 1e-9);
    }

    #[test]
    fn without_a_limit_nothing_waits() {
        let (mut rate, now) = rate(0.0, 1, 4, Basis::Assumed);
        rate.limited(now, now);
        assert!((0..1_000).all(|_| rate.take(now).is_none()));
        assert!(rate.per_second().is_infinite());
    }
}
