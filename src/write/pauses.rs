//! The pauses between the reads with which the client checks whether a write succeeded. Each pause
//! is longer than the pause before it.

use std::time::Duration;

/// An endless sequence of pauses: 0.1, 0.2, 0.4, 0.8 and 1.6 seconds, and then 2 seconds each.
///
/// If a replica lags by one second, the fifth read is the first read that shows the new state. The
/// pauses before the fifth read are 0.1, 0.2, 0.4 and 0.8 seconds.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
}

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);

/// The maximum number of reads after a write, if the response to the write does not prove the
/// change.
///
/// The five pauses between six reads take 3.1 seconds in total. If the server never makes the
/// change, a client without this limit would repeat the reads until the deadline.
pub(super) const MAX_READS: u32 = 6;

impl Pauses {
    pub(super) fn new() -> Pauses {
        Pauses { next: FIRST }
    }

    /// Returns the next pause of the sequence.
    pub(super) fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_READS, Pauses};

    #[test]
    fn pauses_grow_up_to_a_limit() {
        let mut pauses = Pauses::new();
        let first: Vec<u128> = (0..8).map(|_| pauses.next().as_millis()).collect();
        assert_eq!(first, [100, 200, 400, 800, 1600, 2000, 2000, 2000]);
        assert_eq!(first[..MAX_READS as usize - 1].iter().sum::<u128>(), 3100);
    }
}
