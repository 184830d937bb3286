//! Growing pauses between reads that wait for the service to show what it has stored.

use std::time::Duration;

/// Pauses of 0.1, 0.2, 0.4, 0.8 and 1.6 seconds, then of 2 seconds each. A replica that is a second
/// behind takes four further reads.
#[derive(Debug)]
pub(super) struct Pauses {
    next: Duration,
}

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(2);

/// How many reads look for a change that nothing proves: 3.1 seconds, with the pauses between them.
/// A change that was never made must not take the whole deadline.
pub(super) const LOOKS: u32 = 6;

impl Pauses {
    pub(super) fn new() -> Pauses {
        Pauses { next: FIRST }
    }

    pub(super) fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::{LOOKS, Pauses};

    #[test]
    fn pauses_grow_up_to_a_limit() {
        let mut pauses = Pauses::new();
        let first: Vec<u128> = (0..8).map(|_| pauses.next().as_millis()).collect();
        assert_eq!(first, [100, 200, 400, 800, 1600, 2000, 2000, 2000]);
        assert_eq!(first[..LOOKS as usize - 1].iter().sum::<u128>(), 3100);
    }
}
