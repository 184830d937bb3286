//! The deadline of one operation, which can send several requests.

use std::time::{Duration, Instant};

use super::clock::Clock;
use super::metrics::PauseReason;
use super::observation::Observer;
use crate::error::{Error, TimeLimit};

/// The time limit of one operation. This limit includes all requests of the operation and the
/// pauses between them.
#[derive(Clone, Copy)]
pub(crate) struct Deadline<'a> {
    clock: &'a dyn Clock,
    observer: Observer<'a>,
    started: Instant,
    /// The time at which the operation must end. `None` if the clock cannot represent this time.
    end: Option<Instant>,
    total: Duration,
}

impl<'a> Deadline<'a> {
    /// Starts an operation that may take at most the time `total`. If the operation is a part of a
    /// larger operation, `enclosing` is the deadline of the larger operation. The earlier of the
    /// two deadlines applies.
    pub(super) fn start(
        clock: &'a dyn Clock,
        observer: Observer<'a>,
        total: Duration,
        enclosing: Option<Instant>,
    ) -> Deadline<'a> {
        let started = clock.now();
        let end = match (started.checked_add(total), enclosing) {
            (Some(end), Some(enclosing)) => Some(end.min(enclosing)),
            (end, enclosing) => end.or(enclosing),
        };
        Deadline {
            clock,
            observer,
            started,
            end,
            total,
        }
    }

    pub(super) fn started(&self) -> Instant {
        self.started
    }

    pub(super) fn end(&self) -> Option<Instant> {
        self.end
    }

    /// Returns the maximum time that the operation may take in total.
    pub(crate) fn total(&self) -> Duration {
        self.total
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.now().saturating_duration_since(self.started)
    }

    pub(crate) fn time_left(&self) -> Duration {
        self.time_left_at(self.now())
    }

    pub(super) fn time_left_at(&self, now: Instant) -> Duration {
        self.end
            .map_or(Duration::MAX, |end| end.saturating_duration_since(now))
    }

    /// Waits for the time `pause` before a further read of a group, and then returns true. If this
    /// wait would not end before the deadline, returns false without a wait.
    pub(crate) async fn pause(&self, pause: Duration) -> bool {
        self.pause_for(PauseReason::Confirmation, pause).await
    }

    /// Does the same as [`pause`](Deadline::pause), for a different reason.
    pub(super) async fn pause_for(&self, reason: PauseReason, pause: Duration) -> bool {
        let has_time = pause < self.time_left();
        if has_time && !pause.is_zero() {
            self.observer.paused(reason, pause);
            self.clock.sleep(pause).await;
        }
        has_time
    }

    /// Returns the error for an operation that did not end before its deadline.
    pub(crate) fn passed(&self) -> Error {
        Error::timeout(TimeLimit::Deadline {
            left: Duration::ZERO,
            total: self.total,
        })
    }
}
