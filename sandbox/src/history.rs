//! The past states of the groups. A read with a lag shows one of these states.

use std::collections::VecDeque;
use std::time::Duration;

use crate::snapshot::Snapshot;

/// A function that returns the time since a fixed moment.
pub(crate) type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The past states of the groups that a read with a lag may still need.
pub(crate) struct History {
    clock: Clock,
    /// The latest time that the clock has returned so far.
    now: Duration,
    longest_lag: Duration,
    /// The past states in chronological order. Each state has the time of the write that replaced
    /// it.
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

    /// Stores the current state before a write replaces it. Also removes each past state that was
    /// replaced longer ago than the longest lag. No read needs such a state any more. Without a
    /// lag, this function stores nothing.
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

    /// Returns the state that a read with this lag shows. This is the oldest state that was
    /// replaced less than `lag` ago. If no state was replaced in this time, the function returns
    /// the newest state.
    ///
    /// The first state of the sandbox counts as older than any lag, even directly after the start.
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
    /// function. If the time could go back, the stored states would not be in chronological order.
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

    /// Makes one write in each second of the test's clock. Returns the largest number of past
    /// states that the history contained.
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
