//! Work on two threads: every computer that a pack is checked on has cores for these.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Both at the same time.
pub(crate) fn side_by_side<A, B: Send>(
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        match other.join() {
            Ok(other) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The same with each of many, in turns: the next free thread takes the next. What comes out is in
/// their order.
pub(crate) fn each<'a, T: Sync, R: Send>(all: &'a [T], one: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(given) = all.get(place) else { return done };
            done.push((place, one(given)));
        }
    };
    let (mut done, theirs) = side_by_side(work, work);
    done.extend(theirs);
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_in_the_order_of_what_goes_in() {
        let all: Vec<u64> = (0..1_000).collect();
        let squares: Vec<u64> = all.iter().map(|one| one * one).collect();
        assert_eq!(each(&all, |one| one * one), squares);
        assert!(each(&[], |one: &u64| *one).is_empty());
    }
}
