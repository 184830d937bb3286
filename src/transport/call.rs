//! A call under way: its attempts, its time, and the pauses between.

use std::time::{Duration, Instant};

use super::retry_after::wait_of;
use super::{Shared, Transport};
use crate::error::TimeLimit;
use crate::http::CallStats;
use crate::transport::retry::{Decision, Failure, FailureKind, decide};
use crate::{Error, Outcome};

impl Transport {
    /// Begins to count the attempts and the time of a call.
    pub(crate) fn begin(&self, is_write: bool) -> Call<'_> {
        Call {
            transport: self,
            started: self.shared.clock.now(),
            sent: None,
            lost: 0,
            stats: CallStats {
                is_write,
                ..CallStats::default()
            },
        }
    }
}

/// A call under way: what its next attempt may do, and whether there is one.
pub(crate) struct Call<'a> {
    transport: &'a Transport,
    started: Instant,
    /// When the last attempt was sent.
    sent: Option<Instant>,
    stats: CallStats,
    /// CallStats that were lost on idle connections, which do not count towards the policy.
    lost: u32,
}

/// As many dead connections may wait in the pool for one call, as many pages in flight and more.
const MAX_LOST: u32 = 16;

/// The shortest pause between two attempts of a write, unless the server names one.
const MIN_WRITE_PAUSE: Duration = Duration::from_millis(100);

impl Call<'_> {
    /// What happened so far.
    pub(crate) fn stats(&self) -> CallStats {
        CallStats {
            elapsed: self.elapsed(),
            ..self.stats
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        let now = self.transport.shared.clock.now();
        now.saturating_duration_since(self.started)
    }

    /// When the call has to end; none when that is further than clocks go.
    pub(super) fn until(&self) -> Option<Instant> {
        let own = self.started.checked_add(self.transport.retry.total());
        match (own, self.transport.until) {
            (Some(own), Some(outer)) => Some(own.min(outer)),
            (own, outer) => own.or(outer),
        }
    }

    /// Waits until another attempt may be sent, counts it, and returns how long it may take.
    pub(super) async fn attempt(&mut self) -> Result<Duration, Error> {
        let Shared {
            clock, rate_limit, ..
        } = &*self.transport.shared;
        let mut now = match self.sent {
            None => self.started,
            Some(_) => clock.now(),
        };
        let mut time_left = self.time_left_at(now);
        loop {
            // An attempt without time for its answer would be in vain.
            let slot = rate_limit.take_slot(now, time_left / 2);
            if !slot.wait().is_zero() {
                clock.sleep(slot.wait()).await;
                now = clock.now();
                time_left = self.time_left_at(now);
            }
            if slot.begin(now) {
                break;
            }
        }
        if time_left.is_zero() {
            return Err(self.deadline_passed());
        }
        self.count(1);
        self.sent = Some(now);
        Ok(time_left)
    }

    /// The last attempt succeeded.
    pub(super) fn succeeded(&self) -> CallStats {
        let Shared {
            budget, rate_limit, ..
        } = &*self.transport.shared;
        budget.refund();
        rate_limit.speed_up(self.sent.unwrap_or(self.started));
        self.stats()
    }

    /// The error for a call whose deadline has passed.
    pub(crate) fn deadline_passed(&self) -> Error {
        let limit = TimeLimit::Deadline {
            left: Duration::ZERO,
            total: self.transport.retry.total(),
        };
        Error::timeout(limit).with_stats(self.stats())
    }

    /// The time that the whole call may take.
    pub(crate) fn deadline(&self) -> Duration {
        self.transport.retry.total()
    }

    pub(crate) fn now(&self) -> Instant {
        self.transport.shared.clock.now()
    }

    /// How much time is left for the call.
    pub(crate) fn time_left(&self) -> Duration {
        self.time_left_at(self.transport.shared.clock.now())
    }

    fn time_left_at(&self, now: Instant) -> Duration {
        self.until()
            .map_or(Duration::MAX, |until| until.saturating_duration_since(now))
    }

    /// Counts attempts.
    pub(crate) fn count(&mut self, attempts: u32) {
        self.stats.attempts += attempts;
    }

    /// Waits until the next attempt is due, or returns the error of the last one.
    ///
    /// `is_idempotent` says whether the method has the same effect once and twice.
    pub(super) async fn again(&mut self, error: Error, is_idempotent: bool) -> Result<(), Error> {
        match self.wait_for(kind(&error), &error, is_idempotent).await {
            true => Ok(()),
            false => Err(error),
        }
    }

    /// Waits until the next attempt is due, and returns false if there is none: for a caller that
    /// then looks what became of the last attempt before it makes another. So no method does harm.
    pub(crate) async fn wait_to_repeat_after_look(&mut self, error: &Error) -> bool {
        self.wait_for(kind(error), error, true).await
    }

    /// Waits before a look at what became of an attempt: as long as the server asks. Returns false
    /// if that is longer than the call may take.
    pub(crate) async fn pause_before_look(&self, error: &Error) -> bool {
        let clock = &self.transport.shared.clock;
        let wait = wait_of(error, || clock.system_time());
        self.pause(wait.unwrap_or_default()).await
    }

    /// Waits, unless that is longer than the call may take: then it returns false.
    pub(crate) async fn pause(&self, pause: Duration) -> bool {
        let has_time = pause < self.time_left();
        if has_time && !pause.is_zero() {
            self.transport.shared.clock.sleep(pause).await;
        }
        has_time
    }

    /// Waits until the next attempt is due, and returns false if there is none.
    async fn wait_for(&mut self, kind: FailureKind, error: &Error, is_idempotent: bool) -> bool {
        let Shared {
            clock,
            budget,
            rate_limit,
            ..
        } = &*self.transport.shared;
        let failure = Failure {
            kind,
            is_idempotent,
            retry_after: wait_of(error, || clock.system_time()),
        };
        if kind == FailureKind::LostOnReused && self.lost < MAX_LOST {
            self.lost += 1;
        }
        let counted = self.stats.attempts.saturating_sub(self.lost).max(1);
        let decision = decide(
            &self.transport.retry,
            counted,
            self.transport
                .retry
                .total()
                .saturating_sub(self.time_left()),
            &failure,
            fastrand::f64(),
        );
        if kind == FailureKind::Status(429) {
            let pause = match decision {
                Decision::Retry { pause, .. } => pause,
                Decision::GiveUp => failure.retry_after.unwrap_or_default(),
            };
            rate_limit.slow_down(self.sent.unwrap_or(self.started), clock.now(), pause);
        }
        match decision {
            Decision::Retry {
                pause,
                takes_budget,
            } if !takes_budget || budget.take() => {
                self.stats.may_be_applied |=
                    self.stats.is_write && error.outcome() == Outcome::Unknown;
                let is_repeated_write = self.stats.is_write
                    && failure.retry_after.is_none()
                    && !matches!(kind, FailureKind::LostOnReused | FailureKind::NeverSent);
                clock
                    .sleep(match is_repeated_write {
                        true => pause.max(MIN_WRITE_PAUSE),
                        false => pause,
                    })
                    .await;
                true
            }
            Decision::Retry { .. } | Decision::GiveUp => false,
        }
    }
}

fn kind(error: &Error) -> FailureKind {
    if error.is_connect() {
        FailureKind::NeverSent
    } else if error.is_lost_on_reused() {
        FailureKind::LostOnReused
    } else if error.is_timeout() || error.is_transport() || error.is_without_json() {
        FailureKind::NoResponse
    } else {
        match error.status() {
            Some(status) if !(200..300).contains(&status) => FailureKind::Status(status),
            _ => FailureKind::Final,
        }
    }
}
