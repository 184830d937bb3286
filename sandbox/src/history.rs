//! The past states of the groups. A read that has a lag shows one of these past states.

use std::collections::VecDeque;
use std::time::Duration;

use crate::snapshot::Snapshot;

/// A function that returns the time that has passed since a fixed moment.
pub(crate) type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The past states that a later read with a lag may still show. Each state contains all groups.
pub(crate) struct History {
    clock: Clock,
    /// The latest time that the clock has returned so far.
    now: Duration,
    longest_lag: Duration,
    /// The past states in chronological order. The time before each state is the time of the write
    /// that replaced this state.
    replaced: VecDeque<(Duration, Snapshot)>,
}

impl History {
    pub(crate) fn new(clock: Clock, longest_lag: Duration) -> History {
        History {
            clock,
            now: Duration::ZERO,
            longest_lag,
            replaced: VecDeque::new(),
        }
    }

    /// Stores the current state before a write replaces this state. Also removes each past state
    /// that a write replaced at least `longest_lag` ago. No read can show such an old state any
    /// more. If the longest lag is zero, this function stores nothing.
    pub(crate) fn keep(&mut self, state: &Snapshot) {
        if self.longest_lag.is_zero() {
            return;
        }
        let now = self.now();
        self.replaced.push_back((now, state.clone()));
        while let Some((replaced, _)) = self.replaced.front()
            && now - *replaced >= self.longest_lag
        {
            self.replaced.pop_front();
        }
    }

    /// Returns the state that a read with this lag shows. The function searches for the oldest
    /// state that a write replaced less than `lag` ago. If there is no such state, the function
    /// returns the newest state.
    ///
    /// Directly after the start of the sandbox, reads with any lag show the first state of the
    /// groups.
    pub(crate) fn state(&mut self, newest: &Snapshot, lag: Duration) -> Snapshot {
        if lag.is_zero() {
            return newest.clone();
        }
        let now = self.now();
        let past = self
            .replaced
            .iter()
            .find(|(replaced, _)| now - *replaced < lag);
        past.map_or(newest, |(_, state)| state).clone()
    }

    /// Returns the later of two times: the time of the clock, and the previous result of this
    /// function. If the result could be earlier than a previous result, the stored states would not
    /// be in chronological order.
    fn now(&mut self) -> Duration {
        self.now = self.now.max((self.clock)());
        self.now
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::History;
    use crate::snapshot::Snapshot;

    /// Makes this number of writes, one in each second of the test's clock. Returns the largest
    /// number of past states that the history contained after a write.
    fn most_kept(longest_lag: Duration, writes: u64) -> usize {
        let seconds = Arc::new(AtomicU64::new(0));
        let clock = Arc::clone(&seconds);
        let clock = Box::new(move || Duration::from_secs(clock.load(Ordering::Relaxed)));
        let mut history = History::new(clock, longest_lag);
        let state = Snapshot::new(Vec::new(), Vec::new());
        let kept = (0..writes).map(|second| {
            seconds.store(second, Ordering::Relaxed);
            history.keep(&state);
            history.replaced.len()
        });
        kept.max().unwrap_or(0)
    }

    #[test]
    fn keep_many_writes_keeps_states_of_longest_lag() {
        assert_eq!(most_kept(Duration::ZERO, 1_000), 0);
        assert_eq!(most_kept(Duration::from_secs(5), 1_000), 5);
        assert_eq!(most_kept(Duration::from_millis(4_001), 1_000), 5);
        assert_eq!(most_kept(Duration::MAX, 1_000), 1_000);
    }
}
