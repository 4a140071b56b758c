//! Every invented value comes from here: a function of the seed, a purpose and an index, and of
//! nothing else. So the 150 000th account can be made without making the ones before it, and the
//! same seed gives the same company on every machine.

/// The finalizer of SplitMix64: a bijection on 64 bits.
const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// FNV-1a with a final mix; stable over platforms and releases, unlike the standard hasher.
pub(crate) fn hash_text(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.as_bytes() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(hash)
}

/// A source of repeatable choices for one purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64, purpose: &str) -> Self {
        Self(mix(seed) ^ hash_text(purpose))
    }

    /// Independent dice for a finer purpose.
    pub(crate) fn also(self, purpose: &str) -> Self {
        Self(mix(self.0) ^ hash_text(purpose))
    }

    pub(crate) fn roll(self, index: u64) -> u64 {
        mix(mix(self.0 ^ index).wrapping_add(self.0))
    }

    /// A number in `0..limit`; 0 when `limit` is 0.
    pub(crate) fn below(self, index: u64, limit: u64) -> u64 {
        // the upper half of a 128-bit product: no modulo bias worth naming
        u64::try_from((u128::from(self.roll(index)) * u128::from(limit)) >> 64).unwrap_or(0)
    }

    /// True for one index in `every`; never for 0.
    pub(crate) fn one_in(self, index: u64, every: u32) -> bool {
        every > 0 && self.below(index, u64::from(every)) == 0
    }

    pub(crate) fn pick<T: Copy>(self, index: u64, from: &[T]) -> Option<T> {
        from.get(usize::try_from(self.below(index, from.len() as u64)).unwrap_or(0)).copied()
    }
}

/// A shuffle of `0..size` that needs no memory: a four-round Feistel network, walked until it falls
/// inside the range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Permutation {
    size: u64,
    half: u32,
    keys: [u64; 4],
}

impl Permutation {
    pub(crate) fn new(dice: Dice, size: u64) -> Self {
        let bits = 64 - size.saturating_sub(1).leading_zeros();
        let half = bits.div_ceil(2).max(1);
        Self { size, half, keys: [dice.roll(1), dice.roll(2), dice.roll(3), dice.roll(4)] }
    }

    /// The element at `position`; `position` must be below the size.
    pub(crate) fn at(&self, position: u64) -> u64 {
        let mut value = position;
        loop {
            value = self.walk(value);
            if value < self.size || self.size == 0 {
                return value;
            }
        }
    }

    fn walk(&self, value: u64) -> u64 {
        let mask = (1_u64 << self.half) - 1;
        let (mut left, mut right) = (value >> self.half, value & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        (left << self.half) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_reaches_every_place_once() {
        for size in [1_u64, 2, 7, 388, 1000] {
            let shuffle = Permutation::new(Dice::new(5, "order"), size);
            let mut seen: Vec<u64> = (0..size).map(|position| shuffle.at(position)).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..size).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_same_seed_rolls_the_same_and_another_seed_does_not() {
        let (one, again, other) = (Dice::new(1, "a"), Dice::new(1, "a"), Dice::new(2, "a"));
        assert_eq!(one.roll(77), again.roll(77));
        assert_ne!(one.roll(77), other.roll(77));
        assert!((0..1000).all(|index| one.below(index, 10) < 10));
    }
}
