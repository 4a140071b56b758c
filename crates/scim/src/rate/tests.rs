//! What a rate allows at which moment, as it grows, falls and is found again.

use super::*;

const QUICK: Duration = Duration::from_millis(20);

fn rate(per_second: f64, burst: u32, in_flight: usize, basis: Basis) -> (Rate, Instant) {
    let now = Instant::now();
    let limits = PaceLimits { per_second, burst, in_flight, basis, most_per_second: None };
    (Rate::new(limits, None, now), now)
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
    let within = |at: &Duration| sent.iter().filter(|s| **s >= *at && **s < *at + SECOND).count();
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
        let wanted = if per_second < 1.0 { per_second } else { per_second.floor() } * 40.0 / 1.1;
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
    let mut rate = Rate::new(PaceLimits { most_per_second: Some(50.0), ..start.limits }, None, now);
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

fn known(per_second: f64, at_once: usize, limited: bool) -> Option<Learned> {
    let limited = limited.then_some(jiff::Timestamp::UNIX_EPOCH);
    Some(Learned { per_second, at_once, limited })
}

#[test]
fn what_an_earlier_process_learned_is_where_the_next_one_begins() {
    let (start, now) = rate(20.0, 20, 4, Basis::Assumed);
    for (known, begins, at_once, then) in [
        (None, 20.0, 4, FREE),
        // Never limited: as fast as it was, and faster.
        (known(60.0, 8, false), 60.0, 8, FREE),
        // It sent little: that says nothing of what the app bears.
        (known(3.0, 2, false), 20.0, 4, FREE),
        // A limit was met: it is not met again at once.
        (known(45.0, 3, true), 45.0, 3, 45.0),
        (known(7.0, 1, true), 7.0, 1, 7.0),
        // What no rate can be is not used.
        (known(f64::NAN, 8, true), 20.0, 4, FREE),
        (known(-1.0, 8, false), 20.0, 4, FREE),
    ] {
        let mut rate = Rate::new(start.limits, known, now);
        assert_eq!((rate.per_second(), rate.at_once()), (begins, at_once), "{known:?}");
        assert!((rate.known_per_second() - begins).abs() < 1e-9, "{known:?}");
        for _ in 0..50 {
            rate.answered(now, "/Users", QUICK);
        }
        assert!((rate.per_second() - then).abs() < 1e-9, "{known:?}");
    }
}

#[test]
fn what_is_known_is_what_was_sent_or_what_was_too_much() {
    let (mut rate, start) = rate(20.0, 20, 4, Basis::Assumed);
    for _ in 0..50 {
        rate.answered(start, "/Users", QUICK);
    }
    assert!((rate.known_per_second() - 20.0).abs() < 1e-9, "nothing was sent");
    assert!((0..60).all(|_| rate.take(start).is_none()));
    assert!((rate.known_per_second() - 60.0).abs() < 1e-9);
    rate.limited(start + Duration::from_millis(1), start);
    assert!((rate.known_per_second() - 54.0).abs() < 1e-9);
}

#[test]
fn nothing_that_was_learned_goes_beyond_what_is_documented() {
    let (start, now) = rate(3.0, 20, 8, Basis::Documented);
    let mut rate = Rate::new(start.limits, known(60.0, 8, false), now);
    assert!((rate.known_per_second() - 3.0).abs() < 1e-9);
    assert_eq!(most_in_a_second(&sends(&mut rate, now, Duration::from_secs(20))), 3);
    let limits = PaceLimits { most_per_second: Some(50.0), basis: Basis::Assumed, ..start.limits };
    let rate = Rate::new(limits, known(90.0, 8, false), now);
    assert!((rate.known_per_second() - 50.0).abs() < 1e-9);
}
