//! The replicas that serve the reads of clients. Each replica has a lag. For each read, a rule
//! chooses one replica.

use std::time::Duration;

/// The replicas that serve reads. [`SandboxBuilder::replicas`](crate::SandboxBuilder::replicas)
/// takes a value of this type.
///
/// A test creates replicas from a list of durations. Each duration is the lag of one replica. A
/// replica with a lag of [`Duration::ZERO`] shows the newest state of the groups.
///
/// ```
/// use std::time::Duration;
/// use tallyfy_sandbox::Replicas;
///
/// let second = Duration::from_secs(1);
/// let alternating = Replicas::in_turn([Duration::ZERO, second]);
/// let random = Replicas::at_random(42, [Duration::ZERO, second, 5 * second]);
/// # let _ = (alternating, random);
/// ```
#[derive(Clone, Debug)]
pub struct Replicas {
    lags: Vec<Duration>,
    choice: Choice,
}

#[derive(Clone, Debug)]
enum Choice {
    InTurn { next: usize },
    AtRandom(SplitMix64),
}

/// The random number generator of Steele, Lea and Flood. The sequence of its numbers depends only
/// on the seed.
///
/// The generator is described in their paper "Fast splittable pseudorandom number generators",
/// 2014.
#[derive(Clone, Debug)]
struct SplitMix64(u64);

impl Replicas {
    /// Creates replicas that serve reads in turn. The replicas have the order of their lags in the
    /// list. The first replica serves the first read. After the last replica, the first replica
    /// serves the next read.
    pub fn in_turn(lags: impl IntoIterator<Item = Duration>) -> Replicas {
        Replicas {
            lags: lags.into_iter().collect(),
            choice: Choice::InTurn { next: 0 },
        }
    }

    /// Creates replicas that serve reads in random order. For each read, all replicas have the same
    /// probability. With the same seed, the replicas always serve reads in the same order.
    pub fn at_random(seed: u64, lags: impl IntoIterator<Item = Duration>) -> Replicas {
        Replicas {
            lags: lags.into_iter().collect(),
            choice: Choice::AtRandom(SplitMix64(seed)),
        }
    }

    /// Returns the default value: one replica without a lag.
    pub(crate) fn up_to_date() -> Replicas {
        Replicas::in_turn([Duration::ZERO])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lags.is_empty()
    }

    /// Returns the lag of the replica with the longest lag.
    pub(crate) fn longest_lag(&self) -> Duration {
        self.lags.iter().copied().max().unwrap_or_default()
    }

    /// Chooses the replica that serves the next read, and returns the lag of this replica.
    pub(crate) fn next_lag(&mut self) -> Duration {
        let count = self.lags.len();
        let index = match &mut self.choice {
            Choice::InTurn { next } => {
                let index = *next;
                *next = (index + 1) % count.max(1);
                index
            }
            Choice::AtRandom(generator) => generator.below(count),
        };
        self.lags.get(index).copied().unwrap_or_default()
    }
}

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a random number less than `count`. The result is the upper half of the 128-bit
    /// product of `count` and the generator's next number.
    fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::SplitMix64;

    /// The expected numbers are the output of the C program that the authors of SplitMix64
    /// published.
    #[test]
    fn split_mix_64_known_seeds_return_published_numbers() {
        let first_three = |seed| {
            let mut generator = SplitMix64(seed);
            [(); 3].map(|()| generator.next())
        };
        assert_eq!(
            first_three(0),
            [
                0xe220_a839_7b1d_cdaf,
                0x6e78_9e6a_a1b9_65f4,
                0x06c4_5d18_8009_454f
            ]
        );
        assert_eq!(
            first_three(1_234_567),
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn below_many_calls_return_each_index_equally_often() {
        let mut generator = SplitMix64(7);
        let mut counts = [0; 3];
        for _ in 0..3_000 {
            counts[generator.below(3)] += 1;
        }
        assert!(counts.iter().all(|&count| count > 900), "{counts:?}");
    }
}
