//! Samples without repetition and without memory: a keyed permutation of the numbers of a space.

/// A permutation of the numbers below a size: a Feistel network over as many bits as the size takes,
/// walked until it yields a number below the size (Black and Rogaway, "Ciphers with Arbitrary Finite
/// Domains", 2002).
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    size: u64,
    seed: u64,
    /// Bits of each half.
    half: u32,
}

/// Rounds of the network.
const ROUNDS: u64 = 4;

impl Permutation {
    /// The permutation of the numbers below `size` for a seed.
    pub fn new(size: u64, seed: u64) -> Self {
        let bits = u64::BITS - size.saturating_sub(1).leading_zeros();
        Permutation { size, seed, half: bits.div_ceil(2).max(1) }
    }

    /// The image of a number below the size.
    pub fn at(&self, index: u64) -> u64 {
        let mut image = self.round_trip(index);
        // A walk stays on its cycle, which comes back to `index` at the latest.
        while image >= self.size && image != index {
            image = self.round_trip(image);
        }
        image
    }

    fn round_trip(&self, number: u64) -> u64 {
        let mask = (1u64 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ (mixed(right, self.seed, round) & mask));
        }
        left << self.half | right
    }
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014) on a half, the seed and the round.
fn mixed(half: u64, seed: u64, round: u64) -> u64 {
    let golden = 0x9e37_79b9_7f4a_7c15u64;
    let key = seed.wrapping_add(golden.wrapping_mul(round + 1));
    let mut bits = half.wrapping_mul(golden) ^ key.rotate_left(32) ^ key;
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::Permutation;

    #[test]
    fn every_number_once_for_all_sizes_up_to_1000() {
        for size in 1..=1000u64 {
            let permutation = Permutation::new(size, 7 * size);
            let mut seen = vec![false; size as usize];
            for index in 0..size {
                let image = permutation.at(index);
                assert!(image < size, "{size}: {index} is mapped to {image}");
                assert!(!std::mem::replace(&mut seen[image as usize], true), "{size}: {image}");
            }
        }
    }

    #[test]
    fn seeds_differ_and_repeat() {
        let sample = |seed| (0..8).map(move |index| Permutation::new(1 << 40, seed).at(index));
        assert!(sample(1).eq(sample(1)) && !sample(1).eq(sample(2)));
        let largest = Permutation::new(u64::MAX, 3);
        assert!((0..100).all(|index| largest.at(index) < u64::MAX));
    }
}
